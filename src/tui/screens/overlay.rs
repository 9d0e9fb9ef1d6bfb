//! Lists and boxes over the desk: palette, help, refusals, what a close owes.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::tui::model::{Model, Overlay, OverlayKind};
use crate::tui::theme::Role;
use crate::tui::widgets::{Para, Show, cue, draw_paras, pane, put};

/// Draws what lies over the desk.
pub(super) fn draw(model: &Model, overlay: &Overlay, frame: &mut Frame<'_>, body: Rect) {
    let theme = model.theme();
    let entry = overlay.entry(model);
    let is_find = matches!(overlay.kind, OverlayKind::Find(_));
    let cols = body.width.saturating_sub(4).min(96);
    let paras: Vec<Para> = entry
        .lines
        .iter()
        .map(|line| Para::new(line.before.clone(), line.text.clone(), line.role))
        .collect();
    let typed_rows = u16::from(overlay.kind.editor().is_some());
    let inner_cols = usize::from(cols).saturating_sub(3).max(1);
    let lines: usize = paras
        .iter()
        .map(|para| {
            let room = inner_cols.saturating_sub(crate::text::width(&para.prefix));
            crate::text::wrap(&para.text, room.max(1)).len()
        })
        .sum();
    let height = (lines as u16)
        .saturating_add(typed_rows + 2)
        .min(body.height);
    // The find line lies at the foot, so that what is found stays in sight.
    let y = if is_find {
        body.bottom() - height
    } else {
        body.y + (body.height - height) / 2
    };
    let area = Rect::new(body.x + (body.width - cols) / 2, y, cols, height);
    let inner = pane(frame, area, &entry.title, true, theme);
    if let Some(editor) = overlay.kind.editor() {
        let sign = if is_find { "/ " } else { ": " };
        let room = usize::from(inner.width).saturating_sub(2);
        let (text, column) = editor.line_window(room);
        let pieces = [(sign.to_owned(), Role::Strong), (text, Role::Plain)];
        put(frame, inner, 0, &pieces, theme);
        if !inner.is_empty() {
            let x = inner.x + (2 + column as u16).min(inner.width - 1);
            frame.set_cursor_position(Position::new(x, inner.y));
        }
    }
    let rest = Rect::new(
        inner.x,
        inner.y + typed_rows.min(inner.height),
        inner.width,
        inner.height.saturating_sub(typed_rows),
    );
    let show = if overlay.kind.is_list() {
        Show::Chosen(overlay.at)
    } else {
        Show::From(overlay.at)
    };
    let said = draw_paras(frame, rest, &paras, show, theme);
    cue(frame, area, &said, theme);
}
