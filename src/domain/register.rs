//! The records in memory: entries go in, and every rule may look them up.
//!
//! Every look-up has an index of its own (number, name, account, post), and every map shares with
//! its copies what did not change, so that neither an entry nor a copy grows with the records.
//!
//! Invariants: an entry only ever adds or replaces; applying the same entries in the same order
//! gives the same records; names are looked up folded, see [`fold`].

mod callouts;
mod entries;
mod partial;
mod shelf;

pub use partial::Absent;

use std::sync::Arc;

use self::shelf::Shelf;
use super::callout::Callout;
use super::claim::{Claim, Turn};
use super::event::{ActionMoved, ChecklistStarted, ListMade, PromptAnswered, of_callout};
use super::site::{Later, Template};
use super::{
    Asset, AssetId, CalloutId, Checklist, ClaimId, Cure, EntryHead, EntryView, Event, ListId,
    Number, NumberKind, Person, PersonId, Records, RosterId, Ticket, TicketId, Unit, UnitId,
};
use crate::text::fold;

/// Records in memory. Cheap to clone: what did not change is shared.
#[derive(Debug, Clone, Default)]
pub struct Register {
    tickets: Shelf<TicketId, Arc<Ticket>>,
    lists: Shelf<ListId, Arc<Checklist>>,
    lists_of: Shelf<TicketId, Vec<ListId>>,
    numbered: Shelf<Number, uuid::Uuid>,
    people: Shelf<PersonId, Arc<Person>>,
    people_named: Shelf<String, Vec<PersonId>>,
    accounts: Shelf<u32, Vec<PersonId>>,
    posts: Shelf<String, Vec<PersonId>>,
    units: Shelf<UnitId, Arc<Unit>>,
    units_named: Shelf<String, UnitId>,
    assets: Shelf<AssetId, Arc<Asset>>,
    assets_named: Shelf<String, AssetId>,
    templates: Shelf<u64, Later<Template>>,
    entries: Shelf<u64, Arc<EntryView>>,
    rows: Shelf<String, ()>,
    callouts: Shelf<CalloutId, Arc<Callout>>,
    callouts_of: Shelf<TicketId, Vec<CalloutId>>,
    claims: Shelf<ClaimId, Arc<Claim>>,
    turns: Shelf<RosterId, Arc<Turn>>,
    cures: Shelf<String, Vec<Cure>>,
    /// Cures of tickets that were not in memory when their entries came.
    late_cures: Vec<(EntryHead, PromptAnswered)>,
    next: Shelf<NumberKind, u64>,
    /// Numbers below these may have been given by entries that a restore could not bring back.
    lost_below: Shelf<NumberKind, u64>,
    /// Tickets whose entries are in `entries`, where not all are.
    told: Shelf<TicketId, bool>,
    /// Whether entries are kept for the tickets in `told` alone.
    is_lean: bool,
    /// Whether closed tickets and their lists may be missing.
    is_partial: bool,
    /// Whether the imported rows and the numbers of tickets are all known all the same.
    has_rows: bool,
}

