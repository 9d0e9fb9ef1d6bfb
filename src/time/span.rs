//! The hours of a day, and the weeks made of them.
//!
//! A profile, a person and a half-holiday all speak in spans of the wall clock.
//!
//! Invariant: the end of a span is outside it.

use std::fmt;
use std::str::FromStr;

const DAY_MIN: u16 = 24 * 60;

/// Hours of a day between two wall times, the second outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Minutes from 00:00 of the wall clock, inside.
    pub from_min: u16,
    /// Minutes from 00:00 of the wall clock, outside; 1440 is the end of the day.
    pub to_min: u16,
}

impl Span {
    /// A span of a day; `None` unless it begins before it ends and ends at 24:00 or before.
    pub fn new(from_min: u16, to_min: u16) -> Option<Self> {
        (from_min < to_min && to_min <= DAY_MIN).then_some(Self { from_min, to_min })
    }

    pub(super) fn has(self, minute: u16) -> bool {
        self.from_min <= minute && minute < self.to_min
    }

    /// What both have.
    pub(super) fn shared_with(self, other: Self) -> Option<Self> {
        let from = self.from_min.max(other.from_min);
        Self::new(from, self.to_min.min(other.to_min))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [from, to] = [self.from_min, self.to_min].map(|min| (min / 60, min % 60));
        write!(f, "{:02}:{:02}-{:02}:{:02}", from.0, from.1, to.0, to.1)
    }
}

/// The text is not the hours of a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` are not hours of a day, such as 08:30-16:30 or 18:00-24:00")]
pub struct ParseSpanError(pub String);

impl FromStr for Span {
    type Err = ParseSpanError;

    /// Reads `08:30-16:30`; a night is two spans, one of each day.
    ///
    /// # Errors
    /// The text has another form, or ends before it begins; show it to whoever wrote it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once('-').unwrap_or((text, ""));
        minute_of_day(from)
            .zip(minute_of_day(to))
            .and_then(|(from, to)| Self::new(from, to))
            .ok_or_else(|| ParseSpanError(text.to_owned()))
    }
}

fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let is_figures = |s: &str| matches!(s.len(), 1 | 2) && s.bytes().all(|b| b.is_ascii_digit());
    if !is_figures(hour) || !is_figures(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

/// The hours of each day of the week, Monday first.
pub type Week = [Vec<Span>; 7];

/// The hours of one person, who may work others than the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonHours {
    /// The person's own week.
    pub week: Week,
}

/// The spans in order, joined where they overlap or touch; those that are none left out.
pub(super) fn merged(spans: &[Span]) -> Vec<Span> {
    let mut sorted: Vec<Span> = spans
        .iter()
        .filter_map(|s| Span::new(s.from_min, s.to_min.min(DAY_MIN)))
        .collect();
    sorted.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match joined.last_mut() {
            Some(last) if span.from_min <= last.to_min => {
                last.to_min = last.to_min.max(span.to_min);
            }
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_they_are_written() {
        for text in ["08:30-16:30", "00:00-24:00", "23:59-24:00"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!(
            "8:30 - 16:30".parse(),
            Ok(Span {
                from_min: 510,
                to_min: 990
            })
        );
        for text in [
            "",
            "08:30",
            "16:30-08:30",
            "08:30-08:30",
            "08:30-24:01",
            "8-16",
            "+8:30-9:00",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
