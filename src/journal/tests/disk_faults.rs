//! Every call to the disk made to fail in turn.

use std::sync::Arc;

use rustix::io::Errno;

use super::failing::{FailingDisk, Plan};
use super::*;

fn failing(desk: &Desk, plan: Plan) -> (Journal, Arc<FailingDisk>) {
    let faulty = Arc::new(FailingDisk::new(plan));
    let journal = Journal::open(&desk.dir)
        .unwrap()
        .with_segment_bytes(1500)
        .with_disk(faulty.clone());
    (journal, faulty)
}

fn one_more(journal: &mut Journal, n: u128) -> Result<u64, String> {
    let mut locked = journal
        .lock(Duration::ZERO, &holder())
        .map_err(|e| e.to_string())?;
    let made = locked.append(vec![vec![entry(n, "a"), entry(n, "b")]], &now());
    made.map(|g| g[0].end.seq).map_err(|e| e.to_string())
}

/// Opens as the next process would, after a fault where there was one, and writes.
fn next_open_is_clean(desk: &Desk, saved: u64) {
    let mut next = Journal::open(&desk.dir).unwrap();
    next.read_new(ReadLimit::Acked).unwrap();
    let mut locked = next.lock_after_fault(Duration::ZERO, &holder()).unwrap();
    let had_fault = locked.fault().is_some();
    assert_eq!(had_fault, desk.dir.join("fault").exists());
    locked
        .append(vec![vec![entry(999, "cleared")]], &now())
        .unwrap();
    drop(locked);
    assert!(!desk.dir.join("fault").exists());
    let report = check(&desk.dir);
    assert!(report.ok, "{:?}", report.faults);
    assert!(report.entries > saved);
    assert_eq!(report.torn_bytes, 0);
}

fn fail_each_call(errno: Errno, calls: u64, is_half_written: bool) -> (u32, u32) {
    let (mut refused, mut survived) = (0, 0);
    for at_call in 1..=50 {
        let desk = desk();
        let (mut journal, faulty) = failing(
            &desk,
            Plan {
                at_call,
                calls,
                errno: errno.raw_os_error(),
                is_half_written,
                room_bytes: None,
            },
        );
        let mut saved = Vec::new();
        let mut error = None;
        for n in 0..14 {
            match one_more(&mut journal, n) {
                Ok(seq) => {
                    saved.push(seq);
                    let names = faulty.unsynced_in(&desk.dir.join("journal"));
                    assert!(names.is_empty(), "call {at_call}: {names:?} may vanish");
                }
                Err(e) => error = error.or(Some(e)),
            }
        }
        match error {
            Some(_) => refused += 1,
            None => survived += 1,
        }
        let read = read_all(&desk.dir).unwrap();
        assert!(
            saved.iter().all(|s| read.contains(s)),
            "call {at_call}: {saved:?} {read:?}"
        );
        next_open_is_clean(&desk, saved.last().copied().unwrap_or(0));
    }
    (refused, survived)
}

#[test]
fn each_of_fifty_calls_failing_shows_an_error_and_loses_nothing() {
    let (refused, _) = fail_each_call(Errno::IO, 1, false);
    assert!(refused >= 45, "{refused}");
}

#[test]
fn each_of_fifty_writes_half_done_shows_an_error_and_loses_nothing() {
    let (refused, _) = fail_each_call(Errno::IO, 1, true);
    assert!(refused >= 45, "{refused}");
}

#[test]
fn a_disk_that_fails_from_some_call_on_loses_nothing() {
    let (refused, _) = fail_each_call(Errno::IO, 1000, true);
    assert!(refused >= 45, "{refused}");
}

#[test]
fn a_disk_that_is_full_at_some_call_loses_nothing() {
    let (_, survived) = fail_each_call(Errno::NOSPC, 1, true);
    assert!(survived >= 10, "{survived}");
    fail_each_call(Errno::NOSPC, 1000, true);
}

