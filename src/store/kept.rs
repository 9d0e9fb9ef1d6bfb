//! Which records a page holds: what is open, and what the nights of late may still need.
//!
//! Invariant: a ticket is never held without all its lists, callouts and claims, so whoever has a
//! ticket in memory has everything about it.

use std::collections::BTreeSet;

use crate::domain::callout::Callout;
use crate::domain::claim::{Claim, ClaimState, Turn};
use crate::domain::{Checklist, Records, Register, State, Ticket, TicketId};
use crate::time::Stamp;

/// Minutes of a day.
const DAY_MIN: i64 = 24 * 60;
/// Days for which a callout that ended is held. Source: nightdesk, the cards of the mornings after.
const CALLOUT_DAYS: i64 = 14;
/// Days for which a turn on the roster is held that is over. Source: nightdesk, a year and a month.
const TURN_DAYS: i64 = 400;
/// Days for which a claim that was taken back is held. Source: nightdesk, a year and a month.
const CLAIM_DAYS: i64 = 400;

/// What is held of the records.
pub(super) struct Kept<'r> {
    records: &'r Register,
    newest: Stamp,
    /// Tickets with a callout of late, closed ones too.
    of_late: BTreeSet<TicketId>,
}

impl<'r> Kept<'r> {
    /// What is held at the moment of the newest entry.
    pub(super) fn of(records: &'r Register, newest: Stamp) -> Self {
        let since = newest.plus_minutes(-CALLOUT_DAYS * DAY_MIN);
        let of_late = |callout: &&std::sync::Arc<Callout>| {
            // By the moment of recording: a callout may have ended long before it was written.
            callout.ended.is_none() || callout.last_at >= since
        };
        let callouts = records.callouts().filter(of_late);
        Self {
            records,
            newest,
            of_late: callouts.map(|callout| callout.ticket).collect(),
        }
    }

    pub(super) fn ticket(&self, ticket: &Ticket) -> bool {
        ticket.state != State::Closed || self.of_late.contains(&ticket.id)
    }

    fn is_kept(&self, ticket: TicketId) -> bool {
        let known = self.records.ticket(ticket);
        known.is_some_and(|ticket| self.ticket(&ticket))
    }

    pub(super) fn list(&self, list: &Checklist) -> bool {
        match list.ticket.and_then(|id| self.records.ticket(id)) {
            Some(ticket) => self.ticket(&ticket),
            None => list.finished.is_none(),
        }
    }

    pub(super) fn callout(&self, callout: &Callout) -> bool {
        self.is_kept(callout.ticket)
    }

    pub(super) fn claim(&self, claim: &Claim) -> bool {
        claim.state == ClaimState::Drafted
            || claim.drafted >= self.days_ago(CLAIM_DAYS)
            || self.is_kept(claim.ticket)
    }

    pub(super) fn turn(&self, turn: &Turn) -> bool {
        turn.to >= self.days_ago(TURN_DAYS)
    }

    fn days_ago(&self, days: i64) -> Stamp {
        self.newest.plus_minutes(-days * DAY_MIN)
    }
}
