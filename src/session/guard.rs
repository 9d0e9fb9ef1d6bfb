//! The terminal is taken and given back here, and nowhere else.
//!
//! A full screen changes how the terminal behaves; whoever has it next must find it as it was,
//! however we end. So one guard holds it, shared by the session, the signal thread and the panic
//! hook, and every byte that is drawn passes through it.
//!
//! A terminal may read slowly, or not at all while a line stalls. What it does not take at once
//! waits here, and the session reads keys meanwhile.
//!
//! Invariants: giving back can be asked for any number of times, from any thread, and never
//! panics; it never waits longer than a moment for a slow or dead terminal; after the end not
//! one more byte is drawn; no frame waits for the terminal, and what has begun is sent to the end
//! of an escape sequence at least; what was typed and not read is thrown away and reaches no shell.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use rustix::termios::{LocalModes, Termios};

use super::tty::Tty;
use super::unsent::Unsent;

/// How long giving back waits for a frame that another thread is writing.
const PEN_WAIT: Duration = Duration::from_millis(150);
/// How long giving back waits for the terminal to take its bytes.
const LEAVE_WAIT: Duration = Duration::from_millis(200);

/// Reports of buttons and the wheel, in the form that no key can be taken for.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// No more of them.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// The terminal keeps its title and shows ours, which says nothing of any ticket.
const TITLE_ON: &[u8] = b"\x1b[22;2t\x1b]2;nightdesk\x07";
/// No title, and then the kept one. A terminal that keeps none is left with an empty title, which
/// is what it shows where no program gave one.
const TITLE_OFF: &[u8] = b"\x1b]2;\x07\x1b[23;2t";

/// The terminal is as its owner left it.
const OUTSIDE: u8 = 0;
/// The terminal is ours.
const INSIDE: u8 = 1;
/// The terminal was given back for good.
const ENDED: u8 = 2;

/// Holds the terminal; copies share it.
#[derive(Clone)]
pub struct Guard(Arc<Held>);

struct Held {
    tty: Tty,
    /// The modes as they were before us.
    found: Termios,
    place: AtomicU8,
    /// Whether the mouse is reported while the terminal is ours.
    mouse: AtomicBool,
    /// Whether the terminal has our title meanwhile.
    title: AtomicBool,
    /// What the terminal has not taken; whoever writes holds it.
    pen: Mutex<Unsent>,
}

