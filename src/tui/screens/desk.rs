//! The desk: which panes stand where, by the width of the window.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout as Split, Rect};

use super::{panes, queue};
use crate::tui::action::Spot;
use crate::tui::model::{Layout, Model};

/// The columns from 160 on: queue, story, facts, checklists.
const FULL: [u16; 4] = [34, 30, 14, 22];
/// The columns from 120 on: queue, the rest.
const WIDE: [u16; 2] = [45, 55];
/// The same from 100 on, where titles would else be cut to a few letters.
const NARROW: [u16; 2] = [55, 45];

/// Something of the desk, in its part of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A pane.
    Pane(Spot),
    /// The rows of the queue above an open ticket.
    Index,
    /// The beginning of the selected ticket, below the queue.
    Preview,
}

/// Draws the panes.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    for (part, area) in parts(model, area) {
        match part {
            Part::Index => queue::index(model, frame, area),
            Part::Preview => panes::preview(model, frame, area),
            Part::Pane(Spot::Queue | Spot::Walk | Spot::Form | Spot::Box) => {
                queue::draw(model, frame, area);
            }
            Part::Pane(
                spot @ (Spot::Why
                | Spot::Narrative
                | Spot::Timeline
                | Spot::Facts
                | Spot::Checklist
                | Spot::Question
                | Spot::Owed),
            ) => panes::draw(model, frame, area, spot),
        }
    }
}

/// Which parts of the desk are shown, and where.
pub(super) fn parts(model: &Model, area: Rect) -> Vec<(Part, Rect)> {
    if model.is_zoomed {
        return vec![(Part::Pane(model.focus), area)];
    }
    match model.layout() {
        Layout::Tiny | Layout::Stacked if model.is_open => opened(model, area),
        Layout::Tiny | Layout::Stacked => stacked(area),
        Layout::Wide => wide(model, area),
        Layout::Full => full(area),
    }
}

/// The part of the body beside the queue, where forms are drawn.
pub(super) fn beside_queue(model: &Model, area: Rect) -> Rect {
    match model.layout() {
        Layout::Tiny | Layout::Stacked => area,
        Layout::Wide => columns(area, wide_shares(area))[1],
        Layout::Full => {
            let second = columns(area, &FULL)[1];
            Rect::new(second.x, area.y, area.right() - second.x, area.height)
        }
    }
}

const fn wide_shares(area: Rect) -> &'static [u16] {
    if area.width < 120 { &NARROW } else { &WIDE }
}

fn columns(area: Rect, shares: &[u16]) -> Vec<Rect> {
    let parts = shares.iter().map(|share| Constraint::Fill(*share));
    Split::horizontal(parts).split(area).to_vec()
}

fn rows(area: Rect, shares: &[u16]) -> Vec<Rect> {
    let parts = shares.iter().map(|share| Constraint::Fill(*share));
    Split::vertical(parts).split(area).to_vec()
}

fn stacked(area: Rect) -> Vec<(Part, Rect)> {
    let preview = 10.min(area.height / 2);
    let above = Rect::new(area.x, area.y, area.width, area.height - preview);
    let below = Rect::new(area.x, above.bottom(), area.width, preview);
    vec![(Part::Pane(Spot::Queue), above), (Part::Preview, below)]
}

/// The open ticket, with three rows of the queue above it.
fn opened(model: &Model, area: Rect) -> Vec<(Part, Rect)> {
    let index = Rect::new(area.x, area.y, area.width, 3.min(area.height));
    let height = area.height - index.height;
    let below = Rect::new(area.x, index.bottom(), area.width, height);
    let spot = if model.focus == Spot::Queue {
        Spot::Timeline
    } else {
        model.focus
    };
    vec![(Part::Index, index), (Part::Pane(spot), below)]
}

fn wide(model: &Model, area: Rect) -> Vec<(Part, Rect)> {
    let cols = columns(area, wide_shares(area));
    let right = rows(cols[1], &[25, 35, 40]);
    let is_owed = model.focus == Spot::Owed || model.lists().is_empty();
    let last = if is_owed { Spot::Owed } else { Spot::Checklist };
    vec![
        (Part::Pane(Spot::Queue), cols[0]),
        (Part::Pane(Spot::Narrative), right[0]),
        (Part::Pane(Spot::Timeline), right[1]),
        (Part::Pane(last), right[2]),
    ]
}

fn full(area: Rect) -> Vec<(Part, Rect)> {
    let cols = columns(area, &FULL);
    let first = rows(cols[0], &[70, 30]);
    let second = rows(cols[1], &[40, 60]);
    let last = rows(cols[3], &[60, 40]);
    vec![
        (Part::Pane(Spot::Queue), first[0]),
        (Part::Pane(Spot::Why), first[1]),
        (Part::Pane(Spot::Narrative), second[0]),
        (Part::Pane(Spot::Timeline), second[1]),
        (Part::Pane(Spot::Facts), cols[2]),
        (Part::Pane(Spot::Checklist), last[0]),
        (Part::Pane(Spot::Owed), last[1]),
    ]
}
