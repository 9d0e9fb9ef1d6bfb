//! The mark of how far the journal was acknowledged.
//!
//! Sixteen bytes beside the journal: the seq, big-endian, and the first eight bytes of that line's
//! hash. The file is written after the sync and is itself not synced, so after a power cut it may
//! be behind the journal, never ahead of it.

use std::fs::File;
use std::io;

use super::chain::Position;
use super::disk::{self, Disk};
use super::folder::Folder;

/// What is said where the mark and the journal do not fit together, for nobody can see from that
/// alone which of them is wrong.
pub(super) const MAYBE_MARK: &str =
    "(or the file `acked` is damaged); `nightdesk rebuild` gives back what the store has of it";

/// How far the journal was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Acked {
    pub(super) seq: u64,
    pub(super) hash: [u8; 8],
}

impl Acked {
    pub(super) const NOTHING: Self = Self {
        seq: 0,
        hash: [0; 8],
    };

    pub(super) fn at(position: &Position) -> Self {
        let mut hash = [0; 8];
        hash.copy_from_slice(&position.hash[..8]);
        Self {
            seq: position.seq,
            hash,
        }
    }

    pub(super) fn bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.seq.to_be_bytes());
        bytes[8..].copy_from_slice(&self.hash);
        bytes
    }

    /// The mark; none where the file is not there or is not sixteen bytes. It is read until two
    /// readings agree, for a reader may come between the two halves of another's write.
    pub(super) fn read(folder: &Folder) -> io::Result<Option<Self>> {
        let mut before = Self::read_once(folder)?;
        loop {
            let again = Self::read_once(folder)?;
            if again == before {
                return Ok(again);
            }
            before = again;
        }
    }

    fn read_once(folder: &Folder) -> io::Result<Option<Self>> {
        let file = match disk::open_regular(&folder.acked(), false) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        let mut bytes = [0; 17];
        if disk::read_at(&file, &mut bytes, 0)? != 16 {
            return Ok(None);
        }
        let (mut seq, mut hash) = ([0; 8], [0; 8]);
        seq.copy_from_slice(&bytes[..8]);
        hash.copy_from_slice(&bytes[8..16]);
        Ok(Some(Self {
            seq: u64::from_be_bytes(seq),
            hash,
        }))
    }

    /// Opens the file for writing, making it where it is gone.
    pub(super) fn open(folder: &Folder, disk: &dyn Disk) -> io::Result<File> {
        match disk::open_regular(&folder.acked(), true) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                disk.create(&folder.acked(), folder.file_mode())
            }
            done => done,
        }
    }

    pub(super) fn write(self, disk: &dyn Disk, file: &File) -> io::Result<()> {
        disk::write_all(disk, file, &self.bytes(), 0)
    }
}
