//! The right to write: one process at a time, for as long as one batch.
//!
//! `flock` on `<desk>/lock`; the kernel frees it when its holder dies, so there is no lease and no
//! heartbeat. The holder writes into the file who it is, for the message of whoever waits in vain.
//!
//! Invariant: a [`Locked`] stands at the end of the journal, and all before it is acknowledged.

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::acked::Acked;
use super::chain::{Group, Position, ReadError};
use super::disk::{self, Disk, MachineDisk};
use super::read::Journal;
use crate::text::Clean;
use crate::time::Stamp;

/// Who takes the lock, as others are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// Its user.
    pub uid: u32,
    /// Its terminal, or a dash.
    pub tty: String,
    /// When it took the lock.
    pub since: Stamp,
}

/// Why the journal cannot be written now. Reading goes on.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has the lock; try again when it is done.
    #[error("the desk is being written by {holder}")]
    Busy {
        /// The holder, as it wrote itself down.
        holder: String,
    },
    /// A write or a sync failed before, and nobody has checked the journal's end since.
    #[error("the desk is read-only after a failed write: {0}")]
    Fault(String),
    /// The journal cannot be read to its end.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The system said no.
    #[error("{path} cannot be used: {error}")]
    Io {
        /// What was used.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// The journal with the right to write; dropping it gives the right up.
#[derive(Debug)]
pub struct Locked<'a> {
    pub(super) journal: &'a mut Journal,
    pub(super) acked_file: File,
    /// The file that is written, by its number.
    pub(super) segment: (u32, File),
    pub(super) fault: Option<String>,
    torn_bytes: u64,
    pub(super) held: Held,
}

/// The desk's lock, held until this is dropped.
#[derive(Debug)]
pub struct Held(File);

impl Held {
    /// A locked file, where it still stands at its path.
    fn at(file: File, path: &Path) -> Option<Self> {
        is_at(&file, path).then_some(Self(file))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Closing the file frees the lock too, but not where a process that was just begun has it.
        let _ = flock(&self.0, FlockOperation::Unlock);
    }
}

