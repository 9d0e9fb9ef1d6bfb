//! Encoded rows in memory, compressed block by block.
//!
//! Rows that were written one after the other are much alike, so they take a third. One block is
//! unpacked to read a row, and the last one stays: the next row is mostly in it.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use zstd::bulk::{Decompressor, compress};

use super::fault::StoreFault;

/// Bytes of rows that are compressed together. Larger ones take little less room, and longer to
/// read one row of.
const BLOCK_BYTES: usize = 4 << 10;
/// How hard zstd tries. Source: measured, a quarter more room than its default in a third of the
/// time.
const LEVEL: i32 = 1;

/// Where a row lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowPlace {
    pub(super) block: u32,
    /// Bytes from the block's start, unpacked.
    pub(super) at: u32,
    /// Bytes.
    pub(super) len: u32,
}

/// Rows, compressed.
#[derive(Default)]
pub(super) struct Blocks {
    pub(super) packed: Vec<u8>,
    /// Where each block ends in `packed`, and its bytes when it is unpacked.
    pub(super) ends: Vec<(u64, u32)>,
    /// The block in the making, as it is.
    open: Vec<u8>,
    last: Mutex<Last>,
}

/// The block that was read last.
#[derive(Default)]
struct Last {
    block: Option<u32>,
    bytes: Vec<u8>,
    unpacker: Option<Decompressor<'static>>,
}

impl fmt::Debug for Blocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} blocks in {} bytes", self.ends.len(), self.bytes())
    }
}

impl Blocks {
    /// What was written by [`Blocks::close`], read again.
    pub(super) fn of(packed: Vec<u8>, ends: Vec<(u64, u32)>) -> Self {
        Self {
            packed,
            ends,
            ..Self::default()
        }
    }

    /// The bytes that they take.
    pub(super) fn bytes(&self) -> usize {
        self.packed.len() + self.open.len() + self.ends.len() * size_of::<(u64, u32)>()
    }

    /// Takes a row in.
    ///
    /// # Errors
    /// It cannot be compressed.
    pub(super) fn put(&mut self, row: &[u8]) -> Result<RowPlace, StoreFault> {
        if self.open.len() + row.len() > BLOCK_BYTES {
            self.close()?;
        }
        let at = self.open.len() as u32;
        self.open.extend_from_slice(row);
        Ok(RowPlace {
            block: self.ends.len() as u32,
            at,
            len: row.len() as u32,
        })
    }

    /// Compresses what is not yet.
    ///
    /// # Errors
    /// It cannot be.
    pub(super) fn close(&mut self) -> Result<(), StoreFault> {
        if self.open.is_empty() {
            return Ok(());
        }
        let packed = compress(&self.open, LEVEL).map_err(StoreFault::damaged)?;
        self.packed.extend_from_slice(&packed);
        let end = self.packed.len() as u64;
        self.ends.push((end, self.open.len() as u32));
        self.open.clear();
        Ok(())
    }

    /// Gives back what was taken ahead for more.
    pub(super) fn shrink(&mut self) {
        self.packed.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.open.shrink_to_fit();
    }

    /// Reads a row; none where there is no such place.
    pub(super) fn with<T>(&self, place: RowPlace, read: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let of = |bytes: &[u8]| {
            let at = place.at as usize;
            bytes.get(at..at + place.len as usize).map(read)
        };
        let Some((end, len)) = self.ends.get(place.block as usize).copied() else {
            return of(&self.open);
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.block != Some(place.block) {
            let before = (place.block as usize).checked_sub(1);
            let start = before.map_or(0, |before| self.ends[before].0);
            let packed = self.packed.get(start as usize..end as usize)?;
            last.unpack(packed, len as usize)?;
            last.block = Some(place.block);
        }
        of(&last.bytes)
    }
}

impl Last {
    fn unpack(&mut self, packed: &[u8], len: usize) -> Option<()> {
        self.block = None;
        let unpacker = match &mut self.unpacker {
            Some(unpacker) => unpacker,
            none => none.insert(Decompressor::new().ok()?),
        };
        self.bytes.clear();
        self.bytes.reserve(len);
        unpacker
            .decompress_to_buffer(packed, &mut self.bytes)
            .ok()?;
        (self.bytes.len() == len).then_some(())
    }
}
