//! The data of many lines, as text with its salt, before anybody knows which lines they will be.
//!
//! The data of a line depends on nothing but what happened, its head on all lines before. So the
//! data of a long group is made on another thread than its lines, some hundreds at a time.
//!
//! Invariant: what stands here is, for each line, a JSON object with its salt.

use std::borrow::Cow;

use memchr::memmem;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::compose::NewEntry;
use super::hex;
use super::random::Random;

/// How a salt begins.
const SALT: &[u8] = b"\"salt\":";

/// Data of lines that follow each other in one group.
#[derive(Debug, Default)]
pub struct Ready {
    text: Vec<u8>,
    on: Vec<Uuid>,
    lines: Vec<Line>,
}

/// Where the parts of one line end, and what it has of its own.
#[derive(Debug)]
struct Line {
    id: Uuid,
    kind: Cow<'static, str>,
    on_end: usize,
    text_end: usize,
}

/// What one line is made of, but for its place in the chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) id: Uuid,
    pub(super) kind: &'a str,
    pub(super) on: &'a [Uuid],
    pub(super) data: &'a [u8],
}

/// Random salts for the data of lines.
#[derive(Debug)]
pub struct Salts(Random);

impl Default for Salts {
    fn default() -> Self {
        Self::new()
    }
}

impl Salts {
    /// Salts of the system.
    pub fn new() -> Self {
        Self(Random::new())
    }

    /// Puts a new salt into the JSON object that begins at `start` and ends the text.
    fn add(&mut self, text: &mut Vec<u8>, start: usize, kind: &str) -> Result<(), String> {
        if has_salt(&text[start..]) {
            return Err(format!("the data of `{kind}` has a salt already"));
        }
        let salt: [u8; 16] = self.0.take().map_err(|e| e.to_string())?;
        text.pop();
        if text.len() > start + 1 {
            text.push(b',');
        }
        text.extend_from_slice(b"\"salt\":\"");
        hex::push(text, &salt);
        text.extend_from_slice(b"\"}");
        Ok(())
    }
}

/// Whether an object has a salt of its own; what only looks like one is read to be sure.
fn has_salt(object: &[u8]) -> bool {
    memmem::find(object, SALT).is_some()
        && serde_json::from_slice::<Map<String, Value>>(object)
            .is_ok_and(|keys| keys.contains_key("salt"))
}

impl Ready {
    /// Takes out what is there, and leaves as much room for the next.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let next = Self {
            text: Vec::with_capacity(self.text.len() + self.text.len() / 8),
            on: Vec::with_capacity(self.on.len() + self.on.len() / 8),
            lines: Vec::with_capacity(self.lines.len()),
        };
        std::mem::replace(self, next)
    }

    /// Adds the data of the next line, which `write` writes as a JSON object.
    ///
    /// # Errors
    /// It cannot be written, is no object, or has a salt although it is to get one.
    pub fn add<E: ToString>(
        &mut self,
        (id, kind): (Uuid, impl Into<Cow<'static, str>>),
        on: &[Uuid],
        salts: Option<&mut Salts>,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), String> {
        let (kind, start) = (kind.into(), self.text.len());
        write(&mut self.text).map_err(|error| format!("{kind}: {}", error.to_string()))?;
        let written = &self.text[start..];
        if !(written.starts_with(b"{") && written.ends_with(b"}")) {
            return Err(format!("the data of `{kind}` is not an object"));
        }
        if let Some(salts) = salts {
            salts.add(&mut self.text, start, &kind)?;
        }
        self.on.extend_from_slice(on);
        self.lines.push(Line {
            id,
            kind,
            on_end: self.on.len(),
            text_end: self.text.len(),
        });
        Ok(())
    }

    /// Adds one entry.
    pub(super) fn add_entry(&mut self, entry: &NewEntry, salts: &mut Salts) -> Result<(), String> {
        let salts = entry.salted.then_some(salts);
        let kind = (entry.id, entry.kind.clone());
        self.add(kind, &entry.on, salts, |out| {
            serde_json::to_writer(out, &entry.data)
        })
    }

    /// How many lines these are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines in their order.
    pub(super) fn parts(&self) -> impl Iterator<Item = Parts<'_>> {
        let (mut on, mut text) = (0, 0);
        self.lines.iter().map(move |line| {
            let parts = Parts {
                id: line.id,
                kind: &line.kind,
                on: &self.on[on..line.on_end],
                data: &self.text[text..line.text_end],
            };
            (on, text) = (line.on_end, line.text_end);
            parts
        })
    }
}
