//! Whether a citation holds: the heading stands in the policy's text, the words stand under it.
//!
//! White space and the shape of quotation marks are folded. What stands under a heading ends at the
//! next heading that anybody cites, or at the end of the text.

use std::collections::{BTreeMap, BTreeSet};

use super::error::one_of;

/// The fewest and the most words of a citation.
const WORDS: std::ops::RangeInclusive<usize> = 4..=12;

/// The text of a policy, ready to be searched.
#[derive(Debug, Clone)]
pub struct PolicyText {
    lines: Vec<String>,
}

impl PolicyText {
    /// Takes a text as it is on the disk.
    pub fn new(text: &str) -> Self {
        Self {
            lines: text.lines().map(fold).collect(),
        }
    }

    /// Whether a line of it is that heading.
    pub fn has_heading(&self, at: &str) -> bool {
        let at = fold(at);
        !at.is_empty() && self.lines.contains(&at)
    }

    /// Whether the words stand under that heading, where only the given headings end it.
    pub fn says(&self, at: &str, words: &str, headings: &BTreeSet<String>) -> bool {
        let (at, words) = (fold(at), fold(words));
        let starts = self.lines.iter().enumerate().filter(|(_, l)| **l == at);
        starts.into_iter().any(|(start, _)| {
            let below = &self.lines[start + 1..];
            let end = below
                .iter()
                .position(|line| headings.contains(line))
                .unwrap_or(below.len());
            let section = fold(&self.lines[start..=start + end].join(" "));
            section.contains(&words)
        })
    }
}

/// One line with its white space and quotation marks made plain.
pub(super) fn fold(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts, and the headings that anybody cites of each.
pub(super) struct Library<'a> {
    pub(super) texts: &'a BTreeMap<String, PolicyText>,
    pub(super) headings: BTreeMap<String, BTreeSet<String>>,
}

impl Library<'_> {
    /// What is wrong with a citation and its mend, and which of its keys.
    pub(super) fn fault(
        &self,
        file: &str,
        at: &str,
        words: &str,
    ) -> Option<(&'static str, String, String)> {
        let Some(text) = self.texts.get(file) else {
            let known = self.texts.keys().map(String::as_str);
            return Some((
                "policy",
                format!("there is no policy text `{file}`"),
                format!("put it into site/policies/, or: {}", one_of(file, known)),
            ));
        };
        if !text.has_heading(at) {
            let known = self.headings.get(file).into_iter().flatten();
            let known = known.map(String::as_str).filter(|h| text.has_heading(h));
            return Some((
                "at",
                format!("no line of {file} is the heading `{at}`"),
                one_of(at, known),
            ));
        }
        let count = words.split_whitespace().count();
        if !WORDS.contains(&count) {
            return Some((
                "words",
                format!("{count} words are cited"),
                "cite 4 to 12 words of the sentence".to_owned(),
            ));
        }
        let none = BTreeSet::new();
        let headings = self.headings.get(file).unwrap_or(&none);
        (!text.says(at, words, headings)).then(|| {
            (
                "words",
                format!("they do not stand under `{at}` in {file}"),
                "copy them from the text as printed".to_owned(),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_under_their_own_heading_only() {
        let text =
            PolicyText::new("ONE\n the  staff\u{2019}s\n page is kept\nTWO\nmore of it all\n");
        let headings = BTreeSet::from(["ONE".to_owned(), "TWO".to_owned()]);
        assert!(text.says("ONE", "the staff's page is", &headings));
        assert!(!text.says("ONE", "more of it all", &headings));
        assert!(text.has_heading(" TWO "));
        assert!(!text.has_heading(""));
    }
}
