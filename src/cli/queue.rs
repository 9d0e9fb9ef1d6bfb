//! `queue`: open tickets in the policy's order.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::args::limit;
use super::call::Call;
use super::fail::Fail;
use super::row::{count, facts, state_word};
use super::seat::Seat;
use crate::domain::triage::{Standing, rank, standing};
use crate::domain::{Records, State, Ticket, TicketId};
use crate::text::{pad_left, pad_right};
use crate::time::ago;

/// The widest table on a terminal, in columns; elsewhere it is 80.
const COLUMNS_MAX: usize = 160;
/// The columns of everything in a row but the title.
const BESIDE: usize = 37;

/// The arguments of `queue`.
#[derive(Debug, Args)]
pub(super) struct QueueArgs {
    /// At most so many.
    #[arg(long, value_name = "N", value_parser = limit, allow_negative_numbers = true)]
    limit: Option<usize>,
    /// Resolved and closed tickets too.
    #[arg(long)]
    all: bool,
    /// Only those that are yours.
    #[arg(long)]
    mine: bool,
}

/// A ticket with its place.
type Ranked = (Arc<Ticket>, Standing);

/// The places of the tickets that do not wait.
type Places = BTreeMap<TicketId, usize>;

/// The queue of a desk, in the policy's order.
pub(super) fn ranked(seat: &Seat) -> Vec<Ranked> {
    let known = &seat.known;
    rank(&**known, &known.site, known.queued(), seat.now)
}

/// Prints the queue.
pub(super) fn run(call: &mut Call<'_, '_>, args: &QueueArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    if args.all {
        seat.load_all()?;
    }
    let mut rows = ranked(&seat);
    // The place is the one in the whole queue, also where only some rows are shown.
    let in_order = rows.iter().filter(|(_, at)| at.waits_until.is_none());
    let places: Places = in_order.map(|(ticket, _)| ticket.id).zip(1..).collect();
    if args.all {
        rows.extend(over(&seat));
    }
    let open = rows.len();
    if args.mine {
        let me = seat.actor()?.person;
        rows.retain(|(ticket, _)| ticket.owner == Some(me));
    }
    let all = rows.len();
    rows.truncate(args.limit.unwrap_or(usize::MAX));
    if call.json {
        let tickets: Vec<Value> = rows
            .iter()
            .map(|(ticket, at)| facts(&seat, ticket, at))
            .collect();
        return Ok(Answer::reply("", json!({ "tickets": tickets })));
    }
    let text = if args.mine && rows.is_empty() && open > 0 {
        format!("none of the {} here is yours\n", tickets_of(open))
    } else {
        table(call, &seat, &rows, &places, all)
    };
    Ok(Answer::reply(text, Value::Null))
}

fn tickets_of(number: usize) -> String {
    super::answer::count(number as u64, "ticket", "tickets")
}

/// Resolved and closed tickets, the latest first.
fn over(seat: &Seat) -> Vec<Ranked> {
    let known = &seat.known;
    let mut over: Vec<Ranked> = known
        .register
        .tickets()
        .filter(|ticket| !ticket.is_queued())
        .map(|ticket| {
            let at = standing(&**known, &known.site, ticket, seat.now);
            (Arc::clone(ticket), at)
        })
        .collect();
    over.sort_by(|(a, _), (b, _)| {
        let key = |t: &Ticket| (t.state == State::Closed, std::cmp::Reverse(t.number));
        key(a).cmp(&key(b))
    });
    over
}

fn table(call: &Call<'_, '_>, seat: &Seat, rows: &[Ranked], places: &Places, all: usize) -> String {
    if rows.is_empty() {
        return "nothing is in the queue\n".to_owned();
    }
    let columns = match call.io.columns {
        Some(columns) if call.io.stdout_is_terminal => usize::from(columns).clamp(60, COLUMNS_MAX),
        Some(_) | None => 80,
    };
    let mut text = String::new();
    let titles = columns - BESIDE;
    let head = ["#", "CLASS", "STOP", "NUMBER", "ST", "OW", "AGE"];
    text.push_str(&line(titles, head, "TITLE"));
    let mut below_rule = false;
    for (ticket, at) in rows {
        let waits = at.waits_until.is_some() && ticket.is_queued();
        if waits && !below_rule {
            let _ = writeln!(text, "{}", "-".repeat(columns - 1));
            below_rule = true;
        }
        let place = places.get(&ticket.id);
        let place = place.map_or_else(String::new, ToString::to_string);
        let owner = ticket.owner.and_then(|id| seat.known.person(id));
        let cells = [
            place.as_str(),
            at.word,
            &count(ticket.blocked),
            &ticket.number.to_string(),
            state_word(ticket.state_at(seat.now)),
            &owner.map_or_else(|| "--".to_owned(), |person| person.initials()),
            &ago(ticket.opened, seat.now),
        ];
        text.push_str(&line(titles, cells, ticket.title.as_str()));
    }
    if rows.len() < all {
        let _ = writeln!(text, "{} of {all}; --limit shows more", rows.len());
    }
    text
}

fn line(
    titles: usize,
    [place, class, stopped, number, state, owner, age]: [&str; 7],
    title: &str,
) -> String {
    let line = format!(
        "{} {} {} {} {} {} {} {}",
        pad_left(place, 3),
        pad_right(class, 5),
        pad_left(stopped, 4),
        pad_right(number, 7),
        pad_right(title, titles),
        pad_right(state, 3),
        pad_right(owner, 2),
        pad_left(age, 5)
    );
    format!("{}\n", line.trim_end())
}
