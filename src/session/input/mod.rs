//! Bytes from a terminal become keys and pastes.
//!
//! A terminal's bytes arrive in pieces of any size. This file cuts them into whole units (a
//! character, an escape sequence, a paste) and lets termina's parser say what a unit means. The
//! cutting is our own because a line that lags must never turn the rest of a sequence into text:
//! text becomes commands, or ends in a record.
//!
//! Invariants: how the bytes are split changes nothing unless a deadline passed between two
//! pieces; no byte of a sequence, however late, is handed on as a character; a terminal's answers
//! (attributes, positions, colours) are swallowed; no state lasts for ever on a silent line.

mod decode;
#[cfg(test)]
mod fuzz;
mod paste;
mod state;
#[cfg(test)]
mod tests;

use std::time::Instant;

use decode::{Decoder, Meaning};
use paste::{PASTE_END, held_back, is_one_key};
use state::{ANSWER_MAX, ESCAPE_ALONE, LATE, LATE_FUNCTION, PASTE_STALL, STALL, State};

use crate::tui::{Key, KeyCode, Mouse};

/// Bytes of a paste that are handed on as one; a longer one comes in several pieces.
const PASTE_BYTES_MAX: usize = 16 << 20;
/// Bytes of a control sequence that are kept; a longer one is no key of any terminal.
const SEQUENCE_BYTES_MAX: usize = 64;

const ESC: u8 = 0x1b;
const PASTE_START: &[u8] = b"\x1b[200~";

/// What a person did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: as it came, nothing cleaned. A long or slow paste may come in pieces.
    Paste(String),
    /// A button or the wheel was used.
    Mouse(Mouse),
}

/// Turns a terminal's bytes into events.
#[derive(Debug)]
pub struct Input {
    decoder: Decoder,
    state: State,
    /// The bytes of the unit under way.
    held: Vec<u8>,
    /// The body of a paste so far.
    body: Vec<u8>,
    /// The unit under way follows an escape byte.
    alt: bool,
    /// The unit under way is the rest of a sequence whose start was taken for the Escape key.
    is_late: bool,
    /// When the last byte came.
    last: Option<Instant>,
    /// When the string under way began.
    since: Option<Instant>,
    /// When the last lone escape byte came that became the Escape key.
    escaped: Option<Instant>,
    events: Vec<Event>,
}

impl Default for Input {
    fn default() -> Self {
        Self::new()
    }
}

