//! Whether the steps of one list fit together: ids, answers, gates and phases.
//!
//! A gate never holds logging, telling, refusing or waiting: whoever works through a list at night
//! can always write down, say, and stop.

use std::collections::BTreeSet;

use super::Table;
use crate::domain::site::{
    ClockChoice, EvidenceKey, Fact, Gate, Moment, Step, StepKind, Template, When,
};
use crate::policy::error::one_of;
use crate::text::Clean;

/// Notes every fault of a list that shows only when its steps are seen together.
pub(super) fn check(root: &Table<'_, '_>, template: &Template) {
    let mut seen = BTreeSet::new();
    for (index, step) in template.steps.iter().enumerate() {
        let at = At {
            root,
            template,
            step,
            index,
        };
        if !seen.insert(step.id.as_str()) {
            at.wrong("id", "this id stands twice", "give one of them another id");
        }
        at.phase();
        at.when();
        at.clock();
        at.sets();
        if let Some(gate) = &step.gate {
            at.gate(gate);
        }
        if matches!(step.kind, StepKind::Know) && (step.required || !step.evidence.is_empty()) {
            at.wrong(
                if step.required {
                    "required"
                } else {
                    "evidence"
                },
                "a statement is never ticked, so it can neither be required nor ask for evidence",
                "write required = false and evidence = [], or take another kind",
            );
        }
    }
}

/// One step within its list.
struct At<'a, 'd, 'i> {
    root: &'a Table<'d, 'i>,
    template: &'a Template,
    step: &'a Step,
    index: usize,
}

impl At<'_, '_, '_> {
    fn wrong(&self, field: &str, wrong: impl std::fmt::Display, mend: impl std::fmt::Display) {
        let path = format!("step[{}].{field}", self.index);
        let line = self.root.line_below("step", self.index, field);
        self.root.doc.error(line, &path, wrong, mend);
    }

    fn phase(&self) {
        let phases = &self.template.phases;
        match &self.step.phase {
            Some(phase) if !phases.contains_key(phase) => self.wrong(
                "phase",
                format!("`{phase}` is no phase of this list"),
                one_of(phase, phases.keys().map(String::as_str)),
            ),
            None if !phases.is_empty() => self.wrong(
                "phase",
                "the list has phases, this step has none",
                one_of("", phases.keys().map(String::as_str)),
            ),
            Some(_) | None => {}
        }
    }

    fn find(&self, field: &str, id: &str) -> Option<&Step> {
        let found = self.template.step(id);
        if found.is_none() {
            self.wrong(
                field,
                format!("there is no step `{id}`"),
                one_of(id, self.template.steps.iter().map(|s| s.id.as_str())),
            );
        }
        found
    }

    /// Every answer must be a choice of the step asked.
    fn answers(&self, field: &str, asked: &Step, answers: &[Clean]) {
        let choices = asked.kind.choices();
        for answer in answers {
            if !choices.contains(answer) {
                self.wrong(
                    field,
                    format!("`{answer}` is no choice of the step `{}`", asked.id),
                    one_of(answer.as_str(), choices.iter().map(Clean::as_str)),
                );
            }
        }
    }

    fn when(&self) {
        if let Some(When::Answer { step, is }) = &self.step.when
            && let Some(asked) = self.find("when", step)
        {
            self.answers("when", asked, is);
        }
    }

    fn clock(&self) {
        let Some(clock) = &self.step.clock else {
            return;
        };
        self.answers("clock", self.step, &clock.is);
        if let ClockChoice::Named(id) = &clock.clock
            && id.starts_with("profile:")
        {
            self.wrong(
                "clock",
                format!("`{id}` names no clocks"),
                "write \"profile:disclosure.clocks\", or the id of a clock",
            );
        }
    }

    /// A date comes from what is written for the step, and from one step only.
    fn sets(&self) {
        let Some(sets) = &self.step.sets else { return };
        let has = |key| self.step.evidence.contains(&key);
        let dated = has(EvidenceKey::Date) || has(EvidenceKey::Time);
        if matches!(sets, Moment::Date(_)) && !dated {
            self.wrong(
                "sets",
                format!("nobody writes down when `{}` is", sets.name()),
                "add \"date\" or \"time\" to `evidence`",
            );
        }
        let before = &self.template.steps[..self.index];
        if let Some(other) = before.iter().find(|s| s.sets.as_ref() == Some(sets)) {
            self.wrong(
                "sets",
                format!("the step `{}` sets `{}` already", other.id, sets.name()),
                "leave it to one of them",
            );
        }
    }

    fn gate(&self, gate: &Gate) {
        self.answers("gate", self.step, &gate.opens);
        let asks = matches!(self.step.kind, StepKind::Ask { .. });
        if asks && gate.opens.is_empty() {
            self.wrong(
                "gate",
                "no answer opens it",
                "name the answers that do in `opens`",
            );
        }
        if matches!(self.step.kind, StepKind::Know) {
            self.wrong(
                "gate",
                "a statement is never done, so its gate never opens",
                "take another kind of step",
            );
        }
        for id in &gate.blocks {
            if let Some(held) = self.find("gate", id)
                && let Some(why) = self.may_not_hold(gate, held)
            {
                self.wrong(
                    "gate",
                    format!("it may not hold `{id}`: {why}"),
                    "take it out of `blocks`",
                );
            }
        }
    }

    /// Why a gate may not hold a step, where it may not.
    fn may_not_hold(&self, gate: &Gate, held: &Step) -> Option<&'static str> {
        if held.id == self.step.id {
            return Some("that is the step which opens it");
        }
        if matches!(held.kind, StepKind::Know) {
            return Some("that is a statement");
        }
        let automatic = matches!(held.kind, StepKind::Auto { .. });
        match held.from {
            Some(Fact::Told) => return Some("telling is never held"),
            Some(
                Fact::Caller
                | Fact::What
                | Fact::Impact
                | Fact::Emergency
                | Fact::Actions
                | Fact::Outcome
                | Fact::Category,
            ) if !automatic => return Some("writing down is never held"),
            Some(_) | None => {}
        }
        match &held.when {
            Some(When::Answer { step, is })
                if *step == self.step.id && !is.iter().any(|a| gate.opens.contains(a)) =>
            {
                Some("it is shown only by an answer that keeps the gate shut")
            }
            Some(When::Answer { .. } | When::Place(_) | When::Unsolved { .. }) | None => None,
        }
    }
}
