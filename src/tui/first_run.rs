//! The first run.
