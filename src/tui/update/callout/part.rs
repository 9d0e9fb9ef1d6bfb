//! Keys at a question: choices by their key, counts by their digits, texts as they are typed.

use super::check::{is_sound, part_left};
use super::typed::{add_line, count_key, line_first, typing};
use super::{answer, back_one, begin, secret, start};
use crate::domain::StepName;
use crate::domain::callout::{Part, PartKind, Step};
use crate::text::Clean;
use crate::tui::action::Action;
use crate::tui::editor::Editor;
use crate::tui::model::{Model, Sent, WAITING_MS};
use crate::tui::msg::Effect;
use crate::tui::{Key, KeyCode};

/// Keys that are kept while an answer is on its way, at most.
const AHEAD_MAX: usize = 32;
/// The answer that leaves a list.
const LEAVE: &str = "leave";
/// What is recorded of a part that nobody knows.
const UNKNOWN: &str = "?";

/// A key in the callout's view; `action` is what the table says of it.
pub(in crate::tui::update) fn key(
    model: &mut Model,
    key: Key,
    action: Option<Action>,
    fx: &mut Vec<Effect>,
) {
    if is_waiting(model) && !keeps_typing(model) {
        return ahead(model, key, action);
    }
    if action == Some(Action::Bed) && is_free_for_bed(model, key) {
        return super::act(model, Action::Bed, fx);
    }
    if model.walk.is_typing && typing(model, key, fx) {
        return;
    }
    if choice_key(model, key, fx) || count_key(model, key, fx) {
        return;
    }
    match action {
        Some(Action::Answer) => model.say("that is none of the answers; ? shows the keys"),
        Some(action) => {
            model.status.clear();
            super::act(model, action, fx);
        }
        None => {
            if let KeyCode::Char(_) = key.code {
                let name = crate::tui::action::key_name(key);
                model.say(format!("{name} does nothing here; ? shows the keys"));
            }
        }
    }
}

/// Whether the key of the bed is no text although a time may be typed: no time begins with a
/// capital letter, and whoever said how it came out may want nothing but sleep.
fn is_free_for_bed(model: &Model, key: Key) -> bool {
    let is_capital = matches!(key.code, KeyCode::Char(c) if c.is_uppercase());
    let part = model.walk.part();
    let part = part.filter(|part| part.kind == PartKind::Time && is_capital);
    let typed = part.and_then(|part| model.walk.editor(&part.key));
    model.walk.name() == Some(StepName::Outcome) && typed.is_some_and(Editor::is_blank)
}

fn is_waiting(model: &Model) -> bool {
    model.walk.sent.is_some()
}

/// The work log goes on while a line is saved.
fn keeps_typing(model: &Model) -> bool {
    let is_line = |what: &Sent| matches!(what, Sent::Line(_));
    let sent = model.walk.sent.as_ref();
    sent.is_some_and(|sent| is_line(&sent.what)) && model.walk.is_typing
}

/// A key while an answer is on its way.
fn ahead(model: &mut Model, key: Key, action: Option<Action>) {
    let since = model.walk.sent.as_ref().map(|sent| sent.at);
    let waited = since.map_or(0, |at| model.now.epoch_ms() - at.epoch_ms());
    if waited < WAITING_MS && model.walk.ahead.len() < AHEAD_MAX {
        model.walk.ahead.push(key);
    } else if action == Some(Action::Back) {
        super::leave(model);
    } else {
        model.say("waiting for the disk; the next question comes when this one is saved");
    }
}

/// The next part, or the button behind the last one.
pub(super) fn next(model: &mut Model) {
    part_left(model);
    let parts = model.walk.step.as_ref().map_or(0, |step| step.parts.len());
    model.walk.at = (model.walk.at + 1).min(parts);
    model.walk.enter_part();
}

/// The part before; from the first one back one question.
pub(super) fn previous(model: &mut Model) {
    part_left(model);
    if model.walk.at == 0 {
        back_one(model);
    } else {
        model.walk.at -= 1;
        model.walk.enter_part();
    }
}

