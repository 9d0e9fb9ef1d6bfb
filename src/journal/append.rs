//! Writing: whole groups, then the sync, then the mark, then the answer.
//!
//! A full disk is the one failure that can be mended on the spot: what was half written is cut off,
//! the reserve is freed and the batch written once more. Every other failure leaves nobody knowing
//! what the disk holds, so the journal becomes read-only and says so.
//!
//! Invariant: [`Locked::append`] gives `Ok` only after `fdatasync` and the mark succeeded.

use std::io;

use super::acked::Acked;
use super::batch::Batch;
use super::chain::{Group, Position};
use super::compose::{Composer, Lines, NewEntry, Stamping};
use super::disk;
use super::line::Place;
use super::lock::Locked;
use super::ready::Ready;
use super::room::{is_limit, is_no_space};
use crate::time::Stamp;

/// Why nothing was saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The entries cannot be lines; the files were not touched.
    #[error("these entries cannot be written: {0}")]
    Refused(String),
    /// There is no room, even after the reserve was freed. Keep the text; it may be tried again.
    #[error("NOT SAVED: {0}")]
    NotSaved(String),
    /// A write or a sync failed. Keep the text; this process writes no more.
    #[error("NOT SAVED, the desk is read-only: {0}")]
    ReadOnly(String),
    /// The entries stand in the file and it is not known whether they stay: the next to open the
    /// desk looks, and saves them where they are whole. This process writes no more.
    #[error("MAY HAVE BEEN SAVED, the desk is read-only: {0}")]
    Unsure(String),
}

/// What a long group wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bulk {
    /// Where its first line begins; reading from here gives the group.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// Where its last line begins.
    pub last: Place,
    /// How many lines it has.
    pub entries: u32,
}

/// A long group on its way to the disk.
struct Long<'a> {
    start: Position,
    /// Up to where it is in the file.
    written: Position,
    composer: Composer,
    lines: Lines<'a>,
}

/// Bytes of a long group that are written at once.
const BULK_BYTES: usize = 1024 * 1024;

