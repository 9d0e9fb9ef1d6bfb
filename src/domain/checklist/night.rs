//! What a callout answers of a list, and what it lets wait.
//!
//! A list is in a callout where its ticket has one that runs, or had one since the list was begun.
//! Then nothing is asked twice: where, how urgent and when are taken from the walk. Gates and
//! missing evidence are debts that stay to be seen, except where somebody could be hurt, data
//! lost, or HR's word passed over; only the close of the ticket waits for all of them.

use super::facts::Seen;
use super::view::Stand;
use crate::domain::callout::Callout;
use crate::domain::site::{Fact, Gate, Offset, OffsetUnit, Place, Step, Tell, When};
use crate::domain::{StepName, Ticket};
use crate::time::Stamp;

/// The kinds of gates that hold in a callout too. Source: `docs/callout.md`, "Principles".
const HARD: [&str; 8] = [
    "hr_decision",
    "hr_word",
    "preserve_answer",
    "data_answer",
    "backup_safe",
    "lead_word",
    "reset_notice",
    "safe",
];
/// The part of `place` that says where.
const WHERE: &str = "where";
/// The part of `place.where` that is our own rooms.
const OFFICE: &str = "office";
/// The times of the row and how they are told. Source: `docs/callout.md`, "outcome".
const TIMES: [(&str, &str); 6] = [
    ("times.left", "left"),
    ("times.arrived", "arrived"),
    ("times.began", "began"),
    ("times.restored", "restored"),
    ("times.stopped", "stopped"),
    ("times.home", "home"),
];

/// Whether a kind of gate holds in a callout too.
pub(super) fn is_hard(kind: &str) -> bool {
    HARD.contains(&kind)
}

/// What callouts of a ticket decide for a list.
pub(super) fn is_within(callout: &Callout, list_started: Stamp) -> bool {
    callout.ended.is_none_or(|ended| ended >= list_started)
}

/// Where a callout is worked, where that was answered.
pub(super) fn place(callout: &Callout) -> Option<Place> {
    match callout.value(StepName::Place, WHERE)? {
        "remote" => Some(Place::Remote),
        _ => Some(Place::Onsite),
    }
}

fn is_office(callout: &Callout) -> bool {
    callout.value(StepName::Place, WHERE) == Some(OFFICE)
}

fn answered_at(callout: &Callout, step: StepName) -> Option<Stamp> {
    Some(callout.answers.get(&step)?.at)
}

/// Whether a step that is for an unsolved callout is shown: once the time was up before the
/// service worked again or the callout ended, it stays.
pub(super) fn is_unsolved(
    callout: &Callout,
    ticket: Option<&Ticket>,
    from: Stamp,
    offset: Offset,
    now: Stamp,
) -> bool {
    let minutes = i64::from(offset.count)
        * match offset.unit {
            OffsetUnit::Minutes => 1,
            OffsetUnit::Hours => 60,
            OffsetUnit::Days | OffsetUnit::WorkDays => 24 * 60,
        };
    let solved = ticket.and_then(|t| t.resolved).map(|resolved| resolved.at);
    let ends = [solved, callout.ended].into_iter().flatten();
    let until = ends.fold(now, Stamp::min);
    until >= from.plus_minutes(minutes)
}

/// Whether a gate holds a step in a callout.
pub(super) fn binds(gate: &Gate, held: &Step) -> bool {
    is_hard(&gate.kind) || held.from == Some(Fact::Close)
}

/// The ground on which somebody acts.
pub(super) fn emergency(callout: &Callout) -> Option<Seen> {
    let verdict = callout.value(StepName::Emergency, "verdict")?;
    let mut text = match verdict {
        "yes" => "an emergency".to_owned(),
        "no" => "no emergency".to_owned(),
        other => other.to_owned(),
    };
    if let Some(because) = callout.value(StepName::Emergency, "because") {
        text = format!("{text}: {because}");
    }
    Some(Seen::new(text, answered_at(callout, StepName::Emergency)))
}

