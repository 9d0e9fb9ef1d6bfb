//! Which store this is, whatever its folder is called.
//!
//! A store is copied to be tried out, brought back, moved aside and made anew under the same name.
//! What was asked of one store - to go, because a text was ordered out of the journal - must not
//! be asked of the next, and must still be known of its copy. So each has a word of its own, made
//! with it and copied with its files.
//!
//! Invariant: the word is on the disk before the store has anything else.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use uuid::Uuid;

use super::copy;
use super::db::Store;
use super::fault::StoreFault;
use crate::modes::{self, Modes};

/// Its name in the store's folder.
const NAME: &str = "which";
/// The longest word that is read, in bytes.
const WORD_BYTES_MAX: u64 = 64;

impl Store {
    /// The word of a desk's store, as it is or was before it was tried out. None where there is no
    /// store, or one from before stores had words.
    pub fn identity(desk: &Path) -> Option<String> {
        Self::identity_in(&copy::place(desk))
    }

    /// The word of the store in a folder, such as one that was set aside.
    pub fn identity_in(folder: &Path) -> Option<String> {
        let mut text = String::new();
        modes::open_regular(&folder.join(NAME), false)
            .ok()?
            .take(WORD_BYTES_MAX)
            .read_to_string(&mut text)
            .ok()?;
        let word = Uuid::try_parse(text.trim_end()).ok()?;
        Some(word.to_string())
    }
}

/// Gives a store that begins its word.
///
/// # Errors
/// The system refused; the store is not begun.
pub(super) fn give(modes: Modes, folder: &Path) -> Result<(), StoreFault> {
    let path = folder.join(NAME);
    write(modes, folder, &path).map_err(|error| StoreFault::io(&path, error))
}

fn write(modes: Modes, folder: &Path, path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = modes.create(path)?;
    file.write_all(format!("{}\n", Uuid::new_v4()).as_bytes())?;
    file.sync_all()?;
    modes::sync_folder(folder)
}
