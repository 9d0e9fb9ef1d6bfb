//! The claim that a callout makes: its intervals, the minutes outside the hours, and its path.

use super::judge::{is_judged, standing};
use chrono::{Datelike as _, NaiveDate, Timelike as _};

use super::claims;
use super::mended::minute_of;
use super::times::{calendar_of, intervals_of, minutes_in, minutes_of, outside, unsure};
use super::{Callout, Walk, order};
use crate::domain::event::{ClaimDrafted, Interval};
use crate::domain::site::{FileKind, Rate, RateBy};
use crate::domain::{Claim, ClaimId, ClaimPath, IntervalKind, Number, NumberKind, PersonId};
use crate::text::Clean;
use crate::time::{Stamp, minutes};

/// Minutes of a day on the wall.
const DAY_MIN: i64 = 24 * 60;

/// Settings of the profile without which every figure is provisional.
const FIGURES: [&str; 2] = ["comp_time.rate", "comp_time.basis"];

/// The arithmetic of a claim.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    /// What counts, in order: what of the work lies outside the person's hours.
    pub(super) intervals: Vec<Interval>,
    /// Minutes of the whole work.
    pub(super) worked_min: i64,
    /// Minutes outside the person's hours.
    pub(super) outside_min: i64,
    /// The arithmetic in words, a line each.
    pub(super) lines: Vec<String>,
}

/// What a person may claim.
pub(super) fn sum(walk: &Walk<'_>, person: PersonId) -> Sum {
    let worked = walk.intervals(person);
    let worked_min = minutes_in(&worked);
    let calendar = calendar_of(walk.records, walk.site, person);
    let intervals = outside(&calendar, &worked);
    let outside = minutes_in(&intervals);
    let mut lines: Vec<String> = worked
        .iter()
        .map(|one| {
            format!(
                "{} to {}: {}, {}",
                walk.hm(one.from),
                walk.hm(one.to),
                one.kind,
                minutes(minutes_of(one))
            )
        })
        .collect();
    lines.push(format!(
        "In all {}, {} of it outside your hours.",
        minutes(worked_min),
        minutes(outside)
    ));
    if intervals.len() != worked.len() || outside != worked_min {
        lines.extend(intervals.iter().map(|one| {
            let (from, to) = (walk.hm(one.from), walk.hm(one.to));
            format!("Outside: {from} to {to}.")
        }));
    }
    lines.extend(bands(walk, &intervals));
    if worked_min == 0 {
        lines.push("There is nothing to claim yet.".to_owned());
    } else if outside == 0 {
        lines.push("Nothing lies outside your hours: there is nothing to claim.".to_owned());
    }
    let verdict = standing(walk);
    let unjudged = "Emergency: not judged yet; without one it needs the director's approval.";
    let path = Some(path(walk)).filter(|_| is_judged(walk));
    lines.push(match path {
        None => unjudged.to_owned(),
        Some(ClaimPath::Emergency) => {
            format!("Emergency ({}): reviewed afterwards.", verdict.ground)
        }
        Some(ClaimPath::Approval) => "No emergency: it needs the director's approval.".to_owned(),
    });
    lines.extend(unsure(walk.callout));
    lines.extend(order::said(walk));
    if is_provisional(walk) {
        lines.push(
            "Provisional: nobody has confirmed by name at what rate it is counted.".to_owned(),
        );
    }
    Sum {
        intervals,
        worked_min,
        outside_min: outside,
        lines,
    }
}

/// Minutes by the rate at which they count.
fn bands(walk: &Walk<'_>, intervals: &[Interval]) -> Option<String> {
    let rules = &walk.site.policy.profile.comp_time;
    let zone = walk.site.calendar.zone;
    let day_of = |at: Stamp| zone.see(at).wall();
    let first = day_of(intervals.first()?.from).date();
    let rate_of = |date: NaiveDate| {
        let is_holiday = walk.site.calendar.closed_days.contains(&date);
        let holiday = rules.rate_holiday.filter(|_| is_holiday);
        let day = u8::try_from(date.weekday().num_days_from_monday()).unwrap_or_default();
        let rate = holiday.or_else(|| rules.rate_by_weekday.get(&day).copied());
        rate.unwrap_or(rules.rate)
    };
    let mut bands: Vec<(Rate, i64)> = Vec::new();
    for one in intervals {
        let mut from = one.from;
        while from < one.to {
            let local = day_of(from);
            let rest = DAY_MIN - i64::from(local.hour() * 60 + local.minute());
            let length = one.to.minutes_since(from).min(rest);
            let rate = match rules.rate_by {
                RateBy::Minute => rate_of(local.date()),
                RateBy::CalloutStart => rate_of(first),
            };
            match bands.iter_mut().find(|(known, _)| *known == rate) {
                Some((_, sum)) => *sum += length,
                None => bands.push((rate, length)),
            }
            from = from.plus_minutes(length.max(1));
        }
    }
    let say =
        |(rate, sum): &(Rate, i64)| format!("{} at {} for {}", minutes(*sum), rate.num, rate.den);
    let said: Vec<String> = bands.iter().map(say).collect();
    Some(format!("By rate: {}.", said.join(", ")))
}

