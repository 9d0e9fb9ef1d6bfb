//! While the desk is open: looking whether what stopped the writing is over.
//!
//! Opening a desk mends what can be mended. A console stays open for weeks, so the same is done
//! there when it looks for news.
//!
//! Invariant: a journal that was damaged is written again only where all of it reads well, and the
//! records here stand exactly where the reading stopped.

use super::Inner;
use super::caller::Caller;
use super::open::{Stop, holder};
use crate::journal::{Journal, RESERVE_BYTES, ReadLimit};
use crate::time::Clock;

/// How often a damaged journal is looked through for its mark, in milliseconds. Source: nightdesk;
/// a session looks each minute, and whatever else wakes it looks no oftener than that.
const LOOK_MS: i64 = 30_000;

impl Inner {
    /// Looks whether a full disk has room again and whether a damaged journal can be read. `before`
    /// is the last entry that was known before the latest reading.
    pub(super) fn heal(&mut self, before: Option<u64>, caller: &Caller, clock: &dyn Clock) {
        if self.journal.no_room().is_some() {
            let known = self.core.last.as_ref().map(|last| last.seq);
            if known == before {
                let holder = holder(caller, clock.now());
                self.journal.look_for_room(RESERVE_BYTES, &holder);
            } else {
                // Another process has saved.
                self.journal.found_room();
            }
        }
        if matches!(self.stop, Some(Stop::Damaged(_))) {
            self.read_again(caller, clock);
        }
    }

    /// Reads on behind a damage that somebody may have mended, and puts right what opening would.
    fn read_again(&mut self, caller: &Caller, clock: &dyn Clock) {
        let known = self.core.last.as_ref().map_or(0, |last| last.seq);
        if known != self.journal.given() {
            // Something between was read and not understood: only a new start reads it again.
            return;
        }
        let was = self.stop.take();
        self.catch_up(ReadLimit::Acked);
        if self.stop.is_none() {
            if !self.is_rest_good() {
                self.stop = was;
            }
            return;
        }
        let now = clock.now().epoch_ms();
        let is_early = |looked: i64| (0..LOOK_MS).contains(&(now - looked));
        if matches!(self.stop, Some(Stop::Damaged(_))) && !self.looked.is_some_and(is_early) {
            self.looked = Some(now);
            self.settle(caller, clock);
        }
    }

    /// Whether what stands behind the mark reads well too; nothing of it is taken over.
    fn is_rest_good(&self) -> bool {
        let rest = Journal::open_at(self.journal.dir(), self.journal.position());
        rest.is_ok_and(|mut rest| rest.read_through(ReadLimit::Whole).is_ok())
    }
}

#[cfg(test)]
#[path = "heal_tests.rs"]
mod tests;
