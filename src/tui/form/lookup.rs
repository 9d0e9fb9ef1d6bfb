//! What a field offers: words, people, units, categories, and how typed letters narrow them.

use crate::desk::Snapshot;
use crate::domain::{Records as _, State};
use crate::text::fold;

use super::{Field, FieldKind};

/// Everything that a field offers, in the order in which it is shown.
pub(super) fn options(kind: &FieldKind, snapshot: &Snapshot) -> Vec<String> {
    let people = |is_wanted: fn(&crate::domain::Person) -> bool| {
        let mut names: Vec<String> = snapshot
            .register
            .people()
            .filter(|person| !person.left && is_wanted(person))
            .map(|person| person.name.as_str().to_owned())
            .collect();
        names.sort();
        names
    };
    match kind {
        FieldKind::Choice(words) => words.clone(),
        FieldKind::Person => people(|_| true),
        FieldKind::Staff => people(|person| person.staff),
        FieldKind::Unit => {
            let units = snapshot.units();
            units.iter().map(|u| u.name.as_str().to_owned()).collect()
        }
        FieldKind::Asset => {
            let assets = snapshot.register.assets();
            assets.map(|a| a.name.as_str().to_owned()).collect()
        }
        FieldKind::Category => {
            let prompts = &snapshot.site.policy.prompts;
            prompts.categories.keys().cloned().collect()
        }
        FieldKind::Template => {
            let lists = snapshot.site.policy.enabled();
            let line = |t: &crate::domain::site::Template| format!("{}  {}", t.id, t.title);
            lists.map(line).collect()
        }
        FieldKind::Ticket => snapshot
            .register
            .tickets()
            .filter(|ticket| ticket.state != State::Closed)
            .map(|ticket| ticket.number.to_string())
            .collect(),
        FieldKind::Line
        | FieldKind::Log
        | FieldKind::Text
        | FieldKind::Count
        | FieldKind::Minutes
        | FieldKind::Past
        | FieldKind::Future
        | FieldKind::Moment => Vec::new(),
    }
}

/// The part of a choice that is recorded: a checklist is shown with its title behind its id.
pub(super) fn id_of(choice: &str) -> &str {
    choice.split_once("  ").map_or(choice, |(id, _)| id)
}

/// What fits the typed letters: first what begins with them, then what has a word that does, then
/// what holds every typed word anywhere.
pub(in crate::tui) fn matching(all: &[String], typed: &str) -> Vec<String> {
    let wanted = fold(typed.trim());
    let score = |text: &String| {
        let text = fold(text);
        let has_word = |word: &str| {
            let mut parts = text.split(|c: char| !c.is_alphanumeric());
            parts.any(|part| part.starts_with(word))
        };
        if text.starts_with(&wanted) {
            Some(0)
        } else if wanted.split_whitespace().all(has_word) {
            Some(1)
        } else {
            let mut parts = wanted.split_whitespace();
            parts.all(|part| text.contains(part)).then_some(2)
        }
    };
    let mut found: Vec<(u8, &String)> = all
        .iter()
        .filter_map(|text| Some((score(text)?, text)))
        .collect();
    found.sort_by_key(|(score, _)| *score);
    found.into_iter().map(|(_, text)| text.clone()).collect()
}

/// The whole word for what is typed, where the field takes nothing else and it is clear.
pub(super) fn complete(field: &Field, snapshot: &Snapshot) -> Option<String> {
    let is_closed = match field.spec.kind {
        FieldKind::Choice(_)
        | FieldKind::Staff
        | FieldKind::Unit
        | FieldKind::Category
        | FieldKind::Template => true,
        FieldKind::Line
        | FieldKind::Log
        | FieldKind::Text
        | FieldKind::Count
        | FieldKind::Minutes
        | FieldKind::Person
        | FieldKind::Asset
        | FieldKind::Ticket
        | FieldKind::Past
        | FieldKind::Future
        | FieldKind::Moment => false,
    };
    if !is_closed || field.editor.is_blank() {
        return None;
    }
    let typed = field.editor.text();
    let all = options(&field.spec.kind, snapshot);
    if all.contains(&typed) {
        return None;
    }
    let found = matching(&all, &typed);
    let wanted = fold(typed.trim());
    let is_exact = |text: &&String| fold(text) == wanted || fold(id_of(text)) == wanted;
    let whole = found.iter().find(is_exact);
    match (whole, &found[..]) {
        (Some(whole), _) => Some(whole.clone()),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_the_letters_stands_before_what_holds_them() {
        let all = ["email", "walk-in", "Wällis"].map(str::to_owned);
        assert_eq!(matching(&all, "wal"), ["walk-in", "Wällis"]);
        assert_eq!(matching(&all, "ai"), ["email"]);
        assert_eq!(matching(&all, "").len(), 3);
    }
}
