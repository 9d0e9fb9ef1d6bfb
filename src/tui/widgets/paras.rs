//! Paragraphs with hanging indents, one of them chosen or the whole scrolled.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{first_shown, put};
use crate::text::{width, wrap};
use crate::tui::theme::{Role, Theme};

/// A paragraph: what stands before it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Para {
    /// Stands before the first line; the others are indented by as much.
    pub(in crate::tui) prefix: String,
    /// What it says.
    pub(in crate::tui) text: String,
    /// What it means.
    pub(in crate::tui) role: Role,
}

impl Para {
    /// A paragraph.
    pub(in crate::tui) fn new(
        prefix: impl Into<String>,
        text: impl Into<String>,
        role: Role,
    ) -> Self {
        Self {
            prefix: prefix.into(),
            text: text.into(),
            role,
        }
    }
}

/// Which part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Show {
    /// The one that is chosen, marked with `>`.
    Chosen(usize),
    /// The one that would be chosen if the pane had the focus.
    Around(usize),
    /// From so many lines down.
    From(usize),
}

/// One line of a paragraph: which it is of, what stands before, the text.
type Line = (usize, String, String, Role);

/// Draws paragraphs and says which part of how many is shown, where not all are.
pub(in crate::tui) fn draw_paras(
    frame: &mut Frame<'_>,
    area: Rect,
    paras: &[Para],
    show: Show,
    theme: Theme,
) -> String {
    let cols = usize::from(area.width);
    let height = usize::from(area.height);
    if cols < 2 || height == 0 {
        return String::new();
    }
    let lines = broken(paras, show, cols);
    let first = first_line(&lines, show, height);
    for (row, (index, before, text, role)) in lines.iter().skip(first).take(height).enumerate() {
        let role = if show == Show::Chosen(*index) {
            Role::Selected
        } else {
            *role
        };
        let pieces = [(before.clone(), Role::Plain), (text.clone(), role)];
        put(frame, area, row as u16, &pieces, theme);
    }
    if lines.len() <= height {
        return String::new();
    }
    match show {
        Show::Chosen(at) | Show::Around(at) => format!("{} of {}", at + 1, paras.len()),
        Show::From(_) => format!("lines {}-{} of {}", first + 1, first + height, lines.len()),
    }
}

fn first_line(lines: &[Line], show: Show, height: usize) -> usize {
    match show {
        Show::Chosen(at) | Show::Around(at) => {
            let last = lines.iter().rposition(|line| line.0 == at).unwrap_or(0);
            first_shown(lines.len(), last, height)
        }
        Show::From(from) => from.min(lines.len().saturating_sub(height)),
    }
}

/// The paragraph in a row of the area that they are drawn in.
pub(in crate::tui) fn para_at(area: Rect, paras: &[Para], show: Show, row: u16) -> Option<usize> {
    let cols = usize::from(area.width);
    if cols < 2 || row >= area.height {
        return None;
    }
    let lines = broken(paras, show, cols);
    let first = first_line(&lines, show, usize::from(area.height));
    lines.get(first + usize::from(row)).map(|line| line.0)
}

/// How many lines the paragraphs have in an area of that width.
pub(in crate::tui) fn line_count(area: Rect, paras: &[Para], show: Show) -> usize {
    let cols = usize::from(area.width);
    if cols < 2 {
        return 0;
    }
    broken(paras, show, cols).len()
}

/// The paragraphs broken into lines, with a column for the mark where one can be chosen.
fn broken(paras: &[Para], show: Show, cols: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, para) in paras.iter().enumerate() {
        let gutter = match show {
            Show::From(_) => "",
            Show::Chosen(at) if at == index => ">",
            Show::Chosen(_) | Show::Around(_) => " ",
        };
        let prefix = format!("{gutter}{}", para.prefix);
        let indent = width(&prefix).min(cols / 2);
        let shown = crate::text::take_cols(&prefix, indent).to_owned();
        for (row, text) in wrap(&para.text, cols - indent).into_iter().enumerate() {
            let before = if row == 0 {
                shown.clone()
            } else {
                " ".repeat(indent)
            };
            lines.push((index, before, text, para.role));
        }
    }
    lines
}
