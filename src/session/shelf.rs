//! The drafts of a session: what changed waits at most a second for the disk.
//!
//! The signal thread empties it too when a session ends, so nothing here is held while somebody
//! draws, reads keys or waits for the desk.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::drafts::{Draft, Drafts, Taken};
use crate::text::Clean;
use crate::time::Stamp;
use crate::tui::{DraftKey, KeptDraft};

/// How long a text may wait for the disk. Source: `docs/journal.md`, "Beside it": within a second.
const DELAY: Duration = Duration::from_millis(400);

/// The drafts of a session; copies are the same shelf.
#[derive(Clone)]
pub(super) struct Shelf(Arc<Mutex<Inner>>);

struct Inner {
    drafts: Drafts,
    waiting: BTreeMap<DraftKey, Waiting>,
}

struct Waiting {
    text: String,
    cursor: usize,
    since: Instant,
    at: Stamp,
}

/// What came of keeping one draft.
pub(super) type Kept = (DraftKey, Result<Stamp, String>);

impl Shelf {
    pub(super) fn new(drafts: Drafts) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            drafts,
            waiting: BTreeMap::new(),
        })))
    }

    /// Takes a text that changed; it is on the disk within a second.
    pub(super) fn put(&self, key: DraftKey, text: String, cursor: usize, at: Stamp) {
        let mut inner = self.lock();
        let since = inner
            .waiting
            .get(&key)
            .map_or_else(Instant::now, |waiting| waiting.since);
        inner.waiting.insert(
            key,
            Waiting {
                text,
                cursor,
                since,
                at,
            },
        );
    }

    /// Forgets a text: it is saved, or its owner discarded it.
    pub(super) fn remove(&self, key: &DraftKey) -> Result<(), String> {
        let mut inner = self.lock();
        inner.waiting.remove(key);
        inner
            .drafts
            .remove(key.on, &key.field)
            .map_err(|error| error.to_string())
    }

    /// When the next text must be on the disk.
    pub(super) fn due(&self) -> Option<Instant> {
        self.lock()
            .waiting
            .values()
            .map(|waiting| waiting.since + DELAY)
            .min()
    }

    /// Writes the texts that are due.
    pub(super) fn keep_due(&self) -> Vec<Kept> {
        let now = Instant::now();
        self.keep(|waiting| waiting.since + DELAY <= now)
    }

    /// Writes every text that waits.
    pub(super) fn keep_all(&self) -> Vec<Kept> {
        self.keep(|_| true)
    }

    fn keep(&self, is_due: impl Fn(&Waiting) -> bool) -> Vec<Kept> {
        let mut inner = self.lock();
        let due: Vec<DraftKey> = inner
            .waiting
            .iter()
            .filter(|(_, waiting)| is_due(waiting))
            .map(|(key, _)| key.clone())
            .collect();
        let mut kept = Vec::new();
        for key in due {
            let Some(waiting) = inner.waiting.remove(&key) else {
                continue;
            };
            let draft = Draft {
                on: key.on,
                field: key.field.clone(),
                step: step_of(&key.field),
                cursor: waiting.cursor,
                at: waiting.at,
                text: waiting.text,
            };
            let result = inner.drafts.save(&draft);
            if result.is_err() {
                // It is tried again; the text is on the screen meanwhile.
                let again = Waiting {
                    text: draft.text,
                    cursor: draft.cursor,
                    since: Instant::now() + Duration::from_secs(1),
                    at: draft.at,
                };
                inner.waiting.insert(key.clone(), again);
            }
            kept.push((
                key,
                result
                    .map(|()| waiting.at)
                    .map_err(|error| error.to_string()),
            ));
        }
        kept
    }

    /// The drafts that an earlier session left, taken up by this one; those that another session
    /// edits, and those that cannot be read, come as sentences.
    pub(super) fn left(&self) -> (Vec<KeptDraft>, Vec<String>) {
        let mut inner = self.lock();
        let mut kept = Vec::new();
        let mut news = Vec::new();
        let listed = match inner.drafts.list() {
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
                news.push(
                    "another console of yours is editing a draft; it is not shown here".into(),
                );
                continue;
            }
            if let Ok(Taken::Here(draft)) = inner.drafts.take(draft.on, &draft.field) {
                kept.push(KeptDraft {
                    key: DraftKey {
                        on: draft.on,
                        field: draft.field,
                    },
                    text: draft.text,
                    cursor: draft.cursor,
                    at: draft.at,
                });
            }
        }
        (kept, news)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The step of a walk that a draft's name says; the draft itself names it too.
fn step_of(field: &str) -> Option<String> {
    let (step, _) = field.strip_prefix("callout--")?.rsplit_once("--")?;
    Some(step.to_owned())
}
