//! Modes, syncs and names of what lies in a desk's folder.
//!
//! A desk of one person is read by that person alone; a department's desk, whose folder its group
//! may write, by the group. Nobody else ever.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::fault::StoreFault;
use crate::time::Stamp;

/// The modes of a desk's folders and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Modes {
    folder: u32,
    pub(super) file: u32,
}

impl Modes {
    /// Those of the desk in a folder.
    pub(super) fn of(desk: &Path) -> Result<Self, StoreFault> {
        let found = fs::metadata(desk).map_err(|e| StoreFault::io(desk, e))?;
        let shared = found.permissions().mode() & 0o020 != 0;
        let (folder, file) = if shared {
            (0o770, 0o660)
        } else {
            (0o700, 0o600)
        };
        Ok(Self { folder, file })
    }

    /// Makes a folder where there is none. A link or a file in its place is refused.
    pub(super) fn make(self, path: &Path) -> Result<(), StoreFault> {
        match DirBuilder::new().mode(self.folder).create(path) {
            Ok(()) => {}
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            Err(e) => return Err(StoreFault::io(path, e)),
        }
        let found = fs::symlink_metadata(path).map_err(|e| StoreFault::io(path, e))?;
        if !found.is_dir() {
            let why = io::Error::other("this is not a folder");
            return Err(StoreFault::io(path, why));
        }
        set(path, found.permissions().mode(), self.folder)
    }

    /// Gives every file and folder below a folder its mode: sled makes its own readable to all.
    pub(super) fn tighten(self, folder: &Path) -> Result<(), StoreFault> {
        let entries = fs::read_dir(folder).map_err(|e| StoreFault::io(folder, e))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(found) = fs::symlink_metadata(&path) else {
                continue;
            };
            let mode = found.permissions().mode();
            if found.is_dir() {
                set(&path, mode, self.folder)?;
                self.tighten(&path)?;
            } else if found.is_file() {
                set(&path, mode, self.file)?;
            }
        }
        Ok(())
    }
}

/// Sets a mode where it differs; what went meanwhile, or belongs to a colleague, is left.
fn set(path: &Path, has: u32, wanted: u32) -> Result<(), StoreFault> {
    if has & 0o777 == wanted {
        return Ok(());
    }
    match fs::set_permissions(path, Permissions::from_mode(wanted)) {
        Err(e) if !matches!(e.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => {
            Err(StoreFault::io(path, e))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Waits until a folder's names are on the disk.
pub(super) fn sync(folder: &Path) -> Result<(), StoreFault> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| StoreFault::io(folder, e))
}

/// Moves `<desk>/store` aside and says where it is now; nothing of it is removed.
pub(super) fn set_aside(desk: &Path, store: &Path, at: Stamp) -> Result<PathBuf, StoreFault> {
    let time = at.utc().format("%Y%m%dT%H%M%SZ");
    let name = format!("store.damaged-{time}");
    let aside = (1..1000)
        .map(|n| match n {
            1 => desk.join(&name),
            n => desk.join(format!("{name}-{n}")),
        })
        .find(|path| fs::symlink_metadata(path).is_err())
        .unwrap_or_else(|| desk.join(&name));
    fs::rename(store, &aside).map_err(|e| StoreFault::io(store, e))?;
    sync(desk)?;
    Ok(aside)
}
