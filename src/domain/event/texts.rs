//! The free texts of an entry: what can be taken out of it.
//!
//! A text is what somebody typed in their own words. Names of steps and categories, choices, times
//! and numbers are facts: they stay, so that the records stand as they were.

use super::{Deadline, Event, TicketOpened};
use crate::domain::callout::{is_choice, is_link};
use crate::text::Clean;

/// What stands under no ticket, and what holds no words of anybody's own, as a pattern: so the match
/// stays exhaustive.
macro_rules! wordless {
    () => {
        Event::Assigned(_)
            | Event::CategorySet(_)
            | Event::IncidentAware(_)
            | Event::LeadTold(_)
            | Event::ReportSent(_)
            | Event::ChecklistStarted(_)
            | Event::ChecklistFinished(_)
            | Event::CalloutStarted(_)
            | Event::ActionTagged(_)
            | Event::CalloutPaused(_)
            | Event::CalloutResumed(_)
            | Event::CalloutTakenOver(_)
            | Event::CalloutHandedOver(_)
            | Event::CalloutEnded(_)
            | Event::VisitEntered(_)
            | Event::VisitLeft(_)
            | Event::HeadTold(_)
            | Event::ApprovalAsked(_)
            | Event::RosterSet(_)
            | Event::RosterEnded(_)
            | Event::ClaimWithdrawn(_)
            | Event::EntryRedacted(_)
            | Event::DeskMade(_)
            | Event::ProfileAdopted(_)
            | Event::TemplateAdopted(_)
            | Event::DeskAdopted(_)
            | Event::ClockJumped(_)
            | Event::FaultCleared(_)
            | Event::PersonAdded(_)
            | Event::PersonChanged(_)
            | Event::PostHeld(_)
            | Event::PostLeft(_)
            | Event::HoursSet(_)
            | Event::UnitAdded(_)
            | Event::AssetAdded(_)
            | Event::DeskRestored(_)
    };
}

impl Event {
    /// Every free text, none of them empty.
    pub fn texts(&self) -> Vec<Clean> {
        let mut texts = Vec::new();
        self.clone().each_text(&mut |text| texts.push(text.clone()));
        texts.retain(|text| !text.is_blank());
        texts
    }

    /// The same without its texts and, for an attachment, without the sum of the file.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        let mut left = self.clone();
        left.each_text(&mut |text| *text = Clean::default());
        if let Self::Attached(attached) = &mut left {
            attached.sha256.clear();
        }
        left
    }

    /// The same with `mark` in place of each text that is empty.
    #[must_use]
    pub fn marked(mut self, mark: &Clean) -> Self {
        self.each_text(&mut |text| {
            if text.is_blank() {
                *text = mark.clone();
            }
        });
        self
    }

    fn each_text(&mut self, f: &mut dyn FnMut(&mut Clean)) {
        match self {
            Self::TicketOpened(e) => opened(e, f),
            Self::TicketImported(e) => {
                opened(&mut e.opened, f);
                f(&mut e.from.file);
                e.from.notes.iter_mut().for_each(f);
            }
            Self::ActionLogged(e) => f(&mut e.text),
            Self::Told(e) => e.text.iter_mut().for_each(f),
            Self::ImpactSet(e) => {
                e.harm.iter_mut().for_each(&mut *f);
                deadline(e.deadline.as_mut(), f);
                e.asset.iter_mut().for_each(|asset| f(&mut asset.name));
            }
            Self::HarmContained(e) => f(&mut e.text),
            Self::WaitingSet(e) => f(&mut e.what),
            Self::PromptAnswered(e) => f(&mut e.text),
            Self::NarrativeWritten(e) => f(&mut e.text),
            Self::Corrected(e) => f(&mut e.text),
            Self::ActionMoved(e) => {
                f(&mut e.text);
                f(&mut e.because);
            }
            Self::Attached(e) => f(&mut e.name),
            Self::Resolved(e) => f(&mut e.text),
            Self::Closed(e) => {
                e.agreed.iter_mut().for_each(&mut *f);
                e.missing.iter_mut().for_each(|m| f(&mut m.because));
            }
            Self::Reopened(e) => f(&mut e.text),
            Self::ListMade(e) => {
                f(&mut e.title);
                e.steps.iter_mut().for_each(f);
            }
            Self::ListLeft(e) => f(&mut e.because),
            Self::StepDone(e) => values(e.evidence.values_mut(), f),
            Self::StepSkipped(e) => f(&mut e.because),
            Self::StepAnswered(e) => values(e.evidence.values_mut(), f),
            Self::StepFailed(e) => f(&mut e.because),
            Self::CalloutAnswered(e) => {
                let parts = e.values.iter_mut().filter(|(part, _)| !is_link(part));
                values(parts.map(|(_, value)| value), f);
            }
            Self::VisitPlanned(e) => {
                f(&mut e.room);
                e.key.iter_mut().for_each(f);
            }
            Self::OutsiderEnded(e) => {
                let named = e.name.iter_mut().chain(&mut e.company);
                named.chain(&mut e.systems).for_each(f);
            }
            Self::ClaimDrafted(e) => e.ground.iter_mut().chain(&mut e.unsure).for_each(f),
            Self::RedactionAsked(e) => f(&mut e.because),
            Self::RedactionWithdrawn(e) => e.because.iter_mut().for_each(f),
            Self::RedactionDeclined(e) => {
                f(&mut e.because);
                e.reference.iter_mut().for_each(f);
            }
            wordless!() => {}
        }
    }
}

fn opened(opened: &mut TicketOpened, f: &mut dyn FnMut(&mut Clean)) {
    f(&mut opened.title);
    opened.harm.iter_mut().for_each(&mut *f);
    deadline(opened.deadline.as_mut(), f);
    opened.asset.iter_mut().for_each(|asset| f(&mut asset.name));
}

fn deadline(deadline: Option<&mut Deadline>, f: &mut dyn FnMut(&mut Clean)) {
    if let Some(deadline) = deadline {
        f(&mut deadline.name);
    }
}

/// Answers and evidence: a choice, a time and a record are facts.
fn values<'a>(values: impl Iterator<Item = &'a mut Clean>, f: &mut dyn FnMut(&mut Clean)) {
    let is_fact = |text: &str| {
        is_choice(text)
            || uuid::Uuid::parse_str(text).is_ok()
            || text.parse::<crate::time::Stamp>().is_ok()
    };
    values.filter(|text| !is_fact(text.as_str())).for_each(f);
}
