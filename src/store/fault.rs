//! Why the store could not be opened, read or written. The journal is untouched in every case.

use std::io;
use std::path::PathBuf;

/// What went wrong. Whoever sees one goes on without the store and reads the journal.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// Another process has it open; try again when that one ends.
    #[error("the store is in use by another process")]
    Busy,
    /// What it holds cannot be trusted; set it aside and build it again from the journal.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// A newer version of the program wrote it; leave it as it is.
    #[error("a newer version of the program wrote the store (form {found}, known up to {known})")]
    Newer {
        /// The form found.
        found: u16,
        /// The newest that this version knows.
        known: u16,
    },
    /// A batch does not follow what the store has; apply the lines between first.
    #[error("the store has the entries up to {has}; what is given begins at {given}")]
    Gap {
        /// The last entry that the store has.
        has: u64,
        /// The first that was given.
        given: u64,
    },
    /// A value is larger than the store takes.
    #[error("a value of {bytes} bytes is larger than the store takes")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The disk or the system refused.
    #[error("{}: {why}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
}

impl StoreFault {
    pub(super) fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Damaged(format!("{what}"))
    }

    pub(super) fn io(path: impl Into<PathBuf>, why: io::Error) -> Self {
        let path = path.into();
        Self::Io { path, why }
    }
}
