//! A box with a title. The focused one has a heavy border, so that focus shows without colour.

use ratatui::Frame;
use ratatui::buffer::Cell;
use ratatui::layout::Rect;

use crate::text::{truncate_with, width};
use crate::tui::theme::{Role, Theme};

/// Corners, horizontal, vertical.
struct Border {
    corners: [&'static str; 4],
    across: &'static str,
    down: &'static str,
}

const LIGHT: Border = Border {
    corners: ["┌", "┐", "└", "┘"],
    across: "─",
    down: "│",
};
const HEAVY: Border = Border {
    corners: ["┏", "┓", "┗", "┛"],
    across: "━",
    down: "┃",
};
const ASCII: Border = Border {
    corners: ["+", "+", "+", "+"],
    across: "-",
    down: "|",
};
const ASCII_HEAVY: Border = Border {
    corners: ["#", "#", "#", "#"],
    across: "=",
    down: "#",
};

const fn border(is_focused: bool, theme: Theme) -> &'static Border {
    match (theme.ascii, is_focused) {
        (false, false) => &LIGHT,
        (false, true) => &HEAVY,
        (true, false) => &ASCII,
        (true, true) => &ASCII_HEAVY,
    }
}

/// Draws a box and gives the area within it.
pub(in crate::tui) fn pane(
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    is_focused: bool,
    theme: Theme,
) -> Rect {
    let area = area.intersection(frame.area());
    if area.width < 2 || area.height < 2 {
        return inside(area);
    }
    let border = border(is_focused, theme);
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    let style = theme.style(Role::Plain);
    let buffer = frame.buffer_mut();
    let row = |[left, across, right]: [&'static str; 3]| {
        let cell = |symbol| {
            let mut cell = Cell::new(symbol);
            cell.set_style(style);
            cell
        };
        [cell(left), cell(across), cell(right)]
    };
    let [top_left, top_right, bottom_left, bottom_right] = border.corners;
    let first = row([top_left, border.across, top_right]);
    let between = row([border.down, " ", border.down]);
    let last = row([bottom_left, border.across, bottom_right]);
    for y in area.y..area.bottom() {
        let cells = if y == area.y {
            &first
        } else if y == bottom {
            &last
        } else {
            &between
        };
        let (from, to) = (buffer.index_of(area.x, y), buffer.index_of(right, y));
        buffer.content[from].clone_from(&cells[0]);
        buffer.content[from + 1..to].fill(cells[1].clone());
        buffer.content[to].clone_from(&cells[2]);
    }
    let room = usize::from(area.width).saturating_sub(4);
    if !title.is_empty() && room > 2 {
        let text = format!(" {} ", truncate_with(title, room - 2, theme.ellipsis()));
        let role = if is_focused {
            Role::Strong
        } else {
            Role::Plain
        };
        buffer.set_stringn(area.x + 2, area.y, text, room, theme.style(role));
    }
    inside(area)
}

/// The area within the border of a box.
pub(in crate::tui) const fn inside(area: Rect) -> Rect {
    if area.width < 2 || area.height < 2 {
        return Rect::new(area.x, area.y, 0, 0);
    }
    Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
}

/// Writes what is below and beyond on the lower border, at its right.
pub(in crate::tui) fn cue(frame: &mut Frame<'_>, area: Rect, text: &str, theme: Theme) {
    let area = area.intersection(frame.area());
    let room = usize::from(area.width).saturating_sub(4);
    if text.is_empty() || room < 4 || area.height < 2 {
        return;
    }
    let text = format!(" {} ", truncate_with(text, room - 2, theme.ellipsis()));
    let x = area.right() - 2 - width(&text) as u16;
    let style = theme.style(Role::Plain);
    frame
        .buffer_mut()
        .set_stringn(x, area.bottom() - 1, text, room, style);
}
