//! A terminal whose line stalls: nobody reads what is shown, and somebody types on.
//!
//! What is typed reaches the disk all the same, the session ends when it is told to, and once
//! somebody reads again the screen is as if nothing had been.

mod outside;
mod pty;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use outside::{assert_harmless, assert_whole, drafts, good, home_with_desk};
use pty::{Start, Terminal};
use rustix::process::Signal;

/// Far more than the second that an end may take, for a machine with much to do.
const SOON: Duration = Duration::from_secs(8);

/// A console at a ticket's form for an action, whose line has stalled with a frame on its way.
fn stalled_in_a_form(home: &Path) -> Terminal {
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).size(120, 36).start();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    stall(&mut screen);
    screen
}

/// Far more is drawn than a terminal's queue takes, and nobody reads it.
fn stall(screen: &mut Terminal) {
    screen.stall(true);
    for n in 0..4 {
        screen.resize(900 - n, 400 - n);
        screen.signal(Signal::WINCH);
    }
}

fn wait(what: &str, is_so: impl Fn() -> bool) {
    let limit = Instant::now() + SOON;
    while !is_so() {
        assert!(Instant::now() < limit, "never: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

fn has_draft(home: &Path, text: &str) -> bool {
    drafts(home).iter().any(|draft| draft.contains(text))
}

/// Whether a process is over, whoever waits for it.
fn is_over(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).map_or(true, |stat| stat.contains(") Z "))
}

#[test]
fn a_sentence_typed_while_nobody_reads_is_offered_after_a_kill() {
    let home = home_with_desk();
    let home = home.path();
    let mut screen = stalled_in_a_form(home);
    // Several goes, so that none of them can have been read before the line stalled.
    for word in ["the ", "fuser ", "was ", "changed"] {
        screen.send(word);
        wait(word, || has_draft(home, word.trim_end()));
    }
    wait("the sentence", || has_draft(home, "the fuser was changed"));
    // The desk's lock is not held against others.
    good(home, &["log", "T-1", "meanwhile"]);
    screen.signal(Signal::KILL);
    screen.stall(false);
    assert_eq!(screen.ends_by(), "Killed");
    let mut next = Start::at(home).size(120, 36).start();
    next.sees("NAV");
    next.send("a");
    next.sees("the fuser was changed");
    assert_whole(home);
}

#[test]
fn once_somebody_reads_again_the_screen_is_that_of_a_fresh_draw() {
    let home = home_with_desk();
    let home = home.path();
    let mut screen = stalled_in_a_form(home);
    for n in 0..60 {
        screen.send(&format!("k{n} "));
    }
    wait("the last word", || has_draft(home, "k59"));
    screen.resize(100, 30);
    screen.stall(false);
    screen.sees("k59");
    screen.quiet();
    let shown = screen.cells();
    screen.settles();
    screen.quiet();
    assert_eq!(shown, screen.cells());
    screen.send("\r");
    screen.sees("action saved");
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert_harmless("all of it", &screen.bytes);
}

#[test]
fn a_stall_takes_no_memory_that_grows() {
    let home = home_with_desk();
    let home = home.path();
    let mut screen = stalled_in_a_form(home);
    let resident = |screen: &Terminal| -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/statm", screen.pid())).expect("its size");
        let pages = stat.split(' ').nth(1).expect("what is resident");
        4096 * pages.parse::<u64>().expect("a number")
    };
    let typed = |screen: &mut Terminal, n: usize| {
        screen.send(&format!("w{n} "));
        wait("a word", || has_draft(home, &format!("w{n} ")));
    };
    typed(&mut screen, 0);
    let before = resident(&screen);
    for n in 1..40 {
        screen.resize(899 + u16::try_from(n % 2).expect("small"), 400);
        screen.signal(Signal::WINCH);
        // A whole draw each, which would be more than a megabyte in all.
        screen.send("\x0c");
        if n % 10 == 0 {
            typed(&mut screen, n);
        }
    }
    typed(&mut screen, 40);
    let more = resident(&screen).saturating_sub(before);
    assert!(more < 24 << 20, "{more} bytes more");
}

#[test]
fn an_end_does_not_wait_for_somebody_to_read() {
    for signal in [Signal::TERM, Signal::HUP] {
        let home = home_with_desk();
        let home = home.path();
        let mut screen = stalled_in_a_form(home);
        screen.send("half of it");
        wait("the draft", || has_draft(home, "half of it"));
        screen.signal(signal);
        wait("the end", || is_over(screen.pid()));
        screen.stall(false);
        assert_eq!(screen.ends(), 128 + signal.as_raw().cast_unsigned());
        assert!(has_draft(home, "half of it"), "{:?}", drafts(home));
        assert_whole(home);
    }
}

#[test]
fn who_leaves_is_let_go_though_nobody_reads() {
    let home = home_with_desk();
    let mut screen = Start::at(home.path()).start();
    screen.sees("NAV");
    stall(&mut screen);
    screen.send("qq");
    wait("the end", || is_over(screen.pid()));
    screen.stall(false);
    assert_eq!(screen.ends(), 0);
}

#[test]
fn a_window_of_the_same_size_is_drawn_whole_all_the_same() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).start();
    screen.sees("The printer in the hall");
    screen.quiet();
    let before = screen.cells();
    // It shrank and grew back between two looks: what it cut off is gone from it.
    let from = screen.bytes.len();
    screen.resize(20, 5);
    screen.resize(80, 24);
    screen.signal(Signal::WINCH);
    screen.quiet();
    assert_eq!(before, screen.cells());
    // And where no other size was ever seen.
    let again = screen.bytes.len();
    screen.signal(Signal::WINCH);
    screen.quiet();
    let shown = String::from_utf8_lossy(&screen.bytes[again..]).into_owned();
    assert!(from < again && shown.contains("\x1b[2J"), "{shown:?}");
    assert!(shown.contains("The printer in the hall"), "{shown:?}");
}
