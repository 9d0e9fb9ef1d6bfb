//! The pieces that every screen is drawn with.
//!
//! Everything is drawn within the area given and never beyond it, at any size down to nothing.

mod pane;
mod paras;

pub(super) use pane::{cue, inside, pane};
pub(super) use paras::{Para, Show, draw_paras, line_count, para_at};

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::theme::{Role, Theme};
use crate::text::{plain_len, truncate_with, width};

/// Writes one line of pieces, cut at the right edge with a mark.
pub(super) fn put(
    frame: &mut Frame<'_>,
    area: Rect,
    row: u16,
    pieces: &[(String, Role)],
    theme: Theme,
) {
    if row >= area.height || area.width == 0 {
        return;
    }
    let mut used = 0;
    let cols = usize::from(area.width);
    let whole: usize = pieces.iter().map(|(text, _)| width(text)).sum();
    for (text, role) in pieces {
        let room = cols.saturating_sub(used);
        if room == 0 {
            break;
        }
        let fits = whole <= cols || width(text) < room;
        let shown = if fits {
            Cow::Borrowed(text.as_str())
        } else {
            Cow::Owned(truncate_with(text, room, theme.ellipsis()))
        };
        let at = (area.x + used as u16, area.y + row);
        write(frame.buffer_mut(), at, &shown, room, theme.style(*role));
        used += width(&shown);
    }
}

/// Writes a text into the cells from a place on, over at most so many columns. Plain text goes
/// there a byte a cell; how the rest falls into clusters is for the tables to say.
fn write(buffer: &mut Buffer, at: (u16, u16), text: &str, cols: usize, style: Style) {
    let (x, y) = at;
    let area = buffer.area;
    if y < area.y || y >= area.bottom() || x < area.x || x >= area.right() {
        return;
    }
    let room = usize::from(area.right() - x).min(cols);
    let (plain, rest) = text.split_at(plain_len(text));
    let first = buffer.index_of(x, y);
    let cells = &mut buffer.content[first..first + plain.len().min(room)];
    for (at, cell) in cells.iter_mut().enumerate() {
        cell.set_symbol(&plain[at..=at]).set_style(style);
    }
    if !rest.is_empty() && plain.len() < room {
        let x = x + plain.len() as u16;
        buffer.set_stringn(x, y, rest, room - plain.len(), style);
    }
}

/// The first of `height` rows to show of `len`, so that row `at` is among them with some rows
/// around it. It stays while `at` moves by half a page, then goes on by half a page at once: a
/// list that crept along by one row would be drawn anew, whole, at every key.
pub(super) const fn first_shown(len: usize, at: usize, height: usize) -> usize {
    if len <= height || height == 0 {
        return 0;
    }
    let (half, quarter) = (if height < 2 { 1 } else { height / 2 }, height / 4);
    let first = at.saturating_sub(quarter) / half * half;
    let last_first = len - height;
    if first > last_first {
        last_first
    } else {
        first
    }
}

/// Replaces whatever a terminal would obey, should any have come this far.
pub(super) fn guard(frame: &mut Frame<'_>) {
    let is_bad = |c: char| {
        c.is_control()
            || matches!(c,
                '\u{200B}'..='\u{200C}'
                | '\u{200E}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{061C}'
                | '\u{FEFF}'
                | '\u{E0000}'..='\u{E007F}')
    };
    for cell in &mut frame.buffer_mut().content {
        let symbol = cell.symbol();
        // Nearly every cell is one printable byte.
        let is_plain = matches!(symbol.as_bytes(), [0x20..=0x7e]);
        if !is_plain && symbol.chars().any(is_bad) {
            cell.set_symbol("?");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_row_is_always_among_those_shown() {
        for len in 0..20 {
            for height in 1..10 {
                for at in 0..len {
                    let first = first_shown(len, at, height);
                    assert!(first <= at && at < first + height, "{len} {at} {height}");
                }
            }
        }
    }
}
