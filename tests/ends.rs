//! However a session ends, its text is on the disk, the terminal is given back, and the next
//! session offers the text.

mod outside;
mod pty;

use std::path::Path;
use std::time::{Duration, Instant};

use outside::{assert_whole, drafts, good, home_with_desk};
use pty::{Start, Terminal};
use rustix::process::Signal;

/// How a session is ended.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Signal(Signal),
    LineDropped,
}

/// Far more than the second that it may take, for a machine with much to do.
const SOON: Duration = Duration::from_secs(8);

const ALL: [(End, u32); 5] = [
    (End::Signal(Signal::HUP), 129),
    (End::Signal(Signal::TERM), 143),
    (End::Signal(Signal::INT), 130),
    (End::Signal(Signal::QUIT), 131),
    (End::LineDropped, 129),
];

fn end(screen: &mut Terminal, how: End, status: u32) {
    let shown = screen.bytes.len();
    let begun = Instant::now();
    match how {
        End::Signal(signal) => screen.signal(signal),
        End::LineDropped => screen.drop_line(),
    }
    assert_eq!(screen.ends(), status, "{how:?}");
    assert!(begun.elapsed() < SOON, "{how:?}: {:?}", begun.elapsed());
    if !matches!(how, End::LineDropped | End::Signal(Signal::HUP)) {
        let last = String::from_utf8_lossy(&screen.bytes[shown..]).into_owned();
        for needed in ["\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"] {
            assert!(last.contains(needed), "{how:?}: {last:?}");
        }
        assert!(!screen.is_on_own_screen());
        assert!(!screen.text().contains("half"), "{}", screen.text());
    }
}

/// No core file anywhere in the home, which is also where it ran.
fn assert_no_core(home: &Path) {
    for entry in std::fs::read_dir(home).expect("the home") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(!name.starts_with("core"), "{name}");
    }
}

fn start(home: &Path) -> Terminal {
    let mut screen = Start::at(home).start();
    screen.sees("NAV");
    screen
}

#[test]
fn in_the_middle_of_a_sentence() {
    for (how, status) in ALL {
        let home = home_with_desk();
        let home = home.path();
        good(home, &["new", "The printer in the hall"]);
        let mut screen = start(home);
        screen.send("a");
        screen.sees("T-1 action");
        screen.send("half of what was do");
        screen.sees("half of what was do");
        end(&mut screen, how, status);
        let kept = drafts(home);
        assert!(
            kept.iter()
                .any(|draft| draft.ends_with("half of what was do")),
            "{how:?}: {kept:?}"
        );
        let mut again = Start::at(home).start();
        again.sees("1 draft kept");
        again.send(":");
        again.sees("every action");
        again.line("drafts");
        again.sees("unfinished");
        again.send("\r");
        again.sees("T-1 action");
        again.sees("half of what was do");
        // It goes on behind the last letter.
        again.send("ne\r");
        again.sees("action saved");
        again.send("qq");
        assert_eq!(again.ends(), 0, "{}", again.text());
        assert!(drafts(home).is_empty());
        assert_no_core(home);
        assert_whole(home);
        assert!(good(home, &["show", "T-1"]).contains("half of what was done"));
    }
}

#[test]
fn in_a_form_with_several_fields() {
    for (how, status) in ALL {
        let home = home_with_desk();
        let home = home.path();
        let mut screen = start(home);
        screen.send("n");
        screen.sees("new ticket");
        screen.send("half a title\t");
        screen.sees("> from");
        screen.send("half a name");
        screen.sees("half a name");
        end(&mut screen, how, status);
        let kept = drafts(home);
        for text in ["half a title", "half a name"] {
            let is_kept = kept.iter().any(|draft| draft.ends_with(text));
            assert!(is_kept, "{how:?}: {text} in {kept:?}");
        }
        let mut again = Start::at(home).start();
        again.sees("1 draft kept");
        again.send(":");
        again.sees("every action");
        again.line("drafts");
        again.sees("unfinished");
        again.send("\r");
        again.sees("half a title");
        again.sees("half a name");
        again.signal(Signal::TERM);
        assert_eq!(again.ends(), 143);
        assert_no_core(home);
        assert_whole(home);
    }
}

#[test]
fn with_nothing_typed() {
    let home = home_with_desk();
    let home = home.path();
    for (how, status) in ALL {
        let mut screen = start(home);
        end(&mut screen, how, status);
        assert!(drafts(home).is_empty());
    }
    assert_no_core(home);
    assert_whole(home);
}

#[test]
fn before_there_is_a_desk() {
    for (how, status) in ALL {
        let home = tempfile::tempdir().expect("a home");
        let mut screen = Start::at(home.path()).start();
        screen.sees("Welcome to nightdesk");
        end(&mut screen, how, status);
        assert_no_core(home.path());
    }
}
