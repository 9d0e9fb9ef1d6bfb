//! Finding lines without an index: a search for bytes over the files.
//!
//! This is how a closed ticket is found where the working store is not at hand. Lines behind the
//! position are not found: nobody has read them yet.

use std::io::{self, BufReader, Read};

use memchr::{memchr, memmem, memrchr};
use uuid::Uuid;

use super::LINE_BYTES_MAX;
use super::chain::{Damage, ReadError};
use super::folder::{Folder, segment_name};
use super::line::{Entry, LineFault, Place};
use super::orders::Orders;
use super::read::Journal;
use super::scan::{line_number, read_line};

/// Bytes that are searched at once.
const BLOCK_BYTES: usize = 1_048_576;

impl Journal {
    /// The lines that concern a record, in their order.
    ///
    /// # Errors
    /// A file cannot be read, or a line that was found does not fit its hashes.
    pub fn find_on(&self, record: Uuid) -> Result<Vec<Entry>, ReadError> {
        let mut found = self.find_bytes(record.to_string().as_bytes())?;
        found.retain(|entry| entry.on.contains(&record));
        Ok(found)
    }

    /// The lines that contain some bytes, in their order.
    ///
    /// # Errors
    /// A file cannot be read, or a line that was found does not fit its hashes.
    pub fn find_bytes(&self, needle: &[u8]) -> Result<Vec<Entry>, ReadError> {
        let mut found = Vec::new();
        self.each_with(&[needle], |entry| found.push(entry))?;
        Ok(found)
    }

    /// The lines that contain any of some bytes, one at a time, for those that are too many to be
    /// held.
    ///
    /// # Errors
    /// As [`Journal::find_bytes`].
    pub fn each_with(
        &self,
        needles: &[&[u8]],
        mut on_entry: impl FnMut(Entry),
    ) -> Result<(), ReadError> {
        let finders: Vec<_> = needles.iter().map(memmem::Finder::new).collect();
        let mut orders = Orders::of(&self.folder);
        let mut found = |mut entry: Entry| {
            orders.fill(std::slice::from_mut(&mut entry));
            on_entry(entry);
        };
        for file in 1..=self.position.file {
            let end = if file == self.position.file {
                self.position.offset
            } else {
                u64::MAX
            };
            self.find_in(file, end, &finders, &mut found)?;
        }
        Ok(())
    }

    /// The line that begins at a place.
    ///
    /// # Errors
    /// The file cannot be read, or no good line begins there.
    pub fn read_at(&self, place: Place) -> Result<Entry, ReadError> {
        let read = || -> io::Result<Vec<u8>> {
            use std::io::{Seek, SeekFrom};
            let mut opened = self.folder.open_segment(place.file, false)?;
            opened.seek(SeekFrom::Start(place.offset))?;
            let mut line = Vec::new();
            read_line(&mut BufReader::new(opened), &mut line)?;
            Ok(line)
        };
        let line = read().map_err(|error| self.io(place.file, error))?;
        let mut entry = self.parse_at(&line, place)?;
        Orders::of(&self.folder).fill(std::slice::from_mut(&mut entry));
        Ok(entry)
    }

    fn find_in(
        &self,
        file: u32,
        end: u64,
        finders: &[memmem::Finder<'_>],
        found: &mut dyn FnMut(Entry),
    ) -> Result<(), ReadError> {
        let failed = |error| self.io(file, error);
        let mut opened = self
            .folder
            .open_segment(file, false)
            .map_err(failed)?
            .take(end);
        let mut block = Vec::with_capacity(2 * BLOCK_BYTES);
        let mut block_start = 0;
        loop {
            let read = opened
                .by_ref()
                .take(BLOCK_BYTES as u64)
                .read_to_end(&mut block)
                .map_err(failed)?;
            let whole = memrchr(b'\n', &block).map_or(0, |i| i + 1);
            let start = Place {
                file,
                offset: block_start,
            };
            self.search(&block[..whole], start, finders, found)?;
            if read == 0 {
                return Ok(());
            }
            if block.len() - whole >= LINE_BYTES_MAX {
                return Err(self.damage(start, &LineFault::TooLong));
            }
            block.drain(..whole);
            block_start += whole as u64;
        }
    }

    fn io(&self, file: u32, error: io::Error) -> ReadError {
        ReadError::Io {
            path: self.folder.segment(file),
            error,
        }
    }

    /// Looks through whole lines, the first of which begins at `start`.
    fn search(
        &self,
        lines: &[u8],
        start: Place,
        finders: &[memmem::Finder<'_>],
        found: &mut dyn FnMut(Entry),
    ) -> Result<(), ReadError> {
        let next = |finder: &memmem::Finder<'_>, from| {
            let hit = finder.find(&lines[from..]);
            hit.map_or(usize::MAX, |at| from + at)
        };
        let mut hits: Vec<usize> = finders.iter().map(|finder| next(finder, 0)).collect();
        while let Some(hit) = hits.iter().copied().min().filter(|hit| *hit < lines.len()) {
            let begin = memrchr(b'\n', &lines[..hit]).map_or(0, |i| i + 1);
            let end = memchr(b'\n', &lines[hit..]).map_or(lines.len(), |i| hit + i + 1);
            let place = Place {
                file: start.file,
                offset: start.offset + begin as u64,
            };
            found(self.parse_at(&lines[begin..end], place)?);
            for (hit, finder) in hits.iter_mut().zip(finders) {
                if *hit < end {
                    *hit = next(finder, end);
                }
            }
        }
        Ok(())
    }

    fn parse_at(&self, line: &[u8], place: Place) -> Result<Entry, ReadError> {
        match Entry::parse(line) {
            Ok(mut entry) => {
                entry.place = place;
                Ok(entry)
            }
            Err(fault) => Err(self.damage(place, &fault)),
        }
    }

    fn damage(&self, place: Place, fault: &LineFault) -> ReadError {
        ReadError::Damage(Damage {
            file: segment_name(place.file),
            line: line_number(&self.folder, place),
            seq: 0,
            why: fault.to_string(),
        })
    }
}

/// Gives every whole line of a file that contains some bytes, as far as the file can be read.
pub(super) fn each_line(folder: &Folder, file: u32, needle: &[u8], on_line: &mut dyn FnMut(&[u8])) {
    let Ok(opened) = folder.open_segment(file, false) else {
        return;
    };
    let finder = memmem::Finder::new(needle);
    let mut reader = BufReader::with_capacity(256 * 1024, opened);
    let mut line = Vec::new();
    while read_line(&mut reader, &mut line).is_ok() && !line.is_empty() {
        if finder.find(&line).is_some() {
            on_line(&line);
        }
    }
}
