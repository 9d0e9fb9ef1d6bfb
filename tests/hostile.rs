//! Text that was made to harm a terminal, by every way in: nothing of it comes out as more than
//! text.

mod outside;
mod pty;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;

use outside::{assert_harmless, assert_whole, good, home_with_desk, journal, program};
use pty::{Start, Terminal};

/// What is tried; each has a plain word before and behind it.
const HOSTILE: [&str; 22] = [
    "ab\x1b[31337mba",
    "ab\x1b]52;c;Q0FOQVJZ\x07ba",
    "ab\x1b]0;CANARY\x07ba",
    "ab\x1b]2;CANARY\x1b\\ba",
    "ab\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\ba",
    "ab\x1b[6n\x1b[c\x1b[>c\x1b[21t\x1b[?1$p\x1bP$qm\x1b\\\x05ba",
    "ab\x1bPtmux;\x1b\x1b]52;c;Q0FO\x07\x1b\\ba",
    "ab\x1bc\x1b7\x1b8\x1b(0ba",
    "ab\u{9b}31337m\u{90}q\u{9c}\u{9d}0;x\u{9c}ba",
    "ab\x08\x08\x7f\x0b\x0c\x0e\x0fba",
    "ab\x01\x02\x03\x04\x05\x06\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1aba",
    "ab\r\nb\ta",
    "invoice_\u{202e}fdp.exe",
    "a\u{202a}b\u{202b}c\u{202c}d\u{202d}e\u{2066}f\u{2067}g\u{2068}h\u{2069}b",
    "a\u{200e}\u{200f}\u{61c}b",
    "pa\u{200b}ss\u{2060}wo\u{ad}rd\u{feff}",
    "a\u{e0041}\u{e0042}\u{e007f}b",
    "a\u{fff9}b\u{fffa}c\u{fffb}d\u{34f}e\u{3164}f",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{1f3f3}\u{fe0f} 1\u{fe0f}\u{20e3} \u{fdfd}",
    "\u{915}\u{94d}\u{937} \u{645}\u{631}\u{62d}\u{628}\u{627} 123",
    "\u{301}\u{301}\u{301}e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "$(id) `id` ; rm -rf / | & > %s %n {} {0} \\x1b",
];

fn paste(screen: &mut Terminal, text: &str) {
    screen.send(&format!("\x1b[200~{text}\x1b[201~"));
}

fn escape(screen: &mut Terminal) {
    screen.escape();
    screen.settles();
}

/// Ends a session by a signal and looks at all that it ever showed.
fn assert_all_harmless(mut screen: Terminal, what: &str) {
    screen.signal(rustix::process::Signal::TERM);
    assert_eq!(screen.ends(), 143, "{what}");
    assert_harmless(what, &screen.bytes);
}

fn start(home: &Path) -> Terminal {
    let mut screen = Start::at(home).size(120, 36).start();
    screen.sees("NAV");
    screen
}

#[test]
fn pasted_into_every_field_of_every_form() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = start(home);
    let mut hostile = HOSTILE.iter().cycle();
    for form in ["n", "a", "u", "i", "o", "w", "e"] {
        screen.send(form);
        screen.sees("TYPE");
        for _ in 0..22 {
            let text = *hostile.next().expect("there is always another");
            paste(&mut screen, text);
            screen.send("\t");
        }
        screen.settles();
        escape(&mut screen);
        // What is wrong with the fields is said beside them, with the text.
        screen.send("G\r");
        screen.settles();
        escape(&mut screen);
        escape(&mut screen);
    }
    for name in [
        "drafts",
        "messages",
        "category",
        "check start",
        "note",
        "resolve",
    ] {
        screen.send(":");
        screen.sees("every action");
        screen.line(name);
        screen.settles();
        paste(&mut screen, HOSTILE[0]);
        paste(&mut screen, HOSTILE[12]);
        screen.settles();
        escape(&mut screen);
        escape(&mut screen);
    }
    for box_key in [":", "/"] {
        screen.send(box_key);
        for text in HOSTILE {
            paste(&mut screen, text);
        }
        screen.settles();
        escape(&mut screen);
    }
    assert_all_harmless(screen, "the forms");
    // The drafts as the next session finds them.
    let mut again = start(home);
    again.send(":");
    again.sees("every action");
    again.line("drafts");
    again.settles();
    assert_all_harmless(again, "the drafts");
    assert_whole(home);
}

