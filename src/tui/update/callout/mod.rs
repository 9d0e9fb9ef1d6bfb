//! The callout's view: going there, what its letters do, and what the desk answered.
//!
//! Every answer is a command, and the next question is read from the records after its receipt.
//! Keys pressed within the first moment of waiting are kept for it; later ones are not, because
//! nobody has seen the question that they would answer.

mod adrift;
mod back;
mod begin;
pub(in crate::tui) mod boxes;
mod cards;
mod check;
mod moves;
mod part;
mod rows;
mod secret;
pub(super) mod steps;
mod typed;

pub(super) use back::{
    at_the_start, desk_changed, editor_left, in_words, not_saved, offer, paste, saved,
};
pub(super) use begin::{go, view};
pub(super) use part::key;

use super::forms;
use crate::domain::callout::Callout;
use crate::domain::command::{
    AnswerCallout, FinishCallout, PauseCallout, ResumeCallout, StartCallout,
};
use crate::domain::{CalloutId, Command, StepName, TicketId};
use crate::tui::Key;
use crate::tui::action::{Action, Spot};
use crate::tui::form::FormKind;
use crate::tui::model::{CalloutBox, Model, OnItsWay, Overlay, OverlayKind, Sent, Walk};
use crate::tui::msg::Effect;

/// What belongs to callouts, from the desk.
pub(super) fn from_desk(model: &mut Model, action: Action) {
    match action {
        Action::Callout => go(model),
        Action::CalloutView => view(model),
        Action::TakeOver | Action::Callouts => boxes::open(model, CalloutBox::Running),
        Action::Night => cards::open_all(model),
        Action::Roster => boxes::open(model, CalloutBox::Roster),
        Action::Claims => boxes::open(model, CalloutBox::Claims),
        Action::Call => boxes::whom_to_call(model),
        _ => model.say("it belongs to a callout; C goes there"),
    }
}

/// Shows the walk of a callout; none = the question before there is one.
pub(super) fn show(model: &mut Model, id: Option<CalloutId>) {
    if model.walk.id != id || model.walk.step.is_none() {
        let old = std::mem::take(&mut model.walk);
        let is_same = old.id == id;
        model.walk = Walk {
            id,
            kept: old.kept,
            sent: old.sent.filter(|_| is_same),
            mine: old.mine,
            night: old.night,
            gap: old.gap,
            ..Walk::default()
        };
    }
    model.walk.is_shown = true;
    model.overlay = None;
    model.read_walk();
    if let Some(callout) = model.callout() {
        super::select(model, callout.ticket);
    }
}

/// To the desk; a callout runs on.
pub(super) fn leave(model: &mut Model) {
    model.walk.is_shown = false;
    model.walk.is_typing = false;
    if let Some(callout) = model.my_callout() {
        model.say(format!("{} runs on; C goes back to it", callout.number));
    }
    model.refresh();
}

/// Sends a command of the walk; the question stays until the receipt.
fn send(model: &mut Model, command: Command, what: Sent, fx: &mut Vec<Effect>) {
    let id = forms::send(model, command, fx);
    model.walk.sent = Some(OnItsWay {
        id,
        at: model.now,
        what,
    });
}

/// Answers the step that is asked, or goes to one.
fn answer(
    model: &mut Model,
    step: StepName,
    values: Vec<(String, crate::text::Clean)>,
    leave: bool,
    fx: &mut Vec<Effect>,
) {
    let Some(callout) = model.walk.id else {
        return;
    };
    let what = match values.first() {
        Some((_, line)) if step == StepName::Work && !leave => Sent::Line(line.as_str().to_owned()),
        None if !leave => Sent::To(step),
        Some(_) | None => Sent::Step(step),
    };
    let fresh = model.fresh_ids();
    let command = AnswerCallout {
        callout,
        step,
        values,
        leave,
        fresh,
    };
    send(model, Command::AnswerCallout(Box::new(command)), what, fx);
}

