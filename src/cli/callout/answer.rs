//! `callout answer`: what was typed, told apart into a step, its parts and their values.

use super::AnswerArgs;
use super::shown::saved;
use super::walk::{again, answer, asked, named_or_last, step};
use crate::cli::answer::Reply;
use crate::cli::call::Call;
use crate::cli::doubt;
use crate::cli::fail::Fail;
use crate::cli::seat::{Seat, asked_for};
use crate::domain::StepName;
use crate::domain::callout::{Callout, Given, Step, as_line, hardly_meant};
use crate::text::Clean;

/// One argument.
#[derive(Debug, PartialEq, Eq)]
struct Typed {
    /// The step that it names; none = the one that is asked now.
    step: Option<StepName>,
    /// The part that it names; none = the next one without a value.
    part: Option<String>,
    value: String,
}

/// Answers a step as one group.
pub(super) fn run(call: &mut Call<'_, '_>, args: &AnswerArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let callout = named_or_last(&mut seat, args.callout)?;
    let now = asked(&seat, &callout);
    let typed: Result<Vec<Typed>, Fail> = args
        .values
        .iter()
        .map(|arg| split(arg, now.as_ref()))
        .collect();
    let (name, typed) = one_step(typed?, now.as_ref().map(|step| step.name), &callout)?;
    let mut values = Vec::new();
    for one in typed {
        // A line of the log says by its first space that it is text, and keeps it.
        let value = match one.value.as_str() {
            line if name == StepName::Work && line != "-" => as_line(line),
            value => call.text(value)?,
        };
        values.push((one.part, value));
    }
    let (values, leave) = if name == StepName::Work {
        work(&values)?
    } else {
        (spread(&seat, &callout, name, values)?, true)
    };
    plainly_meant(&seat, &callout, name, &values)?;
    let texts: Vec<Clean> = values.iter().map(|(_, text)| text.clone()).collect();
    let receipt = answer(&mut seat, &callout, name, values, leave)?;
    let callout = again(&seat, callout.id)?;
    let reply = saved(&seat, &callout, &receipt);
    Ok(doubt::told(
        reply,
        &seat,
        (callout.ticket, &receipt),
        &texts,
    ))
}

/// That no time without its day is hardly the one that was meant: the screen asks, here both
/// readings are named.
fn plainly_meant(
    seat: &Seat,
    callout: &Callout,
    name: StepName,
    values: &[(String, Clean)],
) -> Result<(), Fail> {
    let given = values.iter().map(|(part, value)| {
        let value = value.as_str().to_owned();
        (part.clone(), value)
    });
    let (given, known) = (given.collect::<Given>(), &*seat.known);
    match hardly_meant(known, &known.site, callout, (name, &given), seat.now) {
        Some((part, found)) => Err(asked_for(&format!("{name}.{part}="), &found)),
        None => Ok(()),
    }
}

/// The step, the part and the value of an argument.
fn split(arg: &str, now: Option<&Step>) -> Result<Typed, Fail> {
    let bare = || Typed {
        step: None,
        part: None,
        value: arg.to_owned(),
    };
    let Some((left, value)) = arg.split_once('=') else {
        return Ok(bare());
    };
    let typed = |step, part: Option<&str>| Typed {
        step,
        part: part.map(ToOwned::to_owned),
        value: value.to_owned(),
    };
    if let Some(step) = StepName::parse(left) {
        return Ok(typed(Some(step), None));
    }
    let steps = StepName::ALL.iter();
    let part_of = |step: &StepName| {
        let part = left.strip_prefix(step.as_str())?.strip_prefix('.')?;
        (!part.is_empty()).then_some((*step, part))
    };
    // The longest name that fits: security.suspect.who is a part of security.suspect.
    let named = steps.filter_map(part_of).min_by_key(|(_, part)| part.len());
    if let Some((step, part)) = named {
        return Ok(typed(Some(step), Some(part)));
    }
    let Some(now) = now else {
        return Err(no_step(left));
    };
    if now.parts.iter().any(|part| part.key == left) {
        return Ok(typed(None, Some(left)));
    }
    let is_text = matches!(now.name, StepName::Work | StepName::Narrative) || left.contains(' ');
    if is_text {
        Ok(bare())
    } else {
        Err(no_step(left))
    }
}

