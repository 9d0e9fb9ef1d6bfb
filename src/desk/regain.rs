//! The lines that follow the journal's last good group, found in its own files and in the store.
//!
//! A journal may be far larger than the memory, so only each line's place and hashes are held; a
//! line itself is read when it is written.
//!
//! Invariant: a line is taken only where its own hashes are right and it follows the line before.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::journal::{Entry, LINE_BYTES_MAX, Position, journal_files};
use crate::modes;
use crate::store::Store;

/// Where a line can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// In a journal file: which of them, and the line's bytes without its end.
    Own { file: u32, offset: u64, bytes: u64 },
    /// In the store, under a record.
    Store { on: Uuid, seq: u64 },
}

/// A good line: where it is and how it is chained.
#[derive(Debug, Clone, Copy)]
struct Link {
    source: Source,
    prev: [u8; 32],
    hash: [u8; 32],
    is_end: bool,
}

/// The lines that follow a place, each by the hash of the one before, up to the last whole group.
#[derive(Debug)]
pub(super) struct Chain {
    files: BTreeMap<u32, PathBuf>,
    links: Vec<Link>,
    /// How many of them stand in no file of the journal.
    given_back: u64,
    /// How many entries only the store has, whether they follow or not.
    only_stored: u64,
}

impl Chain {
    /// Finds them.
    ///
    /// # Errors
    /// The journal's files cannot be read.
    pub(super) fn find(dir: &Path, store: Option<&Store>, good: &Position) -> io::Result<Self> {
        let mut known: BTreeMap<u64, Vec<Link>> = BTreeMap::new();
        let mut files = BTreeMap::new();
        for file in journal_files(dir)? {
            own_lines(&file.path, file.number, good.seq, &mut known)?;
            files.insert(file.number, file.path);
        }
        let is_own: Vec<u64> = known.keys().copied().collect();
        // What the store cannot give is simply not there.
        let stored = store.and_then(|store| store.seqs_after(good.seq).ok());
        for (seq, on) in stored.unwrap_or_default() {
            let source = Source::Store { on, seq };
            let line = store.and_then(|store| store.line(&[on], seq).ok().flatten());
            if let Some(entry) = line.and_then(|line| Entry::parse(&line).ok()) {
                known.entry(seq).or_default().push(link(&entry, source));
            }
        }
        let links = follow(good, &known);
        let lost = (good.seq + 1..)
            .zip(&links)
            .filter(|(seq, _)| is_own.binary_search(seq).is_err());
        Ok(Self {
            given_back: lost.count() as u64,
            only_stored: (known.len() - is_own.len()) as u64,
            links,
            files,
        })
    }

    /// Whether nothing follows.
    pub(super) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// How many of the lines the journal's files no longer have.
    pub(super) fn given_back(&self) -> u64 {
        self.given_back
    }

    /// How many entries only the store has that do not follow.
    pub(super) fn strayed(&self) -> u64 {
        self.only_stored - self.given_back
    }

    /// Writes the lines, read again one at a time.
    ///
    /// # Errors
    /// A line can no longer be read, or the disk does not take it.
    pub(super) fn write(&self, store: Option<&Store>, to: &mut impl Write) -> io::Result<()> {
        for link in &self.links {
            let line = match link.source {
                Source::Own {
                    file,
                    offset,
                    bytes,
                } => self.own(file, offset, bytes)?,
                Source::Store { on, seq } => {
                    let line = store.map(|store| store.line(&[on], seq)).transpose();
                    line.map_err(io::Error::other)?
                        .flatten()
                        .ok_or_else(|| io::Error::other(format!("line {seq} is gone")))?
                }
            };
            to.write_all(&line)?;
            to.write_all(b"\n")?;
        }
        Ok(())
    }

    fn own(&self, file: u32, offset: u64, bytes: u64) -> io::Result<Vec<u8>> {
        let path = self.files.get(&file).ok_or(io::ErrorKind::NotFound)?;
        let mut opened = modes::open_regular(path, false)?;
        opened.seek(SeekFrom::Start(offset))?;
        let mut line = Vec::new();
        opened.take(bytes).read_to_end(&mut line)?;
        Ok(line)
    }
}

fn link(entry: &Entry, source: Source) -> Link {
    Link {
        source,
        prev: entry.prev,
        hash: entry.hash,
        is_end: entry.of.0 == entry.of.1,
    }
}

/// A file's own lines after a seq whose hashes are right, wherever they stand.
fn own_lines(
    path: &Path,
    file: u32,
    after: u64,
    known: &mut BTreeMap<u64, Vec<Link>>,
) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(256 * 1024, modes::open_regular(path, false)?);
    let (mut offset, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let most = LINE_BYTES_MAX as u64;
        let read = reader.by_ref().take(most).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let source = Source::Own {
            file,
            offset,
            bytes: line.len() as u64,
        };
        offset += read as u64;
        if let Ok(entry) = Entry::parse(line)
            && entry.seq > after
        {
            let links = known.entry(entry.seq).or_default();
            links.push(link(&entry, source));
        }
    }
}

fn follow(good: &Position, known: &BTreeMap<u64, Vec<Link>>) -> Vec<Link> {
    let (mut seq, mut hash) = (good.seq, good.hash);
    let mut links: Vec<Link> = Vec::new();
    let mut whole = 0;
    while let Some(candidates) = known.get(&(seq + 1)) {
        let Some(next) = candidates.iter().find(|link| link.prev == hash) else {
            break;
        };
        links.push(*next);
        (seq, hash) = (seq + 1, next.hash);
        if next.is_end {
            whole = links.len();
        }
    }
    links.truncate(whole);
    links
}