#[test]
fn saved_and_shown_everywhere() {
    let home = home_with_desk();
    let home = home.path();
    let mut screen = start(home);
    for (n, text) in HOSTILE.into_iter().enumerate() {
        screen.send("n");
        screen.sees("new ticket");
        screen.send(&format!("hostile {n} "));
        // Several lines would be a title and a narrative; here they are one title.
        paste(&mut screen, &text.replace(['\r', '\n'], " "));
        screen.send("\r");
        screen.sees(&format!("T-{} logged", n + 1));
    }
    for text in HOSTILE {
        screen.send("a");
        screen.sees("action");
        paste(&mut screen, text);
        screen.send("\r");
        screen.sees("action saved");
    }
    for (cols, rows) in [(80, 24), (200, 50), (60, 16), (40, 10)] {
        screen.resize(cols, rows);
        screen.settles();
        for _ in 0..HOSTILE.len() {
            screen.send("j");
        }
        screen.settles();
        for _ in 0..HOSTILE.len() {
            screen.send("k");
            screen.settles();
        }
        // The ticket, its panes, and the help of each.
        screen.send("\r");
        for _ in 0..6 {
            screen.send("\t?");
            screen.settles();
            escape(&mut screen);
        }
        screen.send("c");
        screen.settles();
        escape(&mut screen);
        escape(&mut screen);
        escape(&mut screen);
    }
    assert_all_harmless(screen, "list, ticket and help");
    every_command(home, HOSTILE.len());
    assert_whole(home);
    let stored = journal(home);
    assert!(
        !stored.contains('\x1b') && !stored.contains("\\u001b"),
        "stored as an escape"
    );
}

/// Whatever the commands print of the tickets, on a terminal.
fn every_command(home: &Path, tickets: usize) {
    on_a_terminal(home, &["queue", "--limit", "200"]);
    on_a_terminal(home, &["queue", "--json"]);
    on_a_terminal(home, &["find", "hostile"]);
    for n in 1..=tickets {
        let number = format!("T-{n}");
        on_a_terminal(home, &["show", &number]);
        if n % 5 == 0 {
            on_a_terminal(home, &["why", &number, "T-1"]);
            on_a_terminal(home, &["show", &number, "--json"]);
        }
    }
}

/// Runs a command on a terminal and looks at what it shows; its status is one of those known.
fn on_a_terminal(home: &Path, args: &[&str]) -> u32 {
    let mut terminal = Start::at(home).args(args).start();
    let status = terminal.ends();
    assert!(status <= 10, "{args:?}: {status}");
    assert_harmless(&format!("{args:?}"), &terminal.bytes);
    status
}

#[test]
fn as_an_argument_right_or_wrong() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    for text in HOSTILE {
        assert_eq!(
            on_a_terminal(home, &["new", text, "--from", text, "--asset", text]),
            0
        );
        on_a_terminal(home, &["log", "T-1", text]);
        on_a_terminal(home, &["tell", "T-1", text, text]);
        on_a_terminal(home, &["wait", "T-1", "--for", text, "--until", text]);
        on_a_terminal(home, &["find", text]);
        for wrong in [
            &[text][..],
            &["show", text],
            &["new", "x", "--category", text],
            &["new", "x", "--unit", text],
            &["new", "x", "--happened", text],
            &["new", "x", text],
            &["--theme", text],
            &["--desk", text, "queue"],
            &["import", text],
            &["profile", "check", text],
        ] {
            let status = on_a_terminal(home, wrong);
            // A blank theme or a unit that fits is not wrong; nothing here opens the screen.
            assert!(status != 1, "{wrong:?}");
        }
    }
    on_a_terminal(home, &["person", "list"]);
    on_a_terminal(home, &["asset", "list"]);
    every_command(home, HOSTILE.len());
    assert_whole(home);
}

