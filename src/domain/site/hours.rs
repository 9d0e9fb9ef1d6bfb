//! When the site works: spans of the local day, holidays, and the quiet of the night.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// A half-open stretch of a local day, in minutes from midnight (0 to 1440).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Its first minute.
    pub from_min: u16,
    /// The minute after its last.
    pub to_min: u16,
}

impl Span {
    /// Reads `08:30-16:30`; the end may be `24:00` and stands after the start.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let span = Self {
            from_min: minute_of_day(from)?,
            to_min: minute_of_day(to)?,
        };
        (span.from_min < span.to_min).then_some(span)
    }

    /// Its length in minutes.
    pub const fn minutes(self) -> u16 {
        self.to_min - self.from_min
    }
}

/// Reads `HH:MM`, up to `24:00`, as minutes from midnight.
pub(crate) fn minute_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

/// The section `[hours]`, with the days of the holiday lists that it names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hours {
    /// The spans of each weekday, Monday first.
    pub week: [Vec<Span>; 7],
    /// The ids of the holiday lists in force.
    pub holiday_files: Vec<String>,
    /// The site's own days without hours.
    pub holidays: Vec<NaiveDate>,
    /// Days with hours of their own.
    pub holiday_part: BTreeMap<NaiveDate, Vec<Span>>,
    /// From when to when only those whom a rule names are told, in minutes of the local day; it may
    /// run over midnight.
    pub quiet: (u16, u16),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_after_it_begins_and_by_midnight() {
        let whole = Span {
            from_min: 0,
            to_min: 1440,
        };
        assert_eq!(Span::parse("00:00-24:00"), Some(whole));
        assert_eq!(Span::parse("08:30-16:30").map(Span::minutes), Some(480));
        for wrong in [
            "16:30-08:30",
            "08:30-08:30",
            "8:30-16:30",
            "08:30-24:01",
            "08:60-09:00",
            "x",
        ] {
            assert_eq!(Span::parse(wrong), None, "{wrong}");
        }
    }
}
