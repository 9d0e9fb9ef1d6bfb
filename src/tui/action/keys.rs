//! Keys as they are written: on the screen, and in a person's own settings.
//!
//! Both use one notation, so that what the help shows can be typed into the file: `n`, `N`,
//! `ctrl-u`, `PgUp`, `space`, `F1`.
//!
//! Invariants: what [`key_name`] writes for a key that may be set, [`parse_key`] reads back as
//! that key; a key that a terminal cannot tell from another, or never hands on, is refused.

use crate::tui::{Key, KeyCode};

/// The keys that have a name of their own.
const NAMED: [(&str, KeyCode); 16] = [
    ("space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Ins", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
];

/// The highest function key that terminals agree on.
const F_MAX: u8 = 12;

/// A key as it is written on the screen: in words, never with glyphs that a font may lack.
pub fn key_name(key: Key) -> String {
    let named = NAMED.iter().find(|(_, code)| *code == key.code);
    let name = match (named, key.code) {
        (Some((name, _)), _) => (*name).to_owned(),
        (None, KeyCode::F(n)) => format!("F{n}"),
        (None, KeyCode::Char(c)) => c.to_string(),
        // Every other key stands in the list, which a test checks.
        (None, code) => format!("{code:?}"),
    };
    if key.ctrl {
        format!("ctrl-{name}")
    } else {
        name
    }
}

/// Reads a key from the notation of the help. Names are read in small and capital letters alike;
/// a letter alone is the letter itself, `N` being Shift and `n`.
///
/// # Errors
/// The text is no key, or one that terminals keep for themselves: the sentence says why, to be
/// shown with the place where the text stands.
pub fn parse_key(text: &str) -> Result<Key, String> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return if c.is_control() || c.is_whitespace() || crate::text::width(text) == 0 {
            Err("it cannot be seen; the space bar is written space".to_owned())
        } else {
            Ok(Key::char(c))
        };
    }
    let is_it = |(name, _): &&(&str, KeyCode)| name.eq_ignore_ascii_case(text);
    if let Some((_, code)) = NAMED.iter().find(is_it) {
        return Ok(Key::plain(*code));
    }
    let lower = text.to_ascii_lowercase();
    if let Some(number) = lower.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()) {
        return match number {
            1..=F_MAX => Ok(Key::plain(KeyCode::F(number))),
            _ => Err(format!("the function keys are F1 to F{F_MAX}")),
        };
    }
    if lower.starts_with("alt-") || lower.starts_with("meta-") {
        return Err("alt- keys look like Esc and a letter on a slow line".to_owned());
    }
    if lower.starts_with("shift-") {
        return Err("Shift is written by the letter itself, as in N".to_owned());
    }
    match lower.strip_prefix("ctrl-") {
        Some(rest) => ctrl(rest),
        None => Err(
            "it is no key; write one as the help shows it: n, N, ctrl-u, PgUp, space, F1"
                .to_owned(),
        ),
    }
}

/// A letter held with Control, where terminals hand it on as itself.
fn ctrl(rest: &str) -> Result<Key, String> {
    let mut chars = rest.chars();
    let (Some(letter), None) = (chars.next(), chars.next()) else {
        return Err("ctrl- goes with one letter".to_owned());
    };
    match letter {
        's' | 'q' => Err("it stops and starts the output of many terminals".to_owned()),
        'a' | 'b' => Err("screen and tmux keep it for themselves".to_owned()),
        'h' => Err("terminals send the same for it as for Backspace".to_owned()),
        'i' => Err("terminals send the same for it as for Tab".to_owned()),
        'j' | 'm' => Err("terminals send the same for it as for Enter".to_owned()),
        '[' => Err("terminals send the same for it as for Esc".to_owned()),
        'w' => Err("it closes the window of a terminal in a browser".to_owned()),
        'a'..='z' | '\\' | ']' | '^' | '_' => Ok(Key::ctrl(letter)),
        _ => Err("terminals cannot send it; ctrl- goes with a letter".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::ACTIONS;

    #[test]
    fn what_the_help_shows_can_be_written_in_the_file() {
        for spec in ACTIONS {
            for key in spec.keys {
                assert_eq!(parse_key(&key_name(*key)), Ok(*key), "{}", spec.name);
            }
        }
        for (text, key) in [
            ("N", Key::char('N')),
            ("ß", Key::char('ß')),
            ("ж", Key::char('ж')),
            ("-", Key::char('-')),
            ("CTRL-U", Key::ctrl('u')),
            ("pgdn", Key::plain(KeyCode::PageDown)),
            ("Space", Key::char(' ')),
            ("f12", Key::plain(KeyCode::F(12))),
            ("ctrl-\\", Key::ctrl('\\')),
        ] {
            assert_eq!(parse_key(text), Ok(key), "{text}");
        }
    }

    #[test]
    fn keys_that_do_not_arrive_are_refused_with_the_reason() {
        for letter in "sqabhijmw[".chars() {
            assert!(parse_key(&format!("ctrl-{letter}")).is_err(), "{letter}");
        }
        for text in [
            "",
            " ",
            "\u{1b}",
            "\t",
            "\u{301}",
            "\u{200b}",
            "alt-x",
            "Alt-Enter",
            "meta-x",
            "shift-n",
            "ctrl-",
            "ctrl-1",
            "ctrl-PgUp",
            "ctrl-space",
            "F0",
            "F13",
            "F999",
            "nn",
            "Return!",
            "ctrl--",
            "<n>",
        ] {
            let why = parse_key(text).unwrap_err();
            assert!(!why.is_empty() && !why.ends_with('.'), "{text}");
        }
    }
}
