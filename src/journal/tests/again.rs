//! One process's journal: what it knows, what it was told, and what it takes along.

use std::sync::Arc;

use rustix::io::Errno;

use super::noting::Noting;
use super::*;

/// A journal of one line over a disk that answers as it is told.
fn noted(desk: &Desk) -> (Journal, Arc<Noting>) {
    let noting = Arc::new(Noting::default());
    let mut journal = Journal::open(&desk.dir).unwrap().with_disk(noting.clone());
    fill(&mut journal, &[1]);
    (journal, noting)
}

fn again(journal: &Journal) -> Journal {
    journal.again_at(journal.position()).unwrap()
}

fn append(journal: &mut Journal) -> Result<Vec<Group>, AppendError> {
    lock(journal).append(vec![vec![entry(7, "a")]], &now())
}

#[test]
fn a_failed_write_is_known_to_the_journal_opened_again() {
    let desk = desk();
    let (mut journal, noting) = noted(&desk);
    assert!(!again(&journal).is_at_fault());
    noting.answer(&[("write", Some(Errno::IO))]);
    append(&mut journal).unwrap_err();
    std::fs::remove_file(desk.dir.join("fault")).unwrap();
    let mut later = again(&journal);
    assert!(later.is_at_fault());
    let refused = later.lock(Duration::ZERO, &holder()).unwrap_err();
    assert!(matches!(refused, LockError::Fault(_)), "{refused}");
    later.mended_by_another();
    assert!(!later.is_at_fault());
}

#[test]
fn a_full_disk_and_the_length_of_a_file_are_known_to_the_journal_opened_again() {
    let desk = desk();
    let (mut journal, noting) = noted(&desk);
    journal = journal.with_segment_bytes(1);
    let full = Some(Errno::NOSPC);
    noting.answer(&[("make", full), ("make", full)]);
    append(&mut journal).unwrap_err();
    let mut later = again(&journal);
    assert_eq!(later.no_room(), journal.no_room());
    assert!(later.no_room().is_some());
    noting.taken();
    assert_eq!(append(&mut later).unwrap()[0].end.file, 2);
    assert!(!noting.taken().is_empty(), "it is the same disk");
    assert!(later.is_room_back() && later.no_room().is_none());
}

#[test]
fn the_reserve_is_looked_for_once_a_minute_also_by_the_journal_opened_again() {
    let desk = desk();
    let (mut journal, _) = noted(&desk);
    lock(&mut journal).keep_reserve(4096, now().at);
    std::fs::remove_file(desk.dir.join("reserve")).unwrap();
    let mut later = again(&journal);
    lock(&mut later).keep_reserve(4096, now().at);
    assert!(later.is_reserve_gone());
    lock(&mut later).keep_reserve(4096, at("2026-11-22T02:15:07.120-05:00"));
    assert!(!later.is_reserve_gone());
}

#[test]
fn noted_heads_are_asked_by_the_journal_opened_again() {
    let desk = desk();
    let (mut journal, _) = noted(&desk);
    let heads = desk.dir.join("heads");
    let head = WitnessLine {
        seq: 2,
        hash16: "0123456789abcdef".to_owned(),
        next_number: 1,
        at: now().at,
    };
    note_head(&heads, &head).unwrap();
    journal.noted_in(heads);
    let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    std::fs::write(first_file(&desk.dir), [&bytes[..], b"half"].concat()).unwrap();
    for mut each in [again(&journal), journal] {
        let refused = each.lock(Duration::ZERO, &holder()).unwrap_err();
        assert!(matches!(refused, LockError::Read(_)), "{refused}");
    }
}

#[test]
fn a_desk_put_in_the_place_of_another_is_seen_by_the_journal_opened_again() {
    let desk = desk();
    let (journal, _) = noted(&desk);
    assert!(!journal.is_replaced());
    std::fs::rename(&desk.dir, desk.dir.with_extension("old")).unwrap();
    drop(
        Journal::create(
            &desk.dir,
            Make {
                group: None,
                reserve_bytes: 0,
            },
        )
        .unwrap(),
    );
    assert!(journal.is_replaced() && again(&journal).is_replaced());
    assert!(!Journal::open(&desk.dir).unwrap().is_replaced());
}

#[test]
fn what_was_read_and_not_taken_is_not_given_yet() {
    let desk = desk();
    let (mut journal, _) = noted(&desk);
    assert_eq!(journal.given(), 1);
    let mut other = Journal::open(&desk.dir).unwrap();
    fill(&mut other, &[2, 1]);
    drop(lock(&mut journal));
    assert_eq!((journal.given(), journal.position().seq), (1, 4));
    let mut pieces = Vec::new();
    let read = journal.for_each_piece(ReadLimit::Acked, 1, |piece| {
        pieces.push((piece.entries.len(), piece.end.map(|end| end.seq)));
    });
    read.unwrap();
    assert_eq!(pieces, [(2, Some(3)), (1, Some(4))]);
    assert_eq!(journal.given(), 4);
}

#[test]
fn the_first_who_knows_of_the_highest_entry_is_named() {
    for (told, expected) in [
        (
            &[(5, "the store"), (5, "the page")][..],
            "the store goes up to seq 5",
        ),
        (
            &[(5, "the store"), (4, "the page")][..],
            "the store goes up to seq 5",
        ),
        (
            &[(4, "the store"), (5, "the page")][..],
            "the page goes up to seq 5",
        ),
    ] {
        let desk = desk();
        let (mut journal, _) = noted(&desk);
        for (seq, teller) in told {
            journal.told_by(*seq, teller);
        }
        let refused = journal
            .lock(Duration::ZERO, &holder())
            .unwrap_err()
            .to_string();
        assert!(refused.contains(expected), "{refused}");
    }
    let desk = desk();
    let (mut journal, _) = noted(&desk);
    journal.told(3);
    let refused = journal
        .lock(Duration::ZERO, &holder())
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("what was read before goes up to seq 3"),
        "{refused}"
    );
}

#[test]
fn a_journal_is_shown_by_its_folder_and_its_position() {
    let desk = desk();
    let (journal, _) = noted(&desk);
    let shown = format!("{journal:?}");
    assert!(shown.starts_with("Journal {"), "{shown}");
    assert!(
        shown.contains(desk.dir.to_str().unwrap()) && shown.contains("seq: 1"),
        "{shown}"
    );
}
