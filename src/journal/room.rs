//! Room on the disk: the reserve, and whether the last write found none.
//!
//! A disk that is full is a state that lasts: it is said until somebody has made room. Every
//! command is tried for real all the same, so that writing goes on by itself; and while nobody
//! writes, the reserve that can be taken back shows that there is room.
//!
//! Invariants: a save ends the state, whatever is known of the disk; a limit of this process alone
//! is ended by a save alone, for the reserve says nothing of it.

use std::io;
use std::time::Duration;

use rustix::fs::{Access, access};
use rustix::io::Errno;

use super::lock::{Holder, Locked};
use super::read::Journal;
use crate::time::Stamp;

/// How often the reserve is asked for while nobody writes, in milliseconds. Source: nightdesk; a
/// session looks each minute, and whatever else wakes it asks no oftener than that.
const LOOK_MS: i64 = 30_000;
/// Bytes of a disk without its reserve below which it counts as full: a long text and its entries.
/// Source: nightdesk.
const FULL_BYTES: u64 = 65_536;

/// Whether there was room when it was last asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Room {
    none: Option<NoRoom>,
    /// Whether there is room again and nobody was told yet.
    is_back: bool,
    /// Whether a save used up the reserve and nobody was told yet.
    is_spent: bool,
    /// When the reserve was last tried to be taken back while nobody wrote, in milliseconds.
    looked: Option<i64>,
}

#[derive(Debug, Clone)]
struct NoRoom {
    why: String,
    /// Whether it is a limit of this process or person, not the disk's end.
    is_limit: bool,
}

impl Journal {
    /// Why the last write found no room, with the mend; none where there is room as far as is
    /// known. A write is worth a try all the same.
    pub fn no_room(&self) -> Option<&str> {
        self.room.none.as_ref().map(|none| none.why.as_str())
    }

    /// Why nothing can be written here although nobody tried yet: the file that every writing opens
    /// may only be read. None where it may be written, or where it is not there.
    pub fn is_closed(&self) -> Option<String> {
        let refused = |path| access(path, Access::WRITE_OK).err();
        let error = refused(self.folder.lock()).or_else(|| refused(self.folder.acked()))?;
        let dir = self.folder.dir().display();
        let is_closed = matches!(error, Errno::ROFS | Errno::ACCESS | Errno::PERM);
        is_closed.then(|| format!("you may only read {dir} ({})", io::Error::from(error)))
    }

    /// Whether there is room again; said once.
    pub fn is_room_back(&mut self) -> bool {
        std::mem::take(&mut self.room.is_back)
    }

    /// Whether a save went through by the reserve alone, which is not back yet; said once.
    pub fn is_reserve_spent(&mut self) -> bool {
        std::mem::take(&mut self.room.is_spent) && self.is_reserve_gone()
    }

    /// Notes that a save went through, and whether it took the reserve.
    pub(super) fn spent_reserve(&mut self, is_freed: bool) {
        self.room.is_spent |= is_freed;
    }

    /// Entries were saved: there is room.
    pub fn found_room(&mut self) {
        if self.room.none.take().is_some() {
            self.room.is_back = true;
            // The reserve was used up, and is worth a look before the minute is over.
            self.reserve_seen = None;
        }
    }

    /// While nobody writes: takes the reserve back where a full disk has used it up, which shows
    /// that there is room again. Where there is none and hardly a byte is left, the disk counts as
    /// full although nothing was written yet. Without the lock nothing is done.
    pub fn look_for_room(&mut self, bytes: u64, holder: &Holder) {
        let now = holder.since.epoch_ms();
        let is_early = |looked: i64| (0..LOOK_MS).contains(&(now - looked));
        if self.room.looked.is_some_and(is_early) {
            return;
        }
        if self.room.none.as_ref().is_some_and(|none| none.is_limit) {
            return;
        }
        let Ok(_held) = self.hold(Duration::ZERO, holder) else {
            return;
        };
        self.room.looked = Some(now);
        match self.take_reserve(bytes) {
            Ok(()) => self.found_room(),
            Err(error) if is_no_space(&error) && self.disk.free(self.dir()) < FULL_BYTES => {
                self.found_no_room(&error);
            }
            // What keeps it from being made says nothing of room.
            Err(_) => {}
        }
    }

    /// Whether the reserve is not there.
    pub fn is_reserve_gone(&self) -> bool {
        let found = std::fs::symlink_metadata(self.folder.reserve());
        found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    }

    /// Notes that there is no room; gives what to do about it.
    pub(super) fn found_no_room(&mut self, error: &io::Error) -> String {
        let dir = self.folder.dir().display();
        let until = "until then nothing is saved. What was saved before is safe";
        // The mend stands first: a narrow screen cuts the end.
        let why = if is_limit(error) {
            format!(
                "the journal under {dir} may not grow ({error}). Raise the limit of a file's size \
                 (ulimit -f); {until}"
            )
        } else {
            format!("the disk is full. Free some space; {until}. The desk is at {dir}")
        };
        self.room.is_back = false;
        self.room.none = Some(NoRoom {
            why: why.clone(),
            is_limit: is_limit(error),
        });
        why
    }

    fn take_reserve(&self, bytes: u64) -> io::Result<()> {
        if !self.is_reserve_gone() {
            return Ok(());
        }
        let path = self.folder.reserve();
        let file = self.disk.create(&path, self.folder.file_mode())?;
        self.disk.allocate(&file, bytes).inspect_err(|_| {
            drop(self.disk.remove(&path));
        })
    }
}

impl Locked<'_> {
    /// Takes back the reserve that a full disk used up.
    ///
    /// # Errors
    /// There is no room for it yet; try again when idle.
    pub fn restore_reserve(&self, bytes: u64) -> io::Result<()> {
        self.journal.take_reserve(bytes)
    }

    /// After a save: looks for the reserve at most once a minute, and takes it back where a full
    /// disk has used it up or somebody has removed it. Without room it is tried again later.
    pub fn keep_reserve(&mut self, bytes: u64, now: Stamp) {
        let before = self.journal.reserve_seen.replace(now);
        if before.is_some_and(|before| now.minutes_since(before) == 0) {
            self.journal.reserve_seen = before;
            return;
        }
        // What was saved is saved; the reserve is for the next full disk.
        drop(self.restore_reserve(bytes));
    }
}

/// Whether a file could not grow, for want of room or because it may not.
pub(super) fn is_no_space(error: &io::Error) -> bool {
    is_errno(error, Errno::NOSPC) || is_errno(error, Errno::DQUOT) || is_limit(error)
}

/// Whether it is a limit of this process or person: their files may not grow, though the disk may
/// have room.
pub(super) fn is_limit(error: &io::Error) -> bool {
    is_errno(error, Errno::FBIG)
}

fn is_errno(error: &io::Error, errno: Errno) -> bool {
    error.raw_os_error() == Some(errno.raw_os_error())
}
