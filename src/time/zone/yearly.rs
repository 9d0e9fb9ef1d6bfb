//! The rule by which a zone's clocks change every year, as the tz database writes it:
//! `EST5EDT,M3.2.0,M11.1.0`.
//!
//! It holds for all time after a zone's last change on record.

use chrono::{DateTime, Datelike as _, Days, NaiveDate};

use super::table::Kind;

/// Seconds of an hour and of a day.
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A zone's rule for every year.
#[derive(Debug)]
pub(super) struct Yearly {
    usual: Kind,
    /// What is shown in a part of the year, and from when to when.
    other: Option<(Kind, Change, Change)>,
}

/// A moment of every year, by the clocks that are shown until then.
#[derive(Debug)]
struct Change {
    day: Day,
    /// Seconds after that day's begin; may be before it or days later.
    second: i64,
}

#[derive(Debug)]
enum Day {
    /// The n-th weekday of a month (5 = the last), Sunday = 0.
    Weekday { month: u32, nth: u32, day: u32 },
    /// The n-th day of the year, from 1, 29 February never counted.
    NoLeap(u32),
    /// The n-th day of the year, from 0.
    Counted(u32),
}

impl Yearly {
    /// What is shown at a second of UTC.
    pub(super) fn at(&self, second: i64) -> Kind {
        let Some((other, from, to)) = &self.other else {
            return self.usual;
        };
        let seen = DateTime::from_timestamp(second.saturating_add(i64::from(self.usual.east)), 0);
        let moments = seen.and_then(|seen| {
            let from = from.in_year(seen.year())? - i64::from(self.usual.east);
            let to = to.in_year(seen.year())? - i64::from(other.east);
            Some((from, to))
        });
        // Beyond the calendar's ends nobody lives.
        let Some((from, to)) = moments else {
            return self.usual;
        };
        let is_other = if from < to {
            (from..to).contains(&second)
        } else {
            !(to..from).contains(&second)
        };
        if is_other { *other } else { self.usual }
    }

    /// The distances from UTC that it knows.
    pub(super) fn offsets(&self) -> impl Iterator<Item = i32> {
        let other = self.other.iter().map(|(kind, ..)| kind.east);
        std::iter::once(self.usual.east).chain(other)
    }

    /// Reads a rule; none where it is not one.
    pub(super) fn parse(rule: &'static str) -> Option<Self> {
        let mut rest = Rest(rule);
        let usual = rest.kind(None)?;
        if rest.0.is_empty() {
            let other = None;
            return Some(Self { usual, other });
        }
        let other = rest.kind(Some(usual.east))?;
        let from = rest.change()?;
        let to = rest.change()?;
        rest.0.is_empty().then_some(Self {
            usual,
            other: Some((other, from, to)),
        })
    }
}

impl Change {
    /// Its second in a year, as if the clocks showed UTC.
    fn in_year(&self, year: i32) -> Option<i64> {
        let date = match self.day {
            Day::Weekday { month, nth, day } => {
                let first = NaiveDate::from_ymd_opt(year, month, 1)?;
                let ahead = (day + 7 - first.weekday().num_days_from_sunday()) % 7;
                let date = first.checked_add_days(Days::new(u64::from(ahead + (nth - 1) * 7)))?;
                if date.month() == month {
                    date
                } else {
                    date.checked_sub_days(Days::new(7))?
                }
            }
            Day::NoLeap(n) => {
                let is_behind = n > 59 && NaiveDate::from_ymd_opt(year, 2, 29).is_some();
                NaiveDate::from_yo_opt(year, n + u32::from(is_behind))?
            }
            Day::Counted(n) => NaiveDate::from_yo_opt(year, n + 1)?,
        };
        Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp() + self.second)
    }
}

