//! What stands or falls with the records: half groups, faults of our own, files replaced between
//! reading and lock, and a desk that must not be used where it lies.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::core::Core;
use super::*;
use crate::domain::command::{Import, OpenTicket};
use crate::domain::{Command, TicketId};
use crate::policy::shipped;
use crate::text::Clean;
use crate::time::FixedClock;

pub(super) fn caller() -> Caller {
    Caller::of_tests()
}

pub(super) fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2026-11-22T02:14:07-05:00".parse().unwrap()))
}

pub(super) fn new_desk(dir: &Path) -> Desk {
    let new = NewDesk::of("library-template");
    make(dir, &new, shipped(), &caller(), clock().as_ref()).unwrap();
    Desk::open(dir, caller(), clock()).unwrap()
}

pub(super) fn titled(title: &str) -> Command {
    Command::Open(Box::new(OpenTicket::walk_up(
        TicketId(uuid::Uuid::now_v7()),
        Clean::from(title),
    )))
}

fn submit(desk: &Desk, title: &str) -> Result<Receipt, SubmitError> {
    desk.submit(&desk.actor().unwrap(), &titled(title))
}

/// Lists that an opening has read.
fn lists_read(desk: &Desk) -> usize {
    let known = desk.snapshot();
    let lists = &known.site.policy.templates;
    assert!(lists.len() >= 25);
    lists.values().filter(|list| list.is_read()).count()
}

#[test]
fn an_opening_reads_no_shipped_list() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    assert_eq!(lists_read(&desk), 0);
    submit(&desk, "The printer is out of toner").unwrap();
    desk.close();
    drop(desk);
    assert!(dir.join("page").exists());
    let desk = Desk::open(&dir, caller(), clock()).unwrap();
    assert_eq!(lists_read(&desk), 0);
    let known = desk.snapshot();
    let list = known.site.policy.template("phone-failure").unwrap();
    assert_eq!(
        Some(list),
        shipped()
            .templates()
            .get("phone-failure")
            .map(|list| &**list)
    );
    assert_eq!(lists_read(&desk), 1);
}

#[test]
fn nothing_is_shown_of_a_group_with_a_kind_that_is_not_known() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    drop(new_desk(&dir));
    let mut groups = Vec::new();
    let mut journal = Journal::open(&dir).unwrap();
    journal
        .for_each_group(ReadLimit::Whole, |group| groups.push(group))
        .unwrap();
    let group = groups.first_mut().unwrap();
    assert!(group.entries.len() > 2);
    group.entries.last_mut().unwrap().kind = "ticket.sung".to_owned();
    let mut core = Core::new();
    let why = core.apply(group).unwrap_err();
    assert_eq!(why.matches("entry").count(), 1, "{why}");
    assert!(core.made.is_none() && core.places.is_empty() && core.last.is_none());
}

#[test]
fn after_a_fault_with_the_records_half_folded_nothing_is_decided_on_them() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    submit(&desk, "before").unwrap();
    let known = desk.snapshot().seq;
    let fell = std::thread::scope(|scope| {
        let half = scope.spawn(|| {
            let mut inner = desk.inner();
            inner.core = Core::new();
            panic!("a fault on purpose");
        });
        half.join().is_err()
    });
    assert!(fell);
    assert!(desk.refresh());
    let snapshot = desk.snapshot();
    assert!(snapshot.seq == known && snapshot.read_only.is_some());
    assert!(matches!(
        submit(&desk, "after"),
        Err(SubmitError::ReadOnly(_))
    ));
    desk.close();
    let other = Desk::open(&dir, caller(), clock()).unwrap();
    assert_eq!(submit(&other, "elsewhere").unwrap().first_seq, known + 1);
}

/// Puts the journal's file in place again, as a redaction does.
fn replace(dir: &Path) {
    let (path, beside) = (dir.join("journal/000001.jsonl"), dir.join("beside"));
    fs::copy(&path, &beside).unwrap();
    fs::rename(&beside, &path).unwrap();
}

