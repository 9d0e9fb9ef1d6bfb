//! How a callout is come to in lines: a call that is taken, or the open one that is offered first.

use std::io;
use std::sync::Arc;

use super::Next;
use super::ask::{Question, Said, ask};
use super::drill;
use super::end::{bed, say_sheet, submit};
use super::parts::named;
use super::talk::Talk;
use super::walk::walk;
use super::words::{called, minute, second};
use crate::cli::callout::walk as engine;
use crate::cli::fail::Fail;
use crate::domain::callout::{Callout, Given, begin, running_beside, who_has};
use crate::domain::command::{GiveCallout, ResumeCallout};
use crate::domain::event::LineGap;
use crate::domain::{CalloutId, Command, NotANumber, Number, Records, Ticket};

/// Minutes without an entry after which it is asked whether there was work. Source:
/// `docs/callout.md`, "Resume".
const GAP_MIN: i64 = 5;

/// A call: goes on with the open callout, or begins one, about the ticket that is named. `own`
/// behind its number begins one's own beside somebody else's.
pub(super) fn callout(talk: &mut Talk<'_>, rest: &str) -> io::Result<Next> {
    let open = match engine::open(&mut talk.seat) {
        Ok(open) => open,
        Err(fail) => {
            talk.say_fail(&fail)?;
            return Ok(Next::Desk);
        }
    };
    if let Some(open) = open {
        if !rest.is_empty() {
            let number = open.number;
            talk.say(&format!(
                "{number} is open already. It goes on; end it first."
            ))?;
        }
        return walk(talk, open.id);
    }
    let (named, own) = match rest.split_once(' ') {
        Some((named, word)) => (named, word.trim().eq_ignore_ascii_case("own")),
        None => (rest, false),
    };
    if named.is_empty() {
        return start(talk, engine::Begins::default());
    }
    let ticket = match ticket_of(talk, named) {
        Ok(ticket) => ticket,
        Err(fail) => {
            talk.say_fail(&fail)?;
            return Ok(Next::Desk);
        }
    };
    let known = &talk.seat.known;
    if let Some(other) = running_beside(&**known, ticket.id, talk.me).filter(|_| !own) {
        let has = who_has(&**known, talk.seat.zone(), &other, talk.seat.now);
        let (of, number) = (ticket.number, other.number);
        talk.say(&format!("{has} for {of}. Nothing was begun."))?;
        talk.say(&format!(
            "Say callout {of} own to begin one of your own beside it. nightdesk callout show \
             {number} looks on."
        ))?;
        return Ok(Next::Desk);
    }
    talk.say(&format!(
        "A call about {}, {}.",
        ticket.number, ticket.title
    ))?;
    let begins = engine::Begins {
        ticket: Some(ticket.id),
        own,
        ..engine::Begins::default()
    };
    start(talk, begins)
}

/// The open ticket of a number.
fn ticket_of(talk: &mut Talk<'_>, named: &str) -> Result<Arc<Ticket>, Fail> {
    let number: Number = named
        .parse()
        .map_err(|error: NotANumber| Fail::Usage(error.to_string()))?;
    talk.seat.ticket(number)
}

/// At the start of a talk: the callout that is open.
pub(super) fn resume(talk: &mut Talk<'_>, open: &Callout) -> io::Result<Next> {
    let ticket = talk.seat.known.ticket(open.ticket);
    let of = ticket.map_or_else(String::new, |ticket| format!(" of {}", ticket.number));
    let last = second(open.last_at, talk.seat.zone());
    let step = engine::asked(&talk.seat, open);
    let step = step.map_or_else(|| "the end".to_owned(), |step| called(step.name));
    let number = open.number;
    talk.say(&format!(
        "Callout {number}{of} is open, last saved {last}. Enter goes on at {step}."
    ))?;
    if let Some(low) = talk.seat.known.low_disk_words() {
        talk.say(&low)?;
    }
    loop {
        let asks = "1, look at it. 2, hand it to someone else. 3, it is finished. Desk leaves it \
                    running.";
        let Some(line) = talk.hear(asks, None)? else {
            return Ok(Next::Quit);
        };
        match line.trim().to_lowercase().as_str() {
            "" => break,
            "1" | "look" => say_sheet(talk, open)?,
            "2" | "hand" => {
                if give(talk, open)? {
                    return Ok(Next::Desk);
                }
            }
            "3" | "finished" | "bed" => {
                gap(talk, open.id)?;
                if bed(talk, open)? {
                    return Ok(Next::Desk);
                }
            }
            "more" => talk.more()?,
            "again" => talk.again()?,
            "desk" => return Ok(Next::Desk),
            "quit" => return Ok(Next::Quit),
            _ => talk.say("Say Enter, 1, 2, 3, desk or quit.")?,
        }
    }
    gap(talk, open.id)?;
    walk(talk, open.id)
}

