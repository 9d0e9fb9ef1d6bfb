//! One line of the journal, read and checked.
//!
//! A line is a JSON object with its keys in a fixed order, so that its two hashes are over plain
//! byte ranges and an auditor needs no JSON canonical form: `sum` covers the bytes of `data`,
//! `hash` covers all before it, `sum` and `prev` included.
//!
//! Invariants:
//! - An [`Entry`] exists only where `hash` fits, and `sum` fits or the data says `redacted`.
//! - The line's bytes are kept as they were read, whatever this build makes of them.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::LINE_BYTES_MAX;
use super::compose::Stamping;
use super::head::Heads;
use super::hex;
use super::hlc::Hlc;

/// The version of the line's format that this build writes, and the newest that it reads.
pub const VERSION: u32 = 0;

/// What stands before the data in every line.
pub(super) const BEFORE_DATA: &[u8] = b",\"data\":";
/// What stands between the data and the hash.
pub(super) const BEFORE_HASH: &[u8] = b",\"hash\":\"";
/// Bytes from the end of the data to the end of the line: the key, 64 digits, `"}`.
pub(super) const AFTER_DATA_BYTES: usize = BEFORE_HASH.len() + 64 + 2;

/// Who wrote a line, as far as the machine could tell.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, Deserialize)]
pub struct By {
    /// The person on the desk's staff list; none before there is a list.
    pub person: Option<Uuid>,
    /// The user id of the process.
    pub uid: u32,
    /// The name of the machine.
    pub host: String,
    /// How the person was established: `uid`, `passphrase`, …
    pub how: String,
}

/// Where a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The number in the file's name, from 1.
    pub file: u32,
    /// Bytes from the start of that file.
    pub offset: u64,
}

/// One line that was checked against its own hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The version of the line's format.
    pub v: u32,
    /// What it has in common with the other lines of its group: when it was recorded, by whom and
    /// on which copy of the desk.
    pub stamping: Arc<Stamping>,
    /// The line's number, dense from 1.
    pub seq: u64,
    /// Which line of its group, and how many lines the group has.
    pub of: (u32, u32),
    /// The entry's own id.
    pub id: Uuid,
    /// The journal's clock.
    pub hlc: Hlc,
    /// What happened, such as `ticket.opened`.
    pub kind: String,
    /// The records concerned.
    pub on: Vec<Uuid>,
    /// SHA-256 of the data as it was first written.
    pub sum: [u8; 32],
    /// `hash` of the line before; zeros at the first.
    pub prev: [u8; 32],
    /// SHA-256 of the line up to the data.
    pub hash: [u8; 32],
    /// The entry that ordered the data's removal, where it was removed.
    pub redacted: Option<u64>,
    /// That entry, where it was looked up: it says what is left of this one.
    pub order: Option<Arc<Entry>>,
    /// Where the line begins; zeros for a line that was not read from a file.
    pub place: Place,
    raw: Box<str>,
    data: Range<usize>,
}

/// Why some bytes are not a line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// The end of the line is missing or is not a hash.
    #[error("the line is not whole")]
    NotWhole,
    /// More bytes without a line end than a line may have.
    #[error("the line has more than {} MiB", LINE_BYTES_MAX / (1024 * 1024))]
    TooLong,
    /// The line's head does not hash to what stands at its end.
    #[error("the head of the line does not fit its hash")]
    Hash,
    /// The data does not hash to the sum in the head.
    #[error("the data does not fit its sum")]
    Sum,
    /// The hashes fit, but the head does not have the keys of a line.
    #[error("the head of the line cannot be read: {0}")]
    Head(String),
    /// The hashes fit, but the data is not a JSON object.
    #[error("the data is not a JSON object")]
    Data,
    /// A newer program wrote it; nothing is wrong with the line.
    #[error("the line has version {0}, newer than this program knows")]
    Newer(u32),
}

/// A reader of lines, one after the other: what a line has in common with the one before is kept
/// once.
#[derive(Default)]
pub(super) struct Parser {
    heads: Heads,
}

impl Parser {
    /// As [`Entry::parse`].
    pub(super) fn parse(&mut self, line: &[u8]) -> Result<Entry, LineFault> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let data = data_range(line)?;
        let hash_text = &line[data.end + BEFORE_HASH.len()..line.len() - 2];
        let hash = hex::decode32(hash_text).ok_or(LineFault::NotWhole)?;
        let before = &line[..data.start - BEFORE_DATA.len()];
        if hex::sha256(before) != hash {
            return Err(LineFault::Hash);
        }
        let raw = std::str::from_utf8(line).map_err(|error| {
            if error.valid_up_to() < before.len() {
                return LineFault::Head(error.to_string());
            }
            LineFault::Data
        })?;
        let head = self.heads.read(&raw[..before.len()])?;
        let redacted = check_data(&raw[data.clone()], &head.sum)?;
        Ok(Entry {
            v: head.v,
            stamping: head.stamping,
            seq: head.seq,
            of: head.of,
            id: head.id,
            hlc: head.hlc,
            kind: head.kind,
            on: head.on,
            sum: head.sum,
            prev: head.prev,
            hash,
            redacted,
            order: None,
            place: Place::default(),
            raw: raw.into(),
            data,
        })
    }
}

impl Entry {
    /// Reads one line, with or without its line end, and checks `sum` and `hash`.
    ///
    /// # Errors
    /// What does not fit. [`LineFault::Newer`] is no damage: open the desk read-only and say which
    /// version is needed.
    pub fn parse(line: &[u8]) -> Result<Self, LineFault> {
        Parser::default().parse(line)
    }

    /// The data, the very bytes of the line.
    pub fn data(&self) -> &str {
        &self.raw[self.data.clone()]
    }

    /// Where the data stands in the line.
    pub(super) fn data_range(&self) -> Range<usize> {
        self.data.clone()
    }

    /// The whole line without its line end.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The first 16 hexadecimal digits of the hash, as heads are printed.
    pub fn hash16(&self) -> String {
        hex::encode(&self.hash[..8])
    }
}

fn data_range(line: &[u8]) -> Result<Range<usize>, LineFault> {
    let end = line
        .len()
        .checked_sub(AFTER_DATA_BYTES)
        .ok_or(LineFault::NotWhole)?;
    if !line[end..].starts_with(BEFORE_HASH) || !line.ends_with(b"\"}") {
        return Err(LineFault::NotWhole);
    }
    let start = memmem::find(&line[..end], BEFORE_DATA).ok_or(LineFault::NotWhole)?;
    Ok(start + BEFORE_DATA.len()..end)
}

/// Checks the data against its sum; gives the ordering entry where the data was taken out.
fn check_data(data: &str, sum: &[u8; 32]) -> Result<Option<u64>, LineFault> {
    if hex::sha256(data.as_bytes()) != *sum {
        return redaction(data.as_bytes()).map(Some).ok_or(LineFault::Sum);
    }
    let is_json = serde_json::from_str::<&RawValue>(data).is_ok();
    if data.starts_with('{') && is_json {
        Ok(None)
    } else {
        Err(LineFault::Data)
    }
}

fn redaction(data: &[u8]) -> Option<u64> {
    let digits = data
        .strip_prefix(b"{\"redacted\":")?
        .strip_suffix(b"}")
        .filter(|d| !d.is_empty() && d[0] != b'0' && d.iter().all(u8::is_ascii_digit))?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
