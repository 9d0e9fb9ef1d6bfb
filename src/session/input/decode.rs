//! What one whole unit of a terminal's bytes means.
//!
//! termina's parser knows the sequences of the terminals in use; this file asks it about one unit
//! at a time and turns the answer into our own key.
//!
//! Invariants: bytes that several keys share have one meaning here (Tab, Enter, Backspace, Esc
//! win over ctrl-i, ctrl-m, ctrl-h, ctrl-[); a control character is never a typed character.

use termina::Parser;
use termina::event::{
    KeyCode as TerminaCode, KeyEvent, KeyEventKind, Modifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

use crate::tui::{Key, KeyCode, Mouse, MouseWhat};

/// Asks termina about whole units.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    parser: Parser,
}

impl Decoder {
    /// What these bytes say that a person did, if they say anything of the kind.
    pub(super) fn meaning(&mut self, unit: &[u8]) -> Option<Meaning> {
        self.parser.parse(unit, false);
        let mut found = None;
        while let Some(event) = self.parser.pop() {
            let meaning = match event {
                termina::Event::Key(key) => ours(key).map(Meaning::Key),
                termina::Event::Mouse(mouse) => of_mouse(mouse).map(Meaning::Mouse),
                _ => None,
            };
            found = found.or(meaning);
        }
        if found.is_none() {
            // What the parser did not understand must not stand before the next unit.
            self.parser = Parser::default();
        }
        found
    }
}

/// What a unit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A key.
    Key(Key),
    /// The mouse.
    Mouse(Mouse),
}

/// The first button and the wheel; the rest of a mouse does nothing here.
fn of_mouse(event: MouseEvent) -> Option<Mouse> {
    let what = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseWhat::Click,
        MouseEventKind::ScrollUp => MouseWhat::WheelUp,
        MouseEventKind::ScrollDown => MouseWhat::WheelDown,
        _ => return None,
    };
    Some(Mouse {
        what,
        col: event.column,
        row: event.row,
    })
}

fn ours(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| event.modifiers.contains(modifier);
    let ctrl = held(Modifiers::CONTROL);
    let alt = held(Modifiers::ALT) || held(Modifiers::META);
    let shift = held(Modifiers::SHIFT);
    let code = match event.code {
        TerminaCode::Char(c) if c.is_control() => return None,
        TerminaCode::Char(c) if ctrl => match c.to_ascii_lowercase() {
            'h' => return Some(bare(KeyCode::Backspace, alt)),
            'i' => return Some(bare(KeyCode::Tab, alt)),
            'j' | 'm' => return Some(bare(KeyCode::Enter, alt)),
            '[' => return Some(bare(KeyCode::Esc, alt)),
            // The bytes 0x1c to 0x1f by the names on the keys.
            '4' => KeyCode::Char('\\'),
            '5' => KeyCode::Char(']'),
            '6' => KeyCode::Char('^'),
            '7' => KeyCode::Char('_'),
            c => KeyCode::Char(c),
        },
        TerminaCode::Char(c) if shift => KeyCode::Char(c.to_ascii_uppercase()),
        TerminaCode::Char(c) => KeyCode::Char(c),
        TerminaCode::Enter => KeyCode::Enter,
        TerminaCode::Escape => KeyCode::Esc,
        TerminaCode::Tab if shift => KeyCode::BackTab,
        TerminaCode::Tab => KeyCode::Tab,
        TerminaCode::BackTab => KeyCode::BackTab,
        TerminaCode::Backspace => KeyCode::Backspace,
        TerminaCode::Delete => KeyCode::Delete,
        TerminaCode::Insert => KeyCode::Insert,
        TerminaCode::Up => KeyCode::Up,
        TerminaCode::Down => KeyCode::Down,
        TerminaCode::Left => KeyCode::Left,
        TerminaCode::Right => KeyCode::Right,
        TerminaCode::Home => KeyCode::Home,
        TerminaCode::End => KeyCode::End,
        TerminaCode::PageUp => KeyCode::PageUp,
        TerminaCode::PageDown => KeyCode::PageDown,
        TerminaCode::Function(n) => KeyCode::F(n),
        _ => return None,
    };
    Some(Key { code, ctrl, alt })
}

const fn bare(code: KeyCode, alt: bool) -> Key {
    Key {
        code,
        ctrl: false,
        alt,
    }
}
