//! The order of the queue: class, key, promise, and why.
//!
//! Computed from the facts and the moment, never stored. `docs/triage.md` tells the rules. A
//! ticket's facts are looked up once (`facts`), its place at a moment follows from them alone
//! (`place`), and the words for both are made last (`explain`).
//!
//! Invariants: the order is total and the same whatever order the tickets come in; a standing
//! holds until its `changes_at` unless somebody changes the ticket.

mod explain;
mod facts;
mod place;
mod reasons;

#[cfg(test)]
mod tests;

pub use explain::{class_line, class_title, decided, explain_one, explain_two};
pub use place::Key;

use std::cmp::Ordering;
use std::sync::Arc;

use self::facts::{Common, Facts};
use self::place::Place;
use self::reasons::Times;
use super::{Affected, Class, Records, Site, Ticket};
use crate::time::{Stamp, Zone};

/// Where a ticket stands at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its class.
    pub class: Class,
    /// The word of the screen: `HARM LAW SRV NET MANY DEAD ONE SLOW REQ`.
    pub word: &'static str,
    /// The date until which it stands below the rule; none = in the order.
    pub waits_until: Option<Stamp>,
    /// When it is promised.
    pub promised: Option<Stamp>,
    /// When its standing changes by the passing of time alone.
    pub changes_at: Option<Stamp>,
    /// The key, compared left to right.
    pub key: Key,
}

/// The fact that decides between two neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The element of the key, such as `class`, `blocked`, `opened`.
    pub element: &'static str,
    /// In words: why the first stands before the second.
    pub because: String,
}

/// Where one ticket stands.
pub fn standing(records: &dyn Records, site: &Site, ticket: &Ticket, now: Stamp) -> Standing {
    stand(&Facts::of(records, site, ticket), now)
}

fn stand(facts: &Facts<'_>, now: Stamp) -> Standing {
    let place = place::place(facts, now);
    let promised = place::promised(facts, &place);
    Standing {
        class: place.class,
        word: word(facts.ticket, place.class),
        waits_until: place.waits_until,
        promised,
        changes_at: changes_at(facts, &place, now),
        key: place::key(facts, &place, promised),
    }
}

/// The facts that made a ticket's class, in words, as records keep them.
pub fn why(records: &dyn Records, site: &Site, ticket: &Ticket, now: Stamp) -> Vec<String> {
    let facts = Facts::of(records, site, ticket);
    reasons::why(&facts, &place::place(&facts, now), Times::Recorded)
}

/// The same as people say them, with the times in `zone`.
pub fn spoken_why(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    now: Stamp,
    zone: Zone,
) -> Vec<String> {
    let facts = Facts::of(records, site, ticket);
    reasons::why(&facts, &place::place(&facts, now), Times::Spoken(zone))
}

/// The queue in the policy's order: a total order, waiting tickets last by their date.
pub fn rank(
    records: &dyn Records,
    site: &Site,
    tickets: impl IntoIterator<Item = Arc<Ticket>>,
    now: Stamp,
) -> Vec<(Arc<Ticket>, Standing)> {
    let tickets: Vec<Arc<Ticket>> = tickets.into_iter().collect();
    let mut common = Common::new(records, site);
    let standings: Vec<Standing> = tickets
        .iter()
        .map(|ticket| stand(&Facts::within(&mut common, ticket), now))
        .collect();
    let mut ranked: Vec<_> = tickets.into_iter().zip(standings).collect();
    ranked.sort_by(compare);
    ranked
}

/// The order of two standings.
pub fn compare(a: &(Arc<Ticket>, Standing), b: &(Arc<Ticket>, Standing)) -> Ordering {
    let of = |(ticket, standing): &(Arc<Ticket>, Standing)| {
        let waits = standing.waits_until;
        (waits, standing.key, ticket.number, ticket.id)
    };
    of(a).cmp(&of(b))
}

/// The first moment at which the place is another one although nobody did anything.
fn changes_at(facts: &Facts<'_>, place: &Place, now: Stamp) -> Option<Stamp> {
    let coming = facts.moments().filter(|moment| *moment > now);
    coming
        .filter(|moment| place::place(facts, *moment) != *place)
        .min()
}

fn word(ticket: &Ticket, class: Class) -> &'static str {
    match class {
        Class::Harm => "HARM",
        Class::Legal => "LAW",
        Class::Server if ticket.affected == Affected::Network => "NET",
        Class::Server => "SRV",
        Class::Many => "MANY",
        Class::One if ticket.pc_dead => "DEAD",
        Class::One => "ONE",
        Class::Hampered => "SLOW",
        Class::Request => "REQ",
    }
}
