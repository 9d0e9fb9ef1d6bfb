//! From what was typed to what is recorded: choices by key, counts, times; defaults where a step is
//! left, and what nobody knows yet.

use std::collections::{BTreeMap, BTreeSet};

use super::{Callout, Given, Part, PartKind, Step, Walk};
use crate::domain::{Records, Refusal, RuleId, Site, StepName};
use crate::text::Clean;
use crate::time::{Stamp, parse_when};

/// The longest answer of a step, in bytes. Source: nightdesk, rule N04.
const ANSWER_MAX: usize = 65_536;

/// Minutes after the end of a callout in which its last times may lie, such as coming home. Source:
/// nightdesk.
const HOME_MIN: i64 = 4 * 60;

/// What an answer records.
#[derive(Debug, Clone, Default)]
pub(super) struct Read {
    /// By part, plain.
    pub(super) values: BTreeMap<String, Clean>,
    /// Parts that nobody knows yet.
    pub(super) unknown: BTreeSet<String>,
}

/// Reads what was typed at a step. `leave` fills in what is not given.
///
/// # Errors
/// An answer is none of the choices, no number, or no time; nothing is recorded.
pub(super) fn read(
    walk: &Walk<'_>,
    step: &Step,
    given: &Given,
    leave: bool,
) -> Result<Read, Refusal> {
    let mut read = Read::default();
    for (key, typed) in given {
        let Some(part) = step.parts.iter().find(|part| part.key == *key) else {
            return Err(no_part(step, key));
        };
        let typed = typed.trim();
        if is_unknown(part, typed) {
            read.unknown.insert(key.clone());
        } else if !typed.is_empty() {
            read.values
                .insert(key.clone(), value(walk, step.name, part, typed)?);
        }
    }
    if leave {
        for part in &step.parts {
            fill(walk, step.name, part, &mut read)?;
        }
    }
    Ok(read)
}

/// Why what was typed at a time or a count cannot be read, to be said under its field; none where
/// it can, or where the part asks for something else.
pub fn unreadable(
    records: &dyn Records,
    site: &Site,
    callout: &Callout,
    (step, part, typed): (StepName, &Part, &str),
    now: Stamp,
) -> Option<String> {
    let walk = Walk::of(records, site, callout, now)?;
    let typed = typed.trim();
    if typed.is_empty() || is_unknown(part, typed) {
        return None;
    }
    match part.kind {
        PartKind::Time => {
            let read = parse_when(typed, asked_at(&walk, typed), site.calendar.zone);
            read.err().map(|error| error.to_string())
        }
        PartKind::Count => {
            let refusal = count(&walk, step, part, typed).err()?;
            Some(format!("{}; type the number", refusal.because))
        }
        PartKind::Choice | PartKind::Line | PartKind::Text => None,
    }
}

/// `?` is known everywhere; a letter only where no text is asked.
fn is_unknown(part: &Part, typed: &str) -> bool {
    let is_text = matches!(part.kind, PartKind::Line | PartKind::Text);
    typed == "?" || typed == "d" && !is_text
}

/// What a part takes that nobody answered.
fn fill(walk: &Walk<'_>, step: StepName, part: &Part, read: &mut Read) -> Result<(), Refusal> {
    let stands = walk.callout.value(step, &part.key).is_some();
    if stands || read.values.contains_key(&part.key) || read.unknown.contains(&part.key) {
        return Ok(());
    }
    if walk.callout.ended.is_some() && part.default.is_some() {
        // Whoever pays one part in the morning says nothing of the others.
        return Ok(());
    }
    match (&part.default, part.at) {
        (_, Some(at)) => {
            read.values
                .insert(part.key.clone(), Clean::line(&at.rfc3339()));
        }
        (Some(typed), None) => {
            let value = value(walk, step, part, typed)?;
            read.values.insert(part.key.clone(), value);
        }
        (None, None) if part.is_needed => {
            read.unknown.insert(part.key.clone());
        }
        (None, None) => {}
    }
    Ok(())
}

