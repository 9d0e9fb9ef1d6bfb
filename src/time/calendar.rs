//! Working hours: whether a moment is inside them, and counting in them.
//!
//! Promises, last safe starts and comp time are all counted in working time. Hours are wall
//! times, so the calendar goes from wall to absolute time a day at a time and only then counts:
//! on the day of a missing hour a span over it is an hour shorter, a doubled hour counts twice.
//!
//! Invariants: spans are half-open (16:30:00 is outside 08:30-16:30); counting ends after three
//! years of days, so a calendar without hours gives `None` and never hangs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use super::span::{PersonHours, Week, merged};
use super::{Span, Stamp, Zone};

const MINUTE_MS: i64 = 60_000;

/// How far counting looks, in days: three years with a leap day. Source: our own limit.
const SEARCH_DAYS: u32 = 3 * 365 + 1;

/// The working hours of a site or a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Where the hours are wall times.
    pub zone: Zone,
    /// The ordinary week.
    pub week: Week,
    /// Days without hours.
    pub closed_days: BTreeSet<NaiveDate>,
    /// Days with other hours than their weekday; they win over closed days.
    pub part_days: BTreeMap<NaiveDate, Vec<Span>>,
}

/// A stretch of absolute time in milliseconds, the end outside.
type Stretch = (i64, i64);

impl Calendar {
    /// A calendar of ordinary weeks; holidays are put into its public fields.
    pub fn new(zone: Zone, week: Week) -> Self {
        Self {
            zone,
            week,
            ..Self::default()
        }
    }

    /// This calendar with a person's own week; the site's holidays stay.
    ///
    /// On a day with other hours the person works those that are also the person's.
    #[must_use]
    pub fn overridden_by(&self, person: &PersonHours) -> Self {
        let part_days = self.part_days.iter().map(|(date, spans)| {
            let own = &person.week[weekday(*date)];
            let shared = spans
                .iter()
                .flat_map(|span| own.iter().filter_map(|own| span.shared_with(*own)));
            (*date, shared.collect())
        });
        Self {
            zone: self.zone,
            week: person.week.clone(),
            closed_days: self.closed_days.clone(),
            part_days: part_days.collect(),
        }
    }

    /// The hours of a date on the wall clock, as configured.
    pub fn spans_of(&self, date: NaiveDate) -> &[Span] {
        if let Some(spans) = self.part_days.get(&date) {
            spans
        } else if self.closed_days.contains(&date) {
            &[]
        } else {
            &self.week[weekday(date)]
        }
    }

    /// Whether the moment is inside working hours.
    pub fn is_working(&self, moment: Stamp) -> bool {
        let wall = self.zone.see(moment).wall();
        let minute = (wall.hour() * 60 + wall.minute()) as u16;
        self.spans_of(wall.date()).iter().any(|s| s.has(minute))
    }

    /// The working time of a date as moments, in order and without overlaps.
    pub fn day_spans(&self, date: NaiveDate) -> Vec<(Stamp, Stamp)> {
        let stretches = self.stretches(date).into_iter();
        stretches
            .filter_map(|(from, to)| Some((self.at(from)?, self.at(to)?)))
            .collect()
    }

    /// The first moment after so many minutes of working time from `from` on.
    ///
    /// `None` where three years do not hold as many. Negative minutes count backwards.
    pub fn add_work(&self, from: Stamp, minutes: i64) -> Option<Stamp> {
        let mut rest = match minutes {
            ..0 => return self.sub_work(from, minutes.checked_neg()?),
            0 => return Some(self.zone.see(from)),
            1.. => minutes.checked_mul(MINUTE_MS)?,
        };
        let start = from.epoch_ms();
        // The day before too: where clocks go back at midnight it may come again.
        let mut date = self.date_of(from).pred_opt()?;
        for _ in 0..SEARCH_DAYS {
            for (open, close) in self.stretches(date) {
                let open = open.max(start);
                let there = (close - open).max(0);
                if there >= rest {
                    return self.at(open + rest);
                }
                rest -= there;
            }
            date = date.succ_opt()?;
        }
        None
    }

    /// The last moment with so many minutes of working time between it and `due`.
    ///
    /// `None` where three years do not hold as many. Negative minutes count forwards.
    pub fn sub_work(&self, due: Stamp, minutes: i64) -> Option<Stamp> {
        let mut rest = match minutes {
            ..0 => return self.add_work(due, minutes.checked_neg()?),
            0 => return Some(self.zone.see(due)),
            1.. => minutes.checked_mul(MINUTE_MS)?,
        };
        let end = due.epoch_ms();
        let mut date = self.date_of(due).succ_opt()?;
        for _ in 0..SEARCH_DAYS {
            for (open, close) in self.stretches(date).into_iter().rev() {
                let close = close.min(end);
                let there = (close - open).max(0);
                if there >= rest {
                    return self.at(close - rest);
                }
                rest -= there;
            }
            date = date.pred_opt()?;
        }
        None
    }

    /// Whole minutes of working time between two moments, negative where `b` is before `a`.
    pub fn work_between(&self, a: Stamp, b: Stamp) -> i64 {
        if b < a {
            return -self.work_between(b, a);
        }
        let worked: i64 = self.inside(a, b).iter().map(|(from, to)| to - from).sum();
        worked / MINUTE_MS
    }

    /// The average hours of the week's days that have hours, in minutes; 0 where none has.
    pub fn average_day_min(&self) -> i64 {
        let minutes_of = |spans: &Vec<Span>| -> i64 {
            let merged = merged(spans);
            let lengths = merged.iter().map(|s| i64::from(s.to_min - s.from_min));
            lengths.sum()
        };
        let days: Vec<i64> = self
            .week
            .iter()
            .map(minutes_of)
            .filter(|m| *m > 0)
            .collect();
        let count = days.len() as i64;
        if count == 0 {
            return 0;
        }
        (days.iter().sum::<i64>() + count / 2) / count
    }

