//! `claim`: comp time, drafted from callouts.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::args::claim;
use super::call::Call;
use super::fail::Fail;
use super::seat::Seat;
use crate::domain::claim::{Claim, ClaimState};
use crate::domain::command::WithdrawClaim;
use crate::domain::{Command, IntervalKind, Number, Records};
use crate::text::{pad_left, pad_right, truncate, wrap};
use crate::time::{day_time, minutes};

/// The arguments of `claim`.
#[derive(Debug, Args)]
pub(super) struct ClaimArgs {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What is done with a claim.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Your claims, the latest first.
    List {
        /// Everybody's, also those that were taken back.
        #[arg(long)]
        all: bool,
    },
    /// A claim with its intervals.
    Show {
        /// The claim.
        #[arg(value_parser = claim, value_name = "M-1")]
        id: Number,
    },
    /// Take your claim back.
    Withdraw {
        /// The claim.
        #[arg(value_parser = claim, value_name = "M-1")]
        id: Number,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        because: Option<String>,
    },
}

/// Does what was asked with a claim.
pub(super) fn run(call: &mut Call<'_, '_>, verb: &Verb) -> Result<Reply, Fail> {
    match verb {
        Verb::List { all } => list(call, *all),
        Verb::Show { id } => {
            let mut seat = call.open()?;
            let claim = seat.claim(*id)?;
            Ok(shown(&seat, &claim))
        }
        Verb::Withdraw { id, because } => withdraw(call, *id, because.as_ref()),
    }
}

fn list(call: &mut Call<'_, '_>, all: bool) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    if all {
        seat.load_claims()?;
    }
    let mut claims: Vec<Arc<Claim>> = if all {
        seat.known.register.claims().cloned().collect()
    } else {
        let me = seat.actor()?.person;
        let mut mine = seat.known.claims_of(me);
        mine.retain(|claim| claim.state == ClaimState::Drafted);
        mine
    };
    claims.sort_by_key(|claim| std::cmp::Reverse(claim.number));
    let mut text = String::new();
    for claim in &claims {
        let _ = writeln!(text, "{}", line(&seat, claim));
    }
    if claims.is_empty() {
        let none = if all {
            "there is no claim".to_owned()
        } else {
            let shows = "no claim of yours waits; nightdesk claim list --all shows all";
            seat.typed.text(shows)
        };
        add(&mut text, &none);
    }
    let rows: Vec<Value> = claims.iter().map(|claim| value(&seat, claim)).collect();
    Ok(Answer::reply(text, json!({ "claims": rows })))
}

fn withdraw(call: &mut Call<'_, '_>, id: Number, because: Option<&String>) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let claim = seat.claim(id)?;
    let because = call.maybe_text(because)?;
    let command = WithdrawClaim {
        claim: claim.id,
        because,
    };
    let receipt = seat.submit(&Command::WithdrawClaim(command))?;
    let claim = seat.claim(id)?;
    let mut json = value(&seat, &claim);
    json["seq"] = receipt.seq.into();
    json["at"] = receipt.at.rfc3339().into();
    let text = format!("{id} is taken back (entry {})", receipt.seq);
    Ok(Answer::reply(text, json))
}

fn line(seat: &Seat, claim: &Claim) -> String {
    let ticket = seat.known.ticket(claim.ticket);
    let ticket = ticket.map_or_else(|| "-".to_owned(), |ticket| ticket.number.to_string());
    format!(
        "{} {} {} {} {} {}, {}",
        pad_right(&claim.number.to_string(), 6),
        pad_right(&ticket, 7),
        pad_right(&truncate(&seat.name_of(Some(claim.person)), 20), 20),
        pad_left(&day_time(claim.drafted, seat.zone()), 16),
        pad_left(&minutes(i64::from(claim.minutes_outside)), 11),
        claim.state.as_str(),
        claim.path,
    )
}

fn value(seat: &Seat, claim: &Claim) -> Value {
    let ticket = seat.known.ticket(claim.ticket);
    let callout = seat.known.callout(claim.callout);
    let intervals = claim.intervals.iter().map(|interval| {
        json!({
            "from": interval.from.rfc3339(),
            "to": interval.to.rfc3339(),
            "kind": interval.kind.as_str(),
        })
    });
    let because = match &claim.state {
        ClaimState::Drafted => None,
        ClaimState::Withdrawn(because) => because.as_ref(),
    };
    json!({
        "id": claim.number.to_string(),
        "state": claim.state.as_str(),
        "because": because.map(crate::text::Clean::as_str),
        "person": seat.name_of(Some(claim.person)),
        "ticket": ticket.map(|ticket| ticket.number.to_string()),
        "callout": callout.map(|callout| callout.number.to_string()),
        "drafted": claim.drafted.rfc3339(),
        "intervals": intervals.collect::<Vec<_>>(),
        "minutes_worked": claim.minutes_worked,
        "minutes_outside": claim.minutes_outside,
        "path": claim.path.as_str(),
        "ground": claim.ground.as_ref().map(crate::text::Clean::as_str),
        "unsure": claim.unsure.as_ref().map(crate::text::Clean::as_str),
        "provisional": claim.provisional,
    })
}

fn shown(seat: &Seat, claim: &Claim) -> Reply {
    let zone = seat.zone();
    let mut text = format!("{} {}\n", claim.number, claim.state.as_str());
    let ticket = seat.known.ticket(claim.ticket);
    let callout = seat.known.callout(claim.callout);
    if let (Some(ticket), Some(callout)) = (ticket, callout) {
        let (number, title) = (ticket.number, &ticket.title);
        add(
            &mut text,
            &format!("for {} of {number}: {title}", callout.number),
        );
    }
    let who = seat.name_of(Some(claim.person));
    add(
        &mut text,
        &format!(
            "claimed by {who}, drafted {}",
            day_time(claim.drafted, zone)
        ),
    );
    for interval in &claim.intervals {
        let word = match interval.kind {
            IntervalKind::Work => "work",
            IntervalKind::Travel => "travel",
        };
        let (from, to) = (day_time(interval.from, zone), day_time(interval.to, zone));
        let length = minutes(interval.to.minutes_since(interval.from));
        let _ = writeln!(text, "  {from} to {to}  {word}, {length}");
    }
    let (all, outside) = (claim.minutes_worked, claim.minutes_outside);
    let (all, outside) = (minutes(i64::from(all)), minutes(i64::from(outside)));
    add(
        &mut text,
        &format!("together {all}, outside the working hours {outside}"),
    );
    let ground = claim.ground.as_ref();
    let ground = ground.map_or_else(String::new, |ground| format!(": {ground}"));
    add(&mut text, &format!("path: {}{ground}", claim.path));
    if let Some(unsure) = &claim.unsure {
        add(&mut text, unsure.as_str());
    }
    if claim.provisional {
        text.push_str("provisional: rate and basis were not confirmed by name\n");
    }
    if let ClaimState::Withdrawn(Some(because)) = &claim.state {
        add(&mut text, &format!("taken back: {because}"));
    }
    add(&mut text, &seat.known.head_line());
    let mut json = value(seat, claim);
    json["head"] = seat.known.head_line().into();
    Answer::reply(text, json)
}

fn add(text: &mut String, line: &str) {
    for line in wrap(line, 78) {
        let _ = writeln!(text, "{line}");
    }
}
