//! Moments by name, and the distances that limits, warnings and periods are written in.
//!
//! The names of events and dates are data of the site (`clocks.toml`); a name that exists here
//! was found in that table when the file was checked.

use std::fmt;

use super::words::words;

/// The largest count of a distance: two years and more, even in minutes.
const COUNT_MAX: i32 = 1_100_000;

/// The name of an event, such as `ticket.opened`; also the kind of its journal entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventName(pub String);

/// The name of a date that somebody sets, such as `leaver.last_day`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateName(pub String);

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A moment that a limit counts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// When an event happened.
    Event(EventName),
    /// A date or time that somebody set.
    Date(DateName),
}

impl Moment {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Event(name) => &name.0,
            Self::Date(name) => &name.0,
        }
    }
}

words! {
    /// The unit of a distance.
    OffsetUnit {
        /// Minutes.
        Minutes = "m",
        /// Hours, weekends and nights included.
        Hours = "h",
        /// Days of the calendar.
        Days = "d",
        /// Working days of the site.
        WorkDays = "wd",
    }
}

/// A distance from a moment; negative is before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    /// How many, negative for before.
    pub count: i32,
    /// Of what.
    pub unit: OffsetUnit,
}

impl Offset {
    /// Reads `30m`, `2h`, `1d`, `1wd`, with or without a sign.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, rest) = match text.as_bytes().first()? {
            b'+' => (1, &text[1..]),
            b'-' => (-1, &text[1..]),
            _ => (1, text),
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count: i32 = rest[..digits].parse().ok().filter(|n| *n <= COUNT_MAX)?;
        let unit = OffsetUnit::parse(&rest[digits..])?;
        Some(Self {
            count: sign * count,
            unit,
        })
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:+}{}", self.count, self.unit)
    }
}

/// By when a step is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// At a distance from a moment.
    At {
        /// The moment.
        moment: Moment,
        /// The distance.
        offset: Offset,
    },
    /// Again and again.
    Every {
        /// Hours between.
        hours: u32,
    },
    /// Until the end of the day.
    SameDay,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At { moment, offset } => write!(f, "{}{offset}", moment.name()),
            Self::Every { hours } => write!(f, "every {hours}h"),
            Self::SameDay => f.write_str("same day"),
        }
    }
}

/// A period that comes again: a password's life, the round of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Days of the calendar.
    Days(u32),
    /// Months of the calendar.
    Months(u32),
}

impl Period {
    /// Reads `180d` or `6m`; a period of nothing is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let count: u32 = count.parse().ok().filter(|n| (1..=36_600).contains(n))?;
        match unit {
            "d" => Some(Self::Days(count)),
            "m" => Some(Self::Months(count)),
            _ => None,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(n) => write!(f, "{n}d"),
            Self::Months(n) => write!(f, "{n}m"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_read_with_and_without_its_sign() {
        let read = |text| Offset::parse(text).map(|offset| offset.to_string());
        assert_eq!(read("-2wd").as_deref(), Some("-2wd"));
        assert_eq!(read("+30m").as_deref(), Some("+30m"));
        assert_eq!(read("24h").as_deref(), Some("+24h"));
        assert_eq!(read("+0d").as_deref(), Some("+0d"));
        for wrong in [
            "",
            "+",
            "h",
            "1",
            "1 h",
            "1w",
            "--1h",
            "1.5h",
            "9999999999h",
            "\u{2212}1h",
        ] {
            assert_eq!(Offset::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_period_is_days_or_months_and_never_nothing() {
        assert_eq!(Period::parse("180d"), Some(Period::Days(180)));
        assert_eq!(Period::parse("6m"), Some(Period::Months(6)));
        for wrong in ["", "d", "0d", "6", "6w", "-6m", "6\u{e9}"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }
}
