//! What comes back: steps that are answered again, debts that are paid the day after, word that is
//! due, and what nobody may lose on the way to bed.

use super::Night;
use crate::domain::testing::{World, at};
use crate::domain::{State, StepName as N};

/// A call about a server, word wanted tonight.
fn called() -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night
}

/// The same, fixed and slept.
fn slept() -> Night {
    let mut night = called();
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    night
}

#[test]
fn not_known_is_taken_of_a_count_and_of_every_other_part() {
    for unknown in ["?", "d"] {
        let mut night = called();
        night.answer(N::Impact, &[("now", unknown)]);
        let owes = night.owes();
        assert!(owes.contains(&"impact.now".to_owned()), "{owes:?}");
        assert!(owes.contains(&"impact.opening".to_owned()), "{owes:?}");
        night.answer(N::Emergency, &[("verdict", unknown)]);
        assert!(night.owes().contains(&"emergency.verdict".to_owned()));
        night.answer(N::Place, &[("where", unknown)]);
        assert_eq!(night.asks(), "tell");
    }
}

#[test]
fn bed_takes_back_nothing_that_was_answered() {
    let mut night = called();
    // Typed at the form, which was never left.
    night
        .try_answer(N::Impact, &[("now", "38")], false)
        .unwrap();
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    assert_eq!(night.callout().value(N::Impact, "now"), Some("38"));
    let owes = night.owes();
    assert!(!owes.contains(&"impact.now".to_owned()), "{owes:?}");
    // What nobody was asked is owed, not passed over.
    assert!(owes.contains(&"place.where".to_owned()), "{owes:?}");
    assert!(owes.contains(&"list.outsider".to_owned()), "{owes:?}");
    // The ground is kept as it was judged then.
    let ground = night
        .callout()
        .value(N::Emergency, "ground")
        .map(str::to_owned);
    assert_eq!(ground.as_deref(), Some("a server is down"));
}

#[test]
fn the_walk_does_not_end_without_an_outcome() {
    let mut night = called();
    let refusal = night.try_answer(N::Handover, &[], true).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N15");
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.answer(N::Handover, &[]);
    assert_eq!(night.asks(), "nothing");
    assert!(night.owes().contains(&"impact.now".to_owned()));
}

#[test]
fn the_ground_stands_as_it_was_judged_then() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "3"), ("which", "a PC")]);
    night.answer(N::Impact, &[("now", "12")]);
    night.answer(N::Emergency, &[]);
    // It was one person after all; the verdict and its ground stay.
    night.answer(N::Impact, &[("now", "1"), ("opening", "0")]);
    let callout = night.callout();
    assert_eq!(callout.value(N::Emergency, "verdict"), Some("yes"));
    let sheet = super::super::sheet(
        &night.world.records,
        &night.world.site,
        &callout,
        night.world.now,
    );
    assert!(
        sheet
            .iter()
            .any(|line| line.contains("Emergency: 12 people stopped")),
        "{sheet:?}"
    );
}

#[test]
fn rooms_that_were_entered_stay_entered_when_the_place_is_answered_again() {
    let mut night = called();
    night.answer(N::Place, &[("where", "3"), ("room", "Eastside")]);
    night.line("/arrived 0214");
    night.answer(
        N::Place,
        &[("where", "3"), ("room", "Eastside"), ("key", "B2")],
    );
    let visit = night.callout().visit.clone().unwrap();
    assert_eq!(visit.entered, Some(at("2026-05-14T02:14-04:00")));
    assert_eq!(visit.key.unwrap().as_str(), "B2");
    // Nobody is known as its head: that is owed.
    assert!(night.owes().contains(&"place.room".to_owned()));
}

#[test]
fn rooms_that_were_only_planned_owe_nobody_a_word() {
    let mut night = called();
    night.answer(N::Place, &[("where", "3"), ("room", "Eastside")]);
    night.answer(N::Place, &[("where", "1")]);
    assert!(!night.owes().contains(&"place.room".to_owned()));
}

