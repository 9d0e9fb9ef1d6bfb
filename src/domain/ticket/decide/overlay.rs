//! The records as they will be once a ticket has changed, for judging two verbs at once.

use std::sync::Arc;

use crate::domain::{
    Asset, AssetId, Checklist, EntryView, ListId, Number, NumberKind, Person, PersonId, Records,
    Ticket, TicketId, Unit, UnitId,
};

/// Records in which one ticket stands differently.
pub(super) struct Overlay<'a> {
    under: &'a dyn Records,
    over: Arc<Ticket>,
}

impl<'a> Overlay<'a> {
    /// Lays a ticket over what the records say of it.
    pub(super) fn new(under: &'a dyn Records, over: Ticket) -> Self {
        Self {
            under,
            over: Arc::new(over),
        }
    }

    /// The ticket as it stands here.
    pub(super) fn over(&self) -> &Ticket {
        &self.over
    }
}

impl Records for Overlay<'_> {
    fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>> {
        if id == self.over.id {
            Some(Arc::clone(&self.over))
        } else {
            self.under.ticket(id)
        }
    }

    fn list(&self, id: ListId) -> Option<Arc<Checklist>> {
        self.under.list(id)
    }

    fn lists_of(&self, ticket: TicketId) -> Vec<Arc<Checklist>> {
        self.under.lists_of(ticket)
    }

    fn person(&self, id: PersonId) -> Option<Arc<Person>> {
        self.under.person(id)
    }

    fn person_named(&self, name: &str) -> Option<Arc<Person>> {
        self.under.person_named(name)
    }

    fn holders(&self, post: &str) -> Vec<Arc<Person>> {
        self.under.holders(post)
    }

    fn person_of_uid(&self, uid: u32) -> Option<Arc<Person>> {
        self.under.person_of_uid(uid)
    }

    fn unit(&self, id: UnitId) -> Option<Arc<Unit>> {
        self.under.unit(id)
    }

    fn unit_named(&self, name: &str) -> Option<Arc<Unit>> {
        self.under.unit_named(name)
    }

    fn units(&self) -> Vec<Arc<Unit>> {
        self.under.units()
    }

    fn asset(&self, id: AssetId) -> Option<Arc<Asset>> {
        self.under.asset(id)
    }

    fn asset_named(&self, name: &str) -> Option<Arc<Asset>> {
        self.under.asset_named(name)
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
