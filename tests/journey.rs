//! An evening at the desk, by keys alone, through the real program at 80x24.

mod pty;

use std::path::Path;

use pty::{Terminal, command, set_up, up_to_sharing};

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
    desk.sees("Changes if:");
    desk.send("\x1b");
    desk.no_longer_sees("Changes if:");

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

    desk.sees("T-3 checklists");
    desk.sees("1 no");
    desk.send("1");
    desk.sees("step 1 answered");

    // One ticket closed: what it owes is shown, given, and then it closes.
    desk.send("\x1b");
    desk.sees("3 open");
    desk.send("G");
    desk.sees("T-1 preview");
    desk.send("c");
    desk.sees("T-1: owed before it closes");
    desk.sees("no action is logged  (R03)");
    desk.send("\r");
    desk.sees("T-1 action");
    desk.line("cleaned the glass");
    desk.sees("T-1 action saved");
    desk.sees("T-1: owed before it closes");
    desk.send("\r");
    desk.sees("T-1 told");
    desk.send("\r\r\r");
    desk.line("it works again");
    desk.sees("T-1: nothing is owed");
    desk.send("\r");
    desk.sees("T-1 closed");
    desk.sees("2 open");
    desk.send("qq");
    assert_eq!(desk.ends(), 0);
    assert!(!desk.is_on_own_screen());
    assert!(command(home.path(), &["verify"]).starts_with("good"));
    same_by_commands(home.path());
}

/// The kinds of the entries behind those of the making, without what only the order of the
/// evening brings.
fn kinds(desk: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(desk.join("journal/000001.jsonl")).expect("the journal");
    text.lines()
        .filter_map(|line| {
            let at = line.find("\"kind\":\"")? + 8;
            Some(
                line[at..]
                    .chars()
                    .take_while(|c| *c != '"')
                    .collect::<String>(),
            )
        })
        .filter(|kind| !kind.ends_with(".adopted") && !kind.starts_with("post."))
        .collect()
}

/// The same evening by the command line gives the same kinds of entries in the same order.
fn same_by_commands(home: &Path) {
    let other = tempfile::tempdir().expect("a home");
    let run = |args: &[&str]| command(other.path(), args);
    run(&["init", "--name", "Millrow Library"]);
    run(&["new", "Something with the scanner at Main"]);
    run(&["new", "Front desk PC will not power on", "--pc-dead"]);
    let server = ["--affected", "server", "--blocked", "38"];
    run(&[
        &["new", "Circulation server down, all branches"],
        &server[..],
    ]
    .concat());
    run(&["log", "T-3", "restarted the circulation service"]);
    run(&["tell", "T-3", "requester", "on it, next word at ten"]);
    run(&["check", "start", "server-network-outage", "--ticket", "T-3"]);
    run(&["check", "answer", "L-1", "safe", "no"]);
    run(&["log", "T-1", "cleaned the glass"]);
    run(&["tell", "T-1", "requester", "it works again"]);
    run(&["close", "T-1"]);
    let desk = ".local/share/nightdesk";
    assert_eq!(kinds(&home.join(desk)), kinds(&other.path().join(desk)));
}

#[test]
fn a_group_that_is_not_there_is_told_while_its_field_is_there() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = up_to_sharing(home.path());
    desk.send("2");
    desk.sees("Group:");
    desk.line("no-such-group-here");
    desk.sees("there is no group `no-such-group-here`");
    desk.sees("Group: no-such-group-here");
}

#[test]
fn a_file_is_attached_on_the_screen_and_a_wrong_path_is_told_under_its_field() {
    let home = tempfile::tempdir().expect("a home");
    let mut desk = set_up(home.path());
    desk.send("n");
    desk.sees("new ticket");
    desk.line("A letter came");
    desk.sees("T-1 logged");
    std::fs::write(home.path().join("letter.txt"), "dear desk\n").expect("a file");
    desk.send(":");
    desk.line("attach");
    desk.sees("T-1 attach a file");
    desk.send("~/leter.txt\x1b");
    desk.sees("NAV");
    desk.send("\r");
    desk.sees("there is no such file; check the name");
    desk.sees("~/leter.txt");
    // What is typed is a draft until it is saved.
    desk.send("\x15~/letter.txt\r");
    desk.send("request\r");
    desk.sees("T-1 file attached");
    let shown = command(home.path(), &["show", "T-1"]);
    assert!(
        shown.contains("attached letter.txt (request, 10 bytes)"),
        "{shown}"
    );
}
