//! Between the domain's events and the journal's lines.

use serde_json::Value;
use uuid::Uuid;

use crate::domain::event::Begun;
use crate::domain::{EntryHead, Event, PersonId};
use crate::journal::{Entry, NewEntry, Ready, Salts};

/// Why a line of the journal could not be understood, although its sums are right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A newer program wrote a kind that this one does not know.
    #[error("entry {seq} is of the kind `{kind}`, which a newer program wrote")]
    Newer {
        /// The line's seq.
        seq: u64,
        /// Its kind.
        kind: String,
    },
    /// The data does not fit its kind.
    #[error("entry {seq} ({kind}) does not fit: {why}")]
    Misfit {
        /// The line's seq.
        seq: u64,
        /// Its kind.
        kind: String,
        /// What does not fit.
        why: String,
    },
}

/// The line that an event becomes.
///
/// # Errors
/// The event cannot be written as JSON, which is a fault of the program; the text says which.
pub(super) fn encode(event: &Event, id: Uuid) -> Result<NewEntry, String> {
    let data = event
        .encode(serde_json::value::Serializer)
        .map_err(|error| format!("{}: {error}", event.kind()))?;
    Ok(NewEntry {
        id,
        kind: event.kind().to_owned(),
        on: event.on(),
        data,
        salted: event.is_salted(),
    })
}

/// Adds the data of an event to lines that are being made.
///
/// # Errors
/// As [`encode`].
pub(super) fn add(
    event: &Event,
    id: Uuid,
    to: &mut Ready,
    salts: &mut Salts,
) -> Result<(), String> {
    let salts = event.is_salted().then_some(salts);
    to.add((id, event.kind()), &event.on(), salts, |out| {
        let start = out.len();
        event.encode(&mut serde_json::Serializer::new(&mut *out))?;
        // What is folded is the event and not the line: in builds with checks, the tests' among
        // them, each is read back; `every_kind_is_read_as_it_was_made` has all of them.
        if cfg!(debug_assertions) && !is_read_as(event, &out[start..]) {
            let why = "it cannot be read as it was made";
            return Err(serde::ser::Error::custom(why));
        }
        Ok::<_, serde_json::Error>(())
    })
}

/// Whether some data is read as the event that it was made of.
fn is_read_as(event: &Event, data: &[u8]) -> bool {
    let mut reader = serde_json::Deserializer::from_slice(data);
    Event::decode(event.kind(), &mut reader).is_ok_and(|read| read.as_ref() == Some(event))
}

/// The frame of a line.
pub(super) fn head(entry: &Entry) -> EntryHead {
    EntryHead {
        seq: entry.seq,
        id: entry.id,
        at: entry.stamping.at,
        by: entry.stamping.by.person.map(PersonId),
    }
}

/// The event of a line; of one whose text was taken out what is left of it. `None` where its order
/// is not known or it is sealed.
///
/// # Errors
/// The line is newer than this program or does not fit: the desk opens for reading only.
pub(super) fn decode(entry: &Entry) -> Result<Option<Event>, Unreadable> {
    if entry.redacted.is_some() {
        return entry
            .order
            .as_ref()
            .map_or(Ok(None), |order| left(entry, order));
    }
    if entry.kind == "sealed" {
        return Ok(None);
    }
    let mut reader = serde_json::Deserializer::from_str(entry.data());
    match Event::decode(&entry.kind, &mut reader) {
        Ok(Some(event)) => Ok(Some(event)),
        Ok(None) => Err(Unreadable::Newer {
            seq: entry.seq,
            kind: entry.kind.clone(),
        }),
        Err(error) => Err(misfit(entry, &error)),
    }
}

fn misfit(entry: &Entry, error: &serde_json::Error) -> Unreadable {
    Unreadable::Misfit {
        seq: entry.seq,
        kind: entry.kind.clone(),
        why: error.to_string(),
    }
}

/// The number and the row of a line that began a ticket, or of which the text was taken out; none
/// of any other.
///
/// # Errors
/// As [`decode`].
pub(super) fn begun(entry: &Entry) -> Result<Option<Begun>, Unreadable> {
    if entry.redacted.is_none() {
        let mut reader = serde_json::Deserializer::from_str(entry.data());
        let read = Begun::read(&entry.kind, &mut reader);
        if let Some(begun) = read.map_err(|error| misfit(entry, &error))? {
            return Ok(Some(begun));
        }
    }
    Ok(decode(entry)?.as_ref().and_then(Begun::of))
}

/// What an order leaves of a line.
fn left(entry: &Entry, order: &Entry) -> Result<Option<Event>, Unreadable> {
    let Some(Event::EntryRedacted(redacted)) = decode(order)? else {
        return Ok(None);
    };
    let is_its = redacted.id == entry.id && redacted.left.0.kind() == entry.kind;
    Ok(is_its.then(|| redacted.left_by(order.seq)))
}

/// The data of an event as JSON, for tests and for `show --json`.
pub fn data_of(event: &Event) -> Value {
    event
        .encode(serde_json::value::Serializer)
        .unwrap_or(Value::Null)
}
