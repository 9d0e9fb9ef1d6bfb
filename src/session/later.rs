//! What the terminal shall do beside its frames, once it has taken the frame that is on its way.
//!
//! While a line stalls somebody may go on typing, and copy, ring or turn the mouse on a hundred
//! times. Of each the last is what counts, so that what waits here has a limit.
//!
//! Invariant: nothing is written between the bytes of a frame.

use std::io;

use crossterm::clipboard::CopyToClipboard;
use crossterm::queue;

use super::guard::Guard;

/// What waits for the terminal.
#[derive(Debug, Default)]
pub(super) struct Later {
    bell: bool,
    copy: Option<String>,
    mouse: Option<bool>,
}

impl Later {
    /// Rings the bell.
    pub(super) fn bell(&mut self, guard: &Guard) -> io::Result<()> {
        self.bell = true;
        self.send(guard)
    }

    /// Offers a text to the terminal's clipboard.
    pub(super) fn copy(&mut self, guard: &Guard, text: String) -> io::Result<()> {
        self.copy = Some(text);
        self.send(guard)
    }

    /// Has the mouse reported, or no longer.
    pub(super) fn mouse(&mut self, guard: &Guard, on: bool) -> io::Result<()> {
        self.mouse = Some(on);
        self.send(guard)
    }

    /// Writes what waits, unless a frame is on its way or the terminal is not ours.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn send(&mut self, guard: &Guard) -> io::Result<()> {
        if guard.is_sending() {
            return Ok(());
        }
        if let Some(on) = self.mouse.take() {
            guard.set_mouse(on)?;
        }
        if !guard.is_inside() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        if std::mem::take(&mut self.bell) {
            bytes.push(b'\x07');
        }
        if let Some(text) = self.copy.take() {
            queue!(bytes, CopyToClipboard::to_clipboard_from(text))?;
        }
        if bytes.is_empty() {
            return Ok(());
        }
        guard.write(&bytes)
    }
}
