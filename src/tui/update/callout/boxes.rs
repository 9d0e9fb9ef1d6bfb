//! The lists and boxes of the callout: resuming, handing over, last night's cards, roster, claims.

use std::sync::Arc;

use super::{answer, bed, leave, send, show};
use crate::domain::callout::{Callout, cards, sheet};
use crate::domain::claim::{ClaimState, on_call};
use crate::domain::command::{GiveCallout, ResumeCallout, TakeCallout, WithdrawClaim};
use crate::domain::event::LineGap;
use crate::domain::{CalloutId, Claim, Command, Person, PersonId, Records as _, StepName};
use crate::time::{clock, day_time, hours, minutes};
use crate::tui::Key;
use crate::tui::KeyCode;
use crate::tui::action::{Action, Spot, action_for};
use crate::tui::model::{CalloutBox, Model, Overlay, OverlayKind, Sent};
use crate::tui::msg::Effect;
use crate::tui::theme::Role;
use crate::tui::update::{close_ticket, forms};

/// Minutes without an entry after which somebody who comes back is asked whether it was work.
/// Source: the guided callout, "Resume".
const GAP_MIN: i64 = 5;

/// A row: what stands before it, the text, what it means.
pub(in crate::tui) type Row = (String, String, Role);

/// Opens a list of the callout.
pub(in crate::tui) fn open(model: &mut Model, kind: CalloutBox) {
    model.overlay = Some(Overlay::new(OverlayKind::Callout(kind)));
}

/// Its title, and what the keys do.
pub(in crate::tui) fn words(model: &Model, kind: CalloutBox) -> (String, &'static str) {
    let number = |id: CalloutId| {
        let callout = model.snapshot.callout(id);
        callout.map_or_else(|| "the callout".to_owned(), |c| c.number.to_string())
    };
    match kind {
        CalloutBox::Resume(id) => (resume_title(model, id), "Enter or digit  Esc the desk"),
        CalloutBox::Gap(_, from, to) => {
            let hm = |at| model.zone.see(at).wall().format("%H:%M").to_string();
            let (from, to) = (hm(from), hm(to));
            let asked = format!("{from} to {to} without a line: were you working?");
            (asked, "Enter or 1 yes  2 no  Esc asks nothing")
        }
        CalloutBox::Give(id) => (
            format!("{}: hand it to", number(id)),
            "Enter hands it over  Esc back",
        ),
        CalloutBox::Views => ("go to".to_owned(), "a digit  Esc back"),
        CalloutBox::Running => ("callouts that run".to_owned(), "Enter looks on  Esc back"),
        CalloutBox::Cards => ("last night".to_owned(), "Enter the sheet  Esc puts it away"),
        CalloutBox::Roster => ("who is on call".to_owned(), "Esc back"),
        CalloutBox::Claims => (
            "your claims".to_owned(),
            "Enter takes a draft back  Esc back",
        ),
        CalloutBox::Withdraw(_) => ("claim".to_owned(), "Enter takes it back  Esc keeps it"),
    }
}

/// Its rows.
pub(in crate::tui) fn rows(model: &Model, kind: CalloutBox) -> Vec<Row> {
    let plain = |text: String| (String::new(), text, Role::Plain);
    let numbered = |rows: Vec<String>| -> Vec<Row> {
        let number = |(at, text)| (format!("{at}  "), text, Role::Plain);
        (1..).zip(rows).map(number).collect()
    };
    match kind {
        CalloutBox::Resume(id) => resume_rows(model, id),
        CalloutBox::Gap(_, _, _) => numbered(vec![
            "yes, it was work".to_owned(),
            "no, take it out of the clock".to_owned(),
        ]),
        CalloutBox::Give(_) => {
            let names = staff(model)
                .into_iter()
                .map(|person| person.name.to_string());
            names.map(plain).collect()
        }
        CalloutBox::Views => numbered(vec!["desk".to_owned(), "callout".to_owned()]),
        CalloutBox::Running => {
            let rows = running(model)
                .into_iter()
                .map(|callout| told(model, &callout));
            or_nothing(rows.map(plain).collect(), "no callout runs; C starts one")
        }
        CalloutBox::Cards => card_rows(model),
        CalloutBox::Roster => roster(model),
        CalloutBox::Claims => {
            let rows = claims(model)
                .into_iter()
                .map(|claim| plain(claim_line(model, &claim)));
            or_nothing(
                rows.collect(),
                "no claim of yours; the walk drafts one at its end",
            )
        }
        CalloutBox::Withdraw(id) => {
            let claim = model.snapshot.claim(id);
            let line = claim.map_or_else(String::new, |claim| claim_line(model, &claim));
            vec![plain(format!("Take it back? {line}"))]
        }
    }
}

