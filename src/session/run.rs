//! One person's session: what they do goes to the screen, what the screen shows goes to them.
//!
//! The loop knows nothing of tickets. It reads, hands on, draws when something changed, and sleeps
//! until something happens or is due.
//!
//! A terminal that reads slowly, or not at all while its line stalls, holds nothing up: a frame that
//! has begun goes on as the terminal takes it, and the next is drawn when it is gone, from the model
//! as it is then.
//!
//! Invariants: all keys that wait make one frame; at most one frame is on its way; after a key that
//! asks for the terminal (quit, suspend, editor) the keys behind it wait until that is done; a
//! terminal that is gone ends the session at once with the status of a hang-up; drafts are on disk
//! and the terminal is given back before [`Session::run`] returns.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ratatui::{Frame, Terminal};
use rustix::process::Signal;

use super::backend::{ScreenBackend, SharedSize};
use super::editor::{self, EditorError};
use super::ends::Ends;
use super::guard::{Guard, GuardWriter};
use super::input::{Event, Input};
use super::later::Later;
use super::panic;
use super::signals;
use super::tty::{Tty, TtyError};
use super::wait::{self, Line, Wake};
use crate::tui;

/// The status of a session whose line dropped.
const HANG_UP: i32 = 129;
/// Bytes read at once; more than any terminal's queue holds.
const READ_BYTES: usize = 16 << 10;
/// Bytes read in one turn, so that a long paste does not keep deadlines waiting.
const TURN_BYTES_MAX: usize = 256 << 10;
/// How long a suspended session waits to be stopped. Where nobody could wake it again, the kernel
/// does not stop it, and it goes on.
const STOP_WAIT: Duration = Duration::from_millis(300);
/// How long a session whose process is ended by a signal waits for that to happen.
const SIGNAL_WAIT: Duration = Duration::from_secs(5);

/// What the loop drives: a screen with its model.
pub trait App {
    /// The person did something.
    fn input(&mut self, event: Event);
    /// The terminal has this many columns and rows now.
    fn resized(&mut self, cols: u16, rows: u16);
    /// The desk changed, or a watched descriptor has something; it must be read empty here.
    fn woken(&mut self);
    /// When something is due next.
    fn due(&self) -> Option<Instant>;
    /// That moment has come; afterwards [`App::due`] is later.
    fn tick_due(&mut self);
    /// Draws the whole screen.
    fn draw(&mut self, frame: &mut Frame<'_>);
    /// Whether something changed since it was drawn.
    fn dirty(&self) -> bool;
    /// What the session shall do; asked until there is nothing more.
    fn wants(&mut self) -> Option<Want>;
    /// How the editor that was wanted ended; its file is read by whoever wanted it.
    fn edited(&mut self, ended: Result<(), EditorError>);
}

/// What a screen asks of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    /// End with this status.
    Quit(i32),
    /// Give the terminal to the shell until the person comes back.
    Suspend,
    /// Draw everything anew.
    Repaint,
    /// Offer this text to the terminal's clipboard.
    Copy(String),
    /// Let the person's own editor work on a file.
    Editor {
        /// The editor and its arguments; no shell sees them.
        argv: Vec<String>,
        /// The file to edit.
        path: PathBuf,
    },
    /// Ring the terminal's bell.
    Bell,
    /// Have the mouse reported, or no longer.
    Mouse(bool),
}

impl From<tui::Terminal> for Want {
    fn from(asked: tui::Terminal) -> Self {
        match asked {
            tui::Terminal::Copy(text) => Self::Copy(text),
            tui::Terminal::Mouse(on) => Self::Mouse(on),
            tui::Terminal::Bell => Self::Bell,
            tui::Terminal::Repaint => Self::Repaint,
            tui::Terminal::Suspend => Self::Suspend,
        }
    }
}

/// A terminal with a person at it.
#[derive(Debug)]
pub struct Session {
    guard: Guard,
    wake: Wake,
    ends: Ends,
}

