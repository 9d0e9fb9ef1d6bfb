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

/// Draws the panes.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    if model.is_zoomed {
        return one(model, frame, area, model.focus);
    }
    match model.layout() {
        Layout::Tiny | Layout::Stacked if model.is_open => opened(model, frame, area),
        Layout::Tiny | Layout::Stacked => stacked(model, frame, area),
        Layout::Wide => wide(model, frame, area),
        Layout::Full => full(model, frame, area),
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

fn one(model: &Model, frame: &mut Frame<'_>, area: Rect, spot: Spot) {
    match spot {
        Spot::Queue | Spot::Walk | Spot::Form | Spot::Box => queue::draw(model, frame, area),
        Spot::Why
        | Spot::Narrative
        | Spot::Timeline
        | Spot::Facts
        | Spot::Checklist
        | Spot::Question
        | Spot::Owed => panes::draw(model, frame, area, spot),
    }
}

fn stacked(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let preview = 10.min(area.height / 2);
    let above = Rect::new(area.x, area.y, area.width, area.height - preview);
    queue::draw(model, frame, above);
    let below = Rect::new(area.x, above.bottom(), area.width, preview);
    panes::preview(model, frame, below);
}

/// The open ticket, with three rows of the queue above it.
fn opened(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let index = Rect::new(area.x, area.y, area.width, 3.min(area.height));
    queue::index(model, frame, index);
    let height = area.height - index.height;
    let below = Rect::new(area.x, index.bottom(), area.width, height);
    let spot = if model.focus == Spot::Queue {
        Spot::Timeline
    } else {
        model.focus
    };
    one(model, frame, below, spot);
}

fn wide(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let cols = columns(area, wide_shares(area));
    queue::draw(model, frame, cols[0]);
    let right = rows(cols[1], &[25, 35, 40]);
    panes::draw(model, frame, right[0], Spot::Narrative);
    panes::draw(model, frame, right[1], Spot::Timeline);
    let is_owed = model.focus == Spot::Owed || model.lists().is_empty();
    let last = if is_owed { Spot::Owed } else { Spot::Checklist };
    panes::draw(model, frame, right[2], last);
}

fn full(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let cols = columns(area, &FULL);
    let first = rows(cols[0], &[70, 30]);
    queue::draw(model, frame, first[0]);
    panes::draw(model, frame, first[1], Spot::Why);
    let second = rows(cols[1], &[40, 60]);
    panes::draw(model, frame, second[0], Spot::Narrative);
    panes::draw(model, frame, second[1], Spot::Timeline);
    panes::draw(model, frame, cols[2], Spot::Facts);
    let last = rows(cols[3], &[60, 40]);
    panes::draw(model, frame, last[0], Spot::Checklist);
    panes::draw(model, frame, last[1], Spot::Owed);
}
