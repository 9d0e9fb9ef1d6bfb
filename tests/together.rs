//! Two consoles and a loop of commands on one desk at once.

mod outside;
mod pty;

use std::path::Path;

use outside::{assert_whole, drafts, good, home_with_desk, journal};
use pty::{Start, Terminal};

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

    // The text goes on where it was left, and is saved as a whole.
    one.send("X");
    one.sees("is not dXone");
    one.send("\r");
    one.sees("action saved");
    assert!(journal(home).contains("half a sentence that is not dXone"));
    assert!(drafts(home).is_empty(), "{:?}", drafts(home));
    one.send("R");
    one.sees("26 open");
    one.sees_that("every ticket", |text| {
        (1..=26).all(|n| text.contains(&format!("T-{n} ")))
    });
    for mut screen in [one, two] {
        screen.send("q");
        assert_eq!(screen.ends(), 0, "{}", screen.text());
    }
    assert_whole(home);
}