impl Guard {
    /// Remembers how the terminal is; changes nothing yet.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn new(tty: Tty) -> io::Result<Self> {
        let found = tty.modes()?;
        Ok(Self(Arc::new(Held {
            tty,
            found,
            place: AtomicU8::new(OUTSIDE),
            mouse: AtomicBool::new(false),
            title: AtomicBool::new(false),
            pen: Mutex::new(Unsent::default()),
        })))
    }

    /// The terminal itself.
    pub fn tty(&self) -> &Tty {
        &self.0.tty
    }

    /// Whether the terminal is ours now.
    pub fn is_inside(&self) -> bool {
        self.0.place.load(Ordering::SeqCst) == INSIDE
    }

    /// Takes the terminal: raw keys, the alternate screen, bracketed paste, no cursor.
    ///
    /// # Errors
    /// When the terminal is gone, or was given back for good.
    pub fn enter(&self) -> io::Result<()> {
        // With the pen in hand: whoever gives the terminal back meanwhile does so after us.
        let mut unsent = self.pen();
        let place = &self.0.place;
        let was = place.compare_exchange(OUTSIDE, INSIDE, Ordering::SeqCst, Ordering::SeqCst);
        if was == Err(ENDED) {
            return Err(io::ErrorKind::NotConnected.into());
        }
        let mut raw = self.0.found.clone();
        raw.make_raw();
        self.0.tty.set_modes(&raw)?;
        // A frame from before is nobody's: all is drawn anew.
        let begun = unsent.take();
        if was == Err(INSIDE) {
            unsent.put(&begun);
        }
        self.send(&mut unsent, &self.enter_bytes())
    }

    /// Has the terminal report the mouse from now on, whenever it is ours, or no longer.
    ///
    /// # Errors
    /// When the terminal is gone; one that is not ours now is told when it is taken again.
    pub fn set_mouse(&self, on: bool) -> io::Result<()> {
        let mut unsent = self.pen();
        // Said before it is done: whoever gives the terminal back meanwhile undoes it.
        let was = self.0.mouse.swap(on, Ordering::SeqCst);
        if was == on || !self.is_inside() {
            return Ok(());
        }
        self.send(&mut unsent, if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Has the terminal show our title whenever it is ours. Said before the terminal is taken.
    pub fn set_title(&self, on: bool) {
        self.0.title.store(on, Ordering::SeqCst);
    }

    /// What takes the terminal.
    fn enter_bytes(&self) -> Vec<u8> {
        let mut bytes = enter_bytes();
        if self.0.mouse.load(Ordering::SeqCst) {
            bytes.extend_from_slice(MOUSE_ON);
        }
        if self.0.title.load(Ordering::SeqCst) {
            bytes.extend_from_slice(TITLE_ON);
        }
        bytes
    }

    /// What gives it back.
    fn leave_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // First of all: a report on its way must not reach the shell.
        if self.0.mouse.load(Ordering::SeqCst) {
            bytes.extend_from_slice(MOUSE_OFF);
        }
        if self.0.title.load(Ordering::SeqCst) {
            bytes.extend_from_slice(TITLE_OFF);
        }
        bytes.extend(leave_bytes());
        bytes
    }

    /// Gives the terminal back for a while; [`Guard::enter`] takes it again.
    pub fn leave(&self) {
        self.give_back(OUTSIDE);
    }

    /// Another job has the terminal: nothing is drawn until [`Guard::enter`], nothing undone.
    pub fn stay_out(&self) {
        let _ = self
            .0
            .place
            .compare_exchange(INSIDE, OUTSIDE, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Gives the terminal back for good.
    pub fn end(&self) {
        self.give_back(ENDED);
    }

    /// Writes to the terminal while it is ours. What it does not take now waits, and
    /// [`Guard::send_on`] sends it; never waits itself.
    ///
    /// # Errors
    /// When the terminal is gone or no longer ours.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.send(&mut self.pen(), bytes)
    }

    /// Whether something waits for the terminal to take it.
    pub fn is_sending(&self) -> bool {
        self.is_inside() && !self.pen().is_empty()
    }

    /// Sends what waits, as far as the terminal takes it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn send_on(&self) -> io::Result<()> {
        if !self.is_sending() {
            return Ok(());
        }
        self.write(&[])
    }

    fn send(&self, unsent: &mut Unsent, bytes: &[u8]) -> io::Result<()> {
        if !self.is_inside() {
            return Err(io::ErrorKind::NotConnected.into());
        }
        unsent.put(bytes);
        unsent.send(|rest| self.0.tty.write_some(rest))
    }

    fn pen(&self) -> MutexGuard<'_, Unsent> {
        self.0.pen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A writer for frames.
    pub fn writer(&self) -> GuardWriter {
        GuardWriter(self.clone())
    }

    fn give_back(&self, place: u8) {
        // The end is the end: a later `leave` does not open the way back in.
        let before = self
            .0
            .place
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| {
                (now != ENDED).then_some(place)
            });
        if before != Ok(INSIDE) {
            return;
        }
        // Whoever has the pen waits for nothing. Should its thread hang all the same, the terminal
        // is given back without it.
        let mut pen = self.pen_within(PEN_WAIT);
        let mut bytes = pen.as_mut().map(|unsent| unsent.take()).unwrap_or_default();
        bytes.extend(self.leave_bytes());
        if self.may_write() {
            self.0.tty.write_within(&bytes, LEAVE_WAIT);
        }
        // A terminal that is gone needs no modes.
        let _ = self.0.tty.set_modes(&self.0.found);
        self.0.tty.drop_unread();
    }

    fn pen_within(&self, limit: Duration) -> Option<MutexGuard<'_, Unsent>> {
        let end = Instant::now() + limit;
        loop {
            match self.0.pen.try_lock() {
                Ok(pen) => return Some(pen),
                Err(TryLockError::Poisoned(pen)) => return Some(pen.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() >= end => return None,
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    /// Whether a write does not stop us: in the background of a terminal with `tostop` it would.
    fn may_write(&self) -> bool {
        let stops = |modes: Termios| modes.local_modes.contains(LocalModes::TOSTOP);
        !(self.0.tty.is_background() && self.0.tty.modes().is_ok_and(stops))
    }
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard")
            .field("tty", &self.0.tty)
            .field("place", &self.0.place)
            .finish_non_exhaustive()
    }
}

/// Writes frames through the guard.
#[derive(Debug, Clone)]
pub struct GuardWriter(Guard);

impl Write for GuardWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn enter_bytes() -> Vec<u8> {
    let mut bytes = Vec::new();
    queue!(
        bytes,
        EnterAlternateScreen,
        EnableBracketedPaste,
        Hide,
        SetAttribute(Attribute::Reset),
        Clear(ClearType::All),
        MoveTo(0, 0),
    )
    .expect("a vector takes all bytes");
    bytes
}

/// The screen is cleared before it is left: what stood on it does not stay in any buffer.
fn leave_bytes() -> Vec<u8> {
    let mut bytes = Vec::new();
    queue!(
        bytes,
        SetAttribute(Attribute::Reset),
        Clear(ClearType::All),
        DisableBracketedPaste,
        Show,
        LeaveAlternateScreen,
    )
    .expect("a vector takes all bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::escapes::forbidden_escape;
    use super::*;
    use portable_pty::{MasterPty, PtySize, native_pty_system};
    use std::io::Read;

    fn terminal() -> (Box<dyn MasterPty + Send>, Guard) {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let path = pair.master.tty_name().unwrap();
        let tty = Tty::open_path(path.to_str().unwrap()).unwrap();
        (pair.master, Guard::new(tty).unwrap())
    }

    fn modes(guard: &Guard) -> String {
        format!("{:?}", guard.tty().modes().unwrap())
    }

    /// All that was written so far, found by a mark behind it.
    fn shown(master: &dyn MasterPty, guard: &Guard) -> String {
        guard.tty().write_all(b"END", &|| false).unwrap();
        let mut reader = master.try_clone_reader().unwrap();
        let mut all = Vec::new();
        while !all.ends_with(b"END") {
            let mut bytes = [0; 4096];
            let n = reader.read(&mut bytes).unwrap();
            all.extend_from_slice(&bytes[..n]);
        }
        String::from_utf8(all).unwrap()
    }

    #[test]
    fn only_allowed_escapes_are_used() {
        assert_eq!(forbidden_escape(&enter_bytes()), None);
        assert_eq!(forbidden_escape(&leave_bytes()), None);
    }

    #[test]
    fn all_that_is_taken_is_given_back() {
        let (master, guard) = terminal();
        let before = modes(&guard);
        guard.enter().unwrap();
        assert_ne!(modes(&guard), before);
        let entered = shown(&*master, &guard);
        assert!(entered.contains("\x1b[?1049h") && entered.contains("\x1b[?2004h"));
        guard.leave();
        assert_eq!(modes(&guard), before);
        let left = shown(&*master, &guard);
        for sequence in ["\x1b[?1049l", "\x1b[?2004l", "\x1b[?25h"] {
            assert!(left.contains(sequence), "{left:?}");
        }
        guard.enter().unwrap();
        guard.end();
        assert_eq!(modes(&guard), before);
    }

    #[test]
    fn mouse_and_title_come_and_go_with_the_terminal() {
        let (master, guard) = terminal();
        guard.set_title(true);
        guard.set_mouse(true).unwrap();
        let (taken, given) = (guard.enter_bytes(), guard.leave_bytes());
        let title = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let without = title(&taken).replace(&title(TITLE_ON), "");
        assert_eq!(forbidden_escape(without.as_bytes()), None);
        let without = title(&given).replace(&title(TITLE_OFF), "");
        assert_eq!(forbidden_escape(without.as_bytes()), None);
        for _ in 0..2 {
            guard.enter().unwrap();
            let entered = shown(&*master, &guard);
            assert!(entered.contains("\x1b[?1000h\x1b[?1006h"), "{entered:?}");
            assert!(entered.contains("\x1b]2;nightdesk\x07"), "{entered:?}");
            guard.leave();
            let left = shown(&*master, &guard);
            assert!(left.starts_with("\x1b[?1006l\x1b[?1000l"), "{left:?}");
            assert!(left.contains("\x1b[23;2t"), "{left:?}");
        }
        guard.enter().unwrap();
        guard.set_mouse(false).unwrap();
        guard.set_mouse(false).unwrap();
        guard.end();
        let left = shown(&*master, &guard);
        assert_eq!(left.matches("?1000l").count(), 1, "{left:?}");
    }

    #[test]
    fn after_the_end_nothing_is_drawn_and_nothing_taken() {
        let (_master, guard) = terminal();
        guard.enter().unwrap();
        guard.end();
        guard.end();
        guard.leave();
        assert!(guard.write(b"late frame").is_err());
        assert!(guard.enter().is_err());
    }

    #[test]
    fn leaving_twice_writes_once() {
        let (master, guard) = terminal();
        guard.enter().unwrap();
        guard.leave();
        guard.leave();
        guard.end();
        assert_eq!(shown(&*master, &guard).matches("?1049l").count(), 1);
    }

    #[test]
    fn a_terminal_that_is_gone_is_no_trouble() {
        let (master, guard) = terminal();
        guard.enter().unwrap();
        drop(master);
        assert!(guard.write(b"x").is_err());
        guard.leave();
        guard.end();
        let (master, guard) = terminal();
        drop(master);
        assert!(guard.enter().is_err());
        guard.end();
    }

    #[test]
    fn a_terminal_that_reads_nothing_does_not_hold_us() {
        let (_master, guard) = terminal();
        guard.enter().unwrap();
        guard.write(&vec![b'x'; 1 << 20]).unwrap();
        assert!(guard.is_sending());
        guard.send_on().unwrap();
        let begun = Instant::now();
        guard.end();
        assert!(begun.elapsed() < Duration::from_secs(2));
        assert!(!guard.is_sending());
        assert!(guard.write(b"late").is_err());
        guard.send_on().unwrap();
    }

    #[test]
    fn what_a_slow_terminal_did_not_take_comes_later_and_in_order() {
        let (master, guard) = terminal();
        guard.enter().unwrap();
        let line: Vec<u8> = (0..200_000_u32)
            .map(|n| b'a' + u8::try_from(n % 23).unwrap())
            .collect();
        guard.write(&line).unwrap();
        let mut reader = master.try_clone_reader().unwrap();
        let mut all = Vec::new();
        while all.len() < line.len() || guard.is_sending() {
            let mut bytes = [0; 4096];
            let n = reader.read(&mut bytes).unwrap();
            all.extend_from_slice(&bytes[..n]);
            guard.send_on().unwrap();
        }
        let from = all.len() - line.len();
        assert!(all[from..] == line, "the letters came in another order");
    }
}
