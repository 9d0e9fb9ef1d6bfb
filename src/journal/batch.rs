//! Groups that wait together: put into lines one after the other, saved with one sync.
//!
//! A command that waits behind another is decided on the records as they will be once the one
//! before it is saved. So each group is made before anything is written, and stays a promise until
//! [`Locked::save`](super::Locked::save) kept it for all of them.
//!
//! Invariant: a group that could not be put into lines leaves nothing of itself behind.

use super::chain::{Group, Position};
use super::compose::{Composer, NewEntry, Stamping};

/// Groups as lines that nobody has written yet.
pub struct Batch {
    start: Position,
    composer: Composer,
}

/// A place between two groups of a batch.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    at: Position,
    bytes: usize,
}

impl Batch {
    pub(super) fn new(start: Position) -> Self {
        Self {
            start,
            composer: Composer::new(start),
        }
    }

    /// Puts one more group behind the others, and gives it as it will stand in the journal.
    ///
    /// # Errors
    /// The entries cannot be lines; the batch is as it was before.
    pub fn add(&mut self, stamping: &Stamping, entries: &[NewEntry]) -> Result<Group, String> {
        let before = self.mark();
        self.composer
            .group(stamping, entries)
            .inspect_err(|_| self.back_to(before))
    }

    /// Where the next group would begin, for [`Batch::back_to`].
    pub fn mark(&self) -> Mark {
        Mark {
            at: self.composer.at,
            bytes: self.composer.bytes.len(),
        }
    }

    /// Forgets the groups that were added since a mark of this batch.
    pub fn back_to(&mut self, mark: Mark) {
        self.composer.at = mark.at;
        self.composer.bytes.truncate(mark.bytes);
    }

    /// Whether there is nothing to save.
    pub fn is_empty(&self) -> bool {
        self.composer.bytes.is_empty()
    }

    pub(super) fn start(&self) -> Position {
        self.start
    }

    pub(super) fn end(&self) -> Position {
        self.composer.at
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.composer.bytes
    }
}
