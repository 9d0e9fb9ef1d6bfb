//! What an answer does to the walk: wrong ones, marks of time, lines of others, nobody stopped.

use super::Night;
use crate::domain::command::LogAction;
use crate::domain::event::CalloutAnswered;
use crate::domain::testing::{at, clean};
use crate::domain::{Command, Event, PersonId, Records as _, StepName as N};

/// A call about a server of which nobody is stopped yet.
fn called() -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Impact, &[("now", "0"), ("opening", "38")]);
    night
}

fn sheet(night: &Night) -> String {
    let world = &night.world;
    let callout = night.callout();
    super::super::sheet(&world.records, &world.site, &callout, world.now).join("\n")
}

#[test]
fn what_is_no_answer_to_a_question_is_refused_with_those_that_are() {
    let mut night = Night::taken();
    let refusal = night
        .try_answer(N::What, &[("kind", "99")], true)
        .unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N16");
    assert!(refusal.instead.contains("1 a server"), "{refusal:?}");
    for (step, part, typed) in [
        (N::Impact, "now", "many"),
        (N::Caller, "rang", "25:99"),
        (N::Caller, "shoe", "42"),
        (N::Work, "line", "/lefft"),
        (N::Work, "line", "/left 99:99"),
    ] {
        let refusal = night.try_answer(step, &[(part, typed)], false).unwrap_err();
        assert_eq!(refusal.rule.to_string(), "N16", "{part} {typed}");
    }
}

#[test]
fn a_mark_of_time_is_one_entry_and_the_step_stays() {
    let mut night = called();
    let stands = night.asks();
    let events = night
        .try_answer(N::Work, &[("line", "/left 0212")], false)
        .unwrap();
    let kinds: Vec<_> = events.iter().map(Event::kind).collect();
    assert_eq!(kinds, ["callout.answered"]);
    assert_eq!(night.asks(), stands);
    // Somebody who went to the work stays at the work.
    night.try_answer(N::Work, &[], false).unwrap();
    night.line("/arrived 0214");
    assert_eq!(night.asks(), "work");
    let left = night
        .callout()
        .value(N::Outcome, "times.left")
        .map(str::to_owned);
    assert_eq!(left.as_deref(), Some("2026-05-14T02:12:00-04:00"));
}

#[test]
fn a_mark_of_an_older_journal_with_two_entries_folds_as_it_did() {
    let mut night = called();
    let (callout, ticket) = (night.id, night.callout().ticket);
    let answered = |step, values| CalloutAnswered {
        callout,
        ticket,
        step,
        values,
        unknown: std::collections::BTreeSet::new(),
        left: false,
    };
    let time = ("times.left".to_owned(), clean("2026-05-14T02:13:00-04:00"));
    night.world.apply_all([
        Event::from(answered(N::Outcome, [time].into())),
        Event::from(answered(N::Work, std::collections::BTreeMap::new())),
    ]);
    assert_eq!(night.asks(), "work");
    assert!(night.callout().value(N::Outcome, "times.left").is_some());
}

#[test]
fn the_outcome_is_gone_to_and_stays_while_its_times_are_typed() {
    let mut night = called();
    night.try_answer(N::Outcome, &[], false).unwrap();
    assert_eq!(night.asks(), "outcome");
    night
        .try_answer(N::Outcome, &[("times.began", "0212")], false)
        .unwrap();
    assert_eq!(night.asks(), "outcome");
}

/// An action on the callout's ticket from outside the walk.
fn log(night: &mut Night, by: PersonId, text: &str) {
    let action = LogAction {
        ticket: night.callout().ticket,
        text: clean(text),
        minutes: None,
        happened: None,
    };
    night.world.run_as(by, Command::Log(action)).unwrap();
}

#[test]
fn what_is_logged_on_the_ticket_during_a_callout_is_part_of_it() {
    let mut night = called();
    let me = night.world.actor.person;
    let nils = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    log(&mut night, me, "restarted the mail service");
    let saved = night.callout().last_at;
    night.world.wait(10);
    log(&mut night, nils, "rang the provider");
    // Somebody else's line says nothing of where the one on duty was.
    assert_eq!(night.callout().last_at, saved);
    let ticket = night.callout().ticket;
    night.world.tell(ticket, "we are on it").unwrap();
    assert_eq!(night.callout().lines.len(), 3);
    let told = sheet(&night);
    assert!(told.contains("restarted the mail service"), "{told}");
    assert!(told.contains("Nils Birkett: rang the provider"), "{told}");
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    let world = &night.world;
    let nothing = super::super::Given::new();
    let callout = night.callout();
    let asked = super::super::step_named(
        &world.records,
        &world.site,
        &callout,
        N::Narrative,
        &nothing,
        world.now,
    );
    let narrative = asked.unwrap().parts[0].default.clone().unwrap();
    assert!(narrative.contains("restarted the mail"), "{narrative}");
    assert!(narrative.contains("Nils Birkett: rang"), "{narrative}");
    night.sleep().unwrap();
    // What is logged the day after is the ticket's alone.
    night.world.wait(600);
    let lines = night.callout().lines.len();
    log(&mut night, me, "ordered a new disk");
    assert_eq!(night.callout().lines.len(), lines);
}

