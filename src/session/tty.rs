//! The terminal as the kernel sees it: a descriptor, its size and its modes.
//!
//! The terminal is opened anew instead of using the descriptors that the shell gave, because
//! "do not block" is a property of the open file: set on the shell's own, it would stay set after
//! us. Only where a new opening is not allowed are the given ones used as they are.
//!
//! Invariants: no call here waits longer than it was told; nothing here ends the process; modes
//! are never set from the background, where the kernel would stop us for it.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{OptionalActions, QueueSelector, Termios};

/// Columns of a terminal that does not say how wide it is; the size that the screens are made for.
const COLS_DEFAULT: u16 = 80;
/// Rows of a terminal that does not say how high it is.
const ROWS_DEFAULT: u16 = 24;
/// Columns that are drawn at most, so that a made-up size cannot take all memory.
const COLS_MAX: u16 = 1000;
/// Rows that are drawn at most.
const ROWS_MAX: u16 = 500;
/// Bytes written at once to a terminal that may block: one that says it takes more promises no
/// more than this.
const PIECE_BYTES: usize = 1;

/// Columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TtySize {
    /// Columns, from 1 to 1000.
    pub cols: u16,
    /// Rows, from 1 to 500.
    pub rows: u16,
}

/// Why there is no terminal to draw on.
#[derive(Debug, thiserror::Error)]
pub enum TtyError {
    /// Standard output goes elsewhere.
    #[error("the output is no terminal; the commands work without one: nightdesk --help")]
    NoTerminal,
    /// There is one, but it cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Unusable(#[from] io::Error),
}

/// An open terminal.
#[derive(Debug)]
pub struct Tty {
    fd: OwnedFd,
    is_nonblocking: bool,
}

impl Tty {
    /// Opens the terminal that this process was started on.
    ///
    /// # Errors
    /// When standard output is no terminal, or the terminal cannot be read: show the plain mode
    /// or the message and end with status 2.
    pub fn open() -> Result<Self, TtyError> {
        let output = rustix::stdio::stdout();
        if !rustix::termios::isatty(output) {
            return Err(TtyError::NoTerminal);
        }
        for path in ["/proc/self/fd/1", "/dev/tty"] {
            if let Ok(tty) = Self::open_path(path) {
                return Ok(tty);
            }
        }
        let input = rustix::stdio::stdin();
        if !rustix::termios::isatty(input) {
            return Err(TtyError::NoTerminal);
        }
        let fd = rustix::io::fcntl_dupfd_cloexec(input, 3).map_err(io::Error::from)?;
        Ok(Self {
            fd,
            is_nonblocking: false,
        })
    }

    /// Opens a terminal by its path.
    ///
    /// # Errors
    /// When it cannot be opened or is no terminal.
    pub fn open_path(path: &str) -> Result<Self, TtyError> {
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = rustix::fs::open(path, flags, Mode::empty()).map_err(io::Error::from)?;
        if !rustix::termios::isatty(&fd) {
            return Err(TtyError::NoTerminal);
        }
        Ok(Self {
            fd,
            is_nonblocking: true,
        })
    }

    /// The terminal's size, else `LINES` and `COLUMNS`, else 80x24.
    pub fn size(&self) -> TtySize {
        let told = rustix::termios::tcgetwinsize(&self.fd)
            .map_or((0, 0), |size| (size.ws_col, size.ws_row));
        usable_size(told, &|name| std::env::var(name).ok())
    }

    /// Whether a read or write returns at once when it would have to wait.
    pub fn is_nonblocking(&self) -> bool {
        self.is_nonblocking
    }

