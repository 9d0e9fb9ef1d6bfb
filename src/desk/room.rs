//! How much room the disk of a desk has, where it is little.
//!
//! A night is no time to learn it from a line that could not be saved, so it is said before the
//! first one.

use std::path::Path;

/// Bytes of free disk below which a desk soon cannot be written: the reserve, four times.
pub const FREE_BYTES_MIN: u64 = 64 * 1024 * 1024;

/// The MiB that are free, where that is too little; none also where the system does not tell.
pub(super) fn low_mib(dir: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(dir).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    (free < FREE_BYTES_MIN).then_some(free / (1024 * 1024))
}
