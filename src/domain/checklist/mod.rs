//! An instance of a checklist: what was done, by whom, when, and what still holds what.

mod aim;
mod decide;
mod due;
mod facts;
mod fold;
mod gates;
mod made;
mod night;
mod proof;
mod refuse;
mod telling;
mod view;

pub use proof::{proof_name, proof_words, to_write};
pub use telling::untold;
pub use view::{
    GateView, StepState, StepView, StepsView, held_at_night, holding_close, open_gates, owed_steps,
    steps, to_tick,
};

pub(super) use decide::{decide, finished_by};
pub(super) use made::{is_untouched, lines_of};

use std::collections::BTreeMap;

use super::event::Evidence;
use super::site::Template;
use super::{ListId, Number, PersonId, TicketId};
use crate::text::Clean;
use crate::time::Stamp;

/// Why a step is open of which nobody knows yet whether it was done; nothing was tried.
pub const NOT_KNOWN: &str = "not known yet";

/// An instance of one version of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Identity.
    pub id: ListId,
    /// Its number, `L-7`.
    pub number: Number,
    /// The template's id.
    pub checklist: String,
    /// The template's version.
    pub version: u32,
    /// The seq of the adopted text that it follows.
    pub rules: u64,
    /// The text itself, as it was in force when it was begun.
    pub template: std::sync::Arc<Template>,
    /// The ticket it belongs to.
    pub ticket: Option<TicketId>,
    /// When it was begun.
    pub started: Stamp,
    /// Who began it.
    pub started_by: Option<PersonId>,
    /// What was recorded of its steps, by step id: the last entry counts.
    pub marks: BTreeMap<String, Mark>,
    /// When its last required step was done, or it was left.
    pub finished: Option<Stamp>,
    /// Why it was left for another one.
    pub left: Option<Clean>,
    /// Of what it was made, where no adopted text holds its steps.
    pub made: Option<Made>,
    /// How many entries it has.
    pub entries: u32,
    /// The last of them.
    pub last_seq: u64,
}

/// A list that was made on the spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The ticket from which its lines are taken.
    pub source: Number,
    /// What it is called.
    pub title: Clean,
    /// Its steps, a line each.
    pub steps: Vec<Clean>,
}

/// What was recorded of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What happened to it.
    pub what: Marked,
    /// Who recorded it; for an answer, who decided.
    pub by: Option<PersonId>,
    /// When it happened.
    pub at: Stamp,
    /// The entry's place.
    pub seq: u64,
    /// What proves it.
    pub evidence: Evidence,
}

/// What happened to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marked {
    /// Done.
    Done,
    /// Left out, and why.
    Skipped(Clean),
    /// Its question was answered with this choice.
    Answered(String),
    /// Tried and failed; it is still open.
    Failed(Clean),
}

#[cfg(test)]
mod tests;
