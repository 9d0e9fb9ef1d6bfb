//! What an outcome leaves to be done: the follow-up ticket of what was only worked round.
//!
//! The interruption is over, so the night's ticket is resolved; its cause must not be forgotten,
//! and nobody is asked at three in the morning whether it should. What is handed over or waits for
//! the vendor is its own follow-up: the same ticket stays open.
//!
//! **Invariant:** a callout opens one follow-up at most, whatever is answered later.

use super::answer::Act;
use super::mended::is_open;
use super::{Callout, Walk};
use crate::domain::event::TicketOpened;
use crate::domain::site::FileKind;
use crate::domain::ticket::rules_seq;
use crate::domain::{Affected, Channel, Number, NumberKind, Records, StepName, Ticket, TicketId};
use crate::text::{Clean, truncate};
use crate::time::day_time;

/// The part that holds the number of the follow-up; no question asks for it.
const NUMBER: &str = "follow_up";
/// The part that holds its identity.
const ID: &str = "follow_up.id";
/// The answer that leaves a cause behind.
const WORKED_ROUND: &str = "workaround";
/// Columns of the asset's name or the title in the follow-up's own title. Source: 80 columns less
/// the words around it.
const NAME_COLUMNS: usize = 60;

/// Whether a part of an answer says which ticket follows it: a record, and no text.
pub(in crate::domain) fn is_link(part: &str) -> bool {
    part == NUMBER || part == ID
}

/// Whether a part holds the identity of the ticket that follows, which nobody reads.
pub(super) fn is_id(part: &str) -> bool {
    part == ID
}

/// The follow-up ticket of a callout, with its identity.
pub fn follow_up(callout: &Callout) -> Option<(Number, TicketId)> {
    let steps = [StepName::Outcome, StepName::Over];
    steps.into_iter().find_map(|step| {
        let number = callout.value(step, NUMBER)?.parse().ok()?;
        let id = callout.value(step, ID)?.parse().ok()?;
        Some((number, TicketId(id)))
    })
}

/// The follow-up that an answer has: that of this callout, else one of another callout of the same
/// ticket that is open still.
fn standing(walk: &Walk<'_>) -> Option<(Number, TicketId)> {
    let of_others = || {
        let others = walk.records.callouts_of(walk.ticket.id).into_iter();
        let known = others.filter_map(|other| follow_up(&other));
        known.into_iter().find(|(_, id)| {
            let ticket = walk.records.ticket(*id);
            ticket.is_some_and(|ticket| ticket.closed.is_none())
        })
    };
    follow_up(walk.callout).or_else(of_others)
}

/// The parts that name the follow-up, where an answer says that it was worked round and the
/// callout names none yet.
pub(super) fn link(walk: &Walk<'_>, how: &str, fresh: TicketId) -> Vec<(String, Clean)> {
    if how != WORKED_ROUND || follow_up(walk.callout).is_some() {
        return Vec::new();
    }
    let next = || Number::ticket(walk.records.next_number(NumberKind::Ticket));
    let (number, id) = standing(walk).unwrap_or_else(|| (next(), fresh));
    vec![
        (NUMBER.to_owned(), Clean::line(&number.to_string())),
        (ID.to_owned(), Clean::line(&id.uuid().to_string())),
    ]
}

/// Opens the follow-up that an answer names, where it is a new one.
pub(super) fn open(act: &mut Act<'_>, of: &Ticket) {
    let Some((number, id)) = follow_up(&act.now_callout()) else {
        return;
    };
    if id != act.fresh.ticket || act.ahead.ticket(id).is_some() {
        return;
    }
    let site = act.desk.site;
    let opened = TicketOpened {
        ticket: id,
        number,
        title: Clean::line(&title(of)),
        from: None,
        unit: of.unit,
        channel: Channel::Own,
        affected: match of.affected {
            Affected::Security => Affected::Other,
            other => other,
        },
        asset: of.asset.clone(),
        blocked: Some(0),
        hampered: None,
        pc_dead: false,
        public: false,
        harm: None,
        deadline: None,
        // The record of the interruption, or of the incident with its clock, is the night's ticket:
        // neither is begun a second time.
        category: site.policy.prompts.default.clone(),
        category_chosen: false,
        confidential: of.confidential,
        happened: None,
        rules: rules_seq(site, FileKind::Profile),
        follows: Some(of.id),
    };
    act.ahead.write(site, opened);
}

fn title(of: &Ticket) -> String {
    let asset = of.asset.as_ref().map(|asset| asset.name.as_str());
    let name = truncate(asset.unwrap_or(of.title.as_str()), NAME_COLUMNS);
    let number = of.number;
    format!("Follow-up to {number}: {name} worked round, the cause is open")
}

/// What the resolution says of the follow-up; empty where there is none.
pub(super) fn tail(callout: &Callout, how: &str) -> String {
    match follow_up(callout) {
        Some((number, _)) if how == WORKED_ROUND => {
            format!("; the cause is open, follow-up {number}")
        }
        Some((number, _)) => format!("; its follow-up is {number}"),
        None => String::new(),
    }
}

/// The line of the sheet, the card and the good night that names the follow-up.
pub(super) fn line(walk: &Walk<'_>) -> Option<String> {
    let (number, id) = follow_up(walk.callout)?;
    let state = walk.records.ticket(id).map(|ticket| ticket.state);
    let state = state.map_or_else(String::new, |state| format!(", {state}"));
    Some(format!("Follow-up ticket: {number}, the cause{state}."))
}

/// What an outcome will do to the tickets, said before it is saved.
pub(super) fn will(walk: &Walk<'_>, step: StepName) -> String {
    let part = if step == StepName::Over {
        "fixed"
    } else {
        "how"
    };
    let ticket = walk.ticket.number;
    let stands = follow_up(walk.callout).map(|(number, _)| number);
    let Some(how) = walk.value(step, part) else {
        return format!("2 opens a follow-up ticket for the cause; 3 and 5 leave {ticket} open.");
    };
    if how == WORKED_ROUND {
        return match standing(walk) {
            Some((number, _)) => format!("The cause stays open as follow-up {number}."),
            None => format!("{ticket} is resolved; a follow-up ticket is opened for the cause."),
        };
    }
    let stays = stands.map_or_else(String::new, |number| format!(" Follow-up {number} stays."));
    if !is_open(&how) {
        return format!("{ticket} is resolved.{stays}");
    }
    format!(
        "{ticket} stays open, {}.{stays}",
        left_with(walk, step, &how)
    )
}

/// With whom, or until when, a ticket stays open.
fn left_with(walk: &Walk<'_>, step: StepName, how: &str) -> String {
    if how == "handed" {
        let to = walk.value(step, "to");
        return to.map_or_else(
            || "handed over".to_owned(),
            |to| format!("handed over to {to}"),
        );
    }
    let until = walk.next_opening();
    let until = until.unwrap_or_else(|| walk.now.plus_minutes(24 * 60));
    let zone = walk.site.calendar.zone;
    format!("waiting for the vendor until {}", day_time(until, zone))
}
