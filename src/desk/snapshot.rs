//! What the desk knows at one moment.
//!
//! Screens and commands read it and never wait for it. Whole stories (timelines) are not in it:
//! they are folded from the entries when somebody looks, wherever those lie.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::load::entries_of;
use crate::domain::claim::Turn;
use crate::domain::event::DeskMade;
use crate::domain::ticket::Timeline;
use crate::domain::{
    Asset, AssetId, Callout, CalloutId, Checklist, Claim, ClaimId, Cure, EntryHead, EntryView,
    Event, ListId, Number, NumberKind, Person, PersonId, Records, Register, Site, Ticket, TicketId,
    Unit, UnitId,
};
use crate::store::{Archive, Found, Wanted};
use crate::text::fold;

/// Where the entries of a record can be read.
pub trait Stories: Send + Sync {
    /// The entries that concern a record, oldest first.
    ///
    /// # Errors
    /// The journal could not be read; the text says where. Show it in place of the story.
    fn entries_on(&self, record: uuid::Uuid) -> Result<Vec<(EntryHead, Event)>, String>;

    /// Every jump of the machine's clock, oldest first: they stand under no record, and a callout
    /// that ran meanwhile counts them in.
    ///
    /// # Errors
    /// As [`Stories::entries_on`].
    fn jumps(&self) -> Result<Vec<(EntryHead, Event)>, String> {
        Ok(Vec::new())
    }
}

/// What the desk knows at one moment.
#[derive(Clone)]
pub struct Snapshot {
    /// The desk's first entry: its name, zone and group.
    pub made: DeskMade,
    /// The replica that lines are written under now: of the first entry, or of the last restore.
    pub replica: String,
    /// Tickets, lists, people, units, assets.
    pub register: Register,
    /// The closed tickets that are not in the register, where they are known and it lacks any.
    pub archive: Option<Arc<Archive>>,
    /// The rules in force.
    pub site: Arc<Site>,
    /// The last entry's seq.
    pub seq: u64,
    /// The first 16 hex digits of its hash.
    pub head: String,
    /// Why nothing can be written, if nothing can.
    pub read_only: Option<String>,
    /// Whether that is for want of room, or of the right to write: a command is worth a try, and
    /// writing goes on by itself once there is either.
    pub is_full: bool,
    /// The MiB that are free on its disk, where that is too little.
    pub low_disk: Option<u64>,
    /// Whether this desk is sample data (`DEMO`).
    pub demo: bool,
    /// Whether this desk is a practice night (`PRACTICE`).
    pub practice: bool,
    /// Where stories are read.
    pub stories: Arc<dyn Stories>,
}

/// A ticket with its whole story.
#[derive(Debug, Clone)]
pub struct Story {
    /// Its facts.
    pub ticket: Arc<Ticket>,
    /// Its entries and the texts that stand now.
    pub timeline: Timeline,
    /// Its checklists.
    pub lists: Vec<Arc<Checklist>>,
}

impl Snapshot {
    /// The head as it stands at the foot of what is printed: `head: SEQ HASH16 next T-N`. With a
    /// page on paper `verify` can show later that nothing before it was changed.
    pub fn head_line(&self) -> String {
        let next = self.register.next_number(NumberKind::Ticket);
        format!("head: {} {} next T-{next}", self.seq, self.head)
    }

    /// That the disk is nearly full, in words; none where there is room.
    pub fn low_disk_words(&self) -> Option<String> {
        let mib = self.low_disk?;
        Some(format!(
            "Only {mib} MiB of the disk are free. Make room, or soon nothing can be saved."
        ))
    }

    /// Whether every ticket is known, closed ones too; until then those that are not look as if
    /// they were not there.
    pub fn is_all_known(&self) -> bool {
        self.archive.is_some() || !self.register.is_partial()
    }

    /// Every ticket that is known, those in the register first. Each closed one that is packed is
    /// unpacked on the way: it is for whoever must look at all of them.
    pub fn tickets(&self) -> impl Iterator<Item = Arc<Ticket>> {
        let packed = self.archive.iter().flat_map(|archive| archive.tickets());
        let packed = packed.filter(|ticket| self.register.ticket(ticket.id).is_none());
        self.register.tickets().cloned().chain(packed)
    }

    /// Whether a ticket is closed and packed: its lists and callouts are not known until it is
    /// loaded.
    pub fn is_packed(&self, id: TicketId) -> bool {
        let is_there = |archive: &Arc<Archive>| archive.has(id);
        self.archive.as_ref().is_some_and(is_there) && self.register.ticket(id).is_none()
    }

    /// The closed tickets that are packed and fit, the latest first, of which `most` are unpacked.
    pub fn packed(&self, words: &[String], most: usize) -> Found {
        let Some(archive) = &self.archive else {
            return Found::default();
        };
        let person = |id| {
            self.person(id)
                .map_or_else(String::new, |it| fold(it.name.as_str()))
        };
        let unit = |id| {
            self.unit(id)
                .map_or_else(String::new, |it| fold(it.name.as_str()))
        };
        let wanted = Wanted {
            words,
            person: &person,
            unit: &unit,
        };
        // What the register has is newer.
        archive.find(
            &wanted,
            self.register.tickets().map(|ticket| ticket.id),
            most,
        )
    }

