//! Commands about checklists.

use crate::domain::event::Evidence;
use crate::domain::{ListId, PersonId, TicketId};
use crate::text::Clean;
use crate::time::Stamp;

/// Begin a fresh instance of a checklist in its version in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartList {
    /// The instance's uuid.
    pub id: ListId,
    /// The template's id.
    pub checklist: String,
    /// The ticket it belongs to.
    pub ticket: Option<TicketId>,
}

/// A step is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoStep {
    /// The instance.
    pub list: ListId,
    /// The step's id.
    pub step: String,
    /// What proves it.
    pub evidence: Evidence,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}

/// Leave a step out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkipStep {
    /// The instance.
    pub list: ListId,
    /// The step's id.
    pub step: String,
    /// Why.
    pub because: Clean,
}

/// A step was tried and failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailStep {
    /// The instance.
    pub list: ListId,
    /// The step's id.
    pub step: String,
    /// What went wrong.
    pub because: Clean,
}

/// Answer a step's question, which ticks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerStep {
    /// The instance.
    pub list: ListId,
    /// The step's id, or the kind of a gate that stands at one step.
    pub step: String,
    /// The choice's text, or its number from 1.
    pub answer: Clean,
    /// Who decided; none = the actor.
    pub by: Option<PersonId>,
    /// What proves it.
    pub evidence: Evidence,
    /// When it happened, where that is not now.
    pub happened: Option<Stamp>,
}
