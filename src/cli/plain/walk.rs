//! The callout in lines: resuming it, every step of the walk, the work log, and the end.

use std::io;

use super::Next;
use super::ask::{Clock, Question, Said, ask, place_of};
use super::talk::{Place, Talk};
use super::words::{length, minute, second, sentence};
use crate::cli::callout::walk as engine;
use crate::cli::fail::Fail;
use crate::domain::callout::{
    Callout, Given, Step, begin, clock_min, debts, next_step, sheet, trail,
};
use crate::domain::command::{GiveCallout, PauseCallout, ResumeCallout};
use crate::domain::event::LineGap;
use crate::domain::{CalloutId, Command, Records, StepName};
use crate::text::Clean;

/// Minutes without an entry after which it is asked whether there was work. Source:
/// `docs/callout.md`, "Resume".
const GAP_MIN: i64 = 5;

/// What comes after a step.
enum After {
    /// The walk goes on where it asks.
    On,
    /// To a step by its name.
    To(StepName),
    /// To the step before.
    Before,
    /// Out of the walk.
    Out(Next),
}

/// A call: goes on with the open callout, or begins one.
pub(super) fn callout(talk: &mut Talk<'_>) -> io::Result<Next> {
    match engine::open(&mut talk.seat) {
        Ok(Some(open)) => walk(talk, open.id),
        Ok(None) => start(talk),
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(Next::Desk)
        }
    }
}

