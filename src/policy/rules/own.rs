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
    n(1, "Tickets", "What is closed is not closed again"),
    n(
        2,
        "Tickets",
        "Whoever goes on with a closed ticket reopens it first",
    ),
    n(
        3,
        "Names",
        "The record, person, unit, category, field, step or list that is named exists",
    ),
    n(
        4,
        "Texts",
        "A text that is needed says something, and is not too long",
    ),
    n(
        5,
        "Times",
        "A time is one at which it can have happened; a date to wait for lies ahead",
    ),
    n(
        6,
        "Colleagues",
        "What somebody else changed meanwhile is seen before it is replaced",
    ),
    n(
        7,
        "What stands",
        "What is so already is said, and not written a second time",
    ),
    n(
        8,
        "People",
        "Only a member of staff who has not left does the desk's work",
    ),
    n(
        9,
        "Checklists",
        "A step is worked on while its list runs and while it is shown",
    ),
    n(10, "Numbers", "A number is one that can be"),
    n(11, "Rules", "A rule file is adopted only when it holds"),
    n(
        12,
        "Comp time",
        "Two claims of one person never cover the same minute",
    ),
    n(
        13,
        "Comp time",
        "A claim goes only from one of its states to the next",
    ),
    n(
        14,
        "Callouts",
        "A callout is walked by the one who has it, and nobody walks two",
    ),
    n(
        15,
        "Callouts",
        "Whoever goes to bed has said how it came out",
    ),
    n(16, "Callouts", "An answer is one that the question takes"),
    n(
        17,
        "Redaction",
        "The text of an entry is taken out only by the decision of a director who neither asked nor wrote it",
    ),
];
