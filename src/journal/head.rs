//! The heads of lines, read one after the other.
//!
//! The lines of a group say the same of when they were recorded, by whom and on which machine. It is
//! kept once for all of them, for a long group has a hundred thousand. A head as this program writes
//! it is read by a way of its own, and one that differs by a byte as JSON.
//!
//! Invariant: a head is what its own bytes say as JSON, whatever was read before and either way.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use uuid::Uuid;

use super::compose::Stamping;
use super::hex;
use super::hlc::Hlc;
use super::line::{By, LineFault, VERSION};
use crate::time::Boot;

/// What stands in a line before its data.
pub(super) struct Head {
    pub(super) v: u32,
    pub(super) stamping: Arc<Stamping>,
    pub(super) seq: u64,
    pub(super) of: (u32, u32),
    pub(super) id: Uuid,
    pub(super) hlc: Hlc,
    pub(super) kind: String,
    pub(super) on: Vec<Uuid>,
    pub(super) sum: [u8; 32],
    pub(super) prev: [u8; 32],
}

/// A reader of heads, which knows what the last one had in common with its group.
#[derive(Default)]
pub(super) struct Heads {
    last: Option<(Arc<Stamping>, String)>,
    object: String,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug))]
struct Text<'a> {
    v: u32,
    #[serde(borrow)]
    app: Cow<'a, str>,
    #[serde(borrow)]
    replica: Cow<'a, str>,
    seq: u64,
    of: (u32, u32),
    id: Uuid,
    #[serde(borrow)]
    hlc: Cow<'a, str>,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    boot: BootText<'a>,
    #[serde(borrow)]
    by: ByText<'a>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    on: Vec<Uuid>,
    #[serde(borrow)]
    sum: Cow<'a, str>,
    #[serde(borrow)]
    prev: Cow<'a, str>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug))]
struct BootText<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    ms: u64,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug))]
struct ByText<'a> {
    person: Option<Uuid>,
    uid: u32,
    #[serde(borrow)]
    host: Cow<'a, str>,
    #[serde(borrow)]
    how: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl Heads {
    /// Reads what stands before the data, without the brace that would end it.
    ///
    /// # Errors
    /// It does not have the keys of a line, or those of a newer one.
    pub(super) fn read(&mut self, before: &str) -> Result<Head, LineFault> {
        let text = if let Some(text) = plain(before) {
            text
        } else {
            self.object.clear();
            self.object.push_str(before);
            self.object.push('}');
            read_text(&self.object)?
        };
        let sum = hex::decode32(text.sum.as_bytes()).ok_or_else(|| bad("sum"))?;
        let prev = hex::decode32(text.prev.as_bytes()).ok_or_else(|| bad("prev"))?;
        if text.of.0 == 0 || text.of.0 > text.of.1 {
            return Err(bad("of"));
        }
        let stamping = match &self.last {
            Some((last, at)) if text.is_stamped(last, at) => Arc::clone(last),
            Some(_) | None => {
                let stamping = Arc::new(text.stamping()?);
                self.last = Some((Arc::clone(&stamping), text.at.into_owned()));
                stamping
            }
        };
        Ok(Head {
            v: text.v,
            stamping,
            seq: text.seq,
            of: text.of,
            id: text.id,
            hlc: text.hlc.parse().map_err(|()| bad("hlc"))?,
            kind: text.kind.into_owned(),
            on: text.on,
            sum,
            prev,
        })
    }
}

impl Text<'_> {
    /// Whether it says what another head said, whose time was written so.
    fn is_stamped(&self, last: &Stamping, at: &str) -> bool {
        self.at == at
            && self.boot.ms == last.boot.ms
            && self.boot.id == last.boot.id
            && self.by.person == last.by.person
            && self.by.uid == last.by.uid
            && self.by.host == last.by.host
            && self.by.how == last.by.how
            && self.app == last.app
            && self.replica == last.replica
    }

    fn stamping(&self) -> Result<Stamping, LineFault> {
        Ok(Stamping {
            app: self.app.clone().into_owned(),
            replica: self.replica.clone().into_owned(),
            at: self.at.parse().map_err(|_| bad("at"))?,
            boot: Boot {
                id: self.boot.id.clone().into_owned(),
                ms: self.boot.ms,
            },
            by: By {
                person: self.by.person,
                uid: self.by.uid,
                host: self.by.host.clone().into_owned(),
                how: self.by.how.clone().into_owned(),
            },
        })
    }
}

