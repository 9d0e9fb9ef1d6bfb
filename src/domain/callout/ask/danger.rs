//! Danger to people: the one gate of a list that holds in the night too.
//!
//! **Invariant:** rooms are not recorded as entered while the gate is closed by an answer, and a
//! time of arrival is not noted in the log before it was answered.

use std::sync::Arc;

use super::list::lists_of;
use crate::domain::callout::{Choice, Part, PartKind, Walk};
use crate::domain::{Checklist, checklist};

/// The kind of the gate.
const SAFE: &str = "safe";

/// The closed gate of tonight's lists.
#[derive(Debug, Clone)]
pub(in crate::domain::callout) struct Danger {
    /// The list.
    pub(in crate::domain::callout) list: Arc<Checklist>,
    /// The step that opens it.
    pub(in crate::domain::callout) step: String,
    /// What was answered; none = nobody has looked.
    pub(in crate::domain::callout) answer: Option<String>,
}

impl Danger {
    /// Whether somebody said that there is danger.
    pub(in crate::domain::callout) fn is_known(&self) -> bool {
        self.answer.is_some()
    }
}

/// The gate, where it is closed.
pub(in crate::domain::callout) fn of(walk: &Walk<'_>) -> Option<Danger> {
    let closed = lists_of(walk).filter_map(|list| {
        let gates = checklist::open_gates(walk.records, walk.site, &list, walk.now);
        let gate = gates.into_iter().find(|gate| gate.kind == SAFE)?;
        Some(Danger {
            list,
            step: gate.step,
            answer: gate.answer,
        })
    });
    // Where one list says danger and another is not answered, the danger is what counts.
    closed.max_by_key(Danger::is_known)
}

/// What the walk says while there is danger.
pub(in crate::domain::callout) fn warning(walk: &Walk<'_>) -> String {
    let facilities = walk.behind("facilities").into_iter().next();
    let call = facilities.map_or_else(
        || "facilities".to_owned(),
        |person| match &person.phone {
            Some(phone) => format!("facilities ({}, {phone})", person.name),
            None => format!("facilities ({})", person.name),
        },
    );
    format!("DANGER: do not enter, do not touch. Call {call} or the fire service.")
}

/// The question whether it is over, beside what is asked now.
pub(super) fn again(danger: &Danger) -> Option<Part> {
    let step = danger.list.template.step(&danger.step)?;
    let answers = step.kind.choices().iter();
    let answers = ('1'..)
        .zip(answers)
        .map(|(key, text)| Choice::new(key, text.to_string(), text.to_string()));
    let part = Part::new(
        danger.step.clone(),
        PartKind::Choice,
        format!("Is it safe again? {}", step.text),
    );
    Some(part.choosing(answers))
}
