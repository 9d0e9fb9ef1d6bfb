//! Room on the disk: when the reserve is looked for, and what a full disk says.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use rustix::io::Errno;

use super::super::room::{is_limit, is_no_space};
use super::noting::{Call, Noting};
use super::*;

const BYTES: u64 = 4096;

/// A journal of one line over a disk that answers as it is told, without its reserve.
fn spent(desk: &Desk) -> (Journal, Arc<Noting>) {
    let noting = Arc::new(Noting::default());
    let mut journal = Journal::open(&desk.dir).unwrap().with_disk(noting.clone());
    fill(&mut journal, &[1]);
    std::fs::remove_file(desk.dir.join("reserve")).unwrap();
    noting.taken();
    (journal, noting)
}

fn since(time: &str) -> Holder {
    Holder {
        since: at(time),
        ..holder()
    }
}

#[test]
fn the_reserve_is_taken_back_where_it_is_gone_and_else_nothing_is_asked() {
    let desk = desk();
    let (mut journal, noting) = spent(&desk);
    journal.look_for_room(BYTES, &holder());
    let reserve = desk.dir.join("reserve");
    let inode = noting::ino(&reserve);
    assert_eq!(reserve.metadata().unwrap().len(), BYTES);
    let made = Call::Make("reserve".to_owned());
    assert_eq!(noting.taken(), [made, Call::Take(inode, BYTES)]);
    let mut other = Journal::open(&desk.dir).unwrap().with_disk(noting.clone());
    other.look_for_room(BYTES, &holder());
    assert_eq!(noting.taken(), []);
    assert!(other.no_room().is_none() && !other.is_room_back());
}

#[test]
fn the_reserve_is_looked_for_each_half_minute_and_when_the_clock_was_set_back() {
    let desk = desk();
    let (mut journal, _) = spent(&desk);
    for (time, is_looked) in [
        ("2026-11-22T02:14:07.120-05:00", true),
        ("2026-11-22T02:14:07.120-05:00", false),
        ("2026-11-22T02:14:37.119-05:00", false),
        ("2026-11-22T02:14:37.120-05:00", true),
        ("2026-11-22T02:14:37.119-05:00", true),
        ("2026-11-22T02:15:07.118-05:00", false),
    ] {
        drop(std::fs::remove_file(desk.dir.join("reserve")));
        journal.look_for_room(BYTES, &since(time));
        assert_eq!(!journal.is_reserve_gone(), is_looked, "{time}");
    }
}

#[test]
fn while_another_has_the_lock_the_reserve_is_left() {
    let desk = desk();
    let (mut journal, _) = spent(&desk);
    let other = Journal::open(&desk.dir).unwrap();
    let held = other.hold(Duration::ZERO, &holder()).unwrap();
    journal.look_for_room(BYTES, &holder());
    assert!(journal.is_reserve_gone());
    drop(held);
    // That was no look: the next is not too early.
    journal.look_for_room(BYTES, &holder());
    assert!(!journal.is_reserve_gone());
}

#[test]
fn a_disk_counts_as_full_where_the_reserve_finds_no_room_and_hardly_a_byte_is_left() {
    for (answer, left, is_full) in [
        (Errno::NOSPC, 0, true),
        (Errno::NOSPC, 65_535, true),
        (Errno::DQUOT, 65_535, true),
        (Errno::NOSPC, 65_536, false),
        (Errno::NOSPC, 1_000_000, false),
        (Errno::IO, 0, false),
    ] {
        let desk = desk();
        let (mut journal, noting) = spent(&desk);
        *noting.left.lock().unwrap() = Some(left);
        noting.answer(&[("take", Some(answer))]);
        journal.look_for_room(BYTES, &holder());
        // Half a reserve is none.
        assert!(journal.is_reserve_gone());
        let dir = desk.dir.display();
        let why = format!(
            "the disk is full. Free some space; until then nothing is saved. What was saved \
             before is safe. The desk is at {dir}"
        );
        let expected = is_full.then_some(why.as_str());
        assert_eq!(journal.no_room(), expected, "{answer} {left}");
        journal.look_for_room(BYTES, &since("2026-11-22T02:14:37.120-05:00"));
        assert!(journal.no_room().is_none() && !journal.is_reserve_gone());
        assert_eq!(journal.is_room_back(), is_full);
        assert!(!journal.is_room_back(), "it is said once");
    }
}

