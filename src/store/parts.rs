//! What goes into the store and what it says of itself.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::flat::TicketRow;

/// How far the store has come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Applied {
    /// The desk's replica id; empty before the first batch.
    pub replica: String,
    /// The last entry that it has.
    pub seq: u64,
    /// That entry's hash, hex.
    pub head: String,
    /// Where reading the journal goes on: behind a whole group at or before that entry.
    pub from: ReadFrom,
    /// The journal's files up to there, number and inode, so that one that was replaced is noticed.
    pub files: Vec<(u32, u64)>,
}

/// A place between two groups of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadFrom {
    /// The number in the journal file's name.
    pub file: u32,
    /// Bytes from the start of that file.
    pub offset: u64,
    /// The seq of the line before.
    pub seq: u64,
    /// The hash of the line before.
    pub hash: [u8; 32],
}

/// A journal line to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place in the journal.
    pub seq: u64,
    /// The records that it concerns; a line about the desk itself concerns none.
    pub on: Vec<Uuid>,
    /// The line's bytes, without the newline.
    pub bytes: Vec<u8>,
}

/// What one command wrote, or several that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The tickets that changed, as they stand after it.
    pub rows: Vec<TicketRow>,
    /// Every line, in order and without gaps.
    pub entries: Vec<Line>,
    /// How far the store has come with it.
    pub applied: Applied,
}

/// Whether a row fits its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowCheck {
    /// Its count and last entry are those of its lines.
    Right,
    /// There is no row: fold the ticket from its lines.
    Absent,
    /// They differ: fold the ticket again from the journal.
    Wrong,
}
