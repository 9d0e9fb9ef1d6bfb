//! A moment as two numbers.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::time::Stamp;

/// A moment and the offset in which it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FlatStamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    ms: i64,
    /// Seconds east of UTC.
    offset_s: i32,
}

impl From<Stamp> for FlatStamp {
    fn from(stamp: Stamp) -> Self {
        Self {
            ms: stamp.epoch_ms(),
            offset_s: stamp.offset().local_minus_utc(),
        }
    }
}

impl FlatStamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(super) fn ms(self) -> i64 {
        self.ms
    }

    /// The moment, where it is one.
    pub(super) fn stamp(self) -> Option<Stamp> {
        let utc = DateTime::from_timestamp_millis(self.ms)?;
        let offset = FixedOffset::east_opt(self.offset_s)?;
        Some(Stamp::at_offset(utc, offset))
    }
}

/// A word or a moment that this version cannot read.
#[derive(Debug)]
pub(in crate::store) struct Unread;

/// Reads a part that may be missing.
pub(super) fn part<T, U>(
    value: Option<&T>,
    read: impl FnOnce(&T) -> Option<U>,
) -> Result<Option<U>, Unread> {
    value.map(|value| read(value).ok_or(Unread)).transpose()
}

/// Reads a moment that may be missing.
pub(super) fn maybe(stamp: Option<FlatStamp>) -> Result<Option<Stamp>, Unread> {
    part(stamp.as_ref(), |stamp| stamp.stamp())
}
