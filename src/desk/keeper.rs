//! The thread that has the store: it opens it, follows the journal, and syncs it when idle.
//!
//! The desk works without it. Nobody waits for it but the end of the session; it sleeps while
//! nothing is written. Where another process has the store it waits for that one's end, and tries
//! again at the minute.
//!
//! Invariants: a fault of the store never reaches the desk; a store that is not trusted any more is
//! moved aside before another is made.

use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::behind::be_behind;
use super::follow::{Astray, Follower, lost_and_stored};
use super::state::{StoreState, mend_of};
use crate::domain::PersonId;
use crate::modes::identity;
use crate::store::{Store, StoreFault};
use crate::time::{Clock, Stamp};

/// How long nothing was written before the store is synced. Source: nightdesk.
const IDLE: Duration = Duration::from_secs(2);
/// After how long a store that another process has is tried again, where the end of that process
/// was not noticed. Source: `docs/architecture.md`, "Threads".
const AGAIN: Timespec = Timespec {
    tv_sec: 60,
    tv_nsec: 0,
};

enum Job {
    Follow,
    End,
}

/// Tells somebody that the store has news.
pub(super) type Changed = Arc<dyn Fn() + Send + Sync>;

/// What the thread and the desk both see.
pub(super) struct Shared {
    store: RwLock<Option<Store>>,
    state: Mutex<StoreState>,
    news: Mutex<Vec<String>>,
    /// The last entry that the store has.
    applied: AtomicU64,
    /// The last entry that the desk knows.
    wanted: AtomicU64,
    is_asked: AtomicBool,
    /// Rung with each job, for a thread that waits for another process.
    jobs_bell: Option<OwnedFd>,
    /// Called when the state changes or there is something to tell.
    changed: Mutex<Option<Changed>>,
    /// Whether the session ends: what is not taken over is left for the next one.
    is_ending: AtomicBool,
}

impl Shared {
    /// Does something with the store, if it is open and has the entries up to `seq`.
    pub(super) fn with<T>(&self, seq: u64, work: impl FnOnce(&Store) -> T) -> Option<T> {
        if self.applied.load(Ordering::Acquire) < seq {
            return None;
        }
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        store.as_ref().map(work)
    }

