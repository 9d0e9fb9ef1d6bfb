//! Saving: what is asked of the disk, in which order, and what is said when it refuses.

use std::sync::Arc;

use rustix::io::Errno;

use super::noting::{Call, Noting, file, ino};
use super::*;

/// A journal of one line over a disk that notes, with the length of that line.
fn noted(desk: &Desk) -> (Journal, Arc<Noting>, u64) {
    let noting = Arc::new(Noting::default());
    let mut journal = Journal::open(&desk.dir).unwrap().with_disk(noting.clone());
    fill(&mut journal, &[1]);
    let offset = journal.position().offset;
    noting.taken();
    (journal, noting, offset)
}

fn append(journal: &mut Journal) -> Result<Vec<Group>, AppendError> {
    lock(journal).append(vec![vec![entry(7, "a"), entry(8, "b")]], &now())
}

#[test]
fn the_lengths_are_those_of_the_pages() {
    assert_eq!(SEGMENT_BYTES, 67_108_864);
    assert_eq!(RESERVE_BYTES, 16_777_216);
    assert_eq!(LINE_BYTES_MAX, 16_777_216);
}

#[test]
fn a_batch_without_groups_asks_nothing_of_the_disk() {
    let desk = desk();
    let (mut journal, noting, _) = noted(&desk);
    let position = journal.position();
    let mut locked = lock(&mut journal);
    let batch = locked.batch().unwrap();
    assert!(batch.is_empty());
    locked.save(&batch, now().at).unwrap();
    assert_eq!((noting.taken(), locked.position()), (vec![], position));
}

#[test]
fn a_batch_forgets_the_groups_behind_its_mark_and_one_that_is_refused() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut locked = lock(&mut journal);
    let mut batch = locked.batch().unwrap();
    batch.add(&now(), &[entry(1, "kept")]).unwrap();
    let mark = batch.mark();
    batch.add(&now(), &[entry(2, "forgotten")]).unwrap();
    batch.back_to(mark);
    let mut wrong = entry(4, "x");
    wrong.data = json!([1]);
    batch
        .add(&now(), &[entry(3, "half a group"), wrong])
        .unwrap_err();
    let kept = batch.add(&now(), &[entry(5, "kept too")]).unwrap();
    assert_eq!(kept.end.seq, 2);
    assert!(!batch.is_empty());
    locked.save(&batch, now().at).unwrap();
    assert_eq!(locked.position(), kept.end);
    let read = Journal::open(&desk.dir)
        .unwrap()
        .read_new(ReadLimit::Acked)
        .unwrap();
    let ids = read.iter().map(|g| g.entries[0].id.as_u128());
    assert_eq!(ids.collect::<Vec<_>>(), [1, 5]);
}

#[test]
fn lines_are_written_and_synced_before_they_are_marked() {
    let desk = desk();
    let (mut journal, noting, offset) = noted(&desk);
    let made = append(&mut journal).unwrap();
    let (first, acked) = (ino(&file(&desk, 1)), ino(&desk.dir.join("acked")));
    let length = (made[0].end.offset - offset) as usize;
    let expected = [
        Call::Write(first, offset, length),
        Call::Sync(first),
        Call::Write(acked, 0, 16),
    ];
    assert_eq!(noting.taken(), expected);
}

#[test]
fn a_new_file_begins_behind_a_full_one_and_its_name_is_synced_first() {
    let desk = desk();
    let (mut journal, noting, offset) = noted(&desk);
    journal = journal.with_segment_bytes(offset + 1);
    assert_eq!(append(&mut journal).unwrap()[0].end.file, 1);
    noting.taken();
    let full = journal.position().offset;
    journal = journal.with_segment_bytes(full);
    let made = append(&mut journal).unwrap();
    assert_eq!((made[0].entries[0].place.file, made[0].end.seq), (2, 5));
    let (second, acked) = (ino(&file(&desk, 2)), ino(&desk.dir.join("acked")));
    let expected = [
        Call::Make("000002.jsonl".to_owned()),
        Call::SyncDir("journal".to_owned()),
        Call::Write(second, 0, made[0].end.offset as usize),
        Call::Sync(second),
        Call::Write(acked, 0, 16),
    ];
    assert_eq!(noting.taken(), expected);
}

