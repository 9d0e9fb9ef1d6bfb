//! Drafts: what somebody is typing, on the disk within a second; and who is at a ticket.
//!
//! A draft belongs to a person and a record (or a form that has no record yet), never to a
//! session: it is offered wherever that person sits down next. It needs neither the store nor the
//! desk's lock, so that a line that drops, a full store or a busy desk never costs a sentence.
//!
//! Invariants:
//! - A draft's file is whole at every moment: written beside, synced, renamed.
//! - A draft that another session edits is looked at, never written; what is typed beside it gets
//!   a file of its own.
//! - Nothing here deletes what it could not read.

mod edit;
mod file;
mod here;
mod keep;

pub use edit::read_edited;
pub use file::{Draft, DraftFault};
pub use here::{Doing, HERE, Here, Present};
pub use keep::{Drafts, Listed, Taken};

/// Bytes that one draft may have. More than any form takes, so a paste cannot fill the disk.
pub const DRAFT_BYTES_MAX: usize = 1024 * 1024;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_here;