#[test]
fn with_room_again_the_reserve_is_worth_a_look_within_the_minute() {
    let desk = desk();
    let (mut journal, noting) = spent(&desk);
    let keep = |journal: &mut Journal, time| lock(journal).keep_reserve(BYTES, at(time));
    noting.answer(&[("make", Some(Errno::NOSPC))]);
    keep(&mut journal, "2026-11-22T02:14:07-05:00");
    keep(&mut journal, "2026-11-22T02:15:06-05:00");
    assert!(journal.is_reserve_gone());
    let full = Some(Errno::NOSPC);
    noting.answer(&[("write", full), ("write", full)]);
    let group = || vec![vec![entry(7, "a")]];
    lock(&mut journal).append(group(), &now()).unwrap_err();
    assert!(journal.no_room().is_some());
    lock(&mut journal).append(group(), &now()).unwrap();
    assert!(journal.no_room().is_none() && journal.is_room_back());
    keep(&mut journal, "2026-11-22T02:15:06-05:00");
    assert!(!journal.is_reserve_gone());
}

#[test]
fn a_spent_reserve_is_said_once_and_not_where_it_is_back() {
    let desk = desk();
    let noting = Arc::new(Noting::default());
    let mut journal = Journal::open(&desk.dir).unwrap().with_disk(noting.clone());
    let append = |journal: &mut Journal, answers: &[_]| {
        noting.answer(answers);
        let group = vec![vec![entry(7, "a")]];
        lock(journal).append(group, &now()).unwrap();
    };
    append(&mut journal, &[("write", Some(Errno::NOSPC))]);
    // A save that needs none does not make it unsaid.
    append(&mut journal, &[]);
    assert!(journal.is_reserve_spent() && !journal.is_reserve_spent());
    lock(&mut journal).restore_reserve(BYTES).unwrap();
    append(&mut journal, &[("write", Some(Errno::NOSPC))]);
    lock(&mut journal).restore_reserve(BYTES).unwrap();
    assert!(!journal.is_reserve_spent() && !journal.is_reserve_gone());
}

#[test]
fn no_space_is_a_full_disk_a_full_quota_or_a_limit() {
    for (errno, expected) in [
        (Errno::NOSPC, (true, false)),
        (Errno::DQUOT, (true, false)),
        (Errno::FBIG, (true, true)),
        (Errno::IO, (false, false)),
        (Errno::ROFS, (false, false)),
    ] {
        let error = std::io::Error::from(errno);
        assert_eq!((is_no_space(&error), is_limit(&error)), expected, "{errno}");
    }
    let own = std::io::Error::from(std::io::ErrorKind::StorageFull);
    assert!(!is_no_space(&own), "the system did not say it");
}

#[test]
fn what_may_only_be_read_says_so_before_anything_is_written() {
    let name = "room::what_may_only_be_read_says_so_before_anything_is_written";
    as_somebody(name, |root| {
        let dir = root.join("desk");
        let make = Make {
            group: None,
            reserve_bytes: 0,
        };
        let journal = Journal::create(&dir, make).unwrap();
        assert_eq!(journal.is_closed(), None);
        let chmod = |name: &str, mode| {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(dir.join(name), mode).unwrap();
        };
        let no = std::io::Error::from(Errno::ACCESS);
        let said = format!("you may only read {} ({no})", dir.display());
        for name in ["lock", "acked"] {
            chmod(name, 0o400);
            assert_eq!(journal.is_closed().as_ref(), Some(&said), "{name}");
            chmod(name, 0o600);
        }
        // One that is gone is made again.
        std::fs::remove_file(dir.join("lock")).unwrap();
        assert_eq!(journal.is_closed(), None);
    });
}
