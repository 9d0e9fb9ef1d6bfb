//! Time without a clock of its own: stamps, zones by name, and the working-hours calendar.
//!
//! Everything above asks a [`Clock`] for the time; [`SystemClock`] is the only caller of the
//! machine's clocks.

mod calendar;
mod clock;
mod stamp;

pub use calendar::Calendar;
pub use clock::{Boot, Clock, FixedClock, SystemClock};
pub use stamp::{ParseStampError, Stamp};
