//! Who has a ticket open or writes on it: one small file for each session that does.
//!
//! Two people may work on one ticket at once and neither is held up; they should only know of each
//! other. A session says where it is in a file of its own and holds the file's lock for as long as
//! it lives, so that the kernel, and no heartbeat, says who is still there. Nothing here is synced:
//! after a power cut nobody is at a ticket any more, and what was lost was not true either.
//!
//! Invariants:
//! - A file is whole and locked at every moment it is seen: written beside, locked, renamed.
//! - A file without a lock is nobody's, and is removed by whoever finds it; a name that is not ours
//!   is left alone.
//! - Who wrote a file is what the kernel says of its owner, never what stands in it; no text out of
//!   a file reaches a screen, only ids and a word of two.
//! - No link is followed, and reading is bounded in files and bytes.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, FlockOperation, Mode, OFlags};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::modes::{self, Modes};
use crate::time::Stamp;

/// The name of the folder, in the desk's own.
pub const HERE: &str = "here";
/// The version of the form, counted up when it changes.
const VERSION: u32 = 0;
/// Bytes that one file may have; ours have about 150.
const BYTES_MAX: u64 = 2048;
/// Names of ours that are looked at, among sixteen times as many of others; a department has
/// twenty people at most.
const NAMES_MAX: usize = 256;
/// How often writing is tried again where somebody looks at the file in that moment.
const TRIES: usize = 16;
/// What a name ends with until its file is whole.
const UNFINISHED: &str = ".new";

/// What a session does at a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    /// It has the ticket open.
    Open,
    /// It has a form on the ticket.
    Writes,
}

/// Another session that is at a ticket now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Which session: a number by chance.
    pub session: Uuid,
    /// The person that it says it is of.
    pub person: Uuid,
    /// The user who owns its file: the person is believed only where this is their account.
    pub uid: u32,
    /// The ticket.
    pub on: Uuid,
    /// What it does there.
    pub doing: Doing,
    /// Since when.
    pub since: Stamp,
}

/// Says where one session is, and sees where the others are.
#[derive(Debug)]
pub struct Here {
    folder: File,
    person: Uuid,
    session: Uuid,
    file_mode: u32,
    /// The lock of the own file, while there is one.
    held: Option<File>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    v: u32,
    person: Uuid,
    on: Uuid,
    doing: Doing,
    at: String,
}

impl Here {
    /// A session of a person at a desk's folder; nothing is said yet.
    ///
    /// # Errors
    /// The folder cannot be made or is no folder: go on without; who else is there is not shown.
    pub fn open(desk: &Path, person: Uuid) -> io::Result<Self> {
        let modes = Modes::of(desk)?;
        let path = desk.join(HERE);
        // A colleague removes what a session of ours that died left behind.
        modes.make_folder(&path)?;
        Ok(Self {
            folder: modes::open_folder(&path)?,
            person,
            session: Uuid::new_v4(),
            file_mode: modes.file(),
            held: None,
        })
    }

    /// Says where this session is now; nowhere takes its file away.
    ///
    /// # Errors
    /// The file cannot be written: the others do not see this session, and nothing else is wrong;
    /// go on.
    pub fn say(&mut self, at: Option<(Uuid, Doing)>, now: Stamp) -> io::Result<()> {
        let Some((on, doing)) = at else {
            self.leave();
            return Ok(());
        };
        let line = Line {
            v: VERSION,
            person: self.person,
            on,
            doing,
            at: now.rfc3339_ms(),
        };
        let mut bytes = serde_json::to_vec(&line).map_err(io::Error::other)?;
        bytes.push(b'\n');
        let mut put = self.put(&bytes);
        for _ in 1..TRIES {
            // Somebody took the file for one that was left behind, before it was locked.
            if !matches!(put, Err(Errno::WOULDBLOCK | Errno::NOENT)) {
                break;
            }
            std::thread::yield_now();
            put = self.put(&bytes);
        }
        match put {
            Ok(file) => {
                // The lock of the file before goes only now that its name leads to this one.
                self.held = Some(file);
                Ok(())
            }
            Err(error) => {
                // What was said before is not so any more.
                self.leave();
                Err(error.into())
            }
        }
    }

