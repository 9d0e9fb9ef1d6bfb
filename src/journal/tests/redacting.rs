//! Taking data out by order, and what a failure of it leaves.

use std::sync::Arc;

use rustix::io::Errno;

use super::failing::{FailingDisk, Plan};
use super::noting::{Call, Noting, ino};
use super::*;

/// A journal in which line 5 orders the redaction of line 2, in another file.
fn ordered(desk: &Desk) -> Journal {
    let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(1800);
    fill(&mut journal, &[1, 2, 1]);
    let mut order = entry(50, "the caller asked for it");
    order.kind = "entry.redacted".to_owned();
    order.on = vec![Uuid::from_u128(2)];
    lock(&mut journal)
        .append(vec![vec![order]], &now())
        .unwrap();
    journal
}

#[test]
fn the_data_is_gone_the_chain_stands_and_others_read_again() {
    let desk = desk();
    let mut journal = ordered(&desk);
    let mut other = Journal::open_at(&desk.dir, journal.position()).unwrap();
    assert_eq!(other.read_new(ReadLimit::Acked).unwrap(), []);
    let mut locked = lock(&mut journal);
    locked.redact(Uuid::from_u128(2), 5).unwrap();
    drop(locked.into_held());
    let report = check(&desk.dir);
    assert!(report.ok, "{:?}", report.faults);
    assert_eq!(
        (report.redacted[0].seq, report.redacted[0].ordered_by),
        (2, 5)
    );
    let text = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    assert_eq!(text.matches("no dial tone").count(), 2);
    for reader in [&mut journal, &mut other] {
        let _ = reader.read_new(ReadLimit::Acked);
        reader.read_new(ReadLimit::Acked).unwrap();
        assert_eq!(reader.position().seq, 5);
    }
    fill(&mut other, &[1]);
    assert!(check(&desk.dir).ok);
}

#[test]
fn what_no_entry_orders_is_not_taken_out() {
    let desk = desk();
    let mut journal = ordered(&desk);
    let before = std::fs::read(first_file(&desk.dir)).unwrap();
    for (target, order) in [(1, 5), (2, 4), (2, 6), (50, 5)] {
        let refused = lock(&mut journal).redact(Uuid::from_u128(target), order);
        assert!(
            matches!(refused, Err(RedactError::NoOrder { .. })),
            "{refused:?}"
        );
    }
    let refused = lock(&mut journal).redact(Uuid::from_u128(77), 5);
    assert!(
        matches!(refused, Err(RedactError::NoEntry(_))),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), before);
}

#[test]
fn a_redaction_that_fails_at_any_call_leaves_a_good_journal_and_can_be_done_again() {
    for at_call in 1..=6 {
        let desk = desk();
        let position = ordered(&desk).position();
        let faulty = Arc::new(FailingDisk::default());
        let mut journal = Journal::open_at(&desk.dir, position)
            .unwrap()
            .with_disk(faulty.clone());
        let mut locked = lock(&mut journal);
        faulty.plan(Plan {
            at_call,
            calls: 1,
            errno: Errno::IO.raw_os_error(),
            is_half_written: true,
            room_bytes: None,
        });
        let refused = locked.redact(Uuid::from_u128(2), 5);
        drop(locked.into_held());
        assert!(
            matches!(refused, Err(RedactError::NotSaved(_))),
            "{at_call}: {refused:?}"
        );
        assert!(check(&desk.dir).ok);
        let mut again = Journal::open_at(&desk.dir, position).unwrap();
        let done = match again.lock(Duration::ZERO, &holder()) {
            Ok(mut locked) => locked.redact(Uuid::from_u128(2), 5),
            Err(LockError::Read(ReadError::Reset)) => {
                lock(&mut again).redact(Uuid::from_u128(2), 5)
            }
            Err(other) => panic!("{other}"),
        };
        done.unwrap();
        let report = check(&desk.dir);
        assert!(report.ok && report.redacted.len() == 1, "{report:?}");
        assert_eq!(
            std::fs::read_dir(desk.dir.join("journal")).unwrap().count() as u32,
            report.files
        );
    }
}

