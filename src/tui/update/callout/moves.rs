//! Moving about a question while letters are commands: the mark, the parts, the lines to read.

use super::go_to;
use super::part::{advance, enter, mark, next, previous};
use crate::domain::StepName;
use crate::domain::callout::{Part, PartKind};
use crate::tui::action::Action;
use crate::tui::editor::Editor;
use crate::tui::model::Model;
use crate::tui::msg::Effect;

/// Columns of the screen in which no line of a text stands, at 80.
const BESIDE_TEXT: usize = 5;
/// Lines of a text that stay on the screen however far down it is scrolled.
const LINES_LEFT: usize = 4;

/// Moving, Enter and going back in NAV.
pub(super) fn act(model: &mut Model, action: Action, fx: &mut Vec<Effect>) {
    let part = model.walk.part().cloned();
    let is_text = part
        .as_ref()
        .is_some_and(|part| matches!(part.kind, PartKind::Line | PartKind::Text | PartKind::Time));
    let is_text = is_text && !is_debt(model);
    match action {
        Action::Open if model.is_looking() => {
            model.say("somebody else has it; a adds a line, :take over takes it");
        }
        Action::Narrative if is_debt(model) => model.walk.is_typing = true,
        Action::Open if stands_filled(model) => keep_and_go_on(model, fx),
        Action::Open | Action::Narrative if is_text => model.walk.is_typing = true,
        Action::Open => enter(model, fx),
        Action::Narrative if model.walk.id.is_some() && !model.is_looking() => {
            go_to(model, StepName::Narrative, fx);
        }
        Action::Next | Action::Right => next(model),
        Action::Prev | Action::Left | Action::BackOne => previous(model),
        Action::Down
        | Action::Up
        | Action::Home
        | Action::End
        | Action::PageDown
        | Action::PageUp => moved(model, action, part.as_ref()),
        _ => model.say("answer this first"),
    }
}

/// Whether somebody stands at a thing that is owed: its digits answer, a name can be typed.
fn is_debt(model: &Model) -> bool {
    let is_line = |part: &Part| part.kind == PartKind::Line;
    model.walk.name() == Some(StepName::Debts) && model.walk.part().is_some_and(is_line)
}

/// Whether Enter takes what stands there: at the narrative, which is filled in already, and at
/// what fixed it where Esc ended the typing. The narrative is typed only after the key for it, so that
/// to bed is one key away; the line of what fixed it is typed at once, like every other line.
fn stands_filled(model: &Model) -> bool {
    model.walk.name() == Some(StepName::Narrative) && model.walk.part().is_some()
}

fn keep_and_go_on(model: &mut Model, fx: &mut Vec<Effect>) {
    let part = model.walk.part().map(|part| (part.key.clone(), part.kind));
    match part {
        Some((key, PartKind::Text)) => {
            // What was typed counts from now on, so that what looks like a secret is said.
            let typed = model.walk.editor(&key).map(Editor::text);
            match typed.filter(|_| model.walk.is_typed(&key)) {
                Some(text) => drop(model.walk.given.insert(key.clone(), text)),
                None => drop(model.walk.given.remove(&key)),
            }
            advance(model, &key, fx);
        }
        Some(_) | None => enter(model, fx),
    }
}

/// Down and up go through the choices; where there are none, through the lines to read.
fn moved(model: &mut Model, action: Action, part: Option<&Part>) {
    let by = match action {
        Action::Down => 1,
        Action::Up => -1,
        Action::PageDown => 8,
        Action::PageUp => -8,
        Action::Home => isize::MIN / 2,
        _ => isize::MAX / 2,
    };
    match part {
        Some(part) if part.kind == PartKind::Choice || is_debt(model) => mark(model, part, by),
        Some(part) if part.kind == PartKind::Text => scroll_text(model, part, by),
        Some(_) if by < 0 => previous(model),
        Some(_) => next(model),
        None => {
            let most = 10_000;
            model.walk.scroll = model.walk.scroll.saturating_add_signed(by).min(most);
        }
    }
}

/// Goes through the lines of a text that is read, not out of it.
fn scroll_text(model: &mut Model, part: &Part, by: isize) {
    let text = model.walk.editor(&part.key).map(Editor::text);
    let cols = usize::from(model.cols).saturating_sub(BESIDE_TEXT).max(1);
    let lines = crate::text::wrap(&text.unwrap_or_default(), cols).len();
    let most = lines.saturating_sub(LINES_LEFT);
    model.walk.scroll = model.walk.scroll.saturating_add_signed(by).min(most);
}
