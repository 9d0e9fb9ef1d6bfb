//! What a narrative asks, by record category.

use std::collections::BTreeMap;

use super::source::Source;
use super::words::Fact;
use crate::text::Clean;

/// The prompts of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompts {
    /// The version of the text.
    pub version: u32,
    /// The category of a ticket that nobody put into another.
    pub default: String,
    /// What belongs to every category.
    pub common: Common,
    /// The categories by id.
    pub categories: BTreeMap<String, Category>,
}

impl Prompts {
    /// The category of that id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.get(id)
    }

    /// The prompts of a category, the common ones first.
    pub fn of<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Prompt> {
        let own = self.categories.get(id).map_or(&[][..], |c| &c.prompts);
        self.common.prompts.iter().chain(own)
    }

    /// The prompts that must be answered before a ticket of that category closes: none where the
    /// category does not ask the five fields.
    pub fn gating<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Prompt> {
        let category = self.categories.get(id).filter(|c| c.five);
        let common = if category.is_some() {
            &self.common.prompts[..]
        } else {
            &[]
        };
        let own = category.map_or(&[][..], |c| &c.prompts);
        common
            .iter()
            .filter(|p| self.common.mandatory.contains(&p.id))
            .chain(own.iter().filter(|p| p.required))
    }
}

/// The prompts of every category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    /// The five fields of every report, by the ids of their prompts.
    pub mandatory: Vec<String>,
    /// The prompts.
    pub prompts: Vec<Prompt>,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// A record category and what it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name.
    pub name: Clean,
    /// Whether the five fields and the required prompts gate the close.
    pub five: bool,
    /// Whether its records are seen only by those who need to know.
    pub confidential: bool,
    /// The clock that such a record starts.
    pub clock: Option<String>,
    /// One line about it.
    pub note: Clean,
    /// Its prompts.
    pub prompts: Vec<Prompt>,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// One question of a narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Its id within the category.
    pub id: String,
    /// The question.
    pub ask: Clean,
    /// Whether it must be answered.
    pub required: bool,
    /// The fact that answers it: it is then shown filled, not asked.
    pub from: Option<Fact>,
}
