//! The writer: order, outcomes, faults, and the long reading behind everything else.

use super::*;
use crate::desk::{Caller, NewDesk, make};
use crate::domain::TicketId;
use crate::domain::command::OpenTicket;
use crate::policy::shipped;
use crate::text::Clean;
use crate::time::{Boot, Clock, Stamp};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// A clock that falls over when it is asked after `breaks`.
struct Brittle {
    breaks: AtomicBool,
}

impl Clock for Brittle {
    fn now(&self) -> Stamp {
        "2026-11-22T02:14:07-05:00".parse().unwrap()
    }

    fn boot(&self) -> Boot {
        assert!(!self.breaks.load(Ordering::SeqCst), "a fault on purpose");
        Boot::default()
    }
}

fn caller() -> Caller {
    Caller::of_tests()
}

fn titled(title: &str) -> Box<Command> {
    let ticket = OpenTicket::walk_up(TicketId(Uuid::now_v7()), Clean::from(title));
    Box::new(Command::Open(Box::new(ticket)))
}

/// The outcome of the next command.
fn outcome(writer: &Writer) -> Result<Receipt, SubmitError> {
    loop {
        let answer = writer
            .answers
            .recv_timeout(Duration::from_secs(20))
            .unwrap();
        if let Answer::Done(_, result, _) = answer {
            return result;
        }
    }
}

/// A desk in a folder, and its writer at work.
fn at_work(home: &std::path::Path) -> (Arc<Desk>, Writer, Actor, Arc<Brittle>) {
    let dir = home.join("desk");
    let clock = Arc::new(Brittle {
        breaks: AtomicBool::new(false),
    });
    let new = NewDesk::of("library-template");
    make(&dir, &new, shipped(), &caller(), clock.as_ref()).unwrap();
    let desk = Arc::new(Desk::open(&dir, caller(), Arc::clone(&clock) as Arc<dyn Clock>).unwrap());
    let actor = desk.actor().unwrap();
    let presence = Presence::new(&dir, actor.person.uuid());
    let writer = Writer::start(Arc::clone(&desk), presence, Wake::new().unwrap()).unwrap();
    (desk, writer, actor, clock)
}

#[test]
fn a_file_is_kept_and_attached_and_a_wrong_one_is_told() {
    let home = tempfile::tempdir().unwrap();
    let (desk, writer, actor, _) = at_work(home.path());
    let ticket = TicketId(Uuid::from_u128(7));
    let open = OpenTicket::walk_up(ticket, Clean::from("A letter came"));
    let open = Box::new(Command::Open(Box::new(open)));
    assert!(writer.ask(Job::Submit(SubmitId(1), actor.clone(), open)));
    outcome(&writer).unwrap();
    let asked = FileAsked {
        ticket,
        path: "letter.pdf".to_owned(),
        purpose: crate::domain::AttachedAs::Request,
    };
    let path = home.path().join("letter.pdf");
    let job = |n| Job::Attach(SubmitId(n), actor.clone(), path.clone(), asked.clone());
    assert!(writer.ask(job(2)));
    let said = writer.answers.iter().find_map(|answer| match answer {
        Answer::NotAttached(id, why) => Some((id, why)),
        _ => None,
    });
    let (id, why) = said.unwrap();
    assert_eq!(id, SubmitId(2));
    assert!(why.contains("there is no such file"), "{why}");
    std::fs::write(&path, "dear desk\n").unwrap();
    assert!(writer.ask(job(3)));
    outcome(&writer).unwrap();
    let story = desk.snapshot().story(ticket).unwrap();
    let last = &story.timeline.lines.last().unwrap().text;
    assert_eq!(last.as_str(), "attached letter.pdf (request, 10 bytes)");
    assert_eq!(
        std::fs::read_dir(desk.dir().join("files")).unwrap().count(),
        1
    );
}

