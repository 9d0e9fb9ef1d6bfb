//! Five hundred hostile texts by each way in, looked at by each way out: no escape byte comes out.
//!
//! `NIGHTDESK_HOSTILE=5000` sets their number and `NIGHTDESK_SEED` which they are.

mod hostile_rig;
mod outside;
mod pty;

use std::fs;
use std::path::Path;

use hostile_rig::{
    assert_all_harmless, assert_stored_harmless, escape, how_many, on_a_terminal, paste, seed,
    start, texts,
};
use outside::{assert_harmless, assert_whole, desk, good, home_with_desk, program};

/// Texts that stand in one ticket's actions.
const IN_ONE: usize = 25;

/// Writes one row for each text, every field of it hostile, and takes the file in.
fn import(home: &Path, texts: &[String]) {
    let mut rows = String::new();
    for (n, text) in texts.iter().enumerate() {
        let actions: Vec<_> = if n % IN_ONE == 0 {
            let of = texts.iter().skip(n).take(IN_ONE);
            of.map(|text| {
                serde_json::json!({"at": "2026-05-04T09:20:00-04:00", "by": text, "text": text})
            })
            .collect()
        } else {
            Vec::new()
        };
        let row = serde_json::json!({
            "opened": "2026-05-04T09:12:00-04:00", "channel": text, "originator": text,
            "unit": text, "title": text, "seen": text, "affected": text, "asset": text,
            "assigned": text, "actions": actions, "harm": "none", "record_category": text,
            "fields": {(text.as_str()): text}, "waiting_for": text, "state": "open",
            (text.as_str()): text,
        });
        rows.push_str(&row.to_string());
        rows.push('\n');
    }
    fs::write(home.join("rows.jsonl"), rows).expect("a file");
    let (status, _) = on_a_terminal(home, &["import", "rows.jsonl"]);
    assert_eq!(status, 0, "a hostile row is taken");
}

#[test]
fn out_of_a_file_into_every_list_and_every_pane() {
    let texts = texts(seed(), how_many(500));
    let home = home_with_desk();
    let home = home.path();
    import(home, &texts);
    // Every title and name in one listing, in words and as JSON.
    let limit = texts.len().to_string();
    for json in [&["--json"][..], &[]] {
        for list in [
            &["queue", "--all", "--limit", &limit][..],
            &["find", "end"],
            &["find", "password"],
            &["person", "list"],
            &["unit", "list"],
            &["asset", "list"],
        ] {
            let (status, _) = on_a_terminal(home, &[list, json].concat());
            assert_eq!(status, 0, "{list:?}");
        }
    }
    let (_, queue) = on_a_terminal(home, &["queue", "--all", "--limit", &limit, "--json"]);
    for n in 0..texts.len() {
        assert!(
            queue.contains(&format!("h{n} ")),
            "h{n} is not in the queue"
        );
    }
    for n in (0..texts.len()).step_by(IN_ONE) {
        let number = format!("T-{}", n + 1);
        let (_, shown) = on_a_terminal(home, &["show", &number]);
        for n in n..(n + IN_ONE).min(texts.len()) {
            assert!(shown.contains(&format!("h{n} ")), "h{n} is not in {number}");
        }
        on_a_terminal(home, &["show", &number, "--json"]);
    }
    // The screen: every row of the queue, and every line of the tickets that hold the actions.
    let mut screen = start(home, 160, 50);
    for _ in 0..texts.len() / 30 {
        screen.send("\x1b[6~");
        screen.settles();
    }
    screen.send("g");
    for _ in 0..6 {
        screen.send("\r");
        for _ in 0..4 {
            screen.send("\x1b[6~");
            screen.settles();
            screen.send("\t");
        }
        for key in ["x", "e", "c", "u", "w", "i"] {
            screen.send(key);
            screen.settles();
            escape(&mut screen);
        }
        escape(&mut screen);
        escape(&mut screen);
        screen.send("jjjj");
    }
    assert_all_harmless(screen, "the screen");
    assert_whole(home);
    assert_stored_harmless(home);
}

#[test]
fn pasted_and_kept_and_offered_again() {
    let texts = texts(seed() + 1, how_many(500));
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    let mut screen = start(home, 120, 36);
    for some in texts.chunks(50) {
        // A note of many lines, one line of a form, and the two boxes that search.
        screen.send("e");
        screen.sees("TYPE");
        for text in some {
            paste(&mut screen, &format!("{text}\n"));
        }
        screen.settles();
        screen.send("\x04");
        screen.settles();
        escape(&mut screen);
        for key in ["n", "a", "/", ":"] {
            screen.send(key);
            for text in some.iter().step_by(5) {
                paste(&mut screen, text);
            }
            screen.settles();
            escape(&mut screen);
            escape(&mut screen);
        }
    }
    assert_all_harmless(screen, "the fields");
    let mut again = start(home, 120, 36);
    again.send(":");
    again.sees("every action");
    again.line("drafts");
    again.settles();
    again.send("\r");
    again.settles();
    assert_all_harmless(again, "the drafts");
    assert_whole(home);
    assert_stored_harmless(home);
}

