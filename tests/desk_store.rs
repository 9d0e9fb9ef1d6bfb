//! The store behind a desk: filled, followed, damaged, lost, in use, and the journal's second copy.

mod desk_rig;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use desk_rig::{Work, at, caller, new_desk, open, walk_up};
use nightdesk::desk::{Desk, NotRebuilt, OpenWith, StoreCheck, StoreState};
use nightdesk::domain::command::LogAction;
use nightdesk::domain::{Command, Records};
use nightdesk::text::Clean;
use nightdesk::time::FixedClock;

fn clock() -> Arc<FixedClock> {
    at("2026-11-22T02:15:00-05:00")
}

fn open_store(dir: &Path) -> Desk {
    Desk::open_with(dir, caller(), clock(), OpenWith::Store).expect("the desk opens")
}

/// Waits for the store's thread, which no test can hurry.
fn wait_for(desk: &Desk, what: impl Fn(&StoreState) -> bool) -> StoreState {
    for _ in 0..1000 {
        let state = desk.store_state();
        if what(&state) {
            return state;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the store stayed {:?}", desk.store_state());
}

fn is_ready(state: &StoreState) -> bool {
    *state == StoreState::Ready
}

fn worked_desk(dir: &Path, seed: u64) {
    new_desk(dir);
    let desk = open(dir);
    let actor = desk.actor().expect("it can be done");
    let mut work = Work::new(seed);
    for _ in 0..60 {
        let command = work.command(&desk.snapshot());
        let _ = desk.submit(&actor, &command);
    }
}

fn verified(dir: &Path) -> StoreCheck {
    let found = Desk::verify(dir, None, &mut |_, _| {}).expect("it can be done");
    assert!(found.journal.ok, "{:?}", found.journal.faults);
    found.store
}

#[test]
fn the_store_takes_over_the_journal_and_follows_it() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    worked_desk(&dir, 3);
    assert_eq!(verified(&dir), StoreCheck::None);
    let desk = open_store(&dir);
    wait_for(&desk, is_ready);
    let actor = desk.actor().unwrap();
    desk.submit(&actor, &walk_up("Scanner")).unwrap();
    // Another process writes, and this one is told of it.
    open(&dir).submit(&actor, &walk_up("Printer")).unwrap();
    assert!(desk.refresh());
    let seq = desk.snapshot().seq;
    let whole = open(&dir);
    for ticket in whole.snapshot().register.tickets() {
        let story = desk.snapshot().story(ticket.id).unwrap();
        let expected = whole.snapshot().story(ticket.id).unwrap();
        assert_eq!(story.timeline, expected.timeline);
    }
    desk.close();
    assert_eq!(
        verified(&dir),
        StoreCheck::Good {
            entries: seq,
            behind: 0
        }
    );
    whole.submit(&actor, &walk_up("Mouse")).unwrap();
    assert!(matches!(verified(&dir), StoreCheck::Good { behind: 1, .. }));
    let again = open_store(&dir);
    wait_for(&again, is_ready);
    again.close();
    assert!(matches!(verified(&dir), StoreCheck::Good { behind: 0, .. }));
    assert!(again.news().is_empty());
}

#[test]
fn two_desks_at_once_one_of_them_without_the_store() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    worked_desk(&dir, 4);
    let one = open_store(&dir);
    wait_for(&one, is_ready);
    let two = open_store(&dir);
    wait_for(&two, |state| *state == StoreState::InUse);
    let found = Desk::verify(&dir, None, &mut |_, _| {}).unwrap();
    let pid = std::process::id();
    assert_eq!(
        found.store,
        StoreCheck::NotChecked(format!("in use by {pid}"))
    );
    let actor = one.actor().unwrap();
    two.submit(&actor, &walk_up("Scanner")).unwrap();
    one.refresh();
    assert_eq!(one.snapshot().seq, two.snapshot().seq);
    assert!(matches!(
        Desk::rebuild(&dir, &caller(), clock().as_ref(), &mut |_, _| {}),
        Err(NotRebuilt::Busy(_))
    ));
    two.close();
    one.close();
    assert!(matches!(verified(&dir), StoreCheck::Good { behind: 0, .. }));
}

#[test]
fn a_store_that_is_lost_or_flipped_is_made_again_and_nothing_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    worked_desk(&dir, 5);
    let first = open_store(&dir);
    wait_for(&first, is_ready);
    first.close();
    let known = open(&dir).snapshot();
    let db = fs::read(dir.join("store/db")).unwrap();
    for part in 0..6 {
        if part == 0 {
            fs::remove_dir_all(dir.join("store")).unwrap();
        } else {
            let mut flipped = db.clone();
            let byte = flipped.len() * part / 6;
            flipped[byte] ^= 0x10;
            fs::write(dir.join("store/db"), flipped).unwrap();
        }
        let desk = open_store(&dir);
        wait_for(&desk, |s| is_ready(s) || matches!(s, StoreState::Failed(_)));
        let now = desk.snapshot();
        assert_eq!((now.seq, &now.read_only), (known.seq, &None));
        for ticket in known.register.tickets() {
            let story = now.story(ticket.id).unwrap();
            assert_eq!(
                story.timeline,
                known.story(ticket.id).unwrap().timeline,
                "part {part}"
            );
        }
        desk.close();
        Desk::rebuild(&dir, &caller(), clock().as_ref(), &mut |_, _| {}).unwrap();
        assert!(
            matches!(verified(&dir), StoreCheck::Good { behind: 0, .. }),
            "part {part}"
        );
    }
}

