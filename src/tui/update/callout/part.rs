//! Keys at a question: choices by their key, counts by their digits, texts as they are typed.

use super::{answer, back_one, go_to, start};
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

/// A key while text is typed; says whether it was taken.
fn typing(model: &mut Model, key: Key, fx: &mut Vec<Effect>) -> bool {
    let Some(part) = model.walk.part().cloned() else {
        model.walk.is_typing = false;
        return false;
    };
    match (key.code, key.ctrl) {
        (KeyCode::Esc, _) => model.walk.is_typing = false,
        (KeyCode::Tab, _) => tab(model, &part, fx),
        (KeyCode::BackTab, _) => previous(model),
        (KeyCode::Enter, _) if part.kind != PartKind::Text => enter(model, fx),
        (KeyCode::Down | KeyCode::Up, _) if part.kind == PartKind::Line => {
            let by = if key.code == KeyCode::Down { 1 } else { -1 };
            mark(model, &part, by);
        }
        _ => text_key(model, &part, key, fx),
    }
    true
}

/// A key that edits, or the digit of something offered for an empty line.
fn text_key(model: &mut Model, part: &Part, key: Key, fx: &mut Vec<Effect>) {
    let is_blank = model.walk.editor(&part.key).is_none_or(Editor::is_blank);
    if let (KeyCode::Char(c), false, false) = (key.code, key.ctrl, key.alt)
        && is_blank
        && part.kind == PartKind::Line
        && c.is_ascii_digit()
        && let Some(choice) = part.choices.iter().find(|choice| choice.key == c)
    {
        let value = choice.value.clone();
        return give(model, &part.key, &value, fx);
    }
    let editor = model.walk.typed.get_mut(&part.key);
    if editor.is_some_and(|editor| editor.key(key)) {
        model.walk.mark = None;
        keep(model, &part.key, fx);
    }
}

/// Asks the session to keep what is typed at a part. A line that is on its way stands before it,
/// so that nothing is only in the air.
pub(super) fn keep(model: &mut Model, part: &str, fx: &mut Vec<Effect>) {
    let Some(key) = model.walk.draft_key(part) else {
        return;
    };
    let Some(editor) = model.walk.editor(part) else {
        return;
    };
    let sent = model.walk.sent.as_ref().map(|sent| &sent.what);
    let (text, cursor) = (editor.text(), editor.cursor());
    fx.push(match sent {
        Some(Sent::Line(line)) => {
            let before = line.chars().count() + 1;
            Effect::SaveDraft(key, format!("{line} {text}"), before + cursor)
        }
        Some(Sent::Start(_) | Sent::Step(_) | Sent::Finish | Sent::Take(_)) | None => {
            Effect::SaveDraft(key, text, cursor)
        }
    });
}

/// A line of the work log is on the disk: its draft is what was typed since.
pub(super) fn line_saved(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(key) = model.walk.draft_key("line") else {
        return;
    };
    match model.walk.editor("line") {
        Some(editor) if !editor.is_blank() => {
            fx.push(Effect::SaveDraft(key, editor.text(), editor.cursor()));
        }
        Some(_) | None => fx.push(Effect::DropDraft(key)),
    }
}

/// A line was not saved: it stands in the box again, before what was typed since.
pub(super) fn line_back(model: &mut Model, line: &str) {
    if let Some(editor) = model.walk.typed.get_mut("line") {
        let since = editor.text();
        let between = if since.is_empty() { "" } else { " " };
        editor.set(&format!("{line}{between}{since}"));
    }
}

/// Opens the text of the part in the person's own editor.
pub(super) fn own_editor(model: &mut Model, fx: &mut Vec<Effect>) {
    let part = model.walk.part().filter(|part| part.kind == PartKind::Text);
    let part = part.map(|part| part.key.clone());
    let text = part
        .as_ref()
        .and_then(|part| model.walk.editor(part))
        .map(Editor::text);
    let key = part.and_then(|part| model.walk.draft_key(&part));
    match (key, text) {
        (Some(key), Some(text)) if model.settings.has_editor => {
            fx.push(Effect::Editor(key, text));
        }
        (Some(_), Some(_)) => model.say("no editor is set in config.toml"),
        _ => model.say("there is no long text here"),
    }
}

/// Tab: the next part; it leaves the work log, which has one box.
fn tab(model: &mut Model, part: &Part, fx: &mut Vec<Effect>) {
    if model.walk.name() == Some(StepName::Work) {
        let line = model.walk.editor(&part.key);
        if line.is_some_and(|editor| !editor.is_blank()) {
            enter(model, fx);
            model.say("line added; Tab again leaves the work");
        } else {
            answer(model, StepName::Work, Vec::new(), true, fx);
        }
        return;
    }
    next(model);
}

