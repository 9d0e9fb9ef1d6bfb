//! A long group is folded in pieces as it is read, and is known whole or not at all: damage in its
//! midst, and a kind that nobody knows.

use std::fs;
use std::path::Path;

use super::core::PIECE_ENTRIES;
use super::follow::{Astray, Follower};
use super::long_tests::import;
use super::tests::{caller, clock, new_desk, titled};
use super::*;
use crate::journal::{Entry, Journal, NewEntry, ReadLimit};
use crate::store::Store;

/// A desk with a ticket before an import of some pieces; and the seq before that.
fn imported(dir: &Path) -> (Desk, u64) {
    let desk = new_desk(dir);
    let actor = desk.actor().unwrap();
    let before = desk.submit(&actor, &titled("before it")).unwrap().seq;
    let receipt = desk.submit(&actor, &import(0..60)).unwrap();
    assert!(receipt.seq - before > 2 * PIECE_ENTRIES as u64 + 20);
    (desk, before)
}

/// Flips a bit of a line in the midst of the import; gives the file as it was.
fn damage(dir: &Path, before: u64) -> Vec<u8> {
    let path = dir.join("journal/000001.jsonl");
    let good = fs::read(&path).unwrap();
    let line = before as usize + 2 * PIECE_ENTRIES + 9;
    let mut at = 0;
    for _ in 0..line {
        at += good[at..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    }
    let mut bad = good.clone();
    bad[at + 40] ^= 1;
    fs::write(&path, &bad).unwrap();
    good
}

fn tickets(desk: &Desk) -> usize {
    desk.snapshot().register.tickets().count()
}

fn read(dir: &Path) -> Desk {
    let _ = fs::remove_file(dir.join("page"));
    Desk::open(dir, caller(), clock()).unwrap()
}

#[test]
fn of_an_import_with_damage_in_its_midst_nothing_is_known_until_it_is_mended() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let (desk, before) = imported(&dir);
    let (all, seq) = (tickets(&desk), desk.snapshot().seq);
    drop(desk);
    let good = damage(&dir, before);
    let desk = read(&dir);
    let why = desk.snapshot().read_only.clone().unwrap();
    assert!(why.contains("journal/000001.jsonl, line"), "{why}");
    assert_eq!((tickets(&desk), desk.snapshot().seq), (1, before));
    assert!(desk.load_all().is_err() || tickets(&desk) == 1);
    fs::write(dir.join("journal/000001.jsonl"), good).unwrap();
    assert!(desk.refresh());
    assert_eq!(desk.snapshot().read_only, None);
    assert_eq!((tickets(&desk), desk.snapshot().seq), (all, seq));
    assert_eq!(tickets(&read(&dir)), all);
}

#[test]
fn whoever_waits_for_a_long_journal_is_told_how_far_it_is() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    drop(imported(&dir));
    let length = fs::metadata(dir.join("journal/000001.jsonl"))
        .unwrap()
        .len();
    let mut told = Vec::new();
    let mut tell = |done, all| told.push((done, all));
    Desk::open_where(
        &dir,
        caller(),
        clock(),
        OpenWith::Page,
        &|_| Ok(()),
        &mut tell,
    )
    .unwrap();
    assert!(told.len() >= 3, "{told:?}");
    assert!(
        told.iter()
            .all(|(done, all)| *done > 0 && done < all && *all == length)
    );
    assert!(told.windows(2).all(|two| two[0].0 < two[1].0), "{told:?}");
}

#[test]
fn a_desk_that_was_open_before_knows_an_import_whole_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let early = new_desk(&dir);
    let actor = early.actor().unwrap();
    let before = early.submit(&actor, &titled("before it")).unwrap().seq;
    let writer = Desk::open(&dir, caller(), clock()).unwrap();
    writer.submit(&actor, &import(0..60)).unwrap();
    let all = tickets(&writer);
    let good = damage(&dir, before);
    assert!(early.refresh());
    assert_eq!((tickets(&early), early.snapshot().seq), (1, before));
    assert!(early.snapshot().read_only.is_some());
    fs::write(dir.join("journal/000001.jsonl"), good).unwrap();
    early.refresh();
    assert_eq!(tickets(&early), all);
}

#[test]
fn of_a_long_group_with_a_kind_that_is_not_known_nothing_is_known() {
    let home = tempfile::tempdir().unwrap();
    let (dir, other) = (home.path().join("desk"), home.path().join("other"));
    let (_, before) = imported(&other);
    let mut groups = Journal::open(&other).unwrap();
    let groups = groups.read_new(ReadLimit::Acked).unwrap();
    let long = groups.last().unwrap();
    assert_eq!(long.entries[0].seq, before + 1);
    let mut entries: Vec<_> = long.entries.iter().map(again).collect();
    entries[2 * PIECE_ENTRIES + 9].kind = "ticket.sung".to_owned();
    let desk = new_desk(&dir);
    let actor = desk.actor().unwrap();
    let known = desk.submit(&actor, &titled("before it")).unwrap().seq;
    let holder = desk.holder(clock().now());
    let mut journal = Journal::open(&dir).unwrap();
    let mut locked = journal.lock(LOCK_WAIT, &holder).unwrap();
    locked
        .append(vec![entries], &long.entries[0].stamping)
        .unwrap();
    drop(locked);
    // Both whoever was there before it and whoever comes.
    desk.refresh();
    for desk in [desk, read(&dir)] {
        let why = desk.snapshot().read_only.clone().unwrap();
        assert!(why.contains("`ticket.sung`"), "{why}");
        assert_eq!((tickets(&desk), desk.snapshot().seq), (1, known));
    }
}

fn again(entry: &Entry) -> NewEntry {
    NewEntry {
        id: entry.id,
        kind: entry.kind.clone(),
        on: entry.on.clone(),
        data: serde_json::from_str(entry.data()).unwrap(),
        salted: false,
    }
}

#[test]
fn the_store_goes_no_further_than_the_damage_and_on_from_there() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let (desk, before) = imported(&dir);
    let seq = desk.snapshot().seq;
    drop(desk);
    let good = damage(&dir, before);
    let store = Store::open(&dir).unwrap();
    let mut go_on = |_| true;
    let mut follower = Follower::begin(&dir, &store).unwrap();
    let astray = follower.catch_up(&store, &mut go_on).unwrap_err();
    let Astray::Journal(why) = astray else {
        panic!("{astray:?}");
    };
    assert!(why.contains("journal/000001.jsonl, line"), "{why}");
    let reached = store.applied().unwrap().seq;
    assert!(reached >= before && reached < before + 2 * PIECE_ENTRIES as u64 + 10);
    fs::write(dir.join("journal/000001.jsonl"), good).unwrap();
    let mut follower = Follower::begin(&dir, &store).unwrap();
    follower.catch_up(&store, &mut go_on).unwrap();
    assert_eq!(store.applied().unwrap().seq, seq);
    let known = read(&dir);
    for ticket in known.snapshot().register.tickets() {
        let row = store.row(ticket.id).unwrap().unwrap();
        assert_eq!(row.ticket().as_ref(), Some(&**ticket));
    }
}
