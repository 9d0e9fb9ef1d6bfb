//! What a call can be that is not about something new: about the ticket that is selected, or a
//! callout that somebody else has there already.
//!
//! They are offered behind the two answers of the first question, so that a new call costs no key
//! more: whose phone rang reads nothing.

use uuid::Uuid;

use super::Model;
use crate::domain::callout::{Choice, Step, begin, running_beside, who_has};
use crate::domain::{CalloutId, Records as _, State, TicketId};

/// The key of the first of them.
const FIRST: char = '3';

/// What a call can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Call {
    /// A new one, with a ticket of its own.
    New,
    /// A callout that somebody else has is looked at.
    LookOn(CalloutId),
    /// About a ticket.
    About(TicketId),
    /// The same, beside the callout that somebody else has of it.
    Own(TicketId),
}

impl Call {
    /// The answer that stands for it.
    fn value(self) -> String {
        match self {
            Self::New => "new".to_owned(),
            Self::LookOn(id) => format!("look:{}", id.uuid()),
            Self::About(id) => format!("about:{}", id.uuid()),
            Self::Own(id) => format!("own:{}", id.uuid()),
        }
    }

    /// What an answer stands for; none where it is another one.
    pub(in crate::tui) fn of(value: &str) -> Option<Self> {
        let (what, id) = value.split_once(':').unwrap_or((value, ""));
        let id = id.parse::<Uuid>();
        match (what, id) {
            ("new", Err(_)) => Some(Self::New),
            ("look", Ok(id)) => Some(Self::LookOn(CalloutId(id))),
            ("about", Ok(id)) => Some(Self::About(TicketId(id))),
            ("own", Ok(id)) => Some(Self::Own(TicketId(id))),
            _ => None,
        }
    }
}

/// The question before there is a callout, with what else a call can be.
pub(super) fn first_step(model: &Model) -> Step {
    let known = &*model.snapshot;
    let mut step = begin(known, &known.site, model.me.person, model.now);
    if let Some(part) = step.parts.first_mut() {
        let calls = (FIRST..).zip(calls(model));
        let choices = calls.map(|(key, (call, words))| Choice::new(key, call.value(), words));
        part.choices.extend(choices);
    }
    if let Some(ticket) = model.walk.ticket.and_then(|id| known.ticket(id)) {
        let line = format!("About {}, {}.", ticket.number, ticket.title);
        step.derived.insert(0, line);
    }
    step
}

/// What a call can be besides a new one; where it is about a ticket already, a new one after all.
fn calls(model: &Model) -> Vec<(Call, String)> {
    if model.walk.ticket.is_some() {
        return vec![(Call::New, "no, something new".to_owned())];
    }
    let known = &*model.snapshot;
    let ticket = model.ticket();
    let Some(ticket) = ticket.filter(|ticket| ticket.state != State::Closed) else {
        return Vec::new();
    };
    let about = format!("about {}, {}", ticket.number, ticket.title);
    match running_beside(known, ticket.id, model.me.person) {
        None => vec![(Call::About(ticket.id), format!("it is {about}"))],
        Some(other) => {
            let has = who_has(known, model.zone, &other, model.now);
            vec![
                (Call::LookOn(other.id), format!("look on: {has}")),
                (Call::Own(ticket.id), format!("one of your own {about}")),
            ]
        }
    }
}
