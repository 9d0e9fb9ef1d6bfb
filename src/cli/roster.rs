//! `roster`: who is on call, and when.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::args::entry;
use super::call::Call;
use super::fail::Fail;
use super::seat::Seat;
use crate::domain::claim::{Turn, on_call};
use crate::domain::command::{EndRoster, SetRoster};
use crate::domain::{Command, Records, RosterId};
use crate::text::Clean;
use crate::text::{pad_left, pad_right, truncate};
use crate::time::{Stamp, day_time, parse_until, parse_when};

/// The arguments of `roster`.
#[derive(Debug, Args)]
pub(super) struct RosterArgs {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What is done with the roster.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Put somebody on call.
    Add {
        /// Who, a member of staff.
        person: String,
        /// From when.
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        from: String,
        /// Until when.
        #[arg(long, value_name = "TIME")]
        to: String,
    },
    /// The turns that are not over, and who is on call.
    List {
        /// Who was or will be on call then.
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        at: Option<String>,
        /// Turns that are over or were removed too.
        #[arg(long)]
        all: bool,
    },
    /// Take a turn off the roster.
    Remove {
        /// The turn's number, as `roster list` shows it.
        #[arg(value_parser = entry, allow_negative_numbers = true)]
        id: u64,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        because: String,
    },
}

/// Does what was asked with the roster.
pub(super) fn run(call: &mut Call<'_, '_>, verb: &Verb) -> Result<Reply, Fail> {
    match verb {
        Verb::Add { person, from, to } => add(call, person, from, to),
        Verb::List { at, all } => list(call, at.as_ref(), *all),
        Verb::Remove { id, because } => remove(call, *id, because),
    }
}

/// A time that may lie on either side of now: past ones as they are typed, else one to come.
fn any_time(seat: &Seat, text: &str, option: &str) -> Result<Stamp, Fail> {
    let to_come = parse_until(text, seat.now, seat.zone());
    to_come
        .or_else(|_| parse_when(text, seat.now, seat.zone()))
        .map_err(|error| Fail::Usage(format!("{option}: {error}")))
}

fn add(call: &mut Call<'_, '_>, person: &str, from: &str, to: &str) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let person = seat.person(person)?;
    let turn = RosterId(Uuid::now_v7());
    let command = SetRoster {
        turn,
        person: person.id,
        from: any_time(&seat, from, "--from")?,
        to: any_time(&seat, to, "--to")?,
    };
    let receipt = seat.submit(&Command::SetRoster(command))?;
    let mut text = String::new();
    let mut json = json!({"id": receipt.seq, "seq": receipt.seq, "at": receipt.at.rfc3339()});
    if let Some(turn) = seat.known.roster().into_iter().find(|one| one.id == turn) {
        let _ = writeln!(text, "{}", words(&seat, &turn));
        for other in covered(&seat, &turn) {
            let whose = seat.name_of(Some(other.person));
            let _ = writeln!(text, "it goes before turn {} of {whose}", other.seq);
        }
        json["turn"] = row(&seat, &turn);
    }
    Ok(Answer::reply(text, json))
}

/// The turns of others that a turn stands before while it lasts: of several the one set last holds.
fn covered(seat: &Seat, turn: &Turn) -> Vec<Arc<Turn>> {
    let mut others = seat.known.roster();
    others.retain(|other| {
        let is_open = other.ended.is_none() && other.seq < turn.seq;
        is_open && other.from < turn.to && turn.from < other.to
    });
    others
}

fn list(call: &mut Call<'_, '_>, at: Option<&String>, all: bool) -> Result<Reply, Fail> {
    let seat = call.open()?;
    let at = match at {
        Some(text) => any_time(&seat, text, "--at")?,
        None => seat.now,
    };
    let mut turns = seat.known.roster();
    let on = on_call(&turns, at);
    turns.retain(|turn| all || turn.ended.is_none() && (turn.to > seat.now || turn.covers(at)));
    turns.sort_by_key(|turn| (turn.from, turn.seq));
    let mut text = match on {
        Some(person) => format!(
            "on call {}: {}\n",
            day_time(at, seat.zone()),
            seat.name_of(Some(person))
        ),
        None => format!(
            "on call {}: nobody; whoever takes the call is\n",
            day_time(at, seat.zone())
        ),
    };
    for turn in &turns {
        let _ = writeln!(text, "{}", line(&seat, turn));
    }
    let on = on.map(|id| seat.name_of(Some(id)));
    let rows: Vec<Value> = turns.iter().map(|turn| row(&seat, turn)).collect();
    Ok(Answer::reply(
        text,
        json!({"at": at.rfc3339(), "on_call": on, "roster": rows}),
    ))
}

fn remove(call: &mut Call<'_, '_>, id: u64, because: &str) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let turns = seat.known.roster();
    let turn = turns.iter().find(|turn| turn.seq == id);
    let turn = turn.map(|turn| turn.id).ok_or_else(|| {
        Fail::Missing(format!(
            "there is no turn {id} on the roster; `nightdesk roster list` shows them"
        ))
    })?;
    let because = Clean::line(call.said(because, "--because")?.as_str());
    let receipt = seat.submit(&Command::EndRoster(EndRoster { turn, because }))?;
    Ok(Answer::reply(
        format!("turn {id} is off the roster (entry {})", receipt.seq),
        json!({"id": id, "seq": receipt.seq, "at": receipt.at.rfc3339()}),
    ))
}

fn row(seat: &Seat, turn: &Arc<Turn>) -> Value {
    json!({
        "id": turn.seq,
        "person": seat.name_of(Some(turn.person)),
        "from": turn.from.rfc3339(),
        "to": turn.to.rfc3339(),
        "removed": turn.ended.as_ref().map(crate::text::Clean::as_str),
    })
}

fn words(seat: &Seat, turn: &Turn) -> String {
    let zone = seat.zone();
    let (from, to) = (day_time(turn.from, zone), day_time(turn.to, zone));
    let who = seat.name_of(Some(turn.person));
    format!("{who} is on call from {from} to {to} (turn {})", turn.seq)
}

fn line(seat: &Seat, turn: &Turn) -> String {
    let zone = seat.zone();
    let removed = turn.ended.as_ref();
    let removed = removed.map_or_else(String::new, |why| format!("  removed: {why}"));
    let line = format!(
        "{} {} {} to {}{removed}",
        pad_left(&turn.seq.to_string(), 6),
        pad_right(&truncate(&seat.name_of(Some(turn.person)), 24), 24),
        pad_left(&day_time(turn.from, zone), 16),
        day_time(turn.to, zone),
    );
    truncate(&line, 80)
}
