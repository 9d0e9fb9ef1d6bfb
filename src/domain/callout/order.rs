//! Times of the row that cannot be in that order, with the two times named.
//!
//! A person may keep them: a clock on the wall may have been wrong. They are said where the row is
//! asked, on the sheet and on the claim, and no length is ever negative by them.

use super::mended::minute_of;
use super::times::{TIMES, time_of};
use super::{Part, PartKind, Step, StepName, Walk, ask};
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

/// The same for somebody from outside at a server.
const OUTSIDER: (&str, &str) = ("arrived", "left");

/// Hours back from which a time without a day is said to be a long time ago.
const LONG_H: i64 = 12;

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

/// Whether a time was typed without its day, as `0240` or `9:30pm`.
fn is_bare(typed: &str) -> bool {
    let is_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 'a' | 'p' | 'm' | 'h');
    let typed = typed.to_ascii_lowercase();
    typed.starts_with(|c: char| c.is_ascii_digit()) && typed.chars().all(is_time)
}

/// Why a time without a day is hardly the one that was meant: as the last such time it would be
/// yesterday's and before the ring, or half a day ago. It is asked about, never taken in silence.
pub(super) fn strayed(walk: &Walk<'_>, part: &str, typed: &str) -> Option<String> {
    let typed = typed.trim();
    if !is_bare(typed) {
        return None;
    }
    let zone = walk.site.calendar.zone;
    let from = super::read::asked_at(walk, typed);
    let at = parse_when(typed, from, zone).ok()?;
    let is_today = zone.see(at).wall().date() == zone.see(from).wall().date();
    let is_ring = part.ends_with("rang");
    let rang = stands(walk, "rang").filter(|_| !is_ring && !is_today);
    let said = zone.see(at).wall().format("%a %H:%M");
    if let Some(rang) = rang.filter(|rang| minute_of(at) < minute_of(*rang)) {
        let rang = walk.hm(rang);
        return Some(format!("`{typed}` would be {said}, before it rang {rang}"));
    }
    let ago = from.minutes_since(at);
    let hours = crate::time::minutes(ago);
    (ago > LONG_H * 60).then(|| format!("`{typed}` would be {said}, {hours} ago"))
}

/// What cannot be so at the parts of the step that is asked, or is hardly meant, by part.
pub(super) fn at_parts(walk: &Walk<'_>, step: &Step) -> Vec<(String, String)> {
    if walk.asking != Some(step.name) {
        return Vec::new();
    }
    let times = step.parts.iter().filter(|p| p.kind == PartKind::Time);
    let mut said: Vec<(String, String)> = times
        .filter_map(|part| {
            let said = strayed(walk, &part.key, walk.given.get(&part.key)?)?;
            Some((part.key.clone(), said))
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
            part.warns.get_or_insert(out_of_order(&fault));
        }
    }
    let sentence = sentence(walk)?;
    Some(format!(
        "{sentence} It may stay so, and stands on the claim."
    ))
}
