//! A callout and its question, for people and for scripts.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::walk::asked;
use crate::cli::answer::{Answer, Reply, count};
use crate::cli::row::time;
use crate::cli::runbooks;
use crate::cli::seat::Seat;
use crate::cli::typed::Typed;
use crate::desk::Receipt;
use crate::domain::callout::{
    Callout, Choice, Debt, Part, PartKind, Ready, Step, TrailMark, TrailState, clock_min, debts,
    follow_up, interruption, outbox, trail, unsure,
};
use crate::domain::claim::ClaimState;
use crate::domain::site::{Rule, RuleId};
use crate::domain::{Records, StepName};
use crate::policy::find_rule;
use crate::text::wrap;
use crate::time::{clock, minutes};

/// Columns of a page for people.
const COLUMNS: usize = 78;

/// What an answer gives back: that it is saved, and the next question.
pub(super) fn saved(seat: &Seat, callout: &Callout, receipt: &Receipt) -> Reply {
    let head = format!("saved {}\n", clock(seat.zone().see(receipt.at)));
    let step = asked(seat, callout);
    let mut json = value(seat, callout, step.as_ref());
    json["seq"] = receipt.seq.into();
    json["at"] = receipt.at.rfc3339().into();
    Answer::reply(head + &page(seat, callout, step.as_ref()), json)
}

/// Where a callout stands, with a step that was asked for by name.
pub(super) fn standing(seat: &Seat, callout: &Callout, step: Option<&Step>) -> Reply {
    let mut text = page(seat, callout, step);
    let marks = trail(&*seat.known, &seat.known.site, callout, seat.now);
    text.push_str(&trail_line(&marks));
    let mut json = value(seat, callout, step);
    json["trail"] = trail_rows(&marks);
    Answer::reply(text, json)
}

/// The callout and its question for scripts.
fn value(seat: &Seat, callout: &Callout, step: Option<&Step>) -> Value {
    let mut value = about(seat, callout);
    let first = step.and_then(|step| step.parts.first());
    let rule = step.map(|step| step.rule);
    let more = json!({
        "step": step.map(|step| step.name.as_str()),
        "question": first.map(|part| part.question.as_str()),
        "choices": first.map_or_else(Vec::new, |part| choices(&part.choices)),
        "default": first.and_then(|part| part.default.as_deref()),
        "parts": step.map_or_else(Vec::new, |step| {
            for_desk(seat, step).parts.iter().map(part_row).collect()
        }),
        "rule": rule.map(|rule| rule.to_string()),
        "source": rule.and_then(find_rule).map(Rule::source),
        "derived": step.map_or_else(Vec::new, |step| step.derived.clone()),
        "runbooks": runbooks::rows(&runbooks::of_callout(seat, callout)),
        "done": callout.ended.is_some(),
        "outbox": outbox_rows(seat, callout),
    });
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}

/// What is the same for every answer about a callout.
pub(super) fn about(seat: &Seat, callout: &Callout) -> Value {
    let (length, _) = clock_min(callout, seat.now);
    let unsure = unsure(&*seat.known, &seat.known.site, callout, seat.now);
    let lasted = interruption(&*seat.known, &seat.known.site, callout, seat.now);
    let ticket = seat.known.ticket(callout.ticket);
    let claims = callout.claims.iter();
    let claims = claims.filter_map(|id| seat.known.claim(*id));
    json!({
        "id": callout.number.to_string(),
        "number": callout.number.to_string(),
        "ticket": ticket.as_ref().map(|ticket| ticket.number.to_string()),
        "title": ticket.as_ref().map(|ticket| ticket.title.as_str()),
        "person": seat.known.person(callout.person).map(|person| person.name.to_string()),
        "started": callout.started.rfc3339(),
        "ended": time(callout.ended),
        "over": callout.over,
        "paused": callout.is_paused(),
        "to_bed": callout.to_bed,
        "debts": debt_rows(&owed(seat, callout)),
        "claims": claims.map(|claim| claim.number.to_string()).collect::<Vec<_>>(),
        "follow_up": follow_up(callout).map(|(number, _)| number.to_string()),
        "clock_min": length,
        "unsure": unsure,
        "interruption": lasted.map(|lasted| json!({
            "min": lasted.minutes,
            "unsure": lasted.is_unsure,
        })),
    })
}

