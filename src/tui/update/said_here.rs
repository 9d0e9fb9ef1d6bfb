//! Sentences that name command lines, as they are said on the screen.
//!
//! A refusal and a debt name the command that mends them. On the screen no command line can be
//! typed, so what stands there is the key, or the question that takes the answer.

use crate::domain::{Refusal, StepName};
use crate::tui::action::{ACTIONS, Action};
use crate::tui::model::Model;

/// What stands before every command line.
const PROGRAM: &str = "nightdesk ";

/// Says in a sentence that names command lines what does the same here.
pub(in crate::tui) fn with_key(model: &Model, text: &str) -> String {
    let alone = text.strip_prefix(PROGRAM);
    if let Some(here) = alone.and_then(|command| here(model, command)) {
        return if here.contains(' ') {
            here
        } else {
            format!("press {here}")
        };
    }
    let mut said = String::new();
    let mut rest = text;
    // Commands between marks are replaced, each for itself.
    while let Some((before, after)) = rest.split_once('`') {
        let Some((marked, behind)) = after.split_once('`') else {
            break;
        };
        said.push_str(before);
        match marked.strip_prefix(PROGRAM).and_then(|c| here(model, c)) {
            Some(here) => said.push_str(&here),
            None => said.extend(["`", marked, "`"]),
        }
        rest = behind;
    }
    // One without marks goes to the end of its sentence.
    match rest.split_once(PROGRAM) {
        Some((before, command)) => match here(model, command) {
            Some(here) => said + before + &here,
            None => said + rest,
        },
        None => said + rest,
    }
}

/// What does the same as a command, given without the program's name.
fn here(model: &Model, command: &str) -> Option<String> {
    let mut words = command.split_ascii_whitespace();
    let verb = words.next()?;
    let name = match verb {
        // A second callout beside another is begun by the command alone.
        "callout" if command.contains(" --own") => return None,
        "callout" => return Some(callout_word(model, words)),
        "log" => "action",
        "tell" => "told",
        "assign" => "owner",
        // The steps of a list are read and ticked beside their ticket.
        "check" if words.next() == Some("show") => {
            let list = words.next().unwrap_or("the list");
            let open = model.key_of(Action::Open);
            let next = model.key_of(Action::Next);
            return Some(format!("{list} at its ticket ({open}, then {next})"));
        }
        "check" => "check start",
        other => other,
    };
    let spec = ACTIONS.iter().find(|spec| spec.name == name)?;
    Some(model.settings.keymap.names(spec))
}

/// Where a command of the callout is done: a key, or the question it answers.
fn callout_word<'a>(model: &Model, mut words: impl Iterator<Item = &'a str>) -> String {
    match words.next().unwrap_or_default() {
        "finish" => model.key_of(Action::Bed),
        "take" => model.key_of(Action::TakeOver),
        "list" | "show" => model.key_of(Action::Callouts),
        "answer" => {
            let answered = words.find_map(|word| word.split_once('='));
            let step = answered.and_then(|(part, _)| step_of(part));
            step.map_or_else(
                || "the question".to_owned(),
                |step| format!("the question \"{}\"", step.title()),
            )
        }
        _ => model.key_of(Action::Callout),
    }
}

/// The step that a name such as `security.isolate.when` belongs to.
fn step_of(part: &str) -> Option<StepName> {
    let is_of = |step: &StepName| {
        let behind = part.strip_prefix(step.as_str());
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    StepName::ALL.iter().copied().find(is_of)
}

/// The part of the question on the screen that a refusal names, by its place.
pub(super) fn part_named(model: &Model, refusal: &Refusal) -> Option<usize> {
    let step = model.walk.step.as_ref()?;
    let said = format!("{} {}", refusal.because, refusal.instead);
    let is_named = |key: &str| {
        let name = format!("{}.{key}", step.name);
        said.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-'))
            .any(|word| word.trim_end_matches('.') == name)
    };
    step.parts.iter().position(|part| is_named(&part.key))
}
