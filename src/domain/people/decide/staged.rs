//! The records as they will be once the rows before have been added, for judging the next row.
//!
//! Only people, units and assets are laid over: a list adds nothing else.

use std::sync::Arc;

use uuid::Uuid;

use crate::domain::{
    Asset, AssetId, Checklist, EntryHead, EntryView, Event, ListId, Number, NumberKind, Person,
    PersonId, Records, Register, Ticket, TicketId, Unit, UnitId,
};
use crate::time::Stamp;

/// Records with what a list has added so far.
pub(super) struct Staged<'a> {
    under: &'a dyn Records,
    over: Register,
    now: Stamp,
}

impl<'a> Staged<'a> {
    /// Nothing is added yet.
    pub(super) fn new(under: &'a dyn Records, now: Stamp) -> Self {
        Self {
            under,
            over: Register::default(),
            now,
        }
    }

    /// Adds what a row writes.
    pub(super) fn add(&mut self, event: &Event) {
        let head = EntryHead {
            seq: 0,
            id: Uuid::nil(),
            at: self.now,
            by: None,
        };
        self.over.apply(&head, event);
    }
}

impl Records for Staged<'_> {
    fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>> {
        self.under.ticket(id)
    }

    fn list(&self, id: ListId) -> Option<Arc<Checklist>> {
        self.under.list(id)
    }

    fn lists_of(&self, ticket: TicketId) -> Vec<Arc<Checklist>> {
        self.under.lists_of(ticket)
    }

    fn person(&self, id: PersonId) -> Option<Arc<Person>> {
        self.over.person(id).or_else(|| self.under.person(id))
    }

    fn person_named(&self, name: &str) -> Option<Arc<Person>> {
        self.under
            .person_named(name)
            .or_else(|| self.over.person_named(name))
    }

    fn holders(&self, post: &str) -> Vec<Arc<Person>> {
        let mut holders = self.under.holders(post);
        holders.extend(self.over.holders(post));
        holders
    }

    fn person_of_uid(&self, uid: u32) -> Option<Arc<Person>> {
        self.under
            .person_of_uid(uid)
            .or_else(|| self.over.person_of_uid(uid))
    }

    fn unit(&self, id: UnitId) -> Option<Arc<Unit>> {
        self.over.unit(id).or_else(|| self.under.unit(id))
    }

    fn unit_named(&self, name: &str) -> Option<Arc<Unit>> {
        self.under
            .unit_named(name)
            .or_else(|| self.over.unit_named(name))
    }

    fn units(&self) -> Vec<Arc<Unit>> {
        let mut units = self.under.units();
        units.extend(self.over.units());
        units
    }

    fn asset(&self, id: AssetId) -> Option<Arc<Asset>> {
        self.over.asset(id).or_else(|| self.under.asset(id))
    }

    fn asset_named(&self, name: &str) -> Option<Arc<Asset>> {
        self.under
            .asset_named(name)
            .or_else(|| self.over.asset_named(name))
    }

    fn entry(&self, ticket: TicketId, seq: u64) -> Option<EntryView> {
        self.under.entry(ticket, seq)
    }

    fn is_taken(&self, number: Number) -> bool {
        self.under.is_taken(number)
    }

    fn next_number(&self, kind: NumberKind) -> u64 {
        self.under.next_number(kind)
    }

    fn is_row_known(&self, row: &str) -> bool {
        self.under.is_row_known(row)
    }
}
