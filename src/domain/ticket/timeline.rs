//! The story of a ticket, entry by entry.

use uuid::Uuid;

use crate::domain::{EntryHead, Event, PersonId, Records, TicketId};
use crate::text::Clean;
use crate::time::Stamp;

/// One entry of a ticket's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// Its place in the journal: the ENTRY of `correct` and `move`.
    pub seq: u64,
    /// Its identity.
    pub id: Uuid,
    /// The journal's kind.
    pub kind: &'static str,
    /// When it was recorded.
    pub at: Stamp,
    /// When it happened.
    pub happened: Stamp,
    /// Who did it.
    pub by: Option<PersonId>,
    /// What it says, in words.
    pub text: Clean,
    /// Whether it was recorded more than five minutes after it happened.
    pub late: bool,
    /// The later entry that corrects it.
    pub corrected_by: Option<u64>,
    /// The ticket to which it was moved.
    pub moved_to: Option<TicketId>,
}

/// A ticket's story: its lines and the texts that stand now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// Every entry, oldest first by when it happened, then by place.
    pub lines: Vec<TimelineLine>,
    /// The narrative that stands now.
    pub narrative: Option<Clean>,
    /// The outcome that stands now.
    pub outcome: Option<Clean>,
    /// The answers that stand now, by prompt.
    pub answers: std::collections::BTreeMap<String, Clean>,
}

impl Timeline {
    /// The story that a ticket's entries tell; names are looked up in `records`.
    pub fn of(_ticket: TicketId, _entries: &[(EntryHead, Event)], _records: &dyn Records) -> Self {
        Self::default()
    }
}