    /// The same wall time so many days with hours later, or earlier where `days` is negative.
    ///
    /// `None` where three years do not hold as many days with hours.
    pub fn add_work_days(&self, from: Stamp, days: i32) -> Option<Stamp> {
        let wall = self.zone.see(from).wall();
        let mut date = wall.date();
        let mut rest = days.unsigned_abs();
        for _ in 0..SEARCH_DAYS {
            if rest == 0 {
                let there = self.zone.resolve(date.and_time(wall.time())).settle();
                return Some(self.zone.see(there));
            }
            date = if days.is_negative() {
                date.pred_opt()?
            } else {
                date.succ_opt()?
            };
            rest -= u32::from(!merged(self.spans_of(date)).is_empty());
        }
        None
    }

    /// The first moment of working time at or after `from`; `None` where three years have none.
    pub fn next_open(&self, from: Stamp) -> Option<Stamp> {
        let start = from.epoch_ms();
        let mut date = self.date_of(from).pred_opt()?;
        for _ in 0..SEARCH_DAYS {
            let stretches = self.stretches(date).into_iter();
            let open = stretches.filter(|(_, close)| *close > start);
            if let Some((open, _)) = open.min() {
                return self.at(open.max(start));
            }
            date = date.succ_opt()?;
        }
        None
    }

    /// The stretches between two moments that are outside working hours, in order.
    pub fn outside(&self, from: Stamp, to: Stamp) -> Vec<(Stamp, Stamp)> {
        let (mut free_from, end) = (from.epoch_ms(), to.epoch_ms());
        let mut outside = Vec::new();
        for (open, close) in self.inside(from, to) {
            outside.push((free_from, open));
            free_from = close;
        }
        outside.push((free_from, end));
        outside
            .into_iter()
            .filter(|(from, to)| from < to)
            .filter_map(|(from, to)| Some((self.at(from)?, self.at(to)?)))
            .collect()
    }

    /// The stretches between two moments that are inside working hours, in order.
    fn inside(&self, from: Stamp, to: Stamp) -> Vec<Stretch> {
        let (start, end) = (from.epoch_ms(), to.epoch_ms());
        let last = self.date_of(to).succ_opt().unwrap_or(NaiveDate::MAX);
        let first = self.date_of(from).pred_opt().unwrap_or(NaiveDate::MIN);
        let mut inside: Vec<Stretch> = Vec::new();
        for date in first.iter_days().take_while(|date| *date <= last) {
            let clipped = self.stretches(date).into_iter();
            let clipped = clipped.map(|(open, close)| (open.max(start), close.min(end)));
            inside.extend(clipped.filter(|(open, close)| !(open..close).is_empty()));
        }
        inside.sort_unstable();
        inside
    }

    /// The working time of a date in absolute time, in order and without overlaps.
    fn stretches(&self, date: NaiveDate) -> Vec<Stretch> {
        let spans = merged(self.spans_of(date));
        if spans.is_empty() {
            return Vec::new();
        }
        let mut stretches: Vec<Stretch> = Vec::new();
        for part in self.offsets_of(date) {
            for span in &spans {
                let open = wall_ms(date, span.from_min) - part.offset_ms;
                let close = wall_ms(date, span.to_min) - part.offset_ms;
                let (open, close) = (open.max(part.from), close.min(part.to));
                if open >= close {
                    continue;
                }
                match stretches.last_mut() {
                    Some(last) if last.1 == open => last.1 = close,
                    _ => stretches.push((open, close)),
                }
            }
        }
        stretches
    }

    /// The offsets that apply on a date, each with the time in which it does.
    fn offsets_of(&self, date: NaiveDate) -> Vec<OffsetPart> {
        let midnight = date.and_time(NaiveTime::MIN);
        // Whatever the offset (UTC-12 to UTC+14), the date lies within these.
        let near = |hours| midnight.checked_add_signed(Duration::hours(hours));
        let (low, high) = (near(-15).unwrap_or(midnight), near(37).unwrap_or(midnight));
        let offset_ms =
            |utc: NaiveDateTime| i64::from(self.zone.offset_at(utc).local_minus_utc()) * 1000;
        let (before, after) = (offset_ms(low), offset_ms(high));
        let change = if before == after {
            i64::MAX
        } else {
            // Clocks change at whole seconds: these are seconds after `low`.
            let (mut still, mut changed) = (0, (high - low).num_seconds());
            while changed - still > 1 {
                let middle = i64::midpoint(still, changed);
                if offset_ms(low + Duration::seconds(middle)) == before {
                    still = middle;
                } else {
                    changed = middle;
                }
            }
            (low.and_utc().timestamp() + changed) * 1000
        };
        let mut parts = vec![OffsetPart {
            from: i64::MIN,
            to: change,
            offset_ms: before,
        }];
        if change != i64::MAX {
            parts.push(OffsetPart {
                from: change,
                to: i64::MAX,
                offset_ms: after,
            });
        }
        parts
    }

    fn date_of(&self, moment: Stamp) -> NaiveDate {
        self.zone.see(moment).wall().date()
    }

    fn at(&self, epoch_ms: i64) -> Option<Stamp> {
        chrono::DateTime::from_timestamp_millis(epoch_ms).map(|utc| self.zone.stamp(utc))
    }
}

/// A time in which one offset applies, in milliseconds.
struct OffsetPart {
    from: i64,
    to: i64,
    offset_ms: i64,
}

fn wall_ms(date: NaiveDate, minute: u16) -> i64 {
    let midnight = date.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    midnight + i64::from(minute) * MINUTE_MS
}

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

#[cfg(test)]
mod tests;
