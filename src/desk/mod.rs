//! The desk: one per process and folder. Commands go in, receipts or refusals come out.
//!
//! The desk looks up, the domain decides, the journal writes, and only then is anything said to
//! be saved. What the desk knows at a moment is a [`Snapshot`], shared and never changed. Any
//! number of processes have the same desk open: each takes the journal's lock for as long as one
//! round of commands, and reads what the others wrote before it decides.
//!
//! Invariants:
//! - A command is decided on the records as they stand under the lock, never on an older snapshot.
//! - A receipt is given only after the journal's sync.
//! - After anything that was not understood nothing is written any more.

mod aside;
mod attached;
mod backup;
mod behind;
mod caller;
mod callouts;
mod check;
mod codec;
mod core;
pub mod files;
mod filing;
mod follow;
mod heal;
mod keeper;
mod load;
mod loading;
mod long;
mod make;
mod needs;
mod open;
mod ordered;
mod outcome;
mod page;
mod rebuild;
mod redact;
mod regain;
mod roll;
mod room;
mod round;
mod rules;
mod snapshot;
mod state;
mod stories;
mod submit;
mod sweep;
mod watch;
mod witness;

#[cfg(test)]
mod long_tests;
#[cfg(test)]
mod pieces_tests;
#[cfg(test)]
mod round_tests;
#[cfg(test)]
mod tests;

pub use aside::{SetAside, set_aside};
pub use attached::{FileFault, FilesCheck};
pub use backup::{
    BackedUp, BadBackup, NotBackedUp, NotRestored, Restore, Restored, Standing, Than,
};
pub use caller::Caller;
pub use check::{StoreCheck, Verified, WITNESS_WAIT, WitnessCheck};
pub use codec::{Unreadable, data_of};
pub use loading::Loading;
pub use make::{NAMELESS, NewDesk, NotMade, adoption, make, make_from};
pub use open::{OpenFault, PRACTICE_MARK};
pub use ordered::{Ordered, orders};
pub use outcome::{Receipt, SubmitError};
pub use rebuild::{NotRebuilt, Rebuilt};
pub use roll::{NewUnit, Roll};
pub use room::FREE_BYTES_MIN;
pub use rules::{calendar, person_hours};
pub use snapshot::{Snapshot, Stories, Story};
pub use state::{OpenWith, StoreState};
pub use submit::{ROUND_COMMANDS, Waiting};
pub use watch::{Noticed, Watch};

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use self::core::Core;
use self::keeper::{Keeper, Shared};
use self::open::Stop;
use self::witness::Noter;
use crate::domain::{Actor, PersonId, Records};
use crate::journal::{Holder, Journal, ReadLimit};
use crate::store::{Archive, PageFrame};
use crate::time::{Clock, Stamp};

/// How long a command waits for the journal's lock. Source: `docs/cli.md`, status 7.
pub const LOCK_WAIT: Duration = Duration::from_secs(5);

/// Why a process writes no more after a fault of its own.
const FALLEN: &str = "a fault of the program stopped the work on the desk; what was saved before is \
                      safe. Leave and start again";

/// Why a process writes no more once its desk was set aside. The mend stands first: a narrow screen
/// cuts the end.
const REPLACED: &str = "leave and start again: another desk was put in this one's place, as by a \
                        restore. What you are typing is kept and offered there; what was saved \
                        stands in the folder beside it";

/// What is told once after a full disk.
const ROOM_AGAIN: &str = "there is room on the disk again: what you do is saved";

/// Said when a save went through by the reserve alone. The mend stands first: a narrow screen cuts
/// the end.
pub const RESERVE_SPENT: &str = "free some space: the disk is full. This was saved in the space \
                                 that is kept for it, and that is nearly gone";

/// A desk that is open in this process.
pub struct Desk {
    dir: PathBuf,
    caller: Caller,
    clock: Arc<dyn Clock>,
    inner: Mutex<Inner>,
    latest: RwLock<Arc<Snapshot>>,
}

/// A look at the store's state that never waits.
#[derive(Clone)]
pub struct StoreWatch(Arc<Shared>);

impl StoreWatch {
    /// What the store is doing.
    pub fn state(&self) -> StoreState {
        self.0.state()
    }

    /// Whether [`Desk::news`] has something that no call of the desk brought, such as a store that
    /// was made anew.
    pub fn has_news(&self) -> bool {
        self.0.has_news()
    }
}

/// What changes while the desk is open.
struct Inner {
    journal: Journal,
    core: Core,
    /// Closed tickets that are not among the records, packed; none until all are known. It counts
    /// while the records lack closed tickets.
    archive: Option<Arc<Archive>>,
    /// An archive that its file lacks much of, and how far it goes: to be written under the lock.
    unkept: Option<(PageFrame, Arc<Archive>)>,
    /// The last entry that the page on the disk has, as far as this process knows.
    page_seq: u64,
    /// The journal's clock at the page that this process began from, in milliseconds.
    page_ms: u64,
    /// How often the journal's files were found replaced and were read anew.
    resets: u64,
    /// The thread that has the store, where the desk was opened with it.
    keeper: Option<Keeper>,
    /// Who notes the head outside the desk.
    noter: Noter,
    /// Why this process writes no more, where it must not.
    stop: Option<Stop>,
    /// What should be told once: a torn tail that was moved aside, a mended fault.
    news: Vec<String>,
    /// When a damaged journal was last looked through, in milliseconds.
    looked: Option<i64>,
    /// When a redaction was last tried that could not be finished, in milliseconds.
    redaction_tried: Option<i64>,
}

impl Desk {
    /// The desk's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Who runs this process.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// What the desk knows now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.latest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The time, in the desk's zone.
    pub fn now(&self) -> Stamp {
        let now = self.clock.now();
        self.snapshot().site.calendar.zone.see(now)
    }

