//! The store and the page on a disk of their own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;
use uuid::Uuid;

use super::{
    Applied, Batch, Line, ListRow, Page, PageFrame, RowCheck, Store, StoreFault, TicketRow,
};
use crate::domain::event::{AssetRef, Deadline, DeadlineThen};
use crate::domain::testing::{World, at, clean};
use crate::domain::ticket::{Imported, Incident, ResolvedFact, ToldFact, Waiting};
use crate::domain::{
    Affected, AssetId, IncidentKind, ListId, PersonId, State, Ticket, TicketId, ToldOutcome, UnitId,
};

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// A ticket of which every field says something.
pub(super) fn full_ticket() -> Ticket {
    let mut world = World::new();
    let id = world.open("The scanner is dead");
    let mut ticket = Ticket::clone(&world.ticket(1));
    assert_eq!(ticket.id, id);
    ticket.from = Some(PersonId(uuid(11)));
    ticket.unit = Some(UnitId(uuid(12)));
    ticket.asset = Some(AssetRef {
        id: Some(AssetId(uuid(13))),
        name: clean("SCAN-2"),
    });
    ticket.blocked = Some(38);
    ticket.hampered = Some(0);
    ticket.pc_dead = true;
    ticket.public = true;
    ticket.harm = Some(clean("smoke"));
    ticket.deadline = Some(Deadline {
        name: clean("books"),
        due: at("2026-05-15T08:00-04:00"),
        legal: true,
        work_min: 90,
        then: Some(DeadlineThen {
            affected: Affected::Public,
            blocked: 3,
            hampered: 4,
        }),
    });
    ticket.incident = Some(Incident {
        kind: IncidentKind::Breach,
        aware: at("2026-05-14T09:00+00:00"),
        due: Some(at("2026-05-17T09:00+00:00")),
        work_min: 30,
        lead_told: Some(at("2026-05-14T10:00+05:30")),
        report_sent: None,
    });
    ticket.state = State::Waiting;
    ticket.waiting = Some(Waiting {
        what: clean("a lamp"),
        until: at("2026-05-20T08:00-04:00"),
    });
    ticket.secondary.insert("server-change".to_owned());
    ticket.confidential = true;
    ticket.answered.insert("cause".to_owned(), uuid(14));
    ticket.narrative = Some(uuid(15));
    ticket.last_action = Some(at("2026-05-14T12:00-04:00"));
    ticket.told.push(ToldFact {
        seq: 9,
        at: at("2026-05-14T12:05-04:00"),
        who: None,
        requester: true,
        outcome: ToldOutcome::NoAnswer,
    });
    ticket.resolved = Some(ResolvedFact {
        seq: 10,
        at: at("2026-05-14T12:30-04:00"),
    });
    ticket.closed = Some(at("2026-05-14T12:40-04:00"));
    ticket.imported = Some(Imported {
        no: Some(812),
        without: vec!["cause".to_owned()],
    });
    for (n, fact) in ["owner", "waiting", "category", "impact"]
        .into_iter()
        .enumerate()
    {
        ticket.set_by.insert(fact, uuid(20 + n as u128));
    }
    ticket.lists = vec![ListId(uuid(30))];
    ticket
}

pub(super) fn line(seq: u64, on: &[Uuid]) -> Line {
    let bytes = format!("{{\"v\":0,\"seq\":{seq}}}").into_bytes();
    Line {
        seq,
        on: on.to_vec(),
        bytes,
    }
}

fn batch(rows: Vec<TicketRow>, entries: Vec<Line>) -> Batch {
    let seq = entries.last().map_or(0, |line| line.seq);
    Batch {
        rows,
        applied: applied(seq),
        entries,
    }
}

pub(super) fn applied(seq: u64) -> Applied {
    Applied {
        replica: "00ff".to_owned(),
        seq,
        head: format!("hash of {seq}"),
        ..Applied::default()
    }
}

fn row(ticket: TicketId, entries: u32, last_seq: u64) -> TicketRow {
    let facts = Ticket {
        id: ticket,
        entries,
        last_seq,
        ..full_ticket()
    };
    TicketRow::from(&facts)
}

mod closed;
mod envelopes;
mod fuzz;
mod pages;
mod stores;
