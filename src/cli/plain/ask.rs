//! One part of a step: its question once, its choices five at a time, and what was said to it.

use std::io;

use super::parts::way;
use super::runbooks::wished;
use super::talk::{Place, ROWS, Talk};
use super::words::{called, rule_in_words, sentence};
use crate::domain::StepName;
use crate::domain::callout::{Callout, Choice, Part, PartKind, Step};
use crate::policy::find_rule;
use crate::time::parse_when;

/// What somebody said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// An answer, as it was typed.
    Value(String),
    /// Enter: the answer that stands, or none.
    Enter,
    /// All parts that are left as they stand.
    Rest,
    /// Back to the question before.
    Back,
    /// To a step by its name.
    To(StepName),
    /// To bed.
    Bed,
    /// Stop the clock, or let it go on.
    Clock(Clock),
    /// Where does the walk stand?
    Where,
    /// A runbook, by its number or id; empty = the one there is.
    Runbook(String),
    /// Back to the desk; the callout runs on.
    Desk,
    /// Out.
    Quit,
}

/// What is to become of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    Pause,
    GoOn,
}

/// The question that is asked: its step, its part, and its number in the walk.
pub(super) struct Question<'a> {
    pub(super) step: &'a Step,
    pub(super) part: &'a Part,
    /// What the prompt calls it, the name of the step first, up to the question.
    pub(super) name: String,
    pub(super) number: usize,
    /// Where what is typed is kept; none before there is a callout.
    pub(super) place: Option<Place>,
    /// Whether it was said already, and something else came between.
    pub(super) is_said: bool,
    /// What was typed of it before.
    pub(super) kept: Option<String>,
}

/// Where the text of a part is kept while it is not saved; the full screen calls it the same.
pub(super) fn place_of(callout: &Callout, step: StepName, part: &str) -> Place {
    let safe = |name: &str| -> String {
        let keep = |c: char| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        name.chars().map(keep).collect()
    };
    Place {
        on: callout.id.uuid(),
        field: format!("callout--{}--{}", safe(step.as_str()), safe(part)),
        step: Some(step.as_str().to_owned()),
    }
}

/// Asks until there is an answer that fits, or another wish.
pub(super) fn ask(talk: &mut Talk<'_>, question: &Question<'_>) -> io::Result<Said> {
    if question.is_said {
        let name = question.step.name;
        talk.say(&format!(
            "It asks {} still. Say again to hear it.",
            called(name)
        ))?;
    } else {
        talk.catch_up()?;
        put(talk, question)?;
    }
    let part = question.part;
    let mut shown = ROWS;
    loop {
        let Some(line) = talk.take(question.place.as_ref())? else {
            return Ok(Said::Quit);
        };
        let typed = line.trim();
        match typed.to_lowercase().as_str() {
            "?" | "help" => help(talk, question)?,
            "again" => put(talk, question)?,
            "more" if talk.is_reading() => talk.more()?,
            "more" => {
                choices(talk, &part.choices, shown)?;
                shown += ROWS;
            }
            word => {
                if let Some(said) = wish(word) {
                    return Ok(said);
                }
                if typed.is_empty() {
                    if let Some(said) = enter(talk, question)? {
                        return Ok(said);
                    }
                } else if part.kind == PartKind::Text {
                    return text(talk, question, line);
                } else if let Some(why) = misfit(talk, part, typed) {
                    talk.say(&why)?;
                } else {
                    return Ok(Said::Value(plain(part, typed)));
                }
            }
        }
    }
}

/// A wish that has a word of its own at every question.
pub(super) fn wish(word: &str) -> Option<Said> {
    Some(match word {
        "back" => Said::Back,
        "rest" => Said::Rest,
        "work" => Said::To(StepName::Work),
        "bed" => Said::Bed,
        "pause" => Said::Clock(Clock::Pause),
        "go on" => Said::Clock(Clock::GoOn),
        "where" => Said::Where,
        "desk" => Said::Desk,
        "quit" => Said::Quit,
        _ => {
            if let Some(which) = wished(word) {
                return Some(Said::Runbook(which.to_owned()));
            }
            let name = word.strip_prefix("go ")?.trim();
            let step = StepName::ALL.iter();
            let mut step = step.filter(|step| step.as_str().eq_ignore_ascii_case(name));
            Said::To(*step.next()?)
        }
    })
}

/// What Enter means here; none where it means nothing.
fn enter(talk: &mut Talk<'_>, question: &Question<'_>) -> io::Result<Option<Said>> {
    if let Some(kept) = &question.kept {
        return Ok(Some(Said::Value(kept.clone())));
    }
    let part = question.part;
    let is_tick = question.step.name == StepName::List && part.kind == PartKind::Choice;
    if is_tick && part.default.is_none() {
        talk.say("Say the number of an answer; 0 leaves the list.")?;
        return Ok(None);
    }
    Ok(Some(Said::Enter))
}

/// Lines of a text until a line with the word end alone.
fn text(talk: &mut Talk<'_>, question: &Question<'_>, first: String) -> io::Result<Said> {
    let mut text = first;
    loop {
        let (line, is_whole) = talk.read()?;
        if is_whole && line.trim() == "end" {
            return Ok(Said::Value(text));
        }
        text.push('\n');
        text.push_str(&line);
        if let Some(place) = &question.place {
            talk.keep(place, &text);
        }
        if !is_whole {
            return Ok(Said::Quit);
        }
    }
}

