//! The mouse, where a person has switched it on: a click selects, the wheel moves.
//!
//! Invariants: it runs no action and sends nothing; everything it does has a key; while it is off
//! or the screen is hidden, it does nothing.

use super::{forms, keep_focus, nav, open_ticket, overlays};
use crate::domain::TicketId;
use crate::tui::action::Spot;
use crate::tui::model::{Cursors, Model};
use crate::tui::msg::{Effect, Terminal};
use crate::tui::screens::{Hit, hit};
use crate::tui::{Mouse, MouseWhat};

/// How many lines of a text the wheel moves at once.
const WHEEL_LINES: isize = 3;

/// `:mouse`: heeds the mouse for the rest of the session, or no longer.
pub(super) fn toggle(model: &mut Model, fx: &mut Vec<Effect>) {
    model.settings.mouse = !model.settings.mouse;
    let said = if model.settings.mouse {
        "the mouse is on; hold Shift to mark text with it, :mouse switches it off"
    } else {
        "the mouse is off; mouse = true in config.toml keeps it on"
    };
    model.say(said);
    fx.push(Effect::Terminal(Terminal::Mouse(model.settings.mouse)));
}

/// The mouse was used.
pub(super) fn used(model: &mut Model, mouse: Mouse, fx: &mut Vec<Effect>) {
    if !model.settings.mouse || model.is_locked {
        return;
    }
    model.last_key = model.now;
    let at = hit(model, mouse.col, mouse.row);
    match mouse.what {
        MouseWhat::Click => clicked(model, at, fx),
        MouseWhat::WheelUp => wheel(model, at, -1),
        MouseWhat::WheelDown => wheel(model, at, 1),
    }
}

fn clicked(model: &mut Model, at: Hit, fx: &mut Vec<Effect>) {
    match at {
        Hit::Nothing => {}
        Hit::Row(row) => {
            if let Some(overlay) = &mut model.overlay {
                overlay.at = row;
            }
        }
        Hit::Field(index) => forms::focus(model, index, fx),
        Hit::Ticket(ticket) => {
            focus(model, Spot::Queue);
            choose(model, ticket);
        }
        Hit::Pane(spot, place) => {
            focus(model, spot);
            if let Some(place) = place {
                nav::mark(model, place);
            }
        }
        Hit::Preview => open_ticket(model),
    }
}

/// Puts the focus on a pane, where it can have it.
fn focus(model: &mut Model, spot: Spot) {
    if model.focus != spot && model.panes().contains(&spot) {
        model.focus = spot;
        model.cursors.scroll = 0;
        keep_focus(model);
    }
}

fn choose(model: &mut Model, ticket: TicketId) {
    if model.queue.selected != Some(ticket) {
        model.queue.selected = Some(ticket);
        model.cursors = Cursors::default();
    }
}

fn wheel(model: &mut Model, at: Hit, by: isize) {
    if let Some(overlay) = &model.overlay {
        if overlay.kind.editor().is_some() {
            overlays::typed_step(model, by);
        } else if overlay.kind.is_list() {
            overlays::step(model, by);
        } else {
            overlays::step(model, by * WHEEL_LINES);
        }
        return;
    }
    if model.active.is_some() {
        return;
    }
    match at {
        Hit::Ticket(_) => focus(model, Spot::Queue),
        Hit::Pane(spot, _) => focus(model, spot),
        Hit::Nothing | Hit::Preview | Hit::Field(_) | Hit::Row(_) => {}
    }
    match model.focus {
        Spot::Why | Spot::Narrative | Spot::Facts => nav::step(model, by * WHEEL_LINES),
        Spot::Queue
        | Spot::Timeline
        | Spot::Checklist
        | Spot::Question
        | Spot::Owed
        | Spot::Walk
        | Spot::Form
        | Spot::Box => nav::step(model, by),
    }
}
