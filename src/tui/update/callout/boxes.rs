//! The lists and boxes of the callout: resuming, handing over, last night's cards, roster, claims.

use std::sync::Arc;

use super::cards;
use super::rows::{claims, running, staff, turns};
pub(in crate::tui) use super::rows::{rows, words};
use super::{answer, bed, leave, send, show};
use crate::domain::claim::{ClaimState, on_call};
use crate::domain::command::{GiveCallout, ResumeCallout, TakeCallout, WithdrawClaim};
use crate::domain::event::LineGap;
use crate::domain::{CalloutId, Claim, Command, Person, Records as _, RosterId, StepName};
use crate::tui::Key;
use crate::tui::KeyCode;
use crate::tui::action::{Action, Spot};
use crate::tui::form::FormKind;
use crate::tui::model::{CalloutBox, Model, Overlay, OverlayKind, Sent};
use crate::tui::msg::Effect;
use crate::tui::update::{close_ticket, forms};

/// Minutes without an entry after which somebody who comes back is asked whether it was work.
/// Source: the guided callout, "Resume".
const GAP_MIN: i64 = 5;

/// Opens a list of the callout.
pub(in crate::tui) fn open(model: &mut Model, kind: CalloutBox) {
    model.overlay = Some(Overlay::new(OverlayKind::Callout(kind)));
}

/// Whom to call, with their numbers: the one on call, the lead, the head of the unit, the
/// director, and whoever the walk wants told.
pub(in crate::tui) fn whom_to_call(model: &mut Model) {
    let snapshot = Arc::clone(&model.snapshot);
    let phone = |person: &Person| {
        let phone = person.phone.as_ref().or(person.email.as_ref());
        phone.map_or_else(|| "no number known".to_owned(), ToString::to_string)
    };
    let mut lines = Vec::new();
    let line = |what: &str, person: Option<Arc<Person>>| match person {
        Some(person) => format!("{what}: {}, {}", person.name, phone(&person)),
        None => format!("{what}: nobody is known"),
    };
    let on_call = on_call(&snapshot.roster(), model.now);
    if on_call == Some(model.me.person) {
        lines.push("on call: you".to_owned());
    } else {
        lines.push(line("on call", on_call.and_then(|id| snapshot.person(id))));
    }
    let roles = &snapshot.site.policy.profile.roles;
    for role in ["lead", "director", "hr"] {
        if roles.has(role) {
            let mut people = roles
                .posts_of(role)
                .iter()
                .flat_map(|post| snapshot.holders(post));
            lines.push(line(role, people.next()));
        }
    }
    let callout = model.callout();
    let ticket = callout.as_ref().and_then(|c| snapshot.ticket(c.ticket));
    let ticket = ticket.or_else(|| model.ticket());
    if let Some(ticket) = ticket {
        let from = ticket.from.and_then(|id| snapshot.person(id));
        let unit = ticket.unit.or_else(|| from.as_ref()?.unit);
        let unit = unit.and_then(|id| snapshot.unit(id));
        let head = unit.as_ref().and_then(|unit| snapshot.person(unit.head?));
        let typed = callout
            .as_ref()
            .and_then(|c| c.value(StepName::Caller, "phone"));
        match (from, typed) {
            (Some(from), Some(typed)) => lines.push(format!(
                "who called: {}, {typed} (given at this call)",
                from.name
            )),
            (None, Some(typed)) => lines.push(format!("who called: {typed}")),
            (from, None) => lines.push(line("who called", from)),
        }
        if let Some(unit) = unit {
            lines.push(line(&format!("head of {}", unit.name), head));
        }
    }
    if let Some(visit) = callout.as_ref().and_then(|c| c.visit.as_ref())
        && let Some(unit) = visit.unit.and_then(|id| snapshot.unit(id))
    {
        let head = unit.head.and_then(|id| snapshot.person(id));
        lines.push(line(&format!("head of the room, {}", visit.room), head));
    }
    let title = "whom to call".to_owned();
    model.overlay = Some(Overlay::new(OverlayKind::Read(title, lines)));
}

/// A key in a list of the callout.
pub(in crate::tui::update) fn key(
    model: &mut Model,
    kind: CalloutBox,
    key: Key,
    fx: &mut Vec<Effect>,
) {
    if let KeyCode::Char(c @ '1'..='9') = key.code {
        let digit = c.to_digit(10).unwrap_or(0) as usize;
        // On the first screen the digits stand behind Enter.
        let at = if matches!(kind, CalloutBox::Resume(_)) {
            digit
        } else {
            digit - 1
        };
        let has_digits = matches!(
            kind,
            CalloutBox::Resume(_) | CalloutBox::Gap(_, _, _) | CalloutBox::Views
        );
        if has_digits {
            return take(model, kind, at, fx);
        }
    }
    let at = model.overlay.as_ref().map_or(0, |overlay| overlay.at);
    let on_desk = model.settings.keymap.action_for(key, Spot::Queue);
    let is_new = on_desk.is_some_and(|spec| spec.action == Action::New);
    if kind == CalloutBox::Roster && is_new {
        return put_on_call(model);
    }
    match model
        .settings
        .keymap
        .action_for(key, Spot::Box)
        .map(|spec| spec.action)
    {
        Some(Action::Open) => take(model, kind, at, fx),
        Some(Action::Back | Action::Left | Action::Quit) => {
            model.overlay = None;
            if kind == CalloutBox::Cards {
                cards::put_away(model, fx);
            }
        }
        Some(Action::Help) => {
            model.overlay = Some(Overlay::new(OverlayKind::Help(Spot::Box)));
        }
        _ => {}
    }
}