/// Why an answer does not fit.
fn misfit(talk: &Talk<'_>, part: &Part, typed: &str) -> Option<String> {
    if is_unknown(part, typed) {
        return None;
    }
    match part.kind {
        PartKind::Choice if part.choice(typed).is_none() => Some(format!(
            "{typed} is none of the answers. Say again to hear them."
        )),
        PartKind::Count => {
            let is_count = typed.eq_ignore_ascii_case("w")
                || typed.parse::<u32>().is_ok_and(|number| number <= 1_000_000);
            (!is_count).then(|| {
                format!(
                    "{typed} is no number of people. W is the whole unit, unknown is not known yet."
                )
            })
        }
        PartKind::Time => {
            let read = parse_when(typed, talk.seat.now, talk.seat.zone());
            read.err().map(|error| error.to_string())
        }
        PartKind::Choice | PartKind::Line | PartKind::Text => None,
    }
}

/// Whether somebody says that it is not known yet.
fn is_unknown(part: &Part, typed: &str) -> bool {
    let words = ["unknown", "don't know", "dont know", "not known"];
    let is_text = matches!(part.kind, PartKind::Line | PartKind::Text);
    let says = words.iter().any(|word| typed.eq_ignore_ascii_case(word));
    says || typed == "d" && (!is_text || part.is_needed)
}

/// The answer as the walk takes it.
fn plain(part: &Part, typed: &str) -> String {
    if is_unknown(part, typed) {
        "?".to_owned()
    } else {
        typed.to_owned()
    }
}

/// Says the question: its number and name first.
fn put(talk: &mut Talk<'_>, question: &Question<'_>) -> io::Result<()> {
    let (step, part, number) = (question.step, question.part, question.number);
    let asks = if part.key.starts_with("times.") {
        "When?".to_owned()
    } else {
        sentence(&part.question)
    };
    talk.say(&format!("Question {number}, {} {asks}", question.name))?;
    for hint in &part.hints {
        talk.say(&way(hint))?;
    }
    choices(talk, &part.choices, 0)?;
    if let Some(kept) = &question.kept {
        return talk.say(&format!("You had typed: {kept}. Enter takes it."));
    }
    if let Some(answer) = &part.answer {
        return talk.say(&format!(
            "Answered before: {}. Enter keeps it.",
            words(part, answer)
        ));
    }
    match &part.default {
        Some(default) if part.kind == PartKind::Text => {
            for line in default.lines() {
                talk.say(line)?;
            }
            talk.say("Enter takes it. Or type it anew, and behind it a line with the word end.")
        }
        Some(default) => talk.say(&format!("Enter answers: {}.", words(part, default))),
        None if step.name == StepName::List => Ok(()),
        None if part.is_needed => talk.say("Enter leaves it open, and it is owed."),
        None => talk.say("Enter passes on."),
    }
}

/// An answer in the words of its choice.
fn words<'p>(part: &'p Part, answer: &'p str) -> &'p str {
    part.choice(answer)
        .map_or(answer, |choice| choice.text.as_str())
}

/// Says choices, five at a time.
fn choices(talk: &mut Talk<'_>, choices: &[Choice], from: usize) -> io::Result<()> {
    if from > 0 && from >= choices.len() {
        return talk.say("There is no more.");
    }
    for choice in choices.iter().skip(from).take(ROWS) {
        talk.say(&format!("{}, {}.", choice.key, choice.text))?;
    }
    match choices.len().saturating_sub(from + ROWS) {
        0 => Ok(()),
        left => talk.say(&format!("{left} more. Say more to hear them.")),
    }
}

/// The rule behind the question, and the words that go everywhere.
fn help(talk: &mut Talk<'_>, question: &Question<'_>) -> io::Result<()> {
    let rule = question.step.rule;
    let rule = find_rule(rule).map_or_else(|| rule.to_string(), rule_in_words);
    talk.say(&format!("The rule is {}", sentence(&rule)))?;
    talk.say(match question.part.kind {
        PartKind::Choice => "Answer with the number or the words of an answer.",
        PartKind::Count => "Answer with a number of people; w is the whole unit.",
        PartKind::Line => "Answer with a line, or the number of what is offered.",
        PartKind::Text => "Answer with lines, and behind them a line with the word end.",
        PartKind::Time => "Answer with a time, such as 0215, or -20 for 20 minutes ago, or now.",
    })?;
    talk.say("Unknown means that it is not known yet; it is then owed.")?;
    talk.say("Back is the question before. Rest takes what is left of this step as it stands.")?;
    talk.say("Work goes to the work log. Go and the name of a step goes there.")?;
    talk.say("Pause stops the clock, go on lets it run. Where says where you are.")?;
    talk.say("Again says the question once more. More says further answers.")?;
    talk.say("Runbook reads the department's own procedure for the system, five lines at a time.")?;
    talk.say("Bed ends the night, once the outcome is said. Desk leaves the callout running.")
}
