//! The answers of a setting up that is not over, so that it can be gone on with at the next start.
//!
//! Invariant: what comes back is taken as if it were typed; a policy or a post that is not there
//! any more is left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answers::{Settled, open_settings, posts};
use super::units::{UnitRow, Units};
use super::{FirstRun, Page};

/// The answers so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    page: Page,
    post: usize,
    is_shared: bool,
    group: String,
    place: String,
    name: String,
    profile: String,
    units: Vec<[String; 3]>,
    /// The row and the field of the departments where the cursor was.
    unit: (usize, usize),
    under: BTreeMap<String, KeptAnswers>,
}

/// The answers under one policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct KeptAnswers {
    posts: BTreeMap<String, String>,
    zone: String,
    hours: String,
    holidays: String,
    /// Settings by key: none = confirmed, else the other value.
    settled: BTreeMap<String, Option<String>>,
    at: String,
    /// The value that is being typed.
    typing: Option<String>,
}

impl Kept {
    /// Whether both stand at the same page.
    pub fn is_where(&self, other: &Self) -> bool {
        self.page == other.page
    }
}

impl FirstRun {
    /// What is to be kept; none where nothing was begun.
    pub fn kept(&self) -> Option<Kept> {
        let page = self.begun?;
        let units = self.units.rows.iter().filter(|row| !row.is_blank());
        let under = self.around.profiles.iter().zip(&self.under);
        let under = under.map(|(choice, answers)| {
            let slots = posts(&choice.rules).into_iter().zip(&answers.posts);
            let settled = answers.settled.iter().map(|(key, how)| {
                let value = match how {
                    Settled::Confirmed => None,
                    Settled::Changed(value) => Some(value.clone()),
                };
                (key.clone(), value)
            });
            let open = open_settings(&choice.rules);
            let kept = KeptAnswers {
                posts: slots.map(|(post, name)| (post.id, name.text())).collect(),
                zone: answers.zone.text(),
                hours: answers.hours.text(),
                holidays: answers.holidays.text(),
                settled: settled.collect(),
                at: open
                    .get(answers.at)
                    .map_or_else(String::new, |(key, _)| (*key).to_owned()),
                typing: answers.is_typing.then(|| answers.value.text()),
            };
            (choice.id.clone(), kept)
        });
        Some(Kept {
            page,
            post: self.post,
            is_shared: self.is_shared,
            group: self.group.text(),
            place: self.place.text(),
            name: self.name.text(),
            profile: self.choice()?.id.clone(),
            units: units
                .map(|row| [&row.name, &row.head, &row.heads].map(super::Editor::text))
                .collect(),
            unit: (self.units.row, self.units.field),
            under: under.collect(),
        })
    }

    /// Takes up what was kept; the menu offers to go on with it.
    pub fn take_up(&mut self, kept: &Kept) {
        if kept.page.question().is_none() && kept.page != Page::Confirm {
            return;
        }
        self.begun = Some(kept.page);
        self.is_shared = kept.is_shared;
        self.group.set(&kept.group);
        self.place.set(&kept.place);
        self.name.set(&kept.name);
        let of = |id: &str| self.around.profiles.iter().position(|p| p.id == id);
        self.profile = of(&kept.profile).unwrap_or(0);
        self.post = self.answers().map_or(0, |under| {
            kept.post.min(under.posts.len().saturating_sub(1))
        });
        let rows = kept.units.iter();
        self.units = Units::of(
            rows.map(|[name, head, heads]| UnitRow::of(name, head, heads))
                .collect(),
        );
        let (row, field) = kept.unit;
        if row < self.units.rows.len() {
            (self.units.row, self.units.field) = (row, field.min(2));
        }
        for (choice, answers) in self.around.profiles.iter().zip(&mut self.under) {
            let Some(kept) = kept.under.get(&choice.id) else {
                continue;
            };
            for (post, editor) in posts(&choice.rules).iter().zip(&mut answers.posts) {
                if let Some(name) = kept.posts.get(&post.id) {
                    editor.set(name);
                }
            }
            for (editor, text) in [
                (&mut answers.zone, &kept.zone),
                (&mut answers.hours, &kept.hours),
                (&mut answers.holidays, &kept.holidays),
            ] {
                // A question that was not kept is as it stands at first.
                if !text.is_empty() {
                    editor.set(text);
                }
            }
            let open = open_settings(&choice.rules);
            let is_open = |key: &str| open.iter().any(|(known, _)| *known == key);
            answers.settled = kept
                .settled
                .iter()
                .filter(|(key, _)| is_open(key))
                .map(|(key, value)| {
                    let how = value.clone().map_or(Settled::Confirmed, Settled::Changed);
                    (key.clone(), how)
                })
                .collect();
            answers.at = open.iter().position(|(k, _)| *k == kept.at).unwrap_or(0);
            if let Some(value) = &kept.typing {
                answers.value.set(value);
                answers.value_at = Some(answers.at);
                answers.is_typing = true;
            }
        }
    }
}
