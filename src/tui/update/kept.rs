//! Text that comes into a form in one piece: pasted, out of the own editor, or kept as a draft; and
//! how it is thrown away.

use std::sync::Arc;

use uuid::Uuid;

use super::forms::{begin, keep, seen_now};
use crate::domain::State;
use crate::tui::form::{FieldKind, Form, FormKind};
use crate::tui::model::{Model, Overlay, OverlayKind, Saved};
use crate::tui::msg::{DraftKey, Effect, KeptDraft};

/// The field that is written goes to the own editor.
pub(super) fn own_editor(model: &mut Model, fx: &mut Vec<Effect>) {
    let Some(form) = model.form() else {
        return;
    };
    let longest = form.fields.iter().position(|f| f.spec.kind.is_area());
    let index = if form.at < form.shown() {
        Some(form.at)
    } else {
        form.left.or(longest)
    };
    if let Some(index) = index
        && let (Some(key), Some(field)) = (form.draft_key(index), form.fields.get(index))
    {
        fx.push(Effect::Editor(key, field.editor.text()));
    }
}

/// The own editor was left: the text is the draft's now.
pub(super) fn editor_left(model: &mut Model, key: &DraftKey, text: &str, fx: &mut Vec<Effect>) {
    for form in &mut model.forms {
        for index in 0..form.fields.len() {
            if form.draft_key(index).as_ref() == Some(key) {
                form.fields[index].editor.set(text);
                keep(form, index, fx);
            }
        }
    }
}

/// A paste: text where text is typed, else the start of a draft. It never runs anything.
pub(super) fn paste(model: &mut Model, text: &str, fx: &mut Vec<Effect>) {
    if let Some(overlay) = &mut model.overlay {
        if let Some(editor) = overlay.kind.editor_mut() {
            editor.insert(text);
            super::overlays::typed(model);
            return;
        }
        model.overlay = None;
    }
    if text.is_empty() {
        return;
    }
    if model.active.is_none() {
        let unclosed = model
            .ticket()
            .filter(|ticket| ticket.state != State::Closed);
        let kind = unclosed.map_or(FormKind::New, |ticket| FormKind::Action(ticket.id));
        begin(model, kind);
        model.say("pasted as a draft; nothing was run");
    }
    let now = model.now;
    let Some(form) = model.form_mut() else {
        return;
    };
    if form.at >= form.shown() {
        form.at = 0;
    }
    form.is_typing = true;
    form.touched = now;
    let is_line = form.field().is_some_and(|f| !f.spec.kind.is_area());
    if is_line && form.kind == FormKind::New && form.at == 0 && text.trim().contains('\n') {
        long_title(form, text, fx);
        return;
    }
    form.paste(text);
    let at = form.at;
    keep(form, at, fx);
}

/// Several lines pasted as a title: the first is the title, all of them the narrative.
fn long_title(form: &mut Form, text: &str, fx: &mut Vec<Effect>) {
    let first = text.trim().lines().next().unwrap_or_default().to_owned();
    form.paste(&first);
    keep(form, 0, fx);
    form.lengthen();
    let narrative = form
        .fields
        .iter()
        .position(|f| f.spec.kind == FieldKind::Text);
    if let Some(index) = narrative {
        form.fields[index].editor.insert(text.trim());
        keep(form, index, fx);
    }
}

