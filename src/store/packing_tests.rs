//! Packed tickets are the tickets, and what is found among them is what a plain look finds.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::domain::ticket::ResolvedFact;
use crate::domain::{State, testing};
use crate::store::{Found, PageFrame, Wanted, tests as rig};
use crate::time::Stamp;

const WORDS: [&str; 8] = [
    "scanner",
    "Café",
    "dead",
    "lamp",
    "é",
    "x",
    "<b>",
    "dead-line",
];

/// A closed ticket made of small numbers.
fn ticket(n: u128, words: &[usize], day: u8, who: u8) -> Ticket {
    let mut ticket = rig::full_ticket();
    let title: Vec<&str> = words.iter().map(|word| WORDS[word % WORDS.len()]).collect();
    let at = testing::at("2026-05-01T08:00-04:00").plus_minutes(i64::from(day) * 1440);
    ticket.id = TicketId(Uuid::from_u128(n));
    ticket.number = Number::ticket(n as u64 + 1);
    ticket.title = testing::clean(&title.join(" "));
    ticket.state = State::Closed;
    ticket.waiting = None;
    ticket.closed = (!day.is_multiple_of(5)).then_some(at);
    ticket.resolved = (!day.is_multiple_of(7)).then_some(ResolvedFact { seq: 10, at });
    ticket.from = (who > 0).then(|| PersonId(Uuid::from_u128(u128::from(who))));
    ticket.owner = (!who.is_multiple_of(3)).then(|| PersonId(Uuid::from_u128(u128::from(who % 3))));
    ticket.unit = (!who.is_multiple_of(2)).then(|| UnitId(Uuid::from_u128(u128::from(who % 4))));
    ticket.asset = ticket.asset.filter(|_| who != 4);
    ticket
}

fn person(id: PersonId) -> String {
    ["nobody", "ada scan", "bo", "cyr dead", "dee x"][id.uuid().as_u128() as usize % 5].to_owned()
}

fn unit(id: UnitId) -> String {
    ["lamp room", "hall", "x", "it"][id.uuid().as_u128() as usize % 4].to_owned()
}

/// An archive as the next session has it.
fn kept_and_read(desk: &Path, packing: Packing) -> Archive {
    let archive = packing.done().unwrap();
    archive.write(desk, PageFrame::default()).unwrap();
    let read = Archive::read(desk);
    // More than half may have been taken back.
    read.map_or(archive, |(_, archive)| archive)
}

fn find(archive: &Archive, words: &[String], hidden: &[TicketId], most: usize) -> Found {
    let wanted = Wanted {
        words,
        person: &person,
        unit: &unit,
    };
    archive.find(&wanted, hidden.iter().copied(), most)
}

/// What a look at every ticket finds, in the order of the queue's closed ones.
fn plain(all: &BTreeMap<TicketId, Ticket>, words: &[String]) -> Vec<TicketId> {
    let mut fits: Vec<&Ticket> = all.values().collect();
    fits.retain(|ticket| {
        let asset = ticket
            .asset
            .as_ref()
            .map_or("", |asset| asset.name.as_str());
        let names = [ticket.from, ticket.owner].map(|id| id.map_or_else(String::new, person));
        let text = fold(&format!(
            "{} {} {} {} {} {asset} {}",
            ticket.number,
            ticket.title,
            names[0],
            names[1],
            ticket.unit.map_or_else(String::new, unit),
            ticket.category
        ));
        words.iter().all(|word| text.contains(word))
    });
    fits.sort_by_key(|ticket| {
        let at = ticket
            .closed
            .or(ticket.resolved.map(|resolved| resolved.at));
        -at.map_or(0, Stamp::epoch_ms)
    });
    fits.into_iter().map(|ticket| ticket.id).collect()
}

proptest! {
    #[test]
    fn what_is_found_is_what_a_plain_look_finds(
        made in prop::collection::vec((0u128..40, prop::collection::vec(0usize..8, 0..5), 0u8..20, 0u8..5), 0..60),
        back in prop::collection::vec(0u128..40, 0..8),
        hidden in prop::collection::vec(0u128..40, 0..5),
        looked in prop::collection::vec(0usize..12, 0..3),
        kept in 0usize..60,
        most in 0usize..9,
    ) {
        let (mut packing, mut all) = (Packing::default(), BTreeMap::new());
        let home = tempfile::tempdir().unwrap();
        for (at, (n, words, day, who)) in made.into_iter().enumerate() {
            if at == kept {
                // Another session goes on with what this one wrote.
                packing = Packing::of(kept_and_read(home.path(), packing));
            }
            let ticket = ticket(n, &words, day, who);
            prop_assert_eq!(packing.take(ticket.id), all.remove(&ticket.id));
            prop_assert!(packing.put(&ticket).unwrap());
            all.insert(ticket.id, ticket);
        }
        for n in back {
            let id = TicketId(Uuid::from_u128(n));
            prop_assert_eq!(packing.take(id), all.remove(&id));
        }
        let archive = packing.done().unwrap();
        prop_assert_eq!(archive.len(), all.len());
        for (id, ticket) in &all {
            let unpacked = archive.ticket(*id);
            prop_assert_eq!(unpacked.as_deref(), Some(ticket));
            prop_assert_eq!(archive.numbered(ticket.number), Some(*id));
            prop_assert_eq!(archive.numbered(Number::list(ticket.number.n)), None);
        }
        prop_assert_eq!(archive.numbered(Number::ticket(99)), None);
        prop_assert!(!archive.has(TicketId(Uuid::from_u128(99))));
        let hidden: Vec<TicketId> = hidden.into_iter().map(|n| TicketId(Uuid::from_u128(n))).collect();
        let looked = looked.into_iter().map(|n| match WORDS.get(n) {
            Some(word) => fold(word),
            None => ["t-1", "room", "a", "nowhere"][n - WORDS.len()].to_owned(),
        });
        let looked: Vec<String> = looked.collect();
        let before = archive.decoded();
        let found = find(&archive, &looked, &hidden, most);
        prop_assert!(archive.decoded() - before <= most as u64);
        let mut expected = plain(&all, &looked);
        expected.retain(|id| !hidden.contains(id));
        let shown: Vec<TicketId> = found.tickets.iter().map(|ticket| ticket.id).collect();
        prop_assert_eq!(found.more + shown.len(), expected.len());
        expected.truncate(most);
        prop_assert_eq!(shown, expected);
    }
}

#[test]
fn only_what_is_closed_is_packed() {
    let mut packing = Packing::default();
    assert!(!packing.put(&rig::full_ticket()).unwrap());
    assert!(packing.done().unwrap().is_empty());
}
