//! How the first screen is drawn: one box, made for 80x24.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Clear, Paragraph};

use super::FirstRun;
use super::sheet::Sheet;
use crate::text::{take_cols, truncate_with, wrap};
use crate::tui::theme::Role;

/// The size below which there is one line instead of a page.
const COLS_MIN: u16 = 40;
const ROWS_MIN: u16 = 8;
/// The rows below which a page has no box around it, and what explains it stands behind the rest.
const ROWS_BOX: u16 = 12;
/// The widest box, so that lines stay short enough to read.
const COLS_MAX: u16 = 80;

/// Draws the first screen.
pub fn view(first: &FirstRun, frame: &mut Frame<'_>) {
    let area = frame.area();
    frame.render_widget(Clear, area);
    if area.width < COLS_MIN || area.height < ROWS_MIN {
        let text = "nightdesk: no desk yet. 1 sets one up; a larger window shows more; q leaves";
        let cut = truncate_with(text, area.width.into(), first.theme.ellipsis());
        frame.render_widget(Paragraph::new(cut), area);
        return;
    }
    let inside = draw_box(first, frame, area);
    draw_keys(first, frame, area);
    if first.help.is_some() {
        let lines = first.help_lines(inside.width.into(), inside.height.into());
        frame.render_widget(Paragraph::new(lines), inside);
        return;
    }
    let rows: usize = inside.height.into();
    let said = first.wrong.as_deref();
    let mut said = said.map_or_else(Vec::new, |why| wrap(why, inside.width.into()));
    said.truncate(rows / 2);
    let gap = usize::from(!said.is_empty() && !is_tight(area));
    let mut sheet = Sheet::new(inside.width.into(), rows - said.len() - gap);
    sheet.is_tight = is_tight(area);
    sheet.page(first);
    sheet.explain();
    sheet.cut(if first.is_typed() { "F1" } else { "?" });
    if !said.is_empty() {
        let style = first.theme.style(Role::Owed);
        sheet
            .lines
            .extend(std::iter::repeat_n(Line::default(), gap));
        let said = said.into_iter().map(|line| Line::styled(line, style));
        sheet.lines.extend(said);
    }
    if let Some((row, col)) = sheet.cursor {
        let (x, y) = (inside.x + clip(col), inside.y + clip(row));
        if x < inside.right() && y < inside.bottom() {
            frame.set_cursor_position(Position::new(x, y));
        }
    }
    frame.render_widget(Paragraph::new(sheet.lines), inside);
}

const fn is_tight(area: Rect) -> bool {
    area.height < ROWS_BOX
}

fn clip(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// The row of keys, the last one.
fn draw_keys(first: &FirstRun, frame: &mut Frame<'_>, area: Rect) {
    let keys = first.footer(area.width.into());
    let keys = take_cols(&keys, area.width.into()).to_owned();
    let row = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..area
    };
    frame.render_widget(Paragraph::new(keys), row);
}

/// The box above the row of keys; gives the room inside. Where rows are few there is none.
fn draw_box(first: &FirstRun, frame: &mut Frame<'_>, area: Rect) -> Rect {
    if is_tight(area) {
        return Rect {
            height: area.height - 1,
            ..area
        };
    }
    let width = area.width.min(COLS_MAX);
    let boxed = Rect {
        width,
        height: area.height - 2,
        ..area
    };
    let block = Block::default().borders(Borders::ALL);
    let block = if first.theme.ascii {
        block.border_set(ratatui::symbols::border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        })
    } else {
        block
    };
    frame.render_widget(block, boxed);
    Rect {
        x: boxed.x + 2,
        y: boxed.y + 1,
        width: boxed.width - 4,
        height: boxed.height - 2,
    }
}
