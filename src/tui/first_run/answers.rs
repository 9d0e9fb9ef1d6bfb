//! What was answered under one policy: posts, zone, hours, holidays and settings.
//!
//! Each policy has posts and settings of its own, so each keeps its own answers, and somebody who
//! looks at another one and comes back finds what they typed.
//!
//! Invariant: the text that comes out was read by the same checker as a profile's file.

use std::collections::{BTreeMap, BTreeSet};

use super::hours::{DAYS, holidays_text, read_holidays, read_week, week_text};
use super::{ProfileChoice, Surroundings};
use crate::domain::site::Profile;
use crate::policy::{PackError, confirm_settings, set_setting, shipped};
use crate::text::Clean;
use crate::tui::editor::Editor;

/// Posts that nobody is given: whoever asks, and whoever is the head of the one concerned.
const BY_THEMSELVES: [&str; 3] = ["originator", "unit_head", "supervisor"];
/// The roles of whoever sets a desk up, most likely.
const AT_WORK: [&str; 3] = ["operator", "tech", "oncall"];
/// The tables whose settings are asked first: money, the night, harm, the order.
const FIRST: [&str; 5] = ["comp_time", "callout", "security", "priority", "promises"];
/// The settings that the questions before have answered.
const ASKED: [&str; 4] = [
    "organisation.tz",
    "hours.holiday_files",
    "hours.holidays",
    "units.list",
];

/// A setting that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settled {
    /// Our default holds, by the name of whoever sets the desk up.
    Confirmed,
    /// Another value holds.
    Changed(String),
}

/// What was answered under one policy.
#[derive(Debug)]
pub(super) struct Answers {
    /// Who holds each post, in the order of [`posts`].
    pub(super) posts: Vec<Editor>,
    pub(super) zone: Editor,
    pub(super) hours: Editor,
    pub(super) holidays: Editor,
    pub(super) settled: BTreeMap<String, Settled>,
    /// The setting that is shown, by its place.
    pub(super) at: usize,
    /// The value that is being typed.
    pub(super) value: Editor,
    /// The setting that it was typed for, by its place.
    pub(super) value_at: Option<usize>,
    pub(super) is_typing: bool,
}

/// A line with a text in it.
pub(super) fn line_of(text: &str) -> Editor {
    let mut line = Editor::line();
    line.set(text);
    line
}

impl Answers {
    /// What holds under a policy before anything was answered.
    pub(super) fn new(choice: &ProfileChoice, around: &Surroundings) -> Self {
        let hours = &choice.rules.hours;
        let own = around.person.as_str();
        let posts = posts(&choice.rules);
        Self {
            posts: posts
                .iter()
                .map(|post| line_of(if post.is_at_work { own } else { "" }))
                .collect(),
            zone: line_of(&zone_of(choice, around)),
            hours: line_of(&week_text(hours)),
            holidays: line_of(&holidays_text(hours)),
            settled: BTreeMap::new(),
            at: 0,
            value: Editor::line(),
            value_at: None,
            is_typing: false,
        }
    }

    /// Begins to type the value of the setting that is shown, or goes on with it.
    pub(super) fn type_value(&mut self, present: &str) {
        if self.value_at != Some(self.at) {
            self.value.set(present);
            self.value_at = Some(self.at);
        }
        self.is_typing = true;
    }

    /// The profile's text with everything that was changed, and one value more where one is given.
    ///
    /// # Errors
    /// A value cannot be; the text says which and names the mend.
    pub(super) fn changed(
        &self,
        choice: &ProfileChoice,
        person: &Clean,
        more: Option<(&str, &str)>,
    ) -> Result<String, String> {
        let said = format!("{person}, when the desk was made");
        let rules = &choice.rules;
        let mut text = choice.text.to_string();
        let settled = self.settled.iter().filter_map(|(key, how)| match how {
            Settled::Confirmed => None,
            Settled::Changed(value) => Some((key.clone(), value.clone())),
        });
        let mut changes = self.asked(rules)?;
        changes.extend(settled.filter(|(key, _)| more.is_none_or(|(other, _)| other != key)));
        changes.extend(more.map(|(key, value)| (key.to_owned(), value.to_owned())));
        for (key, value) in changes {
            text = set_setting(&text, &choice.file, &key, &value, &said).map_err(|e| told(&e))?;
        }
        Ok(text)
    }

