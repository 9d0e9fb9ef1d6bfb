//! The working-hours calendar.

use super::Stamp;

/// Working hours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {}

impl Calendar {
    /// The moment by which so many minutes of working time have passed.
    pub fn add_work(&self, _from: Stamp, _minutes: i64) -> Option<Stamp> {
        None
    }

    /// The moment from which so many minutes of working time remain.
    pub fn sub_work(&self, _due: Stamp, _minutes: i64) -> Option<Stamp> {
        None
    }

    /// Minutes of working time between two moments.
    pub fn work_between(&self, _from: Stamp, _to: Stamp) -> i64 {
        0
    }

    /// The average working minutes of a day that has hours.
    pub fn average_day_min(&self) -> i64 {
        0
    }
}
