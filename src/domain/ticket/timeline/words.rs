//! Each entry of a ticket in one line of plain words.

use super::{callout, redaction};
use crate::domain::checklist::NOT_KNOWN;
use crate::domain::event::of_callout;
use crate::domain::event::{
    ActionMoved, Closed, Evidence, ImpactSet, IncidentAware, TicketImported, TicketOpened, Told,
};
use crate::domain::{Event, IncidentKind, PersonId, Records, TicketId, ToldOutcome};
use crate::time::Stamp;

/// When an entry says that it happened, where that is not when it was recorded.
pub(super) fn happened(event: &Event) -> Option<Stamp> {
    match event {
        Event::TicketOpened(e) => e.happened,
        Event::TicketImported(e) => e.opened.happened,
        Event::ActionLogged(e) => e.happened,
        Event::ActionMoved(e) => Some(e.happened),
        Event::Told(e) => e.happened,
        Event::ImpactSet(e) => e.happened,
        Event::HarmContained(e) => e.happened,
        Event::Resolved(e) => e.happened,
        Event::Closed(e) => e.happened,
        Event::IncidentAware(e) => Some(e.aware),
        Event::LeadTold(e) => e.happened,
        Event::ReportSent(e) => e.happened,
        Event::StepDone(e) => e.happened,
        Event::StepAnswered(e) => e.happened,
        Event::CalloutPaused(e) => e.happened,
        Event::CalloutEnded(e) => e.happened,
        Event::VisitEntered(e) => Some(e.happened),
        Event::VisitLeft(e) => Some(e.happened),
        Event::HeadTold(e) => e.happened,
        Event::OutsiderEnded(e) => e.left,
        Event::CalloutStarted(_)
        | Event::CalloutAnswered(_)
        | Event::ActionTagged(_)
        | Event::CalloutResumed(_)
        | Event::CalloutTakenOver(_)
        | Event::CalloutHandedOver(_)
        | Event::VisitPlanned(_)
        | Event::ApprovalAsked(_)
        | Event::RosterSet(_)
        | Event::RosterEnded(_)
        | Event::ClaimDrafted(_)
        | Event::ClaimWithdrawn(_)
        | Event::RedactionAsked(_)
        | Event::EntryRedacted(_)
        | Event::RedactionWithdrawn(_)
        | Event::RedactionDeclined(_)
        | Event::Assigned(_)
        | Event::WaitingSet(_)
        | Event::CategorySet(_)
        | Event::PromptAnswered(_)
        | Event::NarrativeWritten(_)
        | Event::Corrected(_)
        | Event::Attached(_)
        | Event::Reopened(_)
        | Event::ChecklistStarted(_)
        | Event::StepSkipped(_)
        | Event::StepFailed(_)
        | Event::ChecklistFinished(_)
        | Event::ListMade(_)
        | Event::ListLeft(_)
        | Event::DeskMade(_)
        | Event::ProfileAdopted(_)
        | Event::TemplateAdopted(_)
        | Event::DeskAdopted(_)
        | Event::DeskRestored(_)
        | Event::ClockJumped(_)
        | Event::FaultCleared(_)
        | Event::PersonAdded(_)
        | Event::PersonChanged(_)
        | Event::PostHeld(_)
        | Event::PostLeft(_)
        | Event::HoursSet(_)
        | Event::UnitAdded(_)
        | Event::AssetAdded(_) => None,
    }
}

/// Who did it, where that is not the one who recorded it.
pub(super) fn by(event: &Event) -> Option<PersonId> {
    if let Event::ActionLogged(e) = event {
        e.by
    } else if let Event::Told(e) = event {
        e.by
    } else if let Event::StepAnswered(e) = event {
        Some(e.by)
    } else {
        None
    }
}

