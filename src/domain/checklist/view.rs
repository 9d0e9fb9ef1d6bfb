//! The steps of an instance as they stand: which are shown, ticked, held, and by what.

use std::sync::Arc;

use super::due::due;
use super::facts::{Seen, event_words, is_recorded, seen};
use super::night;
use super::proof::missing;
use super::{Checklist, Mark, Marked};
use crate::domain::callout::Callout;
use crate::domain::event::Evidence;
use crate::domain::site::{EvidenceKey, Fact, Moment, Step, StepKind, When};
use crate::domain::{PersonId, Records, RuleId, Site, Ticket};
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
    /// What should prove it and is owed: it was done in a callout without.
    pub owes: Vec<EvidenceKey>,
    /// What holds it, where it is held: the sentence for a refusal. An open step that ticks itself
    /// says here what it waits for.
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
    records: &dyn Records,
    site: &Site,
    list: &'a Checklist,
    now: Stamp,
) -> StepsView<'a> {
    let ticket = list.ticket.and_then(|id| records.ticket(id));
    view(&Stand::new(records, site, list, ticket, now))
}

/// The gates of an instance that are not open.
pub fn open_gates(
    records: &dyn Records,
    site: &Site,
    list: &Checklist,
    now: Stamp,
) -> Vec<GateView> {
    let gates = steps(records, site, list, now).gates;
    gates.into_iter().filter(|gate| !gate.open).collect()
}

/// The first closed gate of an instance that a callout does not let wait either: HR's word, the
/// deletion of data, danger to people.
pub fn held_at_night(
    records: &dyn Records,
    site: &Site,
    list: &Checklist,
    now: Stamp,
) -> Option<GateView> {
    let gates = open_gates(records, site, list, now);
    gates.into_iter().find(|gate| night::is_hard(&gate.kind))
}

/// The closed gates that hold the close of a ticket, each with the instance that it stands in.
pub fn holding_close(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    now: Stamp,
) -> Vec<(Arc<Checklist>, GateView)> {
    let mut all = Vec::new();
    for list in records.lists_of(ticket.id) {
        if list.finished.is_some() {
            continue;
        }
        let stand = Stand::new(records, site, &list, Some(Arc::new(ticket.clone())), now);
        let gates = stand.holding_close();
        all.extend(gates.into_iter().map(|gate| (list.clone(), gate)));
    }
    all
}

/// The required steps that somebody still owes, or of which the proof is owed: not those that the
/// close or an event ticks.
pub fn owed_steps<'a>(view: &'a StepsView<'a>) -> impl Iterator<Item = &'a StepView<'a>> {
    view.steps.iter().filter(|s| {
        let waits = match &s.step.kind {
            // An event that nothing records here is ticked by hand, and then says nothing of waiting.
            StepKind::Auto { on: Some(_) } => s.held_by.is_some(),
            StepKind::Auto { on: None } => true,
            StepKind::Do | StepKind::Ask { .. } | StepKind::Know => false,
        };
        let waits = waits || s.step.from == Some(Fact::Close);
        let open = match s.state {
            StepState::Open | StepState::Failed | StepState::Held => true,
            StepState::Done | StepState::Skipped | StepState::Shown => false,
        };
        s.step.required && (open && !waits || !s.owes.is_empty())
    })
}

/// The steps that the walk of a callout asks: those that only a hand can tick, required or not.
/// What has a fact of the ticket or the callout is asked there.
pub fn to_tick<'a>(view: &'a StepsView<'a>) -> impl Iterator<Item = &'a StepView<'a>> {
    view.steps.iter().filter(|s| {
        let by_hand = matches!(s.step.kind, StepKind::Do | StepKind::Ask { .. });
        by_hand && s.step.from.is_none() && matches!(s.state, StepState::Open | StepState::Failed)
    })
}

/// An instance with all that its steps are judged by.
pub(super) struct Stand<'r, 'a> {
    pub(super) records: &'r dyn Records,
    pub(super) site: &'r Site,
    pub(super) list: &'a Checklist,
    pub(super) ticket: Option<Arc<Ticket>>,
    /// The callout that the list is in.
    pub(super) callout: Option<Arc<Callout>>,
    /// The ticket's newest callout, whether or not the list is in it.
    pub(super) latest: Option<Arc<Callout>>,
    pub(super) now: Stamp,
}

