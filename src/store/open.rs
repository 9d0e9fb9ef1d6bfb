//! How a store comes to be open, and how it is closed.
//!
//! A store that was closed and is as it was closed is opened where it lies. One that was changed is
//! not opened. One whose process died is copied first and has to prove good; see `seal`, `copy`
//! and `prove`.
//!
//! Invariant: where opening ends in a fault, the files lie there as they were found.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::copy::{self, Scratch};
use super::db::{Store, fenced};
use super::fault::StoreFault;
use super::folder;
use super::identity;
use super::lock::{self, StoreLock};
use super::seal::{self, Verdict};
use crate::modes::{self, Modes};
use crate::time::Stamp;

/// How often sled is asked whether it has let go of its file, and how long is between.
const LET_GO: (u32, Duration) = (200, Duration::from_millis(1));

impl Store {
    /// Opens the store of a desk's folder, making it where there is none. Takes a moment, and some
    /// seconds where a large store was not closed: call it on a thread of its own.
    ///
    /// # Errors
    /// See [`StoreFault`]; the files are as they were found. On [`StoreFault::Damaged`] call
    /// [`Store::set_aside`], open again and apply the journal from its first line.
    pub fn open(desk: &Path) -> Result<Self, StoreFault> {
        let modes = modes_of(desk)?;
        let lock = StoreLock::take(desk, modes)?;
        copy::tidy(desk)?;
        let folder = desk.join("store");
        folder::make(modes, &folder)?;
        let found = seal::look(&folder)?;
        if found == Verdict::New {
            identity::give(modes, &folder)?;
        }
        match found {
            Verdict::New | Verdict::Closed => {
                seal::lift(&folder)?;
                Self::start(&folder, modes, lock, None)
            }
            Verdict::Changed(why) => Err(StoreFault::Damaged(why)),
            Verdict::Unknown => Self::try_out(desk, modes, lock),
        }
    }

    /// Opens a store that was not closed, and keeps its files until it has proved good.
    fn try_out(desk: &Path, modes: Modes, lock: StoreLock) -> Result<Self, StoreFault> {
        let folder = desk.join("store");
        copy::keep(desk, modes)?;
        let tried = seal::lift(&folder).and_then(|()| {
            let store = Self::start(&folder, modes, lock, None)?;
            store.prove()?;
            store.sync()?;
            Ok(store)
        });
        match tried {
            Ok(store) => copy::let_go(desk).map(|()| store),
            Err(fault) => {
                let _lock = StoreLock::take(desk, modes)?;
                copy::give_back(desk)?;
                Err(fault)
            }
        }
    }

    /// Opens a copy of a desk's store, to look at what it holds; the store is not touched, and
    /// nobody else can open it meanwhile. The copy goes with the look. None where there is no
    /// store yet.
    ///
    /// # Errors
    /// See [`StoreFault`]; [`StoreFault::Damaged`] also where a file is not as it was closed.
    pub fn look(desk: &Path) -> Result<Option<Self>, StoreFault> {
        Self::on_copy(desk, true)
    }

    /// Opens a copy of a desk's store as [`Store::look`] does, whatever has become of it, for what
    /// can still be read there.
    ///
    /// # Errors
    /// See [`StoreFault`].
    pub fn salvage(desk: &Path) -> Result<Option<Self>, StoreFault> {
        Self::on_copy(desk, false)
    }

    fn on_copy(desk: &Path, is_strict: bool) -> Result<Option<Self>, StoreFault> {
        let modes = modes_of(desk)?;
        let lock = StoreLock::take(desk, modes)?;
        match seal::look(&copy::place(desk))? {
            Verdict::New => return Ok(None),
            Verdict::Changed(why) if is_strict => return Err(StoreFault::Damaged(why)),
            Verdict::Changed(_) | Verdict::Closed | Verdict::Unknown => {}
        }
        let copy = Scratch::of(desk, modes)?;
        let folder = copy.path().to_owned();
        Self::start(&folder, modes, lock, Some(copy)).map(Some)
    }

    /// Closes the store, so that the next opening need not doubt it. One that is only dropped is
    /// tried out on a copy then.
    ///
    /// # Errors
    /// See [`StoreFault`]; the journal has everything.
    pub fn close(self) -> Result<(), StoreFault> {
        self.sync()?;
        let (folder, modes) = (self.folder().to_owned(), self.modes());
        let lock = fenced(|| Ok(self.end()))?;
        let done = wait_for_sled(&folder).and_then(|()| {
            let put = seal::put(modes, &folder);
            put.map_err(|e| StoreFault::io(&folder, e))
        });
        drop(lock);
        done
    }

    /// Whether a desk has a store, or what is left of one.
    pub fn is_there(desk: &Path) -> bool {
        copy::place(desk).symlink_metadata().is_ok()
    }

    /// Whether a process has the store of a desk's folder open; nothing is changed by asking.
    pub fn is_open(desk: &Path) -> bool {
        lock::is_held(desk)
    }

    /// The process that had the store of a desk's folder open last.
    pub fn holder(desk: &Path) -> Option<u32> {
        lock::holder(desk)
    }

    /// Moves a store that cannot be opened or trusted to `store.damaged-<time>`, byte for byte,
    /// and gives that folder back. Drop an open store first.
    ///
    /// # Errors
    /// There is no store, another process has it, or the system refused.
    pub fn set_aside(desk: &Path, at: Stamp) -> Result<PathBuf, StoreFault> {
        let _lock = StoreLock::take(desk, modes_of(desk)?)?;
        copy::tidy(desk)?;
        folder::set_aside(desk, &desk.join("store"), at)
    }

    /// Throws the store away where it `is_old`, and what is left of those thrown away before. Says
    /// whether nothing is left: a store that a process has open is not touched.
    ///
    /// # Errors
    /// The system refused.
    pub fn discard(desk: &Path, is_old: bool) -> Result<bool, StoreFault> {
        let store = desk.join("store");
        let _lock = match StoreLock::take(desk, modes_of(desk)?) {
            Ok(lock) => lock,
            Err(StoreFault::Busy) if is_old && Self::is_there(desk) => return Ok(false),
            Err(StoreFault::Busy) => return folder::sweep(desk).map(|()| true),
            Err(fault) => return Err(fault),
        };
        copy::tidy(desk)?;
        if is_old && store.exists() {
            folder::bury(desk, &store)?;
        }
        Ok(true)
    }

    /// Throws the store away that this process had open; drop it first.
    ///
    /// # Errors
    /// There is no store, or the system refused.
    pub fn throw_away(desk: &Path) -> Result<(), StoreFault> {
        let _lock = StoreLock::take(desk, modes_of(desk)?)?;
        copy::tidy(desk)?;
        folder::bury(desk, &desk.join("store"))
    }
}

fn modes_of(desk: &Path) -> Result<Modes, StoreFault> {
    Modes::of(desk).map_err(|e| StoreFault::io(desk, e))
}

/// Waits until sled has let go of its file: its own threads may end a moment later.
fn wait_for_sled(folder: &Path) -> Result<(), StoreFault> {
    let path = folder.join("db");
    let file = modes::open_regular(&path, true).map_err(|e| StoreFault::io(&path, e))?;
    let (tries, between) = LET_GO;
    for _ in 0..tries {
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            return Ok(());
        }
        std::thread::sleep(between);
    }
    Err(StoreFault::Busy)
}
