//! Attachments against the entries that name them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::{codec, files};
use crate::domain::Event;
use crate::journal::{Journal, ReadLimit};

/// Faults that are named; the rest is counted.
const NAMED_MAX: usize = 100;

/// What became of the attachments' check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilesCheck {
    /// Files that entries name and that were looked at, each once.
    pub files: u64,
    /// How many of them are lost or were changed.
    pub wrong: u64,
    /// Those, by the first entry that names each, at most 100.
    pub faults: Vec<FileFault>,
}

/// An attachment that is lost or was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The entry that names it.
    pub seq: u64,
    /// The name it had.
    pub name: String,
    /// The sum by which it should lie under `files/`, hex.
    pub sha256: String,
    /// What is wrong.
    pub why: String,
}

/// Looks at each file that an entry of the journal names, as far as the journal can be read.
///
/// # Errors
/// The journal cannot be opened.
pub(super) fn check_files(dir: &Path) -> io::Result<FilesCheck> {
    let mut check = FilesCheck::default();
    let mut seen = BTreeSet::new();
    let mut journal = Journal::open(dir).map_err(io::Error::other)?;
    // Where the journal is damaged its own check has named the place.
    let _ = journal.for_each_group(ReadLimit::Whole, |group| {
        let named = group.entries.iter().filter(|e| {
            // One that was taken out has no file any more.
            e.kind == "ticket.attached" && e.redacted.is_none()
        });
        for entry in named {
            let Ok(Some(Event::Attached(attached))) = codec::decode(entry) else {
                continue;
            };
            if !seen.insert(attached.sha256.clone()) {
                continue;
            }
            check.files += 1;
            let Some(why) = files::fault_of(dir, &attached.sha256) else {
                continue;
            };
            check.wrong += 1;
            if check.faults.len() < NAMED_MAX {
                check.faults.push(FileFault {
                    seq: entry.seq,
                    name: attached.name.as_str().to_owned(),
                    sha256: attached.sha256,
                    why,
                });
            }
        }
    });
    Ok(check)
}
