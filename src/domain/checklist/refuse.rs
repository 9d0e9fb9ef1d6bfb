//! The sentences of every refusal about a checklist: the obstacle, and what can be done now.
//!
//! Commands to type stand whole, with the list's number and the step's id, so that they can be
//! copied from the screen.

mod proof;

use std::sync::Arc;

pub(super) use proof::{
    evidence_too_long, no_evidence_key, no_such_ref, not_readable, without_evidence,
};

use super::Checklist;
use super::gates::rule_of;
use super::view::Stand;
use crate::domain::site::{EvidenceKey, Gate, Place, Step, StepKind, Template, When};
use crate::domain::{Person, Refusal, RuleId, Site, Ticket};
use crate::text::Clean;
use crate::time::Stamp;

const SAME: RuleId = RuleId::N(7);
const UNKNOWN: RuleId = RuleId::N(3);
const NOT_NOW: RuleId = RuleId::N(9);

pub(super) fn not_staff() -> Refusal {
    Refusal::new(
        RuleId::N(8),
        "only a member of staff who has not left works on a checklist",
        "a colleague adds you: nightdesk staff add NAME --uid N --post POST",
    )
}

pub(super) fn no_list() -> Refusal {
    let instead = "see the lists: nightdesk check list";
    Refusal::new(UNKNOWN, "there is no such checklist", instead)
}

pub(super) fn no_ticket() -> Refusal {
    let instead = "see the tickets: nightdesk queue --all";
    Refusal::new(UNKNOWN, "there is no such ticket", instead)
}

pub(super) fn no_template(site: &Site, id: &str) -> Refusal {
    let because = format!("there is no checklist `{}`", Clean::new(id));
    let mut known = site.policy.profile.checklists.clone();
    known.retain(|id| site.policy.template(id).is_some());
    known.sort_unstable();
    let instead = if known.is_empty() {
        "no checklist is enabled here: nightdesk profile show".to_owned()
    } else {
        format!("nightdesk check start with one of: {}", known.join(", "))
    };
    Refusal::new(UNKNOWN, because, instead)
}

pub(super) fn not_enabled(site: &Site, template: &Template) -> Refusal {
    let mut enabled = site.policy.profile.checklists.clone();
    enabled.push(template.id.clone());
    Refusal::new(
        NOT_NOW,
        format!("the list `{}` is not enabled here", template.id),
        format!(
            "enable it: nightdesk profile set checklists.enabled \"{}\" --source \"who said so\"",
            enabled.join(", ")
        ),
    )
}

pub(super) fn needs_request(template: &Template) -> Refusal {
    Refusal::new(
        RuleId::R(39),
        format!(
            "the list `{}` begins only from the written request of the head of department",
            template.id
        ),
        format!(
            "log the request first: nightdesk new \"…\" --affected newhire; then: nightdesk check \
             start {} --ticket T-…",
            template.id
        ),
    )
}

pub(super) fn twice(list: &Checklist) -> Refusal {
    Refusal::new(
        SAME,
        format!(
            "{} is the same list for this ticket, not begun yet",
            list.number
        ),
        format!("go on with it: nightdesk check show {}", list.number),
    )
}

pub(super) fn same_again(because: &str) -> Refusal {
    let instead = "nothing need be done; it stands in the record";
    Refusal::new(SAME, because, instead)
}

pub(super) fn done_already(list: &Checklist, step: &Step) -> Refusal {
    Refusal::new(
        SAME,
        format!("{} {} is done already", list.number, step.id),
        format!(
            "it stands with its proof; where that was wrong, take it back and do it again: \
             nightdesk check fail {} {} --because \"…\"",
            list.number, step.id
        ),
    )
}