/// Takes in the drafts that lie on the disk: they are offered, never opened by themselves.
pub(super) fn offer(model: &mut Model, kept: Vec<KeptDraft>, fx: &mut Vec<Effect>) {
    let snapshot = Arc::clone(&model.snapshot);
    let mut latest = None;
    let mut count = 0;
    for draft in kept {
        if super::callout::offer(model, &draft, fx) {
            continue;
        }
        let (name, part, saw) = FormKind::part_of_draft(&draft.key.field);
        let Some((kind, field)) = FormKind::of_draft(draft.key.on, name) else {
            model.say(format!(
                "a draft of another version is kept: {}",
                draft.key.field
            ));
            continue;
        };
        let is_same = |form: &Form| {
            let is_its = form.part == part || kind == FormKind::New;
            form.kind == kind && is_its && (kind != FormKind::New || form.id == draft.key.on)
        };
        let place = model.forms.iter().position(is_same).unwrap_or_else(|| {
            let id = if kind == FormKind::New {
                draft.key.on
            } else {
                (model.fresh)()
            };
            let contact = (model.fresh)();
            let mut form = Form::new(kind.clone(), &snapshot, (id, contact), draft.at);
            form.is_typing = false;
            // What came since its writer began is not replaced unseen: the desk refuses it once and
            // shows it. A draft without the mark of it is taken as of now.
            form.saw = if part.is_some() {
                saw
            } else {
                seen_now(model, &kind)
            };
            form.part = part;
            model.forms.push(form);
            count += 1;
            model.forms.len() - 1
        });
        let form = &mut model.forms[place];
        form.restore(&field, &draft.text, draft.cursor);
        form.touched = form.touched.max(draft.at);
        latest = latest.max(Some(draft.at));
    }
    if let Some(at) = latest {
        let at = model.zone.see(at);
        let drafts = if count == 1 { "1 draft" } else { "drafts" };
        let many = if count == 1 {
            String::new()
        } else {
            format!("{count} ")
        };
        model.say(format!(
            "{many}{drafts} kept, {}; :drafts goes on",
            at.wall().format("%H:%M")
        ));
    }
}

/// A draft is not on the disk. It is said once, and not over a command that was refused meanwhile;
/// the status row goes on saying `NOT SAVED` until the text is kept.
pub(super) fn not_kept(model: &mut Model, key: DraftKey, why: &str) {
    let short = short_why(why);
    let is_new = !model.unkept.values().any(|known| *known == short);
    let is_refused = model.status.starts_with("refused") || model.status.starts_with("NOT SAVED");
    if is_new && !is_refused {
        model.say(format!("{short}: what you type is NOT on the disk"));
    }
    model.unkept.insert(key, short);
}

/// Whether the form stays: its text is not on the disk, and its writer did not know. Esc leaves it
/// the second time, and the text stays on this screen alone.
pub(super) fn is_held(model: &mut Model) -> bool {
    let unkept = model.form().filter(|form| form.is_touched());
    let Some((id, why)) = unkept.and_then(|form| Some((form.id, model.unkept_of(form)?.clone())))
    else {
        return false;
    };
    if model.told_unkept.replace(id) == Some(id) {
        return false;
    }
    model.say(format!(
        "NOT on the disk, {why}: it is lost if you quit; Esc again leaves the form"
    ));
    true
}

/// Why a draft was not written, in a few words.
fn short_why(why: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|word| why.contains(word));
    if has(&["disk is full", "No space left", "quota exceeded"]) {
        "the disk is full".to_owned()
    } else if has(&["Read-only", "Permission denied"]) {
        "the folder is read-only".to_owned()
    } else {
        why.to_owned()
    }
}

/// Shows an unfinished text and asks whether to throw it away.
pub(super) fn ask_discard(model: &mut Model) {
    let id = model
        .active
        .or_else(|| model.unfinished().last().map(|form| form.id));
    if let Some(id) = id {
        model.overlay = Some(Overlay::new(OverlayKind::Discard(id)));
    }
}

/// Throws an unfinished text away, as its owner asked.
pub(super) fn discard(model: &mut Model, id: Uuid, fx: &mut Vec<Effect>) {
    if let Some(place) = model
        .forms
        .iter()
        .position(|form| form.id == id && form.sent.is_none())
    {
        let form = model.forms.remove(place);
        fx.extend(form.kept_drafts().into_iter().map(Effect::drop_draft));
        model.say("thrown away");
        if matches!(model.saved, Saved::Draft(_)) {
            model.saved = Saved::Nothing;
        }
    }
    if model.active == Some(id) {
        model.active = None;
    }
    model.refresh();
}
