//! The people and units that the rows of one file name, each made once.

use std::collections::HashMap;

use crate::domain::event::{PersonAdded, UnitAdded};
use crate::domain::{Event, PersonId, Records, Site, UnitId};
use crate::text::{Clean, fold};

/// Who and what is known while a file is taken in.
pub(super) struct Cast<'a> {
    /// The records before the import.
    pub(super) records: &'a dyn Records,
    /// The rules in force.
    pub(super) site: &'a Site,
    people: HashMap<String, PersonId>,
    units: HashMap<String, UnitId>,
}

impl<'a> Cast<'a> {
    /// Nobody named yet.
    pub(super) fn new(records: &'a dyn Records, site: &'a Site) -> Self {
        Self {
            records,
            site,
            people: HashMap::new(),
            units: HashMap::new(),
        }
    }

    /// The person of a name: known, named before, or a contact made from the next spare uuid.
    /// None where the name is blank or the row has no uuid left.
    pub(super) fn person(
        &mut self,
        name: Option<&Clean>,
        unit: Option<UnitId>,
        spare: &mut impl Iterator<Item = PersonId>,
        events: &mut Vec<Event>,
    ) -> Option<PersonId> {
        let name = name.filter(|name| !name.is_blank())?.trim();
        let key = fold(name.as_str());
        if let Some(id) = self.people.get(&key) {
            return Some(*id);
        }
        if let Some(known) = self.records.person_named(name.as_str()) {
            self.people.insert(key, known.id);
            return Some(known.id);
        }
        let person = spare.next()?;
        self.people.insert(key, person);
        let added = PersonAdded {
            person,
            name,
            staff: false,
            uid: None,
            unit,
            phone: None,
            email: None,
        };
        events.push(added.into());
        Some(person)
    }

    /// The unit of a name: known, named before, or made. One that the profile lists has its
    /// head-count; of any other it is unknown.
    pub(super) fn unit(
        &mut self,
        name: Option<&Clean>,
        spare: UnitId,
        events: &mut Vec<Event>,
    ) -> Option<UnitId> {
        let name = name.filter(|name| !name.is_blank())?.trim();
        let key = fold(name.as_str());
        if let Some(id) = self.units.get(&key) {
            return Some(*id);
        }
        let listed = self.site.policy.profile.units.find(name.as_str());
        let known = self.records.unit_named(name.as_str()).or_else(|| {
            let listed = listed?;
            let by_id = self.records.unit_named(&listed.id);
            by_id.or_else(|| self.records.unit_named(listed.name.as_str()))
        });
        if let Some(known) = known {
            self.units.insert(key, known.id);
            return Some(known.id);
        }
        self.units.insert(key, spare);
        if let Some(listed) = listed {
            self.units.insert(fold(&listed.id), spare);
            self.units.insert(fold(listed.name.as_str()), spare);
        }
        let added = UnitAdded {
            unit: spare,
            short: listed.map(|unit| unit.id.clone()),
            name: listed.map_or(name, |unit| unit.name.clone()),
            heads: listed.and_then(|unit| unit.heads).unwrap_or(0),
            head: None,
        };
        events.push(added.into());
        Some(spare)
    }
}