#[test]
fn a_long_group_is_written_by_the_mebibyte_and_synced_once() {
    let desk = desk();
    let (mut journal, noting, offset) = noted(&desk);
    let text = "x".repeat(200_000);
    let made = lock(&mut journal)
        .append_bulk(12, (0..12).map(|n| entry(n, &text)), &now())
        .unwrap();
    assert_eq!((made.entries, made.end.seq), (12, 13));
    let (first, acked) = (ino(&file(&desk, 1)), ino(&desk.dir.join("acked")));
    let line = (made.end.offset - offset) / 12;
    let calls = noting.taken();
    let mut at = offset;
    // Six lines are the first that have a mebibyte.
    for call in &calls[..2] {
        let Call::Write(inode, start, length) = call else {
            panic!("{calls:?}");
        };
        assert_eq!((*inode, *start), (first, at));
        assert!((*length as u64).abs_diff(6 * line) < 100, "{calls:?}");
        at += *length as u64;
    }
    assert_eq!(at, made.end.offset);
    assert_eq!(calls[2..], [Call::Sync(first), Call::Write(acked, 0, 16)]);
}

#[test]
fn a_long_group_that_is_refused_says_why_and_is_cut_off_where_it_was_written() {
    let desk = desk();
    let (mut journal, noting, offset) = noted(&desk);
    let first = ino(&file(&desk, 1));
    for (length, calls) in [
        (10, vec![]),
        (600_000, vec![Call::Cut(first, offset), Call::Sync(first)]),
    ] {
        let text = "x".repeat(length);
        let mut list = entry(9, "x");
        list.data = json!([1]);
        let entries = [entry(1, &text), entry(2, &text), list, entry(4, "y")];
        let refused = lock(&mut journal)
            .append_bulk(4, entries, &now())
            .unwrap_err();
        let why = "these entries cannot be written: the data of `ticket.opened` is not an object";
        assert_eq!(refused.to_string(), why);
        let asked = noting.taken();
        let written = asked.len() - calls.len();
        assert!(written <= 1 && asked[written..] == calls, "{asked:?}");
        let length = file(&desk, 1).metadata().unwrap().len();
        assert_eq!(length, offset);
    }
}

#[test]
fn after_a_failed_write_the_same_hold_writes_no_more() {
    let desk = desk();
    let (mut journal, noting, offset) = noted(&desk);
    noting.answer(&[("write", Some(Errno::IO))]);
    let mut locked = lock(&mut journal);
    let group = || vec![vec![entry(1, "a")]];
    let failed = locked.append(group(), &now()).unwrap_err();
    assert!(matches!(failed, AppendError::ReadOnly(_)), "{failed}");
    let first = ino(&file(&desk, 1));
    assert!(noting.taken().contains(&Call::Cut(first, offset)));
    for refused in [
        locked.append(group(), &now()).err(),
        locked.append_bulk(1, [entry(1, "a")], &now()).err(),
        locked.batch().err(),
    ] {
        assert_eq!(refused, Some(failed.clone()));
    }
    assert_eq!(noting.taken(), []);
}

#[test]
fn a_failed_sync_cuts_off_what_was_written_since_the_last() {
    let desk = desk();
    let (mut journal, noting, offset) = noted(&desk);
    for (segment_bytes, number, start) in [(u64::MAX, 1, offset), (1, 2, 0)] {
        let again = journal.again_at(journal.position()).unwrap();
        let mut again = again.with_segment_bytes(segment_bytes);
        noting.answer(&[("sync", Some(Errno::IO))]);
        let failed = append(&mut again).unwrap_err();
        assert!(matches!(failed, AppendError::ReadOnly(_)), "{failed}");
        assert!(failed.to_string().contains("sync after seq 1"), "{failed}");
        let cut = Call::Cut(ino(&file(&desk, number)), start);
        assert!(noting.taken().contains(&cut), "{number}");
        assert_eq!(file(&desk, number).metadata().unwrap().len(), start);
        std::fs::remove_file(desk.dir.join("fault")).unwrap();
    }
    // The file that was begun is used by whoever comes next.
    assert_eq!(append(&mut journal).unwrap()[0].end.file, 2);
}

