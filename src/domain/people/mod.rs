//! People, units and assets as they stand now.

mod decide;

pub(super) use decide::decide;

use std::collections::BTreeSet;

use super::{AssetId, PersonId, UnitId};
use crate::domain::event::{AssetAdded, HoursSet, PersonAdded, PersonChanged, UnitAdded};
use crate::text::Clean;

/// A person: a member of the department's staff, or a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Name.
    pub name: Clean,
    /// Whether they are staff and may use the desk.
    pub staff: bool,
    /// The account by which they are known on this machine.
    pub uid: Option<u32>,
    /// Their unit.
    pub unit: Option<UnitId>,
    /// Telephone.
    pub phone: Option<Clean>,
    /// E-mail.
    pub email: Option<Clean>,
    /// Posts held, values of the profile's `[roles]`.
    pub posts: BTreeSet<String>,
    /// Their own working week from Monday, spans as `08:30-16:30`; empty = the site's.
    pub week: Vec<Vec<String>>,
    /// Whether they have left.
    pub left: bool,
}

impl Person {
    /// The person of an entry.
    pub fn added(event: &PersonAdded) -> Self {
        Self {
            id: event.person,
            name: event.name.clone(),
            staff: event.staff,
            uid: event.uid,
            unit: event.unit,
            phone: event.phone.clone(),
            email: event.email.clone(),
            posts: BTreeSet::new(),
            week: Vec::new(),
            left: false,
        }
    }

    /// Takes over what an entry changes.
    pub fn change(&mut self, event: &PersonChanged) {
        if let Some(name) = &event.name {
            self.name = name.clone();
        }
        self.staff = event.staff.unwrap_or(self.staff);
        self.uid = event.uid.or(self.uid);
        self.unit = event.unit.or(self.unit);
        if event.phone.is_some() {
            self.phone.clone_from(&event.phone);
        }
        if event.email.is_some() {
            self.email.clone_from(&event.email);
        }
        self.left = event.left.unwrap_or(self.left);
    }

    /// Takes over their own hours.
    pub fn set_hours(&mut self, event: &HoursSet) {
        self.week.clone_from(&event.week);
    }

    /// Two letters by which lists show them, such as `jd` for Jo Dale.
    pub fn initials(&self) -> String {
        let mut words = self
            .name
            .as_str()
            .split_whitespace()
            .filter_map(|w| w.chars().next());
        let first = words.next();
        let last = words.next_back();
        let letters: String = match (first, last) {
            (Some(a), Some(b)) => [a, b].iter().collect(),
            (Some(_), None) => self.name.as_str().chars().take(2).collect(),
            _ => "--".to_owned(),
        };
        letters.to_lowercase()
    }
}

/// A department or branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Identity.
    pub id: UnitId,
    /// The profile's short name, if it has one.
    pub short: Option<String>,
    /// Name.
    pub name: Clean,
    /// Head-count; 0 = unknown, never a whole unit.
    pub heads: u32,
    /// Its head.
    pub head: Option<PersonId>,
}

impl Unit {
    /// The unit of an entry.
    pub fn added(event: &UnitAdded) -> Self {
        Self {
            id: event.unit,
            short: event.short.clone(),
            name: event.name.clone(),
            heads: event.heads,
            head: event.head,
        }
    }
}

/// A machine, service or line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Identity.
    pub id: AssetId,
    /// Name.
    pub name: Clean,
    /// What it is.
    pub what: Clean,
    /// Where it stands.
    pub unit: Option<UnitId>,
    /// Anything worth knowing.
    pub note: Option<Clean>,
}

impl Asset {
    /// The asset of an entry.
    pub fn added(event: &AssetAdded) -> Self {
        Self {
            id: event.asset,
            name: event.name.clone(),
            what: event.what.clone(),
            unit: event.unit,
            note: event.note.clone(),
        }
    }
}
