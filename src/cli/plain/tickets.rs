//! Tickets in lines: logging one, showing it, an action, word to somebody, and its end.

use std::io;

use uuid::Uuid;

use super::Next;
use super::desk::in_words;
use super::secret::{Fate, asks as keeps};
use super::talk::{Place, Talk};
use super::words::{came, minute};
use crate::cli::args;
use crate::cli::fail::Fail;
use crate::cli::row::owing;
use crate::domain::command::{CloseTicket, LogAction, OpenTicket, ResolveTicket, TellPerson, Told};
use crate::domain::triage::{spoken_why, standing};
use crate::domain::{Channel, Command, Number, Records, TicketId, ToldOutcome};
use crate::text::Clean;
use crate::time::day_time;

/// The draft of a ticket's title, as the full screen calls it.
const TITLE: &str = "new--title";

/// Logs a ticket: what, who, how many.
pub(super) fn new(talk: &mut Talk<'_>, title: &str) -> io::Result<Next> {
    let begun = if title.is_empty() {
        talk.kept_new(TITLE)
    } else {
        None
    };
    let on = begun.as_ref().map_or_else(Uuid::now_v7, |(on, _)| *on);
    let place = Place {
        on,
        field: TITLE.to_owned(),
        step: None,
    };
    let mut title = title.to_owned();
    if title.is_empty() {
        let kept = begun.map(|(_, kept)| kept);
        let asks = "New ticket. What is asked for, in one line? Enter leaves it.";
        let asks = with_kept(asks, kept.as_deref());
        match (talk.hear(&asks, Some(&place))?, kept) {
            (None, _) => return Ok(Next::Quit),
            (Some(line), Some(kept)) if line.trim().is_empty() => title = kept,
            (Some(line), _) if line.trim().is_empty() => return Ok(Next::Desk),
            (Some(line), _) => title = line,
        }
    }
    talk.keep(&place, &title);
    let mut open = OpenTicket::walk_up(TicketId(on), Clean::line(&title));
    if !who_and_how_many(talk, &mut open)? {
        return Ok(Next::Quit);
    }
    match talk.seat.submit(&Command::Open(Box::new(open))) {
        Ok(_) => {
            talk.forget(&place);
            talk.know();
            if let Some(ticket) = talk.seat.known.ticket(TicketId(on)) {
                talk.say(&format!("Saved: {}.", ticket.number))?;
            }
        }
        Err(fail) => talk.say_fail(&fail)?,
    }
    Ok(Next::Desk)
}

/// Who asks, and how many cannot work; false at the end of the input.
fn who_and_how_many(talk: &mut Talk<'_>, open: &mut OpenTicket) -> io::Result<bool> {
    let Some(from) = talk.hear("Who asks? Enter where nobody is known.", None)? else {
        return Ok(false);
    };
    if !from.trim().is_empty() {
        match talk.seat.person_or_new(from.trim()) {
            Ok(person) => open.from = Some(person),
            Err(fail) => talk.say_fail(&fail)?,
        }
    }
    loop {
        let asks = "How many cannot work? A number, unit, all, or Enter where nobody asked yet.";
        let Some(line) = talk.hear(asks, None)? else {
            return Ok(false);
        };
        if line.trim().is_empty() {
            return Ok(true);
        }
        match args::count(line.trim()) {
            Ok(count) => {
                open.blocked = Some(count);
                return Ok(true);
            }
            Err(why) => talk.say(&why)?,
        }
    }
}

/// The ticket that a line names, and what stands behind its number.
fn named<'l>(talk: &mut Talk<'_>, line: &'l str) -> Result<(TicketId, Number, &'l str), Fail> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let number = args::ticket(word)
        .map_err(|_| Fail::Usage("Name the ticket by its number, such as T-12.".to_owned()))?;
    let ticket = talk.seat.ticket(number)?;
    Ok((ticket.id, number, rest.trim()))
}

/// Says why a ticket stands where it stands.
pub(super) fn why(talk: &mut Talk<'_>, line: &str) -> io::Result<()> {
    match named(talk, line) {
        Err(fail) => talk.say_fail(&fail),
        Ok((id, number, _)) => {
            let known = &talk.seat.known;
            let Some(ticket) = known.ticket(id) else {
                return Ok(());
            };
            let (now, zone) = (talk.seat.now, talk.seat.zone());
            let at = standing(&**known, &known.site, &ticket, now);
            let mut facts = vec![super::words::class(at.word).to_owned()];
            facts.extend(spoken_why(&**known, &known.site, &ticket, now, zone));
            talk.say(&format!("{number}: {}.", facts.join(", ")))
        }
    }
}

/// Says all of a ticket, five lines at a time.
pub(super) fn show(talk: &mut Talk<'_>, line: &str) -> io::Result<()> {
    let rows = named(talk, line).and_then(|(id, _, _)| {
        let known = &talk.seat.known;
        let story = known.story(id).map_err(Fail::Damaged)?;
        let ticket = &story.ticket;
        let at = standing(&**known, &known.site, ticket, talk.seat.now);
        let zone = talk.seat.zone();
        let mut rows = vec![in_words(talk, ticket, &at)];
        let from = talk.seat.name_of(ticket.from);
        let from = if from == "-" {
            "nobody named".to_owned()
        } else {
            from
        };
        rows.push(format!(
            "Asked by {from}, {}, opened {}. State: {}.",
            came(ticket.channel),
            day_time(ticket.opened, zone),
            ticket.state_at(talk.seat.now)
        ));
        for debt in owing(&talk.seat, ticket) {
            rows.push(format!("Owed: {}.", debt.text));
        }
        let narrative = story.timeline.narrative.iter();
        rows.extend(narrative.map(|text| format!("Narrative: {}", Clean::line(text.as_str()))));
        for line in &story.timeline.lines {
            let who = line.by.map_or_else(String::new, |id| {
                format!(", {}", talk.seat.name_of(Some(id)))
            });
            let at = day_time(line.happened, zone);
            rows.push(format!("{at}{who}: {}", Clean::line(line.text.as_str())));
        }
        Ok(rows)
    });
    match rows {
        Ok(rows) => talk.say_rows(rows),
        Err(fail) => talk.say_fail(&fail),
    }
}