impl<'r, 'a> Stand<'r, 'a> {
    pub(super) fn new(
        records: &'r dyn Records,
        site: &'r Site,
        list: &'a Checklist,
        ticket: Option<Arc<Ticket>>,
        now: Stamp,
    ) -> Self {
        let mut stand = Self {
            records,
            site,
            list,
            ticket,
            callout: None,
            latest: None,
            now,
        };
        if let Some(ticket) = list.ticket {
            stand.take_callouts(&records.callouts_of(ticket));
        }
        stand
    }

    /// Judges by these callouts of the ticket, oldest first.
    pub(super) fn take_callouts(&mut self, callouts: &[Arc<Callout>]) {
        let started = self.list.started;
        let mut newest = callouts.iter().rev();
        self.latest = newest.clone().next().cloned();
        self.callout = newest.find(|c| night::is_within(c, started)).cloned();
    }

    /// The answer that stands of a question.
    pub(super) fn answer(&self, step: &str) -> Option<&'a str> {
        match &self.list.marks.get(step)?.what {
            Marked::Answered(answer) => Some(answer),
            Marked::Done | Marked::Skipped(_) | Marked::Failed(_) => None,
        }
    }

    /// The steps that are shown now.
    pub(super) fn shown(&self) -> impl Iterator<Item = &'a Step> {
        let list = self.list;
        list.template.steps.iter().filter(|s| self.is_shown(s))
    }

    /// Whether a step is shown: outside a callout nothing that hangs on one is.
    pub(super) fn is_shown(&self, step: &Step) -> bool {
        self.is_shown_within(step, self.list.template.steps.len())
    }

    /// `left` ends a circle of conditions, which the check of the files does not let through.
    fn is_shown_within(&self, step: &Step, left: usize) -> bool {
        let callout = self.callout.as_deref();
        if matches!(step.from, Some(Fact::Emergency | Fact::Place)) && callout.is_none() {
            return false;
        }
        match &step.when {
            None => true,
            Some(When::Place(place)) => callout.and_then(night::place) == Some(*place),
            Some(When::Unsolved { event, offset }) => {
                let known = super::facts::moment(self, &Moment::Event(event.clone()));
                if !event.0.starts_with("callout.") {
                    return known.is_some();
                }
                let ticket = self.ticket.as_deref();
                callout.zip(known).is_some_and(|(callout, from)| {
                    night::is_unsolved(callout, ticket, from, *offset, self.now)
                })
            }
            Some(When::Answer { step: asked, is }) => {
                let answer = self.answer(asked);
                let asked = self.list.template.step(asked);
                answer.is_some_and(|a| is.iter().any(|i| i.as_str() == a))
                    && left > 0
                    && asked.is_some_and(|asked| self.is_shown_within(asked, left - 1))
            }
        }
    }

    /// What ticks a step by itself.
    fn seen(&self, step: &Step) -> Option<Seen> {
        seen(self, step)
    }

    /// Where a step stands, gates aside.
    pub(super) fn own_state(&self, step: &Step) -> StepState {
        if step.kind == StepKind::Know {
            return StepState::Shown;
        }
        match self.list.marks.get(&step.id).map(|mark| &mark.what) {
            Some(Marked::Done | Marked::Answered(_)) => StepState::Done,
            Some(Marked::Skipped(_)) => StepState::Skipped,
            Some(Marked::Failed(_)) | None if self.seen(step).is_some() => StepState::Done,
            Some(Marked::Failed(_)) => StepState::Failed,
            // A finished list stays as it was, also when its ticket is opened again.
            None if self.list.finished.is_some() && self.waits(step).is_some() => StepState::Done,
            None => StepState::Open,
        }
    }

    /// Whether an event is recorded here: those of a night only where there is a callout.
    fn is_recorded(&self, event: &str) -> bool {
        is_recorded(event) || self.latest.is_some() && night::is_recorded(event)
    }

    /// What an open step that nobody can tick waits for, in words.
    pub(super) fn waits(&self, step: &Step) -> Option<String> {
        match &step.kind {
            // An event that nothing here records is ticked by whoever sees to it, with the proof.
            StepKind::Auto { on: Some(event) } if !self.is_recorded(&event.0) => None,
            StepKind::Auto { on: Some(event) } => {
                let words = event_words(self.site, &event.0);
                Some(format!("it ticks itself; it waits for this: {words}"))
            }
            StepKind::Auto { on: None } | StepKind::Do | StepKind::Ask { .. } => {
                let ticket = self.ticket.as_deref()?;
                let is_auto = matches!(step.kind, StepKind::Auto { on: None });
                (step.from == Some(Fact::Close) || is_auto && step.from.is_some())
                    .then(|| format!("it ticks itself; it waits for {}", fact_of(step, ticket)))
            }
            StepKind::Know => None,
        }
    }
}

