//! The close of a ticket as a list: what is owed first, each row the way to pay it.

use super::lists::{Line, lead, plain};
use super::{forms, open_ticket};
use crate::domain::ticket::{Owed, OwedWhat, owed};
use crate::domain::{Records as _, TicketId};
use crate::tui::action::Spot;
use crate::tui::editor::one_line;
use crate::tui::form::FormKind;
use crate::tui::model::{Model, Overlay, OverlayKind};
use crate::tui::theme::Role;

/// What a row of the close does.
pub(in crate::tui) enum CloseRow {
    /// Pays something owed.
    Pay(Owed),
    /// Closes it.
    Now,
    /// Closes it with more words: who agreed, or a reason for what is missing.
    With,
}

/// The rows of a close: what is owed, and the close itself once it may be.
pub(super) fn close_rows(model: &Model, ticket: TicketId) -> Vec<CloseRow> {
    let snapshot = &*model.snapshot;
    let Some(ticket) = snapshot.ticket(ticket) else {
        return Vec::new();
    };
    let gates: Vec<Owed> = owed(snapshot, &snapshot.site, &ticket, model.now)
        .into_iter()
        .filter(|owed| owed.gates_close)
        .collect();
    let is_free = gates.is_empty();
    let is_waivable = gates.iter().all(|owed| owed.waivable);
    let mut rows: Vec<CloseRow> = gates.into_iter().map(CloseRow::Pay).collect();
    if is_free {
        rows.push(CloseRow::Now);
    }
    if is_waivable {
        rows.push(CloseRow::With);
    }
    rows
}

pub(super) fn is_owed(rows: &[CloseRow]) -> bool {
    rows.iter().any(|row| matches!(row, CloseRow::Pay(_)))
}

pub(super) fn close_title(model: &Model, id: TicketId) -> String {
    let ticket = model.snapshot.ticket(id);
    let number = ticket.map(|t| t.number.to_string()).unwrap_or_default();
    if is_owed(&close_rows(model, id)) {
        format!("{number}: owed before it closes")
    } else {
        format!("{number}: nothing is owed")
    }
}

pub(super) fn close(model: &Model, id: TicketId) -> Vec<Line> {
    let rows = close_rows(model, id);
    let is_owed = is_owed(&rows);
    rows.iter()
        .map(|row| match row {
            CloseRow::Pay(owed) => {
                lead(Role::Owed, format!("owed  {}  ({})", owed.text, owed.rule))
            }
            CloseRow::Now => plain("close it now"),
            CloseRow::With if is_owed => plain("close it without, for a reason that is recorded"),
            CloseRow::With => plain("close it, and say who agreed that it works"),
        })
        .collect()
}

/// The questions of a ticket's category, each with the line that shows it.
pub(super) fn notes(model: &Model, id: TicketId) -> Vec<(String, Line)> {
    let Some(ticket) = model.snapshot.ticket(id) else {
        return Vec::new();
    };
    let prompts = &model.snapshot.site.policy.prompts;
    let gating: Vec<&str> = prompts
        .gating(&ticket.category)
        .map(|p| p.id.as_str())
        .collect();
    prompts
        .of(&ticket.category)
        .filter(|prompt| prompt.from.is_none())
        .map(|prompt| {
            let mark = if ticket.answered.contains_key(&prompt.id) {
                "[x]"
            } else {
                "[ ]"
            };
            let star = if gating.contains(&prompt.id.as_str()) {
                "*"
            } else {
                " "
            };
            let text = format!("{mark}{star} {}", one_line(prompt.ask.as_str()));
            (prompt.id.clone(), plain(text))
        })
        .collect()
}

/// Goes to where something owed is paid.
pub(super) fn pay_owed(model: &mut Model, ticket: TicketId, owed: &Owed, is_for_close: bool) {
    let kind = match &owed.what {
        OwedWhat::Action => FormKind::Action(ticket),
        OwedWhat::Word | OwedWhat::Lead => FormKind::Tell(ticket),
        OwedWhat::Outcome => FormKind::Resolve(ticket),
        OwedWhat::Prompt(prompt) => FormKind::Note(ticket, prompt.clone()),
        OwedWhat::Narrative => FormKind::Narrative(ticket),
        OwedWhat::Report => FormKind::Report(ticket),
        OwedWhat::Step(number, step) => {
            let list = model
                .snapshot
                .lists_of(ticket)
                .into_iter()
                .find(|list| list.number.to_string() == *number);
            model.overlay = None;
            open_ticket(model);
            model.focus = Spot::Checklist;
            model.cursors.step = list.map(|list| (list.id, step.clone()));
            return;
        }
        OwedWhat::Redaction(entry) => FormKind::Redact(ticket, *entry),
        OwedWhat::Close => {
            model.overlay = Some(Overlay::new(OverlayKind::Close(ticket)));
            return;
        }
    };
    model.overlay = None;
    forms::begin(model, kind);
    if let Some(form) = model.form_mut() {
        form.is_for_close = is_for_close;
    }
}

/// Pays the row of what is owed.
pub(super) fn pay(model: &mut Model, ticket: TicketId, at: usize, is_for_close: bool) {
    if let Some(owed) = model.owed().get(at).cloned() {
        pay_owed(model, ticket, &owed, is_for_close);
    }
}