    pub(super) fn state(&self) -> StoreState {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What should be told once.
    pub(super) fn news(&self) -> Vec<String> {
        std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says whom to call when the state changes or there is something to tell.
    pub(super) fn call(&self, changed: Changed) {
        *self.changed.lock().unwrap_or_else(PoisonError::into_inner) = Some(changed);
    }

    fn ring(&self) {
        let changed = self.changed.lock();
        let changed = changed.unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(changed) = changed {
            changed();
        }
    }

    fn stand(&self, state: StoreState) {
        let mut stands = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = stands.is_told_before(&state);
        *stands = state;
        drop(stands);
        if is_news {
            self.ring();
        }
    }

    fn tell(&self, news: String) {
        self.news
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(news);
        self.ring();
    }

    /// Whether there is something to be told.
    pub(super) fn has_news(&self) -> bool {
        let news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        !news.is_empty()
    }

    /// The thread fell over: nothing of the store is used any more, and the desk is told.
    fn fell(&self) {
        self.stand(StoreState::Failed(
            "a fault of the program stopped it".to_owned(),
        ));
        // A store that fell over may do so again while it is closed.
        let _ = catch_unwind(AssertUnwindSafe(|| self.put(None)));
        self.tell(
            "the store stopped by a fault of the program; nothing is lost, and the desk goes on \
             without it. Start again to have it back"
                .to_owned(),
        );
    }

    /// Closes the store; one that cannot be closed is as one whose process died.
    fn close(&self) -> Result<(), StoreFault> {
        let mut stands = self.store.write().unwrap_or_else(PoisonError::into_inner);
        self.applied.store(0, Ordering::Release);
        stands.take().map_or(Ok(()), Store::close)
    }

    fn put(&self, store: Option<Store>) {
        if store.is_none() {
            self.applied.store(0, Ordering::Release);
        }
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = store;
    }
}

/// The desk's side of the thread; dropping it ends the thread.
pub(super) struct Keeper {
    jobs: Sender<Job>,
    pub(super) shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts the thread; none where the system gives none.
    pub(super) fn start(dir: &Path, clock: Arc<dyn Clock>, seq: u64) -> Option<Self> {
        let shared = Arc::new(Shared {
            store: RwLock::new(None),
            state: Mutex::new(StoreState::Opening),
            news: Mutex::new(Vec::new()),
            applied: AtomicU64::new(0),
            wanted: AtomicU64::new(seq),
            is_asked: AtomicBool::new(false),
            jobs_bell: eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC).ok(),
            changed: Mutex::new(None),
            is_ending: AtomicBool::new(false),
        });
        let (jobs, todo) = channel();
        let mut work = Work {
            dir: dir.to_owned(),
            found: identity(dir),
            clock,
            shared: Arc::clone(&shared),
            follower: None,
            tried: None,
            is_dirty: false,
        };
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                be_behind();
                let fell = catch_unwind(AssertUnwindSafe(|| work.run(&todo))).is_err();
                if fell {
                    work.shared.fell();
                }
            })
            .ok()?;
        Some(Self {
            jobs,
            shared,
            thread: Some(thread),
        })
    }

    /// Says that the journal has entries up to `seq`.
    pub(super) fn follow(&self, seq: u64) {
        let before = self.shared.wanted.swap(seq, Ordering::AcqRel);
        if before != seq && !self.shared.is_asked.swap(true, Ordering::AcqRel) {
            self.ask(Job::Follow);
        }
    }

    /// Has the store look at the journal again, whatever seq it is told next: the files were
    /// replaced, perhaps after it had come to their end.
    pub(super) fn doubt(&self) {
        self.shared.wanted.store(0, Ordering::Release);
    }

    fn ask(&self, job: Job) {
        // A thread that has ended follows nothing, and the desk goes on without it.
        let _ = self.jobs.send(job);
        if let Some(bell) = &self.shared.jobs_bell {
            let _ = rustix::io::write(bell, &1_u64.to_ne_bytes());
        }
    }

    /// Keeps a setting; whether the store took it.
    pub(super) fn keep_setting(&self, person: PersonId, key: &str, text: &str) -> bool {
        let kept = self
            .shared
            .with(0, |store| store.keep_setting(person, key, text).is_ok());
        // So that it is synced.
        self.ask(Job::Follow);
        kept.unwrap_or(false)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.shared.is_ending.store(true, Ordering::Release);
        self.ask(Job::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Work {
    dir: PathBuf,
    /// The disk and inode of that folder when the thread began.
    found: Option<(u64, u64)>,
    clock: Arc<dyn Clock>,
    shared: Arc<Shared>,
    follower: Option<Follower>,
    /// When the store was last tried to be opened.
    tried: Option<Stamp>,
    is_dirty: bool,
}

impl Work {
    fn run(&mut self, todo: &Receiver<Job>) {
        self.open();
        loop {
            if self.shared.state() == StoreState::InUse && self.wait_for_holder() {
                self.open();
                continue;
            }
            let job = if self.is_dirty {
                todo.recv_timeout(IDLE)
            } else {
                todo.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match job {
                Ok(Job::Follow) => {
                    self.shared.is_asked.store(false, Ordering::Release);
                    self.is_dirty = true;
                    self.go_on();
                }
                Err(RecvTimeoutError::Timeout) => self.sync(),
                Ok(Job::End) | Err(RecvTimeoutError::Disconnected) => {
                    self.go_on();
                    // The next session tries out one that was not closed.
                    let _ = self.shared.close();
                    return;
                }
            }
        }
    }

    /// Opens the store and brings it to the journal's end. One that is not right is moved aside,
    /// and another is made from the journal.
    fn open(&mut self) {
        if self.is_replaced() {
            return;
        }
        self.tried = Some(self.clock.now());
        for _ in 0..2 {
            self.shared.stand(StoreState::Opening);
            match self.open_once() {
                Ok(()) => return,
                Err(astray) => {
                    if !self.mend(astray) {
                        return;
                    }
                }
            }
        }
        let why = "it was wrong again after it had been made anew".to_owned();
        self.give_up(StoreState::Failed(why));
    }

    fn open_once(&mut self) -> Result<(), Astray> {
        let store = Store::open(&self.dir)?;
        let follower = Follower::begin(&self.dir, &store)?;
        self.shared.applied.store(follower.seq, Ordering::Release);
        self.shared.put(Some(store));
        self.follower = Some(follower);
        self.catch_up()
    }

    fn catch_up(&mut self) -> Result<(), Astray> {
        let Some(follower) = &mut self.follower else {
            return Ok(());
        };
        let shared = &self.shared;
        let store = shared.store.read().unwrap_or_else(PoisonError::into_inner);
        let Some(store) = store.as_ref() else {
            return Ok(());
        };
        follower.catch_up(store, &mut |done| {
            let all = shared.wanted.load(Ordering::Acquire).max(done);
            if done < all {
                shared.stand(StoreState::Building { done, all });
            }
            !shared.is_ending.load(Ordering::Acquire)
        })?;
        shared.applied.store(follower.seq, Ordering::Release);
        self.is_dirty = true;
        shared.stand(StoreState::Ready);
        Ok(())
    }

    /// Whether another desk stands at the folder's path now. Its store is not this thread's, and
    /// nothing more is taken over into the old one.
    fn is_replaced(&mut self) -> bool {
        let now = identity(&self.dir);
        if now.is_none() || now == self.found {
            return false;
        }
        self.is_dirty = false;
        self.give_up(StoreState::Off);
        true
    }

    fn go_on(&mut self) {
        if self.is_replaced() {
            return;
        }
        // Without a follower there is nothing to catch up with.
        if let Err(astray) = self.catch_up()
            && self.mend(astray)
        {
            self.open();
        }
    }

    /// Sleeps until the process that has the store ends, a minute is over, or a job comes; whether
    /// it is worth another try. A job is not, unless the last try is a minute old.
    fn wait_for_holder(&self) -> bool {
        let Some(bell) = &self.shared.jobs_bell else {
            return false;
        };
        let holder = Store::holder(&self.dir).and_then(|pid| i32::try_from(pid).ok());
        let holder = holder
            .and_then(Pid::from_raw)
            .and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
        let mut waits = vec![PollFd::new(bell, PollFlags::IN)];
        waits.extend(holder.iter().map(|pid| PollFd::new(pid, PollFlags::IN)));
        // A wait that was cut short is a try that comes early.
        let _ = poll(&mut waits, Some(&AGAIN));
        let is_job = !waits[0].revents().is_empty();
        let _ = rustix::io::read(bell, &mut [0; 8]);
        let now = self.clock.now();
        let is_time = self.tried.is_none_or(|tried| now.minutes_since(tried) > 0);
        !is_job || is_time
    }

    /// What is done about a store that is not at the journal's end; whether to open it again.
    fn mend(&mut self, astray: Astray) -> bool {
        match astray {
            Astray::Fault(StoreFault::Busy) => {
                self.give_up(StoreState::InUse);
                false
            }
            Astray::Fault(StoreFault::Damaged(why)) | Astray::Wrong(why) => {
                self.set_aside(&format!("the store was wrong ({why})"))
            }
            Astray::Fault(StoreFault::Gap { has, given }) => {
                let why = format!("the store skipped from entry {has} to {given}");
                self.set_aside(&why)
            }
            Astray::Replaced => self.throw_away(),
            Astray::Ahead(why) => {
                self.is_ahead(why);
                false
            }
            Astray::Fault(
                fault @ (StoreFault::Newer { .. }
                | StoreFault::TooLarge { .. }
                | StoreFault::Io { .. }),
            ) => {
                if let Some(why) = mend_of(&fault) {
                    self.shared
                        .tell(format!("the desk goes on without the store: {why}"));
                }
                self.give_up(StoreState::Failed(fault.to_string()));
                false
            }
            Astray::Journal(why) => {
                self.give_up(StoreState::Failed(why));
                false
            }
            Astray::Ended => false,
        }
    }

    fn give_up(&mut self, state: StoreState) {
        self.follower = None;
        self.shared.put(None);
        self.shared.stand(state);
    }

    /// The store has what the journal has lost: it is closed, and left for `rebuild`.
    fn is_ahead(&mut self, why: String) {
        let _ = self.shared.close();
        self.shared.tell(why.clone());
        self.give_up(StoreState::Ahead(why));
    }

    /// Removes the store: the journal has all of it, but not as it was.
    fn throw_away(&mut self) -> bool {
        self.give_up(StoreState::Opening);
        let done = Store::throw_away(&self.dir);
        let failed = done.map_err(|fault| self.shared.stand(StoreState::Failed(fault.to_string())));
        failed.is_ok()
    }

    /// Moves the store aside.
    fn set_aside(&mut self, why: &str) -> bool {
        self.give_up(StoreState::Opening);
        // However damaged it is, lines that nobody else has may still be read in it.
        if let Some(lost) = lost_and_stored(&self.dir) {
            self.is_ahead(lost);
            return false;
        }
        match Store::set_aside(&self.dir, self.clock.now()) {
            Ok(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                self.shared.tell(format!(
                    "{why}; it was moved to {name} and is made again from the journal"
                ));
                true
            }
            Err(StoreFault::Busy) => {
                self.shared.stand(StoreState::InUse);
                false
            }
            Err(fault) => {
                self.shared.tell(format!(
                    "{why}, and could not be moved aside ({fault}); the desk goes on without it. \
                     Mend that, then start again"
                ));
                self.shared.stand(StoreState::Failed(fault.to_string()));
                false
            }
        }
    }

    fn sync(&mut self) {
        self.is_dirty = false;
        if self.is_replaced() {
            return;
        }
        let failed = self.shared.with(0, |store| store.sync().err()).flatten();
        if let Some(fault) = failed {
            self.give_up(StoreState::Failed(fault.to_string()));
        }
    }
}

#[cfg(test)]
#[path = "keeper_tests.rs"]
mod tests;
