//! Commands about people, units and assets.

use crate::domain::{AssetId, PersonId, UnitId};
use crate::text::Clean;

/// Somebody named by whoever types: a known person, or a name that becomes a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonRef {
    /// A known person.
    Id(PersonId),
    /// A name. The person known by it is taken; else a contact is made with this uuid.
    Named {
        /// The name.
        name: Clean,
        /// The uuid of the contact, if one must be made.
        id: PersonId,
    },
}

/// Add a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddPerson {
    /// The person's uuid.
    pub id: PersonId,
    /// Their name.
    pub name: Clean,
    /// Whether they are staff of the department.
    pub staff: bool,
    /// The account on this machine.
    pub uid: Option<u32>,
    /// Their unit.
    pub unit: Option<UnitId>,
    /// Telephone.
    pub phone: Option<Clean>,
    /// E-mail.
    pub email: Option<Clean>,
    /// Posts to hold from the start.
    pub posts: Vec<String>,
}

/// Change what is known of a person; only the fields given change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePerson {
    /// The person.
    pub id: PersonId,
    /// The new name.
    pub name: Option<Clean>,
    /// Whether they are staff now.
    pub staff: Option<bool>,
    /// The new account.
    pub uid: Option<u32>,
    /// The new unit.
    pub unit: Option<UnitId>,
    /// The new telephone number.
    pub phone: Option<Clean>,
    /// The new address.
    pub email: Option<Clean>,
    /// Whether they have left.
    pub left: Option<bool>,
}

/// Give a person a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldPost {
    /// The person.
    pub person: PersonId,
    /// The post, a value of the profile's `[roles]`.
    pub post: String,
}

/// Take a post from a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeavePost {
    /// The person.
    pub person: PersonId,
    /// The post.
    pub post: String,
}

/// Set a person's own working hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetHours {
    /// The person.
    pub person: PersonId,
    /// For each day from Monday, spans as `08:30-16:30`; all empty = the site's hours again.
    pub week: Vec<Vec<String>>,
}

/// Add a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddUnit {
    /// The unit's uuid.
    pub id: UnitId,
    /// A short name.
    pub short: Option<String>,
    /// Its name.
    pub name: Clean,
    /// Head-count; 0 = unknown.
    pub heads: u32,
    /// Its head.
    pub head: Option<PersonRef>,
}

/// Change what is known of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeUnit {
    /// The unit.
    pub id: UnitId,
    /// Head-count, where it changes; 0 = unknown.
    pub heads: Option<u32>,
    /// Its head, where that changes.
    pub head: Option<PersonRef>,
}

/// Add an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddAsset {
    /// The asset's uuid.
    pub id: AssetId,
    /// Its name.
    pub name: Clean,
    /// What it is.
    pub what: Clean,
    /// Where it stands.
    pub unit: Option<UnitId>,
    /// Anything worth knowing.
    pub note: Option<Clean>,
}

/// One row of a list of people, units or assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddRow {
    /// A person.
    Person(AddPerson),
    /// A unit.
    Unit(AddUnit),
    /// An asset.
    Asset(AddAsset),
}

/// Take in a list of people, units or assets, all or nothing. A row whose name is known, here or
/// from an earlier row, adds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddMany {
    /// The rows, each with its line in the file, from 1.
    pub rows: Vec<(u64, AddRow)>,
}
