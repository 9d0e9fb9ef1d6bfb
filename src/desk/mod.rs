//! The desk: one per process and folder. Commands go in, receipts or refusals come out.
//!
//! The desk looks up, the domain decides, the journal writes, and only then is anything said to
//! be saved. What the desk knows at a moment is a [`Snapshot`], shared and never changed.

mod outcome;
mod snapshot;

pub use outcome::{Receipt, SubmitError};
pub use snapshot::{Snapshot, Stories, Story};
