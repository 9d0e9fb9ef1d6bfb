//! The drafts of a session: what changed waits at most a second for the disk.
//!
//! A thread of its own writes them. Neither a terminal that does not read, nor a save that waits
//! for the journal's disk or lock, nor a slow disk under the drafts themselves holds the other two.
//! The signal thread writes what waits too when a session ends.
//!
//! Invariants: whoever types never waits for the disk; what was put last is what is written last;
//! a draft that is only offered is not locked, so every console of its owner can take it up.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::wait::Wake;
use crate::drafts::{Draft, Drafts};
use crate::text::Clean;
use crate::time::Stamp;
use crate::tui::{DraftKey, KeptDraft};

/// How long a text may wait for the disk. Source: `docs/journal.md`, "Beside it": within a second.
const DELAY: Duration = Duration::from_millis(400);
/// How long after a failure a draft is tried again.
const AGAIN: Duration = Duration::from_secs(2);
/// How long the disk may take before the person is told. Source: nightdesk.
const LATE: Duration = Duration::from_secs(2);
/// Letters of another console's text that are shown.
const SHOWN_CHARS: usize = 2000;

/// The drafts of a session; copies are the same shelf.
#[derive(Clone)]
pub(super) struct Shelf(Arc<Inner>);

struct Inner {
    /// Held while the disk is written; taken before `todo` where both are.
    files: Mutex<Files>,
    /// Held for moments only.
    todo: Mutex<Todo>,
    bell: Condvar,
    wake: Wake,
}

struct Files {
    drafts: Drafts,
    /// The files of the drafts that were offered and that nobody has gone on with here.
    offered: BTreeMap<DraftKey, String>,
}

#[derive(Default)]
struct Todo {
    jobs: BTreeMap<DraftKey, Job>,
    news: Vec<ShelfNews>,
    /// Since when the disk has been at work on a draft.
    busy: Option<(DraftKey, Instant)>,
    is_late_told: bool,
    /// Whether another desk may have been put in the place of this one.
    is_moved: bool,
}

/// What is to be done about one draft, in this order.
#[derive(Default)]
struct Job {
    /// It is saved, or its owner discarded it: the file goes.
    drop: bool,
    /// The text to write.
    text: Option<Waiting>,
    /// The own editor's file is in the text, and goes once that is written.
    is_edited: bool,
}

struct Waiting {
    text: String,
    cursor: usize,
    due: Instant,
    at: Stamp,
}

/// What the screen should know.
pub(super) enum ShelfNews {
    /// A draft was written, or could not be.
    Kept(DraftKey, Result<Stamp, String>),
    /// Something to tell.
    Note(String),
}

impl Shelf {
    /// A shelf with its thread; `wake` rings when there is news.
    ///
    /// # Errors
    /// The system gives no thread: say that nothing typed can be kept.
    pub(super) fn new(drafts: Drafts, wake: Wake) -> io::Result<Self> {
        let shelf = Self::without_thread(drafts, wake);
        let work = shelf.clone();
        std::thread::Builder::new()
            .name("drafts".to_owned())
            .spawn(move || work.run())?;
        Ok(shelf)
    }

    fn without_thread(drafts: Drafts, wake: Wake) -> Self {
        Self(Arc::new(Inner {
            files: Mutex::new(Files {
                drafts,
                offered: BTreeMap::new(),
            }),
            todo: Mutex::new(Todo::default()),
            bell: Condvar::new(),
            wake,
        }))
    }

    /// Takes a text that changed; it is on the disk within a second.
    pub(super) fn put(&self, key: DraftKey, text: String, cursor: usize, at: Stamp) {
        self.ask(key, |job| {
            let due = job.text.take().map(|waiting| waiting.due);
            job.text = Some(Waiting {
                text,
                cursor,
                due: due.unwrap_or_else(|| Instant::now() + DELAY),
                at,
            });
        });
    }

    /// Forgets a text: it is saved, or its owner discarded it.
    pub(super) fn remove(&self, key: DraftKey) {
        let drop = Job {
            drop: true,
            ..Job::default()
        };
        // Only a name goes, which takes no time; where the disk is at work already, that thread
        // does it when it is done.
        if let Ok(mut files) = self.0.files.try_lock() {
            self.todo().jobs.remove(&key);
            return self.work(&mut files, key, drop);
        }
        self.ask(key, |job| *job = drop);
    }