/// What a callout owes; the commands that pay it are for this desk.
pub(super) fn owed(seat: &Seat, callout: &Callout) -> Vec<Debt> {
    let mut owed = debts(&*seat.known, &seat.known.site, callout, seat.now);
    for debt in &mut owed {
        debt.pay = seat.typed.text(&debt.pay);
    }
    owed
}

/// A question whose commands are for this desk.
fn for_desk(seat: &Seat, step: &Step) -> Step {
    let mut step = step.clone();
    for hint in step.parts.iter_mut().flat_map(|part| &mut part.hints) {
        *hint = seat.typed.text(hint);
    }
    step
}

/// Debts for scripts.
fn debt_rows(debts: &[Debt]) -> Vec<Value> {
    let row = |debt: &Debt| {
        json!({
            "what": debt.key,
            "text": debt.text,
            "rule": RuleId::to_string(&debt.rule),
            "pay": debt.pay,
            "due": time(debt.due),
            "tonight": debt.tonight,
            "label": debt.label(),
            "when": debt.when,
        })
    };
    debts.iter().map(row).collect()
}

/// Word that is ready to be said, for scripts; the program sends nothing.
pub(super) fn outbox_rows(seat: &Seat, callout: &Callout) -> Value {
    let ready = outbox(&*seat.known, &seat.known.site, callout, seat.now);
    let row = |one: &Ready| {
        json!({
            "who": one.name,
            "requester": one.requester,
            "phone": one.phone,
            "why": one.why,
            "text": one.text,
            "pay": seat.typed.text(&one.pay),
        })
    };
    ready.iter().map(row).collect()
}

/// The steps of the walk for scripts.
pub(super) fn trail_rows(marks: &[TrailMark]) -> Value {
    let row = |mark: &TrailMark| {
        let state = match mark.state {
            TrailState::Done => "done",
            TrailState::Owed => "owed",
            TrailState::Now => "now",
            TrailState::Later => "later",
        };
        json!({"step": mark.name.as_str(), "state": state, "says": mark.says})
    };
    marks.iter().map(row).collect()
}

fn choices(choices: &[Choice]) -> Vec<Value> {
    let row = |choice: &Choice| json!({"key": choice.key.to_string(), "value": choice.value, "text": choice.text});
    choices.iter().map(row).collect()
}

fn part_row(part: &Part) -> Value {
    let kind = match part.kind {
        PartKind::Choice => "choice",
        PartKind::Count => "count",
        PartKind::Line => "line",
        PartKind::Text => "text",
        PartKind::Time => "time",
    };
    json!({
        "key": part.key,
        "question": part.question,
        "kind": kind,
        "choices": choices(&part.choices),
        "default": part.default,
        "answer": part.answer,
        "needed": part.is_needed,
        "hints": part.hints,
        "warns": part.warns,
    })
}

/// The callout and its question for people.
fn page(seat: &Seat, callout: &Callout, step: Option<&Step>) -> String {
    let mut text = head(seat, callout);
    match step {
        Some(step) => {
            question(&mut text, &for_desk(seat, step), &seat.typed);
            if matches!(step.name, StepName::What | StepName::List | StepName::Work) {
                for runbook in runbooks::of_callout(seat, callout) {
                    let command = seat.typed.text(&runbooks::command(runbook));
                    lines(&mut text, "", &format!("runbook: {command}"));
                }
            }
        }
        None => text.push_str(&end(seat, callout)),
    }
    text
}

fn head(seat: &Seat, callout: &Callout) -> String {
    let mut text = String::new();
    let ticket = seat.known.ticket(callout.ticket);
    let of = ticket.map_or_else(String::new, |t| format!(" of {}: {}", t.number, t.title));
    lines(&mut text, "", &format!("{}{of}", callout.number));
    let (length, _) = clock_min(callout, seat.now);
    let unsure = unsure(&*seat.known, &seat.known.site, callout, seat.now);
    let stands = if callout.is_paused() {
        ", and it is stopped"
    } else {
        ""
    };
    let debts = owed(seat, callout).len() as u64;
    let debts = count(debts, "thing", "things");
    let _ = writeln!(text, "clock: {}{stands}; {debts} owed", minutes(length));
    if let Some(unsure) = unsure {
        lines(&mut text, "", &unsure);
    }
    if let Some(low) = seat.known.low_disk_words() {
        lines(&mut text, "", &low);
    }
    text
}

