//! What a ticket's rules allow and refuse, told as given, when, then.

mod closing;
mod facts;
mod import;
mod life;
mod opening;
mod owing;
mod props;
mod redacting;
mod story;
mod work;
mod writing;

use crate::domain::command::{CloseTicket, SetCategory, SetImpact};
use crate::domain::testing::{World, clean};
use crate::domain::{Command, Event, Refusal, RuleId, TicketId};

/// The rules that a refusal names, in its order.
fn rules(refusal: &Refusal) -> Vec<RuleId> {
    refusal.each().map(|each| each.rule).collect()
}

/// The rule of a refusal that names one.
fn rule(result: Result<Vec<Event>, Refusal>) -> String {
    let refusal = result.unwrap_err();
    assert!(refusal.also.is_empty(), "{refusal:?}");
    assert!(!refusal.because.is_empty() && !refusal.instead.is_empty());
    refusal.rule.to_string()
}

/// The journal kinds of events.
fn kinds(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(Event::kind).collect()
}

fn impact(
    world: &mut World,
    ticket: TicketId,
    set: impl FnOnce(&mut SetImpact),
) -> Result<Vec<Event>, Refusal> {
    let mut command = SetImpact::of(ticket);
    set(&mut command);
    world.run(Command::Impact(Box::new(command)))
}

fn category(world: &mut World, ticket: TicketId, id: &str) -> Result<Vec<Event>, Refusal> {
    world.run(Command::Category(SetCategory {
        ticket,
        category: id.to_owned(),
        secondary: false,
    }))
}

fn close_with(
    world: &mut World,
    ticket: TicketId,
    set: impl FnOnce(&mut CloseTicket),
) -> Result<Vec<Event>, Refusal> {
    let mut command = CloseTicket::of(ticket);
    set(&mut command);
    world.run(Command::Close(command))
}

/// A closed ticket.
fn closed(world: &mut World) -> TicketId {
    let id = world.open("Toner is empty");
    world.log(id, "Changed the toner").unwrap();
    world.tell(id, "It prints").unwrap();
    world.close(id).unwrap();
    id
}

/// A far longer text than any that is taken.
fn too_long() -> crate::text::Clean {
    clean(&"x".repeat(65_537))
}