/// Whether a required step counts towards the end of the list.
fn counts(step: &Step) -> bool {
    let ends = matches!(&step.kind, StepKind::Auto { on: Some(e) } if e.0 == "checklist.finished");
    step.required && step.kind != StepKind::Know && !ends
}

/// What a step that ticks itself waits for, in the words of a person.
fn fact_of(step: &Step, ticket: &Ticket) -> String {
    let number = ticket.number;
    match step.from {
        Some(Fact::Close) => format!("the close of {number}"),
        Some(Fact::Caller) => format!("whoever asked for {number}"),
        Some(Fact::What) => format!("what is affected by {number}"),
        Some(Fact::Impact) => format!("how many {number} stops"),
        Some(Fact::Emergency) => format!("whether {number} is an emergency"),
        Some(Fact::Place) => format!("where {number} is worked on"),
        Some(Fact::Told) => format!("word to somebody about {number}"),
        Some(Fact::Times) => format!("the times of {number}"),
        Some(Fact::Actions) => format!("an action on {number}"),
        Some(Fact::Outcome) => format!("the outcome of {number}"),
        Some(Fact::Category) => format!("the record category of {number}"),
        None => format!("what is recorded of {number}"),
    }
}

/// All shown steps, their gates and the count.
pub(super) fn view<'a>(stand: &Stand<'_, 'a>) -> StepsView<'a> {
    let mut done = 0;
    let mut required = 0;
    let mut steps = Vec::new();
    for step in stand.shown() {
        let shown = step_view(stand, step, steps.len() + 1);
        // Of a list that was made on the spot every line counts, though no rule asks for it.
        if counts(step) || stand.list.made.is_some() {
            required += 1;
            let over = matches!(shown.state, StepState::Done | StepState::Skipped);
            done += usize::from(over);
        }
        steps.push(shown);
    }
    StepsView {
        steps,
        gates: stand.gates(),
        done,
        required,
    }
}

fn step_view<'a>(stand: &Stand<'_, 'a>, step: &'a Step, no: usize) -> StepView<'a> {
    let mark = stand.list.marks.get(&step.id);
    let by_hand = mark.filter(|m| !matches!(m.what, Marked::Failed(_)));
    let (state, held_by) = state(stand, step, by_hand.is_some());
    let fact = match (by_hand, state) {
        (None, StepState::Done) => stand.seen(step),
        _ => None,
    };
    let limit = step.limit.as_ref();
    let is_done = by_hand.is_some_and(|mark| mark.what == Marked::Done);
    StepView {
        step,
        state,
        no,
        mark,
        by: mark.and_then(|m| m.by).filter(|_| fact.is_none()),
        at: match &fact {
            Some(fact) => fact.at,
            None => mark.map(|m| m.at),
        },
        from_fact: fact.map(|f| f.text),
        evidence: mark.map(|m| m.evidence.clone()).unwrap_or_default(),
        owes: if is_done {
            mark.map(|mark| missing(step, mark)).unwrap_or_default()
        } else {
            Vec::new()
        },
        held_by,
        due: limit.and_then(|limit| due(stand, limit, mark)),
    }
}

/// A gate goes before a fact: what the ticket says does not open what a person must open.
fn state<'a>(stand: &Stand<'_, 'a>, step: &'a Step, by_hand: bool) -> (StepState, Option<String>) {
    let own = stand.own_state(step);
    if by_hand || own == StepState::Shown || stand.list.finished.is_some() {
        return (own, None);
    }
    if let Some((by, gate)) = stand.holder(step) {
        return (StepState::Held, Some(stand.held_sentence(by, gate)));
    }
    match own {
        StepState::Open => (own, stand.waits(step)),
        StepState::Done
        | StepState::Skipped
        | StepState::Failed
        | StepState::Held
        | StepState::Shown => (own, None),
    }
}
