//! How the domain's plain values stand in the journal: as text that a person can read.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

use crate::domain::{
    Affected, AssetId, AttachedAs, CalloutId, Channel, ClaimId, ClaimPath, IncidentKind,
    IntervalKind, ListId, Number, PersonId, Proof, RosterId, State, StepName, TicketId,
    ToldOutcome, UnitId,
};
use crate::text::Clean;
use crate::time::Stamp;

macro_rules! by_text {
    ($($name:ty: $write:expr, $read:expr);* $(;)?) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$name) -> String = $write;
                serializer.serialize_str(&write(self))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                let read: fn(&str) -> Option<$name> = $read;
                read(&text).ok_or_else(|| {
                    D::Error::custom(format!("`{text}` is no {}", stringify!($name)))
                })
            }
        }
    )*};
}

macro_rules! words {
    ($($name:ident),*) => { by_text! { $($name: |w| w.as_str().to_owned(), $name::parse;)* } };
}

macro_rules! uuids {
    ($($name:ident),*) => {
        by_text! { $($name: |id| id.0.to_string(), |t| Uuid::parse_str(t).ok().map($name);)* }
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
    Stamp: |s| s.rfc3339_ms(), |t| t.parse().ok();
    Number: |n| n.to_string(), |t| t.parse().ok();
    Clean: |c| c.as_str().to_owned(), |t| Some(Clean::new(t));
}
