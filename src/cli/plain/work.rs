//! The work log in lines: every line is one entry.

use std::io;

use super::Next;
use super::ask::{Said, place_of, wish};
use super::drill;
use super::secret::{Fate, asks};
use super::talk::{Place, Talk};
use super::walk::{After, elsewhere, in_lines, number_of};
use super::words::second;
use crate::cli::callout::walk as engine;
use crate::domain::StepName;
use crate::domain::callout::{Callout, Kept, Step, as_line, is_recorded};

/// A line that was typed and not logged; one that the record has already is forgotten.
fn kept_line(talk: &mut Talk<'_>, callout: &Callout, place: &Place) -> Option<String> {
    let (text, at) = talk.kept_since(place)?;
    let kept = Kept {
        by: talk.me,
        step: StepName::Work,
        text: &text,
        at,
    };
    if is_recorded(callout, &kept, |_| true) {
        talk.forget(place);
        return None;
    }
    Some(text)
}

/// The work log: every line is one entry.
pub(super) fn work(talk: &mut Talk<'_>, callout: &Callout, step: &Step) -> io::Result<After> {
    let number = number_of(talk, callout, StepName::Work);
    for line in &step.derived {
        talk.say(&in_lines(line))?;
    }
    talk.say(&format!(
        "Question {number}, work: What did you do? Each line is logged. Done leaves the log."
    ))?;
    let place = place_of(callout, StepName::Work, "line");
    let mut kept = kept_line(talk, callout, &place);
    if let Some(kept) = &kept {
        talk.say(&format!("You had typed: {kept}. Enter logs it."))?;
    }
    loop {
        talk.catch_up()?;
        let Some(line) = talk.take(Some(&place))? else {
            return Ok(After::Out(Next::Quit));
        };
        let typed = match (line.trim(), kept.take()) {
            ("", Some(kept)) => kept,
            (_, _) => line,
        };
        let said = match typed.trim().to_lowercase().as_str() {
            "done" => return leave_work(talk, callout),
            "?" | "help" => {
                work_help(talk, &place, step)?;
                continue;
            }
            "more" if talk.is_reading() => {
                talk.more()?;
                continue;
            }
            "" | "again" | "more" | "rest" | "work" => {
                talk.say("Say what you did, or done to leave the log.")?;
                continue;
            }
            "back" => return Ok(After::Before),
            word => wish(word).unwrap_or(Said::Value(typed)),
        };
        if let Said::Value(typed) = said {
            talk.keep(&place, &typed);
            match asks(talk, &typed)? {
                Fate::Quit => return Ok(After::Out(Next::Quit)),
                Fate::Gone => {
                    talk.forget(&place);
                    talk.say("Not logged. Say what you did.")?;
                    continue;
                }
                Fate::Kept => {}
            }
            let is_logged = log(talk, callout, &place, &typed)?;
            if !is_logged && typed.starts_with('/') {
                talk.say("What you typed is kept. Enter logs it as text, just as it stands.")?;
                kept = Some(format!(" {typed}"));
                continue;
            }
            if let Some(next) = drill::after_line(talk, callout.id)? {
                return Ok(After::Out(next));
            }
        } else if let Some(after) = elsewhere(talk, callout, &said)? {
            return Ok(after);
        }
    }
}

/// Logs a line; says whether it is saved.
fn log(talk: &mut Talk<'_>, callout: &Callout, place: &Place, typed: &str) -> io::Result<bool> {
    talk.keep(place, typed);
    let values = vec![("line".to_owned(), as_line(typed))];
    match engine::answer(&mut talk.seat, callout, StepName::Work, values, false) {
        Ok(receipt) => {
            talk.forget(place);
            let at = second(receipt.at, talk.seat.zone());
            talk.say(&format!("Logged {at}."))?;
            Ok(true)
        }
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(false)
        }
    }
}

fn leave_work(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<After> {
    match engine::answer(&mut talk.seat, callout, StepName::Work, Vec::new(), true) {
        Ok(_) => Ok(After::On),
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(After::To(StepName::Work))
        }
    }
}

fn work_help(talk: &mut Talk<'_>, place: &Place, step: &Step) -> io::Result<()> {
    for part in &step.parts {
        for hint in &part.hints {
            talk.say(hint)?;
        }
    }
    if place.step.is_some() && !talk.keeps_drafts() {
        talk.say("A line that is not finished cannot be kept here.")?;
    }
    talk.say("Done leaves the log. Back is the question before. Bed ends the night.")
}
