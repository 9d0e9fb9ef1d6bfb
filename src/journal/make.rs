//! Making a desk's folder.
//!
//! The journal's first file is made last: a folder is a desk from that moment, and a folder whose
//! making was cut off before it can be made again.

use std::io;
use std::path::{Path, PathBuf};

use super::RESERVE_BYTES;
use super::acked::Acked;
use super::disk::{self, Disk, MachineDisk};
use super::folder::{Folder, OpenError, bare, check_owner, is_shared, kind_of};
use super::read::Journal;
use crate::modes::Modes;

/// How a desk's folder is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Make {
    /// The group that shares the desk; none for one person's.
    pub group: Option<u32>,
    /// Bytes kept aside for the last write on a full disk.
    pub reserve_bytes: u64,
}

impl Default for Make {
    fn default() -> Self {
        Self {
            group: None,
            reserve_bytes: RESERVE_BYTES,
        }
    }
}

/// Why a desk's folder was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// There is a desk already.
    #[error("{0} is a desk already. Open it, or name another folder")]
    IsADesk(PathBuf),
    /// Something else is kept there.
    #[error("{0} has files in it that are not a desk's. Name an empty folder or a new one")]
    NotEmpty(PathBuf),
    /// The folder made cannot be trusted, for one because others can write into it.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The system said no.
    #[error("{}", not_made(.path, .error))]
    Io {
        /// What was being made.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// What the system's no means for whoever makes a desk.
fn not_made(path: &Path, error: &io::Error) -> String {
    if matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    ) {
        let dir = path.parent().unwrap_or(path).display();
        return format!(
            "the disk is full. Free 20 MiB or more, then try again. The desk was to be at {dir}"
        );
    }
    format!("{} cannot be made: {error}", path.display())
}

/// Names that a making which was cut off may have left.
const LEFT_OVERS: [&str; 4] = ["journal", "lock", "acked", "reserve"];

impl Journal {
    /// Makes an empty desk and opens it.
    ///
    /// # Errors
    /// The folder holds something already, or the system refuses; the message says which.
    pub fn create(dir: &Path, make: Make) -> Result<Self, MakeError> {
        make_folder(dir, make).map_err(|fault| match fault {
            Fault::Made(error) => error,
            Fault::Io(path, error) => MakeError::Io { path, error },
        })?;
        Ok(Self::open(dir)?)
    }
}

enum Fault {
    Made(MakeError),
    Io(PathBuf, io::Error),
}

fn make_folder(dir: &Path, make: Make) -> Result<(), Fault> {
    let folder = Folder::new(dir, make.group.is_some());
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| Fault::Io(path, error)
    };
    check_free(dir)?;
    let modes = Modes::new(make.group);
    modes.make_folder(dir).map_err(at(dir))?;
    let journal = folder.journal();
    modes.make_folder(&journal).map_err(at(&journal))?;
    for name in &LEFT_OVERS[1..] {
        match MachineDisk.remove(&dir.join(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(at(dir)(e)),
            Ok(()) | Err(_) => {}
        }
    }
    let own = |path: &Path| modes.create(path);
    let (lock, acked, reserve) = (folder.lock(), folder.acked(), folder.reserve());
    own(&lock).map_err(at(&lock))?;
    let file = own(&acked).map_err(at(&acked))?;
    disk::write_all(&MachineDisk, &file, &Acked::NOTHING.bytes(), 0)
        .and_then(|()| MachineDisk.sync_data(&file))
        .map_err(at(&acked))?;
    let file = own(&reserve).map_err(at(&reserve))?;
    MachineDisk
        .allocate(&file, make.reserve_bytes)
        .map_err(at(&reserve))?;
    let first = folder.segment(1);
    let file = own(&first).map_err(at(&first))?;
    MachineDisk.sync_data(&file).map_err(at(&first))?;
    MachineDisk.sync_dir(&journal).map_err(at(&journal))?;
    MachineDisk.sync_dir(dir).map_err(at(dir))?;
    match dir.canonicalize().map_err(at(dir))?.parent() {
        // The folder above may be closed to us; then nobody but its owner can sync it.
        Some(parent) => MachineDisk
            .sync_dir(parent)
            .or_else(|e| match e.kind() {
                io::ErrorKind::PermissionDenied => Ok(()),
                _ => Err(e),
            })
            .map_err(at(parent)),
        None => Ok(()),
    }
}

fn check_free(dir: &Path) -> Result<(), Fault> {
    let items = match std::fs::symlink_metadata(bare(dir)) {
        // Where nothing can be looked at nothing can be made either, and the making says why.
        Err(_) => return Ok(()),
        Ok(meta) if !meta.is_dir() => {
            return Err(Fault::Made(MakeError::Open(OpenError::NotAFolder {
                path: dir.to_owned(),
                what: kind_of(&meta),
            })));
        }
        Ok(meta) => {
            check_owner(dir, &meta, is_shared(&meta))
                .map_err(|error| Fault::Made(MakeError::Open(error)))?;
            std::fs::read_dir(dir).map_err(|e| Fault::Io(dir.to_owned(), e))?
        }
    };
    let folder = Folder::new(dir, false);
    let found = folder.segments();
    if found.as_ref().is_ok_and(|found| !found.is_empty()) {
        return Err(Fault::Made(MakeError::IsADesk(dir.to_owned())));
    }
    let (path, seq) = (dir.to_owned(), folder.lost_seq());
    if seq > 0 {
        return Err(Fault::Made(MakeError::Open(OpenError::Lost { path, seq })));
    }
    for item in items {
        let item = item.map_err(|e| Fault::Io(dir.to_owned(), e))?;
        if !item
            .file_name()
            .to_str()
            .is_some_and(|n| LEFT_OVERS.contains(&n))
        {
            return Err(Fault::Made(MakeError::NotEmpty(dir.to_owned())));
        }
    }
    match found {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Fault::Io(dir.to_owned(), e)),
        Ok(_) | Err(_) => Ok(()),
    }
}