#[test]
fn lines_that_the_journal_has_lost_come_back_out_of_the_store() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    worked_desk(&dir, 6);
    let journal = dir.join("journal/000001.jsonl");
    let before = fs::read(&journal).unwrap();
    let desk = open_store(&dir);
    let actor = desk.actor().unwrap();
    let ticket = desk.snapshot().register.tickets().next().unwrap().id;
    for n in 0..3 {
        desk.submit(&actor, &walk_up(&format!("Ticket {n}")))
            .unwrap();
    }
    let log = |text: &str| {
        Command::Log(LogAction {
            ticket,
            text: Clean::from(text),
            minutes: None,
            happened: None,
        })
    };
    let _ = desk.submit(&actor, &log("said"));
    wait_for(&desk, is_ready);
    desk.close();
    let after = fs::read(&journal).unwrap();
    let seq = desk.snapshot().seq;
    drop(desk);
    // The end is gone, and with it every mark but the store's.
    fs::write(&journal, &before).unwrap();
    fs::remove_file(dir.join("acked")).unwrap();
    fs::remove_file(dir.join("page")).unwrap();
    let desk = open_store(&dir);
    wait_for(&desk, |s| matches!(s, StoreState::Ahead(_)));
    desk.refresh();
    assert!(desk.snapshot().read_only.is_some());
    assert!(desk.submit(&actor, &walk_up("No")).is_err());
    desk.close();
    drop(desk);
    let done = Desk::rebuild(&dir, &caller(), clock().as_ref(), &mut |_, _| {}).unwrap();
    assert!(done.given_back >= 3, "{done:?}");
    assert_eq!(done.entries, seq);
    assert_eq!(fs::read(&journal).unwrap(), after);
    assert_eq!(
        fs::read(done.aside[0].join("000001.jsonl")).unwrap(),
        before
    );
    let desk = open(&dir);
    assert_eq!(
        (desk.snapshot().seq, desk.snapshot().read_only.clone()),
        (seq, None)
    );
    // One letter of a line in the middle.
    let mut flipped = after.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x01;
    fs::write(&journal, &flipped).unwrap();
    let done = Desk::rebuild(&dir, &caller(), clock().as_ref(), &mut |_, _| {}).unwrap();
    assert_eq!(done.given_back, 1);
    assert_eq!(fs::read(&journal).unwrap(), after);
    assert!(matches!(verified(&dir), StoreCheck::Good { behind: 0, .. }));
}

#[test]
fn a_damage_that_the_store_cannot_mend_is_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    worked_desk(&dir, 7);
    let journal = dir.join("journal/000001.jsonl");
    let mut flipped = fs::read(&journal).unwrap();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x01;
    fs::write(&journal, &flipped).unwrap();
    let failed = Desk::rebuild(&dir, &caller(), clock().as_ref(), &mut |_, _| {});
    assert!(matches!(failed, Err(NotRebuilt::Beyond(_))), "{failed:?}");
    assert_eq!(fs::read(&journal).unwrap(), flipped);
}

#[test]
fn a_setting_is_kept_where_the_store_is_at_hand() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open_store(&dir);
    wait_for(&desk, is_ready);
    let me = desk.actor().unwrap().person;
    assert_eq!(desk.setting(me, "pane"), None);
    assert!(desk.set_setting(me, "pane", "timeline"));
    desk.close();
    assert!(!desk.set_setting(me, "pane", "checklist"));
    let again = open_store(&dir);
    wait_for(&again, is_ready);
    assert_eq!(again.setting(me, "pane").as_deref(), Some("timeline"));
    assert!(again.snapshot().person(me).is_some());
}

#[test]
fn lines_that_only_a_changed_store_has_come_back_before_it_is_set_aside() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    worked_desk(&dir, 8);
    let journal = dir.join("journal/000001.jsonl");
    let before = fs::read(&journal).unwrap();
    let desk = open_store(&dir);
    let actor = desk.actor().unwrap();
    desk.submit(&actor, &walk_up("Only in the store")).unwrap();
    wait_for(&desk, is_ready);
    desk.close();
    let after = fs::read(&journal).unwrap();
    drop(desk);
    fs::write(&journal, &before).unwrap();
    for name in ["acked", "page"] {
        fs::remove_file(dir.join(name)).unwrap();
    }
    // Something was added to its file: nothing in it is trusted, and nobody throws it away.
    let db = dir.join("store/db");
    let mut changed = fs::read(&db).unwrap();
    changed.push(0);
    fs::write(&db, &changed).unwrap();
    for _ in 0..2 {
        let desk = open_store(&dir);
        wait_for(&desk, |state| matches!(state, StoreState::Ahead(_)));
        desk.refresh();
        assert!(desk.submit(&actor, &walk_up("No")).is_err());
        desk.close();
        assert_eq!(fs::read(&db).unwrap(), changed);
    }
    let done = Desk::rebuild(&dir, &caller(), clock().as_ref(), &mut |_, _| {}).unwrap();
    assert!(done.given_back > 0, "{done:?}");
    assert_eq!(fs::read(&journal).unwrap(), after);
    let kept = done.aside.iter().find(|path| path.join("db").exists());
    assert_eq!(fs::read(kept.unwrap().join("db")).unwrap(), changed);
    assert!(matches!(verified(&dir), StoreCheck::Good { behind: 0, .. }));
}
