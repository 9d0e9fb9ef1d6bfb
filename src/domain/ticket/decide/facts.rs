//! Facts of a ticket: who is stopped, whose it is, what it waits for, which record it is.

use uuid::Uuid;

use super::super::facts::{incident_aware, incident_of};
use super::open::deadline;
use super::{Frame, check};
use crate::domain::command::{AssignTicket, SetCategory, SetImpact, WaitTicket};
use crate::domain::event::{Assigned, CategorySet, ImpactSet, WaitingSet};
use crate::domain::{Affected, Event, IncidentKind, Refusal, RuleId, State, Ticket};

/// The entry that set a fact, which a new one replaces.
fn saw(ticket: &Ticket, fact: &str) -> Vec<Uuid> {
    ticket.set_by.get(fact).copied().into_iter().collect()
}

/// Says who is stopped and what is affected.
pub(super) fn impact(frame: &Frame<'_>, command: &SetImpact) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    let unit = frame.unit(command.unit)?;
    let people = |count| frame.people(count, unit.or(ticket.unit));
    let harm = check::optional(command.harm.as_ref(), "the harm")?;
    let mut events = Vec::new();
    let from = command.from.as_ref();
    let from = from.map(|who| frame.person(who, unit.or(ticket.unit), &mut events));
    let event = ImpactSet {
        ticket: command.ticket,
        from: changed(from.transpose()?, ticket.from.as_ref()),
        channel: changed(command.channel, Some(&ticket.channel)),
        received: changed(frame.happened(command.received)?, Some(&ticket.opened)),
        blocked: changed(
            command.blocked.map(people).transpose()?,
            ticket.blocked.as_ref(),
        ),
        hampered: changed(
            command.hampered.map(people).transpose()?,
            ticket.hampered.as_ref(),
        ),
        pc_dead: changed(command.pc_dead, Some(&ticket.pc_dead)),
        public: changed(command.public, Some(&ticket.public)),
        affected: changed(command.affected, Some(&ticket.affected)),
        asset: changed(frame.asset(command.asset.as_ref())?, ticket.asset.as_ref()),
        unit: changed(unit, ticket.unit.as_ref()),
        harm: changed(harm, ticket.harm.as_ref()),
        deadline: changed(
            command.deadline.as_ref().map(deadline).transpose()?,
            ticket.deadline.as_ref(),
        ),
        happened: frame.happened(command.happened)?,
        cleared: cleared(&ticket, &command.cleared),
        saw: saw(&ticket, "impact"),
    };
    if says_nothing(&event) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{} says so already, nothing would change", ticket.number),
            format!("`nightdesk show {}` shows what it says", ticket.number),
        ));
    }
    let suspected = event.affected == Some(Affected::Security) && ticket.incident.is_none();
    let came = event.received.unwrap_or(ticket.opened);
    let aware = event.happened.unwrap_or(came);
    events.push(event.into());
    if suspected {
        let kind = incident_of(frame.site, &ticket.category).unwrap_or(IncidentKind::Breach);
        events.push(incident_aware(frame.site, ticket.id, kind, aware).into());
    }
    Ok(events)
}

/// What is given, where it is not what stands.
fn changed<T: PartialEq>(given: Option<T>, stands: Option<&T>) -> Option<T> {
    given.filter(|given| Some(given) != stands)
}

/// What stands of the facts that are to be cleared.
fn cleared(ticket: &Ticket, asked: &[String]) -> Vec<String> {
    let stands = |fact: &&String| match fact.as_str() {
        "asset" => ticket.asset.is_some(),
        "blocked" => ticket.blocked.is_some(),
        _ => false,
    };
    asked.iter().filter(stands).cloned().collect()
}

