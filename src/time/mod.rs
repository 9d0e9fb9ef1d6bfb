//! Time without a clock of its own: stamps, zones by name, and the working-hours calendar.
//!
//! Everything above asks a [`Clock`] for the time; [`SystemClock`] is the only caller of the
//! machine's clocks. Local times go through a [`Zone`], which tells where a wall time does not
//! exist or exists twice instead of picking one.
//!
//! Invariants: nothing here falls back silently to UTC, and no function panics on any moment.

mod calendar;
mod clock;
mod entry;
mod show;
mod span;
mod stamp;
mod zone;

pub use calendar::Calendar;
pub use clock::{Boot, Clock, FixedClock, NightClock, SystemClock};
pub use entry::{Strayed, WhenError, parse_due, parse_until, parse_when, strayed};
pub use show::{ago, clock, dated, day_time, full, hours, minutes, zoned};
pub use span::{ParseSpanError, PersonHours, Span, Week};
pub use stamp::{ParseStampError, Stamp};
pub use zone::{Local, UnknownZone, Zone};
