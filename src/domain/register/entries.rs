//! What an entry says, for the rules that point at an entry by its seq.

use std::borrow::Cow::{self, Borrowed, Owned};
use std::sync::Arc;

use super::{Register, TicketId};
use crate::domain::event::{Corrected, EntryRedacted, TicketImported};
use crate::domain::{EntryHead, EntryView, Event};
use crate::text::Clean;
use crate::time::Stamp;

/// The ticket in whose timeline an event stands, its text, and when it happened where it says so.
pub(super) type Said<'a> = (TicketId, Cow<'a, Clean>, Option<Stamp>);

fn none<'a>() -> Cow<'a, Clean> {
    Owned(Clean::default())
}

fn maybe(text: Option<&Clean>) -> Cow<'_, Clean> {
    text.map_or_else(none, Borrowed)
}

fn plain<'a>(text: &str) -> Cow<'a, Clean> {
    Owned(Clean::new(text))
}

/// What an event of a ticket says; none for those that stand in no ticket's timeline.
pub(super) fn said(event: &Event) -> Option<Said<'_>> {
    Some(match event {
        Event::TicketOpened(e) | Event::TicketImported(TicketImported { opened: e, .. }) => {
            (e.ticket, Borrowed(&e.title), e.happened)
        }
        Event::ActionLogged(e) => (e.ticket, Borrowed(&e.text), e.happened),
        Event::Told(e) => (e.ticket, maybe(e.text.as_ref()), e.happened),
        Event::ImpactSet(e) => (e.ticket, maybe(e.harm.as_ref()), e.happened),
        Event::HarmContained(e) => (e.ticket, Borrowed(&e.text), e.happened),
        Event::Assigned(e) => (e.ticket, none(), None),
        Event::WaitingSet(e) => (e.ticket, Borrowed(&e.what), None),
        Event::CategorySet(e) => (e.ticket, plain(&e.category), None),
        Event::PromptAnswered(e) => (e.ticket, Borrowed(&e.text), None),
        Event::NarrativeWritten(e) => (e.ticket, Borrowed(&e.text), None),
        Event::Corrected(e) => (e.ticket, Borrowed(&e.text), None),
        Event::ActionMoved(e) => (e.ticket, Borrowed(&e.because), None),
        Event::Attached(e) => (e.ticket, Borrowed(&e.name), None),
        Event::Resolved(e) => (e.ticket, Borrowed(&e.text), e.happened),
        Event::Closed(e) => (e.ticket, maybe(e.agreed.as_ref()), e.happened),
        Event::Reopened(e) => (e.ticket, Borrowed(&e.text), None),
        Event::IncidentAware(e) => (e.ticket, none(), Some(e.aware)),
        Event::LeadTold(e) => (e.ticket, none(), e.happened),
        Event::ReportSent(e) => (e.ticket, none(), e.happened),
        Event::ChecklistStarted(e) => (e.ticket?, plain(&e.checklist), None),
        Event::ListMade(e) => (e.ticket?, Borrowed(&e.title), None),
        Event::ListLeft(e) => (e.ticket?, Borrowed(&e.because), None),
        Event::StepDone(e) => (e.ticket?, plain(&e.step), e.happened),
        Event::StepSkipped(e) => (e.ticket?, Borrowed(&e.because), None),
        Event::StepAnswered(e) => (e.ticket?, plain(&e.answer), e.happened),
        Event::StepFailed(e) => (e.ticket?, Borrowed(&e.because), None),
        Event::ChecklistFinished(e) => (e.ticket?, none(), None),
        Event::CalloutStarted(e) => (e.ticket, none(), None),
        Event::CalloutAnswered(e) => (e.ticket, plain(e.step.as_str()), None),
        Event::ActionTagged(e) => (e.ticket, plain(&e.category), None),
        Event::CalloutPaused(e) => (e.ticket, none(), e.happened),
        Event::CalloutResumed(e) => (e.ticket, none(), None),
        Event::CalloutTakenOver(e) => (e.ticket, none(), None),
        Event::CalloutHandedOver(e) => (e.ticket, none(), None),
        Event::CalloutEnded(e) => (e.ticket, none(), e.happened),
        Event::VisitPlanned(e) => (e.ticket, Borrowed(&e.room), None),
        Event::VisitEntered(e) => (e.ticket, none(), Some(e.happened)),
        Event::VisitLeft(e) => (e.ticket, none(), Some(e.happened)),
        Event::HeadTold(e) => (e.ticket, none(), e.happened),
        Event::ApprovalAsked(e) => (e.ticket, plain(&e.how), None),
        Event::OutsiderEnded(e) => (e.ticket, maybe(e.company.as_ref()), e.left),
        Event::ClaimDrafted(e) => (e.ticket, plain(&e.number.to_string()), None),
        Event::RedactionAsked(e) => (e.ticket, Borrowed(&e.because), None),
        Event::RedactionWithdrawn(e) => (e.ticket, maybe(e.because.as_ref()), None),
        Event::RedactionDeclined(e) => (e.ticket, Borrowed(&e.because), None),
        Event::EntryRedacted(e) => (e.ticket, Borrowed(&e.because), None),
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
        let text = said(&left).map_or_else(Default::default, |(_, text, _)| text.into_owned());
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
                text: text.into_owned(),
                happened: happened.unwrap_or(head.at),
                by: head.by,
                event: Arc::new(event.clone()),
                redacted: None,
            };
            self.entries.put(head.seq, Arc::new(view));
        }
    }
}
