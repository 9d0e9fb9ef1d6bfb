//! Bytes of a terminal by chance, in any pieces and at any pace: no state lasts, no control character
//! is a letter, and what is pasted comes whole.

use std::time::{Duration, Instant};

use super::{Event, Input};
use crate::text::spoil::rounds;
use crate::tui::{Key, KeyCode};

const SAMPLES: [&[u8]; 8] = [
    b"plain letters and \xc3\xa9",
    b"\x1b[A\x1b[1;5C\x1bOP\x1b[15~\x1b[3~",
    b"\x1b[200~pasted \x1b[31337m text\x1b[201~k",
    b"\x1b[<0;10;20M\x1b[<64;3;4m",
    b"\x1b[12;40R\x1b[?62;4c\x1bP1$r0m\x1b\\\x1b]10;rgb:f/f/f\x07",
    b"\x1b[97;5u\x1b[27u\x1b[13;2u",
    b"\x1b\x1b[A\x1ba\x1b[",
    b"\r\n\t\x08\x7f\x03\x1a",
];

#[test]
fn no_bytes_leave_a_state_or_type_a_control() {
    let begun = Instant::now();
    rounds(|spoil| {
        let mut bytes = spoil.one(&SAMPLES).to_vec();
        let second = spoil.one(&SAMPLES);
        bytes.extend_from_slice(second);
        let bytes = spoil.spoilt(&bytes);
        let mut input = Input::new();
        let (mut now, mut got) = (begun, Vec::new());
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (piece, left) = rest.split_at((1 + spoil.below(8)).min(rest.len()));
            got.extend(input.feed(piece, now));
            rest = left;
            now += Duration::from_millis(spoil.below(3) as u64 * 150);
            while let Some(due) = input.deadline().filter(|due| *due <= now) {
                got.extend(input.expire(due));
            }
        }
        // After a silence nothing is under way, and the next key is a key.
        for _ in 0..8 {
            if let Some(due) = input.deadline() {
                got.extend(input.expire(due));
                now = now.max(due);
            }
        }
        assert_eq!(input.deadline(), None, "{bytes:?}");
        for event in &got {
            if let Event::Key(Key {
                code: KeyCode::Char(c),
                ..
            }) = event
            {
                assert!(!c.is_control(), "{c:?} of {bytes:?}");
            }
        }
        // Half an end of a paste takes the next key for its rest, and no other.
        let mut last = Vec::new();
        for _ in 0..2 {
            now += Duration::from_secs(10);
            last = input.feed(b"k", now);
            while let Some(due) = input.deadline() {
                last.extend(input.expire(due));
            }
        }
        assert_eq!(last.last(), Some(&Event::Key(Key::char('k'))), "{bytes:?}");
    });
}
