//! Places in the chain, the groups between them, and why a reading stops.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::hlc::Hlc;
use super::line::{Entry, Place};

/// A place between two groups, with what the next line needs to be checked or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The number in the file's name, from 1.
    pub file: u32,
    /// Bytes from the start of that file.
    pub offset: u64,
    /// The seq of the line before; 0 at the start.
    pub seq: u64,
    /// The hash of the line before; zeros at the start.
    pub hash: [u8; 32],
    /// The highest reading of the journal's clock.
    pub hlc: Hlc,
}

impl Position {
    /// Before the first line.
    pub const START: Self = Self {
        file: 1,
        offset: 0,
        seq: 0,
        hash: [0; 32],
        hlc: Hlc { ms: 0, count: 0 },
    };

    /// Where the next line begins.
    pub fn place(&self) -> Place {
        Place {
            file: self.file,
            offset: self.offset,
        }
    }

    pub(super) fn pass(&mut self, entry: &Entry, bytes: u64) {
        self.offset += bytes;
        self.seq = entry.seq;
        self.hash = entry.hash;
        self.hlc = self.hlc.max(entry.hlc);
    }
}

impl Default for Position {
    fn default() -> Self {
        Self::START
    }
}

/// How long the files of a journal were when it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent(pub(super) Vec<(u32, u64)>);

impl Extent {
    /// Bytes of all files.
    pub fn all(&self) -> u64 {
        self.0.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Bytes of all files before a place.
    pub fn before(&self, place: Place) -> u64 {
        let files = self.0.iter().filter(|(number, _)| *number < place.file);
        files.map(|(_, bytes)| bytes).sum::<u64>() + place.offset
    }
}

/// The lines of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its lines, at least one.
    pub entries: Vec<Entry>,
    /// Where the next group begins.
    pub end: Position,
}

/// Lines of one group, in their order: all of them, or as many as are held at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Lines of the group, at least one.
    pub entries: Vec<Entry>,
    /// Where the next group begins, where these are the last of their group.
    pub end: Option<Position>,
}

/// How far a reader goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadLimit {
    /// To what was acknowledged; for whoever does not hold the lock.
    Acked,
    /// The same, and no further than the first whole group that ends at or behind this seq: for
    /// whoever reads in parts.
    Upto(u64),
    /// To the last whole group, acknowledged or not; such a group may yet be cut off again.
    Whole,
}

/// A place where the journal does not fit, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("journal/{file}, line {line}{}: {why}", should_stand(*seq))]
pub struct Damage {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The seq that should stand there; 0 where a single line was read and nobody knows.
    pub seq: u64,
    /// What does not fit.
    pub why: String,
}

fn should_stand(seq: u64) -> String {
    match seq {
        0 => String::new(),
        seq => format!(", where seq {seq} should stand"),
    }
}

/// Why reading stopped. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The journal does not fit. Stop writing, run `verify`, then `rebuild` or restore a backup.
    #[error("the journal is damaged: {0}")]
    Damage(#[from] Damage),
    /// A newer program wrote line `seq`. Open read-only and get that program.
    #[error("entry {seq} was written by a newer program (version {v} of the journal)")]
    Newer {
        /// The line's version.
        v: u32,
        /// The line's seq.
        seq: u64,
    },
    /// The files were replaced behind this reader, whose position is at the start again. Forget
    /// what was read and read anew.
    #[error("the journal's files were replaced; they must be read again from the start")]
    Reset,
    /// The system said no.
    #[error("{path} cannot be read: {error}")]
    Io {
        /// What was read.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}
