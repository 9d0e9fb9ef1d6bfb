//! An ordinary night, from the ring to bed.

use super::Night;
use crate::domain::testing::at;
use crate::domain::{ClaimPath, State, StepName as N};

#[test]
fn the_ticket_exists_with_the_first_answer_and_the_walk_asks_who_calls() {
    let night = Night::taken();
    let callout = night.callout();
    assert_eq!(callout.number.to_string(), "K-1");
    assert_eq!(night.world.ticket(1).id, callout.ticket);
    assert_eq!(night.asks(), "caller");
    assert!(!callout.inside_hours);
}

#[test]
fn a_night_is_walked_from_the_ring_to_a_claim() {
    let mut night = Night::taken();
    night.world.contact("Maria Ortiz", &[]);
    let kinds = night.answer(
        N::Caller,
        &[
            ("name", "Maria Ortiz"),
            ("phone", "555-01"),
            ("rang", "0155"),
            ("word", "1"),
        ],
    );
    assert_eq!(
        kinds,
        ["callout.answered", "ticket.impact_set", "person.changed"]
    );
    assert_eq!(night.world.ticket(1).opened, at("2026-05-14T01:55-04:00"));
    assert_eq!(night.asks(), "what");
    let kinds = night.answer(
        N::What,
        &[
            ("kind", "1"),
            ("which", "circulation server down, four branches"),
        ],
    );
    assert_eq!(
        kinds,
        ["callout.answered", "ticket.impact_set", "ticket.corrected"]
    );
    assert_eq!(
        night.world.ticket(1).title.as_str(),
        "circulation server down, four branches"
    );
    assert_eq!(night.asks(), "impact");
    night.answer(N::Impact, &[("now", "0"), ("opening", "38")]);
    let ticket = night.world.ticket(1);
    assert_eq!(ticket.blocked, Some(0));
    assert_eq!(
        ticket
            .deadline
            .as_ref()
            .unwrap()
            .then
            .as_ref()
            .unwrap()
            .blocked,
        38
    );
    let step = night.step().unwrap();
    assert_eq!(step.name, N::Emergency);
    assert_eq!(step.parts[0].default.as_deref(), Some("yes"));
    night.answer(N::Emergency, &[]);
    assert_eq!(
        night.callout().value(N::Emergency, "ground"),
        Some("a server is down")
    );
    assert_eq!(night.asks(), "place");
    night.answer(N::Place, &[]);
    work_and_sleep(night);
}

/// The second half of that night: whom to tell, the work, the end.
fn work_and_sleep(mut night: Night) {
    assert_eq!(night.callout().value(N::Place, "where"), Some("remote"));
    assert_eq!(night.asks(), "tell");
    let tell = night.step().unwrap();
    assert!(
        tell.parts[0]
            .question
            .starts_with("TONIGHT: Maria Ortiz, 555-01"),
        "{tell:?}"
    );
    night.answer(N::Tell, &[("1", "told")]);
    assert_eq!(night.asks(), "list");
    night.answer(N::List, &[]);
    assert_eq!(night.callout().value(N::List, "outsider"), Some("no"));
    assert_eq!(night.asks(), "work");
    night.line("rotated the logs, 14 GB free");
    night.line("/server restarted the service");
    assert!(
        night.world.ticket(1).secondary.contains("server-change")
            || night.callout().tags.contains("server-change")
    );
    night.answer(N::Work, &[]);
    assert_eq!(night.asks(), "outcome");
    night.world.now = at("2026-05-14T03:05-04:00");
    let kinds = night.answer(N::Outcome, &[("how", "1")]);
    assert_eq!(kinds, ["callout.answered", "ticket.resolved"]);
    assert_eq!(
        night.world.ticket(1).resolved.unwrap().at,
        at("2026-05-14T03:05-04:00")
    );
    assert_eq!(night.world.ticket(1).state, State::Resolved);
    let step = night.step().unwrap();
    assert_eq!(step.name, N::Narrative);
    let text = step.parts[0].default.clone().unwrap();
    assert!(
        text.contains("Maria Ortiz reported: circulation server down"),
        "{text}"
    );
    assert!(text.contains("rotated the logs"), "{text}");
    night.answer(N::Narrative, &[("cure", "rotate the logs of /var")]);
    assert_eq!(night.asks(), "debts");
    night.answer(N::Debts, &[]);
    assert_eq!(night.asks(), "claim");
    let kinds = night.answer(N::Claim, &[]);
    assert_eq!(kinds, ["callout.answered", "claim.drafted"]);
    let claim = night.claim();
    assert_eq!(claim.path, ClaimPath::Emergency);
    // From 01:55 to now, 03:08: the last answers are work too.
    assert_eq!(claim.minutes_outside, 73);
    assert_eq!(night.asks(), "handover");
    assert_eq!(night.answer(N::Handover, &[]), ["callout.ended"]);
    assert_eq!(night.asks(), "nothing");
}

