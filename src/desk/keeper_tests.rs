//! The store's thread falls over, and the desk does not notice but by a word.

use super::*;
use crate::desk::{Caller, Desk, NewDesk, OpenWith, make};
use crate::domain::command::OpenTicket;
use crate::domain::{Command, Records as _, TicketId};
use crate::policy::shipped;
use crate::text::Clean;
use crate::time::{Boot, FixedClock};
use std::sync::atomic::AtomicUsize;
use uuid::Uuid;

/// A clock that falls over where the store's thread asks it.
struct FallsInStore(FixedClock);

impl Clock for FallsInStore {
    fn now(&self) -> Stamp {
        assert_ne!(
            std::thread::current().name(),
            Some("store"),
            "a fault on purpose"
        );
        self.0.now()
    }

    fn boot(&self) -> Boot {
        self.0.boot()
    }
}

fn clock() -> Arc<FallsInStore> {
    let now = "2026-11-22T02:15:00-05:00".parse().unwrap();
    Arc::new(FallsInStore(FixedClock(now)))
}

/// Waits for the thread, which ends by itself.
fn wait_for_end(keeper: &Keeper) {
    let thread = keeper.thread.as_ref().unwrap();
    for _ in 0..1_000_000 {
        if thread.is_finished() {
            return;
        }
        std::thread::yield_now();
    }
    panic!("the thread goes on");
}

#[test]
fn a_thread_that_fell_over_has_ended_and_rings_once() {
    let desk = tempfile::tempdir().unwrap();
    // Asking the time is the first thing that the thread does.
    let keeper = Keeper::start(desk.path(), clock(), 0).unwrap();
    wait_for_end(&keeper);
    let StoreState::Failed(why) = keeper.shared.state() else {
        panic!("{:?}", keeper.shared.state());
    };
    assert!(why.contains("fault"), "{why}");
    let news = keeper.shared.news();
    assert_eq!(news.len(), 1, "{news:?}");
    assert!(news[0].contains("nothing is lost"), "{news:?}");
    assert!(keeper.shared.news().is_empty(), "it is told once");
    assert_eq!(keeper.shared.with(0, |_| ()), None);
    // Nobody waits for it, neither with work nor at the end.
    keeper.follow(7);
    assert!(!keeper.keep_setting(PersonId(Uuid::nil()), "pane", "queue"));
    drop(keeper);
}

#[test]
fn the_bell_rings_for_news_alone() {
    let desk = tempfile::tempdir().unwrap();
    let keeper = Keeper::start(desk.path(), clock(), 0).unwrap();
    wait_for_end(&keeper);
    let rung = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rung);
    keeper.shared.news();
    keeper.shared.call(Arc::new(move || {
        count.fetch_add(1, Ordering::SeqCst);
    }));
    keeper.follow(1);
    assert!(!keeper.shared.has_news());
    assert_eq!(rung.load(Ordering::SeqCst), 0);
    keeper.shared.tell("a word".to_owned());
    assert_eq!(rung.load(Ordering::SeqCst), 1);
    assert!(keeper.shared.has_news());
}

#[test]
fn a_desk_whose_store_fell_over_goes_on_from_the_journal() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("desk");
    let caller = Caller::of_tests();
    let new = NewDesk::of("library-template");
    make(&dir, &new, shipped(), &caller, clock().as_ref()).unwrap();
    let desk = Desk::open_with(&dir, caller.clone(), clock(), OpenWith::Store).unwrap();
    wait_for_end(desk.inner().keeper.as_ref().unwrap());
    let actor = desk.actor().unwrap();
    let id = TicketId(Uuid::now_v7());
    let open = OpenTicket::walk_up(id, Clean::from("after the fault"));
    let receipt = desk.submit(&actor, &Command::Open(Box::new(open))).unwrap();
    assert!(desk.snapshot().story(id).is_ok());
    assert_eq!(desk.snapshot().read_only, None);
    assert!(desk.news().iter().any(|news| news.contains("the store")));
    assert_eq!(desk.load_all(), Ok(()));
    desk.close();
    let again = Desk::open(&dir, caller, clock()).unwrap();
    assert_eq!(again.snapshot().seq, receipt.seq);
    assert!(again.snapshot().ticket(id).is_some());
}