#[test]
fn an_unknown_is_paid_days_later_by_anybody_and_means_that_night() {
    let mut night = called();
    night.answer(N::Impact, &[("now", "?")]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    let nils = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    night.world.now = at("2026-05-16T09:00-04:00");
    let dana = std::mem::replace(&mut night.world.actor.person, nils);
    night.answer(N::Impact, &[("now", "38")]);
    assert!(!night.owes().contains(&"impact.now".to_owned()));
    night.world.actor.person = dana;
    night.answer(N::Outcome, &[("times", "restored 0213")]);
    let restored = night
        .callout()
        .value(N::Outcome, "times.restored")
        .map(str::to_owned);
    assert_eq!(restored.as_deref(), Some("2026-05-14T02:13:00-04:00"));
    assert_eq!(night.asks(), "nothing");
    // Its lines and its end are past.
    assert!(night.try_answer(N::Work, &[("line", "x")], false).is_err());
    assert!(night.try_answer(N::Handover, &[], true).is_err());
}

#[test]
fn a_debt_after_the_end_names_its_callout() {
    let night = slept();
    let callout = night.callout();
    let debts = super::super::debts(
        &night.world.records,
        &night.world.site,
        &callout,
        night.world.now,
    );
    for debt in debts
        .iter()
        .filter(|debt| debt.pay.contains("callout answer"))
    {
        assert!(debt.pay.contains("--callout K-1"), "{debt:?}");
    }
}

#[test]
fn a_claim_left_for_tomorrow_is_drafted_tomorrow() {
    let mut night = called();
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:12-04:00");
    night.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped now")]);
    night.answer(N::Claim, &[("choice", "3")]);
    night.sleep().unwrap();
    assert!(night.owes().contains(&"claim.choice".to_owned()));
    night.world.now = at("2026-05-15T11:00-04:00");
    night.answer(N::Claim, &[("choice", "claim")]);
    assert_eq!(night.claim().minutes_outside, 60);
    assert!(!night.owes().contains(&"claim.choice".to_owned()));
}

#[test]
fn word_is_due_every_half_hour_while_the_caller_waits_for_it() {
    let mut night = called();
    assert!(!night.owes().contains(&"word".to_owned()));
    night.try_answer(N::Work, &[], false).unwrap();
    night.world.now = at("2026-05-14T02:42-04:00");
    assert!(night.owes().contains(&"word".to_owned()));
    let work = night.step().unwrap();
    assert_eq!(work.derived[0], "Word is due to Ann Lee since 02:42.");
    let ticket = night.callout().ticket;
    night.world.tell(ticket, "we are on it").unwrap();
    assert!(!night.owes().contains(&"word".to_owned()));
    assert_eq!(
        night.step().unwrap().derived[0],
        "Next word to Ann Lee by 03:12."
    );
    night.world.now = at("2026-05-14T03:12-04:00");
    assert!(night.owes().contains(&"word".to_owned()));
    night.answer(N::Outcome, &[("how", "fixed")]);
    assert_eq!(night.world.ticket(1).state, State::Resolved);
    let due = super::super::word_due(
        &night.world.records,
        &night.world.site,
        &night.callout(),
        night.world.now,
    );
    assert_eq!(due, None);
}

#[test]
fn who_asked_for_word_in_the_morning_is_let_sleep() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "2")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.world.wait(90);
    assert!(!night.owes().contains(&"word".to_owned()));
}

#[test]
fn the_quiet_begins_at_ten_and_ends_at_seven() {
    use super::super::times::is_quiet;
    let world = World::new();
    for (moment, quiet) in [
        ("2026-05-14T21:59-04:00", false),
        ("2026-05-14T22:00-04:00", true),
        ("2026-05-15T00:00-04:00", true),
        ("2026-05-15T06:59-04:00", true),
        ("2026-05-15T07:00-04:00", false),
    ] {
        assert_eq!(is_quiet(&world.site, at(moment)), quiet, "{moment}");
    }
    // By day the caller wants word at once, at night in the morning.
    let offered = |moment: &str| {
        let night = Night::begun(World::new().at(moment), false);
        let step = night.step().unwrap();
        step.parts.last().unwrap().default.clone().unwrap()
    };
    assert_eq!(offered("2026-05-14T21:59-04:00"), "yes");
    assert_eq!(offered("2026-05-14T22:00-04:00"), "morning");
}

