//! What a rule may look up, and the frame in which it judges.

use std::sync::Arc;

use uuid::Uuid;

use super::callout::Callout;
use super::claim::{Claim, Turn};
use super::site::Policy;
use super::{
    Asset, AssetId, CalloutId, Checklist, ClaimId, Event, ListId, Number, NumberKind, Person,
    PersonId, Ticket, TicketId, Unit, UnitId,
};
use crate::text::Clean;
use crate::time::{Calendar, Stamp};

/// The rules in force and the calendar built from them.
#[derive(Debug, Clone)]
pub struct Site {
    /// Profile, prompts, checklists, clocks, holidays.
    pub policy: Policy,
    /// The site's working hours and zone.
    pub calendar: Calendar,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The account.
    pub uid: u32,
    /// The machine's name.
    pub host: String,
    /// How the person was established, such as `uid`.
    pub how: String,
}

/// The frame of an entry: when and by whom it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryHead {
    /// Its place in the journal, from 1.
    pub seq: u64,
    /// Its identity.
    pub id: Uuid,
    /// When it was recorded.
    pub at: Stamp,
    /// Who recorded it.
    pub by: Option<PersonId>,
}

/// What a rule needs to know of an entry that a command points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Its identity.
    pub id: Uuid,
    /// The journal's kind.
    pub kind: &'static str,
    /// The ticket in whose timeline it stands.
    pub ticket: TicketId,
    /// Its text.
    pub text: Clean,
    /// When it happened.
    pub happened: Stamp,
    /// Who recorded it.
    pub by: Option<PersonId>,
    /// The entry itself.
    pub event: Arc<Event>,
    /// The entry by whose order its text was taken out.
    pub redacted: Option<u64>,
}

/// What fixed an asset before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cure {
    /// The ticket in which it stands.
    pub ticket: Number,
    /// When it was written.
    pub at: Stamp,
    /// The cure, in one line.
    pub text: Clean,
}

/// What a rule may look up, open or closed. Answered from memory, store or journal.
pub trait Records {
    /// A ticket.
    fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>>;
    /// A checklist instance.
    fn list(&self, id: ListId) -> Option<Arc<Checklist>>;
    /// The checklist instances of a ticket, oldest first.
    fn lists_of(&self, ticket: TicketId) -> Vec<Arc<Checklist>>;
    /// A person.
    fn person(&self, id: PersonId) -> Option<Arc<Person>>;
    /// The person known by a name, letter case and accents aside; staff before contacts.
    fn person_named(&self, name: &str) -> Option<Arc<Person>>;
    /// The holders of a post who have not left.
    fn holders(&self, post: &str) -> Vec<Arc<Person>>;
    /// The member of staff of an account.
    fn person_of_uid(&self, uid: u32) -> Option<Arc<Person>>;
    /// A unit.
    fn unit(&self, id: UnitId) -> Option<Arc<Unit>>;
    /// The unit known by a name or short name.
    fn unit_named(&self, name: &str) -> Option<Arc<Unit>>;
    /// Every unit.
    fn units(&self) -> Vec<Arc<Unit>>;
    /// An asset.
    fn asset(&self, id: AssetId) -> Option<Arc<Asset>>;
    /// Every asset, by name.
    fn assets(&self) -> Vec<Arc<Asset>>;
    /// The asset known by a name.
    fn asset_named(&self, name: &str) -> Option<Arc<Asset>>;
    /// An entry of a ticket's timeline.
    fn entry(&self, ticket: TicketId, seq: u64) -> Option<EntryView>;
    /// Whether a number is taken.
    fn is_taken(&self, number: Number) -> bool;
    /// The next free number of a register.
    fn next_number(&self, kind: NumberKind) -> u64;
    /// Whether a row of an import is known, by its sum.
    fn is_row_known(&self, row: &str) -> bool;
    /// A callout.
    fn callout(&self, id: CalloutId) -> Option<Arc<Callout>>;
    /// The callouts of a ticket, oldest first.
    fn callouts_of(&self, ticket: TicketId) -> Vec<Arc<Callout>>;
    /// The callouts that have not ended, oldest first.
    fn running_callouts(&self) -> Vec<Arc<Callout>>;
    /// The callouts that have ended, oldest first.
    fn ended_callouts(&self) -> Vec<Arc<Callout>>;
    /// The callers of the newest callouts, the latest first, nobody twice.
    fn last_callers(&self) -> Vec<PersonId>;
    /// A claim.
    fn claim(&self, id: ClaimId) -> Option<Arc<Claim>>;
    /// The claims of a person, oldest first.
    fn claims_of(&self, person: PersonId) -> Vec<Arc<Claim>>;
    /// Every turn on the roster.
    fn roster(&self) -> Vec<Arc<Turn>>;
    /// What fixed an asset before, the newest first, three at most.
    fn cures_of(&self, asset: &str) -> Vec<Cure>;
}
