//! Records of which a part is not in memory: a desk begins from its page, without closed tickets.
//!
//! Whoever folds entries into such records asks first what they miss, and puts it in from its own
//! entries. What is in memory is always whole: a ticket never lacks an entry in the middle.
//!
//! Invariant: putting a story in gives the records that folding every entry would have given.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Callout, Claim, Later, Register, Template, Ticket, entries, name_key};
use crate::domain::event::Begun;
use crate::domain::{
    Asset, Checklist, ClaimId, EntryHead, Event, ListId, Number, NumberKind, Person, Records as _,
    TicketId, Unit, UnitId,
};

/// A record that an entry concerns and that is not in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absent {
    /// A ticket; its lists, callouts and claims are read with it.
    Ticket(TicketId),
    /// A list that belongs to no ticket.
    List(ListId),
    /// A claim; it is read with its callout's ticket.
    Claim(ClaimId),
}

impl Register {
    /// Empty records that keep no texts of entries but those of the stories put in.
    pub fn lean() -> Self {
        Self {
            is_lean: true,
            ..Self::default()
        }
    }

    /// Says that closed tickets and their lists may be missing.
    pub fn be_partial(&mut self) {
        self.is_partial = true;
    }

    /// Whether closed tickets and their lists may be missing.
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Whether every imported row and every number of a ticket is known.
    pub fn has_rows(&self) -> bool {
        self.has_rows || !self.is_partial
    }

    /// Learns the rows and the numbers of entries that began tickets, and nothing else of them.
    pub fn know_rows(&mut self, begun: Vec<Begun>) {
        let highest = begun.iter().max_by_key(|begun| begun.number.n);
        if let Some(Begun { ticket, number, .. }) = highest {
            self.take_number(*number, ticket.uuid());
        }
        let numbered = begun
            .iter()
            .map(|begun| (begun.number, begun.ticket.uuid()));
        self.numbered.put_all(numbered.collect());
        let rows = begun.into_iter().filter_map(|begun| begun.row);
        self.rows.put_all(rows.map(|row| (row, ())).collect());
        self.has_rows = true;
    }

    /// After a restore: each kind goes on from the number given, and none below is free.
    pub(super) fn go_on_above(&mut self, next: &[Number]) {
        for number in next {
            let n = number.n.max(self.next_number(number.kind));
            self.next.put(number.kind, n);
            self.lost_below.put(number.kind, n);
        }
    }

    /// Puts in a ticket as it stands now.
    pub fn put_ticket(&mut self, ticket: Ticket) {
        self.take_number(ticket.number, ticket.id.uuid());
        self.tickets.put(ticket.id, Arc::new(ticket));
    }

    /// Puts in tickets as they stand now.
    pub fn put_tickets(&mut self, tickets: Vec<Arc<Ticket>>) {
        let highest = tickets.iter().max_by_key(|ticket| ticket.number.n);
        if let Some(ticket) = highest {
            self.take_number(ticket.number, ticket.id.uuid());
        }
        let numbered = tickets.iter().map(|t| (t.number, t.id.uuid()));
        self.numbered.put_all(numbered.collect());
        let tickets = tickets.into_iter().map(|ticket| (ticket.id, ticket));
        self.tickets.put_all(tickets.collect());
    }

    /// Puts in a list as it stands now.
    pub fn put_list(&mut self, list: Checklist) {
        self.take_number(list.number, list.id.uuid());
        if let Some(ticket) = list.ticket {
            self.lists_of.add(ticket, list.id);
        }
        self.lists.put(list.id, Arc::new(list));
    }

    /// Puts in a person as they are known now.
    pub fn put_known(&mut self, person: Person) {
        for post in &person.posts {
            self.posts.add(post.clone(), person.id);
        }
        self.put_person(person);
    }

    /// Puts in an asset.
    pub fn put_asset(&mut self, asset: Asset) {
        self.assets_named
            .put(name_key(asset.name.as_str()), asset.id);
        self.assets.put(asset.id, Arc::new(asset));
    }

    /// Puts in a unit as it is known now; its names are put in apart.
    pub fn put_unit(&mut self, unit: Unit) {
        self.units.put(unit.id, Arc::new(unit));
    }

    /// Puts in a name of a unit, as [`Register::unit_names`] gives it.
    pub fn put_unit_name(&mut self, name: String, unit: UnitId) {
        self.units_named.put(name, unit);
    }

