//! Keys while a list or box lies over the desk.

use super::palette::Does;
use super::{close, forms, kept, open_ticket, palette, run, runbooks};
use crate::domain::Command;
use crate::domain::command::CloseTicket;
use crate::tui::action::{Action, Spot};
use crate::tui::model::{Filter, Model, Overlay, OverlayKind};
use crate::tui::msg::Effect;
use crate::tui::{Key, KeyCode};

/// A key while something lies over the desk.
pub(super) fn key(model: &mut Model, key: Key, fx: &mut Vec<Effect>) {
    let Some(overlay) = &mut model.overlay else {
        return;
    };
    match &overlay.kind {
        OverlayKind::Palette(_) | OverlayKind::Find(_) => typing(model, key, fx),
        OverlayKind::Refusal(_) => {
            let is_text = matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace) && !key.ctrl;
            if is_text && model.is_text_beneath() {
                // The first letter of what is typed next closes the box, and is typed.
                model.overlay = None;
                super::key_pressed(model, key, fx);
            } else {
                scroll_or_close(model, key);
            }
        }
        OverlayKind::Discard(id) => {
            let id = *id;
            model.overlay = None;
            if key == Key::plain(KeyCode::Enter) {
                kept::discard(model, id, fx);
            }
        }
        OverlayKind::Quit(_) => {
            model.overlay = None;
            let action = box_action(model, key);
            if matches!(action, Some(Action::Open | Action::Quit)) {
                fx.push(Effect::Quit);
            }
        }
        OverlayKind::Help(_) | OverlayKind::Read(_, _) | OverlayKind::Messages => {
            scroll_or_close(model, key);
        }
        OverlayKind::Runbook(_) => runbooks::key(model, key),
        OverlayKind::Callout(kind) => {
            let kind = *kind;
            let spec = model.settings.keymap.action_for(key, Spot::Box);
            match moves(spec.map(|spec| spec.action), 8) {
                Some(by) => step(model, by),
                None => super::callout::boxes::key(model, kind, key, fx),
            }
        }
        OverlayKind::Filter
        | OverlayKind::Drafts
        | OverlayKind::Runbooks(_)
        | OverlayKind::Close(_)
        | OverlayKind::Notes(_) => choosing(model, key, fx),
    }
}

/// The action of a key in a list or box.
fn box_action(model: &Model, key: Key) -> Option<Action> {
    let spec = model.settings.keymap.action_for(key, Spot::Box);
    spec.map(|spec| spec.action)
}

pub(super) fn moves(action: Option<Action>, page: isize) -> Option<isize> {
    match action? {
        Action::Down => Some(1),
        Action::Up => Some(-1),
        Action::PageDown => Some(page),
        Action::PageUp => Some(-page),
        Action::Home => Some(isize::MIN / 2),
        Action::End => Some(isize::MAX / 2),
        _ => None,
    }
}

pub(super) fn step(model: &mut Model, by: isize) {
    let Some(overlay) = &model.overlay else {
        return;
    };
    let last = crate::tui::screens::last_of_overlay(model, overlay);
    if let Some(overlay) = &mut model.overlay {
        overlay.at = overlay.at.saturating_add_signed(by).min(last);
    }
}

/// In a box that is only read, what moves scrolls it and anything else closes it.
fn scroll_or_close(model: &mut Model, key: Key) {
    match moves(box_action(model, key), 8) {
        Some(by) => step(model, by),
        None => model.overlay = None,
    }
}

/// In the palette and the find line, letters are text.
fn typing(model: &mut Model, key: Key, fx: &mut Vec<Effect>) {
    match (key.code, key.ctrl) {
        (KeyCode::Enter, _) => enter_typed(model, fx),
        (KeyCode::Esc, _) => {
            if let Some(Overlay {
                kind: OverlayKind::Find(_),
                ..
            }) = model.overlay.take()
            {
                model.find_nothing();
            }
        }
        (KeyCode::Down | KeyCode::Tab, _) => typed_step(model, 1),
        (KeyCode::Up | KeyCode::BackTab, _) => typed_step(model, -1),
        (KeyCode::PageDown, _) => typed_step(model, 8),
        (KeyCode::PageUp, _) => typed_step(model, -8),
        _ => {
            let editor = model.overlay.as_mut().and_then(|o| o.kind.editor_mut());
            if editor.is_some_and(|editor| editor.key(key)) {
                typed(model);
            }
        }
    }
}

/// Down and up choose a row of the palette, and a ticket while one is looked for.
pub(super) fn typed_step(model: &mut Model, by: isize) {
    match model.overlay.as_ref().map(|o| &o.kind) {
        Some(OverlayKind::Find(_)) => model.queue.step(by),
        Some(_) => step(model, by),
        None => {}
    }
}

