//! The desk's folder: the names in it, and whether it may be trusted.
//!
//! Who may write into the folder may lie in it, so a folder is opened only where its owner is the
//! caller, or where it was made for a group to which the caller belongs. A folder made for a group
//! carries the set-group-id bit: a slip of `chmod g+w` alone does not make one.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::process::Gid;

use super::acked::Acked;
use super::disk;
pub(super) use crate::modes::is_shared;

/// Why a folder is not opened as a desk; each says the mend.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is nothing, or nothing of a desk.
    #[error("{0} is not a desk: it has no journal. `init` makes one")]
    NotADesk(PathBuf),
    /// A link stands where the desk keeps a file of its own beside the journal.
    #[error("{0} is a symbolic link; remove it")]
    Link(PathBuf),
    /// There was a desk, and its journal is gone.
    #[error(
        "{path} was a desk: entry {seq} was saved and its journal is gone. Put journal/ back from \
         a backup; do not run init"
    )]
    Lost {
        /// What was named.
        path: PathBuf,
        /// The last entry that was acknowledged.
        seq: u64,
    },
    /// A link, a pipe, a device or a plain file stands there.
    #[error("{path} is {what}, not a folder. Name the desk's own folder")]
    NotAFolder {
        /// What was named.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A link, a pipe or a device stands where the desk has a file.
    #[error("{path} is {what}, not a file of the journal. Put the file back from a backup")]
    NotAFile {
        /// What should be a file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Someone else's desk.
    #[error(
        "{path} belongs to user {owner}, not to user {caller}. Work as its owner, or have root \
         change the owner and run `adopt` with a reason"
    )]
    Foreign {
        /// What was named.
        path: PathBuf,
        /// Its owner's uid.
        owner: u32,
        /// The caller's uid.
        caller: u32,
    },
    /// A department's desk, and the caller is not of the department's group.
    #[error("{path} is for group {group}, and user {caller} is not in it. Have root add the user")]
    NotInGroup {
        /// What was named.
        path: PathBuf,
        /// Its group's id.
        group: u32,
        /// The caller's uid.
        caller: u32,
    },
    /// Others could write into it.
    #[error("{path} can be written by {who}. Its owner mends it: chmod {mend} '{path}'")]
    Writable {
        /// What can be written.
        path: PathBuf,
        /// By whom, beyond those it was made for.
        who: &'static str,
        /// The argument of `chmod`.
        mend: &'static str,
    },
    /// The system said no.
    #[error("{path} cannot be read: {error}")]
    Io {
        /// What was asked for.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// One journal file as it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) number: u32,
    pub(super) inode: u64,
    pub(super) bytes: u64,
}

/// A folder that passed the checks.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    dir: PathBuf,
    is_shared: bool,
    /// Its disk and inode as it was opened; none where it was not.
    found: Option<(u64, u64)>,
}

impl Folder {
    pub(super) fn new(dir: &Path, is_shared: bool) -> Self {
        Self {
            dir: dir.to_owned(),
            is_shared,
            found: None,
        }
    }

    /// Whether another folder stands now where this one was opened.
    pub(super) fn is_replaced(&self) -> bool {
        let now = crate::modes::identity(&self.dir);
        self.found.zip(now).is_some_and(|(found, now)| found != now)
    }

    /// The same folder as that one, whatever stands at its path by now.
    pub(super) fn kept_as(self, before: &Self) -> Self {
        Self {
            found: before.found.or(self.found),
            ..self
        }
    }

