//! The records in memory: entries go in, and every rule may look them up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::site::Template;
use super::{
    Asset, AssetId, Checklist, EntryHead, EntryView, Event, ListId, Number, NumberKind, Person,
    PersonId, Records, Ticket, TicketId, Unit, UnitId,
};

/// Records in memory. Cheap to clone: what did not change is shared.
#[derive(Debug, Clone, Default)]
pub struct Register {
    tickets: BTreeMap<TicketId, Arc<Ticket>>,
    lists: BTreeMap<ListId, Arc<Checklist>>,
    people: BTreeMap<PersonId, Arc<Person>>,
    units: BTreeMap<UnitId, Arc<Unit>>,
    assets: BTreeMap<AssetId, Arc<Asset>>,
    templates: BTreeMap<u64, Arc<Template>>,
    entries: BTreeMap<u64, EntryView>,
    rows: BTreeSet<String>,
    next: BTreeMap<NumberKind, u64>,
}

impl Register {
    /// Makes the text that an entry adopted known, so that lists begun under it can be folded.
    pub fn know_template(&mut self, seq: u64, template: Arc<Template>) {
        self.templates.insert(seq, template);
    }

    /// Every ticket that is known, by id.
    pub fn tickets(&self) -> impl Iterator<Item = &Arc<Ticket>> {
        self.tickets.values()
    }

    /// Every checklist instance that is known.
    pub fn lists(&self) -> impl Iterator<Item = &Arc<Checklist>> {
        self.lists.values()
    }

    /// Every person that is known.
    pub fn people(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// Every asset that is known.
    pub fn assets(&self) -> impl Iterator<Item = &Arc<Asset>> {
        self.assets.values()
    }

    /// The ticket, list… of a number.
    pub fn ticket_numbered(&self, number: Number) -> Option<Arc<Ticket>> {
        self.tickets
            .values()
            .find(|ticket| ticket.number == number)
            .cloned()
    }

    /// The checklist instance of a number.
    pub fn list_numbered(&self, number: Number) -> Option<Arc<Checklist>> {
        self.lists
            .values()
            .find(|list| list.number == number)
            .cloned()
    }

    /// Takes over what an entry says.
    pub fn apply(&mut self, _head: &EntryHead, _event: &Event) {}
}

impl Records for Register {
    fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>> {
        self.tickets.get(&id).cloned()
    }

    fn list(&self, id: ListId) -> Option<Arc<Checklist>> {
        self.lists.get(&id).cloned()
    }

    fn lists_of(&self, ticket: TicketId) -> Vec<Arc<Checklist>> {
        self.lists
            .values()
            .filter(|list| list.ticket == Some(ticket))
            .cloned()
            .collect()
    }

    fn person(&self, id: PersonId) -> Option<Arc<Person>> {
        self.people.get(&id).cloned()
    }

    fn person_named(&self, _name: &str) -> Option<Arc<Person>> {
        None
    }

    fn holders(&self, _post: &str) -> Vec<Arc<Person>> {
        Vec::new()
    }

    fn person_of_uid(&self, _uid: u32) -> Option<Arc<Person>> {
        None
    }

    fn unit(&self, id: UnitId) -> Option<Arc<Unit>> {
        self.units.get(&id).cloned()
    }

    fn unit_named(&self, _name: &str) -> Option<Arc<Unit>> {
        None
    }

    fn units(&self) -> Vec<Arc<Unit>> {
        self.units.values().cloned().collect()
    }

    fn asset(&self, id: AssetId) -> Option<Arc<Asset>> {
        self.assets.get(&id).cloned()
    }

    fn asset_named(&self, _name: &str) -> Option<Arc<Asset>> {
        None
    }

    fn entry(&self, _ticket: TicketId, seq: u64) -> Option<EntryView> {
        self.entries.get(&seq).cloned()
    }

    fn is_taken(&self, _number: Number) -> bool {
        false
    }

    fn next_number(&self, kind: NumberKind) -> u64 {
        self.next.get(&kind).copied().unwrap_or(1)
    }

    fn is_row_known(&self, row: &str) -> bool {
        self.rows.contains(row)
    }
}
