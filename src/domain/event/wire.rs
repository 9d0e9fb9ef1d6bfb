//! How the domain's plain values stand in the journal: as text that a person can read.

use std::borrow::Cow;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use crate::domain::{
    Affected, AssetId, AttachedAs, CalloutId, Channel, ClaimId, ClaimPath, IncidentKind,
    IntervalKind, ListId, Number, PersonId, Proof, RosterId, State, StepName, TicketId,
    ToldOutcome, UnitId,
};
use crate::text::Clean;
use crate::time::Stamp;

/// What a text must be to be one of these values.
struct Reads<T> {
    read: fn(&str) -> Option<T>,
    name: &'static str,
}

impl<T> Visitor<'_> for Reads<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        let read = (self.read)(text);
        read.ok_or_else(|| E::custom(format!("`{text}` is no {}", self.name)))
    }
}

/// Room for the digits of an id.
type Digits = [u8; Hyphenated::LENGTH];

// No text of its own is made for what can be written and read where it stands: an import has ten of
// these values an entry.
macro_rules! by_text {
    ($($name:ty: $write:expr, $read:expr);* $(;)?) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: for<'a> fn(&'a $name, &'a mut Digits) -> Cow<'a, str> = $write;
                serializer.serialize_str(&write(self, &mut [0; Hyphenated::LENGTH]))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Reads {
                    read: $read,
                    name: stringify!($name),
                })
            }
        }
    )*};
}

macro_rules! words {
    ($($name:ident),*) => { by_text! { $($name: |w, _| w.as_str().into(), $name::parse;)* } };
}

macro_rules! uuids {
    ($($name:ident),*) => {
        by_text! { $(
            $name: |id, digits| Cow::Borrowed(id.0.hyphenated().encode_lower(digits)),
                |t| Uuid::parse_str(t).ok().map($name);
        )* }
    };
}

words!(
    Affected,
    AttachedAs,
    Channel,
    ClaimPath,
    IncidentKind,
    IntervalKind,
    Proof,
    State,
    StepName,
    ToldOutcome
);
uuids!(
    TicketId, PersonId, UnitId, AssetId, ListId, CalloutId, ClaimId, RosterId
);
by_text! {
    Stamp: |s, _| s.rfc3339_ms().into(), |t| t.parse().ok();
    Number: |n, _| n.to_string().into(), |t| t.parse().ok();
    Clean: |c, _| c.as_str().into(), |t| Some(Clean::new(t));
}