    /// Checks owner, kind and permissions; changes nothing.
    pub(super) fn open(dir: &Path) -> Result<Self, OpenError> {
        let meta = look(dir)?;
        let folder = Self {
            found: Some((meta.dev(), meta.ino())),
            ..Self::new(dir, is_shared(&meta))
        };
        // What is no desk is not judged as one: its owner and modes are nobody's business here.
        if matches!(look(&folder.journal()), Err(OpenError::NotADesk(_))) {
            return Err(folder.without_journal());
        }
        check_owner(dir, &meta, folder.is_shared)?;
        check_mode(dir, &meta, folder.is_shared)?;
        for own in [folder.acked(), folder.lock()] {
            // One that is gone is made again by whoever has the lock.
            let Ok(meta) = std::fs::symlink_metadata(&own) else {
                continue;
            };
            if meta.is_symlink() {
                return Err(OpenError::Link(own));
            }
            check_mode(&own, &meta, folder.is_shared)?;
        }
        let journal = folder.journal();
        check_mode(&journal, &look(&journal)?, folder.is_shared)?;
        let segments = folder.segments().map_err(|error| OpenError::Io {
            path: journal,
            error,
        })?;
        if segments.is_empty() {
            return Err(folder.without_journal());
        }
        for segment in segments {
            let path = folder.segment(segment.number);
            let meta = std::fs::symlink_metadata(&path).map_err(|error| OpenError::Io {
                path: path.clone(),
                error,
            })?;
            if !meta.is_file() {
                return Err(OpenError::NotAFile {
                    what: kind_of(&meta),
                    path,
                });
            }
            check_mode(&path, &meta, folder.is_shared)?;
        }
        Ok(folder)
    }

    /// Why a folder that has no journal is not opened.
    fn without_journal(&self) -> OpenError {
        let path = self.dir.clone();
        match self.lost_seq() {
            0 => OpenError::NotADesk(path),
            seq => OpenError::Lost { path, seq },
        }
    }

    /// The last entry that the mark names; 0 where it names none.
    pub(super) fn lost_seq(&self) -> u64 {
        // A mark that cannot be read tells of nothing.
        Acked::read(self)
            .ok()
            .flatten()
            .map_or(0, |acked| acked.seq)
    }

    /// What should be changed although the desk can be opened: who can read it beyond its owner.
    pub(super) fn warnings(&self) -> Vec<String> {
        let (mask, mend) = if self.is_shared {
            (0o007, "o=")
        } else {
            (0o077, "go=")
        };
        std::fs::symlink_metadata(&self.dir)
            .ok()
            .filter(|meta| meta.mode() & mask != 0)
            .map(|_| {
                let dir = self.dir.display();
                format!("{dir} is open to other users. Mend it: chmod -R {mend} '{dir}'")
            })
            .into_iter()
            .collect()
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn file_mode(&self) -> u32 {
        if self.is_shared { 0o660 } else { 0o600 }
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }

    pub(super) fn segment(&self, number: u32) -> PathBuf {
        self.journal().join(segment_name(number))
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.dir.join("lock")
    }

    pub(super) fn acked(&self) -> PathBuf {
        self.dir.join("acked")
    }

    pub(super) fn reserve(&self) -> PathBuf {
        self.dir.join("reserve")
    }

    pub(super) fn fault(&self) -> PathBuf {
        self.dir.join("fault")
    }

    pub(super) fn open_segment(&self, number: u32, is_writer: bool) -> io::Result<File> {
        disk::open_regular(&self.segment(number), is_writer)
    }

    /// The journal's files by number. Names that are not six digits and `.jsonl` are not ours.
    pub(super) fn segments(&self) -> io::Result<Vec<Segment>> {
        let mut found = Vec::new();
        for item in std::fs::read_dir(self.journal())? {
            let item = item?;
            let Some(number) = item.file_name().to_str().and_then(segment_number) else {
                continue;
            };
            let meta = item.metadata()?;
            found.push(Segment {
                number,
                inode: meta.ino(),
                bytes: meta.len(),
            });
        }
        found.sort_by_key(|s| s.number);
        Ok(found)
    }
}

/// A journal file of a desk's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalFile {
    /// The number in its name, from 1.
    pub number: u32,
    /// Its inode.
    pub inode: u64,
    /// Where it lies.
    pub path: PathBuf,
}

/// The journal files of a desk's folder, in order. Nothing is opened.
///
/// # Errors
/// The folder cannot be listed.
pub fn journal_files(dir: &Path) -> io::Result<Vec<JournalFile>> {
    let folder = Folder::new(dir, false);
    let found = folder.segments()?.into_iter();
    Ok(found
        .map(|segment| JournalFile {
            number: segment.number,
            inode: segment.inode,
            path: folder.segment(segment.number),
        })
        .collect())
}

/// The name of a journal file inside `journal/`.
pub(super) fn segment_name(number: u32) -> String {
    format!("{number:06}.jsonl")
}

fn segment_number(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".jsonl")?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

