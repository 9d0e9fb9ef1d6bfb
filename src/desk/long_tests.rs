//! Long commands: what is folded as it is made is what a reader finds, and a fault leaves nothing.

use std::sync::Arc;

use rustix::io::Errno;
use uuid::Uuid;

use super::tests::{caller, clock, new_desk, titled};
use super::*;
use crate::domain::command::{Import, ImportAction, ImportBreach, ImportRow, ImportUpdate};
use crate::domain::event::{Deadline, DeadlineThen};
use crate::domain::{Affected, Channel, Command, Event, ListId, State, Ticket, TicketId, UnitId};
use crate::journal::failing::{FailingDisk, Plan};
use crate::journal::{By, Disk, Ids, Ready, Salts, Stamping};
use crate::text::Clean;
use crate::time::Stamp;

/// Texts that are not plain: quotes, line ends, accents, marks, and what looks like a line's keys.
const TEXTS: [&str; 8] = [
    "Told: seen.",
    "a \"quoted\\\" word\nand a second line",
    "Mu\u{F1}oz \u{1F469}\u{200D}\u{1F4BB} e\u{301}",
    "\",\"data\":{\"salt\":\"",
    "\u{1B}[31mred\u{7}\r\n\ttab",
    "\u{202E}turned\u{202C}\u{2028}",
    "{\"redacted\":1}",
    "",
];

const STATES: [State; 5] = [
    State::New,
    State::Open,
    State::Waiting,
    State::Resolved,
    State::Closed,
];

fn update(at: Stamp, text: Clean) -> ImportUpdate {
    ImportUpdate { at, text }
}

/// A row with something in each field for some `n`.
fn row(n: usize) -> ImportRow {
    let text = |k: usize| Clean::from(TEXTS[(n + k) % TEXTS.len()]);
    let at = |k: i64| clock().now().plus_minutes(k - n as i64 * 61);
    let some = |k: usize| (n + k).is_multiple_of(3);
    let action = |k| ImportAction {
        at: at(k),
        by: Some(Clean::from(format!("Person {}", n % 7))),
        text: text(k as usize),
    };
    let deadline = Deadline {
        name: text(1),
        due: at(9000),
        legal: n.is_multiple_of(2),
        work_min: 30,
        then: some(1).then_some(DeadlineThen {
            affected: Affected::Other,
            blocked: 3,
            hampered: 4,
        }),
    };
    let breach = ImportBreach {
        aware: at(1),
        due: some(0).then(|| at(400)),
        report_sent: some(2).then(|| at(70)),
        told: vec![Clean::from("The head of it"), Clean::from(at(60).rfc3339())],
        work_min: 20,
        hr_answer: Some(text(2)),
    };
    ImportRow {
        id: TicketId(Uuid::now_v7()),
        line: n as u64 + 1,
        row: format!("{n:064x}"),
        no: some(0).then_some(n as u64),
        opened: at(0),
        channel: Channel::Phone,
        originator: some(1).then(|| Clean::from(format!("Ann {n}"))),
        unit: some(2).then(|| Clean::from(format!("Unit {}", n % 5))),
        title: Clean::from(format!("title {n} {}", text(0))),
        seen: Some(text(4)),
        affected: Affected::Other,
        asset: some(0).then(|| text(0)),
        blocked: some(1).then_some(2),
        hampered: some(2).then_some(0),
        pc_dead: some(0),
        public: some(1),
        harm: some(2).then(|| text(5)),
        category: some(1).then(|| "repair".to_owned()),
        fields: vec![("what".to_owned(), text(6)), ("odd \"".to_owned(), text(1))],
        confidential: some(0),
        assigned: some(1).then(|| Clean::from("Person 1")),
        actions: (1..4).map(action).collect(),
        result: some(0).then(|| text(7)),
        updates: vec![update(at(2), text(3))],
        checklist: some(2).then(|| ("a list".to_owned(), ListId(Uuid::now_v7()))),
        resolved: some(1).then(|| at(80)),
        closed: some(2).then(|| at(90)),
        state: STATES[n % STATES.len()],
        waiting_for: some(0).then(|| text(2)),
        waiting_until: some(1).then(|| at(100_000)),
        deadline: some(0).then_some(deadline),
        breach: some(1).then_some(breach),
        remarks: vec![text(1)],
        notes: vec![text(2)],
        spare_people: (0..8).map(|_| PersonId(Uuid::now_v7())).collect(),
        spare_unit: UnitId(Uuid::now_v7()),
    }
}

pub(super) fn import(rows: std::ops::Range<usize>) -> Command {
    Command::Import(Box::new(Import {
        file: Clean::from("old \"system\".jsonl"),
        rows: rows.map(row).collect(),
    }))
}

/// All tickets that a desk knows, with what else an import makes.
fn known(desk: &Desk) -> (Vec<Ticket>, Vec<String>) {
    desk.load_all().unwrap();
    let known = desk.snapshot();
    let tickets = known.register.tickets();
    let people = known.register.people().map(|person| format!("{person:?}"));
    let units = known.register.units();
    let units = units.iter().map(|unit| format!("{unit:?}"));
    (
        tickets.map(|ticket| Ticket::clone(ticket)).collect(),
        people.chain(units).collect(),
    )
}

