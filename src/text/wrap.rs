//! Breaks text into lines of a width.
//!
//! Narratives are wrapped again at every change of the window's size, so this takes one pass.
//! A line may break at a space and beside every wide (East Asian) letter; a word longer than the
//! line is broken where it must be.
//!
//! Invariants: every character that is not a space at a break is kept, in its order; a line is
//! never wider than asked, except where one cluster alone is.

use super::clusters::clusters;

/// Breaks text into lines of at most so many columns (at least one), keeping its own lines.
///
/// The spaces at which a line is broken are left out; blank lines and indents stay.
pub fn wrap(text: &str, cols: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        Filler::new(&mut lines, cols.max(1)).fill(paragraph);
    }
    lines
}

/// Fills the lines of one paragraph.
struct Filler<'a> {
    lines: &'a mut Vec<String>,
    cols: usize,
    line: String,
    line_cols: usize,
    /// Spaces that go into the line only if something follows there.
    gap: String,
    gap_cols: usize,
    word: String,
    word_cols: usize,
}

impl<'a> Filler<'a> {
    fn new(lines: &'a mut Vec<String>, cols: usize) -> Self {
        Self {
            lines,
            cols,
            line: String::new(),
            line_cols: 0,
            gap: String::new(),
            gap_cols: 0,
            word: String::new(),
            word_cols: 0,
        }
    }

    fn fill(mut self, paragraph: &str) {
        for (cluster, wide) in clusters(paragraph) {
            if cluster == " " {
                self.put_word();
                self.gap.push(' ');
                self.gap_cols += 1;
                continue;
            }
            if wide >= 2 || self.word_cols + wide > self.cols {
                self.put_word();
            }
            self.word.push_str(cluster);
            self.word_cols += wide;
            if wide >= 2 {
                self.put_word();
            }
        }
        self.put_word();
        if self.line_cols + self.gap_cols <= self.cols {
            self.line.push_str(&self.gap);
        }
        self.lines.push(self.line);
    }

    fn put_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let fits = self.line_cols + self.gap_cols + self.word_cols <= self.cols;
        if fits {
            self.line.push_str(&self.gap);
            self.line_cols += self.gap_cols;
        } else if !self.line.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
            self.line_cols = 0;
        }
        self.gap.clear();
        self.gap_cols = 0;
        self.line.push_str(&self.word);
        self.line_cols += self.word_cols;
        self.word.clear();
        self.word_cols = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    fn check(text: &str, cols: usize, lines: &[&str]) {
        assert_eq!(wrap(text, cols), lines, "{text:?} at {cols}");
    }

    #[test]
    fn lines_break_at_spaces_and_keep_their_own_ends() {
        check("the server is down", 10, &["the server", "is down"]);
        check("a\n\nb\n", 10, &["a", "", "b", ""]);
        check("  - rotated the logs", 12, &["  - rotated", "the logs"]);
        check("", 10, &[""]);
    }

    #[test]
    fn spaces_at_the_end_stay_where_there_is_room() {
        check("abc  ", 5, &["abc  "]);
        check("abc  ", 4, &["abc"]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken() {
        check(
            "see /var/log/messages",
            8,
            &["see", "/var/log", "/message", "s"],
        );
        check("日本語の文", 4, &["日本", "語の", "文"]);
    }

    #[test]
    fn no_width_is_too_small() {
        check("ab", 0, &["a", "b"]);
        check("日本", 1, &["日", "本"]);
    }

    #[test]
    fn a_megabyte_is_wrapped_in_one_pass() {
        let text = "word ".repeat(200_000);
        assert_eq!(wrap(&text, 79).len(), 200_000_usize.div_ceil(16));
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_but_spaces(text in "(\\PC|[ \n]){0,60}", cols in 0_usize..20) {
            let lines = wrap(&text, cols);
            let solid = |s: &str| s.chars().filter(|c| !" \n".contains(*c)).collect::<String>();
            prop_assert_eq!(solid(&lines.concat()), solid(&text));
            for line in &lines {
                prop_assert!(width(line) <= cols.max(2) || line.graphemes(true).count() == 1);
            }
        }
    }
}