/// The next part, or the button behind the last one.
fn next(model: &mut Model) {
    let parts = model.walk.step.as_ref().map_or(0, |step| step.parts.len());
    model.walk.at = (model.walk.at + 1).min(parts);
    model.walk.enter_part();
}

/// The part before; from the first one back one question.
fn previous(model: &mut Model) {
    if model.walk.at == 0 {
        back_one(model);
    } else {
        model.walk.at -= 1;
        model.walk.enter_part();
    }
}

/// Moves the mark among what is offered.
fn mark(model: &mut Model, part: &Part, by: isize) {
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
    let (key, value) = (part.key.clone(), choice.value.clone());
    give(model, &key, &value, fx);
    true
}

/// A digit of a count, or `w` for the whole unit; says whether it was one.
fn count_key(model: &mut Model, key: Key, fx: &mut Vec<Effect>) -> bool {
    let part = model
        .walk
        .part()
        .filter(|part| part.kind == PartKind::Count);
    let Some(part) = part.map(|part| part.key.clone()) else {
        return false;
    };
    match key.code {
        KeyCode::Char('w') if !key.ctrl => give(model, &part, "w", fx),
        KeyCode::Char(c) if c.is_ascii_digit() || c == '~' => count_edit(model, &part, key, fx),
        KeyCode::Backspace => count_edit(model, &part, key, fx),
        _ => return false,
    }
    true
}

fn count_edit(model: &mut Model, part: &str, key: Key, fx: &mut Vec<Effect>) {
    let editor = model.walk.typed.get_mut(part);
    if editor.is_some_and(|editor| editor.key(key)) {
        keep(model, part, fx);
    }
}

/// Enter: what is typed or marked, else the default; then the next part, or the whole step.
fn enter(model: &mut Model, fx: &mut Vec<Effect>) {
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
        return add_line(model, typed, fx);
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
        return send_step(model, fx);
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

/// One line of the work log. The box is free at once; the line comes back if it is not saved.
fn add_line(model: &mut Model, line: Option<String>, fx: &mut Vec<Effect>) {
    let Some(line) = line else {
        model.say("a line and Enter adds it; Tab leaves");
        return;
    };
    if model.walk.sent.is_some() {
        model.say("waiting for the disk; the last line is being saved");
        return;
    }
    let values = vec![("line".to_owned(), Clean::line(line.trim()))];
    answer(model, StepName::Work, values, false, fx);
    if let Some(editor) = model.walk.typed.get_mut("line") {
        editor.set("");
    }
}

/// Answers a part, and goes on.
fn give(model: &mut Model, part: &str, value: &str, fx: &mut Vec<Effect>) {
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
    give(model, &part, UNKNOWN, fx);
}

/// The part after one that was answered, as the answers so far make the question; behind the last
/// one the step is sent.
fn advance(model: &mut Model, part: &str, fx: &mut Vec<Effect>) {
    model.read_walk();
    let parts = model.walk.step.as_ref().map_or(&[][..], |step| &step.parts);
    let at = parts.iter().position(|known| known.key == part);
    let next = at.map_or(model.walk.at, |at| at) + 1;
    let is_last = next >= parts.len();
    if is_last {
        return send_step(model, fx);
    }
    model.walk.at = next;
    model.walk.enter_part();
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
    let is_end = |(part, value): &(String, Clean)| part == "outsider" || value.as_str() == "leave";
    step.name != StepName::List || first.is_none_or(is_end)
}

/// Sends the whole step, and leaves it.
fn send_step(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(step) = model.walk.step.clone() else {
        return super::leave(model);
    };
    if model.walk.sent.is_some() {
        return;
    }
    if model.walk.id.is_none() {
        return start(model, fx);
    }
    if let Some(first) = step.parts.first().filter(|part| is_shown_step(model, part)) {
        let said = format!("answer first: {}", first.question);
        model.walk.at = 0;
        model.walk.enter_part();
        return model.say(said);
    }
    model.walk.is_typing = false;
    let values = values(model, &step);
    let leave = leaves(&step, &values);
    answer(model, step.name, values, leave, fx);
}

/// Moving, Enter and going back in NAV.
pub(super) fn act(model: &mut Model, action: Action, fx: &mut Vec<Effect>) {
    let part = model.walk.part().cloned();
    let is_text = part
        .as_ref()
        .is_some_and(|part| matches!(part.kind, PartKind::Line | PartKind::Text | PartKind::Time));
    match action {
        Action::Open if model.is_looking() => {
            model.say("somebody else has it; a adds a line, :take over takes it");
        }
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
        Some(part) if part.kind == PartKind::Choice => mark(model, part, by),
        Some(_) if by < 0 => previous(model),
        Some(_) => next(model),
        None => {
            let most = 10_000;
            model.walk.scroll = model.walk.scroll.saturating_add_signed(by).min(most);
        }
    }
}
