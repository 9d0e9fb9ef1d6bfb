//! Text that was made to harm a terminal, in any number, and the looks at what it did.
//!
//! The pieces are what terminals obey, what turns or hides letters, what chokes a screen, and what
//! breaks the forms that text is carried in. A text is a few of them by chance between plain words;
//! the same seed gives the same texts.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

use std::collections::BTreeSet;
use std::path::Path;

use crate::outside::{Chance, assert_harmless, journal};
use crate::pty::{Start, Terminal};
use rustix::process::Signal;

/// What a text is made of.
const PIECES: [&str; 64] = [
    "\x1b[31337m",
    "\x1b[2J",
    "\x1b[1;1H",
    "\x1b[?1049l",
    "\x1b[?47h",
    "\x1b[20h",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[>c",
    "\x1b[21t",
    "\x1b[?1$p",
    "\x1b[!p",
    "\x1b[5i",
    "\x1b[4h",
    "\x1b[0;0r",
    "\x1b[200~",
    "\x1b[201~",
    "\x1b]0;CANARY\x07",
    "\x1b]2;CANARY\x1b\\",
    "\x1b]4;1;?\x07",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]10;?\x1b\\",
    "\x1b]52;c;Q0FOQVJZ\x07",
    "\x1b]1337;File=inline=1:AAAA\x07",
    "\x1bP$qm\x1b\\",
    "\x1bPtmux;\x1b\x1b]52;c;Q0FO\x07\x1b\\",
    "\x1b_Gf=100;AAAA\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1bXsos\x1b\\",
    "\x1bc",
    "\x1b7\x1b8",
    "\x1b(0",
    "\x1b#8",
    "\x1bk-title\x1b\\",
    "\u{90}q\u{9c}",
    "\u{9b}31337m",
    "\u{9d}0;x\u{9c}",
    "\x07",
    "\x05",
    "\x08\x08\x08\x7f",
    "\x0b\x0c",
    "\x0e\x0f",
    "\r",
    "\n",
    "\t",
    "\u{85}",
    "\u{2028}",
    "\u{202e}fdp.exe",
    "\u{2066}\u{2067}\u{2069}",
    "\u{200e}\u{200f}\u{61c}",
    "pa\u{200b}ss\u{2060}wo\u{ad}rd\u{feff}",
    "\u{e0041}\u{e0042}\u{e007f}",
    "\u{fff9}\u{fffb}\u{34f}\u{3164}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "1\u{fe0f}\u{20e3}\u{fdfd}",
    "\u{915}\u{94d}\u{937}\u{645}\u{631}",
    "\u{4e00}\u{4e01}\u{4e02}",
    "$(id) `id` ; rm -rf /",
    "%s%n{}{0}\\x1b\\u001b",
    "\"\"\\\",'=cmd|'",
    "{\"v\":1,\"data\":",
    "<U+202E>",
    "--help",
];

/// So many texts; each begins with its own plain word (`h17`) and ends with one (`end`).
pub fn texts(seed: u64, count: usize) -> Vec<String> {
    let mut chance = Chance(seed);
    let mut made = Vec::with_capacity(count);
    for n in 0..count {
        let mut text = format!("h{n} ");
        for _ in 0..=chance.below(3) {
            match chance.below(12) {
                // Any of the 65 controls by itself, and any character at all.
                0 => text.push(control(chance.below(65) as u32)),
                1 => text.extend(char::from_u32(chance.below(0x11_0000) as u32)),
                _ => text.push_str(chance.one::<&str>(&PIECES)),
            }
            if chance.below(2) == 0 {
                text.push_str("ab");
            }
        }
        text.push_str(" end");
        made.push(text);
    }
    made
}

/// One of the 65 control characters.
pub fn control(n: u32) -> char {
    let code = if n < 32 { n } else { 0x7f + n - 32 };
    char::from_u32(code).expect("a control character")
}

/// How many texts are tried: few in every run, more where they are asked for.
pub fn how_many(few: usize) -> usize {
    let asked = std::env::var("NIGHTDESK_HOSTILE").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(few)
}

/// The seed of the texts; another one is asked for by name.
pub fn seed() -> u64 {
    let asked = std::env::var("NIGHTDESK_SEED").ok();
    let seed = asked.and_then(|n| n.parse().ok()).unwrap_or(0x4057);
    println!("NIGHTDESK_SEED={seed}");
    seed
}

/// Pastes a text as a terminal does that marks what is pasted.
pub fn paste(screen: &mut Terminal, text: &str) {
    // The end of a paste in what is pasted would end it; a terminal takes it out.
    screen.send(&format!(
        "\x1b[200~{}\x1b[201~",
        text.replace("\x1b[201~", "")
    ));
}

/// Presses Esc and waits for what it does.
pub fn escape(screen: &mut Terminal) {
    screen.escape();
    screen.settles();
}

/// The screen with a desk open.
pub fn start(home: &Path, cols: u16, rows: u16) -> Terminal {
    let mut screen = Start::at(home).size(cols, rows).start();
    screen.sees("NAV");
    screen
}

/// Ends a session by a signal and looks at all that it ever showed.
pub fn assert_all_harmless(mut screen: Terminal, what: &str) {
    screen.signal(Signal::TERM);
    assert_eq!(screen.ends(), 143, "{what}");
    assert_harmless(what, &screen.bytes);
}

/// Runs a command on a terminal and looks at what it shows; its status is one of those known.
pub fn on_a_terminal(home: &Path, args: &[&str]) -> (u32, String) {
    let mut terminal = Start::at(home).args(args).size(200, 50).start();
    let status = terminal.ends();
    assert!(status <= 10, "{args:?}: {status}");
    assert_harmless(&format!("{args:?}"), &terminal.bytes);
    (
        status,
        String::from_utf8_lossy(&terminal.bytes).into_owned(),
    )
}

/// Asserts that no entry of the journal holds a control character or a hidden one.
pub fn assert_stored_harmless(home: &Path) {
    for line in journal(home).lines() {
        let entry: serde_json::Value = serde_json::from_str(line).expect("an entry");
        let mut left = vec![&entry];
        while let Some(value) = left.pop() {
            match value {
                serde_json::Value::String(text) => assert_text_harmless(text),
                serde_json::Value::Array(values) => left.extend(values),
                serde_json::Value::Object(values) => {
                    values.keys().for_each(|key| assert_text_harmless(key));
                    left.extend(values.values());
                }
                serde_json::Value::Null
                | serde_json::Value::Bool(_)
                | serde_json::Value::Number(_) => {}
            }
        }
    }
}

fn assert_text_harmless(text: &str) {
    let control = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None, "{text:?}");
    assert_harmless("stored", text.as_bytes());
}

/// The columns in which borders stand, anywhere on the screen, as a terminal counts them.
pub fn borders(screen: &Terminal, cols: u16, rows: u16) -> BTreeSet<u16> {
    let cells = cells(screen, cols, rows);
    let places = (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col)));
    places
        .filter(|(row, col)| {
            let cell = cells.screen().cell(*row, *col);
            cell.is_some_and(|cell| matches!(cell.contents(), "│" | "┃"))
        })
        .map(|(_, col)| col)
        .collect()
}

/// The screen cell by cell, read anew from all that was shown.
pub fn cells(screen: &Terminal, cols: u16, rows: u16) -> vt100::Parser {
    let size = |n| std::num::NonZero::new(n).expect("one at least");
    let mut parser = vt100::Parser::new(size(rows), size(cols), 0);
    parser.process(&screen.bytes);
    parser
}
