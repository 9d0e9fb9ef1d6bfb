//! The keys of each page: as many as fit in the last row, and all of them on a page of its own
//! with the whole text of the question.
//!
//! Invariant: whatever the size, each key that works is shown, or the one that shows them all.

use ratatui::text::Line;

use super::sheet::Sheet;
use super::{FirstRun, Page};
use crate::text::{pad_right, width};
use crate::tui::{Key, KeyCode};

/// A key, what it does, and the same in the fewest words.
type KeyWords = (&'static str, &'static str, &'static str);

const CHOOSES: KeyWords = ("Enter", "chooses", "chooses");
const MOVE: KeyWords = ("j k", "move", "move");
const ENDS: KeyWords = ("g G", "first, last", "ends");
const DIGIT: KeyWords = ("digit", "chooses at once", "chooses");
const BACK: KeyWords = ("Esc", "back", "back");
const KEEPS: KeyWords = ("Esc", "back, keeps the text", "back");
const EMPTIES: KeyWords = ("ctrl-u", "empties the line", "empties");

/// What works on every page.
const EVERYWHERE: [KeyWords; 3] = [
    ("ctrl-c", "twice: leaves", "leaves"),
    ("ctrl-l", "draws anew", "redraws"),
    ("ctrl-z", "stops until fg", "stops"),
];

/// The size at which the page of keys is longest.
const COLS_LEAST: usize = 40;
const ROWS_LEAST: usize = 9;

/// How many keys of a page are named in the last row before any other.
const FOOT_FIRST: usize = 3;

/// The widest key of the page of keys, with the gap behind it.
const KEY_COLS: usize = 11;

impl FirstRun {
    /// Whether letters are text.
    pub(super) fn is_typed(&self) -> bool {
        match self.page {
            Page::Name
            | Page::Zone
            | Page::Hours
            | Page::Holidays
            | Page::Posts
            | Page::Units
            | Page::Group
            | Page::Place
            | Page::OpenAt => true,
            Page::Settings => self.is_value_typed(),
            Page::Menu | Page::Policy | Page::Whom | Page::Confirm | Page::HowTo(_) => false,
        }
    }

    fn is_value_typed(&self) -> bool {
        self.answers().is_some_and(|answers| answers.is_typing)
    }

    /// Opens the page of keys, or moves in it and closes it; whether the key was for it.
    pub(super) fn help_key(&mut self, key: Key) -> bool {
        let Some(at) = self.help else {
            let asks =
                key.code == KeyCode::F(1) || key.code == KeyCode::Char('?') && !self.is_typed();
            self.help = asks.then_some(0);
            return asks;
        };
        let last = self.whole(COLS_LEAST).len().saturating_sub(ROWS_LEAST);
        self.help = match key.code {
            KeyCode::Down | KeyCode::PageDown | KeyCode::Char('j' | ' ') => {
                Some((at + 1).min(last))
            }
            KeyCode::Up | KeyCode::PageUp | KeyCode::Char('k') => Some(at.saturating_sub(1)),
            _ => None,
        };
        true
    }

    /// The keys of the page, the weightiest first.
    fn keys(&self) -> Vec<KeyWords> {
        match self.page {
            Page::Menu => {
                let discards = ("x", "discards answers", "discards");
                let kept = self.begun.map(|_| discards);
                let quit = ("q", "quit", "quit");
                let borders = ("b", "plain borders", "borders");
                let first = [CHOOSES, quit].into_iter().chain(kept);
                first.chain([MOVE, borders, DIGIT, ENDS]).collect()
            }
            Page::Policy | Page::Whom => vec![CHOOSES, BACK, MOVE, DIGIT, ENDS],
            Page::Name | Page::Zone | Page::Hours | Page::Holidays | Page::Group | Page::Place => {
                vec![("Enter", "goes on", "goes on"), KEEPS, EMPTIES]
            }
            Page::OpenAt => vec![("Enter", "opens it", "opens it"), KEEPS, EMPTIES],
            Page::Posts => vec![
                ("Enter", "next", "next"),
                ("ctrl-t", "me", "me"),
                ("PgDn", "next question", "on"),
                BACK,
                ("Up", "the post before", "before"),
                EMPTIES,
            ],
            Page::Units => vec![
                ("Enter", "next", "next"),
                ("PgDn", "goes on", "on"),
                BACK,
                ("Up Down", "rows", "rows"),
                ("Shift-Tab", "the field before", "before"),
                EMPTIES,
            ],
            Page::Settings if self.is_value_typed() => vec![
                ("Enter", "takes it", "takes it"),
                ("Esc", "leaves the field", "leaves"),
                EMPTIES,
            ],
            Page::Settings => vec![
                ("Enter", "confirms", "ok"),
                ("e", "edit", "edit"),
                BACK,
                ("s", "later", "later"),
                ("A", "confirms the rest", "confirms rest"),
                ("u", "takes back", "takes back"),
                MOVE,
                ENDS,
                ("digit", "types a value", "types"),
            ],
            Page::Confirm => vec![("Enter", "makes the desk", "makes it"), BACK],
            Page::HowTo(_) => vec![
                ("Enter", "next", "next"),
                ("Left", "back", "back"),
                ("Esc", "menu", "menu"),
            ],
        }
    }

    /// The last row: what letters are, the keys that fit, and the one that shows them all.
    pub(super) fn footer(&self, cols: usize) -> String {
        if self.help.is_some() {
            return " HELP  j k scroll  Esc back".to_owned();
        }
        let (mode, all) = if self.is_typed() {
            (" TYPE", "  F1 keys")
        } else {
            (" NAV", "  ? keys")
        };
        let keys = self.keys();
        let room = cols.saturating_sub(mode.len() + all.len());
        let said = |key: &str, words: &str| format!("  {key} {words}");
        // The weightiest keys in the fewest words, then in more of them, then the others.
        let mut shown: Vec<String> = Vec::new();
        let fits = |shown: &[String]| width(&shown.concat()) <= room;
        let (first, others) = keys.split_at(keys.len().min(FOOT_FIRST));
        for (key, _, short) in first {
            shown.push(said(key, short));
        }
        while !fits(&shown) && shown.pop().is_some() {}
        for (at, (key, words, _)) in first.iter().enumerate().take(shown.len()) {
            let short = std::mem::replace(&mut shown[at], said(key, words));
            if !fits(&shown) {
                shown[at] = short;
            }
        }
        for (key, words, short) in others {
            shown.push(said(key, words));
            if !fits(&shown) {
                shown.pop();
                shown.push(said(key, short));
            }
            if !fits(&shown) {
                shown.pop();
                break;
            }
        }
        format!("{mode}{}{all}", shown.concat())
    }

    /// The page of keys from the line that it was scrolled to.
    pub(super) fn help_lines(&self, cols: usize, rows: usize) -> Vec<Line<'static>> {
        let mut lines = self.whole(cols);
        let last = lines.len().saturating_sub(rows);
        lines.split_off(self.help.unwrap_or_default().min(last))
    }

    /// The keys, a line each, and below them the page whole.
    fn whole(&self, cols: usize) -> Vec<Line<'static>> {
        let keys = self.keys().into_iter().chain(EVERYWHERE);
        let said = keys.map(|(key, words, _)| pad_right(key, KEY_COLS) + words);
        let mut lines: Vec<Line<'static>> = said.map(Line::raw).collect();
        let mut whole = Sheet::whole(cols);
        whole.page(self);
        lines.push(Line::default());
        lines.extend(whole.lines);
        lines
    }
}
