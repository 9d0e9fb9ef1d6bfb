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
            Job::Load(ticket) => answers.push(Answer::Story(ticket, story_of(desk, ticket))),
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
        let desk =
            Arc::new(Desk::open(&dir, caller(), Arc::clone(&clock) as Arc<dyn Clock>).unwrap());
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
}