/// Another claim of the person that covers some of these minutes already, in words.
pub(super) fn covered(walk: &Walk<'_>, person: PersonId, sum: &Sum) -> Option<String> {
    let but = Some(walk.callout.id);
    let claim = claims::covering(walk.records, person, but, &sum.intervals)?;
    let of = walk.records.callout(claim.callout);
    let of = of.map_or_else(String::new, |of| format!(" of {}", of.number));
    let (Some(first), Some(last)) = (claim.intervals.first(), claim.intervals.last()) else {
        return None;
    };
    Some(format!(
        "{}{of} holds {} to {} already, and no minute is claimed twice: take it back first, or \
         decide tomorrow.",
        claim.number,
        walk.hm(first.from),
        walk.hm(last.to),
    ))
}

/// Whether a claim was drafted with other times than those that stand now.
pub(super) fn is_stale(walk: &Walk<'_>, claim: &Claim) -> bool {
    // The end of the walk moves no claim: what is asked is how long it was when it was drafted.
    let mut then = Callout::clone(walk.callout);
    then.ended = then.ended.filter(|ended| *ended <= claim.drafted);
    let calendar = calendar_of(walk.records, walk.site, claim.person);
    let cut = |intervals: &[Interval]| -> Vec<(i64, i64, IntervalKind)> {
        let cut = outside(&calendar, intervals).into_iter();
        cut.map(|one| (minute_of(one.from), minute_of(one.to), one.kind))
            .filter(|(from, to, _)| from < to)
            .collect()
    };
    let worked = intervals_of(walk.site, &then, claim.person, claim.drafted);
    cut(&worked) != cut(&claim.intervals)
}

/// The parts of those who had the callout before, which they claim themselves.
pub(super) fn others(walk: &Walk<'_>) -> Vec<String> {
    let former = former(walk).into_iter();
    former
        .map(|person| {
            let sum = sum(walk, person);
            format!(
                "{} claims their own part: {}.",
                walk.name(person),
                minutes(sum.worked_min)
            )
        })
        .collect()
}

/// Who had the callout and handed it on, each once.
pub(super) fn former(walk: &Walk<'_>) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    for held in &walk.callout.holders {
        if held.person != walk.callout.person && !people.contains(&held.person) {
            people.push(held.person);
        }
    }
    people
}

fn path(walk: &Walk<'_>) -> ClaimPath {
    if standing(walk).yes {
        ClaimPath::Emergency
    } else {
        ClaimPath::Approval
    }
}

fn is_provisional(walk: &Walk<'_>) -> bool {
    let profile = &walk.site.policy.profile;
    !walk.site.policy.confirmed && profile.unconfirmed().any(|(key, _)| FIGURES.contains(&key))
}

/// Why the length of a claim is not sure: the clock jumped, or the times cannot be in that order.
pub(super) fn doubts(walk: &Walk<'_>) -> Option<String> {
    let doubts: Vec<String> = unsure(walk.callout)
        .into_iter()
        .chain(order::said(walk))
        .collect();
    (!doubts.is_empty()).then(|| doubts.join("; "))
}

/// The entry that drafts the claim.
pub(super) fn draft(walk: &Walk<'_>, claim: ClaimId, person: PersonId) -> ClaimDrafted {
    let sum = sum(walk, person);
    let clamp = |minutes: i64| u32::try_from(minutes).unwrap_or(0);
    let path = path(walk);
    let ground = (path == ClaimPath::Emergency).then(|| Clean::line(&standing(walk).ground));
    ClaimDrafted {
        claim,
        number: Number::claim(walk.records.next_number(NumberKind::Claim)),
        callout: walk.callout.id,
        ticket: walk.callout.ticket,
        person,
        intervals: sum.intervals,
        minutes_worked: clamp(sum.worked_min),
        minutes_outside: clamp(sum.outside_min),
        path,
        ground,
        unsure: doubts(walk).map(|why| Clean::line(&why)),
        provisional: is_provisional(walk),
        rules: profile_seq(walk),
    }
}

/// The seq of the profile in force.
pub(super) fn profile_seq(walk: &Walk<'_>) -> u64 {
    let seqs = walk.site.policy.seqs.iter();
    let of_profile = seqs.filter(|((kind, _), _)| *kind == FileKind::Profile);
    of_profile.map(|(_, seq)| *seq).max().unwrap_or_default()
}