fn says_nothing(event: &ImpactSet) -> bool {
    let says = [
        event.from.is_some(),
        event.channel.is_some(),
        event.received.is_some(),
        event.blocked.is_some(),
        event.hampered.is_some(),
        event.pc_dead.is_some(),
        event.public.is_some(),
        event.affected.is_some(),
        event.asset.is_some(),
        event.unit.is_some(),
        event.harm.is_some(),
        event.deadline.is_some(),
        !event.cleared.is_empty(),
    ];
    !says.contains(&true)
}

/// Gives a ticket an owner.
pub(super) fn assign(frame: &Frame<'_>, command: &AssignTicket) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    let number = ticket.number;
    let Some(person) = frame.records.person(command.to) else {
        return Err(Refusal::new(
            RuleId::N(3),
            "there is no such person",
            "`nightdesk staff list` lists the staff",
        ));
    };
    if !person.staff || person.left {
        let why = if person.left {
            "has left"
        } else {
            "is not staff"
        };
        return Err(Refusal::new(
            RuleId::N(8),
            format!("{} {why} and cannot own a ticket", person.name),
            format!("`nightdesk assign {number} NAME` with somebody of `nightdesk staff list`"),
        ));
    }
    if ticket.owner == Some(command.to) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{} owns {number} already", person.name),
            "nothing is left to do",
        ));
    }
    let event = Assigned {
        ticket: command.ticket,
        to: command.to,
        saw: saw(&ticket, "owner"),
    };
    Ok(vec![event.into()])
}

/// Lets a ticket wait until a date.
pub(super) fn wait(frame: &Frame<'_>, command: &WaitTicket) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    let number = ticket.number;
    check::text(&command.what, "what it waits for")?;
    if command.until <= frame.now {
        return Err(Refusal::new(
            RuleId::N(5),
            format!("{} is past", crate::time::full(command.until)),
            "give the date at which somebody looks again",
        ));
    }
    if ticket.state == State::Resolved {
        return Err(Refusal::new(
            RuleId::N(2),
            format!("{number} is resolved and waits for nothing"),
            format!("`nightdesk reopen {number} \"why\"` first"),
        ));
    }
    let stands = ticket.waiting.as_ref();
    if stands.is_some_and(|w| w.what == command.what && w.until == command.until) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{number} waits for that already"),
            "nothing is left to do",
        ));
    }
    let event = WaitingSet {
        ticket: command.ticket,
        what: command.what.clone(),
        until: command.until,
        saw: saw(&ticket, "waiting"),
    };
    Ok(vec![event.into()])
}

/// Sets the record category.
pub(super) fn category(frame: &Frame<'_>, command: &SetCategory) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    frame.category(&command.category)?;
    let primary = ticket.category == command.category;
    let same = if command.secondary {
        primary || ticket.secondary.contains(&command.category)
    } else {
        primary && ticket.category_chosen
    };
    if same {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{} is a {} record already", ticket.number, command.category),
            "nothing is left to do",
        ));
    }
    let seen = if command.secondary {
        Vec::new()
    } else {
        saw(&ticket, "category")
    };
    let known = frame.site.policy.prompts.category(&command.category);
    let event = CategorySet {
        ticket: command.ticket,
        category: command.category.clone(),
        secondary: command.secondary,
        confidential: known.is_some_and(|category| category.confidential),
        saw: seen,
    };
    let mut events = vec![event.into()];
    let kind = incident_of(frame.site, &command.category);
    events.extend(kind.and_then(|kind| aware_of(frame, &ticket, kind)));
    Ok(events)
}

/// The entry that starts the clock of an incident which the ticket does not have yet: from when it
/// came in, because whoever took it knew of it then. A violation that turns out to be a breach was known from the first minute on.
fn aware_of(frame: &Frame<'_>, ticket: &Ticket, kind: IncidentKind) -> Option<Event> {
    let aware = match &ticket.incident {
        None => ticket.opened,
        Some(before) if before.kind != kind && kind == IncidentKind::Breach => before.aware,
        Some(_) => return None,
    };
    Some(incident_aware(frame.site, ticket.id, kind, aware).into())
}
