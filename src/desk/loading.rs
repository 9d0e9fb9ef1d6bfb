//! Bringing the whole journal into memory in parts, while commands go on.
//!
//! A large journal takes seconds. A screen wants all of it, so that closed tickets can be found, and
//! must not wait with a save for that: the reading goes on beside the records in use, and takes
//! their place once it stands at the same line.
//!
//! Invariant: a part holds the desk at its end alone, for what was written meanwhile.

use super::core::{Core, PIECE_ENTRIES};
use super::{Desk, Inner};
use crate::journal::{Journal, Position, ReadLimit};

/// Entries that are read at a time while commands may wait: some tens of milliseconds. Fewer in
/// tests, so that small desks have parts too.
const PART_ENTRIES: u64 = if cfg!(test) { 8 } else { 2048 };

/// A reading of the whole journal in parts, beside the records in use.
pub struct Loading {
    journal: Journal,
    core: Core,
}

impl Desk {
    /// Does a part of what [`Desk::load_all`] does, and gives whether all is known now. `loading`
    /// is nothing at first, and holds what was read so far. Between the parts commands can be
    /// given: a part holds the desk only at the end, for what was written meanwhile.
    ///
    /// # Errors
    /// As [`Desk::load_all`].
    pub fn load_part(&self, loading: &mut Option<Loading>) -> Result<bool, String> {
        let (is_partial, known) = {
            let inner = self.inner();
            (
                inner.core.register.is_partial(),
                inner.journal.position().seq,
            )
        };
        if !is_partial {
            *loading = None;
            return Ok(true);
        }
        let mut part = match loading.take() {
            Some(part) => part,
            None => Loading::begin(&self.inner().journal, known)?,
        };
        let before = part.journal.position().seq;
        let read = part.read(known.min(before + PART_ENTRIES));
        let after = part.journal.position().seq;
        if read.is_ok() && before < after && after < known {
            *loading = Some(part);
            return Ok(false);
        }
        let mut inner = self.inner();
        // Whatever else came of it is found, and said, by reading it all at once.
        let done = if read.is_ok() && inner.take_loaded(part) {
            Ok(())
        } else {
            inner.load_all()
        };
        self.publish(&inner);
        done.map(|()| true)
    }
}

impl Loading {
    /// Stands before the first entry of a journal that goes up to `seq`.
    fn begin(used: &Journal, seq: u64) -> Result<Self, String> {
        let again = used.again_at(Position::START);
        let mut journal = again.map_err(|error| error.to_string())?;
        journal.told(seq);
        let core = Core::new();
        Ok(Self { journal, core })
    }

    /// Reads and folds up to an entry.
    fn read(&mut self, seq: u64) -> Result<(), String> {
        let Self { journal, core } = self;
        let mut misfit = None;
        let read = journal.for_each_piece(ReadLimit::Upto(seq), PIECE_ENTRIES, |piece| {
            if misfit.is_none() {
                misfit = core.piece(&piece).err();
            }
        });
        match (misfit, read) {
            (Some(why), _) => Err(why),
            (None, Err(error)) => Err(error.to_string()),
            (None, Ok(())) => Ok(()),
        }
    }
}

impl Inner {
    /// Reads what was written since and takes the records that were read in parts, where they stand
    /// at the same line as those here; whether they do.
    fn take_loaded(&mut self, mut loading: Loading) -> bool {
        self.catch_up(ReadLimit::Acked);
        let end = self.journal.position();
        let is_read = loading.read(end.seq).is_ok();
        let found = loading.journal.position();
        let is_same = is_read && (found.seq, found.hash) == (end.seq, end.hash);
        if is_same {
            self.core = loading.core;
        }
        is_same
    }
}

#[cfg(test)]
#[path = "loading_tests.rs"]
mod tests;
