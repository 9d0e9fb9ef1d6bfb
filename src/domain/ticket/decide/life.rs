//! The end of a ticket, and its second beginning.

use uuid::Uuid;

use super::super::facts::rules_seq;
use super::super::{Owed, OwedWhat, Ticket, owed};
use super::{Frame, check};
use crate::domain::ahead::Ahead;
use crate::domain::command::{CloseTicket, ReopenTicket, ResolveTicket};
use crate::domain::event::{Closed, Missing, Reopened, Resolved};
use crate::domain::site::FileKind;
use crate::domain::{EntryHead, Event, Refusal, RuleId, State};
use crate::text::Clean;
use crate::time::Stamp;

/// The longest text that a refusal gives back to be typed again, in bytes: three lines of a
/// narrow screen.
const TYPED_BYTES: usize = 240;

/// The service works again.
pub(super) fn resolve(frame: &Frame<'_>, command: &ResolveTicket) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    let event = resolved(frame, &ticket, &command.text, command.happened)?;
    Ok(vec![event.into()])
}

/// The entry that resolves a ticket which is not resolved yet.
fn resolved(
    frame: &Frame<'_>,
    ticket: &Ticket,
    text: &Clean,
    happened: Option<Stamp>,
) -> Result<Resolved, Refusal> {
    check::text(text, "the outcome")?;
    let happened = frame.happened_since(happened, ticket)?;
    let number = ticket.number;
    if let Some(before) = &ticket.resolved {
        let entry = before.seq;
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{number} is resolved already"),
            format!(
                "`nightdesk correct {number} {entry} \"…\"` mends the outcome; \
                 `nightdesk reopen {number} \"why\"` where it works no longer"
            ),
        ));
    }
    Ok(Resolved {
        ticket: ticket.id,
        text: text.clone(),
        happened,
    })
}

/// Closes a ticket, or says everything that stands in the way.
pub(super) fn close(frame: &Frame<'_>, command: &CloseTicket) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.ticket(command.ticket)?;
    let number = ticket.number;
    if ticket.state == State::Closed {
        return Err(Refusal::new(
            RuleId::N(1),
            format!("{number} is closed already"),
            format!("`nightdesk reopen {number} \"why\"` opens it again"),
        ));
    }
    let agreed = check::optional(command.agreed.as_ref(), "who agreed")?;
    let reason = match &command.with_reason {
        Some(reason) => {
            check::text(reason, "the reason")?;
            Some(reason)
        }
        None => None,
    };
    let happened = frame.happened_since(command.happened, &ticket)?;
    let mut events = Vec::new();
    let mut after = Ticket::clone(&ticket);
    if let Some(result) = &command.result {
        let event = Event::from(resolved(frame, &ticket, result, happened)?);
        after.apply(&next_head(frame, &ticket), &event);
        events.push(event);
    }
    check_order(&after, happened)?;
    let records = Ahead::with_ticket(frame.records, after.clone(), frame.now);
    let gates = owed::gates(&records, frame.site, &after, frame.now);
    let (waived, firm): (Vec<Owed>, Vec<Owed>) = gates
        .into_iter()
        .partition(|o| o.waivable && reason.is_some());
    let resolving = command.result.as_ref();
    let obstacles = firm
        .iter()
        .map(|o| obstacle(&ticket, o, resolving))
        .collect();
    if let Some(refusal) = Refusal::all(obstacles) {
        return Err(refusal);
    }
    let missing = waived.iter().zip(reason.into_iter().cycle()).map(missing);
    events.push(
        Closed {
            ticket: ticket.id,
            agreed,
            missing: missing.collect(),
            happened,
            rules: rules_seq(frame.site, FileKind::Prompts),
        }
        .into(),
    );
    Ok(events)
}

/// The frame of the entry that will follow the ticket's last one.
fn next_head(frame: &Frame<'_>, ticket: &Ticket) -> EntryHead {
    EntryHead {
        seq: ticket.last_seq.saturating_add(1),
        id: Uuid::nil(),
        at: frame.now,
        by: None,
    }
}

/// Nothing is closed before it was resolved.
fn check_order(ticket: &Ticket, happened: Option<Stamp>) -> Result<(), Refusal> {
    match (happened, &ticket.resolved) {
        (Some(at), Some(resolved)) if at < resolved.at => Err(Refusal::new(
            RuleId::N(5),
            format!(
                "{} was resolved at {}, after that",
                ticket.number,
                crate::time::full(resolved.at)
            ),
            "give a later time, or leave it out, which means now",
        )),
        _ => Ok(()),
    }
}

/// One thing that stands in the way of the close.
fn obstacle(ticket: &Ticket, owed: &Owed, resolving: Option<&Clean>) -> Refusal {
    let number = ticket.number;
    let mut instead = format!("`{}`", owed.pay);
    if owed.what == OwedWhat::Word {
        let cannot = format!("`nightdesk tell {number} requester --outcome cannot`");
        instead = format!("{instead}, or {cannot} where nobody can be told");
        if let Some(result) = resolving {
            instead = format!(
                "`nightdesk resolve {number} \"{}\"` first, then {instead}, then \
                 `nightdesk close {number}`",
                typed(result)
            );
        }
    }
    if owed.waivable {
        instead = format!("{instead} or `nightdesk close {number} --with-reason \"why without\"`");
    }
    Refusal::new(owed.rule, format!("{number}: {}", owed.text), instead)
}

/// A text as it can be typed again between quotes; a placeholder where it cannot.
fn typed(text: &Clean) -> &str {
    let plain = |c: char| !c.is_control() && !"\"\\$`!".contains(c);
    let text = text.as_str();
    if text.len() <= TYPED_BYTES && text.chars().all(plain) {
        text
    } else {
        "how it ended"
    }
}

/// What is closed without, with the reason for it.
fn missing((owed, because): (&Owed, &Clean)) -> Missing {
    let what = match &owed.what {
        OwedWhat::Action => "actions".to_owned(),
        OwedWhat::Word => "told".to_owned(),
        OwedWhat::Outcome => "result".to_owned(),
        OwedWhat::Prompt(id) => id.clone(),
        OwedWhat::Narrative => "narrative".to_owned(),
        OwedWhat::Report => "report".to_owned(),
        OwedWhat::Lead => "lead".to_owned(),
        OwedWhat::Step(list, step) => format!("{list} {step}"),
        OwedWhat::Close => "closed".to_owned(),
        OwedWhat::Redaction(entry) => format!("redaction {entry}"),
    };
    Missing {
        what,
        because: because.clone(),
    }
}

/// Opens a ticket again.
pub(super) fn reopen(frame: &Frame<'_>, command: &ReopenTicket) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.ticket(command.ticket)?;
    check::text(&command.text, "why it is opened again")?;
    if !matches!(ticket.state, State::Resolved | State::Closed) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{} is open", ticket.number),
            format!("`nightdesk log {} \"…\"` goes on with it", ticket.number),
        ));
    }
    let event = Reopened {
        ticket: command.ticket,
        text: command.text.clone(),
    };
    Ok(vec![event.into()])
}