#[test]
fn a_full_disk_takes_the_reserve_once_and_only_what_there_is_is_called_spent() {
    let full = Some(Errno::NOSPC);
    for had_reserve in [true, false] {
        let desk = desk();
        let (mut journal, noting, _) = noted(&desk);
        if !had_reserve {
            std::fs::remove_file(desk.dir.join("reserve")).unwrap();
        }
        noting.answer(&[("write", full)]);
        append(&mut journal).unwrap();
        assert!(journal.is_reserve_gone());
        assert_eq!(journal.is_reserve_spent(), had_reserve);
        noting.answer(&[("write", full), ("write", full)]);
        let refused = append(&mut journal).unwrap_err();
        assert!(matches!(refused, AppendError::NotSaved(_)), "{refused}");
        assert!(!journal.is_reserve_spent() && !journal.is_at_fault());
        append(&mut journal).unwrap();
    }
}

#[test]
fn a_full_disk_that_then_fails_in_another_way_is_a_fault() {
    let desk = desk();
    let (mut journal, noting, _) = noted(&desk);
    noting.answer(&[("write", Some(Errno::NOSPC)), ("write", Some(Errno::IO))]);
    let failed = append(&mut journal).unwrap_err();
    assert!(matches!(failed, AppendError::ReadOnly(_)), "{failed}");
    assert!(journal.is_at_fault());
}

#[test]
fn a_new_file_on_a_full_disk_takes_the_reserve_and_is_else_not_saved() {
    let full = Some(Errno::NOSPC);
    let desk = desk();
    let (mut journal, noting, _) = noted(&desk);
    journal = journal.with_segment_bytes(1);
    noting.answer(&[("make", full), ("make", full)]);
    let refused = append(&mut journal).unwrap_err();
    assert!(matches!(refused, AppendError::NotSaved(_)), "{refused}");
    assert!(!journal.is_at_fault() && journal.is_reserve_gone());
    lock(&mut journal).restore_reserve(64 * 1024).unwrap();
    noting.answer(&[("make", full)]);
    assert_eq!(append(&mut journal).unwrap()[0].end.file, 2);
    assert!(journal.is_reserve_spent());
}

#[test]
fn a_new_file_that_cannot_be_made_is_a_fault_and_nothing_is_cut() {
    let desk = desk();
    let (mut journal, noting, _) = noted(&desk);
    journal = journal.with_segment_bytes(1);
    noting.answer(&[("make", Some(Errno::IO))]);
    let failed = append(&mut journal).unwrap_err();
    assert!(matches!(failed, AppendError::ReadOnly(_)), "{failed}");
    assert!(
        failed.to_string().contains("a new file after seq 1"),
        "{failed}"
    );
    assert!(!journal.is_reserve_gone());
    let calls = noting.taken();
    let is_cut = |call: &Call| matches!(call, Call::Cut(..));
    assert!(!calls.iter().any(is_cut), "{calls:?}");
}

#[test]
fn a_folder_in_the_place_of_the_mark_is_not_taken_for_no_mark() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let mark = desk.dir.join("acked");
    std::fs::remove_file(&mark).unwrap();
    std::fs::create_dir(&mark).unwrap();
    let refused = journal.read_new(ReadLimit::Acked).unwrap_err();
    assert!(
        matches!(&refused, ReadError::Io { path, .. } if *path == mark),
        "{refused}"
    );
    let Err(LockError::Io { path, error }) = journal.lock(Duration::ZERO, &holder()) else {
        panic!("a folder is no mark");
    };
    assert_eq!(path, mark);
    assert_ne!(error.kind(), std::io::ErrorKind::AlreadyExists);
}
