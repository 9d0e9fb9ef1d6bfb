//! The queue: one row a ticket, in the policy's order, the waiting ones below a rule.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::ticket::{OwedWhat, owed};
use crate::domain::{State, Ticket, TicketId};
use crate::text::{pad_left, pad_right, truncate_with, width};
use crate::time::{Stamp, day_time};
use crate::tui::action::{Action, Spot};
use crate::tui::editor::one_line;
use crate::tui::model::{Filter, Line, Model, Row, state_word};
use crate::tui::theme::Role;
use crate::tui::widgets::{cue, first_shown, pane, put};

/// Draws the queue in its pane.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let is_focused = model.focus == Spot::Queue && model.active.is_none();
    let inner = pane(frame, area, &title(model, area.width), is_focused, theme);
    if model.queue.rows.is_empty() {
        for (row, text) in empty(model, usize::from(inner.width))
            .into_iter()
            .enumerate()
        {
            put(frame, inner, row as u16 + 1, &[(text, Role::Plain)], theme);
        }
        return;
    }
    put(
        frame,
        inner,
        0,
        &[(head(model, inner.width), Role::Plain)],
        theme,
    );
    let height = usize::from(inner.height).saturating_sub(1);
    let first = first_line(model, height);
    let lines = (first..first + height).map_while(|at| model.queue.line(at));
    for (at, line) in lines.enumerate() {
        let pieces = match line {
            Line::Row(row) => pieces(model, row, usize::from(inner.width)),
            Line::Waiting(count) => vec![(rule(model, count, inner.width), Role::Plain)],
        };
        put(frame, inner, at as u16 + 1, &pieces, theme);
    }
    let place = model.queue.at().map_or(0, |at| at + 1);
    let of = format!("{place} of {}", model.queue.rows.len());
    cue(frame, area, &of, theme);
}

/// The first line that is shown of so many rows.
fn first_line(model: &Model, height: usize) -> usize {
    let queue = &model.queue;
    let at = queue.at().map_or(0, |row| queue.line_of(row));
    first_shown(queue.line_count(), at, height)
}

/// The ticket in a row of the pane's inside; the row above them is the head.
pub(super) fn ticket_at(model: &Model, inner: Rect, row: u16) -> Option<TicketId> {
    let height = usize::from(inner.height).saturating_sub(1);
    let first = first_line(model, height);
    let at = usize::from(row.checked_sub(1)?);
    match model.queue.line(first + at).filter(|_| at < height)? {
        Line::Row(row) => Some(row.ticket.id),
        Line::Waiting(_) => None,
    }
}

/// The ticket in a row of the index above an open ticket.
pub(super) fn index_at(model: &Model, area: Rect, row: u16) -> Option<TicketId> {
    let rows = &model.queue.rows;
    let first = first_shown(
        rows.len(),
        model.queue.at().unwrap_or(0),
        area.height.into(),
    );
    rows.get(first + usize::from(row)).map(|row| row.ticket.id)
}

/// The rows around the selected one, without a frame, above an open ticket.
pub(super) fn index(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let rows = &model.queue.rows;
    let height = usize::from(area.height);
    let first = first_shown(rows.len(), model.queue.at().unwrap_or(0), height);
    for (at, row) in rows.iter().skip(first).take(height).enumerate() {
        let pieces = pieces(model, row, usize::from(area.width));
        put(frame, area, at as u16, &pieces, theme);
    }
}

/// Columns of a pane's upper border that its title cannot have.
const BORDER_COLS: usize = 6;

/// What the order of the queue is called, the longest first; it is left out where none fits.
const ORDERS: [&str; 2] = ["  most staff stopped first", "  most stopped first"];

fn title(model: &Model, cols: u16) -> String {
    let queue = &model.queue;
    let mut title = if !queue.find.is_empty() {
        format!(
            "Found {} for \"{}\"",
            queue.rows.len(),
            one_line(&queue.find)
        )
    } else if queue.filter == Filter::Queue {
        format!("Queue {} open", queue.rows.len())
    } else {
        format!("Queue: {} {}", queue.filter.name(), queue.rows.len())
    };
    let mut tail = String::new();
    if queue.more > 0 {
        let find = model.key_of(Action::Find);
        let _ = write!(tail, "  and {} more, narrow with {find}", queue.more);
    }
    if queue.newer > 0 {
        let sort = model.key_of(Action::Resort);
        let _ = write!(tail, "  {} newer, {sort} re-sorts", queue.newer);
    }
    if queue.find.is_empty() && queue.filter == Filter::Queue {
        title.push_str(&resolved(model));
        let room = usize::from(cols).saturating_sub(BORDER_COLS + width(&title) + width(&tail));
        let order = ORDERS.into_iter().find(|order| width(order) <= room);
        title.push_str(order.unwrap_or_default());
    }
    title + &tail
}

/// What left the queue and still owes its close, and the reports among it.
fn resolved(model: &Model) -> String {
    let queue = &model.queue;
    if queue.resolved == 0 {
        return String::new();
    }
    let due = queue.reports.first().copied().flatten();
    let due = due.map_or(String::new(), |due| {
        let word = if due < model.now { "OVERDUE" } else { "due" };
        format!(" {word} {}", day_time(due, model.zone))
    });
    let reports = match queue.reports.len() {
        0 => String::new(),
        1 => format!(" (1 report{due})"),
        n => format!(" ({n} reports{due})"),
    };
    let filter = model.key_of(Action::Filter);
    format!(
        "  {} resolved, not closed{reports}: {filter}",
        queue.resolved
    )
}

