//! The store itself: applied once, found again, damaged, shared.

use super::*;

pub(super) const A: Uuid = Uuid::from_u128(1);
pub(super) const B: Uuid = Uuid::from_u128(2);

pub(super) fn first() -> Batch {
    let rows = vec![row(TicketId(A), 2, 3), row(TicketId(B), 1, 3)];
    batch(rows, vec![line(1, &[]), line(2, &[A]), line(3, &[A, B])])
}

#[test]
fn what_was_applied_is_found_after_it_was_closed() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    assert_eq!(store.applied().unwrap(), Applied::default());
    store.apply(&first()).unwrap();
    store.keep_setting(PersonId(A), "pane", "timeline").unwrap();
    store.sync().unwrap();
    drop(store);

    let store = Store::open(desk.path()).unwrap();
    assert_eq!(store.applied().unwrap(), applied(3));
    assert_eq!(
        store.row(TicketId(B)).unwrap(),
        Some(row(TicketId(B), 1, 3))
    );
    assert_eq!(store.row(TicketId(uuid(9))).unwrap(), None);
    assert_eq!(store.rows().unwrap().len(), 2);
    let lines = [line(2, &[]).bytes, line(3, &[]).bytes];
    assert_eq!(store.entries_of(A).unwrap(), lines);
    assert_eq!(store.entries_of(B).unwrap(), lines[1..]);
    let after: Vec<u64> = store.seqs_after(1).unwrap().iter().map(|l| l.0).collect();
    assert_eq!(after, [2, 3]);
    let setting = store.setting(PersonId(A), "pane").unwrap();
    assert_eq!(setting.as_deref(), Some("timeline"));
    assert_eq!(store.setting(PersonId(B), "pane").unwrap(), None);
}

#[test]
fn the_same_batch_twice_is_the_same_as_once_and_older_rows_change_nothing() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    store.apply(&first()).unwrap();
    store.apply(&first()).unwrap();
    assert_eq!(store.entries_of(A).unwrap().len(), 2);
    // Overlapping: 3 is known, 4 is new; the row of B is older than the one that is there.
    let rows = vec![row(TicketId(A), 3, 4), row(TicketId(B), 0, 2)];
    let next = batch(rows, vec![line(3, &[A, B]), line(4, &[A])]);
    store.apply(&next).unwrap();
    assert_eq!(store.applied().unwrap(), applied(4));
    assert_eq!(
        store.row(TicketId(A)).unwrap(),
        Some(row(TicketId(A), 3, 4))
    );
    assert_eq!(
        store.row(TicketId(B)).unwrap(),
        Some(row(TicketId(B), 1, 3))
    );
    assert_eq!(store.check_row(TicketId(A)).unwrap(), RowCheck::Right);
}

#[test]
fn a_batch_with_a_gap_or_of_another_desk_is_refused_whole() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    store.apply(&first()).unwrap();
    let gap = batch(Vec::new(), vec![line(5, &[A])]);
    let refused = store.apply(&gap);
    assert!(matches!(refused, Err(StoreFault::Gap { has: 3, given: 5 })));
    let within = batch(Vec::new(), vec![line(4, &[A]), line(6, &[A])]);
    assert!(matches!(store.apply(&within), Err(StoreFault::Gap { .. })));
    let mut other = batch(Vec::new(), vec![line(4, &[A])]);
    other.applied.replica = "aa00".to_owned();
    assert!(matches!(store.apply(&other), Err(StoreFault::Damaged(_))));
    assert_eq!(store.applied().unwrap(), applied(3));
    assert_eq!(store.entries_of(A).unwrap().len(), 2);
}

#[test]
fn a_row_that_does_not_fit_its_lines_is_told() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    let rows = vec![row(TicketId(A), 5, 3), row(TicketId(B), 1, 2)];
    let entries = vec![line(1, &[]), line(2, &[A]), line(3, &[A, B])];
    store.apply(&batch(rows, entries)).unwrap();
    assert_eq!(store.check_row(TicketId(A)).unwrap(), RowCheck::Wrong);
    assert_eq!(store.check_row(TicketId(B)).unwrap(), RowCheck::Wrong);
    let nobody = TicketId(uuid(9));
    assert_eq!(store.check_row(nobody).unwrap(), RowCheck::Absent);
}

