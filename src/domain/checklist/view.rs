//! The steps of an instance as they stand: which are shown, ticked, held, and by what.

use super::{Checklist, Mark};
use crate::domain::event::Evidence;
use crate::domain::site::Step;
use crate::domain::{PersonId, Records, RuleId, Site};
use crate::time::Stamp;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// To be done.
    Open,
    /// Done, answered, or shown by a fact.
    Done,
    /// Left out with a reason.
    Skipped,
    /// Tried and failed; open.
    Failed,
    /// Held by a gate that is not open.
    Held,
    /// A statement: shown, never ticked.
    Shown,
}

/// A step as it stands.
#[derive(Debug, Clone)]
pub struct StepView<'a> {
    /// The step of the template.
    pub step: &'a Step,
    /// Where it stands.
    pub state: StepState,
    /// Its number among the shown steps, from 1.
    pub no: usize,
    /// What was recorded of it.
    pub mark: Option<&'a Mark>,
    /// What ticked it without anybody's hand, in words, such as `38 people stopped`.
    pub from_fact: Option<String>,
    /// Who did it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Option<Stamp>,
    /// What proves it.
    pub evidence: Evidence,
    /// What holds it, where it is held: the sentence for a refusal.
    pub held_by: Option<String>,
    /// By when it is to be done.
    pub due: Option<Stamp>,
}

/// A gate as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateView {
    /// The step that opens it.
    pub step: String,
    /// Its kind.
    pub kind: String,
    /// Whether it is open.
    pub open: bool,
    /// The answer given.
    pub answer: Option<String>,
    /// Who gave it.
    pub by: Option<PersonId>,
    /// The rule it carries out.
    pub rule: RuleId,
}

/// An instance with all its shown steps.
#[derive(Debug, Clone)]
pub struct StepsView<'a> {
    /// The steps that are shown now, in order.
    pub steps: Vec<StepView<'a>>,
    /// The gates that hold here.
    pub gates: Vec<GateView>,
    /// How many required steps are done, shown by a fact, or skipped.
    pub done: usize,
    /// How many required steps are shown.
    pub required: usize,
}

/// The steps of an instance at `now`.
pub fn steps<'a>(
    _records: &dyn Records,
    _site: &Site,
    _list: &'a Checklist,
    _now: Stamp,
) -> StepsView<'a> {
    StepsView {
        steps: Vec::new(),
        gates: Vec::new(),
        done: 0,
        required: 0,
    }
}
