//! Actions, words to people, harm and reports.

use uuid::Uuid;

use super::{category, closed, impact, kinds, rule, too_long};
use crate::domain::command::{
    ContainHarm, LogAction, PersonRef, ResolveTicket, SendReport, TellPerson, Told,
};
use crate::domain::testing::{World, at, clean};
use crate::domain::{
    Channel, Command, Event, PersonId, Records, Refusal, State, TicketId, ToldOutcome,
};

fn log(
    world: &mut World,
    ticket: TicketId,
    set: impl FnOnce(&mut LogAction),
) -> Result<Vec<Event>, Refusal> {
    let mut command = LogAction {
        ticket,
        text: clean("Looked at it"),
        minutes: None,
        happened: None,
    };
    set(&mut command);
    world.run(Command::Log(command))
}

fn tell(
    world: &mut World,
    ticket: TicketId,
    set: impl FnOnce(&mut TellPerson),
) -> Result<Vec<Event>, Refusal> {
    let mut command = TellPerson {
        ticket,
        who: Told::Requester,
        how: Channel::Phone,
        outcome: ToldOutcome::Told,
        text: None,
        happened: None,
    };
    set(&mut command);
    world.run(Command::Tell(command))
}

fn contain(world: &mut World, ticket: TicketId) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Contain(ContainHarm {
        ticket,
        text: clean("Cable pulled"),
        happened: None,
    }))
}

fn report(
    world: &mut World,
    ticket: TicketId,
    to: PersonId,
    happened: Option<&str>,
) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Report(SendReport {
        ticket,
        to: PersonRef::Id(to),
        happened: happened.map(at),
    }))
}

#[test]
fn the_first_action_opens_a_new_ticket_and_a_waiting_one() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    assert_eq!(world.ticket(1).state, State::Open);
    world
        .wait_for(id, "the board", "2026-05-18T12:00-04:00")
        .unwrap();
    assert_eq!(world.ticket(1).state, State::Waiting);
    world.log(id, "it came").unwrap();
    let ticket = world.ticket(1);
    assert_eq!(
        (ticket.state, &ticket.waiting, ticket.actions),
        (State::Open, &None, 2)
    );
}

#[test]
fn an_action_keeps_when_it_happened_also_before_the_ticket() {
    let mut world = World::new();
    let id = world.open("x");
    let before = at("2026-05-14T09:00-04:00");
    log(&mut world, id, |c| c.happened = Some(before)).unwrap();
    assert_eq!(world.ticket(1).last_action, Some(before));
}

#[test]
fn an_action_that_cannot_be_is_refused() {
    let mut world = World::new();
    let id = world.open("x");
    let done = closed(&mut world);
    let later = world.now.plus_minutes(1);
    assert_eq!(rule(log(&mut world, id, |c| c.text = clean("  \n"))), "N04");
    assert_eq!(rule(log(&mut world, id, |c| c.text = too_long())), "N04");
    assert_eq!(rule(log(&mut world, id, |c| c.minutes = Some(0))), "N10");
    assert_eq!(
        rule(log(&mut world, id, |c| c.happened = Some(later))),
        "N05"
    );
    assert_eq!(rule(log(&mut world, done, |_| {})), "N02");
    let nothing = TicketId(Uuid::from_u128(5_000));
    assert_eq!(rule(log(&mut world, nothing, |_| {})), "N03");
}

#[test]
fn only_word_that_arrives_resets_the_last_told_clock() {
    let mut world = World::new();
    let id = world.open("x");
    for (outcome, resets) in [
        (ToldOutcome::NoAnswer, false),
        (ToldOutcome::Told, true),
        (ToldOutcome::Message, true),
        (ToldOutcome::Cannot, false),
    ] {
        world.wait(10);
        tell(&mut world, id, |c| c.outcome = outcome).unwrap();
        assert_eq!(
            world.ticket(1).last_told() == Some(world.now),
            resets,
            "{outcome}"
        );
    }
    assert_eq!(world.ticket(1).told.len(), 4);
}

#[test]
fn telling_the_requester_by_name_is_telling_the_requester() {
    let mut world = World::new();
    let ana = world.contact("Ana Reyes", &[]);
    let id = world.open_with("x", |c| c.from = Some(PersonRef::Id(ana)));
    let named = PersonRef::Named {
        name: clean("ana reyes"),
        id: PersonId(Uuid::from_u128(900)),
    };
    let events = tell(&mut world, id, |c| c.who = Told::Person(named)).unwrap();
    assert_eq!(kinds(&events), ["ticket.told"]);
    let told = world.ticket(1).told[0].clone();
    assert!(told.requester && told.who == Some(ana));
}