#[test]
fn a_failed_sync_makes_the_process_read_only_for_good_and_the_desk_until_checked() {
    let desk = desk();
    let (mut journal, faulty) = failing(&desk, Plan::default());
    one_more(&mut journal, 1).unwrap();
    // Of the calls of one append the second is the sync.
    faulty.plan(Plan {
        at_call: 2,
        calls: 1,
        errno: Errno::IO.raw_os_error(),
        ..Plan::default()
    });
    let text = one_more(&mut journal, 2).unwrap_err();
    assert!(
        text.starts_with("NOT SAVED, the desk is read-only: "),
        "{text}"
    );
    assert!(
        text.contains("errno 5") && text.contains("sync after seq 2"),
        "{text}"
    );
    assert_eq!(read_all(&desk.dir).unwrap(), [1, 2]);
    assert!(one_more(&mut journal, 3).is_err());
    assert!(journal.lock_after_fault(Duration::ZERO, &holder()).is_err());
    let mut other = Journal::open(&desk.dir).unwrap();
    let refused = other.lock(Duration::ZERO, &holder()).unwrap_err();
    assert!(matches!(refused, LockError::Fault(_)), "{refused}");
    let refused = other.settle(&holder()).unwrap_err();
    assert!(matches!(refused, LockError::Fault(_)), "{refused}");
    next_open_is_clean(&desk, 2);
    assert!(one_more(&mut other, 4).is_ok());
}

#[test]
fn a_full_disk_frees_its_reserve_once_and_then_says_not_saved() {
    let desk = desk();
    let (mut journal, _) = failing(
        &desk,
        Plan {
            room_bytes: Some(10_000),
            ..Plan::default()
        },
    );
    let reserve = desk.dir.join("reserve");
    let mut saved = 0;
    let text = loop {
        match one_more(&mut journal, 1) {
            Ok(seq) => saved = seq,
            Err(text) => break text,
        }
    };
    assert!(text.starts_with("NOT SAVED: "), "{text}");
    // 10,000 bytes of room and 65,536 of reserve hold some 60 groups of two lines.
    assert!(saved > 100, "{saved}");
    assert!(!reserve.exists() && !desk.dir.join("fault").exists());
    assert_eq!(read_all(&desk.dir).unwrap().len() as u64, saved);
    let report = check(&desk.dir);
    assert!(report.ok && report.torn_bytes == 0, "{report:?}");
    // Reading goes on; with room again, the same process writes again.
    let mut freed = Journal::open_at(&desk.dir, journal.position()).unwrap();
    assert_eq!(one_more(&mut freed, 2).unwrap(), saved + 2);
    lock(&mut freed).restore_reserve(64 * 1024).unwrap();
    assert_eq!(std::fs::metadata(&reserve).unwrap().len(), 64 * 1024);
}

#[test]
fn a_long_group_on_a_full_disk_leaves_nothing() {
    let desk = desk();
    let (mut journal, faulty) = failing(&desk, Plan::default());
    one_more(&mut journal, 1).unwrap();
    let before = std::fs::read(first_file(&desk.dir)).unwrap();
    faulty.plan(Plan {
        room_bytes: Some(2_500_000),
        ..Plan::default()
    });
    let text = "x".repeat(2000);
    let refused = lock(&mut journal).append_bulk(3000, (0..3000).map(|n| entry(n, &text)), &now());
    assert!(
        matches!(refused, Err(AppendError::NotSaved(_))),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), before);
    faulty.plan(Plan::default());
    assert_eq!(one_more(&mut journal, 2), Ok(4));
}

#[test]
fn entries_of_a_writer_that_died_before_its_mark_are_synced_before_they_are_used() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let mark = std::fs::read(desk.dir.join("acked")).unwrap();
    fill(&mut journal, &[2]);
    std::fs::write(desk.dir.join("acked"), &mark).unwrap();
    // The write-over, the sync, the folder's sync, the mark: each may fail.
    for at_call in 1..=4 {
        let (mut next, _) = failing(
            &desk,
            Plan {
                at_call,
                calls: 1,
                errno: Errno::IO.raw_os_error(),
                ..Plan::default()
            },
        );
        let refused = next.lock(Duration::ZERO, &holder()).unwrap_err();
        assert!(matches!(refused, LockError::Fault(_)), "{refused}");
        // What was not made sure of is not given to anyone, what was acknowledged is.
        assert_eq!(seqs(&next.read_new(ReadLimit::Acked).unwrap()), [1]);
        assert_eq!(std::fs::read(desk.dir.join("acked")).unwrap(), mark);
        std::fs::remove_file(desk.dir.join("fault")).unwrap();
    }
    next_open_is_clean(&desk, 3);
}