/// What an entry says.
#[expect(
    clippy::unnested_or_patterns,
    reason = "the events of a callout are one pattern of their own"
)]
pub(super) fn say(ticket: TicketId, event: &Event, records: &dyn Records) -> String {
    let name = |id: PersonId| person(records, id);
    match event {
        Event::TicketOpened(e) => opened(e, records),
        Event::TicketImported(e) => imported(e, records),
        Event::ActionLogged(e) => match e.minutes {
            Some(minutes) => format!("{} ({minutes} min)", e.text),
            None => e.text.to_string(),
        },
        Event::ActionMoved(e) => moved(ticket, e, records),
        Event::Told(e) => told(e, records),
        Event::ImpactSet(e) => impact(e, records),
        Event::HarmContained(e) => format!("harm stopped: {}", e.text),
        Event::Assigned(e) => format!("owner: {}", name(e.to)),
        Event::WaitingSet(e) => format!("waits for {} until {}", e.what, moment(e.until)),
        Event::CategorySet(e) if e.secondary => format!("also a record of: {}", e.category),
        Event::CategorySet(e) => format!("record category: {}", e.category),
        Event::PromptAnswered(e) => format!("{}: {}", e.field, e.text),
        Event::NarrativeWritten(e) => format!("narrative: {}", e.text),
        Event::Corrected(e) => format!("corrects entry {}: {}", e.entry, e.text),
        Event::Attached(e) => format!("attached {} ({}, {} bytes)", e.name, e.purpose, e.bytes),
        Event::Resolved(e) => format!("resolved: {}", e.text),
        Event::Closed(e) => closed(e),
        Event::Reopened(e) => format!("opened again: {}", e.text),
        Event::IncidentAware(e) => aware(e),
        Event::LeadTold(e) => match e.who {
            Some(who) => format!("reporting line told: {}", name(who)),
            None => "reporting line told".to_owned(),
        },
        Event::ReportSent(e) => match e.to {
            Some(to) => format!("report sent to {}", name(to)),
            None => "report sent".to_owned(),
        },
        Event::RedactionAsked(e) => redaction::asked(e),
        Event::EntryRedacted(e) => redaction::done(e, records),
        Event::RedactionWithdrawn(e) => redaction::withdrawn(e),
        Event::RedactionDeclined(e) => redaction::declined(e, records),
        Event::ChecklistStarted(_)
        | Event::StepDone(_)
        | Event::StepSkipped(_)
        | Event::StepAnswered(_)
        | Event::StepFailed(_)
        | Event::ListMade(_)
        | Event::ListLeft(_)
        | Event::ChecklistFinished(_) => say_list(event, records),
        Event::CalloutStarted(_) | Event::ClaimDrafted(_) | of_callout!() => {
            callout::say(event, records)
        }
        Event::RosterSet(_)
        | Event::RosterEnded(_)
        | Event::ClaimWithdrawn(_)
        | Event::DeskMade(_)
        | Event::ProfileAdopted(_)
        | Event::TemplateAdopted(_)
        | Event::DeskAdopted(_)
        | Event::DeskRestored(_)
        | Event::ClockJumped(_)
        | Event::FaultCleared(_)
        | Event::PersonAdded(_)
        | Event::PersonChanged(_)
        | Event::PostHeld(_)
        | Event::PostLeft(_)
        | Event::HoursSet(_)
        | Event::UnitAdded(_)
        | Event::AssetAdded(_) => event.kind().to_owned(),
    }
}