fn or_nothing(rows: Vec<Row>, nothing: &str) -> Vec<Row> {
    if rows.is_empty() {
        return vec![(String::new(), nothing.to_owned(), Role::Plain)];
    }
    rows
}

fn resume_title(model: &Model, id: CalloutId) -> String {
    let Some(callout) = model.snapshot.callout(id) else {
        return "callout".to_owned();
    };
    let ticket = model.snapshot.ticket(callout.ticket);
    let ticket = ticket.map_or_else(|| "its ticket".to_owned(), |t| t.number.to_string());
    let saved = clock(model.zone.see(callout.last_at));
    format!("Callout of {ticket} is open, last saved {saved}")
}

fn resume_rows(model: &Model, id: CalloutId) -> Vec<Row> {
    let snapshot = &*model.snapshot;
    let callout = snapshot.callout(id);
    let step = callout.as_ref().and_then(|callout| {
        crate::domain::callout::next_step(snapshot, &snapshot.site, callout, model.now)
    });
    let at = step.map_or_else(|| "the end".to_owned(), |step| format!("*{}*", step.name));
    let row = |key: &str, text: &str| (format!("{key}  "), text.to_owned(), Role::Plain);
    let mut rows = vec![
        (
            "Enter  ".to_owned(),
            format!("goes on at {at}"),
            Role::Strong,
        ),
        row("1    ", "look"),
        row("2    ", "hand it to someone else"),
        row("3    ", "it is finished"),
    ];
    if let Some(callout) = callout {
        let mut about = vec![told(model, &callout)];
        if callout.is_paused() {
            about.push("the clock stands".to_owned());
        }
        let drafts = model.walk.kept.len();
        if drafts > 0 {
            about.push("what was typed and not sent is kept".to_owned());
        }
        rows.push((String::new(), about.join("; "), Role::Plain));
    }
    rows
}

/// A callout in one line.
fn told(model: &Model, callout: &Callout) -> String {
    let snapshot = &*model.snapshot;
    let name = snapshot
        .person(callout.person)
        .map(|person| person.name.to_string());
    let ticket = snapshot.ticket(callout.ticket);
    let title = ticket.map(|ticket| format!("{} {}", ticket.number, ticket.title));
    let (clock, _) = crate::domain::callout::clock_min(callout, model.now);
    format!(
        "{}  {}  {}  {}",
        callout.number,
        hours(clock),
        name.unwrap_or_default(),
        title.unwrap_or_default()
    )
}

fn running(model: &Model) -> Vec<Arc<Callout>> {
    model.snapshot.running_callouts()
}

/// Everybody else on the staff, by name.
fn staff(model: &Model) -> Vec<Arc<Person>> {
    let people = model.snapshot.register.people();
    let others = people.filter(|p| p.staff && !p.left && p.id != model.me.person);
    let mut others: Vec<Arc<Person>> = others.cloned().collect();
    others.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
    others
}

fn card_rows(model: &Model) -> Vec<Row> {
    let snapshot = &*model.snapshot;
    let cards = cards(snapshot, &snapshot.site, model.now).into_iter();
    let row = |card: crate::domain::callout::Card| {
        let number = snapshot.callout(card.callout).map(|c| c.number.to_string());
        let number = format!("{}  ", number.unwrap_or_default());
        let role = if card.debts.is_empty() {
            Role::Plain
        } else {
            Role::Owed
        };
        // What is owed in full stands on the sheet.
        let lines = card
            .lines
            .into_iter()
            .filter(|line| !line.starts_with("- "));
        (number, lines.collect::<Vec<_>>().join("; "), role)
    };
    or_nothing(cards.map(row).collect(), "nothing in the night")
}

fn claims(model: &Model) -> Vec<Arc<Claim>> {
    let mut claims = model.snapshot.claims_of(model.me.person);
    claims.reverse();
    claims
}

fn claim_line(model: &Model, claim: &Claim) -> String {
    let callout = model.snapshot.callout(claim.callout);
    let callout = callout.map(|callout| format!(" for {}", callout.number));
    format!(
        "{}  {}  {} outside hours of {}{}",
        claim.number,
        claim.state.as_str(),
        minutes(i64::from(claim.minutes_outside)),
        minutes(i64::from(claim.minutes_worked)),
        callout.unwrap_or_default()
    )
}