impl Journal {
    /// Takes the lock, waiting up to `wait`, and brings the journal to its end: what others wrote
    /// is read, whole groups that were not acknowledged are synced and acknowledged, and a torn
    /// tail is moved aside. A journal of any length is read first with
    /// [`Journal::for_each_group`], for what is read here is held in memory until it is taken.
    ///
    /// # Errors
    /// See [`LockError`]. After [`ReadError::Reset`] forget what was read and read anew. After
    /// [`LockError::Fault`] try [`Journal::lock_after_fault`] once, at opening.
    pub fn lock(&mut self, wait: Duration, holder: &Holder) -> Result<Locked<'_>, LockError> {
        self.acquire(wait, holder, false)
    }

    /// Takes the lock although a write failed before; the journal's end is then checked and synced
    /// again. The next entry appended should say so: with it the mark of the fault is removed.
    ///
    /// # Errors
    /// See [`LockError`]; [`LockError::Fault`] where this very process had the failure.
    pub fn lock_after_fault(
        &mut self,
        wait: Duration,
        holder: &Holder,
    ) -> Result<Locked<'_>, LockError> {
        self.acquire(wait, holder, true)
    }

    /// At opening, where the lock is free: syncs and acknowledges what a dead process left. Gives
    /// the groups and the bytes of a torn tail that was moved aside, or nothing where the lock is not free or must not be taken.
    ///
    /// # Errors
    /// See [`LockError`].
    pub fn settle(&mut self, holder: &Holder) -> Result<Option<(Vec<Group>, u64)>, LockError> {
        match self.lock(Duration::ZERO, holder) {
            Ok(mut locked) => Ok(Some((locked.new_groups(), locked.torn_bytes()))),
            Err(LockError::Busy { .. } | LockError::Io { .. }) => Ok(None),
            Err(other @ (LockError::Fault(_) | LockError::Read(_))) => Err(other),
        }
    }

    /// Takes the lock alone, waiting up to `wait`, and writes down who has it; nothing is read. For
    /// work on the files as a whole, such as a rebuild.
    ///
    /// # Errors
    /// [`LockError::Busy`] or [`LockError::Io`].
    pub fn hold(&self, wait: Duration, holder: &Holder) -> Result<Held, LockError> {
        let held = self.take(wait)?;
        // Who holds it is a courtesy: a full disk must not refuse the lock for it. But the name of
        // whoever had it before would send others after the wrong process.
        if write_holder(&held.0, holder).is_err() {
            drop(MachineDisk.truncate(&held.0, 0));
        }
        Ok(held)
    }

    fn acquire(
        &mut self,
        wait: Duration,
        holder: &Holder,
        is_after_fault: bool,
    ) -> Result<Locked<'_>, LockError> {
        if let Some(why) = &self.poisoned {
            return Err(LockError::Fault(why.clone()));
        }
        let held = self.hold(wait, holder)?;
        let fault = self.read_fault()?;
        if let Some(text) = fault.as_ref().filter(|_| !is_after_fault) {
            return Err(LockError::Fault(text.clone()));
        }
        let acked_file = Acked::open(&self.folder, &*self.disk).map_err(|error| LockError::Io {
            path: self.folder.acked(),
            error,
        })?;
        let settled = self.bring_to_end(&acked_file, holder.since)?;
        Ok(Locked {
            journal: self,
            acked_file,
            segment: settled.segment,
            fault,
            torn_bytes: settled.torn_bytes,
            held,
        })
    }

    fn take(&self, wait: Duration) -> Result<Held, LockError> {
        let path = self.folder.lock();
        let failed = |error| LockError::Io {
            path: path.clone(),
            error,
        };
        // Who waits holds the journal's folder in common; whoever comes and sees that lets the
        // waiting go first, or a busy writer would take the lock again before they wake.
        let queue = disk::open_dir(&self.folder.journal()).map_err(failed)?;
        let is_queue = flock(&queue, FlockOperation::NonBlockingLockExclusive).is_err();
        let _ = flock(&queue, FlockOperation::Unlock);
        let mut waited = first_pause(is_queue, wait);
        thread::sleep(waited);
        loop {
            let file = self.open_lock().map_err(failed)?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                // Whoever waited may have waited for a restore.
                Ok(()) if self.is_replaced() => {
                    return Err(failed(io::Error::other("another desk stands there now")));
                }
                Err(rustix::io::Errno::WOULDBLOCK) if waited >= wait => {
                    return Err(LockError::Busy {
                        holder: read_holder(&file),
                    });
                }
                Ok(()) => {
                    // Where someone put another file in its place, that one is the lock.
                    if let Some(held) = Held::at(file, &path) {
                        return Ok(held);
                    }
                }
                Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::INTR) => {}
                Err(error) => return Err(failed(error.into())),
            }
            let _ = flock(&queue, FlockOperation::NonBlockingLockShared);
            thread::sleep(POLL);
            waited += POLL;
        }
    }

    fn open_lock(&self) -> io::Result<File> {
        let path = self.folder.lock();
        // What is there and is refused is refused again by `or_there`.
        disk::open_regular(&path, true)
            .or_else(|_| or_there(MachineDisk.create(&path, self.folder.file_mode()), &path))
    }

    /// Whether nothing may be written because a write failed: here, or anywhere as the mark of it
    /// says. A mark that cannot be looked for counts as there.
    pub fn is_at_fault(&self) -> bool {
        self.poisoned.is_some() || !matches!(self.read_fault(), Ok(None))
    }

    /// Forgets that a write of this process failed. Call it only where another process has since
    /// verified and synced the journal's end, and an entry of its says so.
    pub fn mended_by_another(&mut self) {
        self.poisoned = None;
    }

    fn read_fault(&self) -> Result<Option<String>, LockError> {
        let path = self.folder.fault();
        match std::fs::symlink_metadata(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LockError::Io { path, error }),
            Ok(_) => {
                let text = disk::open_regular(&path, false)
                    .and_then(io::read_to_string)
                    .unwrap_or_else(|e| format!("its note cannot be read: {e}"));
                Ok(Some(Clean::new(text.trim()).to_string()))
            }
        }
    }
}

