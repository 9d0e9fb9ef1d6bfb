//! The journal's own clock reading, which never runs backwards.
//!
//! A machine's clock may be set back; the order of a desk's lines must not follow it. So each line
//! carries the highest millisecond seen and a counter that goes on while the clock does not.
//!
//! Invariant: [`Hlc::after`] is always greater than what it follows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A millisecond and a counter within it, written `<12 hex>-<4 hex>`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Hlc {
    /// Milliseconds since 1970-01-01T00:00:00Z, the highest seen; 48 bits are written.
    pub ms: u64,
    /// Which reading within that millisecond.
    pub count: u16,
}

impl Hlc {
    /// The reading that follows this one when the wall clock shows `epoch_ms`.
    #[must_use]
    pub fn after(self, epoch_ms: i64) -> Self {
        let now = u64::try_from(epoch_ms).unwrap_or(0).min((1 << 48) - 1);
        if now > self.ms {
            return Self { ms: now, count: 0 };
        }
        match self.count.checked_add(1) {
            Some(count) => Self { ms: self.ms, count },
            None => Self {
                ms: self.ms + 1,
                count: 0,
            },
        }
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}-{:04x}", self.ms, self.count)
    }
}

impl FromStr for Hlc {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (ms, count) = text.split_once('-').ok_or(())?;
        if ms.len() < 12 || count.len() != 4 {
            return Err(());
        }
        Ok(Self {
            ms: u64::from_str_radix(ms, 16).map_err(|_| ())?,
            count: u16::from_str_radix(count, 16).map_err(|_| ())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_keeps_the_high_water_and_counts_up() {
        let first = Hlc::default().after(1_000);
        let back = first.after(400);
        let forth = back.after(1_001);
        assert_eq!(first, Hlc { ms: 1000, count: 0 });
        assert_eq!(back, Hlc { ms: 1000, count: 1 });
        assert_eq!(forth, Hlc { ms: 1001, count: 0 });
    }

    #[test]
    fn the_same_millisecond_counts_up_and_no_clock_goes_beyond_what_is_written() {
        let one = Hlc { ms: 7, count: 0 };
        assert_eq!(one.after(7), Hlc { ms: 7, count: 1 });
        assert_eq!(one.after(-5), Hlc { ms: 7, count: 1 });
        let last = one.after(i64::MAX);
        assert_eq!(last.to_string(), "ffffffffffff-0000");
        // Behind the last of them it is longer, and still read.
        let full = Hlc {
            count: u16::MAX,
            ..last
        };
        let beyond = full.after(0);
        assert_eq!(beyond.to_string(), "1000000000000-0000");
        assert_eq!(beyond.to_string().parse(), Ok(beyond));
    }

    #[test]
    fn a_full_counter_borrows_a_millisecond() {
        let full = Hlc {
            ms: 7,
            count: u16::MAX,
        };
        assert_eq!(full.after(7), Hlc { ms: 8, count: 0 });
    }

    #[test]
    fn what_is_written_is_read_back() {
        let hlc = Hlc {
            ms: 0x0193_5555_0001,
            count: 0x2a,
        };
        assert_eq!(hlc.to_string(), "019355550001-002a");
        assert_eq!(hlc.to_string().parse(), Ok(hlc));
        for wrong in [
            "19355550001-2a",
            "19355550001-002a",
            "019355550001-02a",
            "019355550001",
        ] {
            assert_eq!(wrong.parse::<Hlc>(), Err(()), "{wrong}");
        }
    }
}