/// A head as this program writes it: its keys in their order, every text without an escape. Such a
/// head is read in a third of the time; none where it is not quite that.
fn plain(head: &str) -> Option<Text<'_>> {
    let mut left = Left(head);
    let text = Text {
        v: left.past("{\"v\":")?.number()?,
        app: left.past(",\"app\":")?.text()?,
        replica: left.past(",\"replica\":")?.text()?,
        seq: left.past(",\"seq\":")?.number()?,
        of: (left.past(",\"of\":[")?.number()?, left.past(",")?.number()?),
        id: left.past("],\"id\":")?.uuid()?,
        hlc: left.past(",\"hlc\":")?.text()?,
        at: left.past(",\"at\":")?.text()?,
        boot: BootText {
            id: left.past(",\"boot\":{\"id\":")?.text()?,
            ms: left.past(",\"ms\":")?.number()?,
        },
        by: ByText {
            person: left.past("},\"by\":{\"person\":")?.person()?,
            uid: left.past(",\"uid\":")?.number()?,
            host: left.past(",\"host\":")?.text()?,
            how: left.past(",\"how\":")?.text()?,
        },
        kind: left.past("},\"kind\":")?.text()?,
        on: left.past(",\"on\":[")?.uuids()?,
        sum: left.past(",\"sum\":")?.text()?,
        prev: left.past(",\"prev\":")?.text()?,
    };
    (left.0.is_empty() && text.v == VERSION).then_some(text)
}

/// Who it was, where a desk has a list of people yet.
type Person = Option<Uuid>;

/// What is left of a plain head.
struct Left<'a>(&'a str);

impl<'a> Left<'a> {
    fn past(&mut self, known: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(known)?;
        Some(self)
    }

    /// A number as JSON has it: no sign, and no zero before another digit.
    fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, left) = self.0.split_at(digits);
        self.0 = left;
        let is_json = number == "0" || !number.starts_with('0');
        is_json.then(|| number.parse().ok())?
    }

    fn words(&mut self) -> Option<&'a str> {
        let text = self.0.strip_prefix('"')?;
        let is_end = |byte: u8| matches!(byte, b'"' | b'\\' | ..b' ');
        let end = text.bytes().position(is_end)?;
        let (words, left) = text.split_at(end);
        self.0 = left.strip_prefix('"')?;
        Some(words)
    }

    fn text(&mut self) -> Option<Cow<'a, str>> {
        self.words().map(Cow::Borrowed)
    }

    fn uuid(&mut self) -> Option<Uuid> {
        Uuid::parse_str(self.words()?).ok()
    }

    /// An id, or that nobody is known.
    fn person(&mut self) -> Option<Person> {
        if self.past("null").is_some() {
            return Some(None);
        }
        self.uuid().map(Some)
    }

    /// The rest of a list of ids.
    fn uuids(&mut self) -> Option<Vec<Uuid>> {
        let mut ids = Vec::new();
        if self.past("]").is_some() {
            return Some(ids);
        }
        loop {
            ids.push(self.uuid()?);
            if self.past("]").is_some() {
                return Some(ids);
            }
            self.past(",")?;
        }
    }
}

fn read_text(object: &str) -> Result<Text<'_>, LineFault> {
    // A newer head may have other keys, so its version is looked for where the keys are not ours.
    let text = serde_json::from_str::<Text<'_>>(object);
    let version = match &text {
        Ok(text) => text.v,
        Err(_) => serde_json::from_str::<Version>(object).map_or(VERSION, |found| found.v),
    };
    if version > VERSION {
        return Err(LineFault::Newer(version));
    }
    text.map_err(|e| LineFault::Head(e.to_string()))
}

fn bad(key: &str) -> LineFault {
    LineFault::Head(format!("`{key}` is not what a line has there"))
}

#[cfg(test)]
#[path = "head_tests.rs"]
mod tests;
