//! People, units and assets.

use serde::{Deserialize, Serialize};

use super::{id, ids};
use crate::domain::{Asset, Person, Unit};
use crate::text::Clean;

/// A person as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    id: u128,
    name: String,
    staff: bool,
    uid: Option<u32>,
    unit: Option<u128>,
    phone: Option<String>,
    email: Option<String>,
    posts: Vec<String>,
    week: Vec<Vec<String>>,
    left: bool,
}

impl From<&Person> for PersonRow {
    fn from(person: &Person) -> Self {
        Self {
            id: id(person.id),
            name: person.name.to_string(),
            staff: person.staff,
            uid: person.uid,
            unit: person.unit.map(id),
            phone: person.phone.as_ref().map(ToString::to_string),
            email: person.email.as_ref().map(ToString::to_string),
            posts: person.posts.iter().cloned().collect(),
            week: person.week.clone(),
            left: person.left,
        }
    }
}

impl PersonRow {
    /// The person.
    pub fn person(&self) -> Person {
        Person {
            id: ids(self.id),
            name: Clean::new(&self.name),
            staff: self.staff,
            uid: self.uid,
            unit: self.unit.map(ids),
            phone: self.phone.as_deref().map(Clean::new),
            email: self.email.as_deref().map(Clean::new),
            posts: self.posts.iter().cloned().collect(),
            week: self.week.clone(),
            left: self.left,
        }
    }
}

/// A unit as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    id: u128,
    short: Option<String>,
    name: String,
    heads: u32,
    head: Option<u128>,
}

impl From<&Unit> for UnitRow {
    fn from(unit: &Unit) -> Self {
        Self {
            id: id(unit.id),
            short: unit.short.clone(),
            name: unit.name.to_string(),
            heads: unit.heads,
            head: unit.head.map(id),
        }
    }
}

impl UnitRow {
    /// The unit.
    pub fn unit(&self) -> Unit {
        Unit {
            id: ids(self.id),
            short: self.short.clone(),
            name: Clean::new(&self.name),
            heads: self.heads,
            head: self.head.map(ids),
        }
    }
}

/// An asset as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetRow {
    id: u128,
    name: String,
    what: String,
    unit: Option<u128>,
    note: Option<String>,
}

impl From<&Asset> for AssetRow {
    fn from(asset: &Asset) -> Self {
        Self {
            id: id(asset.id),
            name: asset.name.to_string(),
            what: asset.what.to_string(),
            unit: asset.unit.map(id),
            note: asset.note.as_ref().map(ToString::to_string),
        }
    }
}

impl AssetRow {
    /// The asset.
    pub fn asset(&self) -> Asset {
        Asset {
            id: ids(self.id),
            name: Clean::new(&self.name),
            what: Clean::new(&self.what),
            unit: self.unit.map(ids),
            note: self.note.as_deref().map(Clean::new),
        }
    }
}