#[test]
fn a_long_file_is_written_anew_by_the_mebibyte_with_all_other_lines_as_they_were() {
    let desk = desk();
    let noting = Arc::new(Noting::default());
    let mut journal = Journal::open(&desk.dir).unwrap().with_disk(noting.clone());
    let text = "x".repeat(200_000);
    let many = (1..=12).map(|n| entry(n, &text));
    lock(&mut journal).append_bulk(12, many, &now()).unwrap();
    let mut order = entry(50, "the caller asked for it");
    order.kind = "entry.redacted".to_owned();
    order.on = vec![Uuid::from_u128(8)];
    lock(&mut journal)
        .append(vec![vec![order]], &now())
        .unwrap();
    let before = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    noting.taken();
    lock(&mut journal).redact(Uuid::from_u128(8), 13).unwrap();
    let after = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    for (n, (old, new)) in (1..).zip(before.lines().zip(after.lines())) {
        assert_eq!(old == new, n != 8, "line {n}");
    }
    assert_eq!(after.lines().count(), 13);
    let calls = noting.taken();
    let (new, inode) = ("000001.jsonl.new".to_owned(), ino(&first_file(&desk.dir)));
    assert_eq!(calls[..2], [Call::Remove(new.clone()), Call::Make(new)]);
    let end = [Call::Sync(inode), Call::SyncDir("journal".to_owned())];
    assert_eq!(calls[calls.len() - 2..], end);
    let writes = &calls[2..calls.len() - 2];
    let mut at = 0;
    for (i, call) in writes.iter().enumerate() {
        let Call::Write(file, start, length) = call else {
            panic!("{calls:?}");
        };
        assert_eq!((*file, *start), (inode, at));
        at += *length as u64;
        let is_last = i + 1 == writes.len();
        assert!(
            is_last || (1024 * 1024..1_300_000).contains(length),
            "{calls:?}"
        );
    }
    assert_eq!((writes.len(), at), (2, after.len() as u64));
}

#[test]
fn what_was_taken_out_already_is_left_and_what_lies_beside_is_cleared() {
    let desk = desk();
    let mut journal = ordered(&desk);
    let redact = |journal: &mut Journal| lock(journal).redact(Uuid::from_u128(2), 5);
    let beside = desk.dir.join("journal/000001.jsonl.new");
    // What is there in its place and cannot be removed is what is said.
    std::fs::create_dir(&beside).unwrap();
    let Err(RedactError::NotSaved(error)) = redact(&mut journal) else {
        panic!("a folder stands there");
    };
    assert_ne!(error.kind(), std::io::ErrorKind::AlreadyExists);
    std::fs::remove_dir(&beside).unwrap();
    redact(&mut journal).unwrap();
    let done = ino(&first_file(&desk.dir));
    let mut again = Journal::open(&desk.dir).unwrap();
    again.read_new(ReadLimit::Acked).unwrap();
    std::fs::write(&beside, "half a file").unwrap();
    let noting = Arc::new(Noting::default());
    again = again.with_disk(noting.clone());
    redact(&mut again).unwrap();
    assert_eq!(
        (ino(&first_file(&desk.dir)), beside.exists()),
        (done, false)
    );
    let expected = [
        Call::Remove("000001.jsonl.new".to_owned()),
        Call::SyncDir("journal".to_owned()),
    ];
    assert_eq!(noting.taken(), expected);
}

#[test]
fn an_order_that_was_found_once_is_kept_and_only_an_order_is_one() {
    let desk = desk();
    let mut journal = ordered(&desk);
    // It names the entry and has the word in its text, and is of another kind.
    let mut naming = entry(60, "x");
    naming.on = vec![Uuid::from_u128(3)];
    naming.data = json!({ "kind": "entry.redacted" });
    lock(&mut journal)
        .append(vec![vec![naming]], &now())
        .unwrap();
    lock(&mut journal).redact(Uuid::from_u128(2), 5).unwrap();
    let text = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    let line = text.lines().nth(2).unwrap();
    let start = line.find(",\"data\":").unwrap() + 8;
    let bare = format!(
        "{}{{\"redacted\":6}}{}",
        &line[..start],
        &line[line.len() - 75..]
    );
    std::fs::write(first_file(&desk.dir), text.replace(line, &bare)).unwrap();
    let mut reader = Journal::open(&desk.dir).unwrap();
    let read = reader.read_new(ReadLimit::Acked).unwrap();
    let mut entries: Vec<Entry> = read.into_iter().flat_map(|g| g.entries).collect();
    assert_eq!(entries[1].order.as_ref().map(|order| order.seq), Some(5));
    assert_eq!(
        (entries[2].redacted, entries[2].order.is_none()),
        (Some(6), true)
    );
    link_orders(&mut entries[..3]);
    assert_eq!(entries[1].order.as_ref().map(|order| order.seq), Some(5));
    assert_eq!(reader.read_at(entries[1].place).unwrap(), entries[1]);
}