#[test]
fn a_fault_stops_the_writing_and_nothing_that_was_saved_is_touched() {
    let home = tempfile::tempdir().unwrap();
    let (desk, writer, actor, clock) = at_work(home.path());
    let submit = |title: &str| {
        let job = Job::Submit(SubmitId(1), actor.clone(), titled(title));
        assert!(writer.ask(job));
        outcome(&writer)
    };
    let first = submit("before").unwrap();
    clock.breaks.store(true, Ordering::SeqCst);
    assert!(matches!(submit("in it"), Err(SubmitError::ReadOnly(_))));
    clock.breaks.store(false, Ordering::SeqCst);
    // Nobody knows what the fault left behind: this session writes no more.
    assert!(matches!(submit("after"), Err(SubmitError::ReadOnly(_))));
    assert!(writer.ask(Job::Refresh));
    // Others do, at once.
    let other = Desk::open(desk.dir(), caller(), clock).unwrap();
    let next = other.submit(&actor, &titled("elsewhere")).unwrap();
    assert_eq!(next.first_seq, first.seq + 1);
}
#[test]
fn commands_that_wait_go_together_up_to_the_next_job_of_another_kind() {
    let (jobs, todo) = channel();
    let asked = |n: u64| {
        let actor = Actor {
            person: crate::domain::PersonId(Uuid::from_u128(1)),
            uid: 0,
            host: "desk1".to_owned(),
            how: "uid".to_owned(),
        };
        (SubmitId(n), actor, titled("one more"))
    };
    let send = |n: u64| {
        let (id, actor, command) = asked(n);
        jobs.send(Job::Submit(id, actor, command)).unwrap();
    };
    send(2);
    send(3);
    jobs.send(Job::Refresh).unwrap();
    send(5);
    let ids = |all: &[Asked]| all.iter().map(|(id, ..)| id.0).collect::<Vec<_>>();
    let (first, next) = together(asked(1), &todo);
    assert_eq!(ids(&first), [1, 2, 3]);
    assert!(matches!(next, Some(Job::Refresh)));
    let (second, next) = together(asked(4), &todo);
    assert_eq!(ids(&second), [4, 5]);
    assert!(next.is_none());
    for n in 10..200 {
        send(n);
    }
    assert_eq!(together(asked(9), &todo).0.len(), ROUND_COMMANDS);
}

#[test]
fn each_of_many_that_wait_is_told_its_own_outcome() {
    let home = tempfile::tempdir().unwrap();
    let (desk, writer, actor, _) = at_work(home.path());
    let before = desk.snapshot().seq;
    for n in 0..100 {
        // Every tenth says nothing, which a rule refuses.
        let title = if n % 10 == 9 { " " } else { "a call" };
        let job = Job::Submit(SubmitId(n), actor.clone(), titled(title));
        assert!(writer.ask(job));
    }
    let told: Vec<_> = writer
        .answers
        .iter()
        .filter_map(|answer| match answer {
            Answer::Done(id, result, _) => Some((id.0, result)),
            _ => None,
        })
        .take(100)
        .collect();
    let mut seq = before;
    for (n, (id, result)) in (0..).zip(told) {
        assert_eq!(id, n);
        if n % 10 == 9 {
            assert!(matches!(result, Err(SubmitError::Refused(_))));
            continue;
        }
        let receipt = result.unwrap();
        assert_eq!(receipt.first_seq, seq + 1);
        seq = receipt.seq;
    }
    assert_eq!(desk.snapshot().seq, seq);
}

#[test]
fn a_save_goes_before_the_reading_of_all_closed_tickets() {
    let home = tempfile::tempdir().unwrap();
    let (desk, writer, actor, clock) = at_work(home.path());
    for n in 0..40 {
        assert!(writer.ask(Job::Submit(SubmitId(n), actor.clone(), titled("a call"))));
        outcome(&writer).unwrap();
    }
    writer.close(Duration::from_secs(20));
    drop(desk);
    let dir = home.path().join("desk");
    let desk = Desk::open(&dir, caller(), clock).unwrap();
    assert!(desk.snapshot().register.is_partial());
    let presence = Presence::new(&dir, actor.person.uuid());
    let (jobs, todo) = channel();
    let (done, answers) = channel();
    // All of them wait before the writer begins.
    jobs.send(Job::LoadAll).unwrap();
    for n in 0..3 {
        jobs.send(Job::Submit(SubmitId(n), actor.clone(), titled("at once")))
            .unwrap();
    }
    std::thread::scope(|threads| {
        let (desk, presence) = (&desk, &presence);
        threads.spawn(move || work(desk, presence, &Wake::new().unwrap(), &todo, &done));
        let mut saved = Vec::new();
        while let Ok(answer) = answers.recv_timeout(Duration::from_secs(20)) {
            match answer {
                Answer::Done(id, result, known) => {
                    assert!(result.is_ok() && !known.is_all_known());
                    saved.push(id.0);
                }
                Answer::Desk(known) => {
                    assert!(known.is_all_known());
                    break;
                }
                _ => {}
            }
        }
        assert_eq!(saved, [0, 1, 2], "saved before all was read");
        drop(jobs);
    });
    assert_eq!(desk.snapshot().queued().len(), 43);
}
