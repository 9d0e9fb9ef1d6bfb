//! What went in comes out, and a changed bit never comes out as something else.

use proptest::prelude::*;

use super::*;
use crate::store::envelope::{Kind, SCHEMA, open, seal};

#[test]
fn every_fact_of_a_ticket_is_stored() {
    let ticket = full_ticket();
    let bytes = seal(Kind::Ticket, &TicketRow::from(&ticket)).unwrap();
    let row: TicketRow = open(Kind::Ticket, &bytes).unwrap();
    assert_eq!(row.ticket(), Some(ticket));
}

#[test]
fn a_ticket_without_anything_is_stored_as_well() {
    let mut world = World::new();
    world.open("Where is the key?");
    let ticket = world.ticket(1);
    assert_eq!(
        TicketRow::from(ticket.as_ref()).ticket().as_ref(),
        Some(&*ticket)
    );
}

#[test]
fn a_value_of_another_kind_or_form_is_not_read() {
    let bytes = seal(Kind::Setting, &"closed").unwrap();
    let other: Result<String, _> = open(Kind::Meta, &bytes);
    assert!(matches!(other, Err(StoreFault::Damaged(_))));

    let mut newer = bytes.clone();
    newer[1] = u8::try_from(SCHEMA).unwrap() + 1;
    let body = [&newer[..4], &newer[8..]].concat();
    newer.splice(4..8, crc32fast::hash(&body).to_be_bytes());
    let newer: Result<String, _> = open(Kind::Setting, &newer);
    assert!(matches!(
        newer,
        Err(StoreFault::Newer { found, known: SCHEMA }) if found == SCHEMA + 1
    ));
}

#[test]
fn every_cut_and_every_byte_behind_the_end_is_noticed() {
    let bytes = seal(Kind::Ticket, &TicketRow::from(&full_ticket())).unwrap();
    for length in 0..bytes.len() {
        let cut: Result<TicketRow, _> = open(Kind::Ticket, &bytes[..length]);
        assert!(cut.is_err(), "{length} bytes");
    }
    let more: Result<TicketRow, _> = open(Kind::Ticket, &[bytes, vec![0]].concat());
    assert!(more.is_err());
}

#[test]
fn every_flipped_bit_is_noticed() {
    let whole = seal(Kind::Ticket, &TicketRow::from(&full_ticket())).unwrap();
    for bit in 0..whole.len() * 8 {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let flipped: Result<TicketRow, _> = open(Kind::Ticket, &bytes);
        assert!(flipped.is_err(), "bit {bit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused_and_nothing_falls_over(
        bytes in proptest::collection::vec(any::<u8>(), 0..600)
    ) {
        let ticket: Result<TicketRow, _> = open(Kind::Ticket, &bytes);
        prop_assert!(ticket.is_err());
        // Also where the checksum fits and only the payload is wild.
        let mut head = [SCHEMA, 1].map(u16::to_be_bytes).concat();
        let sum = crc32fast::hash(&[head.as_slice(), &bytes].concat());
        head.extend_from_slice(&sum.to_be_bytes());
        let wild: Result<TicketRow, _> = open(Kind::Ticket, &[head, bytes].concat());
        if let Ok(row) = wild {
            let _ = row.ticket();
        }
    }

    #[test]
    fn any_text_comes_back(text in "\\PC{0,200}") {
        let bytes = seal(Kind::Setting, &text).unwrap();
        let back: String = open(Kind::Setting, &bytes).unwrap();
        prop_assert_eq!(back, text);
    }
}
