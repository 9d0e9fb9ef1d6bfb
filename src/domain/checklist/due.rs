//! By when a step is to be done.
//!
//! A limit counts from a moment that may not be known here; then there is no due moment, rather
//! than a guessed one.

use super::Mark;
use super::facts::moment;
use super::view::Stand;
use crate::domain::Site;
use crate::domain::site::{Limit, Moment, Offset, OffsetUnit};
use crate::time::Stamp;

/// Minutes of a day.
const DAY_MIN: i64 = 24 * 60;

/// The due moment of a limit.
pub(super) fn due(stand: &Stand<'_, '_>, limit: &Limit, mark: Option<&Mark>) -> Option<Stamp> {
    let list = stand.list;
    match limit {
        Limit::At {
            moment: name,
            offset,
        } => {
            // A list whose first moment nobody recorded counts from when it was begun.
            let begun = || match name {
                Moment::Event(_) if *name == list.template.anchor => Some(list.started),
                Moment::Event(_) | Moment::Date(_) => None,
            };
            let from = moment(stand, name).or_else(begun)?;
            shift(stand.site, from, *offset)
        }
        Limit::Every { hours } => {
            let from = mark.map_or(list.started, |mark| mark.at);
            Some(from.plus_minutes(i64::from(*hours) * 60))
        }
        Limit::SameDay => Some(end_of_day(list.started)),
    }
}

fn shift(site: &Site, from: Stamp, offset: Offset) -> Option<Stamp> {
    let count = i64::from(offset.count);
    match offset.unit {
        OffsetUnit::Minutes => Some(from.plus_minutes(count)),
        OffsetUnit::Hours => Some(from.plus_minutes(count * 60)),
        OffsetUnit::Days => Some(from.plus_minutes(count * DAY_MIN)),
        OffsetUnit::WorkDays => site.calendar.add_work_days(from, offset.count),
    }
}

/// Midnight after a moment, by the wall clock where it was noted.
fn end_of_day(moment: Stamp) -> Stamp {
    use chrono::Timelike;
    let wall = moment.wall().time();
    let passed = i64::from(wall.hour() * 60 + wall.minute());
    moment.plus_minutes(DAY_MIN - passed)
}
