//! Wrong input through the real program: each kind has its message and its status, and loses
//! nothing.
//!
//! Statuses and texts are those of the command line's page; after each refusal the journal is
//! the same byte for byte.

mod program;

use program::Home;

#[test]
fn a_wrong_time_is_told_with_the_form_that_is_meant() {
    let home = Home::with_desk();
    let wrong = |time: &str, parts: &[&str]| {
        for args in [
            &["new", "x", "--happened", time][..],
            &["log", "T-1", "x", "--happened", time],
            &["tell", "T-1", "requester", "x", "--happened", time],
        ] {
            home.refuses(args, 2, parts);
        }
    };
    // Both offsets stand in the message, so that one of them can be copied.
    wrong(
        "2026-03-08 02:30",
        &[
            "does not exist",
            "2026-03-08T02:30-05:00",
            "2026-03-08T02:30-04:00",
        ],
    );
    wrong(
        "2025-11-02 01:30",
        &[
            "came twice",
            "2025-11-02T01:30-04:00",
            "2025-11-02T01:30-05:00",
        ],
    );
    wrong("2026-02-30 10:00", &["does not exist", "28 to 31 days"]);
    wrong("25:00", &["does not exist", "23:59"]);
    wrong("half past", &["is not a time", "2026-"]);
    wrong("", &["not a time"]);
    wrong("9999-01-01", &["still to come"]);
    home.refuses(
        &["new", "x", "--due", "half past", "--due-for", "x"],
        2,
        &["is not a time"],
    );
    home.refuses(
        &["wait", "T-1", "--for", "x", "--until", "soon"],
        2,
        &["is not a time"],
    );
    home.refuses(
        &["wait", "T-1", "--for", "x", "--until", "2020-01-01"],
        2,
        &["is over", "give a time to come"],
    );
    // With its offset the doubled hour is a time like others, and the leap day is one.
    home.ok(&[
        "log",
        "T-1",
        "first",
        "--happened",
        "2025-11-02T01:30-04:00",
    ]);
    home.ok(&[
        "log",
        "T-1",
        "second",
        "--happened",
        "2025-11-02T01:30-05:00",
    ]);
    home.ok(&["log", "T-1", "leap", "--happened", "2024-02-29 12:00"]);
    let entries = home.ok(&["show", "T-1", "--json"]).json();
    let times: Vec<_> = entries["timeline"].as_array().expect("entries")[1..]
        .iter()
        .map(|entry| entry["happened"].as_str().expect("a time").to_owned())
        .collect();
    assert!(
        times.contains(&"2025-11-02T01:30:00-04:00".to_owned()),
        "{times:?}"
    );
    assert!(
        times.contains(&"2025-11-02T01:30:00-05:00".to_owned()),
        "{times:?}"
    );
    home.entries();
}

#[test]
fn what_is_not_there_is_named() {
    let home = Home::with_desk();
    for args in [
        &["log", "T-99", "x"][..],
        &["show", "T-99"],
        &["why", "T-99"],
        &["why", "T-1", "T-99"],
        &["close", "T-99"],
        &["move", "T-1", "38", "T-99", "--because", "x"],
        &["check", "start", "total-pc-failure", "--ticket", "T-99"],
    ] {
        home.refuses(args, 4, &["there is no ticket T-99"]);
    }
    home.refuses(
        &["new", "x", "--unit", "Mars"],
        4,
        &["no unit `Mars`", "nightdesk unit list"],
    );
    home.refuses(
        &["assign", "T-1", "Zed"],
        4,
        &["`Zed`", "nightdesk person list"],
    );
    home.refuses(&["person", "show", "Zed"], 4, &["`Zed`"]);
    home.refuses(
        &["asset", "show", "PC-9"],
        4,
        &["no asset `PC-9`", "nightdesk asset list"],
    );
    home.refuses(
        &["check", "start", "nope"],
        4,
        &["no checklist `nope`", "check list"],
    );
    home.refuses(
        &["check", "show", "L-9"],
        4,
        &["no checklist L-9", "check list"],
    );
    home.refuses(
        &["adopt", "/nonexistent", "--because", "x"],
        4,
        &["no desk at /nonexistent"],
    );
    home.entries();
}

#[test]
fn a_refusal_is_three_lines_or_one_json_value() {
    let home = Home::with_desk();
    home.ok(&["check", "start", "total-pc-failure", "--ticket", "T-1"]);
    home.ok(&["category", "T-1", "repair"]);
    for args in [
        &["new", "x", "--category", "nope"][..],
        &["category", "T-1", "nope"],
        &["note", "T-1", "nofield", "x"],
        &["correct", "T-1", "9999", "x"],
        &["check", "done", "L-1", "nostep"],
        &["contain", "T-1", "over"],
        &["report", "T-1", "--to", "Zed"],
        &["new", ""],
        &["new", " \t\n "],
        &["log", "T-1", ""],
        &["log", "T-1", "-"],
        &["narrative", "T-1", "-"],
        &["resolve", "T-1", " "],
        &["wait", "T-1", "--for", "", "--until", "+1d"],
        &["reopen", "T-1", "x"],
        &["person", "add", ""],
        &["unit", "add", ""],
        &["staff", "add", "Zed", "--uid", "4711", "--post", "nopost"],
        &["close", "T-1"],
    ] {
        let ran = home.run(args);
        // What is not there is 4, what a rule forbids 3.
        let status = if ran.err.contains("\nrule: N03,") {
            4
        } else {
            3
        };
        let ran = home.refuses(args, status, &[]);
        assert_eq!(ran.out, "", "{args:?}");
        let lines: Vec<&str> = ran.err.lines().collect();
        assert_eq!(lines.len() % 3, 0, "{args:?}: {}", ran.err);
        for three in lines.chunks(3) {
            assert!(three[0].starts_with("refused: "), "{args:?}: {three:?}");
            assert!(three[1].starts_with("rule: "), "{args:?}: {three:?}");
            assert!(three[1].split(", ").count() >= 3, "{args:?}: {three:?}");
            assert!(three[2].starts_with("instead: "), "{args:?}: {three:?}");
        }
        let with_json: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        let value = home.refuses(&with_json, status, &[]).json();
        assert_eq!(value["schema"], 1);
        let also = value["refused"]["also"].as_array().expect("a list");
        assert_eq!(also.len() + 1, lines.len() / 3, "{args:?}");
        for one in also.iter().chain([&value["refused"]]) {
            for key in ["rule", "source", "because", "instead"] {
                assert!(
                    one[key].as_str().is_some_and(|text| !text.is_empty()),
                    "{one}"
                );
            }
        }
    }
    home.entries();
}

