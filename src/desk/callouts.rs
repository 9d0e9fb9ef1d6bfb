//! Bringing callouts and claims into memory that the page does not have.
//!
//! Whoever has a ticket has its callouts and claims, so each is read with its ticket.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::core::Core;
use super::load::{SINGLY_MAX, put_tickets};
use super::needs::Needs;
use super::snapshot::Stories;
use super::{Desk, Inner, codec};
use crate::domain::{
    Callout, CalloutId, Claim, ClaimId, EntryHead, Event, Number, Records, TicketId,
};
use crate::journal::Journal;

/// What a line says that drafts a claim.
const CLAIM_DRAFTED: &[u8] = b"\"kind\":\"claim.drafted\"";

impl Desk {
    /// The callout of a number with the texts of its ticket, read from the journal where it is
    /// not in memory.
    pub fn callout_numbered(&self, number: Number) -> Option<Arc<Callout>> {
        let mut inner = self.inner();
        let known = inner.core.register.callout_numbered(number);
        let id = match &known {
            Some(callout) => callout.id,
            None => CalloutId(inner.find_number(number)?),
        };
        let is_told = known.is_some_and(|c| inner.core.register.is_told(c.ticket));
        if !is_told {
            inner.load_callout(id).ok()?;
            self.publish(&inner);
        }
        inner.core.register.callout_numbered(number)
    }

    /// The claim of a number, read with its callout from the journal where it is not in memory.
    pub fn claim_numbered(&self, number: Number) -> Option<Arc<Claim>> {
        let mut inner = self.inner();
        if let Some(claim) = inner.core.register.claim_numbered(number) {
            return Some(claim);
        }
        let id = inner.find_number(number)?;
        inner.load_claim(ClaimId(id)).ok()?;
        self.publish(&inner);
        inner.core.register.claim_numbered(number)
    }

    /// Brings every claim into memory with its callout, those that were taken back long ago too.
    ///
    /// # Errors
    /// The journal cannot be read to its end; the text says where. What is open stays known.
    pub fn load_claims(&self) -> Result<(), String> {
        let mut inner = self.inner();
        let done = inner.load_claims();
        self.publish(&inner);
        done
    }
}

impl Inner {
    /// Brings the callouts and claims that a command names into memory, and asks for the tickets
    /// of those callouts with their texts: the narrative is filled from them.
    pub(super) fn load_callouts(&mut self, needs: &mut Needs) -> Result<(), String> {
        let is_partial = self.core.register.is_partial();
        let begins = needs.begins_callout;
        let begins = begins.filter(|id| self.may_be_known(id.uuid()));
        for id in needs.callouts.iter().copied().chain(begins) {
            if is_partial && self.core.register.callout(id).is_none() {
                self.load_callout(id)?;
            }
            let callout = self.core.register.callout(id);
            needs.told.extend(callout.map(|callout| callout.ticket));
        }
        for id in &needs.claims {
            if is_partial && self.core.register.claim(*id).is_none() {
                self.load_claim(*id)?;
            }
        }
        Ok(())
    }

    fn load_callout(&mut self, id: CalloutId) -> Result<(), String> {
        let source = self.source(self.journal.position());
        let entries = source.entries_on(id.uuid())?;
        put_tickets(&source, &tickets_of(&entries), &mut self.core)
    }

    fn load_claim(&mut self, id: ClaimId) -> Result<(), String> {
        let source = self.source(self.journal.position());
        put_claim(&source, id, &mut self.core)
    }

    fn load_claims(&mut self) -> Result<(), String> {
        if !self.core.register.is_partial() {
            return Ok(());
        }
        let position = self.journal.position();
        let journal = Journal::open_at(self.journal.dir(), position);
        let found = journal
            .map_err(|error| error.to_string())?
            .find_bytes(CLAIM_DRAFTED)
            .map_err(|error| error.to_string())?;
        let mut ids = BTreeSet::new();
        for entry in &found {
            if let Ok(Some(Event::ClaimDrafted(e))) = codec::decode(entry)
                && self.core.register.callout(e.callout).is_none()
            {
                ids.insert(e.ticket);
            }
        }
        if ids.len() > SINGLY_MAX {
            return self.load_all();
        }
        put_tickets(&self.source(position), &ids, &mut self.core)
    }
}

/// Loads a claim with its callout and ticket.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn put_claim(source: &dyn Stories, id: ClaimId, core: &mut Core) -> Result<(), String> {
    let entries = source.entries_on(id.uuid())?;
    put_tickets(source, &tickets_of(&entries), core)
}

/// The tickets of the callouts and claims that some entries begin.
fn tickets_of(entries: &[(EntryHead, Event)]) -> BTreeSet<TicketId> {
    let begun = entries.iter().filter_map(|(_, event)| match event {
        Event::CalloutStarted(e) => Some(e.ticket),
        Event::ClaimDrafted(e) => Some(e.ticket),
        _ => None,
    });
    begun.collect()
}
