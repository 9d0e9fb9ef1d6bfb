//! The end of a callout in lines, and what is said of it on the way.

use std::io;

use super::Next;
use super::ask::Said;
use super::drill;
use super::talk::Talk;
use super::walk::{After, elsewhere, number_of};
use super::words::{called, length, second, sentence};
use crate::cli::callout::walk as engine;
use crate::cli::fail::Fail;
use crate::domain::callout::{Callout, Step, clock_min, debts, next_step, sheet};
use crate::domain::{Command, Records, StepName};

/// The end: nothing is asked but that it ends.
pub(super) fn handover(talk: &mut Talk<'_>, callout: &Callout, step: &Step) -> io::Result<After> {
    let number = number_of(talk, callout, StepName::Handover);
    talk.say_rows(step.derived.clone())?;
    loop {
        let asks = format!(
            "Question {number}, {}: Enter ends the callout.",
            called(StepName::Handover)
        );
        let Some(line) = talk.hear(&asks, None)? else {
            return Ok(After::Out(Next::Quit));
        };
        let said = match line.trim().to_lowercase().as_str() {
            "" | "done" | "yes" | "end" => break,
            "more" => {
                talk.more()?;
                continue;
            }
            "again" => {
                talk.again()?;
                continue;
            }
            "back" => return Ok(After::Before),
            "work" => Said::To(StepName::Work),
            "bed" => Said::Bed,
            "where" => Said::Where,
            "desk" => Said::Desk,
            "quit" => Said::Quit,
            _ => continue,
        };
        if let Some(after) = elsewhere(talk, callout, &said)? {
            return Ok(after);
        }
    }
    match engine::answer(
        &mut talk.seat,
        callout,
        StepName::Handover,
        Vec::new(),
        true,
    ) {
        Ok(receipt) => {
            let at = second(receipt.at, talk.seat.zone());
            talk.say(&format!("Saved {at}."))?;
        }
        Err(fail) => talk.say_fail(&fail)?,
    }
    Ok(After::On)
}

/// To bed; whether the callout has ended with it.
pub(super) fn bed(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<bool> {
    match engine::finish(&mut talk.seat, callout) {
        Ok(receipt) => {
            let at = second(receipt.at, talk.seat.zone());
            talk.say(&format!("Saved {at}."))?;
            if let Some(callout) = talk.seat.known.callout(callout.id) {
                good_night(talk, &callout)?;
            }
            Ok(true)
        }
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(false)
        }
    }
}

pub(super) fn submit(talk: &mut Talk<'_>, command: &Command) -> io::Result<bool> {
    let done: Result<_, Fail> = talk.seat.submit(command);
    match done {
        Ok(_) => Ok(true),
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(false)
        }
    }
}

pub(super) fn good_night(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<()> {
    talk.say(&format!(
        "Callout {} has ended. Good night.",
        callout.number
    ))?;
    let known = &talk.seat.known;
    let owed = debts(&**known, &known.site, callout, talk.seat.now);
    let claims = callout.claims.iter().filter_map(|id| known.claim(*id));
    let claims: Vec<String> = claims
        .map(|claim| {
            let outside = length(i64::from(claim.minutes_outside));
            format!(
                "Claim {}: {outside} outside the working hours.",
                claim.number
            )
        })
        .collect();
    match owed.len() {
        0 => talk.say("Nothing waits for the morning.")?,
        1 => talk.say("One thing waits for the morning.")?,
        n => talk.say(&format!("{n} things wait for the morning."))?,
    }
    let rows: Vec<String> = owed.iter().map(|debt| sentence(&debt.text)).collect();
    if !rows.is_empty() {
        talk.say_rows(rows)?;
    }
    for claim in claims {
        talk.say(&claim)?;
    }
    drill::say_forgotten(talk, callout)
}

pub(super) fn say_sheet(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<()> {
    let known = &talk.seat.known;
    let sheet = sheet(&**known, &known.site, callout, talk.seat.now);
    let rows = sheet.iter().map(|line| line.trim().to_owned());
    talk.say_rows(rows.chain([known.head_line()]).collect())
}

pub(super) fn say_where(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<()> {
    let known = &talk.seat.known;
    let Some(callout) = known.callout(callout.id) else {
        return Ok(());
    };
    let ticket = known.ticket(callout.ticket);
    let of = ticket.map_or_else(String::new, |t| format!(" of {}, {}", t.number, t.title));
    let (minutes, _) = clock_min(&callout, talk.seat.now);
    let stands = if callout.is_paused() {
        ", and it is stopped"
    } else {
        ""
    };
    let asks = next_step(&**known, &known.site, &callout, talk.seat.now);
    let asks = asks.map_or_else(String::new, |step| {
        format!(" It asks {}.", called(step.name))
    });
    let text = format!(
        "Callout {}{of}. The clock: {}{stands}.{asks}",
        callout.number,
        length(minutes)
    );
    talk.say(&text)
}
