//! Attached files, kept by their sum.
//!
//! A file is written and synced with its folder before the entry that names it, so an entry never
//! names what is not there.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::modes::{self, Modes};
use crate::text::Clean;

/// The largest file that can be attached, in bytes. Source: `docs/journal.md`, "Beside it".
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What is said of a larger one.
const TOO_LARGE: &str =
    "a file can have 64 MiB at most; keep a larger one elsewhere and note where";

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256, hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// The file that was named cannot be taken; the text names the mend. Name another.
    #[error("{0}")]
    Source(String),
    /// The desk's disk did not take it: nothing is saved.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

impl NotKept {
    /// What to say where the desk's disk did not take a file of that name, with the mend.
    pub fn by_disk(name: &str, error: &io::Error) -> String {
        let mend = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "the disk is full. Free some space, then attach it again".to_owned()
            }
            io::ErrorKind::FileTooLarge => format!(
                "the desk's files may not grow so far ({error}). Raise the limit of a file's size \
                 (ulimit -f), then attach it again"
            ),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => format!(
                "the desk's folder cannot be written ({error}). Have that changed, then attach it \
                 again"
            ),
            _ => format!("the desk's disk did not take it ({error}). Look at the disk first"),
        };
        format!("{name} is not attached: {mend}. No copy was left, and no entry was written")
    }
}

/// Where a file of that sum lies.
pub fn path_of(desk: &Path, sha256: &str) -> PathBuf {
    desk.join("files")
        .join(sha256.get(..2).unwrap_or("00"))
        .join(sha256)
}

/// Keeps a file that somebody named; gives its name without its folder as well. A link is not
/// followed, and what is no plain file is not opened, for a pipe would be waited for.
///
/// # Errors
/// See [`NotKept`]; nothing is left behind.
pub fn keep_named(desk: &Path, path: &Path) -> Result<(Kept, Clean), NotKept> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = Clean::line(Clean::from_os(name).as_str());
    let mut source = open_plain(path).map_err(NotKept::Source)?;
    keep(desk, &mut source).map(|kept| (kept, name))
}

/// Opens a plain file that somebody named; else what is wrong with it, and the mend.
fn open_plain(path: &Path) -> Result<File, String> {
    if path.as_os_str().is_empty() {
        return Err("no file is named; give its path".to_owned());
    }
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; check the name".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it; ask its owner".to_owned(),
        _ => format!("it cannot be read: {error}"),
    };
    plain(&fs::symlink_metadata(path).map_err(refused)?)?;
    let flags = OFlags::RDONLY | modes::NOFOLLOW;
    let opened = rustix::fs::openat(CWD, path, flags, Mode::empty());
    let opened = File::from(opened.map_err(|error| refused(error.into()))?);
    // What was looked at may have been replaced before it was opened.
    plain(&opened.metadata().map_err(refused)?)?;
    Ok(opened)
}

fn plain(meta: &Metadata) -> Result<(), String> {
    let kind = meta.file_type();
    let wrong = if kind.is_symlink() {
        "it is a symbolic link; name the file itself"
    } else if kind.is_dir() {
        "this is a folder; name a file"
    } else if kind.is_fifo() {
        "it is a pipe; name a file"
    } else if !kind.is_file() {
        "it is a device or a socket; name a file"
    } else if meta.len() > FILE_BYTES_MAX {
        TOO_LARGE
    } else {
        return Ok(());
    };
    Err(wrong.to_owned())
}

