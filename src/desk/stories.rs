//! Stories read from the journal, wherever it lies.

use std::path::PathBuf;

use uuid::Uuid;

use super::codec;
use super::snapshot::Stories;
use crate::domain::{EntryHead, Event};
use crate::journal::{Journal, Position};

/// Reads a record's entries from the journal's files.
pub(super) struct JournalStories {
    pub(super) dir: PathBuf,
    /// How far the journal was read: what stands behind is not known yet.
    pub(super) position: Position,
}

impl Stories for JournalStories {
    fn entries_on(&self, record: Uuid) -> Result<Vec<(EntryHead, Event)>, String> {
        let journal =
            Journal::open_at(&self.dir, self.position).map_err(|error| error.to_string())?;
        let entries = journal.find_on(record).map_err(|error| error.to_string())?;
        let mut story = Vec::with_capacity(entries.len());
        for entry in &entries {
            if let Some(event) = codec::decode(entry).map_err(|error| error.to_string())? {
                story.push((codec::head(entry), event));
            }
        }
        Ok(story)
    }
}
