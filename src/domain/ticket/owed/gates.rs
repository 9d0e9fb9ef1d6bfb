//! What stands between a ticket and its close.

use super::{NOT_ANSWERED, Owed, OwedWhat};
use crate::domain::checklist::{
    StepState, StepView, holding_close, owed_steps, proof_name, steps, untold,
};
use crate::domain::site::{Category, Fact, Prompt, Step, StepKind};
use crate::domain::{Checklist, IncidentKind, Records, RuleId, Site, Ticket};
use crate::time::Stamp;

/// Everything without which the ticket cannot close at `now`, in the order in which it is paid.
pub(in crate::domain::ticket) fn gates(
    records: &dyn Records,
    site: &Site,
    ticket: &Ticket,
    now: Stamp,
) -> Vec<Owed> {
    let mut gates = Vec::new();
    gates.extend(report(ticket));
    gates.extend(action(ticket));
    gates.extend(prompts(site, ticket));
    gates.extend(lists(records, site, ticket, now));
    gates.extend(outcome(site, ticket, &gates));
    gates.extend(word(ticket));
    gates
}

fn gate(what: OwedWhat, text: impl Into<String>, rule: RuleId, pay: String) -> Owed {
    Owed {
        what,
        text: text.into(),
        rule,
        pay,
        due: None,
        gates_close: true,
        waivable: true,
    }
}

fn report(ticket: &Ticket) -> Option<Owed> {
    let incident = ticket.incident.as_ref()?;
    if incident.report_sent.is_some() {
        return None;
    }
    let (text, rule) = match incident.kind {
        IncidentKind::Breach => ("the breach report is not sent", RuleId::R(67)),
        IncidentKind::Violation => ("the violation is not reported", RuleId::R(64)),
    };
    let pay = format!("nightdesk report {} --to PERSON", ticket.number);
    Some(Owed {
        due: incident.due.or(Some(incident.aware)),
        waivable: false,
        ..gate(OwedWhat::Report, text, rule, pay)
    })
}

fn action(ticket: &Ticket) -> Option<Owed> {
    let pay = pay_action(ticket);
    let text = match ticket.reopened {
        Some(_) => "no action is logged since it was opened again",
        None => "no action is logged",
    };
    (ticket.actions == 0).then(|| gate(OwedWhat::Action, text, RuleId::R(3), pay))
}

fn word(ticket: &Ticket) -> Option<Owed> {
    let text = match (&ticket.resolved, ticket.last_action) {
        (None, None) if ticket.reopened.is_some() => "requester not told since it was opened again",
        (Some(_), _) => "requester not told since it was resolved",
        (None, Some(_)) => "requester not told the latest",
        (None, None) => "requester not told anything",
    };
    let pay = format!("nightdesk tell {} requester \"…\"", ticket.number);
    ticket.owes_word().then(|| Owed {
        waivable: false,
        ..gate(OwedWhat::Word, text, RuleId::R(5), pay)
    })
}

/// The category of the ticket, where its records need the five fields.
fn five<'a>(site: &'a Site, ticket: &Ticket) -> Option<&'a Category> {
    let category = site.policy.prompts.category(&ticket.category);
    category.filter(|category| category.five)
}

fn outcome(site: &Site, ticket: &Ticket, others: &[Owed]) -> Option<Owed> {
    five(site, ticket)?;
    let pay = resolve(ticket);
    let asked = others.iter().any(|o| o.pay == pay);
    (ticket.resolved.is_none() && !asked).then(|| {
        let text = "it has no outcome: nobody said that it works again";
        gate(OwedWhat::Outcome, text, RuleId::R(13), pay)
    })
}

fn resolve(ticket: &Ticket) -> String {
    format!("nightdesk resolve {} \"how it ended\"", ticket.number)
}