/// Moves the mark among what is offered.
pub(super) fn mark(model: &mut Model, part: &Part, by: isize) {
    let fits = model.walk.fitting(part);
    if fits.is_empty() {
        return;
    }
    let stands = match part.kind {
        PartKind::Line => model.walk.mark,
        PartKind::Choice | PartKind::Count | PartKind::Text | PartKind::Time => {
            model.walk.chosen(part)
        }
    };
    let at = stands.and_then(|at| fits.iter().position(|place| *place == at));
    let next = match at {
        Some(at) => at.saturating_add_signed(by).min(fits.len() - 1),
        None if by > 0 => 0,
        None => fits.len() - 1,
    };
    model.walk.mark = fits.get(next).copied();
}

/// A choice by its key; says whether it was one.
fn choice_key(model: &mut Model, key: Key, fx: &mut Vec<Effect>) -> bool {
    let (KeyCode::Char(c), false, false) = (key.code, key.ctrl, key.alt) else {
        return false;
    };
    let part = model
        .walk
        .part()
        .filter(|part| part.kind == PartKind::Choice);
    let Some(part) = part else {
        return false;
    };
    let Some(choice) = part.choices.iter().find(|choice| choice.key == c) else {
        return false;
    };
    // A digit picks for a line only as long as nothing is typed there.
    let is_typed = model
        .walk
        .editor(&part.key)
        .is_some_and(|editor| !editor.is_blank());
    if part.kind == PartKind::Line && is_typed {
        return false;
    }
    let (key, value) = (part.key.clone(), choice.value.clone());
    // What was said of a key before is over with the answer.
    model.status.clear();
    give(model, &key, &value, fx);
    true
}

/// Enter: what is typed or marked, else the default; then the next part, or the whole step.
pub(super) fn enter(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(part) = model.walk.part().cloned() else {
        return send_step(model, fx);
    };
    let marked = model.walk.mark.and_then(|at| part.choices.get(at));
    if let Some(choice) = marked {
        let value = choice.value.clone();
        return give(model, &part.key, &value, fx);
    }
    let typed = model.walk.editor(&part.key).map(Editor::text);
    let typed = typed.filter(|text| !text.trim().is_empty());
    if model.walk.name() == Some(StepName::Work) {
        add_line(model, typed, fx);
        return;
    }
    if let Some(text) = typed {
        return give(model, &part.key, &text, fx);
    }
    if is_shown_step(model, &part) {
        model.say("answer with its number; 0 leaves the list");
        return;
    }
    let is_bare = part.kind == PartKind::Choice && part.is_needed && part.default.is_none();
    if is_bare && part.answer.is_none() {
        model.say("its number answers; d where nobody knows yet");
        return;
    }
    if is_taken_whole(model.walk.name(), &part) {
        return send_sound(model, fx);
    }
    advance(model, &part.key, fx);
}

/// Questions whose answers stand there already: Enter on one that nobody touched takes them all.
fn is_taken_whole(step: Option<StepName>, part: &Part) -> bool {
    match step {
        Some(StepName::Tell | StepName::Debts) => true,
        Some(StepName::Outcome) => part.key.starts_with("times"),
        _ => false,
    }
}

/// Whether a part is the shown step of a list that nobody answered yet: leaving it empty would
/// leave the whole list.
fn is_shown_step(model: &Model, part: &Part) -> bool {
    let is_open = part.default.is_none() && !model.walk.given.contains_key(&part.key);
    model.walk.name() == Some(StepName::List) && part.kind == PartKind::Choice && is_open
}

/// Answers a part, and goes on.
pub(super) fn give(model: &mut Model, part: &str, value: &str, fx: &mut Vec<Effect>) {
    if begin::took(model, value) {
        return;
    }
    let is_text = model
        .walk
        .part()
        .is_some_and(|part| part.kind == PartKind::Text);
    if let Some(editor) = model.walk.typed.get_mut(part)
        && !is_text
    {
        editor.set(value);
    }
    model.walk.given.insert(part.to_owned(), value.to_owned());
    // Kept too until the step is sent, so that a form that is half filled in comes back.
    if let Some(key) = model.walk.draft_key(part).filter(|_| !is_text) {
        fx.push(Effect::keep(key, value.to_owned(), value.chars().count()));
    }
    advance(model, part, fx);
}