pub(super) fn kind_of(meta: &Metadata) -> &'static str {
    if meta.is_symlink() {
        "a symbolic link"
    } else if meta.is_file() {
        "a file"
    } else if meta.is_dir() {
        "a folder"
    } else {
        "a pipe or a device"
    }
}

/// The path without slashes and dots at its end, behind which the system follows a link.
pub(super) fn bare(path: &Path) -> PathBuf {
    path.components().collect()
}

fn look(path: &Path) -> Result<Metadata, OpenError> {
    match std::fs::symlink_metadata(bare(path)) {
        Ok(meta) if meta.is_dir() => Ok(meta),
        Ok(meta) => Err(OpenError::NotAFolder {
            path: path.to_owned(),
            what: kind_of(&meta),
        }),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(OpenError::NotADesk(path.to_owned())),
        Err(error) => Err(OpenError::Io {
            path: path.to_owned(),
            error,
        }),
    }
}

pub(super) fn check_owner(path: &Path, meta: &Metadata, is_shared: bool) -> Result<(), OpenError> {
    let caller = rustix::process::geteuid().as_raw();
    let path = path.to_owned();
    if is_shared {
        let group = meta.gid();
        // Groups that cannot be listed are none.
        let others = rustix::process::getgroups().unwrap_or_default();
        let is_member = is_member(group, rustix::process::getegid(), &others);
        if meta.uid() != caller && !is_member {
            return Err(OpenError::NotInGroup {
                path,
                group,
                caller,
            });
        }
    } else if meta.uid() != caller {
        return Err(OpenError::Foreign {
            path,
            owner: meta.uid(),
            caller,
        });
    }
    Ok(())
}

/// Whether a process of the group `own` and of `others` is of that group.
fn is_member(group: u32, own: Gid, others: &[Gid]) -> bool {
    own.as_raw() == group || others.iter().any(|other| other.as_raw() == group)
}

fn check_mode(path: &Path, meta: &Metadata, is_shared: bool) -> Result<(), OpenError> {
    let mode = meta.mode();
    let path = path.to_owned();
    if mode & 0o002 != 0 {
        return Err(OpenError::Writable {
            path,
            who: "everyone",
            mend: "o-w",
        });
    }
    if mode & 0o020 != 0 && !is_shared {
        return Err(OpenError::Writable {
            path,
            who: "its group",
            mend: "g-w",
        });
    }
    Ok(())
}

/// The name of the network file system that holds `dir`, where it is one: `flock` and `fdatasync`
/// promise less there, so a desk on one is opened only where its profile says so.
///
/// # Errors
/// The folder cannot be asked, for one because it is not there.
pub fn network_file_system(dir: &Path) -> io::Result<Option<&'static str>> {
    Ok(network_name(rustix::fs::statfs(dir)?.f_type as u64))
}

/// The name of the network file system of this type, where it is one.
fn network_name(kind: u64) -> Option<&'static str> {
    /// Magic numbers. Source: statfs(2).
    const NETWORK: [(u64, &str); 8] = [
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB2"),
        (0x5346_414f, "AFS"),
        (0x00c3_6400, "Ceph"),
        (0x0102_1997, "9P"),
        (0x6573_5546, "FUSE"),
    ];
    // Where a type is a signed number of 32 bits its sign fills the upper half.
    let kind = kind & 0xffff_ffff;
    let found = NETWORK.iter().find(|(magic, _)| *magic == kind);
    found.map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_the_processs_own_or_one_of_its_others() {
        let [four, five, six] = [4, 5, 6].map(Gid::from_raw);
        assert!(is_member(5, five, &[]) && is_member(5, five, &[four]));
        assert!(is_member(5, four, &[six, five]));
        assert!(!is_member(5, four, &[]) && !is_member(5, four, &[six]));
    }

    #[test]
    fn a_file_system_of_the_network_is_known_by_its_type_with_or_without_a_sign() {
        assert_eq!(network_name(0x6969), Some("NFS"));
        assert_eq!(network_name(0xff53_4d42), Some("CIFS"));
        assert_eq!(network_name(0xffff_ffff_ff53_4d42), Some("CIFS"));
        // ext4, tmpfs, and nothing at all.
        for local in [0xef53, 0x0102_1994, 0] {
            assert_eq!(network_name(local), None, "{local:x}");
        }
    }
}
