//! The department's rules: what a record is, what may be done to it, and in which order.
//!
//! Pure and total: no files, no clock, no terminal, no storage. A command goes into
//! [`decide()`], which either refuses it, naming the rule, or says which events it writes; the
//! facts fold those events with `apply`. Nothing else decides.
//!
//! **Invariant:** serde appears in `event` alone; every refusal is made here.

pub mod command;
pub mod event;
mod ids;
mod number;
mod refusal;
pub mod site;
mod words;

pub use ids::{AssetId, ListId, PersonId, RecordId, TicketId, UnitId};
pub use number::{Number, NumberKind};
pub use refusal::Refusal;
pub use words::{Affected, AttachedAs, Channel, Class, IncidentKind, State, ToldOutcome};
