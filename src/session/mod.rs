//! A person at a terminal: who they are, how large it is, bytes in and bytes out.
//!
//! Everything that knows of file descriptors, signals and terminal modes is here, so that the
//! screen above is a function of its model and can be drawn anywhere.

mod answers;
mod attach;
mod backend;
mod borders;
mod config;
mod drill;
mod editor;
mod ends;
#[cfg(test)]
mod escapes;
mod first;
mod guard;
mod harden;
mod identity;
mod input;
mod later;
mod open;
mod panic;
mod presence;
mod reading;
mod run;
mod screen;
mod shelf;
mod signals;
mod stage;
mod tty;
mod unsent;
mod wait;
mod writer;

pub use backend::{ScreenBackend, SharedSize};
pub use config::own_settings;
pub use drill::drill_in_lines;
pub use editor::{EditorError, split_command};
pub use ends::Ends;
pub use guard::{Guard, GuardWriter};
pub use harden::harden;
pub use identity::Identity;
pub use input::{Event, Input};
pub use open::{drill, open, prefers_lines};
pub use panic::{FAULT, caught, report_faults, state_folder};
pub use run::{App, Session, Want};
pub use tty::{Tty, TtyError, TtySize};
pub use wait::Wake;
