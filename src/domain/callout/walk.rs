//! The walk: which step comes next, and what stands where.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Callout, Card, Debt, Step, TrailMark};
use crate::domain::{PersonId, Records, Site, StepName};
use crate::time::Stamp;

/// What was typed at a step and is not sent yet, by part: it decides which parts follow.
pub type Given = BTreeMap<String, String>;

/// The question before there is a callout: is it happening now, or is it over?
pub fn begin(_records: &dyn Records, _site: &Site, _me: PersonId, _now: Stamp) -> Step {
    unimplemented!()
}

/// What is asked next; none once the callout has ended.
pub fn next_step(
    _records: &dyn Records,
    _site: &Site,
    _callout: &Callout,
    _now: Stamp,
) -> Option<Step> {
    None
}

/// A step by name, with the parts that follow from what was typed so far; none where the walk
/// does not have that step.
pub fn step_named(
    _records: &dyn Records,
    _site: &Site,
    _callout: &Callout,
    _name: StepName,
    _given: &Given,
    _now: Stamp,
) -> Option<Step> {
    None
}

/// The steps of the walk as far as they are known, in order.
pub fn trail(
    _records: &dyn Records,
    _site: &Site,
    _callout: &Callout,
    _now: Stamp,
) -> Vec<TrailMark> {
    Vec::new()
}

/// What the callout owes now, what is wanted tonight first.
pub fn debts(_records: &dyn Records, _site: &Site, _callout: &Callout, _now: Stamp) -> Vec<Debt> {
    Vec::new()
}

/// Minutes on the callout's clock: from the call to now or its end, pauses out; and why the
/// length is not sure, where a clock jumped.
pub fn clock_min(_callout: &Callout, _now: Stamp) -> (i64, Option<String>) {
    (0, None)
}

/// The sheet: the entry, its timeline and the arithmetic of the claim, a line each.
pub fn sheet(_records: &dyn Records, _site: &Site, _callout: &Callout, _now: Stamp) -> Vec<String> {
    Vec::new()
}

/// The cards of the nights since the last working day began, the latest first: callouts that
/// ended since then, or owe something still.
pub fn cards(_records: &dyn Records, _site: &Site, _now: Stamp) -> Vec<Card> {
    Vec::new()
}

/// The callout that a person has open.
pub fn open_for(records: &dyn Records, person: PersonId) -> Option<Arc<Callout>> {
    let mut running = records.running_callouts().into_iter();
    running.find(|callout| callout.person == person)
}
