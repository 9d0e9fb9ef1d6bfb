//! The records as they will be once some entries are written, for judging several verbs at once.
//!
//! A command that writes a group of several facts asks each verb in turn; every one is judged on
//! what the earlier ones will have written. Nothing here is kept.

use std::sync::Arc;

use uuid::Uuid;

use super::callout::Callout;
use super::claim::{Claim, Turn};
use super::{
    Actor, Asset, AssetId, CalloutId, Checklist, ClaimId, Command, Cure, EntryHead, EntryView,
    Event, ListId, Number, NumberKind, Person, PersonId, Records, Refusal, Register, Site, Ticket,
    TicketId, Unit, UnitId, decide,
};
use crate::time::Stamp;

/// The place of the first entry that is not written yet: later than any that is.
const UNWRITTEN: u64 = 1 << 62;

/// Records with some entries that are not written yet.
pub(super) struct Ahead<'a> {
    under: &'a dyn Records,
    over: Register,
    events: Vec<Event>,
    now: Stamp,
    by: Option<PersonId>,
    callout: Option<CalloutId>,
}

impl<'a> Ahead<'a> {
    /// The records as they are.
    pub(super) fn of(under: &'a dyn Records, by: Option<PersonId>, now: Stamp) -> Self {
        Self {
            under,
            over: Register::default(),
            events: Vec::new(),
            now,
            by,
            callout: None,
        }
    }

    /// The records with one ticket standing differently.
    pub(super) fn with_ticket(under: &'a dyn Records, ticket: Ticket, now: Stamp) -> Self {
        let mut ahead = Self::of(under, None, now);
        ahead.over.put_ticket(ticket);
        ahead
    }

    /// Actions and words are those of a callout from now on.
    pub(super) fn in_callout(&mut self, callout: CalloutId) {
        self.callout = Some(callout);
    }

    /// What was added so far, in order.
    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// Adds an entry.
    pub(super) fn write(&mut self, site: &Site, event: impl Into<Event>) {
        let mut event = event.into();
        self.mark(&mut event);
        for id in event.on() {
            self.lift(id);
        }
        if let Event::ChecklistStarted(begun) = &event
            && let Some(template) = site.policy.templates.get(&begun.checklist)
        {
            self.over.know_template(begun.rules, template.clone());
        }
        let head = EntryHead {
            seq: UNWRITTEN + self.events.len() as u64,
            id: Uuid::nil(),
            at: self.now,
            by: self.by,
        };
        self.over.apply(&head, &event);
        self.events.push(event);
    }

    /// Says of an action or a word in which callout it was.
    fn mark(&self, event: &mut Event) {
        if let Event::ActionLogged(logged) = event {
            logged.callout = self.callout.or(logged.callout);
        } else if let Event::Told(told) = event {
            told.callout = self.callout.or(told.callout);
        }
    }

    /// Judges a command on what stands so far, and adds what it writes.
    ///
    /// # Errors
    /// The command's own refusal; nothing was added.
    pub(super) fn run(
        &mut self,
        site: &Site,
        actor: &Actor,
        command: &Command,
    ) -> Result<(), Refusal> {
        let events = decide(self, site, actor, command, self.now)?;
        for event in events {
            self.write(site, event);
        }
        Ok(())
    }

    /// Brings a record up from below, so that an entry can change it.
    fn lift(&mut self, id: Uuid) {
        let (ticket, list) = (TicketId(id), ListId(id));
        let (callout, claim) = (CalloutId(id), ClaimId(id));
        if self.over.ticket(ticket).is_none()
            && let Some(known) = self.under.ticket(ticket)
        {
            self.over.put_ticket(Ticket::clone(&known));
        }
        if self.over.list(list).is_none()
            && let Some(known) = self.under.list(list)
        {
            self.over.put_list(Checklist::clone(&known));
        }
        if self.over.callout(callout).is_none()
            && let Some(known) = self.under.callout(callout)
        {
            self.over.put_callout(Callout::clone(&known));
        }
        if self.over.claim(claim).is_none()
            && let Some(known) = self.under.claim(claim)
        {
            self.over.put_claim(Claim::clone(&known));
        }
    }
}

/// The records above, and below them those that they do not replace.
fn both<T>(over: Vec<Arc<T>>, under: Vec<Arc<T>>, same: fn(&T, &T) -> bool) -> Vec<Arc<T>> {
    let mut all: Vec<Arc<T>> = under
        .into_iter()
        .map(|below| {
            let above = over.iter().find(|above| same(above, &below));
            above.cloned().unwrap_or(below)
        })
        .collect();
    for above in over {
        if !all.iter().any(|one| same(one, &above)) {
            all.push(above);
        }
    }
    all
}

