//! Times and durations as the screens print them.
//!
//! Short, of steady width, and the same everywhere; the words are English whatever the locale.
//!
//! Invariant: no duration is printed without its unit.

use chrono::Datelike as _;

use super::{Stamp, Zone};

const HOUR_MIN: i64 = 60;
const DAY_MIN: i64 = 24 * HOUR_MIN;

/// How long ago, in four columns: `0h22`, `12h`, `1d04` (days and hours), `312d`.
///
/// A moment that is still to come has a minus before it.
pub fn ago(from: Stamp, now: Stamp) -> String {
    let passed = now.minutes_since(from);
    let sign = if passed < 0 { "-" } else { "" };
    let passed = passed.saturating_abs();
    let (days, in_day) = (passed / DAY_MIN, passed % DAY_MIN);
    if days >= 10 {
        format!("{sign}{days}d")
    } else if days > 0 {
        format!("{sign}{days}d{:02}", in_day / HOUR_MIN)
    } else if passed >= 10 * HOUR_MIN {
        format!("{sign}{}h", passed / HOUR_MIN)
    } else {
        format!("{sign}{}", hours(passed))
    }
}

/// Minutes as hours and minutes in few columns: `1h45`, `0h00`.
pub fn hours(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let minutes = minutes.saturating_abs();
    format!("{sign}{}h{:02}", minutes / HOUR_MIN, minutes % HOUR_MIN)
}

/// Minutes in words: `45 min`, `2 h`, `1 h 15 min`.
pub fn minutes(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let minutes = minutes.saturating_abs();
    match (minutes / HOUR_MIN, minutes % HOUR_MIN) {
        (0, rest) => format!("{sign}{rest} min"),
        (hours, 0) => format!("{sign}{hours} h"),
        (hours, rest) => format!("{sign}{hours} h {rest} min"),
    }
}

/// The day and the time in a zone: `Sat 21 Nov 21:52`.
pub fn day_time(stamp: Stamp, zone: Zone) -> String {
    zone.see(stamp).wall().format("%a %-d %b %H:%M").to_string()
}

/// The same, with the year where it is not that of `now`: `Wed 1 Jan 2020 23:59`.
pub fn dated(stamp: Stamp, now: Stamp, zone: Zone) -> String {
    let (wall, today) = (zone.see(stamp).wall(), zone.see(now).wall());
    if wall.year() == today.year() {
        return day_time(stamp, zone);
    }
    wall.format("%a %-d %b %Y %H:%M").to_string()
}

/// The same with the zone's short name, for moments near a change of the clocks:
/// `Sun 1 Nov 01:30 EST`.
pub fn zoned(stamp: Stamp, zone: Zone) -> String {
    format!("{} {}", day_time(stamp, zone), zone.abbreviation(stamp))
}

/// The whole date and time at the stamp's own offset: `Sat 21 Nov 2026 21:52 -05:00`.
pub fn full(stamp: Stamp) -> String {
    let wall = stamp.wall().format("%a %-d %b %Y %H:%M");
    format!("{wall} {}", stamp.offset())
}

/// The time of day at the stamp's own offset: `21:52:07`.
pub fn clock(stamp: Stamp) -> String {
    stamp.wall().format("%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(text: &str) -> Stamp {
        text.parse().unwrap()
    }

    #[test]
    fn how_long_ago_stays_short() {
        let now = stamp("2026-11-21T21:52:07-05:00");
        for (min, shown) in [
            (0, "0h00"),
            (22, "0h22"),
            (9 * 60 + 59, "9h59"),
            (10 * 60, "10h"),
            (23 * 60 + 59, "23h"),
            (24 * 60, "1d00"),
            (28 * 60 + 59, "1d04"),
            (6 * 24 * 60, "6d00"),
            (312 * 24 * 60, "312d"),
            (-5, "-0h05"),
        ] {
            assert_eq!(ago(now.plus_minutes(-min), now), shown);
        }
    }

    #[test]
    fn durations_carry_their_units() {
        for (min, words, short) in [
            (0, "0 min", "0h00"),
            (45, "45 min", "0h45"),
            (75, "1 h 15 min", "1h15"),
            (120, "2 h", "2h00"),
            (-75, "-1 h 15 min", "-1h15"),
        ] {
            assert_eq!(
                (minutes(min), hours(min)),
                (words.to_owned(), short.to_owned())
            );
        }
        let _ = (minutes(i64::MIN), hours(i64::MIN));
    }

    #[test]
    fn days_and_times_are_shown_in_their_zone() {
        let zone = Zone::named("America/New_York").unwrap();
        let moment = stamp("2026-11-22T02:52:07Z");
        assert_eq!(day_time(moment, zone), "Sat 21 Nov 21:52");
        assert_eq!(dated(moment, moment, zone), "Sat 21 Nov 21:52");
        let later = stamp("2027-01-04T12:00Z");
        assert_eq!(dated(moment, later, zone), "Sat 21 Nov 2026 21:52");
        assert_eq!(clock(zone.see(moment)), "21:52:07");
        assert_eq!(full(zone.see(moment)), "Sat 21 Nov 2026 21:52 -05:00");
        let doubled = [
            stamp("2026-11-01T01:30-04:00"),
            stamp("2026-11-01T01:30-05:00"),
        ];
        assert_eq!(
            doubled.map(|moment| zoned(moment, zone)),
            ["Sun 1 Nov 01:30 EDT", "Sun 1 Nov 01:30 EST"]
        );
    }
}
