//! Nothing that anybody typed reaches a terminal as an escape, by whatever way it came in.

use super::rig::{Ran, Rig};

/// Escapes, controls, direction marks and invisible letters.
const BAD: &str = "x\u{1b}[31337m\u{9b}6n\u{7}\u{202e}fdp.exe\u{200b}\u{e0041}\r\u{8}y";

fn clean(ran: &Ran, what: &str) {
    for text in [&ran.out, &ran.err] {
        let bad = text.chars().find(|c| {
            let control = c.is_control() && *c != '\n';
            let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
            control || hidden
        });
        assert_eq!(bad, None, "{what}: {text:?}");
    }
}

#[test]
fn every_argument_comes_out_clean() {
    let rig = Rig::bare();
    let named = format!("Org {BAD}");
    clean(&rig.run(&["init", "--name", &named]), "init");
    let calls: &[&[&str]] = &[
        &["new", BAD, "--from", BAD, "--asset", BAD, "--harm", BAD],
        &["new", "x", "--due", "+2d", "--due-for", BAD],
        &["log", "T-1", BAD],
        &["tell", "T-1", BAD, BAD],
        &["wait", "T-2", "--for", BAD, "--until", "+1d"],
        &["contain", "T-1", BAD],
        &["category", "T-1", BAD],
        &["category", "T-1", "repair"],
        &["note", "T-1", "fault", BAD],
        &["note", "T-1", BAD, BAD],
        &["narrative", "T-1", BAD],
        &["resolve", "T-1", BAD],
        &["close", "T-1", "--agreed", BAD, "--with-reason", BAD],
        &["assign", "T-1", BAD],
        &["check", "start", BAD],
        &["check", "start", "equipment-loan", "--ticket", "T-1"],
        &["check", "done", "L-1", BAD, "--evidence", "name=\u{1b}[1m"],
        &["check", "answer", "L-1", BAD, BAD, "--by", BAD],
        &["staff", "add", BAD, "--uid", "77", "--post", BAD],
        &["person", "add", BAD, "--phone", BAD],
        &["unit", "add", BAD, "--short", BAD, "--head", BAD],
        &["asset", "add", BAD, "--what", BAD, "--note", BAD],
        &["show", BAD],
        &[BAD],
        &["--theme", BAD, "queue"],
        &["new", "x", "--channel", BAD],
        &["log", "T-1", "x", "--happened", BAD],
        &["find", BAD],
        &["import", BAD],
        &["profile", "check", BAD],
        &["triage", "rank", BAD],
        &["adopt", BAD, "--because", BAD],
        &["--desk", BAD, "queue"],
        &["completions", BAD],
        &["queue", "--all"],
        &["show", "T-1"],
        &["show", "T-2"],
        &["why", "T-1"],
        &["why", "T-1", "T-2"],
        &["check", "show", "L-1"],
        &["staff", "list"],
        &["person", "list"],
        &["unit", "list"],
        &["asset", "list"],
        &["profile", "show"],
        &["doctor"],
    ];
    for call in calls {
        clean(&rig.run(call), &format!("{call:?}"));
        let json: Vec<&str> = call.iter().copied().chain(["--json"]).collect();
        clean(&rig.run(&json), &format!("{call:?} as JSON"));
    }
    assert!(rig.ok(&["show", "T-1"]).contains("fdp.exe"));
}

#[test]
fn file_names_and_files_come_out_clean() {
    let rig = Rig::new();
    rig.ok(&["new", "x"]);
    let name = format!("a{}.txt", BAD.replace('/', ""));
    let path = rig.file(&name, "evidence");
    clean(&rig.run(&["attach", "T-1", &path]), "attach");
    clean(&rig.run(&["show", "T-1"]), "show");
    let row = serde_json::json!({
        "opened": "2026-01-02T10:00-05:00", "title": BAD, "originator": BAD, "unit": BAD,
        "seen": BAD, "assigned": BAD, "channel": BAD, "record_category": BAD,
        "actions": [{"at": "2026-01-02T10:05-05:00", "by": BAD, "text": BAD}],
        "fields": {BAD: BAD}, BAD: BAD,
    });
    let path = rig.file(&format!("{name}.jsonl"), format!("{row}\n{row}"));
    clean(&rig.run(&["import", &path]), "import");
    clean(&rig.run(&["import", &path, "--json"]), "import as JSON");
    clean(&rig.run(&["queue", "--all", "--json"]), "queue");
    clean(&rig.run(&["show", "T-2"]), "show");
    clean(&rig.run(&["show", "T-2", "--json"]), "show as JSON");
    let wrong = rig.file(&format!("{name}.csv"), format!("title,{BAD}\n{BAD}"));
    clean(&rig.run(&["import", &wrong]), "a wrong table");
    let wrong = rig.file(&format!("{name}.toml"), format!("schema = 1\n{BAD} = 2"));
    clean(&rig.run(&["profile", "check", &wrong]), "a wrong profile");
    let mail = format!("From: {BAD}\nSubject: {BAD}\n\n{BAD}");
    clean(
        &rig.run_with(&["new", "--from-mail", "-"], mail.as_bytes()),
        "mail",
    );
    clean(&rig.run(&["show", "T-3"]), "show a mail");
}

#[test]
fn text_of_any_bytes_is_taken_from_standard_input_up_to_64_kib() {
    let rig = Rig::new();
    rig.ok(&["new", "x"]);
    let ran = rig.run_with(&["log", "T-1", "-"], b"\xff\x1b[31m\xfe ok");
    assert_eq!(ran.status, 0, "{ran:?}");
    clean(&rig.run(&["show", "T-1"]), "show");
    let long = vec![b'x'; 64 * 1024 + 1];
    let ran = rig.run_with(&["log", "T-1", "-"], &long);
    assert_eq!(ran.status, 2, "{ran:?}");
}
