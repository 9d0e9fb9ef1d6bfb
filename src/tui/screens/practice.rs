//! The practice night on the screen: one strip above everything that says what happens.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::desk::Snapshot;
use crate::domain::callout::Callout;
use crate::domain::drill::{BACK, PERFECT, forgotten, line_drops, says};
use crate::text::wrap;
use crate::tui::model::{Model, OverlayKind};
use crate::tui::theme::Role;
use crate::tui::widgets::put;

/// Rows of the strip; every line of the script fits them at 80 columns.
const ROWS: u16 = 2;

/// Draws the strip at the top of an area, and gives what is left of it; outside a practice all is
/// left.
pub(super) fn strip(model: &Model, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let below = below(model, area);
    if below == area {
        return area;
    }
    let cols = usize::from(area.width).saturating_sub(2);
    let lines = wrap(said(model), cols);
    for (row, line) in (0..ROWS).zip(lines) {
        let piece = [(format!(" {line}"), Role::Strong)];
        put(frame, area, row, &piece, model.theme());
    }
    below
}

/// What the strip leaves of an area.
pub(super) fn below(model: &Model, area: Rect) -> Rect {
    if !model.snapshot.practice || area.height <= ROWS {
        return area;
    }
    Rect {
        y: area.y + ROWS,
        height: area.height - ROWS,
        ..area
    }
}

/// What is said or happens now.
fn said(model: &Model) -> &'static str {
    let callout = model.callout().or_else(|| model.my_callout());
    let kind = model.overlay.as_ref().map(|overlay| &overlay.kind);
    let is_boxed = matches!(kind, Some(OverlayKind::Callout(_)));
    match callout {
        Some(callout) if callout.ended.is_some() => {
            "The practice is over; q leaves, and nothing of it is kept."
        }
        Some(callout) if is_boxed && line_drops(&callout) => BACK,
        Some(callout) => says(&*model.snapshot, Some(&callout), model.walk.step.as_ref()),
        None => says(&*model.snapshot, None, model.walk.step.as_ref()),
    }
}

/// What was forgotten, a line each with its rule.
pub(super) fn forgotten_lines(snapshot: &Snapshot, callout: &Callout) -> Vec<String> {
    let all = forgotten(snapshot, callout);
    if all.is_empty() {
        return vec![PERFECT.to_owned()];
    }
    all.iter()
        .map(crate::domain::drill::Forgotten::line)
        .collect()
}