/// A name as it is looked up: folded, with single spaces.
pub(super) fn name_key(name: &str) -> String {
    let folded = fold(name);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Register {
    /// Makes the text that an entry adopted known, so that lists begun under it can be folded.
    pub fn know_template(&mut self, seq: u64, template: impl Into<Later<Template>>) {
        self.templates.put(seq, template.into());
    }

    /// Makes a unit known that stands in the profile and not in an entry of its own.
    pub fn know_unit(&mut self, unit: Unit) {
        for name in unit
            .short
            .iter()
            .map(String::as_str)
            .chain([unit.name.as_str()])
        {
            self.units_named.put(name_key(name), unit.id);
        }
        self.units.put(unit.id, Arc::new(unit));
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
        let id = self.numbered.get(&number)?;
        self.ticket(TicketId(*id))
    }

    /// The checklist instance of a number.
    pub fn list_numbered(&self, number: Number) -> Option<Arc<Checklist>> {
        let id = self.numbered.get(&number)?;
        self.list(ListId(*id))
    }

    /// Takes over what an entry says.
    pub fn apply(&mut self, head: &EntryHead, event: &Event) {
        self.index_entry(head, event);
        match event {
            Event::TicketOpened(e) => self.begin_ticket(head, event, e.number),
            Event::TicketImported(e) => {
                self.rows.put(e.from.row.clone(), ());
                self.begin_ticket(head, event, e.opened.number);
            }
            Event::ActionMoved(e) => self.move_action(head, event, e),
            Event::Corrected(e) => self.correct_entry(head, event, e),
            Event::ActionLogged(e) => self.tell_both(e.ticket, e.callout, head, event),
            Event::Told(e) => self.tell_both(e.ticket, e.callout, head, event),
            Event::PromptAnswered(e) => {
                self.note_cure(head, e);
                self.tell_ticket(e.ticket, head, event);
            }
            Event::ImpactSet(_)
            | Event::HarmContained(_)
            | Event::Assigned(_)
            | Event::WaitingSet(_)
            | Event::CategorySet(_)
            | Event::NarrativeWritten(_)
            | Event::Attached(_)
            | Event::Resolved(_)
            | Event::Closed(_)
            | Event::Reopened(_)
            | Event::IncidentAware(_)
            | Event::LeadTold(_)
            | Event::ReportSent(_)
            | Event::RedactionAsked(_)
            | Event::RedactionWithdrawn(_)
            | Event::RedactionDeclined(_) => {
                if let Some((ticket, _, _)) = entries::said(event) {
                    self.tell_ticket(ticket, head, event);
                }
            }
            Event::EntryRedacted(e) => self.redact_entry(head, event, e),
            Event::ChecklistStarted(e) => self.begin_list(head, event, e),
            Event::ListMade(e) => self.make_list(head, event, e),
            Event::ListLeft(e) => self.mark_list(head, event, e.list, e.ticket),
            Event::StepDone(e) => self.mark_list(head, event, e.list, e.ticket),
            Event::StepSkipped(e) => self.mark_list(head, event, e.list, e.ticket),
            Event::StepAnswered(e) => self.mark_list(head, event, e.list, e.ticket),
            Event::StepFailed(e) => self.mark_list(head, event, e.list, e.ticket),
            Event::ChecklistFinished(e) => self.mark_list(head, event, e.list, e.ticket),
            Event::CalloutStarted(e) => self.begin_callout(head, event, e),
            of_callout!() => self.tell_callout(head, event),
            Event::ClaimDrafted(e) => self.draft_claim(head, event, e),
            Event::ClaimWithdrawn(e) => self.change_claim(e.claim, |claim| claim.withdraw(e)),
            Event::RosterSet(e) => self.put_turn(Turn::set(head, e)),
            Event::RosterEnded(e) => self.change_turn(e.turn, |turn| turn.end(e)),
            Event::ClockJumped(e) => self.clock_jumped(e),
            Event::PersonAdded(e) => self.put_person(Person::added(e)),
            Event::PersonChanged(e) => self.change_person(e.person, |person| person.change(e)),
            Event::PostHeld(e) => self.set_post(e.person, &e.post, true),
            Event::PostLeft(e) => self.set_post(e.person, &e.post, false),
            Event::HoursSet(e) => self.change_person(e.person, |person| person.set_hours(e)),
            Event::UnitAdded(e) => self.know_unit(Unit::added(e)),
            Event::AssetAdded(e) => self.put_asset(Asset::added(e)),
            Event::DeskRestored(e) => self.go_on_above(&e.next),
            Event::ProfileAdopted(_)
            | Event::TemplateAdopted(_)
            | Event::DeskMade(_)
            | Event::DeskAdopted(_)
            | Event::FaultCleared(_) => {}
        }
    }

    fn move_action(&mut self, head: &EntryHead, event: &Event, moved: &ActionMoved) {
        let known = self.entries.change(&moved.entry, |view| {
            Arc::make_mut(view).ticket = moved.to;
        });
        if known.is_none() {
            self.untell(moved.to);
        }
        self.tell_ticket(moved.ticket, head, event);
        self.tell_ticket(moved.to, head, event);
    }

    fn begin_ticket(&mut self, head: &EntryHead, event: &Event, number: Number) {
        if let Some(ticket) = Ticket::begin(head, event) {
            self.take_number(number, ticket.id.uuid());
            self.tickets.put(ticket.id, Arc::new(ticket));
        }
    }

    fn tell_ticket(&mut self, id: TicketId, head: &EntryHead, event: &Event) {
        self.worked_on(id, head);
        self.tickets.change(&id, |ticket| {
            Arc::make_mut(ticket).apply(head, event);
        });
    }

    fn begin_list(&mut self, head: &EntryHead, event: &Event, begun: &ChecklistStarted) {
        // A list begun under a text that is not known cannot be shown step by step.
        if let Some(template) = self.templates.get(&begun.rules) {
            let list = Checklist::begin(head, begun, Arc::clone(template.get()));
            self.lists.put(begun.list, Arc::new(list));
        }
        self.number_list(head, event, (begun.number, begun.list, begun.ticket));
    }

    fn make_list(&mut self, head: &EntryHead, event: &Event, made: &ListMade) {
        let list = Checklist::make(head, made);
        self.lists.put(made.list, Arc::new(list));
        self.number_list(head, event, (made.number, made.list, made.ticket));
    }

    /// The number of a list that begins, and its place on its ticket.
    fn number_list(
        &mut self,
        head: &EntryHead,
        event: &Event,
        begun: (Number, ListId, Option<TicketId>),
    ) {
        let (number, list, ticket) = begun;
        self.take_number(number, list.uuid());
        if let Some(ticket) = ticket {
            self.lists_of.add(ticket, list);
            self.tell_ticket(ticket, head, event);
        }
    }

    fn mark_list(
        &mut self,
        head: &EntryHead,
        event: &Event,
        list: ListId,
        ticket: Option<TicketId>,
    ) {
        self.lists.change(&list, |list| {
            Arc::make_mut(list).apply(head, event);
        });
        if let Some(ticket) = ticket {
            self.tell_ticket(ticket, head, event);
        }
    }

    fn set_post(&mut self, person: PersonId, post: &str, holds: bool) {
        if holds {
            self.posts.add(post.to_owned(), person);
        } else {
            self.posts.drop_from(&post.to_owned(), person);
        }
        self.change_person(person, |person| {
            if holds {
                person.posts.insert(post.to_owned());
            } else {
                person.posts.remove(post);
            }
        });
    }

    fn put_person(&mut self, person: Person) {
        self.people_named
            .add(name_key(person.name.as_str()), person.id);
        if let Some(uid) = person.uid {
            self.accounts.add(uid, person.id);
        }
        self.people.put(person.id, Arc::new(person));
    }

    fn change_person(&mut self, id: PersonId, change: impl FnOnce(&mut Person)) {
        let Some(known) = self.people.get(&id) else {
            return;
        };
        let mut person = Person::clone(known);
        let (name, uid) = (name_key(person.name.as_str()), person.uid);
        change(&mut person);
        self.people_named.drop_from(&name, id);
        if let Some(uid) = uid {
            self.accounts.drop_from(&uid, id);
        }
        self.put_person(person);
    }

    fn take_number(&mut self, number: Number, record: uuid::Uuid) {
        self.numbered.put(number, record);
        let next = number
            .n
            .saturating_add(1)
            .max(self.next_number(number.kind));
        self.next.put(number.kind, next);
    }

    fn people_of<'a>(&'a self, ids: &'a [PersonId]) -> impl Iterator<Item = &'a Arc<Person>> {
        ids.iter().filter_map(|id| self.people.get(id))
    }
}

impl Records for Register {
    fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>> {
        self.tickets.get(&id).cloned()
    }

    fn list(&self, id: ListId) -> Option<Arc<Checklist>> {
        self.lists.get(&id).cloned()
    }

    fn lists_of(&self, ticket: TicketId) -> Vec<Arc<Checklist>> {
        let ids = self.lists_of.list(&ticket).iter();
        let mut lists: Vec<_> = ids.filter_map(|id| self.list(*id)).collect();
        lists.sort_by_key(|list| (list.started, list.number));
        lists
    }

    fn person(&self, id: PersonId) -> Option<Arc<Person>> {
        self.people.get(&id).cloned()
    }

    fn person_named(&self, name: &str) -> Option<Arc<Person>> {
        self.people_of(self.people_named.list(name_key(name).as_str()))
            .min_by_key(|person| (person.left, !person.staff, person.id))
            .cloned()
    }

    fn holders(&self, post: &str) -> Vec<Arc<Person>> {
        self.people_of(self.posts.list(post))
            .filter(|person| !person.left)
            .cloned()
            .collect()
    }

    fn person_of_uid(&self, uid: u32) -> Option<Arc<Person>> {
        self.people_of(self.accounts.list(&uid))
            .find(|person| person.staff && !person.left)
            .cloned()
    }

    fn unit(&self, id: UnitId) -> Option<Arc<Unit>> {
        self.units.get(&id).cloned()
    }

    fn unit_named(&self, name: &str) -> Option<Arc<Unit>> {
        self.unit(*self.units_named.get(name_key(name).as_str())?)
    }

    fn units(&self) -> Vec<Arc<Unit>> {
        self.units.values().cloned().collect()
    }

    fn asset(&self, id: AssetId) -> Option<Arc<Asset>> {
        self.assets.get(&id).cloned()
    }

    fn assets(&self) -> Vec<Arc<Asset>> {
        let mut assets: Vec<_> = self.assets.values().cloned().collect();
        assets.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
        assets
    }

    fn asset_named(&self, name: &str) -> Option<Arc<Asset>> {
        self.asset(*self.assets_named.get(name_key(name).as_str())?)
    }

    fn entry(&self, ticket: TicketId, seq: u64) -> Option<EntryView> {
        let view = self.entries.get(&seq)?;
        (view.ticket == ticket).then(|| EntryView::clone(view))
    }

    fn is_taken(&self, number: Number) -> bool {
        // Where closed tickets are not in memory their numbers are those that were given.
        let is_sure = !self.is_partial || self.has_rows && number.kind == NumberKind::Ticket;
        let is_given = !is_sure && number.n < self.next_number(number.kind);
        let lost_below = self.lost_below.get(&number.kind).copied().unwrap_or(0);
        is_given || number.n < lost_below || self.numbered.has(&number)
    }

    fn next_number(&self, kind: NumberKind) -> u64 {
        self.next.get(&kind).copied().unwrap_or(1)
    }

    fn is_row_known(&self, row: &str) -> bool {
        self.rows.has(row)
    }

    fn callout(&self, id: CalloutId) -> Option<Arc<Callout>> {
        self.callouts.get(&id).cloned()
    }

    fn callouts_of(&self, ticket: TicketId) -> Vec<Arc<Callout>> {
        let ids = self.callouts_of.list(&ticket).iter();
        let mut callouts: Vec<_> = ids.filter_map(|id| self.callout(*id)).collect();
        callouts.sort_by_key(|callout| callout.number.n);
        callouts
    }

    fn running_callouts(&self) -> Vec<Arc<Callout>> {
        let all = self.callouts.values().filter(|c| c.ended.is_none());
        let mut running: Vec<_> = all.cloned().collect();
        running.sort_by_key(|callout| callout.number.n);
        running
    }

    fn ended_callouts(&self) -> Vec<Arc<Callout>> {
        let all = self.callouts.values().filter(|c| c.ended.is_some());
        let mut ended: Vec<_> = all.cloned().collect();
        ended.sort_by_key(|callout| callout.number.n);
        ended
    }

    fn last_callers(&self) -> Vec<PersonId> {
        let mut callouts: Vec<_> = self.callouts.values().collect();
        callouts.sort_by_key(|callout| std::cmp::Reverse(callout.number.n));
        let mut callers = Vec::new();
        for callout in callouts {
            let from = self.ticket(callout.ticket).and_then(|ticket| ticket.from);
            if let Some(from) = from.filter(|from| !callers.contains(from)) {
                callers.push(from);
            }
        }
        callers
    }

    fn claim(&self, id: ClaimId) -> Option<Arc<Claim>> {
        self.claims.get(&id).cloned()
    }

    fn claims_of(&self, person: PersonId) -> Vec<Arc<Claim>> {
        let own = self.claims.values().filter(|claim| claim.person == person);
        let mut own: Vec<_> = own.cloned().collect();
        own.sort_by_key(|claim| claim.number.n);
        own
    }

    fn roster(&self) -> Vec<Arc<Turn>> {
        let mut turns: Vec<_> = self.turns.values().cloned().collect();
        turns.sort_by_key(|turn| (turn.from, turn.seq));
        turns
    }

    fn cures_of(&self, asset: &str) -> Vec<Cure> {
        self.cures
            .get(name_key(asset).as_str())
            .cloned()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
