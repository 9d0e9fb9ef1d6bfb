//! The lock: who has it, who waits for it, and what stands in its place.

use rustix::fs::{FlockOperation, flock};

use super::*;

#[test]
fn a_lock_not_had_in_time_names_its_holder() {
    let desk = desk();
    let mut first = Journal::open(&desk.dir).unwrap();
    let _locked = lock(&mut first);
    let mut second = Journal::open(&desk.dir).unwrap();
    let refused = second
        .lock(Duration::from_millis(20), &holder())
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the desk is being written by pid 42 uid 1001 tty pts/3 since 2026-11-22T02:14:07-05:00"
    );
}

#[test]
fn a_lock_file_that_was_taken_away_is_made_again() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    std::fs::remove_file(desk.dir.join("lock")).unwrap();
    fill(&mut journal, &[1]);
    assert_eq!(read_all(&desk.dir).unwrap(), [1]);
}

#[test]
fn whoever_waits_in_vain_is_told_the_holder_and_not_the_last_writer() {
    let desk = desk();
    let mut writer = Journal::open(&desk.dir).unwrap();
    fill(&mut writer, &[1]);
    let other = Holder {
        pid: 77,
        ..holder()
    };
    let held = writer.hold(Duration::ZERO, &other).unwrap();
    let mut late = Journal::open(&desk.dir).unwrap();
    let refused = late.lock(Duration::ZERO, &holder()).unwrap_err();
    let since = now().at;
    assert_eq!(
        refused.to_string(),
        format!("the desk is being written by pid 77 uid 1001 tty pts/3 since {since}")
    );
    drop(held);
    assert!(late.lock(Duration::ZERO, &holder()).is_ok());
}

#[test]
fn whoever_waits_has_the_lock_when_it_is_given_up() {
    let desk = desk();
    let mut first = Journal::open(&desk.dir).unwrap();
    let held = lock(&mut first);
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            let mut second = Journal::open(&desk.dir).unwrap();
            fill(&mut second, &[1]);
        });
        // Who waits holds the journal's folder in common.
        let queue = std::fs::File::open(desk.dir.join("journal")).unwrap();
        while flock(&queue, FlockOperation::NonBlockingLockExclusive).is_ok() {
            assert!(!waiter.is_finished(), "it did not wait");
            flock(&queue, FlockOperation::Unlock).unwrap();
            std::thread::yield_now();
        }
        drop(held);
    });
    assert_eq!(read_all(&desk.dir).unwrap(), [1]);
}

#[test]
fn a_desk_put_in_the_place_of_another_is_not_locked_for_that_one() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    std::fs::rename(&desk.dir, desk.dir.with_extension("old")).unwrap();
    Journal::create(&desk.dir, Make::default()).unwrap();
    let refused = journal
        .lock(Duration::from_secs(60), &holder())
        .unwrap_err();
    let path = desk.dir.join("lock");
    assert_eq!(
        refused.to_string(),
        format!(
            "{} cannot be used: another desk stands there now",
            path.display()
        )
    );
}

#[test]
fn a_folder_in_the_place_of_the_lock_is_not_taken_for_no_lock() {
    let desk = desk();
    let journal = Journal::open(&desk.dir).unwrap();
    std::fs::remove_file(desk.dir.join("lock")).unwrap();
    std::fs::create_dir(desk.dir.join("lock")).unwrap();
    let Err(LockError::Io { path, error }) = journal.hold(Duration::ZERO, &holder()) else {
        panic!("a folder is no lock");
    };
    assert_eq!(path, desk.dir.join("lock"));
    assert_ne!(error.kind(), std::io::ErrorKind::AlreadyExists);
}

#[test]
fn a_note_of_a_fault_that_cannot_be_looked_for_counts_as_there() {
    let desk = desk();
    let journal = Journal::open(&desk.dir).unwrap();
    assert!(!journal.is_at_fault());
    std::fs::rename(&desk.dir, desk.dir.with_extension("old")).unwrap();
    assert!(!journal.is_at_fault());
    std::fs::write(&desk.dir, "a file in its place").unwrap();
    assert!(journal.is_at_fault());
}
