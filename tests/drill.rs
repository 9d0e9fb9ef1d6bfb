//! The practice night, played to its end by keys through the real program at 80x24.

mod pty;

use std::path::Path;

use pty::{Start, Terminal};

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
