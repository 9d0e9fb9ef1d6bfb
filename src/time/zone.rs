//! Time zones by name, and wall times that do not exist or exist twice.
//!
//! A callout in the night when the clocks change is where other desks pay an hour too much or
//! too little, so a wall time is never turned into a moment without saying what was found.
//!
//! Invariant: an unknown zone is an error or `None`, never UTC.

mod near;
mod table;

#[cfg(test)]
mod peer_tests;

use std::fmt;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use chrono::{DateTime, Duration, FixedOffset, Months, NaiveDateTime, Offset as _, Utc};

use self::near::nearest;
use self::table::{Table, UTC, find};
use super::Stamp;

/// The longest jump of any clock, and some hours: Samoa left out 30 December 2011.
const JUMP: i64 = 26 * 3600;

/// A time zone of the tz database, such as `America/New_York`.
#[derive(Clone, Copy)]
pub struct Zone(&'static Table);

/// There is no time zone of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone `{name}`; {}", instead(.nearest))]
pub struct UnknownZone {
    /// The name as it was given.
    pub name: String,
    /// Names that are spelt alike, the nearest first; at most three.
    pub nearest: Vec<&'static str>,
}

fn instead(nearest: &[&str]) -> String {
    match nearest {
        [] => "zones are named like America/New_York or Europe/London".to_owned(),
        [one] => format!("did you mean {one}?"),
        [first @ .., last] => format!("did you mean {} or {last}?", first.join(", ")),
    }
}

/// What a wall time stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// One moment.
    One(Stamp),
    /// Two moments: the clocks were put back and showed it twice.
    Twice {
        /// The earlier, before the clocks were put back.
        first: Stamp,
        /// The later, after they were.
        second: Stamp,
    },
    /// No moment: the clocks were put forward over it.
    Missing {
        /// What it would be at the offset before the jump.
        before: Stamp,
        /// What it would be at the offset after the jump.
        after: Stamp,
    },
}

impl Local {
    /// One moment by rule, where nobody can be asked.
    ///
    /// A doubled time is the first one, a missing time uses the offset before the jump.
    /// Source: `comp_time.md`, step 5.
    pub fn settle(self) -> Stamp {
        match self {
            Self::One(stamp) => stamp,
            Self::Twice { first, .. } => first,
            Self::Missing { before, .. } => before,
        }
    }
}

