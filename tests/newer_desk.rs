//! A desk on which a newer program wrote: it is read, and nothing of its folder is changed.
//!
//! Names, bytes and times of all that lies in the folder are compared, for each way in which a
//! person or a script opens a desk.

mod newer;
mod program;
mod pty;

use std::fs;

use newer::{mark_of, newer_line, tree, unknown_line};
use program::Home;
use pty::Start;

/// How the newer program left the desk.
#[derive(Debug, Clone, Copy)]
struct Left {
    /// A line of a newer form, or else one of an unknown kind.
    is_newer_form: bool,
    /// Whether the mark names the line.
    is_marked: bool,
    /// Whether the full screen was open here before.
    had_screen: bool,
}

impl Left {
    const ALL: [Self; 4] = [
        Self::new(true, true, false),
        Self::new(true, false, true),
        Self::new(false, true, true),
        Self::new(false, false, false),
    ];

    const fn new(is_newer_form: bool, is_marked: bool, had_screen: bool) -> Self {
        Self {
            is_newer_form,
            is_marked,
            had_screen,
        }
    }

    fn home(self) -> Home {
        let home = Home::with_desk();
        home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
        home.file("letter.txt", "dear desk");
        if self.had_screen {
            let mut screen = start(&home, &[]);
            screen.sees("NAV");
            screen.send("qq");
            assert_eq!(screen.ends(), 0, "{}", screen.text());
        }
        let text = fs::read_to_string(home.journal()).expect("a journal");
        let last = text.lines().last().expect("a line");
        let line = if self.is_newer_form {
            newer_line(last)
        } else {
            unknown_line(last)
        };
        fs::write(home.journal(), format!("{text}{line}")).expect("it is written");
        if self.is_marked {
            fs::write(home.desk().join("acked"), mark_of(&line)).expect("it is written");
        }
        home
    }
}

fn start(home: &Home, args: &[&str]) -> pty::Terminal {
    let desk = home.desk();
    Start::at(home.path())
        .env("NIGHTDESK_DIR", desk.to_str().expect("a name"))
        .args(args)
        .size(120, 40)
        .start()
}

#[test]
fn no_command_changes_a_byte_or_makes_a_file() {
    for left in Left::ALL {
        let home = left.home();
        let before = tree(&home.desk());
        for args in [
            &["queue"][..],
            &["show", "T-1"],
            &["head"],
            &["verify"],
            &["rebuild"],
            &["doctor"],
            &["new", "x"],
            &["log", "T-1", "x"],
            &["import", "rows.jsonl"],
            &["attach", "T-1", "letter.txt"],
            &["close", "T-1", "--with-reason", "x"],
        ] {
            let ran = home.run(args);
            // The chain of an entry of an unknown kind is good, and `verify` says both.
            let is_checked = args == ["verify"] && !left.is_newer_form;
            if is_checked {
                assert!(ran.out.contains("`ticket.sung`"), "{left:?}: {ran:?}");
            }
            if args != ["doctor"] && left.is_marked && !is_checked {
                assert_eq!(ran.status, 8, "{left:?} {args:?}: {ran:?}");
            }
            assert!(tree(&home.desk()) == before, "{left:?} {args:?}: {ran:?}");
        }
    }
}

#[test]
fn the_screen_and_the_lines_change_nothing_either() {
    for left in Left::ALL {
        let home = left.home();
        let before = tree(&home.desk());
        let mut screen = start(&home, &[]);
        screen.sees("NOT SAVED, read only");
        // What is typed cannot be kept here, and that is said.
        screen.send("n");
        screen.line("typed at a newer desk");
        screen.sees("NOT SAVED");
        screen.settles();
        screen.send("\x1b\x1bqq");
        screen.sees("The first");
        assert!(tree(&home.desk()) == before, "{left:?}: {}", screen.text());
        drop(screen);
        let mut lines = start(&home, &["--plain"]);
        lines.sees("open for reading only");
        lines.line("quit");
        assert_eq!(lines.ends(), 0, "{}", lines.text());
        assert!(tree(&home.desk()) == before, "{left:?}");
    }
}
