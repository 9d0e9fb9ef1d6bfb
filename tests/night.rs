//! A night at the desk, by keys alone, through the real program at 80x24: from an empty home to the
//! card of the next start, with the line dropped in the middle of a sentence.

mod outside;
mod pty;

use std::path::Path;

use outside::{assert_whole, good};
use pty::{Start, set_up};
use serde_json::Value;

/// Own hours of one minute a week, so that the night of this test is outside them at any time of
/// the day.
fn works_at_no_time(home: &Path) {
    let staff: Value =
        serde_json::from_str(&good(home, &["staff", "list", "--json"])).expect("json");
    let name = staff["staff"][0]["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    let week = [
        "mon=none",
        "tue=none",
        "wed=none",
        "thu=none",
        "fri=none",
        "sat=none",
        "sun=04:00-04:01",
    ];
    let mut args = vec!["staff", "hours", name.as_str()];
    args.extend(week);
    good(home, &args);
}

/// The journal's kinds, in order.
fn kinds(home: &Path) -> Vec<String> {
    let lines = outside::journal(home);
    lines
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("a line");
            line["kind"].as_str().expect("a kind").to_owned()
        })
        .collect()
}

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
    desk.sees("goes on at *work*");
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

#[test]
fn an_answered_step_is_not_asked_again_whenever_the_program_is_killed() {
    let home = tempfile::tempdir().expect("a home");
    let home = home.path();
    good(home, &["init", "--name", "Millrow Library", "--yes"]);
    let mut desk = Start::at(home).start();
    desk.sees("No open tickets");
    desk.send("C");
    desk.sees("Is it happening now");
    let steps: [(&str, &str); 5] = [
        ("1", "Who is calling?"),
        ("Ann Lee\r555\r\r\r1", "What is it about?"),
        ("2Eastside is off\r", "How many cannot work now?"),
        ("9\r9\r", "Is it an emergency?"),
        ("\r", "Where will you work?"),
    ];
    for (keys, next) in steps {
        desk.send(keys);
        desk.sees(next);
        desk.signal(rustix::process::Signal::KILL);
        assert_eq!(desk.ends_by(), "Killed");
        desk = Start::at(home).start();
        desk.sees("Callout of T-1 is open");
        desk.send("\r");
        desk.sees(next);
    }
    assert_whole(home);
}