impl Input {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self {
            decoder: Decoder::default(),
            state: State::Ground,
            held: Vec::with_capacity(SEQUENCE_BYTES_MAX),
            body: Vec::new(),
            alt: false,
            is_late: false,
            last: None,
            since: None,
            escaped: None,
            events: Vec::new(),
        }
    }

    /// Takes what was read and gives what it means.
    ///
    /// Bytes that wait are fed before [`Input::expire`] is asked, so that a busy program does not
    /// take its own slowness for the line's.
    pub fn feed(&mut self, bytes: &[u8], now: Instant) -> Vec<Event> {
        if self.state == State::PasteStalled && !bytes.is_empty() {
            if self.body.is_empty() && is_one_key(bytes) {
                self.reset();
            } else {
                self.state = State::Paste;
            }
        }
        let mut at = 0;
        while at < bytes.len() {
            if self.state == State::Paste {
                at += self.paste(&bytes[at..]);
            } else {
                self.byte(bytes[at], now);
                at += 1;
            }
        }
        if !bytes.is_empty() {
            self.last = Some(now);
        }
        std::mem::take(&mut self.events)
    }

    /// When [`Input::expire`] has something to do if no byte comes before.
    pub fn deadline(&self) -> Option<Instant> {
        let last = self.last?;
        match self.state {
            State::Ground | State::PasteStalled => None,
            State::Escape => Some(last + ESCAPE_ALONE),
            State::Control | State::Function | State::Skip(_) => Some(last + STALL),
            State::Answer if self.held.len() <= 2 => Some(last + LATE),
            State::Answer | State::AnswerEscape => {
                Some((last + STALL).min(self.since.unwrap_or(last) + ANSWER_MAX))
            }
            State::Late if self.held.last() == Some(&b'O') => Some(last + LATE_FUNCTION),
            State::Late => Some(last + LATE),
            State::Paste => Some(last + PASTE_STALL),
        }
    }

    /// Ends what has waited too long.
    pub fn expire(&mut self, now: Instant) -> Vec<Event> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        match self.state {
            State::Escape => {
                self.escaped = self.last;
                self.key(Key::plain(KeyCode::Esc));
                self.reset();
            }
            State::Answer if self.held.len() <= 2 => self.held_as_key(true),
            State::Late => self.held_as_key(false),
            State::Paste => self.hand_on_stalled_paste(),
            State::Ground
            | State::Control
            | State::Function
            | State::Answer
            | State::AnswerEscape
            | State::Skip(_)
            | State::PasteStalled => self.reset(),
        }
        std::mem::take(&mut self.events)
    }

    fn byte(&mut self, byte: u8, now: Instant) {
        match self.state {
            State::Ground => self.ground(byte, now),
            State::Escape => self.escape(byte, now),
            State::Control => self.control(byte, now),
            State::Function => {
                self.held.push(byte);
                self.finish();
            }
            State::Answer | State::AnswerEscape => self.answer(byte, now),
            State::Skip(left) if left > 1 => self.state = State::Skip(left - 1),
            State::Skip(_) => self.reset(),
            State::Late => self.late(byte, now),
            State::Paste | State::PasteStalled => {
                self.state = State::Paste;
                self.paste(&[byte]);
            }
        }
    }

    fn ground(&mut self, byte: u8, now: Instant) {
        if self.held.is_empty() && !self.alt && self.is_late_start(byte, now) {
            self.held.extend([ESC, byte]);
            self.state = State::Late;
            return;
        }
        self.escaped = None;
        let continues = (0x80..0xc0).contains(&byte);
        if !self.held.is_empty() && !continues {
            // The character before was cut short: it is dropped, this byte is not.
            self.reset();
        }
        if byte == ESC {
            self.begin(State::Escape);
            return;
        }
        self.held.push(byte);
        let wanted = match self.held[0] {
            0x00..0x80 => 1,
            0xc2..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0..0xf5 => 4,
            // A byte that begins no character: dropped.
            0x80..0xc2 | 0xf5..=0xff => {
                self.reset();
                return;
            }
        };
        if self.held.len() >= wanted {
            self.finish();
        }
    }

    fn escape(&mut self, byte: u8, now: Instant) {
        match byte {
            ESC => self.key(Key::plain(KeyCode::Esc)),
            b'[' => self.go_on(State::Control, byte),
            b'O' => self.go_on(State::Function, byte),
            b']' | b'P' | b'_' | b'^' | b'X' => {
                self.since = Some(now);
                self.go_on(State::Answer, byte);
            }
            // The end of a string whose start was dropped.
            b'\\' => self.reset(),
            _ => {
                self.reset();
                self.alt = true;
                self.ground(byte, now);
            }
        }
    }

    fn control(&mut self, byte: u8, now: Instant) {
        match byte {
            ESC => self.begin(State::Escape),
            0x18 | 0x1a => self.reset(),
            // The Linux console's function keys: `ESC [ [ A`.
            b'[' if self.held.len() == 2 => self.held.push(byte),
            b'M' if self.held.len() == 2 => self.state = State::Skip(3),
            0x20..=0x3f => {
                if self.held.len() < SEQUENCE_BYTES_MAX {
                    self.held.push(byte);
                }
            }
            0x40..=0x7e => {
                self.held.push(byte);
                self.finish();
            }
            0x00..=0x1f | 0x7f..=0xff => {
                self.reset();
                self.ground(byte, now);
            }
        }
    }

    fn answer(&mut self, byte: u8, now: Instant) {
        if self.held.len() <= 2 {
            let waited = self.last.map(|last| now.saturating_duration_since(last));
            let is_typed = byte.is_ascii_alphabetic() || byte.is_ascii_control();
            if is_typed && byte != ESC && waited.is_some_and(|waited| waited > ESCAPE_ALONE) {
                self.held_as_key(true);
                self.ground(byte, now);
                return;
            }
            self.held.push(byte);
        }
        match (self.state, byte) {
            (_, 0x07 | 0x18 | 0x1a) | (State::AnswerEscape, b'\\') => self.reset(),
            (_, ESC) => self.state = State::AnswerEscape,
            (State::AnswerEscape, _) => {
                self.begin(State::Escape);
                self.escape(byte, now);
            }
            (_, _) => {}
        }
    }

    /// The byte after a bracket (or `O`) that itself came after a lone Escape.
    fn late(&mut self, byte: u8, now: Instant) {
        let opening = self.held[1];
        match (opening, byte) {
            (b'[', b'0'..=b'?') => {
                self.is_late = true;
                self.go_on(State::Control, byte);
            }
            (b'[', b'A'..=b'D' | b'F' | b'H' | b'I' | b'O' | b'P'..=b'S' | b'Z')
            | (b'O', b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S') => self.reset(),
            // An old mouse report: three bytes of any kind follow.
            (b'[', b'M') => self.state = State::Skip(3),
            (b']', b'0'..=b'9') => {
                self.since = Some(now);
                self.go_on(State::Answer, byte);
            }
            (_, _) => {
                self.held_as_key(false);
                self.ground(byte, now);
            }
        }
    }

    /// Takes bytes of a paste; says how many of them were its own.
    fn paste(&mut self, bytes: &[u8]) -> usize {
        let before = self.body.len();
        self.body.extend_from_slice(bytes);
        let from = before.saturating_sub(PASTE_END.len() - 1);
        if let Some(found) = memchr::memmem::find(&self.body[from..], PASTE_END) {
            let end = from + found;
            let used = end + PASTE_END.len() - before;
            self.body.truncate(end);
            self.hand_on_paste(0);
            self.reset();
            return used;
        }
        if self.body.len() > PASTE_BYTES_MAX {
            self.hand_on_paste(held_back(&self.body));
        }
        bytes.len()
    }

    fn hand_on_stalled_paste(&mut self) {
        self.hand_on_paste(held_back(&self.body));
        self.state = State::PasteStalled;
    }

    /// Hands on the body but for its last bytes.
    fn hand_on_paste(&mut self, kept_bytes: usize) {
        let rest = self.body.split_off(self.body.len() - kept_bytes);
        let body = std::mem::replace(&mut self.body, rest);
        if !body.is_empty() {
            let text = String::from_utf8_lossy(&body).into_owned();
            self.events.push(Event::Paste(text));
        }
    }

    /// The unit under way is whole.
    fn finish(&mut self) {
        if self.held == PASTE_START {
            self.reset();
            self.state = State::Paste;
            return;
        }
        if !self.is_late
            && let Some(meaning) = self.decoder.meaning(&self.held)
        {
            match meaning {
                Meaning::Key(key) => {
                    let alt = key.alt || self.alt;
                    self.key(Key { alt, ..key });
                }
                Meaning::Mouse(mouse) => self.events.push(Event::Mouse(mouse)),
            }
        }
        self.reset();
    }

    /// What looked like a sequence was a key after all: its last byte.
    fn held_as_key(&mut self, alt: bool) {
        if let (true, Some(&byte)) = (self.held.len() == 2, self.held.last()) {
            let key = Key::char(char::from(byte));
            self.key(Key { alt, ..key });
        }
        self.reset();
    }

    fn is_late_start(&self, byte: u8, now: Instant) -> bool {
        let Some(escaped) = self.escaped else {
            return false;
        };
        let limit = match byte {
            b'[' | b']' => LATE,
            b'O' => LATE_FUNCTION,
            _ => return false,
        };
        now.saturating_duration_since(escaped) < limit
    }

    fn key(&mut self, key: Key) {
        self.events.push(Event::Key(key));
    }

    fn begin(&mut self, state: State) {
        self.reset();
        self.held.push(ESC);
        self.state = state;
    }

    fn go_on(&mut self, state: State, byte: u8) {
        self.held.push(byte);
        self.state = state;
    }

    fn reset(&mut self) {
        self.state = State::Ground;
        self.held.clear();
        self.alt = false;
        self.is_late = false;
        self.since = None;
    }
}
