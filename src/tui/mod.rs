//! The screen: a model, what changes it, and how it is drawn.

mod key;

pub use key::{Key, KeyCode};
