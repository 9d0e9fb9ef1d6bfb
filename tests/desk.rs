//! The desk over a real folder: made, opened, written by several at once, and opened again.

use std::path::Path;
use std::sync::Arc;

use nightdesk::desk::{Caller, Desk, NewDesk, SubmitError, make};
use nightdesk::domain::command::{LogAction, OpenTicket};
use nightdesk::domain::event::ClockJumped;
use nightdesk::domain::{Command, Event, Number, Records, State, TicketId};
use nightdesk::policy::shipped;
use nightdesk::text::Clean;
use nightdesk::time::{Boot, Clock, FixedClock, Stamp};
use uuid::Uuid;

fn caller() -> Caller {
    Caller {
        uid: rustix::process::getuid().as_raw(),
        name: Clean::from("Jo Dale"),
        host: "desk1".to_owned(),
        tty: "-".to_owned(),
        pid: std::process::id(),
    }
}

fn at(text: &str) -> Arc<FixedClock> {
    Arc::new(FixedClock(text.parse::<Stamp>().expect("a time")))
}

fn new_desk(dir: &Path) {
    let new = NewDesk {
        name: Some(Clean::from("Millrow Library")),
        ..NewDesk::of("library-template")
    };
    let clock = at("2026-11-22T02:14:07-05:00");
    make(dir, &new, shipped(), &caller(), clock.as_ref()).expect("the desk is made");
}

fn open(dir: &Path) -> Desk {
    Desk::open(dir, caller(), at("2026-11-22T02:15:00-05:00")).expect("the desk opens")
}

fn walk_up(title: &str) -> Command {
    Command::Open(Box::new(OpenTicket::walk_up(
        TicketId(Uuid::now_v7()),
        Clean::from(title),
    )))
}

#[test]
fn a_new_desk_knows_its_maker_its_rules_and_no_ticket() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.made.name.as_str(), "Millrow Library");
    assert_eq!(
        snapshot.site.policy.profile.organisation.id,
        "library-template"
    );
    assert!(snapshot.site.policy.templates.len() >= 25);
    let actor = desk.actor().expect("the maker is staff");
    let person = snapshot.person(actor.person).expect("they are known");
    assert_eq!(person.name.as_str(), "Jo Dale");
    assert!(person.posts.contains("it_staff"), "{:?}", person.posts);
    assert!(snapshot.queued().is_empty());
    assert_eq!(snapshot.read_only, None);
}

#[test]
fn what_one_desk_writes_another_sees_and_a_third_finds() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    new_desk(&dir);
    let (one, two) = (open(&dir), open(&dir));
    let actor = one.actor().expect("staff");
    let first = one
        .submit(&actor, &walk_up("Scanner at Main"))
        .expect("saved");
    assert_eq!(first.number, Some(Number::ticket(1)));
    let second = two.submit(&actor, &walk_up("Printer jams")).expect("saved");
    assert_eq!(second.number, Some(Number::ticket(2)));
    assert_eq!(second.first_seq, first.seq + 1);
    assert!(one.refresh());
    assert!(!one.refresh());
    assert_eq!(one.snapshot().queued().len(), 2);
    assert_eq!(one.snapshot().head, two.snapshot().head);
    let third = open(&dir);
    let ticket = third
        .snapshot()
        .register
        .ticket_numbered(Number::ticket(1))
        .expect("there");
    assert_eq!(
        (ticket.title.as_str(), ticket.state),
        ("Scanner at Main", State::New)
    );
    let log = Command::Log(LogAction {
        ticket: ticket.id,
        text: Clean::from("cleaned the glass"),
        minutes: None,
        happened: None,
    });
    third.submit(&actor, &log).expect("saved");
    let story = third.snapshot().story(ticket.id).expect("it can be read");
    assert_eq!(story.ticket.state, State::Open);
    let texts: Vec<&str> = story
        .timeline
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[1].contains("cleaned the glass"), "{texts:?}");
}

#[test]
fn a_refusal_writes_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let actor = desk.actor().expect("staff");
    let before = desk.snapshot().seq;
    let refused = desk.submit(&actor, &walk_up("   "));
    assert!(
        matches!(refused, Err(SubmitError::Refused(_))),
        "{refused:?}"
    );
    assert_eq!(desk.snapshot().seq, before);
}

#[test]
fn a_desk_is_not_made_over_something_else() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    new_desk(&dir);
    let new = NewDesk::of("bloomfield");
    let clock = at("2026-11-22T02:14:07-05:00");
    assert!(make(&dir, &new, shipped(), &caller(), clock.as_ref()).is_err());
    let wrong = NewDesk {
        profile: "nowhere".to_owned(),
        ..new
    };
    let other = home.path().join("other");
    let error = make(&other, &wrong, shipped(), &caller(), clock.as_ref()).expect_err("unknown");
    assert!(error.to_string().contains("bloomfield"), "{error}");
    assert!(!other.exists());
}

#[test]
fn a_clock_that_jumped_is_recorded_before_what_follows() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    new_desk(&dir);
    let desk = open(&dir);
    let actor = desk.actor().expect("staff");
    let receipt = desk.submit(&actor, &walk_up("One")).expect("saved");
    assert_eq!(receipt.first_seq, receipt.seq, "no jump: one entry");
}

/// A machine whose clocks are set by hand.
struct Machine {
    now: Stamp,
    boot: Boot,
}

impl Clock for Machine {
    fn now(&self) -> Stamp {
        self.now
    }

    fn boot(&self) -> Boot {
        self.boot.clone()
    }
}

/// Opens a ticket at a moment after a start of the machine; gives the jumps noted so far.
fn ticket_at(dir: &Path, now: &str, start: &str, ms: u64) -> Vec<ClockJumped> {
    let machine = Machine {
        now: now.parse().expect("a time"),
        boot: Boot {
            id: start.to_owned(),
            ms,
        },
    };
    let desk = Desk::open(dir, caller(), Arc::new(machine)).expect("the desk opens");
    let actor = desk.actor().expect("staff");
    desk.submit(&actor, &walk_up("One")).expect("saved");
    let jumps = desk.snapshot().stories.jumps().expect("it is read");
    let events = jumps.into_iter().filter_map(|(_, event)| match event {
        Event::ClockJumped(jumped) => Some(jumped),
        _ => None,
    });
    events.collect()
}

#[test]
fn after_another_start_a_clock_behind_the_last_entry_is_a_jump() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    new_desk(&dir);
    // Later by another start's clock, and a little before: nobody knows better.
    assert!(ticket_at(&dir, "2026-11-22T02:20:00-05:00", "two", 1000).is_empty());
    assert!(ticket_at(&dir, "2026-11-22T02:16:00-05:00", "three", 1000).is_empty());
    let jumps = ticket_at(&dir, "2026-11-21T20:00:00-05:00", "four", 1000);
    let jumped = ClockJumped {
        expected: "2026-11-22T02:16:00-05:00".parse().expect("a time"),
        shown: "2026-11-21T20:00:00-05:00".parse().expect("a time"),
    };
    assert_eq!(jumps, [jumped]);
    // From there on the clock since that start says how long it is.
    let same = ticket_at(&dir, "2026-11-21T20:30:00-05:00", "four", 1_801_000);
    assert_eq!(same.len(), 1);
}
