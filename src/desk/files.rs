//! Attached files, kept by their sum.
//!
//! A file is written and synced with its folder before the entry that names it, so an entry never
//! names what is not there.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::modes::{self, Modes};

/// The largest file that can be attached, in bytes. Source: `docs/journal.md`, "Beside it".
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256, hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Where a file of that sum lies.
pub fn path_of(desk: &Path, sha256: &str) -> PathBuf {
    desk.join("files")
        .join(sha256.get(..2).unwrap_or("00"))
        .join(sha256)
}

/// Keeps what `source` gives. The same content is kept once.
///
/// # Errors
/// The source cannot be read, is larger than [`FILE_BYTES_MAX`], or the disk does not take it;
/// nothing is left behind.
pub fn keep(desk: &Path, source: &mut dyn Read) -> io::Result<Kept> {
    let modes = Modes::of(desk)?;
    let folder = desk.join("files");
    modes.make_folder(&folder)?;
    let part = folder.join(format!("part-{}", Uuid::new_v4()));
    let kept = copy(modes.create(&part)?, source).and_then(|kept| {
        let home = path_of(desk, &kept.sha256);
        let shelf = home.parent().unwrap_or(&folder).to_owned();
        modes.make_folder(&shelf)?;
        if !fs::symlink_metadata(&home).is_ok_and(|meta| meta.is_file()) {
            fs::rename(&part, &home)?;
            modes::sync_folder(&shelf)?;
        }
        modes::sync_folder(&folder)?;
        Ok(kept)
    });
    // Gone already where it was renamed; left from a failure or a second copy otherwise.
    let _ = fs::remove_file(&part);
    kept
}

fn copy(mut file: File, source: &mut dyn Read) -> io::Result<Kept> {
    let mut sum = Sha256::new();
    let mut bytes = 0_u64;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = source.read(&mut piece)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        if bytes > FILE_BYTES_MAX {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "a file can have 64 MiB at most; keep a larger one elsewhere and note where",
            ));
        }
        sum.update(&piece[..read]);
        file.write_all(&piece[..read])?;
    }
    file.sync_all()?;
    let mut sha256 = String::with_capacity(64);
    for byte in sum.finalize() {
        use std::fmt::Write as _;
        let _ = write!(sha256, "{byte:02x}");
    }
    Ok(Kept { sha256, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_by_its_sum() {
        let desk = tempfile::tempdir().unwrap();
        let first = keep(desk.path(), &mut &b"hello\n"[..]).unwrap();
        let again = keep(desk.path(), &mut &b"hello\n"[..]).unwrap();
        assert_eq!(first, again);
        assert_eq!(
            first.sha256,
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
        );
        assert_eq!(
            fs::read(path_of(desk.path(), &first.sha256)).unwrap(),
            b"hello\n"
        );
        let left: Vec<_> = fs::read_dir(desk.path().join("files")).unwrap().collect();
        assert_eq!(left.len(), 1, "no part is left");
    }

    #[test]
    fn a_file_that_is_too_large_leaves_nothing_behind() {
        let desk = tempfile::tempdir().unwrap();
        let endless = &mut io::repeat(b'x').take(FILE_BYTES_MAX + 1);
        assert!(keep(desk.path(), endless).is_err());
        assert_eq!(fs::read_dir(desk.path().join("files")).unwrap().count(), 0);
    }
}
