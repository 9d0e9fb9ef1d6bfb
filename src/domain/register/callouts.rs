//! Callouts, claims, the roster, and the cures that the next one may need.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Register, name_key};
use crate::domain::callout::Callout;
use crate::domain::claim::{Claim, Turn};
use crate::domain::event::{CalloutStarted, ClaimDrafted, ClockJumped, PromptAnswered};
use crate::domain::records::Cure;
use crate::domain::{CalloutId, ClaimId, EntryHead, Event, Number, RosterId, TicketId};

/// How many cures are kept of an asset. Source: `docs/callout.md`, "what".
const CURES_MAX: usize = 3;
/// The prompt that holds what fixed it, for the next one.
const CURE: &str = "cure";

impl Register {
    /// Every callout that is known.
    pub fn callouts(&self) -> impl Iterator<Item = &Arc<Callout>> {
        self.callouts.values()
    }

    /// Every claim that is known.
    pub fn claims(&self) -> impl Iterator<Item = &Arc<Claim>> {
        self.claims.values()
    }

    /// Every turn on the roster.
    pub fn turns(&self) -> impl Iterator<Item = &Arc<Turn>> {
        self.turns.values()
    }

    /// Every cure that is kept, by the folded name of its asset.
    pub fn cures(&self) -> impl Iterator<Item = (&str, &[Cure])> {
        let pairs = self.cures.pairs();
        pairs.map(|(name, cures)| (name.as_str(), cures.as_slice()))
    }

    /// The callout of a number.
    pub fn callout_numbered(&self, number: Number) -> Option<Arc<Callout>> {
        let id = self.numbered.get(&number)?;
        self.callouts.get(&CalloutId(*id)).cloned()
    }

    /// The claim of a number.
    pub fn claim_numbered(&self, number: Number) -> Option<Arc<Claim>> {
        let id = self.numbered.get(&number)?;
        self.claims.get(&ClaimId(*id)).cloned()
    }

    /// Puts in a callout as it stands now.
    pub fn put_callout(&mut self, callout: Callout) {
        self.take_number(callout.number, callout.id.uuid());
        self.callouts_of.add(callout.ticket, callout.id);
        self.callouts.put(callout.id, Arc::new(callout));
    }

    /// Puts in a claim as it stands now.
    pub fn put_claim(&mut self, claim: Claim) {
        self.take_number(claim.number, claim.id.uuid());
        self.claims.put(claim.id, Arc::new(claim));
    }

    /// Puts in a turn on the roster.
    pub fn put_turn(&mut self, turn: Turn) {
        self.turns.put(turn.id, Arc::new(turn));
    }

    /// Puts in the cures of an asset, by its folded name.
    pub fn put_cures(&mut self, asset: String, cures: Vec<Cure>) {
        self.cures.put(asset, cures);
    }

    pub(super) fn begin_callout(
        &mut self,
        head: &EntryHead,
        event: &Event,
        begun: &CalloutStarted,
    ) {
        self.put_callout(Callout::begin(head, begun));
        self.tell_ticket(begun.ticket, head, event);
    }

    /// An entry of a callout; it stands in its ticket's story too.
    pub(super) fn tell_callout(&mut self, head: &EntryHead, event: &Event) {
        if let [callout, ticket, ..] = event.on()[..] {
            self.tell_both(TicketId(ticket), Some(CalloutId(callout)), head, event);
            if let Event::CalloutAnswered(_) = event
                && !self.may_have_cure(TicketId(ticket))
            {
                self.forget_cure(TicketId(ticket));
            }
        }
    }

    /// Whether something may have fixed a ticket, by its last callout.
    fn may_have_cure(&self, ticket: TicketId) -> bool {
        let last = self.callouts_of.list(&ticket).last();
        let last = last.and_then(|id| self.callouts.get(id));
        last.is_none_or(|callout| callout.may_have_cure())
    }

