//! What proves a step: the evidence that the list asks for.
//!
//! What is written for a time, a day, a number or a ticket is read where it is judged, so that the
//! screen and the command line record the same thing. A step is done at a moment, so `time` is
//! taken from when it happened unless it is given; every other kind of evidence must be written by
//! whoever did it. In a callout what is missing is owed.
//!
//! **Invariant:** a recorded `time` is RFC 3339, a `date` is `2026-11-30`, a `ticket_ref` is a
//! number that was given out.

use super::refuse::{
    evidence_too_long, no_evidence_key, no_such_ref, not_readable, too_late, without_evidence,
};
use super::view::Stand;
use super::{Mark, Marked};
use crate::domain::event::Evidence;
use crate::domain::site::{EvidenceKey, Moment, Step, StepKind};
use crate::domain::{Number, NumberKind, Refusal};
use crate::text::Clean;
use crate::time::{Stamp, WhenError, Zone, day_time, parse_until, parse_when};

/// The longest text of an entry, in bytes. Source: nightdesk, rule N04.
pub(super) const TEXT_MAX: usize = 65_536;

/// How a decision of somebody who does not use the program came in: beside the list's own keys.
const OF_A_DECISION: [&str; 2] = ["how", "ref"];

/// Minutes within which a time that may lie ahead still means the last one.
const JUST_NOW_MIN: i64 = 60;

/// The answer that needs no proof: nothing was done that could be proved.
const NO: &str = "no";

/// The evidence of a step that was done, complete.
pub(super) fn evidence(
    stand: &Stand<'_, '_>,
    step: &Step,
    given: &Evidence,
    (at, now): (Stamp, Stamp),
) -> Result<Evidence, Refusal> {
    let mut evidence = read(stand, step, given, now)?;
    if step.evidence.contains(&EvidenceKey::Time) && !sets_date(step) {
        let time = EvidenceKey::Time.as_str().to_owned();
        let value = Clean::new(&at.rfc3339());
        evidence.entry(time).or_insert(value);
    }
    // What was written at an earlier try need not be written again.
    if let Some(before) = stand.list.marks.get(&step.id) {
        for (key, value) in &before.evidence {
            let entry = evidence.entry(key.clone());
            entry.or_insert_with(|| value.clone());
        }
    }
    complete(stand, step, &step.evidence, evidence)
}

/// The evidence of an answer, complete. The choice and the moment are the answer's own, and `name`
/// is whoever decided, where somebody was named for that.
pub(super) fn evidence_of_answer(
    stand: &Stand<'_, '_>,
    step: &Step,
    given: &Evidence,
    choice: &str,
    decider: Option<&Clean>,
    (at, now): (Stamp, Stamp),
) -> Result<Evidence, Refusal> {
    let mut evidence = read(stand, step, given, now)?;
    let own = [
        (EvidenceKey::Choice, Some(Clean::new(choice))),
        (EvidenceKey::Time, Some(Clean::new(&at.rfc3339()))),
        (EvidenceKey::Name, decider.cloned()),
    ];
    for (key, value) in own {
        if let Some(value) = value.filter(|_| step.evidence.contains(&key)) {
            evidence.entry(key.as_str().to_owned()).or_insert(value);
        }
    }
    if stand.answer(&step.id) == Some(choice)
        && let Some(before) = stand.list.marks.get(&step.id)
    {
        for (key, value) in &before.evidence {
            let entry = evidence.entry(key.clone());
            entry.or_insert_with(|| value.clone());
        }
    }
    complete(stand, step, &asked(step, choice), evidence)
}

/// What proof an answer needs: all that its step asks for, but for a plain no.
fn asked(step: &Step, choice: &str) -> Vec<EvidenceKey> {
    let opens = step
        .gate
        .as_ref()
        .is_some_and(|g| super::aim::opens(g, choice));
    if choice.eq_ignore_ascii_case(NO) && !opens {
        return Vec::new();
    }
    step.evidence.clone()
}

/// What must be written by hand before a step is done or answered with this choice; the moment and
/// the choice are known without.
pub fn to_write(step: &Step, choice: Option<&str>) -> Vec<EvidenceKey> {
    let mut keys = match choice {
        Some(choice) => asked(step, choice),
        None => step.evidence.clone(),
    };
    let own = |key: &EvidenceKey| match key {
        EvidenceKey::Time => !sets_date(step),
        EvidenceKey::Choice => true,
        EvidenceKey::Note
        | EvidenceKey::Name
        | EvidenceKey::Date
        | EvidenceKey::Number
        | EvidenceKey::FileRef
        | EvidenceKey::TicketRef
        | EvidenceKey::Signature => false,
    };
    keys.retain(|key| !own(key));
    keys
}

/// The name of a proof in the words in which people read it.
pub fn proof_name(key: EvidenceKey) -> &'static str {
    match key {
        EvidenceKey::FileRef => "where it lies",
        EvidenceKey::TicketRef => "which ticket",
        EvidenceKey::Note
        | EvidenceKey::Name
        | EvidenceKey::Time
        | EvidenceKey::Date
        | EvidenceKey::Number
        | EvidenceKey::Choice
        | EvidenceKey::Signature => key.as_str(),
    }
}

/// A proof in the words in which people read it: a moment as day and time.
pub fn proof_words(key: &str, value: &Clean, zone: Zone) -> String {
    if key == EvidenceKey::Time.as_str()
        && let Ok(at) = value.as_str().parse::<Stamp>()
    {
        return day_time(at, zone);
    }
    value.to_string()
}

