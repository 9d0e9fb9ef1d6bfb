//! A ticket: the facts by which it is ordered, judged and closed.
//!
//! [`Ticket`] holds what rules and lists need, folded from its entries; its texts are in the
//! [`Timeline`], folded from the same entries when somebody looks.

mod decide;
mod facts;
mod fold;
mod import;
mod owed;
#[cfg(test)]
mod tests;
mod timeline;

pub use owed::{Owed, OwedWhat, owed};
pub use timeline::{Timeline, TimelineLine};

pub(super) use decide::{check_actor, decide};
pub(super) use facts::{incident_aware, rules_seq};
pub use import::ImportPlan;
pub(super) use import::import;
pub(super) use owed::{NOT_ANSWERED, list_rule};

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::event::{AssetRef, Deadline};
use super::{
    Affected, Channel, IncidentKind, ListId, Number, PersonId, State, TicketId, ToldOutcome, UnitId,
};
use crate::text::Clean;
use crate::time::Stamp;

/// A ticket as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that somebody says or not"
)]
pub struct Ticket {
    /// Identity.
    pub id: TicketId,
    /// Its number.
    pub number: Number,
    /// The request in one line, as it was last corrected.
    pub title: Clean,
    /// The place of the entry that opened it, which a correction of the title names.
    pub opened_seq: u64,
    /// When it came in.
    pub opened: Stamp,
    /// When it was recorded.
    pub recorded: Stamp,
    /// Who recorded it.
    pub opened_by: Option<PersonId>,
    /// Who asked.
    pub from: Option<PersonId>,
    /// How it came in.
    pub channel: Channel,
    /// For which unit.
    pub unit: Option<UnitId>,
    /// What it is about.
    pub affected: Affected,
    /// Which asset.
    pub asset: Option<AssetRef>,
    /// How many are stopped; none = nobody asked yet.
    pub blocked: Option<u32>,
    /// How many are slowed; none = nobody asked yet.
    pub hampered: Option<u32>,
    /// Whether the one PC is dead.
    pub pc_dead: bool,
    /// Whether a public place of service stands still.
    pub public: bool,
    /// Harm that is going on; none once contained.
    pub harm: Option<Clean>,
    /// A date.
    pub deadline: Option<Deadline>,
    /// A breach or violation that must be reported.
    pub incident: Option<Incident>,
    /// Where it is in its life.
    pub state: State,
    /// Its owner.
    pub owner: Option<PersonId>,
    /// What it waits for, while it waits.
    pub waiting: Option<Waiting>,
    /// The primary record category.
    pub category: String,
    /// Whether a person chose it; else it is the default.
    pub category_chosen: bool,
    /// Further categories.
    pub secondary: BTreeSet<String>,
    /// Whether it is confidential.
    pub confidential: bool,
    /// The prompts answered, each with the entry that says so.
    pub answered: BTreeMap<String, Uuid>,
    /// The entry of the narrative that stands now.
    pub narrative: Option<Uuid>,
    /// How many actions are logged since it was last opened (moved ones count where they belong).
    pub actions: u32,
    /// When the last of them happened.
    pub last_action: Option<Stamp>,
    /// Who was told, in the order of the entries.
    pub told: Vec<ToldFact>,
    /// When the service worked again, while it is resolved or closed.
    pub resolved: Option<ResolvedFact>,
    /// When it was closed, while it is closed.
    pub closed: Option<Stamp>,
    /// The place of the entry that last opened it again: what was done and told before is history.
    pub reopened: Option<u64>,
    /// Where it came from, if it was imported.
    pub imported: Option<Imported>,
    /// The entries that set single facts (`owner`, `waiting`, `category`, `impact`), for `saw`.
    pub set_by: BTreeMap<&'static str, Uuid>,
    /// Checklist instances begun for it, oldest first.
    pub lists: Vec<ListId>,
    /// What somebody asked to be taken out of it, and no director has decided on.
    pub asks: Vec<RedactionAsk>,
    /// How many entries it has.
    pub entries: u32,
    /// The last of them.
    pub last_seq: u64,
}

/// A breach or violation that must be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// What it is.
    pub kind: IncidentKind,
    /// When the first member of staff became aware.
    pub aware: Stamp,
    /// The outer limit of the report; none = at once.
    pub due: Option<Stamp>,
    /// How long the report takes, in minutes.
    pub work_min: u32,
    /// When the recipient of the reporting line was told.
    pub lead_told: Option<Stamp>,
    /// When the report was sent.
    pub report_sent: Option<Stamp>,
}

/// What a ticket waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// For what.
    pub what: Clean,
    /// Until when; past it, the ticket counts as open.
    pub until: Stamp,
}

/// Somebody was told, or tried to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFact {
    /// The entry's place.
    pub seq: u64,
    /// When it happened.
    pub at: Stamp,
    /// Whom; none = the requester, where nobody knows the name.
    pub who: Option<PersonId>,
    /// Whether this is the requester.
    pub requester: bool,
    /// What came of it.
    pub outcome: ToldOutcome,
}

/// The outcome of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedFact {
    /// The entry's place: what is told after it is told after the outcome.
    pub seq: u64,
    /// When it happened.
    pub at: Stamp,
}

/// Somebody asked that the text of an entry be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedactionAsk {
    /// The place of the entry in which it was asked.
    pub seq: u64,
    /// The place of the entry whose text it is.
    pub entry: u64,
    /// Who asked.
    pub by: Option<PersonId>,
}

/// Where an imported ticket came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The number it had.
    pub no: Option<u64>,
    /// The required prompts that the file does not answer.
    pub without: Vec<String>,
}

impl Ticket {
    /// The state as it counts at `now`: a waiting ticket is open again once its date has passed.
    pub fn state_at(&self, now: Stamp) -> State {
        match &self.waiting {
            Some(waiting) if self.state == State::Waiting && waiting.until <= now => State::Open,
            _ => self.state,
        }
    }

    /// Whether it stands in the queue: new, open or waiting.
    pub fn is_queued(&self) -> bool {
        matches!(self.state, State::New | State::Open | State::Waiting)
    }

    /// When word last reached the requester.
    pub fn last_told(&self) -> Option<Stamp> {
        self.reached().map(|t| t.at).max()
    }
}
