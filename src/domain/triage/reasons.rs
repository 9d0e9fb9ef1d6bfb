//! The facts that made a ticket's class, in words.
//!
//! Records and JSON keep moments as RFC 3339, to be compared and computed with; a person is told
//! the day and the time.

use super::facts::Facts;
use super::place::Place;
use crate::domain::Class;
use crate::time::{Stamp, Zone, day_time};

/// How moments are written in the facts.
#[derive(Clone, Copy)]
pub(super) enum Times {
    /// RFC 3339, as records and JSON keep them.
    Recorded,
    /// The day and the time in a zone, as people say them.
    Spoken(Zone),
}

impl Times {
    /// A date that somebody set.
    fn set(self, stamp: Stamp) -> String {
        match self {
            Self::Recorded => to_minute(stamp),
            Self::Spoken(zone) => day_time(stamp, zone),
        }
    }

    /// A moment that was worked out, to the second in a record.
    fn exact(self, stamp: Stamp) -> String {
        match self {
            Self::Recorded => stamp.rfc3339(),
            Self::Spoken(zone) => day_time(stamp, zone),
        }
    }
}

/// The facts that made the class.
pub(super) fn why(facts: &Facts<'_>, place: &Place, times: Times) -> Vec<String> {
    let mut why = Vec::new();
    if let Some(until) = place.waits_until {
        why.push(format!("waits until {}", times.set(until)));
    }
    if let Some(harm) = &facts.ticket.harm {
        why.push(harm.as_str().to_owned());
    }
    if let Some((deadline, start)) = facts.dated {
        let (name, due) = (&deadline.name, times.set(deadline.due));
        if deadline.legal && place.class == Class::Legal {
            let start = times.exact(start);
            why.push(format!(
                "{name} is due {due}; the last safe start was {start}"
            ));
        } else if place.by_date {
            let class = place.class.number();
            why.push(format!(
                "{name} {due}: if it waits any longer it is class {class}"
            ));
        }
    }
    if let Some(report) = facts.report {
        let clock = times.exact(report.clock);
        why.push(match times {
            Times::Recorded => format!("the report is not sent yet, its clock is {clock}"),
            Times::Spoken(_) => format!("the report is not sent yet, due {clock}"),
        });
    }
    if facts.ticket.blocked.is_none() {
        why.push("nobody has asked yet how many are stopped".to_owned());
    }
    why
}

/// RFC 3339 as people type it: without seconds where there are none.
fn to_minute(stamp: Stamp) -> String {
    if stamp.epoch_ms() % 60_000 == 0 {
        format!(
            "{}{}",
            stamp.wall().format("%Y-%m-%dT%H:%M"),
            stamp.offset()
        )
    } else {
        stamp.rfc3339()
    }
}