fn value(walk: &Walk<'_>, step: StepName, part: &Part, typed: &str) -> Result<Clean, Refusal> {
    if typed.len() > ANSWER_MAX {
        return Err(Refusal::new(
            RuleId::N(4),
            format!(
                "the answer to {step}.{} is longer than 65,536 bytes",
                part.key
            ),
            "say it in fewer words, or attach the text as a file",
        ));
    }
    match part.kind {
        PartKind::Choice => match part.choice(typed) {
            Some(choice) => Ok(Clean::line(&choice.value)),
            None => Err(no_choice(step, part, typed)),
        },
        PartKind::Count => count(walk, step, part, typed),
        PartKind::Line => {
            let by_key = part
                .choices
                .iter()
                .find(|c| typed.chars().eq(std::iter::once(c.key)));
            Ok(Clean::line(
                by_key.map_or(typed, |choice| choice.value.as_str()),
            ))
        }
        PartKind::Text => Ok(Clean::new(typed)),
        PartKind::Time => {
            let zone = walk.site.calendar.zone;
            let at = parse_when(typed, asked_at(walk, typed), zone).map_err(|error| {
                Refusal::new(
                    RuleId::N(16),
                    format!("{step}.{}: {error}", part.key),
                    "give it as 0215, 02:15 or -20 for minutes ago",
                )
            })?;
            Ok(Clean::line(&at.rfc3339()))
        }
    }
}

/// From where a time of day is looked back for. What is answered days after the end means the
/// night itself; `-20` and `now` mean the moment they are typed.
pub(super) fn asked_at(walk: &Walk<'_>, typed: &str) -> Stamp {
    let ended = walk
        .callout
        .ended
        .filter(|_| !typed.starts_with('-') && typed != "now");
    ended.map_or(walk.now, |ended| walk.now.min(ended.plus_minutes(HOME_MIN)))
}

fn count(walk: &Walk<'_>, step: StepName, part: &Part, typed: &str) -> Result<Clean, Refusal> {
    if typed.eq_ignore_ascii_case("w") {
        let of_caller = || walk.records.person(walk.ticket.from?)?.unit;
        let unit = walk
            .ticket
            .unit
            .or_else(of_caller)
            .and_then(|id| walk.records.unit(id));
        let heads = unit.as_ref().map_or(0, |unit| unit.heads);
        if heads == 0 {
            return Err(Refusal::new(
                RuleId::N(10),
                "how many work in the unit is not known",
                format!(
                    "`nightdesk callout answer {step}.{}=38` gives the number",
                    part.key
                ),
            ));
        }
        return Ok(Clean::line(&heads.to_string()));
    }
    match typed.parse::<u32>() {
        Ok(number) if number <= 1_000_000 => Ok(Clean::line(&number.to_string())),
        Ok(_) | Err(_) => Err(Refusal::new(
            RuleId::N(16),
            format!("`{typed}` is no number of people"),
            format!(
                "`nightdesk callout answer {step}.{}=38`, w for the whole unit, ? for not known \
                 yet",
                part.key
            ),
        )),
    }
}

fn no_choice(step: StepName, part: &Part, typed: &str) -> Refusal {
    let choices: Vec<String> = part
        .choices
        .iter()
        .map(|choice| format!("{} {}", choice.key, choice.text))
        .collect();
    Refusal::new(
        RuleId::N(16),
        format!("`{typed}` is no answer to {step}.{}", part.key),
        format!("answer with {}; ? = not known yet", choices.join(" · ")),
    )
}

fn no_part(step: &Step, key: &str) -> Refusal {
    let parts: Vec<&str> = step.parts.iter().map(|part| part.key.as_str()).collect();
    let because = format!("{} asks nothing by the name `{key}` now", step.name);
    let instead = if parts.is_empty() {
        "it has no parts: `nightdesk callout finish` ends the callout".to_owned()
    } else {
        format!("its parts are {}", parts.join(", "))
    };
    Refusal::new(RuleId::N(16), because, instead)
}
