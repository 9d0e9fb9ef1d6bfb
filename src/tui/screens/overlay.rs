//! Lists and boxes over the desk: palette, help, refusals, what a close owes.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::tui::model::{Model, Overlay, OverlayKind};
use crate::tui::theme::Role;
use crate::tui::update::Entry;
use crate::tui::widgets::{Para, Show, cue, draw_paras, inside, line_count, pane, para_at, put};

/// A list or box with its place in the window.
struct Laid {
    entry: Entry,
    paras: Vec<Para>,
    area: Rect,
    /// Where its lines are, below the line that is typed in.
    lines: Rect,
    show: Show,
}

fn lay_out(model: &Model, overlay: &Overlay, body: Rect) -> Laid {
    let entry = overlay.entry(model);
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
    let height = u16::try_from(lines)
        .unwrap_or(u16::MAX)
        .saturating_add(typed_rows + 2)
        .min(body.height);
    // The find line lies at the foot, so that what is found stays in sight.
    let y = if matches!(overlay.kind, OverlayKind::Find(_)) {
        body.bottom() - height
    } else {
        body.y + (body.height - height) / 2
    };
    let area = Rect::new(body.x + (body.width - cols) / 2, y, cols, height);
    let inner = inside(area);
    let lines = Rect::new(
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
    Laid {
        entry,
        paras,
        area,
        lines,
        show,
    }
}

/// The last row that can be chosen, or how far down a box that is read can be scrolled.
pub(super) fn last(model: &Model, overlay: &Overlay, body: Rect) -> usize {
    let laid = lay_out(model, overlay, body);
    if overlay.kind.is_list() {
        return laid.paras.len().saturating_sub(1);
    }
    let all = line_count(laid.lines, &laid.paras, laid.show);
    all.saturating_sub(usize::from(laid.lines.height))
}

/// How many lines of the box are shown at once.
pub(super) fn height(model: &Model, overlay: &Overlay, body: Rect) -> u16 {
    lay_out(model, overlay, body).lines.height
}

/// The row of a list in a cell of the window; none where nothing can be chosen.
pub(super) fn row_at(model: &Model, overlay: &Overlay, body: Rect, at: Position) -> Option<usize> {
    let laid = lay_out(model, overlay, body);
    if !overlay.kind.is_list() || !laid.lines.contains(at) {
        return None;
    }
    para_at(laid.lines, &laid.paras, laid.show, at.y - laid.lines.y)
}

/// Draws what lies over the desk.
pub(super) fn draw(model: &Model, overlay: &Overlay, frame: &mut Frame<'_>, body: Rect) {
    let theme = model.theme();
    let laid = lay_out(model, overlay, body);
    let inner = pane(frame, laid.area, &laid.entry.title, true, theme);
    if let Some(editor) = overlay.kind.editor() {
        let is_find = matches!(overlay.kind, OverlayKind::Find(_));
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
    let said = draw_paras(frame, laid.lines, &laid.paras, laid.show, theme);
    cue(frame, laid.area, &said, theme);
}
