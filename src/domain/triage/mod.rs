//! The order of the queue: class, key, promise, and why.
//!
//! Computed from the facts and the moment, never stored. `docs/triage.md` tells the rules.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Class, Records, Site, Ticket};
use crate::time::Stamp;

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
    /// The facts that made its class, in words.
    pub why: Vec<String>,
    /// The key, compared left to right.
    pub key: Key,
}

/// What is compared, left to right; the ticket number makes it total.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub Vec<i64>);

/// The fact that decides between two neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The element of the key, such as `class`, `blocked`, `opened`.
    pub element: &'static str,
    /// In words: why the first stands before the second.
    pub because: String,
}

/// Where one ticket stands.
pub fn standing(_records: &dyn Records, _site: &Site, _ticket: &Ticket, _now: Stamp) -> Standing {
    Standing {
        class: Class::Request,
        word: "REQ",
        waits_until: None,
        promised: None,
        changes_at: None,
        why: Vec::new(),
        key: Key(Vec::new()),
    }
}

/// The queue in the policy's order: a total order, waiting tickets last by their date.
pub fn rank(
    records: &dyn Records,
    site: &Site,
    tickets: impl IntoIterator<Item = Arc<Ticket>>,
    now: Stamp,
) -> Vec<(Arc<Ticket>, Standing)> {
    let mut ranked: Vec<_> = tickets
        .into_iter()
        .map(|ticket| {
            let standing = standing(records, site, &ticket, now);
            (ticket, standing)
        })
        .collect();
    ranked.sort_by(|a, b| compare(a, b));
    ranked
}

/// The order of two standings.
pub fn compare(a: &(Arc<Ticket>, Standing), b: &(Arc<Ticket>, Standing)) -> Ordering {
    (a.1.waits_until, &a.1.key, a.0.number).cmp(&(b.1.waits_until, &b.1.key, b.0.number))
}
