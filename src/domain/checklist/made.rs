//! A list that is made on the spot: what fixed the same thing before, a step a line.
//!
//! Its steps are the lines themselves, so the text that it follows stands in its own entry. None is
//! asked for by a rule: what was tried and failed is over too, and nothing of it holds the close.

use std::collections::BTreeMap;

use super::{Checklist, Made};
use crate::domain::Number;
use crate::domain::site::{EventName, Moment, Step, StepKind, Template};
use crate::text::Clean;

/// The id under which such a list stands where others have that of their text.
pub const MADE_ID: &str = "cure";
/// The most steps of such a list; what is more stands in the last. Source: nightdesk.
const STEPS_MAX: usize = 8;

/// The lines of a text as steps: a line or a part between semicolons each, without its number.
pub fn lines_of(text: &str) -> Vec<Clean> {
    let parts = text
        .split(['\n', ';'])
        .map(bare)
        .filter(|part| !part.is_empty());
    let mut parts: Vec<String> = parts.map(ToOwned::to_owned).collect();
    if parts.len() > STEPS_MAX {
        let rest = parts.split_off(STEPS_MAX - 1).join("; ");
        parts.push(rest);
    }
    parts.iter().map(|part| Clean::line(part)).collect()
}

/// A line without a mark or a number before it.
fn bare(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['-', '*']).trim_start();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = &line[digits..];
    match behind.strip_prefix(['.', ')']) {
        Some(rest) if digits > 0 && rest.starts_with(' ') => rest.trim_start(),
        _ => line,
    }
}

impl Made {
    /// The text that such a list follows.
    pub fn template(&self) -> Template {
        let steps = self.steps.iter().zip(1..);
        Template {
            id: MADE_ID.to_owned(),
            version: 1,
            title: self.title.clone(),
            group: MADE_ID.to_owned(),
            record_category: String::new(),
            anchor: Moment::Event(EventName("checklist.started".to_owned())),
            note: Clean::default(),
            sources: Vec::new(),
            phases: BTreeMap::new(),
            steps: steps
                .map(|(text, no)| step(text, no, self.source))
                .collect(),
        }
    }
}

fn step(text: &Clean, no: usize, source: Number) -> Step {
    Step {
        id: format!("c{no}"),
        text: text.clone(),
        why: Clean::line(&format!("it fixed {source}")),
        kind: StepKind::Do,
        from: None,
        to: Vec::new(),
        after: None,
        evidence: Vec::new(),
        when: None,
        gate: None,
        clock: None,
        limit: None,
        sets: None,
        required: false,
        who: "tech".to_owned(),
        phase: None,
        sources: Vec::new(),
    }
}

/// Whether nothing was done on a list that is open.
pub fn is_untouched(list: &Checklist) -> bool {
    list.finished.is_none() && list.marks.is_empty()
}

/// Whether every step of such a list was tried.
pub(super) fn is_tried(list: &Checklist) -> bool {
    let mut steps = list.template.steps.iter();
    list.made.is_some() && steps.all(|step| list.marks.contains_key(&step.id))
}
