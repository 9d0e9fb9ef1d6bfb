//! What each step asks. One file a stretch of the walk; each reads the frame and asks nothing that
//! is known.

pub(super) mod call;
pub(super) mod danger;
pub(super) mod end;
pub(super) mod ground;
pub(super) mod list;
mod say;
pub(super) mod security;
mod short;
pub(super) mod tell;
mod told;

pub(super) use end::default_time;

use super::{Choice, Part, PartKind, Step, Walk, order};
use crate::domain::{RuleId, StepName};
use crate::text::find_secret;

/// Choices that are the same for everybody: key, value, words.
pub(super) type Table = &'static [(char, &'static str, &'static str)];

/// The choices of a table.
pub(super) fn choices(table: Table) -> impl Iterator<Item = Choice> {
    table
        .iter()
        .map(|(key, value, text)| Choice::new(*key, *value, *text))
}

/// Whether a recorded value is one of the choices that are the same for everybody.
pub(in crate::domain) fn is_choice(value: &str) -> bool {
    let tables: [Table; 18] = [
        call::DUTY,
        call::KINDS,
        call::BUILDING,
        call::SECURITY,
        call::CHANNELS,
        call::WORD,
        security::SUSPECTS,
        security::ISOLATED,
        security::UNDERSTOOD,
        ground::VERDICTS,
        ground::APPROVALS,
        ground::PLACES,
        tell::TOLD,
        list::OUTSIDER,
        list::DONE,
        end::OUTCOMES,
        end::PAID,
        end::CLOSE,
    ];
    let mut rows = tables.into_iter().chain([end::CLAIMS]).flatten();
    rows.any(|(_, word, _)| *word == value)
}

/// The value that somebody typed, by key, value or words.
pub(super) fn pick(table: Table, typed: &str) -> Option<&'static str> {
    let typed = typed.trim();
    let row = table.iter().find(|(key, value, text)| {
        typed.chars().eq(std::iter::once(*key))
            || typed.eq_ignore_ascii_case(value)
            || typed.eq_ignore_ascii_case(text)
    });
    row.map(|(_, value, _)| *value)
}

/// What is typed at a part as it will be recorded, for the parts that decide what follows; none
/// where it is not known yet.
pub(super) fn plain(step: StepName, part: &str, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_count = step == StepName::Impact;
    if typed == "?" || is_count && typed == "d" {
        return None;
    }
    let table = match (step, part) {
        (StepName::What, "kind") | (StepName::Over, "what") => call::KINDS,
        (StepName::Suspect, "suspect") => security::SUSPECTS,
        (StepName::Isolate, "isolate") => security::ISOLATED,
        (StepName::Emergency, "verdict") => ground::VERDICTS,
        (StepName::Emergency, "approval") => ground::APPROVALS,
        (StepName::Place, "where") => ground::PLACES,
        (StepName::List | StepName::Over, "outsider") => list::OUTSIDER,
        (StepName::Over, "told") => tell::TOLD,
        (StepName::Outcome, "how") | (StepName::Over, "fixed") => end::OUTCOMES,
        _ => return Some(typed.to_owned()),
    };
    if typed == "d" {
        return None;
    }
    Some(pick(table, typed).map_or_else(|| typed.to_owned(), ToOwned::to_owned))
}

/// A step as it is asked in this frame.
pub(super) fn ask(walk: &Walk<'_>, step: StepName) -> Option<Step> {
    let mut asked = match step {
        StepName::Start => call::duty(walk)?,
        StepName::Caller => call::caller(walk),
        StepName::What => call::what(walk),
        StepName::Suspect => security::suspect(walk),
        StepName::Seen => security::seen(walk),
        StepName::Keep => security::keep(walk),
        StepName::Isolate => security::isolate(walk),
        StepName::Report => security::report(walk),
        StepName::Impact => ground::impact(walk),
        StepName::Emergency => ground::emergency(walk),
        StepName::Place => ground::place(walk),
        StepName::Tell => tell::tell(walk),
        StepName::List => list::list(walk),
        StepName::Vendor => short::vendor(walk),
        StepName::Work => end::work(walk),
        StepName::Outcome => end::outcome(walk),
        StepName::Narrative => end::narrative(walk),
        StepName::Debts => end::debts(walk),
        StepName::Claim => end::claim(walk),
        StepName::Handover => end::handover(walk),
        StepName::Later => short::later(walk),
        StepName::Over => short::over(walk),
    };
    for (key, said) in order::at_parts(walk, &asked) {
        if let Some(part) = asked.parts.iter_mut().find(|part| part.key == key) {
            part.hints.push(format!("{said}."));
            part.warns.get_or_insert(said);
        }
    }
    for part in &mut asked.parts {
        let answered = walk.callout.value(step, &part.key);
        part.answer = answered.map(|value| shown(walk, part, value));
        warn_of_secret(walk, step, part);
    }
    Some(asked)
}

/// Says at a free text that it looks like a secret: what is typed, else what Enter keeps.
fn warn_of_secret(walk: &Walk<'_>, step: StepName, part: &mut Part) {
    if !part.kind.is_free_text() {
        return;
    }
    let typed = walk
        .given
        .get(&part.key)
        .filter(|_| walk.asking == Some(step));
    let kept = part.answer.as_ref().or(part.default.as_ref());
    let Some(text) = typed.or(kept.filter(|_| part.kind == PartKind::Text)) else {
        return;
    };
    let Some(said) = find_secret(text).map(|found| found.said(text)) else {
        return;
    };
    let said = capital(&said);
    part.hints.push(format!(
        "{said}. None is written down here: take it out, or Enter keeps it."
    ));
    part.warns.get_or_insert(format!("{said}: take it out"));
}

/// With a capital letter before it.
fn capital(said: &str) -> String {
    let mut chars = said.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// A recorded value as somebody would type it.
fn shown(walk: &Walk<'_>, part: &Part, value: &str) -> String {
    match value.parse() {
        Ok(at) if part.kind == PartKind::Time => walk.hm(at),
        _ => value.to_owned(),
    }
}

/// A step.
pub(super) fn step(name: StepName, rule: u8, parts: Vec<Part>) -> Step {
    Step {
        name,
        parts,
        derived: Vec::new(),
        rule: RuleId::R(rule),
    }
}

/// A step with what was worked out.
pub(super) fn derived(mut step: Step, lines: impl IntoIterator<Item = String>) -> Step {
    step.derived.extend(lines);
    step
}
