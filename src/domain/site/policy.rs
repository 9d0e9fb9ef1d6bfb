//! All rules of a site that are in force, and under which entry of the journal each was adopted.

use std::collections::BTreeMap;

use super::clocks::{Basis, ClockRule, ClockRules, Length};
use super::holidays::HolidayList;
use super::later::Later;
use super::moment::Period;
use super::profile::Profile;
use super::prompts::Prompts;
use super::runbook::Runbook;
use super::template::Template;
use super::words::{Class, words};

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
        /// A runbook.
        Runbook = "runbook",
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
    pub templates: BTreeMap<String, Later<Template>>,
    /// The deadlines.
    pub clocks: ClockRules,
    /// The holiday lists that are known, in force or not.
    pub holidays: Vec<HolidayList>,
    /// The runbooks by id, retired ones too.
    pub runbooks: BTreeMap<String, Runbook>,
    /// The number of the journal entry that adopted each file, by kind and id.
    pub seqs: BTreeMap<(FileKind, String), u64>,
    /// Whether somebody confirmed by name what the profile in force does not say.
    pub confirmed: bool,
}

impl Policy {
    /// The list of that id.
    pub fn template(&self, id: &str) -> Option<&Template> {
        self.templates.get(id).map(|template| &**template)
    }

    /// The lists that the profile enables, by id.
    pub fn enabled(&self) -> impl Iterator<Item = &Template> {
        self.templates
            .iter()
            .filter(|(id, _)| self.profile.has_checklist(id))
            .map(|(_, template)| &**template)
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

    /// How long a clock runs here, for a ticket of that class: where the profile has a setting for
    /// it, the setting goes before the clock's own length. None = the profile turns it off.
    pub fn length_of(&self, clock: &ClockRule, class: Option<Class>) -> Option<Length> {
        let profile = &self.profile;
        let days = |count: u32| (count > 0).then_some((count, Basis::CalendarDays));
        let set = match clock.id.as_str() {
            "breach-72h" => Some((profile.security.breach_hours, Basis::ElapsedHours)),
            "breach-us-state" => Some(days(profile.security.us_state_notice_days)?),
            "rotation" => Some(of_period(profile.passwords.period)),
            "policy-yearly" => Some(of_period(profile.policy.redistribute)),
            _ => None,
        };
        Some(set.map_or_else(
            || clock.length_for(class).clone(),
            |(count, basis)| Length::For { count, basis },
        ))
    }
}

fn of_period(period: Period) -> (u32, Basis) {
    match period {
        Period::Days(count) => (count, Basis::CalendarDays),
        Period::Months(count) => (count, Basis::CalendarMonths),
    }
}