    /// A try that fixed nothing is offered to nobody.
    fn forget_cure(&mut self, ticket: TicketId) {
        let Some(ticket) = self.tickets.get(&ticket) else {
            return;
        };
        let Some(asset) = &ticket.asset else { return };
        let key = name_key(asset.name.as_str());
        let Some(mut cures) = self.cures.get(&key).cloned() else {
            return;
        };
        let before = cures.len();
        cures.retain(|cure| cure.ticket != ticket.number);
        if cures.len() != before {
            self.cures.put(key, cures);
        }
    }

    /// An entry of a ticket that may be one of a callout.
    pub(super) fn tell_both(
        &mut self,
        ticket: TicketId,
        callout: Option<CalloutId>,
        head: &EntryHead,
        event: &Event,
    ) {
        self.mark_callout(callout, head, event);
        self.tell_ticket(ticket, head, event);
    }

    pub(super) fn draft_claim(&mut self, head: &EntryHead, event: &Event, drafted: &ClaimDrafted) {
        self.put_claim(Claim::drafted(head, drafted));
        self.tell_both(drafted.ticket, Some(drafted.callout), head, event);
    }

    fn mark_callout(&mut self, id: Option<CalloutId>, head: &EntryHead, event: &Event) {
        if let Some(id) = id {
            self.callouts.change(&id, |callout| {
                Arc::make_mut(callout).apply(head, event);
            });
        }
    }

    /// An entry of a ticket says that whoever has its callout was at work then.
    pub(super) fn worked_on(&mut self, ticket: TicketId, head: &EntryHead) {
        for id in self.callouts_of.list(&ticket).to_vec() {
            let known = self.callouts.get(&id);
            if known.is_some_and(|callout| callout.is_work(head)) {
                self.callouts.change(&id, |callout| {
                    Arc::make_mut(callout).last_at = head.at;
                });
            }
        }
    }

    /// The records as they are once a jump of the clock is written down.
    #[must_use]
    pub fn after_jump(&self, event: &ClockJumped) -> Self {
        let mut after = self.clone();
        after.clock_jumped(event);
        after
    }

    /// A jump of the clock concerns every callout that runs.
    pub(super) fn clock_jumped(&mut self, event: &ClockJumped) {
        let running: Vec<CalloutId> = self
            .callouts
            .values()
            .filter(|callout| callout.ended.is_none())
            .map(|callout| callout.id)
            .collect();
        for id in running {
            self.callouts.change(&id, |callout| {
                Arc::make_mut(callout).jumped(event);
            });
        }
    }

    pub(super) fn change_turn(&mut self, id: RosterId, change: impl FnOnce(&mut Turn)) {
        self.turns.change(&id, |turn| change(Arc::make_mut(turn)));
    }

    pub(super) fn change_claim(&mut self, id: ClaimId, change: impl FnOnce(&mut Claim)) {
        self.claims
            .change(&id, |claim| change(Arc::make_mut(claim)));
    }

    /// Keeps the cures that waited for tickets which are in memory now.
    pub(super) fn note_late_cures(&mut self, tickets: &BTreeSet<TicketId>) {
        let late = std::mem::take(&mut self.late_cures);
        let (now, later) = late
            .into_iter()
            .partition(|(_, answered)| tickets.contains(&answered.ticket));
        self.late_cures = later;
        for (head, answered) in now {
            self.note_cure(&head, &answered);
        }
    }

    /// What fixed it is kept under the asset, the newest first.
    pub(super) fn note_cure(&mut self, head: &EntryHead, answered: &PromptAnswered) {
        if answered.field != CURE || answered.text.is_blank() {
            return;
        }
        let Some(ticket) = self.tickets.get(&answered.ticket) else {
            if self.is_partial {
                self.late_cures.push((head.clone(), answered.clone()));
            }
            return;
        };
        if !self.may_have_cure(answered.ticket) {
            return;
        }
        let Some(asset) = &ticket.asset else { return };
        let key = name_key(asset.name.as_str());
        let mut cures: Vec<Cure> = self.cures.get(&key).cloned().unwrap_or_default();
        cures.retain(|cure| cure.ticket != ticket.number);
        cures.insert(
            0,
            Cure {
                ticket: ticket.number,
                at: head.at,
                text: answered.text.clone(),
            },
        );
        cures.truncate(CURES_MAX);
        self.cures.put(key, cures);
    }
}
