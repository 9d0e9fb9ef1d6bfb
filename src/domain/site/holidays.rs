//! Lists of holidays, as observed.

use chrono::{Datelike, NaiveDate};

use crate::text::Clean;

/// A list of holidays, for whole years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayList {
    /// Its id, such as `us-federal`.
    pub id: String,
    /// Its name.
    pub name: Clean,
    /// The law it follows.
    pub source: Clean,
    /// One line about it.
    pub note: Clean,
    /// The years that it covers.
    pub years: Vec<i32>,
    /// The days in order, each with its name.
    pub days: Vec<(NaiveDate, Clean)>,
}

impl HolidayList {
    /// The holiday on that day.
    pub fn on(&self, day: NaiveDate) -> Option<&Clean> {
        self.days
            .iter()
            .find(|(date, _)| *date == day)
            .map(|(_, name)| name)
    }

    /// Whether the list says anything about the year of that day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.years.contains(&day.year())
    }
}
