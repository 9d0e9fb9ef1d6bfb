//! Comp-time claims and the plain roster of who is on call.
//!
//! A claim is drafted from the record of a callout and from nothing else (R27). What follows after
//! `drafted` is the director's; here a claimant can only take a draft back.

use std::sync::Arc;

use super::event::{ClaimDrafted, ClaimWithdrawn, Interval, RosterEnded, RosterSet};
use super::{CalloutId, ClaimId, ClaimPath, EntryHead, Number, PersonId, RosterId, TicketId};
use crate::text::Clean;
use crate::time::Stamp;

/// Where a claim stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimState {
    /// Drafted by the walk; nobody has decided anything.
    Drafted,
    /// Taken back by the claimant, and why.
    Withdrawn(Option<Clean>),
}

impl ClaimState {
    /// The word for it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Withdrawn(_) => "withdrawn",
        }
    }
}

/// A claim as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Identity.
    pub id: ClaimId,
    /// Its number, `M-7`.
    pub number: Number,
    /// The callout that it is for.
    pub callout: CalloutId,
    /// That callout's ticket.
    pub ticket: TicketId,
    /// Whose claim it is.
    pub person: PersonId,
    /// What counts, in order.
    pub intervals: Vec<Interval>,
    /// Minutes of the whole work, inside the person's working hours too.
    pub minutes_worked: u32,
    /// Minutes of the intervals, outside the person's working hours.
    pub minutes_outside: u32,
    /// Which way it goes to the director.
    pub path: ClaimPath,
    /// The ground of the emergency as judged then.
    pub ground: Option<Clean>,
    /// Why the length is not sure.
    pub unsure: Option<Clean>,
    /// Whether rate and basis were not confirmed by name.
    pub provisional: bool,
    /// The seq of the profile under which it was drafted.
    pub rules: u64,
    /// When it was drafted.
    pub drafted: Stamp,
    /// Where it stands.
    pub state: ClaimState,
}

impl Claim {
    /// The claim of an entry.
    pub fn drafted(head: &EntryHead, event: &ClaimDrafted) -> Self {
        Self {
            id: event.claim,
            number: event.number,
            callout: event.callout,
            ticket: event.ticket,
            person: event.person,
            intervals: event.intervals.clone(),
            minutes_worked: event.minutes_worked,
            minutes_outside: event.minutes_outside,
            path: event.path,
            ground: event.ground.clone(),
            unsure: event.unsure.clone(),
            provisional: event.provisional,
            rules: event.rules,
            drafted: head.at,
            state: ClaimState::Drafted,
        }
    }

    /// Takes over that it was taken back.
    pub fn withdraw(&mut self, event: &ClaimWithdrawn) {
        self.state = ClaimState::Withdrawn(event.because.clone());
    }
}

/// A turn on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Identity.
    pub id: RosterId,
    /// The place of its entry: the ID by which people name it.
    pub seq: u64,
    /// Who is on call.
    pub person: PersonId,
    /// From when.
    pub from: Stamp,
    /// Until when, outside.
    pub to: Stamp,
    /// Why it does not hold any more.
    pub ended: Option<Clean>,
}

impl Turn {
    /// The turn of an entry.
    pub fn set(head: &EntryHead, event: &RosterSet) -> Self {
        Self {
            id: event.turn,
            seq: head.seq,
            person: event.person,
            from: event.from,
            to: event.to,
            ended: None,
        }
    }

    /// Takes over that it does not hold any more.
    pub fn end(&mut self, event: &RosterEnded) {
        self.ended = Some(event.because.clone());
    }

    /// Whether it holds at a moment.
    pub fn covers(&self, at: Stamp) -> bool {
        self.ended.is_none() && self.from <= at && at < self.to
    }
}

/// Who is on call at a moment: of several turns the one that was set last.
pub fn on_call(roster: &[Arc<Turn>], at: Stamp) -> Option<PersonId> {
    let turns = roster.iter().filter(|turn| turn.covers(at));
    turns.max_by_key(|turn| turn.seq).map(|turn| turn.person)
}
