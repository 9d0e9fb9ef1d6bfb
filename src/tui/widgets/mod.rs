//! The pieces that every screen is drawn with.
//!
//! Everything is drawn within the area given and never beyond it, at any size down to nothing.

mod pane;
mod paras;

pub(super) use pane::{cue, inside, pane};
pub(super) use paras::{Para, Show, draw_paras, line_count, para_at};

use ratatui::Frame;
use ratatui::layout::Rect;

use super::theme::{Role, Theme};
use crate::text::{truncate_with, width};

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
            text.clone()
        } else {
            truncate_with(text, room, theme.ellipsis())
        };
        let x = area.x + used as u16;
        frame
            .buffer_mut()
            .set_stringn(x, area.y + row, &shown, room, theme.style(*role));
        used += width(&shown);
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
        if cell.symbol().chars().any(is_bad) {
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
