//! All rules of a site that are in force, and under which entry of the journal each was adopted.

use std::collections::BTreeMap;

use super::clocks::ClockRules;
use super::holidays::HolidayList;
use super::profile::Profile;
use super::prompts::Prompts;
use super::template::Template;
use super::words::words;

words! {
    /// The kinds of the site's files.
    FileKind {
        /// The profile of the organisation.
        Profile = "profile",
        /// A checklist.
        Checklist = "checklist",
        /// The prompts.
        Prompts = "prompts",
        /// The deadlines.
        Clocks = "clocks",
        /// A list of holidays.
        Holidays = "holidays",
    }
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The profile.
    pub profile: Profile,
    /// The prompts.
    pub prompts: Prompts,
    /// The lists by id.
    pub templates: BTreeMap<String, Template>,
    /// The deadlines.
    pub clocks: ClockRules,
    /// The holiday lists that are known, in force or not.
    pub holidays: Vec<HolidayList>,
    /// The number of the journal entry that adopted each file, by kind and id.
    pub seqs: BTreeMap<(FileKind, String), u64>,
}

impl Policy {
    /// The list of that id.
    pub fn template(&self, id: &str) -> Option<&Template> {
        self.templates.get(id)
    }

    /// The lists that the profile enables, by id.
    pub fn enabled(&self) -> impl Iterator<Item = &Template> {
        self.templates
            .values()
            .filter(|template| self.profile.has_checklist(&template.id))
    }

    /// The holiday lists that the profile names.
    pub fn holidays_in_force(&self) -> impl Iterator<Item = &HolidayList> {
        self.holidays
            .iter()
            .filter(|list| self.profile.hours.holiday_files.contains(&list.id))
    }

    /// The entry that adopted a file; 0 = none did, it is as shipped.
    pub fn seq(&self, kind: FileKind, id: &str) -> u64 {
        self.seqs
            .get(&(kind, id.to_owned()))
            .copied()
            .unwrap_or_default()
    }
}
