//! The short names that people use for records, such as `T-1042`.

use std::fmt;
use std::str::FromStr;

/// Which register a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberKind {
    /// A ticket, `T-`.
    Ticket,
    /// A checklist instance, `L-`.
    List,
    /// A callout, `K-`.
    Callout,
    /// A comp-time claim, `M-`.
    Claim,
}

impl NumberKind {
    /// Every register.
    pub const ALL: [Self; 4] = [Self::Ticket, Self::List, Self::Callout, Self::Claim];

    /// The letter before the dash.
    pub const fn letter(self) -> char {
        match self {
            Self::Ticket => 'T',
            Self::List => 'L',
            Self::Callout => 'K',
            Self::Claim => 'M',
        }
    }
}

/// A record's number within its register, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The register.
    pub kind: NumberKind,
    /// The number, from 1 without gaps.
    pub n: u64,
}

impl Number {
    /// A ticket's number.
    pub const fn ticket(n: u64) -> Self {
        Self {
            kind: NumberKind::Ticket,
            n,
        }
    }

    /// A checklist instance's number.
    pub const fn list(n: u64) -> Self {
        Self {
            kind: NumberKind::List,
            n,
        }
    }

    /// A callout's number.
    pub const fn callout(n: u64) -> Self {
        Self {
            kind: NumberKind::Callout,
            n,
        }
    }

    /// A claim's number.
    pub const fn claim(n: u64) -> Self {
        Self {
            kind: NumberKind::Claim,
            n,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.kind.letter(), self.n))
    }
}

/// The text names no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number such as T-1042")]
pub struct NotANumber(pub String);

impl FromStr for Number {
    type Err = NotANumber;

    /// Reads `T-12`, `t-12`, `T12`.
    ///
    /// # Errors
    /// The text names no record; show it with the example.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotANumber(text.to_owned());
        let mut chars = text.trim().chars();
        let letter = chars.next().ok_or_else(wrong)?.to_ascii_uppercase();
        let kind = NumberKind::ALL
            .into_iter()
            .find(|kind| kind.letter() == letter)
            .ok_or_else(wrong)?;
        let digits = chars.as_str().strip_prefix('-').unwrap_or(chars.as_str());
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let n = digits.parse::<u64>().map_err(|_| wrong())?;
        if n == 0 {
            Err(wrong())
        } else {
            Ok(Self { kind, n })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        for text in ["T-1", "L-20", "K-3", "M-18446744073709551615"] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
        }
        assert_eq!("t12".parse::<Number>().unwrap(), Number::ticket(12));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "T",
            "T-",
            "T-0",
            "X-1",
            "T--1",
            "T-1a",
            "T-18446744073709551616",
            "É-1",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}
