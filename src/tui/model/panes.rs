//! Which panes there are at a size, and what the marks in them stand on.

use std::sync::Arc;

use super::Model;
use crate::domain::checklist::{Marked, StepState, StepView, steps};
use crate::domain::site::StepKind;
use crate::domain::ticket::{Owed, TimelineLine, owed};
use crate::domain::triage::decided;
use crate::domain::{Checklist, ListId, Records as _};
use crate::time::dated;
use crate::tui::action::Spot;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::tui) enum Layout {
    /// Below 60 x 16: one line.
    Tiny,
    /// Up to 99 columns: the queue over a preview.
    Stacked,
    /// Up to 159 columns: the queue beside the ticket.
    Wide,
    /// From 160 columns on: all of it.
    Full,
}

/// A step as the screen needs it, free of the list that it was computed from.
#[derive(Debug, Clone)]
pub(in crate::tui) struct StepRow {
    /// Its list.
    pub(in crate::tui) list: Arc<Checklist>,
    /// Its id.
    pub(in crate::tui) id: String,
    /// Where it stands.
    pub(in crate::tui) state: StepState,
    /// Its number among the shown ones.
    pub(in crate::tui) no: usize,
    /// What is shown behind it: who, what it holds, what ticked it.
    pub(in crate::tui) note: String,
    /// How many choices it has.
    pub(in crate::tui) choices: usize,
}

impl Model {
    /// How much room there is.
    pub(in crate::tui) const fn layout(&self) -> Layout {
        if self.cols < 60 || self.rows < 16 {
            Layout::Tiny
        } else if self.cols < 100 {
            Layout::Stacked
        } else if self.cols < 160 {
            Layout::Wide
        } else {
            Layout::Full
        }
    }

