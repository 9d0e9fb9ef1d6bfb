//! Forms from their first key to the receipt.
//!
//! Nothing here throws a text away; that is for `kept`, and only where its owner asks by name.

use std::sync::Arc;

use uuid::Uuid;

use super::super::action::Action;
use super::kept::{ask_discard, own_editor};
use crate::domain::{Command, Records as _};
use crate::tui::Key;
use crate::tui::form::{Asked, Form, FormKind, Typed};
use crate::tui::model::{Model, Overlay, OverlayKind, Quick, Saved};
use crate::tui::msg::{Effect, SubmitId};

/// Opens a form: the unfinished one of the same kind and record, else a fresh one.
pub(super) fn begin(model: &mut Model, kind: FormKind) {
    if let FormKind::Tell(_) = kind {
        // What is ready to be said may be other words by now.
        let is_kept = |form: &Form| form.is_touched() || form.sent.is_some();
        model
            .forms
            .retain(|form| form.kind != kind || is_kept(form));
    }
    let known = model
        .forms
        .iter_mut()
        .find(|form| kind != FormKind::New && form.kind == kind && form.sent.is_none());
    if let Some(form) = known {
        form.is_typing = true;
        form.resume();
        model.active = Some(form.id);
        let said = form.is_touched().then(|| {
            let at = model.zone.see(form.touched).wall().format("%H:%M");
            format!("goes on with what was typed {at}; :discard throws it away")
        });
        if let Some(said) = said {
            model.say(said);
        }
        return;
    }
    if kind == FormKind::New {
        list_unfinished(model);
    }
    let ids = ((model.fresh)(), (model.fresh)());
    let snapshot = Arc::clone(&model.snapshot);
    let mut form = Form::new(kind, &snapshot, ids, model.now);
    fill(model, &mut form);
    form.offer_ready(&snapshot, model.now);
    // A form that was opened and left without a key is no unfinished text.
    model
        .forms
        .retain(|form| form.is_touched() || form.sent.is_some());
    model.active = Some(form.id);
    model.forms.push(form);
}

/// Names what is unfinished, so that a fresh form does not hide it.
fn list_unfinished(model: &mut Model) {
    let gists: Vec<String> = model.unfinished().map(Form::gist).collect();
    if !gists.is_empty() {
        let (many, gists) = (gists.len(), gists.join("; "));
        model.say(format!("{many} unfinished, :drafts goes on: {gists}"));
    }
}

/// Puts in place what stands already: the narrative, an answer, a line to correct.
fn fill(model: &Model, form: &mut Form) {
    if let FormKind::Impact(_) = form.kind {
        show_impact(model, form);
    }
    let Some(story) = model.story() else {
        return;
    };
    match &form.kind {
        FormKind::Narrative(_) => {
            form.saw = story.ticket.narrative;
            if let Some(text) = &story.timeline.narrative {
                form.prefill("text", text.as_str());
            }
        }
        FormKind::Note(_, prompt) => {
            form.saw = story.ticket.answered.get(prompt).copied();
            if let Some(text) = story.timeline.answers.get(prompt) {
                form.prefill("text", text.as_str());
            }
        }
        FormKind::Correct(_, seq) => {
            let line = story.timeline.lines.iter().find(|line| line.seq == *seq);
            let entry = form
                .kind
                .ticket(&model.snapshot)
                .and_then(|ticket| crate::domain::Records::entry(&*model.snapshot, ticket, *seq));
            // The words of the record itself, without what the timeline writes around them.
            let text = entry.map(|entry| entry.text);
            let text = text.or_else(|| line.map(|line| line.text.clone()));
            if let Some(text) = text {
                form.prefill("text", text.as_str());
            }
        }
        FormKind::New
        | FormKind::Action(_)
        | FormKind::Tell(_)
        | FormKind::Impact(_)
        | FormKind::Contain(_)
        | FormKind::Owner(_)
        | FormKind::Wait(_)
        | FormKind::Category(_)
        | FormKind::Resolve(_)
        | FormKind::Reopen(_)
        | FormKind::Move(_, _)
        | FormKind::Redact(_, _)
        | FormKind::Report(_)
        | FormKind::Attach(_)
        | FormKind::Close(_)
        | FormKind::StartList(_)
        | FormKind::DoStep(_, _)
        | FormKind::Answer(_, _, _)
        | FormKind::Skip(_, _)
        | FormKind::Fail(_, _)
        | FormKind::Turn(_)
        | FormKind::EndTurn(_) => {}
    }
}