/// What the loop keeps from turn to turn.
struct Turn<'a> {
    session: &'a Session,
    screen: Terminal<ScreenBackend<GuardWriter>>,
    size: SharedSize,
    input: Input,
    waiting: VecDeque<Event>,
    watched: &'a [BorrowedFd<'a>],
    must_draw: bool,
    must_clear: bool,
    later: Later,
}

impl Session {
    /// Opens the terminal and listens for signals; nothing is shown yet.
    ///
    /// # Errors
    /// When there is no usable terminal: say so and end with status 2.
    pub fn open() -> Result<Self, TtyError> {
        let session = Self::on(Tty::open()?)?;
        signals::listen(session.ends.clone(), session.wake.clone())?;
        Ok(session)
    }

    /// A session on this terminal, without signals.
    pub(super) fn on(tty: Tty) -> Result<Self, TtyError> {
        let guard = Guard::new(tty)?;
        Ok(Self {
            ends: Ends::new(guard.clone()),
            wake: Wake::new()?,
            guard,
        })
    }

    /// Says how the terminal shall be while it is ours; before [`Session::run`].
    pub fn dress(&self, mouse: bool, title: bool) {
        self.guard.set_title(title);
        // Nothing is written to a terminal that is not ours yet.
        let _ = self.guard.set_mouse(mouse);
    }

    /// Wakes the session from other threads.
    pub fn wake(&self) -> Wake {
        self.wake.clone()
    }

    /// The session's end, to say how drafts are kept.
    pub fn ends(&self) -> Ends {
        self.ends.clone()
    }

    /// Columns and rows of the terminal now.
    pub fn size(&self) -> (u16, u16) {
        let size = self.guard.tty().size();
        (size.cols, size.rows)
    }

