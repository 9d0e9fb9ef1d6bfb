//! Noting the head outside the desk, daily and at the end of a session.
//!
//! A chain that nobody else has seen proves nothing: with a head noted elsewhere, `verify` finds
//! lines that were taken off the end or written anew.
//!
//! The folder may lie on another machine, which is away, full, or does not answer at all. So each
//! note is written by a thread that lives for it alone, and nothing waits for that but the end of
//! a session or command, for a moment.
//!
//! Invariants: no save waits for a note; one note is under way at a time.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::Inner;
use super::open::Stop;
use crate::journal::{WitnessLine, note_head, read_heads, witness_file};
use crate::time::Stamp;

/// How long the end waits for a note that is under way.
const END_WAIT: Duration = Duration::from_millis(500);
/// Minutes until a folder that could not be written is tried again, but for the end of a session.
const AGAIN_MINUTES: i64 = 15;

/// A head that is to be noted, and when it is worth it.
#[derive(Debug, Clone)]
struct Ask {
    file: PathBuf,
    head: WitnessLine,
    is_end: bool,
}

/// The day on which a head was noted, and its seq.
type Mark = (String, u64);

/// Writes a note where it is due, knowing the last one; gives the last one after it.
type Write = dyn Fn(&Ask, Option<Mark>) -> io::Result<Mark> + Send + Sync;

/// What is known of the notes.
#[derive(Debug, Default)]
struct Stand {
    /// The head that was noted last, as far as this process knows.
    noted: Option<Mark>,
    /// When the note that is under way was begun.
    begun: Option<Stamp>,
    /// Whether it was found not to answer.
    is_hanging: bool,
    /// When the folder last failed.
    failed: Option<Stamp>,
    /// Whether that was told.
    is_told: bool,
    news: Vec<String>,
}

/// The notes of one desk, and who writes them.
pub(super) struct Noter {
    stand: Arc<(Mutex<Stand>, Condvar)>,
    write: Arc<Write>,
}

impl Noter {
    pub(super) fn new() -> Self {
        Self::with(Arc::new(write))
    }

    fn with(write: Arc<Write>) -> Self {
        Self {
            stand: Arc::default(),
            write,
        }
    }

    /// What should be told once; empty after.
    pub(super) fn news(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.stand).news)
    }

    #[cfg(test)]
    fn is_busy(&self) -> bool {
        lock(&self.stand).begun.is_some()
    }

    /// Begins a note where one is due.
    fn note(&self, ask: Ask) {
        let now = ask.head.at;
        let mut stand = lock(&self.stand);
        if let Some(begun) = stand.begun {
            if now.minutes_since(begun) > 0 {
                stand.is_hanging = true;
                stand.fail(&ask.file, "it does not answer", now);
            }
            return;
        }
        let is_early =
            |failed: Stamp| (0..AGAIN_MINUTES).contains(&now.minutes_since(failed)) && !ask.is_end;
        let is_known = stand.noted.as_ref().is_some_and(|mark| !is_due(&ask, mark));
        if is_known || stand.failed.is_some_and(is_early) {
            return;
        }
        stand.begun = Some(now);
        let before = stand.noted.clone();
        drop(stand);
        let (shared, write) = (Arc::clone(&self.stand), Arc::clone(&self.write));
        let file = ask.file.clone();
        let begun = std::thread::Builder::new()
            .name("witness".to_owned())
            .spawn(move || {
                let done = write(&ask, before);
                lock(&shared).ended(done, &ask.file, now);
                shared.1.notify_all();
            });
        if let Err(error) = begun {
            lock(&self.stand).ended(Err(error), &file, now);
        }
    }

    /// Waits for the note that is under way, for a moment at most.
    pub(super) fn wait(&self) {
        let stand = lock(&self.stand);
        // One that was found not to answer is not waited for again.
        let is_under_way = |stand: &mut Stand| stand.begun.is_some() && !stand.is_hanging;
        drop(
            self.stand
                .1
                .wait_timeout_while(stand, END_WAIT, is_under_way),
        );
    }
}

impl Drop for Noter {
    fn drop(&mut self) {
        self.wait();
    }
}

impl Stand {
    fn ended(&mut self, done: io::Result<Mark>, file: &Path, now: Stamp) {
        self.begun = None;
        self.is_hanging = false;
        match done {
            Ok(mark) => {
                self.noted = Some(mark);
                self.failed = None;
                self.is_told = false;
            }
            Err(error) => self.fail(file, &error.to_string(), now),
        }
    }

    /// Keeps that the folder failed, and has it told where it was not.
    fn fail(&mut self, file: &Path, why: &str, now: Stamp) {
        self.failed = Some(now);
        if !std::mem::replace(&mut self.is_told, true) {
            let folder = file.parent().unwrap_or(file).display();
            self.news.push(format!(
                "the head was not noted in {folder}: {why}. All is saved; it is tried again by \
                 itself"
            ));
        }
    }
}

fn lock(stand: &(Mutex<Stand>, Condvar)) -> std::sync::MutexGuard<'_, Stand> {
    stand.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn day(at: Stamp) -> String {
    at.wall().date().to_string()
}

/// Whether a head is worth a note after another: on a new day, or at the end, where it moved.
fn is_due(ask: &Ask, (noted, seq): &Mark) -> bool {
    *seq != ask.head.seq && (ask.is_end || *noted != day(ask.head.at))
}

/// Looks into the file where the last note is not known, for another process may have noted today.
fn write(ask: &Ask, before: Option<Mark>) -> io::Result<Mark> {
    let before = match before {
        Some(mark) => Some(mark),
        None => match read_heads(&ask.file) {
            Ok(heads) => heads.last().map(|head| (day(head.at), head.seq)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        },
    };
    if let Some(mark) = before.filter(|mark| !is_due(ask, mark)) {
        return Ok(mark);
    }
    note_head(&ask.file, &ask.head)?;
    Ok((day(ask.head.at), ask.head.seq))
}

impl Inner {
    /// Notes the head in the profile's witness folder, if there is one: the first time on a day,
    /// and at the end of a session where anything was written since. Waits for nothing.
    pub(super) fn note_head(&self, now: Stamp, is_end: bool) {
        if matches!(self.stop, Some(Stop::Newer(_))) || self.journal.is_replaced() {
            // The witness folder may lie in the desk's own, of which nothing is changed.
            return;
        }
        let (Some(site), Some(replica), Some(last)) =
            (&self.core.site, &self.core.replica, &self.core.last)
        else {
            return;
        };
        let Some(folder) = &site.policy.profile.desk.witness_dir else {
            return;
        };
        self.noter.note(Ask {
            file: witness_file(&self.journal.dir().join(folder), replica),
            head: WitnessLine {
                seq: last.seq,
                hash16: last.hash16.clone(),
                next_number: self.core.next_ticket(),
                at: now,
            },
            is_end,
        });
    }
}

#[cfg(test)]
#[path = "witness_tests.rs"]
mod tests;
