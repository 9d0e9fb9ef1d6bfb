//! What other processes and bad days do to a desk while a console is open on it.

mod newer;
mod outside;
mod pty;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use newer::{bytes_below, newer_line};
use outside::{desk, drafts, good, home_with_desk, run};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use pty::{Start, Terminal};

fn screen(home: &Path) -> Terminal {
    let mut screen = Start::at(home).size(120, 40).start();
    screen.sees("NAV");
    screen
}

/// Waits until something is so, as only a broken program never makes it.
fn wait(what: &str, is_so: impl Fn() -> bool) {
    let limit = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < limit, "never: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether the store of a process has all entries, by what `doctor` says.
fn has_all(home: &Path, pid: u32) -> bool {
    let ran = run(home, &["doctor", "--json"]);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    said.contains(&format!("in use by process {pid}, has all"))
}

/// A console that was open, and everything taken over into the store.
fn had_a_console(home: &Path) {
    let mut screen = screen(home);
    wait("the store has all", || has_all(home, screen.pid()));
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
}

fn names(home: &Path) -> Vec<String> {
    let files = fs::read_dir(desk(home)).expect("the desk");
    files
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

#[test]
fn a_console_goes_on_once_another_process_has_looked_into_a_failed_write() {
    let home = home_with_desk();
    let home = home.path();
    let mut screen = screen(home);
    fs::write(desk(home).join("fault"), "a write failed").expect("it is written");
    screen.send("n");
    screen.line("typed here");
    screen.sees("NOT SAVED");
    good(home, &["new", "from a command"]);
    assert!(!desk(home).join("fault").exists());
    screen.sees("1 newer");
    good(home, &["new", "and one more"]);
    screen.sees("2 newer");
    // What could not be saved is still in its form, and now it can be.
    screen.send("\r");
    screen.sees("logged: typed here");
    assert!(good(home, &["queue"]).contains("typed here"));
}

#[test]
fn a_console_hears_of_others_after_the_mark_was_taken_away() {
    let home = home_with_desk();
    let home = home.path();
    let mut screen = screen(home);
    fs::remove_file(desk(home).join("acked")).expect("it is removed");
    good(home, &["new", "after the mark was gone"]);
    screen.sees("after the mark was gone");
    good(home, &["new", "and one more"]);
    screen.sees("and one more");
}

#[test]
fn what_the_store_has_is_no_torn_tail_and_is_given_back() {
    let home = home_with_desk();
    let home = home.path();
    for n in 1..=5 {
        good(home, &["new", &format!("ticket {n}")]);
    }
    had_a_console(home);
    // The mark of a day before, as after a power cut, no page, and one bad letter.
    let path = desk(home).join("journal/000001.jsonl");
    let text = fs::read_to_string(&path).expect("the journal");
    let lines: Vec<&str> = text.lines().collect();
    let before: serde_json::Value = serde_json::from_str(lines[lines.len() - 4]).expect("a line");
    let mut mark = before["seq"]
        .as_u64()
        .expect("a seq")
        .to_be_bytes()
        .to_vec();
    let hash = before["hash"].as_str().expect("a hash");
    mark.extend((0..8).map(|n| u8::from_str_radix(&hash[2 * n..2 * n + 2], 16).expect("hex")));
    fs::write(desk(home).join("acked"), mark).expect("it is written");
    fs::remove_file(desk(home).join("page")).expect("it is removed");
    let bad = text.replace("ticket 4", "ticket X");
    assert_ne!(bad, text);
    fs::write(&path, &bad).expect("it is written");

    for args in [&["queue"][..], &["new", "again"]] {
        let ran = run(home, args);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(5), "{said}");
        assert!(said.contains("store") && said.contains("rebuild"), "{said}");
    }
    assert_eq!(fs::read_to_string(&path).expect("the journal"), bad);
    let ran = run(home, &["verify"]);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(ran.status.code(), Some(5), "{said}");
    assert!(
        said.contains("LOST") && !said.contains("Nothing is lost"),
        "{said}"
    );
    assert!(
        !names(home).iter().any(|name| name.starts_with("torn")),
        "{:?}",
        names(home)
    );
    good(home, &["rebuild"]);
    assert_eq!(fs::read_to_string(&path).expect("the journal"), text);
    good(home, &["verify"]);
    assert_eq!(good(home, &["new", "again"]), "T-6\n");
}

#[test]
fn a_console_changes_nothing_of_a_newer_programs_store() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "the first"]);
    had_a_console(home);
    // A line that only a newer program can read, and its mark.
    let path = desk(home).join("journal/000001.jsonl");
    let text = fs::read_to_string(&path).expect("the journal");
    let last = text.lines().last().expect("a line");
    fs::write(&path, format!("{text}{}", newer_line(last))).expect("it is written");
    let look = || {
        let parts = ["store", "journal"];
        parts.map(|part| bytes_below(&desk(home).join(part)))
    };
    let before = look();
    let mut screen = Start::at(home).size(120, 40).start();
    screen.sees("newer progr");
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert!(look() == before, "the store or the journal was changed");
}

