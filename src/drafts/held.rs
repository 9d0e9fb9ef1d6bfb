//! A draft in the hands of one session.
//!
//! The lock is on the file itself. A save writes a new file, locks that, and only then lets it
//! take the old one's name, so that there is no moment at which another console could take the
//! draft over.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::file::{self, DRAFT_BYTES_MAX, Draft, DraftFault};
use super::name::{COPIES_MAX, DraftKey, beside};

/// How often a save or a look begins again when another console came between.
const TRIES_MAX: u32 = 20;

/// A draft that this session writes.
#[derive(Debug)]
pub struct Held {
    folder: PathBuf,
    key: DraftKey,
    /// The draft's file with its lock; none before the first save.
    file: Option<File>,
}

/// What came of taking a draft.
#[derive(Debug)]
pub enum Taken {
    /// It is this session's; `None` where there was no text yet.
    Mine(Held, Option<Draft>),
    /// Another session writes it: its text to look at, and a copy of one's own.
    Elsewhere(Draft, Held),
    /// It cannot be read: why, where it lies, and a copy of one's own.
    Damaged(String, PathBuf, Held),
}

impl Taken {
    /// The draft to write, whatever was found.
    pub fn into_held(self) -> Held {
        match self {
            Self::Mine(held, _) | Self::Elsewhere(_, held) | Self::Damaged(_, _, held) => held,
        }
    }
}

impl Held {
    /// Which draft it is; the copy's number may grow at the first save.
    pub fn key(&self) -> &DraftKey {
        &self.key
    }

    /// Keeps a text: it is on the disk when this returns.
    ///
    /// # Errors
    /// The text is too long, or the disk refused; the draft on disk is the one of before.
    pub fn save(&mut self, draft: &Draft) -> Result<(), DraftFault> {
        if draft.text.len() > DRAFT_BYTES_MAX {
            return Err(DraftFault::TooLong);
        }
        for _ in 0..TRIES_MAX {
            let path = self.folder.join(self.key.file());
            let new = self.folder.join(beside(&self.key.file()));
            let mut next = file::create(&new).map_err(|e| DraftFault::of(&new, e))?;
            let done = if file::lock(&next) {
                file::write(&mut next, draft).and_then(|()| self.put(&new, &path))
            } else {
                Err(ErrorKind::WouldBlock.into())
            };
            match done {
                Ok(()) => {
                    self.file = Some(next);
                    return sync_folder(&self.folder);
                }
                Err(why) => {
                    let _ = fs::remove_file(&new);
                    self.after(&path, why)?;
                }
            }
        }
        Err(DraftFault::Elsewhere)
    }

    /// Removes it: what it held was saved as an entry, or its writer discards it.
    ///
    /// # Errors
    /// The file cannot be removed; it will be offered again.
    pub fn remove(self) -> Result<(), DraftFault> {
        if self.file.is_none() {
            return Ok(());
        }
        let path = self.folder.join(self.key.file());
        match fs::remove_file(&path) {
            Ok(()) => sync_folder(&self.folder),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            Err(e) => Err(DraftFault::of(&path, e)),
        }
    }

    fn put(&self, new: &Path, path: &Path) -> io::Result<()> {
        if self.file.is_some() {
            fs::rename(new, path)
        } else {
            renameat_with(CWD, new, CWD, path, RenameFlags::NOREPLACE).map_err(Into::into)
        }
    }

    /// What a failed save means: another came first, another swept, or a true fault.
    fn after(&mut self, path: &Path, why: io::Error) -> Result<(), DraftFault> {
        match why.kind() {
            ErrorKind::AlreadyExists if self.key.copy < COPIES_MAX => {
                self.key = self.key.numbered(self.key.copy + 1);
                Ok(())
            }
            ErrorKind::AlreadyExists => Err(DraftFault::TooManyCopies),
            ErrorKind::WouldBlock | ErrorKind::NotFound if self.folder.is_dir() => Ok(()),
            _ => Err(DraftFault::of(path, why)),
        }
    }
}

pub(super) fn take(folder: &Path, key: &DraftKey) -> Result<Taken, DraftFault> {
    let held = |key: DraftKey, file| Held {
        folder: folder.to_owned(),
        key,
        file,
    };
    let path = folder.join(key.file());
    let Some((found, is_mine)) = open_locked(&path)? else {
        return Ok(Taken::Mine(held(key.clone(), None), None));
    };
    match file::read(&found) {
        Ok(draft) if is_mine => Ok(Taken::Mine(held(key.clone(), Some(found)), Some(draft))),
        Ok(draft) => Ok(Taken::Elsewhere(draft, held(free(folder, key)?, None))),
        Err(why) => Ok(Taken::Damaged(why, path, held(free(folder, key)?, None))),
    }
}

pub(super) fn remove(folder: &Path, key: &DraftKey) -> Result<(), DraftFault> {
    let path = folder.join(key.file());
    match open_locked(&path)? {
        None => Ok(()),
        Some((_, false)) => Err(DraftFault::Elsewhere),
        Some((_locked, true)) => {
            fs::remove_file(&path).map_err(|e| DraftFault::of(&path, e))?;
            sync_folder(folder)
        }
    }
}

/// The file of that name, and whether this session has the lock on it; none if there is none.
///
/// A file may be replaced between its opening and its locking; the lock counts only on the one
/// that has the name.
fn open_locked(path: &Path) -> Result<Option<(File, bool)>, DraftFault> {
    for _ in 0..TRIES_MAX {
        let found = match file::open(path) {
            Ok(found) => found,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(DraftFault::of(path, e)),
        };
        let is_mine = file::lock(&found);
        let opened = found.metadata().map_err(|e| DraftFault::of(path, e))?;
        match fs::symlink_metadata(path) {
            Ok(named) if (named.dev(), named.ino()) == (opened.dev(), opened.ino()) => {
                return Ok(Some((found, is_mine)));
            }
            Ok(_) => {}
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(DraftFault::of(path, e)),
        }
    }
    Err(DraftFault::Elsewhere)
}

/// The next copy that has no file.
fn free(folder: &Path, key: &DraftKey) -> Result<DraftKey, DraftFault> {
    (2..=COPIES_MAX)
        .map(|copy| key.numbered(copy))
        .find(|key| fs::symlink_metadata(folder.join(key.file())).is_err())
        .ok_or(DraftFault::TooManyCopies)
}

fn sync_folder(folder: &Path) -> Result<(), DraftFault> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| DraftFault::of(folder, e))
}
