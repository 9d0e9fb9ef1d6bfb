//! A person at a terminal: who they are, how large it is, bytes in and bytes out.
//!
//! Everything that knows of file descriptors, signals and terminal modes is here, so that the
//! screen above is a function of its model and can be drawn anywhere.

mod backend;
#[cfg(test)]
mod escapes;
mod guard;
mod harden;
mod identity;
mod input;
mod tty;
mod wait;

pub use backend::{ScreenBackend, SharedSize};
pub use guard::{Guard, GuardWriter};
pub use harden::harden;
pub use identity::Identity;
pub use input::{Event, Input};
pub use tty::{Tty, TtyError, TtySize};
pub use wait::{Ready, Wake, Woken};