#[test]
fn as_an_argument_and_in_what_is_said_of_it() {
    let texts = texts(seed() + 2, how_many(500));
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    for (n, text) in texts.iter().enumerate() {
        let text = text.as_str().replace('\0', "");
        let text = text.as_str();
        let ways: [&[&str]; 16] = [
            &["new", text, "--from", text, "--asset", text],
            &["log", "T-1", text],
            &["tell", "T-1", text, text],
            &["find", text],
            &[text],
            &["show", text],
            &["new", "x", "--category", text],
            &["log", "T-1", "x", "--happened", text],
            &["--desk", text, "queue"],
            &["import", text],
            &["profile", "check", text],
            &["--theme", text, "queue"],
            &["person", "add", text, "--phone", text],
            &["attach", "T-1", text],
            &["check", "start", text],
            &["completions", text],
        ];
        let args = ways[n % ways.len()];
        let output = program(home).args(args).output().expect("it runs");
        let status = output.status.code();
        assert!(
            status.is_some_and(|status| status <= 10),
            "{args:?}: {status:?}"
        );
        assert_harmless(&format!("{args:?}"), &output.stdout);
        assert_harmless(&format!("{args:?}"), &output.stderr);
    }
    on_a_terminal(home, &["show", "T-1"]);
    on_a_terminal(home, &["queue", "--limit", "10000"]);
    assert_whole(home);
}

#[test]
fn out_of_files_that_somebody_else_wrote() {
    let texts = texts(seed() + 3, how_many(500));
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    // Drafts and signs of presence are files that another program could have written.
    let mut screen = start(home, 120, 36);
    screen.send("a");
    screen.sees("T-1 action");
    screen.send("a plain draft");
    screen.sees("a plain draft");
    assert_all_harmless(screen, "a plain draft");
    for some in texts.chunks(50) {
        let all = some.join("\n");
        spoil_drafts(home, &all);
        for (name, content) in [
            ("own.toml", format!("schema = 1\n{all}\n")),
            ("own.csv", format!("name,what\n{all}\n")),
            ("own.jsonl", all.clone()),
        ] {
            fs::write(home.join(name), content).expect("a file");
        }
        for args in [
            &["profile", "check", "own.toml"][..],
            &["import", "own.csv"],
            &["import", "own.jsonl"],
            &["triage", "rank", "own.jsonl"],
            &["verify", "--witness", "own.jsonl"],
        ] {
            on_a_terminal(home, args);
        }
        let settings = home.join(".config/nightdesk");
        fs::create_dir_all(&settings).expect("a folder");
        let quoted = serde_json::json!(all);
        fs::write(
            settings.join("config.toml"),
            format!("theme = {quoted}\n{quoted} = 1\n[keys]\nnew = [{quoted}]\n{all}"),
        )
        .expect("a file");
        on_a_terminal(home, &["doctor"]);
        // The box of faults, and what the drafts say, at a start.
        let mut screen = pty::Start::at(home).size(120, 36).start();
        screen.settles();
        escape(&mut screen);
        escape(&mut screen);
        screen.send(":");
        screen.sees("every action");
        screen.line("drafts");
        screen.settles();
        screen.send("\r");
        screen.settles();
        assert_all_harmless(screen, "a start");
        fs::remove_file(settings.join("config.toml")).expect("it is removed");
    }
    assert_whole(home);
}

/// Puts a text into every string of every draft on the disk.
fn spoil_drafts(home: &Path, text: &str) {
    for person in fs::read_dir(desk(home).join("drafts")).expect("drafts") {
        for file in fs::read_dir(person.expect("a folder").path()).expect("a folder") {
            let path = file.expect("a file").path();
            let Ok(kept) = fs::read_to_string(&path) else {
                continue;
            };
            fs::write(&path, format!("{kept}\n{text}")).expect("it is written");
        }
    }
}

#[test]
fn by_mail_and_on_standard_input() {
    let texts = texts(seed() + 4, how_many(500));
    let home = home_with_desk();
    let home = home.path();
    good(home, &["new", "The printer in the hall"]);
    for (n, some) in texts.chunks(25).enumerate() {
        let all = some.join(" ");
        let subject = some[0].replace(['\n', '\r'], " ");
        let mail = format!("From: {subject} <x@example.org>\nSubject: {subject}\n\n{all}");
        fs::write(home.join("mail"), mail).expect("a file");
        fs::write(home.join("text"), some.join("\n")).expect("a file");
        for args in [&["new", "--from-mail", "-"][..], &["log", "T-1", "-"]] {
            let name = if args[0] == "new" { "mail" } else { "text" };
            let input = fs::File::open(home.join(name)).expect("a file");
            let output = program(home).args(args).stdin(input).output();
            let output = output.expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
            assert_harmless("an answer", &output.stdout);
        }
        on_a_terminal(home, &["show", &format!("T-{}", n + 2)]);
    }
    on_a_terminal(home, &["show", "T-1"]);
    assert_whole(home);
    assert_stored_harmless(home);
}
