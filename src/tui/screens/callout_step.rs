//! One question of the callout: its parts, what may be answered, what was worked out, the rule.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::callout_part::one_part;
use crate::domain::StepName;
use crate::domain::callout::{PartKind, Step, line_words};
use crate::domain::site::runbooks_line;
use crate::policy::find_rule;
use crate::text::{truncate_with, width, wrap};
use crate::tui::editor::{Editor, one_line};
use crate::tui::model::{Model, WAITING_MS};
use crate::tui::theme::Role;
use crate::tui::widgets::{Para, Show, cue, draw_paras, first_shown, pane, put};

/// Rows of a text area that shrinks where there is little room.
const AREA_ROWS_MIN: u16 = 4;

/// One row of the question.
pub(super) struct Row {
    /// What it says.
    pub(super) pieces: Vec<(String, Role)>,
    /// The column of the cursor, where it is in this row.
    pub(super) cursor: Option<usize>,
    /// Whether it belongs to the part that is answered.
    pub(super) is_focused: bool,
}

impl Row {
    /// A row of one piece.
    pub(super) fn new(text: impl Into<String>, role: Role) -> Self {
        Self {
            pieces: vec![(text.into(), role)],
            cursor: None,
            is_focused: false,
        }
    }
}

/// Draws the question that is asked.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect, title: &str) {
    let theme = model.theme();
    let Some(step) = &model.walk.step else {
        return;
    };
    let inner = pane(frame, area, title, true, theme);
    let cols = usize::from(inner.width);
    let mut rows = Vec::new();
    if inner.height > 8 {
        rows.push(Row::new("", Role::Plain));
    }
    if let Some(low) = model.snapshot.low_disk_words() {
        let lines = wrap(&low, cols.saturating_sub(3).max(1)).into_iter();
        rows.extend(lines.map(|line| Row::new(format!("  {line}"), Role::Owed)));
    }
    if step.name == StepName::Work {
        rows.extend(log_rows(model, step, cols));
    }
    // How much is open, and what Enter does, is said before the list of it.
    let says_first = step.name == StepName::Debts;
    if says_first {
        rows.extend(derived(model, &step.derived, cols));
        rows.push(Row::new("", Role::Plain));
    }
    rows.extend(part_rows(model, step, cols));
    if step.name != StepName::Work && !says_first {
        rows.push(Row::new("", Role::Plain));
        rows.extend(derived(model, &step.derived, cols));
    }
    let foot = foot_rows(model, step, cols);
    let foot_height = (foot.len() as u16).min(inner.height / 3);
    let low = Rect::new(
        inner.x,
        inner.bottom() - foot_height,
        inner.width,
        foot_height,
    );
    let upper = Rect::new(inner.x, inner.y, inner.width, inner.height - foot_height);
    let is_text = (model.walk.part()).is_some_and(|part| part.kind == PartKind::Text);
    if is_text {
        let shown = around_area(model, frame, upper, &rows);
        cue(frame, area, &shown, theme);
    } else {
        let shown = scrolled(model, frame, upper, &rows);
        cue(frame, area, &shown, theme);
    }
    write(model, frame, low, &foot);
}

/// Writes rows, with the cursor where one is typed in.
fn write(model: &Model, frame: &mut Frame<'_>, area: Rect, rows: &[Row]) {
    for (y, row) in rows.iter().take(usize::from(area.height)).enumerate() {
        put(frame, area, y as u16, &row.pieces, model.theme());
        if let Some(column) = row.cursor.filter(|_| has_cursor(model)) {
            let x = area.x + (column as u16).min(area.width.saturating_sub(1));
            frame.set_cursor_position(Position::new(x, area.y + y as u16));
        }
    }
}

/// Writes the rows around the part that is answered, and says which where not all fit.
fn scrolled(model: &Model, frame: &mut Frame<'_>, area: Rect, rows: &[Row]) -> String {
    let height = usize::from(area.height);
    let at = focus(model, rows, height);
    write(model, frame, area, &rows[at.min(rows.len())..]);
    if rows.len() <= height {
        return String::new();
    }
    let last = (at + height).min(rows.len());
    format!("lines {}-{last} of {}", at + 1, rows.len())
}

/// Writes the question, the text area under it as tall as it can be, and the other parts.
fn around_area(model: &Model, frame: &mut Frame<'_>, area: Rect, rows: &[Row]) -> String {
    let cut = rows.iter().rposition(|row| row.is_focused);
    let (above, below) = rows.split_at(cut.map_or(0, |at| at + 1));
    let tall = |rows: &[Row]| u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let top = tall(above).min(area.height / 3);
    let left = area.height - top;
    let low = tall(below).min(left.saturating_sub(AREA_ROWS_MIN));
    write(
        model,
        frame,
        Rect::new(area.x, area.y, area.width, top),
        above,
    );
    let text = Rect::new(area.x, area.y + top, area.width, left - low);
    let shown = draw_area(model, frame, text);
    let under = Rect::new(area.x, text.bottom(), area.width, low);
    write(model, frame, under, below);
    shown
}

/// The first row to show, so that the part that is answered is among them.
fn focus(model: &Model, rows: &[Row], height: usize) -> usize {
    if model.walk.part().is_none() {
        let most = rows.len().saturating_sub(height);
        let is_button = model
            .walk
            .step
            .as_ref()
            .is_some_and(|step| !step.parts.is_empty());
        return if is_button {
            most
        } else {
            model.walk.scroll.min(most)
        };
    }
    let last = rows.iter().rposition(|row| row.is_focused).unwrap_or(0);
    let first = rows.iter().position(|row| row.is_focused).unwrap_or(0);
    if rows.len() <= height {
        return 0;
    }
    // The whole part, from its question on, where it fits.
    let whole = (last + 1).saturating_sub(height);
    if first >= whole && last < height {
        0
    } else {
        whole
            .min(first)
            .max(first_shown(rows.len(), first, height).min(whole))
    }
}

