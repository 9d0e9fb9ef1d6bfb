//! What is drawn where there is no room for panes, and while the screen is locked.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::saved_words;
use crate::domain::StepName;
use crate::text::wrap;
use crate::tui::action::Action;
use crate::tui::editor::one_line;
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
    let keys = model.overlay.as_ref().map(|o| o.entry(model).keys);
    let lines = [
        (keys.unwrap_or_default(), Role::Plain),
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
    let mut shown: Vec<_> = wrap(&first, cols)
        .into_iter()
        .map(|text| (text, Role::Plain))
        .collect();
    let room = usize::from(area.height).saturating_sub(shown.len() + lines.len());
    shown.extend(choices(model, cols, room));
    shown.extend(lines);
    for (row, line) in shown.into_iter().enumerate() {
        put(frame, area, row as u16, &[line], theme);
    }
}

/// What is being done: the open box, the field that is typed, the question, else the ticket.
fn at_hand(model: &Model, cols: usize) -> String {
    let mode = if model.is_typing() { "TYPE" } else { "NAV" };
    if let Some(overlay) = &model.overlay {
        let entry = overlay.entry(model);
        let typed = overlay.kind.editor().map(|e| one_line(&e.text()));
        let row = entry
            .lines
            .get(overlay.at)
            .map(|line| format!("{}{}", line.before, line.text));
        let said = typed.or(row).unwrap_or_default();
        format!("{mode} {}: {said}", entry.title)
    } else if let Some(form) = model.form() {
        match form.field() {
            Some(field) => {
                let label = format!("{mode} {}: ", field.spec.label);
                let beside = cols.saturating_sub(crate::text::width(&label));
                // The part where it is typed, not the beginning; behind a long question it has a
                // row of its own.
                let room = if beside < TYPED_COLS { cols } else { beside };
                format!("{label}{}", field.editor.line_window(room).0)
            }
            None => format!("{mode} Enter: {}", form.kind.words().1),
        }
    } else if let Some(part) = model.walk.part().filter(|_| model.walk.is_shown) {
        let typed = model
            .walk
            .editor(&part.key)
            .map(|editor| editor.line_window(30).0);
        let (question, typed) = (one_line(&part.question), typed.unwrap_or_default());
        let number = model.ticket().map(|ticket| format!("{} ", ticket.number));
        format!("{mode} {}{question} {typed}", number.unwrap_or_default())
    } else if let Some(ticket) = model.ticket() {
        format!(
            "{mode} {} {}",
            ticket.number,
            one_line(ticket.title.as_str())
        )
    } else {
        format!(
            "{mode} No open tickets. {} logs one.",
            model.key_of(Action::New)
        )
    }
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
    let rows = if all.len() <= room {
        all
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
    let text = " Hidden while nobody is here. Enter shows it again.".to_owned();
    put(frame, area, 2, &[(text, Role::Plain)], theme);
}
