//! Taking out what an entry says.

use crate::domain::{PersonId, Proof, TicketId};
use crate::text::Clean;

/// Ask that the text of an entry be taken out; with a director's decision, or from a director whom
/// somebody else asked, take it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedactEntry {
    /// The ticket.
    pub ticket: TicketId,
    /// The entry's seq.
    pub entry: u64,
    /// Why; none = as it was asked.
    pub because: Option<Clean>,
    /// The decision of a director who does not enter it.
    pub decision: Option<Decision>,
}

/// A decision that somebody else enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whose it is.
    pub by: PersonId,
    /// How it came in.
    pub how: Proof,
    /// Where it is kept.
    pub reference: Clean,
}