#[test]
fn telling_somebody_new_makes_a_contact() {
    let mut world = World::new();
    let id = world.open("x");
    let named = PersonRef::Named {
        name: clean("Kim Lund"),
        id: PersonId(Uuid::from_u128(900)),
    };
    let events = tell(&mut world, id, |c| c.who = Told::Person(named)).unwrap();
    assert_eq!(kinds(&events), ["person.added", "ticket.told"]);
    assert!(!world.ticket(1).told[0].requester);
}

#[test]
fn harm_is_contained_once() {
    let mut world = World::new();
    let id = world.open("x");
    assert_eq!(rule(contain(&mut world, id)), "N07");
    impact(&mut world, id, |c| c.harm = Some(clean("spreading"))).unwrap();
    assert!(world.ticket(1).harm.is_some());
    contain(&mut world, id).unwrap();
    assert_eq!(world.ticket(1).harm, None);
    assert_eq!(rule(contain(&mut world, id)), "N07");
}

#[test]
fn a_report_needs_an_incident_and_is_sent_once() {
    let mut world = World::new();
    let id = world.open("x");
    let other = world.contact("Board", &[]);
    let early = Some("2026-05-14T12:00-04:00");
    assert_eq!(rule(report(&mut world, id, other, None)), "N03");
    category(&mut world, id, "security-breach").unwrap();
    assert_eq!(rule(report(&mut world, id, other, early)), "N05");
    let aware = Some("2026-05-14T13:00-04:00");
    world.wait(5);
    let events = report(&mut world, id, other, aware).unwrap();
    assert_eq!(
        kinds(&events),
        ["breach.report_sent"],
        "in the minute of it"
    );
    assert_eq!(rule(report(&mut world, id, other, None)), "N07");
    let incident = world.ticket(1).incident.clone().unwrap();
    assert_eq!(
        (incident.report_sent, incident.lead_told),
        (aware.map(at), None)
    );
}

#[test]
fn a_report_to_the_reporting_line_tells_it_too() {
    let mut world = World::new();
    let id = world.open("x");
    category(&mut world, id, "security-breach").unwrap();
    let director = world.actor.person;
    let events = report(&mut world, id, director, None).unwrap();
    assert_eq!(kinds(&events), ["breach.report_sent", "lead.told"]);
}

#[test]
fn who_is_told_where_one_of_the_line_is_suspected_counts_as_the_line() {
    let mut world = World::new();
    let id = world.open("x");
    category(&mut world, id, "security-breach").unwrap();
    let board = world.contact("Chair of the Board", &["leadership"]);
    let events = tell(&mut world, id, |c| {
        c.who = Told::Person(PersonRef::Id(board));
    });
    assert_eq!(kinds(&events.unwrap()), ["ticket.told", "lead.told"]);
}

#[test]
fn telling_the_reporting_line_of_an_incident_is_on_record_once() {
    let mut world = World::new();
    let director = PersonRef::Id(world.actor.person);
    let id = world.open("x");
    category(&mut world, id, "security-breach").unwrap();
    let mut told = |outcome| {
        let events = tell(&mut world, id, |c| {
            c.who = Told::Person(director.clone());
            c.outcome = outcome;
        });
        kinds(&events.unwrap())
    };
    assert_eq!(told(ToldOutcome::NoAnswer), ["ticket.told"]);
    assert_eq!(told(ToldOutcome::Told), ["ticket.told", "lead.told"]);
    assert_eq!(told(ToldOutcome::Told), ["ticket.told"]);
    let ticket = world.records.ticket(id).unwrap();
    assert!(ticket.incident.as_ref().unwrap().lead_told.is_some());
}

#[test]
fn a_time_of_the_minute_in_which_it_was_opened_is_not_before_it() {
    let mut world = World::new().at("2026-05-14T13:00:40-04:00");
    let ticket = world.open("x");
    world.now = at("2026-05-14T13:05:00-04:00");
    let command = Command::Resolve(ResolveTicket {
        ticket,
        text: clean("fixed"),
        happened: Some(at("2026-05-14T13:00:00-04:00")),
    });
    world.run(command).unwrap();
    let ticket = world.ticket(1);
    assert_eq!(ticket.resolved.unwrap().at, ticket.opened);
    // It may be closed in the very second in which it was resolved.
    world.log(ticket.id, "Looked").unwrap();
    world.tell(ticket.id, "It works").unwrap();
    let resolved = Some(ticket.opened);
    super::close_with(&mut world, ticket.id, |c| c.happened = resolved).unwrap();
}

#[test]
fn a_word_without_words_says_nothing() {
    let mut world = World::new();
    let id = world.open("x");
    for (typed, kept) in [(" \n", None), ("It prints", Some(clean("It prints")))] {
        let text = Some(clean(typed));
        let events = tell(&mut world, id, |c| c.text = text).unwrap();
        let Event::Told(told) = &events[0] else {
            panic!("{events:?}")
        };
        assert_eq!(told.text, kept);
    }
}
