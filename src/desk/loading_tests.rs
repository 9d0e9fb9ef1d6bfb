//! The whole journal read in parts, while commands go on.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use super::*;
use crate::desk::{Caller, NewDesk, make};
use crate::domain::command::OpenTicket;
use crate::domain::{Command, TicketId};
use crate::policy::shipped;
use crate::text::Clean;
use crate::time::FixedClock;

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2026-11-22T02:14:07-05:00".parse().unwrap()))
}

fn open_ticket(desk: &Desk, id: u128) {
    let actor = desk.actor().unwrap();
    let ticket = OpenTicket::walk_up(TicketId(Uuid::from_u128(id)), Clean::from("A call"));
    let command = Command::Open(Box::new(ticket));
    desk.submit(&actor, &command).unwrap();
}

/// A desk that begins from its page, which has `tickets` before it.
fn paged(dir: &Path, tickets: u128) -> Desk {
    let new = NewDesk::of("library-template");
    make(dir, &new, shipped(), &Caller::of_tests(), clock().as_ref()).unwrap();
    let desk = Desk::open(dir, Caller::of_tests(), clock()).unwrap();
    (1..=tickets).for_each(|id| open_ticket(&desk, id));
    desk.close();
    let desk = Desk::open(dir, Caller::of_tests(), clock()).unwrap();
    assert!(desk.snapshot().register.is_partial());
    desk
}

#[test]
fn a_journal_read_in_parts_has_what_was_saved_between_them() {
    let home = tempfile::tempdir().unwrap();
    let desk = paged(&home.path().join("desk"), 40);
    let (mut loading, mut parts) = (None, 0);
    while !desk.load_part(&mut loading).unwrap() {
        parts += 1;
        open_ticket(&desk, 100 + parts);
        assert!(desk.snapshot().register.is_partial());
    }
    assert!(parts > 3, "{parts} parts");
    let known = desk.snapshot();
    assert!(known.is_all_known() && loading.is_none());
    assert_eq!(known.tickets().count() as u128, 40 + parts);
    let read = Desk::open(desk.dir(), Caller::of_tests(), clock()).unwrap();
    read.load_all().unwrap();
    let rows = |desk: &Desk| {
        let known = desk.snapshot();
        known
            .tickets()
            .map(|t| (t.number, t.last_seq))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(rows(&desk), rows(&read));
    // The desk writes on from there.
    open_ticket(&desk, 999);
    assert!(desk.load_part(&mut loading).unwrap());
}

#[test]
fn a_damage_that_the_page_went_past_is_found_in_its_part_and_told() {
    let home = tempfile::tempdir().unwrap();
    let desk = paged(&home.path().join("desk"), 40);
    let path = desk.dir().join("journal/000001.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, &bytes, 0).unwrap();
    let mut loading = None;
    let why = loop {
        match desk.load_part(&mut loading) {
            Ok(is_known) => assert!(!is_known),
            Err(why) => break why,
        }
    };
    assert!(why.contains("journal/000001.jsonl, line "), "{why}");
    assert_eq!(desk.snapshot().read_only, Some(why));
}

/// Makes every closed ticket known, and gives in how many parts.
fn parts(desk: &Desk) -> usize {
    let (mut loading, mut parts) = (None, 1);
    while !desk.load_part(&mut loading).unwrap() {
        parts += 1;
    }
    parts
}

#[test]
fn the_next_session_reads_only_what_came_after_the_archive() {
    let home = tempfile::tempdir().unwrap();
    let desk = paged(&home.path().join("desk"), 40);
    let file = desk.dir().join("archive");
    assert!(parts(&desk) > 5);
    assert!(file.exists());
    open_ticket(&desk, 200);
    desk.close();
    let kept = std::fs::read(&file).unwrap();
    let next = Desk::open(desk.dir(), Caller::of_tests(), clock()).unwrap();
    assert_eq!(parts(&next), 2, "the file, and what came after it");
    assert_eq!(next.snapshot().tickets().count(), 41);
    assert_eq!(std::fs::read(&file).unwrap(), kept, "little came after it");
    // A long day later it is written again.
    (300..340).for_each(|id| open_ticket(&next, id));
    next.close();
    let third = Desk::open(desk.dir(), Caller::of_tests(), clock()).unwrap();
    assert!(parts(&third) > 5);
    assert_ne!(std::fs::read(&file).unwrap(), kept);
    assert_eq!(third.snapshot().tickets().count(), 81);
}

#[test]
fn an_archive_that_is_damaged_or_of_other_files_is_made_again() {
    let home = tempfile::tempdir().unwrap();
    let desk = paged(&home.path().join("desk"), 40);
    parts(&desk);
    desk.close();
    let (file, copy) = (desk.dir().join("archive"), home.path().join("copy"));
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[50] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let again = Desk::open(desk.dir(), Caller::of_tests(), clock()).unwrap();
    assert!(parts(&again) > 5);
    assert_eq!(again.snapshot().tickets().count(), 40);
    again.close();
    let again = Desk::open(desk.dir(), Caller::of_tests(), clock()).unwrap();
    assert_eq!(parts(&again), 2, "it was written again");
    again.close();
    // Files that were copied may be any: they are read.
    std::fs::create_dir(&copy).unwrap();
    std::fs::create_dir(copy.join("journal")).unwrap();
    for name in ["archive", "acked", "journal/000001.jsonl"] {
        std::fs::copy(desk.dir().join(name), copy.join(name)).unwrap();
    }
    Desk::open(&copy, Caller::of_tests(), clock())
        .unwrap()
        .close();
    let copied = Desk::open(&copy, Caller::of_tests(), clock()).unwrap();
    assert!(parts(&copied) > 5);
    assert_eq!(copied.snapshot().tickets().count(), 40);
}
