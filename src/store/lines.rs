//! Journal lines by record: small ones in sled, large ones as files beside it.
//!
//! A value holds some lines of a record that follow each other; its key is the record's uuid and the
//! seq of the first of them, big-endian, so that a record's lines stand together and in order. A line
//! about no record stands under the nil uuid. sled keeps some hundred bytes in memory for each
//! handful of keys, however long the values are: one value a line took a third more memory than a
//! desk of 100,000 tickets may have, and four times the keys to write.
//!
//! In a value each line is its seq (u64), its length in bytes (u32) and its bytes; all numbers
//! big-endian.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sled::{IVec, Tree};
use uuid::Uuid;

use super::db::{VALUE_BYTES_MAX, of_sled};
use super::fault::StoreFault;
use super::folder;
use super::parts::Line;
use crate::modes::{self, Modes};

/// Stands for the length of a line that lies in a file; its checksum stands for its bytes.
const IN_A_FILE: u32 = u32::MAX;
/// Bytes up to which the lines of a record stand together. Source: nightdesk; the next line writes
/// all of them again.
const TOGETHER_BYTES: usize = 8 << 10;
/// Bytes of a line in a value beside its own.
const HEAD_BYTES: usize = 12;
const UUID_BYTES: usize = 16;
/// Values that are looked at one after the other for the last of them; nearly every record has fewer.
const FEW_VALUES: usize = if cfg!(test) { 2 } else { 8 };
/// The longest line that is read, in bytes. Source: `docs/journal.md`, 16 MiB a line.
const LINE_BYTES_MAX: u64 = 16 << 20;

/// The records under which a line is found.
pub(super) fn records(line: &Line) -> Vec<Uuid> {
    let mut on = line.on.clone();
    if on.is_empty() {
        on.push(Uuid::nil());
    }
    on
}

