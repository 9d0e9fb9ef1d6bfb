//! What is counted and not timed: bytes of a key, syncs of a save, wake-ups of an idle session and
//! allocations of a move, on desks of three sizes.
//!
//! None of them may grow with what lies behind: each desk has as many open tickets as the others,
//! and ten times the closed ones. The limits are those of `docs/performance.md`.

mod load_rig;
mod outside;
mod pty;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use nightdesk::desk::{Caller, Desk};
use nightdesk::domain::command::Console;
use nightdesk::text::Clean;
use nightdesk::time::{FixedClock, Stamp};
use nightdesk::tui::{Key, KeyCode, Me, Model, Msg, Settings, update, view};
use outside::can_trace;
use pty::{Start, Terminal};
use ratatui::backend::TestBackend;
use uuid::Uuid;

/// How many tickets the desks have, and how many of them are open.
const SIZES: [u64; 3] = [100, 1_000, 2_500];
const OPEN: u64 = 50;
/// What a move of the selection may send on average, with its jumps and without the preview.
const MOVE_MEAN_MAX: usize = 400;
/// What a page may send, with its preview.
const PAGE_MAX: usize = 6 * 1024 + 2 * 1024;
/// What a typed letter may send.
const LETTER_MAX: usize = 64;
/// How often memory may be asked for by a key that moves the selection: the story of the ticket that
/// it came to is asked for.
const MOVE_ALLOCATIONS: u64 = 1;
/// How often by the frame that shows it: some forty for each row of text.
const FRAME_ALLOCATIONS_MAX: u64 = 1_400;
/// How often a thread of the program's own may wake in a second in which nothing happens: the
/// minute may turn.
const WAKES_MAX: u64 = 2;

fn program(home: &Path, under: &[&str], args: &[&str]) {
    let words = [under, &[env!("CARGO_BIN_EXE_nightdesk")], args].concat();
    let status = Command::new(words[0])
        .args(&words[1..])
        .env_clear()
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("PATH", "/usr/bin:/bin")
        .env("NIGHTDESK_DIR", home.join("desk"))
        .current_dir(home)
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("it runs").success(), "{args:?}");
}

/// A home with a desk of so many tickets.
fn home_of(tickets: u64) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a home");
    program(home.path(), &[], &["init", "--profile", "library-template"]);
    let text = load_rig::files_with(tickets, 1, tickets / OPEN).concat();
    std::fs::write(home.path().join("load.jsonl"), text).expect("a file");
    program(home.path(), &[], &["import", "load.jsonl"]);
    home
}

fn screen(home: &Path) -> Terminal {
    let desk = home.join("desk");
    let mut screen = Start::at(home)
        .env("NIGHTDESK_DIR", desk.to_str().expect("a path in letters"))
        .size(120, 36)
        .start();
    screen.sees(&format!("1 of {OPEN}"));
    screen.quiet();
    // The first key takes the greeting away.
    screen.send("g");
    screen.quiet();
    screen
}

/// The bytes of a run down the queue for a move, of a page, and of the longest of five letters.
fn bytes(home: &Path) -> [usize; 3] {
    let mut screen = screen(home);
    let before = screen.bytes.len();
    for at in 2..=OPEN {
        screen.send("j");
        screen.sees(&format!("{at} of {OPEN}"));
    }
    let moved = (screen.bytes.len() - before) / (OPEN as usize - 1);
    screen.send("g");
    screen.quiet();
    screen.send("\x04");
    let page = screen.quiet();
    screen.send("n");
    screen.sees("new ticket");
    screen.send("Pr");
    screen.sees("draft kept");
    screen.quiet();
    let letters = ["i", "n", "t", "e", "r"].map(|letter| {
        screen.send(letter);
        screen.first_answer()
    });
    let letter = letters.into_iter().max().unwrap_or_default();
    [moved, page, letter]
}

/// How often the journal is synced by one command, and how many bytes are written to it.
fn save(home: &Path) -> (usize, u64) {
    let trace = home.join("trace");
    let name = trace.to_str().expect("a path in letters");
    let kept = "trace=fdatasync,fsync,sync_file_range";
    let under = ["strace", "-f", "-y", "-e", kept, "-o", name];
    let journal = home.join("desk/journal/000001.jsonl");
    let length = || std::fs::metadata(&journal).expect("a journal").len();
    let before = length();
    program(home, &under, &["log", "T-100", "looked at it again"]);
    let text = std::fs::read_to_string(&trace).expect("the trace");
    let syncs = text.lines().filter(|line| line.contains("/journal/"));
    (syncs.count(), length() - before)
}

