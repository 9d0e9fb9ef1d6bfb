//! "Saved" is said after the disk said so: the system calls of the real program, in their order.

mod outside;
mod pty;

use std::path::Path;
use std::process::Command;

use outside::{can_trace, good, home_with_desk};
use pty::Start;

/// What is traced, with whole names of files and long texts.
const TRACED: [&str; 7] = [
    "-f",
    "-y",
    "-s",
    "4096",
    "-e",
    "trace=write,writev,pwrite64,fdatasync",
    "-o",
];

/// One thing that was traced.
#[derive(Debug, PartialEq)]
enum Call {
    /// Bytes written to the journal.
    Written,
    /// The journal's sync ended, well.
    Synced,
    /// The person or script was told.
    Told,
}

/// The calls in their order; `is_told` knows the write that tells.
fn calls(trace: &Path, is_told: impl Fn(&str) -> bool) -> Vec<Call> {
    let text = std::fs::read_to_string(trace).expect("the trace");
    let mut syncing = Vec::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        let is_write = call.starts_with("write") || call.starts_with("pwrite64");
        let is_journal = call.contains("/journal/0");
        if call.starts_with("fdatasync(") && is_journal {
            if call.contains("<unfinished") {
                syncing.push(thread.to_owned());
            } else if call.ends_with("= 0") {
                calls.push(Call::Synced);
            }
        } else if call.starts_with("<... fdatasync resumed") {
            let place = syncing.iter().position(|known| known == thread);
            if let Some(place) = place {
                syncing.remove(place);
                assert!(call.ends_with("= 0"), "{line}");
                calls.push(Call::Synced);
            }
        } else if is_write && is_journal {
            calls.push(Call::Written);
        } else if is_write && is_told(call) {
            calls.push(Call::Told);
        }
    }
    calls
}

/// Between the last bytes of the journal before a word, and the word, the journal was synced.
fn assert_synced_before_told(calls: &[Call]) {
    let told = calls.iter().position(|call| *call == Call::Told);
    let told = told.unwrap_or_else(|| panic!("nobody was told: {calls:?}"));
    let before = &calls[..told];
    let written = before.iter().rposition(|call| *call == Call::Written);
    let written = written.unwrap_or_else(|| panic!("nothing was written: {calls:?}"));
    assert!(before[written..].contains(&Call::Synced), "{calls:?}");
}

#[test]
fn a_command_answers_after_the_sync() {
    if !can_trace() {
        return;
    }
    let home = home_with_desk();
    let home = home.path();
    let rounds: [(&[&str], &str); 3] = [
        (&["new", "The printer in the hall"], "T-1"),
        (&["log", "T-1", "cleaned it"], "logged"),
        (&["tell", "T-1", "requester", "it prints"], "T-1"),
    ];
    for (args, answer) in rounds {
        let trace = home.join("trace");
        let status = Command::new("strace")
            .args(TRACED)
            .arg(&trace)
            .arg(env!("CARGO_BIN_EXE_nightdesk"))
            .args(args)
            .env_clear()
            .env("HOME", home)
            .env("PATH", "/usr/bin:/bin")
            .output()
            .expect("it runs")
            .status;
        assert!(status.success(), "{args:?}");
        let calls = calls(&trace, |call| {
            call.starts_with("write(1<") && call.contains(answer)
        });
        assert_synced_before_told(&calls);
    }
}

#[test]
fn the_screen_says_saved_after_the_sync() {
    if !can_trace() {
        return;
    }
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let trace = home.join("trace");
    let path = trace.to_str().expect("a path in letters").to_owned();
    let under: Vec<&str> = ["strace"]
        .into_iter()
        .chain(TRACED)
        .chain([path.as_str()])
        .collect();
    let mut screen = Start::at(home).under(&under).start();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    screen.line("cleaned it");
    screen.sees("action saved");
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    // Cells that did not change are left out, so the word alone is sure to be in one piece.
    let calls = calls(&trace, |call| call.contains("saved"));
    assert_synced_before_told(&calls);
}