/// The key of a value: its record, and the first of its lines.
pub(super) fn key(record: Uuid, seq: u64) -> Vec<u8> {
    [record.as_bytes().as_slice(), &seq.to_be_bytes()].concat()
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

    /// Puts a line behind those of a value; a large one is written to its file.
    fn put(&self, line: &Line, value: &mut Vec<u8>) -> Result<(), StoreFault> {
        value.extend_from_slice(&line.seq.to_be_bytes());
        if line.bytes.len() + HEAD_BYTES <= VALUE_BYTES_MAX {
            value.extend_from_slice(&(line.bytes.len() as u32).to_be_bytes());
            value.extend_from_slice(&line.bytes);
            return Ok(());
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
        value.extend_from_slice(&IN_A_FILE.to_be_bytes());
        value.extend_from_slice(&crc32fast::hash(&line.bytes).to_be_bytes());
        Ok(())
    }

    /// The line that lies in a value.
    pub(super) fn line(&self, stored: &Stored<'_>) -> Result<Vec<u8>, StoreFault> {
        let seq = stored.seq;
        let sum = match stored.held {
            Held::Here(bytes) => return Ok(bytes.to_vec()),
            Held::File(sum) => sum,
        };
        let missing = |why| StoreFault::damaged(format!("line {seq} is missing: {why}"));
        let file = modes::open_regular(&self.path(seq), false).map_err(missing)?;
        let mut bytes = Vec::new();
        file.take(LINE_BYTES_MAX)
            .read_to_end(&mut bytes)
            .map_err(missing)?;
        if crc32fast::hash(&bytes) == sum {
            Ok(bytes)
        } else {
            Err(StoreFault::damaged(format!("line {seq} is damaged")))
        }
    }

    /// Whether a line can be read, where it lies in a file.
    pub(super) fn check(&self, stored: &Stored<'_>) -> Result<(), StoreFault> {
        match stored.held {
            Held::Here(_) => Ok(()),
            Held::File(_) => self.line(stored).map(drop),
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

/// A line as it lies in a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stored<'a> {
    pub(super) seq: u64,
    held: Held<'a>,
}

#[derive(Debug, PartialEq, Eq)]
enum Held<'a> {
    Here(&'a [u8]),
    /// In a file, with this checksum.
    File(u32),
}

/// The lines of a value, in order.
///
/// # Errors
/// It is damaged.
pub(super) fn stored(mut value: &[u8]) -> Result<Vec<Stored<'_>>, StoreFault> {
    let mut lines = Vec::new();
    while !value.is_empty() {
        let (line, rest) =
            first(value).ok_or_else(|| StoreFault::damaged("a line's place is damaged"))?;
        lines.push(line);
        value = rest;
    }
    Ok(lines)
}

fn first(value: &[u8]) -> Option<(Stored<'_>, &[u8])> {
    let (seq, value) = value.split_first_chunk()?;
    let seq = u64::from_be_bytes(*seq);
    let (len, value) = value.split_first_chunk()?;
    let (held, rest) = match u32::from_be_bytes(*len) {
        IN_A_FILE => {
            let (sum, rest) = value.split_first_chunk()?;
            (Held::File(u32::from_be_bytes(*sum)), rest)
        }
        len => {
            let (bytes, rest) = value.split_at_checked(len as usize)?;
            (Held::Here(bytes), rest)
        }
    };
    Some((Stored { seq, held }, rest))
}

/// The last value of a record, behind its key.
pub(super) type LastValue = (Vec<u8>, Vec<u8>);

/// Lines on their way into values.
pub(super) struct Values<'a> {
    blobs: &'a Blobs,
    /// The value of each record that the next line may stand in: the seq of its first, and its bytes.
    open: BTreeMap<Uuid, (u64, Vec<u8>)>,
    full: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<'a> Values<'a> {
    pub(super) fn new(blobs: &'a Blobs) -> Self {
        Self {
            blobs,
            open: BTreeMap::new(),
            full: Vec::new(),
        }
    }

    /// Takes a line in. `last` gives the last value that a record has, with its key.
    ///
    /// # Errors
    /// A large line cannot be written, or `last` says so.
    pub(super) fn put(
        &mut self,
        line: &Line,
        last: impl Fn(Uuid) -> Result<Option<LastValue>, StoreFault>,
    ) -> Result<(), StoreFault> {
        for record in records(line) {
            let open = match self.open.remove(&record) {
                Some(open) => Some(open),
                None => match last(record)? {
                    Some((key, value)) => Some((seq_of(&key)?, value)),
                    None => None,
                },
            };
            let (mut seq, mut value) = open.unwrap_or((line.seq, Vec::new()));
            if !value.is_empty() && value.len() + HEAD_BYTES + line.bytes.len() > TOGETHER_BYTES {
                self.full.push((key(record, seq), value));
                (seq, value) = (line.seq, Vec::new());
            }
            self.blobs.put(line, &mut value)?;
            self.open.insert(record, (seq, value));
        }
        Ok(())
    }

    /// What is to be written, by key.
    pub(super) fn done(mut self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let open = self.open.into_iter();
        self.full
            .extend(open.map(|(record, (seq, value))| (key(record, seq), value)));
        self.full
    }
}

/// The last value of a record that begins at a line or before it, with its key.
///
/// It is looked for forwards, and where a record has many values by halves: sled's own way backwards
/// would bring a key of 1 MiB into the program.
///
/// # Errors
/// See [`StoreFault`].
pub(super) fn last_upto(
    folder: &Path,
    lines: &Tree,
    record: Uuid,
    seq: u64,
) -> Result<Option<(IVec, IVec)>, StoreFault> {
    let first = |from| {
        let found = lines.range(key(record, from)..=key(record, seq)).next();
        found.transpose().map_err(|error| of_sled(folder, error))
    };
    let mut values = lines.range(key(record, 0)..=key(record, seq));
    let mut last = None;
    for _ in 0..FEW_VALUES {
        let Some(value) = values.next() else {
            return Ok(last);
        };
        last = Some(value.map_err(|error| of_sled(folder, error))?);
    }
    let (mut from, mut upto) = match &last {
        Some((key, _)) => (seq_of(key)?, seq),
        None => return Ok(None),
    };
    while from < upto {
        let middle = from + (upto - from).div_ceil(2);
        match first(middle)? {
            Some(value) => {
                from = seq_of(&value.0)?;
                last = Some(value);
            }
            None => upto = middle - 1,
        }
    }
    Ok(last)
}

/// The seq in a key.
fn seq_of(key: &[u8]) -> Result<u64, StoreFault> {
    let seq = key.get(UUID_BYTES..).and_then(|s| s.try_into().ok());
    let wrong = || StoreFault::damaged("a line's key is damaged");
    seq.map(u64::from_be_bytes).ok_or_else(wrong)
}
