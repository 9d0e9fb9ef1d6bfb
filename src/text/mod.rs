//! Text that may reach a terminal, and how wide it is there.

mod clean;

pub use clean::Clean;