/// At the start of a talk: the callout that is open.
pub(super) fn resume(talk: &mut Talk<'_>, open: &Callout) -> io::Result<Next> {
    let ticket = talk.seat.known.ticket(open.ticket);
    let of = ticket.map_or_else(String::new, |ticket| format!(" of {}", ticket.number));
    let last = second(open.last_at, talk.seat.zone());
    let step = engine::asked(&talk.seat, open);
    let step = step.map_or_else(|| "the end".to_owned(), |step| step.name.to_string());
    let number = open.number;
    talk.say(&format!(
        "Callout {number}{of} is open, last saved {last}. Enter goes on at {step}."
    ))?;
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
fn start(talk: &mut Talk<'_>) -> io::Result<Next> {
    let known = &talk.seat.known;
    let step = begin(&**known, &known.site, talk.me, talk.seat.now);
    for line in &step.derived {
        talk.say(line)?;
    }
    let mut given = Given::new();
    for part in &step.parts {
        let question = Question {
            step: &step,
            part,
            number: 1,
            place: None,
            is_said: false,
            kept: None,
        };
        match ask(talk, &question)? {
            Said::Value(value) => {
                given.insert(part.key.clone(), value);
            }
            Said::Enter | Said::Where | Said::Clock(_) => {}
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
    let duty = value("duty").unwrap_or_else(|| "know".to_owned());
    match engine::start(&mut talk.seat, over, None, &duty) {
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

/// The walk from where it stands to where somebody leaves it.
fn walk(talk: &mut Talk<'_>, id: CalloutId) -> io::Result<Next> {
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
            return Ok(Next::Desk);
        };
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
    match before.filter(|name| *name != StepName::Start) {
        Some(before) => Ok(Some(before)),
        None => {
            talk.say("This is the first question.")?;
            Ok(Some(name))
        }
    }
}

/// The number of a step in the walk, from 1.
fn number_of(talk: &Talk<'_>, callout: &Callout, name: StepName) -> usize {
    let known = &talk.seat.known;
    let trail = trail(&**known, &known.site, callout, talk.seat.now);
    trail.iter().position(|mark| mark.name == name).unwrap_or(0) + 1
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
                talk.say(line)?;
            }
        }
        let leaves_list = name == StepName::List && leaves(&given, &step);
        let next = step.parts.iter().find(|part| !asked.contains(&part.key));
        let Some(part) = next.filter(|_| !leaves_list) else {
            return save(talk, callout, name, &given);
        };
        let place = place_of(callout, name, &part.key);
        let question = Question {
            step: &step,
            part,
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
            Said::To(_) | Said::Bed | Said::Clock(_) | Said::Where | Said::Desk | Said::Quit => {
                if let Some(after) = elsewhere(talk, callout, &said)? {
                    return Ok(after);
                }
                is_said = true;
            }
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
fn elsewhere(talk: &mut Talk<'_>, callout: &Callout, said: &Said) -> io::Result<Option<After>> {
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
                talk.say("The clock stands. Go on lets it run.")?;
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

/// The work log: every line is one entry.
fn work(talk: &mut Talk<'_>, callout: &Callout, step: &Step) -> io::Result<After> {
    let number = number_of(talk, callout, StepName::Work);
    for line in &step.derived {
        talk.say(line)?;
    }
    talk.say(&format!(
        "Question {number}, work: What did you do? Each line is logged. Done leaves the log."
    ))?;
    let place = place_of(callout, StepName::Work, "line");
    let mut kept = talk.kept(&place);
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
            (typed, _) => typed.to_owned(),
        };
        let said = match typed.to_lowercase().as_str() {
            "" | "again" => {
                talk.say("Say what you did, or done to leave the log.")?;
                continue;
            }
            "done" => return leave_work(talk, callout),
            "?" | "help" => {
                work_help(talk, &place, step)?;
                continue;
            }
            "back" => return Ok(After::Before),
            "bed" => Said::Bed,
            "pause" => Said::Clock(Clock::Pause),
            "go on" => Said::Clock(Clock::GoOn),
            "where" => Said::Where,
            "desk" => Said::Desk,
            "quit" => Said::Quit,
            _ => Said::Value(typed),
        };
        if let Said::Value(typed) = said {
            log(talk, callout, &place, &typed)?;
        } else if let Some(after) = elsewhere(talk, callout, &said)? {
            return Ok(after);
        }
    }
}

fn log(talk: &mut Talk<'_>, callout: &Callout, place: &Place, typed: &str) -> io::Result<()> {
    talk.keep(place, typed);
    let values = vec![("line".to_owned(), Clean::line(typed))];
    match engine::answer(&mut talk.seat, callout, StepName::Work, values, false) {
        Ok(receipt) => {
            talk.forget(place);
            let at = second(receipt.at, talk.seat.zone());
            talk.say(&format!("Logged {at}."))
        }
        Err(fail) => talk.say_fail(&fail),
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

/// The end: nothing is asked but that it ends.
fn handover(talk: &mut Talk<'_>, callout: &Callout, step: &Step) -> io::Result<After> {
    let number = number_of(talk, callout, StepName::Handover);
    talk.say_rows(step.derived.clone())?;
    loop {
        let asks = format!("Question {number}, handover: Enter ends the callout.");
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
fn bed(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<bool> {
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

fn submit(talk: &mut Talk<'_>, command: &Command) -> io::Result<bool> {
    let done: Result<_, Fail> = talk.seat.submit(command);
    match done {
        Ok(_) => Ok(true),
        Err(fail) => {
            talk.say_fail(&fail)?;
            Ok(false)
        }
    }
}

fn good_night(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<()> {
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
    Ok(())
}

fn say_sheet(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<()> {
    let known = &talk.seat.known;
    let sheet = sheet(&**known, &known.site, callout, talk.seat.now);
    talk.say_rows(sheet.iter().map(|line| line.trim().to_owned()).collect())
}

fn say_where(talk: &mut Talk<'_>, callout: &Callout) -> io::Result<()> {
    let known = &talk.seat.known;
    let Some(callout) = known.callout(callout.id) else {
        return Ok(());
    };
    let ticket = known.ticket(callout.ticket);
    let of = ticket.map_or_else(String::new, |t| format!(" of {}, {}", t.number, t.title));
    let (minutes, _) = clock_min(&callout, talk.seat.now);
    let stands = if callout.is_paused() {
        ", and it stands"
    } else {
        ""
    };
    let asks = next_step(&**known, &known.site, &callout, talk.seat.now);
    let asks = asks.map_or_else(String::new, |step| format!(" It asks {}.", step.name));
    let text = format!(
        "Callout {}{of}. The clock: {}{stands}.{asks}",
        callout.number,
        length(minutes)
    );
    talk.say(&text)
}
