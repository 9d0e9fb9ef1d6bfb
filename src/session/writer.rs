//! The thread that writes: commands in order, and whatever else waits for the disk.
//!
//! The screen's own thread never waits for the desk's lock or a sync. A panic here is caught: a
//! command counts as not saved, and after one in any job but the reading of a story nothing is
//! written any more, for nobody knows how far the records were folded.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::wait::Wake;
use crate::desk::{Desk, Receipt, Snapshot, Story, SubmitError};
use crate::domain::{Actor, Command, TicketId};
use crate::tui::SubmitId;

/// What the writer is asked to do.
pub(super) enum Job {
    /// Decide and write a command.
    Submit(SubmitId, Actor, Box<Command>),
    /// Read a ticket's story.
    Load(TicketId),
    /// Read what other processes wrote.
    Refresh,
    /// Make closed tickets known too, so that they can be found.
    LoadAll,
    /// Keep the page and end; the sender is told when it is done.
    Close(Sender<()>),
}

/// What the writer has done.
pub(super) enum Answer {
    /// A command's outcome, and the desk after it.
    Done(SubmitId, Result<Receipt, SubmitError>, Arc<Snapshot>),
    /// A ticket's story.
    Story(TicketId, Result<Box<Story>, String>),
    /// The desk changed.
    Desk(Arc<Snapshot>),
    /// Something to tell the person.
    News(String),
}

/// A writer at work.
pub(super) struct Writer {
    jobs: Sender<Job>,
    answers: Receiver<Answer>,
}

impl Writer {
    /// Starts the writer of a desk; `wake` rings when there is an answer.
    ///
    /// # Errors
    /// The system gives no thread: the session cannot write, so it does not begin.
    pub(super) fn start(desk: Arc<Desk>, wake: Wake) -> std::io::Result<Self> {
        let (jobs, todo) = channel();
        let (done, answers) = channel();
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || work(&desk, &wake, &todo, &done))?;
        Ok(Self { jobs, answers })
    }

    /// Asks for a job; whether the writer is there to do it.
    pub(super) fn ask(&self, job: Job) -> bool {
        self.jobs.send(job).is_ok()
    }

    /// Ends: what waits is written, the page kept. Waits at most `limit`; what takes longer is
    /// not needed to be safe.
    pub(super) fn close(&self, limit: Duration) {
        let (ended, end) = channel();
        if self.ask(Job::Close(ended)) {
            let _ = end.recv_timeout(limit);
        }
    }

    /// The answers so far.
    pub(super) fn answers(&self) -> impl Iterator<Item = Answer> {
        self.answers.try_iter()
    }
}

fn work(desk: &Desk, wake: &Wake, todo: &Receiver<Job>, done: &Sender<Answer>) {
    let (mut fallen, mut is_told) = (false, false);
    for job in todo {
        let mut is_saved = false;
        let mut answers: Vec<Answer> = desk.news().into_iter().map(Answer::News).collect();
        match job {
            Job::Submit(id, _, _) if fallen => {
                answers.push(Answer::Done(id, Err(fallen_over()), desk.snapshot()));
            }
            Job::Submit(id, actor, command) => {
                let result = catch_unwind(AssertUnwindSafe(|| desk.submit(&actor, &command)));
                fallen |= result.is_err();
                let result = result.unwrap_or_else(|_| Err(fallen_over()));
                is_saved = result.is_ok();
                answers.push(Answer::Done(id, result, desk.snapshot()));
            }
            Job::Load(ticket) => {
                let story = catch_unwind(AssertUnwindSafe(|| desk.snapshot().story(ticket)))
                    .unwrap_or_else(|_| Err("the story could not be told".to_owned()));
                answers.push(Answer::Story(ticket, story.map(Box::new)));
            }
            Job::Refresh => {
                let changed = catch_unwind(AssertUnwindSafe(|| desk.refresh()));
                fallen |= changed.is_err();
                if changed.unwrap_or(true) {
                    answers.push(Answer::Desk(desk.snapshot()));
                }
            }
            Job::LoadAll => {
                let loaded = catch_unwind(AssertUnwindSafe(|| desk.load_all()));
                fallen |= loaded.is_err();
                if let Ok(Err(why)) = loaded {
                    answers.push(Answer::News(why));
                }
                answers.push(Answer::Desk(desk.snapshot()));
            }
            Job::Close(ended) => {
                // The next start reads the journal where no page was kept.
                let _ = catch_unwind(AssertUnwindSafe(|| desk.close()));
                let _ = ended.send(());
                return;
            }
        }
        if fallen && !is_told {
            is_told = true;
            // The desk says of itself now that it is open for reading only.
            let _ = catch_unwind(AssertUnwindSafe(|| desk.refresh()));
            answers.push(Answer::Desk(desk.snapshot()));
            answers.push(Answer::News(format!("NOT SAVED: {}", fallen_over())));
        }
        answers.extend(desk.news().into_iter().map(Answer::News));
        for answer in answers {
            if done.send(answer).is_err() {
                return;
            }
        }
        wake.desk_changed();
        if is_saved {
            let kept = catch_unwind(AssertUnwindSafe(|| desk.keep_up()));
            fallen |= kept.is_err();
        }
    }
}

fn fallen_over() -> SubmitError {
    SubmitError::ReadOnly(
        "a fault of the program stopped the writing; what was saved before is safe. Leave and \
         start again"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
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
        Caller {
            uid: rustix::process::getuid().as_raw(),
            name: Clean::from("Jo Dale"),
            host: "desk1".to_owned(),
            tty: "-".to_owned(),
            pid: std::process::id(),
        }
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

    #[test]
    fn a_fault_stops_the_writing_and_nothing_that_was_saved_is_touched() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let clock = Arc::new(Brittle {
            breaks: AtomicBool::new(false),
        });
        let new = NewDesk {
            name: None,
            zone: None,
            profile: "library-template".to_owned(),
            posts: None,
            group: None,
            confirmed: false,
        };
        make(&dir, &new, shipped(), &caller(), clock.as_ref()).unwrap();
        let desk =
            Arc::new(Desk::open(&dir, caller(), Arc::clone(&clock) as Arc<dyn Clock>).unwrap());
        let actor = desk.actor().unwrap();
        let writer = Writer::start(Arc::clone(&desk), Wake::new().unwrap()).unwrap();
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
        let other = Desk::open(&dir, caller(), clock).unwrap();
        let next = other.submit(&actor, &titled("elsewhere")).unwrap();
        assert_eq!(next.first_seq, first.seq + 1);
    }
}
