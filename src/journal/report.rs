//! What a check of the whole journal found.
//!
//! Plain facts for whoever prints them; `verify` fills them in.

use std::fmt;

use super::line::By;
use crate::time::Stamp;

/// One place that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, from 1; 0 where a whole file is meant.
    pub line: u64,
    /// The seq that should stand there.
    pub seq: u64,
    /// What does not fit.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            seq,
            why,
        } = self;
        if *line == 0 {
            return write!(f, "{file}: {why} (seq {seq})");
        }
        write!(f, "journal/{file}, line {line}, seq {seq}: {why}")
    }
}

/// An entry whose data was taken out by an order that stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The entry without its data.
    pub seq: u64,
    /// The entry that ordered it.
    pub ordered_by: u64,
    /// Who ordered it.
    pub by: By,
    /// When.
    pub at: Stamp,
    /// The order's data, in which the reason stands.
    pub data: String,
}

/// The end of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The last line's seq; 0 for an empty journal.
    pub seq: u64,
    /// The first 16 hexadecimal digits of its hash.
    pub hash16: String,
}

/// What a check of the whole journal found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Whether everything fits. A torn tail, which nobody was told of, is no fault.
    pub ok: bool,
    /// Good lines of whole groups.
    pub entries: u64,
    /// Journal files.
    pub files: u32,
    /// The end of the chain, as far as it is good.
    pub head: Head,
    /// Entries without their data, and who ordered that.
    pub redacted: Vec<Redaction>,
    /// What does not fit, in the files' order, at most 1,000.
    pub faults: Vec<Fault>,
    /// Whether the lines fit together, and the mark of what was acknowledged alone does not fit them.
    pub is_mark_alone: bool,
    /// The first entry that a newer program wrote, and the version of its line. From there on
    /// nothing is known; it is no fault.
    pub newer: Option<(u64, u32)>,
    /// Bytes behind the last whole group that nobody can have been told of.
    pub torn_bytes: u64,
    /// Noted heads that were found in the chain.
    pub witnessed: u32,
}
