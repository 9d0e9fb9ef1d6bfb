//! What the program does now about each rule, and which tests show it.
//!
//! A rule without a row here is not yet built. Whoever builds one adds its row, in the order of the
//! numbers, and rewrites `docs/policy.md` (`UPDATE_DOCS=1 cargo nextest run --lib policy_page`).

use crate::domain::site::RuleId;

/// What the program does about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The rule.
    pub rule: RuleId,
    /// What the program does, in one line.
    pub does: &'static str,
    /// The names of the tests that show it.
    pub tests: &'static [&'static str],
}

static SHOWN: &[Shown] = &[
    Shown {
        rule: RuleId::R(26),
        does: "several policy texts stand side by side, and each setting cites the one it is from",
        tests: &["every_shipped_file_reads_and_every_name_and_citation_holds"],
    },
    Shown {
        rule: RuleId::N(11),
        does: "a file with a fault is refused whole, with file, line and mend",
        tests: &["every_broken_file_is_told_with_its_line_and_its_mend"],
    },
];

/// What the program does about a rule; none = not yet built.
pub fn shown(rule: RuleId) -> Option<&'static Shown> {
    SHOWN.iter().find(|shown| shown.rule == rule)
}
