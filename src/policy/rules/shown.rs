//! What the program does now about each rule, and which tests show it.
//!
//! A rule without a row here is not yet built. Whoever builds one adds its row, in the order of the
//! numbers, and rewrites `docs/policy.md` (`UPDATE_DOCS=1 cargo nextest run --lib policy_page`).

use crate::domain::site::RuleId;

/// What the program does about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The rule.
    pub rule: RuleId,
    /// What the program does, in one line.
    pub does: &'static str,
    /// The names of the tests that show it.
    pub tests: &'static [&'static str],
}

const fn row(rule: RuleId, does: &'static str, tests: &'static [&'static str]) -> Shown {
    Shown { rule, does, tests }
}

#[rustfmt::skip]
static SHOWN: &[Shown] = &[
    row(RuleId::R(1), "a title and Enter make a ticket with its number; channel, requester and time are kept", &[
        "a_walk_up_is_a_title_and_everything_else_is_unknown",
        "numbers_count_up",
    ]),
    row(RuleId::R(2), "a job that is done is one line: its narrative, its action, the word and the close", &[
        "a_quick_log_is_closed_at_once",
        "a_quick_log_without_word_stays_until_somebody_tells",
    ]),
    row(RuleId::R(3), "each action is an entry of its own, with when it happened and when it was written; none, no close", &[
        "a_plain_request_needs_one_action_and_word_after_it",
        "an_action_keeps_when_it_happened_also_before_the_ticket",
    ]),
    row(RuleId::R(4), "a resolved ticket stands as resolved, not closed, with the time by which it is to be closed", &[
        "a_resolved_ticket_owes_its_close_and_a_closed_one_nothing",
    ]),
    row(RuleId::R(5), "a clock runs from the last word to the requester and rests while the ticket waits for them; no close before they know how it ended", &[
        "a_resolved_ticket_needs_word_after_its_outcome",
        "word_of_before_the_outcome_is_not_word_of_the_outcome",
        "only_word_that_arrives_resets_the_last_told_clock",
        "who_is_waited_for_is_owed_word_only_after_the_date",
    ]),
    row(RuleId::R(6), "the queue is ordered by how many cannot work, and says so in words", &[
        "the_vectors_stand_in_their_places_with_their_classes_and_reasons",
        "two_tickets_are_told_apart_by_the_first_fact_that_differs",
    ]),
    row(RuleId::R(7), "a problem of a server, the network or a core service stands before every count", &[
        "a_core_service_counts_as_a_server_by_its_asset_but_a_change_of_it_does_not",
        "the_switches_of_the_profile_are_obeyed",
    ]),
    row(RuleId::R(8), "what stops one person is the next class; not asked yet counts as one person", &[
        "the_vectors_stand_in_their_places_with_their_classes_and_reasons",
        "a_walk_up_of_which_nothing_is_asked_counts_as_one_person",
    ]),
    row(RuleId::R(9), "a dead PC stands first among those of one person", &[
        "the_vectors_stand_in_their_places_with_their_classes_and_reasons",
        "a_violation_is_due_at_once_and_stands_after_the_dead_pcs",
    ]),
    row(RuleId::R(11), "a clock runs from the opening to the first word", &[
        "a_requester_hears_first_that_somebody_cares_then_how_it_goes",
    ]),
    row(RuleId::R(13), "the five fields hold the close of the ten records and of repairs; a recorded reason stands in for what does not fit", &[
        "a_record_of_the_policy_lists_all_that_is_missing_at_once",
        "a_reason_stands_in_for_what_is_missing_but_not_for_word",
    ]),
    row(RuleId::R(14), "a record of server changes asks questions of its own; the required ones hold the close. A ticket has one primary category, which alone holds it, and any number beside it", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
        "a_second_category_stands_beside_the_first",
    ]),
    row(RuleId::R(15), "a record of software settings asks questions of its own; the required ones hold the close", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
    ]),
    row(RuleId::R(16), "a record of backups asks questions of its own; the required ones hold the close", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
    ]),
    row(RuleId::R(17), "a record of firewall changes asks questions of its own; the required ones hold the close", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
    ]),
    row(RuleId::R(18), "a record of router changes asks questions of its own; the required ones hold the close", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
    ]),
    row(RuleId::R(19), "a record of violations asks questions of its own; the required ones hold the close, and it is confidential", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
        "a_record_of_a_confidential_category_is_confidential",
    ]),
    row(RuleId::R(20), "a record of breaches asks questions of its own; the required ones hold the close, and it is confidential", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
        "a_record_of_a_confidential_category_is_confidential",
    ]),
    row(RuleId::R(21), "a record of dealings with customers asks questions of its own; the required ones hold the close", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
    ]),
    row(RuleId::R(22), "a record of dealings with staff asks questions of its own; the required ones hold the close", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
    ]),
    row(RuleId::R(23), "a record of interruptions asks questions of its own; the required ones hold the close", &[
        "each_of_the_ten_records_asks_its_own_questions_by_its_own_rule",
    ]),
    row(RuleId::R(26), "several policy texts stand side by side, and each setting cites the one it is from", &[
        "every_shipped_file_reads_and_every_name_and_citation_holds",
    ]),
    row(RuleId::R(27), "a callout is a ticket and an entry from its first key; a claim is drafted from a callout and from nothing else", &[
        "the_ticket_exists_with_the_first_answer_and_the_walk_asks_who_calls",
        "a_night_is_walked_from_the_ring_to_a_claim",
        "what_is_over_is_one_form_with_seven_times",
    ]),
    row(RuleId::R(28), "a claim holds the callout's own intervals, and what lies inside the person's hours is no part of it", &[
        "a_night_is_walked_from_the_ring_to_a_claim",
        "what_runs_into_the_working_hours_counts_only_outside_them",
    ]),
    row(RuleId::R(29), "the profile's test says whether it is an emergency, and the ground is kept as judged then; without one approval is asked for before the work, or the night ends", &[
        "a_night_is_walked_from_the_ring_to_a_claim",
        "what_is_no_emergency_and_left_to_the_morning_has_no_work_and_claims_its_minutes",
    ]),
    row(RuleId::R(30), "where a callout is no emergency the head of a room is to be asked before it is entered, and is owed word until reached", &[
        "the_words_to_the_head_of_a_room_follow_the_verdict",
    ]),
    row(RuleId::R(31), "the head of a room that is entered is to be told tonight, and is owed word until reached", &[
        "the_head_of_the_room_that_is_entered_is_told_as_soon_as_possible",
    ]),
    row(RuleId::R(32), "room, key, reason and the times in and out are part of the callout", &[
        "the_head_of_the_room_that_is_entered_is_told_as_soon_as_possible",
    ]),
    row(RuleId::R(34), "no step that gives access is ticked before the written request and who sent it are on record", &[
        "no_account_is_made_without_the_written_request_of_whoever_may_ask",
        "a_held_step_is_refused_with_the_rule_of_its_gate_and_who_can_open_it",
    ]),
    row(RuleId::R(39), "the list of a new person begins only on a ticket that holds the request", &[
        "the_list_of_a_new_person_begins_only_from_a_request",
    ]),
    row(RuleId::R(40), "each new person has a list of their own, in the text of that day, unchanged once finished", &[
        "an_instance_keeps_the_version_that_it_was_begun_under",
        "the_last_required_step_ends_the_list_in_its_own_group",
    ]),
    row(RuleId::R(41), "the lists of leavers archive and delete nothing before HR's word is on record", &[
        "every_shipped_list_can_be_finished_whichever_way_its_questions_go",
        "every_gate_of_the_shipped_lists_names_a_rule_or_is_our_own_counsel",
    ]),
    row(RuleId::R(42), "each leaver has a list of their own, in the text of that day, unchanged once finished", &[
        "an_instance_keeps_the_version_that_it_was_begun_under",
        "the_last_required_step_ends_the_list_in_its_own_group",
    ]),
    row(RuleId::R(56), "an outsider at a server owes new passwords for each system until the list for it is done", &[
        "an_outsider_at_a_server_owes_new_passwords_for_each_system",
    ]),
    row(RuleId::R(58), "no field is for a password; a text that looks like one, a key, a card or a person's number is asked about once before it is kept, and said with the way out where a script saved it", &[
        "passwords_keys_cards_and_numbers_are_noticed",
        "of_everyday_lines_two_in_a_hundred_are_asked_about_at_most",
        "a_line_of_the_work_log_is_asked_about_once_and_the_second_enter_keeps_it",
        "what_a_script_saves_is_kept_and_said_with_the_way_out_and_without_the_secret",
    ]),
    row(RuleId::R(64), "a violation is due at once: the lead is owed word by name, and the report holds the close", &[
        "the_lead_of_the_reporting_line_is_owed_word_of_an_incident_by_name",
        "a_violation_is_due_at_once_and_stands_after_the_dead_pcs",
    ]),
    row(RuleId::R(65), "the list for misuse goes on only after the director's finding and the word of HR or the director", &[
        "misuse_is_acted_on_only_after_the_finding_and_the_word_of_hr",
    ]),
    row(RuleId::R(66), "a suspicion makes the ticket an incident at once and owes the lead word by name", &[
        "a_suspicion_starts_the_clock_by_itself_from_when_it_came_in",
        "the_lead_of_the_reporting_line_is_owed_word_of_an_incident_by_name",
    ]),
    row(RuleId::R(67), "72 hours run from when somebody knew, by day and night; the report holds the close, and no reason stands in for it", &[
        "a_report_is_owed_by_its_outer_limit",
        "an_unsent_report_holds_the_close_whatever_the_reason",
        "a_violation_that_is_a_breach_too_runs_its_72_hours_from_the_first_minute",
    ]),
    row(RuleId::R(68), "a ticket about security is a suspected breach without another key", &[
        "a_suspicion_starts_the_clock_by_itself_from_when_it_came_in",
        "a_suspicion_that_comes_later_starts_the_clock_once",
    ]),
    row(RuleId::R(71), "the list for incidents begins with all that is known and with the word to the lead", &[
        "an_incident_begins_with_what_is_known_the_lead_and_the_device",
    ]),
    row(RuleId::R(72), "the list for incidents asks whether the device comes off the network, and then for word of it", &[
        "an_incident_begins_with_what_is_known_the_lead_and_the_device",
    ]),
    row(RuleId::R(73), "whatever touches the person suspected is held until HR's own word is on record, with who gave it", &[
        "hrs_word_is_hrs_own",
        "nobody_is_asked_or_locked_out_before_hr_has_answered",
    ]),
    row(RuleId::R(74), "the person is told and asked for an explanation only after HR said that it is no discipline", &[
        "nobody_is_asked_or_locked_out_before_hr_has_answered",
    ]),
    row(RuleId::R(75), "the account is locked only after as many recorded attempts in vain as the site asks for", &[
        "an_account_is_locked_only_after_as_many_vain_attempts_as_the_site_asks",
    ]),
    row(RuleId::R(76), "with discipline nothing is done before HR's answer", &[
        "nobody_is_asked_or_locked_out_before_hr_has_answered",
    ]),
    row(RuleId::R(77), "taking away access from whoever does damage waits for no gate", &[
        "nobody_is_asked_or_locked_out_before_hr_has_answered",
    ]),
    row(RuleId::R(82), "nothing is deleted: a correction stands beside the old text, and every changed byte is found", &[
        "a_correction_is_linked_and_both_texts_stand",
        "every_flipped_byte_is_named_with_file_line_and_seq",
    ]),
    row(RuleId::N(1), "a second close is refused", &[
        "a_closed_ticket_takes_nothing_until_it_is_opened_again",
    ]),
    row(RuleId::N(2), "a closed ticket takes corrections only, until it is opened again", &[
        "a_closed_ticket_takes_nothing_until_it_is_opened_again",
        "the_record_of_a_closed_ticket_may_be_corrected",
    ]),
    row(RuleId::N(3), "a name that is not known is refused, with those that are", &[
        "only_what_its_categories_ask_is_answered",
        "a_list_that_is_unknown_or_not_enabled_is_refused",
    ]),
    row(RuleId::N(4), "an empty text and one beyond its limit are refused, and nothing of it is lost", &[
        "what_cannot_be_is_refused_by_its_rule",
        "an_action_that_cannot_be_is_refused",
    ]),
    row(RuleId::N(5), "a time still to come, or before it could be, is refused; so is a date to wait for that has passed", &[
        "a_close_has_its_place_in_time",
        "nothing_is_resolved_before_it_came_in",
    ]),
    row(RuleId::N(6), "two texts written at once are both shown before one replaces the other", &[
        "what_somebody_wrote_meanwhile_is_shown_with_what_you_wrote",
        "an_answer_that_changed_meanwhile_is_refused",
    ]),
    row(RuleId::N(7), "what stands already is said and not written again", &[
        "the_same_form_is_saved_once",
        "a_resolved_ticket_is_out_of_the_queue_and_resolved_once",
    ]),
    row(RuleId::N(8), "whoever is not of the staff, or has left, is refused and told who can do it", &[
        "somebody_who_left_opens_nothing",
        "only_staff_who_are_here_own_tickets",
        "who_is_not_staff_begins_and_ticks_nothing",
    ]),
    row(RuleId::N(9), "a step is worked on while its list runs and while it is shown", &[
        "a_step_is_shown_only_after_the_answer_that_asks_for_it",
        "an_auto_step_ticks_at_its_event_and_by_no_hand",
    ]),
    row(RuleId::N(10), "a count that cannot be, and a whole unit of unknown size, are refused", &[
        "a_whole_unit_is_its_head_count",
        "impact_that_cannot_be_is_refused",
    ]),
    row(RuleId::N(11), "a file with a fault is refused whole, with file, line and mend", &[
        "every_broken_file_is_told_with_its_line_and_its_mend",
    ]),
    row(RuleId::N(12), "a claim that covers a minute of another one of the same person is refused", &[
        "two_claims_never_cover_the_same_minute",
    ]),
    row(RuleId::N(13), "only the claimant takes a draft back, and only once", &[
        "a_draft_is_taken_back_by_its_claimant_once",
    ]),
    row(RuleId::N(14), "who does not have the callout is refused and told how to log a line or take it over", &[
        "a_callout_is_walked_by_the_one_who_has_it_and_can_be_taken_over",
    ]),
    row(RuleId::N(15), "to bed before the outcome is refused with the command that says it", &[
        "to_bed_only_after_the_outcome_and_with_one_command",
    ]),
    row(RuleId::N(16), "an answer that is none of the choices is bad input, and is told them", &[
        "what_is_no_answer_to_a_question_is_refused_with_those_that_are",
    ]),
    row(RuleId::N(17), "one asks and a director who neither asked nor wrote it approves, or is entered with where the decision is kept; the text is then gone from journal, store, page, drafts and files", &[
        "one_asks_and_a_director_who_did_not_ask_takes_it_out",
        "a_director_does_not_decide_on_an_own_ask_or_own_entry",
        "what_was_asked_is_taken_back_by_the_asker_alone",
        "a_director_who_may_decide_on_it_may_decline_it_and_says_why",
        "nothing_of_it_is_left_in_journal_store_page_drafts_and_files",
    ]),
];

/// What the program does about a rule; none = not yet built.
pub fn shown(rule: RuleId) -> Option<&'static Shown> {
    SHOWN.iter().find(|shown| shown.rule == rule)
}
