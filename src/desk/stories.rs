//! Stories read from the store where it has them whole, else from the journal.

use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;

use super::codec;
use super::keeper::Shared;
use super::snapshot::Stories;
use crate::domain::{EntryHead, Event, TicketId};
use crate::journal::{Entry, Journal, Position, link_orders};
use crate::store::{RowCheck, Store};

/// What a line says that records a jump of the clock.
const JUMPED: &[u8] = b"\"kind\":\"clock.jumped\"";

/// Reads a record's entries from the journal's files.
pub(super) struct JournalStories {
    pub(super) dir: PathBuf,
    /// How far the journal was read: what stands behind is not known yet.
    pub(super) position: Position,
    /// The store, where this process has it.
    pub(super) store: Option<Arc<Shared>>,
}

impl JournalStories {
    /// A ticket's lines from the store; none where it is not at hand, behind, or not whole.
    fn stored(&self, record: Uuid) -> Option<Vec<Entry>> {
        let seq = self.position.seq;
        let found = self.store.as_ref()?.with(seq, |store| whole(store, record));
        let mut entries = found.flatten()?;
        entries.retain(|entry| entry.seq <= seq);
        Some(entries)
    }

    fn written(&self, record: Uuid) -> Result<Vec<Entry>, String> {
        let journal =
            Journal::open_at(&self.dir, self.position).map_err(|error| error.to_string())?;
        journal.find_on(record).map_err(|error| error.to_string())
    }
}

/// The lines of a ticket whose row says that they are all there, each by its own hashes.
fn whole(store: &Store, record: Uuid) -> Option<Vec<Entry>> {
    if store.check_row(TicketId(record)).ok()? != RowCheck::Right {
        return None;
    }
    let lines = store.entries_of(record).ok()?;
    let entries: Option<Vec<Entry>> = lines.iter().map(|line| Entry::parse(line).ok()).collect();
    let mut entries = entries?;
    link_orders(&mut entries);
    Some(entries)
}

/// The entries in the words of the domain, those aside that nobody here can read.
fn told(entries: &[Entry]) -> Result<Vec<(EntryHead, Event)>, String> {
    let mut story = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(event) = codec::decode(entry).map_err(|error| error.to_string())? {
            story.push((codec::head(entry), event));
        }
    }
    Ok(story)
}

impl Stories for JournalStories {
    fn entries_on(&self, record: Uuid) -> Result<Vec<(EntryHead, Event)>, String> {
        let entries = match self.stored(record) {
            Some(entries) => entries,
            None => self.written(record)?,
        };
        told(&entries)
    }

    fn jumps(&self) -> Result<Vec<(EntryHead, Event)>, String> {
        let journal =
            Journal::open_at(&self.dir, self.position).map_err(|error| error.to_string())?;
        let found = journal
            .find_bytes(JUMPED)
            .map_err(|error| error.to_string())?;
        let mut jumps = told(&found)?;
        jumps.retain(|(_, event)| matches!(event, Event::ClockJumped(_)));
        Ok(jumps)
    }
}
