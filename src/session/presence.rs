//! Where this session is on the desk, told to the others, and where they are.
//!
//! The writer reads and writes the files; the signal thread takes ours away when the session ends.
//! All of it is a courtesy: where it fails, nobody is shown, and nothing else is wrong.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::drafts::{Doing, Here, Present};
use crate::time::Stamp;

/// A session among the others; copies are the same one.
#[derive(Clone)]
pub(super) struct Presence(Arc<Mutex<Option<Here>>>);

impl Presence {
    /// A session of a person at a desk's folder, which is nowhere yet.
    pub(super) fn new(desk: &Path, person: Uuid) -> Self {
        // Where the folder cannot be written nobody is seen.
        Self(Arc::new(Mutex::new(Here::open(desk, person).ok())))
    }

    /// A session that is never seen and sees nobody: in a folder where nothing may be changed.
    pub(super) fn nowhere() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }

    /// Says where the session is.
    pub(super) fn say(&self, at: Option<(Uuid, Doing)>, now: Stamp) {
        if let Some(here) = self.lock().as_mut() {
            // A full disk is told where a text is lost, not here.
            let _ = here.say(at, now);
        }
    }

    /// Where the others are.
    pub(super) fn others(&self) -> Vec<Present> {
        self.lock().as_ref().map(Here::others).unwrap_or_default()
    }

    /// The session ends: it is nowhere from now on.
    pub(super) fn end(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Here>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
