//! `C`: to the callout that is open, else to the first question of a call.
//!
//! Invariant: a callout of one's own that is open comes before everything else.

use super::boxes::ask_gap;
use super::show;
use crate::domain::TicketId;
use crate::tui::action::Action;
use crate::tui::model::{Call, Model};

/// Goes to the callout that is open, or takes a call.
pub(in crate::tui::update) fn go(model: &mut Model) {
    if let Some(mine) = model.my_callout() {
        show(model, Some(mine.id));
        ask_gap(model);
    } else if !(model.walk.is_shown && model.walk.id.is_none()) {
        about(model, None, false);
    }
}

/// The same, but a callout that is looked on at comes before a call.
pub(in crate::tui::update) fn view(model: &mut Model) {
    let looked_at = model.walk.id.filter(|_| model.is_looking());
    match looked_at.filter(|_| model.my_callout().is_none()) {
        Some(id) => show(model, Some(id)),
        None => go(model),
    }
}

/// The first question, of a call about a ticket or about something new.
fn about(model: &mut Model, ticket: Option<TicketId>, is_own: bool) {
    show(model, None);
    model.walk.ticket = ticket;
    model.walk.own = ticket.filter(|_| is_own);
    model.walk.mark = None;
    model.read_walk();
}

/// Takes an answer that says what the call is; says whether it was one.
pub(super) fn took(model: &mut Model, value: &str) -> bool {
    let call = Call::of(value).filter(|_| model.walk.id.is_none());
    match call {
        None => return false,
        Some(Call::New) => about(model, None, false),
        Some(Call::About(ticket)) => about(model, Some(ticket), false),
        Some(Call::Own(ticket)) => about(model, Some(ticket), true),
        Some(Call::LookOn(id)) => {
            show(model, Some(id));
            let ticket = model.callout().map(|callout| callout.ticket);
            if let Some(has) = ticket.and_then(|ticket| model.callout_beside(ticket)) {
                let key = model.key_of(Action::TakeOver);
                model.say(format!("{has}; {key} takes it over"));
            }
        }
    }
    true
}
