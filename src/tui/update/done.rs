//! What the desk answered.

use super::said_here::part_named;
use super::{callout, forms};
use crate::desk::{Receipt, SubmitError};
use crate::domain::TicketId;
use crate::domain::checklist::StepState;
use crate::tui::action::Spot;
use crate::tui::form::FormKind;
use crate::tui::model::{Model, Overlay, OverlayKind, Saved, StepRow};
use crate::tui::msg::{Effect, SubmitId};

/// A command was saved, or it was not.
pub(super) fn done(
    model: &mut Model,
    id: SubmitId,
    result: Result<Receipt, SubmitError>,
    fx: &mut Vec<Effect>,
) {
    let quick = model.quick.remove(&id);
    match result {
        Ok(receipt) => {
            model.saved = Saved::At(model.zone.see(receipt.at));
            if let Some(quick) = quick {
                model.say(quick.what);
            }
            if !callout::saved(model, id, &receipt, fx) {
                saved(model, id, &receipt, fx);
            }
        }
        Err(error) => not_saved(model, id, error, fx),
    }
}

/// The text of a form is on the disk: it may leave the form, and its drafts may go.
fn saved(model: &mut Model, id: SubmitId, receipt: &Receipt, fx: &mut Vec<Effect>) {
    let Some(place) = model.forms.iter().position(|form| form.sent == Some(id)) else {
        return;
    };
    let form = model.forms.remove(place);
    for key in form.kept_drafts() {
        fx.push(Effect::drop_draft(key));
    }
    let what = form.kind.title(&model.snapshot);
    if form.kind == FormKind::New {
        let number = receipt.number.map(|n| n.to_string()).unwrap_or_default();
        model.say(format!("{number} logged: {}", form.gist()));
        if !model.is_working() {
            super::select(model, TicketId(form.id));
        }
    } else if let FormKind::StartList(ticket) = form.kind {
        list_begun(model, ticket, crate::domain::ListId(form.id));
    } else {
        model.say(said_of(&form, &what));
    }
    if form.is_for_close
        && model.active.is_none()
        && model.overlay.is_none()
        && let Some(ticket) = form.kind.ticket(&model.snapshot)
    {
        model.overlay = Some(Overlay::new(OverlayKind::Close(ticket)));
    }
}

/// A checklist was begun: the marks go to its first open step.
fn list_begun(model: &mut Model, ticket: TicketId, id: crate::domain::ListId) {
    let Some(list) = crate::domain::Records::list(&*model.snapshot, id) else {
        return;
    };
    // What is said is what is seen: steps for another time or place are not shown.
    let (known, now) = (&*model.snapshot, model.now);
    let steps = crate::domain::checklist::steps(known, &known.site, &list, now);
    let steps = steps.steps.len();
    model.say(format!(
        "{} begun, {steps} steps; {} leaves one out",
        list.number,
        model.key_of(crate::tui::action::Action::Skip)
    ));
    if model.active.is_some() || model.overlay.is_some() || model.queue.selected != Some(ticket) {
        return;
    }
    model.shown = Some(ticket);
    super::open_ticket(model);
    model.focus = Spot::Checklist;
    let rows = model.steps();
    let is_next = |row: &&StepRow| row.list.id == id && row.state == StepState::Open;
    model.cursors.step = rows.iter().find(is_next).map(|row| (id, row.id.clone()));
}

/// What is said of a form that is saved.
fn said_of(form: &crate::tui::form::Form, what: &str) -> String {
    match &form.kind {
        FormKind::Reopen(_) => what.replace("open again", "is open again"),
        FormKind::Close(_) => what.replace("close", "closed"),
        FormKind::Attach(_) => what.replace("attach a file", "file attached"),
        FormKind::New
        | FormKind::Action(_)
        | FormKind::Tell(_)
        | FormKind::Impact(_)
        | FormKind::Contain(_)
        | FormKind::Owner(_)
        | FormKind::Wait(_)
        | FormKind::Narrative(_)
        | FormKind::Category(_)
        | FormKind::Note(_, _)
        | FormKind::Resolve(_)
        | FormKind::Correct(_, _)
        | FormKind::Move(_, _)
        | FormKind::Redact(_, _)
        | FormKind::Report(_)
        | FormKind::StartList(_)
        | FormKind::Turn(_) => format!("{what} saved"),
        FormKind::EndTurn(_) => "the turn is off the roster".to_owned(),
        FormKind::Skip(_, _) => what.replacen("skip a step", "step skipped", 1),
        FormKind::Answer(_, _, _) => what.replacen("answer", "answered", 1),
        FormKind::DoStep(_, _) | FormKind::Fail(_, _) => what.to_owned(),
    }
}

