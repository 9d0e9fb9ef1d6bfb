//! Why a ticket stands where it stands, in words.
//!
//! Nobody follows an order that they cannot check. Every sentence here is made from the same key
//! that the order compares, and names the policy's paragraph where there is one.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::DateTime;

use super::facts::Facts;
use super::place::{self, Key, Kind};
use super::{Decided, Standing, compare, standing};
use crate::domain::{Class, Records, Site, Ticket};
use crate::time::{Stamp, Zone, day_time};

/// The paragraph of the policies on priorities.
const PRIORITIES: &str = "001_e326ec992fc63302.txt, F. PRIORITIES";

type Ranked = (Arc<Ticket>, Standing);

/// The class in words, such as `server or network`.
pub const fn class_title(class: Class) -> &'static str {
    match class {
        Class::Harm => "stop harm now",
        Class::Legal => "legal clock",
        Class::Server => "server or network",
        Class::Many => "many people blocked",
        Class::One => "one person blocked",
        Class::Hampered => "hampered, still working",
        Class::Request => "request, nobody blocked",
    }
}

/// The class with its number, what it means for the order, and the paragraph that says so.
pub fn class_line(class: Class) -> String {
    let (means, source) = match class {
        Class::Harm => (
            "before everything else",
            "001_e326ec992fc63302.txt, E. INAPPROPRIATE USE",
        ),
        Class::Legal => (
            "its last safe start has passed",
            "000_3d7c1b56d9f72f26.txt, Enforcement",
        ),
        Class::Server => ("always before the rest", PRIORITIES),
        Class::Many => ("the most people who cannot work come first", PRIORITIES),
        Class::One => ("next comes what stops one person", PRIORITIES),
        Class::Hampered => ("those who cannot work at all come before", PRIORITIES),
        Class::Request => (
            "logged, and done when nobody is stopped",
            "001_e326ec992fc63302.txt, D. RECORD KEEPING",
        ),
    };
    let (number, title) = (class.number(), class_title(class));
    format!("Class {number}, {title}: {means} ({source}).")
}

/// The fact that decides between two tickets: why the one that stands first does so.
///
/// The two may be given in either order; times are shown in `zone`.
pub fn decided(a: &Ranked, b: &Ranked, zone: Zone) -> Decided {
    let (first, second) = match compare(a, b) {
        Ordering::Less | Ordering::Equal => (a, b),
        Ordering::Greater => (b, a),
    };
    let (element, because) = by_waiting(first, second, zone)
        .or_else(|| by_class(first, second))
        .or_else(|| by_counts(&first.1.key, &second.1.key))
        .or_else(|| by_time(first, second, zone))
        .unwrap_or_else(|| {
            let (a, b) = (first.0.number, second.0.number);
            (
                "number",
                format!("it has the lower number ({a} before {b})"),
            )
        });
    Decided { element, because }
}