    /// Every name by which a unit is found, and the unit.
    pub fn unit_names(&self) -> impl Iterator<Item = (&str, UnitId)> {
        let pairs = self.units_named.pairs();
        pairs.map(|(name, unit)| (name.as_str(), *unit))
    }

    /// Says which number is given next; never one that was given already.
    pub fn put_next(&mut self, kind: NumberKind, next: u64) {
        let known = self.next.get(&kind).copied().unwrap_or(1);
        if next > known {
            self.next.put(kind, next);
        }
    }

    /// The text that an entry adopted.
    pub fn template(&self, seq: u64) -> Option<&Arc<Template>> {
        self.templates.get(&seq).map(Later::get)
    }

    /// Whether the entries of a ticket are in memory, for the rules that point at one.
    pub fn is_told(&self, ticket: TicketId) -> bool {
        !self.is_lean || self.told.get(&ticket).is_some_and(|told| *told)
    }

    pub(super) fn untell(&mut self, ticket: TicketId) {
        if self.told.has(&ticket) {
            self.told.put(ticket, false);
        }
    }

    /// What an entry concerns and these records do not have.
    pub fn missing(&self, event: &Event) -> Vec<Absent> {
        if !self.is_partial || is_opening(event) {
            return Vec::new();
        }
        let mut missing = Vec::new();
        let mut ticket = |id: TicketId| {
            if !self.tickets.has(&id) {
                missing.push(Absent::Ticket(id));
            }
        };
        if let Some((id, _, _)) = entries::said(event) {
            ticket(id);
        }
        if let Event::ActionMoved(moved) = event {
            ticket(moved.to);
        }
        if let Some((list, None)) = list_of(event)
            && !self.lists.has(&list)
        {
            missing.push(Absent::List(list));
        }
        if let Event::ClaimWithdrawn(withdrawn) = event
            && !self.claims.has(&withdrawn.claim)
        {
            missing.push(Absent::Claim(withdrawn.claim));
        }
        missing
    }

    /// Puts in some tickets with their lists, callouts, claims and entries, from all entries that
    /// concern them and the tickets from which actions were moved to them, oldest first, with the
    /// jumps of the clock while a callout ran.
    pub fn put_stories(&mut self, ids: &BTreeSet<TicketId>, entries: &[(EntryHead, Event)]) {
        let folded = self.fold(entries);
        for id in ids {
            if let Some(ticket) = folded.tickets.get(id) {
                self.take_number(ticket.number, id.uuid());
                self.tickets.put(*id, Arc::clone(ticket));
                self.told.put(*id, true);
            }
            for list in folded.lists_of.list(id) {
                self.lists_of.add(*id, *list);
            }
        }
        for list in folded.lists.values() {
            if list.ticket.is_none_or(|ticket| ids.contains(&ticket)) {
                self.take_number(list.number, list.id.uuid());
                self.lists.put(list.id, Arc::clone(list));
            }
        }
        for callout in folded.callouts.values() {
            if ids.contains(&callout.ticket) {
                self.put_callout(Callout::clone(callout));
            }
        }
        for claim in folded.claims.values() {
            if ids.contains(&claim.ticket) {
                self.put_claim(Claim::clone(claim));
            }
        }
        for (seq, view) in folded.entries.pairs() {
            if ids.contains(&view.ticket) {
                self.entries.put(*seq, Arc::clone(view));
            }
        }
        self.note_late_cures(ids);
    }

    /// Some entries folded on their own, by the texts that are known here.
    fn fold(&self, entries: &[(EntryHead, Event)]) -> Self {
        let mut folded = Self {
            templates: self.templates.clone(),
            ..Self::default()
        };
        for (head, event) in entries {
            folded.apply(head, event);
        }
        folded
    }
}

fn is_opening(event: &Event) -> bool {
    matches!(event, Event::TicketOpened(_) | Event::TicketImported(_))
}

/// The list that a later entry concerns, and its ticket.
fn list_of(event: &Event) -> Option<(ListId, Option<TicketId>)> {
    if let Event::StepDone(e) = event {
        return Some((e.list, e.ticket));
    }
    if let Event::StepSkipped(e) = event {
        return Some((e.list, e.ticket));
    }
    if let Event::StepAnswered(e) = event {
        return Some((e.list, e.ticket));
    }
    if let Event::StepFailed(e) = event {
        return Some((e.list, e.ticket));
    }
    if let Event::ListLeft(e) = event {
        return Some((e.list, e.ticket));
    }
    if let Event::ChecklistFinished(e) = event {
        return Some((e.list, e.ticket));
    }
    None
}
