//! nightdesk: a full-screen terminal help desk that carries out a department's written policy.
//!
//! The rooms below stand in floors; a room imports only rooms of a lower floor, which
//! `tests/floor_plan.rs` checks. `docs/architecture.md` walks through them.
//!
//! | floor | rooms |
//! |---|---|
//! | 0 | [`text`], [`time`], [`modes`] |
//! | 1 | [`domain`] |
//! | 2 | [`policy`], [`journal`], [`store`], [`drafts`] |
//! | 3 | [`desk`] |
//! | 4 | [`tui`], [`cli`] |
//! | 5 | [`session`] |

pub mod cli;
pub mod desk;
pub mod domain;
pub mod drafts;
pub mod journal;
pub mod modes;
pub mod policy;
pub mod session;
pub mod store;
pub mod text;
pub mod time;
pub mod tui;
