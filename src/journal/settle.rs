//! What a process does first when it has the lock: bring the journal to a known end.
//!
//! A process may have died between its write and its mark. Its whole groups are kept: they are
//! written over with their own bytes before the sync, because after a failed sync the kernel calls
//! pages clean that never reached the disk. What is no whole group is moved aside.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::acked::Acked;
use super::chain::{Damage, Position, ReadError, ReadLimit};
use super::disk;
use super::folder::segment_name;
use super::lock::LockError;
use super::read::Journal;
use super::scan::{Torn, line_number};
use super::witness::read_heads_within;
use crate::modes;
use crate::time::Stamp;

/// How long noted heads are waited for while the lock is held. Source: nightdesk; half of what a
/// command waits for the lock.
const HEADS_WAIT: Duration = Duration::from_millis(2500);

/// The journal's end, found and made sure of.
pub(super) struct Settled {
    pub(super) torn_bytes: u64,
    pub(super) segment: (u32, File),
}

impl Journal {
    pub(super) fn bring_to_end(
        &mut self,
        acked_file: &File,
        now: Stamp,
    ) -> Result<Settled, LockError> {
        let acked = self.read_acked()?;
        let start = self.position;
        let scanned = self.collect(ReadLimit::Whole, acked)?;
        if let Some(torn) = scanned.torn {
            self.refuse_noted(torn, &scanned.end)?;
        }
        let is_behind = acked.is_none_or(|a| a.seq < scanned.end.seq);
        if is_behind {
            let from = scanned.acked_end.unwrap_or(start);
            if let Err(error) = self.make_sure(from, acked_file, acked.is_some()) {
                let acked_seq = acked.map_or(0, |a| a.seq);
                self.unread(start, acked_seq);
                let why = self.note_fault(&error, "sync of another's entries", now);
                return Err(LockError::Fault(why));
            }
        }
        if let Some(torn) = scanned.torn {
            self.move_aside(torn, now).map_err(|error| LockError::Io {
                path: self.folder.dir().to_owned(),
                error,
            })?;
        }
        Ok(Settled {
            torn_bytes: scanned.torn.map_or(0, |t| t.bytes),
            segment: self.last_segment(now)?,
        })
    }

    /// A tail with lines that the noted heads know was saved once: it is damage.
    fn refuse_noted(&self, torn: Torn, end: &Position) -> Result<(), ReadError> {
        // Notes that cannot be read say nothing; they lie on another disk, which may be away.
        let read = |file: &PathBuf| read_heads_within(file, HEADS_WAIT);
        let heads = self.heads.as_ref().map(read);
        let heads = heads.and_then(Result::ok).unwrap_or_default();
        let noted = heads.iter().map(|head| head.seq).max().unwrap_or(0);
        if noted <= end.seq {
            return Ok(());
        }
        Err(ReadError::Damage(Damage {
            file: segment_name(torn.place.file),
            line: line_number(&self.folder, torn.place),
            seq: end.seq + 1,
            why: format!("it does not fit, and the witness has noted seq {noted}"),
        }))
    }

    /// Takes back groups that were read and could not be made sure of.
    fn unread(&mut self, start: Position, acked_seq: u64) {
        self.unseen.retain(|group| group.end.seq <= acked_seq);
        self.position = self.unseen.last().map_or(start, |group| group.end);
    }

    /// Syncs all files from `from` on and writes the mark.
    fn make_sure(&self, from: Position, acked_file: &File, is_rewritten: bool) -> io::Result<()> {
        for file in self.folder.segments()? {
            if file.number < from.file || file.number > self.position.file {
                continue;
            }
            let opened = self.folder.open_segment(file.number, true)?;
            if is_rewritten {
                let start = if file.number == from.file {
                    from.offset
                } else {
                    0
                };
                let end = if file.number == self.position.file {
                    self.position.offset
                } else {
                    file.bytes
                };
                self.rewrite(&opened, start, end)?;
            }
            self.disk.sync_data(&opened)?;
        }
        self.disk.sync_dir(&self.folder.journal())?;
        Acked::at(&self.position).write(&*self.disk, acked_file)
    }