    /// Says that the own editor's text is in the form again: its file goes with the next writing.
    pub(super) fn edited(&self, key: DraftKey) {
        self.ask(key, |job| job.is_edited = true);
    }

    /// Says that another desk may stand in the place of this one: what is being typed is kept there.
    pub(super) fn follow(&self) {
        self.todo().is_moved = true;
        self.0.bell.notify_all();
    }

    /// The file in which the own editor gets a text; the draft is this session's from now on.
    ///
    /// # Errors
    /// The disk refuses it.
    pub(super) fn edit_file(&self, key: &DraftKey) -> io::Result<PathBuf> {
        let mut files = self.files();
        files.take_up(key);
        files.drafts.edit_file(key.on, &key.field)
    }

    /// When the screen should look here without having been woken.
    pub(super) fn due(&self) -> Option<Instant> {
        let todo = self.todo();
        let busy = todo.busy.as_ref().filter(|_| !todo.is_late_told);
        busy.map(|(_, since)| *since + LATE)
    }

    /// What the screen should know; given once.
    pub(super) fn news(&self) -> Vec<ShelfNews> {
        let mut todo = self.todo();
        let late = todo
            .busy
            .as_ref()
            .filter(|(_, since)| !todo.is_late_told && since.elapsed() >= LATE);
        if let Some((key, _)) = late {
            let why = "the disk has not answered yet; the text is on the screen alone".to_owned();
            let told = ShelfNews::Kept(key.clone(), Err(why));
            todo.news.push(told);
            todo.is_late_told = true;
        }
        std::mem::take(&mut todo.news)
    }

    /// Does now whatever waits.
    pub(super) fn keep_all(&self) {
        let mut files = self.files();
        // What waits says for itself why it cannot be kept.
        let _ = files.drafts.follow();
        let jobs = std::mem::take(&mut self.todo().jobs);
        for (key, job) in jobs {
            self.work(&mut files, key, job);
        }
    }

    /// The drafts that an earlier session left, to be offered; those that another session edits,
    /// and those that cannot be read, come as sentences.
    pub(super) fn left(&self) -> (Vec<KeptDraft>, Vec<String>) {
        let mut files = self.files();
        let mut kept = Vec::new();
        let mut news = Vec::new();
        let mut keys = BTreeSet::new();
        let listed = match files.drafts.list() {
            Ok(listed) => listed,
            Err(error) => {
                news.push(format!("the drafts cannot be listed: {error}"));
                return (kept, news);
            }
        };
        for one in listed {
            let draft = match one.draft {
                Ok(draft) => draft,
                Err(fault) => {
                    let name = Clean::line(&one.name);
                    news.push(format!(
                        "the draft {name} cannot be read, and stays: {fault}"
                    ));
                    continue;
                }
            };
            if one.is_elsewhere {
                news.push(beside(&draft.text));
                continue;
            }
            let key = DraftKey {
                on: draft.on,
                field: draft.field,
            };
            if !keys.insert(key.clone()) {
                news.push("an older draft of the same text is offered next time".to_owned());
                continue;
            }
            files.offered.insert(key.clone(), one.name);
            kept.push(KeptDraft {
                key,
                text: draft.text,
                cursor: draft.cursor,
                at: draft.at,
            });
        }
        (kept, news)
    }

    fn ask(&self, key: DraftKey, change: impl FnOnce(&mut Job)) {
        change(self.todo().jobs.entry(key).or_default());
        self.0.bell.notify_all();
    }

    /// The thread: sleeps until something is due, for as long as the session lives.
    fn run(&self) {
        loop {
            self.wait();
            let mut files = self.files();
            self.followed(&mut files);
            while let Some((key, job)) = self.next_due() {
                self.work(&mut files, key, job);
            }
            drop(files);
            self.0.wake.desk_changed();
        }
    }

