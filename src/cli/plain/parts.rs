//! What a part of a step is called by whoever listens: words in place of the ids that scripts type.
//!
//! **Invariant:** a prompt begins with the name of its step, because `go` takes it; no id of a
//! list's step, of a part or of a debt is said behind it.

use super::talk::Talk;
use super::words::called;
use crate::domain::callout::{Callout, Part, Step};
use crate::domain::site::Template;
use crate::domain::{Records, StepName};

/// Parts whose key is no word of its own, and what they ask for.
const PARTS: &[(&str, &str)] = &[
    ("rang", "when it rang"),
    ("word", "word tonight"),
    ("cure", "what fixed it"),
    ("opening", "at opening time"),
    ("because", "why"),
    ("to", "to whom"),
    ("lead", "the lead's word"),
    ("lead_how", "how they said so"),
    ("duty", "on call"),
    ("left", "when they left"),
    ("arrived", "when they came"),
    ("began", "when it began"),
    ("restored", "since when it works"),
    ("stopped", "when you stopped"),
    ("home", "when you were home"),
    ("how", "how"),
    ("told", "was the caller told"),
    ("told_at", "when they were told"),
    ("outsider", "somebody from outside"),
    ("other", "another list"),
    ("close", "the ticket's close"),
];

/// What a prompt calls a part, up to the question: the name of the step first.
pub(super) fn name_of(talk: &Talk<'_>, callout: &Callout, step: &Step, part: &Part) -> String {
    let known = &talk.seat.known;
    let lists = known.lists_of(callout.ticket);
    let of_list = || {
        let mut places = lists.iter().rev();
        places.find_map(|list| place_in_list(&list.template, &part.key))
    };
    match step.name {
        StepName::List => match of_list() {
            Some(place) => format!("{}, {place}:", step.name),
            None => named(step, part),
        },
        StepName::Debts if part.key != "close" => {
            let debts = step.parts.iter().filter(|part| part.key != "close");
            let place = place_of(step, part);
            format!("{}: {place} of {},", called(step.name), debts.count())
        }
        _ => named(step, part),
    }
}

/// The same without a list: the step's name, and behind it what the part asks for.
pub(super) fn named(step: &Step, part: &Part) -> String {
    let place = place_of(step, part);
    if place == 1 {
        return format!("{}:", called(step.name));
    }
    let what = match part.key.strip_prefix("times.").unwrap_or(&part.key) {
        "left" if step.name != StepName::Vendor => "when you left home".to_owned(),
        "arrived" if step.name != StepName::Vendor => "when you arrived".to_owned(),
        key => match PARTS.iter().find(|(known, _)| *known == key) {
            Some((_, words)) => (*words).to_owned(),
            None if key.bytes().all(|byte| byte.is_ascii_digit()) => format!("number {key}"),
            None => match key.strip_prefix("new.") {
                Some(system) => format!("new passwords for {system}"),
                None => key.replace(['_', '.', '-'], " "),
            },
        },
    };
    // A question that begins with the same words says them itself.
    if part.key == "which" || part.question.to_lowercase().starts_with(&what) {
        return format!("{}:", called(step.name));
    }
    format!("{}, {what}:", step.name)
}

/// The number of a part in its step, from 1.
fn place_of(step: &Step, part: &Part) -> usize {
    let place = step.parts.iter().position(|one| one.key == part.key);
    place.map_or(1, |place| place + 1)
}

/// A step of a list by its number; with its title where it is asked what is to be shown for it.
fn place_in_list(template: &Template, key: &str) -> Option<String> {
    let (id, proof) = match key.split_once('.') {
        Some((id, proof)) => (id, Some(proof)),
        None => (key, None),
    };
    let mut steps = (1..).zip(&template.steps);
    let (number, step) = steps.find(|(_, step)| step.id == id)?;
    let place = format!("step {number} of {}", template.steps.len());
    Some(match proof {
        Some(_) => format!("{place}, {}", title(step.text.as_str())),
        None => place,
    })
}

/// The first words of a step, up to where its sentence ends.
fn title(text: &str) -> &str {
    text.split(['?', ':', ';', '.']).next().unwrap_or(text)
}

/// How what is owed is done, for whoever has no prompt of a shell: by going to a step, or by a
/// command of the desk in lines.
pub(super) fn way(hint: &str) -> String {
    let Some((rule, command)) = hint.split_once(", done by: ") else {
        return hint.to_owned();
    };
    let words = command.strip_prefix("nightdesk ").unwrap_or(command);
    if let Some(step) = words.strip_prefix("callout answer ").and_then(step_of) {
        return format!("{rule}. Go {step} answers it.");
    }
    let verb = words.split(' ').next().unwrap_or_default();
    if DESK_VERBS.contains(&verb) {
        return format!("{rule}. At the desk it is done by: {words}");
    }
    format!("{rule}. Outside of this talk it is done by: {command}")
}

/// Commands that the desk in lines takes as the shell does.
const DESK_VERBS: [&str; 4] = ["tell", "log", "resolve", "close"];

/// The step that the words of an answer name.
fn step_of(words: &str) -> Option<StepName> {
    let value = words.split(' ').find(|word| word.contains('='))?;
    let (left, _) = value.split_once('=')?;
    let mut steps: Vec<StepName> = StepName::ALL.to_vec();
    steps.sort_by_key(|step| std::cmp::Reverse(step.as_str().len()));
    steps.into_iter().find(|step| {
        let rest = left.strip_prefix(step.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_paid_by_words_of_the_talk() {
        let check = |hint: &str, said: &str| assert_eq!(way(hint), said);
        check(
            "Rule R29, done by: nightdesk callout answer --callout K-1 emergency.because=...",
            "Rule R29. Go emergency answers it.",
        );
        check(
            "Rule R05, done by: nightdesk tell T-1 requester",
            "Rule R05. At the desk it is done by: tell T-1 requester",
        );
        check(
            "Rule R71, done by: nightdesk check start security-incident T-1",
            "Rule R71. Outside of this talk it is done by: nightdesk check start \
             security-incident T-1",
        );
        check("Say what was seen.", "Say what was seen.");
    }

    #[test]
    fn a_title_ends_with_its_sentence() {
        assert_eq!(title("What changed? Look at the log"), "What changed");
        assert_eq!(title("Go in; lock what you found"), "Go in");
    }
}
