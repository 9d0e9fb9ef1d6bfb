//! Resolving, opening again, and the states on the way.

use super::{closed, rule};
use crate::domain::command::{ReopenTicket, ResolveTicket, TellPerson, Told};
use crate::domain::testing::{World, at, clean};
use crate::domain::{Channel, Command, Event, Refusal, RuleId, State, TicketId, ToldOutcome};

fn reopen(world: &mut World, ticket: TicketId, text: &str) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Reopen(ReopenTicket {
        ticket,
        text: clean(text),
    }))
}

#[test]
fn a_resolved_ticket_is_out_of_the_queue_and_resolved_once() {
    let mut world = World::new();
    let id = world.open("x");
    assert_eq!(rule(world.resolve(id, " ")), "N04");
    world.resolve(id, "works again").unwrap();
    let ticket = world.ticket(1);
    assert_eq!(ticket.state, State::Resolved);
    assert!(!ticket.is_queued());
    assert_eq!(rule(world.resolve(id, "really")), "N07");
}

#[test]
fn nothing_is_resolved_before_it_came_in() {
    let mut world = World::new();
    let id = world.open("x");
    let mut at_time = |time: &str| {
        world.run(Command::Resolve(ResolveTicket {
            ticket: id,
            text: clean("works"),
            happened: Some(at(time)),
        }))
    };
    assert_eq!(rule(at_time("2026-05-14T12:59-04:00")), "N05");
    assert_eq!(rule(at_time("2026-05-14T13:01-04:00")), "N05");
    at_time("2026-05-14T13:00-04:00").unwrap();
}

#[test]
fn a_closed_ticket_takes_nothing_until_it_is_opened_again() {
    let mut world = World::new();
    let id = closed(&mut world);
    assert_eq!(world.ticket(1).state, State::Closed);
    assert_eq!(rule(world.close(id)), "N01");
    assert_eq!(rule(world.log(id, "x")), "N02");
    assert_eq!(rule(world.tell(id, "x")), "N02");
    assert_eq!(rule(world.resolve(id, "x")), "N02");
    assert_eq!(
        rule(world.wait_for(id, "x", "2026-06-01T12:00-04:00")),
        "N02"
    );
    assert_eq!(rule(world.assign(id, world.actor.person)), "N02");
    assert_eq!(rule(reopen(&mut world, id, "")), "N04");
    reopen(&mut world, id, "it is back").unwrap();
    let ticket = world.ticket(1);
    assert_eq!(ticket.state, State::Open);
    assert!(ticket.closed.is_none() && ticket.resolved.is_none());
    world.log(id, "x").unwrap();
    assert_eq!(rule(reopen(&mut world, id, "again")), "N07");
}

#[test]
fn what_was_done_and_told_before_a_reopening_does_not_close_it_again() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    world.tell(id, "done").unwrap();
    world.close(id).unwrap();
    reopen(&mut world, id, "it is back").unwrap();
    let refusal = world.close(id).unwrap_err();
    assert_eq!(super::rules(&refusal), [RuleId::R(3), RuleId::R(5)]);
    world.log(id, "b").unwrap();
    assert_eq!(rule(world.close(id)), "R05");
    world.tell(id, "done again").unwrap();
    world.close(id).unwrap();
}

#[test]
fn who_could_not_be_told_before_a_reopening_is_owed_word_after_it() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    world.resolve(id, "ok").unwrap();
    world
        .run(Command::Tell(TellPerson {
            ticket: id,
            who: Told::Requester,
            how: Channel::Phone,
            outcome: ToldOutcome::Cannot,
            text: None,
            happened: None,
        }))
        .unwrap();
    world.close(id).unwrap();
    reopen(&mut world, id, "again").unwrap();
    let again = super::close_with(&mut world, id, |c| {
        c.result = Some(clean("ok again"));
        c.with_reason = Some(clean("z"));
    });
    assert_eq!(rule(again), "R05");
}

#[test]
fn a_refusal_says_what_can_be_done_with_the_command_whole() {
    let mut world = World::new();
    let id = closed(&mut world);
    let refusal = world.log(id, "x").unwrap_err();
    assert_eq!(refusal.because, "T-1 is closed");
    assert_eq!(refusal.instead, "`nightdesk reopen T-1 \"why\"` first");
}
