//! What each setting of a profile means, in one line, for somebody who confirms it for the first
//! time.
//!
//! Invariant: every setting that ships has a line; a test reads all profiles.

/// What a setting means; none for one that this table does not know.
pub(super) fn meaning(key: &str) -> Option<&'static str> {
    let mut key = key;
    loop {
        if let Some((_, text)) = MEANINGS.iter().find(|(known, _)| *known == key) {
            return Some(text);
        }
        key = key.rsplit_once('.')?.0;
    }
}

/// The lines, by key or by the table that several keys stand in.
const MEANINGS: &[(&str, &str)] = &[
    (
        "access.authorisers",
        "Whose written word opens access for somebody.",
    ),
    (
        "access.connect_authority",
        "Who allows equipment on the network.",
    ),
    (
        "access.leaver_source",
        "Who tells you that somebody leaves.",
    ),
    (
        "access.owner_must_confirm",
        "Must the owner of the data agree to access as well?",
    ),
    (
        "access.written_request",
        "Is access given on a written request only?",
    ),
    (
        "after_hours.emergency",
        "How soon the head hears of work at night in an emergency.",
    ),
    (
        "after_hours.notice",
        "How long before planned work at night the head hears of it.",
    ),
    (
        "after_hours.notify_head",
        "Is the head of a department told of work after hours?",
    ),
    (
        "callout.emergency.people",
        "So many people stopped make it an emergency.",
    ),
    (
        "callout.emergency.public_opening_h",
        "So does a public opening within so many hours.",
    ),
    (
        "callout.rest_hours",
        "Hours of rest that are owed after a callout.",
    ),
    (
        "callout.tell_every_min",
        "In a callout somebody is told every so many minutes.",
    ),
    (
        "checklists.enabled",
        "The checklists that may be begun here.",
    ),
    (
        "comp_time.agreement_required",
        "Must time off for extra work be agreed on paper first?",
    ),
    (
        "comp_time.approve_own",
        "May a claim be approved by the one who made it? The program never lets it.",
    ),
    ("comp_time.approver_roles", "Who decides about claims."),
    (
        "comp_time.basis",
        "Which minutes earn time off: outside_hours, or those over a weekly_threshold.",
    ),
    (
        "comp_time.cap_min",
        "The most minutes that can stand on one account; 0 is no limit.",
    ),
    (
        "comp_time.deputy_for_own_claims",
        "Who decides about the claims of the one who decides.",
    ),
    ("comp_time.eligible", "Whose extra work earns time off."),
    ("comp_time.enabled", "Does extra work earn time off at all?"),
    (
        "comp_time.min_callout_min",
        "The least that a callout counts, in minutes.",
    ),
    (
        "comp_time.min_grace_min",
        "Up to so many minutes of work, the least does not count.",
    ),
    (
        "comp_time.min_when_contiguous",
        "Does the least count too where the work joins the working day?",
    ),
    (
        "comp_time.over_cap",
        "What becomes of minutes over the most: cash, or refuse.",
    ),
    (
        "comp_time.pay_period.days",
        "The length of a pay period in days; 0 is the calendar month.",
    ),
    (
        "comp_time.pay_period.first",
        "The first day of any pay period.",
    ),
    (
        "comp_time.pre_approval",
        "When work must be approved before: always, unless_emergency, never.",
    ),
    (
        "comp_time.rate",
        "What a minute counts: 3, 2 is one and a half.",
    ),
    (
        "comp_time.rate_by",
        "The rate of each minute's own day (minute), or of the first (callout_start).",
    ),
    (
        "comp_time.rate_by_weekday",
        "Weekdays with a rate of their own.",
    ),
    (
        "comp_time.rate_holiday",
        "The rate on a holiday; none is the ordinary one.",
    ),
    (
        "comp_time.repeat_rule",
        "What a second call within the least is: absorb, separate, first_per_day.",
    ),
    (
        "comp_time.require_log_entry",
        "Does a minute count only with an entry for it?",
    ),
    (
        "comp_time.round_mode",
        "How minutes are rounded: none, nearest, up.",
    ),
    (
        "comp_time.round_unit_min",
        "To how many minutes they are rounded; 0 is not at all.",
    ),
    (
        "comp_time.topup_rate",
        "The rate of what fills up to the least: same as the work's, or straight.",
    ),
    (
        "comp_time.travel",
        "Which travel counts: none, to, round_trip.",
    ),
    (
        "comp_time.weekly_threshold_min",
        "The minutes of a week for weekly_threshold.",
    ),
    (
        "comp_time.workweek_start",
        "The day on which a week of work begins.",
    ),
    (
        "desk.lock_minutes",
        "After so many minutes without a key the screen is covered.",
    ),
    (
        "desk.network_fs",
        "May the desk lie on a disk over the network?",
    ),
    ("desk.print_command", "The command that prints a sheet."),
    (
        "desk.witness_dir",
        "A folder elsewhere that notes how far the records went.",
    ),
    (
        "disclosure.clocks",
        "Deadlines for answering requests for records.",
    ),
    ("disclosure.decider", "Who decides what is disclosed."),
    (
        "disclosure.law",
        "The law under which records are asked for.",
    ),
    (
        "disclosure.mail_may_be_disclosed",
        "May mail be disclosed on request?",
    ),
    (
        "hours.holiday_part",
        "Days with other hours, such as a short 24 December.",
    ),
    (
        "hours.quiet_hours",
        "Between these times only those whom a rule names are told.",
    ),
    (
        "hours",
        "When somebody is at work here; promises count these hours.",
    ),
    (
        "log.originator_updates",
        "Is whoever asked told of each step?",
    ),
    (
        "log.quick_log_minutes",
        "What took longer than this is logged.",
    ),
    ("log.tracking_name", "What you call the log."),
    ("organisation", "Who you are; it stands on sheets."),
    (
        "passwords.period",
        "How long a password lasts: 180d is days, 6m months.",
    ),
    (
        "passwords.pin_allowed",
        "May a PIN stand in a password's place?",
    ),
    (
        "passwords.printed_allowed",
        "May logins be printed? The program prints none.",
    ),
    (
        "passwords.rotate_after_outsider",
        "Are passwords changed after an outsider was at a server?",
    ),
    (
        "passwords.shared_vault",
        "Are the passwords of servers kept where the staff can reach them?",
    ),
    ("policy.acknowledgement", "How people agree to the policy."),
    (
        "policy.agree_before_use",
        "Is no account enabled before the agreement?",
    ),
    (
        "policy.before_first_day",
        "Is the policy agreed to before the first day?",
    ),
    ("policy.custodian", "Who keeps the signed agreements."),
    (
        "policy.redistribute",
        "How often everybody gets the policy again.",
    ),
    ("policy.return_to", "To whom the signed page goes back."),
    ("policy.reviewer", "Who reviews the policy."),
    (
        "priority.core_services",
        "Systems that count as server or network wherever they run.",
    ),
    (
        "priority.dead_pc_first",
        "Does a dead PC go before one that hampers?",
    ),
    (
        "priority.one_person_second",
        "Does what stops one person come after what stops many?",
    ),
    (
        "priority.pin_expires_work_hours",
        "A ticket moved up by hand falls back after so many working hours.",
    ),
    (
        "priority.pin_max",
        "So many tickets may be moved up by hand at once.",
    ),
    ("priority.pin_roles", "Who may move a ticket up by hand."),
    (
        "priority.reserve_dated_work_h",
        "Hours kept free before dated work is due.",
    ),
    (
        "priority.reserve_legal_work_day",
        "Days kept free before work that a law dates.",
    ),
    (
        "priority.server_always_first",
        "Do servers and the network go before all else?",
    ),
    (
        "priority.whole_unit_is_many",
        "Does a whole department count as many people?",
    ),
    (
        "promises.classes",
        "The kinds of ticket that are promised a time.",
    ),
    (
        "promises.work_hours",
        "The working hours promised to each of them, in the same order.",
    ),
    ("records.categories", "The kinds of record that you keep."),
    (
        "records.corrections",
        "How a record is corrected: by a further line.",
    ),
    (
        "records.erase_allowed",
        "May a record be erased? The program erases none.",
    ),
    ("records.fields", "What every record holds."),
    ("reporting.breach", "Who is told of a breach."),
    (
        "reporting.prohibited",
        "Who is told of a use that is forbidden.",
    ),
    (
        "reporting.second",
        "Who is told where that person is the one suspected.",
    ),
    (
        "reporting.violation",
        "Who is told of a violation of the policy.",
    ),
    (
        "roles",
        "The post behind this role; checklists and reports name roles.",
    ),
    (
        "security.ask_user_if_no_discipline",
        "Is the user asked to explain where no discipline follows?",
    ),
    (
        "security.breach_hours",
        "Hours within which a breach is reported outside.",
    ),
    (
        "security.breach_internal_at_once",
        "Is a breach reported inside at once?",
    ),
    (
        "security.breach_report_to",
        "Who receives the report of a breach; no policy names them.",
    ),
    (
        "security.contact_attempts",
        "So often the owner of an account is tried before it is locked.",
    ),
    (
        "security.contact_suspect_before_hr",
        "May the one suspected be spoken to before personnel decided?",
    ),
    (
        "security.containment_before_hr",
        "May harm be stopped before personnel decided?",
    ),
    (
        "security.hr_gate",
        "Does personnel decide before anything is done to a person?",
    ),
    (
        "security.immediate_removal_on_server_harm",
        "Is whatever harms a server cut off at once?",
    ),
    (
        "security.lock_after_attempts",
        "Is an account locked when its owner cannot be reached?",
    ),
    (
        "security.remove_device",
        "Is a suspect device taken off the network?",
    ),
    (
        "security.us_state_notice_days",
        "Days for a notice under a state's law; 0 is none.",
    ),
    (
        "software.permission_from",
        "Whose permission new software needs.",
    ),
    ("software.written", "Must that permission be written?"),
    ("tiers.levels", "The levels of access."),
    ("tiers.special_groups", "Groups whose access is watched."),
    (
        "units.list",
        "The departments of the policy: id, name, people.",
    ),
    (
        "words",
        "What you call them; sheets and screens use your word.",
    ),
];
