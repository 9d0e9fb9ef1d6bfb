//! A night at the desk, by keys alone, through the real program at 80x24: from an empty home to the
//! card of the next start, with the line dropped in the middle of a sentence.

mod night_rig;
mod outside;
mod pty;

use night_rig::{kinds, works_at_no_time};
use outside::{assert_whole, good};
use pty::{Start, set_up};
use rustix::process::Signal;
use serde_json::Value;

#[test]
fn a_night_from_an_empty_home_over_a_line_that_drops_to_a_claim() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    let mut desk = set_up(home);
    works_at_no_time(home);

    // The call is taken: the number is there with the first answer.
    desk.send("C");
    desk.sees("Is it happening now, or is it over?");
    desk.send("1");
    desk.sees("Callout of T-1");
    desk.sees("Who is calling?");
    desk.line("Maria Ortiz");
    desk.sees("Number to call back?");
    desk.line("555-0101");
    desk.send("\r-20\r1");
    desk.sees("What is it about?");
    desk.send("1");
    desk.sees("Which one?");
    desk.line("circulation server down, four branches, 38 people");
    desk.sees("How many cannot work now?");
    desk.line("38");
    desk.line("38");
    desk.sees("By your rules: an emergency, a server is down");
    desk.send("\r");
    desk.sees("Where will you work?");
    desk.send("1");
    desk.sees("TONIGHT: Maria Ortiz, 555-0101");
    desk.send("1");
    desk.sees("left to tick");

    // The work screen at once; the line drops in the middle of a sentence.
    desk.send("W");
    desk.sees("What did you do?");
    desk.line("looked at /var: it is full");
    desk.sees("looked at /var");
    desk.send("moved the logs awa");
    desk.sees("draft kept");
    desk.drop_line();
    desk.ends();

    // The first screen after it: the callout at its step, the sentence as it was.
    let mut desk = Start::at(home).start();
    desk.sees("Callout of T-1 is open, last saved");
    desk.sees("goes on at \"work\"");
    desk.send("\r");
    desk.sees("moved the logs awa");
    desk.send("y\r");
    desk.sees("moved the logs away");
    desk.send("\t");
    desk.sees("left to tick");
    desk.send("0");
    desk.sees("Was anybody from outside at a server");
    desk.send("1");
    desk.sees("How did it come out?");
    desk.send("1");
    desk.sees("it rang");

    // To bed, one key after the outcome.
    // The row of times as it is filled in: one key takes it.
    desk.sees("How did it come out?  fixed");
    desk.send("\r");
    desk.sees("The narrative");
    desk.send("Z");
    desk.sees("good night");
    desk.escape();
    desk.sees("[1 Desk]");
    desk.send("qq");
    desk.ends();

    let kinds = kinds(home);
    let has = |kind: &str| kinds.iter().any(|known| known == kind);
    for kind in [
        "callout.started",
        "ticket.action_logged",
        "ticket.told",
        "ticket.resolved",
        "ticket.narrative_written",
        "claim.drafted",
    ] {
        assert!(has(kind), "{kind}: {kinds:?}");
    }
    assert_eq!(kinds.last().map(String::as_str), Some("callout.ended"));
    let claim: Value =
        serde_json::from_str(&good(home, &["claim", "show", "M-1", "--json"])).expect("json");
    assert_eq!(claim["state"], "drafted");
    assert_eq!(claim["path"], "emergency");
    assert_eq!(claim["ticket"], "T-1");
    // It rang twenty minutes before it was written down.
    let outside = claim["minutes_outside"].as_i64().expect("minutes");
    assert!((20..=25).contains(&outside), "{claim}");
    assert_whole(home);

    // The next start shows the night's card and what is owed.
    let mut desk = Start::at(home).start();
    desk.sees("last night");
    desk.sees("T-1 circulation server down, four branches, 38 people, ");
    desk.sees("owed: ");
    desk.sees("Claim M-1 is drafted");
}

/// A shell with job control: when the program is stopped it says so, and goes on by Enter.
const SHELL: [&str; 4] = [
    "/bin/sh",
    "-m",
    "-c",
    "\"$0\"; echo 'the shell has it'; read go; fg",
];

#[test]
fn given_to_the_shell_and_taken_back_in_the_middle_of_a_sentence() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    good(home, &["init", "--name", "Millrow Library", "--yes"]);
    let mut desk = Start::at(home).under(&SHELL).start();
    desk.sees("No open tickets");
    desk.send("C1");
    desk.sees("Who is calling?");
    desk.send("Ann Lee\r555\r\r-20\r1");
    desk.sees("What is it about?");
    desk.send("2Eastside is o");
    desk.sees("Eastside is o");
    desk.send("\x1a");
    desk.sees("the shell has it");
    assert!(!desk.is_on_own_screen());
    // Meanwhile somebody does something else in that shell.
    good(home, &["callout", "log", "T-1 was rung about again"]);
    desk.resize(100, 30);
    desk.send("\r");
    desk.sees("Eastside is o");
    assert!(desk.is_on_own_screen());
    desk.sees("Callout of T-1   clock 0h20");
    desk.sees("was rung about again");
    desk.send("ff\r");
    desk.sees("How many cannot work now?");
    desk.send("qq");
    desk.ends();
    let shown = good(home, &["show", "T-1"]);
    assert!(shown.contains("Eastside is off"), "{shown}");
    assert_whole(home);
}

#[test]
fn stopped_and_woken_at_a_question() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    good(home, &["init", "--name", "Millrow Library", "--yes"]);
    let mut desk = Start::at(home).start();
    desk.sees("No open tickets");
    desk.send("C1");
    desk.sees("Who is calling?");
    desk.send("Ann L");
    desk.sees("Ann L");
    for _ in 0..2 {
        desk.signal(Signal::STOP);
        desk.signal(Signal::CONT);
        desk.settles();
        desk.sees("> Ann L");
        desk.sees("Callout of T-1   clock 0h00");
    }
    desk.send("ee\r");
    desk.sees("Number to call back?");
    desk.sees("Ann Lee");
}