/// Takes the first choice of the part that is answered.
pub(super) fn first_choice(model: &mut Model, fx: &mut Vec<Effect>) {
    let part = model.walk.part();
    let first = part.and_then(|part| Some((part.key.clone(), part.choices.first()?.value.clone())));
    if let Some((part, value)) = first {
        give(model, &part, &value, fx);
    }
}

/// Nobody knows yet: it is owed.
pub(super) fn dont_know(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(part) = model.walk.part().map(|part| part.key.clone()) else {
        model.say("nothing is asked here");
        return;
    };
    let typed = model.walk.editor(&part).filter(|editor| !editor.is_blank());
    if typed.is_some_and(|editor| editor.text() != UNKNOWN) {
        model.say("something is typed here; Enter takes it, or clear it first");
        return;
    }
    give(model, &part, UNKNOWN, fx);
}

/// The part after one that was answered, as the answers so far make the question; behind the last
/// one the step is sent.
pub(super) fn advance(model: &mut Model, part: &str, fx: &mut Vec<Effect>) {
    part_left(model);
    model.read_walk();
    let parts = model.walk.step.as_ref().map_or(&[][..], |step| &step.parts);
    let at = parts.iter().position(|known| known.key == part);
    let next = at.map_or(model.walk.at, |at| at) + 1;
    // Whoever leaves a list is asked for no proof of the step that stood there.
    let is_left = model.walk.name() == Some(StepName::List)
        && model.walk.given.get(part).is_some_and(|said| said == LEAVE);
    if is_left || next >= parts.len() {
        return send_sound(model, fx);
    }
    model.walk.at = next;
    model.walk.enter_part();
}

/// Sends the step; where something in it cannot be so, only after one more Enter at the button.
fn send_sound(model: &mut Model, fx: &mut Vec<Effect>) {
    let parts = model.walk.step.as_ref().map_or(&[][..], |step| &step.parts);
    let Some(warns) = parts.iter().find_map(|part| part.warns.clone()) else {
        return send_step(model, fx);
    };
    model.walk.at = parts.len();
    // What is asked here is not asked again at the button.
    if let Some(step) = model.walk.step.clone() {
        let values = values(model, &step);
        secret::asks(model, &step, &values);
    }
    model.walk.enter_part();
    model.say(format!("Enter keeps it all the same: {warns}"));
}

/// The values of a step as they were typed.
fn values(model: &Model, step: &Step) -> Vec<(String, Clean)> {
    let value = |part: &Part| {
        let typed = model
            .walk
            .editor(&part.key)
            .filter(|editor| !editor.is_blank());
        let typed = typed.map(Editor::text);
        let given = model.walk.given.get(&part.key).cloned();
        // What stands already and was not touched keeps standing.
        let value = typed.or(given).or_else(|| part.answer.clone())?;
        Some((part.key.clone(), Clean::new(&value)))
    };
    step.parts.iter().filter_map(value).collect()
}

/// Whether the step is left with these values: the shown step of a list is one of several.
fn leaves(step: &Step, values: &[(String, Clean)]) -> bool {
    let first = values.first();
    let is_end = |(part, value): &(String, Clean)| part == "outsider" || value.as_str() == LEAVE;
    step.name != StepName::List || first.is_none_or(is_end)
}

/// Sends the whole step, and leaves it.
pub(super) fn send_step(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(step) = model.walk.step.clone() else {
        return super::leave(model);
    };
    if model.walk.sent.is_some() {
        return;
    }
    if model.walk.id.is_none() {
        return start(model, fx);
    }
    if step.name == StepName::Work && line_first(model, fx) || !is_sound(model) {
        return;
    }
    if let Some(first) = step.parts.first().filter(|part| is_shown_step(model, part)) {
        let said = format!("answer first: {}", first.question);
        model.walk.at = 0;
        model.walk.enter_part();
        return model.say(said);
    }
    // A text stays one that is typed: where it is not saved, the same key sends it again.
    let values = values(model, &step);
    if secret::asks(model, &step, &values) {
        model.walk.at = step.parts.len();
        return model.walk.enter_part();
    }
    let leave = leaves(&step, &values);
    answer(model, step.name, values, leave, fx);
}
