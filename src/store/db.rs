//! The store's trees in sled, and the one way into them.
//!
//! sled is the working memory, not the record: its flush does not reach the disk by itself, a
//! flipped bit may read as records that are missing, and a damaged file can make it fall over. So
//! every call into it is fenced, and a fault means: set it aside and build it again.
//!
//! **Invariant:** the store's state (`meta`), rows and entries change in one transaction.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use sled::{Db, IVec, Tree};
use uuid::Uuid;

use super::copy::Scratch;
use super::envelope::{self, Kind};
use super::fault::StoreFault;
use super::flat::TicketRow;
use super::folder;
use super::lines::{self, Blobs, LastValue, Stored, Values};
use super::lock::StoreLock;
use super::parts::{Applied, Batch, Line, RowCheck};
use super::reached::{self, Reached};
use crate::domain::{PersonId, TicketId};
use crate::modes::Modes;

/// What sled keeps of the file in memory, in bytes. Source: `docs/architecture.md`, the store.
const CACHE_BYTES: u64 = 8 << 20;
/// The largest value that goes into sled, in bytes. Larger ones it would put into files of its own,
/// which are never synced.
pub(super) const VALUE_BYTES_MAX: usize = 32 << 10;
const META: &[u8] = b"meta";

/// The open store of one desk. One process has it at a time.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    modes: Modes,
    db: Db,
    row: Tree,
    entry: Tree,
    setting: Tree,
    meta: Tree,
    blobs: Blobs,
    /// The last entry that was on the disk at the last sync.
    synced: AtomicU64,
    /// Where it lies, if that is only a copy; it goes after sled.
    _copy: Option<Scratch>,
    /// Goes last.
    lock: StoreLock,
}

impl Store {
    /// Starts sled on the files in a folder.
    pub(super) fn start(
        folder: &Path,
        modes: Modes,
        lock: StoreLock,
        copy: Option<Scratch>,
    ) -> Result<Self, StoreFault> {
        let blobs = Blobs::open(&folder.join("lines"), modes)?;
        let store = fenced(|| {
            let db = sled::Config::default()
                .path(folder)
                .cache_capacity(CACHE_BYTES)
                .flush_every_ms(None)
                .open()
                .map_err(|e| of_sled(folder, e))?;
            let tree = |name: &str| db.open_tree(name).map_err(|e| of_sled(folder, e));
            Ok(Self {
                row: tree("row")?,
                entry: tree("entry")?,
                setting: tree("setting")?,
                meta: tree("meta")?,
                modes,
                folder: folder.to_owned(),
                blobs,
                synced: AtomicU64::new(0),
                db,
                _copy: copy,
                lock,
            })
        })?;
        folder::tighten(modes, folder)?;
        // Whether this version may read it at all.
        let applied = store.applied()?;
        let before = reached::read(folder, &applied.replica).unwrap_or_default();
        store.synced.store(before.synced, Ordering::Release);
        store.note(&applied.replica, applied.seq.max(before.seq));
        Ok(store)
    }

