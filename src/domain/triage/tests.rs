//! The order against the vectors, and what must hold of any tickets at any moment.

mod order;
mod vectors;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::*;
use crate::domain::event::{AssetRef, Deadline, DeadlineThen};
use crate::domain::testing::{NOW, World, at, clean};
use crate::domain::ticket::{Incident, Waiting};
use crate::domain::{Channel, IncidentKind, Number, State, TicketId};

/// A ticket of which only the title and the time are known, opened an hour before `NOW`.
fn ticket(n: u64) -> Ticket {
    let opened = at("2026-05-14T12:00-04:00");
    Ticket {
        id: TicketId(Uuid::from_u128(u128::from(n))),
        number: Number::ticket(n),
        opened_seq: 1,
        title: clean("something"),
        opened,
        recorded: opened,
        opened_by: None,
        from: None,
        channel: Channel::Phone,
        unit: None,
        affected: Affected::Other,
        asset: None,
        blocked: Some(0),
        hampered: Some(0),
        pc_dead: false,
        public: false,
        harm: None,
        deadline: None,
        incident: None,
        state: State::Open,
        owner: None,
        waiting: None,
        category: "service-request".to_owned(),
        category_chosen: false,
        secondary: BTreeSet::new(),
        confidential: false,
        answered: BTreeMap::new(),
        narrative: None,
        actions: 0,
        last_action: None,
        told: Vec::new(),
        resolved: None,
        closed: None,
        reopened: None,
        imported: None,
        set_by: BTreeMap::new(),
        lists: Vec::new(),
        asks: Vec::new(),
        entries: 1,
        last_seq: n,
    }
}

/// A ticket with what the test sets.
fn with(n: u64, set: impl FnOnce(&mut Ticket)) -> Ticket {
    let mut ticket = ticket(n);
    set(&mut ticket);
    ticket
}

fn waiting(until: &str) -> Waiting {
    Waiting {
        what: clean("a part"),
        until: at(until),
    }
}

fn deadline(due: &str, legal: bool, work_min: u32, then: Option<u32>) -> Deadline {
    Deadline {
        name: clean("the date"),
        due: at(due),
        legal,
        work_min,
        then: then.map(|blocked| DeadlineThen {
            affected: Affected::Pc,
            blocked,
            hampered: 0,
        }),
    }
}

fn incident(kind: IncidentKind, aware: &str, due: Option<&str>) -> Incident {
    Incident {
        kind,
        aware: at(aware),
        due: due.map(at),
        work_min: 30,
        lead_told: None,
        report_sent: None,
    }
}

fn asset(name: &str) -> AssetRef {
    AssetRef {
        id: None,
        name: clean(name),
    }
}

/// The class of a ticket at the usual moment.
fn class(world: &World, ticket: &Ticket) -> Class {
    standing(&world.records, &world.site, ticket, world.now).class
}
