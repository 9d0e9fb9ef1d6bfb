//! The archive's file gives what was packed, or nothing.

use std::sync::Arc;

use super::*;
use crate::domain::{Number, State, Ticket, TicketId};
use crate::store::{Packing, tests as rig};

fn frame(seq: u64) -> PageFrame {
    PageFrame {
        replica: "00ff".to_owned(),
        seq,
        ..PageFrame::default()
    }
}

fn ticket(n: u64) -> Ticket {
    let mut ticket = rig::full_ticket();
    ticket.id = TicketId(Uuid::from_u128(u128::from(n)));
    ticket.number = Number::ticket(n);
    ticket.state = State::Closed;
    ticket
}

/// An archive of some tickets, of which those that are put in again leave a gap.
fn archive(tickets: u64, again: u64) -> Archive {
    let mut packing = Packing::default();
    for n in 1..=tickets {
        packing.put(&ticket(n)).unwrap();
    }
    for n in 1..=again {
        let ticket = packing.take(TicketId(Uuid::from_u128(u128::from(n))));
        packing.put(&ticket.unwrap()).unwrap();
    }
    packing.done().unwrap()
}

fn all(archive: &Archive) -> Vec<Arc<Ticket>> {
    archive.tickets().collect()
}

#[test]
fn what_was_written_is_read() {
    let desk = tempfile::tempdir().unwrap();
    assert!(Archive::read(desk.path()).is_none());
    // Some blocks, the first rows of which were taken back.
    let written = archive(300, 20);
    assert!(written.write(desk.path(), frame(9)).unwrap());
    let (found, read) = Archive::read(desk.path()).unwrap();
    assert_eq!(found, frame(9));
    assert_eq!(read.len(), 300);
    assert_eq!(all(&read), all(&written));
    assert_eq!(read.bytes(), written.bytes());
    assert!(!desk.path().join("archive.new").exists());
}

#[test]
fn rows_take_a_third_of_what_they_are() {
    let archive = archive(300, 0);
    let rows = archive.items.iter().map(|item| item.row.len as usize);
    let rows: usize = rows.sum();
    assert!(archive.rows.ends.len() > 3, "{:?}", archive.rows);
    assert!(
        archive.rows.bytes() * 3 < rows,
        "{:?} of {rows}",
        archive.rows
    );
}

#[test]
fn a_row_that_is_larger_than_a_block_comes_back() {
    let mut packing = Packing::default();
    let mut large = ticket(2);
    large.title = crate::domain::testing::clean(&"long ".repeat(20_000));
    for ticket in [&ticket(1), &large, &ticket(3)] {
        packing.put(ticket).unwrap();
    }
    let archive = packing.done().unwrap();
    assert_eq!(archive.ticket(large.id).as_deref(), Some(&large));
    assert_eq!(all(&archive).len(), 3);
}

#[test]
fn one_that_has_come_further_is_not_replaced() {
    let desk = tempfile::tempdir().unwrap();
    assert!(archive(3, 0).write(desk.path(), frame(9)).unwrap());
    assert!(!archive(2, 0).write(desk.path(), frame(8)).unwrap());
    assert_eq!(Archive::read(desk.path()).unwrap().1.len(), 3);
    // Another desk's is no better than none.
    let other = PageFrame {
        replica: "1".to_owned(),
        ..frame(8)
    };
    assert!(archive(2, 0).write(desk.path(), other).unwrap());
    assert_eq!(Archive::read(desk.path()).unwrap().1.len(), 2);
}

#[test]
fn a_file_that_is_damaged_or_cut_off_counts_as_none() {
    let desk = tempfile::tempdir().unwrap();
    archive(4, 1).write(desk.path(), frame(9)).unwrap();
    let path = desk.path().join("archive");
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&path, &bytes).unwrap();
        assert!(Archive::read(desk.path()).is_none(), "byte {at}");
        fs::write(&path, &good[..at]).unwrap();
        assert!(Archive::read(desk.path()).is_none(), "cut at {at}");
    }
    fs::write(&path, &good).unwrap();
    assert!(Archive::read(desk.path()).is_some());
    // A damaged one does not stop another from being written.
    fs::write(&path, [0xff; 99]).unwrap();
    assert!(archive(2, 0).write(desk.path(), frame(1)).unwrap());
    assert_eq!(Archive::read(desk.path()).unwrap().1.len(), 2);
}

#[test]
fn one_that_is_mostly_gaps_is_packed_anew() {
    let desk = tempfile::tempdir().unwrap();
    let wasteful = archive(4, 4);
    assert_eq!(wasteful.len(), 4);
    wasteful.write(desk.path(), frame(9)).unwrap();
    assert!(Archive::read(desk.path()).is_some(), "half of it");
    let mut packing = Packing::of(wasteful);
    let first = packing.take(TicketId(Uuid::from_u128(1))).unwrap();
    packing.put(&first).unwrap();
    packing
        .done()
        .unwrap()
        .write(desk.path(), frame(10))
        .unwrap();
    assert!(Archive::read(desk.path()).is_none());
}

#[test]
fn what_is_removed_leaves_nothing() {
    let desk = tempfile::tempdir().unwrap();
    Archive::remove(desk.path()).unwrap();
    archive(2, 0).write(desk.path(), frame(9)).unwrap();
    fs::write(desk.path().join("archive.new"), b"half").unwrap();
    Archive::remove(desk.path()).unwrap();
    assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 0);
}