    fn rewrite(&self, file: &File, mut offset: u64, end: u64) -> io::Result<()> {
        let mut block = vec![0; 256 * 1024];
        while offset < end {
            let n = (end - offset).min(block.len() as u64) as usize;
            let n = disk::read_at(file, &mut block[..n], offset)?;
            if n == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            disk::write_all(&*self.disk, file, &block[..n], offset)?;
            offset += n as u64;
        }
        Ok(())
    }

    /// Keeps a torn tail in a file of its own, then cuts it off.
    fn move_aside(&self, torn: Torn, now: Stamp) -> io::Result<()> {
        let journal = self.folder.open_segment(torn.place.file, true)?;
        let time = now.utc().format("%Y%m%dT%H%M%S");
        let path = modes::free_name(self.folder.dir(), &format!("torn-{time}"), ".txt");
        let kept = self.disk.create(&path, self.folder.file_mode())?;
        self.copy(&journal, torn.place.offset, &kept)
            .and_then(|()| self.disk.sync_data(&kept))
            .and_then(|()| self.disk.sync_dir(self.folder.dir()))
            .inspect_err(|_| {
                // Half a copy helps nobody; the tail still stands in the journal.
                drop(self.disk.remove(&path));
            })?;
        self.disk.truncate(&journal, torn.place.offset)?;
        self.disk.sync_data(&journal)
    }

    /// Copies what stands behind `from`, however long, into another file.
    fn copy(&self, file: &File, from: u64, to: &File) -> io::Result<()> {
        let mut block = vec![0; 256 * 1024];
        let mut done = 0;
        loop {
            let n = disk::read_at(file, &mut block, from + done)?;
            if n == 0 {
                return Ok(());
            }
            disk::write_all(&*self.disk, to, &block[..n], done)?;
            done += n as u64;
        }
    }

    /// Opens the file that is written next; one left empty by a failed write is used first, when
    /// its name is on the disk.
    fn last_segment(&mut self, now: Stamp) -> Result<(u32, File), LockError> {
        let failed = |error| {
            LockError::Read(ReadError::Io {
                path: self.folder.journal(),
                error,
            })
        };
        let last = self
            .folder
            .segments()
            .map_err(failed)?
            .last()
            .map_or(1, |s| s.number);
        let file = self.folder.open_segment(last, true).map_err(failed)?;
        if last > self.position.file {
            self.disk
                .sync_dir(&self.folder.journal())
                .map_err(|error| {
                    LockError::Fault(self.note_fault(&error, "sync of an empty file's name", now))
                })?;
            self.position.file = last;
            self.position.offset = 0;
        }
        Ok((last, file))
    }

    /// Writes down that a write failed, stops this process writing, and gives the note.
    pub(super) fn note_fault(&mut self, error: &io::Error, what: &str, now: Stamp) -> String {
        let errno = error.raw_os_error().unwrap_or(0);
        let seq = self.position.seq;
        let text = format!("{now} errno {errno} ({error}): {what} after seq {seq}");
        self.poisoned = Some(text.clone());
        // The disk may refuse this too. Then this process alone knows, and the next to take the
        // lock writes and syncs again whatever was not acknowledged.
        drop(self.write_fault(&text));
        text
    }

    /// Writes the note of a fault, where none stands yet.
    pub(super) fn write_fault(&self, text: &str) -> io::Result<()> {
        let file = self
            .disk
            .create(&self.folder.fault(), self.folder.file_mode())?;
        disk::write_all(&*self.disk, &file, format!("{text}\n").as_bytes(), 0)?;
        self.disk.sync_data(&file)?;
        self.disk.sync_dir(self.folder.dir())
    }
}
