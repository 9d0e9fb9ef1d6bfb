//! Lines read and checked ahead of whoever folds them, by a thread beside it.
//!
//! Checking a line's hashes and reading its head takes as long as folding what it says, and needs
//! nothing of the lines before it. So a long file is read by two: one parses the lines in order, the
//! other sees whether each follows from the one before, and folds.
//!
//! Invariants: the lines come in the order of the file, and what each is does not depend on who read
//! it; some hundreds of them are in memory, never the file.

use std::io::{self, BufRead};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::line::{Entry, LineFault};
use super::scan::{line_without_end, read_line};

/// Bytes from which a second thread is worth its beginning: some tens of milliseconds of reading.
/// Fewer in tests, so that small journals are read both ways.
pub(super) const AHEAD_BYTES: u64 = if cfg!(test) { 4 << 10 } else { 4 << 20 };
/// Lines that are handed over together: about 128 KiB.
const TOGETHER: usize = 128;
/// How many such parts may wait: enough that neither thread waits for the other's slow moment.
const WAITING: usize = 8;

/// A line as it was read.
pub(super) struct Parsed {
    /// The entry, or why it is none.
    pub(super) entry: Result<Entry, LineFault>,
    /// Its bytes in the file, with its end.
    pub(super) bytes: u64,
}

impl Parsed {
    /// Reads the next line; none at the end of the file.
    pub(super) fn read(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<Self>> {
        read_line(reader, line)?;
        Ok((!line.is_empty()).then(|| Self::of(line)))
    }

    fn of(line: &[u8]) -> Self {
        let entry = if line.last() == Some(&b'\n') {
            Entry::parse(line)
        } else {
            Err(line_without_end(line))
        };
        Self {
            entry,
            bytes: line.len() as u64,
        }
    }
}

/// The lines that were read ahead.
pub(super) struct Ahead {
    parts: Receiver<io::Result<Vec<Parsed>>>,
    part: std::vec::IntoIter<Parsed>,
}

impl Ahead {
    /// The next line; none at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(super) fn next(&mut self) -> io::Result<Option<Parsed>> {
        loop {
            if let Some(parsed) = self.part.next() {
                return Ok(Some(parsed));
            }
            match self.parts.recv() {
                Ok(part) => self.part = part?.into_iter(),
                Err(_) => return Ok(None),
            }
        }
    }
}

/// Has a file's lines read by another thread while `work` takes them. Where `work` ends early the
/// rest is not read.
pub(super) fn beside<T>(mut reader: impl BufRead + Send, work: impl FnOnce(&mut Ahead) -> T) -> T {
    let (sender, parts) = sync_channel(WAITING);
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut line = Vec::new();
            loop {
                let part = part(&mut reader, &mut line);
                let is_end = part.as_ref().is_ok_and(Vec::is_empty);
                let is_last = is_end || part.is_err();
                if (!is_end && sender.send(part).is_err()) || is_last {
                    return;
                }
            }
        });
        let part = Vec::new().into_iter();
        work(&mut Ahead { parts, part })
    })
}

/// The next lines; none at the end of the file.
fn part(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Vec<Parsed>> {
    let mut part = Vec::with_capacity(TOGETHER);
    while part.len() < TOGETHER {
        let Some(parsed) = Parsed::read(reader, line)? else {
            break;
        };
        part.push(parsed);
    }
    Ok(part)
}
