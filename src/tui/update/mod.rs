//! What changes the model: one message at a time, without waiting for anything.

mod bell;
pub(super) mod callout;
mod close;
mod done;
mod forms;
mod kept;
mod lacks;
mod leave;
mod lists;
mod mouse;
mod nav;
mod overlays;
mod palette;
mod runbooks;
mod said_here;

pub(super) use lacks::lack_of;
pub(super) use lists::Entry;
pub(super) use said_here::with_key;

use std::sync::Arc;

use super::action::{Action, Spot};
use super::model::{Model, Overlay, OverlayKind, Saved};
use super::msg::{Effect, Msg, Terminal};
use super::{Key, KeyCode, MouseWhat};
use crate::desk::Snapshot;
use crate::domain::Records as _;
use crate::time::Stamp;

/// Takes one message and says what the session must do.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut fx = Vec::new();
    let selected = model.queue.selected;
    let is_move = is_queue_move(model, &msg);
    if !is_move && matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_)) {
        model.shown = selected;
    }
    match msg {
        Msg::Key(key) => key_pressed(model, key, &mut fx),
        Msg::Paste(text) => pasted(model, &text, &mut fx),
        Msg::Mouse(mouse) => mouse::used(model, mouse, &mut fx),
        Msg::Resize { cols, rows } => {
            model.cols = cols;
            model.rows = rows;
            keep_focus(model);
        }
        Msg::Desk(snapshot) => desk_changed(model, snapshot),
        Msg::Store(progress) => model.store_progress = progress,
        Msg::Now(now) => {
            time_passed(model, now);
            bell::ring(model, &mut fx);
        }
        Msg::Done(id, result) => done::done(model, id, result, &mut fx),
        Msg::NotAttached(id, why) => done::not_attached(model, id, &why, &mut fx),
        Msg::Story(id, story) => {
            if model.queue.selected == Some(id) {
                model.story = Some((id, story));
                model.shown = Some(id);
            } else {
                // It is asked for again when the selection comes back.
                model.asked_for = None;
            }
        }
        Msg::Drafts(kept) => {
            kept::offer(model, kept, &mut fx);
            callout::at_the_start(model, &mut fx);
        }
        Msg::DraftSaved(key, Ok(at)) => {
            model.unkept.remove(&key);
            if !matches!(model.saved, Saved::Not(_) | Saved::Unsure | Saved::Sending) {
                model.saved = Saved::Draft(model.zone.see(at));
            }
        }
        Msg::DraftSaved(key, Err(why)) => kept::not_kept(model, key, &why),
        Msg::EditorLeft(key, text) => {
            if !callout::editor_left(model, &key, &text, &mut fx) {
                kept::editor_left(model, &key, &text, &mut fx);
            }
        }
        Msg::Others(others) => model.others = others,
        Msg::Note(text) => model.say(text),
        Msg::WrongSettings(lines) => wrong_settings(model, lines),
    }
    if !is_move && model.queue.selected != selected {
        model.shown = model.queue.selected;
    }
    for effect in &fx {
        // What is thrown away or saved is not missed on the disk any more.
        if let Effect::Draft(key, None) = effect {
            model.unkept.remove(key);
        }
    }
    want_story(model, &mut fx);
    model.say_who_writes_too();
    fx
}

/// Another state of the desk.
fn desk_changed(model: &mut Model, snapshot: Arc<Snapshot>) {
    let is_more = !model.snapshot.is_all_known() && snapshot.is_all_known();
    model.snapshot = snapshot;
    if is_more && !model.queue.find.is_empty() {
        // What was looked for too early is found now.
        model.sort();
    } else {
        model.refresh();
    }
    callout::desk_changed(model);
}

/// A paste goes where text is typed.
fn pasted(model: &mut Model, text: &str, fx: &mut Vec<Effect>) {
    model.last_key = model.now;
    if model.is_locked {
        model.say("pasted while the screen was hidden: nothing of it was taken");
    } else if model.spot() == Spot::Walk {
        callout::paste(model, text, fx);
    } else {
        kept::paste(model, text, fx);
    }
}

/// Whether a key only moves the selection of the queue: the panes follow it after a pause, so
/// that running down the queue costs the line two rows a key and not the whole screen.
fn is_queue_move(model: &Model, msg: &Msg) -> bool {
    if model.is_locked || model.is_open || model.spot() != Spot::Queue {
        return false;
    }
    if let Msg::Mouse(mouse) = msg {
        return mouse.what != MouseWhat::Click;
    }
    let Msg::Key(key) = msg else {
        return false;
    };
    let keymap = &model.settings.keymap;
    let action = keymap.action_for(*key, Spot::Queue).map(|spec| spec.action);
    matches!(
        action,
        Some(
            Action::Down
                | Action::Up
                | Action::PageDown
                | Action::PageUp
                | Action::Home
                | Action::End
        )
    )
}

/// Asks for the story of the selected ticket where it is not known, or older than the ticket.
fn want_story(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(ticket) = model.ticket() else {
        return;
    };
    let wanted = (ticket.id, ticket.last_seq);
    let is_known = match &model.story {
        Some((id, Ok(story))) => (*id, story.ticket.last_seq) == wanted,
        Some((id, Err(_))) => *id == ticket.id && model.asked_for == Some(wanted),
        None => false,
    };
    if is_known {
        model.shown = Some(ticket.id);
    }
    if !is_known && model.asked_for != Some(wanted) {
        model.asked_for = Some(wanted);
        fx.push(Effect::Load(ticket.id));
    }
}