/// The rule that asks for a record of a category: R14 to R23 are the ten of the policy, in its
/// order; R13 asks for everything else.
fn record_rule(category: &str) -> RuleId {
    let number = match category {
        "server-change" => 14,
        "software-configuration" => 15,
        "backup-record" => 16,
        "firewall-change" => 17,
        "router-change" => 18,
        "policy-violation" => 19,
        "security-breach" => 20,
        "customer-interaction" => 21,
        "staff-interaction" => 22,
        "network-interruption" => 23,
        _ => 13,
    };
    RuleId::R(number)
}

fn prompts(site: &Site, ticket: &Ticket) -> Vec<Owed> {
    let rules = &site.policy.prompts;
    let open = rules
        .gating(&ticket.category)
        .filter(|p| !is_answered(ticket, p));
    // The missing action is listed by the rule that asks for it of every ticket.
    let open = open.filter(|prompt| prompt.from != Some(Fact::Actions));
    let mandatory = &rules.common.mandatory;
    open.map(|prompt| {
        let of_five = mandatory.contains(&prompt.id);
        let rule = if of_five {
            RuleId::R(13)
        } else {
            record_rule(&ticket.category)
        };
        prompt_gate(ticket, prompt, rule)
    })
    .collect()
}

/// Whether a prompt is answered, by somebody or by a fact.
pub(in crate::domain::ticket) fn is_answered(ticket: &Ticket, prompt: &Prompt) -> bool {
    let written = ticket.answered.contains_key(&prompt.id);
    let narrative = prompt.id == "narrative" && ticket.narrative.is_some();
    // Which one it was is not said by the kind of thing that it is.
    let named = prompt.from != Some(Fact::What) || ticket.asset.is_some();
    let shown = named && prompt.from.is_some_and(|fact| ticket.shows(fact, true));
    written || narrative || shown
}

fn prompt_gate(ticket: &Ticket, prompt: &Prompt, rule: RuleId) -> Owed {
    let number = ticket.number;
    if prompt.id == "narrative" {
        let pay = format!("nightdesk narrative {number} \"what happened\"");
        let text = format!("the narrative is missing: {}", prompt.ask);
        return gate(OwedWhat::Narrative, text, rule, pay);
    }
    let what = OwedWhat::Prompt(prompt.id.clone());
    let pay = match prompt.from {
        Some(Fact::Outcome) => resolve(ticket),
        Some(Fact::Impact) => pay_impact(ticket),
        Some(Fact::What) => pay_what(ticket),
        Some(Fact::Told) => format!("nightdesk tell {number} PERSON \"…\""),
        Some(
            Fact::Caller
            | Fact::Emergency
            | Fact::Place
            | Fact::Times
            | Fact::Actions
            | Fact::Category
            | Fact::Close,
        )
        | None => format!("nightdesk note {number} {} \"…\"", prompt.id),
    };
    gate(what, format!("{NOT_ANSWERED}{}", prompt.ask), rule, pay)
}

/// The command that makes the fact by which a step ticks itself, where one command does.
fn pay_fact(records: &dyn Records, site: &Site, ticket: &Ticket, step: &Step) -> Option<String> {
    match step.from? {
        Fact::What => Some(pay_what(ticket)),
        Fact::Impact => Some(pay_impact(ticket)),
        Fact::Actions => Some(pay_action(ticket)),
        Fact::Outcome => Some(resolve(ticket)),
        Fact::Told => {
            let who = untold(records, site, ticket, step)?;
            Some(format!("nightdesk tell {} {who} \"…\"", ticket.number))
        }
        Fact::Caller
        | Fact::Emergency
        | Fact::Place
        | Fact::Times
        | Fact::Category
        | Fact::Close => None,
    }
}

fn pay_what(ticket: &Ticket) -> String {
    format!("nightdesk impact {} --asset NAME", ticket.number)
}

fn pay_impact(ticket: &Ticket) -> String {
    format!("nightdesk impact {} --blocked N", ticket.number)
}

fn pay_action(ticket: &Ticket) -> String {
    format!("nightdesk log {} \"what was done\"", ticket.number)
}

