//! The archive's file: what a session packed, for those that come after it.
//!
//! It is a cache as the page is: whatever is wrong with it, it counts as not there, and the closed
//! tickets are packed from the journal's first line. So it is not synced; its checksum, over every
//! byte, says whether all of it came to the disk.
//!
//! Layout: the envelope's head, the length of what follows (u32), an encoded [`Head`], the blocks of
//! rows, the texts, the items, the places in their three orders; all numbers little-endian but those
//! of the envelope.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::archive::{Archive, Item};
use super::blocks::{Blocks, RowPlace};
use super::envelope::{self, HEAD_BYTES, Kind};
use super::fault::StoreFault;
use super::page::PageFrame;
use crate::domain::{PersonId, UnitId};
use crate::modes::{self, Modes};

/// The longest archive that is read, in bytes: some ten million tickets.
const ARCHIVE_BYTES_MAX: u64 = 4 << 30;
/// The bytes of an item in the file.
const ITEM_BYTES: usize = 68;
/// The archive, and its name while it is written.
const NAMES: [&str; 2] = ["archive", "archive.new"];

/// What lies before the long parts.
#[derive(Serialize, Deserialize)]
struct Head {
    frame: PageFrame,
    ends: Vec<(u64, u32)>,
    people: Vec<u128>,
    units: Vec<u128>,
    packed_bytes: u64,
    text_bytes: u64,
    items: u64,
}

impl Archive {
    /// The archive of a desk's folder, and how far it has come; none where there is no good one.
    pub fn read(desk: &Path) -> Option<(PageFrame, Self)> {
        let file = modes::open_regular(&desk.join(NAMES[0]), false).ok()?;
        let bytes = file.metadata().ok()?.len();
        if bytes > ARCHIVE_BYTES_MAX {
            return None;
        }
        let mut from = Summed::new(file);
        let (head, sum) = head(&mut from, bytes)?;
        let packed = part(&mut from, head.packed_bytes as usize)?;
        let texts = part(&mut from, head.text_bytes as usize)?;
        let items = part(&mut from, head.items as usize * ITEM_BYTES)?;
        let items: Vec<Item> = items.chunks_exact(ITEM_BYTES).filter_map(item).collect();
        let [by_number, by_end, by_text] = [(); 3].map(|()| places(&mut from, items.len()));
        if from.sum.finalize() != sum {
            return None;
        }
        let mut archive = Self {
            rows: Blocks::of(packed, head.ends),
            texts,
            items,
            by_number: by_number?,
            by_end: by_end?,
            by_text: by_text?,
            people: head.people.into_iter().map(of_person).collect(),
            units: head.units.into_iter().map(of_unit).collect(),
            ..Self::default()
        };
        if !archive.is_sound() || archive.is_wasteful() {
            return None;
        }
        archive.know_ends();
        Some((head.frame, archive))
    }

    /// Replaces the archive of a desk's folder, unless that one has come further. Hold the desk's
    /// lock. Says whether it was written.
    ///
    /// # Errors
    /// The disk or the system refused; the archive of before is still there.
    pub fn write(&self, desk: &Path, frame: PageFrame) -> Result<bool, StoreFault> {
        let before = modes::open_regular(&desk.join(NAMES[0]), false).ok();
        let before = before.and_then(|file| head(&mut Summed::new(file), ARCHIVE_BYTES_MAX));
        let is_further = |(head, _): (Head, u32)| {
            head.frame.replica == frame.replica && head.frame.seq > frame.seq
        };
        if before.is_some_and(is_further) {
            return Ok(false);
        }
        let [path, new] = NAMES.map(|name| desk.join(name));
        let written = remove(&new)
            .and_then(|()| Modes::of(desk)?.create(&new))
            .and_then(|file| self.write_to(file, frame))
            .and_then(|()| fs::rename(&new, &path));
        if let Err(error) = written {
            // Half of it is of no use, and the room may be what is missing.
            let _ = remove(&new);
            return Err(StoreFault::io(path, error));
        }
        Ok(true)
    }

    /// Removes the archive of a desk's folder, and what is left of one that was being written. Sync
    /// the folder after it.
    ///
    /// # Errors
    /// The system refused; some of it may still be there.
    pub fn remove(desk: &Path) -> io::Result<()> {
        NAMES.iter().try_for_each(|name| remove(&desk.join(name)))
    }

    fn write_to(&self, file: File, frame: PageFrame) -> io::Result<()> {
        let head = Head {
            frame,
            ends: self.rows.ends.clone(),
            people: self.people.iter().map(|id| id.uuid().as_u128()).collect(),
            units: self.units.iter().map(|id| id.uuid().as_u128()).collect(),
            packed_bytes: self.rows.packed.len() as u64,
            text_bytes: self.texts.len() as u64,
            items: self.items.len() as u64,
        };
        let mut encoded = Vec::new();
        envelope::encode(&head, &mut encoded).map_err(io::Error::other)?;
        let mut to = Summed::new(BufWriter::with_capacity(1 << 16, file));
        let stamp = envelope::stamp(Kind::Archive);
        // The sum is known at the end.
        to.inner.write_all(&[0; HEAD_BYTES])?;
        to.sum.update(&stamp);
        to.write_all(&(encoded.len() as u32).to_le_bytes())?;
        for bytes in [&encoded, &self.rows.packed, &self.texts] {
            to.write_all(bytes)?;
        }
        for item in &self.items {
            to.write_all(&item_bytes(item))?;
        }
        for place in [&self.by_number, &self.by_end, &self.by_text]
            .into_iter()
            .flatten()
        {
            to.write_all(&place.to_le_bytes())?;
        }
        let sum = to.sum.finalize();
        let file = to.inner.into_inner()?;
        file.write_all_at(&[stamp, sum.to_be_bytes()].concat(), 0)
    }

