//! What an entry says, for the rules that point at an entry by its seq.

use std::sync::Arc;

use super::{Register, TicketId};
use crate::domain::event::{Corrected, EntryRedacted};
use crate::domain::{EntryHead, EntryView, Event};
use crate::text::Clean;
use crate::time::Stamp;

/// The ticket in whose timeline an event stands, its text, and when it happened where it says so.
pub(super) type Said = (TicketId, Clean, Option<Stamp>);

/// What an event of a ticket says; none for those that stand in no ticket's timeline.
pub(super) fn said(event: &Event) -> Option<Said> {
    let plain = |text: &str| Clean::new(text);
    Some(match event {
        Event::TicketOpened(e) => (e.ticket, e.title.clone(), e.happened),
        Event::TicketImported(e) => (e.opened.ticket, e.opened.title.clone(), e.opened.happened),
        Event::ActionLogged(e) => (e.ticket, e.text.clone(), e.happened),
        Event::Told(e) => (e.ticket, e.text.clone().unwrap_or_default(), e.happened),
        Event::ImpactSet(e) => (e.ticket, e.harm.clone().unwrap_or_default(), e.happened),
        Event::HarmContained(e) => (e.ticket, e.text.clone(), e.happened),
        Event::Assigned(e) => (e.ticket, Clean::default(), None),
        Event::WaitingSet(e) => (e.ticket, e.what.clone(), None),
        Event::CategorySet(e) => (e.ticket, plain(&e.category), None),
        Event::PromptAnswered(e) => (e.ticket, e.text.clone(), None),
        Event::NarrativeWritten(e) => (e.ticket, e.text.clone(), None),
        Event::Corrected(e) => (e.ticket, e.text.clone(), None),
        Event::ActionMoved(e) => (e.ticket, e.because.clone(), None),
        Event::Attached(e) => (e.ticket, e.name.clone(), None),
        Event::Resolved(e) => (e.ticket, e.text.clone(), e.happened),
        Event::Closed(e) => (e.ticket, e.agreed.clone().unwrap_or_default(), e.happened),
        Event::Reopened(e) => (e.ticket, e.text.clone(), None),
        Event::IncidentAware(e) => (e.ticket, Clean::default(), Some(e.aware)),
        Event::LeadTold(e) => (e.ticket, Clean::default(), e.happened),
        Event::ReportSent(e) => (e.ticket, Clean::default(), e.happened),
        Event::ChecklistStarted(e) => (e.ticket?, plain(&e.checklist), None),
        Event::ListMade(e) => (e.ticket?, e.title.clone(), None),
        Event::ListLeft(e) => (e.ticket?, e.because.clone(), None),
        Event::StepDone(e) => (e.ticket?, plain(&e.step), e.happened),
        Event::StepSkipped(e) => (e.ticket?, e.because.clone(), None),
        Event::StepAnswered(e) => (e.ticket?, plain(&e.answer), e.happened),
        Event::StepFailed(e) => (e.ticket?, e.because.clone(), None),
        Event::ChecklistFinished(e) => (e.ticket?, Clean::default(), None),
        Event::CalloutStarted(e) => (e.ticket, Clean::default(), None),
        Event::CalloutAnswered(e) => (e.ticket, plain(e.step.as_str()), None),
        Event::ActionTagged(e) => (e.ticket, plain(&e.category), None),
        Event::CalloutPaused(e) => (e.ticket, Clean::default(), e.happened),
        Event::CalloutResumed(e) => (e.ticket, Clean::default(), None),
        Event::CalloutTakenOver(e) => (e.ticket, Clean::default(), None),
        Event::CalloutHandedOver(e) => (e.ticket, Clean::default(), None),
        Event::CalloutEnded(e) => (e.ticket, Clean::default(), e.happened),
        Event::VisitPlanned(e) => (e.ticket, e.room.clone(), None),
        Event::VisitEntered(e) => (e.ticket, Clean::default(), Some(e.happened)),
        Event::VisitLeft(e) => (e.ticket, Clean::default(), Some(e.happened)),
        Event::HeadTold(e) => (e.ticket, Clean::default(), e.happened),
        Event::ApprovalAsked(e) => (e.ticket, plain(&e.how), None),
        Event::OutsiderEnded(e) => (e.ticket, e.company.clone().unwrap_or_default(), e.left),
        Event::ClaimDrafted(e) => (e.ticket, plain(&e.number.to_string()), None),
        Event::RedactionAsked(e) => (e.ticket, e.because.clone(), None),
        Event::RedactionWithdrawn(e) => (e.ticket, e.because.clone().unwrap_or_default(), None),
        Event::RedactionDeclined(e) => (e.ticket, e.because.clone(), None),
        Event::EntryRedacted(e) => (e.ticket, e.because.clone(), None),
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
        | Event::AssetAdded(_) => return None,
    })
}

impl Register {
    /// The wording that stands now.
    pub(super) fn correct_entry(&mut self, head: &EntryHead, event: &Event, e: &Corrected) {
        self.entries.change(&e.entry, |view| {
            Arc::make_mut(view).text = e.text.clone();
        });
        self.tell_ticket(e.ticket, head, event);
    }

    /// The text of an entry is gone; who looks it up is told by which order.
    pub(super) fn redact_entry(&mut self, head: &EntryHead, event: &Event, order: &EntryRedacted) {
        let left = order.left_by(head.seq);
        let text = said(&left).map_or_else(Default::default, |(_, text, _)| text);
        self.entries.change(&order.entry, |view| {
            let view = Arc::make_mut(view);
            view.redacted = Some(head.seq);
            view.text = text;
            view.event = Arc::new(left);
        });
        for id in event.on() {
            self.tell_ticket(TicketId(id), head, event);
        }
    }

    pub(super) fn index_entry(&mut self, head: &EntryHead, event: &Event) {
        if let Some((ticket, text, happened)) = said(event)
            && self.is_told(ticket)
        {
            let view = EntryView {
                id: head.id,
                kind: event.kind(),
                ticket,
                text,
                happened: happened.unwrap_or(head.at),
                by: head.by,
                event: Arc::new(event.clone()),
                redacted: None,
            };
            self.entries.put(head.seq, Arc::new(view));
        }
    }
}
