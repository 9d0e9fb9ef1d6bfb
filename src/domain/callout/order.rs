//! Times of the row that cannot be in that order, with the two times named.
//!
//! A person may keep them: a clock on the wall may have been wrong. They are said where the row is
//! asked, on the sheet and on the claim, and no length is ever negative by them.

use super::mended::minute_of;
use super::times::{TIMES, time_of};
use super::{Callout, Given, Part, PartKind, Step, StepName, Walk, ask};
use crate::domain::{Records, Site};
use crate::time::{self, Stamp, Strayed, parse_when};

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

/// The same for somebody from outside at a server.
const OUTSIDER: (&str, &str) = ("arrived", "left");

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

/// What is typed at a part of the step that is asked, as a moment.
fn typed_at(walk: &Walk<'_>, part: &str) -> Option<Stamp> {
    let typed = walk.given.get(part)?.trim();
    let zone = walk.site.calendar.zone;
    parse_when(typed, super::read::asked_at(walk, typed), zone).ok()
}

/// Why a time without a day is hardly the one that was meant: as the last such time it would be
/// yesterday's and before the ring, or half a day ago. It is asked about, never taken in silence.
pub(super) fn strayed(walk: &Walk<'_>, part: &str, typed: &str) -> Option<Strayed> {
    let typed = typed.trim();
    let from = super::read::asked_at(walk, typed);
    let is_ring = part.ends_with("rang");
    let rang = stands(walk, "rang").filter(|_| !is_ring);
    let since = rang.map(|rang| ("it rang", rang));
    time::strayed(typed, from, walk.site.calendar.zone, since)
}

/// The first time of an answer that was given without its day and is hardly meant, with the name
/// of its part; `given` as it was typed, by part.
pub fn hardly_meant(
    records: &dyn Records,
    site: &Site,
    callout: &Callout,
    (step, given): (StepName, &Given),
    now: Stamp,
) -> Option<(String, Strayed)> {
    let given: Given = given
        .iter()
        .flat_map(|(part, typed)| single(step, part, typed))
        .collect();
    let walk = Walk::of(records, site, callout, now)?.asking(step, &given);
    let asked = ask::ask(&walk, step)?;
    let times = asked.parts.iter().filter(|p| p.kind == PartKind::Time);
    times
        .filter_map(|part| Some((part.key.clone(), given.get(&part.key)?)))
        .find_map(|(part, typed)| Some((part.clone(), strayed(&walk, &part, typed)?)))
}

/// The parts of one argument: the row of times may be given as one, `restored 0305, home 0340`.
pub(super) fn single(step: StepName, part: &str, typed: &str) -> Vec<(String, String)> {
    if step != StepName::Outcome || part != "times" {
        return vec![(part.to_owned(), typed.to_owned())];
    }
    let times = typed.split(',').map(str::trim);
    let times = times.filter(|one| !one.is_empty()).map(|one| {
        let (name, at) = one.split_once([' ', '=']).unwrap_or((one, ""));
        (format!("times.{name}"), at.trim().to_owned())
    });
    times.collect()
}

/// What cannot be so at the parts of the step that is asked, or is hardly meant, by part.
pub(super) fn at_parts(walk: &Walk<'_>, step: &Step) -> Vec<(String, String)> {
    if walk.asking != Some(step.name) {
        return Vec::new();
    }
    let times = step.parts.iter().filter(|p| p.kind == PartKind::Time);
    let mut said: Vec<(String, String)> = times
        .filter_map(|part| {
            let found = strayed(walk, &part.key, walk.given.get(&part.key)?)?;
            Some((part.key.clone(), found.said))
        })
        .collect();
    if step.name == StepName::Vendor
        && let Some(arrived) = typed_at(walk, OUTSIDER.0)
        && let Some(left) = typed_at(walk, OUTSIDER.1)
        && minute_of(left) < minute_of(arrived)
    {
        let (left, arrived) = (walk.hm(left), walk.hm(arrived));
        let fault = format!("they left {left}, before they came {arrived}");
        said.push((OUTSIDER.1.to_owned(), out_of_order(&fault)));
    }
    said
}

/// A fault as it stands under its field.
fn out_of_order(fault: &str) -> String {
    format!("Out of order: {fault}")
}

/// Up to which moment a time can have been: when it was answered, else now. Of a clock that jumped
/// the later reading counts, for either may have been on the watch of whoever typed it.
fn limit(walk: &Walk<'_>) -> Stamp {
    let said = walk.callout.answers.get(&StepName::Outcome);
    let said = said.filter(|_| walk.asking.is_none());
    let shown = said.map_or(walk.now, |said| said.at);
    walk.callout.true_time(shown).max(shown)
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
            part.warns.get_or_insert(out_of_order(&fault));
        }
    }
    let sentence = sentence(walk)?;
    Some(format!(
        "{sentence} It may stay so, and stands on the claim."
    ))
}
