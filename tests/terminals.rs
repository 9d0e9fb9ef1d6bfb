//! Terminals as they are found: old ones, none of a name, tiny ones; lines that drop in the middle
//! of a sentence and readers that stop; and a signal at any moment.
//!
//! The long rounds are asked for by name: `cargo test --test terminals -- --ignored`.

mod outside;
mod pty;

use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use outside::{Chance, assert_harmless, assert_whole, drafts, good, home_with_desk};
use portable_pty::{PtySize, native_pty_system};
use pty::{Start, Terminal};
use rustix::process::Signal;
use rustix::termios::Termios;

/// Far more than the second that an end may take, for a machine with much to do.
const SOON: Duration = Duration::from_secs(8);

#[test]
fn each_kind_of_terminal_can_be_worked_on() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mono = ["vt100", "vt220", "ansi"];
    for term in mono
        .into_iter()
        .chain(["linux", "xterm", "screen", "tmux-256color"])
    {
        for (name, value) in [("LANG", "C"), ("NO_COLOR", "1"), ("LANG", "C.UTF-8")] {
            let mut screen = Start::at(home).env("TERM", term).env(name, value).start();
            screen.sees("NAV");
            screen.send("a");
            screen.sees("T-1 action");
            screen.line("was looked at");
            screen.sees("action saved");
            if name == "LANG" && value == "C" {
                assert!(screen.text().is_ascii(), "{term}: {}", screen.text());
            }
            screen.send("qq");
            assert_eq!(screen.ends(), 0, "{term}");
            assert_harmless(term, &screen.bytes);
            if name == "NO_COLOR" || mono.contains(&term) {
                assert_eq!(colour(&screen.bytes), None, "{term} {name}={value}");
            }
        }
    }
    assert_whole(home);
}

#[test]
fn a_terminal_that_draws_nothing_gets_lines_and_is_told_why() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    for term in ["dumb", "unknown", ""] {
        let mut lines = Start::at(home).env("TERM", term).start();
        lines.sees("these are lines; ACCESSIBLE=0 draws the screen");
        lines.send("queue\n");
        lines.sees("The printer in the hall");
        lines.send("quit\n");
        assert_eq!(lines.ends(), 0, "{term}");
        assert!(!lines.bytes.contains(&0x1b), "{term}");
        let mut screen = Start::at(home)
            .env("TERM", term)
            .env("ACCESSIBLE", "0")
            .start();
        screen.sees("NAV");
        screen.send("qq");
        assert_eq!(screen.ends(), 0, "{term}");
        assert_eq!(colour(&screen.bytes), None, "{term}");
    }
}

/// The first colour that was asked for, if any: 30 to 49 and 90 to 107, but for the defaults.
fn colour(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let sequences = text.split("\x1b[").skip(1);
    sequences
        .filter_map(|rest| rest.split_once('m').map(|(numbers, _)| numbers))
        .filter(|numbers| numbers.bytes().all(|b| b.is_ascii_digit() || b == b';'))
        .find(|numbers| {
            numbers.split(';').any(|number| {
                let number = number.parse().unwrap_or(0);
                matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107)
            })
        })
        .map(str::to_owned)
}

#[test]
fn a_tiny_screen_can_be_worked_on() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    for (cols, rows) in [(20, 5), (10, 3), (1, 1), (300, 2)] {
        let mut screen = Start::at(home).size(cols, rows).start();
        screen.settles();
        screen.send("a");
        screen.settles();
        screen.send("by hand\r");
        screen.settles();
        screen.resize(100, 30);
        screen.settles();
        screen.sees("T-1");
        screen.send("qq");
        assert_eq!(screen.ends(), 0, "{cols}x{rows}: {}", screen.text());
        assert_harmless("a tiny screen", &screen.bytes);
    }
    let shown = good(home, &["show", "T-1"]);
    assert_eq!(shown.matches("by hand").count(), 4, "{shown}");
}

/// The modes of a terminal that a program has in hand.
fn modes(pid: u32) -> Termios {
    let tty = fs::OpenOptions::new()
        .read(true)
        .custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed())
        .open(format!("/proc/{pid}/fd/0"))
        .expect("its terminal opens");
    rustix::termios::tcgetattr(&tty).expect("its modes")
}

/// What of the modes a person would notice.
fn noticed(modes: &Termios) -> String {
    format!(
        "{:?} {:?} {:?} {:?}",
        modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes
    )
}

/// The modes of a terminal that nobody has touched.
fn untouched() -> String {
    let pair = native_pty_system()
        .openpty(PtySize::default())
        .expect("a terminal");
    let path = pair.master.tty_name().expect("its name");
    let tty = fs::OpenOptions::new()
        .read(true)
        .custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed())
        .open(path)
        .expect("it opens");
    noticed(&rustix::termios::tcgetattr(&tty).expect("its modes"))
}

