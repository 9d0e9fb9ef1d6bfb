//! A time of day without its day that is hardly the one that was meant.
//!
//! Whoever types `0240` at 01:10 means the 02:40 that is coming, or has the digits wrong; the last
//! 02:40 is a day old. Nobody sees that in the four digits, so it is asked about.
//!
//! Invariant: a time with its day is never asked about.

use chrono::Duration;

use super::super::{Stamp, Zone, show};
use super::{Local, parse_when};

/// Hours back from which a time without a day is said to be a long time ago. Source: nightdesk.
const LONG_H: i64 = 12;

/// A time of day that was typed without its day, and what it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strayed {
    /// The moment that it would be.
    pub at: Stamp,
    /// Why that is hardly meant, without a full stop: `` `0240` would be Thu 02:40, 22 h ago ``.
    pub said: String,
    /// The same moment with its day, as it can be typed: `yesterday 02:40`.
    pub with_day: String,
    /// The other reading, as it can be typed.
    pub other: String,
    /// What the other reading is, as a clause: `today's is still to come`.
    pub other_said: String,
}

/// What a time of day without its day would be, where that is hardly meant: it would be
/// yesterday's and before `since`, named as `it rang`; or it would be more than twelve hours ago.
///
/// None where the day was given, where the text is no time, and where the reading is plain.
pub fn strayed(
    typed: &str,
    now: Stamp,
    zone: Zone,
    since: Option<(&str, Stamp)>,
) -> Option<Strayed> {
    let typed = typed.trim();
    if !is_bare(typed) {
        return None;
    }
    let at = parse_when(typed, now, zone).ok()?;
    let is_today = zone.see(at).wall().date() == zone.see(now).wall().date();
    let would_be = zone.see(at).wall().format("%a %H:%M");
    let before = since.filter(|(_, since)| !is_today && minute(at) < minute(*since));
    let ago = now.minutes_since(at);
    let said = if let Some((what, since)) = before {
        let since = hour(since, now, zone);
        format!("`{typed}` would be {would_be}, before {what} {since}")
    } else if ago > LONG_H * 60 {
        let ago = show::minutes(ago);
        format!("`{typed}` would be {would_be}, {ago} ago")
    } else {
        return None;
    };
    let wall = zone.see(at).wall();
    let day = if is_today { "today" } else { "yesterday" };
    let (other, other_said) = other(at, now, zone, since.map(|(_, since)| since));
    Some(Strayed {
        at,
        said,
        with_day: format!("{day} {}", wall.format("%H:%M")),
        other,
        other_said,
    })
}

/// The other reading: the other half of the day where that can have been, else the next such time.
fn other(at: Stamp, now: Stamp, zone: Zone, since: Option<Stamp>) -> (String, String) {
    let half = Duration::hours(LONG_H);
    let wall = zone.see(at).wall();
    let moved = [wall + half, wall + half + half + half];
    let moved = moved.into_iter().map(|wall| zone.resolve(wall));
    let fits = |at: &Stamp| *at <= now && now.minutes_since(*at) <= LONG_H * 60;
    let fits = |at: &Stamp| fits(at) && since.is_none_or(|since| minute(*at) >= minute(since));
    let moved = moved.filter_map(|local| match local {
        Local::One(at) => Some(at),
        Local::Twice { .. } | Local::Missing { .. } => None,
    });
    if let Some(at) = { moved }.find(fits) {
        let said = format!("is {}", show::day_time(at, zone));
        return (
            zone.see(at).wall().format("%Y-%m-%d %H:%M").to_string(),
            said,
        );
    }
    let next = zone.plus_days(at, 1);
    let typed = zone.see(next).wall().format("%Y-%m-%d %H:%M").to_string();
    let said = format!("is {}, still to come", show::day_time(next, zone));
    (typed, said)
}

/// Whether a time was typed without its day, as `0240` or `9:30pm`.
fn is_bare(typed: &str) -> bool {
    let is_time = |c: char| c.is_ascii_digit() || " :.apmh".contains(c);
    let typed = typed.to_ascii_lowercase();
    typed.starts_with(|c: char| c.is_ascii_digit()) && typed.chars().all(is_time)
}

/// A time of day, with the day where that is another one than today.
fn hour(at: Stamp, now: Stamp, zone: Zone) -> String {
    let (at, now) = (zone.see(at).wall(), zone.see(now).wall());
    let shape = if at.date() == now.date() {
        "%H:%M"
    } else {
        "%a %H:%M"
    };
    at.format(shape).to_string()
}

/// The minute that a moment lies in: seconds are typed by nobody.
fn minute(at: Stamp) -> i64 {
    at.epoch_ms().div_euclid(60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        Zone::named("America/New_York").unwrap()
    }

    /// What is asked at Sunday 22 November 2026, at a time of day, of a night that rang at one.
    fn asked(typed: &str, now: &str, rang: Option<&str>) -> Option<Strayed> {
        let stamp = |time: &str| format!("{time}-05:00").parse::<Stamp>().unwrap();
        let now = stamp(&format!("2026-11-22T{now}:07"));
        let rang = rang.map(|rang| ("it rang", stamp(rang)));
        strayed(typed, now, zone(), rang)
    }

    #[test]
    fn a_time_before_the_ring_on_the_day_before_is_asked_about() {
        let rang = Some("2026-11-22T00:50:00");
        let found = asked("0240", "01:10", rang).unwrap();
        assert_eq!(
            found.said,
            "`0240` would be Sat 02:40, before it rang 00:50"
        );
        assert_eq!(found.with_day, "yesterday 02:40");
        assert_eq!(found.other, "2026-11-22 02:40");
        assert_eq!(found.other_said, "is Sun 22 Nov 02:40, still to come");
        // The last ones of the evening are plain, and so is one with its day.
        let late = Some("2026-11-21T22:00:00");
        assert_eq!(asked("2230", "01:10", late), None);
        assert_eq!(asked("yesterday 0240", "01:10", rang), None);
        assert_eq!(asked("0100", "01:10", rang), None);
        assert_eq!(asked("2260", "01:10", rang), None);
    }

    #[test]
    fn half_a_day_ago_is_asked_about_and_the_other_half_is_offered() {
        let found = asked("0400", "17:00", None).unwrap();
        assert_eq!(found.said, "`0400` would be Sun 04:00, 13 h ago");
        assert_eq!(found.with_day, "today 04:00");
        assert_eq!(found.other, "2026-11-22 16:00");
        assert_eq!(found.other_said, "is Sun 22 Nov 16:00");
        let found = asked("2030", "09:00", None).unwrap();
        assert_eq!(found.with_day, "yesterday 20:30");
        assert_eq!(found.other, "2026-11-22 08:30");
        assert_eq!(asked("2230", "09:00", None), None);
        let found = asked("2230", "09:00", Some("2026-11-22T08:00:00")).unwrap();
        assert!(
            found.said.contains("before it rang 08:00"),
            "{}",
            found.said
        );
        assert_eq!(found.other, "2026-11-22 22:30");
    }
}
