//! The parts of the site's working calendar, from its profile and the holiday lists it names.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::site::{HolidayList, Profile, Span};

/// What a working calendar is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarParts {
    /// The zone's name in the tz database.
    pub tz: String,
    /// The spans of each weekday, Monday first.
    pub week: [Vec<Span>; 7],
    /// Days without hours.
    pub closed: BTreeSet<NaiveDate>,
    /// Days with hours of their own.
    pub part: BTreeMap<NaiveDate, Vec<Span>>,
}

/// The parts of a site's calendar; a day with hours of its own is never a closed one.
pub fn calendar_parts<'a>(
    profile: &Profile,
    holidays: impl IntoIterator<Item = &'a HolidayList>,
) -> CalendarParts {
    let hours = &profile.hours;
    let listed = holidays
        .into_iter()
        .filter(|list| hours.holiday_files.contains(&list.id))
        .flat_map(|list| list.days.iter().map(|(day, _)| *day));
    let closed = listed
        .chain(hours.holidays.iter().copied())
        .filter(|day| !hours.holiday_part.contains_key(day))
        .collect();
    CalendarParts {
        tz: profile.organisation.tz.clone(),
        week: hours.week.clone(),
        closed,
        part: hours.holiday_part.clone(),
    }
}
