//! Who is suspected of an incident, and whether HR has given its word on it.
//!
//! Invariant: until HR has answered, or nobody of our own people is suspected any more, nobody is
//! asked for an explanation: no word goes to the one suspected.

use crate::domain::checklist::Marked;
use crate::domain::{PersonId, Records, StepName, TicketId};

/// The gate that is HR's word.
const HR_GATE: &str = "hr_decision";

/// Whether somebody is, or may be, the one suspected of what a ticket is about.
pub(in crate::domain) fn is_suspected(
    records: &dyn Records,
    ticket: TicketId,
    person: PersonId,
) -> bool {
    records.callouts_of(ticket).iter().any(|callout| {
        let said = |part| callout.value(StepName::Suspect, part);
        let is_ours = said("suspect").is_some_and(|said| said != "no");
        let who = said("who").and_then(|name| records.person_named(name));
        is_ours && who.is_some_and(|who| who.id == person)
    })
}

/// Whether HR has answered on a list of the ticket.
pub(in crate::domain) fn has_hr_answered(records: &dyn Records, ticket: TicketId) -> bool {
    records.lists_of(ticket).iter().any(|list| {
        let gates = list.template.steps.iter().filter_map(|step| {
            let gate = step.gate.as_ref().filter(|gate| gate.kind == HR_GATE)?;
            Some((list.marks.get(&step.id)?, gate))
        });
        let mut answers = gates.filter_map(|(mark, gate)| match &mark.what {
            Marked::Answered(said) => Some((said, gate)),
            Marked::Done | Marked::Skipped(_) | Marked::Failed(_) => None,
        });
        answers.any(|(said, gate)| gate.opens.iter().any(|opens| opens.as_str() == &**said))
    })
}
