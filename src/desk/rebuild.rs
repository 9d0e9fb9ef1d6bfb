//! `rebuild`: the store made anew from the journal, and lines that the journal has lost given back
//! out of the store.
//!
//! Each is the other's second copy. A line is taken from either only where its own hashes are right
//! and it follows the line before; nothing is guessed, and nothing of what was found is thrown away.
//!
//! Invariants: the files as found stay beside the desk, byte for byte; a journal file is written
//! beside, synced and renamed, so whoever reads sees the old one or the new one.

use std::fs;
use std::io::{self, BufWriter, Read as _};
use std::path::{Path, PathBuf};

use super::check::not_understood;
use super::follow::{Astray, Follower};
use super::regain::Chain;
use super::{Caller, Desk, LOCK_WAIT};
use crate::journal::{
    Fault, Held, Holder, Journal, LockError, Position, ReadLimit, journal_files, verify,
};
use crate::modes::{self, Modes};
use crate::store::{Archive, Store, StoreFault};
use crate::time::{Clock, Stamp};

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Lines that the journal had lost and has again.
    pub given_back: u64,
    /// Entries of the store of before that do not follow from a journal that is good; they are
    /// kept in it, set aside.
    pub strayed: u64,
    /// What was set aside: journal files as they were found, and the store of before.
    pub aside: Vec<PathBuf>,
    /// Entries in the new store.
    pub entries: u64,
}

/// Why nothing was rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum NotRebuilt {
    /// Another process has the desk or its store; end it and try again.
    #[error("{0}")]
    Busy(String),
    /// The journal is damaged and the store does not have what it lacks. Restore a backup.
    #[error("the journal is damaged and the store cannot mend it: {0}. Restore a backup")]
    Beyond(String),
    /// The lines fit together, but the mark names an entry that is not there, and the store does
    /// not have it either. Restore a backup, or take the journal as it stands.
    #[error(
        "{0}. The store does not have it. Restore a backup; where there is none, `nightdesk \
         rebuild --as-it-stands` goes on from the last entry that is there, and records that"
    )]
    Unmarked(String),
    /// A newer program wrote an entry: nothing was changed, use that one.
    #[error("{0}")]
    Newer(String),
    /// The disk or the system refused.
    #[error("{0}")]
    Failed(String),
}

