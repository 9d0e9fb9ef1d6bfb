//! Taking out the data of one entry, by an order that stands in the journal.
//!
//! The chain covers the sum of the data and not the data, so the line keeps its place and its
//! hashes. The file is written anew beside itself and renamed: whoever reads sees the old file or
//! the new one, and sees by its inode that it must read again.
//!
//! Invariant: no byte of a journal file is changed in place; all lines but the one are equal.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;

use uuid::Uuid;

use super::append::AppendError;
use super::chain::ReadError;
use super::disk;
use super::folder::segment_name;
use super::line::{BEFORE_DATA, Entry};
use super::lock::{Held, Locked};
use super::scan::read_line;
use super::verify::REDACTED_KIND;

/// Why an entry's data was not taken out, or may not be after a power cut. The journal is good.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    /// No entry has that id.
    #[error("there is no entry {0}")]
    NoEntry(Uuid),
    /// The order is no order for this entry; write one first.
    #[error("entry {order} does not order the redaction of entry {target}")]
    NoOrder {
        /// The seq that was given as the order.
        order: u64,
        /// The entry to be redacted.
        target: Uuid,
    },
    /// The journal cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The new file was not written; try again.
    #[error("NOT REDACTED: {0}")]
    NotSaved(io::Error),
    /// This process writes no more after an earlier failure.
    #[error(transparent)]
    ReadOnly(#[from] AppendError),
}

impl Locked<'_> {
    /// Replaces the data of entry `target` by `{"redacted":N}`, where entry N, `order`, is of kind
    /// `entry.redacted` and names the target in its `on`. An entry whose data is gone already stays
    /// as it is. The journal must be read again after it.
    ///
    /// # Errors
    /// See [`RedactError`]; the journal is good after each of them, and it may be tried again.
    pub fn redact(&mut self, target: Uuid, order: u64) -> Result<(), RedactError> {
        self.refuse_after_fault()?;
        let journal = &*self.journal;
        let named = journal.find_bytes(target.to_string().as_bytes())?;
        let is_ordered = named
            .iter()
            .any(|e| e.seq == order && e.kind == REDACTED_KIND && e.on.contains(&target));
        let entry = named
            .iter()
            .find(|e| e.id == target)
            .ok_or(RedactError::NoEntry(target))?;
        if !is_ordered || entry.seq >= order {
            return Err(RedactError::NoOrder { order, target });
        }
        let done = if entry.redacted.is_some() {
            self.clear_beside(entry).and_then(|_| self.sync_folder())
        } else {
            self.replace(entry, order)
        };
        done.map_err(RedactError::NotSaved)
    }

    /// Gives up the right to write after a redaction, and keeps the desk's lock: the journal is
    /// forgotten, for its files are others now.
    pub fn into_held(self) -> Held {
        self.journal.forget();
        self.held
    }

    /// Removes what a rewriting that was cut off left beside a file, and says where that is.
    fn clear_beside(&self, entry: &Entry) -> io::Result<PathBuf> {
        let name = format!("{}.new", segment_name(entry.place.file));
        let beside = self.journal.folder.journal().join(name);
        match self.journal.disk.remove(&beside) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            Ok(()) | Err(_) => Ok(beside),
        }
    }

    fn sync_folder(&self) -> io::Result<()> {
        self.journal.disk.sync_dir(&self.journal.folder.journal())
    }

    fn replace(&self, entry: &Entry, order: u64) -> io::Result<()> {
        let journal = &*self.journal;
        let folder = &journal.folder;
        let path = folder.segment(entry.place.file);
        let beside = self.clear_beside(entry)?;
        let file = journal.disk.create(&beside, folder.file_mode())?;
        self.copy(entry, order, &file)
            .and_then(|()| journal.disk.sync_data(&file))
            .and_then(|()| journal.disk.rename(&beside, &path))
            .inspect_err(|_| {
                drop(journal.disk.remove(&beside));
            })?;
        self.sync_folder()
    }

    fn copy(&self, entry: &Entry, order: u64, to: &File) -> io::Result<()> {
        let journal = &*self.journal;
        let from = journal.folder.open_segment(entry.place.file, false)?;
        let mut reader = BufReader::with_capacity(256 * 1024, from);
        let (mut line, mut block) = (Vec::new(), Vec::new());
        let (mut read, mut written) = (0, 0);
        loop {
            read_line(&mut reader, &mut line)?;
            if line.is_empty() || block.len() >= 1024 * 1024 {
                disk::write_all(&*journal.disk, to, &block, written)?;
                written += block.len() as u64;
                block.clear();
            }
            if line.is_empty() {
                return Ok(());
            }
            let start = read;
            read += line.len() as u64;
            if start == entry.place.offset {
                line = redacted(entry, order);
            }
            block.extend_from_slice(&line);
        }
    }
}

fn redacted(entry: &Entry, order: u64) -> Vec<u8> {
    let raw = entry.raw();
    let data = entry.data_range();
    let (head, end) = (&raw[..data.start - BEFORE_DATA.len()], &raw[data.end..]);
    format!("{head},\"data\":{{\"redacted\":{order}}}{end}\n").into_bytes()
}