#[test]
fn a_terminal_that_does_not_read_keeps_no_word_from_the_disk() {
    let home = home_with_desk();
    let home = home.path();
    let size = |rows, cols| PtySize {
        rows,
        cols,
        ..PtySize::default()
    };
    let pair = native_pty_system()
        .openpty(size(24, 80))
        .expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_nightdesk"));
    command.env_clear();
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
        command.env(name, value);
    }
    command.env("HOME", home);
    command.cwd(home);
    let mut child = pair.slave.spawn_command(command).expect("it starts");
    let mut reader = pair.master.try_clone_reader().expect("its output");
    let mut writer = pair.master.take_writer().expect("its input");
    let is_away = Arc::new(AtomicBool::new(false));
    let (seen, is_gone) = (Arc::new(AtomicBool::new(false)), Arc::clone(&is_away));
    let saw = Arc::clone(&seen);
    std::thread::spawn(move || {
        let (mut shown, mut piece) = (Vec::new(), vec![0; 4096]);
        while !is_gone.load(Ordering::SeqCst) {
            let Ok(read) = reader.read(&mut piece) else {
                return;
            };
            shown.extend_from_slice(&piece[..read]);
            saw.fetch_or(
                String::from_utf8_lossy(&shown).contains("new ticket"),
                Ordering::SeqCst,
            );
        }
        // The line is up, and nobody reads it.
        loop {
            std::thread::park();
        }
    });
    writer.write_all(b"n").expect("keys");
    wait("the form", || seen.load(Ordering::SeqCst));
    is_away.store(true, Ordering::SeqCst);
    writer
        .write_all(b"typed before the line stalled")
        .expect("keys");
    for n in 0..2 {
        pair.master.resize(size(200 - n, 500 - n)).expect("a size");
    }
    wait("the draft", || {
        drafts(home)
            .iter()
            .any(|draft| draft.contains("typed before the line stalled"))
    });
    child.kill().expect("it ends");
    child.wait().expect("it ended");
}

#[test]
fn the_store_goes_to_the_next_console_when_its_holder_ends() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "the first"]);
    let held_by = |pid: u32| {
        let file = desk(home).join("store.lock");
        let held = || fs::read_to_string(&file).ok() == Some(pid.to_string());
        wait("the holder", held);
    };
    let mut one = screen(home);
    held_by(one.pid());
    let mut two = screen(home);
    two.settles();
    wait("the store has all", || has_all(home, one.pid()));
    one.send("qq");
    assert_eq!(one.ends(), 0, "{}", one.text());
    held_by(two.pid());
}

#[test]
fn a_mark_that_is_damaged_under_an_open_console_is_put_right_there() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "the first"]);
    let mut screen = screen(home);
    let path = desk(home).join("acked");
    let mut mark = fs::read(&path).expect("a mark");
    mark[6] ^= 0x55;
    fs::write(&path, mark).expect("it is written");
    screen.sees("the journal was checked and is good again");
    screen.no_longer_sees("read only");
    screen.send("n");
    screen.line("after the damage");
    screen.sees("logged: after the damage");
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert!(outside::journal(home).contains("fault.cleared"));
    good(home, &["verify"]);
}
