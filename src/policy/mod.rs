//! Reads the site's files: profile, checklists, prompts, clocks, holidays and runbooks, and
//! the rule table.
//!
//! What ships with the program is compiled in from `assets/`; a site lays its own files over it.
//! Whatever comes out has been checked; whatever is wrong is told with file, line and mend.
//!
//! Invariants: nothing outside knows the files' form; a file is read whole or not at all.

mod check;
mod citation;
mod edit;
mod error;
mod overlay;
mod pack;
mod page;
mod post;
mod read;
mod rules;
mod sample;
mod shipped;
mod site;

pub use check::check_pack;
pub use citation::PolicyText;
pub use edit::{confirm_settings, set_setting, setting_hint};
pub use error::{Note, PackError};
pub use overlay::profile_with;
pub use pack::{Origin, Pack, PackFile, SourceFile, sha256_hex, shipped};
pub use page::policy_page;
pub use post::spoken_post;
pub use read::{
    FILE_BYTES_MAX, RUNBOOK_BYTES_MAX, Read, kind_of, read_checklist, read_clocks, read_holidays,
    read_profile, read_prompts, read_runbook,
};
pub use rules::{Shown, find as find_rule, rule, rules, shown};
pub use sample::{sample_runbook, sample_tickets};
pub use shipped::{is_shipped, later_checklist};
pub use site::{site_files, site_sources};

#[cfg(test)]
mod tests;
