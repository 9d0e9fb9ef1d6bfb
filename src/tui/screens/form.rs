//! A form: its fields, what is wrong with them, and the button.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::text::{pad_right, width, wrap};
use crate::tui::action::Action;
use crate::tui::editor::{Editor, one_line};
use crate::tui::form::{Field, FieldKind, Form, FormKind, NO_UNITS};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::{cue, first_shown, inside, pane, put};

/// What the keys do in a form, for the last row.
pub(super) fn keys(model: &Model, form: &Form) -> String {
    let (_, verb) = form.kind.words();
    let (help, last) = (model.key_of(Action::Help), model.key_of(Action::End));
    if !form.is_typing {
        return if form.at >= form.shown() {
            format!(" Enter: {verb}  Shift-Tab back  Esc leaves, keeps  {help} help")
        } else {
            format!(" Enter types  {last}, Enter: {verb}  Tab next  Esc leaves, keeps  {help} help")
        };
    }
    let is_last = form.ends_here();
    match form.field().map(|field| &field.spec.kind) {
        Some(FieldKind::Text) => {
            format!(" Enter new line  Esc, Enter: {verb}  Tab next  Shift-Tab back")
        }
        Some(FieldKind::Template) => format!(" Enter {verb}  Down the next  Esc stops typing"),
        _ if form.is_short => format!(" Enter {verb}  Tab more fields  Esc stops typing"),
        _ if is_last => format!(" Enter {verb}  Shift-Tab back  Esc stops typing"),
        _ => format!(" Enter next  Right takes what is offered  Esc, Enter: {verb}"),
    }
}

/// How many rows a field takes, with its error and, where it has the focus, its hint.
fn rows_of(model: &Model, form: &Form, index: usize, field: &Field, cols: usize) -> usize {
    let is_focused = form.at == index;
    let text_rows = match field.spec.kind {
        FieldKind::Text => 6,
        FieldKind::Log => {
            let lines = crate::text::wrap(&field.editor.text(), value_cols(form, cols)).len();
            lines.clamp(if is_focused { 2 } else { 1 }, 5)
        }
        FieldKind::Line
        | FieldKind::Count
        | FieldKind::Minutes
        | FieldKind::Choice(_)
        | FieldKind::Person
        | FieldKind::Staff
        | FieldKind::Unit
        | FieldKind::Asset
        | FieldKind::Category
        | FieldKind::Template
        | FieldKind::Ticket
        | FieldKind::Past
        | FieldKind::Future
        | FieldKind::Moment => 1,
    };
    let hint_rows = if is_focused {
        hint_lines(model, field, value_cols(form, cols)).len()
    } else {
        0
    };
    let heading_rows = heading(field, cols).len();
    heading_rows + text_rows + usize::from(field.error.is_some()) + hint_rows
}

/// The widest label that stands before its field; a longer one is a question, and stands above it.
const LABEL_MAX: usize = 24;

/// A question above its field, whole; nothing where the label stands before it.
fn heading(field: &Field, cols: usize) -> Vec<String> {
    if width(&field.spec.label) <= LABEL_MAX {
        return Vec::new();
    }
    wrap(&field.spec.label, cols.saturating_sub(2).max(1))
}

/// How many checklists are listed under the field that asks for one.
const LISTED_MAX: usize = 8;

/// What to type, and what is offered for what is typed.
fn hint_lines(model: &Model, field: &Field, cols: usize) -> Vec<String> {
    let hint = &field.spec.hint;
    let offers = field.offers(&model.snapshot);
    if field.spec.kind == FieldKind::Template {
        let typed = field.editor.text();
        let at = offers.iter().position(|offer| *offer == typed);
        let first = first_shown(offers.len(), at.unwrap_or(0), LISTED_MAX);
        let mut lines = vec![format!(
            "({hint}; Down takes the next, {} fit)",
            offers.len()
        )];
        let listed = offers.iter().skip(first).take(LISTED_MAX);
        lines.extend(listed.map(|offer| {
            let mark = if *offer == typed { ">" } else { " " };
            crate::text::truncate_with(&format!("{mark} {offer}"), cols, "~").clone()
        }));
        return lines;
    }
    if offers.is_empty() && field.spec.kind == FieldKind::Unit && field.editor.is_blank() {
        return wrap(&format!("({NO_UNITS})"), cols);
    }
    // A list of words is shown whole: what is left out of it cannot be guessed.
    let (many, rows) = match field.spec.kind {
        FieldKind::Choice(_) => (offers.len(), 6),
        _ => (12, 3),
    };
    let shown: Vec<&str> = offers.iter().take(many).map(String::as_str).collect();
    let shown = one_line(&shown.join(", "));
    let said = match (hint.is_empty(), shown.is_empty()) {
        (true, true) => return Vec::new(),
        (true, false) => shown,
        (false, true) => hint.clone(),
        (false, false) => format!("{hint}; known: {shown}"),
    };
    let mut lines = wrap(&format!("({said})"), cols);
    lines.truncate(rows);
    lines
}

