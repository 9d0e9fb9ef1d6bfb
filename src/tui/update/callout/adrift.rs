//! Texts of the walk whose question is asked no more: of a part that another answer took away, or
//! of a callout that has ended.
//!
//! Each becomes an unfinished line of the callout's ticket, so that `:drafts` lists it and
//! `:discard` takes it.
//!
//! Invariant: the text is kept under its new name before its old draft goes.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::{CalloutId, Records as _, StepName};
use crate::time::Stamp;
use crate::tui::form::{Form, FormKind};
use crate::tui::model::{Model, place_of, safe};
use crate::tui::msg::{DraftKey, Effect};

/// The field of a line that holds its text.
const TEXT: &str = "text";

/// The parts that are answered by a key alone.
const CHOSEN: [(StepName, &str); 12] = [
    (StepName::Caller, "channel"),
    (StepName::Caller, "word"),
    (StepName::What, "kind"),
    (StepName::Over, "what"),
    (StepName::Over, "fixed"),
    (StepName::Suspect, "suspect"),
    (StepName::Isolate, "isolate"),
    (StepName::Emergency, "verdict"),
    (StepName::Emergency, "approval"),
    (StepName::Place, "where"),
    (StepName::Outcome, "how"),
    (StepName::Claim, "choice"),
];
/// The words of other choices: of those who are told, of a step of a list.
const WORDS: [&str; 11] = [
    "?",
    "told",
    "message",
    "no-answer",
    "later",
    "done",
    "not-needed",
    "failed",
    "leave",
    "yes",
    "no",
];

/// Makes an unfinished line of a text; what was only chosen by a key goes. Says whether it was a
/// text.
pub(super) fn adopt(
    model: &mut Model,
    key: DraftKey,
    (text, cursor): (&str, usize),
    at: Stamp,
    fx: &mut Vec<Effect>,
) -> bool {
    let ticket = model.snapshot.callout(CalloutId(key.on));
    let Some(ticket) = ticket.map(|callout| callout.ticket) else {
        return false;
    };
    let is_text = !is_choice(&key, text);
    if is_text {
        let snapshot = Arc::clone(&model.snapshot);
        let ids = ((model.fresh)(), (model.fresh)());
        let mut form = Form::new(FormKind::Action(ticket), &snapshot, ids, at);
        form.is_typing = false;
        form.restore(TEXT, text, cursor);
        let place = form.fields.iter().position(|f| f.spec.id == TEXT);
        let kept = place.and_then(|place| form.draft_key(place));
        fx.extend(kept.map(|kept| Effect::keep(kept, text.to_owned(), cursor)));
        model.forms.push(form);
    }
    fx.push(Effect::drop_draft(key));
    is_text
}

/// Whether what was kept is the answer of one key and no text of somebody's.
fn is_choice(key: &DraftKey, text: &str) -> bool {
    let is_chosen = |(step, part): (StepName, String)| CHOSEN.contains(&(step, part.as_str()));
    WORDS.contains(&text) || place_of(&key.field).is_some_and(is_chosen)
}

/// A step is saved: its texts are no drafts any more, but for what was typed at a part that it has
/// no more, which was not sent.
pub(super) fn forget(model: &mut Model, step: StepName, fx: &mut Vec<Effect>) {
    if model.walk.name() == Some(step) {
        let asked = model.walk.step.as_ref().map(|step| &step.parts[..]);
        let parts = asked
            .unwrap_or_default()
            .iter()
            .map(|part| part.key.clone());
        let parts: BTreeSet<String> = parts.collect();
        let mut left = Vec::new();
        for (part, editor) in std::mem::take(&mut model.walk.typed) {
            if !parts.contains(&part) && !editor.is_blank() {
                left.push((safe(&part), (editor.text(), editor.cursor())));
            }
        }
        let safe_parts: BTreeSet<String> = parts.iter().map(|part| safe(part)).collect();
        for ((name, part), text) in &model.walk.kept {
            let is_known = left.iter().any(|(known, _)| known == part);
            if *name == step && !is_known && !safe_parts.contains(part) {
                left.push((part.clone(), text.clone()));
            }
        }
        let mut gone = parts;
        gone.extend(std::mem::take(&mut model.walk.given).into_keys());
        gone.retain(|part| left.iter().all(|(known, _)| *known != safe(part)));
        for part in gone {
            fx.extend(model.walk.draft_key(&part).map(Effect::drop_draft));
        }
        for (part, (text, cursor)) in left {
            if let Some(key) = model.walk.draft_key(&part) {
                adopt(model, key, (&text, cursor), model.now, fx);
            }
        }
    }
    model.walk.kept.retain(|(name, _), _| *name != step);
    // The next question is a new one, also where it has the same name.
    model.walk.step = None;
}