#[test]
fn from_a_file_its_name_and_the_path_of_the_home() {
    for (n, text) in HOSTILE.into_iter().enumerate() {
        if n % 3 != 0 && n != 13 {
            continue;
        }
        let outer = tempfile::tempdir().expect("a folder");
        let home = outer.path().join(text.replace('/', "_"));
        std::fs::create_dir(&home).expect("a home with a name like that");
        on_a_terminal(&home, &["queue"]);
        let mut first = Start::at(&home).start();
        first.sees("Welcome to nightdesk");
        first.send("4");
        first.settles();
        paste(&mut first, text);
        first.settles();
        first.send("\r");
        first.settles();
        assert_all_harmless(first, "the first run");
        on_a_terminal(&home, &["init", "--name", text]);
        on_a_terminal(&home, &["init"]);
        on_a_terminal(&home, &["doctor"]);
        let row = serde_json::json!({
            "no": "T-70", "opened": "2026-05-04T09:12:00-04:00", "channel": text,
            "originator": text, "unit": text, "title": format!("from a file {text}"),
            "affected": text, "asset": text, "blocked": 3, "assigned": text,
            "actions": [{"at": "2026-05-04T09:20:00-04:00", "by": text, "text": text}],
            "result": text, "state": "open"
        });
        let file = home.join("tickets.jsonl");
        std::fs::write(&file, format!("{row}\n")).expect("a file");
        on_a_terminal(&home, &["import", "tickets.jsonl", "--dry-run"]);
        on_a_terminal(&home, &["import", "tickets.jsonl"]);
        std::fs::write(&file, format!("{text}\n{{\"{text}\": 1}}\n")).expect("a file");
        on_a_terminal(&home, &["import", "tickets.jsonl"]);
        good(&home, &["new", "The printer in the hall"]);
        let name = format!("at_{}", text.replace('/', "_"));
        std::fs::write(home.join(&name), b"x").expect("a file with a name like that");
        for number in ["T-1", "T-70", "T-71"] {
            on_a_terminal(&home, &["attach", number, &name]);
            on_a_terminal(&home, &["show", number]);
        }
        on_a_terminal(&home, &["queue"]);
        on_a_terminal(&home, &["verify"]);
        assert_all_harmless(start(&home), "the screen in a home like that");
    }
}

#[test]
fn names_and_arguments_that_are_no_text() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let name = OsString::from_vec(b"at\xff\xfe\x1b[31337m\x80".to_vec());
    std::fs::write(home.join(&name), b"x").expect("a file with a name like that");
    for args in [
        vec!["attach".into(), "T-1".into(), name.clone()],
        vec!["new".into(), name.clone()],
        vec!["--desk".into(), name.clone(), "queue".into()],
        vec!["import".into(), name.clone()],
        vec![name.clone()],
    ] {
        let output = program(home).args(&args).output().expect("it runs");
        let status = output.status.code();
        assert!(
            status.is_some_and(|status| status <= 10),
            "{args:?}: {status:?}"
        );
        assert_harmless("its complaint", &output.stderr);
        assert_harmless("its answer", &output.stdout);
    }
    on_a_terminal(home, &["show", "T-1"]);
}

#[test]
fn a_million_accents_are_a_short_text() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = start(home);
    screen.send("e");
    screen.sees("TYPE");
    paste(
        &mut screen,
        &format!("before e{} behind", "\u{301}".repeat(1_000_000)),
    );
    screen.sees("behind");
    let before = screen.bytes.len();
    for _ in 0..20 {
        screen.send("\x1b[D");
    }
    screen.settles();
    assert!(
        screen.bytes.len() - before < 64 << 10,
        "{}",
        screen.bytes.len() - before
    );
    assert_all_harmless(screen, "a million accents");
    let longest = outside::drafts(home).iter().map(String::len).max();
    assert!(longest.is_some_and(|length| length < 4096), "{longest:?}");
    assert_whole(home);
}