/// Begins the callout that was asked about.
fn start(model: &mut Model, fx: &mut Vec<Effect>) {
    let id = CalloutId((model.fresh)());
    let ticket = model.walk.ticket;
    let ticket = ticket.unwrap_or_else(|| TicketId((model.fresh)()));
    let given = &model.walk.given;
    let is = |part: &str, word: &str| given.get(part).is_some_and(|value| value == word);
    let duty = given.get("duty").map(|text| crate::text::Clean::line(text));
    let asks_duty = model.walk.step.as_ref();
    let asks_duty = asks_duty.and_then(|step| step.parts.iter().find(|part| part.key == "duty"));
    let duty = duty.or_else(|| {
        let default = asks_duty?.default.as_deref()?;
        Some(crate::text::Clean::line(default))
    });
    let command = StartCallout {
        id,
        ticket,
        over: is("when", "over"),
        duty,
        own: model.walk.own.is_some(),
        console: model.me.console.clone(),
    };
    send(model, Command::StartCallout(command), Sent::Start(id), fx);
}

/// Goes to a step, as an entry.
fn go_to(model: &mut Model, step: StepName, fx: &mut Vec<Effect>) {
    if model.walk.name() == Some(step) {
        model.walk.at = 0;
        model.walk.enter_part();
        return;
    }
    model.walk.named = None;
    answer(model, step, Vec::new(), false, fx);
}

/// Back one question: nothing is written, the answer stands until another is given.
fn back_one(model: &mut Model) {
    let Some(name) = model.walk.name() else {
        return;
    };
    let names: Vec<StepName> = model.walk.trail.iter().map(|mark| mark.name).collect();
    let at = names.iter().position(|known| *known == name).unwrap_or(0);
    let before = at.checked_sub(1).map(|at| names[at]);
    match before.filter(|step| *step != StepName::Start) {
        Some(step) => {
            model.walk.named = Some(step);
            model.read_walk();
        }
        None => model.say("this is the first question"),
    }
}

/// Carries out an action in NAV.
pub(super) fn act(model: &mut Model, action: Action, fx: &mut Vec<Effect>) {
    match action {
        Action::Back | Action::Desk => leave(model),
        Action::Views => boxes::open(model, CalloutBox::Views),
        Action::Help => {
            model.overlay = Some(Overlay::new(OverlayKind::Help(Spot::Walk)));
        }
        Action::Palette => {
            let editor = crate::tui::editor::Editor::line();
            model.overlay = Some(Overlay::new(OverlayKind::Palette(editor)));
        }
        Action::Call => boxes::whom_to_call(model),
        Action::TakeOver => take_over(model, fx),
        Action::Quit => super::leave::quit(model, fx),
        Action::Tell | Action::Act => word(model, action),
        Action::Callout => go(model),
        Action::CalloutView => view(model),
        Action::Callouts => boxes::open(model, CalloutBox::Running),
        Action::Editor => typed::own_editor(model, fx),
        Action::Open
        | Action::Down
        | Action::Up
        | Action::PageDown
        | Action::PageUp
        | Action::Home
        | Action::End
        | Action::Left
        | Action::Right
        | Action::Next
        | Action::Prev
        | Action::BackOne
        | Action::Narrative => moves::act(model, action, fx),
        Action::DontKnow
        | Action::Work
        | Action::Clock
        | Action::Bed
        | Action::Cure
        | Action::Correct
        | Action::Give => running(model, action, fx),
        other => {
            // The rest is the desk's, reached here through the palette.
            if let Some(lack) = super::lacks::lacks(model, other) {
                return model.say(lack);
            }
            model.walk.is_shown = false;
            super::nav::act(model, other, Key::char(' '), fx);
        }
    }
}

/// A line or a word, on the callout's ticket.
fn word(model: &mut Model, action: Action) {
    let Some(callout) = model.callout() else {
        model.say("answer this first; then there is a ticket");
        return;
    };
    let kind = if action == Action::Tell {
        FormKind::Tell(callout.ticket)
    } else {
        FormKind::Action(callout.ticket)
    };
    forms::begin(model, kind);
}

/// What needs a callout of one's own that runs.
fn running(model: &mut Model, action: Action, fx: &mut Vec<Effect>) {
    let Some(callout) = model.callout().filter(|callout| callout.ended.is_none()) else {
        model.say("answer this first; then the callout runs");
        return;
    };
    if model.is_looking() {
        model.say("somebody else has it; :take over takes it");
        return;
    }
    match action {
        Action::DontKnow => part::dont_know(model, fx),
        Action::Work => go_to(model, StepName::Work, fx),
        Action::Clock => clock(model, &callout, fx),
        Action::Bed => bed(model, &callout, fx),
        Action::Cure => cure(model, fx),
        Action::Correct => verdict(model),
        Action::Give => boxes::open(model, CalloutBox::Give(callout.id)),
        _ => {}
    }
}

