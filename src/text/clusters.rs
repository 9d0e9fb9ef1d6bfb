//! The clusters of a text, one after the other, with the columns that each takes.
//!
//! Nearly all text is plain ASCII, of which every character is a cluster of one column; only what
//! is not is looked up in the tables.
//!
//! Invariant: the clusters are those of the Unicode segmentation, whatever the text.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// How many bytes at the start of a text are plain: each is a cluster of one column by itself.
pub fn plain_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.iter().position(|byte| !is_plain(*byte)) {
        None => bytes.len(),
        // What follows may belong to the last of them.
        Some(at) => at.saturating_sub(1),
    }
}

/// The clusters of a text with their columns.
pub(super) fn clusters(text: &str) -> Clusters<'_> {
    Clusters {
        text,
        plain: plain_len(text),
    }
}

/// See [`clusters`].
pub(super) struct Clusters<'a> {
    text: &'a str,
    /// How many bytes from here on are plain.
    plain: usize,
}

impl<'a> Iterator for Clusters<'a> {
    type Item = (&'a str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(left) = self.plain.checked_sub(1) {
            let (cluster, rest) = self.text.split_at(1);
            (self.text, self.plain) = (rest, left);
            return Some((cluster, 1));
        }
        let cluster = self.text.graphemes(true).next()?;
        self.text = &self.text[cluster.len()..];
        self.plain = plain_len(self.text);
        Some((cluster, cluster.width()))
    }
}

const fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees(text: &str) -> bool {
        let found: Vec<_> = clusters(text).collect();
        let known: Vec<_> = text.graphemes(true).map(|c| (c, c.width())).collect();
        found == known
    }

    #[test]
    fn what_joins_letters_is_kept_with_them() {
        for text in [
            "",
            "abc",
            "a\u{301}b",
            "ab\r\ncd\n",
            "x\u{1f1e8}\u{1f1ed}\u{1f1e8}\u{1f1ed}\u{1f1e8}y",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}.",
            "\u{915}\u{94d}\u{937}\u{93f} a",
            "\u{600}1\u{600}a",
        ] {
            assert!(agrees(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_clusters_are_those_of_unicode(
            text in "([ -~]|\\PC|[\u{300}-\u{30f}\u{200d}\u{1f1e6}-\u{1f1ff}\u{1f466}-\u{1f469}\u{1f3fb}\u{fe0f}\u{600}\u{915}\u{94d}\r\n\t]){0,24}"
        ) {
            prop_assert!(agrees(&text), "{:?}", text);
        }
    }
}
