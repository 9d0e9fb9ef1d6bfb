//! A full disk, a damaged mark and lines behind it, under a desk that stays open.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::*;
use crate::desk::{Desk, NewDesk, RESERVE_SPENT, Receipt, SubmitError, make};
use crate::domain::command::OpenTicket;
use crate::domain::{Command, TicketId};
use crate::journal::failing::{FailingDisk, Plan};
use crate::policy::shipped;
use crate::text::Clean;
use crate::time::{Boot, Stamp};

/// A clock that is put forward by hand.
struct Hand(Mutex<Stamp>);

impl Hand {
    fn minute(&self) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus_minutes(1);
    }
}

impl Clock for Hand {
    fn now(&self) -> Stamp {
        *self.0.lock().unwrap()
    }

    fn boot(&self) -> Boot {
        Boot::default()
    }
}

fn clock() -> Arc<Hand> {
    let at = "2026-11-22T02:14:07-05:00".parse().unwrap();
    Arc::new(Hand(Mutex::new(at)))
}

fn caller() -> Caller {
    Caller::of_tests()
}

fn new_desk(dir: &Path, clock: &Arc<Hand>) -> Desk {
    let new = NewDesk::of("library-template");
    make(dir, &new, shipped(), &caller(), clock.as_ref()).unwrap();
    open(dir, clock)
}

fn open(dir: &Path, clock: &Arc<Hand>) -> Desk {
    Desk::open(dir, caller(), Arc::clone(clock) as Arc<dyn Clock>).unwrap()
}

fn submit(desk: &Desk, title: &str) -> Result<Receipt, SubmitError> {
    let id = TicketId(uuid::Uuid::now_v7());
    let open = OpenTicket::walk_up(id, Clean::from(title));
    desk.submit(&desk.actor().unwrap(), &Command::Open(Box::new(open)))
}

/// Puts the desk on a disk with so much room, whose reserve is used up.
fn with_room(desk: &Desk, bytes: u64) -> Arc<FailingDisk> {
    fs::remove_file(desk.dir().join("reserve")).unwrap();
    let plan = Plan {
        room_bytes: Some(bytes),
        ..Plan::default()
    };
    let faulty = Arc::new(FailingDisk::new(plan));
    let mut inner = desk.inner();
    let other = Journal::open(desk.dir()).unwrap();
    let journal = std::mem::replace(&mut inner.journal, other);
    inner.journal = journal.with_disk(faulty.clone());
    faulty
}

/// What the desk says of being full: nothing, or a text.
fn full(desk: &Desk) -> Option<String> {
    let known = desk.snapshot();
    assert_eq!(known.is_full, known.read_only.is_some());
    known.read_only.clone()
}

#[test]
fn a_full_disk_is_said_until_a_save_goes_through_again() {
    let home = tempfile::tempdir().unwrap();
    let desk = new_desk(&home.path().join("desk"), &clock());
    submit(&desk, "before").unwrap();
    desk.news();
    let faulty = with_room(&desk, 0);
    let refused = submit(&desk, "in it");
    assert!(
        matches!(refused, Err(SubmitError::NotSaved(_))),
        "{refused:?}"
    );
    let why = full(&desk).unwrap();
    assert!(
        why.starts_with("the disk is full. Free some space"),
        "{why}"
    );
    // Reading goes on, the state stays, and each command is tried for real.
    assert_eq!(desk.snapshot().queued().len(), 1);
    assert!(!desk.refresh(), "nothing is new");
    assert!(submit(&desk, "in it").is_err());
    assert_eq!((full(&desk), desk.news()), (Some(why), vec![]));
    faulty.plan(Plan::default());
    submit(&desk, "after").unwrap();
    assert_eq!(full(&desk), None);
    let news = desk.news();
    assert!(news[0].contains("there is room"), "{news:?}");
    assert!(desk.dir().join("reserve").exists(), "it is taken back");
    assert!(desk.news().is_empty(), "it is told once");
}

#[test]
fn a_save_by_the_reserve_alone_is_told_once() {
    let home = tempfile::tempdir().unwrap();
    let desk = new_desk(&home.path().join("desk"), &clock());
    submit(&desk, "before").unwrap();
    desk.news();
    let faulty = with_room(&desk, 0);
    fs::write(desk.dir().join("reserve"), vec![0; 64 * 1024]).unwrap();
    submit(&desk, "in the reserve").unwrap();
    assert!(!desk.dir().join("reserve").exists(), "it is used up");
    assert_eq!(desk.news(), [RESERVE_SPENT]);
    submit(&desk, "more").unwrap();
    assert_eq!(desk.news(), [""; 0]);
    faulty.plan(Plan::default());
}

#[test]
fn a_full_disk_is_over_for_a_desk_at_rest_once_the_reserve_fits_again() {
    let home = tempfile::tempdir().unwrap();
    let clock = clock();
    let desk = new_desk(&home.path().join("desk"), &clock);
    let faulty = with_room(&desk, 0);
    submit(&desk, "in it").unwrap_err();
    assert!(full(&desk).is_some());
    // Some room is not enough, and nobody asks twice within a minute.
    for (bytes, is_over) in [(1024, false), (2 * RESERVE_BYTES, true)] {
        faulty.plan(Plan {
            room_bytes: Some(bytes),
            ..Plan::default()
        });
        clock.minute();
        assert_eq!(desk.refresh(), is_over);
        assert_eq!(full(&desk).is_none(), is_over, "{bytes}");
        assert_eq!(desk.dir().join("reserve").exists(), is_over, "{bytes}");
        faulty.plan(Plan::default());
        assert!(!desk.refresh());
    }
    assert!(desk.news()[0].contains("there is room"));
}

