//! New lines: what is to be written, and how it becomes bytes.
//!
//! Every line of a command is read back by [`Entry::parse`] before it goes to the disk, so that this
//! program cannot write what it could not read. Of a long group the first line is: see [`Lines`].

use serde_json::Value;
use uuid::Uuid;

use super::LINE_BYTES_MAX;
use super::chain::{Group, Position};
use super::hex;
use super::hlc::Hlc;
use super::line::{BEFORE_DATA, BEFORE_HASH, By, Entry, Place, VERSION};
use super::ready::{Parts, Ready, Salts};
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

/// What all lines of a group say in the same words.
struct Frame {
    /// Up to the seq.
    start: Vec<u8>,
    /// From behind the journal's clock up to the kind.
    middle: Vec<u8>,
}

impl Frame {
    fn of(stamping: &Stamping) -> Result<Self, String> {
        let json = |text: &str| serde_json::to_string(text).map_err(|e| e.to_string());
        let (app, replica) = (json(&stamping.app)?, json(&stamping.replica)?);
        let start = format!("{{\"v\":{VERSION},\"app\":{app},\"replica\":{replica},\"seq\":");
        let at = stamping.at.rfc3339_ms();
        let (boot, ms) = (json(&stamping.boot.id)?, stamping.boot.ms);
        let by = serde_json::to_string(&stamping.by).map_err(|e| e.to_string())?;
        let middle = format!(
            "\",\"at\":\"{at}\",\"boot\":{{\"id\":{boot},\"ms\":{ms}}},\"by\":{by},\"kind\":"
        );
        Ok(Self {
            start: start.into_bytes(),
            middle: middle.into_bytes(),
        })
    }

    /// Writes one line without its line end behind `at`; gives its hash.
    fn line(
        &self,
        out: &mut Vec<u8>,
        parts: &Parts<'_>,
        (seq, hlc): (u64, Hlc),
        of: (u32, u32),
        prev: &[u8; 32],
    ) -> Result<[u8; 32], String> {
        let begin = out.len();
        let mut digits = [0; 36];
        out.extend_from_slice(&self.start);
        push_number(out, seq);
        out.extend_from_slice(b",\"of\":[");
        push_number(out, of.0.into());
        out.push(b',');
        push_number(out, of.1.into());
        out.extend_from_slice(b"],\"id\":\"");
        out.extend_from_slice(parts.id.hyphenated().encode_lower(&mut digits).as_bytes());
        out.extend_from_slice(b"\",\"hlc\":\"");
        push_hlc(out, hlc);
        out.extend_from_slice(&self.middle);
        serde_json::to_writer(&mut *out, parts.kind).map_err(|e| e.to_string())?;
        out.extend_from_slice(b",\"on\":[");
        for (n, on) in parts.on.iter().enumerate() {
            let before: &[u8] = if n == 0 { b"\"" } else { b",\"" };
            out.extend_from_slice(before);
            out.extend_from_slice(on.hyphenated().encode_lower(&mut digits).as_bytes());
            out.push(b'"');
        }
        out.extend_from_slice(b"],\"sum\":\"");
        hex::push(out, &hex::sha256(parts.data));
        out.extend_from_slice(b"\",\"prev\":\"");
        hex::push(out, prev);
        out.push(b'"');
        let hash = hex::sha256(&out[begin..]);
        out.extend_from_slice(BEFORE_DATA);
        out.extend_from_slice(parts.data);
        out.extend_from_slice(BEFORE_HASH);
        hex::push(out, &hash);
        out.extend_from_slice(b"\"}");
        let bytes = out.len() - begin;
        if bytes >= LINE_BYTES_MAX {
            return Err(format!("an entry of {bytes} bytes is too long"));
        }
        Ok(hash)
    }
}

fn push_number(out: &mut Vec<u8>, n: u64) {
    let (mut digits, mut at, mut left) = ([0; 20], 20, n);
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            return out.extend_from_slice(&digits[at..]);
        }
    }
}

