//! Stored values by chance: a spoiled one is refused, and one that a wrong program sealed is read or
//! refused and never falls over.

use super::*;
use crate::store::envelope::{Kind, SCHEMA, open, seal};
use crate::text::spoil::rounds;

/// Any payload in an envelope that fits.
fn sealed(payload: &[u8]) -> Vec<u8> {
    let head = [SCHEMA, Kind::Ticket as u16].map(u16::to_be_bytes).concat();
    let sum = crc32fast::hash(&[head.as_slice(), payload].concat());
    [&head, sum.to_be_bytes().as_slice(), payload].concat()
}

#[test]
fn no_stored_value_makes_the_reader_fall_over() {
    let ticket = full_ticket();
    let good = seal(Kind::Ticket, &TicketRow::from(&ticket)).unwrap();
    rounds(|spoil| {
        let spoilt = spoil.spoilt(&good);
        let read: Result<TicketRow, _> = open(Kind::Ticket, &spoilt);
        assert!(read.is_err() || spoilt == good);
        let wild = sealed(&spoil.spoilt(&good[8..]));
        let read: Result<TicketRow, _> = open(Kind::Ticket, &wild);
        if let Ok(row) = read {
            let again = row.ticket().map(|ticket| TicketRow::from(&ticket));
            if let Some(again) = again {
                assert!(seal(Kind::Ticket, &again).is_ok());
            }
        }
        let page: Result<Page, _> = open(Kind::Page, &spoil.any(120));
        assert!(page.is_err());
    });
}
