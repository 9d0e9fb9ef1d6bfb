//! The thread that writes: commands in order, and whatever else waits for the disk.
//!
//! The screen's own thread never waits for the desk's lock or a sync. A panic here is caught: the
//! command counts as not saved, and from then on nothing is written any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

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

    /// The answers so far.
    pub(super) fn answers(&self) -> impl Iterator<Item = Answer> {
        self.answers.try_iter()
    }
}

fn work(desk: &Desk, wake: &Wake, todo: &Receiver<Job>, done: &Sender<Answer>) {
    let mut fallen = false;
    for job in todo {
        let mut answers: Vec<Answer> = desk.news().into_iter().map(Answer::News).collect();
        match job {
            Job::Submit(id, _, _) if fallen => {
                answers.push(Answer::Done(id, Err(fallen_over()), desk.snapshot()));
            }
            Job::Submit(id, actor, command) => {
                let result = catch_unwind(AssertUnwindSafe(|| desk.submit(&actor, &command)));
                fallen = result.is_err();
                let result = result.unwrap_or_else(|_| Err(fallen_over()));
                answers.push(Answer::Done(id, result, desk.snapshot()));
            }
            Job::Load(ticket) => {
                let story = catch_unwind(AssertUnwindSafe(|| desk.snapshot().story(ticket)))
                    .unwrap_or_else(|_| Err("the story could not be told".to_owned()));
                answers.push(Answer::Story(ticket, story.map(Box::new)));
            }
            Job::Refresh => {
                let changed = catch_unwind(AssertUnwindSafe(|| desk.refresh()));
                if changed.unwrap_or(false) {
                    answers.push(Answer::Desk(desk.snapshot()));
                }
            }
        }
        answers.extend(desk.news().into_iter().map(Answer::News));
        for answer in answers {
            if done.send(answer).is_err() {
                return;
            }
        }
        wake.desk_changed();
    }
}

fn fallen_over() -> SubmitError {
    SubmitError::ReadOnly(
        "a fault of the program stopped the writing; what was saved before is safe. Leave and \
         start again"
            .to_owned(),
    )
}
