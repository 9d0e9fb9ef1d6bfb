//! What people type for a time: `now`, `-20`, `2130`, `22 Nov 21:30`, `+2d`, `mon`.
//!
//! Someone who was woken types as little as possible, so a time without a day is the nearest one
//! that makes sense: the last for what happened, the next for what is to come. A wall time that
//! the clocks left out or showed twice is never guessed at; the error names both readings in a
//! form that can be typed.
//!
//! Invariants: what happened is never later than a minute from now; no text makes this panic.

mod bare;
mod words;

pub use bare::{Strayed, strayed};

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::{Local, Stamp, Zone, show};
use words::Day;

/// Minutes by which what happened may lie ahead, for a clock that runs a little fast.
const AHEAD_MIN: i64 = 1;

/// Years within which a day and month come again, 29 February included (1896 to 1904).
const YEARS: i32 = 8;

/// Why what was typed is not taken as a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// It is in no form that is known here.
    #[error("`{text}` is not a time; type it like {example}")]
    NotATime {
        /// What was typed.
        text: String,
        /// Forms that are known.
        example: &'static str,
    },
    /// There is no such day or time of day.
    #[error("`{text}` does not exist: hours go to 23:59 and months have 28 to 31 days")]
    NoSuchTime {
        /// What was typed.
        text: String,
    },
    /// It is still to come, and what is asked for has happened.
    #[error("{} is still to come; give the time when it happened, like -20 or 21:30", show::full(*.0))]
    NotYet(Stamp),
    /// It is over, and what is asked for is still to come.
    #[error("{} is over; give a time to come, like +3h or tomorrow 9:00", show::full(*.0))]
    Over(Stamp),
    /// The clocks were put forward over it.
    #[error(
        "{} does not exist: the clocks were put forward; type {} or {}",
        .before.wall().format("%-d %b %H:%M"), exact(*.before), exact(*.after)
    )]
    Missing {
        /// What it would be at the offset before the jump.
        before: Stamp,
        /// What it would be at the offset after the jump.
        after: Stamp,
    },
    /// The clocks were put back and showed it twice.
    #[error(
        "{} came twice: the clocks were put back; type {} or {}",
        .first.wall().format("%-d %b %H:%M"), exact(*.first), exact(*.second)
    )]
    Twice {
        /// The earlier, before the clocks were put back.
        first: Stamp,
        /// The later, after they were.
        second: Stamp,
    },
}

/// The stamp in a form that can be typed here and has one meaning.
fn exact(stamp: Stamp) -> String {
    stamp.wall().format("%Y-%m-%dT%H:%M").to_string() + &stamp.offset().to_string()
}

/// The moment at which something happened, as typed at `now` in `zone`.
///
/// Knows `now`, `-20` (minutes ago), `21:30`, `2130`, `9pm`, `2026-11-22 21:30`, `22 Nov 21:30`,
/// `sat 21:30`, `yesterday 21:30` and RFC 3339. Without a day it is the last such time, without a
/// time the beginning of the day.
///
/// # Errors
/// The text is not understood, is still to come, or stands for no or two moments; show the error
/// under the field and leave the text as it is.
pub fn parse_when(text: &str, now: Stamp, zone: Zone) -> Result<Stamp, WhenError> {
    Reading::new(Toward::Past, now, zone).read(text)
}

/// A moment that is to come, as typed at `now` in `zone`.
///
/// Knows `+45` (minutes), `+3h`, `+2d`, `tomorrow`, `mon`, `14:30` and the other forms of
/// [`parse_when`]. Without a day it is the next such time. A whole date may lie in the past: a
/// deadline can be missed before it is noted.
///
/// # Errors
/// The text is not understood, is over, or stands for no or two moments; show the error under the
/// field and leave the text as it is.
pub fn parse_until(text: &str, now: Stamp, zone: Zone) -> Result<Stamp, WhenError> {
    Reading::new(Toward::Future, now, zone).read(text)
}

