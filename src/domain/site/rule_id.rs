//! The number of a rule: `R01` to `R96` of the policies, `N01` and on of the product itself.

use std::fmt;
use std::str::FromStr;

/// Names one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleId {
    /// One of the 96 rules of the policies.
    R(u8),
    /// One of the product's own.
    N(u8),
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::R(number) => write!(f, "R{number:02}"),
            Self::N(number) => write!(f, "N{number:02}"),
        }
    }
}

/// The text is no rule's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a rule: R01 to R96, or N and two digits")]
pub struct ParseRuleIdError(pub String);

impl FromStr for RuleId {
    type Err = ParseRuleIdError;

    /// Reads `R13` or `N01`.
    ///
    /// # Errors
    /// The text is no rule's number; show it to whoever wrote it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseRuleIdError(text.to_owned());
        let (letter, digits) = text.split_at_checked(1).ok_or_else(wrong)?;
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let number: u8 = digits.parse().map_err(|_| wrong())?;
        match letter {
            "R" if (1..=96).contains(&number) => Ok(Self::R(number)),
            "N" if number >= 1 => Ok(Self::N(number)),
            _ => Err(wrong()),
        }
    }
}

/// A rule as the product cites it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// The policy's file name; `nightdesk` for the product's own.
    pub source_file: &'static str,
    /// The heading as printed there, or the section of the product's docs.
    pub section: &'static str,
    /// The clause under that heading, such as `i` or `C.20`; empty = the section as a whole.
    pub clause: &'static str,
    /// Other texts that say it, each as file name and heading.
    pub also: &'static [(&'static str, &'static str)],
    /// What it says, in one line of our words.
    pub line: &'static str,
}

impl Rule {
    /// Where it stands: the file, the heading, and the clause where there is one.
    pub fn source(&self) -> String {
        if self.clause.is_empty() {
            format!("{}, {}", self.source_file, self.section)
        } else {
            format!("{}, {} ({})", self.source_file, self.section, self.clause)
        }
    }
}

impl fmt::Display for Rule {
    /// As a refusal prints it: number, file, section.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.id, self.source())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_id_is_read_as_it_is_printed() {
        for id in [RuleId::R(1), RuleId::R(96), RuleId::N(1), RuleId::N(12)] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for wrong in ["", "R", "R0", "R97", "N0", "X01", "R1x", "R001", "ä1"] {
            assert_eq!(
                wrong.parse::<RuleId>(),
                Err(ParseRuleIdError(wrong.to_owned()))
            );
        }
    }
}