    /// The member of staff behind this process, found by the real uid.
    pub fn actor(&self) -> Option<Actor> {
        let person = self.snapshot().person_of_uid(self.caller.uid)?;
        Some(Actor {
            person: person.id,
            uid: self.caller.uid,
            host: self.caller.host.clone(),
            how: "uid".to_owned(),
        })
    }

    /// Whether nothing is written because a newer program wrote an entry.
    pub fn is_newer(&self) -> bool {
        matches!(self.inner().stop, Some(Stop::Newer(_)))
    }

    /// Whether nothing is written because the journal is damaged.
    pub fn is_damaged(&self) -> bool {
        let inner = self.inner();
        matches!(inner.stop, Some(Stop::Damaged(_))) || inner.ahead().is_some()
    }

    /// What should be told once, such as a torn tail that was moved aside; empty after.
    pub fn news(&self) -> Vec<String> {
        let mut inner = self.inner();
        let mut news = std::mem::take(&mut inner.news);
        if inner.journal.is_room_back() {
            news.push(ROOM_AGAIN.to_owned());
        }
        if inner.journal.is_reserve_spent() {
            news.push(RESERVE_SPENT.to_owned());
        }
        if let Some(keeper) = &inner.keeper {
            news.extend(keeper.shared.news());
        }
        news.extend(inner.noter.news());
        news
    }

    /// Reads what other processes wrote, and looks whether what stopped the writing is over: a full
    /// disk, a journal that another process has mended, a damaged mark. The first time on a day the
    /// head is noted outside, whoever moved it. Whether anything is not as before.
    pub fn refresh(&self) -> bool {
        let mut inner = self.inner();
        let stand = |inner: &Inner| {
            let seq = inner.core.last.as_ref().map(|last| last.seq);
            (seq, inner.read_only(), inner.resets)
        };
        let before = stand(&inner);
        inner.catch_up(ReadLimit::Acked);
        inner.heal(before.0, &self.caller, self.clock.as_ref());
        inner.note_head(self.now(), false);
        let was_free = self.snapshot().read_only.is_none();
        let changed = before != stand(&inner) || was_free == inner.read_only().is_some();
        if changed {
            self.publish(&inner);
        }
        changed
    }

    /// Ends the session's work on the desk: what is open is kept in the page, from which the next
    /// opening begins. Call it at the end of a session and of a command that wrote much.
    pub fn close(&self) {
        let now = self.now();
        let holder = self.holder(now);
        let mut inner = self.inner();
        inner.close(&holder);
        inner.note_head(now, true);
        // Waits until the store has everything and is synced.
        drop(inner.keeper.take());
        inner.noter.wait();
        self.publish(&inner);
    }

    /// What the store is doing, for a progress bar and for `doctor`.
    pub fn store_state(&self) -> StoreState {
        let inner = self.inner();
        let keeper = inner.keeper.as_ref();
        keeper.map_or(StoreState::Off, |keeper| keeper.shared.state())
    }

    /// Begins the thread that has the store, where it was not begun, and gives the store's state for
    /// whoever must not wait for a command that is being written; none where there is no store to
    /// be had. `changed` is called from the store's own thread when the state changes or there is
    /// news, and must not wait.
    pub fn begin_store(&self, changed: impl Fn() + Send + Sync + 'static) -> Option<StoreWatch> {
        let mut inner = self.inner();
        if inner.keeper.is_none() {
            inner.begin_store(&self.clock);
            self.publish(&inner);
        }
        let shared = Arc::clone(&inner.keeper.as_ref()?.shared);
        shared.call(Arc::new(changed));
        Some(StoreWatch(shared))
    }

    /// What is kept of a save for later: the page where enough was written, and the head outside
    /// the desk, which nobody waits for. Call it after the receipt has been shown.
    pub fn keep_up(&self) {
        let now = self.now();
        let holder = self.holder(now);
        let mut inner = self.inner();
        if inner.is_page_due() {
            inner.keep_page(&holder, Duration::ZERO);
        }
        inner.note_head(now, false);
    }

    /// A person's setting, such as the pane that was last open; none where the store is not at
    /// hand.
    pub fn setting(&self, person: PersonId, key: &str) -> Option<String> {
        let inner = self.inner();
        let found = inner
            .keeper
            .as_ref()?
            .shared
            .with(0, |store| store.setting(person, key));
        found?.ok().flatten()
    }

    /// Keeps a person's setting where the store is at hand; whether it was kept.
    pub fn set_setting(&self, person: PersonId, key: &str, text: &str) -> bool {
        let inner = self.inner();
        let keeper = inner.keeper.as_ref();
        keeper.is_some_and(|keeper| keeper.keep_setting(person, key, text))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap_or_else(|fallen| {
            // Somebody fell over with the records half folded. They are shown as they were before,
            // and this process decides and writes nothing on them any more.
            let mut inner = fallen.into_inner();
            self.inner.clear_poison();
            inner.stop = Some(Stop::Fallen(FALLEN.to_owned()));
            inner
        });
        if inner.journal.is_replaced() {
            // What is known here is of the desk that was set aside, to which nothing is added.
            inner.stop = Some(Stop::Fallen(REPLACED.to_owned()));
        }
        inner
    }

    fn publish(&self, inner: &Inner) {
        if let (Some(keeper), Some(last)) = (&inner.keeper, &inner.core.last) {
            keeper.follow(last.seq);
        }
        let next = open::snapshot(&self.dir, inner, &self.snapshot());
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }

    fn holder(&self, now: Stamp) -> Holder {
        open::holder(&self.caller, now)
    }
}
