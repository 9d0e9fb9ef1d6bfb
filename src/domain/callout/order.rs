//! Times of the row that cannot be in that order, with the two times named.
//!
//! A person may keep them: a clock on the wall may have been wrong. They are said where the row is
//! asked, on the sheet and on the claim, and no length is ever negative by them.

use super::mended::minute_of;
use super::times::{TIMES, time_of};
use super::{Part, StepName, Walk, ask};
use crate::time::{Stamp, parse_when};

/// Which of two times is the earlier one.
const ORDER: [(&str, &str); 12] = [
    ("rang", "left"),
    ("rang", "arrived"),
    ("rang", "began"),
    ("rang", "restored"),
    ("rang", "stopped"),
    ("rang", "home"),
    ("left", "arrived"),
    ("left", "home"),
    ("arrived", "home"),
    ("began", "stopped"),
    ("began", "home"),
    ("stopped", "home"),
];

/// How many of them are said at once.
const LINES_MAX: usize = 3;

/// A time of the row as it stands: what is typed now, else what is known, else what Enter gives.
pub(super) fn stands(walk: &Walk<'_>, name: &str) -> Option<Stamp> {
    let typed = match walk.asking {
        Some(StepName::Outcome) => walk.given.get(&format!("times.{name}")),
        Some(StepName::Over) => walk.given.get(name),
        _ => None,
    };
    let typed = typed
        .map(|typed| typed.trim())
        .filter(|typed| !typed.is_empty());
    if let Some(typed) = typed {
        let zone = walk.site.calendar.zone;
        return parse_when(typed, super::read::asked_at(walk, typed), zone).ok();
    }
    match walk.asking {
        Some(StepName::Outcome) => ask::default_time(walk, name),
        _ => time_of(walk.callout, name),
    }
}

/// Up to which moment a time can have been: when it was answered, else now.
fn limit(walk: &Walk<'_>) -> Stamp {
    let said = walk.callout.answers.get(&StepName::Outcome);
    let said = said.filter(|_| walk.asking.is_none());
    walk.callout
        .true_time(said.map_or(walk.now, |said| said.at))
}

/// The times that cannot be in that order, with the name of the later one; the first few.
pub(super) fn faults(walk: &Walk<'_>) -> Vec<(&'static str, String)> {
    let known: Vec<(&'static str, &'static str, Stamp)> = TIMES
        .iter()
        .filter_map(|(name, words)| Some((*name, *words, stands(walk, name)?)))
        .collect();
    let find = |name: &str| known.iter().find(|(known, _, _)| *known == name);
    let mut faults = Vec::new();
    for (first, then) in ORDER {
        if let (Some((_, before, early)), Some((name, after, late))) = (find(first), find(then))
            && minute_of(*late) < minute_of(*early)
        {
            let (late, early) = (walk.hm(*late), walk.hm(*early));
            faults.push((*name, format!("{after} {late} is before {before} {early}")));
        }
    }
    let limit = limit(walk);
    for (name, words, at) in known {
        if minute_of(at) > minute_of(limit) {
            let (at, now) = (walk.hm(at), walk.hm(limit));
            faults.push((name, format!("{words} {at} is still to come at {now}")));
        }
    }
    faults.truncate(LINES_MAX);
    faults
}

/// The same in one sentence; none where the times fit.
pub(super) fn said(walk: &Walk<'_>) -> Option<String> {
    let faults: Vec<String> = faults(walk).into_iter().map(|(_, said)| said).collect();
    (!faults.is_empty()).then(|| format!("times out of order: {}", faults.join("; ")))
}

/// The same as a sentence of its own.
pub(super) fn sentence(walk: &Walk<'_>) -> Option<String> {
    let said = said(walk)?;
    let rest = said.strip_prefix('t').unwrap_or(&said);
    Some(format!("T{rest}."))
}

/// What is said of it where the row is asked, under the row and at the part that it concerns;
/// `before` is what stands before a time's name in its part.
pub(super) fn warn(walk: &Walk<'_>, before: &str, parts: &mut [Part]) -> Option<String> {
    for (name, fault) in faults(walk) {
        let key = format!("{before}{name}");
        if let Some(part) = parts.iter_mut().find(|part| part.key == key) {
            part.hints.push(format!("Out of order: {fault}."));
            part.warns.get_or_insert(format!("Out of order: {fault}"));
        }
    }
    let sentence = sentence(walk)?;
    Some(format!(
        "{sentence} It may stay so, and stands on the claim."
    ))
}