    /// Ends sled; the lock is still held.
    pub(super) fn end(self) -> StoreLock {
        self.lock
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn modes(&self) -> Modes {
        self.modes
    }

    pub(super) fn row_tree(&self) -> &Tree {
        &self.row
    }

    pub(super) fn entry_tree(&self) -> &Tree {
        &self.entry
    }

    /// Whether a line can be read that lies in a file of its own.
    pub(super) fn check_blob(&self, line: &Stored<'_>) -> Result<(), StoreFault> {
        self.blobs.check(line)
    }

    /// The last value with lines of a record, and its key.
    fn last_value(&self, record: Uuid) -> Result<Option<LastValue>, StoreFault> {
        fenced(|| {
            let last = lines::last_upto(&self.folder, &self.entry, record, u64::MAX)?;
            Ok(last.map(|(key, value)| (key.to_vec(), value.to_vec())))
        })
    }

    /// How far the store has come.
    ///
    /// # Errors
    /// See [`StoreFault`].
    pub fn applied(&self) -> Result<Applied, StoreFault> {
        let found = self.get(&self.meta, META)?;
        found.map_or_else(
            || Ok(Applied::default()),
            |bytes| envelope::open(Kind::Meta, &bytes),
        )
    }

    /// Takes over what was written: all of it or nothing. What it has already it leaves, so the
    /// same batch may come twice.
    ///
    /// # Errors
    /// [`StoreFault::Gap`] where lines between are missing; [`StoreFault::Damaged`] where the batch
    /// is another desk's.
    pub fn apply(&self, batch: &Batch) -> Result<(), StoreFault> {
        let has = self.applied()?;
        if !has.replica.is_empty() && has.replica != batch.applied.replica {
            return Err(StoreFault::damaged("it belongs to another desk"));
        }
        let new: Vec<&Line> = batch.entries.iter().filter(|e| e.seq > has.seq).collect();
        if batch.applied.seq <= has.seq {
            return Ok(());
        }
        follows(has.seq, &new, batch.applied.seq)?;
        let mut values = Values::new(&self.blobs);
        for line in new {
            values.put(line, |record| self.last_value(record))?;
        }
        let entries = values.done();
        let mut rows = Vec::new();
        for row in &batch.rows {
            rows.push((row, envelope::seal(Kind::Ticket, row)?));
        }
        let meta = envelope::seal(Kind::Meta, &batch.applied)?;
        fenced(|| {
            let trees = (&self.row, &self.entry, &self.meta);
            let written = trees.transaction(|(row, entry, state)| {
                for (key, value) in &entries {
                    entry.insert(key.as_slice(), value.as_slice())?;
                }
                for (ticket, value) in &rows {
                    let key = ticket.id().uuid();
                    let before = row.get(key.as_bytes())?;
                    if before.is_some_and(|b| is_newer(&b, ticket)) {
                        continue;
                    }
                    // A row that is too large is folded from its lines when it is wanted.
                    if value.len() > VALUE_BYTES_MAX {
                        row.remove(key.as_bytes().as_slice())?;
                    } else {
                        row.insert(key.as_bytes().as_slice(), value.as_slice())?;
                    }
                }
                state.insert(META, meta.as_slice())?;
                Ok::<(), ConflictableTransactionError<()>>(())
            });
            written.map_err(|e| match e {
                TransactionError::Storage(e) => of_sled(&self.folder, e),
                TransactionError::Abort(()) => StoreFault::damaged("a write was given up"),
            })
        })?;
        self.note(&batch.applied.replica, batch.applied.seq);
        Ok(())
    }

    /// Says beside the store how far it has come. Without the note others know less, not wrong.
    fn note(&self, replica: &str, seq: u64) {
        let synced = self.synced.load(Ordering::Acquire);
        let reached = Reached { seq, synced };
        let _ = reached::note(&self.folder, replica, reached, self.modes);
    }

    /// Every ticket that has a row.
    ///
    /// # Errors
    /// A row is damaged: build the store again.
    pub fn rows(&self) -> Result<Vec<TicketRow>, StoreFault> {
        fenced(|| {
            let rows = self.row.iter().values();
            rows.map(|row| {
                let bytes = row.map_err(|e| of_sled(&self.folder, e))?;
                envelope::open(Kind::Ticket, &bytes)
            })
            .collect()
        })
    }

    /// The row of a ticket.
    ///
    /// # Errors
    /// The row is damaged: fold the ticket from its lines.
    pub fn row(&self, id: TicketId) -> Result<Option<TicketRow>, StoreFault> {
        let found = self.get(&self.row, id.uuid().as_bytes())?;
        found
            .map(|bytes| envelope::open(Kind::Ticket, &bytes))
            .transpose()
    }

    /// The lines of a record, oldest first.
    ///
    /// # Errors
    /// A line is missing or damaged: read them from the journal.
    pub fn entries_of(&self, record: Uuid) -> Result<Vec<Vec<u8>>, StoreFault> {
        fenced(|| {
            let mut found = Vec::new();
            for value in self.entry.scan_prefix(record.as_bytes()).values() {
                let value = value.map_err(|e| of_sled(&self.folder, e))?;
                for line in lines::stored(&value)? {
                    found.push(self.blobs.line(&line)?);
                }
            }
            Ok(found)
        })
    }

    /// One line, under the first record that it concerns or under none.
    ///
    /// # Errors
    /// See [`StoreFault`].
    pub fn line(&self, on: &[Uuid], seq: u64) -> Result<Option<Vec<u8>>, StoreFault> {
        let record = on.first().copied().unwrap_or_default();
        fenced(|| {
            let Some((_, value)) = lines::last_upto(&self.folder, &self.entry, record, seq)? else {
                return Ok(None);
            };
            let lines = lines::stored(&value)?;
            let line = lines.iter().find(|line| line.seq == seq);
            line.map(|line| self.blobs.line(line)).transpose()
        })
    }

    /// Whether a ticket's row fits its lines.
    ///
    /// # Errors
    /// See [`StoreFault`].
    pub fn check_row(&self, id: TicketId) -> Result<RowCheck, StoreFault> {
        let row = match self.row(id) {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(RowCheck::Absent),
            Err(StoreFault::Damaged(_)) => return Ok(RowCheck::Wrong),
            Err(fault) => return Err(fault),
        };
        fenced(|| {
            let mut count = 0;
            let mut last = 0;
            for value in self.entry.scan_prefix(id.uuid().as_bytes()).values() {
                let value = value.map_err(|e| of_sled(&self.folder, e))?;
                for line in lines::stored(&value)? {
                    last = line.seq;
                    count += 1;
                }
            }
            Ok(if (count, last) == (row.entries(), row.last_seq()) {
                RowCheck::Right
            } else {
                RowCheck::Wrong
            })
        })
    }

    /// Every seq after one that the store has a line of, in order, with a record under which
    /// [`Store::line`] gives it: to give back what a journal file has lost, line by line.
    ///
    /// # Errors
    /// A value is damaged.
    pub fn seqs_after(&self, seq: u64) -> Result<Vec<(u64, Uuid)>, StoreFault> {
        fenced(|| {
            let mut found = std::collections::BTreeMap::new();
            for pair in &self.entry {
                let (key, value) = pair.map_err(|e| of_sled(&self.folder, e))?;
                for line in lines::stored(&value)? {
                    if line.seq > seq {
                        found
                            .entry(line.seq)
                            .or_insert_with(|| lines::record_of(&key));
                    }
                }
            }
            Ok(found.into_iter().collect())
        })
    }

    /// A person's setting, such as the pane that was last open.
    ///
    /// # Errors
    /// See [`StoreFault`].
    pub fn setting(&self, person: PersonId, key: &str) -> Result<Option<String>, StoreFault> {
        let found = self.get(&self.setting, &setting_key(person, key))?;
        found
            .map(|bytes| envelope::open(Kind::Setting, &bytes))
            .transpose()
    }

    /// Keeps a person's setting.
    ///
    /// # Errors
    /// See [`StoreFault`].
    pub fn keep_setting(&self, person: PersonId, key: &str, text: &str) -> Result<(), StoreFault> {
        let value = envelope::seal(Kind::Setting, &text)?;
        if value.len() > VALUE_BYTES_MAX {
            return Err(StoreFault::TooLarge { bytes: value.len() });
        }
        fenced(|| {
            let kept = self.setting.insert(setting_key(person, key), value);
            kept.map(drop).map_err(|e| of_sled(&self.folder, e))
        })
    }

    /// Waits until all of it is on the disk. Never on the way to an acknowledgement: call it when
    /// nothing else is to do, and before the end.
    ///
    /// # Errors
    /// See [`StoreFault`]; the journal has everything.
    pub fn sync(&self) -> Result<(), StoreFault> {
        let applied = self.applied()?;
        fenced(|| {
            self.db
                .flush()
                .map(drop)
                .map_err(|e| of_sled(&self.folder, e))
        })?;
        self.blobs.sync()?;
        // The flush alone starts the writing and does not wait for the disk.
        let file = self.folder.join("db");
        File::open(&file)
            .and_then(|file| file.sync_data())
            .map_err(|e| StoreFault::io(file, e))?;
        folder::tighten(self.modes, &self.folder)?;
        folder::sync(&self.folder)?;
        self.synced.store(applied.seq, Ordering::Release);
        let has = reached::read(&self.folder, &applied.replica).unwrap_or_default();
        self.note(&applied.replica, applied.seq.max(has.seq));
        Ok(())
    }

    fn get(&self, tree: &Tree, key: &[u8]) -> Result<Option<IVec>, StoreFault> {
        fenced(|| tree.get(key).map_err(|e| of_sled(&self.folder, e)))
    }
}

/// Refuses lines that do not follow what the store has, or that leave some out.
fn follows(has: u64, new: &[&Line], end: u64) -> Result<(), StoreFault> {
    let mut next = has + 1;
    for line in new {
        if line.seq != next {
            let (has, given) = (next - 1, line.seq);
            return Err(StoreFault::Gap { has, given });
        }
        next += 1;
    }
    if next - 1 == end {
        Ok(())
    } else {
        Err(StoreFault::Gap {
            has: next - 1,
            given: end,
        })
    }
}

/// Whether a stored row is as new as the one that would replace it; a damaged one is not.
fn is_newer(stored: &[u8], row: &TicketRow) -> bool {
    let stored: Result<TicketRow, _> = envelope::open(Kind::Ticket, stored);
    stored.is_ok_and(|stored| stored.last_seq() >= row.last_seq())
}

fn setting_key(person: PersonId, key: &str) -> Vec<u8> {
    [person.uuid().as_bytes().as_slice(), key.as_bytes()].concat()
}

/// What is said of a store whose files do not hold together.
const UNREADABLE: &str = "it cannot be read";

/// Calls into sled; where that panics, it is a fault of the store.
pub(super) fn fenced<T>(work: impl FnOnce() -> Result<T, StoreFault>) -> Result<T, StoreFault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(StoreFault::damaged(UNREADABLE)))
}

