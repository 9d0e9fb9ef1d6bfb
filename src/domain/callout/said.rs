//! What was answered at a question, in words, for the timeline of the ticket.
//!
//! The entry keeps what was answered as the walk needs it: a word that scripts type, or a moment
//! of the machine. People read the words of the question and of its choice, and times of day.
//!
//! **Invariant:** nothing is left out that was typed: what has no words of its own stands as it is.

use std::fmt::Write as _;

use super::ask::{Table, call, end, ground, list, security, tell};
use super::follow;
use super::times::TIMES;
use crate::domain::StepName;
use crate::domain::event::CalloutAnswered;
use crate::text::Clean;
use crate::time::Stamp;

/// What an answer says, in words: the title of its question and each part of it.
pub fn said(event: &CalloutAnswered) -> String {
    let parts = if event.step == StepName::Emergency {
        verdict(event)
    } else if event.step == StepName::Tell {
        told(event)
    } else if event.step == StepName::Debts {
        owed(event)
    } else {
        each(event)
    };
    let open = unknown(event);
    let parts: Vec<String> = parts.into_iter().chain(open).collect();
    format!("{}: {}", event.step.title(), parts.join(", "))
}

/// What nobody knew at a question, in words; the rest of the answer stands in entries of its own.
pub fn said_unknown(event: &CalloutAnswered) -> String {
    let open: Vec<String> = unknown(event).collect();
    format!("{}: {}", event.step.title(), open.join(", "))
}

/// A key with the word before it, once: people type `14` as well as `key 14`.
pub fn key_words(key: &Clean) -> String {
    let word = key.as_str().split_whitespace().next();
    if word.is_some_and(|word| word.eq_ignore_ascii_case("key")) {
        key.to_string()
    } else {
        format!("key {key}")
    }
}

fn unknown(event: &CalloutAnswered) -> impl Iterator<Item = String> {
    let step = event.step;
    event.unknown.iter().map(move |part| {
        let about = about(step, part);
        let about = if about.is_empty() { "it" } else { about };
        format!("{about} not known yet")
    })
}

fn each(event: &CalloutAnswered) -> Vec<String> {
    let values = event.values.iter().filter(|(part, _)| !follow::is_id(part));
    let said = values.map(|(part, value)| {
        let about = about(event.step, part);
        let value = words(event.step, part, value.as_str());
        if about.is_empty() {
            value
        } else if about == "key" {
            key_words(&Clean::line(&value))
        } else {
            format!("{about} {value}")
        }
    });
    said.collect()
}

/// The verdict first, then the ground on which it was judged.
fn verdict(event: &CalloutAnswered) -> Vec<String> {
    let order = ["verdict", "ground", "because", "approval"];
    let known = order.iter().filter_map(|part| {
        let value = event.values.get(*part)?;
        Some(words(event.step, part, value.as_str()))
    });
    let others = event.values.iter();
    let others = others.filter(|(part, _)| !order.contains(&part.as_str()));
    known
        .chain(others.map(|(part, value)| format!("{part} {value}")))
        .collect()
}

/// Who was told what came of it: the number of somebody stands for the name beside it.
fn told(event: &CalloutAnswered) -> Vec<String> {
    let outcomes = event.values.iter();
    let outcomes = outcomes.filter(|(part, _)| part.strip_suffix(".who").is_none());
    let said = outcomes.map(|(no, outcome)| {
        let who = event.values.get(&format!("{no}.who"));
        let who = who.map_or("somebody", |who| who.as_str());
        format!("{who}: {}", words(event.step, no, outcome.as_str()))
    });
    said.collect()
}

/// How many of the things that are open were put off, and to whom or when.
fn owed(event: &CalloutAnswered) -> Vec<String> {
    let mut sums: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for (part, value) in &event.values {
        *sums
            .entry(words(event.step, part, value.as_str()))
            .or_default() += 1;
    }
    let said = sums.into_iter().map(|(word, n)| {
        let mut line = word;
        if n > 1 {
            let _ = write!(line, " ({n} things)");
        }
        line
    });
    said.collect()
}