    /// The ticket of a number.
    pub fn ticket_numbered(&self, number: Number) -> Option<Arc<Ticket>> {
        let known = self.register.ticket_numbered(number);
        known.or_else(|| self.ticket(self.archive.as_ref()?.numbered(number)?))
    }

    /// The tickets of the queue: new, open and waiting, in no order.
    pub fn queued(&self) -> Vec<Arc<Ticket>> {
        self.register
            .tickets()
            .filter(|ticket| ticket.is_queued())
            .cloned()
            .collect()
    }

    /// A ticket with its story.
    ///
    /// # Errors
    /// The journal could not be read, or there is no such ticket; show the text.
    pub fn story(&self, id: TicketId) -> Result<Story, String> {
        let entries = self.stories.entries_on(id.uuid())?;
        if self.register.ticket(id).is_some() || !self.register.is_partial() {
            return self.told(id, &entries);
        }
        // A closed ticket that is not in memory is folded for whoever looks, and forgotten again.
        let mut whole = self.clone();
        let ids = BTreeSet::from([id]);
        let all = entries_of(&*self.stories, &ids)?;
        whole.register.put_stories(&ids, &all);
        whole.told(id, &entries)
    }

    fn told(&self, id: TicketId, entries: &[(EntryHead, Event)]) -> Result<Story, String> {
        let ticket = self
            .register
            .ticket(id)
            .ok_or_else(|| "there is no such ticket".to_owned())?;
        Ok(Story {
            timeline: Timeline::of(id, entries, self),
            lists: self.register.lists_of(id),
            ticket,
        })
    }
}

impl Records for Snapshot {
    fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>> {
        let known = self.register.ticket(id);
        known.or_else(|| self.archive.as_ref()?.ticket(id))
    }
    fn list(&self, id: ListId) -> Option<Arc<Checklist>> {
        self.register.list(id)
    }
    fn lists_of(&self, ticket: TicketId) -> Vec<Arc<Checklist>> {
        self.register.lists_of(ticket)
    }
    fn person(&self, id: PersonId) -> Option<Arc<Person>> {
        self.register.person(id)
    }
    fn person_named(&self, name: &str) -> Option<Arc<Person>> {
        self.register.person_named(name)
    }
    fn holders(&self, post: &str) -> Vec<Arc<Person>> {
        self.register.holders(post)
    }
    fn person_of_uid(&self, uid: u32) -> Option<Arc<Person>> {
        self.register.person_of_uid(uid)
    }
    fn unit(&self, id: UnitId) -> Option<Arc<Unit>> {
        self.register.unit(id)
    }
    fn unit_named(&self, name: &str) -> Option<Arc<Unit>> {
        self.register.unit_named(name)
    }
    fn units(&self) -> Vec<Arc<Unit>> {
        self.register.units()
    }
    fn asset(&self, id: AssetId) -> Option<Arc<Asset>> {
        self.register.asset(id)
    }
    fn assets(&self) -> Vec<Arc<Asset>> {
        Records::assets(&self.register)
    }
    fn asset_named(&self, name: &str) -> Option<Arc<Asset>> {
        self.register.asset_named(name)
    }
    fn entry(&self, ticket: TicketId, seq: u64) -> Option<EntryView> {
        self.register.entry(ticket, seq)
    }
    fn is_taken(&self, number: Number) -> bool {
        self.register.is_taken(number)
    }
    fn next_number(&self, kind: NumberKind) -> u64 {
        self.register.next_number(kind)
    }
    fn is_row_known(&self, row: &str) -> bool {
        self.register.is_row_known(row)
    }
    fn callout(&self, id: CalloutId) -> Option<Arc<Callout>> {
        self.register.callout(id)
    }
    fn callouts_of(&self, ticket: TicketId) -> Vec<Arc<Callout>> {
        self.register.callouts_of(ticket)
    }
    fn running_callouts(&self) -> Vec<Arc<Callout>> {
        self.register.running_callouts()
    }
    fn ended_callouts(&self) -> Vec<Arc<Callout>> {
        self.register.ended_callouts()
    }
    fn last_callers(&self) -> Vec<PersonId> {
        self.register.last_callers()
    }
    fn claim(&self, id: ClaimId) -> Option<Arc<Claim>> {
        self.register.claim(id)
    }
    fn claims_of(&self, person: PersonId) -> Vec<Arc<Claim>> {
        self.register.claims_of(person)
    }
    fn roster(&self) -> Vec<Arc<Turn>> {
        self.register.roster()
    }
    fn cures_of(&self, asset: &str) -> Vec<Cure> {
        self.register.cures_of(asset)
    }
}
