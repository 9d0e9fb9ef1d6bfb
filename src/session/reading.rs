//! How far the reading of a long journal is, told on the terminal before the screen is there.
//!
//! A desk opens from its page, in milliseconds. Where that is gone, as after damage, the whole
//! journal is read first: some seconds for a million entries, in which nobody should wonder.
//!
//! Invariants: what is written is plain ASCII on one line, and is gone when the reading ends; an
//! opening that takes no time to speak of says nothing.

use std::io::Write;
use std::time::{Duration, Instant};

/// How long a reading may take without a word.
const SILENT: Duration = Duration::from_millis(400);
/// How long a word stands before the next.
const STANDS: Duration = Duration::from_millis(100);
/// Columns of the bar.
const BAR_COLS: u64 = 20;
const MIB: u64 = 1 << 20;

/// The line on the terminal.
pub(super) struct Reading<'a> {
    out: &'a mut dyn Write,
    next: Instant,
    /// Columns of what stands there now.
    cols: usize,
}

impl<'a> Reading<'a> {
    /// The reading begins now; nothing is said yet.
    pub(super) fn begin(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            next: Instant::now() + SILENT,
            cols: 0,
        }
    }

    /// So many bytes were read, of so many.
    pub(super) fn at(&mut self, done: u64, all: u64) {
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now + STANDS;
        self.show(&line(done, all));
    }

    /// Takes away what was said.
    pub(super) fn end(&mut self) {
        if self.cols > 0 {
            self.show("");
        }
    }

    fn show(&mut self, line: &str) {
        let cols = self.cols.max(line.len());
        // Who cannot be told how far it is learns it by the screen.
        let _ = write!(self.out, "\r{line:cols$}\r");
        let _ = self.out.flush();
        self.cols = line.len();
    }
}

/// The line, at most 72 columns wide.
fn line(done: u64, all: u64) -> String {
    let (done, all) = (done.min(all), all.max(1));
    let full = done * BAR_COLS / all;
    let bar: String = (0..BAR_COLS)
        .map(|at| if at < full { '#' } else { '.' })
        .collect();
    format!(
        "nightdesk: reading the journal [{bar}] {} of {} MiB",
        done / MIB,
        all.div_ceil(MIB)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_as_bytes_are_read_and_fits_a_small_terminal() {
        let mib = |n: u64| n * MIB;
        assert_eq!(
            line(mib(384), mib(937)),
            "nightdesk: reading the journal [########............] 384 of 937 MiB"
        );
        assert!(line(0, mib(937)).contains("[....................] 0 of 937"));
        assert!(line(mib(937), mib(937)).contains("[####################] 937 of 937"));
        // A file that grew meanwhile, and one that could not be listed.
        assert!(line(mib(940), mib(937)).contains("937 of 937"));
        assert!(line(5, 0).contains("0 of 1 MiB"));
        assert!(line(mib(99_999), mib(99_999)).len() <= 72);
    }

    #[test]
    fn nothing_is_said_of_a_short_reading_and_nothing_is_left_of_a_long_one() {
        let mut said = Vec::new();
        let mut reading = Reading::begin(&mut said);
        reading.at(1, 2);
        reading.end();
        assert!(said.is_empty());
        let mut reading = Reading::begin(&mut said);
        reading.next = Instant::now();
        reading.at(MIB, 2 * MIB);
        // The next word comes no sooner than the eye can follow.
        reading.at(2 * MIB, 2 * MIB);
        reading.end();
        let said = String::from_utf8(said).unwrap();
        let line = line(MIB, 2 * MIB);
        assert_eq!(said, format!("\r{line}\r\r{}\r", " ".repeat(line.len())));
    }
}
