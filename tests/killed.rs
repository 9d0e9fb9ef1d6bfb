//! A process that writes one entry after the other, killed at a random moment: what it said was
//! saved is there, in its order, and nothing by halves.
//!
//! The writer is the line mode on a pipe, which says `Saved` once for each line; so the answers
//! that came out before the end say how many of the lines were acknowledged.

mod outside;

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::time::Duration;

use outside::{Chance, assert_whole, good, home_with_desk, journal, program, says_torn};

/// A writer lives no longer than this, in milliseconds. Source: `reliability`, G01.
const LIFE_MS: u64 = 500;
/// Lines that a writer gets at most; it is killed long before.
const LINES: usize = 400;
/// Kills on one desk, before another is made: a long journal is read slowly by a debug build.
const ON_ONE_DESK: u64 = 50;

/// Lets a writer write until it is killed; how many lines it said were saved.
fn until_killed(home: &Path, name: &str, after: Duration) -> usize {
    let mut child = program(home)
        .arg("--plain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("its input");
    let mut output = child.stdout.take().expect("its output");
    let lines: Vec<_> = (0..LINES)
        .map(|n| format!("log T-1 {name}-{n}.\n"))
        .collect();
    let lines = lines.concat();
    let writer = std::thread::spawn(move || {
        // It is killed while it reads; nobody takes the rest.
        let _ = input.write_all(lines.as_bytes());
        input
    });
    let (sender, ended) = channel();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).expect("text");
        // Nobody waits any more where it was killed.
        let _ = sender.send(());
        text
    });
    let _ = ended.recv_timeout(after);
    child.kill().expect("it is ours to kill");
    child.wait().expect("it is gone");
    drop(writer.join().expect("written"));
    let said = reader.join().expect("read");
    said.matches("Saved for T-1").count()
}

/// Kills so many writers on desks of their own; the entries that were acknowledged.
fn kills(seed: u64, rounds: u64) -> usize {
    let mut chance = Chance(seed);
    let mut saved = 0;
    for first in (0..rounds).step_by(ON_ONE_DESK as usize) {
        let home = home_with_desk();
        let home = home.path();
        good(home, &["new", "The line that everything hangs on"]);
        let mut before = journal(home);
        for round in first..rounds.min(first + ON_ONE_DESK) {
            let name = format!("w{seed}-{round}");
            let after = Duration::from_millis(chance.below(LIFE_MS));
            let told = until_killed(home, &name, after);
            saved += told;
            let now = journal(home);
            let whole = before.rfind('\n').map_or(0, |at| at + 1);
            assert!(
                now.starts_with(&before[..whole]),
                "{name} changed old lines"
            );
            let mut from = whole;
            for n in 0..told {
                let text = format!("{name}-{n}.");
                let at = now[from..].find(&text);
                from += at.unwrap_or_else(|| panic!("{text} was acknowledged"));
            }
            before = now;
            if round % 10 == 9 {
                assert_whole(home);
            }
        }
        good(home, &["log", "T-1", "the last word"]);
        assert_whole(home);
        assert!(!says_torn(&good(home, &["verify"])));
    }
    saved
}

/// The same on several desks at once; the entries that were acknowledged.
fn kills_at_once(writers: u64, rounds: u64) -> usize {
    let all: Vec<_> = (1..=writers)
        .map(|seed| std::thread::spawn(move || kills(seed, rounds)))
        .collect();
    let saved = all.into_iter().map(|one| one.join().expect("all is well"));
    saved.sum()
}

#[test]
fn two_hundred_kills_of_a_writer_lose_nothing() {
    let saved = kills_at_once(5, 40);
    assert!(saved > 200, "{saved} entries were acknowledged");
}

#[test]
#[ignore = "half an hour: before a release"]
fn ten_thousand_kills_of_a_writer_lose_nothing() {
    let saved = kills_at_once(8, 1250);
    eprintln!("10,000 kills, {saved} entries acknowledged, none lost");
}
