//! A moment and the offset in which it was seen.
//!
//! Two stamps are ordered by their moment alone; the offset is kept so that a record can print
//! the wall time that people saw.
//!
//! Invariant: the moment and its wall time lie in the years 1 to 9999, so every stamp can be written
//! in RFC 3339 and read again; one at an end of the calendar is held there at any offset.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDateTime, SecondsFormat, TimeZone, Utc};

/// The first millisecond of the year 1, since 1970.
const FIRST_MS: i64 = -62_135_596_800_000;

/// The last millisecond of the year 9999, since 1970.
const LAST_MS: i64 = 253_402_300_799_999;

/// A moment with the UTC offset that applied where it was noted, to the millisecond.
#[derive(Clone, Copy)]
pub struct Stamp(DateTime<FixedOffset>);

/// The text was not a date and time with an offset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time with an offset, such as 2026-11-22T02:14:07-05:00")]
pub struct ParseStampError(pub String);

impl Stamp {
    /// The stamp of a moment as seen at an offset; held within the years 1 to 9999.
    pub fn new(moment: DateTime<FixedOffset>) -> Self {
        Self::from_ms(moment.timestamp_millis(), *moment.offset())
    }

    fn from_ms(epoch_ms: i64, offset: FixedOffset) -> Self {
        // RFC 3339 has no seconds in an offset, and clocks of before 1900 had them.
        let whole = FixedOffset::east_opt(offset.local_minus_utc() / 60 * 60);
        let offset = whole.unwrap_or(offset);
        // The wall time is held too: it is what is written, with four figures for the year.
        let ahead_ms = i64::from(offset.local_minus_utc()) * 1000;
        let held = epoch_ms.clamp(FIRST_MS + (-ahead_ms).max(0), LAST_MS - ahead_ms.max(0));
        let utc = Utc.timestamp_millis_opt(held).single().unwrap_or_default();
        Self(utc.with_timezone(&offset))
    }

    /// The stamp of a moment in UTC, seen at `offset`.
    pub fn at_offset(utc: DateTime<Utc>, offset: FixedOffset) -> Self {
        Self::new(utc.with_timezone(&offset))
    }

    /// The moment in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        self.0.with_timezone(&Utc)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn epoch_ms(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// The offset in which it was noted.
    pub fn offset(self) -> FixedOffset {
        *self.0.offset()
    }

    /// The wall time at its own offset.
    pub fn wall(self) -> NaiveDateTime {
        self.0.naive_local()
    }

    /// Whole minutes from `earlier` to this moment, negative where this one is earlier.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_minutes()
    }

    /// This moment moved by so many minutes, at the same offset; held at the ends of the calendar.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_ms(minutes.saturating_mul(60_000))
    }

    /// This moment moved by so many milliseconds, at the same offset; held at the ends of the
    /// calendar.
    #[must_use]
    pub fn plus_ms(self, by_ms: i64) -> Self {
        Self::from_ms(self.epoch_ms().saturating_add(by_ms), self.offset())
    }

    /// RFC 3339 with milliseconds, as the journal writes it.
    pub fn rfc3339_ms(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Millis, false)
    }

    /// RFC 3339 to the second, as `--json` writes it.
    pub fn rfc3339(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}

impl FromStr for Stamp {
    type Err = ParseStampError;

    /// Reads RFC 3339, also without seconds (`2026-02-02T09:22-05:00`).
    ///
    /// # Errors
    /// The text is not a date and time with an offset; show it to whoever wrote it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let without_seconds = |_| {
            let in_figures = match text.strip_suffix(['Z', 'z']) {
                Some(rest) => format!("{rest}+00:00"),
                None => text.to_owned(),
            };
            DateTime::parse_from_str(&in_figures, "%Y-%m-%dT%H:%M%:z")
        };
        DateTime::parse_from_rfc3339(text)
            .or_else(without_seconds)
            .map(Self::new)
            .map_err(|_| ParseStampError(text.to_owned()))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339_ms())
    }
}

impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Stamp {}

impl Hash for Stamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.epoch_ms().hash(state);
    }
}

impl PartialOrd for Stamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Stamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stamp(text: &str) -> Stamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_callout_over_a_change_of_the_clocks_keeps_its_minutes() {
        // E01 and E02.
        for (start, stop) in [
            ("2026-03-08T01:30-05:00", "2026-03-08T03:30-04:00"),
            ("2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"),
        ] {
            assert_eq!(stamp(stop).minutes_since(stamp(start)), 60);
        }
    }

    #[test]
    fn the_ends_of_the_calendar_hold() {
        for end in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
            let end = Stamp::new(end.fixed_offset());
            for hours in [-12, 0, 14] {
                let seen =
                    Stamp::at_offset(end.utc(), FixedOffset::east_opt(hours * 3600).unwrap());
                for moved in [
                    seen,
                    seen.plus_minutes(i64::MAX),
                    seen.plus_minutes(i64::MIN),
                ] {
                    let written = moved.rfc3339_ms();
                    assert_eq!(written.len(), "9999-12-31T23:59:59.999+00:00".len());
                    assert_eq!(stamp(&written), moved, "{written}");
                }
            }
        }
        let last = stamp("9999-12-31T23:59:59Z");
        assert_eq!(
            last.plus_minutes(1).rfc3339_ms(),
            "9999-12-31T23:59:59.999+00:00"
        );
    }

    #[test]
    fn an_offset_of_old_has_whole_minutes() {
        let london = FixedOffset::east_opt(-75).unwrap();
        let old = Stamp::at_offset(stamp("1840-05-04T10:00:00Z").utc(), london);
        assert_eq!(old.rfc3339_ms(), "1840-05-04T09:59:00.000-00:01");
        assert_eq!(stamp(&old.rfc3339_ms()), old);
    }

    #[test]
    fn stamps_are_ordered_by_their_moment() {
        let (west, east) = (stamp("2026-11-22T02:14-05:00"), stamp("2026-11-22T07:14Z"));
        assert_eq!(west, east);
        assert_eq!(west.wall().to_string(), "2026-11-22 02:14:00");
        assert!(stamp("2026-11-22T02:15-05:00") > east);
        assert!("2026-11-22 02:14".parse::<Stamp>().is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(ms in FIRST_MS + 86_400_000..LAST_MS - 86_400_000, min in -720..=840) {
            let offset = FixedOffset::east_opt(min * 60).unwrap();
            let at = Stamp::at_offset(Utc.timestamp_millis_opt(ms).unwrap(), offset);
            let read = stamp(&at.rfc3339_ms());
            prop_assert_eq!((read, read.offset()), (at, offset));
        }
    }
}
