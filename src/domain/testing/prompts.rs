//! The questions of the categories of the small desk.

use super::clean;
use super::rules::names;
use crate::domain::site::{Category, Common, Fact, Prompt, Prompts, Source};

fn prompt(id: &str, ask: &str, required: bool, from: Option<Fact>) -> Prompt {
    Prompt {
        id: id.to_owned(),
        ask: clean(ask),
        required,
        from,
    }
}

fn category(name: &str, five: bool, prompts: Vec<Prompt>) -> Category {
    Category {
        name: clean(name),
        five,
        confidential: false,
        clock: None,
        note: clean(""),
        prompts,
        sources: vec![Source::Ours],
    }
}

pub(super) fn prompts() -> Prompts {
    let common = vec![
        prompt(
            "date",
            "On which day did it begin?",
            true,
            Some(Fact::Times),
        ),
        prompt(
            "time",
            "At what time did it begin?",
            true,
            Some(Fact::Times),
        ),
        prompt("narrative", "What happened, in detail?", true, None),
        prompt(
            "actions",
            "What did you do, in order?",
            true,
            Some(Fact::Actions),
        ),
        prompt(
            "closed",
            "Closed when, and who agreed?",
            true,
            Some(Fact::Close),
        ),
        prompt("cure", "What fixed it, in one line?", false, None),
    ];
    let repair = vec![
        prompt("machine", "Which machine?", true, Some(Fact::What)),
        prompt("fault", "What was wrong with it?", true, None),
        prompt("part", "Part changed?", false, None),
    ];
    let breach = vec![prompt("data", "Which data?", true, None)];
    let categories = [
        (
            "service-request",
            category("Service requests", false, Vec::new()),
        ),
        ("repair", category("Repairs", true, repair)),
        (
            "security-breach",
            Category {
                confidential: true,
                clock: Some("breach-72h".to_owned()),
                ..category("Security breaches", true, breach)
            },
        ),
        (
            "policy-violation",
            category("Policy violations", true, Vec::new()),
        ),
    ];
    Prompts {
        version: 2,
        default: "service-request".to_owned(),
        common: Common {
            mandatory: names(&["date", "time", "narrative", "actions", "closed"]),
            prompts: common,
            sources: vec![Source::Ours],
        },
        categories: categories.map(|(id, c)| (id.to_owned(), c)).into(),
    }
}
