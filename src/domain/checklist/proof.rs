//! What proves a step: the evidence that the list asks for.
//!
//! A step is done at a moment, so `time` is taken from when it happened unless it is given; every
//! other kind of evidence must be written by whoever did it. In a callout what is missing is owed.

use super::Checklist;
use super::refuse::{evidence_too_long, no_evidence_key, without_evidence};
use super::view::Stand;
use crate::domain::Refusal;
use crate::domain::event::Evidence;
use crate::domain::site::{EvidenceKey, Step};
use crate::text::Clean;
use crate::time::Stamp;

/// The longest text of an entry, in bytes. Source: nightdesk, rule N04.
pub(super) const TEXT_MAX: usize = 65_536;

/// How a decision of somebody who does not use the program came in: beside the list's own keys.
const OF_A_DECISION: [&str; 2] = ["how", "ref"];

/// The evidence of a step that was done: complete, or in a callout as far as there is any.
pub(super) fn evidence(
    stand: &Stand<'_, '_>,
    step: &Step,
    given: &Evidence,
    at: Stamp,
) -> Result<Evidence, Refusal> {
    let list = stand.list;
    known(list, step, given)?;
    let mut evidence = given.clone();
    evidence.retain(|_, value| !value.is_blank());
    if step.evidence.contains(&EvidenceKey::Time) {
        let time = EvidenceKey::Time.as_str().to_owned();
        let value = Clean::new(&at.rfc3339());
        evidence.entry(time).or_insert(value);
    }
    // What was written at an earlier try or for a correction need not be written again.
    if let Some(before) = list.marks.get(&step.id) {
        for (key, value) in &before.evidence {
            let entry = evidence.entry(key.clone());
            entry.or_insert_with(|| value.clone());
        }
    }
    let missing = missing(step, Some(&evidence));
    if missing.is_empty() || stand.callout.is_some() {
        Ok(evidence)
    } else {
        Err(without_evidence(list, step, &missing))
    }
}

/// What a step asks for and does not have.
pub(super) fn missing(step: &Step, evidence: Option<&Evidence>) -> Vec<EvidenceKey> {
    let keys = step.evidence.iter().copied();
    let has = |key: &EvidenceKey| evidence.is_some_and(|e| e.contains_key(key.as_str()));
    keys.filter(|key| !has(key)).collect()
}

/// Refuses evidence under a key that no list has, and texts that are too long.
pub(super) fn known(list: &Checklist, step: &Step, given: &Evidence) -> Result<(), Refusal> {
    for (key, value) in given {
        if EvidenceKey::parse(key).is_none() && !OF_A_DECISION.contains(&key.as_str()) {
            return Err(no_evidence_key(list, step, key));
        }
        if value.as_str().len() > TEXT_MAX {
            return Err(evidence_too_long(list, step, key));
        }
    }
    Ok(())
}
