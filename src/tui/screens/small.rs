//! What is drawn where there is no room for panes, and while the screen is locked.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::saved_words;
use crate::tui::action::Action;
use crate::tui::editor::one_line;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::put;

/// Below 60 x 16: the current ticket, what is owed, who else is there, and whether it is saved. Keys still work.
pub(super) fn tiny(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let mode = if model.is_typing() { "TYPE" } else { "NAV" };
    let first = if let Some(overlay) = &model.overlay {
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
                let room = usize::from(area.width).saturating_sub(crate::text::width(&label));
                // The part where it is typed, not the beginning.
                format!("{label}{}", field.editor.line_window(room).0)
            }
            None => format!("{mode} Enter: {}", form.kind.words().1),
        }
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
    };
    let owed = model
        .owed()
        .first()
        .map(|owed| format!("owed: {}", owed.text));
    let (saved, saved_role) = saved_words(model);
    let selected = model.queue.selected;
    let others = selected.and_then(|ticket| model.others_words(ticket));
    let keys = model.overlay.as_ref().map(|o| o.entry(model).keys);
    let lines = [
        (first, Role::Plain),
        (keys.unwrap_or_default(), Role::Plain),
        (owed.unwrap_or_default(), Role::Owed),
        (others.unwrap_or_default(), Role::Plain),
        (saved, saved_role),
        (one_line(&model.status), Role::Plain),
        ("60x16 or larger shows the desk".to_owned(), Role::Plain),
    ];
    let shown = lines.into_iter().filter(|(text, _)| !text.is_empty());
    for (row, line) in shown.enumerate() {
        put(frame, area, row as u16, &[line], theme);
    }
}

/// Nothing of any ticket: the clock, and the key that shows the screen again.
pub(super) fn locked(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let clock = format!(" {}", crate::time::day_time(model.now, model.zone));
    put(frame, area, 0, &[(clock, Role::Strong)], theme);
    let text = " Hidden while nobody is here. Enter shows it again.".to_owned();
    put(frame, area, 2, &[(text, Role::Plain)], theme);
}