/// What an entry of a checklist says.
fn say_list(event: &Event, records: &dyn Records) -> String {
    if let Event::ChecklistStarted(e) = event {
        format!("checklist {} begun: {}", e.number, e.checklist)
    } else if let Event::ListMade(e) = event {
        format!("checklist {} made from {}: {}", e.number, e.source, e.title)
    } else if let Event::ListLeft(e) = event {
        let list = records.list(e.list);
        let list = list.map_or_else(String::new, |list| format!(" {}", list.number));
        format!("checklist{list} left: {}", e.because)
    } else if let Event::StepDone(e) = event {
        let proof = evidence(&e.evidence);
        format!("step done: {}{proof}", step(records, e.list, &e.step))
    } else if let Event::StepSkipped(e) = event {
        let step = step(records, e.list, &e.step);
        format!("step left out: {step}: {}", e.because)
    } else if let Event::StepAnswered(e) = event {
        let (step, proof) = (step(records, e.list, &e.step), evidence(&e.evidence));
        let after = if step.ends_with('?') { "" } else { ":" };
        format!("{step}{after} {}{proof}", e.answer)
    } else if let Event::StepFailed(e) = event {
        let step = step(records, e.list, &e.step);
        if e.because.as_str() == NOT_KNOWN {
            // Nothing was tried: it is only not known how it stands.
            return format!("step open, not known yet: {step}");
        }
        format!("step failed: {step}: {}", e.because)
    } else if let Event::ChecklistFinished(e) = event
        && let Some(list) = records.list(e.list)
    {
        format!(
            "checklist {} finished: {}",
            list.number, list.template.title
        )
    } else {
        event.kind().to_owned()
    }
}

pub(super) fn person(records: &dyn Records, id: PersonId) -> String {
    records
        .person(id)
        .map_or_else(|| "somebody".to_owned(), |person| person.name.to_string())
}

/// The day and the time at the stamp's own offset.
pub(super) fn moment(stamp: Stamp) -> String {
    stamp.wall().format("%a %-d %b %H:%M").to_string()
}

/// The time of day at the stamp's own offset.
pub(super) fn clock(stamp: Stamp) -> String {
    stamp.wall().format("%H:%M").to_string()
}

/// The step in the words of its list, or its id where the list is not known.
fn step(records: &dyn Records, list: crate::domain::ListId, id: &str) -> String {
    let list = records.list(list);
    let text = list
        .as_ref()
        .and_then(|list| list.template.step(id))
        .map(|step| step.text.to_string());
    text.unwrap_or_else(|| id.to_owned())
}

fn evidence(evidence: &Evidence) -> String {
    let shown: Vec<String> = evidence
        .iter()
        .map(|(key, text)| match text.as_str().parse::<Stamp>() {
            Ok(at) if key == "time" => format!("{key} {}", moment(at)),
            Ok(_) | Err(_) => format!("{key} {text}"),
        })
        .collect();
    if shown.is_empty() {
        String::new()
    } else {
        format!(" ({})", shown.join(", "))
    }
}

fn counts(blocked: Option<u32>, hampered: Option<u32>, parts: &mut Vec<String>) {
    parts.extend(blocked.map(|n| format!("{n} stopped")));
    parts.extend(hampered.map(|n| format!("{n} slowed")));
}

fn opened(event: &TicketOpened, records: &dyn Records) -> String {
    let mut parts = vec![format!("opened {}", event.channel.way())];
    parts.extend(event.from.map(|id| format!("from {}", person(records, id))));
    counts(event.blocked, event.hampered, &mut parts);
    if event.pc_dead {
        parts.push("the PC is dead".to_owned());
    }
    if event.public {
        parts.push("a public place stands still".to_owned());
    }
    parts.extend(
        event
            .harm
            .as_ref()
            .map(|harm| format!("harm going on: {harm}")),
    );
    parts.extend(event.asset.as_ref().map(|asset| asset.name.to_string()));
    let deadline = event.deadline.as_ref();
    parts.extend(deadline.map(|d| format!("{} due {}", d.name, moment(d.due))));
    let followed = event.follows.map(|id| records.ticket(id));
    parts.extend(followed.map(|ticket| match ticket {
        Some(ticket) => format!("follow-up to {}", ticket.number),
        None => "follow-up to another ticket".to_owned(),
    }));
    parts.join(", ")
}