#[test]
fn a_large_line_lies_in_a_file_and_is_missed_when_that_is_gone() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    let mut large = line(1, &[A]);
    large.bytes = format!("{{\"v\":0,\"text\":\"{}\"}}", "x".repeat(200_000)).into_bytes();
    store
        .apply(&batch(Vec::new(), vec![large.clone()]))
        .unwrap();
    store.sync().unwrap();
    assert_eq!(store.entries_of(A).unwrap(), [large.bytes.as_slice()]);
    let file = desk.path().join("store/lines/1");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, &bytes).unwrap();
    assert!(matches!(store.entries_of(A), Err(StoreFault::Damaged(_))));
    fs::remove_file(&file).unwrap();
    let seqs = store.seqs_after(0).unwrap();
    assert_eq!(seqs, [(1, A)]);
    assert!(matches!(store.line(&[A], 1), Err(StoreFault::Damaged(_))));
}

/// A line of so many bytes.
fn long(seq: u64, on: &[Uuid], bytes: usize) -> Line {
    let text = "x".repeat(bytes);
    Line {
        bytes: format!("{{\"v\":0,\"seq\":{seq},\"text\":\"{text}\"}}").into_bytes(),
        ..line(seq, on)
    }
}

#[test]
fn lines_of_a_record_stand_together_and_each_is_found() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    // In one batch and in one each, short ones and some that fill a value, of two records in turn.
    let lines: Vec<Line> = (1..=200)
        .map(|seq| match seq % 7 {
            0 => long(seq, &[A, B], 3_000),
            1 => long(seq, &[B], 40_000),
            2 => line(seq, &[]),
            3..=4 => line(seq, &[A, B]),
            _ => line(seq, &[A]),
        })
        .collect();
    store
        .apply(&batch(Vec::new(), lines[..100].to_vec()))
        .unwrap();
    for line in &lines[100..] {
        store.apply(&batch(Vec::new(), vec![line.clone()])).unwrap();
        // What it has already it leaves.
        store.apply(&batch(Vec::new(), vec![line.clone()])).unwrap();
    }
    for record in [A, B] {
        let of = lines.iter().filter(|line| line.on.contains(&record));
        let bytes: Vec<&[u8]> = of.map(|line| line.bytes.as_slice()).collect();
        assert_eq!(store.entries_of(record).unwrap(), bytes);
    }
    for line in &lines {
        let found = store.line(&line.on, line.seq).unwrap();
        assert_eq!(found.as_ref(), Some(&line.bytes), "line {}", line.seq);
        let of_b = line.on.contains(&B);
        assert_eq!(store.line(&[B], line.seq).unwrap().is_some(), of_b);
    }
    assert_eq!(store.line(&[A], 201).unwrap(), None);
    assert_eq!(store.line(&[uuid(9)], 3).unwrap(), None);
    let after: Vec<u64> = store.seqs_after(150).unwrap().iter().map(|l| l.0).collect();
    assert_eq!(after, (151..=200).collect::<Vec<u64>>());
    store.prove().unwrap();
    // Some 20 KiB are a value each 8 KiB, and not one a line.
    let values = store.entry_tree().scan_prefix(A).count();
    assert!((8..40).contains(&values), "{values} values");
}

#[test]
fn a_row_that_is_too_large_is_left_to_its_lines() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    let mut ticket = full_ticket();
    ticket.id = TicketId(A);
    let told = ticket.told[0].clone();
    ticket.told = vec![told; 5_000];
    let rows = vec![TicketRow::from(&ticket)];
    store.apply(&batch(rows, vec![line(1, &[A])])).unwrap();
    assert_eq!(store.row(TicketId(A)).unwrap(), None);
    assert_eq!(store.check_row(TicketId(A)).unwrap(), RowCheck::Absent);
}

#[test]
fn one_process_has_the_store_at_a_time() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    assert!(matches!(Store::open(desk.path()), Err(StoreFault::Busy)));
    drop(store);
    Store::open(desk.path()).unwrap();
}