#[test]
fn what_nobody_knows_is_owed_until_it_is_answered() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "?"), ("phone", "?")]);
    assert_eq!(night.owes(), ["caller.name", "caller.phone"]);
    night
        .try_answer(N::Caller, &[("phone", "555-02")], true)
        .unwrap();
    assert_eq!(night.owes(), ["caller.name"]);
}

#[test]
fn a_step_that_is_left_empty_owes_what_it_needs_and_takes_its_defaults() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[]);
    assert_eq!(night.owes(), ["caller.name", "caller.phone"]);
    let callout = night.callout();
    assert_eq!(callout.value(N::Caller, "channel"), Some("phone"));
    // Quiet hours: word in the morning.
    assert_eq!(callout.value(N::Caller, "word"), Some("morning"));
}

#[test]
fn the_work_screen_can_be_gone_to_at_once_and_the_walk_goes_on_where_it_was() {
    let mut night = Night::taken();
    night.try_answer(N::Work, &[], false).unwrap();
    assert_eq!(night.asks(), "work");
    night.line("pulled the plug");
    assert_eq!(night.asks(), "work");
    night.answer(N::Work, &[]);
    assert_eq!(night.asks(), "caller");
    assert_eq!(night.world.ticket(1).actions, 1);
}

#[test]
fn to_bed_only_after_the_outcome_and_with_one_command() {
    let mut night = Night::taken();
    let refusal = night.sleep().unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N15");
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "2")]);
    night.answer(N::Work, &[("line", "done")]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    let events = night.sleep().unwrap();
    let kinds: Vec<&str> = events.iter().map(crate::domain::Event::kind).collect();
    assert!(kinds.contains(&"ticket.narrative_written"), "{kinds:?}");
    assert!(kinds.contains(&"claim.drafted"), "{kinds:?}");
    assert_eq!(kinds.last(), Some(&"callout.ended"));
    let callout = night.callout();
    assert!(callout.to_bed && callout.ended.is_some());
    assert!(night.owes().contains(&"impact.now".to_owned()));
}

#[test]
fn an_answer_that_is_no_choice_is_refused_with_the_choices() {
    let mut night = Night::taken();
    let refusal = night
        .try_answer(N::What, &[("kind", "9")], true)
        .unwrap_err();
    assert!(refusal.instead.contains("1 a server"), "{refusal:?}");
    assert_eq!(night.asks(), "caller");
}

#[test]
fn the_clock_stops_and_goes_on_and_a_stretch_without_a_line_counts_as_it_was_said() {
    use crate::domain::Command;
    use crate::domain::command::{PauseCallout, ResumeCallout};
    use crate::domain::event::LineGap;
    let mut night = Night::taken();
    night.world.wait(10);
    let callout = night.id;
    let pause = PauseCallout {
        callout,
        happened: None,
    };
    night
        .world
        .run(Command::PauseCallout(pause.clone()))
        .unwrap();
    assert!(night.world.run(Command::PauseCallout(pause)).is_err());
    night.world.wait(30);
    night
        .world
        .run(Command::ResumeCallout(ResumeCallout { callout, gap: None }))
        .unwrap();
    night.world.wait(20);
    let minutes = |night: &Night| super::super::clock_min(&night.callout(), night.world.now).0;
    assert_eq!(minutes(&night), 30);
    let from = night.world.now.plus_minutes(-15);
    let gap = LineGap {
        from,
        to: night.world.now,
        worked: false,
    };
    night
        .world
        .run(Command::ResumeCallout(ResumeCallout {
            callout,
            gap: Some(gap),
        }))
        .unwrap();
    assert_eq!(minutes(&night), 15);
}

#[test]
fn a_callout_is_walked_by_the_one_who_has_it_and_can_be_taken_over() {
    use crate::domain::Command;
    use crate::domain::command::{Console, TakeCallout};
    let mut night = Night::taken();
    let nils = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    let before = night.world.actor.person;
    night.world.actor.person = nils;
    let refusal = night.try_answer(N::Caller, &[], true).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N14");
    assert!(refusal.instead.contains("nightdesk callout take K-1"));
    let take = TakeCallout {
        callout: night.id,
        console: Console::default(),
    };
    night.world.run(Command::TakeCallout(take)).unwrap();
    night.answer(N::Caller, &[]);
    night.world.actor.person = before;
    assert!(night.try_answer(N::What, &[("kind", "1")], true).is_err());
    assert_eq!(night.callout().holders.len(), 2);
}

