//! People, their posts and hours, and the units and assets they work with.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Concerns;
use crate::domain::{AssetId, PersonId, UnitId};
use crate::text::Clean;

/// A person became known: a member of staff (with a uid) or a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAdded {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: Clean,
    /// Whether they work in the department and may use the desk.
    pub staff: bool,
    /// The account on this machine by which they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// Their unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// How to ring them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Clean>,
    /// How to write to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Clean>,
}

/// What is known of a person changed. Only the fields given change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonChanged {
    /// The person.
    pub person: PersonId,
    /// The new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Clean>,
    /// Whether they are staff now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<bool>,
    /// The new account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// The new unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The new telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Clean>,
    /// The new address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Clean>,
    /// Whether they have left: their name stays on what they did, they may do no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<bool>,
    /// The entries that this one replaces.
    #[serde(default)]
    pub saw: Vec<Uuid>,
}

/// A person took a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostHeld {
    /// The person.
    pub person: PersonId,
    /// The post, a value of the profile's `[roles]`.
    pub post: String,
}

/// A person left a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostLeft {
    /// The person.
    pub person: PersonId,
    /// The post.
    pub post: String,
}

/// A person's own working week, in place of the site's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursSet {
    /// The person.
    pub person: PersonId,
    /// For each day from Monday, the spans as `08:30-16:30`; empty = the site's hours again.
    pub week: Vec<Vec<String>>,
}

/// A department or branch became known, or what is known of it changed: the last one stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAdded {
    /// The unit.
    pub unit: UnitId,
    /// The short name of the profile, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// Its name.
    pub name: Clean,
    /// How many people work there; 0 = unknown, never a whole unit.
    pub heads: u32,
    /// Its head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<PersonId>,
}

/// A machine, service or line became known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetAdded {
    /// The asset.
    pub asset: AssetId,
    /// Its name, as on its label.
    pub name: Clean,
    /// What it is: `server`, `pc`, `printer`, `service`…
    pub what: Clean,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Anything worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Clean>,
}

macro_rules! about {
    ($($name:ident . $field:ident),*) => {$(
        impl Concerns for $name {
            fn on(&self) -> Vec<Uuid> {
                vec![self.$field.uuid()]
            }
        }
    )*};
}

about!(
    PersonAdded.person,
    PersonChanged.person,
    PostHeld.person,
    PostLeft.person,
    HoursSet.person,
    UnitAdded.unit,
    AssetAdded.asset
);