/// Sends a signal at a random moment of typing and saving, so many times.
fn signals_at_random(seed: u64, rounds: u64) {
    println!("seed {seed}");
    let (home, mut chance) = (home_with_desk(), Chance(seed));
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let before = untouched();
    let mut saved: Vec<String> = Vec::new();
    for round in 0..rounds {
        let all = [
            (Signal::TERM, 143),
            (Signal::HUP, 129),
            (Signal::INT, 130),
            (Signal::QUIT, 131),
        ];
        let (signal, status) = all[(round % 4) as usize];
        let mut screen = under_a_shell(home);
        screen.sees("NAV");
        let pid = child_of(screen.pid());
        let moment = Duration::from_micros(chance.below(400_000));
        let (mut kept, begun) = (String::new(), Instant::now());
        for n in 0.. {
            let text = format!("r{round}n{n}.");
            screen.send("a");
            let left = || moment.saturating_sub(begun.elapsed());
            if !screen.sees_within(left(), |text| text.contains("T-1 action")) {
                break;
            }
            screen.send(&text);
            if !screen.sees_within(left(), |shown| shown.contains(&text)) {
                break;
            }
            kept.clone_from(&text);
            screen.send("\r");
            if !screen.sees_within(left(), |shown| shown.contains("action saved")) {
                break;
            }
            saved.push(text);
            kept.clear();
            screen.send("\x0c");
        }
        rustix::process::kill_process(pid, signal).expect("the signal is sent");
        screen.sees(&format!("ended with {status}."));
        let shown = String::from_utf8_lossy(&screen.bytes).into_owned();
        if signal != Signal::HUP {
            assert!(
                shown.contains("\x1b[?1049l") && shown.contains("\x1b[?25h"),
                "{signal:?}"
            );
        }
        assert_eq!(
            noticed(&modes(screen.pid())),
            before,
            "{signal:?} after {moment:?}"
        );
        screen.send("exit\r");
        screen.ends();
        assert_harmless("all of it", &screen.bytes);
        // Not the listing: it breaks long lines.
        let story = good(home, &["show", "T-1", "--json"]);
        for text in &saved {
            assert!(story.contains(text.as_str()), "{text} was saved");
        }
        // What was in the field and seen there is a draft, or its Enter was heeded.
        let is_kept = story.contains(&kept) || drafts(home).iter().any(|d| d.contains(&kept));
        assert!(is_kept, "{kept} after {signal:?}: {:?}", drafts(home));
        assert_whole(home);
    }
}

/// The program as a shell starts it, which says how it ended and waits for a line.
fn under_a_shell(home: &Path) -> Terminal {
    let shell = [
        "/bin/sh",
        "-c",
        "\"$0\"; echo \"ended with $?.\"; read line",
    ];
    Start::at(home).under(&shell).size(100, 30).start()
}

/// The only child of a process.
fn child_of(pid: u32) -> rustix::process::Pid {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.expect("its children");
    let child = children.split_whitespace().next().expect("a child");
    rustix::process::Pid::from_raw(child.parse().expect("a number")).expect("a pid")
}

#[test]
fn a_signal_at_any_moment_leaves_the_terminal_and_the_text() {
    signals_at_random(0x516, 12);
}

#[test]
#[ignore = "200 sessions, some minutes"]
fn fifty_moments_for_each_signal() {
    signals_at_random(0x517, 200);
}

/// Types five hundred characters and lets the line drop among them.
fn dropped_while_typing(seed: u64, rounds: u64) {
    println!("seed {seed}");
    let mut chance = Chance(seed);
    for _ in 0..rounds {
        let home = home_with_desk();
        let home = home.path();
        good(home, &["new", "The printer in the hall"]);
        let mut screen = Start::at(home).size(120, 40).start();
        screen.sees("NAV");
        screen.send("a");
        screen.sees("T-1 action");
        let text = (0..125).fold(String::new(), |text, n| format!("{text}{n:03}."));
        let at = chance.below(499) as usize + 1;
        for letter in text[..at].chars() {
            screen.send(&letter.to_string());
        }
        // What is on the screen is in the draft; the last of it stands there however long it is.
        let last = &text[at.saturating_sub(40)..at];
        screen.sees_that("all of it", |shown| joined(shown).contains(last));
        screen.send(&text[at..]);
        let begun = Instant::now();
        screen.drop_line();
        assert_eq!(screen.ends(), 129);
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
        let kept = drafts(home);
        assert!(
            kept.iter().any(|draft| draft.contains(&text[..at])),
            "{at}: {kept:?}"
        );
        let mut again = Start::at(home).size(120, 40).start();
        again.sees("1 draft kept");
        again.send("qq");
        assert_eq!(again.ends(), 0, "{}", again.text());
        assert_whole(home);
    }
}

/// The digits and points of a screen, so that a text that is broken over lines is one.
fn joined(screen: &str) -> String {
    screen
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect()
}

#[test]
fn a_line_that_drops_among_five_hundred_letters_keeps_them() {
    dropped_while_typing(0xd0, 3);
}

#[test]
#[ignore = "50 lines that drop, a minute or two"]
fn fifty_lines_that_drop() {
    dropped_while_typing(0xd1, 50);
}

#[test]
fn a_reader_that_stops_loses_no_key_and_holds_nobody() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).size(120, 36).start();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    screen.stall(true);
    // Far more than a terminal's queue takes: whoever writes to it is held now.
    for n in 0..4 {
        screen.resize(500 - n, 200 - n);
    }
    for n in 0..100 {
        screen.send(&format!("k{n} "));
    }
    // Neither the desk's lock nor the store's is held against others.
    for n in 0..3 {
        good(home, &["log", "T-1", &format!("meanwhile {n}")]);
        good(home, &["new", &format!("another {n}")]);
    }
    screen.resize(120, 36);
    screen.stall(false);
    screen.settles();
    screen.sees("k99");
    screen.send("\r");
    screen.sees("action saved");
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    let shown = good(home, &["show", "T-1", "--json"]);
    let all: Vec<String> = (0..100).map(|n| format!("k{n}")).collect();
    assert!(shown.contains(&all.join(" ")), "{shown}");
    assert_whole(home);
}