/// How often memory was asked for by one move of the selection, and by the frame that shows it.
fn allocations(home: &Path) -> (u64, u64) {
    let now: Stamp = "2026-05-14T13:00:00-04:00".parse().expect("a time");
    let caller = Caller {
        uid: rustix::process::getuid().as_raw(),
        name: Clean::from("Jo Dale"),
        host: "desk1".to_owned(),
        tty: "-".to_owned(),
        pid: std::process::id(),
    };
    let desk = Desk::open(&home.join("desk"), caller, Arc::new(FixedClock(now)));
    let desk = desk.expect("the desk opens");
    let me = Me {
        person: desk.actor().expect("the maker").person,
        name: Clean::from("Jo Dale"),
        console: Console {
            host: "desk1".to_owned(),
            tty: None,
        },
    };
    let fresh = Box::new(Uuid::now_v7);
    let mut model = Model::new(desk.snapshot(), me, Settings::default(), now, fresh);
    update(
        &mut model,
        Msg::Resize {
            cols: 120,
            rows: 36,
        },
    );
    let mut terminal = ratatui::Terminal::new(TestBackend::new(120, 36)).expect("in memory");
    let mut key = |code| {
        let ctrl = false;
        let alt = false;
        let code = KeyCode::Char(code);
        let msg = Msg::Key(Key { code, ctrl, alt });
        let moved = allocation_counter::measure(|| drop(update(&mut model, msg)));
        let drawn = allocation_counter::measure(|| {
            terminal.draw(|frame| view(&model, frame)).expect("a frame");
        });
        (moved.count_total, drawn.count_total)
    };
    // What is kept from frame to frame is there after a few.
    for code in ['j', 'k', 'j', 'k'] {
        key(code);
    }
    let count = key('j');
    // The shipped lists are read when somebody asks for one.
    let lists = desk.snapshot();
    let mut lists = lists.site.policy.templates.values();
    assert!(!lists.any(nightdesk::domain::site::Later::is_read));
    count
}

#[test]
fn nothing_that_a_key_or_a_save_costs_grows_with_the_desk() {
    let mut saves = Vec::new();
    for tickets in SIZES {
        let home = home_of(tickets);
        let (moved, drawn) = allocations(home.path());
        assert!(moved <= MOVE_ALLOCATIONS, "{tickets}: {moved} allocations");
        assert!(
            (1..=FRAME_ALLOCATIONS_MAX).contains(&drawn),
            "{tickets}: {drawn} allocations a frame"
        );
        let count = moved + drawn;
        let [moved, page, letter] = bytes(home.path());
        assert!(moved <= MOVE_MEAN_MAX, "{tickets}: {moved} bytes a move");
        assert!(page <= PAGE_MAX, "{tickets}: {page} bytes a page");
        assert!(letter <= LETTER_MAX, "{tickets}: {letter} bytes a letter");
        if can_trace() {
            saves.push(save(home.path()));
        }
        let _ = writeln!(
            std::io::stderr(),
            "{tickets}: {moved} {page} {letter} bytes, {count} allocations, {:?}",
            saves.last()
        );
    }
    for (syncs, bytes) in &saves {
        assert_eq!(*syncs, saves[0].0, "{saves:?}");
        assert!((1..=2).contains(syncs), "{saves:?}");
        // The seq and the clock have a digit more or less.
        assert!(bytes.abs_diff(saves[0].1) <= 16, "{saves:?}");
    }
}

#[test]
fn the_store_begins_after_the_first_frame() {
    if !can_trace() {
        return;
    }
    let home = home_of(SIZES[0]);
    let trace = home.path().join("trace");
    let name = trace.to_str().expect("a path in letters");
    let under = [
        "strace",
        "-f",
        "-s",
        "65536",
        "-e",
        "trace=prctl,write",
        "-o",
        name,
    ];
    let desk = home.path().join("desk");
    let mut screen = Start::at(home.path())
        .env("NIGHTDESK_DIR", desk.to_str().expect("a path in letters"))
        .under(&under)
        .size(120, 36)
        .start();
    screen.sees("1 of ");
    screen.quiet();
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    let text = std::fs::read_to_string(&trace).expect("the trace");
    let first = |what: &str| text.lines().position(|line| line.contains(what));
    let frame = first("NAV").expect("a frame");
    let store = first("PR_SET_NAME, \"store\"").expect("the store's thread");
    assert!(
        frame < store,
        "the store came {} calls early",
        frame - store
    );
}

