//! One process has the store at a time: the lock beside it, and who holds it.
//!
//! sled locks its own file only once it is open. What is done before that - looking at the files,
//! copying them - and what is done to a store that nobody has open needs a lock that lies outside.
//!
//! Invariant: whoever opens, copies, moves or removes a store holds this lock.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::fault::StoreFault;
use crate::modes::{self, Modes};

/// Its name in the desk's folder.
const NAME: &str = "store.lock";
/// The longest number of a process, in digits.
const PID_DIGITS_MAX: u64 = 10;

/// The lock, held while this lives.
#[derive(Debug)]
pub(super) struct StoreLock {
    _file: File,
}

impl StoreLock {
    /// Takes it, and notes by whom.
    ///
    /// # Errors
    /// [`StoreFault::Busy`] where another has it; or the folder cannot be written.
    pub(super) fn take(desk: &Path, modes: Modes) -> Result<Self, StoreFault> {
        let path = desk.join(NAME);
        let file = modes
            .open_or_create(&path)
            .map_err(|e| StoreFault::io(&path, e))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(StoreFault::Busy),
            Err(errno) => return Err(StoreFault::io(path, errno.into())),
        }
        // Who has it is a courtesy to whoever finds it taken.
        let pid = std::process::id().to_string();
        let _ = file
            .write_all_at(pid.as_bytes(), 0)
            .and_then(|()| file.set_len(pid.len() as u64));
        Ok(Self { _file: file })
    }
}

/// The process that took the lock last.
pub(super) fn holder(desk: &Path) -> Option<u32> {
    let file = modes::open_regular(&desk.join(NAME), false).ok()?;
    let mut text = String::new();
    file.take(PID_DIGITS_MAX).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// Whether a process has it; nothing is changed by asking.
pub(super) fn is_held(desk: &Path) -> bool {
    modes::open_regular(&desk.join(NAME), false).is_ok_and(|file| {
        // Taken in common and given back at once, when the file is closed.
        flock(&file, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK)
    })
}
