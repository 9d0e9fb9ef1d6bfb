//! Journeys of keys, frames of every screen, and a fuzz of both.
//!
//! The rig is a desk in memory behind a model: what the model submits is decided and applied at
//! once, what it keeps as drafts lies in a map.

mod begin;
mod callout;
mod callout_frames;
mod callout_keys;
mod callout_mended;
mod callout_resume;
mod callout_words;
mod every;
mod found;
mod frames;
mod fuzz;
mod journeys;
mod journeys_forms;
mod others;
mod own;
mod packed;
mod ready;
mod rig;
mod runbooks;
mod said_here;
mod secrets;
mod times;
mod unkept;
mod words;