    /// Shows the screen until it ends; gives the exit status.
    ///
    /// `watched` are descriptors whose news are the screen's (the desk's watch); a descriptor that
    /// has something ends the wait and calls [`App::woken`].
    pub fn run<A: App>(&self, app: &mut A, watched: &[BorrowedFd<'_>]) -> i32 {
        let status = panic::caught(|| self.drive(app, watched).unwrap_or(HANG_UP));
        self.ends.end();
        let Some(by_signal) = self.ends.signal_status() else {
            return status;
        };
        // The signal thread is on its way out with the whole process.
        let end = Instant::now() + SIGNAL_WAIT;
        while Instant::now() < end {
            std::thread::park_timeout(SIGNAL_WAIT);
        }
        by_signal
    }

    fn drive<A: App>(&self, app: &mut A, watched: &[BorrowedFd<'_>]) -> io::Result<i32> {
        self.guard.enter()?;
        let (cols, rows) = self.size();
        let size = SharedSize::new(cols, rows);
        let backend = ScreenBackend::new(self.guard.writer(), size.clone());
        let mut turn = Turn {
            session: self,
            screen: Terminal::new(backend)?,
            size,
            input: Input::new(),
            waiting: VecDeque::new(),
            watched,
            must_draw: true,
            must_clear: false,
            later: Later::default(),
        };
        app.resized(cols, rows);
        loop {
            if let Some(status) = turn.once(app)? {
                return Ok(status);
            }
        }
    }
}

impl Turn<'_> {
    /// Hands on what was read, draws, waits, reads.
    fn once<A: App>(&mut self, app: &mut A) -> io::Result<Option<i32>> {
        if let Some(status) = self.grant_all(app)? {
            return Ok(Some(status));
        }
        while let Some(event) = self.waiting.pop_front() {
            app.input(event);
            if let Some(status) = self.grant_all(app)? {
                return Ok(Some(status));
            }
        }
        self.draw(app)?;
        self.wait(app)?;
        Ok(None)
    }

    fn draw<A: App>(&mut self, app: &mut A) -> io::Result<()> {
        let guard = &self.session.guard;
        if !guard.is_inside() || guard.is_sending() {
            return Ok(());
        }
        self.later.send(guard)?;
        if !(self.must_draw || app.dirty()) || guard.is_sending() {
            return Ok(());
        }
        if std::mem::take(&mut self.must_clear) {
            self.screen.clear()?;
        }
        self.screen.draw(|frame| app.draw(frame))?;
        self.must_draw = false;
        Ok(())
    }

    fn wait<A: App>(&mut self, app: &mut A) -> io::Result<()> {
        let until = [app.due(), self.input.deadline()]
            .into_iter()
            .flatten()
            .min();
        let session = self.session;
        let tty = wait::Tty {
            fd: session.guard.tty().as_fd(),
            writes: session.guard.is_sending(),
        };
        let ready = wait::wait(Some(tty), &session.wake, self.watched, until)?;
        if ready.watched_broken {
            self.watched = &[];
        }
        match ready.line {
            Line::Input => self.read()?,
            Line::Silent => self.waiting.extend(self.input.expire(Instant::now())),
            Line::HungUp => return Err(io::ErrorKind::BrokenPipe.into()),
        }
        if ready.writable {
            session.guard.send_on()?;
        }
        if ready.woken {
            let woken = session.wake.take();
            if woken.continued {
                self.come_back(app)?;
            }
            if woken.resized {
                // Of the size that it had before the terminal may have kept less than all, also
                // where it has that size again.
                self.repaint(app);
            }
            if woken.desk {
                app.woken();
            }
        }
        if ready.watched {
            app.woken();
        }
        if app.due().is_some_and(|due| due <= Instant::now()) {
            app.tick_due();
        }
        Ok(())
    }

    /// Reads what is there. No bytes, or a fault, mean that nobody is there any more.
    fn read(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; READ_BYTES];
        let mut total = 0;
        while total < TURN_BYTES_MAX {
            match self.session.guard.tty().read(&mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => {
                    total += n;
                    let events = self.input.feed(&bytes[..n], Instant::now());
                    self.waiting.extend(events);
                    if !self.session.guard.tty().is_nonblocking() {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn grant_all<A: App>(&mut self, app: &mut A) -> io::Result<Option<i32>> {
        while let Some(want) = app.wants() {
            if let Some(status) = self.grant(want, app)? {
                return Ok(Some(status));
            }
        }
        Ok(None)
    }

    fn grant<A: App>(&mut self, want: Want, app: &mut A) -> io::Result<Option<i32>> {
        let session = self.session;
        match want {
            Want::Quit(status) => return Ok(Some(status)),
            Want::Suspend => self.suspend(app)?,
            Want::Repaint => self.repaint(app),
            // In the background there is no one to hear it or to paste.
            Want::Copy(_) | Want::Bell if !session.guard.is_inside() => {}
            Want::Copy(text) => self.later.copy(&session.guard, text)?,
            Want::Editor { argv, path } => {
                match editor::hand_over(&session.guard, &session.ends, &argv, &path) {
                    Err(EditorError::TerminalGone(error)) => return Err(error),
                    ended => {
                        self.repaint(app);
                        app.edited(ended);
                    }
                }
            }
            Want::Bell => self.later.bell(&session.guard)?,
            Want::Mouse(on) => self.later.mouse(&session.guard, on)?,
        }
        Ok(None)
    }

    /// The terminal goes to the shell; the whole job stops, as a shell expects it.
    fn suspend<A: App>(&mut self, app: &mut A) -> io::Result<()> {
        let session = self.session;
        session.guard.leave();
        rustix::process::kill_current_process_group(Signal::TSTP)?;
        session.wake.wait_to_continue(Instant::now() + STOP_WAIT)?;
        self.come_back(app)
    }

    /// Takes the terminal again, unless the shell has put us into the background.
    fn come_back<A: App>(&mut self, app: &mut A) -> io::Result<()> {
        if self.session.guard.tty().is_background() {
            self.session.guard.stay_out();
            return Ok(());
        }
        self.session.guard.enter()?;
        self.repaint(app);
        Ok(())
    }

    fn repaint<A: App>(&mut self, app: &mut A) {
        self.measure(app);
        (self.must_clear, self.must_draw) = (true, true);
    }

    fn measure<A: App>(&mut self, app: &mut A) {
        let now = self.session.size();
        if now != self.size.get() {
            self.size.set(now.0, now.1);
            self.must_draw = true;
            app.resized(now.0, now.1);
        }
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
