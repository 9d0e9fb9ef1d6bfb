//! The answers of a first run that is not over, in a file of the person's own.
//!
//! There is no desk yet that could keep them. The file lies where the program keeps its state, is
//! read by nobody else, and is gone once the desk is made or the answers are thrown away.
//!
//! Invariant: the file is at every moment the old one or the new one, whole.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use super::panic::state_folder;
use crate::cli::Machine;
use crate::modes;
use crate::policy::sha256_hex;
use crate::tui::first_run::Kept;

/// Most bytes that are read back. No answers are as long as that.
const BYTES_MAX: u64 = 1 << 20;

/// Keeps the answers of one folder's first run.
pub(super) struct AnswerKeeper {
    /// None where the machine has no place for it.
    path: Option<PathBuf>,
    last: Option<Kept>,
    has_failed: bool,
}

impl AnswerKeeper {
    /// The keeper of the desk that is to lie in `dir`, and what was kept for it.
    pub(super) fn open(machine: &Machine, dir: &Path) -> (Self, Option<Kept>) {
        let env = |name: &str| {
            let value = machine.env.get(name)?;
            value.to_str().map(str::to_owned)
        };
        let path = state_folder(&env).map(|folder| folder.join(file_name(dir)));
        let last: Option<Kept> = path.as_deref().and_then(|path| read(path).ok());
        let keeper = Self {
            path,
            last: last.clone(),
            has_failed: false,
        };
        (keeper, last)
    }

    /// Keeps the answers as they are now; none = they were thrown away.
    ///
    /// # Errors
    /// They cannot be kept, which is said once: the text is for the person.
    pub(super) fn keep(&mut self, now: Option<Kept>) -> Result<(), String> {
        if now == self.last {
            return Ok(());
        }
        let Some(path) = &self.path else {
            return Ok(());
        };
        let done = match &now {
            Some(kept) => {
                let was = self.last.as_ref();
                write(path, kept, was.is_none_or(|was| !was.is_where(kept)))
            }
            None => remove(path),
        };
        self.last = now;
        match done {
            Ok(()) => {
                self.has_failed = false;
                Ok(())
            }
            Err(_) if self.has_failed => Ok(()),
            Err(error) => {
                self.has_failed = true;
                Err(format!(
                    "your answers cannot be kept for a next start ({error}); go on, and do not \
                     leave before the desk is made"
                ))
            }
        }
    }

    /// The desk is made: the answers are in its records.
    pub(super) fn forget(&mut self) {
        self.last = None;
        if let Some(path) = &self.path {
            // One that stays is offered only while there is no desk.
            let _ = remove(path);
        }
    }
}

fn file_name(dir: &Path) -> String {
    let sum = sha256_hex(&dir.to_string_lossy());
    format!("first-run-{}.json", &sum[..12])
}

fn read(path: &Path) -> io::Result<Kept> {
    let mut text = String::new();
    modes::open_regular(path, false)?
        .take(BYTES_MAX)
        .read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

/// Writes the answers; `is_synced` at each page, for a key is not worth the wait for a disk.
fn write(path: &Path, kept: &Kept, is_synced: bool) -> io::Result<()> {
    if let Some(above) = path.parent() {
        let mut folders = fs::DirBuilder::new();
        folders.recursive(true).mode(0o700).create(above)?;
    }
    let beside = path.with_extension("new");
    // One that a writing before left.
    let _ = fs::remove_file(&beside);
    let mut file = modes::create(&beside, 0o600)?;
    file.write_all(serde_json::to_string(kept)?.as_bytes())?;
    if is_synced {
        file.sync_data()?;
    }
    fs::rename(&beside, path)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
