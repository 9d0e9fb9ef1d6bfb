//! Closed tickets that are packed stand in the queue as those in memory do.

use std::sync::Arc;

use super::rig::{Rig, snapshot};
use crate::desk::Snapshot;
use crate::domain::command::{CloseTicket, PersonRef, ReopenTicket};
use crate::domain::testing::{World, clean};
use crate::domain::{Command, NumberKind, Records as _, Register, State, TicketId};
use crate::store::Packing;
use crate::tui::Msg;
use crate::tui::model::{Filter, Queue};

/// The same desk as it is known after a start: what is closed is packed, but for some.
fn packed(whole: &Snapshot, but: &[TicketId]) -> Snapshot {
    let (mut part, mut packing) = (Register::lean(), Packing::default());
    for person in whole.register.people() {
        part.put_known(person.as_ref().clone());
    }
    for unit in whole.units() {
        part.put_unit(unit.as_ref().clone());
    }
    for ticket in whole.register.tickets() {
        let is_closed = packing.put(ticket).unwrap();
        if !is_closed || but.contains(&ticket.id) {
            part.put_ticket(ticket.as_ref().clone());
        }
    }
    for kind in NumberKind::ALL {
        part.put_next(kind, whole.next_number(kind));
    }
    part.be_partial();
    Snapshot {
        register: part,
        archive: Some(Arc::new(packing.done().unwrap())),
        ..whole.clone()
    }
}

fn queue(filter: Filter, find: &str) -> Queue {
    let mut queue = Queue::default();
    (queue.filter, queue.find) = (filter, find.to_owned());
    queue
}

/// A desk with so many closed tickets that not all are listed.
fn world() -> (World, Vec<TicketId>) {
    let mut world = World::new();
    let ada = world.contact("Ada Núñez", &[]);
    let hall = world.unit("Reading hall", 4);
    let mut ids = Vec::new();
    for n in 0..560 {
        world.wait(i64::from(n % 3));
        let title = ["The scanner is dead", "Café lamp", "Nobody can log in"][n as usize % 3];
        let id = world.open_with(&format!("{title} {n}"), |open| {
            open.from = (n % 5 == 0).then_some(PersonRef::Id(ada));
            open.unit = (n % 7 == 0).then_some(hall);
        });
        if n % 20 > 0 {
            world.resolve(id, "works").unwrap();
            world.tell(id, "it works").unwrap();
        }
        if n % 10 > 1 {
            let mut close = CloseTicket::of(id);
            close.with_reason = Some(clean("told in passing"));
            world.run(Command::Close(close)).unwrap();
        }
        ids.push(id);
    }
    (world, ids)
}

#[test]
fn the_queue_is_that_of_a_desk_that_has_all_of_them_in_memory() {
    let (mut world, ids) = world();
    // One that is packed was opened again since, and one was closed again with another end.
    let reopened = ids[2];
    let whole = snapshot(&world);
    let mut known = packed(&whole, &[]);
    let text = clean("it is dead again");
    let reopen = ReopenTicket {
        ticket: reopened,
        text,
    };
    world.run(Command::Reopen(reopen)).unwrap();
    let whole = snapshot(&world);
    let now = world.now;
    known
        .register
        .put_ticket(whole.ticket(reopened).unwrap().as_ref().clone());
    let me = world.actor.person;
    let finds = [
        "",
        "scanner",
        "cafe",
        "nunez",
        "hall lamp",
        "t-55",
        "dead nunez",
        "nowhere",
        "e",
    ];
    for filter in Filter::ALL {
        for find in finds {
            let (mut all, mut part) = (queue(filter, find), queue(filter, find));
            all.sort(&whole, me, now);
            let archive = known.archive.as_ref().unwrap();
            let before = archive.decoded();
            part.sort(&known, me, now);
            assert!(archive.decoded() - before <= part.rows.len() as u64 + 1);
            let rows = |queue: &Queue| -> Vec<_> {
                let rows = queue.rows.iter();
                rows.map(|row| (row.ticket.clone(), row.standing.clone()))
                    .collect()
            };
            assert_eq!(rows(&all).len(), rows(&part).len(), "{filter:?} {find:?}");
            for (one, other) in rows(&all).iter().zip(rows(&part)) {
                assert_eq!(
                    (&one.0, format!("{:?}", one.1)),
                    (&other.0, format!("{:?}", other.1))
                );
            }
            assert_eq!(
                (all.more, all.resolved),
                (part.more, part.resolved),
                "{filter:?} {find:?}"
            );
            assert_eq!(all.selected, part.selected);
        }
    }
    let closed = known
        .register
        .tickets()
        .filter(|t| t.state == State::Closed);
    assert_eq!(closed.count(), 0);
    for id in ids {
        assert_eq!(known.ticket(id), whole.ticket(id));
        let number = whole.ticket(id).unwrap().number;
        assert_eq!(
            known.ticket_numbered(number).map(|ticket| ticket.id),
            Some(id)
        );
    }
}

#[test]
fn what_was_looked_for_before_all_were_known_is_found_when_they_are() {
    let (world, _) = world();
    let whole = snapshot(&world);
    let known = packed(&whole, &[]);
    let mut rig = Rig::new(world);
    let early = Snapshot {
        archive: None,
        ..known.clone()
    };
    rig.send(Msg::Desk(Arc::new(early)));
    rig.keys("/T-133");
    assert_eq!(rig.model.queue.rows.len(), 0);
    rig.send(Msg::Desk(Arc::new(known)));
    let found: Vec<u64> = rig
        .model
        .queue
        .rows
        .iter()
        .map(|row| row.ticket.number.n)
        .collect();
    assert_eq!(found, [134, 133], "one by its title");
    assert_eq!(
        rig.model.queue.selected,
        rig.model.queue.rows.first().map(|row| row.ticket.id)
    );
}
