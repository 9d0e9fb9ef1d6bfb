//! The matching checklist, a step at a time; what is known ticks itself and is not asked.

use std::sync::Arc;

use super::{Table, choices, derived, step};
use crate::domain::callout::{Choice, Part, PartKind, Step, Walk};
use crate::domain::checklist::{self, StepState};
use crate::domain::site::{EvidenceKey, StepKind};
use crate::domain::{Checklist, StepName};

/// Was somebody from outside at a server?
pub(super) const OUTSIDER: Table = &[('1', "no", "no"), ('2', "yes", "yes")];

/// What can become of a step.
const DONE: Table = &[
    ('1', "done", "done"),
    ('2', "not-needed", "not needed"),
    ('3', "failed", "failed"),
];

/// The answer that leaves the list.
pub(in crate::domain::callout) const LEAVE: &str = "leave";

/// The list of tonight: the last one begun for the ticket that is not finished.
pub(in crate::domain::callout) fn list_of(walk: &Walk<'_>) -> Option<Arc<Checklist>> {
    let lists = walk.records.lists_of(walk.callout.ticket);
    let rotation = "credential-rotation-outsider";
    lists
        .into_iter()
        .rev()
        .find(|list| list.finished.is_none() && list.checklist != rotation)
}

/// The step of the list that is asked now, and how many are left with it.
pub(in crate::domain::callout) fn shown(
    walk: &Walk<'_>,
) -> Option<(Arc<Checklist>, String, usize)> {
    let list = list_of(walk)?;
    let view = checklist::steps(walk.records, walk.site, &list, walk.now);
    let open: Vec<&str> = checklist::to_tick(&view)
        .filter(|step| step.state == StepState::Open && step.held_by.is_none())
        .map(|step| step.step.id.as_str())
        .collect();
    let first = (*open.first()?).to_owned();
    Some((Arc::clone(&list), first, open.len()))
}

/// Whether nothing is left to tick and nothing to ask.
pub(in crate::domain::callout) fn is_empty(walk: &Walk<'_>) -> bool {
    shown(walk).is_none() && walk.callout.value(StepName::List, "outsider").is_some()
}

pub(super) fn list(walk: &Walk<'_>) -> Step {
    let Some((list, id, left)) = shown(walk) else {
        return outsider(walk);
    };
    let Some(shown) = list.template.step(&id) else {
        return outsider(walk);
    };
    let mut answers: Vec<Choice> = match &shown.kind {
        StepKind::Ask { choices } => ('1'..)
            .zip(choices)
            .map(|(key, text)| Choice::new(key, text.to_string(), text.to_string()))
            .collect(),
        StepKind::Do | StepKind::Know | StepKind::Auto { .. } => choices(DONE).collect(),
    };
    answers.push(Choice::new('0', LEAVE, "leave the list; the rest is owed"));
    let ask = Part::new(id.clone(), PartKind::Choice, shown.text.to_string())
        .choosing(answers)
        .hint(format!("Why: {}", shown.why));
    let mut parts = vec![ask];
    parts.extend(proofs(&id, &shown.evidence));
    let mut lines = vec![format!("{}: {left} left to tick", list.template.title)];
    if let Some(cure) = tonight(walk) {
        lines.push(cure);
    }
    let phase = shown
        .phase
        .as_ref()
        .and_then(|phase| list.template.phases.get(phase));
    lines.extend(phase.map(|phase| format!("Phase: {phase}")));
    derived(step(StepName::List, 40, parts), lines)
}

/// What a step wants to be shown for it: name, time and choice are filled in by the entry itself.
fn proofs(id: &str, evidence: &[EvidenceKey]) -> Vec<Part> {
    let asked = evidence.iter().filter_map(|key| {
        let question = match key {
            EvidenceKey::Note => "What did you see or do?",
            EvidenceKey::Number => "Which number?",
            EvidenceKey::Date => "Which day?",
            EvidenceKey::FileRef => "Where does it lie?",
            EvidenceKey::TicketRef => "Which ticket?",
            EvidenceKey::Signature => "Who signed?",
            EvidenceKey::Name | EvidenceKey::Time | EvidenceKey::Choice => return None,
        };
        Some(Part::new(
            format!("{id}.{}", key.as_str()),
            PartKind::Line,
            question,
        ))
    });
    asked.collect()
}

fn outsider(walk: &Walk<'_>) -> Step {
    let part = Part::new(
        "outsider",
        PartKind::Choice,
        "Was anybody from outside at a server tonight, on site or from afar?",
    )
    .choosing(choices(OUTSIDER))
    .or("no");
    let lines = match list_of(walk) {
        Some(list) => vec![format!("{}: nothing left to tick", list.template.title)],
        None => Vec::new(),
    };
    derived(step(StepName::List, 56, vec![part]), lines)
}

/// Tonight's list, where it was made from what fixed it before.
pub(super) fn tonight(walk: &Walk<'_>) -> Option<String> {
    let chosen = walk.callout.value(StepName::What, "cure")?;
    let asset = walk.ticket.asset.as_ref()?;
    let cures = walk.records.cures_of(asset.name.as_str());
    let cure = cures
        .into_iter()
        .find(|cure| cure.ticket.to_string() == chosen)?;
    Some(format!("Try first, it fixed {chosen}: {}", cure.text))
}