fn empty(model: &Model, cols: usize) -> Vec<String> {
    let said = if !model.queue.find.is_empty() {
        "No ticket is found by these words. Esc clears them.".to_owned()
    } else if model.queue.newer > 0 {
        let sort = model.key_of(Action::Resort);
        format!("Tickets came in meanwhile. {sort} shows them.")
    } else if model.queue.filter == Filter::Queue {
        let (new, call) = (model.key_of(Action::New), model.key_of(Action::Callout));
        format!(
            "No open tickets. {new} logs one (anything over a minute or two is logged). {call} \
             starts a callout."
        )
    } else {
        format!(
            "No ticket is {}. {} shows others.",
            model.queue.filter.name(),
            model.key_of(Action::Filter)
        )
    };
    let lines = crate::text::wrap(&said, cols.saturating_sub(2));
    lines.into_iter().map(|line| format!(" {line}")).collect()
}

fn rule(model: &Model, count: usize, cols: u16) -> String {
    let dash = if model.settings.ascii { "-" } else { "─" };
    let text = format!("   waiting {count} ");
    let rest = usize::from(cols).saturating_sub(width(&text));
    text + &dash.repeat(rest)
}

/// How wide the column of the numbers is.
fn number_cols(model: &Model) -> usize {
    model.queue.number_cols.max(6)
}

fn has_flags(cols: usize) -> bool {
    cols >= 50
}

fn head(model: &Model, cols: u16) -> String {
    let cols = usize::from(cols);
    let number = pad_right("ticket", number_cols(model));
    let left = format!("      class stop {number} ");
    let right = if has_flags(cols) {
        "sta ow  age owe"
    } else {
        "sta ow  age"
    };
    let gap = cols.saturating_sub(width(&left) + width(right));
    format!("{left}{}{right}", " ".repeat(gap))
}

/// A row: mark, class, how many are stopped, number, title, state, owner, age, what is owed.
fn pieces(model: &Model, row: &Row, cols: usize) -> Vec<(String, Role)> {
    let theme = model.theme();
    let ticket = &row.ticket;
    let is_selected = model.queue.selected == Some(ticket.id);
    let is_marked = model.queue.marked.contains(&ticket.id);
    let (mark, role) = match row.standing.class.number() {
        0..=2 => ("!!!", Role::Urgent),
        3..=4 => ("!! ", Role::Pressing),
        _ => ("   ", Role::Plain),
    };
    let (stopped, stopped_role) = stopped(ticket);
    let number = pad_right(&ticket.number.to_string(), number_cols(model));
    let age = crate::time::ago(ticket.opened, model.now);
    let mut right = format!(
        " {} {} {}",
        state_word(ticket.state_at(model.now)),
        pad_right(&model.initials(ticket), 2),
        pad_left(&age, 4)
    );
    if has_flags(cols) {
        right.push(' ');
        right.push_str(row.owes.get_or_init(|| flags(model, ticket)));
    }
    let left_cols = 2 + 3 + 1 + 5 + 4 + 1 + width(&number) + 1;
    let room = cols.saturating_sub(left_cols + width(&right));
    let title = truncate_with(&one_line(ticket.title.as_str()), room, theme.ellipsis());
    let gap = room.saturating_sub(width(&title));
    let chosen = if is_selected {
        Role::Selected
    } else {
        Role::Plain
    };
    let gutter = format!(
        "{}{}",
        if is_selected { ">" } else { " " },
        if is_marked { "*" } else { " " }
    );
    vec![
        (gutter, Role::Plain),
        (mark.to_owned(), role),
        (" ".to_owned(), Role::Plain),
        (pad_right(row.standing.word, 5), role),
        (pad_left(&stopped, 4), stopped_role),
        (" ".to_owned(), Role::Plain),
        (number, chosen),
        (" ".to_owned(), chosen),
        (title, chosen),
        (" ".repeat(gap), Role::Plain),
        (right, Role::Plain),
    ]
}

/// How many are stopped; `~` before those who are only slowed; `?` where nobody asked.
fn stopped(ticket: &Ticket) -> (String, Role) {
    match (ticket.blocked, ticket.hampered) {
        (None, _) => ("?".to_owned(), Role::Unknown),
        (Some(0), Some(slowed)) if slowed > 0 => (format!("~{slowed}"), Role::Plain),
        (Some(blocked), _) => (blocked.to_string(), Role::Plain),
    }
}

/// How long before a word is owed its letter appears, in minutes.
const WORD_SOON_MIN: i64 = 120;

/// What is owed, a letter each: `u` word overdue or owed soon, `r` a report, `c` a checklist's step.
fn flags(model: &Model, ticket: &Ticket) -> String {
    if ticket.state == State::Closed {
        return "---".to_owned();
    }
    let owes = owed(&*model.snapshot, &model.snapshot.site, ticket, model.now);
    let has = |is_it: fn(&OwedWhat) -> bool| owes.iter().any(|owed| is_it(&owed.what));
    let is_word_due = owes.iter().any(|owed| {
        let is_soon = |due: Stamp| due.minutes_since(model.now) <= WORD_SOON_MIN;
        matches!(owed.what, OwedWhat::Word) && owed.due.is_some_and(is_soon)
    });
    let letter = |is_there, letter| if is_there { letter } else { '-' };
    [
        letter(is_word_due, 'u'),
        letter(
            has(|what| matches!(what, OwedWhat::Report | OwedWhat::Lead)),
            'r',
        ),
        letter(has(|what| matches!(what, OwedWhat::Step(_, _))), 'c'),
    ]
    .into_iter()
    .collect()
}