/// How many calls of a kind there were on the journal's files, and the sum of what they gave.
fn moved(text: &str, call: &str) -> (usize, u64) {
    let (mut calls, mut sum, mut waiting) = (0, 0, Vec::new());
    for line in text.lines() {
        let (thread, what) = line.split_once(' ').expect("a thread's call");
        let what = what.trim_start();
        let is_its = what.starts_with(&format!("{call}(")) && what.contains("/journal/0");
        if is_its && what.ends_with("<unfinished ...>") {
            waiting.push(thread);
            continue;
        }
        let before = waiting.len();
        if what.starts_with(&format!("<... {call} resumed>")) {
            waiting.retain(|other| *other != thread);
        }
        if is_its || waiting.len() < before {
            let (_, gave) = what.rsplit_once("= ").expect("a whole call");
            sum += gave.trim().parse::<u64>().expect("a call that went well");
            calls += 1;
        }
    }
    (calls, sum)
}

#[test]
fn an_import_is_written_once_synced_once_and_not_read_back() {
    if !can_trace() {
        return;
    }
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    program(home, &[], &["init", "--profile", "library-template"]);
    let text = load_rig::files_with(1_000, 1, 1_000 / OPEN).concat();
    std::fs::write(home.join("load.jsonl"), text).expect("a file");
    let journal = home.join("desk/journal/000001.jsonl");
    let length = || std::fs::metadata(&journal).expect("a journal").len();
    let before = length();
    let trace = home.join("trace");
    let name = trace.to_str().expect("a path in letters");
    let kept = "trace=read,pread64,pwrite64,fdatasync,getrandom";
    let under = ["strace", "-f", "-y", "-s", "0", "-e", kept, "-o", name];
    program(home, &under, &["import", "load.jsonl"]);
    let added = length() - before;
    assert!(added > 9_000_000, "{added}");
    let trace = std::fs::read_to_string(&trace).expect("the trace");
    // Its own lines are written by the mebibyte, one write each, and none is read again.
    let (writes, written) = moved(&trace, "pwrite64");
    assert_eq!(written, added);
    assert!(writes as u64 <= added / (1024 * 1024) + 1, "{writes}");
    assert_eq!(moved(&trace, "fdatasync"), (1, 0));
    let (_, read) = moved(&trace, "read");
    let (_, also) = moved(&trace, "pread64");
    assert!(read + also <= 8 * before, "{read} {also} of {before}");
    // An entry has an id and a salt, 22 bytes of chance; a row has some ids of its own.
    let asked = trace.lines().filter(|line| line.contains(" getrandom("));
    assert!(asked.count() <= 150);
}

/// The wake-ups of each of the program's own threads so far, by name and number.
fn wakes(pid: u32) -> Vec<(String, u64)> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).expect("it runs");
    let mut wakes: Vec<(String, u64)> = tasks
        .filter_map(|task| {
            let task = task.ok()?;
            let text = std::fs::read_to_string(task.path().join("status")).ok()?;
            let of = |key: &str| {
                let line = text.lines().find(|line| line.starts_with(key))?;
                line.split_whitespace().nth(1).map(str::to_owned)
            };
            let name = of("Name:")?;
            let is_ours = [
                "nightdesk",
                "signals",
                "writer",
                "drafts",
                "store",
                "witness",
            ]
            .iter()
            .any(|ours| name == *ours);
            let count = of("voluntary_ctxt_switches:")?.parse().ok()?;
            is_ours.then(|| (format!("{name} {}", task.file_name().display()), count))
        })
        .collect();
    wakes.sort();
    wakes
}

#[test]
fn an_idle_session_sleeps() {
    let home = home_of(100);
    let mut screen = screen(home.path());
    // Until the store is made, synced and left alone.
    screen.sees_within(Duration::from_secs(4), |_| false);
    let shown = screen.bytes.len();
    let before = wakes(screen.pid());
    assert!(before.len() >= 4, "{before:?}");
    let seconds = 2;
    screen.sees_within(Duration::from_secs(seconds), |_| false);
    let after = wakes(screen.pid());
    for ((name, before), (again, after)) in before.iter().zip(&after) {
        assert_eq!(name, again);
        let woken = after - before;
        assert!(woken <= WAKES_MAX * seconds, "{name} woke {woken} times");
    }
    // At most the clock of the next minute.
    let sent = screen.bytes.len() - shown;
    assert!(sent <= LETTER_MAX, "{sent} bytes while nothing happened");
}