fn complete(
    stand: &Stand<'_, '_>,
    step: &Step,
    keys: &[EvidenceKey],
    evidence: Evidence,
) -> Result<Evidence, Refusal> {
    let missing: Vec<EvidenceKey> = keys
        .iter()
        .copied()
        .filter(|key| !evidence.contains_key(key.as_str()))
        .collect();
    if missing.is_empty() || stand.callout.is_some() {
        Ok(evidence)
    } else {
        Err(without_evidence(stand.list, step, &missing))
    }
}

/// What a step that was done or answered asks for and does not have.
pub(super) fn missing(step: &Step, mark: &Mark) -> Vec<EvidenceKey> {
    let keys = match &mark.what {
        Marked::Answered(choice) => asked(step, choice),
        Marked::Done => step.evidence.clone(),
        Marked::Skipped(_) | Marked::Failed(_) => Vec::new(),
    };
    let has = |key: &EvidenceKey| mark.evidence.contains_key(key.as_str());
    keys.into_iter().filter(|key| !has(key)).collect()
}

/// What was given, each in the form in which it is recorded. Refuses evidence under a key that no
/// list has, and what is too long or cannot be what its key says.
fn read(
    stand: &Stand<'_, '_>,
    step: &Step,
    given: &Evidence,
    now: Stamp,
) -> Result<Evidence, Refusal> {
    let mut evidence = Evidence::new();
    for (name, value) in given {
        let key = EvidenceKey::parse(name);
        if key.is_none() && !OF_A_DECISION.contains(&name.as_str()) {
            return Err(no_evidence_key(stand.list, step, name));
        }
        if value.as_str().len() > TEXT_MAX {
            return Err(evidence_too_long(stand.list, step, name));
        }
        if value.is_blank() {
            continue;
        }
        let value = match key {
            Some(key) => read_one(stand, step, key, value, now)?,
            None => value.clone(),
        };
        evidence.insert(name.clone(), value);
    }
    Ok(evidence)
}

fn read_one(
    stand: &Stand<'_, '_>,
    step: &Step,
    key: EvidenceKey,
    value: &Clean,
    now: Stamp,
) -> Result<Clean, Refusal> {
    let wrong = |why: &str| not_readable(stand.list, step, key, why);
    let text = value.as_str().trim();
    let zone = stand.site.calendar.zone;
    match key {
        EvidenceKey::Note | EvidenceKey::Name | EvidenceKey::FileRef | EvidenceKey::Signature => {
            Ok(value.clone())
        }
        EvidenceKey::Time if sets_date(step) => {
            let at = read_moment(text, now, zone).map_err(|error| wrong(&error.to_string()))?;
            Ok(Clean::new(&at.rfc3339()))
        }
        EvidenceKey::Time => match parse_when(text, now, zone) {
            Ok(at) => Ok(Clean::new(&at.rfc3339())),
            Err(WhenError::NotYet(at)) => Err(too_late(at)),
            Err(error) => Err(wrong(&error.to_string())),
        },
        EvidenceKey::Date => {
            let day = read_day(text, now, zone).map_err(|error| wrong(&error.to_string()))?;
            Ok(Clean::new(&day.wall().format("%Y-%m-%d").to_string()))
        }
        EvidenceKey::Number if text.chars().any(|c| c.is_ascii_digit()) => Ok(value.clone()),
        EvidenceKey::Number => Err(wrong(&format!("`{text}` has no digit in it"))),
        EvidenceKey::TicketRef => read_ref(stand, step, text),
        EvidenceKey::Choice => match &step.kind {
            StepKind::Ask { choices } => super::aim::choose(choices, value)
                .map(Clean::new)
                .ok_or_else(|| super::refuse::no_choice(stand.list, step)),
            StepKind::Do | StepKind::Know | StepKind::Auto { .. } => Ok(value.clone()),
        },
    }
}

/// Whether what is written for a step gives a date of the list, which may lie ahead.
fn sets_date(step: &Step) -> bool {
    matches!(step.sets, Some(Moment::Date(_)))
}

/// A time that may lie ahead: the next such time, or one of the last hour.
fn read_moment(text: &str, now: Stamp, zone: Zone) -> Result<Stamp, WhenError> {
    match parse_when(text, now, zone) {
        Ok(at) if now.minutes_since(at) <= JUST_NOW_MIN => return Ok(at),
        Err(WhenError::NotYet(at)) => return Ok(at),
        Ok(_) | Err(_) => {}
    }
    match parse_until(text, now, zone) {
        Err(WhenError::Over(at)) => Ok(at),
        other => other,
    }
}

/// A day, past or to come; without a year the nearest of that name.
fn read_day(text: &str, now: Stamp, zone: Zone) -> Result<Stamp, WhenError> {
    let past = match parse_when(text, now, zone) {
        Err(WhenError::NotYet(at)) => Ok(at),
        other => other,
    };
    let next = match parse_until(text, now, zone) {
        Err(WhenError::Over(at)) => Ok(at),
        other => other,
    };
    let far = |at: &Stamp| (at.epoch_ms() - now.epoch_ms()).abs();
    match (past, next) {
        (Ok(past), Ok(next)) => Ok(if far(&next) < far(&past) { next } else { past }),
        (Ok(at), Err(_)) | (Err(_), Ok(at)) => Ok(zone.see(at)),
        (Err(error), Err(_)) => Err(error),
    }
}

fn read_ref(stand: &Stand<'_, '_>, step: &Step, text: &str) -> Result<Clean, Refusal> {
    let number = text.parse::<Number>().ok();
    let known = number.filter(|n| matches!(n.kind, NumberKind::Ticket | NumberKind::List));
    let Some(number) = known else {
        let why = format!("`{}` is no number of a ticket or list", Clean::line(text));
        return Err(not_readable(stand.list, step, EvidenceKey::TicketRef, &why));
    };
    if !stand.records.is_taken(number) {
        return Err(no_such_ref(number));
    }
    Ok(Clean::new(&number.to_string()))
}