#[test]
fn what_happened_before_the_phone_rang_is_no_part_of_the_night() {
    let mut night = called();
    let action = LogAction {
        ticket: night.callout().ticket,
        text: clean("changed the disk"),
        minutes: None,
        happened: Some(at("2026-05-13T16:00-04:00")),
    };
    night.world.run(Command::Log(action)).unwrap();
    assert!(night.callout().lines.is_empty());
}

#[test]
fn a_night_in_which_nobody_is_stopped_yet_says_so_in_words() {
    let mut night = called();
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[]);
    let tell = night.step().unwrap();
    assert_eq!(tell.name, N::Tell);
    let said = format!("{tell:?}");
    assert!(said.contains("nobody is stopped yet"), "{said}");
    assert!(!said.contains("0 people"), "{said}");
    let sheet = sheet(&night);
    assert!(
        sheet.contains("Nobody was stopped yet, 38 at opening time."),
        "{sheet}"
    );
    let mut small = Night::taken();
    small.answer(N::Caller, &[("name", "Ann Lee")]);
    small.answer(N::What, &[("kind", "5"), ("which", "printer jams")]);
    small.answer(N::Impact, &[("now", "0"), ("opening", "0")]);
    let asked = format!("{:?}", small.step().unwrap());
    assert!(asked.contains("nobody stopped (under"), "{asked}");
}

#[test]
fn why_somebody_else_took_the_call_is_owed_where_nobody_was_asked() {
    use crate::domain::command::SetRoster;
    use crate::domain::testing::World;
    let mut world = World::new().at(super::NIGHT);
    let nils = world.staff("Nils Birkett", 1003, &["it_staff"]);
    let set = SetRoster {
        turn: crate::domain::RosterId(world.uuid()),
        person: nils,
        from: at("2026-05-13T18:00-04:00"),
        to: at("2026-05-15T08:00-04:00"),
    };
    world.run(Command::SetRoster(set)).unwrap();
    let mut night = Night::begun(world, false);
    assert_eq!(night.callout().value(N::Start, "duty"), None);
    assert!(night.owes().contains(&"start.duty".to_owned()));
    assert_eq!(night.asks(), "caller");
    night.answer(N::Start, &[("duty", "know")]);
    assert!(!night.owes().contains(&"start.duty".to_owned()));
    assert_eq!(night.asks(), "caller");
}

#[test]
fn before_the_question_the_sheet_says_that_nobody_has_judged() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "5"), ("which", "printer jams")]);
    let said = sheet(&night);
    assert!(said.contains("Emergency: not judged yet."), "{said}");
    assert!(!said.contains("No emergency"), "{said}");
    night.answer(N::Impact, &[("now", "1"), ("opening", "1")]);
    night.answer(N::Emergency, &[("approval", "3")]);
    let said = sheet(&night);
    assert!(said.contains("No emergency: no danger"), "{said}");
}

#[test]
fn the_number_to_call_back_is_the_callers_from_now_on() {
    let mut night = Night::taken();
    let events = night.answer(N::Caller, &[("name", "Ben Otto"), ("phone", "555-0199")]);
    assert!(events.contains(&"person.changed"), "{events:?}");
    let phone = |night: &Night| {
        let ben = night.world.records.person_named("Ben Otto").unwrap();
        ben.phone.as_ref().map(ToString::to_string)
    };
    assert_eq!(phone(&night).as_deref(), Some("555-0199"));
    // The same again says nothing new, what is no number changes none, another one stands.
    for (said, changes, stands) in [
        ("555-0199", false, "555-0199"),
        ("none", false, "555-0199"),
        ("555-0142", true, "555-0142"),
    ] {
        let events = night.answer(N::Caller, &[("phone", said)]);
        assert_eq!(events.contains(&"person.changed"), changes, "{said}");
        assert_eq!(phone(&night).as_deref(), Some(stands));
    }
}
