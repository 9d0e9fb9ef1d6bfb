//! The practice night, played to its end by keys through the real program at 80x24.

mod pty;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use pty::{Start, Terminal};
use rustix::process::{Pid, Signal, kill_process};

/// What is left of practice desks below a home.
fn left(home: &Path) -> usize {
    let state = home.join(".local/state/nightdesk");
    let entries = std::fs::read_dir(state).into_iter().flatten();
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().contains("practice"))
        .count()
}

/// From the ring of the phone to the work.
fn to_the_work(desk: &mut Terminal) {
    desk.sees("PRACTICE");
    desk.sees("the phone rings");
    desk.send("C");
    desk.sees("It is happening now");
    desk.send("1");
    desk.sees("Dana Whitlow here");
    desk.line("Dana Whitlow");
    desk.line("555-0142");
    desk.send("\r\r1");
    desk.sees("the circulation server, circ-1");
    desk.send("1");
    desk.sees("Which one");
    desk.line("circ-1");
    desk.sees("38 of us");
    desk.send("0\r38\r");
    desk.sees("A server is down");
    desk.send("\r");
    desk.sees("circ-1 does not answer");
    desk.send("3");
    desk.sees("Whose room");
    desk.line("Ferry Road");
    desk.line("key 7");
    desk.sees("Priya Raman, head");
    desk.send("11\r");
}

#[test]
fn a_practice_night_is_played_to_its_end_with_nothing_forgotten() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = Start::at(home.path())
        .args(&["drill"])
        .env("TZ", "America/New_York")
        .start();
    to_the_work(&mut desk);
    desk.sees("Theo Lang of Corvid");
    desk.send("2");
    desk.sees("Who was it");
    desk.line("Theo Lang");
    desk.line("Corvid Systems");
    desk.line("0130");
    desk.send("\r\r");
    desk.sees("spryor stopped the service");
    desk.line("the log names spryor at 01:38");
    // The line drops; what follows is the first screen of any console.
    desk.sees("you are back after 12 minutes");
    desk.sees("is open, last saved");
    desk.send("\r");
    desk.sees("working");
    desk.send("2");
    desk.sees("Sam lent me");
    desk.line("/server started the service");
    desk.sees("The service runs");
    desk.send("\t");
    desk.sees("It works again");
    desk.send("1");
    // One Enter takes all the times as they stand.
    desk.send("\r");
    desk.sees("nobody's guilt");
    desk.send("\t");
    desk.line("start the service again");
    desk.sees("paid now");
    desk.send("Z");
    desk.sees("what was forgotten");
    desk.sees("Nothing forgotten. Good night.");
    desk.send("q");
    assert_eq!(desk.ends(), 0);
    assert_eq!(left(home.path()), 0);
}

#[test]
fn line_three_of_the_first_run_practises_and_the_next_start_knows_nothing_of_it() {
    let home = tempfile::tempdir().expect("a home");
    let mut first = Start::at(home.path()).start();
    first.sees("Practise a callout");
    first.send("3");
    first.sees("PRACTICE");
    first.sees("the phone rings");
    first.send("q");
    assert_eq!(first.ends(), 0);
    assert_eq!(left(home.path()), 0);
    let mut again = Start::at(home.path()).start();
    again.sees("Welcome to nightdesk");
    again.send("q");
    assert_eq!(again.ends(), 0);
}

