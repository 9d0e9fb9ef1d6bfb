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
    /// What is wanted with its text.
    pub wish: RedactWish,
    /// The decision of a director who does not enter it.
    pub decision: Option<Decision>,
}

/// What somebody wants with the text of an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RedactWish {
    /// That it is taken out: who may not decide that asks for it.
    #[default]
    TakeOut,
    /// What was asked is taken back, by whoever asked.
    Withdraw,
    /// What was asked is declined, by a director.
    Decline,
}

impl RedactWish {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::TakeOut, Self::Withdraw, Self::Decline];

    /// Its word in a form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TakeOut => "take out",
            Self::Withdraw => "withdraw",
            Self::Decline => "decline",
        }
    }

    /// The one of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.as_str() == word)
    }

    /// What a director does where this is wanted.
    pub fn verb(self) -> &'static str {
        match self {
            Self::TakeOut => "approve",
            Self::Withdraw => "take back",
            Self::Decline => "decline",
        }
    }

    /// How the command line is told it, behind the entry.
    pub fn option(self) -> &'static str {
        match self {
            Self::TakeOut => "",
            Self::Withdraw => " --withdraw",
            Self::Decline => " --decline",
        }
    }
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