/// Keeps what `source` gives. The same content is kept once.
///
/// # Errors
/// The source cannot be read, is larger than [`FILE_BYTES_MAX`], or the disk does not take it;
/// nothing is left behind.
pub fn keep(desk: &Path, source: &mut dyn Read) -> Result<Kept, NotKept> {
    let modes = Modes::of(desk)?;
    let folder = desk.join("files");
    modes.make_folder(&folder)?;
    let part = folder.join(format!("part-{}", Uuid::new_v4()));
    let kept = copy(modes.create(&part)?, source).and_then(|kept| {
        let home = path_of(desk, &kept.sha256);
        let shelf = home.parent().unwrap_or(&folder).to_owned();
        modes.make_folder(&shelf)?;
        // One that was lost or damaged is made good by this one.
        if fault_of(desk, &kept.sha256).is_some() {
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

/// What is wrong with the kept file of a sum, if anything is.
pub(super) fn fault_of(desk: &Path, sha256: &str) -> Option<String> {
    let opened = match modes::open_regular(&path_of(desk, sha256), false) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Some("it is not there".to_owned());
        }
        Err(error) => return Some(format!("it cannot be read: {error}")),
    };
    match sum_of(&mut &opened, &mut io::sink()) {
        Ok(found) if found.sha256 == sha256 => None,
        Ok(_) => Some("it was changed since it was attached".to_owned()),
        Err(NotKept::Source(why)) => Some(why),
        Err(NotKept::Disk(error)) => Some(format!("it cannot be read: {error}")),
    }
}

fn copy(mut file: File, source: &mut dyn Read) -> Result<Kept, NotKept> {
    let kept = sum_of(source, &mut file)?;
    file.sync_all()?;
    Ok(kept)
}

/// The sum and length of what `source` gives, which goes into `file`.
fn sum_of(source: &mut dyn Read, file: &mut dyn Write) -> Result<Kept, NotKept> {
    let mut sum = Sha256::new();
    let mut bytes = 0_u64;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = match source.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(NotKept::Source(format!("it cannot be read: {error}"))),
        };
        bytes += read as u64;
        if bytes > FILE_BYTES_MAX {
            return Err(NotKept::Source(TOO_LARGE.to_owned()));
        }
        sum.update(&piece[..read]);
        file.write_all(&piece[..read])?;
    }
    let mut sha256 = String::with_capacity(64);
    for byte in sum.finalize() {
        use std::fmt::Write as _;
        let _ = write!(sha256, "{byte:02x}");
    }
    Ok(Kept { sha256, bytes })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

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
    fn a_kept_file_that_was_changed_is_found_and_made_good_by_the_same_file() {
        let desk = tempfile::tempdir().unwrap();
        let kept = keep(desk.path(), &mut &b"hello\n"[..]).unwrap();
        let fault = || fault_of(desk.path(), &kept.sha256);
        assert_eq!(fault(), None);
        let path = path_of(desk.path(), &kept.sha256);
        fs::write(&path, "hallo\n").unwrap();
        assert!(fault().unwrap().contains("changed"));
        fs::remove_file(&path).unwrap();
        assert!(fault().unwrap().contains("not there"));
        std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
        assert!(fault().unwrap().contains("cannot be read"));
        assert_eq!(keep(desk.path(), &mut &b"hello\n"[..]).unwrap(), kept);
        assert_eq!(fault(), None);
    }

    #[test]
    fn a_file_is_for_those_who_share_the_desk() {
        for (desk_mode, modes) in [
            (0o700, [0o700, 0o700, 0o600]),
            (0o2770, [0o2770, 0o2770, 0o660]),
        ] {
            let desk = tempfile::tempdir().unwrap();
            fs::set_permissions(desk.path(), fs::Permissions::from_mode(desk_mode)).unwrap();
            let kept = keep(desk.path(), &mut &b"hello\n"[..]).unwrap();
            let file = path_of(desk.path(), &kept.sha256);
            let found = [
                desk.path().join("files"),
                file.parent().unwrap().into(),
                file,
            ];
            let found = found.map(|path| fs::metadata(path).unwrap().mode() & 0o7777);
            assert_eq!(found, modes);
        }
    }

    #[test]
    fn a_file_that_is_too_large_leaves_nothing_behind() {
        let desk = tempfile::tempdir().unwrap();
        let endless = &mut io::repeat(b'x').take(FILE_BYTES_MAX + 1);
        assert!(keep(desk.path(), endless).is_err());
        assert_eq!(fs::read_dir(desk.path().join("files")).unwrap().count(), 0);
    }

    #[test]
    fn only_a_plain_file_is_taken_and_nothing_is_waited_for() {
        let home = tempfile::tempdir().unwrap();
        let desk = home.path().join("desk");
        fs::create_dir(&desk).unwrap();
        let at = |name: &str| home.path().join(name);
        fs::write(at("letter.txt"), "hello\n").unwrap();
        std::os::unix::fs::symlink(at("letter.txt"), at("link")).unwrap();
        let mode = Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(CWD, at("pipe"), rustix::fs::FileType::Fifo, mode, 0).unwrap();
        let large = File::create(at("large")).unwrap();
        large.set_len(FILE_BYTES_MAX + 1).unwrap();
        for (path, wrong) in [
            (PathBuf::new(), "no file is named"),
            (at("none"), "there is no such file"),
            (at("letter.txt/x"), "it cannot be read"),
            (at("link"), "a symbolic link"),
            (at("pipe"), "a pipe"),
            (PathBuf::from("/dev/null"), "a device"),
            (home.path().to_owned(), "a folder"),
            (at("large"), "64 MiB"),
        ] {
            match keep_named(&desk, &path) {
                Err(NotKept::Source(why)) => assert!(why.contains(wrong), "{path:?}: {why}"),
                other => panic!("{path:?}: {other:?}"),
            }
        }
        assert!(!desk.join("files").exists(), "nothing was begun");
        let (kept, name) = keep_named(&desk, &at("letter.txt")).unwrap();
        assert_eq!((kept.bytes, name.as_str()), (6, "letter.txt"));
    }
}
