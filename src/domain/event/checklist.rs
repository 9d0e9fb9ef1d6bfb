//! A checklist's life: begun, its steps, and the moment its last required step is done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Concerns;
use crate::domain::{ListId, Number, PersonId, TicketId};
use crate::text::Clean;
use crate::time::Stamp;

/// What proves a step: the key of the template's `evidence` and what was written for it.
pub type Evidence = BTreeMap<String, Clean>;

/// A fresh instance of one version of a checklist was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistStarted {
    /// The instance.
    pub list: ListId,
    /// Its number, `L-7`.
    pub number: Number,
    /// The template's id.
    pub checklist: String,
    /// The template's version.
    pub version: u32,
    /// The journal's seq of the adopted text that it follows to its end.
    pub rules: u64,
    /// The ticket it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
}

/// A list was made on the spot, of lines that no adopted text holds: what fixed the same thing before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMade {
    /// The instance.
    pub list: ListId,
    /// Its number, `L-7`.
    pub number: Number,
    /// The ticket it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// What it is called.
    pub title: Clean,
    /// The ticket from which its lines are taken.
    pub source: Number,
    /// Its steps in order, a line each.
    pub steps: Vec<Clean>,
}

/// A list on which nothing was done is left for another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLeft {
    /// The instance.
    pub list: ListId,
    /// The ticket it belongs to, so that the ticket's timeline shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// Why.
    pub because: Clean,
}

/// A step was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// The instance.
    pub list: ListId,
    /// The ticket it belongs to, so that the ticket's timeline shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The step's id.
    pub step: String,
    /// What proves it.
    #[serde(default)]
    pub evidence: Evidence,
    /// When it happened, where that is not when it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// A step was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepSkipped {
    /// The instance.
    pub list: ListId,
    /// The ticket it belongs to, so that the ticket's timeline shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The step's id.
    pub step: String,
    /// Why.
    pub because: Clean,
}

/// A step's question was answered, which also ticks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepAnswered {
    /// The instance.
    pub list: ListId,
    /// The ticket it belongs to, so that the ticket's timeline shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The step's id.
    pub step: String,
    /// The choice, as the template words it.
    pub answer: String,
    /// Who decided.
    pub by: PersonId,
    /// What proves it.
    #[serde(default)]
    pub evidence: Evidence,
    /// When it happened, where that is not when it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// A step was tried and failed; it stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFailed {
    /// The instance.
    pub list: ListId,
    /// The ticket it belongs to, so that the ticket's timeline shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The step's id.
    pub step: String,
    /// What went wrong.
    pub because: Clean,
}

/// Every required step is done, answered, skipped with a reason, or shown by a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistFinished {
    /// The instance.
    pub list: ListId,
    /// The ticket it belongs to, so that the ticket's timeline shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
}

macro_rules! about_list {
    ($($name:ident),*) => {$(
        impl Concerns for $name {
            fn on(&self) -> Vec<Uuid> {
                std::iter::once(self.list.uuid()).chain(self.ticket.map(TicketId::uuid)).collect()
            }
        }
    )*};
}

about_list!(
    ChecklistStarted,
    ListMade,
    ListLeft,
    StepDone,
    StepSkipped,
    StepAnswered,
    StepFailed,
    ChecklistFinished
);