pub(super) fn of_sled(folder: &Path, error: sled::Error) -> StoreFault {
    match error {
        sled::Error::Io(why) if why.to_string().contains("could not acquire lock") => {
            StoreFault::Busy
        }
        sled::Error::Io(why) if why.raw_os_error().is_some() => StoreFault::io(folder, why),
        // Its own words are about its insides and help nobody at a desk; the mend is the same.
        sled::Error::Io(why) => StoreFault::io(folder, why.kind().into()),
        sled::Error::CollectionNotFound(_)
        | sled::Error::Unsupported(_)
        | sled::Error::ReportableBug(_)
        | sled::Error::Corruption { .. } => StoreFault::damaged(UNREADABLE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_store_says_of_its_insides_is_not_shown() {
        let at = Path::new("store");
        for error in [
            sled::Error::Unsupported("failed to open database: wrong segment size".to_owned()),
            sled::Error::ReportableBug("sled::Db::export".to_owned()),
            sled::Error::Corruption { at: None, bt: () },
        ] {
            let said = of_sled(at, error).to_string();
            assert_eq!(said, "the store is damaged: it cannot be read");
        }
        let inner = std::io::Error::other("Custom { kind: Other, backtrace () }");
        let said = of_sled(at, sled::Error::Io(inner)).to_string();
        assert_eq!(said, "store: other error");
    }
}
