//! Commands that wait together: one sync for all, and each with an outcome of its own.

use std::sync::Arc;

use rustix::io::Errno;
use uuid::Uuid;

use super::tests::{caller, clock, new_desk, titled};
use super::*;
use crate::domain::command::{LogAction, OpenTicket, StartList, WriteNarrative};
use crate::domain::{Command, ListId, Records as _, TicketId};
use crate::journal::failing::{FailingDisk, Plan};
use crate::text::Clean;

fn waiting<'a>(actor: &'a Actor, commands: &'a [Command]) -> Vec<Waiting<'a>> {
    commands
        .iter()
        .map(|command| Waiting { actor, command })
        .collect()
}

/// The desk with a disk that follows a plan.
fn on(desk: &Desk, failing: &Arc<FailingDisk>) {
    let mut inner = desk.inner();
    let journal = Journal::open_at(desk.dir(), inner.journal.position()).unwrap();
    inner.journal = journal.with_disk(Arc::clone(failing) as Arc<dyn crate::journal::Disk>);
    let seq = inner.journal.position().seq;
    inner.journal.told(seq);
}

fn calls(n: usize) -> Vec<Command> {
    (0..n).map(|n| titled(&format!("call {n}"))).collect()
}

#[test]
fn commands_that_wait_share_one_write_and_one_sync() {
    let home = tempfile::tempdir().unwrap();
    let desk = new_desk(&home.path().join("desk"));
    let actor = desk.actor().unwrap();
    let failing = Arc::new(FailingDisk::new(Plan::default()));
    on(&desk, &failing);
    let cost = |n: usize| {
        let (before, commands) = (failing.calls(), calls(n));
        let outcomes = desk.submit_all(&waiting(&actor, &commands));
        assert!(outcomes.len() == n && outcomes.iter().all(Result::is_ok));
        failing.calls() - before
    };
    let single = cost(1);
    assert!(single > 0);
    assert_eq!(cost(1), single);
    assert_eq!(cost(ROUND_COMMANDS), single);
    assert_eq!(cost(ROUND_COMMANDS + 1), 2 * single);
    let report = Desk::verify(desk.dir(), None, &mut |_, _| {}).unwrap();
    assert!(report.journal.ok);
}

#[test]
fn one_that_waits_is_decided_on_what_those_before_it_leave() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    let actor = desk.actor().unwrap();
    let ticket = TicketId(Uuid::now_v7());
    let log = |text: &str| {
        Command::Log(LogAction {
            ticket,
            text: Clean::from(text),
            minutes: None,
            happened: None,
        })
    };
    let commands = [
        log("before there is a ticket"),
        Command::Open(Box::new(OpenTicket::walk_up(ticket, Clean::from("a call")))),
        log("looked at it"),
        Command::StartList(StartList {
            id: ListId(Uuid::now_v7()),
            checklist: "total-pc-failure".to_owned(),
            ticket: Some(ticket),
        }),
        log("looked again"),
    ];
    let outcomes = desk.submit_all(&waiting(&actor, &commands));
    assert!(matches!(outcomes[0], Err(SubmitError::Refused(_))));
    let receipts: Vec<_> = outcomes.into_iter().skip(1).map(Result::unwrap).collect();
    for pair in receipts.windows(2) {
        assert_eq!(pair[1].first_seq, pair[0].seq + 1);
    }
    assert_eq!(
        receipts[0].number.map(|n| n.to_string()).as_deref(),
        Some("T-1")
    );
    assert_eq!(
        receipts[2].number.map(|n| n.to_string()).as_deref(),
        Some("L-1")
    );
    // Another reader folds the same.
    let other = Desk::open(&dir, caller(), clock()).unwrap();
    let [own, read] = [&desk, &other].map(|desk| desk.snapshot().register.ticket(ticket).unwrap());
    assert_eq!(own, read);
    assert_eq!(desk.snapshot().seq, receipts[3].seq);
}

#[test]
fn where_the_sync_fails_none_of_them_is_saved_and_a_refusal_stays_one() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    let actor = desk.actor().unwrap();
    let before = desk.snapshot().seq;
    let failing = Arc::new(FailingDisk::new(Plan {
        at_call: 2,
        calls: 1,
        errno: Errno::IO.raw_os_error(),
        ..Plan::default()
    }));
    on(&desk, &failing);
    let commands = [titled("one"), titled(" "), titled("two")];
    let outcomes = desk.submit_all(&waiting(&actor, &commands));
    let is_read_only = |outcome: &Result<_, _>| matches!(outcome, Err(SubmitError::ReadOnly(_)));
    assert!(
        is_read_only(&outcomes[0]) && is_read_only(&outcomes[2]),
        "{outcomes:?}"
    );
    assert!(matches!(outcomes[1], Err(SubmitError::Refused(_))));
    assert_eq!(desk.snapshot().seq, before);
    assert!(desk.snapshot().queued().is_empty() && desk.snapshot().read_only.is_some());
    let next = Desk::open(&dir, caller(), clock()).unwrap();
    assert!(next.snapshot().queued().is_empty());
    assert!(next.submit(&actor, &titled("three")).is_ok());
}

#[test]
fn a_command_on_what_is_not_in_memory_begins_a_round_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    let actor = desk.actor().unwrap();
    let ticket = TicketId(Uuid::now_v7());
    let open = Command::Open(Box::new(OpenTicket::walk_up(ticket, Clean::from("a call"))));
    let narrative = |text: &str| {
        Command::Narrative(WriteNarrative {
            ticket,
            text: Clean::from(text),
            saw: None,
        })
    };
    // A narrative needs the ticket's texts, which a desk has only once it read them.
    let commands = [open, narrative("one"), narrative("two"), titled("another")];
    let failing = Arc::new(FailingDisk::new(Plan::default()));
    on(&desk, &failing);
    let before = failing.calls();
    let outcomes = desk.submit_all(&waiting(&actor, &commands));
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let took = failing.calls() - before;
    let single = {
        let before = failing.calls();
        desk.submit(&actor, &titled("single")).unwrap();
        failing.calls() - before
    };
    assert_eq!(took, 2 * single);
    let seqs: Vec<_> = outcomes.into_iter().map(|o| o.unwrap().first_seq).collect();
    assert!(seqs.is_sorted());
}
