//! The callout's clock: what was work, what was travel, and how long it was.
//!
//! Times that people gave are taken as they gave them; times that the program recorded are taken
//! with the jumps of the machine's clock taken back, so that a clock that is set back makes no
//! callout shorter. Where a clock jumped the length is said to be unsure, with both values.

use super::{Break, Callout};
use crate::domain::event::Interval;
use crate::domain::site::Travel;
use crate::domain::{IntervalKind, PersonId, Records, Site, StepName};
use crate::time::{Calendar, PersonHours, Span, Stamp, full};

/// The times of a callout in their order, as the row of times shows them.
pub(super) const TIMES: [(&str, &str); 7] = [
    ("rang", "it rang"),
    ("left", "left home"),
    ("arrived", "arrived"),
    ("began", "began"),
    ("restored", "works again"),
    ("stopped", "stopped"),
    ("home", "home"),
];

/// The question for a time of the row.
pub(super) fn question(key: &str) -> &'static str {
    match key {
        "rang" => "When did it ring?",
        "left" => "When did you leave home?",
        "arrived" => "When did you arrive?",
        "began" => "When did you begin?",
        "restored" => "When did it work again?",
        "stopped" => "When did you stop?",
        _ => "When were you home?",
    }
}

/// A time of the row, from wherever it was given.
pub(super) fn time_of(callout: &Callout, name: &str) -> Option<Stamp> {
    let part = format!("times.{name}");
    let given = callout
        .value(StepName::Outcome, &part)
        .or_else(|| callout.value(StepName::Over, name));
    let given =
        given.or_else(|| (name == "rang").then(|| callout.value(StepName::Caller, "rang"))?);
    if let Some(stamp) = given.and_then(|text| text.parse().ok()) {
        return Some(stamp);
    }
    match name {
        "rang" if !callout.over => Some(callout.started),
        "arrived" => callout.visit.as_ref().and_then(|visit| visit.entered),
        _ => None,
    }
}

/// From when the callout counts: the ring of the phone, else when it was begun.
pub(super) fn began(callout: &Callout) -> Stamp {
    let first = ["rang", "left", "arrived", "began"];
    let mut known = first.iter().filter_map(|name| time_of(callout, name));
    known.next().unwrap_or(callout.started)
}

/// Until when it counts: home, the end of the work, the end of the walk, or now.
fn stopped(callout: &Callout, now: Stamp) -> Stamp {
    let said = time_of(callout, "stopped");
    let said = said.or_else(|| callout.over.then(|| time_of(callout, "restored")).flatten());
    said.or(callout.ended).unwrap_or_else(|| {
        if callout.over {
            began(callout)
        } else {
            callout.true_time(now)
        }
    })
}

/// Minutes on the callout's clock, pauses out, and why the length is not sure.
pub fn clock_min(callout: &Callout, now: Stamp) -> (i64, Option<String>) {
    let stretches = stretches(callout, now);
    (minutes_in(&stretches), unsure(callout))
}

/// Why the length is not sure: the machine's clock jumped while the callout ran.
pub(super) fn unsure(callout: &Callout) -> Option<String> {
    let said: Vec<String> = callout
        .jumps
        .iter()
        .map(|(expected, shown)| {
            format!(
                "it showed {} where {} was due",
                full(*shown),
                full(*expected)
            )
        })
        .collect();
    (!said.is_empty()).then(|| {
        format!(
            "the machine's clock jumped: {}; counted from its own time since it started",
            said.join("; ")
        )
    })
}

pub(super) fn minutes_of(interval: &Interval) -> i64 {
    interval.to.minutes_since(interval.from).max(0)
}

/// Minutes of some stretches together. Each has seconds, which count before the sum is cut to
/// whole minutes: a night in many short stretches is no shorter than one in a single piece.
pub(super) fn minutes_in(intervals: &[Interval]) -> i64 {
    let of = |one: &Interval| (one.to.epoch_ms() - one.from.epoch_ms()).max(0);
    intervals.iter().map(of).sum::<i64>() / 60_000
}

