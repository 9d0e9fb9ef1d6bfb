//! Gates: what holds a step until somebody's word, a proof or an answer is there.
//!
//! **Invariant:** a gate never holds logging, telling, refusing or holding. It is open only when
//! its step is done (for a question: with an answer that opens) and nothing holds that step.

use super::night;
use super::view::Stand;
use super::{GateView, Marked, StepState};
use crate::domain::site::{Fact, Gate, Step, StepKind};
use crate::domain::{RuleId, ToldOutcome};

/// The kind of gate that opens after so many vain attempts to reach somebody.
const ATTEMPTS: &str = "attempts_done";

/// The rule that a kind of gate carries out; kinds of our own counsel are `N09`.
pub(super) fn rule_of(kind: &str) -> RuleId {
    let rule = match kind {
        "restore_proof" => 16,
        "pre_approval" => 29,
        "head_notified" => 30,
        "written_request" | "authorised_requester" => 34,
        "owner_ok" => 35,
        "hr_word" => 44,
        "connect_authority" => 47,
        "manager_ok" => 48,
        "written_permission" => 50,
        "licence" => 51,
        "complex_password" => 53,
        "second_person" | "vault_done" => 57,
        "director_finding" => 65,
        "hr_decision" => 73,
        ATTEMPTS => 75,
        "preserve_answer" => 82,
        "data_answer" | "reset_notice" | "lead_word" => 83,
        "officer_order" => 87,
        "signed_policy" => 94,
        _ => return RuleId::N(9),
    };
    RuleId::R(rule)
}

impl<'a> Stand<'_, 'a> {
    /// Whether a gate exists here: its setting, if it has one, is true, and its step is shown.
    pub(super) fn holds(&self, step: &Step, gate: &Gate) -> bool {
        let set = gate.setting.as_ref();
        set.is_none_or(|key| self.site.policy.profile.is_set(key)) && self.is_shown(step)
    }

    /// Whether a gate is open.
    pub(super) fn is_open(&self, step: &Step, gate: &Gate) -> bool {
        self.is_open_within(step, gate, self.list.template.steps.len())
    }

    /// `left` ends a circle of gates, which the check of the files does not let through.
    fn is_open_within(&self, step: &Step, gate: &Gate, left: usize) -> bool {
        let done = match &step.kind {
            StepKind::Ask { .. } => self.answer(&step.id).is_some_and(|answer| {
                gate.opens.is_empty() || gate.opens.iter().any(|o| o.as_str() == answer)
            }),
            StepKind::Do | StepKind::Know | StepKind::Auto { .. } => {
                self.own_state(step) == StepState::Done
            }
        };
        let before = self.list.template.gates_of(&step.id);
        done && left > 0
            && self.attempts_left(gate).is_none()
            && before
                .filter(|(by, before)| self.holds(by, before) && self.binds(before, step))
                .all(|(by, before)| self.is_open_within(by, before, left - 1))
    }

    /// How many vain attempts to reach somebody are recorded and how many it takes, where a gate
    /// asks for them and there are too few. Without a ticket the step's own word stands for it.
    pub(super) fn attempts_left(&self, gate: &Gate) -> Option<(usize, usize)> {
        let ticket = self.ticket.as_ref().filter(|_| gate.kind == ATTEMPTS)?;
        let asked = self.site.policy.profile.security.contact_attempts;
        let asked = usize::try_from(asked).unwrap_or(usize::MAX);
        let told = ticket
            .told
            .iter()
            .filter(|told| told.outcome == ToldOutcome::NoAnswer && told.at >= self.list.started);
        let tried = told.count();
        (tried < asked).then_some((tried, asked))
    }

    /// The first closed gate that holds a step.
    pub(super) fn holder(&self, step: &'a Step) -> Option<(&'a Step, &'a Gate)> {
        let mut gates = self.list.template.gates_of(&step.id);
        gates.find(|(by, gate)| {
            self.holds(by, gate) && self.binds(gate, step) && !self.is_open(by, gate)
        })
    }

    /// Whether a gate holds a step, rather than being a debt of a callout.
    fn binds(&self, gate: &Gate, held: &Step) -> bool {
        self.callout.is_none() || night::binds(gate, held)
    }

    /// Why a closed gate holds: the sentence for a refusal.
    pub(super) fn held_sentence(&self, by: &Step, gate: &Gate) -> String {
        let number = self.list.number;
        let id = &by.id;
        if let (Some((tried, asked)), true) = (
            self.attempts_left(gate),
            self.own_state(by) == StepState::Done,
        ) {
            return format!(
                "{number} {id} counts {tried} of {asked} recorded attempts that nobody answered"
            );
        }
        let opens: Vec<_> = gate.opens.iter().map(|o| format!("\"{o}\"")).collect();
        match self.answer(id) {
            Some(answer) => format!(
                "{number} {id} was answered \"{answer}\"; it goes on only with {}",
                opens.join(" or ")
            ),
            None => format!("{number} {id} stands before it: {}", by.text),
        }
    }

    /// Every gate of the instance that exists now, in the order of the steps.
    pub(super) fn gates(&self) -> Vec<GateView> {
        let steps = self.list.template.steps.iter();
        steps
            .filter_map(|step| {
                let gate = step.gate.as_ref()?;
                self.holds(step, gate).then(|| self.gate_view(step, gate))
            })
            .collect()
    }

    fn gate_view(&self, step: &Step, gate: &Gate) -> GateView {
        let mark = self.list.marks.get(&step.id);
        GateView {
            step: step.id.clone(),
            kind: gate.kind.clone(),
            open: self.is_open(step, gate),
            answer: self.answer(&step.id).map(str::to_owned),
            by: mark
                .filter(|m| matches!(m.what, Marked::Done | Marked::Answered(_)))
                .and_then(|m| m.by),
            rule: rule_of(&gate.kind),
        }
    }

    /// The closed gates that hold the close of the ticket.
    pub(super) fn holding_close(&self) -> Vec<GateView> {
        let closes: Vec<&str> = self
            .shown()
            .filter(|step| step.from == Some(Fact::Close))
            .map(|step| step.id.as_str())
            .collect();
        let mut gates = Vec::new();
        for step in self.shown() {
            let Some(gate) = &step.gate else { continue };
            let holds = gate.blocks.iter().any(|b| closes.contains(&b.as_str()));
            if holds && self.holds(step, gate) && !self.is_open(step, gate) {
                gates.push(self.gate_view(step, gate));
            }
        }
        gates
    }
}
