//! What is drawn where there is no room for panes, and while the screen is locked.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::saved_words;
use crate::domain::StepName;
use crate::text::wrap;
use crate::tui::action::Action;
use crate::tui::editor::{Editor, one_line};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::put;

/// What to do where there is no room.
const LARGER: &str = "60x16 or larger shows the desk; nightdesk --plain needs no screen";

/// Fewest columns in which what is typed can be read.
const TYPED_COLS: usize = 12;

/// Below 60 x 16: the current ticket, what is owed, who else is there, and whether it is saved. Keys still work.
pub(super) fn tiny(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let first = at_hand(model, usize::from(area.width));
    let owed = model
        .owed()
        .first()
        .map(|owed| format!("owed: {}", model.owed_words(owed)));
    let (saved, saved_role) = saved_words(model);
    let selected = model.queue.selected;
    let others = selected.and_then(|ticket| model.others_words(ticket));
    let box_keys = model.overlay.as_ref().map(|o| o.entry(model).keys);
    let form_keys = || model.form().map(|form| super::form::keys(model, form));
    let keys = box_keys.or_else(form_keys);
    let lines = [
        (keys.unwrap_or_default().trim().to_owned(), Role::Plain),
        (saved, saved_role),
        (runbooks(model).unwrap_or_default(), Role::Plain),
        (owed.unwrap_or_default(), Role::Owed),
        (others.unwrap_or_default(), Role::Plain),
        (one_line(&model.status), Role::Plain),
        (LARGER.to_owned(), Role::Plain),
    ];
    let cols = usize::from(area.width);
    let lines = lines.into_iter().filter(|(text, _)| !text.is_empty());
    let lines: Vec<_> = lines
        .flat_map(|(text, role)| wrap(&text, cols).into_iter().map(move |row| (row, role)))
        .collect();
    let wrapped = |text: String| wrap(&text, cols).into_iter();
    let mut shown: Vec<_> = first
        .into_iter()
        .flat_map(wrapped)
        .map(|text| (text, Role::Plain))
        .collect();
    let wrong = model.form().and_then(|form| form.field()?.error.as_ref());
    if let Some(wrong) = wrong.filter(|_| model.overlay.is_none()) {
        let rows = wrapped(one_line(wrong));
        shown.extend(rows.map(|text| (text, Role::Owed)));
    }
    let room = usize::from(area.height).saturating_sub(shown.len() + lines.len());
    shown.extend(choices(model, cols, room));
    shown.extend(lines);
    for (row, line) in shown.into_iter().enumerate() {
        put(frame, area, row as u16, &[line], theme);
    }
}

/// What is being done, a row each: the open box, the form and the field that is typed, the
/// question, else the ticket.
fn at_hand(model: &Model, cols: usize) -> Vec<String> {
    let mode = if model.is_typing() { "TYPE" } else { "NAV" };
    if let Some(overlay) = &model.overlay {
        let entry = overlay.entry(model);
        let typed = overlay.kind.editor().map(|e| one_line(&e.text()));
        let row = entry
            .lines
            .get(overlay.at)
            .map(|line| format!("{}{}", line.before, line.text));
        let said = typed.or(row).unwrap_or_default();
        let colon = if entry.title.ends_with('?') { "" } else { ":" };
        vec![format!("{mode} {}{colon} {said}", entry.title)]
    } else if let Some(form) = model.form() {
        let title = format!("{mode} {}", form.kind.title(&model.snapshot));
        match form.field() {
            Some(field) => {
                let label = format!("{}: ", field.spec.label);
                let typed = beside(&label, &field.editor, cols);
                std::iter::once(title).chain(typed).collect()
            }
            None => vec![title, format!("Enter: {}", form.kind.words().1)],
        }
    } else if let Some(part) = model.walk.part().filter(|_| model.walk.is_shown) {
        let number = model.ticket().map(|ticket| format!("{} ", ticket.number));
        let number = number.unwrap_or_default();
        let question = format!("{mode} {number}{} ", one_line(&part.question));
        match model.walk.editor(&part.key) {
            Some(editor) => beside(&question, editor, cols),
            None => vec![question],
        }
    } else if let Some(ticket) = model.ticket() {
        vec![format!(
            "{mode} {} {}",
            ticket.number,
            one_line(ticket.title.as_str())
        )]
    } else {
        vec![format!(
            "{mode} No open tickets. {} logs one.",
            model.key_of(Action::New)
        )]
    }
}

/// What is asked and what is typed to it: the part where it is typed, not the beginning. Behind
/// what leaves no room for it, it has a row of its own.
fn beside(asked: &str, editor: &Editor, cols: usize) -> Vec<String> {
    let room = cols.saturating_sub(crate::text::width(asked));
    let (typed, _) = editor.line_window(room.max(1));
    let is_whole = typed == one_line(&editor.text());
    if room >= TYPED_COLS || editor.is_blank() || is_whole && room > 1 {
        return vec![format!("{asked}{typed}")];
    }
    let (typed, _) = editor.line_window(cols.saturating_sub(2));
    vec![asked.to_owned(), format!("> {typed}")]
}

/// The runbooks for what is being worked on, with the key that reads them.
fn runbooks(model: &Model) -> Option<String> {
    let is_open = model.walk.is_shown && model.overlay.is_none();
    let step = model.walk.name().filter(|_| is_open)?;
    let is_named = matches!(step, StepName::What | StepName::List | StepName::Work);
    is_named.then(|| model.runbooks_words(&model.runbooks_here()))?
}

/// What the question on the screen can be answered with: a row each where they fit into the room
/// that is left, else one behind the other in as many rows as they need.
fn choices(model: &Model, cols: usize, room: usize) -> Vec<(String, Role)> {
    let part = model.walk.part().filter(|_| model.walk.is_shown);
    let Some(part) = part.filter(|_| model.overlay.is_none() && model.form().is_none()) else {
        return Vec::new();
    };
    let all = part.choices.iter().map(|c| format!("{} {}", c.key, c.text));
    let all: Vec<String> = all.collect();
    let each: Vec<String> = all.iter().flat_map(|text| wrap(text, cols)).collect();
    let rows = if each.len() <= room {
        each
    } else {
        wrap(&all.join(", "), cols)
    };
    rows.into_iter().map(|text| (text, Role::Plain)).collect()
}

/// Nothing of any ticket: the clock, and the key that shows the screen again.
pub(super) fn locked(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let clock = format!(" {}", crate::time::day_time(model.now, model.zone));
    put(frame, area, 0, &[(clock, Role::Strong)], theme);
    if let Some(callout) = model.my_callout() {
        let (minutes, _) = crate::domain::callout::clock_min(&callout, model.now);
        let text = format!(" callout running {}", crate::time::hours(minutes));
        put(frame, area, 1, &[(text, Role::Strong)], theme);
    }
    let text = "Hidden while nobody is here. Enter shows it again.";
    let cols = usize::from(area.width).saturating_sub(1);
    for (row, line) in (2..).zip(wrap(text, cols.max(1))) {
        put(
            frame,
            area,
            row,
            &[(format!(" {line}"), Role::Plain)],
            theme,
        );
    }
}