impl Zone {
    /// The zone of this name; upper and lower case are alike.
    ///
    /// # Errors
    /// No zone is called so; the error offers the nearest names to show.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let name = name.trim();
        find(name).map(Self).ok_or_else(|| UnknownZone {
            name: name.to_owned(),
            nearest: nearest(name),
        })
    }

    /// Coordinated universal time, where it is meant.
    pub fn utc() -> Self {
        Self(&UTC)
    }

    /// The machine's zone: from the value of `TZ` where it is set, else from `/etc`.
    ///
    /// `None` where none is set or the name is unknown: ask, do not guess.
    pub fn machine(tz: Option<&str>) -> Option<Self> {
        Self::machine_under(tz, Path::new("/etc"))
    }

    fn machine_under(tz: Option<&str>, etc: &Path) -> Option<Self> {
        if let Some(tz) = tz.filter(|tz| !tz.trim().is_empty()) {
            // Other programs show the time of TZ, so /etc must not speak against it.
            return Self::from_path(tz.trim().trim_start_matches(':'));
        }
        let link = fs::read_link(etc.join("localtime")).ok();
        link.and_then(|target| Self::from_path(target.to_str()?))
            .or_else(|| {
                let text = fs::read_to_string(etc.join("timezone")).ok()?;
                Self::named(text.lines().next()?).ok()
            })
    }

    /// The zone that a path into the tz database, or a plain name, stands for.
    fn from_path(path: &str) -> Option<Self> {
        let name = path.split_once("zoneinfo/").map_or(path, |(_, name)| name);
        let name = name
            .strip_prefix("posix/")
            .or_else(|| name.strip_prefix("right/"))
            .unwrap_or(name);
        Self::named(name).ok()
    }

    /// Its name in the tz database.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The stamp of a moment as seen in this zone.
    pub fn stamp(self, moment: DateTime<Utc>) -> Stamp {
        Stamp::at_offset(moment, self.offset_at(moment.naive_utc()))
    }

    /// The same moment at this zone's offset.
    #[must_use]
    pub fn see(self, stamp: Stamp) -> Stamp {
        self.stamp(stamp.utc())
    }

    /// The short name that the zone has at a moment, such as `EST`.
    pub fn abbreviation(self, stamp: Stamp) -> String {
        self.0.short(stamp.utc().timestamp())
    }

    /// The same wall time so many calendar days later, or earlier where negative.
    ///
    /// Held at the ends of the calendar; a wall time that is missing or doubled is settled.
    pub fn plus_days(self, from: Stamp, days: i32) -> Stamp {
        let wall = self.see(from).wall();
        let moved = wall.checked_add_signed(Duration::days(i64::from(days)));
        let end = if days < 0 {
            NaiveDateTime::MIN
        } else {
            NaiveDateTime::MAX
        };
        self.see(self.resolve(moved.unwrap_or(end)).settle())
    }

    /// The same day and wall time so many months later; the month's last day where it is shorter.
    pub fn plus_months(self, from: Stamp, months: u32) -> Stamp {
        let wall = self.see(from).wall();
        let moved = wall.checked_add_months(Months::new(months));
        self.see(self.resolve(moved.unwrap_or(NaiveDateTime::MAX)).settle())
    }

    /// What a wall time of this zone stands for.
    pub fn resolve(self, wall: NaiveDateTime) -> Local {
        let at = |offset: FixedOffset| {
            let utc = wall.checked_sub_offset(offset).unwrap_or(wall);
            Stamp::at_offset(utc.and_utc(), offset)
        };
        let second = wall.and_utc().timestamp();
        let mut shown = self.0.around(second, JUMP);
        // The wall shows a moment where the clocks are that far from UTC at that very moment. The
        // farthest to the east is the earliest.
        shown.retain(|east| self.0.east(second.saturating_sub(i64::from(*east))) == *east);
        match shown[..] {
            [east] => Local::One(at(offset(east))),
            [second, .., first] => Local::Twice {
                first: at(offset(first)),
                second: at(offset(second)),
            },
            [] => Local::Missing {
                before: at(self.offset_near(wall, Duration::days(-1))),
                after: at(self.offset_near(wall, Duration::days(1))),
            },
        }
    }

    /// The offset at a moment in UTC; beyond the calendar's ends, the one at its end.
    pub(super) fn offset_at(self, utc: NaiveDateTime) -> FixedOffset {
        offset(self.0.east(utc.and_utc().timestamp()))
    }

    fn offset_near(self, wall: NaiveDateTime, by: Duration) -> FixedOffset {
        self.offset_at(wall.checked_add_signed(by).unwrap_or(wall))
    }
}

