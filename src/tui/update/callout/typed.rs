//! Text on its way: what is typed at a part, its draft, the lines of the work log, counts.

use super::part::{enter, give, mark, next, previous};
use super::{answer, secret};
use crate::domain::StepName;
use crate::domain::callout::{Part, PartKind, as_line};
use crate::tui::editor::Editor;
use crate::tui::model::{Model, Sent};
use crate::tui::msg::Effect;
use crate::tui::{Key, KeyCode};

/// A key while text is typed; says whether it was taken.
pub(super) fn typing(model: &mut Model, key: Key, fx: &mut Vec<Effect>) -> bool {
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
    if edited(model, &part.key, key, fx) {
        model.walk.mark = None;
    }
}

/// A key in the text of a part. Where the cursor stands is kept too, beside a text that is a draft
/// already. Says whether the text changed.
fn edited(model: &mut Model, part: &str, key: Key, fx: &mut Vec<Effect>) -> bool {
    let Some(editor) = model.walk.typed.get_mut(part) else {
        return false;
    };
    let before = editor.cursor();
    let is_changed = editor.key(key);
    if is_changed {
        model.walk.wrong.remove(part);
    }
    let Some(editor) = model.walk.editor(part) else {
        return is_changed;
    };
    let is_moved = editor.cursor() != before;
    if is_changed || is_moved && model.walk.is_typed(part) {
        keep(model, part, fx);
    }
    is_changed
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
    if editor.is_blank() && !matches!(sent, Some(Sent::Line(_))) {
        model.walk.emptied(part);
        fx.push(Effect::drop_draft(key));
        return;
    }
    fx.push(match sent {
        Some(Sent::Line(line)) => {
            let before = line.chars().count() + 1;
            Effect::keep(key, format!("{line} {text}"), before + cursor)
        }
        Some(Sent::Start(_) | Sent::Step(_) | Sent::To(_) | Sent::Finish | Sent::Take(_))
        | None => Effect::keep(key, text, cursor),
    });
}

/// A line of the work log is on the disk: its draft is what was typed since.
pub(super) fn line_saved(model: &mut Model, fx: &mut Vec<Effect>) {
    let walk = &model.walk;
    let Some(key) = walk.draft_key_at(StepName::Work, "line") else {
        return;
    };
    // Whoever went on to another question meanwhile has the rest of the box put aside.
    let since = if walk.name() == Some(StepName::Work) {
        let editor = walk.editor("line").filter(|editor| !editor.is_blank());
        editor.map(|editor| (editor.text(), editor.cursor()))
    } else {
        walk.kept.get(&(StepName::Work, "line".to_owned())).cloned()
    };
    fx.push(match since {
        Some((text, cursor)) => Effect::keep(key, text, cursor),
        None => Effect::drop_draft(key),
    });
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
pub(super) fn tab(model: &mut Model, part: &Part, fx: &mut Vec<Effect>) {
    if model.walk.name() == Some(StepName::Work) {
        let line = model.walk.editor(&part.key);
        if let Some(line) = line.filter(|editor| !editor.is_blank()) {
            let line = line.text();
            if add_line(model, Some(line), fx) {
                model.say("line added; Tab again leaves the work");
            }
        } else {
            answer(model, StepName::Work, Vec::new(), true, fx);
        }
        return;
    }
    next(model);
}

/// A digit of a count, or `w` for the whole unit; says whether it was one.
pub(super) fn count_key(model: &mut Model, key: Key, fx: &mut Vec<Effect>) -> bool {
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
    edited(model, part, key, fx);
}

/// At the button of the work log a line that is still typed is added first, and then the work is
/// left by the same Enter. Says whether there was one.
pub(super) fn line_first(model: &mut Model, fx: &mut Vec<Effect>) -> bool {
    let editor = model
        .walk
        .editor("line")
        .filter(|editor| !editor.is_blank());
    let Some(line) = editor.map(Editor::text) else {
        return false;
    };
    if add_line(model, Some(line), fx) {
        model.walk.ahead.push(Key::plain(KeyCode::Enter));
    }
    true
}

/// One line of the work log; says whether it is on its way. The box is free at once; the line comes
/// back if it is not saved.
pub(super) fn add_line(model: &mut Model, line: Option<String>, fx: &mut Vec<Effect>) -> bool {
    let Some(line) = line else {
        model.say("a line and Enter adds it; Tab leaves");
        return false;
    };
    if model.walk.sent.is_some() {
        model.say("waiting for the disk; the last line is being saved");
        return false;
    }
    if secret::asks_line(model, &line) {
        return false;
    }
    model.walk.wrong.remove("line");
    let values = vec![("line".to_owned(), as_line(&line))];
    answer(model, StepName::Work, values, false, fx);
    if let Some(editor) = model.walk.typed.get_mut("line") {
        editor.set("");
    }
    true
}
