//! Opening a ticket, also one whose work is already done.

use super::super::facts::{incident_aware, incident_of, rules_seq};
use super::super::{Ticket, owed};
use super::{Frame, check};
use crate::domain::ahead::Ahead;
use crate::domain::command::{OpenTicket, QuickLog};
use crate::domain::event::{
    ActionLogged, AssetRef, Closed, Deadline, NarrativeWritten, Resolved, TicketOpened, Told,
};
use crate::domain::site::FileKind;
use crate::domain::{
    Affected, EntryHead, Event, IncidentKind, Number, NumberKind, Refusal, RuleId, ToldOutcome,
};
use crate::text::Clean;

/// Opens a ticket.
pub(super) fn open(frame: &Frame<'_>, command: &OpenTicket) -> Result<Vec<Event>, Refusal> {
    let title = check::line(&command.title, "the title")?;
    if let Some(known) = frame.records.ticket(command.id) {
        return Err(Refusal::new(
            RuleId::N(7),
            format!("this form was saved before, as {}", known.number),
            format!("`nightdesk show {}` shows it", known.number),
        ));
    }
    let mut events = Vec::new();
    let opened = opening(frame, command, title, &mut events)?;
    let aware = opened.happened.unwrap_or(frame.now);
    let by_category = incident_of(frame.site, &opened.category);
    let suspected = (opened.affected == Affected::Security).then_some(IncidentKind::Breach);
    let incident = by_category
        .or(suspected)
        .map(|kind| incident_aware(frame.site, command.id, kind, aware));
    let narrative = check::optional(command.narrative.as_ref(), "the narrative")?;
    let before = events.len();
    events.push(opened.clone().into());
    events.extend(incident.map(Event::from));
    events.extend(narrative.map(|text| {
        Event::from(NarrativeWritten {
            ticket: command.id,
            text,
            saw: Vec::new(),
        })
    }));
    if let Some(quick) = &command.done {
        check::minutes(Some(quick.minutes))?;
        done(frame, &opened, quick, before, &mut events);
    }
    Ok(events)
}

/// The opening entry; the people that it makes go into `events`.
fn opening(
    frame: &Frame<'_>,
    command: &OpenTicket,
    title: Clean,
    events: &mut Vec<Event>,
) -> Result<TicketOpened, Refusal> {
    let happened = frame.happened(command.happened)?;
    let unit = frame.unit(command.unit)?;
    let from = match &command.from {
        Some(who) => Some(frame.person(who, unit, events)?),
        None => None,
    };
    let unit = unit.or_else(|| frame.records.person(from?)?.unit);
    let asset = frame.asset(command.asset.as_ref())?;
    let harm = check::optional(command.harm.as_ref(), "the harm")?;
    let category = match &command.category {
        Some(id) => {
            frame.category(id)?;
            id.clone()
        }
        None => frame.site.policy.prompts.default.clone(),
    };
    let people = |count| frame.people(count, unit);
    let policy = &frame.site.policy;
    let sealed = policy
        .prompts
        .category(&category)
        .is_some_and(|c| c.confidential);
    Ok(TicketOpened {
        ticket: command.id,
        number: Number::ticket(frame.records.next_number(NumberKind::Ticket)),
        title,
        from,
        unit,
        channel: command.channel,
        affected: affected(frame, command, &category, asset.as_ref()),
        asset,
        blocked: command.blocked.map(people).transpose()?,
        hampered: command.hampered.map(people).transpose()?,
        pc_dead: command.pc_dead,
        public: command.public,
        harm,
        deadline: command.deadline.as_ref().map(deadline).transpose()?,
        category,
        category_chosen: command.category.is_some(),
        confidential: command.confidential || sealed,
        happened,
        rules: rules_seq(frame.site, FileKind::Profile),
        follows: None,
    })
}

/// A date with a name.
pub(super) fn deadline(given: &Deadline) -> Result<Deadline, Refusal> {
    let name = check::line(&given.name, "what falls due")?;
    Ok(Deadline {
        name,
        ..given.clone()
    })
}

/// What a ticket is about, where nobody said it: derived from the other facts.
fn affected(
    frame: &Frame<'_>,
    command: &OpenTicket,
    category: &str,
    asset: Option<&AssetRef>,
) -> Affected {
    if let Some(affected) = command.affected {
        return affected;
    }
    if command.pc_dead {
        return Affected::Pc;
    }
    if incident_of(frame.site, category).is_some() {
        return Affected::Security;
    }
    let of_register = asset
        .and_then(|asset| frame.records.asset(asset.id?))
        .and_then(|asset| Affected::parse(&asset.what.as_str().trim().to_lowercase()));
    of_register.unwrap_or(Affected::Other)
}

/// The entries of a job that is already done. It closes where its category owes nothing more;
/// else it stays resolved, and shows what it owes.
fn done(
    frame: &Frame<'_>,
    opened: &TicketOpened,
    quick: &QuickLog,
    before: usize,
    events: &mut Vec<Event>,
) {
    let (ticket, text) = (opened.ticket, opened.title.clone());
    let happened = opened.happened;
    let category = frame.site.policy.prompts.category(&opened.category);
    let written = events
        .iter()
        .any(|e| matches!(e, Event::NarrativeWritten(_)));
    if category.is_some_and(|c| c.five) && !written {
        let (text, saw) = (text.clone(), Vec::new());
        events.push(NarrativeWritten { ticket, text, saw }.into());
    }
    let action = ActionLogged {
        ticket,
        text: text.clone(),
        by: None,
        minutes: Some(quick.minutes),
        happened,
        callout: None,
    };
    let resolved = Resolved {
        ticket,
        text,
        happened,
    };
    events.extend([action.into(), resolved.into()]);
    if quick.told {
        let told = Told {
            ticket,
            who: opened.from,
            requester: true,
            how: opened.channel,
            outcome: ToldOutcome::Told,
            text: None,
            by: None,
            happened,
            callout: None,
        };
        events.push(told.into());
    }
    let Some(folded) = fold(frame, &events[before..]) else {
        return;
    };
    let records = Ahead::with_ticket(frame.records, folded.clone(), frame.now);
    if owed::gates(&records, frame.site, &folded, frame.now).is_empty() {
        let closed = Closed {
            ticket,
            agreed: None,
            missing: Vec::new(),
            happened,
            rules: rules_seq(frame.site, FileKind::Prompts),
        };
        events.push(closed.into());
    }
}

/// The ticket that these events make, in the order in which they will be written.
fn fold(frame: &Frame<'_>, events: &[Event]) -> Option<Ticket> {
    let mut heads = (1..).map(|seq| EntryHead {
        seq,
        id: uuid::Uuid::nil(),
        at: frame.now,
        by: None,
    });
    let mut events = events.iter();
    let mut ticket = Ticket::begin(&heads.next()?, events.next()?)?;
    for (head, event) in heads.zip(events) {
        ticket.apply(&head, event);
    }
    Some(ticket)
}
