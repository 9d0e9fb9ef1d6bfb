//! Who is recorded: the account that really ran the program, whatever its environment says, and in
//! every entry how that is known.

mod program;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use program::{Home, has, is_root};
use serde_json::Value;

/// A user that no machine has.
const STRANGER: &str = "48211";

/// The journal's entries.
fn entries(home: &Home) -> Vec<Value> {
    let text = fs::read_to_string(home.journal()).expect("a journal");
    let entries = text.lines().map(serde_json::from_str);
    entries.map(|entry| entry.expect("an entry")).collect()
}

#[test]
fn what_the_environment_says_of_a_person_is_not_believed() {
    let home = Home::with_desk();
    let before = entries(&home);
    let lies = [
        "USER",
        "LOGNAME",
        "SUDO_USER",
        "USERNAME",
        "SUDO_UID",
        "NAME",
    ];
    let mut command = home.command(&[]);
    for name in lies {
        command.env(name, "director\u{1b}[31337m");
    }
    let ran = program::ended(command.args(["new", "under a false name"]));
    assert_eq!(ran.status, 0, "{ran:?}");
    let uid = rustix::process::getuid().as_raw();
    let maker = &before[before.len() - 1]["by"];
    for entry in &entries(&home)[before.len()..] {
        assert_eq!(&entry["by"]["person"], &maker["person"], "{entry}");
        assert_eq!(entry["by"]["uid"], uid, "{entry}");
        assert!(!entry.to_string().contains("director"), "{entry}");
    }
}

#[test]
fn an_account_without_a_name_is_its_number() {
    if !is_root() || !has("setpriv") {
        return;
    }
    let home = Home::bare();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o777)).expect("its mode");
    let stranger = ["setpriv", "--reuid", STRANGER, "--clear-groups"];
    for args in [&["init"][..], &["new", "x"], &["verify"], &["doctor"]] {
        let ran = home.run_by(&stranger, args);
        assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
    }
    for entry in entries(&home) {
        assert_eq!(entry["by"]["uid"].to_string(), STRANGER, "{entry}");
    }
    let shown = home.run_by(&stranger, &["staff", "list"]).out;
    assert!(shown.contains(&format!("uid {STRANGER}")), "{shown}");
}

#[test]
fn every_entry_says_who_how_that_is_known_and_on_which_machine() {
    let home = Home::with_desk();
    home.file("rows.jsonl", include_str!("../assets/sample/tickets.jsonl"));
    for args in [
        &["log", "T-1", "looked at it"][..],
        &["tell", "T-1", "requester", "soon"],
        &["import", "rows.jsonl"],
        &["person", "add", "Ann"],
        &["check", "start", "total-pc-failure", "--ticket", "T-1"],
        &["callout", "start"],
    ] {
        home.ok(args);
    }
    let uid = rustix::process::getuid().as_raw();
    for entry in entries(&home) {
        let by = &entry["by"];
        assert_eq!(by["uid"], uid, "{entry}");
        for key in ["host", "how"] {
            let text = by[key].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{key} of {entry}");
        }
        assert!(
            entry["at"].is_string() && entry["boot"]["id"].is_string(),
            "{entry}"
        );
    }
}
