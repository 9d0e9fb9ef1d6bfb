//! What `docs/journal.md` tells an auditor is true: its example is a line, its script checks a desk.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use nightdesk::journal::{By, Entry, Holder, Journal, Make, NewEntry, Stamping};
use nightdesk::time::Boot;
use serde_json::json;
use uuid::Uuid;

const DOC: &str = include_str!("../docs/journal.md");

/// The first block of the page in a language.
fn block(language: &str) -> &'static str {
    let start = format!("```{language}\n");
    let from = DOC.find(&start).expect("the page has such a block") + start.len();
    let length = DOC[from..].find("```\n").expect("the block ends");
    &DOC[from..from + length]
}

fn make_desk(dir: &Path) {
    let make = Make {
        group: None,
        reserve_bytes: 0,
    };
    let mut journal = Journal::create(dir, make).unwrap().with_segment_bytes(3000);
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
            person: Some(Uuid::from_u128(0x0193_55a0_7c11_7000_8000_0000_0000_0007)),
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
    for n in 1_u128..=6 {
        let line = |of: u128| NewEntry {
            id: Uuid::from_u128(0x0193_55a2_0000_7000_8000_0000_0000_0000 + n * 16 + of),
            kind: if n == 5 {
                "entry.redacted"
            } else {
                "ticket.action_logged"
            }
            .to_owned(),
            on: vec![Uuid::from_u128(0x0193_55a2_0000_7000_8000_0000_0000_0021)],
            data: json!({ "text": "Pulled \",\"data\":{ from the log\nof the switch – ok" }),
            salted: true,
        };
        let mut locked = journal.lock(Duration::ZERO, &holder).unwrap();
        locked
            .append(vec![vec![line(1), line(2)]], &stamping)
            .unwrap();
    }
}

/// Takes the data of line 3 out, by order of line 9 or another.
fn redact(dir: &Path, order: u64) -> (u64, Vec<u8>) {
    let mut journal = Journal::open(dir).unwrap();
    let entries = journal
        .read_new(nightdesk::journal::ReadLimit::Acked)
        .unwrap()
        .into_iter()
        .flat_map(|g| g.entries)
        .collect::<Vec<_>>();
    let line = entries[2].raw();
    let start = line.find(",\"data\":").unwrap() + 8;
    let end = line.len() - 75;
    let redacted = format!("{}{{\"redacted\":{order}}}{}", &line[..start], &line[end..]);
    let path = dir.join("journal/000001.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace(line, &redacted)).unwrap();
    (entries[2].seq, text.into_bytes())
}

fn run(script: &Path, dir: &Path) -> Output {
    Command::new("python3")
        .arg(script)
        .arg(dir)
        .output()
        .unwrap()
}

#[test]
fn the_example_is_a_line_of_a_journal() {
    let line = block("json").trim_end();
    let entry = Entry::parse(line.as_bytes()).unwrap();
    assert_eq!((entry.v, entry.of), (0, (1, 2)));
    assert_eq!(entry.redacted, None);
}

#[test]
fn the_script_finds_a_good_desk_good_and_a_changed_one_not() {
    if Command::new("python3").arg("--version").output().is_err() {
        use std::io::Write;
        writeln!(std::io::stderr(), "skipped: there is no python3 here").unwrap();
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (dir, script) = (root.path().join("desk"), root.path().join("check.py"));
    std::fs::write(&script, block("python")).unwrap();
    make_desk(&dir);
    let good = run(&script, &dir);
    let said = String::from_utf8_lossy(&good.stdout).into_owned();
    assert!(
        good.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&good.stderr)
    );
    let report = nightdesk::journal::verify(&dir, &mut |_, _| {}).unwrap();
    assert!(report.ok && report.files > 1, "{:?}", report.faults);
    let head = format!(
        "good: 12 entries, 0 redacted, head 12 {}\n",
        report.head.hash16
    );
    assert_eq!(said, head);

    let (seq, original) = redact(&dir, 9);
    assert!(
        String::from_utf8_lossy(&run(&script, &dir).stdout).starts_with("good: 12 entries, 1 red")
    );
    let report = nightdesk::journal::verify(&dir, &mut |_, _| {}).unwrap();
    assert_eq!((report.ok, report.redacted[0].seq), (true, seq));
    let path = dir.join("journal/000001.jsonl");
    std::fs::write(&path, &original).unwrap();
    redact(&dir, 4);
    assert!(!run(&script, &dir).status.success());
    assert!(!nightdesk::journal::verify(&dir, &mut |_, _| {}).unwrap().ok);

    let mut changed = original.clone();
    for at in (0..original.len()).step_by(original.len() / 24) {
        changed[at] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        let done = run(&script, &dir);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            !done.status.success() && told.starts_with("000001.jsonl, line "),
            "{at}: {told}"
        );
        changed[at] = original[at];
    }
}