pub(super) fn finished(list: &Checklist, ticket: Option<&Ticket>) -> Refusal {
    let ticket = ticket.map_or(String::new(), |t| format!(" --ticket {}", t.number));
    Refusal::new(
        NOT_NOW,
        match &list.left {
            Some(because) => format!("{} was left: {because}", list.number),
            None => format!(
                "{} is finished, and what was done stays as it is",
                list.number
            ),
        },
        match &list.made {
            Some(_) => "nothing is left to do".to_owned(),
            None => format!(
                "begin a fresh one: nightdesk check start {}{ticket}",
                list.checklist
            ),
        },
    )
}

pub(super) fn closed_ticket(ticket: &Ticket) -> Refusal {
    let number = ticket.number;
    Refusal::new(
        RuleId::N(2),
        format!("{number} is closed"),
        format!("open it again first: nightdesk reopen {number} \"…\""),
    )
}

pub(super) fn no_step(stand: &Stand<'_, '_>, word: &str) -> Refusal {
    let ids: Vec<&str> = stand.shown().map(|step| step.id.as_str()).collect();
    let number = stand.list.number;
    Refusal::new(
        UNKNOWN,
        format!("{number} has no step `{}`", Clean::new(word)),
        format!(
            "its steps now: {}; nightdesk check show {number}",
            ids.join(", ")
        ),
    )
}

pub(super) fn hidden(list: &Checklist, step: &Step) -> Refusal {
    let number = list.number;
    let now = format!("see the steps of now: nightdesk check show {number}");
    let (why, instead) = match &step.when {
        Some(When::Answer { step: asked, is }) => (
            format!("only where {asked} is answered {}", quoted(is)),
            format!("answer it: nightdesk check answer {number} {asked} \"…\""),
        ),
        Some(When::Place(Place::Onsite)) => ("only in a callout worked on site".to_owned(), now),
        Some(When::Place(Place::Remote)) => ("only in a callout worked remotely".to_owned(), now),
        Some(When::Unsolved { .. }) => ("only where it is not solved in time".to_owned(), now),
        None => ("only in a callout".to_owned(), now),
    };
    Refusal::new(
        NOT_NOW,
        format!("{number} {} is not shown now: {why}", step.id),
        instead,
    )
}

pub(super) fn never_ticked(list: &Checklist, step: &Step, why: &str) -> Refusal {
    Refusal::new(
        NOT_NOW,
        format!("nobody ticks {} {}: {why}", list.number, step.id),
        format!("see the others: nightdesk check show {}", list.number),
    )
}

pub(super) fn must_be_answered(list: &Checklist, step: &Step) -> Refusal {
    Refusal::new(
        NOT_NOW,
        format!("{} {} is a question: {}", list.number, step.id, step.text),
        format!(
            "answer it with {}: {}",
            quoted(step.kind.choices()),
            answer_command(list, step, "…")
        ),
    )
}

pub(super) fn not_asked(list: &Checklist, step: &Step) -> Refusal {
    Refusal::new(
        NOT_NOW,
        format!(
            "{} {} has no choices; it is done, not answered",
            list.number, step.id
        ),
        done_command(list, step, &step.evidence),
    )
}

pub(super) fn no_choice(list: &Checklist, step: &Step) -> Refusal {
    let choices = step.kind.choices();
    Refusal::new(
        UNKNOWN,
        format!("{} {} has no such answer", list.number, step.id),
        format!(
            "the answers are {}, or their numbers 1 to {}: {}",
            quoted(choices),
            choices.len(),
            answer_command(list, step, "…")
        ),
    )
}