/// Takes a row.
fn take(model: &mut Model, kind: CalloutBox, at: usize, fx: &mut Vec<Effect>) {
    model.overlay = None;
    match kind {
        CalloutBox::Resume(id) => resume(model, id, at, fx),
        CalloutBox::Gap(callout, from, to) => {
            let worked = at == 0;
            let gap = Some(LineGap { from, to, worked });
            let command = Command::ResumeCallout(ResumeCallout { callout, gap });
            let said = if worked {
                "it was work"
            } else {
                "taken out of the clock"
            };
            forms::send_quick(model, command, said.to_owned(), fx);
            if let Some(id) = model.walk.finishes.take() {
                finish(model, id, fx);
            }
        }
        CalloutBox::Give(callout) => {
            let Some(to) = staff(model)
                .get(at)
                .map(|person| (person.id, person.name.clone()))
            else {
                return;
            };
            let command = Command::GiveCallout(GiveCallout { callout, to: to.0 });
            forms::send_quick(model, command, format!("handed to {}", to.1), fx);
            leave(model);
        }
        CalloutBox::Views if at == 0 => {
            leave(model);
            close_ticket(model);
        }
        CalloutBox::Views => super::view(model),
        CalloutBox::Running => {
            if let Some(callout) = running(model).get(at) {
                show(model, Some(callout.id));
            }
        }
        CalloutBox::Cards => cards::open_sheet(model, at, fx),
        CalloutBox::Roster => match turns(model).get(at.wrapping_sub(1)) {
            Some(turn) => forms::begin(model, FormKind::EndTurn(turn.id)),
            None => put_on_call(model),
        },
        CalloutBox::Claims => {
            let drafted = |claim: &&Arc<Claim>| claim.state == ClaimState::Drafted;
            match claims(model).get(at).filter(drafted) {
                Some(claim) => open(model, CalloutBox::Withdraw(claim.id)),
                None => model.say("only a draft can be taken back"),
            }
        }
        CalloutBox::Withdraw(claim) => {
            let because = None;
            let command = Command::WithdrawClaim(WithdrawClaim { claim, because });
            forms::send_quick(model, command, "claim taken back".to_owned(), fx);
        }
    }
}

/// A form for a turn on the roster.
fn put_on_call(model: &mut Model) {
    model.overlay = None;
    let turn = RosterId((model.fresh)());
    forms::begin(model, FormKind::Turn(turn));
}

/// What the first screen offers.
fn resume(model: &mut Model, id: CalloutId, at: usize, fx: &mut Vec<Effect>) {
    let Some(callout) = model.snapshot.callout(id) else {
        return;
    };
    match at {
        0 => {
            show(model, Some(id));
            ask_gap(model);
        }
        1 => {
            super::super::select(model, callout.ticket);
            super::super::open_ticket(model);
            model.say(format!("{} runs on; C goes back to it", callout.number));
        }
        2 => open(model, CalloutBox::Give(id)),
        3 => {
            show(model, Some(id));
            if ask_gap(model) {
                model.walk.finishes = Some(id);
            } else {
                finish(model, id, fx);
            }
        }
        _ => open(model, CalloutBox::Resume(id)),
    }
}

/// It is finished: to bed, or first how it came out.
fn finish(model: &mut Model, id: CalloutId, fx: &mut Vec<Effect>) {
    let Some(callout) = model.snapshot.callout(id) else {
        return;
    };
    if callout.has_left(StepName::Outcome) {
        bed(model, &callout, fx);
    } else {
        answer(model, StepName::Outcome, Vec::new(), false, fx);
    }
}

/// Asks whether the time without an entry before this session was work, whichever way the walk is
/// gone back to; once, and only where it was long. Says whether it is asked.
pub(super) fn ask_gap(model: &mut Model) -> bool {
    model.walk.finishes = None;
    let callout = model.my_callout();
    let callout = callout.filter(|callout| model.walk.id == Some(callout.id));
    let (Some(callout), Some((from, began))) = (callout, model.walk.gap) else {
        return false;
    };
    model.walk.gap = None;
    // Where something was written since, the time without a line ended when the session began.
    let to = if callout.last_at == from {
        model.now
    } else {
        began
    };
    let is_asked = !callout.is_paused() && to.minutes_since(from) > GAP_MIN;
    if is_asked {
        open(model, CalloutBox::Gap(callout.id, from, to));
    }
    is_asked
}

/// Takes over a callout that somebody else has.
pub(in crate::tui::update) fn take_it(model: &mut Model, callout: CalloutId, fx: &mut Vec<Effect>) {
    let console = model.me.console.clone();
    let command = TakeCallout { callout, console };
    send(
        model,
        Command::TakeCallout(command),
        Sent::Take(callout),
        fx,
    );
}
