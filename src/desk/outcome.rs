//! What comes of a command.

use crate::domain::{Number, Refusal};
use crate::time::Stamp;

/// A command was saved: its entries are on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The first entry it wrote.
    pub first_seq: u64,
    /// The last entry it wrote.
    pub seq: u64,
    /// When it was recorded.
    pub at: Stamp,
    /// The number that it gave, if it made a ticket or a checklist; of a callout its ticket's. The
    /// callout's own, and a claim's, stand in the snapshot under the uuid of the command.
    pub number: Option<Number>,
}

/// No receipt was given: but for [`SubmitError::Unsure`] nothing was saved. Whatever was typed must
/// be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// A rule stands in the way.
    #[error("{}", .0.because)]
    Refused(Box<Refusal>),
    /// The disk did not take it. Keep the text and say NOT SAVED.
    #[error("not saved: {0}")]
    NotSaved(String),
    /// The desk is open for reading only.
    #[error("the desk is open for reading only: {0}")]
    ReadOnly(String),
    /// The disk failed after the entries were written: the next opening finds out whether they
    /// stay. Keep the text and say that it may have been saved.
    #[error("it may have been saved: {0}")]
    Unsure(String),
    /// Another process held the lock for too long; try again.
    #[error("the desk is busy: {0}")]
    Busy(String),
    /// The journal is damaged; nothing is written any more.
    #[error("the desk is damaged: {0}")]
    Damaged(String),
}
