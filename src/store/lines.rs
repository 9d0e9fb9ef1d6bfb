//! Journal lines by record: small ones in sled, large ones as files beside it.
//!
//! A line's key is its record's uuid and its seq, big-endian, so that a record's lines stand
//! together and in order. A line about no record stands under the nil uuid.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::db::VALUE_BYTES_MAX;
use super::fault::StoreFault;
use super::folder;
use super::parts::Line;
use crate::modes::{self, Modes};

/// Begins a value that stands for a file; a line begins with `{`.
const IN_A_FILE: u8 = b'@';
const UUID_BYTES: usize = 16;
/// The longest line that is read, in bytes. Source: `docs/journal.md`, 16 MiB a line.
const LINE_BYTES_MAX: u64 = 16 << 20;

/// The keys under which a line is found.
pub(super) fn keys(line: &Line) -> Vec<Vec<u8>> {
    let mut on = line.on.clone();
    if on.is_empty() {
        on.push(Uuid::nil());
    }
    let seq = line.seq.to_be_bytes();
    on.iter()
        .map(|id| [id.as_bytes().as_slice(), &seq].concat())
        .collect()
}

/// The seq in a key.
pub(super) fn seq_of(key: &[u8]) -> Result<u64, StoreFault> {
    let seq = key.get(UUID_BYTES..).and_then(|s| s.try_into().ok());
    let wrong = || StoreFault::damaged("a line's key is damaged");
    seq.map(u64::from_be_bytes).ok_or_else(wrong)
}

/// The record in a key.
pub(super) fn record_of(key: &[u8]) -> Uuid {
    let record = key.get(..UUID_BYTES);
    record
        .and_then(|record| Uuid::from_slice(record).ok())
        .unwrap_or_default()
}

/// The folder of the large lines.
#[derive(Debug)]
pub(super) struct Blobs {
    folder: PathBuf,
    modes: Modes,
}

impl Blobs {
    pub(super) fn open(folder: &Path, modes: Modes) -> Result<Self, StoreFault> {
        folder::make(modes, folder)?;
        let folder = folder.to_owned();
        Ok(Self { folder, modes })
    }

    /// What stands in sled for a line; a large one is written to its file.
    pub(super) fn value(&self, line: &Line) -> Result<Vec<u8>, StoreFault> {
        if line.bytes.len() <= VALUE_BYTES_MAX && line.bytes.first() != Some(&IN_A_FILE) {
            return Ok(line.bytes.clone());
        }
        let path = self.path(line.seq);
        // A file of that name is of a batch that was not finished.
        match fs::remove_file(&path) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(StoreFault::io(path, e)),
            Ok(()) | Err(_) => {}
        }
        self.modes
            .create(&path)
            .and_then(|mut file| file.write_all(&line.bytes))
            .map_err(|e| StoreFault::io(path, e))?;
        let sum = crc32fast::hash(&line.bytes).to_be_bytes();
        Ok([&[IN_A_FILE], sum.as_slice()].concat())
    }

    /// Whether the file can be read that a value stands for, where it stands for one.
    pub(super) fn check(&self, seq: u64, value: &[u8]) -> Result<(), StoreFault> {
        if value.first() == Some(&IN_A_FILE) {
            self.line(seq, value)?;
        }
        Ok(())
    }

    /// The line that a value stands for.
    pub(super) fn line(&self, seq: u64, value: &[u8]) -> Result<Vec<u8>, StoreFault> {
        let Some((&IN_A_FILE, sum)) = value.split_first() else {
            return Ok(value.to_vec());
        };
        let missing = |why| StoreFault::damaged(format!("line {seq} is missing: {why}"));
        let file = modes::open_regular(&self.path(seq), false).map_err(missing)?;
        let mut bytes = Vec::new();
        file.take(LINE_BYTES_MAX)
            .read_to_end(&mut bytes)
            .map_err(missing)?;
        if crc32fast::hash(&bytes).to_be_bytes() == sum {
            Ok(bytes)
        } else {
            Err(StoreFault::damaged(format!("line {seq} is damaged")))
        }
    }

    /// Waits until every file is on the disk.
    pub(super) fn sync(&self) -> Result<(), StoreFault> {
        let entries = fs::read_dir(&self.folder).map_err(|e| StoreFault::io(&self.folder, e))?;
        for entry in entries.flatten() {
            let path = entry.path();
            File::open(&path)
                .and_then(|file| file.sync_data())
                .map_err(|e| StoreFault::io(path, e))?;
        }
        folder::sync(&self.folder)
    }

    fn path(&self, seq: u64) -> PathBuf {
        self.folder.join(seq.to_string())
    }
}