#[test]
fn the_one_suspected_is_on_no_list_of_people_to_tell() {
    let mut night = Night::taken();
    let lea = night.world.staff("Lea Osei", 1004, &["director"]);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "7"), ("which", "4")]);
    night.answer(N::Suspect, &[("suspect", "2"), ("who", "Lea Osei")]);
    night.answer(N::Seen, &[("seen", "odd log-ins")]);
    night.answer(N::Keep, &[]);
    night.answer(N::Isolate, &[("isolate", "3"), ("why", "away")]);
    night.answer(N::Report, &[]);
    night.answer(N::Impact, &[("now", "1")]);
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[]);
    let tell = night.step().unwrap();
    assert_eq!(tell.name, N::Tell);
    assert!(
        tell.parts
            .iter()
            .all(|part| !part.question.contains("Lea Osei")),
        "{tell:?}"
    );
    night.answer(N::Tell, &[]);
    let told = night.world.ticket(1).told.clone();
    assert!(told.iter().all(|told| told.who != Some(lea)));
}

#[test]
fn a_holiday_and_hours_of_ones_own_are_outside_the_working_hours() {
    use crate::domain::Command;
    use crate::domain::command::SetHours;
    // Dana works Thursdays until noon alone; the callout is from 11:00 to 13:00.
    let mut world = World::new().at("2026-05-14T11:00-04:00");
    let person = world.actor.person;
    let mut week = vec![Vec::new(); 7];
    week[3] = vec!["08:30-12:00".to_owned()];
    world
        .run(Command::SetHours(SetHours { person, week }))
        .unwrap();
    let mut night = Night::begun(world, false);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T13:00-04:00");
    night.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped now")]);
    night.sleep().unwrap();
    let claim = night.claim();
    assert_eq!((claim.minutes_worked, claim.minutes_outside), (120, 60));
}

#[test]
fn what_was_called_fixed_and_is_not_is_open_again() {
    let mut night = called();
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    assert_eq!(night.world.ticket(1).state, State::Resolved);
    night.answer(N::Outcome, &[("how", "vendor")]);
    assert_eq!(night.world.ticket(1).state, State::Waiting);
    night.answer(N::Outcome, &[("how", "fixed")]);
    assert_eq!(night.world.ticket(1).state, State::Resolved);
}

#[test]
fn whoever_works_already_is_not_sent_to_the_morning_by_enter() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "5"), ("which", "printer jams")]);
    night.line("opened the tray");
    night.answer(N::Work, &[]);
    night.answer(N::Impact, &[("now", "1"), ("opening", "0")]);
    night.answer(N::Emergency, &[]);
    assert_eq!(
        night.callout().value(N::Emergency, "approval"),
        Some("explain")
    );
    assert_eq!(night.asks(), "place");
}

#[test]
fn the_card_says_by_role_and_time_who_was_told() {
    let mut night = called();
    let head = night.world.contact("Hanna Brandt", &[]);
    let unit = crate::domain::event::UnitAdded {
        unit: crate::domain::UnitId(night.world.uuid()),
        short: None,
        name: crate::domain::testing::clean("North branch"),
        heads: 6,
        head: Some(head),
    };
    night.world.apply_all([crate::domain::Event::from(unit)]);
    night.world.staff("Otto Lang", 1005, &["director"]);
    night.answer(N::Place, &[("where", "3"), ("room", "North branch")]);
    let heads = |night: &Night| {
        let world = &night.world;
        let cards = super::super::cards(&world.records, &world.site, world.now);
        cards[0].lines[2].clone()
    };
    night.world.now = at("2026-05-14T02:20-04:00");
    night.answer(N::Tell, &[("1", "told")]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    assert_eq!(
        heads(&night),
        "told: head 02:20, requester not yet, director morning"
    );
}
