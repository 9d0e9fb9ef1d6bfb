//! A person's own settings in the real program: keys, mouse, title, and faults in the file.

mod outside;
mod pty;

use std::path::Path;

use outside::{assert_harmless, assert_whole, good, home_with_desk};
use pty::{Start, Terminal};
use rustix::process::Signal;

/// What takes the title, and what gives it back.
const TITLE: [&str; 2] = ["\x1b[22;2t\x1b]2;nightdesk\x07", "\x1b]2;\x07\x1b[23;2t"];
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

fn configure(home: &Path, text: &str) {
    let folder = home.join(".config/nightdesk");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config.toml"), text).expect("a file");
}

fn count(screen: &Terminal, bytes: &str) -> usize {
    String::from_utf8_lossy(&screen.bytes)
        .matches(bytes)
        .count()
}

/// Nothing but the title, whole and in its own words, is more than a screen needs.
fn assert_only_the_title(screen: &Terminal) {
    let mut text = String::from_utf8_lossy(&screen.bytes).into_owned();
    for sequence in TITLE {
        text = text.replace(sequence, "");
    }
    assert_harmless("all but the title", text.as_bytes());
}

#[test]
fn keys_mouse_and_title_of_ones_own() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall", "--blocked", "3"]);
    good(home, &["new", "Toner for the second floor"]);
    configure(
        home,
        "mouse = true\ntitle = true\n\n[keys]\nnew = [\"N\"]\nquit = [\"Q\"]\n",
    );
    let mut screen = Start::at(home).start();
    screen.sees("N new");
    assert_eq!(count(&screen, TITLE[0]), 1);
    assert_eq!(count(&screen, MOUSE_ON), 1);
    screen.send("n");
    screen.sees("n does nothing here");
    screen.send("N");
    screen.sees("new ticket");
    screen.send("A third one\r");
    screen.sees("T-3 logged");
    screen.sees("T-3 preview");
    // A click on the row of the second ticket, in two pieces as on a slow line.
    let row = (0..24).find(|row| screen.row(*row).contains("T-2    "));
    let row = row.expect("T-2 is shown") + 1;
    screen.send("\x1b[<0;20");
    screen.send(&format!(";{row}M\x1b[<0;20;{row}m"));
    screen.sees("T-2 preview");
    screen.send(":mouse\r");
    screen.sees("the mouse is off");
    assert_eq!(count(&screen, MOUSE_OFF), 1);
    // What is owed to people is asked about once.
    screen.send("Q");
    screen.sees("or Enter leaves");
    screen.send("\r");
    assert_eq!(screen.ends(), 0);
    assert_eq!(count(&screen, MOUSE_OFF), 1);
    assert_eq!(count(&screen, TITLE[1]), 1);
    assert_only_the_title(&screen);
    assert_whole(home);
}

#[test]
fn mouse_and_title_are_given_back_however_the_terminal_is_left() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    configure(
        home,
        "mouse = true\ntitle = true\neditor = \"true\"\n[keys]\nsuspend = [\"F5\"]\n",
    );
    let mut screen = Start::at(home).start();
    screen.sees("NAV");
    let mut left = 0;
    // The own editor, and the shell.
    for (keys, back) in [("e\x1b[27uE", "NAV"), ("\x1b[15~", "NAV")] {
        screen.send(keys);
        screen.sees(back);
        screen.settles();
        left += 1;
        assert_eq!(count(&screen, MOUSE_OFF), left, "{keys:?}");
        assert_eq!(count(&screen, TITLE[1]), left, "{keys:?}");
        assert_eq!(count(&screen, MOUSE_ON), left + 1, "{keys:?}");
        assert_eq!(count(&screen, TITLE[0]), left + 1, "{keys:?}");
    }
    screen.signal(Signal::TERM);
    assert_eq!(screen.ends(), 143);
    assert_eq!(count(&screen, MOUSE_OFF), left + 1);
    assert_eq!(count(&screen, TITLE[1]), left + 1);
    assert_only_the_title(&screen);
    assert_whole(home);
}

#[test]
fn nothing_is_asked_of_the_terminal_unasked_and_a_mouse_types_nothing() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = Start::at(home).start();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    for report in ["\x1b[<0;5;5M", "\x1b[<64;5;5M", "\x1b[M !!", "\x1b[<0;5;5m"] {
        screen.send("x");
        screen.send(report);
    }
    screen.send("\r");
    screen.sees("action saved");
    // What is owed to people is asked about once.
    screen.send("q");
    screen.sees("or Enter leaves");
    screen.send("\r");
    assert_eq!(screen.ends(), 0);
    assert_harmless("all of it", &screen.bytes);
    assert_eq!(count(&screen, "?1000h") + count(&screen, "?1006h"), 0);
    let shown = good(home, &["show", "T-1"]);
    assert!(shown.contains("xxxx"), "{shown}");
    assert_whole(home);
}

#[test]
fn an_old_terminal_gets_no_title() {
    let home = home_with_desk();
    let home = home.path();
    configure(home, "title = true\n");
    for term in ["linux", "vt220"] {
        let mut screen = Start::at(home).env("TERM", term).start();
        screen.sees("NAV");
        screen.send("qq");
        assert_eq!(screen.ends(), 0);
        assert_harmless(term, &screen.bytes);
    }
}

#[test]
fn a_fault_is_told_in_the_first_run_too() {
    let home = tempfile::tempdir().expect("a folder");
    configure(home.path(), "thema = 1\n");
    let mut screen = Start::at(home.path()).size(160, 30).start();
    screen.sees("config.toml:1: thema");
    screen.send("\x03\x03");
    assert_eq!(screen.ends(), 0);
}

#[test]
fn faults_in_the_file_are_told_and_keep_nothing_from_opening() {
    let home = home_with_desk();
    let home = home.path();
    configure(
        home,
        "theme = \"pink\"\nmouse = tru\n[keys]\nnew = [\"a\"]\nzoom = [\"ctrl-s\"]\nfind = [\"F\"]\n",
    );
    let mut screen = Start::at(home).size(120, 30).start();
    screen.sees("your settings");
    for told in [
        "config.toml:1: theme",
        "config.toml:2:",
        ":4: keys.new",
        ":5: keys.zoom",
    ] {
        screen.sees(told);
    }
    screen.escape();
    screen.no_longer_sees("your settings");
    screen.sees("F find");
    screen.send("n");
    screen.sees("new ticket");
    screen.escape();
    screen.escape();
    screen.send(":messages\r");
    screen.sees("keys.zoom");
    screen.escape();
    screen.send("qq");
    assert_eq!(screen.ends(), 0);
    assert_harmless("all of it", &screen.bytes);
}
