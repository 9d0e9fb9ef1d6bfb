//! Lines read and checked ahead of whoever folds them, by a thread beside it.
//!
//! Checking a line's hashes and reading its head takes as long as folding what it says, and needs
//! nothing of the lines before it. So a long file is read by two: one parses the lines in order, the
//! other sees whether each follows from the one before, and folds.
//!
//! Invariants: the lines come in the order of the file, and what each is does not depend on who read
//! it; some hundreds of them are in memory, never the file.

use std::io::{self, BufRead};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::line::{Entry, LineFault, Parser};
use super::scan::{line_without_end, read_line};

/// Bytes from which a second thread is worth its beginning: some tens of milliseconds of reading.
/// Fewer in tests, so that small journals are read both ways.
const AHEAD_BYTES: u64 = if cfg!(test) { 4 << 10 } else { 4 << 20 };
/// Lines that are handed over together: about 1 MiB, for waking the other thread costs some tens of
/// microseconds.
const TOGETHER: usize = 1024;
/// How many such parts may wait: enough that neither thread waits for the other's slow moment.
const WAITING: usize = 4;

/// A line as it was read.
pub(super) struct Parsed {
    /// The entry, or why it is none.
    pub(super) entry: Result<Entry, LineFault>,
    /// Its bytes in the file, with its end.
    pub(super) bytes: u64,
}

/// The lines of a file, one after the other.
struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    parser: Parser,
}

impl<R: BufRead> Lines<R> {
    fn of(reader: R) -> Self {
        Self {
            reader,
            line: Vec::new(),
            parser: Parser::default(),
        }
    }

    /// The next line; none at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read.
    fn next(&mut self) -> io::Result<Option<Parsed>> {
        read_line(&mut self.reader, &mut self.line)?;
        let entry = match self.line.last() {
            None => return Ok(None),
            Some(b'\n') => self.parser.parse(&self.line),
            Some(_) => Err(line_without_end(&self.line)),
        };
        Ok(Some(Parsed {
            entry,
            bytes: self.line.len() as u64,
        }))
    }

    /// The next lines, and why there are no more of them.
    fn part(&mut self) -> Part {
        let mut lines = Vec::with_capacity(TOGETHER);
        while lines.len() < TOGETHER {
            match self.next() {
                Ok(Some(parsed)) => lines.push(parsed),
                Ok(None) => return (lines, Some(Ok(()))),
                Err(error) => return (lines, Some(Err(error))),
            }
        }
        (lines, None)
    }
}

/// Lines that are handed over together; where the file has no more, how it ended.
type Part = (Vec<Parsed>, Option<io::Result<()>>);

/// The lines that were read ahead.
struct Ahead {
    parts: Receiver<Part>,
    part: std::vec::IntoIter<Parsed>,
    end: Option<io::Result<()>>,
}

impl Ahead {
    /// As [`Lines::next`].
    fn next(&mut self) -> io::Result<Option<Parsed>> {
        loop {
            if let Some(parsed) = self.part.next() {
                return Ok(Some(parsed));
            }
            if let Some(end) = self.end.take() {
                return end.map(|()| None);
            }
            let Ok((part, end)) = self.parts.recv() else {
                return Ok(None);
            };
            (self.part, self.end) = (part.into_iter(), end);
        }
    }
}

/// Gives `work` the lines of a file: read by another thread where they are many, by this one where
/// they are few or the system has no thread to give. Where `work` ends early the rest is not read.
pub(super) fn with_lines<T>(
    reader: impl BufRead + Send,
    bytes: u64,
    work: impl FnOnce(&mut dyn FnMut() -> io::Result<Option<Parsed>>) -> T,
) -> T {
    let mut lines = Lines::of(reader);
    if bytes < AHEAD_BYTES {
        return work(&mut || lines.next());
    }
    let (sender, parts) = sync_channel(WAITING);
    let waiting = Mutex::new(Some(lines));
    let take = || {
        waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    };
    let take = &take;
    thread::scope(|scope| {
        let reader = thread::Builder::new().name("lines".to_owned());
        let begun = reader.spawn_scoped(scope, move || {
            if let Some(lines) = take() {
                send_all(lines, &sender);
            }
        });
        if begun.is_ok() {
            let part = Vec::new().into_iter();
            let mut ahead = Ahead {
                parts,
                part,
                end: None,
            };
            work(&mut || ahead.next())
        } else {
            let mut lines = take();
            work(&mut || lines.as_mut().map_or(Ok(None), Lines::next))
        }
    })
}

fn send_all(mut lines: Lines<impl BufRead>, sender: &SyncSender<Part>) {
    loop {
        let part = lines.part();
        let is_last = part.1.is_some();
        if sender.send(part).is_err() || is_last {
            return;
        }
    }
}

#[cfg(test)]
#[path = "ahead_tests.rs"]
mod tests;
