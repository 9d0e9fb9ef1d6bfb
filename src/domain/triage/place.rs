//! Class and key of a ticket at one moment.

use std::cmp::Reverse;

use super::facts::Facts;
use crate::domain::{Affected, Class, State};
use crate::time::Stamp;

/// What is compared, left to right; the ticket number makes it total.
///
/// A lesser key stands before a greater one. Parts that a class does not ask are equal in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub(super) class: u8,
    pub(super) kind: Kind,
    /// Milliseconds since 1970 of the clock that a legal class or an unsent report runs by.
    pub(super) clock: i64,
    pub(super) blocked: Reverse<u32>,
    pub(super) hampered: Reverse<u32>,
    pub(super) public: Reverse<bool>,
    /// Milliseconds since 1970; the end of time where nothing is promised.
    pub(super) promised: i64,
    /// Milliseconds since 1970.
    pub(super) opened: i64,
}

/// The order within class 4, in place of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The one PC is dead.
    Dead,
    /// A report is not sent yet.
    Report,
    /// Nobody asked yet.
    Unasked,
    /// One person is stopped now.
    Now,
    /// One person will be stopped.
    Soon,
    /// Any other class.
    Counted,
}

/// Class, kind and counts at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) class: Class,
    pub(super) kind: Kind,
    /// The clock of the legal class or of the unsent report.
    pub(super) clock: Option<Stamp>,
    pub(super) blocked: u32,
    pub(super) hampered: u32,
    /// The date until which it stands below the rule.
    pub(super) waits_until: Option<Stamp>,
    /// Whether a date that cannot wait any longer made the class.
    pub(super) by_date: bool,
}

/// Where a ticket stands at a moment.
pub(super) fn place(facts: &Facts<'_>, now: Stamp) -> Place {
    let mut place = ordinary(facts, now);
    if facts.ticket.harm.is_some() {
        place.class = Class::Harm;
        place.clock = None;
    } else if let Some(clock) = legal_clock(facts, now) {
        place.class = Class::Legal;
        place.clock = Some(clock);
    }
    let hides = place.class > Class::Legal && facts.report.is_none();
    if hides && facts.ticket.state_at(now) == State::Waiting {
        place.waits_until = facts.ticket.waiting.as_ref().map(|waiting| waiting.until);
    }
    match place.class {
        // What these do not compare must not seem to change.
        Class::Harm | Class::Legal => {
            place.kind = Kind::Counted;
            place.by_date = false;
            (place.blocked, place.hampered) = (facts.blocked(), facts.hampered());
        }
        Class::One => (place.blocked, place.hampered) = (facts.blocked(), facts.hampered()),
        Class::Server | Class::Many | Class::Hampered | Class::Request => {}
    }
    place
}

/// The earliest legal clock whose last safe start has passed.
fn legal_clock(facts: &Facts<'_>, now: Stamp) -> Option<Stamp> {
    let dated = facts.dated.filter(|(deadline, _)| deadline.legal);
    let dated = dated.map(|(deadline, start)| (deadline.due, start));
    let report = facts
        .report
        .and_then(|report| Some((report.clock, report.start?)));
    let clocks = dated.into_iter().chain(report);
    clocks
        .filter(|(_, start)| *start <= now)
        .map(|(due, _)| due)
        .min()
}

/// The class without harm and law: by what is affected, then by how many.
fn ordinary(facts: &Facts<'_>, now: Stamp) -> Place {
    let priority = &facts.site.policy.profile.priority;
    let (blocked, hampered) = (facts.blocked(), facts.hampered());
    let mut place = Place {
        class: Class::Request,
        kind: Kind::Counted,
        clock: None,
        blocked,
        hampered,
        waits_until: None,
        by_date: false,
    };
    if facts.shared && priority.server_always_first {
        place.class = Class::Server;
        return place;
    }
    let by_count = class_of_counts(facts, blocked, hampered);
    place.class = by_count;
    if let Some((class, then_blocked, then_hampered)) = soon(facts, now)
        && class <= by_count
    {
        place.class = class;
        place.blocked = blocked.max(then_blocked);
        place.hampered = hampered.max(then_hampered);
        place.by_date = class < by_count;
    }
    if place.class == Class::Many {
        place
    } else {
        one(facts, place, by_count)
    }
}