/// What is left of a rule.
struct Rest(&'static str);

impl Rest {
    /// A short name and its distance; an hour ahead of `usual` where only the name is there.
    fn kind(&mut self, usual: Option<i32>) -> Option<Kind> {
        let short = if let Some(quoted) = self.0.strip_prefix('<') {
            let (short, rest) = quoted.split_once('>')?;
            self.0 = rest;
            short
        } else {
            self.split(|c| c.is_ascii_alphabetic())
        };
        let is_alone = self.0.is_empty() || self.0.starts_with(',');
        let east = match usual {
            Some(usual) if is_alone => usual + HOUR as i32,
            // Rules count to the west.
            Some(_) | None => -i32::try_from(self.seconds()?).ok()?,
        };
        (!short.is_empty()).then_some(Kind { east, short })
    }

    fn change(&mut self) -> Option<Change> {
        self.0 = self.0.strip_prefix(',')?;
        let day = if let Some(rest) = self.0.strip_prefix('M') {
            self.0 = rest;
            let month = self.number()?;
            self.0 = self.0.strip_prefix('.')?;
            let nth = self.number().filter(|nth| (1..=5).contains(nth))?;
            self.0 = self.0.strip_prefix('.')?;
            let day = self.number().filter(|day| *day < 7)?;
            Day::Weekday { month, nth, day }
        } else if let Some(rest) = self.0.strip_prefix('J') {
            self.0 = rest;
            Day::NoLeap(self.number()?)
        } else {
            Day::Counted(self.number()?)
        };
        let second = if let Some(rest) = self.0.strip_prefix('/') {
            self.0 = rest;
            self.seconds()?
        } else {
            2 * HOUR
        };
        (second.abs() <= 7 * DAY).then_some(Change { day, second })
    }

    /// Hours, minutes and seconds with a sign, as seconds.
    fn seconds(&mut self) -> Option<i64> {
        let is_minus = self.0.starts_with('-');
        self.0 = self.0.strip_prefix(['-', '+']).unwrap_or(self.0);
        let mut all = i64::from(self.number()?) * HOUR;
        for each in [60, 1] {
            let Some(rest) = self.0.strip_prefix(':') else {
                break;
            };
            self.0 = rest;
            all += i64::from(self.number()?) * each;
        }
        Some(if is_minus { -all } else { all })
    }

    fn number(&mut self) -> Option<u32> {
        let digits = self.split(|c| c.is_ascii_digit());
        digits.parse().ok().filter(|number| *number <= 366)
    }

    /// The letters at the front that are of a kind.
    fn split(&mut self, is_of_it: impl Fn(char) -> bool) -> &'static str {
        let end = self.0.find(|c| !is_of_it(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a rule shows at a moment.
    fn shown(rule: &'static str, at: &str) -> (i32, &'static str) {
        let at: DateTime<chrono::Utc> = at.parse().unwrap();
        let kind = Yearly::parse(rule).unwrap().at(at.timestamp());
        (kind.east, kind.short)
    }

    #[test]
    fn each_form_of_a_rule_is_understood() {
        let new_york = "EST5EDT,M3.2.0,M11.1.0";
        let (est, edt) = ((-18_000, "EST"), (-14_400, "EDT"));
        assert_eq!(shown(new_york, "2150-03-08T06:59:59Z"), est);
        assert_eq!(shown(new_york, "2150-03-08T07:00:00Z"), edt);
        assert_eq!(shown(new_york, "2150-11-01T05:59:59Z"), edt);
        assert_eq!(shown(new_york, "2150-11-01T06:00:00Z"), est);
        // South of the equator summer goes over the turn of the year.
        let lord_howe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
        assert_eq!(shown(lord_howe, "2150-01-01T00:00:00Z"), (39_600, "+11"));
        assert_eq!(shown(lord_howe, "2150-07-01T00:00:00Z"), (37_800, "+1030"));
        // Hours before the day begins, and more than a day has.
        let nuuk = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";
        assert_eq!(shown(nuuk, "2150-03-29T00:59:59Z").0, -7200);
        assert_eq!(shown(nuuk, "2150-03-29T01:00:00Z").0, -3600);
        let gaza = "EET-2EEST,M3.4.4/50,M10.4.4/50";
        assert_eq!(shown(gaza, "2150-03-27T23:59:59Z").0, 7200);
        assert_eq!(shown(gaza, "2150-03-28T00:00:00Z").0, 10_800);
        // Days of the year, with and without 29 February.
        let counted = "AAA0BBB,J60/0,300/0";
        assert_eq!(shown(counted, "2152-02-29T12:00:00Z").1, "AAA");
        assert_eq!(shown(counted, "2152-03-01T00:00:00Z").1, "BBB");
        assert_eq!(shown(counted, "2152-10-26T23:00:00Z").1, "AAA");
        assert_eq!(shown("<-03>3", "2150-07-01T00:00:00Z"), (-10_800, "-03"));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for wrong in [
            "",
            "5",
            "EST",
            "EST5EDT",
            "EST5EDT,M3.2.0",
            "EST5EDT,M3.2.7,M11.1.0",
            "EST5EDT,M3.0.0,M11.1.0",
            "EST5EDT,M3.2.0/169,M11.1.0",
            "EST5EDT,M3.2.0,M11.1.0,",
            "<EST5",
            "EST999",
        ] {
            assert!(Yearly::parse(wrong).is_none(), "{wrong}");
        }
        // A month that no year has changes nothing.
        assert_eq!(
            shown("EST5EDT,M13.2.0,M11.1.0", "2150-07-01T00:00:00Z").1,
            "EST"
        );
    }
}
