//! Modes, syncs and names of what lies in the store's folder.
//!
//! sled makes its files itself, so they are given the desk's modes afterwards.

use std::fs;
use std::path::{Path, PathBuf};

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

/// Gives a store a name under which nobody opens it, and removes it.
pub(super) fn bury(desk: &Path, store: &Path) -> Result<(), StoreFault> {
    let gone = modes::free_name(desk, &format!("{GONE}{}", std::process::id()), "");
    fs::rename(store, &gone).map_err(|e| StoreFault::io(store, e))?;
    // Before a file of it goes, so that a power cut never leaves a part under its old name.
    sync(desk)?;
    sweep(desk)
}

/// Removes what is left of stores that were thrown away.
pub(super) fn sweep(desk: &Path) -> Result<(), StoreFault> {
    sweep_named(desk, &|name| name.starts_with(GONE))
}

/// Removes what has such a name in a desk's folder.
pub(super) fn sweep_named(desk: &Path, is_ours: &dyn Fn(&str) -> bool) -> Result<(), StoreFault> {
    let items = fs::read_dir(desk).map_err(|e| StoreFault::io(desk, e))?;
    let mut is_swept = false;
    for item in items.flatten() {
        if is_ours(&item.file_name().to_string_lossy()) {
            let path = item.path();
            remove(&path).map_err(|e| StoreFault::io(path, e))?;
            is_swept = true;
        }
    }
    if is_swept { sync(desk) } else { Ok(()) }
}

/// Removes a folder with all that is in it, or what stands in its place.
fn remove(path: &Path) -> std::io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}