#[test]
fn files_replaced_before_the_lock_are_read_anew_and_folded_once() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let desk = new_desk(&dir);
    submit(&desk, "one").unwrap();
    replace(&dir);
    desk.close();
    assert!(desk.snapshot().read_only.is_none());
    submit(&desk, "two").unwrap();
    replace(&dir);
    let mut inner = desk.inner();
    let moment = desk.moment();
    let (actor, command) = (desk.actor().unwrap(), titled("three"));
    let three = Waiting {
        actor: &actor,
        command: &command,
    };
    // As if it were replaced between the reading and the lock.
    let missed = inner.submit_once(&[three], &moment);
    assert!(matches!(missed, Err(super::submit::Missed::Replaced)));
    inner.forget();
    drop(inner);
    submit(&desk, "three").unwrap();
    let entries = |desk: &Desk| {
        desk.snapshot()
            .register
            .tickets()
            .map(|t| t.entries)
            .sum::<u32>()
    };
    assert_eq!(desk.snapshot().queued().len(), 3);
    let fresh = Desk::open(&dir, caller(), clock()).unwrap();
    assert_eq!(entries(&desk), entries(&fresh));
}

#[test]
fn a_desk_that_must_not_be_used_is_not_touched() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    drop(new_desk(&dir));
    fs::remove_file(dir.join("lock")).unwrap();
    let unfit = |_: &Snapshot| Err("not here".to_owned());
    let opened = Desk::open_where(
        &dir,
        caller(),
        clock(),
        OpenWith::Store,
        &unfit,
        &mut |_, _| {},
    );
    assert!(matches!(opened.err(), Some(OpenFault::Place(why)) if why == "not here"));
    assert!(!dir.join("lock").exists() && !dir.join("store").exists());
}

#[test]
fn a_torn_tail_is_told_of_with_a_fault_too_and_the_entry_says_where_it_was_cleared() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    drop(new_desk(&dir));
    let path = dir.join("journal/000001.jsonl");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("{\"v\":0,\"half");
    fs::write(&path, text).unwrap();
    fs::write(dir.join("fault"), "a write failed").unwrap();
    let desk = Desk::open(&dir, caller(), clock()).unwrap();
    let news = desk.news().join("\n");
    assert!(
        news.contains("torn file") && news.contains("is good again"),
        "{news}"
    );
    let text = fs::read_to_string(&path).unwrap();
    let last = text.lines().last().unwrap();
    assert!(
        last.contains("fault.cleared") && last.contains("\"host\":\"desk1\""),
        "{last}"
    );
}

#[test]
fn an_entry_that_clears_a_fault_hides_no_jump_of_the_clock() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    drop(new_desk(&dir));
    fs::write(dir.join("fault"), "a write failed").unwrap();
    let back = Arc::new(FixedClock(clock().now().plus_minutes(-120)));
    let desk = Desk::open(&dir, caller(), back).unwrap();
    let text = fs::read_to_string(dir.join("journal/000001.jsonl")).unwrap();
    let mut last = text.lines().rev();
    assert!(last.next().unwrap().contains("\"fault.cleared\""));
    assert!(last.next().unwrap().contains("\"clock.jumped\""));
    let news = desk.news().join("\n");
    assert!(news.contains("clock is 2 h behind"), "{news}");
}

#[test]
fn what_was_decided_before_the_lock_holds_only_where_nobody_wrote_since() {
    let home = tempfile::tempdir().unwrap();
    let desk = new_desk(&home.path().join("desk"));
    let actor = desk.actor().unwrap();
    let import = Command::Import(Box::new(Import {
        file: Clean::from("old.csv"),
        rows: Vec::new(),
    }));
    let waiting = |command| Waiting {
        actor: &actor,
        command,
    };
    let early_of = |next: &_| round::Early::of(&desk.inner().core, next, desk.now()).is_some();
    let early = || round::Early::of(&desk.inner().core, &waiting(&import), desk.now());
    let unchanged = early().unwrap();
    assert!(unchanged.still_holds(&desk.inner().core).is_some());
    let before = early().unwrap();
    submit(&desk, "another").unwrap();
    assert!(before.still_holds(&desk.inner().core).is_none());
    assert!(
        !early_of(&waiting(&titled("short"))),
        "a short command is decided once"
    );
}
