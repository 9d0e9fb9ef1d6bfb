//! Two consoles and a loop of commands on one desk at once: nobody's text moves, both screens agree
//! within a second, and each sees who else is at a ticket.

mod outside;
mod pty;

use std::path::{Path, PathBuf};
use std::time::Duration;

use outside::{assert_whole, desk, drafts, good, home_with_desk, journal, program};
use pty::{Start, Terminal};
use rustix::process::Signal;

/// How soon what one console saved is on the others.
const SECOND: Duration = Duration::from_secs(1);
/// Entries that are timed, and how many of them may take longer: a machine that is busy with other
/// things may give a screen no time at all for a second.
const TIMED: usize = 10;
const LATE_MAX: usize = 2;
/// What the clock in row 1 may send when a minute begins.
const MINUTE_BYTES_MAX: usize = 64;

fn screen(home: &Path, rows: u16) -> Terminal {
    let mut screen = Start::at(home).size(120, rows).start();
    screen.sees("NAV");
    screen
}

/// The ticket numbers in the journal, in the order of their entries.
fn numbers(home: &Path) -> Vec<u64> {
    journal(home)
        .lines()
        .filter(|line| line.contains("\"kind\":\"ticket.opened\""))
        .map(|line| {
            let entry: serde_json::Value = serde_json::from_str(line).expect("an entry");
            let number = &entry["data"]["number"];
            let text = number
                .as_str()
                .map_or_else(|| number.to_string(), str::to_owned);
            text.trim_start_matches("T-").parse().expect("a number")
        })
        .collect()
}

#[test]
fn all_write_all_see_and_no_text_moves() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The first of all"]);
    let mut one = screen(home, 60);
    let mut two = screen(home, 60);

    // Half a sentence on the first screen, the cursor three from its end.
    one.send("a");
    one.sees("T-1 action");
    one.send("half a sentence that is not done");
    one.sees("that is not done");
    one.send("\x1b[D\x1b[D\x1b[D");
    one.settles();
    let cursor = one.cursor();
    let half = "half a sentence that is not done";

    let loop_home = home.to_owned();
    let commands = std::thread::spawn(move || {
        for n in 0..15 {
            let number = good(&loop_home, &["new", &format!("by command {n}")]);
            good(&loop_home, &["log", number.trim(), "looked at it"]);
        }
    });
    for n in 0..10 {
        two.send("n");
        two.line(&format!("by the second screen {n}"));
        two.sees(&format!("logged: by the second screen {n}"));
    }
    commands.join().expect("every command went well");

    assert_eq!(numbers(home), (1..=26).collect::<Vec<_>>());
    // Both screens come to show what the others wrote; where a text is being typed, the rows
    // stay where they are and only say how many there are.
    two.sees("26 open");
    one.sees("25 newer");
    one.settles();
    assert!(one.text().contains(half), "{}", one.text());
    assert_eq!(one.cursor(), cursor);

    // From the moment that a command was told of its receipt to the frame that shows the entry.
    let mut late = [0, 0];
    for n in 1..=TIMED {
        good(home, &["new", &format!("timed {n}")]);
        let open = format!("{} open", 26 + n);
        let newer = format!("{} newer", 25 + n);
        let is_soon = [
            one.sees_within(SECOND, |text| text.contains(&newer)),
            two.sees_within(SECOND, |text| text.contains(&open)),
        ];
        for (late, is_soon) in late.iter_mut().zip(is_soon) {
            *late += usize::from(!is_soon);
        }
        one.sees(&newer);
        two.sees(&open);
    }
    assert!(
        late.iter().all(|late| *late <= LATE_MAX),
        "{late:?} of {TIMED}"
    );
    one.settles();
    assert!(one.text().contains(half), "{}", one.text());
    assert_eq!(one.cursor(), cursor);

    // The text goes on where it was left, and is saved as a whole.
    one.send("X");
    one.sees("is not dXone");
    one.send("\r");
    one.sees("action saved");
    assert!(journal(home).contains("half a sentence that is not dXone"));
    assert!(drafts(home).is_empty(), "{:?}", drafts(home));
    one.send("R");
    one.sees("36 open");
    one.sees_that("every ticket", |text| {
        (1..=36).all(|n| text.contains(&format!("T-{n} ")))
    });
    for mut screen in [one, two] {
        screen.send("qq");
        assert_eq!(screen.ends(), 0, "{}", screen.text());
    }
    assert_whole(home);
}

/// The files in which sessions say where they are.
fn here(home: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(desk(home).join("here")).expect("the folder");
    folder.map(|file| file.expect("a file").path()).collect()
}

#[test]
fn who_else_is_on_a_ticket_is_shown_and_both_texts_are_kept() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut one = Start::at(home).start();
    one.sees("1 of 1");
    let mut two = Start::at(home).start();
    two.sees("1 of 1");
    two.quiet();
    assert!(here(home).is_empty(), "to pass by is not to be there");

    one.send("\r");
    two.sees("you have it open on another console");
    assert_eq!(here(home).len(), 1);
    one.quiet();
    two.quiet();
    // Where nothing changes nothing is sent, but for the minute in row 1.
    let (first, second) = (one.quiet(), two.quiet());
    assert!(first.max(second) <= MINUTE_BYTES_MAX, "{first} {second}");
    one.send("a");
    one.sees("T-1 action");
    two.sees("you write on it on another console");
    two.send("a");
    two.sees("another console of yours is writing on T-1 too; both texts are kept");
    one.sees("another console of yours is writing on T-1 too; both texts are kept");
    assert_eq!(here(home).len(), 2);
    // The commands beside them take the folder as a part of the desk.
    assert_whole(home);
    assert_eq!(
        program(home)
            .arg("doctor")
            .status()
            .expect("it runs")
            .code(),
        Some(0)
    );
    let again = program(home).arg("init").output().expect("it runs");
    assert!(!again.status.success());

    one.send("the first text\r");
    one.sees("action saved");
    two.send("the second text\r");
    two.sees("action saved");
    let shown = good(home, &["show", "T-1"]);
    assert!(shown.contains("the first text") && shown.contains("the second text"));
    // The one has it open still, the other not any more.
    two.sees("you have it open on another console");
    one.no_longer_sees("on another console");

    // A console that dies is gone from the others, though it took nothing away itself.
    one.signal(Signal::KILL);
    two.no_longer_sees("on another console");
    two.send("\r");
    two.sees("pane 1 of");
    two.quiet();
    assert_eq!(here(home).len(), 1, "what it left behind was taken away");
    two.signal(Signal::TERM);
    assert_eq!(two.ends(), 143);
    assert!(here(home).is_empty());
    assert_whole(home);
}
