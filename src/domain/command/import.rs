//! Tickets of an older system, as its file says them.
//!
//! The reader of the file has already turned words into values; an unknown word stands in the
//! row's notes. Nothing here is refused for being incomplete: it is history.

use crate::domain::event::Deadline;
use crate::domain::{Affected, Channel, ListId, PersonId, State, TicketId, UnitId};
use crate::text::Clean;
use crate::time::Stamp;

/// Take in the rows of one file, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The file's name.
    pub file: Clean,
    /// Its rows.
    pub rows: Vec<ImportRow>,
}

/// An action of an imported ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportAction {
    /// When it happened.
    pub at: Stamp,
    /// Who did it.
    pub by: Option<Clean>,
    /// What was done.
    pub text: Clean,
}

/// A word to the requester of an imported ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportUpdate {
    /// When it happened.
    pub at: Stamp,
    /// What was said.
    pub text: Clean,
}

/// The breach or violation of an imported ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportBreach {
    /// When somebody became aware.
    pub aware: Stamp,
    /// The outer limit; none = at once.
    pub due: Option<Stamp>,
    /// When the report was sent.
    pub report_sent: Option<Stamp>,
    /// Who was told, in the file's words.
    pub told: Vec<Clean>,
    /// How long the report takes, in minutes.
    pub work_min: u32,
    /// What HR decided, in the file's words.
    pub hr_answer: Option<Clean>,
}

/// One row. Names are resolved by the desk: a known person or unit is taken, else one is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The uuid of the ticket.
    pub id: TicketId,
    /// The line in the file, from 1.
    pub line: u64,
    /// SHA-256 of `no`, `opened`, `originator`, `title`, hex.
    pub row: String,
    /// The number it had.
    pub no: Option<u64>,
    /// When it was opened.
    pub opened: Stamp,
    /// How it came in.
    pub channel: Channel,
    /// Who asked.
    pub originator: Option<Clean>,
    /// For which unit, by name or short name.
    pub unit: Option<Clean>,
    /// The request in one line.
    pub title: Clean,
    /// What was seen: the narrative.
    pub seen: Option<Clean>,
    /// What it is about.
    pub affected: Affected,
    /// Which asset.
    pub asset: Option<Clean>,
    /// How many could not work.
    pub blocked: Option<u32>,
    /// How many were slowed.
    pub hampered: Option<u32>,
    /// Whether the one PC was dead.
    pub pc_dead: bool,
    /// Whether a public place of service stood still.
    pub public: bool,
    /// Harm going on.
    pub harm: Option<Clean>,
    /// The record category.
    pub category: Option<String>,
    /// The prompts answered.
    pub fields: Vec<(String, Clean)>,
    /// Whether it is confidential.
    pub confidential: bool,
    /// Its owner.
    pub assigned: Option<Clean>,
    /// What was done.
    pub actions: Vec<ImportAction>,
    /// The outcome.
    pub result: Option<Clean>,
    /// Words to the requester.
    pub updates: Vec<ImportUpdate>,
    /// The checklist that was used, and a uuid for its instance.
    pub checklist: Option<(String, ListId)>,
    /// When it was resolved.
    pub resolved: Option<Stamp>,
    /// When it was closed.
    pub closed: Option<Stamp>,
    /// Where it stands.
    pub state: State,
    /// What it waits for.
    pub waiting_for: Option<Clean>,
    /// Until when.
    pub waiting_until: Option<Stamp>,
    /// A date.
    pub deadline: Option<Deadline>,
    /// A breach or violation.
    pub breach: Option<ImportBreach>,
    /// Further words of the file: related tickets, follow-up, the callout's story.
    pub remarks: Vec<Clean>,
    /// What the reader of the file had to say about this row.
    pub notes: Vec<Clean>,
    /// Spare uuids for the people and the unit that the row may have to make.
    pub spare_people: Vec<PersonId>,
    /// A spare uuid for its unit.
    pub spare_unit: UnitId,
}
