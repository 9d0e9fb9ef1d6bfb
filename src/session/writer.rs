//! The thread that writes: commands in order, and whatever else waits for the disk.
//!
//! Commands that came while it was busy go to the desk together and share a sync. What takes long,
//! the reading of all closed tickets, is done in parts, and whatever waits comes before the next.
//!
//! The screen's own thread never waits for the desk's lock or a sync. A panic here is caught: a
//! command counts as not saved, and after one in any job but the reading of a story nothing is
//! written any more, for nobody knows how far the records were folded.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Duration;

use super::attach::attach;
use super::presence::Presence;
use super::wait::Wake;
use crate::desk::{Desk, Loading, ROUND_COMMANDS, Receipt, Snapshot, Story, SubmitError, Waiting};
use crate::domain::{Actor, Command, TicketId};
use crate::drafts::{Doing, Present};
use crate::time::Stamp;
use crate::tui::{FileAsked, SubmitId};

/// What the writer is asked to do.
pub(super) enum Job {
    /// Decide and write a command.
    Submit(SubmitId, Actor, Box<Command>),
    /// Keep a file and attach it.
    Attach(SubmitId, Actor, PathBuf, FileAsked),
    /// Read a ticket's story.
    Load(TicketId),
    /// Read what other processes wrote.
    Refresh,
    /// Make closed tickets known too, so that they can be found.
    LoadAll,
    /// Say where this session is now.
    Here(Option<(uuid::Uuid, Doing)>, Stamp),
    /// See where the others are.
    Others,
    /// Keep the page and end; the sender is told when it is done.
    Close(Sender<()>),
}