#[test]
fn a_draft_is_taken_back_by_its_claimant_once() {
    use crate::domain::Command;
    use crate::domain::command::WithdrawClaim;
    let mut night = slept();
    let claim = night.claim().id;
    let withdraw = || {
        Command::WithdrawClaim(WithdrawClaim {
            claim,
            because: None,
        })
    };
    let other = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    assert_eq!(
        night
            .world
            .run_as(other, withdraw())
            .unwrap_err()
            .rule
            .to_string(),
        "N13"
    );
    night.world.run(withdraw()).unwrap();
    assert_eq!(night.claim().state.as_str(), "withdrawn");
    assert_eq!(
        night.world.run(withdraw()).unwrap_err().rule.to_string(),
        "N13"
    );
}

/// A night of 02:12 to 02:16, ended and claimed.
fn slept() -> Night {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "2")]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    night
}

#[test]
fn two_claims_never_cover_the_same_minute() {
    let first = slept();
    // Written down at noon: the same minutes once more.
    let mut second = Night::begun(first.world.at("2026-05-14T12:00-04:00"), true);
    second.answer(
        N::Over,
        &[
            ("what", "2"),
            ("which", "x"),
            ("rang", "0210"),
            ("restored", "0220"),
            ("stopped", "0220"),
        ],
    );
    let refusal = second
        .try_answer(N::Claim, &[("choice", "claim")], true)
        .unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N12");
    assert!(refusal.because.contains("M-1"), "{refusal:?}");
}

#[test]
fn the_card_of_the_morning_says_what_was_and_what_is_owed() {
    let mut night = slept();
    night.world.now = at("2026-05-14T08:30-04:00");
    let cards = super::super::cards(&night.world.records, &night.world.site, night.world.now);
    assert_eq!(cards.len(), 1);
    let card = &cards[0];
    assert!(
        card.lines[0].contains("called 02:12") && card.lines[0].contains("restored 02:15"),
        "{card:?}"
    );
    assert!(
        card.lines[1].contains("emergency (the network is down)"),
        "{card:?}"
    );
    assert!(!card.debts.is_empty());
    assert!(
        card.lines.iter().any(|line| line.contains("Claim M-1")),
        "{card:?}"
    );
    night.world.wait(24 * 60);
    assert!(
        super::super::cards(&night.world.records, &night.world.site, night.world.now).is_empty()
    );
}

#[test]
fn a_claim_is_provisional_until_rate_and_basis_were_confirmed() {
    for confirmed in [false, true] {
        let mut night = Night::taken();
        let policy = &mut night.world.site.policy;
        let rate = ("comp_time.rate".to_owned(), "[3, 2]".to_owned());
        policy.profile.settings.extend([rate]);
        policy.confirmed = confirmed;
        night.answer(N::Caller, &[("name", "Ann Lee")]);
        night.answer(N::What, &[("kind", "2")]);
        night.answer(N::Work, &[]);
        night.answer(N::Outcome, &[("how", "fixed")]);
        night.sleep().unwrap();
        assert_eq!(night.claim().provisional, !confirmed);
    }
}

#[test]
fn the_row_of_times_shows_what_was_noted_also_where_the_place_was_remote() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee"), ("rang", "0200")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Place, &[("where", "1")]);
    night.world.now = at("2026-05-14T02:50-04:00");
    let began = |night: &Night| {
        let step = super::super::next_step(
            &night.world.records,
            &night.world.site,
            &night.callout(),
            night.world.now,
        );
        let parts = step.unwrap().parts.into_iter();
        let shown = parts.map(|part| (part.key, part.default.unwrap_or_default()));
        shown.collect::<std::collections::BTreeMap<_, _>>()
    };
    night.try_answer(N::Outcome, &[], false).unwrap();
    // Nothing was noted: it began with the ring.
    let row = began(&night);
    assert_eq!(row["times.began"], "02:00");
    assert!(!row.contains_key("times.arrived"));
    night.line("/left 0215");
    night.line("/arrived 0240");
    night.try_answer(N::Outcome, &[], false).unwrap();
    let row = began(&night);
    assert_eq!(
        (&*row["times.left"], &*row["times.arrived"]),
        ("02:15", "02:40")
    );
    assert_eq!(row["times.began"], "02:40");
}

#[test]
fn rooms_of_others_that_were_entered_owe_their_times_in_the_morning() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Place, &[("where", "3"), ("room", "Eastside")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T04:00-04:00");
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    for (part, typed) in [("times.arrived", "0230"), ("times.stopped", "0350")] {
        let key = format!("outcome.{part}");
        assert!(night.owes().contains(&key), "{:?}", night.owes());
        night.answer(N::Outcome, &[(part, typed)]);
        assert!(!night.owes().contains(&key), "{:?}", night.owes());
    }
    let visit = night.callout().visit.clone().unwrap();
    assert_eq!(visit.entered, Some(at("2026-05-14T02:30-04:00")));
    assert_eq!(visit.left, Some(at("2026-05-14T03:50-04:00")));
}
