//! How many terminal columns a text takes, and how to make it fit.
//!
//! Columns are counted a cluster at a time, as the screen draws them: an emoji family is one
//! picture of two columns, not four people.
//!
//! Invariant: what a function returns is never wider than was asked for.

use super::clusters::clusters;

/// How many terminal columns the text takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    clusters(text).map(|(_, cols)| cols).sum()
}

/// The longest start of the text that fits into so many columns.
pub fn take_cols(text: &str, cols: usize) -> &str {
    let (mut used, mut at) = (0, 0);
    for (cluster, wide) in clusters(text) {
        used += wide;
        if used > cols {
            return &text[..at];
        }
        at += cluster.len();
    }
    text
}

/// The text, cut to so many columns and ending in `…` where something was cut.
pub fn truncate(text: &str, cols: usize) -> String {
    truncate_with(text, cols, "…")
}

/// The text, cut to so many columns and ending in `ellipsis` where something was cut.
///
/// An ellipsis that is itself too wide is left out.
pub fn truncate_with(text: &str, cols: usize, ellipsis: &str) -> String {
    // The cut must leave one column over to know that something follows.
    let whole = take_cols(text, cols);
    if whole.len() == text.len() {
        return text.to_owned();
    }
    let mark = width(ellipsis);
    if mark > cols {
        return whole.to_owned();
    }
    let mut short = take_cols(text, cols - mark).to_owned();
    short.push_str(ellipsis);
    short
}

/// The text at the left of exactly so many columns, cut where it is longer.
pub fn pad_right(text: &str, cols: usize) -> String {
    let mut short = truncate(text, cols);
    let gap = cols.saturating_sub(width(&short));
    short.extend(std::iter::repeat_n(' ', gap));
    short
}

/// The text at the right of exactly so many columns, cut where it is longer.
pub fn pad_left(text: &str, cols: usize) -> String {
    let short = truncate(text, cols);
    let gap = cols.saturating_sub(width(&short));
    let mut padded = " ".repeat(gap);
    padded.push_str(&short);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_picture_of_many_characters_takes_the_columns_it_is_drawn_in() {
        for (text, cols) in [
            ("abc", 3),
            ("日本", 4),
            ("e\u{301}", 1),
            ("👨\u{200D}👩\u{200D}👧", 2),
            ("🇨🇭", 2),
            ("क\u{94D}षि", 3),
            ("", 0),
        ] {
            assert_eq!(width(text), cols, "{text}");
        }
    }

    #[test]
    fn a_wide_letter_is_not_cut_in_half() {
        assert_eq!(take_cols("日本", 3), "日");
        assert_eq!(truncate("日本語", 4), "日…");
        assert_eq!(pad_right("日本語", 4), "日… ");
        assert_eq!(truncate("日本語", 6), "日本語");
    }

    #[test]
    fn the_end_is_marked_only_where_something_was_cut() {
        assert_eq!(truncate("server", 6), "server");
        assert_eq!(truncate("servers", 6), "serve…");
        assert_eq!(truncate_with("servers", 6, "~"), "serve~");
        assert_eq!(truncate("servers", 0), "");
        assert_eq!(truncate_with("servers", 2, "..."), "se");
        assert_eq!(truncate_with("servers", 3, "..."), "...");
        assert_eq!(pad_left("42", 5), "   42");
    }

    proptest! {
        #[test]
        fn cut_text_is_never_wider_than_asked(text in "\\PC{0,40}", cols in 0_usize..30) {
            prop_assert!(width(take_cols(&text, cols)) <= cols);
            prop_assert!(width(&truncate(&text, cols)) <= cols);
        }
    }
}