    fn wait(&self) {
        let mut todo = self.todo();
        loop {
            if todo.is_moved {
                break;
            }
            let now = Instant::now();
            let due = todo.jobs.values().filter_map(Job::due).min();
            match due {
                Some(due) if due <= now => break,
                Some(due) => {
                    let waited = self.0.bell.wait_timeout(todo, due - now);
                    todo = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
                None => {
                    let waited = self.0.bell.wait(todo);
                    todo = waited.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
        // From here on the disk has it, or somebody who writes already.
        let key = todo.jobs.iter().find(|(_, job)| job.due().is_some());
        todo.busy = key.map(|(key, _)| (key.clone(), Instant::now()));
        todo.is_late_told = false;
    }

    /// Keeps what is being typed where another desk has taken the place of this one.
    fn followed(&self, files: &mut Files) {
        if std::mem::take(&mut self.todo().is_moved)
            && let Err(error) = files.drafts.follow()
        {
            let why = format!("what you are typing could not be kept: {error}");
            self.todo().news.push(ShelfNews::Note(why));
        }
    }

    /// The next draft that is due; none ends the work.
    fn next_due(&self) -> Option<(DraftKey, Job)> {
        let mut todo = self.todo();
        let now = Instant::now();
        let is_due = |job: &Job| job.due().is_some_and(|due| due <= now);
        let key = todo.jobs.iter().find(|(_, job)| is_due(job));
        let Some(key) = key.map(|(key, _)| key.clone()) else {
            todo.busy = None;
            return None;
        };
        todo.busy = Some((key.clone(), now));
        todo.jobs.remove_entry(&key)
    }

    /// Does one job; a text that the disk does not take is tried again.
    fn work(&self, files: &mut Files, key: DraftKey, mut job: Job) {
        let done = catch_unwind(AssertUnwindSafe(|| files.carry_out(&key, &job)));
        let done = done.unwrap_or_else(|_| Err(io::Error::other("a fault of the program")));
        let mut todo = self.todo();
        match (done, job.text.take()) {
            (Ok(()), Some(text)) => todo.news.push(ShelfNews::Kept(key, Ok(text.at))),
            (Ok(()), None) => {}
            (Err(error), None) => todo.news.push(ShelfNews::Note(format!(
                "the draft could not be removed: {error}"
            ))),
            (Err(error), Some(mut text)) => {
                text.due = Instant::now() + AGAIN;
                let again = todo.jobs.entry(key.clone()).or_default();
                again.is_edited |= job.is_edited;
                if again.text.is_none() && !again.drop {
                    again.text = Some(text);
                }
                todo.news.push(ShelfNews::Kept(key, Err(not_kept(&error))));
            }
        }
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn todo(&self) -> MutexGuard<'_, Todo> {
        self.0.todo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    /// When it is to be done; an editor's file alone waits for the text.
    fn due(&self) -> Option<Instant> {
        if self.drop {
            return Some(Instant::now());
        }
        self.text.as_ref().map(|text| text.due)
    }
}

impl Files {
    fn carry_out(&mut self, key: &DraftKey, job: &Job) -> io::Result<()> {
        self.take_up(key);
        if job.drop {
            self.drafts.remove(key.on, &key.field)?;
        }
        if job.is_edited {
            self.drafts.edited(key.on, &key.field);
        }
        let Some(waiting) = &job.text else {
            return Ok(());
        };
        self.drafts.save(&Draft {
            on: key.on,
            field: key.field.clone(),
            step: step_of(&key.field),
            cursor: waiting.cursor,
            at: waiting.at,
            text: waiting.text.clone(),
        })
    }

    /// A draft that was offered is gone on with here: this session holds it, unless another console
    /// has taken it up meanwhile. What is typed here then gets a file of its own.
    fn take_up(&mut self, key: &DraftKey) {
        if let Some(name) = self.offered.remove(key) {
            let _ = self.drafts.take_up(&name);
        }
    }
}

/// Why a draft is not on the disk, in words.
fn not_kept(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

/// What another console of the same person is writing, to be looked at.
fn beside(text: &str) -> String {
    let words = Clean::line(text);
    let shown: String = words.as_str().chars().take(SHOWN_CHARS).collect();
    format!("another console of yours is writing: {shown}")
}

/// The step of a walk that a draft's name says; the draft itself names it too.
fn step_of(field: &str) -> Option<String> {
    let (step, _) = field.strip_prefix("callout--")?.rsplit_once("--")?;
    Some(step.to_owned())
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
