//! A callout's life: begun, answered step by step, paused, handed on, ended; and what happens on
//! the way that no ticket alone would have: rooms entered, heads told, outsiders at a server.
//!
//! An answer that is a fact of the ticket writes that fact's own kind in the same group; the
//! callout keeps only what was answered, and when.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Concerns;
use crate::domain::{CalloutId, Number, PersonId, StepName, TicketId, UnitId};
use crate::text::Clean;
use crate::time::Stamp;

/// A call was taken, or is recorded after it was over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutStarted {
    /// The callout.
    pub callout: CalloutId,
    /// Its number, `K-7`.
    pub number: Number,
    /// The ticket that is worked on.
    pub ticket: TicketId,
    /// Who took the call.
    pub person: PersonId,
    /// The machine.
    pub host: String,
    /// The terminal, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tty: Option<String>,
    /// Whether it was over before it was recorded (branch P).
    #[serde(default)]
    pub over: bool,
    /// Who was on duty by the roster, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_duty: Option<PersonId>,
    /// Whether it began inside the person's working hours.
    #[serde(default)]
    pub inside_hours: bool,
    /// The seq of the profile under which it is judged.
    pub rules: u64,
}

/// A step of the walk was answered, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutAnswered {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The step.
    pub step: StepName,
    /// What was answered, by part.
    #[serde(default)]
    pub values: BTreeMap<String, Clean>,
    /// Parts of which nobody knows the answer yet.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unknown: BTreeSet<String>,
    /// Whether the step is left with this; else the walk stands at it.
    pub left: bool,
}

/// A line of the work log was tagged as a change of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionTagged {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The record category; the action stands before this in the same group.
    pub category: String,
}

/// The clock was stopped: what follows is no work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutPaused {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Since when, where that is not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// A stretch without a line to the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineGap {
    /// The last that was saved before it.
    pub from: Stamp,
    /// When somebody was back.
    pub to: Stamp,
    /// Whether it was work all the same.
    pub worked: bool,
}

/// The clock goes on, or somebody is back after the line had dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutResumed {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The stretch without a line, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<LineGap>,
}

/// Somebody else took the callout over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutTakenOver {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// From whom.
    pub from: PersonId,
    /// Who has it now.
    pub to: PersonId,
    /// The machine.
    pub host: String,
}

/// Its holder gave the callout to somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutHandedOver {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Who gave it.
    pub from: PersonId,
    /// Who has it now.
    pub to: PersonId,
}

/// The work is over: the clock stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutEnded {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Whether the rest of the walk was left for the morning (`Z`).
    #[serde(default)]
    pub to_bed: bool,
    /// When the work stopped, where that is not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// Somebody will enter rooms after hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPlanned {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Which room.
    pub room: Clean,
    /// Whose room it is, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Whether it is another department's.
    #[serde(default)]
    pub foreign: bool,
    /// Which key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Clean>,
}

/// Rooms were entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitEntered {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// When.
    pub happened: Stamp,
}

/// Rooms were left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLeft {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// When.
    pub happened: Stamp,
}

/// The head of the rooms that are entered was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadTold {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Who.
    pub who: PersonId,
    /// When, where that is not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Stamp>,
}

/// Approval of work that is no emergency was asked for, or is left to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAsked {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Of whom; none = nobody holds the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PersonId>,
    /// How: `phone`, `morning`, or `explain` for going ahead first.
    pub how: String,
}

/// Somebody from outside had access to systems and has it no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsiderEnded {
    /// The callout.
    pub callout: CalloutId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Clean>,
    /// Their company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Clean>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Stamp>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Stamp>,
    /// What they touched: each owes a rotation of its credentials.
    pub systems: Vec<Clean>,
}

macro_rules! about_callout {
    ($($name:ident),*) => {$(
        impl Concerns for $name {
            fn on(&self) -> Vec<Uuid> {
                vec![self.callout.uuid(), self.ticket.uuid()]
            }
        }
    )*};
}

about_callout!(
    CalloutStarted,
    CalloutAnswered,
    ActionTagged,
    CalloutPaused,
    CalloutResumed,
    CalloutTakenOver,
    CalloutHandedOver,
    CalloutEnded,
    VisitPlanned,
    VisitEntered,
    VisitLeft,
    HeadTold,
    ApprovalAsked,
    OutsiderEnded
);
