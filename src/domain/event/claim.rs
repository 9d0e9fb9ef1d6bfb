//! Who is on call when, and the comp time that is claimed for it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Concerns;
use crate::domain::{
    CalloutId, ClaimId, ClaimPath, IntervalKind, Number, PersonId, RosterId, TicketId,
};
use crate::text::Clean;
use crate::time::Stamp;

/// Somebody is on call for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSet {
    /// The turn.
    pub turn: RosterId,
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Stamp,
    /// Until when, outside.
    pub to: Stamp,
}

/// A turn on the roster does not hold any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterEnded {
    /// The turn.
    pub turn: RosterId,
    /// Why.
    pub because: Clean,
}

/// A stretch of a callout, from the record of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// From.
    pub from: Stamp,
    /// To, outside.
    pub to: Stamp,
    /// Work or travel.
    pub kind: IntervalKind,
}

/// A claim for comp time was drafted from a callout's own entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDrafted {
    /// The claim.
    pub claim: ClaimId,
    /// Its number, `M-7`.
    pub number: Number,
    /// The callout that it is for: no claim stands alone.
    pub callout: CalloutId,
    /// That callout's ticket.
    pub ticket: TicketId,
    /// Whose claim it is.
    pub person: PersonId,
    /// The stretches that count, in order, pauses out: those outside the person's working hours.
    pub intervals: Vec<Interval>,
    /// Minutes of the whole work, inside the person's working hours too.
    pub minutes_worked: u32,
    /// Minutes of the stretches, outside the person's working hours.
    pub minutes_outside: u32,
    /// Which way it goes to the director.
    pub path: ClaimPath,
    /// The ground of the emergency as it was judged then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Clean>,
    /// Why the length is not sure, where a clock jumped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<Clean>,
    /// Whether rate and basis were not confirmed by name when it was drafted.
    #[serde(default)]
    pub provisional: bool,
    /// The seq of the profile under which it was drafted.
    pub rules: u64,
}

/// The claimant took the claim back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimWithdrawn {
    /// The claim.
    pub claim: ClaimId,
    /// Why, where a reason was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Clean>,
}

impl Concerns for RosterSet {
    fn on(&self) -> Vec<Uuid> {
        vec![self.turn.uuid(), self.person.uuid()]
    }
}

impl Concerns for RosterEnded {
    fn on(&self) -> Vec<Uuid> {
        vec![self.turn.uuid()]
    }
}

impl Concerns for ClaimDrafted {
    fn on(&self) -> Vec<Uuid> {
        vec![
            self.claim.uuid(),
            self.callout.uuid(),
            self.ticket.uuid(),
            self.person.uuid(),
        ]
    }
}

impl Concerns for ClaimWithdrawn {
    fn on(&self) -> Vec<Uuid> {
        vec![self.claim.uuid()]
    }
}
