//! The copy of a store that was not closed, kept while it is found out whether it is still good.
//!
//! sled rewrites a damaged file as it opens it. So the files as they were found are copied first;
//! the copy goes when the store has proved good, and takes its place again when it has not.
//!
//! Invariants: a copy has its last name only when all of it is on the disk, so `store.original` is
//! always whole; while it lies there it is the store, whatever else does; a copy that somebody
//! only looks at goes with the look. Whoever calls in here holds the store's lock.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::fault::StoreFault;
use super::folder;
use crate::modes::{self, Modes};

/// The files as they were found, while the store is tried out.
const ORIGINAL: &str = "store.original";
/// The same on the way there.
const COPYING: &str = "store.copying";
/// How the name of a copy begins that is only looked at.
const LOOK: &str = "store.look-";
/// Bytes that a copy leaves free on the disk, for what is saved meanwhile. Source: the journal's
/// reserve.
const LEFT_FREE_BYTES: u64 = 16 << 20;

/// A copy that goes with whoever looks at it.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// Copies the store of a desk, as it is or was before it was tried out, to be looked at.
    ///
    /// # Errors
    /// There is no store or no room, or the disk is read-only.
    pub(super) fn of(desk: &Path, modes: Modes) -> Result<Self, StoreFault> {
        sweep(desk)?;
        let name = format!("{LOOK}{}", std::process::id());
        let copy = Self(modes::free_name(desk, &name, ""));
        copy_all(modes, &place(desk), &copy.0, false)?;
        Ok(copy)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is removed when the store is opened next.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Where the files of a desk's store are as they were found.
pub(super) fn place(desk: &Path) -> PathBuf {
    let original = desk.join(ORIGINAL);
    if original.symlink_metadata().is_ok() {
        original
    } else {
        desk.join("store")
    }
}

/// Brings back what a process that died had kept, and removes what it had begun.
///
/// # Errors
/// The system refused.
pub(super) fn tidy(desk: &Path) -> Result<(), StoreFault> {
    give_back(desk)?;
    sweep(desk)
}

/// Removes copies that were begun or looked at by processes that died, and stores thrown away.
fn sweep(desk: &Path) -> Result<(), StoreFault> {
    folder::sweep_named(desk, &|name| name == COPYING || name.starts_with(LOOK))?;
    folder::sweep(desk)
}

/// Copies the store as it is found, down to the disk.
///
/// # Errors
/// There is no room, or the system refused; the store is as it was.
pub(super) fn keep(desk: &Path, modes: Modes) -> Result<(), StoreFault> {
    let half = desk.join(COPYING);
    let done = copy_all(modes, &desk.join("store"), &half, true);
    if let Err(fault) = done {
        // It would only take more of the room that is missing.
        let _ = fs::remove_dir_all(&half);
        return Err(fault);
    }
    fs::rename(&half, desk.join(ORIGINAL)).map_err(|e| StoreFault::io(&half, e))?;
    folder::sync(desk)
}

/// Lets the files go that were kept: the store is good.
///
/// # Errors
/// The system refused; then they are the store again at the next opening.
pub(super) fn let_go(desk: &Path) -> Result<(), StoreFault> {
    folder::bury(desk, &desk.join(ORIGINAL))
}

/// Puts the files back that were kept, in place of those that were tried out. Where none are kept,
/// as when another process has brought them back meanwhile, the store stays as it is.
///
/// # Errors
/// The system refused; the next opening does it.
pub(super) fn give_back(desk: &Path) -> Result<(), StoreFault> {
    let (store, original) = (desk.join("store"), desk.join(ORIGINAL));
    if original.symlink_metadata().is_err() {
        return Ok(());
    }
    if store.symlink_metadata().is_ok() {
        folder::bury(desk, &store)?;
    }
    fs::rename(&original, &store).map_err(|e| StoreFault::io(&original, e))?;
    folder::sync(desk)
}

fn copy_all(modes: Modes, from: &Path, to: &Path, is_synced: bool) -> Result<(), StoreFault> {
    let bytes = size(from).map_err(|e| StoreFault::io(from, e))?;
    let disk = rustix::fs::statvfs(from.parent().unwrap_or(from));
    let free = disk.map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    let done = if free < bytes + LEFT_FREE_BYTES {
        Err(ErrorKind::StorageFull.into())
    } else {
        copy_folder(modes, from, to, is_synced)
    };
    done.map_err(|error| match error.kind() {
        ErrorKind::StorageFull => {
            let text = format!(
                "it is opened on a copy alone, and there is no room for one ({} MiB). Free some \
                 space",
                bytes.div_ceil(1 << 20)
            );
            StoreFault::io(from, io::Error::new(ErrorKind::StorageFull, text))
        }
        _ => StoreFault::io(from, error),
    })
}

fn copy_folder(modes: Modes, from: &Path, to: &Path, is_synced: bool) -> io::Result<()> {
    modes.make_folder(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let (path, copy) = (item.path(), to.join(item.file_name()));
        let kind = item.file_type()?;
        if kind.is_dir() {
            copy_folder(modes, &path, &copy, is_synced)?;
        } else if kind.is_file() {
            let mut found = modes::open_regular(&path, false)?;
            let mut copied = modes.create(&copy)?;
            io::copy(&mut found, &mut copied)?;
            if is_synced {
                copied.sync_all()?;
            }
        }
    }
    // A name that is in no folder on the disk is a file that is gone.
    let is_empty = fs::read_dir(to)?.next().is_none();
    if is_synced && !is_empty {
        modes::sync_folder(to)?;
    }
    Ok(())
}

fn size(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for item in fs::read_dir(folder)? {
        let item = item?;
        let meta = item.metadata()?;
        bytes += if meta.is_dir() {
            size(&item.path())?
        } else {
            meta.len()
        };
    }
    Ok(bytes)
}