impl Locked<'_> {
    /// Appends groups that have everything in common with one write and one sync, and gives them as
    /// they were written. All are saved or none.
    ///
    /// # Errors
    /// See [`AppendError`]; nothing of them was saved.
    pub fn append(
        &mut self,
        groups: Vec<Vec<NewEntry>>,
        stamping: &Stamping,
    ) -> Result<Vec<Group>, AppendError> {
        let mut batch = self.batch()?;
        let mut written = Vec::with_capacity(groups.len());
        for group in groups {
            let group = batch.add(stamping, &group);
            written.push(group.map_err(AppendError::Refused)?);
        }
        self.save(&batch, stamping.at)?;
        Ok(written)
    }

    /// Begins to put groups together that are to share one write and one sync.
    ///
    /// # Errors
    /// [`AppendError::ReadOnly`] where a write failed before.
    pub fn batch(&self) -> Result<Batch, AppendError> {
        self.refuse_after_fault()?;
        Ok(Batch::new(self.next_start()))
    }

    /// Saves every group of a batch with one write and one sync; with none it does nothing.
    ///
    /// # Errors
    /// See [`AppendError`]; nothing of the batch was saved.
    pub fn save(&mut self, batch: &Batch, now: Stamp) -> Result<(), AppendError> {
        if batch.is_empty() {
            return Ok(());
        }
        let (start, end) = (batch.start(), batch.end());
        self.put(start, start, batch.bytes(), now)?;
        self.commit(end, now)
    }

    /// Appends one long group of `count` entries, whose data comes in pieces, with one sync at the
    /// end.
    ///
    /// # Errors
    /// See [`AppendError`]; nothing of the group was saved.
    pub fn append_pieces(
        &mut self,
        count: u32,
        pieces: impl IntoIterator<Item = Result<Ready, String>>,
        stamping: &Stamping,
    ) -> Result<Bulk, AppendError> {
        self.refuse_after_fault()?;
        let start = self.next_start();
        let mut long = Long {
            start,
            written: start,
            composer: Composer::new(start),
            lines: Lines::new(stamping, count).map_err(AppendError::Refused)?,
        };
        if let Err(why) = self.put_pieces(&mut long, pieces, stamping.at)? {
            if long.written != start {
                self.cut_back(start)
                    .map_err(|e| self.fail(start, &e, "cut", stamping.at))?;
            }
            return Err(AppendError::Refused(why));
        }
        let end = long.composer.at;
        self.put(long.written, start, &long.composer.bytes, stamping.at)?;
        self.commit(end, stamping.at)?;
        Ok(Bulk {
            start,
            end,
            last: long.lines.last,
            entries: count,
        })
    }

    /// Writes a long group but for its last bytes, or says why it cannot be lines.
    fn put_pieces(
        &mut self,
        long: &mut Long<'_>,
        pieces: impl IntoIterator<Item = Result<Ready, String>>,
        now: Stamp,
    ) -> Result<Result<(), String>, AppendError> {
        for piece in pieces {
            let piece = match piece {
                Ok(piece) => piece,
                Err(why) => return Ok(Err(why)),
            };
            for parts in piece.parts() {
                if let Err(why) = long.lines.add(&mut long.composer, &parts) {
                    return Ok(Err(why));
                }
                if long.composer.bytes.len() >= BULK_BYTES {
                    self.put(long.written, long.start, &long.composer.bytes, now)?;
                    let (from, bytes) = (long.written.offset, long.composer.bytes.len() as u64);
                    let disk = &self.journal.disk;
                    disk.begin_sync(&self.segment.1, from, bytes);
                    long.written = long.composer.at;
                    long.composer.bytes.clear();
                }
            }
        }
        Ok(long.lines.are_all())
    }

    pub(super) fn refuse_after_fault(&self) -> Result<(), AppendError> {
        match &self.journal.poisoned {
            Some(why) => Err(AppendError::ReadOnly(why.clone())),
            None => Ok(()),
        }
    }

    /// Where the next batch begins: at the end, or in a new file where this one is long enough.
    fn next_start(&self) -> Position {
        let end = self.journal.position;
        if end.offset < self.journal.segment_bytes {
            return end;
        }
        Position {
            file: end.file + 1,
            offset: 0,
            ..end
        }
    }

    /// Writes `bytes` at `at`. Where it fails the journal is cut back to `batch`, the start of all
    /// that is to be saved together.
    fn put(
        &mut self,
        at: Position,
        batch: Position,
        bytes: &[u8],
        now: Stamp,
    ) -> Result<(), AppendError> {
        self.begin_file(at, batch, now)?;
        let first = match self.write(at, bytes) {
            Ok(()) => return Ok(()),
            Err(e) => e,
        };
        if !is_no_space(&first) {
            return Err(self.fail(batch, &first, "write", now));
        }
        if is_limit(&first) {
            // The reserve is room on the disk, and that is not what is missing.
            self.cut_back(batch)
                .map_err(|e| self.fail(batch, &e, "cut after a full disk", now))?;
            return Err(AppendError::NotSaved(self.journal.found_no_room(&first)));
        }
        self.cut_back(at)
            .map_err(|e| self.fail(batch, &e, "cut after a full disk", now))?;
        // A reserve that is gone already frees nothing; then the second try fails as well.
        let is_freed = self.free_reserve();
        let second = match self.write(at, bytes) {
            Ok(()) => {
                self.journal.spent_reserve(is_freed);
                return Ok(());
            }
            Err(e) => e,
        };
        if !is_no_space(&second) {
            return Err(self.fail(batch, &second, "write", now));
        }
        self.cut_back(batch)
            .map_err(|e| self.fail(batch, &e, "cut after a full disk", now))?;
        Err(AppendError::NotSaved(self.journal.found_no_room(&second)))
    }

    /// Gives the reserve's room to the disk; whether there was one.
    fn free_reserve(&self) -> bool {
        let removed = self.journal.disk.remove(&self.journal.folder.reserve());
        removed.is_ok()
    }

    /// Makes the file of `at` where it is a new one. A full disk shows when its name is synced, and
    /// that is a failed sync like any other.
    fn begin_file(&mut self, at: Position, batch: Position, now: Stamp) -> Result<(), AppendError> {
        if self.segment.0 == at.file {
            return Ok(());
        }
        let disk = &*self.journal.disk;
        let folder = &self.journal.folder;
        let path = folder.segment(at.file);
        let create = || disk.create(&path, folder.file_mode());
        let mut is_freed = false;
        let file = create().or_else(|error| {
            if !is_no_space(&error) {
                return Err(error);
            }
            is_freed = self.free_reserve();
            create()
        });
        let synced = file.and_then(|file| {
            self.segment = (at.file, file);
            disk.sync_dir(&folder.journal())
        });
        match synced {
            Ok(()) => {
                self.journal.spent_reserve(is_freed);
                Ok(())
            }
            Err(error) if self.segment.0 != at.file && is_no_space(&error) => {
                Err(AppendError::NotSaved(self.journal.found_no_room(&error)))
            }
            Err(error) => Err(self.fail(batch, &error, "a new file", now)),
        }
    }

    fn write(&self, at: Position, bytes: &[u8]) -> io::Result<()> {
        disk::write_all(&*self.journal.disk, &self.segment.1, bytes, at.offset)
    }

    fn cut_back(&self, to: Position) -> io::Result<()> {
        if self.segment.0 != to.file {
            return Ok(());
        }
        let disk = &*self.journal.disk;
        disk.truncate(&self.segment.1, to.offset)?;
        disk.sync_data(&self.segment.1)
    }

    /// The sync and the mark; from here on the entries are saved.
    fn commit(&mut self, end: Position, now: Stamp) -> Result<(), AppendError> {
        let start = Position {
            file: end.file,
            offset: if end.file == self.journal.position.file {
                self.journal.position.offset
            } else {
                0
            },
            ..self.journal.position
        };
        let disk = &*self.journal.disk;
        if let Err(e) = disk.sync_data(&self.segment.1) {
            return Err(self.fail(start, &e, "sync", now));
        }
        if let Err(e) = Acked::at(&end).write(disk, &self.acked_file) {
            // The lines are on the disk and the mark may be too, so nothing is cut.
            return Err(AppendError::Unsure(
                self.journal.note_fault(&e, "mark", now),
            ));
        }
        self.journal.position = end;
        self.journal.told(end.seq);
        self.journal.know_files();
        self.journal.found_room();
        if self.fault.take().is_some() {
            // A mark that cannot be removed makes the next writer check once more.
            drop(self.journal.disk.remove(&self.journal.folder.fault()));
            drop(self.journal.disk.sync_dir(self.journal.folder.dir()));
        }
        Ok(())
    }

    /// Cuts back as far as it can, writes the failure down, and ends this process's writing.
    fn fail(&mut self, batch: Position, error: &io::Error, what: &str, now: Stamp) -> AppendError {
        let is_cut = self.cut_back(batch).is_ok();
        let why = self.journal.note_fault(error, what, now);
        // What could not be cut off may be whole; then the next to have the lock acknowledges it.
        if is_cut {
            AppendError::ReadOnly(why)
        } else {
            AppendError::Unsure(why)
        }
    }
}
