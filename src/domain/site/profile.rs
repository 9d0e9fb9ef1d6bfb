//! The profile of one organisation: who its roles are, when it works, what its policy says.
//!
//! Beside the typed sections it keeps every setting as text under its dotted key, so that a screen
//! can list all of them and say which are the policy's and which are only our defaults.

use std::collections::BTreeMap;

use super::comp_time::CompTime;
use super::hours::Hours;
use super::sections::{
    Access, AfterHours, CalloutRules, DeskRules, Disclosure, LogRules, Organisation, Passwords,
    PolicyRules, Priority, Promises, RecordsRules, Reporting, Roles, Security, Software, Tiers,
    Units, Words,
};
use crate::text::Clean;

/// Who says a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// A sentence of the policy.
    Policy {
        /// The text's file name.
        file: String,
        /// The heading as printed.
        at: Clean,
        /// Words of the sentence.
        words: Clean,
    },
    /// Somebody of the site confirmed or decided it.
    Said {
        /// Who or what, in their words.
        by: Clean,
    },
}

/// The profile of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The version of the profile's form.
    pub schema: u32,
    /// `[organisation]`.
    pub organisation: Organisation,
    /// `[words]`.
    pub words: Words,
    /// `[roles]`.
    pub roles: Roles,
    /// `[reporting]`.
    pub reporting: Reporting,
    /// `[hours]`.
    pub hours: Hours,
    /// `[units]`.
    pub units: Units,
    /// `[tiers]`.
    pub tiers: Tiers,
    /// `[priority]`.
    pub priority: Priority,
    /// `[promises]`.
    pub promises: Promises,
    /// `[log]`.
    pub log: LogRules,
    /// `[security]`.
    pub security: Security,
    /// `[passwords]`.
    pub passwords: Passwords,
    /// `[access]`.
    pub access: Access,
    /// `[software]`.
    pub software: Software,
    /// `[after_hours]`.
    pub after_hours: AfterHours,
    /// `[callout]`.
    pub callout: CalloutRules,
    /// `[comp_time]`.
    pub comp_time: CompTime,
    /// `[policy]`.
    pub policy: PolicyRules,
    /// `[records]`.
    pub records: RecordsRules,
    /// `[disclosure]`.
    pub disclosure: Disclosure,
    /// `[checklists] enabled`.
    pub checklists: Vec<String>,
    /// `[desk]`.
    pub desk: DeskRules,
    /// Who says a setting, by its dotted key.
    pub provenance: BTreeMap<String, Provenance>,
    /// Every setting as text, by its dotted key.
    pub settings: BTreeMap<String, String>,
}

impl Profile {
    /// The settings that are our defaults: the policy does not say them and nobody confirmed them.
    pub fn unconfirmed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings
            .iter()
            .filter(|(key, _)| self.provenance_of(key).is_none())
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Who says a setting: by its own key, or by that of the table it stands in.
    pub fn provenance_of(&self, key: &str) -> Option<&Provenance> {
        let mut key = key;
        loop {
            if let Some(found) = self.provenance.get(key) {
                return Some(found);
            }
            key = key.rsplit_once('.')?.0;
        }
    }

    /// Whether a setting of that dotted key is `true`.
    pub fn is_set(&self, key: &str) -> bool {
        self.settings.get(key).is_some_and(|value| value == "true")
    }

    /// Whether a list may be begun here.
    pub fn has_checklist(&self, id: &str) -> bool {
        self.checklists.iter().any(|known| known == id)
    }
}
