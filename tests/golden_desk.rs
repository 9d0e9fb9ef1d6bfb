//! A desk that an older program kept is opened, and every ticket of it reads as it did then.
//!
//! `tests/golden/desk.jsonl` is the journal of one desk after a night and a morning of work: its
//! bytes are fixed. `tests/golden/show.jsonl` is what `nightdesk show --json` says of each of its
//! tickets at one moment, a ticket to a line. A change of that answer shows here first; one that is
//! meant is written by `MAKE_GOLDEN=1 cargo nextest run --test golden_desk`, which makes the desk
//! only where there is none.
//!
//! Invariant: a journal that is there is only read.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "another test file uses the rest")]
#[path = "cli/rig.rs"]
mod rig;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nightdesk::journal::{Journal, Make};
use nightdesk::time::{FixedClock, Stamp};
use rig::Rig;
use serde_json::Value;

/// When the desk is read, in the form it has at the end of its journal.
const READ_AT: &str = "2026-11-24T12:00:00-05:00";

fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

fn is_made_anew() -> bool {
    std::env::var_os("MAKE_GOLDEN").is_some()
}

fn clock(rig: &mut Rig, at: &str) {
    let at: Stamp = at.parse().unwrap();
    rig.machine.clock = Arc::new(FixedClock(at));
}

/// The entry of a ticket that says something.
fn entry_of(rig: &Rig, ticket: &str, text: &str) -> String {
    let shown = rig.json(&["show", ticket]);
    let lines = shown["timeline"].as_array().unwrap();
    let says = |line: &&Value| {
        line["text"]
            .as_str()
            .is_some_and(|told| told.contains(text))
    };
    lines.iter().find(says).unwrap()["seq"].to_string()
}

/// A night and a morning of work, with one ticket of each way a ticket can go.
fn make() {
    let mut rig = Rig::bare();
    clock(&mut rig, "2026-11-22T02:00:00-05:00");
    rig.ok(&["init", "--profile", "bloomfield", "--yes"]);
    rig.ok(&[
        "staff",
        "add",
        "Hilda Head",
        "--uid",
        "4242",
        "--post",
        "director",
    ]);
    night(&mut rig);
    morning(&mut rig);
    rig.ok(&["verify"]);
    fs::copy(rig.dir().join("journal/000001.jsonl"), stored("desk.jsonl")).unwrap();
}

/// T-1: a call at night, from the phone to the bed.
fn night(rig: &mut Rig) {
    clock(rig, "2026-11-22T02:14:00-05:00");
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "1", "circulation server down"]);
    rig.ok(&["callout", "answer", "impact.now=38"]);
    rig.ok(&[
        "callout",
        "log",
        "restarted it; the log of the disk is clean",
    ]);
    clock(rig, "2026-11-22T03:05:00-05:00");
    rig.ok(&["callout", "answer", "outcome=workaround"]);
    rig.ok(&["callout", "finish"]);
}

fn morning(rig: &mut Rig) {
    clock(rig, "2026-11-24T09:00:00-05:00");
    // Opened, worked on, closed.
    let printer = rig.ok(&["new", "The printer at the desk is dead", "--blocked", "2"]);
    let printer = printer.trim();
    rig.ok(&["log", printer, "Drum changed", "--minutes", "15"]);
    rig.ok(&["resolve", printer, "It prints again"]);
    rig.ok(&["tell", printer, "requester"]);
    rig.ok(&["close", printer]);
    // A text taken out, another asked for and taken back.
    let secret = rig.ok(&["new", "Ann Poe cannot log in", "--blocked", "1"]);
    let secret = secret.trim();
    rig.ok(&["log", secret, "The password is Zx9-canary-Qq7 on both"]);
    let entry = entry_of(rig, secret, "canary");
    let by = ["--by", "Hilda Head", "--how", "paper", "--ref", "folder 7"];
    let mut order = vec!["redact", secret, &entry, "--because", "a password"];
    order.extend(by);
    rig.ok(&order);
    rig.ok(&["log", secret, "Told Ann Poe's number to the vendor"]);
    let entry = entry_of(rig, secret, "vendor");
    rig.ok(&["redact", secret, &entry, "--because", "a name"]);
    rig.ok(&[
        "redact",
        secret,
        &entry,
        "--withdraw",
        "--because",
        "it is public",
    ]);
    rig.ok(&["redact", secret, &entry, "--because", "a name after all"]);
    // A checklist with a step done, and a ticket that waits.
    clock(rig, "2026-11-24T10:30:00-05:00");
    let starter = rig.ok(&["new", "Hana Ruiz begins on Monday", "--from", "Maria Ortiz"]);
    let starter = starter.trim();
    let opening = rig.json(&["show", starter])["timeline"][0]["seq"].to_string();
    rig.ok(&["check", "start", "new-employee", "--ticket", starter]);
    rig.ok(&[
        "wait",
        starter,
        "--for",
        "the signed form",
        "--until",
        "2026-11-25 09:00",
    ]);
    rig.ok(&["correct", starter, &opening, "Hana Ruiz begins on Tuesday"]);
}

/// What the program says of each ticket, a line each.
fn shown() -> String {
    let mut rig = Rig::bare();
    // Nothing of the answer is about whoever asks.
    rig.machine.caller.uid = 65000;
    clock(&mut rig, READ_AT);
    let make = Make {
        group: None,
        reserve_bytes: 0,
    };
    fs::create_dir_all(rig.dir().parent().unwrap()).unwrap();
    drop(Journal::create(&rig.dir(), make).unwrap());
    let journal = rig.dir().join("journal/000001.jsonl");
    fs::copy(stored("desk.jsonl"), journal).unwrap();
    fs::remove_file(rig.dir().join("acked")).unwrap();
    rig.ok(&["verify"]);
    let next = rig.json(&["head"])["next_number"].as_u64().unwrap();
    let tickets = (1..next).map(|number| rig.ok(&["show", &format!("T-{number}"), "--json"]));
    tickets.collect()
}

#[test]
fn every_ticket_of_an_old_desk_reads_as_it_did() {
    if is_made_anew() && !stored("desk.jsonl").exists() {
        make();
    }
    let told = shown();
    assert!(told.lines().count() >= 4, "{told}");
    assert!(!told.contains("canary"));
    if is_made_anew() {
        fs::write(stored("show.jsonl"), &told).unwrap();
    }
    let stands = fs::read_to_string(stored("show.jsonl")).unwrap();
    for (now, then) in told.lines().zip(stands.lines()) {
        assert_eq!(now, then);
    }
    assert_eq!(told, stands);
}