/// The line that is typed in changed.
pub(super) fn typed(model: &mut Model) {
    let Some(overlay) = &mut model.overlay else {
        return;
    };
    overlay.at = 0;
    if let OverlayKind::Find(editor) = &overlay.kind {
        model.queue.find = editor.text();
        model.sort();
        model.queue.step(isize::MIN / 2);
    }
}

fn enter_typed(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(overlay) = model.overlay.take() else {
        return;
    };
    let OverlayKind::Palette(editor) = overlay.kind else {
        return;
    };
    let mut found = palette::choices(model, &editor.text());
    if overlay.at >= found.len() {
        model.say(format!("no action is called {}", editor.clean()));
        model.overlay = Some(Overlay::new(OverlayKind::Palette(editor)));
        return;
    }
    match found.swap_remove(overlay.at).does {
        Does::Run(action) => run(model, action, Key::char(' '), fx),
        Does::Step(name) => super::callout::steps::go(model, name, fx),
        Does::Fill(kind, field, text) => {
            forms::begin(model, kind);
            if let Some(form) = model.form_mut() {
                form.restore(field, &text, usize::MAX);
                form.is_typing = true;
            }
            forms::commit(model, fx);
        }
    }
}

/// In a list, Enter takes the chosen row.
fn choosing(model: &mut Model, key: Key, fx: &mut Vec<Effect>) {
    let action = box_action(model, key);
    if let Some(by) = moves(action, 8) {
        return step(model, by);
    }
    let has_digits = matches!(
        model.overlay.as_ref().map(|o| &o.kind),
        Some(OverlayKind::Filter | OverlayKind::Runbooks(_))
    );
    if let (KeyCode::Char(digit @ '1'..='9'), true) = (key.code, has_digits) {
        let at = digit.to_digit(10).unwrap_or(1) as usize - 1;
        if let Some(overlay) = &mut model.overlay {
            overlay.at = at;
        }
        return take(model, fx);
    }
    match action {
        Some(Action::Open) => take(model, fx),
        Some(Action::Help) => {
            model.overlay = Some(Overlay::new(OverlayKind::Help(Spot::Box)));
        }
        Some(Action::Back | Action::Quit | Action::Left) => model.overlay = None,
        _ => {}
    }
}

fn take(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(overlay) = model.overlay.take() else {
        return;
    };
    match overlay.kind {
        OverlayKind::Filter => {
            model.queue.filter = Filter::ALL.get(overlay.at).copied().unwrap_or_default();
            model.queue.find.clear();
            model.sort();
        }
        OverlayKind::Runbooks(mut listed) => {
            if overlay.at < listed.len() {
                model.read_runbook(listed.swap_remove(overlay.at));
            }
        }
        OverlayKind::Drafts => {
            let id = model.unfinished().nth(overlay.at).map(|form| form.id);
            go_on(model, id);
        }
        OverlayKind::Close(ticket) => {
            let mut rows = close::close_rows(model, ticket);
            if overlay.at >= rows.len() {
                return;
            }
            match rows.swap_remove(overlay.at) {
                close::CloseRow::Pay(owed) => close::pay_owed(model, ticket, &owed, true),
                close::CloseRow::With => {
                    forms::begin(model, crate::tui::form::FormKind::Close(ticket));
                }
                close::CloseRow::Now => {
                    let what = crate::domain::Records::ticket(&*model.snapshot, ticket)
                        .map(|t| format!("{} closed", t.number));
                    let command = Command::Close(CloseTicket::of(ticket));
                    forms::send_quick(model, command, what.unwrap_or_default(), fx);
                }
            }
        }
        OverlayKind::Notes(ticket) => {
            let prompt = close::notes(model, ticket).into_iter().nth(overlay.at);
            if let Some((prompt, _)) = prompt {
                forms::begin(model, crate::tui::form::FormKind::Note(ticket, prompt));
            }
        }
        OverlayKind::Palette(_)
        | OverlayKind::Find(_)
        | OverlayKind::Help(_)
        | OverlayKind::Refusal(_)
        | OverlayKind::Read(_, _)
        | OverlayKind::Runbook(_)
        | OverlayKind::Messages
        | OverlayKind::Discard(_)
        | OverlayKind::Callout(_)
        | OverlayKind::Quit(_) => {}
    }
}

/// Goes on with an unfinished form, on its ticket.
fn go_on(model: &mut Model, id: Option<uuid::Uuid>) {
    let Some(id) = id else {
        return;
    };
    let ticket = model
        .forms
        .iter()
        .find(|form| form.id == id)
        .and_then(|form| form.kind.ticket(&model.snapshot));
    if let Some(ticket) = ticket {
        super::select(model, ticket);
        if super::lack_of(model, crate::tui::action::Needs::Ticket).is_none() {
            open_ticket(model);
        }
    }
    model.active = Some(id);
    if let Some(form) = model.form_mut() {
        form.is_typing = true;
        form.resume();
    }
}
