//! A runbook on a screen that has no room for a box, and how far boxes can be scrolled.
//!
//! Whoever stands before a rack with a telephone in hand reads the same page: its title, its lines
//! from the top, and in the last row where they are and the way back.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{body, is_tiny, overlay, practice, saved_words};
use crate::text::truncate_with;
use crate::tui::editor::one_line;
use crate::tui::model::{Model, Overlay, OverlayKind};
use crate::tui::theme::Role;
use crate::tui::widgets::{Para, Show, draw_paras, line_count, put};

/// Rows of a screen without room that are not the text: the title, and the keys.
const OTHER_ROWS: u16 = 2;

/// Draws the runbook that is open over the whole of a screen without room for boxes; says whether
/// there is one.
pub(super) fn tiny(model: &Model, frame: &mut Frame<'_>, area: Rect) -> bool {
    let Some(overlay) = model.overlay.as_ref().filter(|one| is_runbook(one)) else {
        return false;
    };
    let theme = model.theme();
    let entry = overlay.entry(model);
    let cols = usize::from(area.width);
    let title = truncate_with(&entry.title, cols, theme.ellipsis());
    put(frame, area, 0, &[(title, Role::Strong)], theme);
    let shown = draw_paras(
        frame,
        text_area(area),
        &paras(model, overlay),
        Show::From(overlay.at),
        theme,
    );
    let (saved, role) = saved_words(model);
    let said = if model.status.is_empty() {
        format!("Esc back  {shown}  ")
    } else {
        format!("{}  ", one_line(&model.status))
    };
    let said = truncate_with(&said, cols, theme.ellipsis());
    let row = area.height.saturating_sub(1);
    // What is not saved stands first, so that it is never cut off.
    let mut pieces = vec![(said, Role::Plain), (saved, role)];
    if role == Role::Owed {
        pieces[1].0.push_str("  ");
        pieces.reverse();
    }
    put(frame, area, row, &pieces, theme);
    true
}

const fn is_runbook(overlay: &Overlay) -> bool {
    matches!(overlay.kind, OverlayKind::Runbook(_))
}

const fn text_area(area: Rect) -> Rect {
    let height = area.height.saturating_sub(OTHER_ROWS);
    Rect::new(area.x, area.y + 1, area.width, height)
}

fn paras(model: &Model, overlay: &Overlay) -> Vec<Para> {
    let lines = overlay.entry(model).lines.into_iter();
    lines
        .map(|line| Para::new(line.before, line.text, line.role))
        .collect()
}

/// The last row of a list that can be chosen, or how far down what is read can be scrolled.
pub(in crate::tui) fn last_of_overlay(model: &Model, overlay: &Overlay) -> usize {
    let window = Rect::new(0, 0, model.cols, model.rows);
    if !is_tiny(model, window) {
        let body = practice::below(model, body(window));
        return overlay::last(model, overlay, body);
    }
    let lines = paras(model, overlay);
    if !is_runbook(overlay) {
        return lines.len().saturating_sub(1);
    }
    let area = text_area(window);
    let all = line_count(area, &lines, Show::From(overlay.at));
    all.saturating_sub(usize::from(area.height))
}

/// How far a page key goes in what is read: a row less than is shown.
pub(in crate::tui) fn page_of_overlay(model: &Model) -> isize {
    let window = Rect::new(0, 0, model.cols, model.rows);
    let height = match &model.overlay {
        Some(overlay) if !is_tiny(model, window) => {
            let body = practice::below(model, body(window));
            overlay::height(model, overlay, body)
        }
        Some(_) | None => text_area(window).height,
    };
    isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1)
}