/// Where it is worked; a step that is shown on site alone is about going in, so another
/// department's room must have been entered.
pub(super) fn worked_at(callout: &Callout, step: &Step) -> Option<Seen> {
    let place = place(callout)?;
    let at = answered_at(callout, StepName::Place);
    if place == Place::Remote {
        return Some(Seen::new("remote", at));
    }
    if is_office(callout) {
        return Some(Seen::new("our own office", at));
    }
    let room = callout.visit.as_ref();
    let name = room.map_or("another department's room", |visit| visit.room.as_str());
    if step.when == Some(When::Place(Place::Onsite)) {
        let entered = room?.entered?;
        return Some(Seen::new(format!("{name} entered"), entered));
    }
    Some(Seen::new(name, at))
}

/// Nobody must be told that our own rooms are entered.
pub(super) fn no_head(callout: &Callout, step: &Step) -> Option<Seen> {
    let heads = |tell: &Tell| matches!(tell, Tell::Role(role) if role == "dept_head");
    let is_notice = step.when == Some(When::Place(Place::Onsite)) && step.to.iter().all(heads);
    (is_notice && is_office(callout)).then(|| {
        let text = "our own office, no head to tell";
        Seen::new(text, answered_at(callout, StepName::Place))
    })
}

/// The times of a callout as far as they are known; of a list about a visit those of the visit:
/// its first such step is the going in, the others are the leaving.
pub(super) fn times(stand: &Stand<'_, '_>, callout: &Callout, step: &Step) -> Option<Seen> {
    let wall = |at: Stamp| at.wall().format("%H:%M").to_string();
    let template = &stand.list.template;
    if template.anchor.name().starts_with("visit.") {
        let visit = callout.visit.as_ref()?;
        let mut of_times = template
            .steps
            .iter()
            .filter(|s| s.from == Some(Fact::Times));
        let is_first = of_times.next().is_some_and(|first| first.id == step.id);
        let (word, at) = if is_first {
            ("entered", visit.entered?)
        } else {
            ("left", visit.left?)
        };
        return Some(Seen::new(format!("{word} {}", wall(at)), at));
    }
    let rang = stand.ticket.as_ref().map(|ticket| ticket.opened);
    let mut known: Vec<String> = rang
        .map(|at| format!("rang {}", wall(at)))
        .into_iter()
        .collect();
    known.push(format!("begun {}", wall(callout.started)));
    for (part, word) in TIMES {
        let value = callout.value(StepName::Outcome, part);
        if let Some(at) = value.and_then(|value| value.parse::<Stamp>().ok()) {
            known.push(format!("{word} {}", wall(at)));
        }
    }
    Some(Seen::new(known.join(", "), callout.started))
}

/// Events that a callout records.
const RECORDED: [&str; 8] = [
    "callout.started",
    "callout.ended",
    "claim.drafted",
    "visit.planned",
    "visit.entered",
    "visit.left",
    "head.told",
    "outsider.access_ended",
];

/// Whether a callout records an event of that name.
pub(super) fn is_recorded(event: &str) -> bool {
    RECORDED.contains(&event)
}

/// When a moment of a callout was.
pub(super) fn moment(stand: &Stand<'_, '_>, callout: &Callout, name: &str) -> Option<Stamp> {
    let visit = callout.visit.as_ref();
    match name {
        "callout.started" => Some(callout.started),
        "callout.ended" => callout.ended,
        "claim.drafted" => {
            let claim = callout.claims.last()?;
            // A claim that is drafted in this very group is not among the records yet.
            let known = stand.records.claim(*claim);
            Some(known.map_or(stand.now, |claim| claim.drafted))
        }
        "visit.planned" => visit.map(|visit| visit.planned),
        "visit.entered" => visit?.entered,
        "visit.left" => visit?.left,
        "head.told" => callout.head_told,
        "outsider.access_ended" => callout.outsider.as_ref()?.left,
        _ => None,
    }
}