/// The text stays in its form, and the form comes back.
fn not_saved(model: &mut Model, id: SubmitId, error: SubmitError, fx: &mut Vec<Effect>) {
    // A box that opens under the fingers would swallow a key of what is typed now.
    let is_walk = callout::not_saved(model, id, &error);
    let error = if is_walk {
        callout::in_words(model, error)
    } else {
        error
    };
    let is_busy = model.is_typing() && !is_walk;
    bring_back(model, id, fx);
    said_not_saved(model, error, is_walk, is_busy);
}

/// The file that a form named cannot be attached: it is told under its field, and the path stays.
pub(super) fn not_attached(model: &mut Model, id: SubmitId, why: &str, fx: &mut Vec<Effect>) {
    if model.saved == Saved::Sending {
        model.saved = Saved::Nothing;
    }
    if let Some(place) = bring_back(model, id, fx) {
        let form = &mut model.forms[place];
        form.complain(&[("file".to_owned(), why.to_owned())]);
        let is_shown = model.active == Some(form.id);
        let more = if is_shown {
            ""
        } else {
            "; :drafts has the path"
        };
        model.say(format!("not attached: {why}{more}"));
    }
}

/// Brings a form back that was sent, with its text and its drafts; gives its place.
fn bring_back(model: &mut Model, id: SubmitId, fx: &mut Vec<Effect>) -> Option<usize> {
    let place = model.forms.iter().position(|form| form.sent == Some(id));
    if let Some(place) = place {
        let seen = forms::seen_now(model, &model.forms[place].kind);
        let form = &mut model.forms[place];
        let named_before = form.kept_drafts();
        form.sent = None;
        form.resume();
        form.is_typing = true;
        // The refusal shows what stands there now; sending again is meant to replace it.
        form.saw = seen.or(form.saw);
        let named_now = form.kept_drafts();
        let is_gone = |key: &crate::tui::msg::DraftKey| !named_now.contains(key);
        let gone: Vec<_> = named_before.into_iter().filter(is_gone).collect();
        let form_id = form.id;
        if model.active.is_none() {
            model.active = Some(form_id);
        }
        for index in 0..model.forms[place].fields.len() {
            let form = &model.forms[place];
            if form.fields[index].is_touched()
                && let Some(key) = form.draft_key(index)
            {
                let editor = &form.fields[index].editor;
                fx.push(Effect::keep(key, editor.text(), editor.cursor()));
                model.forms[place].fields[index].is_kept = true;
            }
        }
        // Only once the text is kept under its new name.
        fx.extend(gone.into_iter().map(Effect::drop_draft));
    }
    place
}

/// Says why something was not saved.
fn said_not_saved(model: &mut Model, error: SubmitError, is_walk: bool, is_busy: bool) {
    match error {
        SubmitError::Refused(refusal) => {
            if model.saved == Saved::Sending {
                model.saved = Saved::Nothing;
            }
            if is_walk && let Some(at) = part_named(model, &refusal) {
                model.walk.at = at;
            }
            if is_busy {
                model.say(format!(
                    "refused: {}; :drafts has the text, sending it again shows the rule",
                    refusal.because
                ));
            } else {
                model.say(format!("refused: {}", refusal.because));
                model.overlay = Some(Overlay::new(OverlayKind::Refusal(refusal)));
            }
        }
        SubmitError::NotSaved(why) | SubmitError::ReadOnly(why) | SubmitError::Damaged(why) => {
            model.say(format!("NOT SAVED: {why}"));
            model.saved = Saved::Not(why);
        }
        SubmitError::Unsure(why) => {
            model.say(format!(
                "MAY HAVE BEEN SAVED, look before sending it again: {why}"
            ));
            model.saved = Saved::Unsure;
        }
        SubmitError::Busy(why) => {
            model.say(format!(
                "NOT SAVED: the desk is busy, {why}; Enter tries again"
            ));
            model.saved = Saved::Not(why);
        }
    }
}
