//! How far a store has come, for whoever cannot open it.
//!
//! One process has the store at a time, and opening it takes a moment. A small file beside it says
//! which entry it has last, so that every other process knows what was surely acknowledged; and
//! which it had when it was last synced, so that a store that has lost more than a process that
//! died can lose is known.
//!
//! Invariant: the file never says more than the store has had.

use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::copy;
use super::db::Store;
use crate::modes::{self, Modes};

/// The longest note that is read, in bytes.
const NOTE_BYTES_MAX: u64 = 256;

/// What the note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reached {
    /// The last entry.
    pub(super) seq: u64,
    /// The last entry that was on the disk.
    pub(super) synced: u64,
}

impl Store {
    /// The last entry that the store of a desk's folder has, as its last process noted it; none
    /// where there is no store, or it is another desk's. The store need not be opened.
    pub fn reached(desk: &Path, replica: &str) -> Option<u64> {
        read(&copy::place(desk), replica).map(|reached| reached.seq)
    }
}

/// The note of the store in a folder; none where there is none, it is another desk's or damaged.
pub(super) fn read(folder: &Path, replica: &str) -> Option<Reached> {
    let (of, reached) = any(folder)?;
    (of == replica).then_some(reached)
}

/// The note of the store in a folder, and whose it is.
pub(super) fn any(folder: &Path) -> Option<(String, Reached)> {
    let mut text = String::new();
    modes::open_regular(&folder.join("reached"), false)
        .ok()?
        .take(NOTE_BYTES_MAX)
        .read_to_string(&mut text)
        .ok()?;
    let (said, sum) = text.lines().next()?.rsplit_once(' ')?;
    if u32::from_str_radix(sum, 16).ok()? != crc32fast::hash(said.as_bytes()) {
        return None;
    }
    let mut parts = said.split(' ');
    let replica = parts.next()?.to_owned();
    let seq = parts.next()?.parse().ok()?;
    let synced = parts.next()?.parse().ok()?;
    Some((replica, Reached { seq, synced }))
}

/// Notes how far the store in a folder has come. Nothing waits for the disk here: the journal had
/// every line before.
pub(super) fn note(folder: &Path, replica: &str, reached: Reached, modes: Modes) -> io::Result<()> {
    if reached.seq == 0 {
        return Ok(());
    }
    let file = modes.open_or_create(&folder.join("reached"))?;
    // One write of always the same length: a reader sees the old note or the new one.
    let said = format!("{replica} {:020} {:020}", reached.seq, reached.synced);
    let note = format!("{said} {:08x}\n", crc32fast::hash(said.as_bytes()));
    file.write_all_at(note.as_bytes(), 0)?;
    file.set_len(note.len() as u64)
}