/// Says in the hints what stands now, because an empty field leaves it.
fn show_impact(model: &Model, form: &mut Form) {
    let Some(ticket) = model.ticket() else {
        return;
    };
    let count = |n: Option<u32>| n.map_or_else(|| "not asked".to_owned(), |n| n.to_string());
    let yes = |is_so| if is_so { "yes" } else { "no" }.to_owned();
    let text = |text: Option<&crate::text::Clean>| {
        text.map_or_else(|| "none".to_owned(), |text| text.as_str().to_owned())
    };
    let due = ticket.deadline.as_ref();
    for field in &mut form.fields {
        let now = match field.spec.id.as_str() {
            "from" => {
                let from = ticket.from.and_then(|id| model.snapshot.person(id));
                text(from.as_deref().map(|person| &person.name))
            }
            "unit" => {
                let unit = ticket.unit.and_then(|id| model.snapshot.unit(id));
                text(unit.as_deref().map(|unit| &unit.name))
            }
            "affected" => ticket.affected.to_string(),
            "asset" => text(ticket.asset.as_ref().map(|asset| &asset.name)),
            "blocked" => count(ticket.blocked),
            "hampered" => count(ticket.hampered),
            "pc_dead" => yes(ticket.pc_dead),
            "public" => yes(ticket.public),
            "harm" => text(ticket.harm.as_ref()),
            "due" => due.map_or_else(
                || "none".to_owned(),
                |due| crate::time::day_time(due.due, model.zone),
            ),
            "due_for" => text(due.map(|due| &due.name)),
            _ => continue,
        };
        let hint = &field.spec.hint;
        field.spec.hint = if hint.is_empty() {
            format!("now {now}")
        } else {
            format!("now {now}; {hint}")
        };
    }
}

/// A key while a form is typed in.
pub(super) fn key(model: &mut Model, key: Key, fx: &mut Vec<Effect>) {
    let snapshot = Arc::clone(&model.snapshot);
    let now = model.now;
    let Some(form) = model.form_mut() else {
        return;
    };
    let place = |form: &Form| (form.at, form.field().map(|field| field.editor.cursor()));
    let before = place(form);
    let typed = form.key(key, &snapshot);
    match typed {
        // Where the cursor stands is kept too, beside a text that is a draft already.
        Typed::Nothing => {
            let is_kept = form.field().is_some_and(|field| field.is_kept);
            if is_kept && form.is_typing && before != place(form) {
                keep(form, before.0, fx);
            }
        }
        Typed::Changed => {
            form.touched = now;
            let at = form.at;
            keep(form, at, fx);
        }
        Typed::Left(index) => check(model, index, fx),
        Typed::Commit => {
            let at = form.at;
            check(model, at, fx);
            commit(model, fx);
        }
    }
}

/// Puts the focus on a field, or on the button behind the last; the one that is left is checked.
pub(super) fn focus(model: &mut Model, index: usize, fx: &mut Vec<Effect>) {
    let Some(form) = model.form_mut() else {
        return;
    };
    let from = form.at;
    form.at = index.min(form.shown());
    form.is_typing = form.at < form.shown();
    if from != form.at {
        check(model, from, fx);
    }
}

fn check(model: &mut Model, index: usize, fx: &mut Vec<Effect>) {
    let Some(id) = model.active else {
        return;
    };
    let snapshot = Arc::clone(&model.snapshot);
    let Some(place) = model.forms.iter().position(|form| form.id == id) else {
        return;
    };
    let mut form = model.forms.remove(place);
    let before = form.fields.get(index).map(|f| f.editor.text());
    form.check(index, &model.context(&snapshot));
    if before != form.fields.get(index).map(|f| f.editor.text()) {
        keep(&mut form, index, fx);
    }
    model.forms.insert(place, form);
}

/// Asks the session to keep the text of a field.
pub(super) fn keep(form: &mut Form, index: usize, fx: &mut Vec<Effect>) {
    let Some(key) = form.draft_key(index) else {
        return;
    };
    if let Some(field) = form.fields.get_mut(index) {
        field.is_kept = true;
        fx.push(Effect::keep(
            key,
            field.editor.text(),
            field.editor.cursor(),
        ));
    }
}

/// Sends the open form to the desk, or marks what is wrong with it.
pub(super) fn commit(model: &mut Model, fx: &mut Vec<Effect>) {
    let snapshot = Arc::clone(&model.snapshot);
    let Some(form) = model.form() else {
        return;
    };
    match form.asked(&model.context(&snapshot)) {
        Ok(asked) => {
            let id = begin_send(model);
            fx.push(match asked {
                Asked::Command(command) => Effect::Submit(id, command),
                Asked::File(file) => Effect::Attach(id, file),
            });
            if let Some(form) = model.form_mut() {
                form.sent = Some(id);
                form.is_typing = false;
            }
            model.active = None;
        }
        Err(complaints) => {
            let Some(form) = model.form_mut() else { return };
            form.complain(&complaints);
            let said = complaints.first().map(|(id, said)| {
                let field = form.fields.iter().find(|field| field.spec.id == *id);
                format!("{}: {said}", field.map_or(id.as_str(), |f| &f.spec.label))
            });
            model.say(said.unwrap_or_default());
        }
    }
}

