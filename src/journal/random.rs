//! Random bytes and ids for many lines at once.
//!
//! The system is asked for a block of bytes and not for each id: an import takes two million of
//! them, and a question to the system costs more than the line's sum.
//!
//! Invariants: no byte is given twice; ids of one [`Ids`] rise in the order in which they are given.

use std::io;

use uuid::{Builder, Uuid};

/// Bytes that the system is asked for at once.
const BLOCK: usize = 4096;
/// Ids of one moment; the one behind them counts as of the next millisecond.
const IDS_A_MOMENT: u32 = 1 << 26;

/// Random bytes of the system.
#[derive(Debug)]
pub(super) struct Random {
    block: Vec<u8>,
    used: usize,
}

impl Random {
    pub(super) fn new() -> Self {
        Self {
            block: vec![0; BLOCK],
            used: BLOCK,
        }
    }

    /// The next bytes, at most a block.
    ///
    /// # Errors
    /// The machine gives no random bytes.
    pub(super) fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        if self.used + N > BLOCK {
            getrandom::fill(&mut self.block).map_err(io::Error::other)?;
            self.used = 0;
        }
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.block[self.used..self.used + N]);
        self.used += N;
        Ok(bytes)
    }
}

/// New ids of version 7, in their order.
#[derive(Debug)]
pub struct Ids {
    random: Random,
    ms: u64,
    count: u32,
}

impl Default for Ids {
    fn default() -> Self {
        Self::new()
    }
}

impl Ids {
    /// Ids of this moment.
    pub fn new() -> Self {
        // The moment is taken from an id, so that these stand among all others as they are made.
        let mut ms = [0; 8];
        ms[2..].copy_from_slice(&Uuid::now_v7().as_bytes()[..6]);
        Self {
            random: Random::new(),
            ms: u64::from_be_bytes(ms),
            count: 0,
        }
    }

    /// Ids of this moment for so many who give them side by side, asked for by their place: those of
    /// each stand behind those of the one before, as long as nobody gives more than an equal share of
    /// some sixty millions.
    pub fn shared(parts: usize) -> impl Fn(usize) -> Self + Sync {
        let ms = Self::new().ms;
        let share = IDS_A_MOMENT / u32::try_from(parts).unwrap_or(u32::MAX).max(1);
        move |part| Self {
            random: Random::new(),
            ms,
            count: share.saturating_mul(part as u32).min(IDS_A_MOMENT - 1),
        }
    }

    /// The next id: the moment, 26 bits that count and 48 random ones.
    ///
    /// # Errors
    /// The machine gives no random bytes; nothing can be made without them.
    pub fn give(&mut self) -> io::Result<Uuid> {
        let mut rest = [0; 10];
        // Of the first byte half is the version, of the third a quarter the variant.
        let (high, low) = (self.count >> 14, self.count & 0x3fff);
        rest[..2].copy_from_slice(&(high as u16).to_be_bytes());
        rest[2..4].copy_from_slice(&(low as u16).to_be_bytes());
        rest[4..].copy_from_slice(&self.random.take::<6>()?);
        let id = Builder::from_unix_timestamp_millis(self.ms, &rest).into_uuid();
        self.count += 1;
        if self.count == IDS_A_MOMENT {
            (self.ms, self.count) = (self.ms + 1, 0);
        }
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::{Variant, Version};

    use super::*;

    #[test]
    fn ids_are_of_their_kind_and_rise() {
        let before = Uuid::now_v7();
        let mut ids = Ids::new();
        // Beyond a block, beyond 14 bits, and over the end of a moment.
        let mut given: Vec<Uuid> = (0..20_000).map(|_| ids.give().unwrap()).collect();
        ids.count = IDS_A_MOMENT - 2;
        given.extend((0..5).map(|_| ids.give().unwrap()));
        for id in &given {
            assert_eq!(id.get_version(), Some(Version::SortRand));
            assert_eq!(id.get_variant(), Variant::RFC4122);
        }
        assert!(given.is_sorted_by(|a, b| a < b));
        let moment = |id: &Uuid| id.get_timestamp().unwrap().to_unix();
        assert!(moment(&given[0]) >= moment(&before));
        assert_eq!(moment(&given[0]), moment(&given[19_999]));
        let tails: BTreeSet<&[u8]> = given.iter().map(|id| &id.as_bytes()[10..]).collect();
        assert_eq!(tails.len(), given.len(), "random ends");
    }

    #[test]
    fn those_of_a_later_part_stand_behind_those_of_an_earlier() {
        let ids = Ids::shared(64);
        let of = |part| {
            let mut ids = ids(part);
            [(); 3].map(|()| ids.give().unwrap())
        };
        // In whatever order they are asked.
        let mut given: Vec<[Uuid; 3]> = (0..64).rev().map(of).collect();
        given.reverse();
        assert!(given.as_flattened().is_sorted_by(|a, b| a < b));
        // Beyond what was said they are ids all the same.
        let beyond = Ids::shared(0)(7).give().unwrap();
        assert_eq!(beyond.get_version(), Some(Version::SortRand));
    }

    #[test]
    fn no_bytes_are_given_twice() {
        let mut random = Random::new();
        let given: BTreeSet<[u8; 16]> = (0..1000).map(|_| random.take().unwrap()).collect();
        assert_eq!(given.len(), 1000);
    }
}
