//! What a desk is opened with, and what its store is doing.

use std::io::ErrorKind;

use crate::store::StoreFault;

/// What a desk is opened with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenWith {
    /// The page and the journal: for a short command.
    Page,
    /// The store as well, on a thread of its own: for the full screen and an import.
    Store,
}

/// What the store is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreState {
    /// The desk was opened without it.
    Off,
    /// It is being opened.
    Opening,
    /// It takes over the journal's entries.
    Building {
        /// The last entry that it has.
        done: u64,
        /// The last entry that is known.
        all: u64,
    },
    /// It has everything that is known.
    Ready,
    /// Another process has it.
    InUse,
    /// It has entries that the journal has lost; the desk is read-only until `rebuild`.
    Ahead(String),
    /// It cannot be used; the desk goes on without it.
    Failed(String),
}

impl StoreState {
    /// Whether the one that follows is to be told: another one, or one hundredth more of the same
    /// work.
    pub(super) fn is_told_before(&self, now: &Self) -> bool {
        match (self.hundredth(), now.hundredth()) {
            (Some(before), Some(now)) => before != now,
            (Some(_), None) | (None, Some(_)) => true,
            (None, None) => self != now,
        }
    }

    fn hundredth(&self) -> Option<u64> {
        match self {
            Self::Building { done, all } => Some(done * 100 / all.max(&1)),
            Self::Off
            | Self::Opening
            | Self::Ready
            | Self::InUse
            | Self::Ahead(_)
            | Self::Failed(_) => None,
        }
    }
}

/// What a person can do about a store that is not opened, in words; none where the fault is told
/// elsewhere.
pub(super) fn mend_of(fault: &StoreFault) -> Option<String> {
    match fault {
        StoreFault::Newer { .. } => Some(format!("{fault}; start that version")),
        // A disk that is full for a write too is told by who writes.
        StoreFault::Io { why, .. }
            if why.kind() == ErrorKind::StorageFull && why.raw_os_error().is_none() =>
        {
            Some(why.to_string())
        }
        StoreFault::Io { .. }
        | StoreFault::Busy
        | StoreFault::Damaged(_)
        | StoreFault::Gap { .. }
        | StoreFault::TooLarge { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_a_newer_version_is_told_with_what_to_do() {
        let said = mend_of(&StoreFault::Newer { found: 3, known: 2 }).unwrap();
        assert!(said.contains("newer version") && said.ends_with("start that version"));
        assert_eq!(mend_of(&StoreFault::Busy), None);
    }
}
