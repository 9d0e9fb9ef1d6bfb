//! Counts, times and verdicts that were answered again: the last one counts, and the earlier ones
//! stay beside it.
//!
//! What stood before is kept in the same answer under the part's name with `.was` behind it, the
//! oldest first. A time that is given again to the same minute is no correction, because people
//! give times without seconds. After the end of the callout who corrected it, and when, is kept
//! under `.mended`.

use std::collections::BTreeMap;

use super::times::TIMES;
use super::{Callout, StepName, Walk};
use crate::domain::PersonId;
use crate::domain::event::CalloutAnswered;
use crate::text::Clean;
use crate::time::Stamp;

/// Behind the name of a part: what stood there before.
const WAS: &str = ".was";
/// Behind the name of a part: who corrected it after the end, and when.
const MENDED: &str = ".mended";
/// Between several that stood there.
const BETWEEN: &str = ", ";
/// The counts that are kept.
const COUNTS: [(&str, &str); 2] = [("now", "cannot work"), ("opening", "at opening time")];

/// The verdicts that are kept: what was judged, and how it came out.
const VERDICTS: [(StepName, &str, &str); 4] = [
    (StepName::Emergency, "verdict", "emergency"),
    (StepName::Emergency, "ground", "ground"),
    (StepName::Outcome, "how", "how it came out"),
    (StepName::Over, "fixed", "how it came out"),
];

/// Whether a part holds a count, a time or a verdict.
fn is_kept(step: StepName, part: &str) -> bool {
    let name = part.strip_prefix("times.").unwrap_or(part);
    let verdict = |known: &(StepName, &str, &str)| (known.0, known.1) == (step, part);
    COUNTS.iter().any(|(known, _)| *known == part)
        || TIMES.iter().any(|(known, _)| *known == name)
        || VERDICTS.iter().any(verdict)
}

/// Whether a part that is kept is another one now.
pub(super) fn is_other(step: StepName, part: &str, stood: &Clean, value: &Clean) -> bool {
    let minute = |text: &Clean| text.as_str().parse().ok().map(minute_of);
    let same_minute = minute(stood).is_some() && minute(stood) == minute(value);
    is_kept(step, part) && stood != value && !same_minute
}

/// The minute of a moment, as a number that can be compared.
pub(super) fn minute_of(at: Stamp) -> i64 {
    at.epoch_ms().div_euclid(60_000)
}

/// Keeps what stood at a part.
pub(super) fn keep(values: &mut BTreeMap<String, Clean>, part: &str, stood: &Clean) {
    let key = format!("{part}{WAS}");
    let kept = match values.get(&key) {
        Some(before) => Clean::line(&format!("{before}{BETWEEN}{stood}")),
        None => stood.clone(),
    };
    values.insert(key, kept);
}

/// Keeps who corrected a part after the end, and when: the last one counts.
pub(super) fn sign(values: &mut BTreeMap<String, Clean>, part: &str, by: PersonId, at: Stamp) {
    let signed = format!("{} {}", by.uuid(), at.rfc3339());
    values.insert(format!("{part}{MENDED}"), Clean::line(&signed));
}

/// Who corrected a part after the end, and when, in words.
fn signed(walk: &Walk<'_>, step: StepName, part: &str) -> Option<String> {
    let signed = walk.callout.value(step, &format!("{part}{MENDED}"))?;
    let (by, at) = signed.split_once(' ')?;
    let by = walk.name(PersonId(by.parse().ok()?));
    Some(format!(" ({by}, {})", walk.hm(at.parse().ok()?)))
}

/// The time since when it works, where an answer says that it does not.
pub(super) fn fell(event: &CalloutAnswered) -> Option<&'static str> {
    let (how, part) = match event.step {
        StepName::Outcome => ("how", "times.restored"),
        StepName::Over => ("fixed", "restored"),
        _ => return None,
    };
    let is_open = event
        .values
        .get(how)
        .is_some_and(|how| is_open(how.as_str()));
    (is_open && !event.values.contains_key(part)).then_some(part)
}

/// Whether an outcome says that it does not work.
pub(super) fn is_open(how: &str) -> bool {
    matches!(how, "handed" | "vendor")
}

/// What stood at a part before, the oldest first.
fn before<'c>(callout: &'c Callout, step: StepName, part: &str) -> Vec<&'c str> {
    let was = callout.value(step, &format!("{part}{WAS}"));
    was.map(|was| was.split(BETWEEN).collect())
        .unwrap_or_default()
}

/// What was corrected, a line each, with what stood before.
pub(super) fn lines(walk: &Walk<'_>) -> Vec<String> {
    let callout = walk.callout;
    let counts = COUNTS.iter().map(|(part, words)| {
        let part = (*part).to_owned();
        (StepName::Impact, part, *words)
    });
    let times = TIMES.iter().flat_map(|(name, words)| {
        let rows = [
            (StepName::Outcome, format!("times.{name}")),
            (StepName::Over, (*name).to_owned()),
            (StepName::Caller, (*name).to_owned()),
        ];
        rows.map(|(step, part)| (step, part, *words))
    });
    let say = |value: &str| match value.parse::<Stamp>() {
        Ok(at) => walk.hm(at),
        Err(_) => value.to_owned(),
    };
    let verdicts = VERDICTS.iter();
    let verdicts = verdicts.map(|(step, part, words)| (*step, (*part).to_owned(), *words));
    let line = |(step, part, words): (StepName, String, &str)| {
        let stood: Vec<String> = before(callout, step, &part).into_iter().map(say).collect();
        let now = callout
            .value(step, &part)
            .map_or_else(|| "not known".to_owned(), say);
        let signed = signed(walk, step, &part).unwrap_or_default();
        (!stood.is_empty()).then(|| {
            format!(
                "Corrected{signed}: {words} {now}, before that {}.",
                stood.join(BETWEEN)
            )
        })
    };
    counts
        .chain(times)
        .chain(verdicts)
        .filter_map(line)
        .collect()
}

/// Whether the machine's clock jumped between the ring of the phone and a moment that was noted.
pub(super) fn is_over_a_jump(callout: &Callout, at: Stamp) -> bool {
    let mut jumps = callout.jumps.iter();
    jumps.any(|(expected, shown)| at >= *expected.min(shown))
}
