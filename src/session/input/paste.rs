//! Where a paste may be cut, and whose a byte is that comes after a paste stood still.
//!
//! Invariants: neither a character nor the end marker is ever handed on in halves.

use super::ESC;

/// What a terminal sends behind a paste.
pub(super) const PASTE_END: &[u8] = b"\x1b[201~";

/// How many bytes at the end may be the start of the end marker or of a character.
pub(super) fn held_back(body: &[u8]) -> usize {
    let marker = (1..PASTE_END.len())
        .rev()
        .find(|&n| body.ends_with(&PASTE_END[..n]));
    marker.unwrap_or_else(|| last_character_cut(body))
}

/// Bytes of a character at the end whose rest has not come.
fn last_character_cut(body: &[u8]) -> usize {
    let tail = &body[body.len().saturating_sub(3)..];
    for (n, &byte) in tail.iter().rev().enumerate() {
        let wanted = match byte {
            0x80..0xc0 => continue,
            0xc2..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0..0xf5 => 4,
            0x00..0x80 | 0xc0..0xc2 | 0xf5..=0xff => 0,
        };
        return if wanted > n + 1 { n + 1 } else { 0 };
    }
    0
}

/// Whether a read looks like one key that a person pressed, rather than a piece of a paste.
pub(super) fn is_one_key(bytes: &[u8]) -> bool {
    if bytes[0] == ESC {
        // A report of the mouse is the terminal's own, and never part of what was pasted.
        if bytes.starts_with(b"\x1b[<") {
            return true;
        }
        let is_marker = bytes.len() > 2 && PASTE_END.starts_with(&bytes[..bytes.len().min(6)]);
        return bytes.len() <= 7 && !is_marker;
    }
    std::str::from_utf8(bytes).map_or(bytes.len() == 1, |text| text.chars().count() == 1)
}
