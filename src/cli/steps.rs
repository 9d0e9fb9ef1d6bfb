//! A checklist as `check show` and every verb about it give it.
//!
//! What was answered, left out or failed stands with its step: the list is a record that people
//! are asked about years later.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::row::time;
use super::seat::Seat;
use crate::domain::checklist::{Marked, StepState, StepView, StepsView, proof_words, steps};
use crate::domain::{Checklist, Records};
use crate::text::{Clean, wrap};
use crate::time::day_time;

/// The number of the ticket that a checklist belongs to.
pub(super) fn ticket_of(seat: &Seat, list: &Checklist) -> Option<String> {
    let ticket = seat.known.ticket(list.ticket?)?;
    Some(ticket.number.to_string())
}

/// A checklist as `check show` and every verb give it.
pub(super) fn shown(seat: &Seat, list: &Checklist) -> Reply {
    let view = steps(&*seat.known, &seat.known.site, list, seat.now);
    let name = |id| seat.known.person(id).map(|person| person.name.to_string());
    let rows: Vec<Value> = view
        .steps
        .iter()
        .map(|step| {
            json!({
                "id": step.step.id,
                "text": step.step.text.as_str(),
                "kind": step.step.kind.as_str(),
                "required": step.step.required,
                "state": state(step.state),
                "by": step.by.and_then(name),
                "at": time(step.at),
                "evidence": step.evidence.iter().map(|(key, value)| {
                    (key.clone(), Value::from(value.as_str()))
                }).collect::<serde_json::Map<_, _>>(),
                "answer": answered(step),
                "because": reason(step),
                "proof": step.step.evidence.iter().map(|key| key.as_str()).collect::<Vec<_>>(),
                "limit": step.step.limit.as_ref().map(ToString::to_string),
                "from_fact": step.from_fact,
                "held_by": step.held_by,
                "due": time(step.due),
                "choices": step.step.kind.choices().iter().map(Clean::as_str).collect::<Vec<_>>(),
            })
        })
        .collect();
    let gates: Vec<Value> = view
        .gates
        .iter()
        .map(|gate| {
            json!({
                "step": gate.step,
                "kind": gate.kind,
                "open": gate.open,
                "answer": gate.answer,
                "by": gate.by.and_then(name),
                "rule": gate.rule.to_string(),
            })
        })
        .collect();
    let json = json!({
        "id": list.number.to_string(),
        "checklist": list.checklist,
        "version": list.version,
        "ticket": ticket_of(seat, list),
        "finished": time(list.finished),
        "left": list.left.as_ref().map(crate::text::Clean::as_str),
        "made_from": list.made.as_ref().map(|made| made.source.to_string()),
        "steps": rows,
        "gates": gates,
    });
    Answer::reply(page(seat, list, &view), json)
}

const fn state(state: StepState) -> &'static str {
    match state {
        StepState::Open => "open",
        StepState::Done => "done",
        StepState::Skipped => "skipped",
        StepState::Failed => "failed",
        StepState::Held => "held",
        StepState::Shown => "shown",
    }
}

const fn mark(state: StepState) -> &'static str {
    match state {
        StepState::Open => "[ ]",
        StepState::Done => "[x]",
        StepState::Skipped => "[-]",
        StepState::Failed => "[!]",
        StepState::Held => "[=]",
        StepState::Shown => "   ",
    }
}

/// The answer that stands of a question.
fn answered<'a>(step: &StepView<'a>) -> Option<&'a str> {
    match &step.mark?.what {
        Marked::Answered(answer) => Some(answer),
        Marked::Done | Marked::Skipped(_) | Marked::Failed(_) => None,
    }
}

/// Why a step was left out or failed.
fn reason<'a>(step: &StepView<'a>) -> Option<&'a str> {
    match &step.mark?.what {
        Marked::Skipped(because) | Marked::Failed(because) => Some(because.as_str()),
        Marked::Done | Marked::Answered(_) => None,
    }
}

fn page(seat: &Seat, list: &Checklist, view: &StepsView<'_>) -> String {
    let mut text = String::new();
    let ticket = ticket_of(seat, list).map_or_else(String::new, |ticket| format!(" for {ticket}"));
    let _ = writeln!(
        text,
        "{}  {}{ticket}  {} of {} required steps",
        list.number, list.template.title, view.done, view.required
    );
    if let Some(finished) = list.finished {
        let at = day_time(finished, seat.zone());
        let _ = match &list.left {
            Some(because) => writeln!(text, "left {at}: {because}"),
            None => writeln!(text, "finished {at}"),
        };
    }
    for step in &view.steps {
        step_lines(&mut text, seat, step);
    }
    text
}

/// What an open step needs before it is done, and by when.
fn still_asked(seat: &Seat, step: &StepView<'_>) -> Vec<String> {
    let is_open = match step.state {
        StepState::Open | StepState::Failed | StepState::Held => true,
        StepState::Done | StepState::Skipped | StepState::Shown => false,
    };
    let mut asked = Vec::new();
    if !is_open {
        return asked;
    }
    let keys: Vec<&str> = step.step.evidence.iter().map(|key| key.as_str()).collect();
    if !keys.is_empty() {
        asked.push(format!("proof: {}", keys.join(", ")));
    }
    if let Some(due) = step.due {
        let late = if due < seat.now { ", OVERDUE" } else { "" };
        asked.push(format!("by {}{late}", day_time(due, seat.zone())));
    } else if let Some(limit) = &step.step.limit {
        asked.push(format!("limit: {limit}, not known yet"));
    }
    asked
}

fn step_lines(text: &mut String, seat: &Seat, step: &StepView<'_>) {
    let optional = if step.step.required {
        ""
    } else {
        " (optional)"
    };
    let words = format!("{}: {}{optional}", step.step.id, step.step.text);
    for (n, line) in wrap(&words, 70).iter().enumerate() {
        let lead = if n == 0 { mark(step.state) } else { "   " };
        let _ = writeln!(text, "{lead} {line}");
    }
    let mut beside = Vec::new();
    let choices = step.step.kind.choices();
    if step.state == StepState::Open && !choices.is_empty() {
        let choices = (1..).zip(choices).map(|(n, c)| format!("{n} {c}"));
        beside.push(choices.collect::<Vec<_>>().join("; "));
    }
    beside.extend(answered(step).map(|answer| format!("answer: {answer}")));
    beside.extend(reason(step).map(|because| format!("because: {because}")));
    beside.extend(step.held_by.iter().cloned());
    beside.extend(step.from_fact.iter().cloned());
    beside.extend(still_asked(seat, step));
    if let (Some(by), Some(at)) = (step.by, step.at) {
        let at = day_time(at, seat.zone());
        beside.push(format!("{}, {at}", seat.name_of(Some(by))));
    }
    for (key, value) in &step.evidence {
        beside.push(format!("{key}: {}", proof_words(key, value, seat.zone())));
    }
    for line in beside.iter().flat_map(|line| wrap(line, 68)) {
        let _ = writeln!(text, "      {line}");
    }
}
