//! Making every closed ticket known in parts, while commands go on.
//!
//! A screen wants all of them, so that they can be found, and must not wait with a save for that.
//! They come packed out of the store, which has a row for each; where this process has no store, or
//! it is still being made, the journal is read and folded for them.
//!
//! Invariants:
//! - A part holds the desk at its end alone, for what was written meanwhile.
//! - An archive goes at least as far as the page from which the records began. Whatever an entry
//!   concerns after that is among the records, and they go before the archive: so none of its
//!   tickets is ever shown as it stood before.

use std::sync::Arc;

use uuid::Uuid;

use super::core::PIECE_ENTRIES;
use super::filing::Filing;
use super::keeper::Shared;
use super::state::StoreState;
use super::{Desk, Inner};
use crate::domain::NumberKind;
use crate::domain::Records as _;
use crate::journal::{Journal, Position, ReadLimit};
use crate::store::{Archive, Packing};

/// Entries that are read at a time while commands may wait: some tens of milliseconds. Fewer in
/// tests, so that small desks have parts too.
const PART_ENTRIES: u64 = if cfg!(test) { 8 } else { 2048 };
/// Rows that are packed at a time: some milliseconds.
const PART_ROWS: usize = if cfg!(test) { 8 } else { 4096 };
/// How often one waits for a store that is being opened before the journal is read meanwhile.
const WAITS_MAX: u32 = 400;

/// Closed tickets on their way into memory.
pub struct Loading {
    /// The last entry that was known when it began.
    seq: u64,
    store: Option<Arc<Shared>>,
    waits: u32,
    way: Way,
}

/// Where they come from.
enum Way {
    /// Nowhere yet.
    Unknown,
    /// The store's rows, behind one.
    Rows(Packing, Option<Uuid>),
    /// The journal.
    Journal(Box<Journal>, Filing),
}

/// What a part came to.
enum Part {
    More,
    /// All rows of the store, and the last entry that it had after them.
    Rows(Box<Archive>, u64),
    /// The journal as far as it was known.
    Journal(Box<(Journal, Filing)>),
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
        let done = match part.go_on(self) {
            Ok(Part::More) => false,
            Ok(Part::Rows(archive, seq)) => {
                let mut inner = self.inner();
                let is_taken = inner.take_rows(*archive, seq);
                self.publish(&inner);
                if !is_taken {
                    part.leave_store();
                }
                is_taken
            }
            Ok(Part::Journal(read)) => {
                let (journal, filing) = *read;
                let mut inner = self.inner();
                let is_taken = inner.take_read(journal, filing);
                let done = if is_taken { Ok(()) } else { inner.load_all() };
                self.publish(&inner);
                done?;
                true
            }
            // What it is, is found and said by reading it all at once.
            Err(_) => {
                self.load_all()?;
                true
            }
        };
        *loading = Some(part).filter(|_| !done);
        Ok(done)
    }
}

impl Loading {
    fn begin(inner: &Inner) -> Self {
        Self {
            seq: inner.journal.position().seq,
            store: inner.keeper.as_ref().map(|k| Arc::clone(&k.shared)),
            waits: 0,
            way: Way::Unknown,
        }
    }

    /// Whether it waits for the store, so that the next part had better come a little later.
    pub fn is_waiting(&self) -> bool {
        matches!(self.way, Way::Unknown) && self.waits > 0
    }

    fn leave_store(&mut self) {
        self.store = None;
        self.way = Way::Unknown;
    }

    fn go_on(&mut self, desk: &Desk) -> Result<Part, String> {
        let state = self.store.as_ref().map_or(StoreState::Off, |s| s.state());
        if state == StoreState::Ready && !matches!(self.way, Way::Rows(..)) {
            self.way = Way::Rows(Packing::default(), None);
        }
        match std::mem::replace(&mut self.way, Way::Unknown) {
            Way::Unknown if state == StoreState::Opening && self.waits < WAITS_MAX => {
                self.waits += 1;
                Ok(Part::More)
            }
            Way::Unknown => {
                let again = desk.inner().journal.again_at(Position::START);
                let mut journal = again.map_err(|error| error.to_string())?;
                journal.told(self.seq);
                self.way = Way::Journal(Box::new(journal), Filing::default());
                Ok(Part::More)
            }
            Way::Rows(packing, after) => Ok(self.pack(packing, after)),
            Way::Journal(mut journal, mut filing) => {
                let before = journal.position().seq;
                read(
                    &mut journal,
                    &mut filing,
                    self.seq.min(before + PART_ENTRIES),
                )?;
                let after = journal.position().seq;
                if before < after && after < self.seq {
                    self.way = Way::Journal(journal, filing);
                    return Ok(Part::More);
                }
                Ok(Part::Journal(Box::new((*journal, filing))))
            }
        }
    }

    /// Packs some more of the store's rows; where it cannot give them the journal is read.
    fn pack(&mut self, mut packing: Packing, after: Option<Uuid>) -> Part {
        let store = self.store.as_ref();
        let packed = store.and_then(|store| {
            store.with(self.seq, |store| {
                let last = store.pack(after, PART_ROWS, &mut packing)?;
                Ok::<_, crate::store::StoreFault>((last, store.applied()?.seq))
            })
        });
        match packed {
            Some(Ok((Some(last), _))) => {
                self.way = Way::Rows(packing, Some(last));
                Part::More
            }
            Some(Ok((None, seq))) => Part::Rows(Box::new(packing.done()), seq),
            Some(Err(_)) | None => {
                self.leave_store();
                Part::More
            }
        }
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
    /// Reads what was written since and takes what the store had up to `seq`; whether the records
    /// stand there too, and no ticket is in neither of them.
    fn take_rows(&mut self, archive: Archive, seq: u64) -> bool {
        self.catch_up(ReadLimit::Acked);
        let register = &self.core.register;
        if !register.is_partial() {
            return true;
        }
        let is_read = self.core.last.as_ref().is_some_and(|last| last.seq >= seq);
        // A row that was too large for the store is not there.
        let others = register.tickets().filter(|ticket| !archive.has(ticket.id));
        let known = (archive.len() + others.count()) as u64;
        let is_whole = known + 1 >= register.next_number(NumberKind::Ticket);
        if is_read && is_whole {
            self.archive = Some(Arc::new(archive));
        }
        is_read && is_whole
    }

    /// Reads what was written since, here and there, and takes what was packed on the way, where
    /// both stand at the same line; whether they do.
    fn take_read(&mut self, mut journal: Journal, mut filing: Filing) -> bool {
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
        let filed = filing
            .done()
            .map(|archive| self.archive = Some(Arc::new(archive)));
        filed.is_ok()
    }
}

#[cfg(test)]
#[path = "loading_tests.rs"]
mod tests;
