//! An evening at the desk, by keys alone, through the real program at 80x24.

mod pty;

use std::path::Path;
use std::process::Command;

use pty::{Start, Terminal};

/// Sets a desk up by the first run.
fn set_up(home: &Path) -> Terminal {
    let mut desk = Start::at(home).start();
    desk.sees("Welcome to nightdesk");
    desk.send("1");
    desk.sees("the department's name");
    desk.line("Millrow Library");
    desk.sees("which policy is nearest");
    desk.send("1");
    desk.sees("for whom?");
    desk.send("1");
    desk.sees("This is what will be made");
    desk.send("\r");
    desk.sees("No open tickets");
    desk
}

/// One command beside the screen, with what it printed.
fn command(home: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_nightdesk"))
        .args(args)
        .env_clear()
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .output()
        .expect("it runs");
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

/// The rows of the queue that name tickets, from the top.
fn numbers(desk: &Terminal) -> Vec<String> {
    desk.text()
        .lines()
        .take(12)
        .filter_map(|line| {
            let at = line.find("T-")?;
            let number: String = line[at..]
                .chars()
                .take_while(|c| !c.is_whitespace())
                .collect();
            Some(number)
        })
        .collect()
}

#[test]
fn three_tickets_their_order_and_a_close_after_what_was_owed() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = set_up(home.path());

    // A walk-up: a title and Enter.
    desk.send("n");
    desk.sees("new ticket");
    desk.line("Something with the scanner at Main");
    desk.sees("T-1 logged");

    // A dead PC, by the full form.
    desk.send("n");
    desk.sees("new ticket");
    desk.send("Front desk PC will not power on\t");
    desk.sees("PC dead");
    desk.send(&"\t".repeat(7));
    desk.sees("> PC dead");
    desk.send("y");
    desk.send("\x1b");
    desk.sees("NAV");
    desk.send("G\r");
    desk.sees("T-2 logged");

    // The circulation server with 38 people.
    desk.send("n");
    desk.sees("new ticket");
    desk.send("Circulation server down, all branches\t");
    desk.sees("> from");
    desk.send("\t\t\tserver");
    desk.send("\t\t");
    desk.sees("> cannot work");
    desk.send("38\x1b");
    desk.sees("NAV");
    desk.send("G\r");
    desk.sees("T-3 logged");

    desk.sees_that("the policy's order", |screen| {
        let at = |number: &str| screen.find(number).unwrap_or(usize::MAX);
        at("SRV    38 T-3") < at("T-2 ") && at("T-2 ") < at("T-1 ") && at("T-1 ") < usize::MAX
    });
    assert_eq!(numbers(&desk)[..3], ["T-3", "T-2", "T-1"]);

    // Why it stands there.
    desk.send("g");
    desk.send(":");
    desk.sees("every action");
    desk.line("why");
    desk.sees("Class 2, server or network");
    desk.send("\x1b");
    desk.no_longer_sees("Class 2, server or network");

    // What was done, and a word to the requester.
    desk.send("a");
    desk.sees("T-3 action");
    desk.send("restarted the circulation service");
    desk.send("\r");
    desk.sees("action saved");
    desk.send("u");
    desk.sees("T-3 told");
    desk.send("\r\r\r");
    desk.send("on it, next word at ten\r");
    desk.sees("told saved");

    // A checklist, begun and ticked.
    desk.send(":");
    desk.sees("every action");
    desk.line("check start server-network-outage");
    desk.sees("L-1 begun");

    drop_of(&mut desk, home.path());
}

/// The rest of the evening by the command line: the same desk, the same rules.
fn drop_of(desk: &mut Terminal, home: &Path) {
    desk.send("q");
    desk.sees("leave");
    desk.send("y");
    assert_eq!(desk.ends(), 0);
    assert!(command(home, &["verify"]).starts_with("good"));
}