impl Records for Ahead<'_> {
    fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>> {
        self.over.ticket(id).or_else(|| self.under.ticket(id))
    }

    fn list(&self, id: ListId) -> Option<Arc<Checklist>> {
        self.over.list(id).or_else(|| self.under.list(id))
    }

    fn lists_of(&self, ticket: TicketId) -> Vec<Arc<Checklist>> {
        let over = self.over.lists_of(ticket);
        both(over, self.under.lists_of(ticket), |a, b| a.id == b.id)
    }

    fn person(&self, id: PersonId) -> Option<Arc<Person>> {
        self.over.person(id).or_else(|| self.under.person(id))
    }

    fn person_named(&self, name: &str) -> Option<Arc<Person>> {
        let known = self.under.person_named(name);
        known.or_else(|| self.over.person_named(name))
    }

    fn holders(&self, post: &str) -> Vec<Arc<Person>> {
        let mut holders = self.under.holders(post);
        holders.extend(self.over.holders(post));
        holders
    }

    fn person_of_uid(&self, uid: u32) -> Option<Arc<Person>> {
        let known = self.under.person_of_uid(uid);
        known.or_else(|| self.over.person_of_uid(uid))
    }

    fn unit(&self, id: UnitId) -> Option<Arc<Unit>> {
        self.over.unit(id).or_else(|| self.under.unit(id))
    }

    fn unit_named(&self, name: &str) -> Option<Arc<Unit>> {
        let known = self.under.unit_named(name);
        known.or_else(|| self.over.unit_named(name))
    }

    fn units(&self) -> Vec<Arc<Unit>> {
        both(self.over.units(), self.under.units(), |a, b| a.id == b.id)
    }

    fn asset(&self, id: AssetId) -> Option<Arc<Asset>> {
        self.over.asset(id).or_else(|| self.under.asset(id))
    }

    fn assets(&self) -> Vec<Arc<Asset>> {
        let over = Records::assets(&self.over);
        let mut all = both(over, self.under.assets(), |a, b| a.id == b.id);
        all.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
        all
    }

    fn asset_named(&self, name: &str) -> Option<Arc<Asset>> {
        let known = self.under.asset_named(name);
        known.or_else(|| self.over.asset_named(name))
    }

    fn entry(&self, ticket: TicketId, seq: u64) -> Option<EntryView> {
        self.under.entry(ticket, seq)
    }

    fn is_taken(&self, number: Number) -> bool {
        self.over.is_taken(number) || self.under.is_taken(number)
    }

    fn next_number(&self, kind: NumberKind) -> u64 {
        self.over
            .next_number(kind)
            .max(self.under.next_number(kind))
    }

    fn is_row_known(&self, row: &str) -> bool {
        self.under.is_row_known(row)
    }

    fn callout(&self, id: CalloutId) -> Option<Arc<Callout>> {
        self.over.callout(id).or_else(|| self.under.callout(id))
    }

    fn callouts_of(&self, ticket: TicketId) -> Vec<Arc<Callout>> {
        let over = self.over.callouts_of(ticket);
        both(over, self.under.callouts_of(ticket), |a, b| a.id == b.id)
    }

    fn running_callouts(&self) -> Vec<Arc<Callout>> {
        let over = self.over.running_callouts();
        let mut all = both(over, self.under.running_callouts(), |a, b| a.id == b.id);
        all.retain(|one| self.callout(one.id).is_some_and(|now| now.ended.is_none()));
        all
    }

    fn ended_callouts(&self) -> Vec<Arc<Callout>> {
        self.under.ended_callouts()
    }

    fn last_callers(&self) -> Vec<PersonId> {
        self.under.last_callers()
    }

    fn claim(&self, id: ClaimId) -> Option<Arc<Claim>> {
        self.over.claim(id).or_else(|| self.under.claim(id))
    }

    fn claims_of(&self, person: PersonId) -> Vec<Arc<Claim>> {
        let over = self.over.claims_of(person);
        both(over, self.under.claims_of(person), |a, b| a.id == b.id)
    }

    fn roster(&self) -> Vec<Arc<Turn>> {
        self.under.roster()
    }

    fn cures_of(&self, asset: &str) -> Vec<Cure> {
        self.under.cures_of(asset)
    }
}

#[cfg(test)]
mod tests;
