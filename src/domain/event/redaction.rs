//! Taking out what an entry says: somebody asks, a director decides, and the entry stays empty.
//!
//! The order carries what is left of the entry, its facts without its texts, so that every fold
//! goes on as before. No order repeats a word of what it takes out.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::{Concerns, Event};
use crate::domain::{PersonId, Proof, TicketId};
use crate::text::Clean;

/// Somebody asked that the text of an entry be taken out; a director decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionAsked {
    /// The ticket.
    pub ticket: TicketId,
    /// The seq of the entry.
    pub entry: u64,
    /// Why.
    pub because: Clean,
}

/// The text of an entry is taken out, by the decision of a director.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRedacted {
    /// The ticket.
    pub ticket: TicketId,
    /// The seq of the entry.
    pub entry: u64,
    /// Its id.
    pub id: Uuid,
    /// Why.
    pub because: Clean,
    /// Who asked.
    pub asked_by: PersonId,
    /// The seq of the entry in which that was asked, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<u64>,
    /// Who approved it.
    pub approved_by: PersonId,
    /// How the decision of somebody who did not enter it came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Proof>,
    /// Where that decision is kept.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<Clean>,
    /// What is left of the entry.
    pub left: Left,
}

/// Whoever asked that the text of an entry be taken out took that back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionWithdrawn {
    /// The ticket.
    pub ticket: TicketId,
    /// The seq of the entry.
    pub entry: u64,
    /// The seq of the entry in which it was asked.
    pub asked: u64,
    /// Why, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Clean>,
}

/// A director decided that the text of an entry stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionDeclined {
    /// The ticket.
    pub ticket: TicketId,
    /// The seq of the entry.
    pub entry: u64,
    /// The seq of the entry in which it was asked.
    pub asked: u64,
    /// Why.
    pub because: Clean,
    /// The director whose decision it is.
    pub declined_by: PersonId,
    /// How the decision of somebody who did not enter it came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Proof>,
    /// Where that decision is kept.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<Clean>,
}

/// What is left of an entry whose text was taken out: its kind and its facts. In the journal `kind`
/// stands before `rest`, as the order of the letters has it, so that one pass reads both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left(pub Box<Event>);

impl EntryRedacted {
    /// What is left of the entry, by the order that stands at `seq`: each text says so.
    pub fn left_by(&self, seq: u64) -> Event {
        let left = Event::clone(&self.left.0);
        left.marked(&Clean::new(&format!("redacted, see entry {seq}")))
    }
}

struct Data<'a>(&'a Event);

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

impl Serialize for Left {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut left = serializer.serialize_struct("Left", 2)?;
        left.serialize_field("kind", self.0.kind())?;
        left.serialize_field("rest", &Data(&self.0))?;
        left.end()
    }
}

/// Reads the data of the kind that stood before it.
struct OfKind<'k>(&'k str);

impl<'de> DeserializeSeed<'de> for OfKind<'_> {
    type Value = Event;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Event, D::Error> {
        let wrong = || D::Error::custom(format!("`{}` is no kind that is known here", self.0));
        Event::decode(self.0, deserializer)?.ok_or_else(wrong)
    }
}

struct LeftVisitor;

impl<'de> Visitor<'de> for LeftVisitor {
    type Value = Left;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what is left of an entry: its kind, then the rest of its data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Left, A::Error> {
        let (mut kind, mut event) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match (key.as_str(), &kind) {
                ("kind", _) => kind = Some(map.next_value::<String>()?),
                ("rest", Some(kind)) => event = Some(map.next_value_seed(OfKind(kind))?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let event = event
            .ok_or_else(|| A::Error::custom("its kind and the rest of its data are missing"))?;
        Ok(Left(Box::new(event)))
    }
}

impl<'de> Deserialize<'de> for Left {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Left", &["kind", "rest"], LeftVisitor)
    }
}

impl Concerns for RedactionAsked {
    fn on(&self) -> Vec<Uuid> {
        vec![self.ticket.uuid()]
    }
}

impl Concerns for RedactionWithdrawn {
    fn on(&self) -> Vec<Uuid> {
        vec![self.ticket.uuid()]
    }
}

impl Concerns for RedactionDeclined {
    fn on(&self) -> Vec<Uuid> {
        vec![self.ticket.uuid()]
    }
}

impl Concerns for EntryRedacted {
    /// The records of the entry that it empties, and that entry.
    fn on(&self) -> Vec<Uuid> {
        let mut on = self.left.0.on();
        on.retain(|id| *id != self.ticket.uuid());
        on.insert(0, self.ticket.uuid());
        on.push(self.id);
        on
    }
}