/// A command that needs a ticket and a text; the text is asked for where it is missing.
fn with_text(
    talk: &mut Talk<'_>,
    line: &str,
    asks: &str,
    field: &str,
    command: impl FnOnce(TicketId, Clean) -> Command,
) -> io::Result<Next> {
    let (id, number, text) = match named(talk, line) {
        Ok(named) => named,
        Err(fail) => {
            talk.say_fail(&fail)?;
            return Ok(Next::Desk);
        }
    };
    let place = Place {
        on: id.uuid(),
        field: field.to_owned(),
        step: None,
    };
    let text = if text.is_empty() {
        let kept = talk.kept(&place);
        let asks = with_kept(asks, kept.as_deref());
        match (talk.hear(&asks, Some(&place))?, kept) {
            (None, _) => return Ok(Next::Quit),
            (Some(line), Some(kept)) if line.trim().is_empty() => kept,
            (Some(line), _) if line.trim().is_empty() => return Ok(Next::Desk),
            (Some(line), _) => line.trim().to_owned(),
        }
    } else {
        text.to_owned()
    };
    match keeps(talk, &text)? {
        Fate::Quit => {
            talk.keep(&place, &text);
            return Ok(Next::Quit);
        }
        Fate::Gone => {
            talk.forget(&place);
            talk.say("Not saved.")?;
            return Ok(Next::Desk);
        }
        Fate::Kept => {}
    }
    let command = command(id, Clean::line(&text));
    match talk.seat.submit(&command) {
        Ok(receipt) => {
            talk.forget(&place);
            let at = minute(receipt.at, talk.seat.zone());
            talk.say(&format!("Saved for {number}, {at}."))?;
        }
        Err(fail) => {
            talk.keep(&place, &text);
            talk.say_fail(&fail)?;
        }
    }
    Ok(Next::Desk)
}

/// What is asked, and what was typed to it before.
fn with_kept(asks: &str, kept: Option<&str>) -> String {
    kept.map_or_else(
        || asks.to_owned(),
        |kept| format!("{asks} You had typed: {kept}. Enter takes it."),
    )
}

/// Logs an action.
pub(super) fn log(talk: &mut Talk<'_>, line: &str) -> io::Result<Next> {
    with_text(
        talk,
        line,
        "What was done?",
        "action--text",
        |ticket, text| {
            Command::Log(LogAction {
                ticket,
                text,
                minutes: None,
                happened: None,
            })
        },
    )
}

/// Records the outcome.
pub(super) fn resolve(talk: &mut Talk<'_>, line: &str) -> io::Result<Next> {
    let asks = "It works again: what was the outcome?";
    with_text(talk, line, asks, "resolve--outcome", |ticket, text| {
        Command::Resolve(ResolveTicket {
            ticket,
            text,
            happened: None,
        })
    })
}

/// Closes a ticket.
pub(super) fn close(talk: &mut Talk<'_>, line: &str) -> io::Result<Next> {
    let asks = "Who agreed that it works?";
    with_text(talk, line, asks, "close--agreed", |ticket, agreed| {
        Command::Close(CloseTicket {
            ticket,
            agreed: Some(agreed),
            result: None,
            with_reason: None,
            happened: None,
        })
    })
}

/// Records that somebody was told, or tried to be.
pub(super) fn tell(talk: &mut Talk<'_>, line: &str) -> io::Result<Next> {
    let (ticket, number, who) = match named(talk, line) {
        Ok((id, number, who)) => (id, number, who.to_owned()),
        Err(fail) => {
            talk.say_fail(&fail)?;
            return Ok(Next::Desk);
        }
    };
    let who = if who.is_empty() {
        match talk.hear("Whom? Enter is the requester.", None)? {
            None => return Ok(Next::Quit),
            Some(line) => line.trim().to_owned(),
        }
    } else {
        who
    };
    let who = match who.to_lowercase().as_str() {
        "" | "requester" => Told::Requester,
        _ => match talk.seat.person_or_new(&who) {
            Ok(person) => Told::Person(person),
            Err(fail) => {
                talk.say_fail(&fail)?;
                return Ok(Next::Desk);
            }
        },
    };
    let outcome = loop {
        let asks = "1, told. 2, left a message. 3, no answer. Enter answers: told.";
        let Some(line) = talk.hear(asks, None)? else {
            return Ok(Next::Quit);
        };
        match line.trim().to_lowercase().as_str() {
            "" | "1" | "told" => break ToldOutcome::Told,
            "2" | "message" => break ToldOutcome::Message,
            "3" | "no answer" => break ToldOutcome::NoAnswer,
            _ => {}
        }
    };
    let command = Command::Tell(TellPerson {
        ticket,
        who,
        how: Channel::Phone,
        outcome,
        text: None,
        happened: None,
    });
    match talk.seat.submit(&command) {
        Ok(receipt) => {
            let at = minute(receipt.at, talk.seat.zone());
            talk.say(&format!("Saved for {number}, {at}."))?;
        }
        Err(fail) => talk.say_fail(&fail)?,
    }
    Ok(Next::Desk)
}
