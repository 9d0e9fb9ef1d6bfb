//! Attachments against the entries that name them.

use std::collections::BTreeSet;
use std::path::Path;

use super::{codec, files};
use crate::domain::Event;
use crate::journal::Entry;

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

/// The files that entries name: each by its sum, with the first entry that does and its name there.
#[derive(Debug, Default)]
pub(super) struct Named {
    sums: BTreeSet<String>,
    files: Vec<FileFault>,
}

impl Named {
    /// Takes the files that a line names.
    pub(super) fn see(&mut self, entry: &Entry) {
        // One that was taken out has no file any more.
        if entry.kind != "ticket.attached" || entry.redacted.is_some() {
            return;
        }
        let Ok(Some(Event::Attached(attached))) = codec::decode(entry) else {
            return;
        };
        if self.sums.insert(attached.sha256.clone()) {
            self.files.push(FileFault {
                seq: entry.seq,
                name: attached.name.as_str().to_owned(),
                sha256: attached.sha256,
                why: String::new(),
            });
        }
    }

    /// Looks at each of them.
    pub(super) fn check(self, dir: &Path) -> FilesCheck {
        let mut check = FilesCheck::default();
        for file in self.files {
            check.files += 1;
            let Some(why) = files::fault_of(dir, &file.sha256) else {
                continue;
            };
            check.wrong += 1;
            if check.faults.len() < NAMED_MAX {
                check.faults.push(FileFault { why, ..file });
            }
        }
        check
    }
}
