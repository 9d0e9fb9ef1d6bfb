//! The walk of a callout in lines, a step at a time.

use std::io;

use super::Next;
use super::ask::{Clock, Question, Said, ask, place_of};
use super::drill;
use super::end::{bed, handover, say_where, submit};
use super::parts::name_of;
use super::runbooks;
use super::talk::Talk;
use super::words::second;
use super::work::work;
use crate::cli::callout::walk as engine;
use crate::domain::callout::{Callout, Given, Step, trail};
use crate::domain::command::{PauseCallout, ResumeCallout};
use crate::domain::{CalloutId, Command, Records, StepName};
use crate::text::Clean;

/// What comes after a step.
pub(super) enum After {
    /// The walk goes on where it asks.
    On,
    /// To a step by its name.
    To(StepName),
    /// To the step before.
    Before,
    /// Out of the walk.
    Out(Next),
}

/// The walk from where it stands to where somebody leaves it.
pub(super) fn walk(talk: &mut Talk<'_>, id: CalloutId) -> io::Result<Next> {
    let mut gone_to: Option<StepName> = None;
    loop {
        talk.refresh();
        let Some(callout) = talk.seat.known.callout(id) else {
            return Ok(Next::Desk);
        };
        if callout.person != talk.me {
            let who = talk.seat.name_of(Some(callout.person));
            talk.say(&format!("{who} has {} now.", callout.number))?;
            return Ok(Next::Desk);
        }
        let step = match gone_to.take() {
            Some(name) => engine::step(&talk.seat, &callout, name, &Given::new()),
            None => None,
        };
        let step = step.or_else(|| engine::asked(&talk.seat, &callout));
        let Some(step) = step else {
            talk.say(&format!("Callout {} has ended.", callout.number))?;
            drill::say_forgotten(talk, &callout)?;
            return Ok(Next::Desk);
        };
        drill::say_script(talk, Some(&callout), &step)?;
        let after = match step.name {
            StepName::Work => work(talk, &callout, &step)?,
            StepName::Handover => handover(talk, &callout, &step)?,
            _ => form(talk, &callout, step.name)?,
        };
        match after {
            After::On => {}
            After::To(name) => gone_to = Some(name),
            After::Before => gone_to = before(talk, &callout, step.name)?,
            After::Out(next) => {
                if talk
                    .seat
                    .known
                    .callout(id)
                    .is_some_and(|c| c.ended.is_none())
                {
                    talk.say(&format!("Callout {} runs on.", callout.number))?;
                }
                return Ok(next);
            }
        }
    }
}

/// The step before one, which can be answered anew.
fn before(talk: &mut Talk<'_>, callout: &Callout, name: StepName) -> io::Result<Option<StepName>> {
    let known = &talk.seat.known;
    let trail = trail(&**known, &known.site, callout, talk.seat.now);
    let at = trail.iter().position(|mark| mark.name == name).unwrap_or(0);
    let before = trail[..at].last().map(|mark| mark.name);
    if let Some(before) = before.filter(|name| *name != StepName::Start) {
        return Ok(Some(before));
    }
    talk.say("This is the first question.")?;
    Ok(Some(name))
}

/// The number of a step in the walk, from 1.
pub(super) fn number_of(talk: &Talk<'_>, callout: &Callout, name: StepName) -> usize {
    let known = &talk.seat.known;
    let trail = trail(&**known, &known.site, callout, talk.seat.now);
    trail.iter().position(|mark| mark.name == name).unwrap_or(0) + 1
}

/// A line of a question as it is true here: on the screen Enter takes a whole question, here one
/// of its parts, and `rest` takes the others.
pub(super) fn in_lines(line: &str) -> String {
    if line.starts_with("Runbook: ") || line.starts_with("Runbooks: ") {
        return format!("{line}. Say runbook to hear it.");
    }
    line.replace(
        "Enter takes all as they stand",
        "Rest takes all as they stand",
    )
    .replace("Enter leaves them for", "Rest leaves them for")
}

