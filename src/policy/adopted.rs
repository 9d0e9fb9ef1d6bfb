//! The rules in force, from the files that the journal adopted.
//!
//! What was adopted was checked then; here each file is only read again. Citations are not looked
//! up a second time, for the texts beside the program may have changed since.

use std::collections::BTreeMap;

use super::error::PackError;
use super::read::{read_checklist, read_clocks, read_holidays, read_profile, read_prompts};
use crate::domain::site::{FileKind, Policy};
use crate::text::Clean;

/// One adopted file.
#[derive(Debug, Clone, Copy)]
pub struct Adopted<'a> {
    /// Its kind.
    pub kind: FileKind,
    /// Its id within its kind.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The number of the journal entry that adopted it.
    pub seq: u64,
}

/// Reads the rules in force: of each kind and id the file adopted last, and the last profile.
///
/// # Errors
/// Every fault of every file, or which part was never adopted. The desk cannot decide without its
/// rules: adopt a file that holds.
pub fn read_adopted(files: &[Adopted<'_>]) -> Result<Policy, Vec<PackError>> {
    let mut last: BTreeMap<(FileKind, &str), Adopted<'_>> = BTreeMap::new();
    for file in files {
        let id = match file.kind {
            FileKind::Checklist | FileKind::Holidays => file.id,
            FileKind::Profile | FileKind::Prompts | FileKind::Clocks => "",
        };
        let newest = last.entry((file.kind, id)).or_insert(*file);
        if newest.seq <= file.seq {
            *newest = *file;
        }
    }
    let one = |kind: FileKind| {
        last.get(&(kind, ""))
            .ok_or_else(|| vec![missing(kind)])
            .copied()
    };
    let (profile, prompts, clocks) = (
        one(FileKind::Profile)?,
        one(FileKind::Prompts)?,
        one(FileKind::Clocks)?,
    );
    let mut policy = Policy {
        profile: read_profile(profile.text, profile.name)?.0,
        prompts: read_prompts(prompts.text, prompts.name)?.0,
        templates: BTreeMap::new(),
        clocks: read_clocks(clocks.text, clocks.name)?.0,
        holidays: Vec::new(),
        seqs: BTreeMap::new(),
    };
    for file in last.values() {
        match file.kind {
            FileKind::Checklist => {
                let list = read_checklist(file.text, file.name, &policy.clocks)?.0;
                policy.templates.insert(list.id.clone(), list);
            }
            FileKind::Holidays => policy.holidays.push(read_holidays(file.text, file.name)?.0),
            FileKind::Profile | FileKind::Prompts | FileKind::Clocks => {}
        }
        let key = (file.kind, file.id.to_owned());
        policy.seqs.insert(key, file.seq);
    }
    Ok(policy)
}

fn missing(kind: FileKind) -> PackError {
    PackError {
        file: kind.to_string(),
        line: 1,
        field: String::new(),
        wrong: Clean::from("it was never adopted"),
        mend: Clean::from("adopt one: nightdesk profile adopt FILE"),
    }
}