/// Asks once whether a long stretch without an entry was work.
fn gap(talk: &mut Talk<'_>, id: CalloutId) -> io::Result<()> {
    let Some(callout) = talk.seat.known.callout(id) else {
        return Ok(());
    };
    let (from, to) = (callout.last_at, talk.seat.now);
    if callout.is_paused() || to.minutes_since(from) <= GAP_MIN {
        return Ok(());
    }
    let zone = talk.seat.zone();
    let (since, until) = (minute(from, zone), minute(to, zone));
    let asks = format!(
        "No line from {since} to {until}: were you working? 1, yes. 2, no. Enter answers: yes."
    );
    let worked = loop {
        let Some(line) = talk.hear(&asks, None)? else {
            return Ok(());
        };
        match line.trim().to_lowercase().as_str() {
            "" | "1" | "yes" => break true,
            "2" | "no" => break false,
            _ => {}
        }
    };
    let gap = Some(LineGap { from, to, worked });
    let command = ResumeCallout { callout: id, gap };
    submit(talk, &Command::ResumeCallout(command))?;
    Ok(())
}

/// Begins a callout.
fn start(talk: &mut Talk<'_>, about: engine::Begins<'_>) -> io::Result<Next> {
    let known = &talk.seat.known;
    let step = begin(&**known, &known.site, talk.me, talk.seat.now);
    if let Some(low) = talk.seat.known.low_disk_words() {
        talk.say(&low)?;
    }
    drill::say_script(talk, None, &step)?;
    for line in &step.derived {
        talk.say(line)?;
    }
    let mut given = Given::new();
    for part in &step.parts {
        let question = Question {
            step: &step,
            part,
            name: named(&step, part),
            number: 1,
            place: None,
            is_said: false,
            kept: None,
        };
        match ask(talk, &question)? {
            Said::Value(value) => {
                given.insert(part.key.clone(), value);
            }
            Said::Enter | Said::Where | Said::Clock(_) | Said::Runbook(_) => {}
            Said::Rest | Said::To(_) => break,
            Said::Back | Said::Bed | Said::Desk => return Ok(Next::Desk),
            Said::Quit => return Ok(Next::Quit),
        }
    }
    let value = |key: &str| {
        let part = step.parts.iter().find(|part| part.key == key)?;
        let typed = given.get(key).or(part.default.as_ref())?;
        part.choice(typed).map(|choice| choice.value.clone())
    };
    let over = value("when").as_deref() == Some("over");
    let duty = value("duty");
    let begins = engine::Begins {
        over,
        duty: duty.as_deref(),
        ..about
    };
    match engine::start(&mut talk.seat, begins) {
        Ok((receipt, callout)) => {
            talk.know();
            let ticket = talk.seat.known.ticket(callout.ticket);
            let ticket = ticket.map_or_else(String::new, |t| format!(" of {}", t.number));
            let at = second(receipt.at, talk.seat.zone());
            talk.say(&format!(
                "Saved {at}. Callout {}{ticket} runs.",
                callout.number
            ))?;
            walk(talk, callout.id)
        }
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(Next::Desk)
        }
    }
}

/// Hands the callout to somebody; whether it is theirs now.
fn give(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<bool> {
    let Some(name) = talk.hear("To whom?", None)? else {
        return Ok(false);
    };
    if name.trim().is_empty() {
        return Ok(false);
    }
    let to = match talk.seat.person(name.trim()) {
        Ok(person) => person,
        Err(fail) => {
            talk.say_fail(&fail)?;
            return Ok(false);
        }
    };
    let command = GiveCallout {
        callout: callout.id,
        to: to.id,
    };
    let given = submit(talk, &Command::GiveCallout(command))?;
    if given {
        talk.say(&format!("{} has {} now.", to.name, callout.number))?;
    }
    Ok(given)
}
