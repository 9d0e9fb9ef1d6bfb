//! Drafts: what somebody typed and has not sent yet, one small file each.
//!
//! A draft is on disk within a second of its last key and goes only after the receipt of what was
//! sent, or when its writer discards it. It needs neither the store nor the desk's lock, so that
//! text survives whatever else is wrong.
//!
//! Invariants: a draft is replaced whole or not at all; a file that cannot be read as a draft is
//! listed and never written over or removed unasked; nobody but its writer can read it; a session
//! writes only what it holds the lock on, so two consoles of one person never overwrite each other.

mod file;
mod held;
mod name;

pub use file::{DRAFT_BYTES_MAX, Draft, DraftFault};
pub use held::{Held, Taken};
pub use name::DraftKey;

use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::domain::PersonId;

/// A draft as it is found in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub key: DraftKey,
    /// What it holds, or why it cannot be read as a draft.
    pub draft: Result<Draft, String>,
    /// Whether another session is writing it now.
    pub is_held: bool,
    /// Where it lies, for the message about a damaged one.
    pub path: PathBuf,
}

/// One person's drafts on one desk.
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
}

impl Drafts {
    /// Opens a person's folder of drafts, making it where it is not there.
    ///
    /// # Errors
    /// The folder cannot be made or is not a folder of its own; show it, and keep the typed text
    /// on the screen.
    pub fn open(desk: &Path, person: PersonId) -> Result<Self, DraftFault> {
        let all = desk.join("drafts");
        let desk_mode = fs::metadata(desk)
            .map_err(|e| DraftFault::of(desk, e))?
            .permissions()
            .mode();
        // A department's desk is written by its group: each member makes a folder of their own.
        let mode = if desk_mode & 0o020 == 0 { 0o700 } else { 0o770 };
        make_folder(&all, mode)?;
        let folder = all.join(person.uuid().to_string());
        make_folder(&folder, 0o700)?;
        let drafts = Self { folder };
        drafts.sweep();
        Ok(drafts)
    }

    /// Every draft of the person, oldest first; one that cannot be read comes as damaged.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn list(&self) -> Result<Vec<Kept>, DraftFault> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|e| DraftFault::of(&self.folder, e))? {
            let entry = entry.map_err(|e| DraftFault::of(&self.folder, e))?;
            let name = entry.file_name();
            let Some(key) = name.to_str().and_then(DraftKey::of_file) else {
                continue;
            };
            let path = entry.path();
            let (draft, is_held) = match file::open(&path) {
                Ok(open) => (file::read(&open), file::is_locked(&open)),
                // It went while the folder was being listed.
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => (Err(e.to_string()), false),
            };
            kept.push(Kept {
                key,
                draft,
                is_held,
                path,
            });
        }
        let at = |k: &Kept| k.draft.as_ref().ok().map(|d| d.at);
        kept.sort_by(|a, b| at(a).cmp(&at(b)).then_with(|| a.key.cmp(&b.key)));
        Ok(kept)
    }

    /// Takes a draft to write it. Nothing is made on disk before the first text is saved.
    ///
    /// A draft that another session writes, or that is damaged, is left as it is, and a copy of
    /// its own is given: its text goes to the file with the next number.
    ///
    /// # Errors
    /// The file is there and cannot be opened, or there are too many copies of it.
    pub fn take(&self, key: &DraftKey) -> Result<Taken, DraftFault> {
        held::take(&self.folder, key)
    }

    /// Removes a draft that nobody writes now: its writer discards it.
    ///
    /// # Errors
    /// Another session writes it, or the file cannot be removed.
    pub fn remove(&self, key: &DraftKey) -> Result<(), DraftFault> {
        held::remove(&self.folder, key)
    }

    /// Removes what a process that died left of a save that did not happen.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(name::is_beside)
                && let Ok(open) = file::open(&entry.path())
                && file::lock(&open)
            {
                // One that is left over does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn make_folder(path: &Path, mode: u32) -> Result<(), DraftFault> {
    match DirBuilder::new().mode(mode).create(path) {
        Ok(()) => {
            // The mode as asked, whatever the umask takes from it.
            let mode = fs::Permissions::from_mode(mode);
            return fs::set_permissions(path, mode).map_err(|e| DraftFault::of(path, e));
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(e) => return Err(DraftFault::of(path, e)),
    }
    let found = fs::symlink_metadata(path).map_err(|e| DraftFault::of(path, e))?;
    if found.is_dir() {
        Ok(())
    } else {
        Err(DraftFault::NoFolder(path.to_owned()))
    }
}

#[cfg(test)]
mod tests;
