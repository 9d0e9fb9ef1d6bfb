//! Cases of their own: what a terminal answers, each control character, direction, letters that
//! hide, letters that are wide, a paste mark that comes slowly, and a fault with such text at hand.

mod hostile_rig;
mod outside;
mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use hostile_rig::{
    assert_all_harmless, assert_stored_harmless, borders, cells, control, escape, on_a_terminal,
    paste, start,
};
use outside::{assert_harmless, assert_whole, desk, drafts, good, home_with_desk, run};
use pty::{Start, Terminal};
use unicode_width::UnicodeWidthStr as _;

/// Time between two bytes on a slow line.
const LAG: Duration = Duration::from_millis(300);

#[test]
fn what_a_terminal_answers_is_typed_nowhere() {
    let home = home_with_desk();
    let home = home.path();
    good(
        home,
        &[
            "new",
            "asks \x1b[6n\x1b[c\x1b[>c\x1b[21t\x1b[?1$p\x1bP$qm\x1b\\\x05 all",
        ],
    );
    let mut screen = start(home, 120, 36);
    screen.sees("asks");
    let answers = "\x1b[12;40R\x1b[?62;4c\x1b[>41;354;0c\x1b]lCANARY\x1b\\\x1b[?1;2$y\
                   \x1bP1$r0m\x1b\\\x1b]10;rgb:ffff/ffff/ffff\x07\x1b_Gi=1;OK\x1b\\";
    // On the queue an answer is no key; in a field it is no text.
    screen.send(answers);
    screen.settles();
    screen.sees("NAV");
    screen.send("a");
    screen.sees("T-1 action");
    screen.send("be");
    screen.send(answers);
    screen.send("hind");
    screen.sees("behind");
    screen.send("\r");
    screen.sees("action saved");
    assert_all_harmless(screen, "answers");
    let shown = good(home, &["show", "T-1", "--json"]);
    assert!(shown.contains("\"behind\""), "{shown}");
    assert!(!shown.contains("CANARY"), "{shown}");
    assert_whole(home);
}

/// Pastes the 65 controls, each between A and B, into what has the focus.
fn paste_controls(screen: &mut Terminal) {
    for n in 0..65 {
        paste(screen, &format!("A{}B", control(n)));
    }
}

#[test]
fn each_control_character_in_every_field() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = start(home, 120, 40);
    for form in ["n", "a", "u", "i", "o", "w", "e", "c"] {
        screen.send(form);
        screen.settles();
        for _ in 0..14 {
            paste_controls(&mut screen);
            screen.send("\t");
        }
        screen.settles();
        escape(&mut screen);
        escape(&mut screen);
    }
    assert_all_harmless(screen, "controls in every field");
    assert_whole(home);
}

