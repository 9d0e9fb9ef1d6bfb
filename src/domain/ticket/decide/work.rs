//! Working on a ticket: actions, words to people, harm stopped, reports sent.

use super::super::facts::is_recipient;
use super::{Frame, check};
use crate::domain::callout::{has_hr_answered, is_suspected};
use crate::domain::command::{ContainHarm, LogAction, SendReport, TellPerson, Told as Whom};
use crate::domain::event::{ActionLogged, HarmContained, LeadTold, ReportSent, Told};
use crate::domain::{CalloutId, Event, PersonId, Refusal, RuleId, Ticket, TicketId, ToldOutcome};
use crate::time::Stamp;

/// Logs an action.
pub(super) fn log(frame: &Frame<'_>, command: &LogAction) -> Result<Vec<Event>, Refusal> {
    frame.live(command.ticket)?;
    check::text(&command.text, "the action")?;
    check::minutes(command.minutes)?;
    let event = ActionLogged {
        ticket: command.ticket,
        text: command.text.clone(),
        by: None,
        minutes: command.minutes,
        happened: frame.happened(command.happened)?,
        callout: running_at(frame, command.ticket, command.happened),
    };
    Ok(vec![event.into()])
}

/// The callout of a ticket in which an action or a word of that moment was: whoever logs it, it is
/// part of that night. Of several, the one of whoever acts.
fn running_at(frame: &Frame<'_>, ticket: TicketId, happened: Option<Stamp>) -> Option<CalloutId> {
    let at = happened.unwrap_or(frame.now);
    let running = frame.records.running_callouts().into_iter();
    let of_ticket = running.filter(|c| c.ticket == ticket && c.began_by(at));
    let of_ticket: Vec<_> = of_ticket.collect();
    let mine = of_ticket.iter().find(|c| c.person == frame.actor);
    mine.or(of_ticket.first()).map(|c| c.id)
}

/// Records that somebody was told, or tried to be.
pub(super) fn tell(frame: &Frame<'_>, command: &TellPerson) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    let text = check::optional(command.text.as_ref(), "what was said")?;
    let happened = frame.happened(command.happened)?;
    let mut events = Vec::new();
    let who = match &command.who {
        Whom::Requester => ticket.from,
        Whom::Person(who) => Some(frame.person(who, None, &mut events)?),
    };
    if let Some(who) = who {
        not_suspected(frame, &ticket, who)?;
    }
    let requester = match &command.who {
        Whom::Requester => true,
        Whom::Person(_) => who.is_some() && who == ticket.from,
    };
    events.push(
        Told {
            ticket: command.ticket,
            who,
            requester,
            how: command.how,
            outcome: command.outcome,
            text,
            by: None,
            happened,
            callout: running_at(frame, command.ticket, happened),
        }
        .into(),
    );
    if command.outcome == ToldOutcome::Told {
        let lead = who.and_then(|who| lead_told(frame, &ticket, who, happened));
        events.extend(lead.map(Event::from));
    }
    Ok(events)
}

/// Refuses word to the one suspected before HR has answered.
fn not_suspected(frame: &Frame<'_>, ticket: &Ticket, who: PersonId) -> Result<(), Refusal> {
    let records = frame.records;
    if !is_suspected(records, ticket.id, who) || has_hr_answered(records, ticket.id) {
        return Ok(());
    }
    let name = records.person(who);
    let name = name.map_or_else(
        || "this person".to_owned(),
        |person| person.name.to_string(),
    );
    let number = ticket.number;
    Err(Refusal::new(
        RuleId::R(73),
        format!("{name} may be the one suspected: a word to them waits for HR's answer"),
        format!(
            "the lead asks HR, and the answer goes on the list (`nightdesk check list`); what was \
             said already is logged with: nightdesk log {number} \"...\""
        ),
    ))
}

/// The entry that says that the reporting line was told, where this person is of it.
fn lead_told(
    frame: &Frame<'_>,
    ticket: &Ticket,
    who: PersonId,
    happened: Option<Stamp>,
) -> Option<LeadTold> {
    let incident = ticket.incident.as_ref()?;
    let person = frame.records.person(who)?;
    // Never by a word to the one suspected.
    let first = incident.lead_told.is_none() && !is_suspected(frame.records, ticket.id, who);
    (first && is_recipient(frame.records, frame.site, ticket, &person)).then_some(LeadTold {
        ticket: ticket.id,
        who: Some(who),
        happened,
    })
}

/// Harm is over.
pub(super) fn contain(frame: &Frame<'_>, command: &ContainHarm) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    check::text(&command.text, "how it was stopped")?;
    let number = ticket.number;
    if ticket.harm.is_none() {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("{number} has no harm going on"),
            format!("`nightdesk impact {number} --harm \"what\"` says that there is some"),
        ));
    }
    let event = HarmContained {
        ticket: command.ticket,
        text: command.text.clone(),
        happened: frame.happened_since(command.happened, &ticket)?,
    };
    Ok(vec![event.into()])
}

/// The report of a breach or violation was sent.
pub(super) fn report(frame: &Frame<'_>, command: &SendReport) -> Result<Vec<Event>, Refusal> {
    let ticket = frame.live(command.ticket)?;
    let number = ticket.number;
    let Some(incident) = &ticket.incident else {
        return Err(Refusal::new(
            RuleId::N(3),
            format!("{number} has no breach or violation to report"),
            format!("`nightdesk category {number} security-breach` makes it one"),
        ));
    };
    if let Some(sent) = incident.report_sent {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("the report was sent at {}", crate::time::full(sent)),
            format!("`nightdesk log {number} \"what was sent since\"` records what followed"),
        ));
    }
    let happened = frame.happened(command.happened)?;
    if happened.is_some_and(|at| at < incident.aware) {
        return Err(Refusal::new(
            RuleId::N(5),
            format!(
                "nobody knew of it before {}",
                crate::time::full(incident.aware)
            ),
            "give the time at which the report went out",
        ));
    }
    let mut events = Vec::new();
    let to = frame.person(&command.to, None, &mut events)?;
    events.push(
        ReportSent {
            ticket: command.ticket,
            to: Some(to),
            happened,
        }
        .into(),
    );
    let lead = lead_told(frame, &ticket, to, happened);
    events.extend(lead.map(Event::from));
    Ok(events)
}