fn label_cols(form: &Form) -> usize {
    let labels = form.fields.iter().take(form.shown());
    let labels = labels.map(|field| width(&field.spec.label));
    let widest = labels.filter(|cols| *cols <= LABEL_MAX).max().unwrap_or(0);
    widest.max(6) + 3
}

fn value_cols(form: &Form, cols: usize) -> usize {
    cols.saturating_sub(label_cols(form) + 2).max(1)
}

/// A form with its place in the window.
struct Laid {
    area: Rect,
    /// It is one text and nothing else, and takes all the room.
    is_page: bool,
    /// How many rows each shown field takes.
    heights: Vec<usize>,
    /// The line of each shown field, and of the button behind them.
    starts: Vec<usize>,
    /// The first line that is shown.
    first: usize,
}

fn lay_out(model: &Model, form: &Form, area: Rect) -> Laid {
    let cols = usize::from(area.width).saturating_sub(2);
    let shown = &form.fields[..form.shown()];
    let heights: Vec<usize> = shown
        .iter()
        .enumerate()
        .map(|(index, field)| rows_of(model, form, index, field, cols))
        .collect();
    let is_page = form.fields.len() == 1 && form.fields[0].spec.kind == FieldKind::Text;
    let wanted = heights.iter().sum::<usize>() + 1;
    let height = if is_page {
        usize::from(area.height)
    } else {
        (wanted + 2).min(usize::from(area.height))
    };
    let y = area.bottom() - height as u16;
    let area = Rect::new(area.x, y, area.width, height as u16);
    let room = usize::from(inside(area).height);
    // Fields before the first shown one are above the window.
    let mut starts = vec![0];
    for height in &heights {
        starts.push(starts.last().copied().unwrap_or(0) + height);
    }
    let end = starts[form.at.min(shown.len())] + heights.get(form.at).copied().unwrap_or(1);
    Laid {
        area,
        is_page,
        heights,
        starts,
        first: end.saturating_sub(room),
    }
}

/// The field in a cell of the window; behind the last one stands the button.
pub(super) fn field_at(model: &Model, form: &Form, area: Rect, at: Position) -> Option<usize> {
    let laid = lay_out(model, form, area);
    let inner = inside(laid.area);
    if !inner.contains(at) {
        return None;
    }
    if laid.is_page {
        return Some(usize::from(at.y + 1 == inner.bottom()));
    }
    let line = laid.first + usize::from(at.y - inner.y);
    let last = laid.heights.len();
    let field = (0..last).find(|index| line < laid.starts[index + 1]);
    field.or((line == laid.starts[last]).then_some(last))
}

/// Draws the form over the lower part of an area; a narrative takes all of it.
pub(super) fn draw(model: &Model, form: &Form, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let Laid {
        area,
        is_page,
        heights,
        starts,
        first,
    } = lay_out(model, form, area);
    let mut title = form.kind.title(&model.snapshot);
    let ticket = form.kind.ticket(&model.snapshot);
    if let Some(others) = ticket.and_then(|ticket| model.others_words(ticket)) {
        title = format!("{title}   {others}");
    }
    let inner = pane(frame, area, &title, true, theme);
    let room = usize::from(inner.height);
    if is_page {
        let rows = room.saturating_sub(3).max(1);
        draw_field(
            model,
            form,
            0,
            frame,
            Rect::new(inner.x, inner.y, inner.width, rows as u16 + 2),
        );
        button(model, form, frame, inner, room.saturating_sub(1));
        return;
    }
    for (index, height) in heights.iter().enumerate() {
        let (top, bottom) = (starts[index], starts[index] + height);
        if top < first || bottom > first + room {
            continue;
        }
        let y = inner.y + (top - first) as u16;
        let field_area = Rect::new(inner.x, y, inner.width, *height as u16);
        draw_field(model, form, index, frame, field_area);
    }
    let button_row = starts[heights.len()];
    if button_row >= first && button_row < first + room {
        button(model, form, frame, inner, button_row - first);
    }
    if button_row + 1 > room {
        let at = form.at.min(heights.len()) + 1;
        cue(
            frame,
            area,
            &format!("{at} of {}", heights.len() + 1),
            theme,
        );
    }
}