#[test]
fn a_save_of_another_process_ends_a_full_disk_too() {
    let home = tempfile::tempdir().unwrap();
    let clock = clock();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir, &clock);
    with_room(&desk, 0);
    submit(&desk, "in it").unwrap_err();
    let other = open(&dir, &clock);
    assert_eq!(full(&other), None, "it took the reserve back at opening");
    submit(&other, "elsewhere").unwrap();
    assert!(desk.refresh());
    assert_eq!(full(&desk), None);
}

/// Two letters of the mark's seq, as after a bad sector.
fn damage_mark(dir: &Path) {
    let mut mark = fs::read(dir.join("acked")).unwrap();
    mark[6] ^= 0x55;
    fs::write(dir.join("acked"), mark).unwrap();
}

#[test]
fn a_mark_that_is_damaged_while_the_desk_is_open_is_put_right_there() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir, &clock());
    let saved = submit(&desk, "before").unwrap().seq;
    desk.news();
    damage_mark(&dir);
    assert!(desk.refresh());
    assert_eq!(desk.snapshot().read_only, None);
    let news = desk.news().join(" ");
    assert!(
        news.contains("`acked` was damaged") && news.contains("put right"),
        "{news}"
    );
    // The note of it is an entry.
    assert_eq!(submit(&desk, "after").unwrap().first_seq, saved + 2);
    assert_eq!(open(&dir, &clock()).snapshot().seq, saved + 2);
}

#[test]
fn a_damage_that_somebody_mends_is_over_for_an_open_desk_and_no_other_is() {
    let home = tempfile::tempdir().unwrap();
    let clock = clock();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir, &clock);
    let path = dir.join("journal/000001.jsonl");
    let other = open(&dir, &clock);
    submit(&other, "a good line").unwrap();
    let good = fs::read_to_string(&path).unwrap();
    fs::write(&path, good.replace("a good line", "a goad line")).unwrap();
    assert!(desk.refresh());
    assert!(desk.is_damaged());
    for _ in 0..2 {
        clock.minute();
        assert!(!desk.refresh(), "nothing is new");
        assert!(desk.is_damaged() && submit(&desk, "x").is_err());
    }
    fs::write(&path, &good).unwrap();
    assert!(desk.refresh());
    assert_eq!(desk.snapshot().read_only, None);
    assert_eq!(desk.snapshot().queued().len(), 1);
    submit(&desk, "after").unwrap();
    assert_eq!(open(&dir, &clock).snapshot().queued().len(), 2);
}

#[test]
fn a_process_without_the_lock_shows_nothing_behind_the_mark() {
    let home = tempfile::tempdir().unwrap();
    let clock = clock();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir, &clock);
    let before = desk.snapshot().seq;
    let mark = fs::read(dir.join("acked")).unwrap();
    submit(&desk, "written and not acknowledged").unwrap();
    fs::write(dir.join("acked"), &mark).unwrap();
    // Whoever writes it is at it still: the lock is theirs.
    let lock = fs::File::open(dir.join("lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let other = open(&dir, &clock);
    assert_eq!(other.snapshot().seq, before);
    assert!(!other.refresh() && other.snapshot().queued().is_empty());
    assert_eq!(fs::read(dir.join("acked")).unwrap(), mark);
    // They died: at the next opening the lock is free, and what is whole is saved.
    drop(lock);
    assert!(!other.refresh(), "looking takes no lock");
    let third = open(&dir, &clock);
    assert_eq!(third.snapshot().queued().len(), 1);
    assert!(other.refresh());
    assert_eq!(other.snapshot().queued().len(), 1);
}

#[test]
fn what_is_known_of_the_disk_outlives_a_reading_of_the_whole_journal() {
    let home = tempfile::tempdir().unwrap();
    let clock = clock();
    let dir = home.path().join("desk");
    let first = new_desk(&dir, &clock);
    submit(&first, "before").unwrap();
    // What begins from the page reads the rest when somebody asks for all.
    first.close();
    drop(first);
    let desk = open(&dir, &clock);
    assert!(desk.snapshot().register.is_partial());
    let faulty = with_room(&desk, 0);
    submit(&desk, "in it").unwrap_err();
    assert!(full(&desk).is_some());
    desk.load_all().unwrap();
    assert!(!desk.snapshot().register.is_partial());
    assert!(full(&desk).is_some(), "it is full all the same");
    faulty.plan(Plan::default());
    submit(&desk, "after").unwrap();
    assert!(desk.news()[0].contains("there is room"));
}

#[test]
fn a_process_whose_sync_failed_writes_no_more_however_it_reads() {
    let home = tempfile::tempdir().unwrap();
    let clock = clock();
    let dir = home.path().join("desk");
    let first = new_desk(&dir, &clock);
    submit(&first, "before").unwrap();
    first.close();
    drop(first);
    let desk = open(&dir, &clock);
    let faulty = with_room(&desk, u64::MAX / 2);
    // The sync fails, and so does the note of it.
    faulty.plan(Plan {
        at_call: 2,
        calls: 50,
        errno: rustix::io::Errno::IO.raw_os_error(),
        ..Plan::default()
    });
    submit(&desk, "in it").unwrap_err();
    faulty.plan(Plan::default());
    assert!(!dir.join("fault").exists());
    desk.load_all().unwrap();
    desk.refresh();
    let refused = submit(&desk, "after");
    assert!(
        matches!(refused, Err(SubmitError::ReadOnly(_))),
        "{refused:?}"
    );
}
