//! Carrying out a redaction to its end, whoever began it.
//!
//! The order is an entry, saved like any other. What it orders is then done in the same holding of
//! the lock: drafts and the attached file go, then the page, then the journal's file is written anew
//! without the text, and last the store is thrown away. Whoever has the lock next finishes what was
//! cut off: an order whose entry still has its text is found by reading, and what is to be done
//! after that is kept in mind by the file `redacting`.
//!
//! Invariants: nothing is taken away before the order is synced; the text itself goes last but one,
//! for everything before is found by it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use uuid::Uuid;

use super::core::Core;
use super::sweep::{self, Found};
use super::{Inner, aside, codec, submit};
use crate::journal::{Holder, Journal, LockError, Locked, ReadError, ReadLimit};
use crate::modes::{self, Modes};
use crate::store::{Archive, Store};
use crate::text::Clean;
use std::time::Duration;

/// The file that says that a store may still hold what was taken out.
const MARK: &str = "redacting";
/// How often a redaction that cannot be finished is tried again, in milliseconds. Source: nightdesk.
const AGAIN_MS: i64 = 30_000;

/// Orders whose entries still have their texts, each with the entry's id.
pub(super) type Orders = BTreeMap<u64, Uuid>;

impl Inner {
    /// Whether a redaction is to be finished, and was not tried just now.
    pub(super) fn is_redaction_due(&self, now_ms: i64) -> bool {
        let is_early = |at: i64| (0..AGAIN_MS).contains(&(now_ms - at));
        if self.redaction_tried.is_some_and(is_early) {
            return false;
        }
        !self.core.orders.is_empty() || self.journal.dir().join(MARK).exists()
    }

    /// Finishes every redaction that was ordered; the records are then read anew.
    ///
    /// # Errors
    /// Why it was not done; the next holder of the lock tries again.
    pub(super) fn finish_redactions(
        &mut self,
        wait: Duration,
        holder: &Holder,
    ) -> Result<(), String> {
        self.redaction_tried = Some(holder.since.epoch_ms());
        for _ in 0..2 {
            let Self {
                journal,
                core,
                news,
                ..
            } = self;
            let dir = journal.dir().to_owned();
            let mut locked = match journal.lock(wait, holder) {
                Ok(locked) => locked,
                Err(LockError::Read(ReadError::Reset)) => {
                    self.forget();
                    self.catch_up(ReadLimit::Acked);
                    continue;
                }
                Err(error) => return Err(error.to_string()),
            };
            submit::take_over(&mut locked, core, news).map_err(|stop| stop.why().to_owned())?;
            let orders = core.orders.clone();
            if orders.is_empty() {
                let done = finish(&dir, news);
                self.redaction_tried = None;
                return done;
            }
            let done = at_once(&dir, locked, &orders, core, news);
            self.read_anew();
            if done.is_ok() {
                self.redaction_tried = None;
            }
            return done;
        }
        Err("the journal's files are being replaced".to_owned())
    }

    /// Reads the records again after the journal's files were written anew.
    pub(super) fn read_anew(&mut self) {
        self.forget();
        self.page_seq = 0;
        self.catch_up(ReadLimit::Acked);
    }
}

/// Carries orders out to their end within the lock that is held, and gives it up. The records must
/// be read anew after it, done or not.
///
/// # Errors
/// Why the text may still be there; whoever has the lock next goes on with it.
pub(super) fn at_once(
    dir: &Path,
    mut locked: Locked<'_>,
    orders: &Orders,
    core: &Core,
    news: &mut Vec<String>,
) -> Result<(), String> {
    let done = carry_out(dir, &mut locked, orders, core, news);
    let held = locked.into_held();
    let done = done.and_then(|()| finish(dir, news));
    drop(held);
    done
}

fn carry_out(
    dir: &Path,
    locked: &mut Locked<'_>,
    orders: &Orders,
    core: &Core,
    news: &mut Vec<String>,
) -> Result<(), String> {
    let failed = |error: io::Error| error.to_string();
    mark(dir).map_err(failed)?;
    for (order, target) in orders {
        let journal = Journal::open_at(dir, locked.position()).map_err(|e| e.to_string())?;
        let named = journal.find_bytes(target.to_string().as_bytes());
        let named = named.map_err(|error| error.to_string())?;
        let entry = named.iter().find(|entry| entry.id == *target);
        if let Some(entry) = entry.filter(|entry| entry.redacted.is_none()) {
            let event = codec::decode(entry).map_err(|error| error.to_string())?;
            let found = Found::of(entry, event.as_ref());
            news.extend(sweep::elsewhere(dir, &journal, core, &found)?);
            news.extend(sweep::drafts(dir, &found).map_err(failed)?);
            news.extend(sweep::file(dir, &journal, &found)?);
        }
        remove(&dir.join("page.new")).map_err(failed)?;
        remove(&dir.join("page")).map_err(failed)?;
        Archive::remove(dir).map_err(failed)?;
        modes::sync_folder(dir).map_err(failed)?;
        locked.redact(*target, *order).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Throws the store away that may hold the text, and the mark with it. One that another process
/// has open is left to that process, which sees that the journal was replaced.
fn finish(dir: &Path, news: &mut Vec<String>) -> Result<(), String> {
    let path = dir.join(MARK);
    let Ok(was) = fs::read_to_string(&path) else {
        return Ok(());
    };
    let was = was.trim();
    // A store from before stores had words has none, and is as old as the mark.
    let is_old = Store::identity(dir).unwrap_or_default() == was;
    if !Store::discard(dir, is_old).map_err(|fault| fault.to_string())? {
        let who =
            Store::holder(dir).map_or("another process".to_owned(), |pid| format!("process {pid}"));
        news.push(format!(
            "{who} has the store open, and makes it anew without the text as soon as it looks"
        ));
        return Ok(());
    }
    let aside = aside::set_aside(dir).into_iter().map(|found| found.name);
    let is_it = |name: &Clean| {
        let word = Store::identity_in(&dir.join(name.as_str()));
        word.is_some_and(|word| word == was)
    };
    news.extend(aside.filter(is_it).map(|name| {
        format!(
            "{name}, which was set aside, may still hold what was taken out: look at it, then \
             remove it"
        )
    }));
    remove(&path)
        .and_then(|()| modes::sync_folder(dir))
        .map_err(|error| error.to_string())
}

/// Says on the disk which store may hold the text; one that is said already stays.
fn mark(dir: &Path) -> io::Result<()> {
    let path = dir.join(MARK);
    if path.exists() {
        return Ok(());
    }
    let new = dir.join("redacting.new");
    remove(&new)?;
    let mut file = Modes::of(dir)?.create(&new)?;
    let store = Store::identity(dir).unwrap_or_default();
    io::Write::write_all(&mut file, format!("{store}\n").as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, &path)?;
    modes::sync_folder(dir)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