/// Sends a command.
pub(super) fn send(model: &mut Model, command: Command, fx: &mut Vec<Effect>) -> SubmitId {
    let id = begin_send(model);
    fx.push(Effect::Submit(id, Box::new(command)));
    id
}

/// The name of what is sent next; from here on it counts as not saved yet.
fn begin_send(model: &mut Model) -> SubmitId {
    model.last_submit += 1;
    if !matches!(model.saved, Saved::Not(_) | Saved::Unsure) {
        model.saved = Saved::Sending;
    }
    SubmitId(model.last_submit)
}

/// Sends a command that needs no form.
pub(super) fn send_quick(model: &mut Model, command: Command, what: String, fx: &mut Vec<Effect>) {
    let id = send(model, command, fx);
    model.quick.insert(id, Quick { what });
}

/// What is said of a key that does nothing between the fields.
pub(super) const NAV_IN_FORM: &str = "Enter types here, Esc leaves the form and keeps it";

/// An action between the fields of a form.
pub(super) fn act(model: &mut Model, action: Action, fx: &mut Vec<Effect>) {
    let Some(form) = model.form_mut() else {
        return;
    };
    match action {
        Action::Open => {
            if form.at >= form.shown() {
                if matches!(form.kind, FormKind::Tell(_)) && !form.is_touched() {
                    return model.say("nothing is filled in, so nobody was told; Up fills it in");
                }
                commit(model, fx);
            } else {
                form.is_typing = true;
            }
        }
        Action::Back => back(model, fx),
        Action::Left | Action::Right => model.say(NAV_IN_FORM),
        Action::Down => form.step(1),
        Action::Up => form.step(-1),
        Action::Next => {
            form.lengthen();
            form.step(1);
            form.is_typing = form.at < form.shown();
        }
        Action::Prev => {
            form.step(-1);
            form.is_typing = form.at < form.shown();
        }
        Action::Home => form.at = 0,
        Action::End => form.at = form.shown(),
        Action::Editor => own_editor(model, fx),
        Action::Discard => ask_discard(model),
        Action::Mouse => super::mouse::toggle(model, fx),
        Action::Palette => {
            let editor = crate::tui::editor::Editor::line();
            model.overlay = Some(Overlay::new(OverlayKind::Palette(editor)));
        }
        Action::Help => {
            let spot = model.spot();
            model.overlay = Some(Overlay::new(OverlayKind::Help(spot)));
        }
        // The rest has no key in a form; from the palette it acts on the desk beneath.
        other => {
            leave(model, fx);
            super::nav::act(model, other, Key::char(' '), fx);
        }
    }
}

/// Esc between the fields.
fn back(model: &mut Model, fx: &mut Vec<Effect>) {
    if !super::kept::is_held(model) {
        leave(model, fx);
    }
}

/// Leaves the form; what was typed is kept as unfinished.
pub(super) fn leave(model: &mut Model, fx: &mut Vec<Effect>) {
    let is_unkept = model
        .form()
        .is_some_and(|form| model.unkept_of(form).is_some());
    if let Some(form) = model.form_mut() {
        form.is_typing = false;
        let is_touched = form.is_touched();
        let drafts = if is_touched {
            Vec::new()
        } else {
            form.kept_drafts()
        };
        if is_touched && is_unkept {
            model.say("on this screen alone, NOT on the disk; :drafts goes on with it");
        } else if is_touched {
            model.say("kept as unfinished; :drafts goes on with it");
        } else {
            let id = model.active;
            model.forms.retain(|form| Some(form.id) != id);
        }
        fx.extend(drafts.into_iter().map(Effect::drop_draft));
    }
    model.active = None;
    model.refresh();
}

/// The entry that a text would replace, as it stands now.
pub(super) fn seen_now(model: &Model, kind: &FormKind) -> Option<Uuid> {
    let ticket = kind.ticket(&model.snapshot)?;
    let ticket = crate::domain::Records::ticket(&*model.snapshot, ticket)?;
    match kind {
        FormKind::Narrative(_) => ticket.narrative,
        FormKind::Note(_, prompt) => ticket.answered.get(prompt).copied(),
        _ => None,
    }
}