impl Locked<'_> {
    /// What others wrote since this journal was last read. Given once; what is not taken here is
    /// given by the next reading.
    pub fn new_groups(&mut self) -> Vec<Group> {
        std::mem::take(&mut self.journal.unseen)
    }

    /// Bytes of a torn tail that were moved into `torn-<time>.txt`; 0 where there was none.
    pub fn torn_bytes(&self) -> u64 {
        self.torn_bytes
    }

    /// The failure after which the journal was found good again; `fault.cleared` is to be written.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// The end of the journal.
    pub fn position(&self) -> Position {
        self.journal.position
    }
}

/// Milliseconds between two looks at a lock that another has.
const POLL: Duration = Duration::from_millis(2);

/// How long whoever comes lets the waiting go first; not at all where they would not wait either.
fn first_pause(is_queue: bool, wait: Duration) -> Duration {
    if is_queue {
        wait.min(POLL)
    } else {
        Duration::ZERO
    }
}

/// The file that was made, or the one that another made in that moment.
fn or_there(made: io::Result<File>, path: &Path) -> io::Result<File> {
    match made {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => disk::open_regular(path, true),
        done => done,
    }
}

fn is_at(file: &File, path: &Path) -> bool {
    let inode = |meta: std::fs::Metadata| (meta.dev(), meta.ino());
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(ours), Ok(there)) => inode(ours) == inode(there),
        _ => false,
    }
}

fn write_holder(file: &File, holder: &Holder) -> io::Result<()> {
    let text = format!(
        "pid {} uid {} tty {} since {}\n",
        holder.pid, holder.uid, holder.tty, holder.since
    );
    disk::write_all(&MachineDisk, file, text.as_bytes(), 0)?;
    MachineDisk.truncate(file, text.len() as u64)
}

fn read_holder(file: &File) -> String {
    let mut bytes = [0; 256];
    let n = disk::read_at(file, &mut bytes, 0).unwrap_or(0);
    let text = String::from_utf8_lossy(&bytes[..n]);
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        "another process".to_owned()
    } else {
        Clean::new(line).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_pauses_for_a_queue_and_never_longer_than_they_would_wait() {
        let second = Duration::from_secs(1);
        assert_eq!(first_pause(true, second), POLL);
        assert_eq!(first_pause(true, POLL / 2), POLL / 2);
        assert_eq!(first_pause(true, Duration::ZERO), Duration::ZERO);
        assert_eq!(first_pause(false, second), Duration::ZERO);
    }

    #[test]
    fn a_file_that_another_made_meanwhile_is_opened_and_other_refusals_stand() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        std::fs::write(&path, "theirs").unwrap();
        let there = or_there(Err(io::ErrorKind::AlreadyExists.into()), &path).unwrap();
        assert_eq!(io::read_to_string(&there).unwrap(), "theirs");
        let refused = or_there(Err(io::ErrorKind::PermissionDenied.into()), &path).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        let other = tempfile::tempfile().unwrap();
        let inode = other.metadata().unwrap().ino();
        let made = or_there(Ok(other), &path).unwrap();
        assert_eq!(made.metadata().unwrap().ino(), inode);
    }

    #[test]
    fn a_lock_is_free_when_it_is_given_up_though_another_has_the_file_still() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let ours = file.reopen().unwrap();
        let theirs = ours.try_clone().unwrap();
        flock(&ours, FlockOperation::NonBlockingLockExclusive).unwrap();
        let held = Held(ours);
        let next = || flock(file.as_file(), FlockOperation::NonBlockingLockExclusive);
        assert!(next().is_err());
        drop(held);
        assert!(next().is_ok());
        drop(theirs);
    }

    #[test]
    fn a_locked_file_is_held_only_where_it_still_stands_at_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let (path, aside) = (dir.path().join("lock"), dir.path().join("aside"));
        let make = || File::create(&path).unwrap();
        assert!(Held::at(make(), &path).is_some());
        let moved = make();
        std::fs::rename(&path, &aside).unwrap();
        assert!(Held::at(moved.try_clone().unwrap(), &path).is_none());
        make();
        assert!(Held::at(moved, &path).is_none());
    }
}
