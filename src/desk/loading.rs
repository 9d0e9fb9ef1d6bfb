//! Making every closed ticket known in parts, while commands go on.
//!
//! A screen wants all of them, so that they can be found, and must not wait with a save for that.
//! The archive's file has most of them packed; what came after it is read from the journal and
//! folded, or all of it where there is no good file. Where that was much the file is written anew.
//!
//! Invariants:
//! - A part holds the desk at its end alone, for what was written meanwhile.
//! - An archive goes at least as far as the page from which the records began. Whatever an entry
//!   concerns after that is among the records, and they go before the archive: so none of its
//!   tickets is ever shown as it stood before.

use std::sync::Arc;

use super::core::PIECE_ENTRIES;
use super::filing::Filing;
use super::open::holder;
use super::page::{CLOSE_WAIT, frame, journal_at};
use super::{Desk, Inner};
use crate::journal::{Journal, Position, ReadLimit};
use crate::store::{Archive, PageFrame};

/// Entries that are read at a time while commands may wait: some tens of milliseconds. Fewer in
/// tests, so that small desks have parts too.
const PART_ENTRIES: u64 = if cfg!(test) { 8 } else { 2048 };
/// Entries behind an archive's file after which it is written again: some tens of milliseconds of
/// reading. Fewer in tests.
const KEEP_ENTRIES: u64 = if cfg!(test) { 32 } else { 4096 };

/// Closed tickets on their way into memory.
pub struct Loading {
    /// The last entry that was known when it began.
    seq: u64,
    /// The last entry that the archive's file has.
    kept_seq: u64,
    way: Option<(Box<Journal>, Filing)>,
}

impl Desk {
    /// Does a part of making every closed ticket known, and gives whether all is known now.
    /// `loading` is nothing at first, and holds what was read so far. Between the parts commands
    /// can be given: a part holds the desk only at the end, for what was written meanwhile.
    ///
    /// # Errors
    /// As [`Desk::load_all`].
    pub fn load_part(&self, loading: &mut Option<Loading>) -> Result<bool, String> {
        let mut part = match loading.take() {
            Some(part) => part,
            None => Loading::begin(&self.inner()),
        };
        if self.snapshot().is_all_known() {
            return Ok(true);
        }
        match part.go_on(self) {
            Ok(None) => {
                *loading = Some(part);
                Ok(false)
            }
            Ok(Some((journal, filing))) => {
                let mut inner = self.inner();
                let is_taken = inner.take_read(*journal, filing, part.kept_seq);
                let done = if is_taken { Ok(()) } else { inner.load_all() };
                self.publish(&inner);
                if inner.unkept.is_some() {
                    let holder = holder(&self.caller, self.clock.now());
                    inner.keep_page(&holder, CLOSE_WAIT);
                }
                done.map(|()| true)
            }
            // What it is, is found and said by reading it all at once.
            Err(_) => self.load_all().map(|()| true),
        }
    }
}

/// The journal read to its end, and what was packed of it.
type Read = (Box<Journal>, Filing);

impl Loading {
    fn begin(inner: &Inner) -> Self {
        Self {
            seq: inner.journal.position().seq,
            kept_seq: 0,
            way: None,
        }
    }

    /// Reads a part; what all of it came to where it was the last.
    fn go_on(&mut self, desk: &Desk) -> Result<Option<Read>, String> {
        let Some((mut journal, mut filing)) = self.way.take() else {
            self.way = Some(self.first(desk)?);
            return Ok(None);
        };
        let before = journal.position().seq;
        let upto = self.seq.min(before + PART_ENTRIES);
        read(&mut journal, &mut filing, upto)?;
        let after = journal.position().seq;
        if before < after && after < self.seq {
            self.way = Some((journal, filing));
            return Ok(None);
        }
        Ok(Some((journal, filing)))
    }

    /// The archive's file with the journal behind it, or the whole journal.
    fn first(&mut self, desk: &Desk) -> Result<Read, String> {
        let archive = Archive::read(desk.dir());
        let begun = archive.and_then(|(frame, archive)| {
            let (journal, _) = journal_at(desk.dir(), &frame)?;
            Some((frame.seq, journal, Filing::of(archive)))
        });
        if let Some((seq, mut journal, filing)) = begun {
            self.kept_seq = seq;
            journal.told(self.seq);
            return Ok((Box::new(journal), filing));
        }
        let again = desk.inner().journal.again_at(Position::START);
        let mut journal = again.map_err(|error| error.to_string())?;
        journal.told(self.seq);
        Ok((Box::new(journal), Filing::default()))
    }
}

/// Reads and folds up to an entry.
fn read(journal: &mut Journal, filing: &mut Filing, seq: u64) -> Result<(), String> {
    let mut misfit = None;
    let read = journal.for_each_piece(ReadLimit::Upto(seq), PIECE_ENTRIES, |piece| {
        if misfit.is_none() {
            let taken = piece
                .entries
                .iter()
                .try_for_each(|entry| filing.take(entry));
            misfit = taken.and_then(|()| filing.pack()).err();
        }
    });
    match (misfit, read) {
        (Some(why), _) => Err(why),
        (None, Err(error)) => Err(error.to_string()),
        (None, Ok(())) => Ok(()),
    }
}

impl Inner {
    /// Reads what was written since, here and there, and takes what was packed on the way, where
    /// both stand at the same line; whether they do.
    fn take_read(&mut self, mut journal: Journal, mut filing: Filing, kept_seq: u64) -> bool {
        self.catch_up(ReadLimit::Acked);
        if !self.core.register.is_partial() {
            return true;
        }
        let end = self.journal.position();
        let is_read = read(&mut journal, &mut filing, end.seq).is_ok();
        let found = journal.position();
        if !is_read || (found.seq, found.hash) != (end.seq, end.hash) {
            return false;
        }
        let Ok(archive) = filing.done().map(Arc::new) else {
            return false;
        };
        if end.seq >= kept_seq + KEEP_ENTRIES {
            let frame = frame(self.journal.dir(), &self.core, end);
            let frame = frame.map(|frame| PageFrame {
                rules: Vec::new(),
                ..frame
            });
            self.unkept = frame.map(|frame| (frame, Arc::clone(&archive)));
        }
        self.archive = Some(archive);
        true
    }
}

#[cfg(test)]
#[path = "loading_tests.rs"]
mod tests;