    /// The whole profile as it is to be adopted: what was changed and what was confirmed.
    ///
    /// # Errors
    /// As [`Answers::changed`].
    pub(super) fn whole(&self, choice: &ProfileChoice, person: &Clean) -> Result<String, String> {
        let text = self.changed(choice, person, None)?;
        let mut keys: Vec<&str> = ASKED.to_vec();
        let weekdays = DAYS.map(|day| format!("hours.week.{day}"));
        keys.extend(weekdays.iter().map(String::as_str));
        keys.extend(self.settled.keys().map(String::as_str));
        keys.retain(|key| choice.rules.settings.contains_key(*key));
        let said = format!("{person} confirmed our default when the desk was made");
        let text = confirm_settings(&text, &choice.file, &keys, &said).map_err(|e| told(&e))?;
        check(&text, choice)?;
        Ok(text)
    }

    /// What the sixth question changed, by key and value.
    fn asked(&self, rules: &Profile) -> Result<Vec<(String, String)>, String> {
        let mut changes = Vec::new();
        let zone = self.zone.text().trim().to_owned();
        if zone != rules.organisation.tz {
            changes.push(("organisation.tz".to_owned(), zone));
        }
        if self.hours.text().trim() != week_text(&rules.hours) {
            let week = read_week(&self.hours.text())?;
            for (day, spans) in DAYS.iter().zip(week) {
                changes.push((format!("hours.week.{day}"), listed(&spans)));
            }
        }
        if self.holidays.text().trim() != holidays_text(&rules.hours) {
            let (lists, days) = read_holidays(&self.holidays.text(), &holiday_lists())?;
            changes.push(("hours.holiday_files".to_owned(), listed(&lists)));
            changes.push(("hours.holidays".to_owned(), listed(&days)));
        }
        let as_it_was = |key: &str, value: &str| {
            let was = rules.settings.get(key);
            was.is_some_and(|was| was == value)
        };
        changes.retain(|(key, value)| !as_it_was(key, value));
        Ok(changes)
    }
}

fn listed(words: &[String]) -> String {
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}

/// Whether a profile's text stands beside everything else that ships.
///
/// # Errors
/// It does not; the text names the mend.
pub(super) fn check(text: &str, choice: &ProfileChoice) -> Result<(), String> {
    let checked = shipped().checked(&choice.file, text);
    checked.map(|_| ()).map_err(|faults| told(&faults))
}

/// The first fault, without the line of a file that nobody has seen.
fn told(faults: &[PackError]) -> String {
    faults.first().map_or_else(
        || "that value cannot be read".to_owned(),
        |fault| format!("{}: {}; {}", fault.field, fault.wrong, fault.mend),
    )
}

/// The holiday lists that ship, by name.
pub(super) fn holiday_lists() -> Vec<&'static str> {
    shipped().holidays().keys().map(String::as_str).collect()
}

/// The zone of the policy's place; a policy of no place takes the machine's.
pub(super) fn zone_of(choice: &ProfileChoice, around: &Surroundings) -> String {
    let known = choice.zone.clone().or_else(|| around.zone.clone());
    known.unwrap_or_else(|| "Etc/UTC".to_owned())
}

/// A post that can be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Post {
    /// As the profile names it.
    pub(super) id: String,
    /// The roles that it stands behind.
    pub(super) roles: Vec<String>,
    /// Whether whoever works at the desk holds it.
    pub(super) is_at_work: bool,
}

/// The posts of a profile that somebody can be given: those at work first, then the director,
/// the lead, their deputy, personnel, and the others.
pub(super) fn posts(rules: &Profile) -> Vec<Post> {
    let order = ["tech", "oncall", "lead", "director", "lead_deputy", "hr"];
    let rest = rules.roles.0.keys().map(String::as_str);
    let mut seen = BTreeSet::new();
    let ids = order.into_iter().chain(rest);
    let ids = ids.flat_map(|role| rules.roles.posts_of(role));
    ids.filter(|id| !BY_THEMSELVES.contains(&id.as_str()) && seen.insert((*id).clone()))
        .map(|id| {
            let behind = rules.roles.0.iter().filter(|(_, posts)| posts.contains(id));
            let stands: Vec<String> = behind.map(|(role, _)| role.clone()).collect();
            Post {
                id: id.clone(),
                is_at_work: stands.iter().any(|role| AT_WORK.contains(&role.as_str())),
                roles: stands,
            }
        })
        .collect()
}

/// The settings that no policy states and no question before asks for, the weightiest first.
pub(super) fn open_settings(rules: &Profile) -> Vec<(&str, &str)> {
    let is_asked = |key: &str| ASKED.contains(&key) || key.starts_with("hours.week.");
    let mut open: Vec<(&str, &str)> = rules
        .unconfirmed()
        .filter(|(key, _)| !is_asked(key))
        .collect();
    let place = |key: &str| {
        let table = key.split('.').next().unwrap_or(key);
        let rank = FIRST.iter().position(|first| *first == table);
        let figures = ["comp_time.rate", "comp_time.basis"].contains(&key);
        (!figures, rank.unwrap_or(FIRST.len()))
    };
    open.sort_by_key(|(key, _)| place(key));
    open
}
