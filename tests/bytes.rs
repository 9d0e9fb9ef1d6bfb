//! How many bytes a key sends to the terminal, through the real program on the made-up library.
//!
//! A desk is used over slow lines; these counts are exact, so that a screen that grows talkative
//! fails here before anybody waits for it.

mod pty;

use pty::{Start, Terminal};

/// What a move of the selection may send, without the preview.
const MOVE_MAX: usize = 300;
/// What the preview may send once the moving has paused.
const PREVIEW_MAX: usize = 2048;
/// What a move may send when the queue is run down key by key, with its jumps.
const RUN_MEAN_MAX: usize = 400;
/// What a page of the queue may send.
const PAGE_MAX: usize = 6 * 1024;
/// What a typed letter may send.
const LETTER_MAX: usize = 64;
/// What fifty keys that come at once may send.
const BURST_MAX: usize = 12 * 1024;

/// The made-up library on a screen of this size, quiet.
fn demo(home: &std::path::Path, cols: u16, rows: u16) -> Terminal {
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
        let limit = if cols == 80 { PREVIEW_MAX } else { PAGE_MAX };
        assert!(preview <= limit, "{cols}x{rows}: {preview} bytes a preview");
        let (_, page) = sent(&mut desk, "\x04");
        assert!(page <= PAGE_MAX, "{cols}x{rows}: {page} bytes a page");
    }
}

#[test]
fn running_down_the_queue_stays_cheap() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = demo(home.path(), 80, 24);
    let mut sum = 0;
    for _ in 0..100 {
        desk.send("j");
        // The last row answers a further key with nothing.
        sum += desk.first_answer();
    }
    let mean = sum / 100;
    assert!(mean <= RUN_MEAN_MAX, "{mean} bytes a move");
}

#[test]
fn a_key_that_changes_nothing_sends_nothing() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = demo(home.path(), 80, 24);
    assert_eq!(sent(&mut desk, "k"), (0, 0), "up on the first row");
    assert_eq!(sent(&mut desk, "g"), (0, 0), "first on the first row");
    assert_eq!(sent(&mut desk, "\x1b"), (0, 0), "back where nothing lies");
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
    let mut desk = demo(home.path(), 120, 36);
    let (_, whole) = sent(&mut desk, &"j".repeat(50));
    assert!(whole <= BURST_MAX, "{whole} bytes");
}