/// What a part of a question is about; empty where the question's title says it.
fn about(step: StepName, part: &str) -> &'static str {
    let time = part.strip_prefix("times.").unwrap_or(part);
    if let Some((_, words)) = TIMES.iter().find(|(key, _)| *key == time)
        && matches!(step, StepName::Caller | StepName::Outcome | StepName::Over)
    {
        return words;
    }
    match (step, part) {
        (StepName::Caller | StepName::Over, "name") => "who called",
        (StepName::Caller, "phone") => "number",
        (StepName::Caller, "channel") => "came in by",
        (StepName::Caller, "word") => "word",
        (StepName::What | StepName::Over, "which") => "which one",
        (StepName::What, "cure") => "from what fixed",
        (StepName::Suspect, "who") => "whose it is",
        (StepName::Suspect, "lead") => "on the word of",
        (StepName::Seen | StepName::Isolate, "when") | (StepName::Vendor, "arrived") => "since",
        (StepName::Isolate, "why") => "because",
        (StepName::Report | StepName::Outcome | StepName::Over, "to") => "to",
        (StepName::Impact, "now") => "cannot work now",
        (StepName::Impact, "opening") => "at opening time",
        (StepName::Over, "impact") => "could not work",
        (StepName::Place, "room") => "room",
        (StepName::Place, "key") => "key",
        (StepName::List | StepName::Over, "outsider") => "somebody from outside",
        (StepName::Over, "how") | (StepName::Narrative, "cure") => "what fixed it",
        (StepName::Over, "fixed") => "how it came out",
        (StepName::Over, "told") => "the caller",
        (StepName::Over, "told_at") => "told at",
        (StepName::Vendor, "company") => "of",
        (StepName::Vendor, "left") => "until",
        (StepName::Vendor, "systems") => "at",
        (StepName::Outcome | StepName::Over, "follow_up") => "follow-up",
        _ => "",
    }
}

/// What was answered as somebody reads it: the words of the choice, or the time of day.
fn words(step: StepName, part: &str, value: &str) -> String {
    if let Ok(at) = value.parse::<Stamp>() {
        return at.wall().format("%H:%M").to_string();
    }
    let tables = tables(step, part);
    let rows = tables.iter().flat_map(|table| table.iter());
    let row = rows.into_iter().find(|(_, known, _)| *known == value);
    row.map_or_else(|| value.to_owned(), |(_, _, words)| (*words).to_owned())
}

/// The choices of a part, where it has any of its own.
fn tables(step: StepName, part: &str) -> Vec<Table> {
    match (step, part) {
        (StepName::Start, "duty") => vec![call::DUTY],
        (StepName::Caller, "channel") => vec![call::CHANNELS],
        (StepName::Caller, "word") => vec![call::WORD],
        (StepName::What, "kind") | (StepName::Over, "what") => vec![call::KINDS],
        (StepName::What, "which") => vec![call::BUILDING, call::SECURITY],
        (StepName::Suspect, "suspect") => vec![security::SUSPECTS],
        (StepName::Keep, "ok") => vec![security::UNDERSTOOD],
        (StepName::Isolate, "isolate") => vec![security::ISOLATED],
        (StepName::Emergency, "verdict") => vec![ground::VERDICTS],
        (StepName::Emergency, "approval") => vec![ground::APPROVALS],
        (StepName::Place, "where") => vec![ground::PLACES],
        (StepName::List | StepName::Over, "outsider") => vec![list::OUTSIDER],
        (StepName::List, _) => vec![list::DONE],
        (StepName::Report | StepName::Tell | StepName::Later, _) | (StepName::Over, "told") => {
            vec![tell::TOLD]
        }
        (StepName::Outcome, "how") | (StepName::Over, "fixed") => vec![end::OUTCOMES],
        (StepName::Debts, "close") => vec![end::CLOSE],
        (StepName::Debts, _) => vec![end::PAID],
        (StepName::Claim, _) => vec![end::CLAIMS],
        _ => Vec::new(),
    }
}
