//! The one place where a session waits.
//!
//! One call waits for the terminal, for another thread, for the descriptors that the caller
//! watches, and for the next moment when something is due. There is no tick: a console that
//! nobody touches sleeps until the next minute or deadline.
//!
//! Invariants: a terminal that is gone is reported once and never waited on again by a caller
//! that heeds it; a wake-up that came before the wait is not lost.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec};
use rustix::io::Errno;

/// Wakes the session from another thread; copies wake the same one.
#[derive(Debug, Clone)]
pub struct Wake(Arc<Bell>);

#[derive(Debug)]
struct Bell {
    fd: OwnedFd,
    resized: AtomicBool,
    continued: AtomicBool,
    desk: AtomicBool,
}

/// Why the session was woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Woken {
    /// The terminal's size may have changed.
    pub resized: bool,
    /// The process goes on after it was stopped.
    pub continued: bool,
    /// The desk changed.
    pub desk: bool,
}

impl Wake {
    /// Nothing to wake for yet.
    ///
    /// # Errors
    /// When the process has no descriptor left.
    pub fn new() -> io::Result<Self> {
        let flags = EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC;
        Ok(Self(Arc::new(Bell {
            fd: rustix::event::eventfd(0, flags)?,
            resized: AtomicBool::new(false),
            continued: AtomicBool::new(false),
            desk: AtomicBool::new(false),
        })))
    }

    /// The desk changed: the session looks at it.
    pub fn desk_changed(&self) {
        self.0.desk.store(true, Ordering::SeqCst);
        self.ring();
    }

    /// The terminal's size may have changed.
    pub(super) fn resized(&self) {
        self.0.resized.store(true, Ordering::SeqCst);
        self.ring();
    }

    /// The process goes on after it was stopped.
    pub(super) fn continued(&self) {
        self.0.continued.store(true, Ordering::SeqCst);
        self.ring();
    }

    /// What there was to wake for; asked once, it is forgotten.
    pub(super) fn take(&self) -> Woken {
        let mut count = [0; 8];
        // Nothing to read means that nobody rang.
        let _ = rustix::io::read(&self.0.fd, &mut count);
        Woken {
            resized: self.0.resized.swap(false, Ordering::SeqCst),
            continued: self.0.continued.swap(false, Ordering::SeqCst),
            desk: self.0.desk.swap(false, Ordering::SeqCst),
        }
    }

    /// Waits until the process goes on after it was stopped, at most until then.
    ///
    /// # Errors
    /// As [`wait`].
    pub(super) fn wait_to_continue(&self, until: Instant) -> io::Result<()> {
        while !self.0.continued.swap(false, Ordering::SeqCst) && Instant::now() < until {
            wait(None, self, &[], Some(until))?;
            let _ = rustix::io::read(&self.0.fd, &mut [0; 8]);
        }
        // Whatever else rang meanwhile is still to be heard.
        self.ring();
        Ok(())
    }

    fn ring(&self) {
        // A full counter is a ring that has not been heard yet: as good.
        let _ = rustix::io::write(&self.0.fd, &1_u64.to_ne_bytes());
    }
}

/// What the terminal has for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Line {
    /// Nothing.
    #[default]
    Silent,
    /// Bytes, or its end, to be read.
    Input,
    /// It hung up, and there is nothing left to read.
    HungUp,
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one of the things that were waited for, and any of them may be so"
)]
pub(super) struct Ready {
    /// What the terminal has for us.
    pub line: Line,
    /// It takes more of what was written.
    pub writable: bool,
    /// Someone rang.
    pub woken: bool,
    /// One of the watched descriptors has something.
    pub watched: bool,
    /// One of the watched descriptors is broken and would end every wait at once.
    pub watched_broken: bool,
}

/// The terminal that is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tty<'a> {
    /// Its descriptor.
    pub fd: BorrowedFd<'a>,
    /// Whether something waits to be written to it too.
    pub writes: bool,
}

/// Waits until something is there or `until` is reached.
///
/// # Errors
/// When the kernel refuses to wait: nothing can be awaited any more, end the session.
pub(super) fn wait(
    tty: Option<Tty<'_>>,
    wake: &Wake,
    watched: &[BorrowedFd<'_>],
    until: Option<Instant>,
) -> io::Result<Ready> {
    let mut fds = vec![PollFd::new(&wake.0.fd, PollFlags::IN)];
    fds.extend(watched.iter().map(|fd| PollFd::new(fd, PollFlags::IN)));
    if let Some(tty) = &tty {
        let asked = if tty.writes {
            PollFlags::IN | PollFlags::OUT
        } else {
            PollFlags::IN
        };
        fds.push(PollFd::new(&tty.fd, asked));
    }
    loop {
        let limit = until.map(|until| {
            let left = until.saturating_duration_since(Instant::now());
            Timespec {
                tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: left.subsec_nanos().into(),
            }
        });
        match rustix::event::poll(&mut fds, limit.as_ref()) {
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => break,
        }
    }
    let has = |fd: &PollFd<'_>| fd.revents().contains(PollFlags::IN);
    let watched_fds = &fds[1..=watched.len()];
    let mut ready = Ready {
        woken: !fds[0].revents().is_empty(),
        watched: watched_fds.iter().any(has),
        watched_broken: watched_fds
            .iter()
            .any(|fd| !has(fd) && !fd.revents().is_empty()),
        ..Ready::default()
    };
    if tty.is_some()
        && let Some(terminal) = fds.last()
    {
        let told = terminal.revents();
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        ready.writable = told.contains(PollFlags::OUT);
        ready.line = if told.contains(PollFlags::IN) {
            Line::Input
        } else if told.intersects(gone) {
            Line::HungUp
        } else {
            Line::Silent
        };
    }
    Ok(ready)
}

impl AsFd for Wake {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.fd.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portable_pty::{PtySize, native_pty_system};
    use std::io::Write;

    fn look(tty: Option<Tty<'_>>, wake: &Wake, watched: &[BorrowedFd<'_>]) -> Ready {
        wait(tty, wake, watched, Some(Instant::now())).unwrap()
    }

    #[test]
    fn a_ring_before_the_wait_is_heard_once() {
        let wake = Wake::new().unwrap();
        wake.resized();
        wake.desk_changed();
        assert!(look(None, &wake, &[]).woken);
        let told = wake.take();
        assert!(told.resized && told.desk && !told.continued);
        assert!(!look(None, &wake, &[]).woken);
        assert_eq!(wake.take(), Woken::default());
    }

    #[test]
    fn each_thing_waited_for_is_told_apart() {
        let wake = Wake::new().unwrap();
        let watched = Wake::new().unwrap();
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let path = pair.master.tty_name().unwrap();
        let tty = super::super::Tty::open_path(path.to_str().unwrap()).unwrap();
        let asked = |writes| {
            let fd = tty.as_fd();
            look(Some(Tty { fd, writes }), &wake, &[watched.as_fd()])
        };
        let look = || asked(false);
        assert_eq!(look(), Ready::default());
        watched.desk_changed();
        assert!(look().watched && !look().woken && look().line == Line::Silent);
        pair.master.take_writer().unwrap().write_all(b"\n").unwrap();
        assert_eq!(look().line, Line::Input);
        assert!(asked(true).writable && !look().writable);
        drop(pair);
        assert_ne!(look().line, Line::Silent);
    }
}
