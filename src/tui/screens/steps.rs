//! The steps of a ticket's checklists and what it owes, as paragraphs of their panes.

use std::fmt::Write as _;

use crate::domain::checklist::StepState;
use crate::domain::site::StepKind;
use crate::tui::action::Action;
use crate::tui::model::{Layout, Model};
use crate::tui::theme::Role;
use crate::tui::widgets::Para;

/// The steps of all checklists of the ticket.
pub(super) fn steps(model: &Model) -> Vec<Para> {
    let rows = model.steps();
    if rows.is_empty() {
        return vec![Para::new(
            "",
            format!(
                "No checklist. {} begins one.",
                model.key_of(Action::StartList)
            ),
            Role::Plain,
        )];
    }
    let at = model.step_at(&rows);
    rows.iter()
        .enumerate()
        .map(|(index, row)| {
            let (mark, role) = match row.state {
                StepState::Open => ("[ ]", Role::Plain),
                StepState::Done => ("[x]", Role::Done),
                StepState::Skipped => ("[-]", Role::Plain),
                StepState::Failed => ("[!]", Role::Owed),
                StepState::Held => ("[ ]", Role::Blocked),
                StepState::Shown => ("   ", Role::Plain),
            };
            let step = row.list.template.step(&row.id);
            let mut text = step.map_or_else(String::new, |s| s.text.as_str().to_owned());
            if row.state == StepState::Held {
                let _ = write!(text, "  BLOCKED: {}", row.note);
            } else if !row.note.is_empty() {
                let _ = write!(text, "  ({})", row.note);
            }
            if row.is_optional {
                text.push_str("  (optional)");
            }
            if !row.needs.is_empty() {
                let _ = write!(text, "  (needs {})", row.needs);
            }
            if !row.limit.is_empty() {
                let _ = write!(text, "  ({})", row.limit);
            }
            let choices = step.map_or(&[][..], |step| match &step.kind {
                StepKind::Ask { choices } => choices,
                StepKind::Do | StepKind::Know | StepKind::Auto { .. } => &[],
            });
            if index == at && row.state != StepState::Done {
                for (no, choice) in choices.iter().enumerate() {
                    let _ = write!(text, "\n{} {choice}", no + 1);
                }
            }
            Para::new(format!("{mark} {:>2} ", row.no), text, role)
        })
        .collect()
}

/// What is owed by a time.
pub(super) fn owed_lines(model: &Model) -> Vec<Para> {
    let owes = model.owed();
    let due = owes.iter().filter(|owed| owed.due.is_some());
    due.map(|owed| Para::new("owed: ", model.owed_words(owed), Role::Owed))
        .collect()
}

/// All that is owed.
pub(super) fn owed_paras(model: &Model) -> Vec<Para> {
    let owes = model.owed();
    if owes.is_empty() {
        let close = model.key_of(Action::Close);
        let text = format!("Nothing is owed. {close} closes it.");
        return vec![Para::new("", text, Role::Plain)];
    }
    owes.iter()
        .map(|owed| {
            let mark = if owed.gates_close { "* " } else { "  " };
            let text = format!("{}  ({})", model.owed_words(owed), owed.rule);
            let is_late = owed.due.is_some_and(|due| due < model.now);
            let role = if is_late { Role::Owed } else { Role::Plain };
            Para::new(mark, text, role)
        })
        .collect()
}

/// The first open step, where its pane is not shown.
pub(super) fn next_step(model: &Model) -> Vec<Para> {
    if model.layout() > Layout::Stacked {
        return Vec::new();
    }
    let steps = model.steps();
    let open = steps.iter().find(|row| row.state == StepState::Open);
    open.and_then(|row| {
        let step = row.list.template.step(&row.id)?;
        let text = format!("{} {}", row.no, step.text);
        Some(Para::new("Next: [ ] ", text, Role::Plain))
    })
    .into_iter()
    .collect()
}
