//! What is wrong with a site's file: which file, which line, which field, and the mend.
//!
//! A person has the file open in an editor while reading this, so every fault says what to write
//! instead, and all faults of a file are told at once.

use std::fmt;

use crate::text::Clean;

/// One fault in a site's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The dotted path of the field, such as `hours.week.mon[0]`; empty = the whole file.
    pub field: String,
    /// What is wrong.
    pub wrong: Clean,
    /// What to write instead.
    pub mend: Clean,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", Clean::new(&self.file), self.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", Clean::new(&self.field))?;
        }
        write!(f, "{}; {}", self.wrong, self.mend)
    }
}

impl std::error::Error for PackError {}

/// Something that is allowed and yet worth a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The dotted path of the field.
    pub field: String,
    /// What to look at.
    pub text: Clean,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}: {}",
            Clean::new(&self.file),
            self.line,
            Clean::new(&self.field),
            self.text
        )
    }
}

/// The known word that is nearest to a mistyped one, where one is near enough.
pub(super) fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let reach = (typed.chars().count() / 3).max(1);
    known
        .map(|word| (distance(typed, word), word))
        .filter(|(far, _)| *far <= reach)
        .min()
        .map(|(_, word)| word)
}

/// How many letters must be changed, put in or taken out to come from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().take(80).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

/// `write one of a, b, c`, beginning with the nearest where there is one.
pub(super) fn one_of<'a>(typed: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(word) = nearest(typed, known.clone()) {
        return format!("did you mean `{word}`?");
    }
    let mut all: Vec<&str> = known.collect();
    all.sort_unstable();
    let more = all.len().saturating_sub(14);
    all.truncate(14);
    let list = all.join(", ");
    match (list.is_empty(), more) {
        (true, _) => "there is none to choose from: take it out".to_owned(),
        (false, 0) => format!("write one of: {list}"),
        (false, more) => format!("write one of: {list} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_word_finds_its_neighbour() {
        let known = ["channel", "checklist", "callout"];
        assert_eq!(nearest("chekclist", known.into_iter()), Some("checklist"));
        assert_eq!(nearest("zebra", known.into_iter()), None);
        assert_eq!(one_of("zz", ["a", "b"].into_iter()), "write one of: a, b");
    }
}
