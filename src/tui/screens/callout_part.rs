//! One part of a question: what is asked, what may be answered, what is typed.

use super::callout_step::Row;
use crate::domain::callout::{Part, PartKind, Step};
use crate::text::{truncate_with, width, wrap};
use crate::tui::editor::{Editor, one_line};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::first_shown;

/// Suggestions under a line that is typed, at most.
const OFFERS_MAX: usize = 6;

/// What stands at a part: what is typed or given, else what Enter gives.
fn value_of(model: &Model, part: &Part) -> String {
    let given = model.walk.given.get(&part.key);
    let typed = model
        .walk
        .editor(&part.key)
        .filter(|editor| !editor.is_blank());
    let typed = typed
        .filter(|_| part.kind != PartKind::Text)
        .map(Editor::text);
    let value = typed
        .or_else(|| given.cloned())
        .or_else(|| part.answer.clone());
    let words = |value: &str| in_words(part, value).to_owned();
    match value {
        Some(value) if value == "?" => "don't know yet".to_owned(),
        Some(value) => words(&value),
        None => part
            .default
            .as_deref()
            .map_or_else(String::new, |value| format!("({})", words(value))),
    }
}

/// An answer in the words of its choice.
fn in_words<'a>(part: &'a Part, value: &'a str) -> &'a str {
    let is_choice = part.kind == PartKind::Choice;
    let choice = part.choice(value).filter(|_| is_choice);
    let named = part.choices.iter().find(|choice| choice.value == value);
    choice
        .or(named)
        .map_or(value, |choice| choice.text.as_str())
}

pub(super) fn one_part(
    model: &Model,
    step: &Step,
    part: &Part,
    at: usize,
    cols: usize,
) -> Vec<Row> {
    let is_focused = at == model.walk.at;
    let name = if at == 0 {
        format!("{}: ", step.name.title_and_name())
    } else {
        String::new()
    };
    let question = format!("{name}{}", one_line(&part.question));
    if !is_focused {
        let value = one_line(&value_of(model, part));
        let star = if part.is_needed && value.is_empty() {
            "*"
        } else {
            " "
        };
        // A long answer gives way before the question does: half the line stays the question's.
        let room = cols.saturating_sub(width(&value) + 5).max(cols / 2);
        let question = truncate_with(&question, room, model.theme().ellipsis());
        let text = format!(" {star}{question}  {value}");
        let mut rows = vec![Row::new(text, Role::Plain)];
        rows.extend(wrong_rows(model, part, true, cols));
        return rows;
    }
    let lines = wrap(&question, cols.saturating_sub(3).max(1));
    let mut rows: Vec<Row> = lines
        .into_iter()
        .map(|line| Row::new(format!("  {line}"), Role::Strong))
        .collect();
    match part.kind {
        PartKind::Choice => rows.extend(choice_rows(model, part, cols)),
        PartKind::Line | PartKind::Time | PartKind::Count => {
            rows.push(typed_row(model, part, cols));
            rows.extend(wrong_rows(model, part, false, cols));
            rows.extend(offer_rows(model, part, cols));
        }
        PartKind::Text => {}
    }
    let hints = part
        .hints
        .iter()
        .map(|hint| crate::tui::update::with_key(model, hint))
        .flat_map(|hint| wrap(&hint, cols.saturating_sub(5).max(1)));
    rows.extend(hints.map(|hint| Row::new(format!("    {hint}"), Role::Plain)));
    rows
}

/// What cannot be read at a part, or cannot be so beside the others; among the hints of the part
/// that is answered stands the second already.
fn wrong_rows(model: &Model, part: &Part, with_warning: bool, cols: usize) -> Vec<Row> {
    let wrong = model.walk.wrong.get(&part.key);
    let said = wrong.or(part.warns.as_ref().filter(|_| with_warning));
    let Some(said) = said else {
        return Vec::new();
    };
    let lines = wrap(said, cols.saturating_sub(6).max(1)).into_iter();
    let row = |line| Row::new(format!("    {line}"), Role::Owed);
    lines.map(row).collect()
}

fn choice_rows(model: &Model, part: &Part, cols: usize) -> Vec<Row> {
    let chosen = model.walk.chosen(part);
    let row = |(at, choice): (usize, &crate::domain::callout::Choice)| {
        let is_chosen = chosen == Some(at);
        let mark = if is_chosen { ">" } else { " " };
        let role = if is_chosen {
            Role::Selected
        } else {
            Role::Plain
        };
        let text = truncate_with(
            &one_line(&choice.text),
            cols.saturating_sub(7),
            model.theme().ellipsis(),
        );
        Row {
            pieces: vec![
                (format!(" {mark} {}  ", choice.key), Role::Plain),
                (text, role),
            ],
            cursor: None,
            is_focused: false,
        }
    };
    part.choices.iter().enumerate().map(row).collect()
}

/// The line in which somebody types, with what Enter gives where it is empty.
fn typed_row(model: &Model, part: &Part, cols: usize) -> Row {
    let lead = "  > ";
    let Some(editor) = model.walk.editor(&part.key) else {
        return Row::new(lead, Role::Plain);
    };
    let (text, column) = editor.line_window(cols.saturating_sub(6));
    let stands = part.answer.as_ref().or(part.default.as_ref());
    let enter = match stands {
        Some(value) if editor.is_blank() => {
            format!(" (Enter: {})", one_line(in_words(part, value)))
        }
        None if editor.is_blank() && part.kind != PartKind::Line => {
            let said = if part.is_needed {
                "not known yet"
            } else {
                "none"
            };
            format!(" (Enter: {said})")
        }
        Some(_) | None => String::new(),
    };
    let shows_cursor = model.walk.is_typing || part.kind == PartKind::Count;
    Row {
        pieces: vec![
            (lead.to_owned(), Role::Strong),
            (text, Role::Plain),
            (enter, Role::Plain),
        ],
        cursor: shows_cursor.then_some(width(lead) + column),
        is_focused: false,
    }
}

/// What is offered for what is typed.
fn offer_rows(model: &Model, part: &Part, cols: usize) -> Vec<Row> {
    let fits = model.walk.fitting(part);
    let is_blank = model.walk.editor(&part.key).is_none_or(Editor::is_blank);
    let at = model
        .walk
        .mark
        .and_then(|at| fits.iter().position(|place| *place == at));
    let first = first_shown(fits.len(), at.unwrap_or(0), OFFERS_MAX);
    let mut rows = Vec::new();
    for place in fits.into_iter().skip(first).take(OFFERS_MAX) {
        let Some(choice) = part.choices.get(place) else {
            continue;
        };
        let is_marked = model.walk.mark == Some(place);
        let mark = if is_marked { ">" } else { " " };
        // A digit picks one as long as nothing is typed.
        let key = if is_blank { choice.key } else { ' ' };
        let text = truncate_with(&one_line(&choice.text), cols.saturating_sub(9), "~");
        let role = if is_marked {
            Role::Selected
        } else {
            Role::Plain
        };
        rows.push(Row {
            pieces: vec![(format!("   {mark} {key}  "), Role::Plain), (text, role)],
            cursor: None,
            is_focused: false,
        });
    }
    rows
}
