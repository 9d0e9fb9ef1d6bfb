//! Text that may reach a terminal, and how wide it is there.
//!
//! A terminal obeys what it is sent. Whatever was typed, pasted or imported therefore becomes
//! [`Clean`] before anything shows it: what would be obeyed, or what could not be seen, stands
//! there as a visible mark such as `<U+001B>`. Widths, wrapping and folding for search work on
//! text as people see it, a cluster of characters at a time.
//!
//! Invariants: nothing here reads a file or a clock, and no function panics on any text.

mod clean;
mod clusters;
mod fold;
#[cfg(test)]
mod fuzz;
mod sanitise;
mod secret;
#[cfg(test)]
pub(crate) mod spoil;
mod width;
mod wrap;

pub use clean::Clean;
pub use clusters::plain_len;
pub use fold::{fold, words};
pub use secret::{Found, Secret, find_secret};
pub use width::{pad_left, pad_right, take_cols, truncate, truncate_with, width};
pub use wrap::wrap;