/// What the writer has done.
pub(super) enum Answer {
    /// A command's outcome, and the desk after it.
    Done(SubmitId, Result<Receipt, SubmitError>, Arc<Snapshot>),
    /// The file that was named cannot be attached, and why.
    NotAttached(SubmitId, String),
    /// A ticket's story.
    Story(TicketId, Result<Box<Story>, String>),
    /// The desk changed.
    Desk(Arc<Snapshot>),
    /// Where the other sessions are, where that is not as before.
    Others(Vec<Present>),
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
    pub(super) fn start(desk: Arc<Desk>, presence: Presence, wake: Wake) -> std::io::Result<Self> {
        let (jobs, todo) = channel();
        let (done, answers) = channel();
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || work(&desk, &presence, &wake, &todo, &done))?;
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

fn work(
    desk: &Desk,
    presence: &Presence,
    wake: &Wake,
    todo: &Receiver<Job>,
    done: &Sender<Answer>,
) {
    let (mut fallen, mut is_told) = (false, false);
    let mut others = Vec::new();
    let (mut held, mut loading) = (None, None);
    while let Some(job) = held.take().or_else(|| next_job(todo, loading.is_some())) {
        let mut is_saved = false;
        let mut answers: Vec<Answer> = desk.news().into_iter().map(Answer::News).collect();
        match job {
            Job::Submit(id, _, _) | Job::Attach(id, _, _, _) if fallen => {
                answers.push(Answer::Done(id, Err(fallen_over()), desk.snapshot()));
            }
            Job::Submit(id, actor, command) => {
                let asked;
                (asked, held) = together((id, actor, command), todo);
                let outcomes = submit(desk, &asked);
                fallen |= outcomes.is_none();
                for (n, (id, ..)) in asked.iter().enumerate() {
                    let outcome = outcomes.as_ref().and_then(|all| all.get(n)).cloned();
                    let outcome = outcome.unwrap_or_else(|| Err(fallen_over()));
                    is_saved |= outcome.is_ok();
                    answers.push(Answer::Done(*id, outcome, desk.snapshot()));
                }
            }
            Job::Attach(id, actor, path, asked) => {
                let attached =
                    catch_unwind(AssertUnwindSafe(|| attach(desk, &actor, &path, &asked)));
                fallen |= attached.is_err();
                is_saved = matches!(attached, Ok(Ok(Ok(_))));
                answers.push(match attached.unwrap_or_else(|_| Ok(Err(fallen_over()))) {
                    Ok(result) => Answer::Done(id, result, desk.snapshot()),
                    Err(why) => Answer::NotAttached(id, why),
                });
            }
            Job::Load(ticket) => {
                answers.extend(unpacked(desk, ticket));
                answers.push(Answer::Story(ticket, story_of(desk, ticket)));
            }
            Job::Refresh => fallen |= !refreshed(desk, &mut answers),
            Job::LoadAll => fallen |= !more_known(desk, &mut loading, &mut answers),
            Job::Here(at, now) => presence.say(at, now),
            Job::Others => answers.extend(came_or_went(presence, &mut others)),
            Job::Close(ended) => {
                // The next start reads the journal where no page was kept.
                let _ = catch_unwind(AssertUnwindSafe(|| desk.close()));
                let _ = ended.send(());
                return;
            }
        }
        if fallen && !is_told {
            is_told = true;
            answers.extend(fell(desk));
        }
        answers.extend(desk.news().into_iter().map(Answer::News));
        if answers.is_empty() {
            continue;
        }
        for answer in answers {
            if done.send(answer).is_err() {
                return;
            }
        }
        wake.desk_changed();
        fallen |= is_saved && !kept_up(desk);
    }
}

/// The next job. While the closed tickets are being read their next part stands behind whatever
/// waits, so that a save never waits for all of it.
fn next_job(todo: &Receiver<Job>, is_loading: bool) -> Option<Job> {
    if !is_loading {
        return todo.recv().ok();
    }
    match todo.try_recv() {
        Ok(job) => Some(job),
        Err(TryRecvError::Empty) => Some(Job::LoadAll),
        Err(TryRecvError::Disconnected) => None,
    }
}

/// A command, who gave it, and the name under which its outcome is told.
type Asked = (SubmitId, Actor, Box<Command>);

/// The commands that wait behind the first and can share its sync, and the job that came next.
fn together(first: Asked, todo: &Receiver<Job>) -> (Vec<Asked>, Option<Job>) {
    let mut asked = vec![first];
    while asked.len() < ROUND_COMMANDS {
        match todo.try_recv() {
            Ok(Job::Submit(id, actor, command)) => asked.push((id, actor, command)),
            Ok(other) => return (asked, Some(other)),
            Err(_) => break,
        }
    }
    (asked, None)
}

/// The outcome of each command; none where the program fell over.
fn submit(desk: &Desk, asked: &[Asked]) -> Option<Vec<Result<Receipt, SubmitError>>> {
    let waiting: Vec<Waiting<'_>> = asked
        .iter()
        .map(|(_, actor, command)| Waiting { actor, command })
        .collect();
    catch_unwind(AssertUnwindSafe(|| desk.submit_all(&waiting))).ok()
}

/// Reads what others wrote. Whether it came to an end.
fn refreshed(desk: &Desk, answers: &mut Vec<Answer>) -> bool {
    let changed = catch_unwind(AssertUnwindSafe(|| desk.refresh()));
    if *changed.as_ref().unwrap_or(&true) {
        answers.push(Answer::Desk(desk.snapshot()));
    }
    changed.is_ok()
}

/// Makes some more of the closed tickets known, and says where the journal could not be read for
/// it. Whether it went without a fault of the program.
fn more_known(desk: &Desk, loading: &mut Option<Loading>, answers: &mut Vec<Answer>) -> bool {
    let part = catch_unwind(AssertUnwindSafe(|| desk.load_part(loading)));
    let is_more = matches!(part, Ok(Ok(false)));
    let is_sound = part.is_ok();
    if !is_more {
        *loading = None;
        answers.extend(part.ok().and_then(Result::err).map(Answer::News));
        answers.push(Answer::Desk(desk.snapshot()));
    }
    is_sound
}

/// Where the others are, where that is not what was told last.
fn came_or_went(presence: &Presence, others: &mut Vec<Present>) -> Option<Answer> {
    let found = presence.others();
    if found == *others {
        return None;
    }
    others.clone_from(&found);
    Some(Answer::Others(found))
}

/// The desk with a closed ticket among its records that was packed until now, so that its lists and
/// callouts are there too.
fn unpacked(desk: &Desk, ticket: TicketId) -> Option<Answer> {
    if !desk.snapshot().is_packed(ticket) {
        return None;
    }
    let loaded = catch_unwind(AssertUnwindSafe(|| desk.load(ticket)));
    loaded.ok().flatten().map(|_| Answer::Desk(desk.snapshot()))
}

fn story_of(desk: &Desk, ticket: TicketId) -> Result<Box<Story>, String> {
    catch_unwind(AssertUnwindSafe(|| desk.snapshot().story(ticket)))
        .unwrap_or_else(|_| Err("the story could not be told".to_owned()))
        .map(Box::new)
}

/// What is told after a fault: the desk says of itself that it is open for reading only.
fn fell(desk: &Desk) -> [Answer; 2] {
    let _ = catch_unwind(AssertUnwindSafe(|| desk.refresh()));
    [
        Answer::Desk(desk.snapshot()),
        Answer::News(format!("NOT SAVED: {}", fallen_over())),
    ]
}

/// Whether the page and the noted head were kept up without a fault.
fn kept_up(desk: &Desk) -> bool {
    catch_unwind(AssertUnwindSafe(|| desk.keep_up())).is_ok()
}

fn fallen_over() -> SubmitError {
    SubmitError::ReadOnly(
        "a fault of the program stopped the writing; what was saved before is safe. Leave and \
         start again"
            .to_owned(),
    )
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
