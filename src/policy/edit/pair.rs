//! Two lists of a profile that belong together, item by item, such as classes and their hours.
//!
//! Neither can be made longer by itself, so both are typed at once, as `server 2, many 4`.

use std::collections::BTreeMap;

use super::quoted;

/// The words and their numbers. Source: `docs/site-files.md`, `[promises]`.
const PAIRS: [(&str, &str); 1] = [("promises.classes", "promises.work_hours")];

/// The two settings of a pair that a key belongs to.
fn pair_of(key: &str) -> Option<(&'static str, &'static str)> {
    let mut pairs = PAIRS.into_iter();
    pairs.find(|(words, numbers)| *words == key || *numbers == key)
}

/// How both lists of a pair are typed at once; none where a setting belongs to none.
pub(super) fn hint(key: &str) -> Option<String> {
    let (words, numbers) = pair_of(key)?;
    let other = if key == words { numbers } else { words };
    Some(format!("With {other} at once: server 2, many 4."))
}

/// Both settings as the file writes them, where words and numbers were typed at once.
pub(super) fn both(key: &str, value: &str) -> Option<[(&'static str, String); 2]> {
    let (words, numbers) = pair_of(key)?;
    let items: Option<Vec<(String, u32)>> = value
        .split(',')
        .map(|item| {
            let item = item.trim();
            let (word, number) = item.split_once([' ', '=', ':'])?;
            let number = number.trim_start_matches([' ', '=', ':']);
            Some((quoted(word.trim()), number.parse().ok()?))
        })
        .collect();
    let (said, hours): (Vec<String>, Vec<String>) = items?
        .into_iter()
        .map(|(word, number)| (word, number.to_string()))
        .unzip();
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    Some([(words, list(said)), (numbers, list(hours))])
}

/// Why a list cannot stand beside the other one of its pair, and what to type instead; none where
/// it can, or has no other.
pub(super) fn odd(
    settings: &BTreeMap<String, String>,
    key: &str,
    value: &str,
) -> Option<(String, String)> {
    let (words, numbers) = pair_of(key)?;
    let of = |key: &str| settings.get(key).map_or("", String::as_str);
    let other = if key == words { numbers } else { words };
    let count = |list: &str| items(list).count();
    let (typed, there) = (count(value.trim_matches(['[', ']'])), count(of(other)));
    if typed == there {
        return None;
    }
    let now: Vec<String> = items(of(words))
        .zip(items(of(numbers)))
        .map(|(word, number)| format!("{word} {number}"))
        .collect();
    Some((
        format!("{typed} values here, and {there} in {other}"),
        format!(
            "write {there}, one for each of {}; or both lists at once, as {}",
            of(other),
            now.join(", ")
        ),
    ))
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty() && *item != "none")
}