pub(super) fn held(stand: &Stand<'_, '_>, step: &Step, by: &Step, gate: &Gate) -> Refusal {
    let list = stand.list;
    let roles = &stand.site.policy.profile.roles;
    let posts = roles.posts_of(&by.who);
    let people: Vec<String> = posts
        .iter()
        .flat_map(|post| stand.records.holders(post))
        .map(|person| person.name.to_string())
        .collect();
    let who = if people.is_empty() {
        format!("nobody holds the post of {} yet; record their word", by.who)
    } else {
        format!("it is for {} ({})", people.join(" or "), by.who)
    };
    let ticket = stand
        .ticket
        .as_ref()
        .filter(|_| stand.attempts_left(gate).is_some());
    if let Some(ticket) = ticket {
        let number = ticket.number;
        return Refusal::new(
            rule_of(&gate.kind),
            format!(
                "{} {} waits: {}",
                list.number,
                step.id,
                stand.held_sentence(by, gate)
            ),
            format!("once for each attempt: nightdesk tell {number} NAME --outcome no-answer"),
        );
    }
    let open = match by.kind {
        StepKind::Ask { .. } => answer_command(list, by, "…"),
        StepKind::Do | StepKind::Know | StepKind::Auto { .. } => {
            done_command(list, by, &by.evidence)
        }
    };
    Refusal::new(
        rule_of(&gate.kind),
        format!(
            "{} {} waits: {}",
            list.number,
            step.id,
            stand.held_sentence(by, gate)
        ),
        format!("{who}: {open}"),
    )
}

pub(super) fn gate_not_skipped(list: &Checklist, step: &Step, gate: &Gate) -> Refusal {
    let open = match step.kind {
        StepKind::Ask { .. } => answer_command(list, step, "…"),
        StepKind::Do | StepKind::Know | StepKind::Auto { .. } => {
            done_command(list, step, &step.evidence)
        }
    };
    Refusal::new(
        rule_of(&gate.kind),
        format!(
            "{} {} stands before {}; it cannot be left out",
            list.number,
            step.id,
            gate.blocks.join(", ")
        ),
        open,
    )
}

pub(super) fn not_decider(
    list: &Checklist,
    step: &Step,
    gate: &Gate,
    choice: &str,
    deciders: &[Arc<Person>],
) -> Refusal {
    let names: Vec<String> = deciders.iter().map(|p| p.name.to_string()).collect();
    let (name, who) = if let Some(first) = names.first() {
        (first.clone(), names.join(" or "))
    } else if gate.kind == "hr_decision" {
        ("…".to_owned(), "HR".to_owned())
    } else {
        (
            "…".to_owned(),
            match step.who.as_str() {
                "hr" => "HR".to_owned(),
                role => format!("the {}", role.replace('_', " ")),
            },
        )
    };
    Refusal::new(
        rule_of(&gate.kind),
        format!(
            "only {who} can give the answer to {} {}",
            list.number, step.id
        ),
        format!(
            "record who gave it: nightdesk check answer {} {} \"{choice}\" --by \"{name}\"",
            list.number, step.id
        ),
    )
}

pub(super) fn unknown_decider() -> Refusal {
    let instead = "add them: nightdesk person add NAME";
    Refusal::new(UNKNOWN, "whoever decided is not known here", instead)
}

fn proofs(keys: &[EvidenceKey]) -> String {
    let each = keys.iter().map(|key| format!(" --evidence {key}=\"…\""));
    each.collect::<Vec<_>>().concat()
}

pub(super) fn without_reason(list: &Checklist, step: &Step, verb: &str, given: &Clean) -> Refusal {
    let because = if given.is_blank() {
        format!("to {verb} a step, a reason is needed, and none is given")
    } else {
        "the reason is longer than 65,536 bytes; say it in fewer words".to_owned()
    };
    Refusal::new(
        RuleId::N(4),
        because,
        format!(
            "nightdesk check {verb} {} {} --because \"…\"",
            list.number, step.id
        ),
    )
}

pub(super) fn too_late(at: Stamp) -> Refusal {
    Refusal::new(
        RuleId::N(5),
        format!("{at} is in the future"),
        "give when it happened, or leave the time out, which means now",
    )
}

fn done_command(list: &Checklist, step: &Step, keys: &[EvidenceKey]) -> String {
    let evidence = proofs(keys);
    format!("nightdesk check done {} {}{evidence}", list.number, step.id)
}

fn answer_command(list: &Checklist, step: &Step, answer: &str) -> String {
    format!(
        "nightdesk check answer {} {} \"{answer}\" --by PERSON",
        list.number, step.id
    )
}

fn quoted(texts: &[Clean]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
    texts.join(", ")
}
