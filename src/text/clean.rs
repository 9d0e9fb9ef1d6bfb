//! The one type of text that may reach a terminal.

use std::fmt;

/// Text without anything that a terminal would obey.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clean(String);

impl Clean {
    /// Makes any text harmless: what a terminal would obey becomes a visible mark.
    pub fn new(raw: &str) -> Self {
        Self(
            raw.chars()
                .filter(|c| *c == '\n' || !c.is_control())
                .collect(),
        )
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing but white space is in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Clean {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}
