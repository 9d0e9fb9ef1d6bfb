//! How the first screen is drawn: one box, made for 80x24.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Clear, Paragraph};

use super::sheet::Sheet;
use super::{FirstRun, Page};
use crate::text::{take_cols, truncate_with, wrap};
use crate::tui::theme::Role;

/// The size below which there is one line instead of a box.
const COLS_MIN: u16 = 40;
const ROWS_MIN: u16 = 12;
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
    let rows: usize = inside.height.into();
    let said = first.wrong.as_deref();
    let mut said = said.map_or_else(Vec::new, |why| wrap(why, inside.width.into()));
    said.truncate(rows / 2);
    let gap = usize::from(!said.is_empty());
    let mut sheet = Sheet::new(inside.width.into(), rows - said.len() - gap);
    sheet.page(first);
    sheet.lines.truncate(sheet.rows);
    if !said.is_empty() {
        let style = first.theme.style(Role::Owed);
        sheet.lines.push(Line::default());
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

fn clip(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// The box and the row of keys under it; gives the room inside.
fn draw_box(first: &FirstRun, frame: &mut Frame<'_>, area: Rect) -> Rect {
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
    let mode = if is_typed(first) { "TYPE" } else { "NAV" };
    let keys = format!(" {mode}  {}", keys_of(first));
    let keys = take_cols(&keys, area.width.into()).to_owned();
    let row = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..area
    };
    frame.render_widget(Paragraph::new(keys), row);
    Rect {
        x: boxed.x + 2,
        y: boxed.y + 1,
        width: boxed.width - 4,
        height: boxed.height - 2,
    }
}

fn is_typed(first: &FirstRun) -> bool {
    match first.page {
        Page::Name
        | Page::Zone
        | Page::Hours
        | Page::Holidays
        | Page::Posts
        | Page::Units
        | Page::Group
        | Page::Place
        | Page::OpenAt => true,
        Page::Settings => is_value_typed(first),
        Page::Menu | Page::Policy | Page::Whom | Page::Confirm | Page::HowTo(_) => false,
    }
}

fn is_value_typed(first: &FirstRun) -> bool {
    first.answers().is_some_and(|answers| answers.is_typing)
}

fn keys_of(first: &FirstRun) -> &'static str {
    match first.page {
        Page::Menu if first.begun.is_some() => {
            "Enter chooses  x discards answers  b borders  q quit"
        }
        Page::Menu => "digit or Enter chooses  j k move  b plain borders  q quit",
        Page::Name | Page::Zone | Page::Hours | Page::Holidays | Page::Group | Page::Place => {
            "Enter goes on  Esc back, keeps the text"
        }
        Page::Posts => "Enter next  ctrl-t me  PgDn next question  Esc back",
        Page::Units => "Enter next  Up Down rows  PgDn goes on  Esc back",
        Page::Settings if is_value_typed(first) => "Enter takes it  Esc leaves the field",
        Page::Settings => "Enter confirms  e edit  A all left  s later  Esc back",
        Page::OpenAt => "Enter opens it  Esc back, keeps the text",
        Page::Policy | Page::Whom => "digit or Enter chooses  j k move  Esc back",
        Page::Confirm => "Enter makes the desk  Esc back",
        Page::HowTo(_) => "Enter next  Left back  Esc menu",
    }
}