fn has_cursor(model: &Model) -> bool {
    model.overlay.is_none() && model.active.is_none()
}

/// Draws the text: to be read from its top on, or where it is typed in. Says which lines are shown
/// where not all are.
fn draw_area(model: &Model, frame: &mut Frame<'_>, area: Rect) -> String {
    let part = model.walk.part().map(|part| part.key.as_str());
    let Some(Editor::Area(text)) = part.and_then(|part| model.walk.editor(part)) else {
        return String::new();
    };
    let width = area.width.saturating_sub(3);
    let area = Rect::new(area.x + 2, area.y, width, area.height);
    if area.is_empty() {
        return String::new();
    }
    if !model.walk.is_typing {
        let lines = text.lines().iter();
        let paras: Vec<Para> = lines.map(|line| Para::new("", line, Role::Plain)).collect();
        let from = Show::From(model.walk.scroll);
        return draw_paras(frame, area, &paras, from, model.theme());
    }
    frame.render_widget(&**text, area);
    if has_cursor(model) {
        let cursor = text.screen_cursor();
        let (top, left) = text.scroll_offset();
        let x = (cursor.col as u16).saturating_sub(left).min(area.width - 1);
        let y = (cursor.row as u16).saturating_sub(top).min(area.height - 1);
        frame.set_cursor_position(Position::new(area.x + x, area.y + y));
    }
    String::new()
}

/// What was worked out, wrapped; behind the runbooks stands the key that reads them.
fn derived(model: &Model, lines: &[String], cols: usize) -> Vec<Row> {
    let here = model.runbooks_here();
    let (named, words) = (runbooks_line(&here), model.runbooks_words(&here));
    let with_key = |line: &String| match (&named, &words) {
        (Some(named), Some(words)) if named == line => words.clone(),
        (_, _) => line.clone(),
    };
    let lines: Vec<String> = lines.iter().map(with_key).collect();
    texts(&lines, cols)
}

/// Lines of text, wrapped and set in.
fn texts(lines: &[String], cols: usize) -> Vec<Row> {
    let wrapped = lines
        .iter()
        .flat_map(|line| wrap(line, cols.saturating_sub(3).max(1)));
    wrapped
        .map(|line| Row::new(format!("  {line}"), Role::Plain))
        .collect()
}

/// The parts: the one that is answered with its choices and hints, the others on a line each.
fn part_rows(model: &Model, step: &Step, cols: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, part) in step.parts.iter().enumerate() {
        let is_focused = at == model.walk.at;
        let mut of_part = one_part(model, step, part, at, cols);
        for row in &mut of_part {
            row.is_focused = is_focused;
        }
        rows.extend(of_part);
    }
    if step.parts.is_empty() || model.walk.at >= step.parts.len() {
        let words = if step.parts.is_empty() {
            "Enter: good night"
        } else {
            "Enter: save, and on"
        };
        let mut row = Row::new(format!("> [ {words} ]"), Role::Selected);
        row.is_focused = true;
        rows.push(row);
    }
    rows
}

/// The work log: what was worked out, then the last lines, as many as there is room for.
fn log_rows(model: &Model, step: &Step, cols: usize) -> Vec<Row> {
    let Some(callout) = model.callout() else {
        return derived(model, &step.derived, cols);
    };
    let room = usize::from(model.rows).saturating_sub(18).max(4);
    let shown = callout.lines.len().min(room);
    let from = callout.lines.len() - shown;
    // The step repeats the end of the log for those who have no room for it.
    let repeated = callout.lines.len().min(5).min(step.derived.len());
    let own = step.derived.len() - repeated;
    let mut rows = derived(model, &step.derived[..own], cols);
    for line in &callout.lines[from..] {
        let at = model.zone.see(line.at).wall().format("%H:%M");
        let by = line
            .by
            .and_then(|id| crate::domain::Records::person(&*model.snapshot, id));
        let by = by.map_or_else(|| "--".to_owned(), |person| person.initials());
        let words = line_words(&*model.snapshot, line);
        let text = format!("  {at} {by}  {}", one_line(&words));
        rows.push(Row::new(text, Role::Plain));
    }
    rows.push(Row::new("", Role::Plain));
    rows
}

/// The rule behind the question with its file, and that somebody waits for the disk.
fn foot_rows(model: &Model, step: &Step, cols: usize) -> Vec<Row> {
    let waited = model
        .walk
        .sent
        .as_ref()
        .map(|sent| model.now.epoch_ms() - sent.at.epoch_ms());
    if waited.is_some_and(|waited| waited >= WAITING_MS) {
        let text = "  waiting for the disk; the next question comes when this is saved";
        return vec![Row::new(text, Role::Owed)];
    }
    let Some(rule) = find_rule(step.rule) else {
        return vec![Row::new(
            format!("  Rule {}.  ? shows it", step.rule),
            Role::Plain,
        )];
    };
    let cite = format!("  Rule {rule}");
    let tail = "  ? shows it";
    let room = cols.saturating_sub(width(tail));
    let cite = truncate_with(&one_line(&cite), room, model.theme().ellipsis());
    vec![Row::new(format!("{cite}{tail}"), Role::Plain)]
}