fn push_hlc(out: &mut Vec<u8>, hlc: Hlc) {
    if hlc.ms >> 48 != 0 {
        return out.extend_from_slice(hlc.to_string().as_bytes());
    }
    hex::push(out, &hlc.ms.to_be_bytes()[2..]);
    out.push(b'-');
    hex::push(out, &hlc.count.to_be_bytes());
}

/// A new random id for a desk's copy: 128 bits in 32 hexadecimal digits.
///
/// # Errors
/// The machine gives no random bytes; nothing can be made without them.
pub fn new_replica() -> std::io::Result<String> {
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
    salts: Salts,
}

impl Composer {
    pub(super) fn new(at: Position) -> Self {
        Self {
            at,
            bytes: Vec::new(),
            salts: Salts::new(),
        }
    }

    /// Adds one whole group, each line of which is read back.
    pub(super) fn group(
        &mut self,
        stamping: &Stamping,
        entries: &[NewEntry],
    ) -> Result<Group, String> {
        let count = u32::try_from(entries.len()).map_err(|e| e.to_string())?;
        if count == 0 {
            return Err("a group needs at least one entry".to_owned());
        }
        let mut ready = Ready::default();
        for entry in entries {
            ready.add_entry(entry, &mut self.salts)?;
        }
        let frame = Frame::of(stamping)?;
        let mut lines = Vec::with_capacity(entries.len());
        for (i, parts) in (1..).zip(ready.parts()) {
            let (at, begin) = (self.at, self.bytes.len());
            self.line(&frame, stamping, &parts, (i, count))?;
            let line = &self.bytes[begin..self.bytes.len() - 1];
            let mut made = Entry::parse(line).map_err(|e| e.to_string())?;
            made.place = at.place();
            lines.push(made);
        }
        Ok(Group {
            entries: lines,
            end: self.at,
        })
    }

    /// Adds one line with its end.
    fn line(
        &mut self,
        frame: &Frame,
        stamping: &Stamping,
        parts: &Parts<'_>,
        of: (u32, u32),
    ) -> Result<(), String> {
        let (begin, seq) = (self.bytes.len(), self.at.seq + 1);
        let hlc = self.at.hlc.after(stamping.at.epoch_ms());
        let hash = frame.line(&mut self.bytes, parts, (seq, hlc), of, &self.at.hash)?;
        self.bytes.push(b'\n');
        self.at = Position {
            file: self.at.file,
            offset: self.at.offset + (self.bytes.len() - begin) as u64,
            seq,
            hash,
            hlc,
        };
        Ok(())
    }
}

/// The lines of one long group, put together behind a composer's place.
///
/// Of its first line it is seen that it can be read: the others have the same frame, and numbers,
/// ids and sums of their own. The tests, which are built with more checks, read back each of them.
pub(super) struct Lines<'a> {
    frame: Frame,
    stamping: &'a Stamping,
    count: u32,
    /// How many lines there are so far.
    done: u32,
    /// Where the last of them begins.
    pub(super) last: Place,
}

impl<'a> Lines<'a> {
    pub(super) fn new(stamping: &'a Stamping, count: u32) -> Result<Self, String> {
        Ok(Self {
            frame: Frame::of(stamping)?,
            stamping,
            count,
            done: 0,
            last: Place::default(),
        })
    }

    /// Whether as many came as were promised.
    pub(super) fn are_all(&self) -> Result<(), String> {
        if self.done == self.count {
            return Ok(());
        }
        let (count, came) = (self.count, self.done);
        Err(format!("{count} entries were promised and {came} came"))
    }

    /// Adds one line more.
    pub(super) fn add(&mut self, to: &mut Composer, parts: &Parts<'_>) -> Result<(), String> {
        if self.done == self.count {
            return Err(format!(
                "{} entries were promised and more came",
                self.count
            ));
        }
        self.done += 1;
        self.last = to.at.place();
        let begin = to.bytes.len();
        to.line(&self.frame, self.stamping, parts, (self.done, self.count))?;
        if self.done == 1 || cfg!(debug_assertions) {
            Entry::parse(&to.bytes[begin..]).map_err(|e| e.to_string())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
