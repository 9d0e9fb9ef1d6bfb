//! Reads one file of the site into the domain's types.
//!
//! The readers walk the file's own tree instead of decoding it in one step: so every fault of a
//! file is found in one go, with its line, and an unknown key is a fault with a suggestion.

mod checklist;
mod clocks;
mod comp_time;
mod doc;
mod holidays;
mod node;
mod profile;
mod prompts;
mod runbook;
mod sections;
mod source;
mod table;
mod trail;

pub use checklist::read_checklist;
pub use clocks::read_clocks;
pub use holidays::read_holidays;
pub use profile::read_profile;
pub use prompts::read_prompts;
pub use runbook::{RUNBOOK_BYTES_MAX, read_runbook};

pub(super) use doc::{line_of_path, span_of_path};

use super::error::{Note, PackError};
use crate::domain::site::FileKind;

/// What a reader gives: the value and what is worth a second look, or all faults of the file.
pub type Read<T> = Result<(T, Vec<Note>), Vec<PackError>>;

/// The most bytes that a file of the site may have: 1 MiB, thirty times the largest shipped one.
pub const FILE_BYTES_MAX: usize = 1024 * 1024;

/// Which kind of file a text is, by the tables that only that kind has; a text without any is a
/// runbook where its name ends so.
///
/// # Errors
/// The text is not TOML, or none of the kinds; say so to whoever wrote it.
pub fn kind_of(text: &str, name: &str) -> Result<FileKind, PackError> {
    let by_tables = doc::kind_of(text, name);
    match runbook::kind_by_name(name)? {
        Some(kind) if by_tables.is_err() => Ok(kind),
        Some(_) | None => by_tables,
    }
}