/// Work and travel of the whole callout, in order, pauses out.
fn stretches(callout: &Callout, now: Stamp) -> Vec<Interval> {
    let mut all = Vec::new();
    let mut from = began(callout);
    let end = stopped(callout, now).max(from);
    let mut part = |from: Stamp, to: Stamp, kind: IntervalKind| {
        if from < to {
            all.push(Interval { from, to, kind });
        }
    };
    let way = (time_of(callout, "left"), time_of(callout, "arrived"));
    if let (Some(left), Some(arrived)) = way
        && from <= left
        && left <= arrived
        && arrived <= end
    {
        part(from, left, IntervalKind::Work);
        part(left, arrived, IntervalKind::Travel);
        from = arrived;
    }
    part(from, end, IntervalKind::Work);
    if let Some(home) = time_of(callout, "home") {
        part(end, home, IntervalKind::Travel);
    }
    without(all, &callout.breaks, callout.true_time(now))
}

/// Takes the pauses out.
fn without(stretches: Vec<Interval>, breaks: &[Break], now: Stamp) -> Vec<Interval> {
    let mut left = stretches;
    for pause in breaks {
        let (start, end) = (pause.from, pause.to.unwrap_or(now));
        let mut next = Vec::new();
        for one in left {
            if end <= one.from || one.to <= start {
                next.push(one);
                continue;
            }
            if one.from < start {
                next.push(Interval { to: start, ..one });
            }
            if end < one.to {
                next.push(Interval { from: end, ..one });
            }
        }
        left = next;
    }
    left
}

/// What a person may claim: their part of the callout, with the travel that the site counts.
pub(super) fn intervals_of(
    site: &Site,
    callout: &Callout,
    person: PersonId,
    now: Stamp,
) -> Vec<Interval> {
    let travel = site.policy.profile.comp_time.travel;
    let arrived = time_of(callout, "arrived");
    let counts = |one: &Interval| match (one.kind, travel) {
        (IntervalKind::Work, _) | (IntervalKind::Travel, Travel::RoundTrip) => true,
        (IntervalKind::Travel, Travel::None) => false,
        (IntervalKind::Travel, Travel::To) => arrived.is_some_and(|at| one.to <= at),
    };
    let held = holds(callout, person, now);
    let stretches = stretches(callout, now).into_iter().filter(counts);
    let mut mine: Vec<Interval> = stretches
        .flat_map(|one| {
            held.iter().filter_map(move |(from, to)| {
                let (from, to) = (one.from.max(*from), one.to.min(*to));
                (from < to).then_some(Interval { from, to, ..one })
            })
        })
        .collect();
    mine.sort_by_key(|one| (one.from, one.to));
    mine
}

/// When a person had the callout. What was before its first entry is the first holder's, what is
/// after its last one is the last holder's.
fn holds(callout: &Callout, person: PersonId, now: Stamp) -> Vec<(Stamp, Stamp)> {
    let end = stopped(callout, now)
        .max(time_of(callout, "home").unwrap_or(callout.started))
        .max(callout.started)
        .plus_minutes(1);
    let first = began(callout).min(callout.started);
    let mut spans = Vec::new();
    for (n, held) in callout.holders.iter().enumerate() {
        let from = if n == 0 { first } else { held.from };
        let to = callout.holders.get(n + 1).map_or(end, |next| next.from);
        if held.person == person && from < to {
            spans.push((from, to));
        }
    }
    spans
}

/// The working hours of a person: their own week, else the site's.
pub(super) fn calendar_of(records: &dyn Records, site: &Site, person: PersonId) -> Calendar {
    let own = records.person(person).filter(|p| !p.week.is_empty());
    let Some(own) = own else {
        return site.calendar.clone();
    };
    let week = std::array::from_fn(|day| {
        let spans = own.week.get(day).map_or(&[][..], Vec::as_slice);
        spans
            .iter()
            .filter_map(|span| span.parse::<Span>().ok())
            .collect()
    });
    site.calendar.overridden_by(&PersonHours { week })
}

/// What of some intervals lies outside the hours of a calendar, in order.
pub(super) fn outside(calendar: &Calendar, intervals: &[Interval]) -> Vec<Interval> {
    let cut = |one: &Interval| {
        let kind = one.kind;
        let free = calendar.outside(one.from, one.to).into_iter();
        free.map(move |(from, to)| Interval { from, to, kind })
    };
    intervals.iter().flat_map(cut).collect()
}

/// Whether the quiet of the night holds at a moment: then only those whom a rule names are told.
pub(super) fn is_quiet(site: &Site, at: Stamp) -> bool {
    use chrono::Timelike as _;
    let wall = site.calendar.zone.see(at).wall();
    let minute = wall.hour() * 60 + wall.minute();
    let (from, to) = site.policy.profile.hours.quiet;
    let (from, to) = (u32::from(from), u32::from(to));
    if from <= to {
        from <= minute && minute < to
    } else {
        minute >= from || minute < to
    }
}
