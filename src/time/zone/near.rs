//! Names of zones that are spelt like one that is not known.

use super::table::names;

/// At most three zone names that are spelt like this one.
pub(super) fn nearest(name: &str) -> Vec<&'static str> {
    let asked: String = name
        .chars()
        .take(40)
        .map(|c| {
            if c == ' ' {
                '_'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    if asked.is_empty() {
        return Vec::new();
    }
    // Old short names such as GB or NZ are near to anything; none helps whoever named a place.
    let names_place = |known: &&str| known.contains('/') || !asked.contains('/');
    let asked_len = asked.rsplit('/').next().unwrap_or(&asked).len();
    let mut found: Vec<(usize, &'static str)> = names()
        .filter(names_place)
        .map(|known| {
            let lower = known.to_ascii_lowercase();
            // People name the city; the continent before it counts only where they gave one.
            let city = lower.rsplit('/').next().unwrap_or(&lower);
            let asked_city = asked.rsplit('/').next().unwrap_or(&asked);
            let far = edits(&asked, &lower).min(edits(asked_city, city));
            (far * 2 + usize::from(!known.contains('/')), known)
        })
        .filter(|(far, _)| *far <= 2 * (asked_len / 3).clamp(1, 4) + 1)
        .collect();
    found.sort_unstable();
    found.into_iter().take(3).map(|(_, known)| known).collect()
}

/// How many letters must be put in, left out or changed to make one text the other.
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, d) in other.iter().enumerate() {
            let change = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
