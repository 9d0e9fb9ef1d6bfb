//! Reading one of the department's runbooks: to it, through it, and back to where one was.
//!
//! A runbook is text. Nothing that stands in it is run, and nothing that was typed beneath is
//! touched while it is read.

use super::overlays::{moves, step};
use crate::domain::site::Runbook;
use crate::tui::Key;
use crate::tui::action::{Action, Spot};
use crate::tui::model::{Model, Overlay, OverlayKind};
use crate::tui::screens;

/// Opens the runbook for what is on the screen; where there are several, or none, the choice.
pub(super) fn open(model: &mut Model) {
    model.status.clear();
    let here: Vec<Runbook> = model.runbooks_here().into_iter().cloned().collect();
    if let [only] = &here[..] {
        return model.read_runbook(only.clone());
    }
    let site = std::sync::Arc::clone(&model.snapshot.site);
    let all = || site.policy.runbooks_in_force().cloned().collect();
    let listed: Vec<Runbook> = if here.is_empty() { all() } else { here };
    if listed.is_empty() {
        return model.say("the department has no runbook yet; nightdesk profile adopt takes one");
    }
    model.overlay = Some(Overlay::new(OverlayKind::Runbooks(listed)));
}

/// A key while one is read: what moves scrolls, and only what goes back goes back, so that a
/// letter meant for the text beneath does not take the page away.
pub(super) fn key(model: &mut Model, key: Key) {
    let spec = model.settings.keymap.action_for(key, Spot::Box);
    let action = spec.map(|spec| spec.action);
    let page = screens::page_of_overlay(model);
    if let Some(by) = moves(action, page) {
        return step(model, by);
    }
    let beneath = model.settings.keymap.action_for(key, Spot::Walk);
    let is_again = beneath.is_some_and(|spec| spec.action == Action::Runbook);
    match action {
        Some(Action::Back | Action::Quit | Action::Left | Action::Open) => model.overlay = None,
        _ if is_again => model.overlay = None,
        _ => model.say("Esc goes back; what was typed stands as it was"),
    }
}