/// The parts of a step, one after the other; then all are saved as one answer.
fn form(talk: &mut Talk<'_>, callout: &Callout, name: StepName) -> io::Result<After> {
    let mut given = Given::new();
    let mut asked: Vec<String> = Vec::new();
    let number = number_of(talk, callout, name);
    let (mut is_new, mut is_said) = (true, false);
    loop {
        let Some(step) = engine::step(&talk.seat, callout, name, &given) else {
            return Ok(After::On);
        };
        if std::mem::take(&mut is_new) {
            for line in &step.derived {
                talk.say(&in_lines(line))?;
            }
        } else if let Some(warns) = asked.last().and_then(|last| warns(&step, last)) {
            talk.say(&format!("{warns}. Back asks it again."))?;
        }
        let leaves_list = name == StepName::List && leaves(&given, &step);
        let next = step.parts.iter().find(|part| !asked.contains(&part.key));
        let Some(part) = next.filter(|_| !leaves_list) else {
            let asks = asked
                .last()
                .is_some_and(|last| warns(&step, last).is_some());
            match if asks { keeps(talk)? } else { Said::Enter } {
                Said::Back => drop(asked.pop().map(|last| given.remove(&last))),
                Said::Quit => return Ok(After::Out(Next::Quit)),
                _ => return save(talk, callout, name, &given),
            }
            continue;
        };
        let place = place_of(callout, name, &part.key);
        let question = Question {
            step: &step,
            part,
            name: name_of(talk, callout, &step, part),
            number,
            is_said: std::mem::take(&mut is_said),
            kept: talk.kept(&place),
            place: Some(place.clone()),
        };
        let said = ask(talk, &question)?;
        match said {
            Said::Value(value) => {
                talk.keep(&place, &value);
                given.insert(part.key.clone(), value);
                asked.push(part.key.clone());
            }
            Said::Enter => asked.push(part.key.clone()),
            Said::Rest => return save(talk, callout, name, &given),
            Said::Back => match asked.pop() {
                Some(last) => {
                    given.remove(&last);
                }
                None => return Ok(After::Before),
            },
            Said::To(_)
            | Said::Bed
            | Said::Clock(_)
            | Said::Where
            | Said::Runbook(_)
            | Said::Desk
            | Said::Quit => {
                if let Some(after) = elsewhere(talk, callout, &said)? {
                    return Ok(after);
                }
                is_said = true;
            }
        }
    }
}

/// What cannot be so of the part that was answered last.
fn warns(step: &Step, last: &str) -> Option<String> {
    let part = step.parts.iter().find(|part| part.key == last);
    part?.warns.clone()
}

/// Whether an answer that can hardly be so is kept, where no question follows that says so.
pub(super) fn keeps(talk: &mut Talk<'_>) -> io::Result<Said> {
    loop {
        let Some(line) = talk.hear("Enter keeps it.", None)? else {
            return Ok(Said::Quit);
        };
        match line.trim().to_lowercase().as_str() {
            "" => return Ok(Said::Enter),
            "back" => return Ok(Said::Back),
            "quit" => return Ok(Said::Quit),
            _ => talk.say("Say Enter, back or quit.")?,
        }
    }
}

/// Whether the checklist is left with what was given.
fn leaves(given: &Given, step: &Step) -> bool {
    let first = step.parts.first();
    let said = first.and_then(|part| given.get(&part.key));
    said.is_some_and(|said| said == "0" || said.eq_ignore_ascii_case("leave"))
}

/// What is wished that is no answer; none where the question stays.
pub(super) fn elsewhere(
    talk: &mut Talk<'_>,
    callout: &Callout,
    said: &Said,
) -> io::Result<Option<After>> {
    match said {
        Said::To(StepName::Work) => {
            let gone = engine::answer(&mut talk.seat, callout, StepName::Work, Vec::new(), false);
            match gone {
                Ok(_) => return Ok(Some(After::To(StepName::Work))),
                Err(fail) => talk.say_fail(&fail)?,
            }
        }
        Said::To(name) => {
            let known = &talk.seat.known;
            let trail = trail(&**known, &known.site, callout, talk.seat.now);
            if *name != StepName::Start && trail.iter().any(|mark| mark.name == *name) {
                return Ok(Some(After::To(*name)));
            }
            talk.say(&format!("This callout has no step {name} to go to."))?;
        }
        Said::Bed => {
            if bed(talk, callout)? {
                return Ok(Some(After::Out(Next::Desk)));
            }
        }
        Said::Clock(Clock::Pause) => {
            let (callout, happened) = (callout.id, None);
            let command = Command::PauseCallout(PauseCallout { callout, happened });
            if submit(talk, &command)? {
                talk.say("The clock is stopped. Go on lets it run.")?;
            }
        }
        Said::Clock(Clock::GoOn) => {
            let (callout, gap) = (callout.id, None);
            let command = Command::ResumeCallout(ResumeCallout { callout, gap });
            if submit(talk, &command)? {
                talk.say("The clock runs.")?;
            }
        }
        Said::Where => say_where(talk, callout)?,
        Said::Runbook(which) => runbooks::at_callout(talk, callout, which)?,
        Said::Desk => return Ok(Some(After::Out(Next::Desk))),
        Said::Quit => return Ok(Some(After::Out(Next::Quit))),
        Said::Value(_) | Said::Enter | Said::Rest | Said::Back => {}
    }
    Ok(None)
}

/// Saves the answers of a step as one group.
fn save(
    talk: &mut Talk<'_>,
    callout: &Callout,
    name: StepName,
    given: &Given,
) -> io::Result<After> {
    let values = given
        .iter()
        .map(|(part, value)| (part.clone(), Clean::new(value)))
        .collect();
    match engine::answer(&mut talk.seat, callout, name, values, true) {
        Ok(receipt) => {
            for part in given.keys() {
                talk.forget(&place_of(callout, name, part));
            }
            let at = second(receipt.at, talk.seat.zone());
            talk.say(&format!("Saved {at}."))?;
            Ok(After::On)
        }
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(After::To(name))
        }
    }
}
