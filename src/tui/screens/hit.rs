//! What stands in a cell of the window, for the mouse.
//!
//! Asked of the same places that are drawn, so that a click meets what the eye sees.

use ratatui::layout::{Position, Rect};

use super::desk::{Part, beside_queue, parts};
use super::{body, form, is_tiny, overlay, panes, queue};
use crate::domain::TicketId;
use crate::tui::action::Spot;
use crate::tui::model::Model;
use crate::tui::widgets::inside;

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Hit {
    /// Nothing that a click does anything to.
    Nothing,
    /// A ticket of the queue, by its row there or above an open ticket.
    Ticket(TicketId),
    /// A pane, and the place of the line in it where lines can be chosen.
    Pane(Spot, Option<usize>),
    /// The preview of the selected ticket.
    Preview,
    /// A field of the open form; behind the last one stands the button.
    Field(usize),
    /// A row of the list over the desk.
    Row(usize),
}

/// What stands in a cell of the window, counted from 0.
pub(in crate::tui) fn hit(model: &Model, col: u16, row: u16) -> Hit {
    let window = Rect::new(0, 0, model.cols, model.rows);
    if model.is_locked || is_tiny(model, window) {
        return Hit::Nothing;
    }
    let (at, body) = (Position::new(col, row), body(window));
    if let Some(over) = &model.overlay {
        return overlay::row_at(model, over, body, at).map_or(Hit::Nothing, Hit::Row);
    }
    if let Some(open) = model.form() {
        let area = beside_queue(model, body);
        return form::field_at(model, open, area, at).map_or(Hit::Nothing, Hit::Field);
    }
    let parts = parts(model, body);
    let Some((part, area)) = parts.into_iter().find(|(_, area)| area.contains(at)) else {
        return Hit::Nothing;
    };
    let inner = inside(area);
    let in_pane = inner.contains(at).then(|| at.y - inner.y);
    match part {
        Part::Preview => Hit::Preview,
        Part::Index => {
            queue::index_at(model, area, at.y - area.y).map_or(Hit::Nothing, Hit::Ticket)
        }
        Part::Pane(Spot::Queue) => in_pane
            .and_then(|row| queue::ticket_at(model, inner, row))
            .map_or(Hit::Pane(Spot::Queue, None), Hit::Ticket),
        Part::Pane(spot) => {
            let place = in_pane.and_then(|row| panes::place_at(model, inner, spot, row));
            Hit::Pane(spot, place)
        }
    }
}
