//! Where the time comes from.
//!
//! Rules and screens get the time handed to them, so that tests and replays can set it.
//!
//! Invariant: only [`SystemClock`] asks the machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{Stamp, Zone};

/// A reading of the machine's clock since boot: it goes on through suspend and knows no jumps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Boot {
    /// The kernel's id of this boot.
    pub id: String,
    /// Milliseconds since that boot, suspend included (`CLOCK_BOOTTIME`).
    pub ms: u64,
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The wall clock, at the machine's or the desk's offset.
    fn now(&self) -> Stamp;
    /// The clock since boot.
    fn boot(&self) -> Boot;
}

/// The machine's clocks; the only caller of them.
///
/// By default it tells the time in UTC.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    zone: Zone,
}

impl SystemClock {
    /// The machine's clocks, seen in a zone.
    pub fn new(zone: Zone) -> Self {
        Self { zone }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    fn now(&self) -> Stamp {
        self.zone.stamp(chrono::Utc::now())
    }

    fn boot(&self) -> Boot {
        let spec = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let ms = u64::try_from(spec.tv_sec).unwrap_or(0) * 1000
            + u64::try_from(spec.tv_nsec).unwrap_or(0) / 1_000_000;
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Boot {
            id: id.trim().to_owned(),
            ms,
        }
    }
}

/// Another clock, ahead by some time: the night of a practice.
///
/// Both readings go ahead alike, so that a jump ahead is no jump of the wall clock.
pub struct NightClock {
    inner: Arc<dyn Clock>,
    ahead_ms: AtomicI64,
}

impl NightClock {
    /// A clock that is ahead of another by so many milliseconds.
    pub fn new(inner: Arc<dyn Clock>, ahead_ms: i64) -> Self {
        Self {
            inner,
            ahead_ms: AtomicI64::new(ahead_ms),
        }
    }

    /// Lets minutes pass at once.
    pub fn pass(&self, minutes: i64) {
        let by_ms = minutes.saturating_mul(60_000);
        self.ahead_ms.fetch_add(by_ms, Ordering::SeqCst);
    }
}

impl Clock for NightClock {
    fn now(&self) -> Stamp {
        let ahead = self.ahead_ms.load(Ordering::SeqCst);
        self.inner.now().plus_ms(ahead)
    }

    fn boot(&self) -> Boot {
        let boot = self.inner.boot();
        let ahead = self.ahead_ms.load(Ordering::SeqCst);
        Boot {
            ms: boot.ms.saturating_add_signed(ahead),
            ..boot
        }
    }
}

/// A clock that stands still, for tests and for replays.
#[derive(Debug, Clone)]
pub struct FixedClock(pub Stamp);

impl Clock for FixedClock {
    fn now(&self) -> Stamp {
        self.0
    }

    fn boot(&self) -> Boot {
        Boot {
            id: "fixed".to_owned(),
            ms: u64::try_from(self.0.epoch_ms()).unwrap_or(0),
        }
    }
}