/// By when something is due, as typed at `now` in `zone`: as [`parse_until`], but a day without a
/// time stands for its last minute.
///
/// # Errors
/// Those of [`parse_until`].
pub fn parse_due(text: &str, now: Stamp, zone: Zone) -> Result<Stamp, WhenError> {
    let mut reading = Reading::new(Toward::Future, now, zone);
    reading.is_end = true;
    reading.read(text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Toward {
    Past,
    Future,
}

struct Reading {
    toward: Toward,
    now: Stamp,
    today: NaiveDate,
    zone: Zone,
    /// Whether a day without a time stands for its end, not its beginning.
    is_end: bool,
}

impl Reading {
    fn new(toward: Toward, now: Stamp, zone: Zone) -> Self {
        let now = zone.see(now);
        Self {
            toward,
            now,
            today: now.wall().date(),
            zone,
            is_end: false,
        }
    }

    fn read(&self, text: &str) -> Result<Stamp, WhenError> {
        let text = text.trim();
        if let Ok(stamp) = text.parse::<Stamp>() {
            return self.checked(self.zone.see(stamp));
        }
        let lower = text.to_lowercase();
        if lower == "now" {
            return Ok(self.now);
        }
        if let Some(moved) = lower.strip_prefix(['+', '-']) {
            return self.moved(text, moved, lower.starts_with('-'));
        }
        match words::read(&lower) {
            Ok((day, time)) => self.find(day, time, text),
            Err(words::Unread::Unknown) => Err(self.not_a_time(text)),
            Err(words::Unread::NoSuch) => Err(no_such(text)),
        }
    }

    /// So many minutes, hours or days from now.
    fn moved(&self, text: &str, by: &str, is_back: bool) -> Result<Stamp, WhenError> {
        let number = by.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let count: i64 = match number.trim().parse::<u16>() {
            Ok(count) => i64::from(count),
            Err(_) => return Err(self.not_a_time(text)),
        };
        let sign = if is_back { -1 } else { 1 };
        let stamp = match by[number.len()..].trim() {
            "" | "m" | "min" => self.now.plus_minutes(sign * count),
            "h" => self.now.plus_minutes(sign * count * 60),
            // The same time of day, also across a change of the clocks.
            "d" => self.zone.plus_days(self.now, (sign * count) as i32),
            _ => return Err(self.not_a_time(text)),
        };
        match self.toward {
            Toward::Past => self.checked(self.zone.see(stamp)),
            Toward::Future if is_back && count > 0 => Err(WhenError::Over(self.zone.see(stamp))),
            Toward::Future => Ok(self.zone.see(stamp)),
        }
    }

    /// The dates that a day may stand for, the likeliest first.
    fn dates(&self, day: Day) -> Vec<NaiveDate> {
        let back = self.toward == Toward::Past;
        let step = if back { -1 } else { 1 };
        let from_today = |days: i64| self.today.checked_add_signed(Duration::days(days));
        match day {
            Day::Open => [from_today(0), from_today(step)]
                .into_iter()
                .flatten()
                .collect(),
            Day::Date(date) => vec![date],
            Day::FromToday(days) => from_today(days).into_iter().collect(),
            Day::OfYear { month, day } => (0..=YEARS)
                .map(|years| self.today.year() + years * step as i32)
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                .collect(),
            Day::OfWeek(weekday) => (0..=7)
                .filter_map(|days| from_today(days * step))
                .filter(|date| date.weekday() == weekday)
                .collect(),
        }
    }

    fn find(&self, day: Day, time: Option<NaiveTime>, text: &str) -> Result<Stamp, WhenError> {
        let dates = self.dates(day);
        let is_certain = match day {
            Day::Date(_) => true,
            Day::FromToday(_) => time.is_some(),
            Day::Open | Day::OfYear { .. } | Day::OfWeek(_) => false,
        };
        let mut last = Err(no_such(text));
        for date in dates {
            last = match time {
                Some(time) => self.at(date.and_time(time)),
                // A day begins where its clocks begin, even if they leave midnight out.
                None if self.is_end => Ok(self.day_end(date)),
                None => Ok(self.day_begin(date)),
            };
            match last {
                Ok(stamp) if !self.fits(stamp) => {}
                Ok(_) | Err(_) => return last,
            }
        }
        match (last, self.toward) {
            (Ok(stamp), Toward::Past) => Err(WhenError::NotYet(stamp)),
            (Ok(stamp), Toward::Future) if is_certain => Ok(stamp),
            (Ok(stamp), Toward::Future) => Err(WhenError::Over(stamp)),
            (Err(error), _) => Err(error),
        }
    }

    /// The moment of a wall time, or the error that asks which.
    fn at(&self, wall: NaiveDateTime) -> Result<Stamp, WhenError> {
        match self.zone.resolve(wall) {
            Local::One(stamp) => Ok(stamp),
            Local::Twice { first, second } => match (self.fits(first), self.fits(second)) {
                (true, true) => Err(WhenError::Twice { first, second }),
                (false, true) => Ok(second),
                (true | false, false) => Ok(first),
            },
            Local::Missing { before, after } => {
                if self.fits(before) || self.fits(after) {
                    Err(WhenError::Missing { before, after })
                } else {
                    Ok(before)
                }
            }
        }
    }

    fn day_begin(&self, date: NaiveDate) -> Stamp {
        let midnight = date.and_time(NaiveTime::MIN);
        self.zone.see(self.zone.resolve(midnight).settle())
    }

    fn day_end(&self, date: NaiveDate) -> Stamp {
        let last = self.day_begin(date.succ_opt().unwrap_or(date));
        self.zone.see(last.plus_minutes(-1))
    }

    fn fits(&self, stamp: Stamp) -> bool {
        match self.toward {
            Toward::Past => stamp <= self.now.plus_minutes(AHEAD_MIN),
            Toward::Future => stamp > self.now,
        }
    }

    /// A moment that was given whole: only what happened must not be still to come.
    fn checked(&self, stamp: Stamp) -> Result<Stamp, WhenError> {
        if self.toward == Toward::Past && !self.fits(stamp) {
            return Err(WhenError::NotYet(stamp));
        }
        Ok(stamp)
    }

    fn not_a_time(&self, text: &str) -> WhenError {
        WhenError::NotATime {
            text: text.to_owned(),
            example: match self.toward {
                Toward::Past => "now, -20, 21:30, 22 Nov 21:30 or 2026-11-22 21:30",
                Toward::Future => "+3h, +2d, 14:30, tomorrow, mon or 2026-11-22 14:30",
            },
        }
    }
}

fn no_such(text: &str) -> WhenError {
    WhenError::NoSuchTime {
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