fn time_passed(model: &mut Model, now: Stamp) {
    let minute = |at: Stamp| at.epoch_ms().div_euclid(60_000);
    let is_new_minute = minute(now) != minute(model.now);
    model.now = model.zone.see(now);
    let lock = i64::from(model.snapshot.site.policy.profile.desk.lock_minutes);
    if lock > 0 && model.now.minutes_since(model.last_key) >= lock {
        model.is_locked = true;
    }
    let is_due = model.queue.changes_at.is_some_and(|at| at <= now);
    // Nothing else on the screen depends on the seconds. The minutes of a callout count from its
    // ring, so that they change between those of the wall.
    let is_behind = model.is_clock_behind();
    if is_new_minute || is_behind || is_due {
        model.refresh();
        model.read_walk();
    }
}

fn key_pressed(model: &mut Model, key: Key, fx: &mut Vec<Effect>) {
    model.last_key = model.now;
    model.unfinished_seen = model.unfinished().count();
    if model.is_locked {
        if key == Key::plain(KeyCode::Enter) {
            model.is_locked = false;
        }
        return;
    }
    let spot = model.spot();
    let spec = model.settings.keymap.action_for(key, spot);
    // While text is typed, only a key that types nothing can be one of those below.
    let is_text = !key.ctrl && !matches!(key.code, KeyCode::F(_));
    let action = spec.map(|spec| spec.action);
    let at_once = action.filter(|_| !(is_text && model.is_typing()));
    let was_interrupted = std::mem::take(&mut model.is_interrupted);
    match at_once {
        Some(Action::Suspend) => return fx.push(Effect::Terminal(Terminal::Suspend)),
        Some(Action::Repaint) => return fx.push(Effect::Terminal(Terminal::Repaint)),
        Some(Action::Interrupt) => return interrupt(model, was_interrupted, fx),
        // Also in the middle of a sentence, which stands there afterwards as it was.
        Some(Action::Runbook) => return runbooks::open(model),
        _ => {}
    }
    if model.overlay.is_some() {
        overlays::key(model, key, fx);
    } else if spot == Spot::Walk {
        callout::key(model, key, action, fx);
    } else if model.is_typing() {
        forms::key(model, key, fx);
    } else if let Some(action) = action {
        model.status.clear();
        run(model, action, key, fx);
    } else if spot == Spot::Form && matches!(key.code, KeyCode::Char(_)) {
        model.say(forms::NAV_IN_FORM);
    } else if let KeyCode::Char(_) = key.code {
        model.say(format!(
            "{} does nothing here; {} shows the keys",
            super::action::key_name(key),
            model.key_of(Action::Help)
        ));
    }
}

/// Carries out an action at the spot where the keys are.
fn run(model: &mut Model, action: Action, key: Key, fx: &mut Vec<Effect>) {
    if action == Action::Runbook {
        return runbooks::open(model);
    }
    if model.spot() == Spot::Walk {
        return callout::act(model, action, fx);
    }
    match lacks::lacks(model, action) {
        Some(lack) => model.say(lack),
        None if model.spot() == Spot::Form => forms::act(model, action, fx),
        None => nav::act(model, action, key, fx),
    }
}

/// ctrl-c: once it clears what lies over the desk, twice it leaves.
fn interrupt(model: &mut Model, was_interrupted: bool, fx: &mut Vec<Effect>) {
    if was_interrupted {
        fx.push(Effect::Quit);
        return;
    }
    model.is_interrupted = true;
    if model.overlay.take().is_none() && model.active.is_some() {
        forms::leave(model, fx);
    }
    model.walk.is_typing = false;
    model.say("ctrl-c again leaves; what was typed is kept");
}

/// What is wrong in the person's settings: shown once, and kept among the messages.
fn wrong_settings(model: &mut Model, lines: Vec<String>) {
    for line in &lines {
        model.say(line.clone());
    }
    if !lines.is_empty() {
        let title = "your settings: what is wrong was left out".to_owned();
        model.overlay = Some(Overlay::new(OverlayKind::Read(title, lines)));
    }
}

/// Puts the focus on a pane that is there.
fn keep_focus(model: &mut Model) {
    let panes = model.panes();
    if !panes.contains(&model.focus) {
        model.focus = panes[0];
    }
}

/// Opens the selected ticket.
fn open_ticket(model: &mut Model) {
    if model.ticket().is_none() {
        return;
    }
    model.is_open = true;
    if model.focus == Spot::Queue {
        model.focus = Spot::Timeline;
    }
    keep_focus(model);
}

/// Goes back to the queue, which is sorted again.
fn close_ticket(model: &mut Model) {
    model.is_open = false;
    model.is_zoomed = false;
    model.focus = Spot::Queue;
    model.refresh();
}

/// Selects a ticket wherever it is: through the filter that shows it.
fn select(model: &mut Model, id: crate::domain::TicketId) {
    if model.snapshot.ticket(id).is_some() || model.queue.row(id).is_some() {
        model.cursors = crate::tui::model::Cursors::default();
    }
    model.queue.selected = Some(id);
}
