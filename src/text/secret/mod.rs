//! Whether a text holds a secret: a password, a key, a code, or the number of a card or a person.
//!
//! Logins are not written down on a desk, yet people paste a whole command at night. A secret is
//! known by the word before it (`password: ...`) or by its own shape (a private key, a card's
//! number that checks). Words that only speak of passwords are ordinary: whoever is warned of those
//! reads no warning any more.
//!
//! Invariants: nothing is changed and nothing of the secret is said; only what it looks like, and
//! in which line. A text without a secret word or shape is never asked about.

mod named;
mod shape;
#[cfg(test)]
mod tests;

use std::ops::Range;

/// What a piece of text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// A password.
    Password,
    /// The number of a bank card.
    Card,
    /// A private key, an access key or a token.
    Key,
    /// A PIN or the code of a door.
    Code,
    /// A social security number.
    Social,
}

impl Secret {
    /// In words, as in "it looks like ...".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Password => "a password",
            Self::Card => "a card number",
            Self::Key => "a key",
            Self::Code => "a PIN or a code",
            Self::Social => "a social security number",
        }
    }
}

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it looks like.
    pub kind: Secret,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
}

impl Found {
    /// Says it in words, with its line where the text has several; never the secret itself.
    pub fn said(&self, text: &str) -> String {
        let before = text.get(..self.range.start).unwrap_or_default();
        let words = self.kind.words();
        if text.trim_end().contains('\n') {
            let line = before.matches('\n').count() + 1;
            format!("line {line} looks like {words}")
        } else {
            format!("this looks like {words}")
        }
    }
}

/// Finds the first secret in a text.
pub fn find_secret(text: &str) -> Option<Found> {
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        let from = *at;
        *at += line.len();
        Some((from, line.trim_end_matches(['\n', '\r'])))
    });
    let mut ends_in_name = false;
    for (from, line) in lines {
        let found = shape::find(line)
            .or_else(|| named::find(line))
            .or_else(|| named::alone(line).filter(|_| ends_in_name));
        if let Some((kind, range)) = found {
            let range = from + range.start..from + range.end;
            return Some(Found { kind, range });
        }
        ends_in_name = named::ends_open(line) || ends_in_name && line.trim().is_empty();
    }
    None
}
