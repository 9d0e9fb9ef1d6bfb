//! New lines: what is to be written, and how it becomes bytes.
//!
//! Every line made here is read back by [`Entry::parse`] before it goes to the disk, so that this
//! program cannot write what it could not read.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::LINE_BYTES_MAX;
use super::chain::{Group, Position};
use super::hex;
use super::line::{BEFORE_DATA, BEFORE_HASH, By, Entry, VERSION};
use crate::time::{Boot, Stamp};

/// One entry that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// The entry's own id.
    pub id: Uuid,
    /// What happened, such as `ticket.opened`.
    pub kind: String,
    /// The records concerned.
    pub on: Vec<Uuid>,
    /// What is to be said of it; an object.
    pub data: Value,
    /// Whether a random salt is added, so that the sum of short free text betrays nothing.
    pub salted: bool,
}

/// What all lines of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamping {
    /// The version of the program.
    pub app: String,
    /// The desk's copy, see [`new_replica`].
    pub replica: String,
    /// When it is recorded.
    pub at: Stamp,
    /// The machine's clock since boot.
    pub boot: Boot,
    /// Who records it.
    pub by: By,
}

#[derive(Serialize)]
struct Head<'a> {
    v: u32,
    app: &'a str,
    replica: &'a str,
    seq: u64,
    of: [u32; 2],
    id: Uuid,
    hlc: String,
    at: String,
    boot: BootHead<'a>,
    by: &'a By,
    kind: &'a str,
    on: &'a [Uuid],
    sum: String,
    prev: String,
}

#[derive(Serialize)]
struct BootHead<'a> {
    id: &'a str,
    ms: u64,
}

/// A new random id for a desk's copy: 128 bits in 32 hexadecimal digits.
///
/// # Errors
/// The machine gives no random bytes; nothing can be made without them.
pub fn new_replica() -> std::io::Result<String> {
    random_hex()
}

fn random_hex() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(hex::encode(&bytes))
}

/// Lines being put together behind a position.
pub(super) struct Composer {
    /// Where the next line begins.
    pub(super) at: Position,
    /// The lines so far that nobody has written yet.
    pub(super) bytes: Vec<u8>,
}

impl Composer {
    pub(super) fn new(at: Position) -> Self {
        Self {
            at,
            bytes: Vec::new(),
        }
    }

    /// Adds one whole group.
    pub(super) fn group(
        &mut self,
        stamping: &Stamping,
        entries: &[NewEntry],
    ) -> Result<Group, String> {
        let count = u32::try_from(entries.len()).map_err(|e| e.to_string())?;
        if count == 0 {
            return Err("a group needs at least one entry".to_owned());
        }
        let mut lines = Vec::with_capacity(entries.len());
        for (i, entry) in (1..).zip(entries) {
            lines.push(self.line(stamping, entry, (i, count))?);
        }
        Ok(Group {
            entries: lines,
            end: self.at,
        })
    }

    /// Adds one line.
    pub(super) fn line(
        &mut self,
        stamping: &Stamping,
        entry: &NewEntry,
        of: (u32, u32),
    ) -> Result<Entry, String> {
        let data = data_text(entry)?;
        let hlc = self.at.hlc.after(stamping.at.epoch_ms());
        let head = Head {
            v: VERSION,
            app: &stamping.app,
            replica: &stamping.replica,
            seq: self.at.seq + 1,
            of: [of.0, of.1],
            id: entry.id,
            hlc: hlc.to_string(),
            at: stamping.at.rfc3339_ms(),
            boot: BootHead {
                id: &stamping.boot.id,
                ms: stamping.boot.ms,
            },
            by: &stamping.by,
            kind: &entry.kind,
            on: &entry.on,
            sum: hex::encode(&hex::sha256(data.as_bytes())),
            prev: hex::encode(&self.at.hash),
        };
        let mut line = serde_json::to_vec(&head).map_err(|e| e.to_string())?;
        line.pop();
        let hash = hex::sha256(&line);
        line.extend_from_slice(BEFORE_DATA);
        line.extend_from_slice(data.as_bytes());
        line.extend_from_slice(BEFORE_HASH);
        line.extend_from_slice(hex::encode(&hash).as_bytes());
        line.extend_from_slice(b"\"}");
        if line.len() >= LINE_BYTES_MAX {
            return Err(format!("an entry of {} bytes is too long", line.len()));
        }
        let mut made = Entry::parse(&line).map_err(|e| e.to_string())?;
        made.place = self.at.place();
        line.push(b'\n');
        self.at.pass(&made, line.len() as u64);
        self.bytes.append(&mut line);
        Ok(made)
    }
}

fn data_text(entry: &NewEntry) -> Result<String, String> {
    let Value::Object(keys) = &entry.data else {
        return Err(format!("the data of `{}` is not an object", entry.kind));
    };
    let mut text = serde_json::to_string(keys).map_err(|e| e.to_string())?;
    if entry.salted {
        if keys.contains_key("salt") {
            return Err(format!("the data of `{}` has a salt already", entry.kind));
        }
        text.pop();
        if !keys.is_empty() {
            text.push(',');
        }
        let salt = random_hex().map_err(|e| e.to_string())?;
        text.push_str("\"salt\":\"");
        text.push_str(&salt);
        text.push_str("\"}");
    }
    Ok(text)
}