fn button(model: &Model, form: &Form, frame: &mut Frame<'_>, inner: Rect, row: usize) {
    let (_, verb) = form.kind.words();
    let is_focused = form.at >= form.shown();
    let mark = if is_focused { ">" } else { " " };
    let role = if is_focused {
        Role::Selected
    } else {
        Role::Plain
    };
    let mut pieces = vec![
        (mark.to_owned(), Role::Plain),
        (format!("[ {verb} ]"), role),
    ];
    if form.is_short {
        let rest = if form.kind == FormKind::New {
            "  Tab: who, where, how many, by when"
        } else {
            "  Tab: when it was"
        };
        pieces.push((rest.to_owned(), Role::Plain));
    }
    put(frame, inner, row as u16, &pieces, model.theme());
}

fn draw_field(model: &Model, form: &Form, index: usize, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.theme();
    let Some(field) = form.fields.get(index) else {
        return;
    };
    let is_focused = form.at == index;
    let mark = if is_focused { ">" } else { " " };
    let star = if field.spec.is_required { "*" } else { " " };
    let role = if is_focused {
        Role::Strong
    } else {
        Role::Plain
    };
    let heading = heading(field, usize::from(area.width));
    if heading.is_empty() {
        let label = pad_right(&field.spec.label, label_cols(form) - 2);
        put(
            frame,
            area,
            0,
            &[(format!("{mark}{star}{label}"), role)],
            theme,
        );
    }
    for (row, line) in heading.iter().enumerate() {
        let lead = if row == 0 {
            format!("{mark}{star}")
        } else {
            "  ".to_owned()
        };
        put(frame, area, row as u16, &[(lead + line, role)], theme);
    }
    let above = (heading.len() as u16).min(area.height);
    let area = Rect::new(area.x, area.y + above, area.width, area.height - above);
    let hints = if is_focused {
        let cols = usize::from(area.width);
        hint_lines(model, field, value_cols(form, cols))
    } else {
        Vec::new()
    };
    let below = usize::from(field.error.is_some()) + hints.len();
    let x = area.x + label_cols(form) as u16 + 1;
    let value = Rect::new(
        x.min(area.right()),
        area.y,
        area.right().saturating_sub(x),
        area.height.saturating_sub(below as u16),
    );
    draw_value(
        field,
        is_focused && form.is_typing && model.overlay.is_none(),
        frame,
        value,
        theme,
    );
    let under = Rect::new(value.x, value.bottom(), value.width, below as u16);
    let mut row = 0;
    if let Some(error) = &field.error {
        put(frame, under, row, &[(one_line(error), Role::Owed)], theme);
        row += 1;
    }
    for hint in hints {
        put(frame, under, row, &[(hint, Role::Plain)], theme);
        row += 1;
    }
}

fn draw_value(
    field: &Field,
    has_cursor: bool,
    frame: &mut Frame<'_>,
    area: Rect,
    theme: crate::tui::theme::Theme,
) {
    if area.is_empty() {
        return;
    }
    match &field.editor {
        Editor::Line(_) => {
            let (text, column) = field.editor.line_window(usize::from(area.width));
            put(frame, area, 0, &[(text, Role::Plain)], theme);
            if has_cursor {
                let x = area.x + (column as u16).min(area.width - 1);
                frame.set_cursor_position(Position::new(x, area.y));
            }
        }
        Editor::Area(text) => {
            frame.render_widget(&**text, area);
            if has_cursor {
                let cursor = text.screen_cursor();
                let (top, left) = text.scroll_offset();
                let x = (cursor.col as u16).saturating_sub(left).min(area.width - 1);
                let y = (cursor.row as u16).saturating_sub(top).min(area.height - 1);
                frame.set_cursor_position(Position::new(area.x + x, area.y + y));
            }
        }
    }
}
