//! A second callout on a ticket, beside the one that runs.
//!
//! One outage is one callout: two that run side by side know nothing of each other, and what the
//! one was told the other asks again. So whoever comes second looks on, or takes the first over,
//! unless they say that it is a callout of their own.

use std::sync::Arc;

use super::Callout;
use super::walk::number_of;
use crate::domain::{PersonId, Records, Refusal, RuleId, TicketId};
use crate::time::{Stamp, Zone};

/// The callout of a ticket that runs and that somebody else has, the latest first.
pub fn running_beside(
    records: &dyn Records,
    ticket: TicketId,
    me: PersonId,
) -> Option<Arc<Callout>> {
    let mut running = records.running_callouts().into_iter().rev();
    running.find(|callout| callout.ticket == ticket && callout.person != me)
}

/// Who has a callout and since when, such as `Ann Lee has K-1 since 02:14`.
#[must_use]
pub fn who_has(records: &dyn Records, zone: Zone, callout: &Callout, now: Stamp) -> String {
    let holder = records.person(callout.person);
    let holder = holder.map_or_else(|| "somebody else".to_owned(), |p| p.name.to_string());
    let since = callout.holders.last().map_or(callout.started, |h| h.from);
    let (at, today) = (zone.see(since).wall(), zone.see(now).wall());
    let shape = if at.date() == today.date() {
        "%H:%M"
    } else {
        "%a %H:%M"
    };
    format!("{holder} has {} since {}", callout.number, at.format(shape))
}

/// The refusal of a second callout.
pub(super) fn refused(records: &dyn Records, zone: Zone, callout: &Callout, now: Stamp) -> Refusal {
    let (number, of) = (callout.number, number_of(records, callout.ticket));
    Refusal::new(
        RuleId::N(14),
        format!("{} for {of}", who_has(records, zone, callout, now)),
        format!(
            "`nightdesk callout show {number}` looks on, `nightdesk callout take {number}` takes \
             it over, `nightdesk callout start --own --ticket {of}` begins one of your own"
        ),
    )
}
