//! Commands about the rules in force and the desk itself.

use crate::domain::event::{ProfileAdopted, TemplateAdopted};
use crate::domain::site::Profile;
use crate::text::Clean;

/// Bring a checked profile into force.
#[derive(Debug, Clone, PartialEq)]
pub struct AdoptProfile {
    /// What the journal keeps of it.
    pub entry: ProfileAdopted,
    /// The same text, read.
    pub profile: Profile,
}

impl Eq for AdoptProfile {}

/// Bring a checked checklist, prompts, clocks or holiday list into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptTemplate {
    /// What the journal keeps of it.
    pub entry: TemplateAdopted,
}

/// Take over the desk's folder after its owner changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptDesk {
    /// The uid that the last entries show.
    pub old_uid: u32,
    /// Why.
    pub because: Clean,
}
