//! Every kind of line that was ever written is still read, and means what it meant.
//!
//! `tests/golden/v0.jsonl` is a journal of one desk with one line of each kind, and
//! `tests/golden/events.jsonl` says beside it what each line tells. The journal's bytes are fixed: a
//! line of it is never changed. What is added to the list is written behind them by
//! `MAKE_GOLDEN=1 cargo nextest run --test golden`.
//!
//! Invariant: a line that is there is only read.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nightdesk::domain::Event;
use nightdesk::journal::{By, Entry, Holder, Journal, Make, NewEntry, ReadLimit, Stamping, verify};
use nightdesk::time::Boot;
use serde_json::Value;
use uuid::Uuid;

/// What each line of the journal tells, in its order.
const EVENTS: &str = include_str!("golden/events.jsonl");

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v0.jsonl")
}

fn event(kind: &str, data: &str) -> Event {
    let mut reader = serde_json::Deserializer::from_str(data);
    let event = Event::decode(kind, &mut reader);
    event
        .unwrap_or_else(|error| panic!("{kind}: {error}"))
        .unwrap_or_else(|| panic!("{kind} is no kind of this version"))
}

fn data(event: &Event) -> Value {
    event.encode(serde_json::value::Serializer).unwrap()
}

/// Kind and data of each line of the list.
fn told() -> Vec<(String, Value)> {
    let lines = EVENTS.lines();
    let rows = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| {
        (
            row["kind"].as_str().unwrap().to_owned(),
            row["data"].clone(),
        )
    })
    .collect()
}

/// The lines of the fixed journal.
fn lines() -> Vec<Entry> {
    if std::env::var_os("MAKE_GOLDEN").is_some() {
        make();
    }
    let bytes = std::fs::read(golden()).unwrap();
    let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| Entry::parse(line).unwrap()).collect()
}

/// Writes what is new in the list behind the lines that are there, at one moment.
fn make() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("desk");
    let make = Make {
        group: None,
        reserve_bytes: 0,
    };
    let mut journal = Journal::create(&dir, make).unwrap();
    let file = dir.join("journal/000001.jsonl");
    if golden().exists() {
        std::fs::copy(golden(), &file).unwrap();
        std::fs::remove_file(dir.join("acked")).unwrap();
        journal = Journal::open(&dir).unwrap();
    }
    let there = journal.read_new(ReadLimit::Whole).unwrap().len();
    let at = "2026-11-22T02:14:07.120-05:00".parse().unwrap();
    let stamping = Stamping {
        app: "0.1.0".to_owned(),
        replica: "5d2f0c4ab1e94f6f8a3e7c1d90b2a644".to_owned(),
        at,
        boot: Boot {
            id: "0f5dc4e2-4a3b-4a7e-9f27-6b1d2c3e4f50".to_owned(),
            ms: 812_345_678,
        },
        by: By {
            person: Some(Uuid::from_u128(0x0193_55a2_1c11_7000_8000_0000_0000_0201)),
            uid: 1001,
            host: "front-desk".to_owned(),
            how: "uid".to_owned(),
        },
    };
    let holder = Holder {
        pid: 1,
        uid: 1001,
        tty: "-".to_owned(),
        since: at,
    };
    let entries = told().into_iter().zip(1_u128..).map(|((kind, data), n)| {
        let event = event(&kind, &data.to_string());
        NewEntry {
            id: Uuid::from_u128(0x0193_55a2_1c11_7000_8000_0000_0000_1000 + n),
            on: event.on(),
            salted: event.is_salted(),
            kind,
            data,
        }
    });
    let groups: Vec<_> = entries.skip(there).map(|entry| vec![entry]).collect();
    if groups.is_empty() {
        return;
    }
    let mut locked = journal.lock(Duration::ZERO, &holder).unwrap();
    locked.append(groups, &stamping).unwrap();
    drop(locked);
    std::fs::copy(file, golden()).unwrap();
}

#[test]
fn the_sums_and_the_chain_of_the_old_lines_hold() {
    lines();
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("desk");
    let make = Make {
        group: None,
        reserve_bytes: 0,
    };
    drop(Journal::create(&dir, make).unwrap());
    std::fs::copy(golden(), dir.join("journal/000001.jsonl")).unwrap();
    std::fs::remove_file(dir.join("acked")).unwrap();
    let report = verify(&dir, &mut |_, _| {}).unwrap();
    assert!(report.ok, "{:?}", report.faults);
    assert_eq!(report.entries, told().len() as u64);
}

#[test]
fn every_kind_of_entry_has_a_line() {
    let lines = lines();
    let found: BTreeSet<&str> = lines.iter().map(|entry| entry.kind.as_str()).collect();
    let all: BTreeSet<&str> = Event::KINDS.iter().copied().collect();
    assert_eq!(found, all);
}

#[test]
fn an_old_line_is_read_as_what_it_told_and_written_as_it_was() {
    let lines = lines();
    let told = told();
    assert_eq!(lines.len(), told.len());
    for (entry, (kind, said)) in lines.iter().zip(told) {
        assert_eq!(entry.kind, kind);
        let event = event(&entry.kind, entry.data());
        assert_eq!(entry.on, event.on(), "{kind}");
        assert_eq!(data(&event), said, "{kind}");
        let mut written: Value = serde_json::from_str(entry.data()).unwrap();
        let salt = written.as_object_mut().unwrap().remove("salt");
        assert_eq!(salt.is_some(), event.is_salted(), "{kind}");
        assert_eq!(written, said, "{kind}");
    }
}