/// Class 4 in its own order; other classes stay as they are.
fn one(facts: &Facts<'_>, mut place: Place, by_count: Class) -> Place {
    let priority = &facts.site.policy.profile.priority;
    let ticket = facts.ticket;
    let kind = if ticket.pc_dead && priority.dead_pc_first {
        Kind::Dead
    } else if let Some(report) = facts.report {
        place.clock = Some(report.clock);
        Kind::Report
    } else if ticket.blocked.is_none() {
        Kind::Unasked
    } else if by_count == Class::One || ticket.pc_dead {
        Kind::Now
    } else {
        Kind::Soon
    };
    let held = match kind {
        Kind::Dead | Kind::Report | Kind::Unasked => true,
        Kind::Now | Kind::Soon | Kind::Counted => ticket.pc_dead,
    };
    if held {
        place.class = place.class.min(Class::One);
    } else if place.class == Class::One && !priority.one_person_second {
        place.class = Class::Hampered;
    }
    if place.class == Class::One {
        place.kind = kind;
    }
    place
}

/// The class that counts alone give: many, one, slowed, or nobody.
fn class_of_counts(facts: &Facts<'_>, blocked: u32, hampered: u32) -> Class {
    if blocked >= 2 || facts.is_whole_unit(blocked, hampered) {
        Class::Many
    } else if blocked == 1 {
        Class::One
    } else if hampered >= 1 {
        Class::Hampered
    } else {
        Class::Request
    }
}

/// What a date stops that cannot wait any longer: the class it then is, and its counts.
///
/// A date of which nobody said what it stops counts as one person, like any count not asked yet.
fn soon(facts: &Facts<'_>, now: Stamp) -> Option<(Class, u32, u32)> {
    let (deadline, start) = facts.dated?;
    if deadline.legal || start > now {
        return None;
    }
    let Some(then) = &deadline.then else {
        return Some((Class::One, 1, 0));
    };
    let stops_shared = matches!(then.affected, Affected::Server | Affected::Network);
    let blocked = then.blocked.max(u32::from(stops_shared));
    let class = class_of_counts(facts, blocked, then.hampered);
    Some((class, blocked, then.hampered))
}

/// When a ticket of that place is promised.
pub(super) fn promised(facts: &Facts<'_>, place: &Place) -> Option<Stamp> {
    let opened = facts.ticket.opened;
    if place.class == Class::Harm {
        return Some(opened);
    }
    let dated = facts.dated.map(|(deadline, _)| deadline.due);
    let report = facts.report.map(|report| report.clock);
    if let Some(due) = dated.into_iter().chain(report).min() {
        return Some(due);
    }
    let minutes = facts.site.policy.profile.promises.minutes(place.class)?;
    facts.site.calendar.add_work(opened, i64::from(minutes))
}

/// The key of a place.
pub(super) fn key(facts: &Facts<'_>, place: &Place, promised: Option<Stamp>) -> Key {
    let opened = facts.ticket.opened.epoch_ms();
    let clock = place.clock.map_or(0, Stamp::epoch_ms);
    let counted = Key {
        class: place.class.number(),
        kind: place.kind,
        clock: 0,
        blocked: Reverse(place.blocked),
        hampered: Reverse(place.hampered),
        public: Reverse(facts.ticket.public),
        promised: promised.map_or(i64::MAX, Stamp::epoch_ms),
        opened,
    };
    let uncounted = Key {
        clock,
        blocked: Reverse(0),
        hampered: Reverse(0),
        ..counted
    };
    match place.class {
        Class::Harm | Class::Legal => Key {
            clock: if place.class == Class::Legal {
                clock
            } else {
                0
            },
            public: Reverse(false),
            promised: 0,
            ..uncounted
        },
        Class::One => uncounted,
        Class::Server | Class::Many | Class::Hampered | Class::Request => counted,
    }
}