/// The rule that asks for a checklist: new staff, leavers, equipment, an outsider at a server; else
/// the report's steps.
pub(in crate::domain) fn list_rule(checklist: &str) -> RuleId {
    let number = match checklist {
        "new-employee" => 40,
        "termination-planned" | "termination-immediate" => 42,
        "equipment-deployment" => 45,
        "credential-rotation-outsider" => 56,
        _ => 13,
    };
    RuleId::R(number)
}

/// What the checklists of a ticket hold: a gate that somebody else must open cannot be waived, a
/// step that is only undone can.
fn lists(records: &dyn Records, site: &Site, ticket: &Ticket, now: Stamp) -> Vec<Owed> {
    let held = holding_close(records, site, ticket, now);
    let mut gates = Vec::new();
    for list in records.lists_of(ticket.id) {
        if list.finished.is_none() {
            let view = steps(records, site, &list, now);
            gates.extend(owed_steps(&view).map(|step| step_gate(records, site, &list, step)));
        }
    }
    for (list, by) in held {
        let what = OwedWhat::Step(list.number.to_string(), by.step.clone());
        if let Some(listed) = gates.iter_mut().find(|gate| gate.what == what) {
            listed.waivable = false;
            listed.rule = by.rule;
            continue;
        }
        let step = list.template.step(&by.step);
        let asks = step.map_or(by.kind.as_str(), |step| step.text.as_str());
        let text = format!("{} holds the close: {asks}", list.number);
        gates.push(Owed {
            waivable: false,
            ..gate(
                what,
                text,
                by.rule,
                pay_step(records, site, &list, &by.step),
            )
        });
    }
    gates
}

fn step_gate(records: &dyn Records, site: &Site, list: &Checklist, view: &StepView<'_>) -> Owed {
    let step = view.step;
    let held = view.state == StepState::Held;
    let holder = list.template.gates_of(&step.id).map(|(holder, _)| holder);
    let holder = holder
        .filter(|_| held)
        .map(|holder| holder.id.as_str())
        .next();
    let text = match &view.held_by {
        Some(by) if held => format!("{}: {} (held: {by})", list.number, step.text),
        Some(_) | None if !view.owes.is_empty() => {
            let owes: Vec<&str> = view.owes.iter().map(|key| proof_name(*key)).collect();
            format!(
                "{}: {} (done without {})",
                list.number,
                step.text,
                owes.join(", ")
            )
        }
        Some(_) | None => format!("{}: {}", list.number, step.text),
    };
    let what = OwedWhat::Step(list.number.to_string(), step.id.clone());
    let pay = pay_step(records, site, list, holder.unwrap_or(&step.id));
    Owed {
        due: view.due,
        waivable: !held && step.gate.is_none(),
        ..gate(what, text, list_rule(&list.checklist), pay)
    }
}

/// The command that ticks a step: that of the fact which ticks it, else its own.
fn pay_step(records: &dyn Records, site: &Site, list: &Checklist, id: &str) -> String {
    let number = list.number;
    let Some(step) = list.template.step(id) else {
        return format!("nightdesk check show {number}");
    };
    let ticket = list.ticket.and_then(|id| records.ticket(id));
    if let Some(ticket) = &ticket {
        if let Some(pay) = pay_fact(records, site, ticket, step) {
            return pay;
        }
        if step.from == Some(Fact::Category) {
            let (of, category) = (ticket.number, &list.template.record_category);
            return format!("nightdesk category {of} {category} --secondary");
        }
    }
    match &step.kind {
        StepKind::Ask { choices } => {
            let first = choices.first().map_or("…", |choice| choice.as_str());
            format!("nightdesk check answer {number} {id} \"{first}\" --by PERSON")
        }
        StepKind::Do | StepKind::Auto { on: Some(_) } => {
            let evidence = step
                .evidence
                .iter()
                .map(|key| format!(" --evidence {key}=…"));
            let evidence: String = evidence.collect();
            format!("nightdesk check done {number} {id}{evidence}")
        }
        StepKind::Know | StepKind::Auto { on: None } => format!("nightdesk check show {number}"),
    }
}
