//! What an outcome leaves to be done: a follow-up ticket, or the same ticket that stays open.

use super::super::{follow_up, sheet, step_named};
use super::Night;
use crate::domain::testing::{World, at};
use crate::domain::ticket::Timeline;
use crate::domain::{Channel, Number, State, StepName as N};

/// A circuit down, 38 people at opening time.
fn called() -> Night {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", "2"), ("which", "circ-1")]);
    night.answer(N::Impact, &[("now", "3"), ("opening", "38")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T03:10-04:00");
    night
}

fn worked_round() -> Night {
    let mut night = called();
    let kinds = night.answer(
        N::Outcome,
        &[("how", "2"), ("times", "restored 0300, stopped 0305")],
    );
    assert_eq!(
        kinds,
        ["callout.answered", "ticket.resolved", "ticket.opened"]
    );
    night
}

/// What the step says before it is saved, with what is typed.
fn says(night: &Night, typed: &[(&str, &str)]) -> String {
    let given = typed
        .iter()
        .map(|(part, typed)| ((*part).to_owned(), (*typed).to_owned()));
    let world = &night.world;
    let step = step_named(
        &world.records,
        &world.site,
        &night.callout(),
        N::Outcome,
        &given.collect(),
        world.now,
    );
    step.unwrap().parts[0].hints.join("\n")
}

fn sheet_of(night: &Night) -> String {
    let world = &night.world;
    sheet(&world.records, &world.site, &night.callout(), world.now).join("\n")
}

#[test]
fn what_is_worked_round_is_resolved_and_its_cause_is_a_ticket_of_its_own() {
    let night = worked_round();
    let tonight = night.world.ticket(1);
    assert_eq!(tonight.state, State::Resolved);
    let follow = night.world.ticket(2);
    assert_eq!(
        follow.title.as_str(),
        "Follow-up to T-1: circ-1 worked round, the cause is open"
    );
    assert_eq!(follow.state, State::New);
    assert_eq!(follow.channel, Channel::Own);
    assert!(follow.asked_by_nobody());
    assert_eq!(follow.opened_by, Some(night.callout().person));
    assert_eq!(follow.asset, tonight.asset);
    assert_eq!(follow.affected, tonight.affected);
    assert_eq!((follow.blocked, follow.unit), (Some(0), tonight.unit));
    assert_eq!(follow.category, night.world.site.policy.prompts.default);
    let (number, id) = follow_up(&night.callout()).unwrap();
    assert_eq!((number, id), (Number::ticket(2), follow.id));
}

#[test]
fn both_tickets_say_it_and_so_do_the_sheet_and_the_card() {
    let mut night = worked_round();
    let records = &night.world.records;
    let story = |n| {
        let id = night.world.ticket(n).id;
        Timeline::of(id, &night.world.entries_on(id.uuid()), records)
    };
    let outcome = story(1).outcome.unwrap();
    assert_eq!(
        outcome.as_str(),
        "Worked round; the cause is open, follow-up T-2"
    );
    let opening = story(2).lines[0].text.to_string();
    assert!(opening.contains("follow-up to T-1"), "{opening}");
    assert!(sheet_of(&night).contains("Follow-up ticket: T-2, the cause, new."));
    night.sleep().unwrap();
    let world = &night.world;
    let cards = super::super::cards(&world.records, &world.site, world.now);
    let card = cards[0].lines.join("\n");
    assert!(card.contains("Follow-up ticket: T-2"), "{card}");
}

#[test]
fn answered_twice_there_is_one_follow_up() {
    let mut night = worked_round();
    night.answer(N::Outcome, &[("how", "2")]);
    night.answer(N::Outcome, &[("how", "1")]);
    night.answer(N::Outcome, &[("how", "2")]);
    let world = &night.world;
    assert!(world.records.ticket_numbered(Number::ticket(3)).is_none());
    night.sleep().unwrap();
    night.answer(N::Outcome, &[("how", "1")]);
    night.answer(N::Outcome, &[("how", "2")]);
    let world = &night.world;
    assert!(world.records.ticket_numbered(Number::ticket(3)).is_none());
}

#[test]
fn an_outcome_that_is_corrected_leaves_the_follow_up_and_names_it() {
    let mut night = worked_round();
    assert!(says(&night, &[("how", "1")]).contains("Follow-up T-2 stays."));
    night.answer(N::Outcome, &[("how", "1")]);
    assert_eq!(night.world.ticket(2).state, State::New);
    let ticket = night.world.ticket(1).id;
    let entries = night.world.entries_on(ticket.uuid());
    let story = Timeline::of(ticket, &entries, &night.world.records);
    assert_eq!(
        story.outcome.unwrap().as_str(),
        "Fixed, which corrects: worked round; its follow-up is T-2"
    );
    assert!(sheet_of(&night).contains("T-2"));
}

#[test]
fn a_correction_to_worked_round_opens_the_follow_up_too() {
    let mut night = called();
    night.answer(N::Outcome, &[("how", "1"), ("times", "restored 0300")]);
    assert!(follow_up(&night.callout()).is_none());
    night.sleep().unwrap();
    night.answer(N::Outcome, &[("how", "2")]);
    assert_eq!(night.world.ticket(2).state, State::New);
    assert!(follow_up(&night.callout()).is_some());
}

#[test]
fn what_is_handed_over_or_waits_is_its_own_follow_up() {
    for (key, words) in [
        ("3", "handed over to Omar"),
        ("5", "waiting for the vendor"),
    ] {
        let mut night = called();
        let typed = [("how", key), ("to", "Omar")];
        let typed = &typed[..if key == "3" { 2 } else { 1 }];
        let line = says(&night, typed);
        assert!(line.contains("T-1 stays open"), "{line}");
        assert!(line.contains(words), "{line}");
        night.answer(N::Outcome, typed);
        assert!(night.world.ticket(1).is_queued());
        let second = Number::ticket(2);
        assert!(night.world.records.ticket_numbered(second).is_none());
    }
}

#[test]
fn what_will_happen_is_said_before_it_is_saved() {
    let night = called();
    let line = says(&night, &[]);
    assert!(line.contains("2 opens a follow-up ticket"), "{line}");
    let line = says(&night, &[("how", "2")]);
    assert!(line.contains("a follow-up ticket is opened"), "{line}");
    let line = says(&night, &[("how", "4")]);
    assert!(line.contains("T-1 is resolved."), "{line}");
}

#[test]
fn the_follow_up_of_an_incident_begins_no_second_report() {
    let mut night = Night::taken();
    night.world.contact("Ann Lee", &[]);
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "1")]);
    night.answer(N::What, &[("kind", "7"), ("which", "1")]);
    assert!(night.world.ticket(1).incident.is_some());
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "2")]);
    let follow = night.world.ticket(2);
    assert!(follow.incident.is_none());
    assert_eq!(follow.confidential, night.world.ticket(1).confidential);
}

#[test]
fn what_was_over_before_it_was_recorded_leaves_a_follow_up_too() {
    let world = World::new().at("2026-05-14T02:12-04:00");
    let mut night = Night::begun(world, true);
    night.answer(
        N::Over,
        &[
            ("name", "Ann Lee"),
            ("what", "1"),
            ("which", "mail server"),
            ("impact", "3"),
            ("rang", "0100"),
            ("restored", "0130"),
            ("stopped", "0140"),
            ("fixed", "2"),
            ("how", "moved it to the other disk"),
        ],
    );
    assert_eq!(night.world.ticket(2).state, State::New);
    assert_eq!(follow_up(&night.callout()).unwrap().0, Number::ticket(2));
}
