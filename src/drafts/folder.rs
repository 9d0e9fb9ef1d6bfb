//! The folders of this room: who may read and write in them.
//!
//! A desk that a group shares bears the group's mark, the set-group-id bit beside its right to
//! write; what stands below is then the group's too.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;

/// Whether a group shares a desk.
pub(super) fn is_shared(desk: &Path) -> io::Result<bool> {
    Ok(fs::metadata(desk)?.mode() & 0o2020 == 0o2020)
}

/// Makes a folder where there is none, and gives it this mode whatever the umask is. A link or a
/// file in its place is refused.
pub(super) fn make_folder(path: &Path, mode: u32) -> io::Result<()> {
    match DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let found = fs::symlink_metadata(path)?;
    if !found.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let is_own = found.uid() == rustix::process::geteuid().as_raw();
    if is_own && found.mode() & 0o7777 != mode {
        fs::set_permissions(path, Permissions::from_mode(mode))?;
    }
    Ok(())
}
