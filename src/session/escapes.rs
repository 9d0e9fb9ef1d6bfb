//! Which escape sequences may leave the program, for the tests of what writes them.
//!
//! The list is short so that it can be checked: moves, colours, clearing, and the modes that a
//! full screen needs. Whatever else is found in captured output is a fault.

/// The final bytes of control sequences that may leave.
const FINALS: &[u8] = b"HmJKhlrnquST";

/// The private modes that may be switched: cursor, mouse, alternate screen, paste, frames.
fn is_mode(params: &str) -> bool {
    params.strip_prefix('?').is_some_and(|modes| {
        modes.split(';').all(|mode| {
            mode.parse()
                .is_ok_and(|n: u16| matches!(n, 25 | 1000..=1006 | 1049 | 2004 | 2026))
        })
    })
}

/// The first thing in captured output that must not be there.
pub fn forbidden_escape(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(|c: char| c.is_control() && !matches!(c, '\r' | '\n')) {
        let found = &rest[at..];
        let Some(sequence) = found.strip_prefix('\u{1b}') else {
            return Some(start_of(found));
        };
        if let Some(after) = sequence.strip_prefix("(B") {
            rest = after;
            continue;
        }
        let Some(control) = sequence.strip_prefix('[') else {
            return Some(start_of(found));
        };
        let end = control.find(|c: char| ('@'..='~').contains(&c));
        let Some(end) = end else {
            return Some(start_of(found));
        };
        let (params, last) = (&control[..end], control.as_bytes()[end]);
        let is_allowed = match last {
            b'h' | b'l' => is_mode(params),
            _ => FINALS.contains(&last) && !params.contains("31337"),
        };
        if !is_allowed {
            return Some(start_of(found));
        }
        rest = &control[end + 1..];
    }
    None
}

fn start_of(found: &str) -> String {
    format!("{:?}", found.chars().take(12).collect::<String>())
}

#[test]
fn the_scan_knows_what_is_allowed() {
    let allowed: &[&[u8]] = &[
        b"plain \xc3\xa9\r\n",
        b"\x1b[1;1H\x1b[38;5;1mx\x1b[0m\x1b[2J\x1b[?1049h\x1b[?25l\x1b(B",
    ];
    for bytes in allowed {
        assert_eq!(forbidden_escape(bytes), None);
    }
    let forbidden: &[&[u8]] = &[
        b"\x1b]0;t\x07",
        b"\x1b[6c",
        b"\x1bc",
        b"\x07",
        b"\x1bPq\x1b\\",
        b"\x1b[31337m",
        b"\x1b[?1h",
        b"\xc2\x9b1m",
        b"\x1b[",
    ];
    for bytes in forbidden {
        assert!(forbidden_escape(bytes).is_some(), "{bytes:?}");
    }
}
