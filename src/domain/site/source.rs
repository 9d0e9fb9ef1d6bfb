//! Who says so: the policy by its words, a public standard, or the product itself.

use std::fmt;

use crate::text::Clean;

/// Where a rule, a step or a prompt comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A sentence of one of the policy texts.
    Policy {
        /// The text's file name.
        file: String,
        /// The heading as printed.
        at: Clean,
        /// 4 to 12 words of the sentence, as printed.
        words: Clean,
    },
    /// A public standard or law.
    Public(Clean),
    /// The product's own counsel.
    Ours,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy { file, at, words } => write!(f, "{file}, {at}: \"{words}\""),
            Self::Public(what) => write!(f, "{what}"),
            Self::Ours => f.write_str("our default"),
        }
    }
}
