//! Keys, pastes and sizes by chance: it never falls over, and no text that stood in a field is
//! lost.
//!
//! Each text that is followed is one character that occurs nowhere else, so that whatever the
//! other keys do to the field, it is there or it is not. Keys that throw away what is typed
//! (Backspace, and what an editor does with ctrl-u or ctrl-k) are their owner's wish and are left
//! out, as is the palette, where `discard` has its name.

mod outside;
mod pty;

use std::path::Path;

use outside::{Chance, assert_harmless, assert_whole, drafts, good, home_with_desk, journal};
use pty::{Start, Terminal};
use rustix::process::Signal;

/// Keys that are more than a letter.
const NAMED: [&str; 17] = [
    "\r", "\r", "\t", "\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F",
    "\x1b[5~", "\x1b[6~", "\x1bOP", "\x1b[2~", "\x0c", "\x04",
];

/// Letters and signs without those that leave, run a search, or open the palette.
const LETTERS: &str = "abcdefghijklmnoprstuvwxz ABCDEFGHIJKLMNOPRSTUVWXZ0123456789?.,;-+=_~";

/// What a terminal may be handed by a paste.
const PASTES: [&str; 6] = [
    "two\nlines",
    "x\x1b[31337my",
    "invoice_\u{202e}fdp.exe",
    "tab\tand\r\nreturn",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200b}",
];

/// One round of keys, and what became of the texts in it.
struct Walk {
    screen: Terminal,
    chance: Chance,
    /// The characters that were seen in a field.
    followed: Vec<char>,
    /// How many were pasted.
    pasted: u32,
}

impl Walk {
    fn paste(&mut self, text: &str) {
        self.screen.send(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Pastes a character of its own, and follows it if a field has it.
    fn follow(&mut self) {
        let c = char::from_u32(0x4e00 + self.pasted).expect("a character");
        self.pasted += 1;
        self.screen.resize(120, 40);
        self.paste(&c.to_string());
        self.screen.settles();
        let text = self.screen.text();
        let is_search = text.contains("Enter keeps") || text.contains("Enter runs it");
        if text.contains(c) && !is_search {
            self.followed.push(c);
        }
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..=7 => self.follow(),
            8..=11 => {
                let text = *self.chance.one(&PASTES);
                self.paste(text);
            }
            12..=24 => {
                let cols = 1 + self.chance.below(300) as u16;
                let rows = 1 + self.chance.below(100) as u16;
                let (cols, rows) = match self.chance.below(8) {
                    0 => (1, 1),
                    1 => (300, 100),
                    _ => (cols, rows),
                };
                self.screen.resize(cols, rows);
            }
            25..=30 => self.screen.escape(),
            31..=60 => {
                let key = *self.chance.one(&NAMED);
                self.screen.send(key);
            }
            _ => {
                let letters: Vec<char> = LETTERS.chars().collect();
                let letter = *self.chance.one(&letters);
                self.screen.send(&letter.to_string());
            }
        }
    }
}

/// What is left on the disk: the journal and the drafts.
fn disk(home: &Path) -> String {
    journal(home) + &drafts(home).concat()
}

/// The bytes without what was copied because somebody asked for it.
fn without_copies(bytes: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    while let Some(from) = text.find("\x1b]52;c;") {
        let behind = &text[from..];
        let to = [
            behind.find('\x07').map(|n| n + 1),
            behind.find("\x1b\\").map(|n| n + 2),
        ];
        let Some(length) = to.into_iter().flatten().min() else {
            break;
        };
        text.replace_range(from..from + length, "");
    }
    text.into_bytes()
}

fn walk(seed: u64) {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    good(
        home,
        &[
            "new",
            "No network at all",
            "--affected",
            "network",
            "--blocked",
            "12",
        ],
    );
    good(
        home,
        &["check", "start", "server-network-outage", "--ticket", "T-2"],
    );
    let mut followed = Vec::new();
    let mut pasted = 0;
    for (part, (signal, status)) in [
        (Signal::TERM, 143),
        (Signal::HUP, 129),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
    ]
    .into_iter()
    .enumerate()
    {
        let mut walk = Walk {
            screen: Start::at(home).start(),
            chance: Chance(seed * 100 + part as u64),
            followed: std::mem::take(&mut followed),
            pasted,
        };
        walk.screen.sees_that("a mode", |text| {
            text.contains("NAV") || text.contains("TYPE")
        });
        for _ in 0..125 {
            walk.step();
        }
        walk.screen.resize(120, 40);
        walk.screen.settles();
        let shown = walk.screen.text();
        walk.screen.signal(signal);
        assert_eq!(walk.screen.ends(), status, "seed {seed}");
        let bytes = without_copies(&walk.screen.bytes);
        assert_harmless(&format!("seed {seed}, part {part}"), &bytes);
        let disk = disk(home);
        for c in &walk.followed {
            assert!(
                disk.contains(*c),
                "seed {seed}, part {part}: {c} is lost; it was\n{shown}"
            );
        }
        (followed, pasted) = (walk.followed, walk.pasted);
    }
    assert!(
        followed.len() >= 8,
        "hardly a text came into a field: {followed:?}"
    );
    assert!(
        !home.join(".local/state/nightdesk").exists(),
        "a fault was reported"
    );
    assert_whole(home);
}

#[test]
fn five_hundred_keys_lose_no_text_first() {
    walk(1);
}

#[test]
fn five_hundred_keys_lose_no_text_second() {
    walk(2);
}

#[test]
fn five_hundred_keys_lose_no_text_third() {
    walk(3);
}
