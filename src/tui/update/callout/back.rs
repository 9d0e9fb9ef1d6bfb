//! What comes back to the walk: receipts, refusals, drafts, pastes, and what others wrote.

use super::{adrift, boxes, cards, check, show, typed};
use crate::desk::{Receipt, SubmitError};
use crate::domain::callout::{Callout, Kept, Part, PartKind, is_recorded, noted};
use crate::domain::{CalloutId, Records as _};
use crate::tui::model::{CalloutBox, Model, OverlayKind, Sent, place_of, safe};
use crate::tui::msg::{DraftKey, Effect, KeptDraft, SubmitId};
use crate::tui::update::kept;

/// The desk changed: whose callout it is, and what it asks.
pub(in crate::tui::update) fn desk_changed(model: &mut Model) {
    let mine = model.my_callout().map(|callout| callout.id);
    let before = std::mem::replace(&mut model.walk.mine, mine);
    let got = mine.filter(|id| Some(*id) != before && model.walk.sent.is_none());
    if let Some(callout) = got.and_then(|id| model.snapshot.callout(id)) {
        let said = "is yours; C goes to it";
        model.say(format!("{} {said}", callout.number));
    }
    let lost = before.filter(|id| Some(*id) != mine);
    if let Some(callout) = lost.and_then(|id| model.snapshot.callout(id))
        && callout.ended.is_none()
    {
        // A question about it that still stands there is not this person's any more.
        let asked = model.overlay.as_ref().map(|overlay| &overlay.kind);
        if let Some(OverlayKind::Callout(
            CalloutBox::Gap(of, _, _) | CalloutBox::Resume(of) | CalloutBox::Give(of),
        )) = asked
            && *of == callout.id
        {
            model.overlay = None;
        }
        let who = model.snapshot.person(callout.person);
        let who = who.map_or_else(|| "somebody".to_owned(), |who| who.name.to_string());
        let at = crate::time::clock(model.zone.see(callout.last_at));
        model.say(format!("{} is {who}'s now, since {at}", callout.number));
    }
    model.read_walk();
}

/// A command of the walk was saved. Says whether it was one.
pub(in crate::tui::update) fn saved(
    model: &mut Model,
    id: SubmitId,
    receipt: &Receipt,
    fx: &mut Vec<Effect>,
) -> bool {
    let Some(sent) = model.walk.sent.take_if(|sent| sent.id == id) else {
        return false;
    };
    match sent.what {
        Sent::Start(callout) => {
            let shown = model.walk.is_shown;
            show(model, Some(callout));
            model.walk.is_shown = shown;
            let number = receipt.number.map(|n| format!("{n}: ")).unwrap_or_default();
            model.say(format!("{number}the call is saved"));
        }
        Sent::Step(step) => {
            adrift::forget(model, step, fx);
            model.walk.named = None;
            let said = step.title();
            let between = if said == step.as_str() { "" } else { ":" };
            model.say(format!("{said}{between} saved"));
        }
        // The question that was gone to says where one is.
        Sent::To(_) => {
            model.walk.named = None;
            model.status.clear();
        }
        Sent::Line(line) => {
            typed::line_saved(model, fx);
            let said = time_noted(model, &line);
            model.say(said.unwrap_or_else(|| "line saved".to_owned()));
        }
        Sent::Finish => {
            model.walk.named = None;
            model.walk.is_typing = false;
            model.say("good night; the clock is stopped");
        }
        Sent::Take(callout) => {
            show(model, Some(callout));
            model.say("you have it now");
        }
    }
    model.walk.mine = model.my_callout().map(|callout| callout.id);
    model.read_walk();
    if std::mem::take(&mut model.walk.is_bedtime)
        && let Some(callout) = model.callout().filter(|callout| callout.ended.is_none())
    {
        super::bed(model, &callout, fx);
        return true;
    }
    let ahead = std::mem::take(&mut model.walk.ahead);
    for key in ahead {
        crate::tui::update::key_pressed(model, key, fx);
    }
    true
}

/// The time that a line noted; it stands in the row of times and is no line of the log.
fn time_noted(model: &Model, line: &str) -> Option<String> {
    let callout = model.callout()?;
    let (words, at) = noted(&callout, line)?;
    Some(format!("noted: {words} {}", model.hour_of(at)))
}

/// The same refusal with the question in it, where it names a part as commands do.
pub(in crate::tui::update) fn in_words(model: &Model, error: SubmitError) -> SubmitError {
    let SubmitError::Refused(mut refusal) = error else {
        return error;
    };
    let asked = model.walk.step.as_ref();
    let at = check::named(model, &refusal.because);
    if let Some((step, part)) = asked.and_then(|step| Some((step, step.parts.get(at?)?))) {
        let name = format!("{}.{}", step.name, part.key);
        refusal.because = refusal.because.replace(&name, &part.question);
    }
    SubmitError::Refused(refusal)
}

