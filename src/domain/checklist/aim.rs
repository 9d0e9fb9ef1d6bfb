//! Which step a command means, and whether anybody may tick it now.

use super::proof::TEXT_MAX;
use super::refuse::{held, hidden, never_ticked, no_step, without_reason};
use super::view::Stand;
use super::{Checklist, Marked};
use crate::domain::Refusal;
use crate::domain::site::{Gate, Step, StepKind};
use crate::text::Clean;

/// The roles of those who work on a list.
const WORKERS: [&str; 2] = ["tech", "oncall"];

/// Whether a role is of those who work on a list.
pub(super) fn is_worker(who: &str) -> bool {
    WORKERS.contains(&who)
}

/// Whether an answer opens a gate.
pub(super) fn opens(gate: &Gate, choice: &str) -> bool {
    gate.opens.iter().any(|o| o.as_str() == choice)
}

/// The roles whose own word opens a gate; none where whoever works on the list may answer.
pub(super) fn whose_word<'s>(step: &'s Step, gate: &Gate) -> Option<Vec<&'s str>> {
    let who = step.who.as_str();
    if gate.kind == "hr_decision" {
        // Of a finding, the director tells HR; HR is asked through the lead.
        let director = (who == "director").then_some(who);
        return Some(std::iter::once("hr").chain(director).collect());
    }
    (!is_worker(who)).then(|| vec![who])
}

pub(super) fn is_over(what: &Marked) -> bool {
    match what {
        Marked::Done | Marked::Skipped(_) | Marked::Answered(_) => true,
        Marked::Failed(_) => false,
    }
}

/// The step that a word names: its id, or the kind of its gate.
pub(super) fn find<'a>(stand: &Stand<'_, 'a>, word: &str) -> Result<&'a Step, Refusal> {
    let template = &stand.list.template;
    let of_kind = |step: &&Step| step.gate.as_ref().is_some_and(|gate| gate.kind == word);
    let open = |step: &&Step| {
        let gate = step.gate.as_ref();
        gate.is_some_and(|gate| !stand.is_open(step, gate))
    };
    let by_kind = || {
        let first_open = stand.shown().filter(of_kind).find(open);
        first_open.or_else(|| template.steps.iter().find(of_kind))
    };
    let step = template.step(word).or_else(by_kind);
    let step = step.ok_or_else(|| no_step(stand, word))?;
    if stand.is_shown(step) {
        Ok(step)
    } else {
        Err(hidden(stand.list, step))
    }
}

/// Refuses what nobody ticks.
pub(super) fn tickable(stand: &Stand<'_, '_>, step: &Step) -> Result<(), Refusal> {
    if step.kind == StepKind::Know {
        let why = "it is a statement to know";
        return Err(never_ticked(stand.list, step, why));
    }
    match stand.waits(step) {
        Some(waits) => Err(never_ticked(stand.list, step, &waits)),
        None => Ok(()),
    }
}

pub(super) fn not_held<'a>(stand: &Stand<'_, 'a>, step: &'a Step) -> Result<(), Refusal> {
    match stand.holder(step) {
        Some((by, gate)) => Err(held(stand, step, by, gate)),
        None => Ok(()),
    }
}

/// The choice that an answer names: its text, letter case aside, or its number from 1.
pub(super) fn choose<'c>(choices: &'c [Clean], answer: &Clean) -> Option<&'c str> {
    let answer = answer.as_str().trim();
    let by_text = choices
        .iter()
        .find(|choice| choice.as_str().to_lowercase() == answer.to_lowercase());
    let by_number = || choices.get(answer.parse::<usize>().ok()?.checked_sub(1)?);
    by_text.or_else(by_number).map(Clean::as_str)
}

pub(super) fn reason(
    list: &Checklist,
    step: &Step,
    verb: &str,
    because: &Clean,
) -> Result<Clean, Refusal> {
    if because.is_blank() || because.as_str().len() > TEXT_MAX {
        return Err(without_reason(list, step, verb, because));
    }
    Ok(because.clone())
}