fn check(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{}", path.display());
        if path.is_dir() {
            check(&path);
        }
    }
}

#[test]
fn nobody_else_reads_the_store() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    store.apply(&first()).unwrap();
    store.sync().unwrap();
    check(&desk.path().join("store"));
    let mode = fs::metadata(desk.path().join("store")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_damaged_store_is_an_error_never_a_panic_and_is_set_aside_whole() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    store.apply(&first()).unwrap();
    store.sync().unwrap();
    drop(store);
    let file = desk.path().join("store/db");
    let mut bytes = fs::read(&file).unwrap();
    for byte in bytes.iter_mut().step_by(3) {
        *byte ^= 0x55;
    }
    fs::write(&file, &bytes).unwrap();
    if let Ok(store) = Store::open(desk.path()) {
        // sled may open with everything missing; then it has come less far, and is filled again.
        assert!(store.applied().unwrap().seq < 3 || store.rows().is_err());
    }
    let time = at("2026-05-14T13:00-04:00");
    let aside = Store::set_aside(desk.path(), time).unwrap();
    let name = aside.file_name().unwrap().to_str().unwrap();
    assert_eq!(name, "store.damaged-20260514T170000Z");
    let store = Store::open(desk.path()).unwrap();
    store.apply(&first()).unwrap();
    drop(store);
    let second = Store::set_aside(desk.path(), time).unwrap();
    assert!(second.ends_with("store.damaged-20260514T170000Z-2"));
}

#[test]
fn a_link_in_the_stores_place_is_refused() {
    let desk = TempDir::new().unwrap();
    let other = TempDir::new().unwrap();
    std::os::unix::fs::symlink(other.path(), desk.path().join("store")).unwrap();
    assert!(matches!(
        Store::open(desk.path()),
        Err(StoreFault::Io { .. })
    ));
    assert!(fs::read_dir(other.path()).unwrap().next().is_none());
}

/// Copies a store's folder as a power cut would leave it, with `change` made to its file.
fn copy_with(from: &Path, change: impl FnOnce(&mut Vec<u8>)) -> TempDir {
    let desk = TempDir::new().unwrap();
    let store = desk.path().join("store");
    fs::create_dir(&store).unwrap();
    for entry in fs::read_dir(from.join("store")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), store.join(entry.file_name())).unwrap();
        }
    }
    let file = store.join("db");
    let mut bytes = fs::read(&file).unwrap();
    change(&mut bytes);
    fs::write(&file, bytes).unwrap();
    desk
}

/// What a store gives is what was put in, or nothing, or an error; it never makes anything up.
fn is_true_or_nothing(desk: &Path, given: &Batch) {
    let Ok(store) = Store::open(desk) else {
        return;
    };
    if let Ok(applied) = store.applied() {
        assert!(applied == Applied::default() || applied.replica == given.applied.replica);
    }
    for row in store.rows().unwrap_or_default() {
        assert!(row.ticket().is_some());
    }
    for (seq, on) in store.seqs_after(0).unwrap_or_default() {
        let _ = store.line(&[on], seq);
        assert!((1..=given.applied.seq).contains(&seq));
    }
    let _ = store.check_row(TicketId(A));
}

#[test]
fn a_store_cut_off_or_flipped_anywhere_never_falls_over() {
    let desk = TempDir::new().unwrap();
    let store = Store::open(desk.path()).unwrap();
    let given = first();
    store.apply(&given).unwrap();
    store.sync().unwrap();
    let length = fs::metadata(desk.path().join("store/db")).unwrap().len() as usize;
    let used = 4_096.min(length);
    for at in (0..used).step_by(used / 500) {
        let flipped = copy_with(desk.path(), |bytes| bytes[at] ^= 1 << (at % 8));
        is_true_or_nothing(flipped.path(), &given);
    }
    for at in (0..used).step_by(97) {
        let cut = copy_with(desk.path(), |bytes| bytes.truncate(at));
        is_true_or_nothing(cut.path(), &given);
    }
    let killed = copy_with(desk.path(), |_| {});
    assert_eq!(
        Store::open(killed.path()).unwrap().applied().unwrap(),
        applied(3)
    );
}
