//! Which keys an action has for one person: those of the table, or those that the person set.
//!
//! Invariants: at one spot a key means one thing; Enter, Esc, Tab, Shift-Tab, the arrows and `:`
//! stay with their actions, whatever is set, so that everything can be reached; an action whose
//! setting is wrong keeps the keys of the table; every wrong setting is told.

use std::collections::BTreeMap;

use super::keys::{key_name, parse_key};
use super::{ACTIONS, Action, Spec, Spot};
use crate::tui::{Key, KeyCode};

/// The keys as one person has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keymap {
    /// The actions that have keys of the person's own.
    own: BTreeMap<Action, Vec<Key>>,
}

/// What a person set for one action, as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyChange {
    /// The name of the action.
    pub name: String,
    /// Its keys.
    pub keys: Vec<String>,
}

/// What is wrong with a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFault {
    /// Which change it is, from 0.
    pub at: usize,
    /// What is wrong, and the mend.
    pub says: String,
}

/// Whether a key stays with its action whatever a person sets.
pub const fn is_fixed(key: Key) -> bool {
    !key.ctrl
        && !key.alt
        && matches!(
            key.code,
            KeyCode::Enter
                | KeyCode::Esc
                | KeyCode::Tab
                | KeyCode::BackTab
                | KeyCode::Up
                | KeyCode::Down
                | KeyCode::Left
                | KeyCode::Right
                | KeyCode::Char(':')
        )
}

/// The action with this name; `page-down` and `page_down` are the name `page down` too.
fn named(name: &str) -> Option<&'static Spec> {
    let same = |text: &str| text.trim().replace(['-', '_'], " ").to_lowercase();
    ACTIONS.iter().find(|spec| same(spec.name) == same(name))
}

impl Keymap {
    /// The table's keys with a person's changes, and what is wrong with those left out.
    pub fn with(changes: &[KeyChange]) -> (Self, Vec<KeyFault>) {
        let mut map = Self::default();
        let mut faults = Vec::new();
        let mut from: BTreeMap<Action, usize> = BTreeMap::new();
        for (at, change) in changes.iter().enumerate() {
            match read(change) {
                Ok((action, _)) if from.contains_key(&action) => {
                    let says = "it is set twice; take one of the two away".to_owned();
                    faults.push(KeyFault { at, says });
                }
                Ok((action, keys)) => {
                    map.own.insert(action, keys);
                    from.insert(action, at);
                }
                Err(says) => faults.push(KeyFault { at, says }),
            }
        }
        while let Some((at, action, says)) = map.conflict(&from) {
            map.own.remove(&action);
            from.remove(&action);
            faults.push(KeyFault { at, says });
        }
        faults.sort_by_key(|fault| fault.at);
        (map, faults)
    }

    /// A key that two actions have at one spot: the change that is to blame, and the words.
    fn conflict(&self, from: &BTreeMap<Action, usize>) -> Option<(usize, Action, String)> {
        for spot in Spot::ALL {
            let mut seen: BTreeMap<Key, &Spec> = BTreeMap::new();
            for spec in ACTIONS.iter().filter(|spec| spec.spots.contains(&spot)) {
                for key in self.keys(spec) {
                    let Some(other) = seen.insert(*key, spec) else {
                        continue;
                    };
                    // The later change gives way; the table agrees with itself.
                    let blamed = [spec, other]
                        .into_iter()
                        .filter_map(|one| Some((*from.get(&one.action)?, one)))
                        .max_by_key(|(at, _)| *at);
                    if let Some((at, one)) = blamed {
                        let taken = if one.action == spec.action {
                            other
                        } else {
                            spec
                        };
                        let says = format!(
                            "{} is the key of `{}` in {} already; take another, or give `{}` other \
                             keys too",
                            key_name(*key),
                            taken.name,
                            spot.title(),
                            taken.name
                        );
                        return Some((at, one.action, says));
                    }
                }
            }
        }
        None
    }

    /// The keys of an action; the first is the one that is shown.
    pub fn keys(&self, spec: &'static Spec) -> &[Key] {
        self.own.get(&spec.action).map_or(spec.keys, Vec::as_slice)
    }

    /// The action of a key at a spot.
    pub fn action_for(&self, key: Key, spot: Spot) -> Option<&'static Spec> {
        ACTIONS
            .iter()
            .find(|spec| spec.spots.contains(&spot) && self.keys(spec).contains(&key))
    }

    /// An action's keys as the help shows them; `:` and its name where it has none.
    pub fn names(&self, spec: &'static Spec) -> String {
        let keys = self.keys(spec).iter().take(3);
        let names: Vec<String> = keys.map(|key| key_name(*key)).collect();
        if names.is_empty() {
            format!(":{}", spec.name)
        } else {
            names.join(" ")
        }
    }

    /// The key of an action that sentences name; `:` and its name where it has none.
    pub fn key_of(&self, action: Action) -> String {
        let spec = ACTIONS.iter().find(|spec| spec.action == action);
        spec.map_or_else(String::new, |spec| match self.keys(spec).first() {
            Some(key) => key_name(*key),
            None => format!(":{}", spec.name),
        })
    }
}

