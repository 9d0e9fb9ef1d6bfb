//! What stands in the lists of the callout, row by row.

use std::sync::Arc;

use super::cards::shown;
use crate::domain::callout::Callout;
use crate::domain::claim::{Turn, on_call};
use crate::domain::{CalloutId, Claim, Person, PersonId, Records as _};
use crate::time::{clock, day_time, hours, minutes};
use crate::tui::model::{CalloutBox, Model};
use crate::tui::theme::Role;

/// Minutes of a week.
const WEEK_MIN: i64 = 7 * 24 * 60;

/// A row: what stands before it, the text, what it means.
pub(in crate::tui) type Row = (String, String, Role);

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
            (asked, "Enter or 1 yes  2 no  Esc leaves it as work")
        }
        CalloutBox::Give(id) => (
            format!("{}: hand it to", number(id)),
            "Enter hands it over  Esc back",
        ),
        CalloutBox::Views => ("go to".to_owned(), "a digit  Esc back"),
        CalloutBox::Running => ("callouts that run".to_owned(), "Enter looks on  Esc back"),
        CalloutBox::Cards => ("last night".to_owned(), "Enter the sheet  Esc puts it away"),
        CalloutBox::Roster => (
            "who is on call".to_owned(),
            "n puts somebody on call  Enter on a turn takes it off  Esc back",
        ),
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
            or_nothing(
                names.map(plain).collect(),
                "nobody else is on the staff of this desk; it stays yours",
            )
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
    let at = step.map_or_else(
        || "the end".to_owned(),
        |step| format!("\"{}\"", step.name.title()),
    );
    let row = |key: &str, text: &str| (format!("{key}  "), text.to_owned(), Role::Plain);
    let mut rows = vec![
        (
            "Enter  ".to_owned(),
            format!("goes on at {at}"),
            Role::Strong,
        ),
        row("1    ", "look at its ticket"),
        row("2    ", "hand it to someone else"),
        row("3    ", "it is finished"),
    ];
    if let Some(callout) = callout {
        let mut about = vec![told(model, &callout)];
        if callout.is_paused() {
            about.push("the clock is stopped".to_owned());
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

pub(super) fn running(model: &Model) -> Vec<Arc<Callout>> {
    model.snapshot.running_callouts()
}

/// Everybody else on the staff, by name.
pub(super) fn staff(model: &Model) -> Vec<Arc<Person>> {
    let people = model.snapshot.register.people();
    let others = people.filter(|p| p.staff && !p.left && p.id != model.me.person);
    let mut others: Vec<Arc<Person>> = others.cloned().collect();
    others.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
    others
}

fn card_rows(model: &Model) -> Vec<Row> {
    let snapshot = &*model.snapshot;
    let cards = shown(model).into_iter();
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

pub(super) fn claims(model: &Model) -> Vec<Arc<Claim>> {
    let mut claims = model.snapshot.claims_of(model.me.person);
    claims.reverse();
    claims
}

fn claim_line(model: &Model, claim: &Claim) -> String {
    let callout = model.snapshot.callout(claim.callout);
    let callout = callout.map(|callout| format!(" for {}", callout.number));
    format!(
        "{}  {}  {} outside your hours, of {} worked{}",
        claim.number,
        claim.state.as_str(),
        minutes(i64::from(claim.minutes_outside)),
        minutes(i64::from(claim.minutes_worked)),
        callout.unwrap_or_default()
    )
}

/// The turns that are not over, the next one first.
pub(super) fn turns(model: &Model) -> Vec<Arc<Turn>> {
    let mut turns = model.snapshot.roster();
    turns.retain(|turn| turn.ended.is_none() && turn.to > model.now);
    turns.sort_by_key(|turn| (turn.from, turn.seq));
    turns
}

/// Who is on call now, until when and by which number; then each turn, those that begin within a
/// week marked so.
fn roster(model: &Model) -> Vec<Row> {
    let snapshot = &*model.snapshot;
    let turns = turns(model);
    let name = |id: PersonId| {
        let person = snapshot.person(id);
        person.map_or_else(String::new, |person| person.name.to_string())
    };
    let first = match on_call(&turns, model.now) {
        None => "now: nobody, so whoever takes the call".to_owned(),
        Some(id) => {
            let phone = snapshot.person(id).and_then(|person| person.phone.clone());
            let phone = phone.map_or_else(String::new, |phone| format!(", {phone}"));
            format!("now: {}{phone}", name(id))
        }
    };
    let mut rows = vec![(String::new(), first, Role::Strong)];
    let week = model.now.plus_minutes(WEEK_MIN);
    rows.extend(turns.iter().map(|turn| {
        let when = if turn.covers(model.now) {
            "now        "
        } else if turn.from < week {
            "this week  "
        } else {
            "later      "
        };
        let (from, to) = (
            day_time(turn.from, model.zone),
            day_time(turn.to, model.zone),
        );
        let text = format!("{}, {from} to {to}", name(turn.person));
        (when.to_owned(), text, Role::Plain)
    }));
    rows
}
