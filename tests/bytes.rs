//! How many bytes a key sends to the terminal, through the real program on the made-up library.
//!
//! A desk is used over slow lines; these counts are exact, so that a screen that grows talkative
//! fails here before anybody waits for it.

mod outside;
mod pty;

use std::path::Path;

use outside::can_trace;
use pty::{Start, Terminal};

/// What a move of the selection may send, without the preview.
const MOVE_MAX: usize = 300;
/// What the preview may send once the moving has paused.
const PREVIEW_MAX: usize = 2048;
/// What a move may send when the queue is run down key by key, with its jumps.
const RUN_MEAN_MAX: usize = 400;
/// How many moves that is taken over.
const RUN_MOVES: usize = 200;
/// What a page of the queue may send.
const PAGE_MAX: usize = 6 * 1024;
/// What a typed letter may send.
const LETTER_MAX: usize = 64;
/// What fifty keys that come at once may send.
const BURST_MAX: usize = 12 * 1024;

/// The made-up library on a screen of this size, quiet.
fn demo(home: &Path, cols: u16, rows: u16) -> Terminal {
    let mut desk = Start::at(home).args(&["demo"]).size(cols, rows).start();
    desk.sees("DEMO");
    desk.sees("1 of ");
    desk.quiet();
    // The first key takes the greeting away.
    desk.send("g");
    desk.quiet();
    desk
}

/// Types keys and gives what was sent within the first part and the whole of the answer: the
/// selection, and then the preview that follows a pause.
fn sent(desk: &mut Terminal, keys: &str) -> (usize, usize) {
    desk.send(keys);
    let first = desk.first_answer();
    (first, first + desk.quiet())
}

#[test]
fn a_move_sends_two_rows_and_the_preview_follows() {
    for (cols, rows) in [(80, 24), (120, 36)] {
        let home = tempfile::tempdir().expect("a home");
        let mut desk = demo(home.path(), cols, rows);
        let (first, whole) = sent(&mut desk, "j");
        assert!(first <= MOVE_MAX, "{cols}x{rows}: {first} bytes a move");
        let preview = whole - first;
        assert!(
            preview <= PREVIEW_MAX,
            "{cols}x{rows}: {preview} bytes a preview"
        );
        let (_, page) = sent(&mut desk, "\x04");
        assert!(page <= PAGE_MAX, "{cols}x{rows}: {page} bytes a page");
    }
}

/// A quiet screen on a desk of more open tickets than a run goes over.
fn long_queue(home: &Path, under: &[&str], cols: u16, rows: u16) -> Terminal {
    let sample = include_str!("../assets/sample/tickets.jsonl");
    let open: Vec<String> = sample
        .lines()
        .map(|row| reopened(row).to_string())
        .collect();
    std::fs::write(home.join("rows.jsonl"), open.join("\n")).expect("a file");
    for args in [&["init"][..], &["import", "rows.jsonl"]] {
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_nightdesk"))
            .args(args)
            .env_clear()
            .env("HOME", home)
            .env("LANG", "C.UTF-8")
            .current_dir(home)
            .stdout(std::process::Stdio::null())
            .status();
        assert!(status.expect("it runs").success(), "{args:?}");
    }
    let mut desk = Start::at(home).under(under).size(cols, rows).start();
    desk.sees("1 of 400");
    desk.quiet();
    desk
}

/// A ticket of the sample as it was before anybody ended it.
fn reopened(row: &str) -> serde_json::Value {
    let mut ticket: serde_json::Value = serde_json::from_str(row).expect("a row is JSON");
    ticket["state"] = "open".into();
    for ended in [
        "resolved", "closed", "result", "callout", "deadline", "breach",
    ] {
        ticket[ended] = serde_json::Value::Null;
    }
    ticket
}

#[test]
fn running_down_the_queue_stays_cheap() {
    for (cols, rows) in [(80, 24), (120, 36)] {
        let home = tempfile::tempdir().expect("a home");
        let mut desk = long_queue(home.path(), &[], cols, rows);
        let mut sum = 0;
        for at in 1..=RUN_MOVES {
            let before = desk.bytes.len();
            desk.send("j");
            desk.sees(&format!("{} of 400", at + 1));
            sum += desk.bytes.len() - before;
        }
        let mean = sum / RUN_MOVES;
        assert!(mean <= RUN_MEAN_MAX, "{cols}x{rows}: {mean} bytes a move");
    }
}

#[test]
fn a_key_that_changes_nothing_sends_nothing() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = demo(home.path(), 80, 24);
    for (keys, what) in [
        ("k", "up on the first row"),
        ("g", "first on the first row"),
        ("\x1b", "back where nothing lies"),
    ] {
        // The minute may turn meanwhile, and the clock shows it; it does not turn twice.
        let is_silent = (0..2).any(|_| sent(&mut desk, keys) == (0, 0));
        assert!(is_silent, "{what}");
    }
}

#[test]
fn a_typed_letter_sends_little_more_than_itself() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = demo(home.path(), 80, 24);
    desk.send("n");
    desk.sees("new ticket");
    desk.send("Pr");
    desk.sees("draft kept");
    desk.quiet();
    for letter in ["i", "n", "t", "e", "r"] {
        desk.send(letter);
        let first = desk.first_answer();
        assert!((1..=LETTER_MAX).contains(&first), "{first} bytes a letter");
    }
}

#[test]
fn fifty_keys_at_once_are_answered_at_once() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = long_queue(home.path(), &[], 120, 36);
    let before = desk.bytes.len();
    desk.send(&"j".repeat(50));
    desk.sees("51 of 400");
    desk.quiet();
    let whole = desk.bytes.len() - before;
    assert!(whole <= BURST_MAX, "{whole} bytes");
}

#[test]
fn fifty_keys_at_once_are_one_frame_or_two() {
    let home = tempfile::tempdir().expect("a home");
    let trace = home.path().join("trace");
    let name = trace.to_str().expect("a name");
    let under = ["strace", "-f", "-y", "-e", "trace=write", "-o", name];
    if !can_trace() {
        return;
    }
    let mut desk = long_queue(home.path(), &under, 120, 36);
    let frames = || {
        let text = std::fs::read_to_string(&trace).expect("the trace");
        let to_terminal = |line: &&str| line.contains(" write(") && line.contains("</dev/pts/");
        text.lines().filter(to_terminal).count()
    };
    // A busy machine may cut the fifty keys into several reads; one burst of three must not be.
    let mut fewest = usize::MAX;
    for burst in 1..=3 {
        let before = frames();
        desk.send(&"j".repeat(50));
        desk.sees(&format!("{} of 400", burst * 50 + 1));
        desk.quiet();
        fewest = fewest.min(frames() - before);
    }
    // And one for the preview that follows the pause.
    assert!((1..=3).contains(&fewest), "{fewest} frames");
}
