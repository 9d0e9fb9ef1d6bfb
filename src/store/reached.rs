//! How far a store has come, for whoever cannot open it.
//!
//! One process has the store at a time, and opening it takes a moment. A small file beside it says
//! which entry it has last, so that every other process knows what was surely acknowledged.
//!
//! Invariant: the file never says more than the store has.

use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::db::Store;
use super::parts::Applied;
use crate::modes::{self, Modes};

/// The longest note that is read, in bytes.
const NOTE_BYTES_MAX: u64 = 256;

impl Store {
    /// The last entry that the store of a desk's folder has, as its last process noted it; none
    /// where there is no store, or it is another desk's. The store need not be opened.
    pub fn reached(desk: &Path, replica: &str) -> Option<u64> {
        let mut text = String::new();
        modes::open_regular(&file(&desk.join("store")), false)
            .ok()?
            .take(NOTE_BYTES_MAX)
            .read_to_string(&mut text)
            .ok()?;
        let (of, seq) = text.lines().next()?.split_once(' ')?;
        (of == replica).then(|| seq.parse().ok()).flatten()
    }
}

/// Notes how far the store in a folder has come. Nothing waits for the disk here: the journal had
/// every line before.
pub(super) fn note(folder: &Path, applied: &Applied, modes: Modes) -> io::Result<()> {
    if applied.seq == 0 {
        return Ok(());
    }
    let file = modes.open_or_create(&file(folder))?;
    // One write of always the same length: a reader sees the old note or the new one.
    let note = format!("{} {:020}\n", applied.replica, applied.seq);
    file.write_all_at(note.as_bytes(), 0)?;
    file.set_len(note.len() as u64)
}

fn file(folder: &Path) -> PathBuf {
    folder.join("reached")
}