    /// The panes that Tab goes through.
    pub(in crate::tui) const fn panes(&self) -> &'static [Spot] {
        match self.layout() {
            Layout::Tiny | Layout::Stacked if !self.is_open => &[Spot::Queue],
            Layout::Tiny | Layout::Stacked => &[
                Spot::Timeline,
                Spot::Narrative,
                Spot::Checklist,
                Spot::Owed,
                Spot::Facts,
            ],
            Layout::Wide => &[
                Spot::Queue,
                Spot::Narrative,
                Spot::Timeline,
                Spot::Checklist,
                Spot::Owed,
            ],
            Layout::Full => &[
                Spot::Queue,
                Spot::Why,
                Spot::Narrative,
                Spot::Timeline,
                Spot::Facts,
                Spot::Checklist,
                Spot::Owed,
            ],
        }
    }

    /// What the shown ticket owes.
    pub(in crate::tui) fn owed(&self) -> Vec<Owed> {
        self.shown_ticket().map_or_else(Vec::new, |ticket| {
            owed(&*self.snapshot, &self.snapshot.site, &ticket, self.now)
        })
    }

    /// Why the shown ticket stands before the next one, in a sentence.
    pub(in crate::tui) fn before_next(&self) -> Option<String> {
        let at = self.queue.place(self.shown?)?;
        let (row, next) = (self.queue.rows.get(at)?, self.queue.rows.get(at + 1)?);
        let ranked = |row: &super::Row| (Arc::clone(&row.ticket), row.standing.clone());
        let because = decided(&ranked(row), &ranked(next)).because;
        Some(format!("Before {}: {because}.", next.ticket.number))
    }

    /// The lines of the shown ticket's timeline.
    pub(in crate::tui) fn lines(&self) -> &[TimelineLine] {
        self.story().map_or(&[], |story| &story.timeline.lines)
    }

    /// The place of the marked line; the last one where none is marked.
    pub(in crate::tui) fn line_at(&self) -> usize {
        let lines = self.lines();
        let marked = self.cursors.line;
        marked
            .and_then(|seq| lines.iter().position(|line| line.seq == seq))
            .unwrap_or(lines.len().saturating_sub(1))
    }

    /// The marked line.
    pub(in crate::tui) fn line(&self) -> Option<&TimelineLine> {
        self.lines().get(self.line_at())
    }

    /// The checklists of the shown ticket.
    pub(in crate::tui) fn lists(&self) -> Vec<Arc<Checklist>> {
        self.shown
            .map_or_else(Vec::new, |id| self.snapshot.lists_of(id))
    }

    /// The steps of all its checklists.
    pub(in crate::tui) fn steps(&self) -> Vec<StepRow> {
        self.lists()
            .into_iter()
            .flat_map(|list| self.steps_of(&list))
            .collect()
    }

    fn steps_of(&self, list: &Arc<Checklist>) -> Vec<StepRow> {
        steps(&*self.snapshot, &self.snapshot.site, list, self.now)
            .steps
            .iter()
            .map(|view| StepRow {
                list: Arc::clone(list),
                id: view.step.id.clone(),
                state: view.state,
                no: view.no,
                note: view
                    .held_by
                    .clone()
                    .or_else(|| view.from_fact.clone())
                    .or_else(|| self.said_of(view))
                    .or_else(|| self.asked_of(view))
                    .unwrap_or_default(),
                choices: match &view.step.kind {
                    StepKind::Ask { choices } => choices.len(),
                    StepKind::Do | StepKind::Know | StepKind::Auto { .. } => 0,
                },
            })
            .collect()
    }

    /// What was recorded of a step: the answer or the reason, who, and when.
    fn said_of(&self, view: &StepView<'_>) -> Option<String> {
        let mark = view.mark?;
        let what = match &mark.what {
            Marked::Done => None,
            Marked::Skipped(why) => Some(format!("left out: {why}")),
            Marked::Answered(answer) => Some(answer.clone()),
            Marked::Failed(why) => Some(format!("failed: {why}")),
        };
        let person = mark.by.and_then(|by| self.snapshot.person(by));
        let who = person.map_or_else(String::new, |person| format!("{} ", person.initials()));
        let when = self.zone.see(mark.at).wall().format("%H:%M");
        let start = what.map_or_else(String::new, |what| format!("{what}; "));
        Some(format!("{start}{who}{when}"))
    }

    /// What an open step needs before it is ticked, by when, and whether the list can do without.
    fn asked_of(&self, view: &StepView<'_>) -> Option<String> {
        if view.state != StepState::Open {
            return None;
        }
        let mut asked = Vec::new();
        if !view.step.required {
            asked.push("optional".to_owned());
        }
        let keys: Vec<&str> = view.step.evidence.iter().map(|key| key.as_str()).collect();
        if !keys.is_empty() {
            asked.push(format!("proof: {}", keys.join(", ")));
        }
        if let Some(due) = view.due {
            asked.push(format!("by {}", dated(due, self.now, self.zone)));
        }
        (!asked.is_empty()).then(|| asked.join("; "))
    }

    /// How many required steps of a list are done, and how many there are.
    pub(in crate::tui) fn progress(&self, list: &Checklist) -> (usize, usize) {
        let view = steps(&*self.snapshot, &self.snapshot.site, list, self.now);
        (view.done, view.required)
    }

    /// The place of the marked step; the first open one where none is marked.
    pub(in crate::tui) fn step_at(&self, rows: &[StepRow]) -> usize {
        let is_marked = |row: &StepRow| {
            let marked: Option<&(ListId, String)> = self.cursors.step.as_ref();
            marked.is_some_and(|(list, id)| *list == row.list.id && *id == row.id)
        };
        let is_open = |row: &StepRow| row.state == StepState::Open;
        rows.iter()
            .position(is_marked)
            .or_else(|| rows.iter().position(is_open))
            .unwrap_or(0)
    }

    /// The marked step.
    pub(in crate::tui) fn step(&self) -> Option<StepRow> {
        let rows = self.steps();
        let at = self.step_at(&rows);
        rows.into_iter().nth(at)
    }

    /// How many choices the marked step has.
    pub(in crate::tui) fn step_choices(&self) -> usize {
        self.step().map_or(0, |step| step.choices)
    }
}
