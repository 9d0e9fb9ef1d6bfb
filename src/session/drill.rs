//! A practice night on the screen: the desk of a practice, whose line drops once.
//!
//! The line does not really drop: the desk is closed and opened again, twelve minutes later by
//! its own clock, so that what is seen is what is seen on a night when it does.

use std::sync::Arc;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::input::Event;
use super::run::App as _;
use super::screen::Screen;
use super::stage::{House, NotOpened};
use crate::cli::{self, Io, Machine, Practice};
use crate::domain::Records as _;
use crate::domain::drill::{LINE_DOWN_MIN, line_drops};

/// The status where nothing could be kept. Source: `docs/cli.md`.
const NOT_SAVED: u8 = 6;

/// A practice night.
pub(super) struct Drill {
    // Closed before its folder is removed.
    screen: Screen,
    house: House,
    practice: Arc<Practice>,
    size: (u16, u16),
    has_dropped: bool,
}

impl Drill {
    /// Makes a practice desk and opens it.
    ///
    /// # Errors
    /// There is no place for it, or it cannot be made; the text names the mend.
    pub(super) fn begin(mut house: House) -> Result<Self, NotOpened> {
        let practice = Practice::make(&house.machine).map_err(|why| NotOpened {
            status: NOT_SAVED,
            why: why.0,
        })?;
        house.machine = practice.machine(&house.machine);
        house.watch = None;
        let screen = house.open(practice.dir(), &mut |_, _| {})?;
        gone_at_the_end(&house, &practice);
        Ok(Self {
            screen,
            house,
            practice: Arc::new(practice),
            size: (80, 24),
            has_dropped: false,
        })
    }

    /// The desk on the screen.
    pub(super) fn screen(&self) -> &Screen {
        &self.screen
    }

    /// The same, to change it.
    pub(super) fn screen_mut(&mut self) -> &mut Screen {
        &mut self.screen
    }

    /// The person did something.
    pub(super) fn input(&mut self, event: Event) {
        self.screen.input(event);
        self.drop_line();
    }

    /// The desk changed.
    pub(super) fn woken(&mut self) {
        self.screen.woken();
        self.drop_line();
    }

    /// The terminal has this size now.
    pub(super) fn resized(&mut self, cols: u16, rows: u16) {
        self.size = (cols, rows);
        self.screen.resized(cols, rows);
    }

    /// Drops the line where the night says so.
    fn drop_line(&mut self) {
        let known = self.screen.known();
        let drops = |callout: &_| line_drops(callout);
        let running = known.running_callouts();
        if self.has_dropped || !running.iter().any(|callout| drops(callout)) {
            return;
        }
        self.has_dropped = true;
        self.screen.close();
        self.practice.pass(LINE_DOWN_MIN);
        // Where it cannot be opened again the closed one stays, which says NOT SAVED by itself.
        if let Ok(mut screen) = self.house.open(self.practice.dir(), &mut |_, _| {}) {
            screen.resized(self.size.0, self.size.1);
            self.screen = screen;
            gone_at_the_end(&self.house, &self.practice);
        }
    }
}

/// Nothing of a practice is kept: a signal or a dropped line removes it, as `q` does.
fn gone_at_the_end(house: &House, practice: &Practice) {
    house.ends.keep_drafts_by(practice.removal());
}

/// A practice night in lines; gives the exit status. A signal removes the practice and then ends
/// the process as it always does.
pub fn drill_in_lines(machine: &Machine, io: &mut Io<'_>) -> i32 {
    let mut listen = |remove: Box<dyn Fn() + Send + Sync>| {
        // Where the system gives no handler, the next start clears the practice away.
        if let Ok(mut signals) = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT]) {
            let work = move || {
                for signal in signals.forever() {
                    remove();
                    let _ = emulate_default_handler(signal);
                }
            };
            let _ = std::thread::Builder::new()
                .name("signals".to_owned())
                .spawn(work);
        }
    };
    i32::from(cli::drill_in_lines(io, machine, &mut listen))
}
