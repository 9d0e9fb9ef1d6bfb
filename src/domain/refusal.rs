//! What the desk says when a rule does not allow a command.

use super::site::RuleId;

/// A command that a rule does not allow: which rule, why, and what can be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule, looked up in the rule table for its source.
    pub rule: RuleId,
    /// What stands in the way, in one sentence.
    pub because: String,
    /// What can be done now; a command to type is given whole.
    pub instead: String,
    /// Further obstacles of the same command, each with its own rule.
    pub also: Vec<Refusal>,
}

impl Refusal {
    /// One obstacle.
    pub fn new(rule: RuleId, because: impl Into<String>, instead: impl Into<String>) -> Self {
        Self {
            rule,
            because: because.into(),
            instead: instead.into(),
            also: Vec::new(),
        }
    }

    /// All obstacles of one command as one refusal; none if there is none.
    pub fn all(obstacles: Vec<Self>) -> Option<Self> {
        let mut obstacles = obstacles.into_iter();
        let mut first = obstacles.next()?;
        first.also.extend(obstacles);
        Some(first)
    }

    /// This obstacle and the further ones, in order.
    pub fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.also.iter())
    }
}