fn imported(event: &TicketImported, records: &dyn Records) -> String {
    let from = &event.from;
    let mut parts = vec![opened(&event.opened, records)];
    let there = from
        .no
        .filter(|no| *no != event.opened.number.n)
        .map_or(String::new(), |no| format!(", there number {no}"));
    parts.push(format!(
        "imported from {} line {}{there}",
        from.file, from.line
    ));
    if !from.without.is_empty() {
        parts.push(format!("imported without: {}", from.without.join(", ")));
    }
    parts.extend(from.notes.iter().map(ToString::to_string));
    parts.join("; ")
}

fn moved(ticket: TicketId, event: &ActionMoved, records: &dyn Records) -> String {
    let number = |id| {
        records
            .ticket(id)
            .map_or_else(|| "another ticket".to_owned(), |t| t.number.to_string())
    };
    if event.ticket == ticket {
        let to = number(event.to);
        format!("entry {} moved to {to}: {}", event.entry, event.because)
    } else {
        let from = number(event.ticket);
        format!("{} (moved here from {from}: {})", event.text, event.because)
    }
}

fn told(event: &Told, records: &dyn Records) -> String {
    let who = match event.who {
        Some(id) => person(records, id),
        None => "the requester".to_owned(),
    };
    let how = event.how.way();
    let did = match event.outcome {
        ToldOutcome::Told => format!("told {who} {how}"),
        ToldOutcome::Message => format!("left a message for {who} {how}"),
        ToldOutcome::NoAnswer => format!("tried to tell {who} {how}: no answer"),
        ToldOutcome::Cannot => format!("{who} cannot be told"),
    };
    match &event.text {
        Some(text) => format!("{did}: {text}"),
        None => did,
    }
}

fn impact(event: &ImpactSet, records: &dyn Records) -> String {
    let mut parts = Vec::new();
    let from = event.from.and_then(|id| records.person(id));
    parts.extend(from.map(|person| format!("asked by {}", person.name)));
    counts(event.blocked, event.hampered, &mut parts);
    parts.extend(event.pc_dead.map(|dead| {
        let text = if dead {
            "the PC is dead"
        } else {
            "the PC is not dead"
        };
        text.to_owned()
    }));
    parts.extend(event.public.map(|public| {
        let text = if public {
            "a public place stands still"
        } else {
            "no public place stands still"
        };
        text.to_owned()
    }));
    parts.extend(
        event
            .affected
            .map(|affected| format!("affected: {affected}")),
    );
    parts.extend(
        event
            .asset
            .as_ref()
            .map(|asset| format!("asset: {}", asset.name)),
    );
    let unit = event.unit.and_then(|id| records.unit(id));
    parts.extend(unit.map(|unit| format!("unit: {}", unit.name)));
    parts.extend(
        event
            .harm
            .as_ref()
            .map(|harm| format!("harm going on: {harm}")),
    );
    parts.extend(event.cleared.iter().map(|gone| match gone.as_str() {
        "asset" => "no asset any more".to_owned(),
        "blocked" => "how many are stopped is not known any more".to_owned(),
        other => format!("{other} is not known any more"),
    }));
    let deadline = event.deadline.as_ref();
    parts.extend(deadline.map(|d| format!("{} due {}", d.name, moment(d.due))));
    // Last, because the time that stood before is put behind it.
    parts.extend(event.received.map(|at| format!("it came in {}", clock(at))));
    parts.join(", ")
}

fn closed(event: &Closed) -> String {
    let agreed = event.agreed.as_ref();
    let closed = agreed.map_or("closed".to_owned(), |who| format!("closed, {who} agreed"));
    let missing = event.missing.iter();
    let missing = missing.map(|m| format!("without {}: {}", m.what, m.because));
    std::iter::once(closed)
        .chain(missing)
        .collect::<Vec<_>>()
        .join("; ")
}

fn aware(event: &IncidentAware) -> String {
    match (event.kind, event.due) {
        (IncidentKind::Breach, Some(due)) => {
            format!("aware of a breach; the report is due {}", moment(due))
        }
        (IncidentKind::Breach, None) => "aware of a breach; to report at once".to_owned(),
        (IncidentKind::Violation, _) => "aware of a violation; to report at once".to_owned(),
    }
}