/// A distance from UTC; no zone is a day from it.
fn offset(east: i32) -> FixedOffset {
    FixedOffset::east_opt(east).unwrap_or_else(|| Utc.fix())
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl Default for Zone {
    /// UTC, for tests and for desks that chose it.
    fn default() -> Self {
        Self::utc()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn wall(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn stamp(text: &str) -> Stamp {
        text.parse().unwrap()
    }

    fn new_york() -> Zone {
        Zone::named("America/New_York").unwrap()
    }

    #[test]
    fn an_unknown_zone_is_refused_with_the_nearest_names() {
        let error = Zone::named("America/New_Yrok").unwrap_err();
        assert_eq!(error.nearest.first(), Some(&"America/New_York"));
        assert!(
            error.to_string().contains("did you mean America/New_York"),
            "{error}"
        );
        assert!(
            Zone::named("berlin")
                .unwrap_err()
                .nearest
                .contains(&"Europe/Berlin")
        );
        assert!(Zone::named("qqqqqqqqqqqq").unwrap_err().nearest.is_empty());
        assert!(Zone::named("Mars/X").unwrap_err().nearest.is_empty());
        assert!(Zone::named("").is_err());
        assert_eq!(Zone::named(" america/new_york ").unwrap(), new_york());
    }

    #[test]
    fn the_missing_hour_is_told_from_the_doubled_one() {
        assert_eq!(
            new_york().resolve(wall("2026-03-08T02:30:00")),
            Local::Missing {
                before: stamp("2026-03-08T02:30:00-05:00"),
                after: stamp("2026-03-08T02:30:00-04:00"),
            }
        );
        assert_eq!(
            new_york().resolve(wall("2026-11-01T01:30:00")),
            Local::Twice {
                first: stamp("2026-11-01T01:30:00-04:00"),
                second: stamp("2026-11-01T01:30:00-05:00"),
            }
        );
        let day = new_york().resolve(wall("2028-02-29T12:00:00"));
        assert_eq!(day, Local::One(stamp("2028-02-29T12:00:00-05:00")));
    }

    #[test]
    fn a_left_out_day_and_far_years_do_no_harm() {
        let apia = Zone::named("Pacific/Apia").unwrap();
        assert!(matches!(
            apia.resolve(wall("2011-12-30T12:00:00")),
            Local::Missing { .. }
        ));
        for far in [
            "2038-01-19T03:14:08",
            "9999-12-31T23:59:59",
            "0001-01-01T00:00:00",
        ] {
            let _ = new_york().resolve(wall(far)).settle();
        }
        let _ = new_york().resolve(NaiveDateTime::MAX).settle();
        let _ = new_york().resolve(NaiveDateTime::MIN).settle();
    }

    #[test]
    fn calendar_days_and_months_keep_the_wall_time() {
        // E06: a password changed on the leap day is due 180 days later.
        let leap = stamp("2028-02-29T09:00-05:00");
        let due = new_york().plus_days(leap, 180);
        assert_eq!(due.rfc3339(), "2028-08-27T09:00:00-04:00");
        assert_eq!(new_york().plus_days(due, -180), leap);
        let month = new_york().plus_months(stamp("2028-01-31T09:00-05:00"), 1);
        assert_eq!(month, leap);
        let gap = new_york().plus_days(stamp("2026-03-07T02:30-05:00"), 1);
        assert_eq!(gap.rfc3339(), "2026-03-08T03:30:00-04:00");
        let last = stamp("9999-12-31T23:59:59.999Z");
        assert_eq!(new_york().plus_days(leap, i32::MAX), last);
        assert_eq!(new_york().plus_months(leap, u32::MAX), last);
    }

    #[test]
    fn the_machine_zone_is_never_guessed() {
        let etc = tempfile::tempdir().unwrap();
        let machine = |tz| Zone::machine_under(tz, etc.path());
        assert_eq!(machine(None), None);
        std::fs::write(etc.path().join("timezone"), "Europe/London\n").unwrap();
        assert_eq!(machine(None), Zone::named("Europe/London").ok());
        symlink(
            "../usr/share/zoneinfo/America/New_York",
            etc.path().join("localtime"),
        )
        .unwrap();
        assert_eq!(machine(None), Some(new_york()));
        assert_eq!(machine(Some("")), Some(new_york()));
        assert_eq!(
            machine(Some(":Europe/Paris")),
            Zone::named("Europe/Paris").ok()
        );
        assert_eq!(machine(Some("Mars/Olympus")), None);
    }

    #[test]
    fn a_moment_is_seen_at_the_zones_offset() {
        let seen = new_york().see(stamp("2026-07-01T12:00:00Z"));
        assert_eq!(seen.rfc3339(), "2026-07-01T08:00:00-04:00");
        assert_eq!(new_york().abbreviation(seen), "EDT");
    }
}
