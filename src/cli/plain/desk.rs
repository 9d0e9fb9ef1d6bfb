//! The commands of the desk in lines: the queue in words, tickets, the callout.

use std::io;

use super::talk::Talk;
use super::words::{class, number, owed};
use super::{Next, begin, runbooks, tickets};
use crate::cli::callout::walk as engine;
use crate::cli::queue::ranked;
use crate::cli::row::owing;
use crate::domain::ticket::OwedWhat;
use crate::domain::triage::Standing;
use crate::domain::{Records, State, Ticket};
use crate::time::day_time;

/// What the help says, a line each.
const HELP: &[&str] = &[
    "Queue: the open tickets in their order, five at a time.",
    "More, again, where: the next of a list, the last ones again, where in it you are.",
    "New: log a ticket.",
    "Show, log, tell, resolve or close, with the number of a ticket, such as show T-1.",
    "Runbook: the department's own procedures; with a ticket's number those for it.",
    "Callout: take a call, or go on with the one that is open. Callout T-1: a call about T-1.",
    "Quit: leave. Question mark: this help.",
    "The rule is R06: the policy's order of urgency; why T-1 says what put a ticket there.",
];

/// Talks until somebody quits or the input ends.
pub(super) fn talk(talk: &mut Talk<'_>) -> io::Result<()> {
    greet(talk)?;
    let mut next = Next::Desk;
    match engine::open(&mut talk.seat) {
        Ok(Some(open)) => next = begin::resume(talk, &open)?,
        Ok(None) => {}
        Err(fail) => talk.say_fail(&fail)?,
    }
    while next == Next::Desk {
        let Some(line) = talk.hear("What next?", None)? else {
            break;
        };
        next = command(talk, line.trim())?;
    }
    talk.say("Good bye.")
}

fn greet(talk: &mut Talk<'_>) -> io::Result<()> {
    let known = &talk.seat.known;
    let open = i64::try_from(known.queued().len()).unwrap_or(i64::MAX);
    let name = known.made.name.clone();
    let stopped = known.read_only.clone();
    let tickets = number(open, "ticket is", "tickets are");
    talk.say(&format!(
        "The desk of {name}. {tickets} open. Say help for the commands."
    ))?;
    if let Some(why) = stopped {
        talk.say(&format!("It is open for reading only: {why}."))?;
    }
    if !talk.keeps_drafts() {
        talk.say("What is typed and not finished cannot be kept.")?;
    }
    Ok(())
}

fn command(talk: &mut Talk<'_>, line: &str) -> io::Result<Next> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    match word.to_lowercase().as_str() {
        "" => {}
        "?" | "help" => {
            for line in HELP {
                talk.say(line)?;
            }
        }
        "queue" => queue(talk)?,
        "more" => talk.more()?,
        "again" => talk.again()?,
        "where" => talk.where_in_list()?,
        "new" => return tickets::new(talk, rest),
        "why" => tickets::why(talk, rest)?,
        "show" => tickets::show(talk, rest)?,
        "log" if rest.is_empty() => return tickets::new(talk, rest),
        "log" => return tickets::log(talk, rest),
        "tell" => return tickets::tell(talk, rest),
        "resolve" => return tickets::resolve(talk, rest),
        "close" => return tickets::close(talk, rest),
        "runbook" | "runbooks" => runbooks::at_desk(talk, rest)?,
        "callout" | "call" | "c" => return begin::callout(talk, rest),
        "quit" | "exit" | "bye" => return Ok(Next::Quit),
        _ => talk.say(&format!(
            "There is no command {word}. Say help for the commands."
        ))?,
    }
    Ok(Next::Desk)
}

fn queue(talk: &mut Talk<'_>) -> io::Result<()> {
    let rows: Vec<String> = (1..)
        .zip(ranked(&talk.seat))
        .map(|(place, (ticket, at))| format!("{place}. {}", in_words(talk, &ticket, &at)))
        .collect();
    if rows.is_empty() {
        return talk.say("Nothing is in the queue.");
    }
    talk.say_rows(rows)
}

/// A ticket in words: `T-1, server, 38 people stopped, update owed in 8 minutes: the title`.
pub(super) fn in_words(talk: &Talk<'_>, ticket: &Ticket, at: &Standing) -> String {
    let seat = &talk.seat;
    let mut facts = vec![ticket.number.to_string(), class(at.word).to_owned()];
    facts.push(match ticket.blocked {
        Some(0) => "nobody stopped".to_owned(),
        Some(n) => format!("{} stopped", number(i64::from(n), "person", "people")),
        None => "not asked how many are stopped".to_owned(),
    });
    let mut running = owing(seat, ticket);
    running.retain(|debt| debt.due.is_some());
    running.sort_by_key(|debt| debt.due);
    if let Some(debt) = running.first()
        && let Some(due) = debt.due
    {
        let what = match debt.what {
            OwedWhat::Word => "update".to_owned(),
            OwedWhat::Report => "report".to_owned(),
            OwedWhat::Action
            | OwedWhat::Outcome
            | OwedWhat::Prompt(_)
            | OwedWhat::Narrative
            | OwedWhat::Lead
            | OwedWhat::Step(..)
            | OwedWhat::Close
            | OwedWhat::Redaction(_) => debt.text.clone(),
        };
        facts.push(format!("{what} {}", owed(due, seat.now)));
    }
    match (ticket.state_at(seat.now), &ticket.waiting) {
        (State::Waiting, Some(waiting)) => facts.push(format!(
            "waits for {} until {}",
            waiting.what,
            day_time(waiting.until, seat.zone())
        )),
        (State::New | State::Open | State::Waiting | State::Resolved | State::Closed, _) => {}
    }
    match ticket.owner.and_then(|id| seat.known.person(id)) {
        Some(owner) => facts.push(format!("{} has it", owner.name)),
        None => facts.push("nobody has it".to_owned()),
    }
    format!("{}: {}.", facts.join(", "), ticket.title)
}
