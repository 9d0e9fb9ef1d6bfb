//! How entries change an instance.
//!
//! The last entry about a step counts; every earlier one stays in the journal. An entry of another
//! instance changes nothing here.

use std::sync::Arc;

use super::{Checklist, Made, Mark, Marked};
use crate::domain::event::{ChecklistStarted, Evidence, ListMade};
use crate::domain::site::Template;
use crate::domain::{EntryHead, Event, PersonId};
use crate::time::Stamp;

impl Checklist {
    /// The instance that a `checklist.started` entry makes.
    pub fn begin(head: &EntryHead, event: &ChecklistStarted, template: Arc<Template>) -> Self {
        Self {
            id: event.list,
            number: event.number,
            checklist: event.checklist.clone(),
            version: event.version,
            rules: event.rules,
            template,
            ticket: event.ticket,
            started: head.at,
            started_by: head.by,
            marks: std::collections::BTreeMap::new(),
            finished: None,
            left: None,
            made: None,
            entries: 1,
            last_seq: head.seq,
        }
    }

    /// The instance that a `checklist.made` entry makes: it follows its own lines.
    pub fn make(head: &EntryHead, event: &ListMade) -> Self {
        let made = Made {
            source: event.source,
            title: event.title.clone(),
            steps: event.steps.clone(),
        };
        let template = Arc::new(made.template());
        let started = ChecklistStarted {
            list: event.list,
            number: event.number,
            checklist: template.id.clone(),
            version: template.version,
            rules: 0,
            ticket: event.ticket,
        };
        let mut list = Self::begin(head, &started, template);
        list.made = Some(made);
        list
    }

    /// Takes over what a later entry of this instance says; others change nothing.
    pub fn apply(&mut self, head: &EntryHead, event: &Event) {
        if !event.on().contains(&self.id.uuid()) || head.seq <= self.last_seq {
            return;
        }
        self.entries += 1;
        self.last_seq = head.seq;
        match event {
            Event::StepDone(done) => {
                let at = done.happened.unwrap_or(head.at);
                self.mark(head, &done.step, Marked::Done, head.by, at, &done.evidence);
            }
            Event::StepSkipped(skipped) => {
                let what = Marked::Skipped(skipped.because.clone());
                self.mark(
                    head,
                    &skipped.step,
                    what,
                    head.by,
                    head.at,
                    &Evidence::new(),
                );
            }
            Event::StepFailed(failed) => {
                let what = Marked::Failed(failed.because.clone());
                self.mark(head, &failed.step, what, head.by, head.at, &Evidence::new());
            }
            Event::StepAnswered(answered) => {
                let what = Marked::Answered(answered.answer.clone());
                let at = answered.happened.unwrap_or(head.at);
                let (by, evidence) = (Some(answered.by), &answered.evidence);
                self.mark(head, &answered.step, what, by, at, evidence);
            }
            Event::ChecklistFinished(_) => self.finished = Some(head.at),
            Event::ListLeft(left) => {
                self.finished = Some(head.at);
                self.left = Some(left.because.clone());
            }
            other => debug_assert!(
                !other.kind().starts_with("checklist.")
                    || matches!(other, Event::ChecklistStarted(_) | Event::ListMade(_)),
                "every entry about steps is taken over"
            ),
        }
    }

    fn mark(
        &mut self,
        head: &EntryHead,
        step: &str,
        what: Marked,
        by: Option<PersonId>,
        at: Stamp,
        evidence: &Evidence,
    ) {
        let mark = Mark {
            what,
            by,
            at,
            seq: head.seq,
            evidence: evidence.clone(),
        };
        self.marks.insert(step.to_owned(), mark);
    }
}