#[test]
fn each_control_character_is_stored_as_what_can_be_seen() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = start(home, 120, 40);
    for n in 0..65 {
        screen.send("a");
        screen.sees("T-1 action");
        paste(&mut screen, &format!("{n}A{}B{n}", control(n)));
        screen.send("\r");
        screen.sees("action saved");
        screen.send("\x0c");
        screen.settles();
    }
    assert_all_harmless(screen, "controls as actions");
    let shown = good(home, &["show", "T-1", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let story = shown["timeline"].to_string();
    for n in 0..65 {
        let c = control(n);
        assert!(
            !story.contains(&format!("{n}AB{n}")),
            "{n} is gone without a sign"
        );
        let code = format!("{n}A<U+{:04X}>B{n}", u32::from(c));
        let is_space = matches!(c, '\t' | '\r' | '\n' | '\u{85}');
        assert!(
            story.contains(&code) || is_space && story.contains(&format!("{n}A")),
            "{code} in {story}"
        );
    }
    assert_stored_harmless(home);
    assert_whole(home);
}

#[test]
fn what_turns_the_direction_is_a_mark_in_list_and_title() {
    let home = home_with_desk();
    let home = home.path();
    let turns = [
        '\u{202e}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{2066}', '\u{2067}',
        '\u{2068}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}',
    ];
    for c in turns {
        good(home, &["new", &format!("invoice_{c}fdp.exe")]);
    }
    let mut screen = start(home, 120, 40);
    for (n, c) in turns.into_iter().enumerate() {
        let mark = format!("invoice_<U+{:04X}>fdp.exe", u32::from(c));
        screen.sees(&mark);
        screen.send("j");
        let (_, queue) = on_a_terminal(home, &["queue"]);
        assert!(queue.contains(&mark), "{mark} in {queue}");
        let (_, shown) = on_a_terminal(home, &["show", &format!("T-{}", n + 1)]);
        assert!(shown.contains(&mark), "{mark} in {shown}");
    }
    screen.send("\r");
    screen.settles();
    screen.sees("invoice_<U+");
    assert_all_harmless(screen, "direction");
}

#[test]
fn hidden_letters_are_found_by_the_plain_word_and_told_apart() {
    let home = home_with_desk();
    let home = home.path();
    let hidden = [
        "",
        "\u{200b}",
        "\u{2060}",
        "\u{ad}",
        "\u{feff}",
        "\u{e0041}\u{e0042}",
    ];
    for piece in hidden {
        good(home, &["new", &format!("pass{piece}word forgotten")]);
    }
    let found = good(home, &["find", "password"]);
    for n in 1..=hidden.len() {
        assert!(found.contains(&format!("T-{n}")), "T-{n} in {found}");
    }
    let mut screen = start(home, 200, 40);
    screen.send("/password");
    screen.settles();
    screen.sees("password forgotten");
    for piece in &hidden[1..] {
        let mark = |text: String, c| format!("{text}<U+{:04X}>", u32::from(c));
        let marks = piece.chars().fold(String::new(), mark);
        screen.sees(&format!("pass{marks}word"));
    }
    assert_all_harmless(screen, "hidden letters");
}

#[test]
fn a_million_accents_are_taken_in_and_each_frame_stays_small() {
    let home = home_with_desk();
    let home = home.path();
    let row = serde_json::json!({
        "opened": "2026-05-04T09:12:00-04:00",
        "title": format!("a letter e{}", "\u{301}".repeat(30_000)),
        "actions": [{"at": "2026-05-04T09:20:00-04:00", "text":
            format!("e{} behind", "\u{301}".repeat(30_000))}],
    });
    fs::write(home.join("rows.jsonl"), format!("{row}\n")).expect("a file");
    on_a_terminal(home, &["import", "rows.jsonl"]);
    for n in 0..30 {
        good(home, &["new", &format!("another {n}")]);
    }
    let mut screen = start(home, 120, 36);
    screen.settles();
    // A note of a million, by paste, beside it.
    screen.send("e");
    screen.sees("TYPE");
    paste(
        &mut screen,
        &format!("before e{} behind", "\u{301}".repeat(1_000_000)),
    );
    screen.sees("behind");
    escape(&mut screen);
    for _ in 0..20 {
        let before = screen.bytes.len();
        let begun = Instant::now();
        screen.send("j");
        screen.first_answer();
        // 70 ms are the wait itself; the rest is far above what a frame takes on a busy machine.
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{:?}",
            begun.elapsed()
        );
        assert!(screen.bytes.len() - before < 64 << 10);
    }
    let status = fs::read_to_string(format!("/proc/{}/status", screen.pid())).expect("its status");
    let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: u64 = rss
        .and_then(|rss| rss.trim().trim_end_matches(" kB").parse().ok())
        .expect("its size");
    assert!(kib < 300 << 10, "{kib} KiB");
    assert_all_harmless(screen, "a million accents");
    assert_whole(home);
}

#[test]
fn wide_letters_and_pictures_leave_the_borders_in_their_columns() {
    let odd = [
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
        "\u{1f1e8}\u{1f1ed}",
        "1\u{fe0f}\u{20e3}",
        "\u{2764}\u{fe0e}\u{2764}\u{fe0f}",
        "\u{915}\u{94d}\u{937}\u{93f}",
        "\u{fdfd}",
        "\u{4e00}\u{4e01}\u{4e02}\u{4e03}\u{4e04}\u{4e05}\u{4e06}\u{4e07}\u{4e08}\u{4e09}",
        "\u{645}\u{631}\u{62d}\u{628}\u{627} 123",
    ];
    for (cols, rows) in [(80, 24), (120, 36), (160, 45)] {
        let (plain, strange) = (home_with_desk(), home_with_desk());
        for n in 0..12 {
            let before = "x".repeat(18 + n);
            let text = odd[n % odd.len()].repeat(3);
            good(strange.path(), &["new", &format!("{before}{text}{text}")]);
            good(
                plain.path(),
                &["new", &format!("{before}{}", "y".repeat(text.width() * 2))],
            );
        }
        let mut a = start(plain.path(), cols, rows);
        let mut b = start(strange.path(), cols, rows);
        for keys in ["", "j", "jjj", "G", "gg", "\r"] {
            a.send(keys);
            b.send(keys);
            a.settles();
            b.settles();
            assert_eq!(
                borders(&a, cols, rows),
                borders(&b, cols, rows),
                "{cols}x{rows} {keys:?}:\n{}\n{}",
                a.text(),
                b.text()
            );
        }
        assert_all_harmless(b, "wide letters");
    }
}

