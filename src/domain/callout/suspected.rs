//! Who is suspected of an incident, and whether HR has given its word on it.
//!
//! Invariant: until HR has answered, or nobody of our own people is suspected any more, nobody is
//! asked for an explanation: no word goes to the one suspected.

use super::Callout;
use crate::domain::checklist::Marked;
use crate::domain::{PersonId, Records, StepName, Ticket, TicketId};

/// The gate that is HR's word.
const HR_GATE: &str = "hr_decision";

/// Who is suspected in a callout of a ticket, where one of our own people is, or may be.
pub(in crate::domain) fn suspected_of(records: &dyn Records, ticket: &Ticket) -> Option<PersonId> {
    let nights = records.callouts_of(ticket.id);
    nights
        .iter()
        .rev()
        .find_map(|night| suspected_in(records, night))
}

/// Whether somebody is, or may be, the one suspected of what a ticket is about.
pub(in crate::domain) fn is_suspected(
    records: &dyn Records,
    ticket: TicketId,
    person: PersonId,
) -> bool {
    let nights = records.callouts_of(ticket);
    nights
        .iter()
        .any(|night| suspected_in(records, night) == Some(person))
}

fn suspected_in(records: &dyn Records, night: &Callout) -> Option<PersonId> {
    let said = night.value(StepName::Suspect, "suspect")?;
    suspected(records, said, night.value(StepName::Suspect, "who")?)
}

/// Who is suspected, by the two answers of the walk.
pub(super) fn suspected(records: &dyn Records, said: &str, name: &str) -> Option<PersonId> {
    let named = records.person_named(name).filter(|_| said != "no");
    named.map(|person| person.id)
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