/// Stops the clock, or lets it go on.
fn clock(model: &mut Model, callout: &Callout, fx: &mut Vec<Effect>) {
    let id = callout.id;
    let (command, said) = if callout.is_paused() {
        let gap = None;
        let command = Command::ResumeCallout(ResumeCallout { callout: id, gap });
        (command, "the clock goes on")
    } else {
        let command = Command::PauseCallout(PauseCallout {
            callout: id,
            happened: None,
        });
        (command, "the clock is stopped; t lets it go on")
    };
    forms::send_quick(model, command, said.to_owned(), fx);
}

/// To bed. What is typed at the question is sent before, so that it stands in the record.
pub(super) fn bed(model: &mut Model, callout: &Callout, fx: &mut Vec<Effect>) {
    let name = model.walk.name();
    let is_told = name == Some(StepName::Outcome) && model.walk.given.contains_key("how");
    let is_late = matches!(
        name,
        Some(StepName::Narrative | StepName::Debts | StepName::Claim)
    );
    if (is_late || is_told) && model.walk.is_touched() && model.walk.is_shown {
        part::send_step(model, fx);
        model.walk.is_bedtime = model.walk.sent.is_some();
        return;
    }
    if asks_outcome(model, callout) {
        model.walk.named = Some(StepName::Outcome);
        model.read_walk();
        return model.say("how did it come out? Then Z again goes to bed");
    }
    let fresh = model.fresh_ids();
    let command = FinishCallout {
        callout: callout.id,
        fresh,
    };
    send(model, Command::FinishCallout(command), Sent::Finish, fx);
}

/// Whether nobody said yet how it came out, and the walk asks it.
fn asks_outcome(model: &Model, callout: &Callout) -> bool {
    let has_outcome = model
        .walk
        .trail
        .iter()
        .any(|mark| mark.name == StepName::Outcome);
    has_outcome && !callout.over && !callout.has_left(StepName::Outcome)
}

/// Goes to what fixed it before; there, the latest of them becomes tonight's list.
fn cure(model: &mut Model, fx: &mut Vec<Effect>) {
    let parts = model.walk.step.as_ref().map(|step| &step.parts[..]);
    let at = parts.and_then(|parts| parts.iter().position(|part| part.key == "cure"));
    match at {
        Some(at) if at == model.walk.at => part::first_choice(model, fx),
        Some(at) => {
            model.walk.at = at;
            model.walk.enter_part();
        }
        None => model.say("no cure is known here; the question \"what\" offers those of the asset"),
    }
}

/// Changes the verdict: at the question of the emergency, whichever stands is turned round.
fn verdict(model: &mut Model) {
    if model.walk.name() != Some(StepName::Emergency) {
        model.walk.named = Some(StepName::Emergency);
        model.read_walk();
        if model.walk.name() != Some(StepName::Emergency) {
            model.walk.named = None;
            model.read_walk();
            model.say("the emergency is not judged yet");
            return;
        }
    }
    let Some(first) = model.walk.step.as_ref().and_then(|step| step.parts.first()) else {
        return;
    };
    let (key, stands) = (first.key.clone(), model.walk.chosen(first));
    let other = first
        .choices
        .iter()
        .enumerate()
        .find(|(at, _)| Some(*at) != stands);
    let Some((_, other)) = other else { return };
    let value = other.value.clone();
    model.walk.given.insert(key, value);
    model.read_walk();
    model.walk.at = 1;
    model.walk.enter_part();
}

fn take_over(model: &mut Model, fx: &mut Vec<Effect>) {
    let id = model.callout().filter(|callout| callout.ended.is_none());
    match id.map(|callout| callout.id) {
        Some(id) if model.is_looking() => boxes::take_it(model, id, fx),
        Some(_) => model.say("you have it already"),
        None => boxes::open(model, CalloutBox::Running),
    }
}
