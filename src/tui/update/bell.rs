//! The bell: once when something comes due, where a person wants to hear it.
//!
//! Invariants: a moment rings once, whatever the clock does; what was overdue before the session
//! began, or was due already when it was written down, never rings.

use crate::domain::ticket::owed;
use crate::domain::triage::standing;
use crate::domain::{State, Ticket};
use crate::time::Stamp;
use crate::tui::model::Model;
use crate::tui::msg::{Bell, Effect, Terminal};

/// Rings for what came due since the last time, and says what it was.
pub(super) fn ring(model: &mut Model, fx: &mut Vec<Effect>) {
    let (from, to) = (model.rung, model.now);
    let minute = |at: Stamp| at.epoch_ms().div_euclid(60_000);
    // A clock that was set back passes the same moments again. Within a minute nobody hears the
    // difference, and a key need not wait until every ticket was looked at.
    if minute(to) <= minute(from) {
        return;
    }
    model.rung = to;
    if model.settings.bell == Bell::Off {
        return;
    }
    let snapshot = std::sync::Arc::clone(&model.snapshot);
    let mut came = snapshot
        .register
        .tickets()
        .filter(|ticket| ticket.state != State::Closed)
        .filter_map(|ticket| Some((ticket, due(model, ticket, from, to)?)));
    let Some((ticket, what)) = came.next() else {
        return;
    };
    let many = match came.count() {
        0 => String::new(),
        more => format!(" on {} tickets", more + 1),
    };
    model.say(format!("due now{many}: {} {what}", ticket.number));
    fx.push(Effect::Terminal(Terminal::Bell));
}

/// What of a ticket came due after `from` and not after `to`.
fn due(model: &Model, ticket: &Ticket, from: Stamp, to: Stamp) -> Option<String> {
    let came = |at: Option<Stamp>| at.is_some_and(|at| from < at && at <= to);
    let (snapshot, site) = (&*model.snapshot, &model.snapshot.site);
    if let Some(owed) = owed(snapshot, site, ticket, to)
        .into_iter()
        .find(|owed| came(owed.due))
    {
        return Some(owed.text);
    }
    if let Some(deadline) = ticket.deadline.as_ref().filter(|d| came(Some(d.due))) {
        return Some(deadline.name.as_str().to_owned());
    }
    let promised = standing(snapshot, site, ticket, to).promised;
    (ticket.is_queued() && came(promised)).then(|| "what was promised".to_owned())
}