fn no_step(left: &str) -> Fail {
    let steps: Vec<&str> = StepName::ALL.iter().map(|step| step.as_str()).collect();
    Fail::Usage(format!(
        "no step or part is called `{}`; write VALUE, STEP=VALUE or STEP.PART=VALUE, with a step \
         of {}",
        Clean::line(left),
        steps.join(" ")
    ))
}

/// The one step of all arguments.
fn one_step(
    typed: Vec<Typed>,
    now: Option<StepName>,
    callout: &Callout,
) -> Result<(StepName, Vec<Typed>), Fail> {
    let mut steps: Vec<Option<StepName>> = typed.iter().map(|one| one.step.or(now)).collect();
    steps.dedup();
    match steps.as_slice() {
        [Some(step)] => Ok((*step, typed)),
        [None] => Err(Fail::Missing(format!(
            "{} has ended and asks nothing; name the step: nightdesk callout answer STEP=VALUE",
            callout.number
        ))),
        _ => Err(Fail::Usage(
            "one call answers one step; name parts of the same step".to_owned(),
        )),
    }
}

/// A line of the work log, going there, or leaving it.
fn work(values: &[(Option<String>, Clean)]) -> Result<(Vec<(String, Clean)>, bool), Fail> {
    let other = values.iter().find_map(|(part, _)| {
        let part = part.as_deref()?;
        (part != "line").then_some(part)
    });
    if let Some(part) = other {
        return Err(Fail::Usage(format!(
            "work has no part `{}`; nightdesk callout answer work=TEXT logs a line",
            Clean::line(part)
        )));
    }
    let words: Vec<&str> = values.iter().map(|(_, text)| text.as_str()).collect();
    let line = Clean::line(&words.join(" "));
    Ok(match line.as_str().trim() {
        "done" => (Vec::new(), true),
        "" => (Vec::new(), false),
        _ => (vec![("line".to_owned(), line)], false),
    })
}

/// Values by part: one without a name goes to the next part that has none yet.
fn spread(
    seat: &Seat,
    callout: &Callout,
    name: StepName,
    values: Vec<(Option<String>, Clean)>,
) -> Result<Vec<(String, Clean)>, Fail> {
    let mut given = Given::new();
    let mut spread = Vec::new();
    for (part, value) in values {
        let part = match part {
            Some(part) => part,
            None => match next_part(seat, callout, name, &given) {
                Next::Part(part) => part,
                Next::None => continue,
                Next::TooMany => {
                    return Err(Fail::Usage(format!(
                        "{name} asks no more than {} at once; nightdesk callout status {name} \
                         shows its parts",
                        given.len()
                    )));
                }
            },
        };
        if !value.is_blank() {
            spread.push((part.clone(), value.clone()));
        }
        given.insert(part, value.into_string());
    }
    Ok(spread)
}

enum Next {
    Part(String),
    /// The step has no parts.
    None,
    TooMany,
}

fn next_part(seat: &Seat, callout: &Callout, name: StepName, given: &Given) -> Next {
    let Some(asked) = step(seat, callout, name, given) else {
        // The engine knows the first part, also of a callout that has ended, or refuses.
        return if given.is_empty() {
            Next::Part(String::new())
        } else {
            Next::TooMany
        };
    };
    if asked.parts.is_empty() {
        return Next::None;
    }
    let mut parts = asked.parts.into_iter().map(|part| part.key);
    parts
        .find(|part| !given.contains_key(part))
        .map_or(Next::TooMany, Next::Part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arg: &str, step: Option<StepName>, part: Option<&str>, value: &str) {
        let expected = Typed {
            step,
            part: part.map(ToOwned::to_owned),
            value: value.to_owned(),
        };
        assert_eq!(split(arg, None).unwrap(), expected, "{arg}");
    }

    #[test]
    fn an_argument_names_a_step_a_part_or_nothing() {
        check("1", None, None, "1");
        check("caller=Bo", Some(StepName::Caller), None, "Bo");
        check("caller.name=Bo", Some(StepName::Caller), Some("name"), "Bo");
        check("security.suspect=1", Some(StepName::Suspect), None, "1");
        check(
            "security.suspect.who=Ann",
            Some(StepName::Suspect),
            Some("who"),
            "Ann",
        );
        check(
            "outcome.times.restored=0305",
            Some(StepName::Outcome),
            Some("times.restored"),
            "0305",
        );
        check("work=a=b", Some(StepName::Work), None, "a=b");
        assert!(split("caler=Bo", None).is_err());
    }
}