#[test]
fn a_full_disk_at_the_sync_of_a_new_files_name_saves_nothing_and_says_so() {
    let desk = desk();
    let (mut journal, faulty) = failing(&desk, Plan::default());
    let mut saved = 0;
    // Until the next group begins a new file.
    while journal.position().offset < 1500 {
        saved = one_more(&mut journal, 1).unwrap();
    }
    faulty.plan(Plan {
        // The first call makes the file, the second syncs its name.
        at_call: 2,
        calls: 1,
        errno: Errno::NOSPC.raw_os_error(),
        ..Plan::default()
    });
    let text = one_more(&mut journal, 2).unwrap_err();
    assert!(
        text.starts_with("NOT SAVED, the desk is read-only: "),
        "{text}"
    );
    assert_eq!(read_all(&desk.dir).unwrap().len() as u64, saved);
    next_open_is_clean(&desk, saved);
}

#[test]
fn a_file_that_a_dead_process_left_empty_has_its_name_synced_before_it_is_written() {
    let desk = desk();
    fill(&mut Journal::open(&desk.dir).unwrap(), &[1]);
    let empty = desk.dir.join("journal/000002.jsonl");
    crate::modes::Modes::OWN.create(&empty).unwrap();
    let (mut journal, faulty) = failing(&desk, Plan::default());
    faulty.leave_unsynced(&empty);
    one_more(&mut journal, 2).unwrap();
    assert!(std::fs::metadata(&empty).unwrap().len() > 0);
    assert!(faulty.unsynced_in(&desk.dir.join("journal")).is_empty());
    let (mut journal, faulty) = failing(&desk, Plan::default());
    journal.read_new(ReadLimit::Acked).unwrap();
    let third = desk.dir.join("journal/000003.jsonl");
    crate::modes::Modes::OWN.create(&third).unwrap();
    faulty.plan(Plan {
        at_call: 1,
        calls: 1,
        errno: Errno::NOSPC.raw_os_error(),
        ..Plan::default()
    });
    let refused = journal.lock(Duration::ZERO, &holder()).unwrap_err();
    assert!(matches!(refused, LockError::Fault(_)), "{refused}");
    next_open_is_clean(&desk, 3);
}

#[test]
fn a_mark_that_fails_may_have_been_saved_and_the_next_opening_shows_it() {
    for errno in [Errno::IO, Errno::NOSPC] {
        let desk = desk();
        let (mut journal, faulty) = failing(&desk, Plan::default());
        one_more(&mut journal, 1).unwrap();
        // Of the calls of one append the third is the mark.
        faulty.plan(Plan {
            at_call: 3,
            calls: 1,
            errno: errno.raw_os_error(),
            ..Plan::default()
        });
        let text = one_more(&mut journal, 2).unwrap_err();
        assert!(text.starts_with("MAY HAVE BEEN SAVED, "), "{text}");
        next_open_is_clean(&desk, 2);
        assert_eq!(read_all(&desk.dir).unwrap(), [1, 2, 3, 4, 5]);
    }
}

#[test]
fn what_could_not_be_cut_off_may_have_been_saved() {
    let desk = desk();
    let (mut journal, faulty) = failing(&desk, Plan::default());
    one_more(&mut journal, 1).unwrap();
    faulty.plan(Plan {
        at_call: 2,
        calls: 1000,
        errno: Errno::IO.raw_os_error(),
        ..Plan::default()
    });
    let text = one_more(&mut journal, 2).unwrap_err();
    assert!(text.starts_with("MAY HAVE BEEN SAVED, "), "{text}");
    next_open_is_clean(&desk, 2);
}

#[test]
fn a_limit_of_this_process_keeps_the_reserve_and_ends_with_a_save_alone() {
    let desk = desk();
    let (mut journal, faulty) = failing(&desk, Plan::default());
    one_more(&mut journal, 1).unwrap();
    faulty.plan(Plan {
        at_call: 1,
        calls: 1,
        errno: Errno::FBIG.raw_os_error(),
        ..Plan::default()
    });
    let text = one_more(&mut journal, 2).unwrap_err();
    assert!(
        text.contains("may not grow") && text.contains("ulimit -f"),
        "{text}"
    );
    assert!(!journal.is_reserve_gone(), "it would not help");
    journal.look_for_room(64 * 1024, &holder());
    assert!(journal.no_room().is_some() && !journal.is_room_back());
    one_more(&mut journal, 3).unwrap();
    assert!(journal.no_room().is_none() && journal.is_room_back());
    assert!(!journal.is_room_back(), "it is said once");
    assert!(check(&desk.dir).ok);
}
