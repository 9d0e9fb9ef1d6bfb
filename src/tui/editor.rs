//! The text that somebody is typing: one line, or an area of several.
//!
//! What a terminal would obey is turned into a visible mark on its way in, so what is on the
//! screen is what will be saved.

use tui_input::{Input as LineInput, InputRequest};
use tui_textarea::{CursorMove, Input, Key as AreaKey, TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation as _;

use super::{Key, KeyCode};
use crate::text::Clean;

/// The text that somebody is typing.
#[derive(Debug, Clone)]
pub(super) enum Editor {
    /// One line.
    Line(LineInput),
    /// Several lines.
    Area(Box<TextArea<'static>>),
}

impl Editor {
    /// An empty line.
    pub(super) fn line() -> Self {
        Self::Line(LineInput::default())
    }

    /// An empty area.
    pub(super) fn area() -> Self {
        let mut area = TextArea::default();
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_cursor_line_style(ratatui::style::Style::new());
        area.set_cursor_style(ratatui::style::Style::new());
        Self::Area(Box::new(area))
    }

    /// The text as typed.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Line(input) => input.value().to_owned(),
            Self::Area(area) => area.lines().join("\n"),
        }
    }

    /// The text as it may be kept and shown.
    pub(super) fn clean(&self) -> Clean {
        Clean::new(self.text().trim())
    }

    /// Whether nothing but white space is in it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Line(input) => input.value().trim().is_empty(),
            Self::Area(area) => area.lines().iter().all(|line| line.trim().is_empty()),
        }
    }

    /// Puts another text in place, the cursor at its end.
    pub(super) fn set(&mut self, text: &str) {
        let clean = Clean::new(text);
        match self {
            Self::Line(input) => *input = LineInput::new(one_line(clean.as_str())),
            Self::Area(_) => {
                *self = Self::area();
                self.insert(clean.as_str());
            }
        }
    }

    /// The cursor, in characters from the start.
    pub(super) fn cursor(&self) -> usize {
        match self {
            Self::Line(input) => input.cursor(),
            Self::Area(area) => {
                let tui_textarea::DataCursor(row, col) = area.cursor();
                let before: usize = area
                    .lines()
                    .iter()
                    .take(row)
                    .map(|line| line.chars().count() + 1)
                    .sum();
                before + col
            }
        }
    }

    /// Moves the cursor to a place, in characters from the start.
    pub(super) fn move_to(&mut self, cursor: usize) {
        match self {
            Self::Line(input) => {
                input.handle(InputRequest::SetCursor(cursor));
            }
            Self::Area(area) => {
                let mut left = cursor;
                let mut at = (0, 0);
                for (row, line) in area.lines().iter().enumerate() {
                    let chars = line.chars().count();
                    at = (row, left.min(chars));
                    if left <= chars {
                        break;
                    }
                    left -= chars + 1;
                }
                let clip = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
                area.move_cursor(CursorMove::Jump(clip(at.0), clip(at.1)));
            }
        }
    }

    /// Inserts a pasted text: harmless, and on one line where there is only one.
    pub(super) fn insert(&mut self, text: &str) {
        let clean = Clean::new(text);
        match self {
            Self::Line(input) => {
                for c in one_line(clean.as_str()).chars() {
                    input.handle(InputRequest::InsertChar(c));
                }
            }
            Self::Area(area) => {
                area.insert_str(clean.as_str());
            }
        }
    }

    /// Takes a key; says whether the text changed. Keys that edit nothing change nothing.
    pub(super) fn key(&mut self, key: Key) -> bool {
        if key.alt {
            return false;
        }
        if let KeyCode::Char(c) = key.code
            && !key.ctrl
        {
            for c in harmless(c).chars() {
                self.put(c);
            }
            return true;
        }
        match self {
            Self::Line(input) => line_key(input, key),
            Self::Area(area) => area_key(area, key),
        }
    }

    fn put(&mut self, c: char) {
        match self {
            Self::Line(input) => {
                input.handle(InputRequest::InsertChar(c));
            }
            Self::Area(area) => area.insert_char(c),
        }
    }

    /// The part of a line that fits into so many columns, and the cursor's column in it.
    pub(super) fn line_window(&self, cols: usize) -> (String, usize) {
        let text = one_line(&self.text());
        let at: String = text.chars().take(self.cursor()).collect();
        let mut start = 0;
        let room = cols.saturating_sub(1);
        while crate::text::width(&at[start..]) > room {
            let step = at[start..].graphemes(true).next().map_or(1, str::len);
            start += step;
        }
        let column = crate::text::width(&at[start..]);
        (
            crate::text::take_cols(&text[start..], cols).to_owned(),
            column,
        )
    }
}

