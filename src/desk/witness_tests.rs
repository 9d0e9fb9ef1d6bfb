//! Heads noted by a desk that stays open, and a folder that is away, wrong, or hangs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};

use uuid::Uuid;

use super::*;
use crate::desk::{Caller, Desk, NewDesk, make};
use crate::domain::command::OpenTicket;
use crate::domain::{Command, TicketId};
use crate::policy::shipped;
use crate::text::Clean;
use crate::time::{Boot, Clock};

/// A clock that is turned by hand.
struct Hand(Mutex<Stamp>);

impl Clock for Hand {
    fn now(&self) -> Stamp {
        *self.0.lock().unwrap()
    }

    fn boot(&self) -> Boot {
        Boot::default()
    }
}

impl Hand {
    fn turn(&self, text: &str) {
        *self.0.lock().unwrap() = at(text);
    }
}

fn at(text: &str) -> Stamp {
    text.parse().unwrap()
}

struct Rig {
    _home: tempfile::TempDir,
    noted: PathBuf,
    clock: Arc<Hand>,
    desk: Desk,
}

impl Rig {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let noted = home.path().join("noted");
        std::fs::create_dir(&noted).unwrap();
        let clock = Arc::new(Hand(Mutex::new(at("2026-11-22T02:14:07-05:00"))));
        let new = NewDesk::of("library-template");
        make(&dir, &new, shipped(), &Caller::of_tests(), clock.as_ref()).unwrap();
        let desk = Desk::open(
            &dir,
            Caller::of_tests(),
            Arc::clone(&clock) as Arc<dyn Clock>,
        )
        .unwrap();
        let rig = Self {
            _home: home,
            noted,
            clock,
            desk,
        };
        rig.name_folder();
        rig
    }

    fn name_folder(&self) {
        let mut inner = self.desk.inner();
        let site = Arc::make_mut(inner.core.site.as_mut().unwrap());
        site.policy.profile.desk.witness_dir = Some(self.noted.to_string_lossy().into_owned());
    }

    fn heads(&self) -> Vec<WitnessLine> {
        let inner = self.desk.inner();
        inner.noter.wait();
        let replica = &inner.core.made.as_ref().unwrap().replica;
        read_heads(&witness_file(&self.noted, replica)).unwrap_or_default()
    }

    fn open_ticket(&self, id: u128) -> u64 {
        let actor = self.desk.actor().unwrap();
        let ticket = OpenTicket::walk_up(TicketId(Uuid::from_u128(id)), Clean::from("A call"));
        let receipt = self.desk.submit(&actor, &Command::Open(Box::new(ticket)));
        receipt.unwrap().seq
    }
}

#[test]
fn the_head_is_noted_once_a_day_and_at_the_end_where_it_moved() {
    let rig = Rig::new();
    rig.desk.keep_up();
    let heads = rig.heads();
    let seq = rig.desk.snapshot().seq;
    assert_eq!(
        (heads.len(), heads[0].seq, heads[0].next_number),
        (1, seq, 1)
    );
    // The same day, the same head.
    rig.desk
        .inner()
        .note_head(at("2026-11-22T10:00-05:00"), true);
    assert_eq!(rig.heads().len(), 1);
    // The same day and another head, by a process that looks into the file first.
    let seq = rig.open_ticket(1);
    rig.desk.inner().noter = Noter::new();
    rig.desk.keep_up();
    assert_eq!(rig.heads().len(), 1);
    rig.desk.close();
    let heads = rig.heads();
    assert_eq!(
        (heads.len(), heads[1].seq, heads[1].next_number),
        (2, seq, 2)
    );
    assert!(rig.desk.news().is_empty());
}

#[test]
fn a_desk_that_stays_open_for_a_week_notes_each_day_on_which_anybody_wrote() {
    let rig = Rig::new();
    rig.desk.keep_up();
    assert_eq!(rig.heads().len(), 1);
    for day in 23..=29 {
        // What another console writes, this one notes at its next look.
        rig.clock.turn(&format!("2026-11-{day}T09:00:00-05:00"));
        let seq = rig.open_ticket(day);
        for minute in 0..3 {
            rig.clock
                .turn(&format!("2026-11-{day}T09:0{minute}:30-05:00"));
            rig.desk.refresh();
            assert_eq!(rig.heads().len() as u128, day - 21, "{day} {minute}");
        }
        assert_eq!(rig.heads().last().unwrap().seq, seq);
    }
    // A day on which nobody wrote has nothing to note.
    rig.clock.turn("2026-11-30T09:00:00-05:00");
    rig.desk.refresh();
    assert_eq!(rig.heads().len(), 8);
}

#[test]
fn a_folder_that_is_away_is_told_once_tried_again_and_stops_nothing() {
    let rig = Rig::new();
    std::fs::remove_dir(&rig.noted).unwrap();
    rig.desk.keep_up();
    rig.heads();
    let news = rig.desk.news();
    assert!(
        news.len() == 1 && news[0].contains("was not noted") && news[0].contains("All is saved"),
        "{news:?}"
    );
    std::fs::create_dir(&rig.noted).unwrap();
    // Not at every save, but within the hour.
    rig.open_ticket(1);
    rig.desk.keep_up();
    assert!(rig.heads().is_empty());
    rig.clock.turn("2026-11-22T02:40:00-05:00");
    rig.desk.refresh();
    assert_eq!(rig.heads().len(), 1);
    // A file in the folder's place, at the end of the session.
    std::fs::remove_dir_all(&rig.noted).unwrap();
    std::fs::write(&rig.noted, "no folder").unwrap();
    rig.open_ticket(2);
    rig.desk.close();
    rig.heads();
    assert_eq!(rig.desk.news().len(), 1);
    assert_eq!(std::fs::read(&rig.noted).unwrap(), b"no folder");
}

#[test]
fn a_folder_that_hangs_delays_no_save_and_is_asked_by_one_thread_alone() {
    let rig = Rig::new();
    let (go_on, hangs) = channel::<()>();
    let (hangs, asked): (Mutex<Receiver<()>>, _) =
        (Mutex::new(hangs), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&asked);
    rig.desk.inner().noter = Noter::with(Arc::new(move |ask, before| {
        count.fetch_add(1, Ordering::SeqCst);
        // Nothing comes until the test says so.
        let _ = hangs.lock().unwrap().recv();
        write(ask, before)
    }));
    rig.desk.keep_up();
    // Every one of these would stand still for ever if it waited for the note.
    for id in 1..4 {
        rig.open_ticket(id);
        rig.desk.keep_up();
        rig.desk.refresh();
    }
    rig.clock.turn("2026-11-22T02:20:00-05:00");
    rig.desk.refresh();
    rig.desk.refresh();
    let news = rig.desk.news();
    assert!(
        news.len() == 1 && news[0].contains("does not answer"),
        "{news:?}"
    );
    rig.desk.close();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // It comes back: what it was asked first is written, and the next is asked.
    drop(go_on);
    while rig.desk.inner().noter.is_busy() {
        std::thread::yield_now();
    }
    rig.desk.close();
    assert_eq!(rig.heads().len(), 2);
}
