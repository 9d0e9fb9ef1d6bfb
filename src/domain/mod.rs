//! The department's rules: what a record is, what may be done to it, and in which order.
//!
//! Pure and total: no files, no clock, no terminal, no storage. A command goes into
//! [`decide()`], which either refuses it, naming the rule, or says which events it writes; the
//! [`Register`] folds those events with `apply`. Nothing else decides.
//!
//! **Invariant:** serde appears in `event` alone; every refusal is made here.

mod ahead;
pub mod callout;
pub mod checklist;
pub mod claim;
pub mod command;
mod decide;
pub mod drill;
pub mod event;
mod ids;
mod number;
mod people;
mod records;
mod refusal;
mod register;
pub mod site;
#[cfg(test)]
pub mod testing;
pub mod ticket;
pub mod triage;
mod words;

pub use callout::Callout;
pub use checklist::Checklist;
pub use claim::Claim;
pub use command::Command;
pub use decide::{decide, decide_in_turn};
pub use event::Event;
pub use ids::{
    AssetId, CalloutId, ClaimId, ListId, PersonId, RecordId, RosterId, TicketId, UnitId,
};
pub use number::{NotANumber, Number, NumberKind};
pub use people::{Asset, Person, Unit};
pub use records::{Actor, Cure, EntryHead, EntryView, Records, Site};
pub use refusal::Refusal;
pub use register::{Absent, Register};
pub use site::{Class, RuleId};
pub use ticket::{ImportPlan, Ticket};
pub use words::{
    Affected, AttachedAs, Channel, ClaimPath, IncidentKind, IntervalKind, Proof, State, StepName,
    ToldOutcome,
};