    /// Reads what is there, without waiting for more where the terminal allows it.
    ///
    /// # Errors
    /// `WouldBlock` when there is nothing to read. Anything else means that the terminal is gone,
    /// as does a read of 0 bytes.
    pub fn read(&self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match rustix::io::read(&self.fd, &mut *buf) {
                Err(Errno::INTR) => {}
                done => return done.map_err(io::Error::from),
            }
        }
    }

    /// Writes what the terminal takes now, and never waits; says how many bytes that was.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut sent = 0;
        while sent < bytes.len() {
            let rest = &bytes[sent..];
            let piece = if self.is_nonblocking {
                rest
            } else if self.wait_writable(Duration::ZERO)? {
                &rest[..PIECE_BYTES]
            } else {
                break;
            };
            match rustix::io::write(&self.fd, piece) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => sent += n,
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(sent)
    }

    /// Writes all, waiting for a slow terminal until `give_up` says otherwise.
    ///
    /// # Errors
    /// When the terminal is gone, or `TimedOut` when `give_up` said so: nothing more is written.
    pub fn write_all(&self, bytes: &[u8], give_up: &dyn Fn() -> bool) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if give_up() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if self.wait_writable(Duration::from_millis(50))? {
                rest = &rest[self.write_some(rest)?..];
            }
        }
        Ok(())
    }

    /// Writes as much as can be written within `limit`, and says nothing about the rest.
    pub fn write_within(&self, bytes: &[u8], limit: Duration) {
        let end = Instant::now() + limit;
        // Whoever is not there to read it does not miss it.
        let _ = self.write_all(bytes, &|| Instant::now() >= end);
    }

    fn wait_writable(&self, limit: Duration) -> io::Result<bool> {
        let mut fds = [PollFd::new(&self.fd, PollFlags::OUT)];
        let limit = Timespec {
            tv_sec: 0,
            tv_nsec: limit.subsec_nanos().into(),
        };
        match rustix::event::poll(&mut fds, Some(&limit)) {
            Ok(0) | Err(Errno::INTR) => Ok(false),
            Ok(_)
                if fds[0]
                    .revents()
                    .intersects(PollFlags::HUP | PollFlags::NVAL) =>
            {
                Err(Errno::IO.into())
            }
            Ok(_) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// The modes that are set now.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn modes(&self) -> io::Result<Termios> {
        Ok(rustix::termios::tcgetattr(&self.fd)?)
    }

    /// Sets modes, unless another job has the terminal: then it is left as that job has it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn set_modes(&self, modes: &Termios) -> io::Result<()> {
        if self.is_background() {
            return Ok(());
        }
        Ok(rustix::termios::tcsetattr(
            &self.fd,
            OptionalActions::Now,
            modes,
        )?)
    }

    /// Throws away what was typed and not read, so that no shell runs it.
    pub fn drop_unread(&self) {
        if !self.is_background() {
            let _ = rustix::termios::tcflush(&self.fd, QueueSelector::IFlush);
        }
    }

    /// Whether another job has the terminal now.
    pub fn is_background(&self) -> bool {
        rustix::termios::tcgetpgrp(&self.fd).is_ok_and(|group| group != rustix::process::getpgrp())
    }

    /// A descriptor for another program: one of its own, that blocks as programs expect.
    ///
    /// # Errors
    /// When the terminal cannot be opened again.
    pub fn for_child(&self) -> io::Result<File> {
        use std::os::fd::AsRawFd;
        let path = format!("/proc/self/fd/{}", self.fd.as_raw_fd());
        File::options().read(true).write(true).open(path)
    }
}

impl AsFd for Tty {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// A size that can be drawn on, from what the terminal and the environment say.
fn usable_size(told: (u16, u16), env: &dyn Fn(&str) -> Option<String>) -> TtySize {
    let or_env = |told: u16, name: &str, default: u16| {
        let from_env = || env(name).and_then(|value| value.trim().parse().ok());
        match told {
            0 => from_env().filter(|n| *n > 0).unwrap_or(default),
            n => n,
        }
    };
    TtySize {
        cols: or_env(told.0, "COLUMNS", COLS_DEFAULT).min(COLS_MAX),
        rows: or_env(told.1, "LINES", ROWS_DEFAULT).min(ROWS_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_always_usable() {
        let none = |_: &str| None;
        let env = |name: &str| Some(if name == "LINES" { "30" } else { "100" }.to_owned());
        let broken = |_: &str| Some("0x".to_owned());
        let size = |cols, rows| TtySize { cols, rows };
        assert_eq!(usable_size((80, 24), &none), size(80, 24));
        assert_eq!(usable_size((0, 0), &none), size(80, 24));
        assert_eq!(usable_size((0, 0), &env), size(100, 30));
        assert_eq!(usable_size((0, 0), &broken), size(80, 24));
        assert_eq!(usable_size((1, 1), &env), size(1, 1));
        assert_eq!(usable_size((65_535, 65_535), &none), size(1000, 500));
    }

    #[test]
    fn a_file_is_no_terminal() {
        assert!(matches!(
            Tty::open_path("/dev/null"),
            Err(TtyError::NoTerminal)
        ));
    }

    #[test]
    fn a_dead_terminal_is_an_error_and_never_a_wait() {
        let pair = portable_pty::native_pty_system()
            .openpty(portable_pty::PtySize::default())
            .unwrap();
        let path = pair.master.tty_name().unwrap();
        let tty = Tty::open_path(path.to_str().unwrap()).unwrap();
        drop(pair);
        assert!(tty.write_all(b"x", &|| false).is_err());
        tty.write_within(b"x", Duration::from_millis(10));
        let gone = tty.read(&mut [0; 8]);
        assert!(gone.is_err() || gone.is_ok_and(|n| n == 0));
    }
}
