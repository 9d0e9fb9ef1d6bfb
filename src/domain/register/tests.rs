//! Given entries, then the records say what they say, and quickly.

use uuid::Uuid;

use super::*;
use crate::domain::command::MoveAction;
use crate::domain::testing::{World, clean};
use crate::domain::{Command, NumberKind};

#[test]
fn numbers_rise_by_one_and_are_looked_up() {
    let mut world = World::new();
    let first = world.open("Printer");
    let second = world.open("Scanner");
    assert_eq!(world.ticket(1).id, first);
    assert_eq!(world.ticket(2).id, second);
    assert!(world.records.is_taken(Number::ticket(2)));
    assert!(!world.records.is_taken(Number::ticket(3)));
    assert_eq!(world.records.next_number(NumberKind::Ticket), 3);
    assert_eq!(world.records.next_number(NumberKind::List), 1);
}

#[test]
fn a_copy_keeps_what_it_knew() {
    let mut world = World::new();
    let ticket = world.open("Printer");
    let before = world.records.clone();
    world.log(ticket, "changed the toner").unwrap();
    assert_eq!(before.ticket(ticket).unwrap().actions, 0);
    assert_eq!(world.records.ticket(ticket).unwrap().actions, 1);
}

#[test]
fn staff_go_before_contacts_of_the_same_name_and_those_who_left_come_last() {
    let mut world = World::new();
    let contact = world.contact("Kim Lee", &[]);
    let named = |world: &World| world.records.person_named("KIM  LEE").map(|p| p.id);
    assert_eq!(named(&world), Some(contact));
    let staff = world.staff("Kim Lee", 1001, &["it_staff"]);
    assert_eq!(named(&world), Some(staff));
    let left = crate::domain::event::PersonChanged {
        person: staff,
        name: None,
        staff: None,
        uid: None,
        unit: None,
        phone: None,
        email: None,
        left: Some(true),
        saw: Vec::new(),
    };
    world.apply_all([Event::from(left)]);
    assert_eq!(named(&world), Some(contact));
    assert!(world.records.person_of_uid(1001).is_none());
    let holders = world.records.holders("it_staff");
    assert!(holders.iter().all(|person| person.id != staff));
}

#[test]
fn an_entry_is_found_in_the_ticket_where_it_stands_now() {
    let mut world = World::new();
    let (from, to) = (world.open("Printer"), world.open("Scanner"));
    world.log(from, "cleaned the glass").unwrap();
    let entry = world.log.last().unwrap().0.seq;
    let view = world.records.entry(from, entry).unwrap();
    assert_eq!(
        (view.kind, view.text),
        ("ticket.action_logged", clean("cleaned the glass"))
    );
    assert!(world.records.entry(to, entry).is_none());
    world
        .run(Command::Move(MoveAction {
            ticket: from,
            to,
            entry,
            because: clean("wrong ticket"),
        }))
        .unwrap();
    assert!(world.records.entry(from, entry).is_none());
    assert!(world.records.entry(to, entry).is_some());
}

#[test]
fn the_same_entries_give_the_same_records() {
    let mut world = World::new();
    let ticket = world.open("Printer");
    world.log(ticket, "looked at it").unwrap();
    world.staff("Kim Lee", 1001, &["it_staff"]);
    let mut again = Register::default();
    for (head, event) in &world.log {
        again.apply(head, event);
    }
    assert_eq!(format!("{again:?}"), format!("{:?}", world.records));
}

#[test]
fn many_records_make_neither_an_entry_nor_a_copy_slow() {
    let mut world = World::new();
    let ticket = world.open("Printer");
    let (head, event) = world
        .log
        .iter()
        .find(|(_, e)| e.kind() == "ticket.opened")
        .unwrap();
    let Event::TicketOpened(opened) = event else {
        panic!("the entry of that kind");
    };
    let (mut head, mut opened) = (head.clone(), opened.clone());
    // A reader keeps a copy at each entry: a plain map would copy 10,000 pairs 10,000 times.
    let mut copy = world.records.clone();
    for n in 2..=10_000 {
        opened.ticket = TicketId(Uuid::from_u128(u128::from(n) << 40));
        opened.number = Number::ticket(n);
        head.seq += 1;
        world.records.apply(&head, &Event::from(opened.clone()));
        copy = world.records.clone();
    }
    assert_eq!(copy.tickets().count(), 10_000);
    assert_eq!(copy.ticket_numbered(Number::ticket(1)).unwrap().id, ticket);
}
