//! The refusals about what proves a step: what is missing, and how it is written.

use super::super::Checklist;
use super::super::gates::rule_of;
use super::{UNKNOWN, answer_command, done_command, proofs};
use crate::domain::site::{EvidenceKey, Step, StepKind};
use crate::domain::{Number, NumberKind, Refusal, RuleId};
use crate::text::Clean;

pub(in crate::domain::checklist) fn without_evidence(
    list: &Checklist,
    step: &Step,
    missing: &[EvidenceKey],
) -> Refusal {
    let rule = match &step.gate {
        Some(gate) if matches!(rule_of(&gate.kind), RuleId::R(_)) => rule_of(&gate.kind),
        _ => RuleId::R(13),
    };
    let names: Vec<&str> = missing.iter().map(|key| key.as_str()).collect();
    Refusal::new(
        rule,
        format!(
            "{} {} asks for proof that is not given: {}",
            list.number,
            step.id,
            names.join(", ")
        ),
        with_proof(list, step, missing),
    )
}

/// How a kind of evidence is written.
const fn like(key: EvidenceKey) -> &'static str {
    match key {
        EvidenceKey::Note => "…",
        EvidenceKey::Name | EvidenceKey::Signature => "NAME",
        EvidenceKey::Time => "21:30",
        EvidenceKey::Date => "2026-11-30",
        EvidenceKey::Number => "12",
        EvidenceKey::FileRef => "FILE",
        EvidenceKey::TicketRef => "T-12",
        EvidenceKey::Choice => "1",
    }
}

pub(in crate::domain::checklist) fn not_readable(
    list: &Checklist,
    step: &Step,
    key: EvidenceKey,
    why: &str,
) -> Refusal {
    let rule = match key {
        EvidenceKey::Time | EvidenceKey::Date => RuleId::N(5),
        EvidenceKey::Number => RuleId::N(10),
        EvidenceKey::Note
        | EvidenceKey::Name
        | EvidenceKey::FileRef
        | EvidenceKey::TicketRef
        | EvidenceKey::Choice
        | EvidenceKey::Signature => RuleId::N(4),
    };
    let because = format!(
        "the {key} of {} {} cannot be read: {why}",
        list.number, step.id
    );
    let instead = format!("write it like --evidence {key}={}", like(key));
    Refusal::new(rule, because, instead)
}

pub(in crate::domain::checklist) fn no_such_ref(number: Number) -> Refusal {
    let (what, instead) = match number.kind {
        NumberKind::Ticket => ("ticket", "see the tickets: nightdesk queue --all"),
        NumberKind::List | NumberKind::Callout | NumberKind::Claim => {
            ("list", "see the lists: nightdesk check list --all")
        }
    };
    Refusal::new(UNKNOWN, format!("there is no {what} {number}"), instead)
}

/// The command that gives a step with its proof.
fn with_proof(list: &Checklist, step: &Step, keys: &[EvidenceKey]) -> String {
    match step.kind {
        StepKind::Ask { .. } => {
            let own = |key: &&EvidenceKey| **key != EvidenceKey::Name;
            let keys: Vec<EvidenceKey> = keys.iter().filter(own).copied().collect();
            format!("{}{}", answer_command(list, step, "…"), proofs(&keys))
        }
        StepKind::Do | StepKind::Know | StepKind::Auto { .. } => done_command(list, step, keys),
    }
}

pub(in crate::domain::checklist) fn no_evidence_key(
    list: &Checklist,
    step: &Step,
    key: &str,
) -> Refusal {
    let all: Vec<&str> = EvidenceKey::ALL.iter().map(|key| key.as_str()).collect();
    Refusal::new(
        UNKNOWN,
        format!("there is no evidence called `{}`", Clean::new(key)),
        format!(
            "the names are {}: {}",
            all.join(", "),
            done_command(list, step, &step.evidence)
        ),
    )
}

pub(in crate::domain::checklist) fn evidence_too_long(
    list: &Checklist,
    step: &Step,
    key: &str,
) -> Refusal {
    Refusal::new(
        RuleId::N(4),
        format!(
            "the `{key}` of {} {} is longer than 65,536 bytes",
            list.number, step.id
        ),
        "attach the long text as a file: nightdesk attach T-… FILE --as evidence",
    )
}