    /// Whether more than half of it is of tickets that were taken back.
    fn is_wasteful(&self) -> bool {
        let texts = self.items.iter().map(|item| u64::from(item.text_len));
        texts.sum::<u64>() * 2 < self.texts.len() as u64
    }

    /// Whether every place is one, so that no reading falls over: the sum fits, but a file is a
    /// file.
    fn is_sound(&self) -> bool {
        let all = self.items.len();
        let orders = [&self.by_number, &self.by_end, &self.by_text];
        let is_place = |place: &u32| (*place as usize) < all;
        let in_texts = |item: &Item| {
            let end = item.text_at.checked_add(u64::from(item.text_len));
            end.is_some_and(|end| end <= self.texts.len() as u64)
        };
        orders
            .iter()
            .all(|order| order.len() == all && order.iter().all(is_place))
            && self.items.iter().all(in_texts)
            && self.items.is_sorted_by_key(|item| item.id)
    }
}

/// What lies before the long parts, and the checksum that all of it should have.
fn head(from: &mut Summed<File>, bytes: u64) -> Option<(Head, u32)> {
    let mut start = [0; HEAD_BYTES];
    from.inner.read_exact(&mut start).ok()?;
    let stamp = envelope::stamp(Kind::Archive);
    let sum: [u8; 4] = start.strip_prefix(&stamp)?.try_into().ok()?;
    from.sum.update(&stamp);
    let len = part(from, 4)?;
    let len = u32::from_le_bytes(len.try_into().ok()?);
    if u64::from(len) > bytes {
        return None;
    }
    let head: Head = envelope::decode(&part(from, len as usize)?).ok()?;
    let long = [head.packed_bytes, head.text_bytes, head.items];
    let is_there = long.iter().all(|part| *part <= bytes);
    is_there.then_some((head, u32::from_be_bytes(sum)))
}

fn part(from: &mut impl Read, bytes: usize) -> Option<Vec<u8>> {
    let mut part = vec![0; bytes];
    from.read_exact(&mut part).ok()?;
    Some(part)
}

fn places(from: &mut impl Read, count: usize) -> Option<Vec<u32>> {
    let bytes = part(from, count * 4)?;
    let word = |word: &[u8]| word.try_into().map(u32::from_le_bytes).ok();
    bytes.chunks_exact(4).map(word).collect()
}

fn item_bytes(item: &Item) -> [u8; ITEM_BYTES] {
    let mut bytes = [0; ITEM_BYTES];
    let (id, rest) = bytes.split_at_mut(16);
    id.copy_from_slice(item.id.as_bytes());
    let (long, short) = rest.split_at_mut(24);
    let longs = [item.number, item.ended_ms.cast_unsigned(), item.text_at];
    for (to, long) in long.chunks_exact_mut(8).zip(longs) {
        to.copy_from_slice(&long.to_le_bytes());
    }
    let row = item.row;
    let shorts = [
        row.block,
        row.at,
        row.len,
        item.text_len,
        item.from,
        item.owner,
        item.unit,
    ];
    for (to, short) in short.chunks_exact_mut(4).zip(shorts) {
        to.copy_from_slice(&short.to_le_bytes());
    }
    bytes
}

fn item(bytes: &[u8]) -> Option<Item> {
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (longs, shorts) = rest.split_first_chunk::<24>()?;
    let long = |at: usize| Some(u64::from_le_bytes(*longs.get(at * 8..)?.first_chunk()?));
    let short = |at: usize| Some(u32::from_le_bytes(*shorts.get(at * 4..)?.first_chunk()?));
    Some(Item {
        id: Uuid::from_bytes(*id),
        number: long(0)?,
        ended_ms: long(1)?.cast_signed(),
        text_at: long(2)?,
        row: RowPlace {
            block: short(0)?,
            at: short(1)?,
            len: short(2)?,
        },
        text_len: short(3)?,
        from: short(4)?,
        owner: short(5)?,
        unit: short(6)?,
    })
}

fn of_person(id: u128) -> PersonId {
    PersonId(Uuid::from_u128(id))
}

fn of_unit(id: u128) -> UnitId {
    UnitId(Uuid::from_u128(id))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// What is read or written, summed on the way.
struct Summed<T> {
    inner: T,
    sum: crc32fast::Hasher,
}

impl<T> Summed<T> {
    fn new(inner: T) -> Self {
        Self {
            inner,
            sum: crc32fast::Hasher::new(),
        }
    }
}

impl<T: Read> Read for Summed<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.sum.update(&into[..read]);
        Ok(read)
    }
}

impl<T: Write> Write for Summed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
#[path = "archived_tests.rs"]
mod tests;