#[test]
fn what_was_folded_as_it_was_made_is_what_a_reader_finds() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    let actor = desk.actor().unwrap();
    let first = desk.submit(&actor, &import(0..900)).unwrap();
    let entries = first.seq - first.first_seq + 1;
    assert!(entries > 5000, "{entries}");
    // A command behind it goes on from the last line, another import from all of it.
    let next = desk.submit(&actor, &titled("behind it")).unwrap();
    assert_eq!(next.first_seq, first.seq + 1);
    desk.know_rows();
    let again = desk.submit(&actor, &import(0..1300)).unwrap();
    let more = again.seq - again.first_seq + 1;
    assert!(more > 2000 && more < entries, "{more}");
    let reader = Desk::open(&dir, caller(), clock()).unwrap();
    let (own, read) = (known(&desk), known(&reader));
    assert_eq!(own.0.len(), 1301);
    assert_eq!(own, read);
    assert_eq!(desk.snapshot().seq, reader.snapshot().seq);
    let last = |desk: &Desk| {
        let inner = desk.inner();
        let last = inner.core.last.clone().unwrap();
        (
            last.seq,
            last.hash,
            last.hash16,
            last.place,
            last.at,
            last.boot,
        )
    };
    assert_eq!(last(&desk), last(&reader));
    let report = Desk::verify(&dir, None, &mut |_, _| {}).unwrap();
    assert!(report.journal.ok, "{:?}", report.journal.faults);
}

#[test]
fn every_kind_is_read_as_it_was_made() {
    let told = include_str!("../../tests/golden/events.jsonl");
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    let (mut ids, mut salts, mut ready) = (Ids::new(), Salts::new(), Ready::default());
    let mut made = Vec::new();
    for line in told.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let kind = line["kind"].as_str().unwrap();
        let event = Event::decode(kind, &line["data"]).unwrap().unwrap();
        let id = ids.give().unwrap();
        codec::add(&event, id, &mut ready, &mut salts).unwrap();
        made.push((id, event));
    }
    let mut inner = desk.inner();
    let before = inner.journal.position();
    let stamping: Stamping = inner.core.stamping(
        clock().now(),
        clock().boot(),
        By {
            person: None,
            uid: 0,
            host: "desk \"1\"".to_owned(),
            how: "uid".to_owned(),
        },
    );
    let holder = desk.holder(clock().now());
    let mut locked = inner.journal.lock(LOCK_WAIT, &holder).unwrap();
    let written = locked.append_pieces(made.len() as u32, [Ok(ready)], &stamping);
    let written = written.unwrap();
    drop(locked);
    let mut reader = Journal::open_at(&dir, before).unwrap();
    let groups = reader.read_new(ReadLimit::Acked).unwrap();
    assert_eq!((groups.len(), reader.position()), (1, written.end));
    let entries = &groups[0].entries;
    assert_eq!(entries.len(), made.len());
    assert_eq!(entries.last().unwrap().place, written.last);
    for (entry, (id, event)) in entries.iter().zip(&made) {
        let mut data: serde_json::Value = serde_json::from_str(entry.data()).unwrap();
        let salt = data.as_object_mut().unwrap().remove("salt");
        assert_eq!(salt.is_some(), event.is_salted(), "{}", entry.kind);
        assert_eq!(data, data_of(event), "{}", entry.kind);
        assert_eq!((entry.id, &entry.on), (*id, &event.on()));
        assert_eq!(codec::decode(entry).unwrap().as_ref(), Some(event));
    }
}

#[test]
fn whatever_fails_of_a_long_command_leaves_the_records_and_the_file_as_before() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    let actor = desk.actor().unwrap();
    desk.submit(&actor, &titled("before")).unwrap();
    drop(desk);
    let file = dir.join("journal/000001.jsonl");
    let bytes = std::fs::read(&file).unwrap();
    let io = Errno::IO.raw_os_error();
    let at = |at_call| Plan {
        at_call,
        calls: 1,
        errno: io,
        is_half_written: true,
        ..Plan::default()
    };
    let full = Plan {
        room_bytes: Some(1_500_000),
        ..Plan::default()
    };
    for plan in [full, at(1), at(2), at(3), at(4)] {
        let desk = Desk::open(&dir, caller(), clock()).unwrap();
        let seq = desk.snapshot().seq;
        let failing = Arc::new(FailingDisk::new(plan));
        {
            let mut inner = desk.inner();
            let journal = Journal::open_at(&dir, inner.journal.position()).unwrap();
            inner.journal = journal.with_disk(Arc::clone(&failing) as Arc<dyn Disk>);
            inner.journal.told(seq);
        }
        let is_full = plan.room_bytes.is_some();
        if is_full {
            // It would have room for so short an import.
            std::fs::remove_file(dir.join("reserve")).unwrap();
        }
        let failed = desk.submit(&actor, &import(0..700)).unwrap_err();
        assert_eq!(
            matches!(failed, SubmitError::NotSaved(_)),
            is_full,
            "{plan:?}: {failed}"
        );
        assert_eq!(desk.snapshot().seq, seq);
        assert_eq!(desk.snapshot().register.tickets().count(), 1);
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "{plan:?}");
        if is_full {
            failing.plan(Plan::default());
            continue;
        }
        assert!(desk.snapshot().read_only.is_some());
        drop(desk);
        std::fs::remove_file(dir.join("fault")).unwrap();
    }
    let desk = Desk::open(&dir, caller(), clock()).unwrap();
    assert!(desk.submit(&actor, &import(0..700)).is_ok());
}