/// A typed character as it may stand on the screen.
fn harmless(c: char) -> String {
    // Behind a letter, so that an accent that is typed by itself finds something to stand on.
    let clean = Clean::new(&format!("a{c}"));
    match clean.as_str().strip_prefix('a') {
        Some(mark) if mark.starts_with('<') && c != '<' => mark.to_owned(),
        _ if c.is_control() => String::new(),
        _ => c.to_string(),
    }
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}

fn line_key(input: &mut LineInput, key: Key) -> bool {
    let request = match (key.code, key.ctrl) {
        (KeyCode::Backspace, false) => InputRequest::DeletePrevChar,
        (KeyCode::Backspace, true) => InputRequest::DeletePrevWord,
        (KeyCode::Delete, _) => InputRequest::DeleteNextChar,
        (KeyCode::Left, false) => InputRequest::GoToPrevChar,
        (KeyCode::Left, true) => InputRequest::GoToPrevWord,
        (KeyCode::Right, false) => InputRequest::GoToNextChar,
        (KeyCode::Right, true) => InputRequest::GoToNextWord,
        (KeyCode::Home, _) => InputRequest::GoToStart,
        (KeyCode::End, _) => InputRequest::GoToEnd,
        (KeyCode::Char('u'), true) => InputRequest::DeleteFromStart,
        (KeyCode::Char('k'), true) => InputRequest::DeleteTillEnd,
        _ => return false,
    };
    input.handle(request).is_some_and(|change| change.value)
}

fn area_key(area: &mut TextArea<'static>, key: Key) -> bool {
    let moves = |area: &mut TextArea<'static>, to| {
        area.move_cursor(to);
        false
    };
    match (key.code, key.ctrl) {
        (KeyCode::Enter, false) => {
            area.insert_newline();
            true
        }
        (KeyCode::Backspace, false) => area.input_without_shortcuts(Input {
            key: AreaKey::Backspace,
            ..Input::default()
        }),
        (KeyCode::Backspace, true) => area.delete_word(),
        (KeyCode::Delete, _) => area.delete_next_char(),
        (KeyCode::Char('k'), true) => area.delete_line_by_end(),
        (KeyCode::Left, false) => moves(area, CursorMove::Back),
        (KeyCode::Left, true) => moves(area, CursorMove::WordBack),
        (KeyCode::Right, false) => moves(area, CursorMove::Forward),
        (KeyCode::Right, true) => moves(area, CursorMove::WordForward),
        (KeyCode::Up, _) => moves(area, CursorMove::Up),
        (KeyCode::Down, _) => moves(area, CursorMove::Down),
        (KeyCode::Home, _) => moves(area, CursorMove::Head),
        (KeyCode::End, _) => moves(area, CursorMove::End),
        (KeyCode::PageUp, _) => moves(area, CursorMove::ParagraphBack),
        (KeyCode::PageDown, _) => moves(area, CursorMove::ParagraphForward),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible_as_it_is_typed_or_pasted() {
        for mut editor in [Editor::line(), Editor::area()] {
            editor.insert("a\u{1b}[31mb\u{202e}c");
            editor.key(Key::char('\u{202e}'));
            let text = editor.text();
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
            assert!(text.starts_with('a') && text.contains('c'), "{text:?}");
        }
    }

    #[test]
    fn the_cursor_goes_where_it_was_kept() {
        let mut area = Editor::area();
        area.insert("one\ntwo");
        assert_eq!(area.cursor(), 7);
        area.move_to(5);
        assert_eq!(area.cursor(), 5);
        area.key(Key::char('X'));
        assert_eq!(area.text(), "one\ntXwo");
    }

    #[test]
    fn a_long_line_shows_the_part_around_the_cursor() {
        let mut line = Editor::line();
        line.insert("abcdefghij");
        assert_eq!(line.line_window(5), ("ghij".to_owned(), 4));
        line.move_to(0);
        assert_eq!(line.line_window(5), ("abcde".to_owned(), 0));
        assert_eq!(line.line_window(0), (String::new(), 0));
    }
}