impl Desk {
    /// Gives the journal back the lines that it has lost and the store has, and makes the store
    /// anew. No other process may have the desk's store open. `progress` is told what is done and
    /// what is to do, in entries.
    ///
    /// # Errors
    /// See [`NotRebuilt`]; what was found is still there.
    pub fn rebuild(
        dir: &Path,
        caller: &Caller,
        clock: &dyn Clock,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Rebuilt, NotRebuilt> {
        // Whose folder it is, and whether it is one, is asked first.
        let mut journal = Journal::open(dir).map_err(failed)?;
        if let Some(why) = not_understood(dir) {
            return Err(NotRebuilt::Newer(why));
        }
        let now = clock.now();
        // A mark that is certainly damaged is no reason to look for lost lines.
        journal.mend_mark(&holder(caller, now)).map_err(failed)?;
        let lock = hold(&journal, caller, now)?;
        let report = verify(dir, &mut |_, _| {}).map_err(failed)?;
        let mut done = Rebuilt::default();
        let is_ahead = is_store_ahead(dir, report.head.seq)?;
        if !report.ok || is_ahead {
            if !report.is_mark_alone || is_ahead {
                mend(dir, now, report.ok, &mut done)?;
            }
            let after = verify(dir, &mut |_, _| {}).map_err(failed)?;
            if let Some(fault) = after.faults.first() {
                return Err(beyond(fault, after.is_mark_alone));
            }
        }
        // Written from the old files; the next session makes another.
        match fs::remove_file(dir.join("page")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
        Archive::remove(dir).map_err(failed)?;
        if Store::is_there(dir) {
            let aside = Store::set_aside(dir, now).map_err(failed)?;
            done.aside.push(aside);
        }
        drop(lock);
        acknowledge(dir, caller, now)?;
        done.entries = fill(dir, progress)?;
        Ok(done)
    }
}

impl Desk {
    /// Takes a journal as it stands whose mark names an entry that is not there, because its owner
    /// says so: the mark is set aside, and the next opening records it. Gives where the mark lies;
    /// nothing where there was nothing to do, because the mark is good, or can be put right, or
    /// lines are missing that the store still has. [`Desk::rebuild`] does the rest.
    ///
    /// # Errors
    /// See [`NotRebuilt`]; what was found is still there.
    pub fn forget_mark(
        dir: &Path,
        caller: &Caller,
        clock: &dyn Clock,
    ) -> Result<Option<PathBuf>, NotRebuilt> {
        let mut journal = Journal::open(dir).map_err(failed)?;
        let report = verify(dir, &mut |_, _| {}).map_err(failed)?;
        if !report.is_mark_alone || is_store_ahead(dir, report.head.seq)? {
            return Ok(None);
        }
        let holder = holder(caller, clock.now());
        journal.forget_mark(LOCK_WAIT, &holder).map_err(failed)
    }
}

fn beyond(fault: &Fault, is_mark_alone: bool) -> NotRebuilt {
    let fault = fault.to_string();
    if !is_mark_alone {
        return NotRebuilt::Beyond(fault);
    }
    // The advice to rebuild has been taken.
    let found = fault.split(" (or the file").next().unwrap_or(&fault);
    NotRebuilt::Unmarked(found.to_owned())
}

fn holder(caller: &Caller, since: Stamp) -> Holder {
    Holder {
        pid: caller.pid,
        uid: caller.uid,
        tty: caller.tty.clone(),
        since,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands in `map_err`, which gives the error away"
)]
fn failed(error: impl ToString) -> NotRebuilt {
    NotRebuilt::Failed(error.to_string())
}

/// The desk's lock, so that nobody writes meanwhile.
fn hold(journal: &Journal, caller: &Caller, now: Stamp) -> Result<Held, NotRebuilt> {
    let held = journal.hold(LOCK_WAIT, &holder(caller, now));
    held.map_err(|error| match error {
        LockError::Busy { .. } => NotRebuilt::Busy(error.to_string()),
        LockError::Fault(_) | LockError::Read(_) | LockError::Io { .. } => failed(error),
    })
}

/// Syncs and acknowledges what stands in the journal now.
fn acknowledge(dir: &Path, caller: &Caller, now: Stamp) -> Result<(), NotRebuilt> {
    let mut journal = Journal::open(dir).map_err(failed)?;
    journal.read_through(ReadLimit::Whole).map_err(failed)?;
    drop(
        journal
            .lock_after_fault(LOCK_WAIT, &holder(caller, now))
            .map_err(failed)?,
    );
    Ok(())
}

fn is_store_ahead(dir: &Path, seq: u64) -> Result<bool, NotRebuilt> {
    if !Store::is_there(dir) {
        return Ok(false);
    }
    let applied =
        Store::salvage(dir).and_then(|store| store.map(|store| store.applied()).transpose());
    match applied {
        Ok(applied) => Ok(applied.is_some_and(|applied| applied.seq > seq)),
        Err(StoreFault::Busy) => Err(busy(dir)),
        // Whatever else is wrong with it: it is made anew.
        Err(_) => Ok(false),
    }
}

fn busy(dir: &Path) -> NotRebuilt {
    let who = Store::holder(dir).map_or("another process".to_owned(), |pid| pid.to_string());
    NotRebuilt::Busy(format!("the store is in use by {who}; end it first"))
}

/// Writes the journal's end anew from the first damage on, out of its own good lines and the
/// store's.
fn mend(dir: &Path, now: Stamp, is_good: bool, done: &mut Rebuilt) -> Result<(), NotRebuilt> {
    let good = good_end(dir)?;
    let store = match Store::salvage(dir) {
        Ok(store) => store,
        Err(StoreFault::Busy) => return Err(busy(dir)),
        // The journal's own later lines may be enough.
        Err(StoreFault::Damaged(_)) => None,
        Err(fault) => return Err(NotRebuilt::Beyond(fault.to_string())),
    };
    let chain = Chain::find(dir, store.as_ref(), &good).map_err(failed)?;
    if chain.is_empty() && is_good {
        // The journal's own chain is right to its end, so it is what happened.
        done.strayed = chain.strayed();
        return Ok(());
    }
    if chain.is_empty() {
        return Err(NotRebuilt::Beyond(format!(
            "no line follows entry {}",
            good.seq
        )));
    }
    done.given_back = chain.given_back();
    let files = files_from(dir, good.file)?;
    let time = now.utc().format("%Y%m%dT%H%M%SZ");
    let name = format!("journal.damaged-{time}");
    let aside = modes::free_name(dir, &name, "");
    let modes = Modes::of(dir).map_err(failed)?;
    modes.make_folder(&aside).map_err(failed)?;
    for file in &files {
        let copy = aside.join(file.file_name().unwrap_or_default());
        let mut copied = modes.create(&copy).map_err(failed)?;
        let mut found = modes::open_regular(file, false).map_err(failed)?;
        io::copy(&mut found, &mut copied).map_err(failed)?;
        copied.sync_all().map_err(failed)?;
    }
    modes::sync_folder(&aside).map_err(failed)?;
    done.aside.push(aside);
    replace(dir, &good, &chain, store.as_ref(), &files)
}

/// Where the journal's first good groups end.
fn good_end(dir: &Path) -> Result<Position, NotRebuilt> {
    let mut journal = Journal::open(dir).map_err(failed)?;
    // Where it stops and why is in the report of `verify`.
    drop(journal.read_through(ReadLimit::Whole));
    Ok(journal.position())
}

/// Writes the file in which the good groups end anew, with every line of the chain, and takes the
/// files behind it away, the last one first.
fn replace(
    dir: &Path,
    good: &Position,
    chain: &Chain,
    store: Option<&Store>,
    files: &[PathBuf],
) -> Result<(), NotRebuilt> {
    let folder = dir.join("journal");
    let path = folder.join(format!("{:06}.jsonl", good.file));
    let new = folder.join("rebuilt.new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        Ok(()) | Err(_) => {}
    }
    let modes = Modes::of(dir).map_err(failed)?;
    let file = modes.create(&new).map_err(failed)?;
    let mut writer = BufWriter::new(file);
    if good.offset > 0 {
        let before = modes::open_regular(&path, false).map_err(failed)?;
        io::copy(&mut before.take(good.offset), &mut writer).map_err(failed)?;
    }
    chain.write(store, &mut writer).map_err(failed)?;
    let file = writer.into_inner().map_err(failed)?;
    file.sync_all().map_err(failed)?;
    fs::rename(&new, &path).map_err(failed)?;
    modes::sync_folder(&folder).map_err(failed)?;
    for later in files.iter().rev().filter(|file| **file != path) {
        fs::remove_file(later).map_err(failed)?;
        modes::sync_folder(&folder).map_err(failed)?;
    }
    Ok(())
}

/// The journal's files from a number on, in order.
fn files_from(dir: &Path, first: u32) -> Result<Vec<PathBuf>, NotRebuilt> {
    let files = journal_files(dir).map_err(failed)?.into_iter();
    Ok(files
        .filter(|file| file.number >= first)
        .map(|file| file.path)
        .collect())
}

fn fill(dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<u64, NotRebuilt> {
    let all = good_end(dir)?.seq;
    let store = Store::open(dir).map_err(failed)?;
    let astray = |astray: Astray| match astray {
        Astray::Fault(StoreFault::Busy) => busy(dir),
        Astray::Fault(fault) => failed(fault),
        Astray::Ahead(why) | Astray::Wrong(why) | Astray::Journal(why) => NotRebuilt::Failed(why),
        Astray::Replaced | Astray::Ended => {
            NotRebuilt::Failed("the journal changed meanwhile; try again".to_owned())
        }
    };
    let mut follower = Follower::begin(dir, &store).map_err(astray)?;
    follower
        .catch_up(&store, &mut |done| {
            progress(done, all.max(done));
            true
        })
        .map_err(astray)?;
    let seq = follower.seq;
    store.close().map_err(failed)?;
    Ok(seq)
}