type Element = Option<(&'static str, String)>;

fn by_waiting(first: &Ranked, second: &Ranked, zone: Zone) -> Element {
    let until = second.1.waits_until?;
    let shown = shown(until.epoch_ms(), zone, MINUTE);
    let number = second.0.number;
    match first.1.waits_until {
        None => Some((
            "waiting",
            format!("{number} waits until {shown} and stands below the rule"),
        )),
        Some(own) if own != until => {
            let own = self::shown(own.epoch_ms(), zone, MINUTE);
            Some((
                "waiting",
                format!("its waiting ends first ({own} before {shown})"),
            ))
        }
        Some(_) => None,
    }
}

fn by_class(first: &Ranked, second: &Ranked) -> Element {
    let (a, b) = (first.1.class, second.1.class);
    if a != b {
        let because = format!(
            "class {}, {}, stands before class {}, {}",
            a.number(),
            class_title(a),
            b.number(),
            class_title(b)
        );
        return Some(("class", because));
    }
    let kind = first.1.key.kind;
    if kind == second.1.key.kind {
        return None;
    }
    let (element, because) = match kind {
        Kind::Dead => (
            "dead_pc",
            "a dead PC stands first among those of one person",
        ),
        Kind::Report => (
            "report",
            "its report is not sent yet, which only dead PCs go before",
        ),
        Kind::Unasked => ("unasked", "nobody has asked yet how many are stopped"),
        Kind::Now | Kind::Soon | Kind::Counted => (
            "now",
            "somebody is stopped now, in the other case only soon",
        ),
    };
    Some((element, because.to_owned()))
}

fn by_counts(first: &Key, second: &Key) -> Element {
    let (a, b) = (first, second);
    if a.clock != b.clock {
        None
    } else if a.blocked != b.blocked {
        let (more, less) = (a.blocked.0, b.blocked.0);
        Some((
            "blocked",
            format!("more people are stopped ({more} > {less})"),
        ))
    } else if a.hampered != b.hampered {
        let (more, less) = (a.hampered.0, b.hampered.0);
        Some((
            "hampered",
            format!("more people are slowed ({more} > {less})"),
        ))
    } else if a.public != b.public {
        Some((
            "public",
            "a public place of service stands still".to_owned(),
        ))
    } else {
        None
    }
}

fn by_time(first: &Ranked, second: &Ranked, zone: Zone) -> Element {
    let (a, b) = (&first.1.key, &second.1.key);
    let (element, words, early, late) = if a.clock != b.clock {
        ("clock", "its clock runs out first", a.clock, b.clock)
    } else if a.promised != b.promised {
        ("promised", "it is promised earlier", a.promised, b.promised)
    } else if a.opened != b.opened {
        ("opened", "it came in earlier", a.opened, b.opened)
    } else {
        return None;
    };
    // Within the same minute only the seconds tell them apart, and within one the journal's.
    let at = |detail| (shown(early, zone, detail), shown(late, zone, detail));
    let details = [MINUTE, "%a %-d %b %H:%M:%S", "%H:%M:%S%.3f"];
    let (early, late) = details
        .into_iter()
        .map(at)
        .find(|(early, late)| early != late)
        .unwrap_or_else(|| at(details[0]));
    Some((element, format!("{words} ({early} before {late})")))
}

/// A moment to the minute.
const MINUTE: &str = "%a %-d %b %H:%M";

/// A moment of a key by the desk's own clock, such as `Thu 14 May 14:30`.
fn shown(epoch_ms: i64, zone: Zone, detail: &str) -> String {
    match DateTime::from_timestamp_millis(epoch_ms) {
        Some(utc) if epoch_ms != i64::MAX => {
            let wall = zone.see(Stamp::new(utc.fixed_offset())).wall();
            wall.format(detail).to_string()
        }
        _ => "never".to_owned(),
    }
}

/// Why a ticket stands at its place (from 1), and what would change that; a line a sentence.
pub fn explain_one(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    place: usize,
    now: Stamp,
) -> Vec<String> {
    let at = standing(records, site, ticket, now);
    let zone = site.calendar.zone;
    let class = class_line(at.class);
    let mut lines = vec![match at.waits_until {
        Some(until) => {
            let until = day_time(until, zone);
            format!("Why below the rule? It waits until {until}, then it counts again. {class}")
        }
        None if place <= 1 => format!("Why first? {class}"),
        None => format!("Why place {place}? {class}"),
    }];
    lines.push(people(ticket));
    lines.extend(reasons(records, site, ticket, now));
    if let Some(promised) = at.promised {
        let late = if promised < now {
            ", which has passed"
        } else {
            ""
        };
        lines.push(format!("Promised by {}{late}.", day_time(promised, zone)));
    }
    lines.extend(changes(records, site, ticket, &at, now));
    lines
}

/// Why one ticket stands before another, whichever of the two is given first.
pub fn explain_two(
    records: &dyn Records,
    site: &Site,
    a: &Arc<Ticket>,
    b: &Arc<Ticket>,
    now: Stamp,
) -> Vec<String> {
    let ranked = |ticket: &Arc<Ticket>| -> Ranked {
        (Arc::clone(ticket), standing(records, site, ticket, now))
    };
    let (a, b) = (ranked(a), ranked(b));
    let because = decided(&a, &b, site.calendar.zone).because;
    let (first, second) = match compare(&a, &b) {
        Ordering::Less | Ordering::Equal => (a, b),
        Ordering::Greater => (b, a),
    };
    let mut lines = vec![format!(
        "{} stands before {} because {because}.",
        first.0.number, second.0.number
    )];
    for (ticket, at) in [first, second] {
        let facts = people(&ticket);
        lines.push(format!(
            "{}: {} {facts}",
            ticket.number,
            class_line(at.class)
        ));
    }
    lines
}

/// How many are stopped and slowed, as one sentence.
fn people(ticket: &Ticket) -> String {
    let stopped = match ticket.blocked {
        None => "Nobody has asked yet how many cannot work".to_owned(),
        Some(0) => "Nobody is stopped".to_owned(),
        Some(1) => "1 person cannot work".to_owned(),
        Some(n) => format!("{n} people cannot work"),
    };
    let slowed = match ticket.hampered {
        None | Some(0) => String::new(),
        Some(1) => ", 1 is slowed".to_owned(),
        Some(n) => format!(", {n} are slowed"),
    };
    format!("{stopped}{slowed}.")
}

/// The facts besides the counts, with times as people read them.
fn reasons(records: &dyn Records, site: &Site, ticket: &Ticket, now: Stamp) -> Vec<String> {
    let facts = Facts::of(records, site, ticket);
    let at = place::place(&facts, now);
    let zone = site.calendar.zone;
    let mut lines = Vec::new();
    if let Some(harm) = &ticket.harm {
        lines.push(format!("Harm now: {harm}."));
    }
    if facts.shared && at.class == Class::Server {
        let what = ticket
            .asset
            .as_ref()
            .map_or("", |asset| asset.name.as_str());
        if !what.is_empty() {
            lines.push(format!("Affected: {} {what}.", ticket.affected));
        }
    }
    if let (Class::Many, Some(heads), 0..=1) = (at.class, facts.heads, facts.blocked()) {
        lines.push(format!("That is a whole unit, {heads} of {heads} people."));
    }
    if at.kind == Kind::Dead {
        lines.push(format!(
            "The PC is dead: every effort, as quickly as possible ({PRIORITIES})."
        ));
    }
    if let Some((deadline, start)) = facts.dated {
        let (due, start) = (day_time(deadline.due, zone), day_time(start, zone));
        let name = &deadline.name;
        lines.push(format!(
            "Date: {name}, due {due}; the last safe start is {start}."
        ));
    }
    if let Some(report) = facts.report {
        let kind = report.incident.kind;
        let due = match report.start {
            Some(start) => {
                let (due, start) = (day_time(report.clock, zone), day_time(start, zone));
                format!("due {due}; the last safe start is {start}")
            }
            None => "due at once".to_owned(),
        };
        lines.push(format!("The {kind} report is not sent yet, {due}."));
    }
    lines
}

/// What would change the place: `Changes if: …`, each with the command to type where there is one.
fn changes(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    at: &Standing,
    now: Stamp,
) -> Vec<String> {
    let number = ticket.number;
    let class_of = |changed: &Ticket, when: Stamp| {
        let facts = Facts::of(records, site, changed);
        let class = place::place(&facts, when).class;
        format!("class {}, {}", class.number(), class_title(class))
    };
    let mut lines = Vec::new();
    if ticket.harm.is_some() {
        let mut over = ticket.clone();
        over.harm = None;
        lines.push(format!(
            "Changes if: the harm is over, then {} (`nightdesk contain {number} \"…\"`).",
            class_of(&over, now)
        ));
    }
    if let Some(incident) = ticket.incident.as_ref().filter(|i| i.report_sent.is_none()) {
        let mut sent = ticket.clone();
        sent.incident = Some(crate::domain::ticket::Incident {
            report_sent: Some(now),
            ..incident.clone()
        });
        let stands = |ticket: &Ticket| {
            let place = place::place(&Facts::of(records, site, ticket), now);
            (place.class, place.kind)
        };
        // Sent or not, it stands where something that presses more has put it.
        if stands(&sent) != stands(ticket) {
            lines.push(format!(
                "Changes if: the report is sent, then {} (`nightdesk report {number} --to …`).",
                class_of(&sent, now)
            ));
        }
    }
    if ticket.blocked.is_none() {
        lines.push(format!(
            "Changes if: somebody asks how many are stopped (`nightdesk impact {number} --blocked N`)."
        ));
    }
    if let Some(moment) = at.changes_at {
        let when = day_time(moment, site.calendar.zone);
        let then = class_of(ticket, moment);
        lines.push(format!(
            "Changes if: it is still here on {when}, then {then}."
        ));
    }
    if lines.is_empty() {
        lines.push(format!(
            "Changes if: it works again, then it leaves the queue (`nightdesk resolve {number} \"…\"`)."
        ));
    }
    lines
}
