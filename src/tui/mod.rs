//! The screen: a model, what changes it, and how it is drawn.

pub mod action;
mod key;

pub use key::{Key, KeyCode};
