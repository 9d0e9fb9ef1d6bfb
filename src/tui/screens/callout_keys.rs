//! The keys of the callout, for the last row: those that do something at this question.
//!
//! Each word stands with the key that the person has for it. Behind the outcome the way to bed is
//! always among them, also while letters are text.

use crate::domain::StepName;
use crate::domain::callout::PartKind;
use crate::tui::action::Action as A;
use crate::tui::model::Model;

/// What the keys do.
pub(super) fn keys(model: &Model) -> String {
    let walk = &model.walk;
    let key = |action: A, word: &str| format!("{} {word}", model.key_of(action));
    let words = |words: &[String]| format!(" {}", words.join("  "));
    let fixed = |word: &str| word.to_owned();
    let Some(part) = walk.part() else {
        return match (&walk.step, model.is_looking()) {
            (Some(step), _) if step.parts.is_empty() => {
                words(&[fixed("Enter good night"), fixed("Esc desk")])
            }
            (Some(_), _) => words(&[
                fixed("Enter saves, and on"),
                fixed("Shift-Tab back"),
                bed(model),
                fixed("Esc desk"),
                key(A::Help, "rule"),
            ]),
            (None, true) => words(&[
                key(A::Act, "line"),
                key(A::Tell, "told"),
                key(A::Call, "call"),
                format!("{} take over", model.key_of(A::Palette)),
                fixed("Esc desk"),
                key(A::Help, "help"),
            ]),
            (None, false) => words(&[
                fixed("Enter or Esc to the desk"),
                fixed("arrows scroll"),
                key(A::Callout, "a new callout"),
            ]),
        };
    };
    if walk.name() == Some(StepName::Work) {
        return at_work(model);
    }
    let pieces = if walk.is_typing {
        typing(model, part.kind)
    } else {
        commands(model, part.kind)
    };
    let pieces: Vec<String> = pieces
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .collect();
    words(&pieces)
}

/// To bed, where that is free: behind the outcome, and at it once it is said how it came out.
fn bed(model: &Model) -> String {
    if !is_bed_free(model) {
        return String::new();
    }
    format!("{} bed", model.key_of(A::Bed))
}

/// The same while letters are text.
fn bed_from_text(model: &Model) -> String {
    if !is_bed_free(model) {
        return "Esc commands".to_owned();
    }
    format!("Esc, then {} to bed", model.key_of(A::Bed))
}

fn is_bed_free(model: &Model) -> bool {
    let is_said = model.walk.name() == Some(StepName::Outcome);
    let is_said = is_said && model.walk.given.contains_key("how");
    let has_left = |step| {
        model
            .callout()
            .is_some_and(|callout| callout.has_left(step))
    };
    is_said || has_left(StepName::Outcome) || has_left(StepName::Over)
}

/// In the work log.
fn at_work(model: &Model) -> String {
    if model.walk.is_typing {
        let esc = bed_from_text(model);
        return format!(" Enter adds the line  Tab leaves  {esc}  Shift-Tab back");
    }
    let pieces = [
        "Enter types".to_owned(),
        format!("{} clock", model.key_of(A::Clock)),
        format!("{} told", model.key_of(A::Tell)),
        format!("{} call", model.key_of(A::Call)),
        bed(model),
        "Esc desk".to_owned(),
        format!("{} help", model.key_of(A::Help)),
    ];
    let pieces: Vec<String> = pieces
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .collect();
    format!(" {}", pieces.join("  "))
}

/// While text is typed.
fn typing(model: &Model, kind: PartKind) -> Vec<String> {
    let esc = bed_from_text(model);
    let is_outcome = model.walk.name() == Some(StepName::Outcome);
    let pieces: &[&str] = match kind {
        PartKind::Text => &["Enter new line", "Tab next", &esc, "Shift-Tab back"],
        PartKind::Line => &["Enter next", "? Enter: don't know", "Tab skip", &esc],
        PartKind::Time if is_outcome && is_bed_free(model) => {
            let bed = model.key_of(A::Bed);
            let said = "Enter takes all the times";
            return vec![said.to_owned(), "Tab next".to_owned(), format!("{bed} bed")]
                .into_iter()
                .chain(["as 0225, -20, now".to_owned(), "Esc commands".to_owned()])
                .collect();
        }
        PartKind::Time | PartKind::Choice | PartKind::Count => {
            &["Enter next", "21:30, -20, now", "Tab skip", &esc]
        }
    };
    pieces.iter().map(|piece| (*piece).to_owned()).collect()
}

/// While letters are commands.
fn commands(model: &Model, kind: PartKind) -> Vec<String> {
    let key = |action: A, word: &str| format!("{} {word}", model.key_of(action));
    let fixed = |word: &str| word.to_owned();
    let unknown = key(A::DontKnow, "don't know");
    let rule = key(A::Help, "rule");
    match kind {
        PartKind::Count => vec![
            fixed("digits, Enter"),
            fixed("w whole unit"),
            unknown,
            key(A::Work, "work"),
            key(A::BackOne, "back"),
            rule,
            fixed("Esc desk"),
        ],
        PartKind::Choice if model.walk.id.is_none() => vec![
            fixed(digits(model)),
            key(A::Call, "call"),
            rule,
            fixed("Esc desk"),
        ],
        PartKind::Choice if is_bed_free(model) => vec![
            fixed(digits(model)),
            bed(model),
            unknown,
            key(A::Tell, "told"),
            key(A::Work, "work"),
            rule,
            fixed("Esc desk"),
        ],
        PartKind::Choice => vec![
            fixed(digits(model)),
            unknown,
            key(A::Tell, "told"),
            key(A::Work, "work"),
            key(A::Clock, "clock"),
            key(A::Call, "call"),
            rule,
            fixed("Esc desk"),
        ],
        PartKind::Text => vec![
            fixed("Enter keeps it, and on"),
            key(A::Narrative, "edits"),
            bed(model),
            unknown,
            key(A::Tell, "told"),
            rule,
            fixed("Esc desk"),
        ],
        PartKind::Line | PartKind::Time => lines(model),
    }
}

/// How a choice is answered: Enter takes what stands there, where something does.
fn digits(model: &Model) -> &'static str {
    let stands = |part: &crate::domain::callout::Part| model.walk.chosen(part).is_some();
    if model.walk.mark.is_some() || model.walk.part().is_some_and(stands) {
        "digit or Enter"
    } else {
        "digit"
    }
}

/// The same at a line or a time.
fn lines(model: &Model) -> Vec<String> {
    let key = |action: A, word: &str| format!("{} {word}", model.key_of(action));
    let fixed = |word: &str| word.to_owned();
    let first = match model.walk.name() {
        Some(StepName::Narrative) => vec![
            fixed("Enter saves, and on"),
            key(A::Narrative, "types"),
            bed(model),
            fixed("Shift-Tab back"),
        ],
        Some(StepName::Debts) => vec![
            fixed("Enter all as they stand"),
            fixed("digit"),
            key(A::Narrative, "a name"),
            bed(model),
            fixed("Tab next"),
        ],
        Some(_) | None => vec![
            fixed("Enter types"),
            fixed("Tab next"),
            key(A::DontKnow, "don't know"),
            bed(model),
            key(A::Work, "work"),
        ],
    };
    let last = [key(A::Help, "rule"), fixed("Esc desk")];
    first.into_iter().chain(last).collect()
}