#[test]
fn a_title_from_right_to_left_leaves_number_and_class_in_their_cells() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "plain title 123"]);
    good(
        home,
        &[
            "new",
            "\u{645}\u{631}\u{62d}\u{628}\u{627} 123 \u{634}\u{628}\u{643}\u{629}",
        ],
    );
    let mut screen = start(home, 160, 36);
    screen.settles();
    let cells = cells(&screen, 160, 36);
    let rows: Vec<String> = cells.screen().rows(0, 160).collect();
    let place = |number: &str| {
        let found = rows
            .iter()
            .position(|row| row.contains(number) && row.contains("ONE     ?"));
        found.unwrap_or_else(|| panic!("no {number} in {rows:#?}")) as u16
    };
    let (plain, arabic) = (place("T-1 "), place("T-2 "));
    let text = |row: u16, col: u16| {
        let cell = cells.screen().cell(row, col);
        match cell.expect("a cell").contents() {
            "" => " ".to_owned(),
            letter => letter.to_owned(),
        }
    };
    // Class, state, owner and age stand beside the title, each in its own cells; `1` and `2` of the
    // numbers themselves differ, and so does the mark of the selected row.
    for col in (2..24).chain(38..54).filter(|col| text(plain, *col) != "1") {
        assert_eq!(
            text(plain, col),
            text(arabic, col),
            "column {col} of {rows:#?}"
        );
    }
    assert!(rows[usize::from(arabic)].contains("123"), "{rows:#?}");
    assert_all_harmless(screen, "right to left");
}

#[test]
fn a_paste_mark_that_comes_byte_by_byte_is_no_text() {
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = start(home, 100, 30);
    screen.send("a");
    screen.sees("T-1 action");
    screen.send("before ");
    screen.sees("before");
    for mark in ["\x1b[200~", "\x1b[201~"] {
        for byte in mark.chars() {
            screen.send(&byte.to_string());
            screen.sees_within(LAG, |_| false);
        }
        if mark.ends_with("200~") {
            screen.send("pasted ");
        }
    }
    screen.send("behind");
    screen.sees("before pasted behind");
    screen.sees("TYPE");
    screen.send("\r");
    screen.sees("action saved");
    screen.send("qq");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    let shown = good(home, &["show", "T-1", "--json"]);
    assert!(shown.contains("\"before pasted behind\""), "{shown}");
}

#[test]
fn errors_with_such_text_at_hand_are_clean() {
    let home = home_with_desk();
    let home = home.path();
    let text = "ab\x1b]52;c;Q0FOQVJZ\x07\x1b[31337m\u{202e}ba";
    good(home, &["new", text]);
    let mut screen = start(home, 120, 36);
    screen.send("a");
    screen.sees("T-1 action");
    paste(&mut screen, text);
    screen.settles();
    // The store goes, the mark is damaged, and the disk lets nothing be written.
    let _ = fs::remove_dir_all(desk(home).join("store"));
    fs::write(desk(home).join("acked"), text).expect("it is written");
    screen.send("\r");
    screen.settles();
    escape(&mut screen);
    screen.send(":");
    screen.sees("every action");
    screen.line("messages");
    screen.settles();
    assert_all_harmless(screen, "a desk that falls apart");
    let journal = desk(home).join("journal/000001.jsonl");
    let good_bytes = fs::read(&journal).expect("the journal");
    for spoilt in [
        [&good_bytes[..], text.as_bytes(), b"\n"].concat(),
        [text.as_bytes(), b"\n", &good_bytes[..]].concat(),
        String::from_utf8_lossy(&good_bytes)
            .replace("<U+202E>", "\u{202e}\u{1b}[31337m")
            .into(),
    ] {
        fs::write(&journal, spoilt).expect("it is written");
        for args in [
            &["queue"][..],
            &["verify"],
            &["doctor"],
            &["show", "T-1"],
            &["new", text],
            &["rebuild"],
        ] {
            on_a_terminal(home, args);
            let output = run(home, args);
            assert_harmless("its complaint", &output.stderr);
        }
        let mut screen = Start::at(home).size(120, 36).start();
        screen.sees_within(Duration::from_millis(900), |_| false);
        screen.signal(rustix::process::Signal::TERM);
        let _ = screen.ends();
        assert_harmless("the screen", &screen.bytes);
    }
    reports_are_clean(home);
    assert!(
        drafts(home).iter().all(|draft| !draft.contains("\x1b]52")),
        "a draft holds an escape"
    );
}

/// What faults left in the state folder, if any, is clean and its owner's alone.
fn reports_are_clean(home: &Path) {
    let Ok(files) = fs::read_dir(home.join(".local/state/nightdesk")) else {
        return;
    };
    for file in files {
        let path = file.expect("a file").path();
        let mode = fs::metadata(&path).expect("its mode").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
        assert_harmless("a report", &fs::read(&path).expect("a report"));
    }
}