/// A practice in lines, whose input is a pipe.
fn in_lines(home: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_nightdesk"))
        .args(["drill", "--plain"])
        .env_clear()
        .env("HOME", home)
        .env("TZ", "America/New_York")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// The same night as by keys, a line an answer.
const LINES: [&str; 16] = [
    // start, caller, what, impact, emergency
    "1",
    "Dana Whitlow\n555-0142\n\n\n1",
    "1\ncirc-1",
    "0\n38",
    "",
    // place, tell, list, V
    "3\nFerry Road\nkey 7",
    "1\n1\nrest",
    "2",
    "Theo Lang\nCorvid Systems\n0130\n\n",
    // work: the line drops behind the first one
    "the log names spryor at 01:38\n\n2\n/server started the service\ndone",
    // outcome, narrative, debts: word to the caller now, and back
    "1\nrest",
    "\nstart the service again",
    "2\n2\n1",
    "\n1\n",
    "2\n2",
    // claim, handover
    "\n",
];

#[test]
fn a_practice_night_is_played_to_its_end_in_lines() {
    let home = tempfile::tempdir().expect("a home");
    let mut night = in_lines(home.path());
    let mut stdin = night.stdin.take().expect("a pipe");
    for line in LINES {
        writeln!(stdin, "{line}").expect("it is read");
    }
    drop(stdin);
    let output = night.wait_with_output().expect("it ends");
    let said = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{said}");
    for part in [
        "PRACTICE. A made-up library",
        "\"Dana Whitlow here, Ferry Road",
        "The line drops.",
        "you are back after 12 minutes",
        "No line from 02:12 to 02:24: were you working?",
        "Sam lent me the login",
        "Callout K-1 has ended.",
        "Nothing forgotten. Good night.",
        "The practice is over.",
    ] {
        assert!(said.contains(part), "`{part}` is missing:\n{said}");
    }
    assert_eq!(left(home.path()), 0);
}

#[test]
fn nothing_of_a_practice_is_left_by_a_signal_or_a_line_that_drops() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    for signal in [Some(Signal::HUP), Some(Signal::TERM), None] {
        let mut desk = Start::at(home).args(&["drill"]).start();
        desk.sees("the phone rings");
        assert_eq!(left(home), 1);
        desk.send("C1");
        desk.sees("Dana Whitlow here");
        desk.send("Dana Whit");
        desk.sees("Dana Whit");
        match signal {
            Some(signal) => desk.signal(signal),
            None => desk.drop_line(),
        }
        desk.ends();
        assert_eq!(left(home), 0, "{signal:?}");
    }
}

/// Reads what is said until a question.
fn asked(night: &mut Child, question: &str) {
    let output = BufReader::new(night.stdout.as_mut().expect("a pipe"));
    let mut lines = output.lines().map(|line| line.expect("text"));
    assert!(lines.any(|line| line.contains(question)), "{question}");
}

fn signal(night: &Child, signal: Signal) {
    let pid = i32::try_from(night.id()).expect("a pid");
    kill_process(Pid::from_raw(pid).expect("a pid"), signal).expect("it is sent");
}

#[test]
fn nothing_of_a_practice_in_lines_is_left_by_a_signal() {
    use std::os::unix::process::ExitStatusExt as _;
    let home = tempfile::tempdir().expect("a home");
    for (sent, number) in [(Signal::HUP, 1), (Signal::INT, 2), (Signal::TERM, 15)] {
        let mut night = in_lines(home.path());
        // Held to the end: the input does not end, the signal does it.
        let _stdin = night.stdin.take();
        asked(&mut night, "Is it happening now");
        assert_eq!(left(home.path()), 1);
        signal(&night, sent);
        let status = night.wait().expect("it ends");
        assert_eq!(status.signal(), Some(number));
        assert_eq!(left(home.path()), 0, "{sent:?}");
    }
}

#[test]
fn a_practice_that_was_killed_is_cleared_away_by_the_next_start() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    for next in [&[][..], &["--plain"], &["drill"]] {
        let mut desk = Start::at(home).args(&["drill"]).start();
        desk.sees("the phone rings");
        desk.signal(Signal::KILL);
        assert_eq!(desk.ends_by(), "Killed");
        assert_eq!(left(home), 1);
        let mut desk = Start::at(home).args(next).start();
        match next {
            ["drill"] => desk.sees("the phone rings"),
            ["--plain"] => desk.sees("nightdesk init"),
            _ => desk.sees("Welcome to nightdesk"),
        }
        assert_eq!(left(home), usize::from(next == ["drill"]), "{next:?}");
        if next != ["--plain"] {
            desk.signal(Signal::TERM);
        }
        desk.ends();
        assert_eq!(left(home), 0);
    }
}
