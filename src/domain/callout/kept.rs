//! Whether a text that was kept while somebody typed stands in the record already.
//!
//! A session that dies between the disk's word and the end of the draft leaves both: the entry and
//! the text. Offered again, the text would be logged twice, or called "not sent" for ever.
//!
//! Invariant: only what the record says in the same words, by the same person, and not before it
//! was typed, is taken as recorded; every other text is offered.

use super::Callout;
use crate::domain::{PersonId, StepName};
use crate::text::Clean;
use crate::time::Stamp;

/// A text that was kept of a callout.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// Who typed it.
    pub by: PersonId,
    /// At which step.
    pub step: StepName,
    /// What was typed.
    pub text: &'a str,
    /// When it was typed last.
    pub at: Stamp,
}

/// Whether a kept text stands in the record; `is_part` knows the part at which it was typed.
pub fn is_recorded(callout: &Callout, kept: &Kept<'_>, is_part: impl Fn(&str) -> bool) -> bool {
    let text = Clean::new(kept.text.trim());
    let is_since = |at: Stamp| at.epoch_ms() >= kept.at.epoch_ms();
    if kept.step == StepName::Work {
        // A word before the line says what kind of change it was, and is no part of it.
        let bare = text.as_str().split_once(' ');
        let bare = bare.filter(|(tag, _)| tag.starts_with('/'));
        let bare = bare.map(|(_, rest)| rest.trim());
        let mut own = callout.lines.iter().filter(|line| {
            let is_own = line.by == Some(kept.by) && line.told.is_none();
            is_own && is_since(line.at)
        });
        return own.any(|line| line.text == text || Some(line.text.as_str()) == bare);
    }
    let Some(said) = callout.answers.get(&kept.step) else {
        return false;
    };
    if said.by != Some(kept.by) || !is_since(said.at) {
        return false;
    }
    let is_said = |(part, value): (&String, &Clean)| {
        // A time stands there as the moment that it meant.
        let is_time = value.as_str().parse::<Stamp>().is_ok();
        is_part(part) && (*value == text || is_time)
    };
    let is_open = text.as_str() == "?" && said.unknown.iter().any(|part| is_part(part));
    is_open || said.values.iter().any(is_said)
}