    /// Where the other sessions are, in the order of their names.
    pub fn others(&self) -> Vec<Present> {
        let own = self.name();
        let mut names: Vec<String> = Dir::read_from(&self.folder)
            .into_iter()
            .flatten()
            .map_while(Result::ok)
            .take(16 * NAMES_MAX)
            .filter_map(|entry| entry.file_name().to_str().ok().map(str::to_owned))
            .filter(|name| parse(name).is_some() && !name.starts_with(&own))
            .take(NAMES_MAX)
            .collect();
        names.sort();
        names.iter().filter_map(|name| self.look(name)).collect()
    }

    /// Takes the own file away, and with it the lock.
    fn leave(&mut self) {
        if self.held.is_some() {
            // Not there any more is as good.
            let _ = rustix::fs::unlinkat(&self.folder, self.name(), AtFlags::empty());
            self.held = None;
        }
    }

    /// What the kernel does for a session that dies: its file stays, and is nobody's.
    #[cfg(test)]
    pub(crate) fn die(mut self) {
        self.held = None;
    }

    fn name(&self) -> String {
        format!("{}.{}", self.person, self.session.simple())
    }

    /// Writes the own file beside, locks it, and puts it in place.
    fn put(&self, bytes: &[u8]) -> Result<File, Errno> {
        let name = self.name();
        let beside = format!("{name}{UNFINISHED}");
        let flags =
            OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(self.file_mode);
        let file = rustix::fs::openat(&self.folder, &beside, flags, mode)?;
        let put = rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive)
            // Whatever the umask is.
            .and_then(|()| rustix::fs::fchmod(&file, mode))
            .and_then(|()| {
                let mut file = File::from(file);
                let written = file.write_all(bytes);
                written.map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
                Ok(file)
            })
            .and_then(|file| {
                rustix::fs::renameat(&self.folder, &beside, &self.folder, &name)?;
                Ok(file)
            });
        if put.is_err() {
            let _ = rustix::fs::unlinkat(&self.folder, &beside, AtFlags::empty());
        }
        put
    }

    /// What stands in another session's file; none where it is nobody's or not understood.
    fn look(&self, name: &str) -> Option<Present> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.folder, name, flags, Mode::empty()).ok()?;
        let found = rustix::fs::fstat(&file).ok()?;
        if FileType::from_raw_mode(found.st_mode) != FileType::RegularFile {
            return None;
        }
        match rustix::fs::flock(file.as_fd(), FlockOperation::NonBlockingLockShared) {
            Ok(()) => {
                // A living session has the lock of the file that its name leads to; only where
                // this is that file is it left behind.
                let named = rustix::fs::statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW);
                let is_same =
                    |it: rustix::fs::Stat| (it.st_dev, it.st_ino) == (found.st_dev, found.st_ino);
                if named.is_ok_and(is_same) {
                    let _ = rustix::fs::unlinkat(&self.folder, name, AtFlags::empty());
                }
                None
            }
            Err(Errno::WOULDBLOCK) => {
                let mut bytes = Vec::new();
                let mut reader = File::from(file).take(BYTES_MAX);
                reader.read_to_end(&mut bytes).ok()?;
                let (person, session) = parse(name)?;
                let line: Line = serde_json::from_slice(&bytes).ok()?;
                (line.v == VERSION && line.person == person).then_some(())?;
                Some(Present {
                    session,
                    person,
                    uid: found.st_uid,
                    on: line.on,
                    doing: line.doing,
                    since: line.at.parse().ok()?,
                })
            }
            Err(_) => None,
        }
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.leave();
    }
}

/// The person and session of a file's name; none where it is not one of ours.
fn parse(name: &str) -> Option<(Uuid, Uuid)> {
    let name = name.strip_suffix(UNFINISHED).unwrap_or(name);
    let (person, session) = name.split_once('.')?;
    // As we write them and in no other of their forms.
    let is_ours = person.len() == 36 && session.len() == 32;
    is_ours.then_some(())?;
    Some((person.parse().ok()?, session.parse().ok()?))
}
