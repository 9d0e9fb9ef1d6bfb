//! Modes, syncs and names of what lies in the store's folder.
//!
//! sled makes its files itself, so they are given the desk's modes afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::fault::StoreFault;
use crate::modes::{self, Modes};
use crate::time::Stamp;

/// Makes a folder of the store where there is none.
pub(super) fn make(modes: Modes, path: &Path) -> Result<(), StoreFault> {
    modes.make_folder(path).map_err(|e| StoreFault::io(path, e))
}

/// Gives every file and folder below a folder its mode: sled makes its own by the umask alone.
pub(super) fn tighten(modes: Modes, folder: &Path) -> Result<(), StoreFault> {
    let entries = fs::read_dir(folder).map_err(|e| StoreFault::io(folder, e))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(found) = fs::symlink_metadata(&path) else {
            continue;
        };
        if found.is_dir() || found.is_file() {
            modes
                .mend(&path, &found)
                .map_err(|e| StoreFault::io(&path, e))?;
        }
        if found.is_dir() {
            tighten(modes, &path)?;
        }
    }
    Ok(())
}

/// Waits until a folder's names are on the disk.
pub(super) fn sync(folder: &Path) -> Result<(), StoreFault> {
    modes::sync_folder(folder).map_err(|e| StoreFault::io(folder, e))
}

/// Moves `<desk>/store` aside and says where it is now; nothing of it is removed.
pub(super) fn set_aside(desk: &Path, store: &Path, at: Stamp) -> Result<PathBuf, StoreFault> {
    let time = at.utc().format("%Y%m%dT%H%M%SZ");
    let aside = modes::free_name(desk, &format!("store.damaged-{time}"), "");
    fs::rename(store, &aside).map_err(|e| StoreFault::io(store, e))?;
    sync(desk)?;
    Ok(aside)
}

/// How the name of a store that is thrown away begins.
const GONE: &str = "store.gone-";

/// Gives the store a name under which nobody opens it, and removes it.
pub(super) fn throw_away(desk: &Path, store: &Path) -> Result<(), StoreFault> {
    let gone = modes::free_name(desk, &format!("{GONE}{}", std::process::id()), "");
    fs::rename(store, &gone).map_err(|e| StoreFault::io(store, e))?;
    sync(desk)?;
    sweep(desk)
}

/// As [`super::Store::discard`].
pub(super) fn discard(desk: &Path, store: &Path, is_old: bool) -> Result<bool, StoreFault> {
    let is_old = is_old && store.exists();
    if is_old && is_open(store) {
        return Ok(false);
    }
    let done = if is_old {
        throw_away(desk, store)
    } else {
        sweep(desk)
    };
    done.map(|()| true)
}

/// Removes what is left of stores that were thrown away.
fn sweep(desk: &Path) -> Result<(), StoreFault> {
    let items = fs::read_dir(desk).map_err(|e| StoreFault::io(desk, e))?;
    for item in items.flatten() {
        if item.file_name().to_string_lossy().starts_with(GONE) {
            let path = item.path();
            fs::remove_dir_all(&path).map_err(|e| StoreFault::io(path, e))?;
        }
    }
    sync(desk)
}

/// Whether a process has the store open: sled holds a lock on its file while it lives.
fn is_open(store: &Path) -> bool {
    let Ok(file) = modes::open_regular(&store.join("db"), true) else {
        return false;
    };
    flock(&file, FlockOperation::NonBlockingLockExclusive).is_err()
}
