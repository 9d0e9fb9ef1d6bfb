//! The screen: a model, what changes it, and how it is drawn.
//!
//! A session feeds [`update()`] with keys, pastes and what the desk says; `update` answers with
//! [`Effect`]s for the session to carry out; [`view`] draws the model. One table of actions
//! ([`action::ACTIONS`]) gives the keys, the palette, the footer and the help.
//!
//! Invariants: nothing here reads a file, writes one, or asks a clock; a text leaves its form only
//! after the desk gave a receipt; a letter in NAV never types and a paste runs nothing.

pub mod action;
mod editor;
pub mod first_run;
mod form;
mod key;
mod model;
mod msg;
mod screens;
mod theme;
mod update;
mod widgets;

#[cfg(test)]
mod tests;

pub use key::{Key, KeyCode, Mouse, MouseWhat};
pub use model::Model;
pub use msg::{
    Bell, DraftKey, Effect, FileAsked, Fresh, KeptDraft, Me, Msg, Settings, SubmitId, Terminal,
};
pub use screens::view;
pub use theme::{Theme, ThemeKind};
pub use update::update;