#[test]
fn wrong_arguments_are_usage() {
    let home = Home::with_desk();
    for args in [
        &["frobnicate"][..],
        &["queue", "--frob"],
        &["new"],
        &["log", "T-1"],
        &["log", "99", "x"],
        &["log", "T-0", "x"],
        &["log", "L-1", "x"],
        &["new", "x", "--channel", "fax"],
        &["new", "x", "--affected", "soul"],
        &["new", "x", "--blocked", "many"],
        &["new", "x", "--blocked", "4294967296"],
        &["tell", "T-1", "requester", "--outcome", "maybe"],
        &["correct", "T-1", "third", "x"],
        &["queue", "--limit", "x"],
        &["check", "skip", "L-1", "who"],
        &["impact", "T-1"],
        &["why", "T-1", "T-1"],
        &["find", ""],
        &["completions", "cmd.exe"],
        &["init"],
        &["init", "--group", "no-such-group"],
    ] {
        let ran = home.refuses(args, 2, &[]);
        assert!(!ran.err.is_empty(), "{args:?}");
        assert_eq!(ran.out, "", "{args:?}");
    }
    // A word from a fixed list is refused with the list.
    home.refuses(
        &["new", "x", "--channel", "fax"],
        2,
        &["walk-in", "on-call"],
    );
    home.refuses(&["log", "99", "x"], 2, &["write it like T-12"]);
    home.entries();
}

#[test]
fn texts_have_their_bounds() {
    let home = Home::with_desk();
    let long = "a".repeat(70_000);
    home.refuses(&["new", &long], 2, &["64 KiB"]);
    home.refuses(&["log", "T-1", &long], 2, &["64 KiB", "attach"]);
    home.refuses(
        &["new", &"a".repeat(3000)],
        3,
        &["3000 characters", "200 fit", "shorten"],
    );
    let before = home.entries();
    let ran = home.run_with(&["narrative", "T-1", "-"], long.as_bytes());
    ran.says(2, &["64 KiB"]);
    assert_eq!(home.entries(), before);
    let words = "it stopped, then smoke came out\n".repeat(1900);
    assert!(words.len() < 64 * 1024);
    assert_eq!(
        home.run_with(&["narrative", "T-1", "-"], words.as_bytes())
            .status,
        0
    );
    let shown = home.ok(&["show", "T-1", "--json"]).json();
    assert_eq!(shown["narrative"], words.trim());
    // Bytes that are no text come in as marks, never as a fault.
    let ran = home.run_with(&["log", "T-1", "-"], b"caf\xe9 \x00\x1b[2J end");
    assert_eq!(ran.status, 0, "{ran:?}");
    let shown = home.ok(&["show", "T-1"]).out;
    assert!(
        shown.contains("end") && !shown.contains('\u{1b}'),
        "{shown:?}"
    );
    home.entries();
}

#[test]
fn a_broken_profile_is_told_with_its_line_and_its_mend() {
    let home = Home::with_desk();
    let town = include_str!("../assets/profiles/001-bloomfield.toml");
    let line_of = |text: &str, piece: &str| {
        let at = text.find(piece).expect("the piece is there");
        1 + text[..at].matches('\n').count()
    };
    for (piece, instead, parts) in [
        (
            "kind = \"town\"",
            "kind = \"towm\"",
            ["organisation.kind", "did you mean `town`?"],
        ),
        ("[words]", "[words", ["not TOML", "mend the line"]),
        (
            "breach_hours = 72",
            "breach_hours = -1",
            ["security.breach_hours", "whole number"],
        ),
        (
            "remove_device = true",
            "remove_devise = true",
            ["security.remove_devise", "not known here"],
        ),
    ] {
        let line = line_of(town, piece);
        home.file("mine.toml", town.replacen(piece, instead, 1));
        let place = format!("mine.toml:{line}:");
        for verb in ["check", "adopt"] {
            home.refuses(
                &["profile", verb, "mine.toml"],
                9,
                &[&place, parts[0], parts[1]],
            );
        }
        let new = Home::bare();
        new.file("mine.toml", town.replacen(piece, instead, 1));
        new.run(&["init", "--profile", "mine.toml"])
            .says(9, &[&place, parts[0]]);
        assert!(
            !new.journal().exists(),
            "no desk is made of a broken profile"
        );
    }
    home.refuses(&["profile", "check", "nowhere.toml"], 9, &["nowhere.toml"]);
    home.file("latin.toml", b"name = \"caf\xe9\"\n");
    home.refuses(
        &["profile", "check", "latin.toml"],
        9,
        &["latin.toml:1:", "UTF-8"],
    );
    home.file("good.toml", town);
    home.ok(&["profile", "check", "good.toml"]);
    home.entries();
}
