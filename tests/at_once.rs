//! Many at once on one desk: numbers, a close under somebody's hands, and a text of each.

mod outside;
mod pty;

use std::collections::BTreeSet;

use outside::{assert_whole, good, home_with_desk, journal, run};
use pty::Start;

/// So many loops of commands at once, each of so many tickets.
fn loops(sessions: usize, each: usize) {
    let home = home_with_desk();
    let home = home.path();
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..sessions)
            .map(|who| {
                scope.spawn(move || {
                    (0..each)
                        .map(|n| good(home, &["new", &format!("of {who}, {n}")]))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        all.into_iter()
            .flat_map(|one| one.join().expect("it went well"))
            .collect()
    });
    let distinct: BTreeSet<u64> = numbers
        .iter()
        .map(|number| {
            number
                .trim()
                .trim_start_matches("T-")
                .parse()
                .expect("a number")
        })
        .collect();
    assert_eq!(distinct, (1..=(sessions * each) as u64).collect());
    assert_whole(home);
}

#[test]
fn eight_loops_number_without_a_gap() {
    loops(8, 8);
}

#[test]
#[ignore = "4,000 processes, some minutes"]
fn eight_loops_of_five_hundred() {
    loops(8, 500);
}

#[test]
fn who_writes_on_a_ticket_that_another_closes_keeps_the_text_and_is_told() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    good(home, &["log", "T-1", "looked at it"]);
    let mut screen = Start::at(home).size(120, 40).start();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    screen.send("cleaned the rollers");
    screen.sees("cleaned the rollers");
    good(home, &["resolve", "T-1", "it prints"]);
    good(home, &["tell", "T-1", "requester", "it prints"]);
    let closed = run(home, &["close", "T-1"]);
    let said = String::from_utf8_lossy(&closed.stderr).into_owned();
    assert_eq!(closed.status.code(), Some(0), "{said}");
    screen.settles();
    // The text stands in its field, and the screen says what became of the ticket.
    screen.sees("cleaned the rollers");
    screen.sees_that("the close", |text| text.to_lowercase().contains("closed"));
    screen.send("\r");
    screen.sees_that("an outcome", |text| {
        text.contains("action saved") || text.contains("closed")
    });
    screen.send("\x03\x03");
    screen.ends();
    let kept = outside::drafts(home);
    let is_kept = journal(home).contains("cleaned the rollers")
        || kept
            .iter()
            .any(|draft| draft.contains("cleaned the rollers"));
    assert!(is_kept, "{kept:?}");
    assert_whole(home);
}
