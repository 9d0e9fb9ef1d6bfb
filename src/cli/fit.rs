//! Long lines for people, broken between words so that they fit the width.
//!
//! Scripts take JSON; people read in 80 columns. A command to be typed is never broken, so that it
//! can be copied as it stands.
//!
//! Invariants: a line that fits is left as it is; no word is cut and none is lost.

use crate::text::width;

/// The columns of a page, a pipe or an unknown terminal.
pub(super) const COLS: usize = 80;
/// How far the lines after the first are set in, beyond the first line's own margin.
const HANGING: usize = 4;
/// The widest margin that is kept.
const MARGIN_MAX: usize = 24;

/// Breaks the lines that are wider than `cols`.
pub(super) fn fit(text: &str, cols: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (bare, end) = match line.strip_suffix('\n') {
            Some(bare) => (bare, "\n"),
            None => (line, ""),
        };
        if width(bare) <= cols {
            out.push_str(bare);
        } else {
            broken(&mut out, bare, cols);
        }
        out.push_str(end);
    }
    out
}

fn broken(out: &mut String, line: &str, cols: usize) {
    let margin = line.len() - line.trim_start_matches(' ').len();
    let next = " ".repeat(margin.min(MARGIN_MAX) + HANGING);
    let mut used = 0;
    let mut gap = String::new();
    for piece in pieces(line) {
        if piece.trim_start_matches(' ').is_empty() {
            gap.push_str(piece);
            continue;
        }
        let is_first = used == 0;
        if !is_first && used + gap.len() + width(piece) > cols {
            out.push('\n');
            out.push_str(&next);
            used = next.len();
        } else {
            out.push_str(&gap);
            used += gap.len();
        }
        gap.clear();
        out.push_str(piece);
        used += width(piece);
    }
}

/// The words of a line and the gaps between them; a command that is named at its end is one word.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let command = if line.starts_with("instead: ") {
        line.find("nightdesk ")
    } else {
        line.find(": nightdesk ").map(|at| at + ": ".len())
    };
    let (prose, whole) = line.split_at(command.unwrap_or(line.len()));
    let mut is_gap = prose.starts_with(' ');
    let mut rest = prose;
    let words = std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| (c == ' ') != is_gap);
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        is_gap = !is_gap;
        rest = after;
        Some(piece)
    });
    words.chain((!whole.is_empty()).then_some(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_line_is_broken_between_words_and_set_in() {
        let text = format!("  key = {}\nshort\n", "word ".repeat(20).trim_end());
        let lines: Vec<String> = fit(&text, 40).lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "  key = word word word word word word");
        assert!(lines[1].starts_with("      word"), "{lines:?}");
        assert_eq!(lines.last().map(String::as_str), Some("short"));
        assert!(lines.iter().all(|line| width(line) <= 40), "{lines:?}");
    }

    #[test]
    fn the_command_of_a_refusal_stays_whole() {
        let command = "nightdesk check answer L-4 dpo \"write why not\" --by \"Nina Cole\"";
        let text = format!("instead: record who gave it, and when: {command}\n");
        let lines = fit(&text, 60);
        assert!(lines.lines().any(|line| line.trim() == command), "{lines}");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_or_cut(text in "[ a-z\n]{0,300}", cols in 1_usize..100) {
            let before: Vec<&str> = text.split_whitespace().collect();
            let fitted = fit(&text, cols);
            let after: Vec<&str> = fitted.split_whitespace().collect();
            prop_assert_eq!(before, after);
        }
    }
}