fn roster(model: &Model) -> Vec<Row> {
    let snapshot = &*model.snapshot;
    let turns = snapshot.roster();
    let now = on_call(&turns, model.now);
    let name = |id: PersonId| {
        snapshot
            .person(id)
            .map_or_else(String::new, |person| person.name.to_string())
    };
    let nobody = || "now: nobody on the roster, so whoever takes the call".to_owned();
    let first = now.map_or_else(nobody, |id| format!("now: {}", name(id)));
    let mut rows = vec![(String::new(), first, Role::Strong)];
    let mut coming: Vec<_> = turns
        .iter()
        .filter(|turn| turn.ended.is_none() && turn.to > model.now)
        .collect();
    coming.sort_by_key(|turn| turn.from);
    rows.extend(coming.into_iter().map(|turn| {
        let (from, to) = (
            day_time(turn.from, model.zone),
            day_time(turn.to, model.zone),
        );
        let text = format!("{}, {from} to {to}", name(turn.person));
        (format!("{}  ", turn.seq), text, Role::Plain)
    }));
    rows
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
    let mut add = |what: &str, person: Option<Arc<Person>>| {
        lines.push(match person {
            Some(person) => format!("{what}: {}, {}", person.name, phone(&person)),
            None => format!("{what}: nobody is known"),
        });
    };
    let on_call = on_call(&snapshot.roster(), model.now);
    add("on call", on_call.and_then(|id| snapshot.person(id)));
    let roles = &snapshot.site.policy.profile.roles;
    for role in ["lead", "director", "hr"] {
        if roles.has(role) {
            let mut people = roles
                .posts_of(role)
                .iter()
                .flat_map(|post| snapshot.holders(post));
            add(role, people.next());
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
        add("who called", from);
        if let Some(unit) = unit {
            add(&format!("head of {}", unit.name), head);
        }
    }
    if let Some(visit) = callout.as_ref().and_then(|c| c.visit.as_ref())
        && let Some(unit) = visit.unit.and_then(|id| snapshot.unit(id))
    {
        let head = unit.head.and_then(|id| snapshot.person(id));
        add(&format!("head of the room, {}", visit.room), head);
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
    match action_for(key, Spot::Box).map(|spec| spec.action) {
        Some(Action::Open) => take(model, kind, at, fx),
        Some(Action::Back | Action::Left | Action::Quit) => model.overlay = None,
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
        CalloutBox::Views => super::go(model),
        CalloutBox::Running => {
            if let Some(callout) = running(model).get(at) {
                show(model, Some(callout.id));
            }
        }
        CalloutBox::Cards => card_sheet(model, at),
        CalloutBox::Roster => {}
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

fn card_sheet(model: &mut Model, at: usize) {
    let snapshot = Arc::clone(&model.snapshot);
    let card = cards(&*snapshot, &snapshot.site, model.now)
        .into_iter()
        .nth(at);
    let callout = card.and_then(|card| snapshot.callout(card.callout));
    if let Some(callout) = callout {
        let lines = sheet(&*snapshot, &snapshot.site, &callout, model.now);
        let title = callout.number.to_string();
        model.overlay = Some(Overlay::new(OverlayKind::Read(title, lines)));
    }
}

/// What the first screen offers.
fn resume(model: &mut Model, id: CalloutId, at: usize, fx: &mut Vec<Effect>) {
    let Some(callout) = model.snapshot.callout(id) else {
        return;
    };
    match at {
        0 => {
            show(model, Some(id));
            if !callout.is_paused() && model.now.minutes_since(callout.last_at) > GAP_MIN {
                open(model, CalloutBox::Gap(id, callout.last_at, model.now));
            }
        }
        1 => {
            super::super::select(model, callout.ticket);
            super::super::open_ticket(model);
            model.say(format!("{} runs on; C goes back to it", callout.number));
        }
        2 => open(model, CalloutBox::Give(id)),
        3 => {
            show(model, Some(id));
            if callout.has_left(StepName::Outcome) {
                bed(model, &callout, fx);
            } else {
                answer(model, StepName::Outcome, Vec::new(), false, fx);
            }
        }
        _ => open(model, CalloutBox::Resume(id)),
    }
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
