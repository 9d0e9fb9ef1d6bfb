//! The palette: every action by name, found by a few of its letters.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::callout::steps;
use crate::domain::StepName;
use crate::tui::action::{ACTIONS, Action, Spec, Spot, key_name};
use crate::tui::form::FormKind;
use crate::tui::model::Model;

/// What a row of the palette does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum Does {
    /// Runs an action.
    Run(Action),
    /// Goes to a step of the own callout.
    Step(StepName),
    /// Opens a form with one field filled in.
    Fill(FormKind, &'static str, String),
}

/// A row of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Choice {
    /// Its name.
    pub(in crate::tui) name: String,
    /// Its keys.
    pub(in crate::tui) keys: String,
    /// What it is for, or why it cannot be done here.
    pub(in crate::tui) help: String,
    /// What it does.
    pub(in crate::tui) does: Does,
}

/// The widest name that has its own column, in columns.
const NAME_COLS_MAX: usize = 27;

/// The rows as they are drawn: name and keys in their columns, and what it is for.
pub(in crate::tui) fn lines(model: &Model, typed: &str) -> Vec<(String, String)> {
    use crate::text::{pad_right, width};
    let found = choices(model, typed);
    let widest = found.iter().map(|choice| width(&choice.name)).max();
    let cols = widest.unwrap_or(0).min(NAME_COLS_MAX);
    found
        .into_iter()
        .map(|choice| {
            let (name, keys) = (pad_right(&choice.name, cols), pad_right(&choice.keys, 6));
            (format!("{name} {keys} "), choice.help)
        })
        .collect()
}

/// The rows that fit the typed letters, the best first.
pub(in crate::tui) fn choices(model: &Model, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().trim_start_matches(':');
    let mut all = all(model);
    all.extend(steps(model, typed));
    if typed.is_empty() {
        return all;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, Choice)> = all
        .into_iter()
        .filter_map(|choice| {
            let score = pattern.score(Utf32Str::new(&choice.name, &mut buffer), &mut matcher)?;
            // What was typed whole stands before what only holds its letters.
            let bonus = if choice.name.starts_with(typed) {
                1000
            } else {
                0
            };
            Some((score + bonus, choice))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, choice)| choice).collect()
}

/// The steps of the walk.
fn steps(model: &Model, typed: &str) -> Vec<Choice> {
    let row = |name: StepName| Choice {
        name: name.as_str().to_owned(),
        keys: String::new(),
        help: steps::lack(model, name).map_or_else(
            || format!("the callout's step \"{}\"", name.title()),
            |lack| format!("not here: {lack}"),
        ),
        does: Does::Step(name),
    };
    steps::named(model, typed).into_iter().map(row).collect()
}

fn all(model: &Model) -> Vec<Choice> {
    let listed = ACTIONS
        .iter()
        .filter(|spec| !matches!(spec.action, Action::Palette | Action::Answer));
    let (common, own): (Vec<&Spec>, Vec<&Spec>) = listed.partition(|spec| spec.spots == Spot::ALL);
    let mut all: Vec<Choice> = own
        .into_iter()
        .chain(common)
        .map(|spec| Choice {
            name: spec.name.to_owned(),
            keys: model
                .settings
                .keymap
                .keys(spec)
                .first()
                .map(|key| key_name(*key))
                .unwrap_or_default(),
            help: super::lack_of(model, spec.needs)
                .map_or_else(|| spec.help.to_owned(), |lack| format!("not here: {lack}")),
            does: Does::Run(spec.action),
        })
        .collect();
    let Some(ticket) = model.ticket() else {
        return all;
    };
    if ticket.state == crate::domain::State::Closed {
        return all;
    }
    let policy = &model.snapshot.site.policy;
    all.extend(policy.enabled().map(|template| Choice {
        name: format!("check start {}", template.id),
        keys: String::new(),
        help: template.title.as_str().to_owned(),
        does: Does::Fill(
            FormKind::StartList(ticket.id),
            "checklist",
            template.id.clone(),
        ),
    }));
    all.extend(
        policy
            .prompts
            .categories
            .iter()
            .map(|(id, category)| Choice {
                name: format!("category {id}"),
                keys: String::new(),
                help: category.name.as_str().to_owned(),
                does: Does::Fill(FormKind::Category(ticket.id), "category", id.clone()),
            }),
    );
    all
}