fn question(text: &mut String, step: &Step, typed: &Typed) {
    text.push('\n');
    for line in &step.derived {
        lines(text, "  ", line);
    }
    let many = step.parts.len() > 1;
    for (n, part) in step.parts.iter().enumerate() {
        let name = if n == 0 {
            step.name.as_str().to_owned()
        } else {
            format!("{}.{}", step.name, part.key)
        };
        lines(text, "", &format!("{name}: {}", part.question));
        for hint in &part.hints {
            lines(text, "    ", hint);
        }
        if n == 0 {
            for choice in &part.choices {
                lines(text, "    ", &format!("{} {}", choice.key, choice.text));
            }
        } else if !part.choices.is_empty() {
            let row = |choice: &Choice| format!("{} {}", choice.key, choice.text);
            let row: Vec<String> = part.choices.iter().map(row).collect();
            lines(text, "    ", &row.join(", "));
        }
        if let Some(answer) = &part.answer {
            lines(text, "    ", &format!("answered: {answer}"));
        } else if let Some(default) = part.default.as_deref().filter(|_| !is_long(part)) {
            lines(text, "    ", &format!("else: {}", words(part, default)));
        } else if let Some(default) = &part.default {
            lines(text, "    ", "else:");
            for line in default.lines() {
                lines(text, "      ", line);
            }
        }
    }
    let rule = find_rule(step.rule).map_or_else(|| step.rule.to_string(), ToString::to_string);
    lines(text, "", &format!("rule: {rule}"));
    let how = match (step.parts.is_empty(), many) {
        _ if step.name == StepName::Work => {
            "nightdesk callout answer TEXT logs a line, work=done leaves the log".to_owned()
        }
        _ if step.name == StepName::List => {
            "nightdesk callout answer VALUE; leave leaves the list".to_owned()
        }
        (true, _) => format!("nightdesk callout answer {}=done ends it", step.name),
        (false, false) => "nightdesk callout answer VALUE".to_owned(),
        (false, true) => {
            "nightdesk callout answer VALUE, or STEP.PART=VALUE for several".to_owned()
        }
    };
    lines(text, "", &format!("answer: {}", typed.text(&how)));
}

fn is_long(part: &Part) -> bool {
    part.kind == PartKind::Text
}

/// A default in the words of its choice.
fn words<'p>(part: &'p Part, default: &'p str) -> &'p str {
    part.choice(default)
        .map_or(default, |choice| choice.text.as_str())
}

/// What is said of a callout that has ended.
fn end(seat: &Seat, callout: &Callout) -> String {
    let mut text = String::from("\nIt has ended. Good night.\n");
    for debt in owed(seat, callout) {
        lines(
            &mut text,
            "",
            &format!("owed: {} ({})", debt.labelled(), debt.rule),
        );
        lines(&mut text, "    ", &debt.pay);
    }
    for claim in callout.claims.iter().filter_map(|id| seat.known.claim(*id)) {
        if claim.state == ClaimState::Drafted {
            let outside = minutes(i64::from(claim.minutes_outside));
            let _ = writeln!(text, "claim: {}, {outside} outside the hours", claim.number);
        }
    }
    text
}

fn trail_line(marks: &[TrailMark]) -> String {
    let mut text = String::new();
    let of = |state: TrailState| {
        let marks = marks.iter().filter(|mark| mark.state == state);
        marks.map(|mark| mark.name.as_str()).collect::<Vec<_>>()
    };
    for (word, state) in [
        ("done", TrailState::Done),
        ("owed", TrailState::Owed),
        ("now", TrailState::Now),
        ("later", TrailState::Later),
    ] {
        let steps = of(state);
        if !steps.is_empty() {
            lines(&mut text, "", &format!("{word}: {}", steps.join(" ")));
        }
    }
    text
}

/// Adds a line, wrapped, with the same room before each.
pub(super) fn lines(text: &mut String, lead: &str, line: &str) {
    for line in wrap(line, COLUMNS - lead.len()) {
        let _ = writeln!(text, "{lead}{line}");
    }
}
