//! What a ticket owes: before it may close, and to the people who wait for it.
//!
//! The close and the list of what is owed ask the same function, so that the screen never promises
//! a close which is then refused.

mod gates;
mod running;

pub(in crate::domain) use gates::list_rule;
pub(super) use gates::{gates, is_answered};

use super::Ticket;
use crate::domain::{Records, RuleId, Site, State};
use crate::time::Stamp;

/// What stands before the question of a prompt that nobody answered, in the text of what is owed.
pub(in crate::domain) const NOT_ANSWERED: &str = "not answered: ";

/// One thing owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What kind of thing.
    pub what: OwedWhat,
    /// In words, short enough for a line.
    pub text: String,
    /// The rule that asks for it.
    pub rule: RuleId,
    /// The command that pays it, whole.
    pub pay: String,
    /// By when, where a clock runs.
    pub due: Option<Stamp>,
    /// Whether the ticket cannot close before it is paid.
    pub gates_close: bool,
    /// Whether `--with-reason` may stand in its place.
    pub waivable: bool,
}

/// What kind of thing is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwedWhat {
    /// The ticket has no action logged.
    Action,
    /// The requester was not told since it was resolved, or for too long.
    Word,
    /// An outcome.
    Outcome,
    /// A prompt of its category, by its id.
    Prompt(String),
    /// The narrative.
    Narrative,
    /// The report of a breach or violation.
    Report,
    /// The recipient of the reporting line was not told.
    Lead,
    /// A required step of a checklist: the list's number and the step's id.
    Step(String, String),
    /// The close itself, promptly after it was resolved.
    Close,
    /// A director's decision on the text of an entry, by its seq.
    Redaction(u64),
}

/// Everything that a ticket owes at `now`, what gates the close first.
///
/// Running clocks are listed from their start; `due` says by when. A closed ticket owes
/// nothing but a decision that somebody asked for.
pub fn owed(records: &dyn Records, site: &Site, ticket: &Ticket, now: Stamp) -> Vec<Owed> {
    let asks = running::redactions(ticket);
    if ticket.state == State::Closed {
        return asks;
    }
    let mut owed = gates(records, site, ticket, now);
    for running in running::running(records, site, ticket, now) {
        // Once it is resolved, the word that the close needs is the word that its clock runs for:
        // one line. Before that they are two: how it goes, and how it ended.
        let same = owed.iter_mut().find(|gate| gate.what == running.what);
        match same {
            Some(gate) if ticket.resolved.is_some() => gate.due = running.due,
            Some(_) | None => owed.push(running),
        }
    }
    owed.extend(asks);
    once(owed)
}

/// Each command to type once: a step of a list that ticks itself once something else is paid that
/// the close needs too is not listed beside it.
fn once(owed: Vec<Owed>) -> Vec<Owed> {
    let is_step = |owed: &Owed| matches!(owed.what, OwedWhat::Step(..));
    let others: Vec<String> = owed
        .iter()
        .filter(|owed| !is_step(owed) && owed.gates_close)
        .map(|owed| owed.pay.clone())
        .collect();
    owed.into_iter()
        .filter(|owed| !is_step(owed) || !others.contains(&owed.pay))
        .collect()
}
