//! Which panes there are at a size, and what the marks in them stand on.

use std::sync::Arc;

use super::Model;
use crate::domain::checklist::{Marked, StepState, StepView, steps};
use crate::domain::site::{Limit, OffsetUnit, StepKind};
use crate::domain::ticket::{Owed, TimelineLine, owed};
use crate::domain::triage::decided;
use crate::domain::{Checklist, ListId, Records as _};
use crate::time::dated;
use crate::tui::action::Spot;
use crate::tui::form::proof_word;

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
    /// Whether it is open and ticks itself, once what the note says has come.
    pub(in crate::tui) ticks_itself: bool,
    /// Whether the list is finished without it.
    pub(in crate::tui) is_optional: bool,
    /// The proof that an open step asks for, in words; empty where it asks for none.
    pub(in crate::tui) needs: String,
    /// By when an open step is to be done, in words; empty where it has no limit.
    pub(in crate::tui) limit: String,
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

    /// What the shown ticket owes: what is overdue comes first, the longest so before the rest.
    pub(in crate::tui) fn owed(&self) -> Vec<Owed> {
        let mut all = self.shown_ticket().map_or_else(Vec::new, |ticket| {
            owed(&*self.snapshot, &self.snapshot.site, &ticket, self.now)
        });
        let late = |one: &Owed| one.due.filter(|due| *due < self.now);
        all.sort_by_key(|one| (late(one).is_none(), late(one)));
        all
    }

    /// What is owed, in words, with how late it is or how long there is left.
    pub(in crate::tui) fn owed_words(&self, owed: &Owed) -> String {
        let Some(due) = owed.due else {
            return owed.text.clone();
        };
        let left = due.minutes_since(self.now);
        if left < 0 {
            format!("OVERDUE {} {}", span(-left), owed.text)
        } else {
            format!("{} (in {})", owed.text, span(left))
        }
    }

    /// Why the shown ticket stands before the next one, in a sentence.
    pub(in crate::tui) fn before_next(&self) -> Option<String> {
        let at = self.queue.place(self.shown?)?;
        let (row, next) = (self.queue.rows.get(at)?, self.queue.rows.get(at + 1)?);
        let ranked = |row: &super::Row| (Arc::clone(&row.ticket), row.standing.clone());
        let because = decided(&ranked(row), &ranked(next), self.zone).because;
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
        let all = self
            .shown
            .map_or_else(Vec::new, |id| self.snapshot.lists_of(id));
        // A list that was left for another one asks nothing; the timeline says why.
        all.into_iter().filter(|list| list.left.is_none()).collect()
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
                    .unwrap_or_default(),
                choices: view.step.kind.choices().len(),
                ticks_itself: ticks_itself(view),
                is_optional: !view.step.required && view.step.kind != StepKind::Know,
                needs: needs_of(view),
                limit: self.limit_of(view).unwrap_or_default(),
            })
            .collect()
    }

    /// By when a step that is not done yet must be, in words.
    fn limit_of(&self, view: &StepView<'_>) -> Option<String> {
        if !is_to_do(view) {
            return None;
        }
        let Some(due) = view.due else {
            return view.step.limit.as_ref().map(limit_words);
        };
        let at = dated(due, self.now, self.zone);
        let late = if due < self.now { "OVERDUE, " } else { "" };
        Some(format!("{late}by {at}"))
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

/// Whether a step still waits for somebody.
fn is_to_do(view: &StepView<'_>) -> bool {
    matches!(
        view.state,
        StepState::Open | StepState::Failed | StepState::Held
    )
}

/// Whether an open step waits for an event or a fact, and not for somebody.
fn ticks_itself(view: &StepView<'_>) -> bool {
    view.state == StepState::Open && view.held_by.is_some()
}

/// The proof that somebody must give of a step which is not done yet.
fn needs_of(view: &StepView<'_>) -> String {
    if !is_to_do(view) || ticks_itself(view) {
        return String::new();
    }
    let keys = view.step.evidence.iter();
    let words: Vec<&str> = keys.map(|key| proof_word(key.as_str())).collect();
    words.join(", ")
}

/// A limit whose moment is not known yet.
fn limit_words(limit: &Limit) -> String {
    match limit {
        Limit::At { moment, offset } => {
            let moment = moment.name().replace(['.', '_'], " ");
            let unit = match offset.unit {
                OffsetUnit::Minutes => "min",
                OffsetUnit::Hours => "h",
                OffsetUnit::Days => "d",
                OffsetUnit::WorkDays => "work days",
            };
            match offset.count {
                0 => format!("due on {moment}"),
                1.. => format!("due {} {unit} after {moment}", offset.count),
                _ => format!("due {} {unit} before {moment}", -offset.count),
            }
        }
        Limit::Every { hours } => format!("again every {hours} h"),
        Limit::SameDay => "the same day".to_owned(),
    }
}

/// A stretch of time in few words: whole days from the second one on.
fn span(minutes: i64) -> String {
    const DAY_MIN: i64 = 24 * 60;
    if minutes < 2 * DAY_MIN {
        crate::time::minutes(minutes)
    } else {
        format!("{} d", minutes / DAY_MIN)
    }
}