/// A command of the walk was not saved: the question and what was typed stay. Says whether it
/// was one.
pub(in crate::tui::update) fn not_saved(
    model: &mut Model,
    id: SubmitId,
    error: &SubmitError,
) -> bool {
    let Some(sent) = model.walk.sent.take_if(|sent| sent.id == id) else {
        return false;
    };
    model.walk.ahead.clear();
    model.walk.is_bedtime = false;
    if let Sent::Line(line) = sent.what {
        typed::line_back(model, &line);
    }
    // What was given last is asked again.
    let parts = model.walk.step.as_ref().map_or(0, |step| step.parts.len());
    model.walk.at = model.walk.at.min(parts.saturating_sub(1));
    if let SubmitError::Refused(refusal) = error
        && let Some(at) = check::named(model, &refusal.because)
    {
        model.walk.at = at;
        model.walk.enter_part();
    }
    true
}

/// Takes in a draft that an earlier session left; what stands in the record by now is no draft
/// any more. Says whether it is the walk's.
pub(in crate::tui::update) fn offer(
    model: &mut Model,
    draft: &KeptDraft,
    fx: &mut Vec<Effect>,
) -> bool {
    if cards::take(model, draft) {
        return true;
    }
    let text = &draft.text;
    let Some(place) = place_of(&draft.key.field) else {
        return false;
    };
    let callout = model.snapshot.callout(CalloutId(draft.key.on));
    let kept = Kept {
        by: model.me.person,
        step: place.0,
        text,
        at: draft.at,
    };
    let is_part = |part: &str| safe(part) == place.1;
    let is_recorded = |callout: &Callout| is_recorded(callout, &kept, is_part);
    if callout.as_ref().is_some_and(|callout| is_recorded(callout)) {
        fx.push(Effect::drop_draft(draft.key.clone()));
        return true;
    }
    match callout.filter(|callout| callout.ended.is_some()) {
        // It goes into no other callout's question.
        Some(callout) => {
            let kept = (text.as_str(), draft.cursor);
            if adrift::adopt(model, draft.key.clone(), kept, draft.at, fx) {
                let text = crate::tui::editor::one_line(crate::text::take_cols(text, 40));
                let number = callout.number;
                model.say(format!(
                    "{number} has ended; typed and not sent: {text}; :drafts has it"
                ));
            }
        }
        None => model.walk.take_draft(place, text, draft.cursor),
    }
    true
}

/// The own editor was left: the text is the part's now. Says whether it is the walk's.
pub(in crate::tui::update) fn editor_left(
    model: &mut Model,
    key: &DraftKey,
    text: &str,
    fx: &mut Vec<Effect>,
) -> bool {
    let parts: Vec<String> = model.walk.typed.keys().cloned().collect();
    let own = |part: &String| model.walk.draft_key(part).as_ref() == Some(key);
    let Some(part) = parts.into_iter().find(own) else {
        return false;
    };
    if let Some(editor) = model.walk.typed.get_mut(&part) {
        editor.set(text);
    }
    typed::keep(model, &part, fx);
    true
}

/// A paste: text where text is typed, else the start of a draft on the ticket. It never runs
/// anything, and while an answer is on its way it does not go into a question that is leaving.
pub(in crate::tui::update) fn paste(model: &mut Model, text: &str, fx: &mut Vec<Effect>) {
    let takes = |part: &&Part| !matches!(part.kind, PartKind::Choice | PartKind::Count);
    let is_free = model.walk.sent.is_none() && model.walk.id.is_some();
    let part = model.walk.part().filter(takes).filter(|_| is_free);
    let Some(key) = part.map(|part| part.key.clone()) else {
        return kept::paste(model, text, fx);
    };
    if let Some(editor) = model.walk.typed.get_mut(&key) {
        editor.insert(text);
        model.walk.is_typing = true;
        typed::keep(model, &key, fx);
    }
}

/// What stands first on the screen when a session begins: the callout that is open, else the
/// cards of the night.
pub(in crate::tui::update) fn at_the_start(model: &mut Model, fx: &mut Vec<Effect>) {
    let mine = model.my_callout().map(|callout| callout.id);
    model.walk.mine = mine;
    let last = model.my_callout().map(|callout| callout.last_at);
    model.walk.gap = last.map(|at| (at, model.now));
    match mine {
        Some(id) => boxes::open(model, CalloutBox::Resume(id)),
        None => cards::at_the_start(model, fx),
    }
}
