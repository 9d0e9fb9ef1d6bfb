//! A person at a terminal: who they are, how large it is, bytes in and bytes out.
//!
//! Everything that knows of file descriptors, signals and terminal modes is here, so that the
//! screen above is a function of its model and can be drawn anywhere.

mod backend;
#[cfg(test)]
mod escapes;
mod input;
mod tty;

pub use backend::{ScreenBackend, SharedSize};
pub use input::{Event, Input};
pub use tty::{Tty, TtyError, TtySize};
