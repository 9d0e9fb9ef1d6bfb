//! The product's own rules, `N01` and on: what no policy says and a record still needs.
//!
//! A new one goes to the end; a number is never given to another rule.

use crate::domain::site::{Rule, RuleId};

const fn n(number: u8, section: &'static str, line: &'static str) -> Rule {
    Rule {
        id: RuleId::N(number),
        source_file: "nightdesk",
        section,
        clause: "",
        also: &[],
        line,
    }
}

/// The product's own rules, in the order of their numbers.
pub(super) static OWN_RULES: &[Rule] = &[
    n(1, "Tickets", "A closed ticket is not closed again"),
    n(
        2,
        "Tickets",
        "Whoever goes on with a closed ticket reopens it first",
    ),
    n(3, "Names", "What is named exists"),
    n(
        4,
        "Comp time",
        "Two claims of one person never cover the same minute",
    ),
    n(5, "Roles", "What a role may do needs that role"),
    n(
        6,
        "Comp time",
        "A claim goes only from one of its states to the next",
    ),
    n(
        7,
        "Checklists",
        "A step is ticked with the evidence that it asks for",
    ),
    n(
        8,
        "Checklists",
        "A step behind a gate waits until the gate is open",
    ),
    n(
        9,
        "Checklists",
        "A step that is required is left only with a reason",
    ),
    n(10, "Times", "Nothing is recorded as happened in the future"),
    n(11, "Callouts", "A person is in one callout at a time"),
    n(12, "Times", "A waiting ticket has a date that lies ahead"),
    n(13, "People", "Two records do not share one name or number"),
    n(14, "Tickets", "Text that must say something is not empty"),
    n(15, "Checklists", "A question takes one of its choices"),
    n(16, "Callouts", "A callout ends after its outcome was said"),
    n(17, "Rules", "A rule file is adopted only when it holds"),
    n(
        18,
        "Tickets",
        "A ticket that has nothing left to contain is not contained again",
    ),
    n(19, "Comp time", "Nobody decides their own claim"),
];