/// What a change says: the action, and its keys with those that stay with it.
fn read(change: &KeyChange) -> Result<(Action, Vec<Key>), String> {
    let Some(spec) = named(&change.name) else {
        return Err("there is no action of that name; `:` on the screen lists all of them".into());
    };
    if spec.action == Action::Answer {
        return Err("its keys are the numbers of the choices and stay so".to_owned());
    }
    let mut keys: Vec<Key> = Vec::new();
    for text in &change.keys {
        let key = parse_key(text).map_err(|why| format!("\"{text}\": {why}"))?;
        if is_fixed(key) && !spec.keys.contains(&key) {
            let name = key_name(key);
            return Err(format!(
                "{name} stays with its own action; take another key"
            ));
        }
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let stay = spec.keys.iter().filter(|key| is_fixed(**key));
    let missing: Vec<Key> = stay.filter(|key| !keys.contains(key)).copied().collect();
    keys.extend(missing);
    Ok((spec.action, keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(changes: &[(&str, &[&str])]) -> (Keymap, Vec<KeyFault>) {
        let changes: Vec<KeyChange> = changes
            .iter()
            .map(|(name, keys)| KeyChange {
                name: (*name).to_owned(),
                keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            })
            .collect();
        Keymap::with(&changes)
    }

    fn action(map: &Keymap, key: Key, spot: Spot) -> Option<Action> {
        map.action_for(key, spot).map(|spec| spec.action)
    }

    #[test]
    fn own_keys_replace_those_of_the_table() {
        let (map, faults) = with(&[("new", &["N", "F2"]), ("page-down", &["ctrl-f"])]);
        assert_eq!(faults, []);
        assert_eq!(action(&map, Key::char('N'), Spot::Queue), Some(Action::New));
        assert_eq!(action(&map, Key::char('n'), Spot::Queue), None);
        assert_eq!(
            action(&map, Key::ctrl('f'), Spot::Box),
            Some(Action::PageDown)
        );
        assert_eq!(action(&map, Key::ctrl('d'), Spot::Box), None);
        assert_eq!(map.key_of(Action::New), "N");
        assert_eq!(map.key_of(Action::Why), ":why");
        let (map, faults) = with(&[("new", &[])]);
        assert_eq!(
            (map.key_of(Action::New), faults),
            (":new".to_owned(), vec![])
        );
    }

    #[test]
    fn two_actions_may_change_places() {
        let (map, faults) = with(&[("new", &["a"]), ("action", &["n"])]);
        assert_eq!(faults, []);
        assert_eq!(action(&map, Key::char('n'), Spot::Queue), Some(Action::Act));
    }

    #[test]
    fn what_everything_is_reached_by_stays() {
        let (map, faults) = with(&[("down", &["n"]), ("new", &["N"]), ("palette", &["P"])]);
        assert_eq!(faults, []);
        for (key, to) in [
            (Key::plain(KeyCode::Down), Action::Down),
            (Key::char('n'), Action::Down),
            (Key::char('P'), Action::Palette),
            (Key::char(':'), Action::Palette),
        ] {
            assert_eq!(action(&map, key, Spot::Queue), Some(to));
        }
        for key in ["Enter", "Esc", "Tab", "Shift-Tab", "Up", "Left", ":"] {
            let (map, faults) = with(&[("new", &["N", key])]);
            assert_eq!(faults.len(), 1, "{key}");
            assert_eq!(map, Keymap::default());
        }
    }

    #[test]
    fn a_wrong_change_is_told_and_leaves_the_table_alone() {
        for (name, keys, said) in [
            ("knew", &["N"][..], "no action"),
            ("new", &["a"], "`action` in the queue"),
            ("new", &["ctrl-s"], "\"ctrl-s\""),
            ("new", &["N", "nn"], "\"nn\""),
            ("correct", &["n"], "`new` in the timeline"),
            ("answer", &["F3"], "numbers"),
            ("desk", &["j"], "`down`"),
        ] {
            let (map, faults) = with(&[(name, keys)]);
            assert_eq!(map, Keymap::default(), "{name}");
            assert_eq!(faults.len(), 1, "{name}");
            assert!(faults[0].says.contains(said), "{}", faults[0].says);
        }
    }

    #[test]
    fn of_two_changes_the_later_gives_way_and_what_hangs_on_it_too() {
        let (map, faults) = with(&[("new", &["N"]), ("action", &["N"])]);
        assert_eq!(faults.iter().map(|f| f.at).collect::<Vec<_>>(), [1]);
        assert_eq!(action(&map, Key::char('N'), Spot::Queue), Some(Action::New));
        // `a` comes back to `action`, so that `new` cannot have it either.
        let (map, faults) = with(&[("new", &["a"]), ("action", &["ctrl-s"])]);
        assert_eq!(faults.iter().map(|f| f.at).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(map, Keymap::default());
        let (_, faults) = with(&[("page down", &["ctrl-f"]), ("page_down", &["ctrl-g"])]);
        assert_eq!(faults.iter().map(|f| f.at).collect::<Vec<_>>(), [1]);
    }
}
