//! Where a restored desk is to stand, and how it gets there.
//!
//! An empty folder or none is free. A desk that stands there is set aside only where that is asked
//! for: nobody can write into it meanwhile, and at the end the two change places.
//!
//! Invariant: nothing that stood there is written to or removed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};

use super::compare::{Standing, standing};
use super::leftover;
use super::read::Walked;
use super::restore::{NotRestored, Restore};
use super::shown;
use crate::desk::LOCK_WAIT;
use crate::journal::{Held, Holder, Journal, LockError, journal_files};
use crate::modes::{self, Modes};

/// Where a desk is to stand.
pub(super) struct Place {
    pub(super) standing: Option<Standing>,
    /// Where what stands there goes.
    pub(super) aside: Option<PathBuf>,
    /// The lock of the desk that is set aside.
    _held: Option<Held>,
}

impl Place {
    /// Finds out whether a desk may stand there.
    pub(super) fn find(
        into: &Path,
        what: &Restore<'_>,
        known: &Walked,
        holder: &Holder,
    ) -> Result<Self, NotRestored> {
        let free = Self {
            standing: None,
            aside: None,
            _held: None,
        };
        let no = |why: &str| Err(NotRestored::Place(format!("{} {why}", shown(into))));
        match fs::symlink_metadata(into) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(free),
            Err(error) => return no(&format!("cannot be looked at: {error}")),
            Ok(meta) if meta.is_symlink() => {
                return no("is a symbolic link; name the folder itself");
            }
            Ok(meta) if !meta.is_dir() => return no("is no folder; name another"),
            Ok(_) => {}
        }
        let mut items = fs::read_dir(into).map_err(|error| {
            NotRestored::Place(format!("{} cannot be read: {error}", shown(into)))
        })?;
        if items.next().is_none() {
            return Ok(free);
        }
        if journal_files(into).is_ok_and(|files| !files.is_empty()) {
            if !what.replace {
                let found = standing(into, &known.tally, &known.end);
                return Err(NotRestored::IsADesk(Box::new(found)));
            }
            return Self::taken(into, known, holder);
        }
        no("has files in it; name an empty folder or a new one")
    }

    /// Keeps others from writing into the desk that is set aside, and looks at it then.
    fn taken(into: &Path, known: &Walked, holder: &Holder) -> Result<Self, NotRestored> {
        let journal = Journal::open(into).map_err(|error| NotRestored::Place(error.to_string()))?;
        let held = journal
            .hold(LOCK_WAIT, holder)
            .map_err(|error| match error {
                LockError::Busy { .. } => NotRestored::Busy(error.to_string()),
                LockError::Fault(_) | LockError::Read(_) | LockError::Io { .. } => {
                    NotRestored::Place(error.to_string())
                }
            })?;
        let name = into.file_name().unwrap_or_default().to_string_lossy();
        let time = holder.since.wall().format("%Y-%m-%dT%H%M%S");
        let above = into.parent().unwrap_or(Path::new("/"));
        Ok(Self {
            standing: Some(standing(into, &known.tally, &known.end)),
            aside: Some(modes::free_name(
                above,
                &format!("{name}.before-{time}"),
                "",
            )),
            _held: Some(held),
        })
    }
}

/// A folder that goes away unless it got another name.
pub(super) struct Part {
    pub(super) path: PathBuf,
    /// Locked for as long as it is worked on.
    held: File,
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already where it was renamed; what cannot be removed is hidden and no desk.
        let _ = fs::remove_dir_all(&self.path);
    }
}

impl Part {
    /// Makes the folder, marked as one that is no desk yet.
    pub(super) fn new(path: PathBuf, modes: Modes) -> io::Result<Self> {
        modes.make_folder(&path)?;
        let made = Self {
            held: modes::open_folder(&path)?,
            path,
        };
        leftover::mark(&made.path)?;
        if leftover::hold(&made.held, &made.path) {
            return Ok(made);
        }
        Err(io::Error::other("its folder was taken away; try again"))
    }

    /// Gives it its name, which nothing but an empty folder may have.
    pub(super) fn name(self, into: &Path) -> io::Result<()> {
        rename(&self.path, into)
    }

    /// Puts the new desk in the place of the one that stands there. Where the file system can, the
    /// two change places, so that at no moment there is no desk.
    pub(super) fn swap(self, into: &Path, aside: &Path) -> io::Result<()> {
        let exchange =
            || rustix::fs::renameat_with(CWD, &self.path, CWD, into, RenameFlags::EXCHANGE);
        if exchange().is_err() {
            rename(into, aside)?;
            return rename(&self.path, into).inspect_err(|_| {
                // As it was; a desk that cannot be put back stands under the other name.
                let _ = rename(aside, into);
            });
        }
        let Err(error) = rename(&self.path, aside) else {
            return Ok(());
        };
        if exchange().is_err() {
            // What stood there has the hidden name now, and must not go away with it.
            std::mem::forget(self);
        }
        Err(error)
    }
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    Ok(rustix::fs::renameat(CWD, from, CWD, to)?)
}
