//! The clocks of a ticket that run before its close: words to people, reports, the close itself.

use super::{Owed, OwedWhat};
use crate::domain::callout::{promised_word, recipient_of};
use crate::domain::site::{Length, LengthBasis};
use crate::domain::triage::standing;
use crate::domain::{Class, IncidentKind, Records, RuleId, Site, State, Ticket};
use crate::time::Stamp;

/// Minutes of a calendar day.
const DAY_MIN: i64 = 24 * 60;

/// Days of a month, where a site counts a ticket's clock in months: never less than a month has.
const MONTH_DAYS: i64 = 31;

/// What is owed beside the gates of the close.
pub(super) fn running(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    now: Stamp,
) -> Vec<Owed> {
    let mut owed = Vec::new();
    owed.extend(lead(records, site, ticket));
    owed.extend(word(records, site, ticket, now));
    owed.extend(close(site, ticket));
    owed
}

fn running_clock(what: OwedWhat, text: &str, rule: RuleId, pay: String) -> Owed {
    Owed {
        what,
        text: text.to_owned(),
        rule,
        pay,
        due: None,
        gates_close: false,
        waivable: false,
    }
}

/// The reporting line is told of an incident at once.
fn lead(records: &dyn Records, site: &Site, ticket: &Ticket) -> Option<Owed> {
    let incident = ticket.incident.as_ref()?;
    if incident.lead_told.is_some() {
        return None;
    }
    let (text, rule) = match incident.kind {
        IncidentKind::Breach => ("the lead was not told of the breach", RuleId::R(66)),
        IncidentKind::Violation => ("the lead was not told of the violation", RuleId::R(64)),
    };
    let to = recipient_of(records, site, ticket);
    let name = to.map_or_else(|| "PERSON".to_owned(), |p| format!("\"{}\"", p.name));
    let pay = format!("nightdesk tell {} {name} \"…\"", ticket.number);
    Some(Owed {
        due: Some(incident.aware),
        ..running_clock(OwedWhat::Lead, text, rule, pay)
    })
}

/// The requester hears at first that somebody cares, then how it goes.
fn word(records: &dyn Records, site: &Site, ticket: &Ticket, now: Stamp) -> Option<Owed> {
    let kept = site.policy.profile.log.originator_updates;
    let nobody = ticket.asked_by_nobody() || ticket.cannot_be_told();
    if !kept || nobody || !ticket.is_queued() {
        return None;
    }
    let pay = format!("nightdesk tell {} requester \"…\"", ticket.number);
    let class = standing(records, site, ticket, now).class;
    let Some(last) = ticket.last_told() else {
        let due = due(site, "first-answer", class, ticket.opened);
        let text = match ticket.from {
            Some(_) => "first word to the requester",
            None => "first word to the requester (nobody noted who)",
        };
        let due = due.or_else(|| update_due(site, class, ticket.opened));
        return Some(Owed {
            due: promised_word(records, site, ticket, due, now),
            ..running_clock(OwedWhat::Word, text, RuleId::R(11), pay)
        });
    };
    // A ticket that waits for its requester owes them nothing new until that date.
    let held = pausable(site).then(|| ticket.waits_for_requester(records));
    let from = held.flatten().map_or(last, |until| last.max(until));
    let due = update_due(site, class, from);
    Some(Owed {
        due: promised_word(records, site, ticket, due, now),
        ..running_clock(
            OwedWhat::Word,
            "next word to the requester",
            RuleId::R(5),
            pay,
        )
    })
}

/// Whether the site lets the wait for a requester hold the clock of their word.
fn pausable(site: &Site) -> bool {
    let clock = site.policy.clocks.clock("originator-update");
    clock.is_none_or(|clock| clock.pausable.is_some())
}

fn update_due(site: &Site, class: Class, from: Stamp) -> Option<Stamp> {
    due(site, "originator-update", class, from).or_else(|| work_days(site, from, 1))
}

/// A resolved ticket is closed promptly.
fn close(site: &Site, ticket: &Ticket) -> Option<Owed> {
    let resolved = ticket
        .resolved
        .filter(|_| ticket.state == State::Resolved)?;
    let clock = site.policy.clocks.clock("close-promptly");
    let due = match clock {
        Some(clock) => end(site, &clock.length, resolved.at),
        None => work_days(site, resolved.at, 1),
    };
    let pay = format!("nightdesk close {}", ticket.number);
    Some(Owed {
        due,
        ..running_clock(OwedWhat::Close, "resolved, not closed", RuleId::R(4), pay)
    })
}

/// When a clock of the site that started at `from` ends, for a ticket of that class.
fn due(site: &Site, clock: &str, class: Class, from: Stamp) -> Option<Stamp> {
    let clock = site.policy.clocks.clock(clock)?;
    end(site, clock.length_for(Some(class)), from)
}

fn end(site: &Site, length: &Length, from: Stamp) -> Option<Stamp> {
    let Length::For { count, basis } = length else {
        return None;
    };
    let many = i64::from(*count);
    match basis {
        LengthBasis::ElapsedHours => Some(from.plus_minutes(many * 60)),
        LengthBasis::WorkHours => site.calendar.add_work(from, many * 60),
        LengthBasis::WorkDays => work_days(site, from, *count),
        LengthBasis::CalendarDays => Some(from.plus_minutes(many * DAY_MIN)),
        LengthBasis::CalendarMonths => Some(from.plus_minutes(many * MONTH_DAYS * DAY_MIN)),
    }
}

fn work_days(site: &Site, from: Stamp, days: u32) -> Option<Stamp> {
    site.calendar
        .add_work_days(from, i32::try_from(days).unwrap_or(i32::MAX))
}

/// Texts that somebody asked to be taken out: a director decides, on a closed ticket too.
pub(super) fn redactions(ticket: &Ticket) -> Vec<Owed> {
    let asks = ticket.asks.iter().map(|ask| {
        let pay = format!("nightdesk redact {} {}", ticket.number, ask.entry);
        let text = format!(
            "a director decides on taking out the text of entry {}",
            ask.entry
        );
        running_clock(OwedWhat::Redaction(ask.entry), &text, RuleId::N(17), pay)
    });
    asks.collect()
}
