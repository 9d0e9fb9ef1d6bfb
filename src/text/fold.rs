//! Text as search compares it: without case, accents and marks.
//!
//! A reader who types `password` must find the title in which someone hid a zero-width space, and
//! `Munoz` must find `Muñoz`. Both sides of a comparison are folded once, here.
//!
//! Invariant: folding is linear, also for a letter with a million accents.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;
use unicode_segmentation::UnicodeSegmentation as _;

use super::sanitise::is_hidden;

/// The text as search compares it.
///
/// Case, accents, invisible characters and the marks that stand for them are gone; letters that
/// only look different (`ﬁ`, full-width forms, `ß`, `ø`) are spelt plainly; line ends stay.
pub fn fold(text: &str) -> String {
    if text.is_ascii() && !text.contains('<') {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    // Accents go first too, so that no long run of them is ever sorted.
    let plain = text.chars().filter(|c| is_kept(*c)).nfkd();
    for c in plain.filter(|c| is_kept(*c)) {
        for lower in c.to_lowercase().filter(|c| is_kept(*c)) {
            match spelt_out(lower) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(lower),
            }
        }
    }
    without_marks(&folded)
}

/// The words of the text, folded, in their order.
pub fn words(text: &str) -> Vec<String> {
    fold(text).unicode_words().map(str::to_owned).collect()
}

fn is_kept(c: char) -> bool {
    let is_accent = canonical_combining_class(c) != 0 || matches!(c, '\u{20D0}'..='\u{20FF}');
    // The dotted circle is what a mark without a letter was given to stand on.
    c == '\n' || !(is_accent || is_hidden(c) || c == '\u{25CC}')
}

/// Letters that the normal forms leave alone but that people spell plainly.
fn spelt_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ς' => "σ",
        _ => return None,
    })
}

/// Leaves out the sanitiser's marks: `<u+200b>`, `<0xff>`, `<+12 marks>`, `<+3 joined>`.
fn without_marks(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = mark_length(rest).unwrap_or(0);
        if length == 0 {
            out.push('<');
            rest = &rest[1..];
        } else {
            rest = &rest[length..];
        }
    }
    out.push_str(rest);
    out
}

/// The bytes of the mark that the text begins with. No mark is longer than 32 bytes.
fn mark_length(text: &str) -> Option<usize> {
    let window = text.as_bytes();
    let end = window.iter().take(32).position(|b| *b == b'>')?;
    let inside = text.get(1..end)?;
    let is_hex = |s: &str, least| {
        s.len() >= least && s.len() <= 6 && s.bytes().all(|b| b.is_ascii_hexdigit())
    };
    let is_count = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let is_mark = if let Some(code) = inside.strip_prefix("u+") {
        is_hex(code, 4)
    } else if let Some(byte) = inside.strip_prefix("0x") {
        byte.len() == 2 && is_hex(byte, 2)
    } else if let Some(count) = inside.strip_prefix('+') {
        count
            .strip_suffix(" marks")
            .or_else(|| count.strip_suffix(" joined"))
            .is_some_and(is_count)
    } else {
        false
    };
    is_mark.then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Clean;
    use proptest::prelude::*;

    #[test]
    fn what_people_spell_alike_folds_alike() {
        for (text, plain) in [
            ("Muñoz", "munoz"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("ﬁle ＳＲＶ１", "file srv1"),
            ("İstanbul", "istanbul"),
            ("Ærøskøbing", "aeroskobing"),
            ("ΟΔΟΣ οδος", "οδοσ οδοσ"),
            ("Œuvre Łódź Đorđe", "oeuvre lodz dorde"),
            ("Þór ð ılık Ħal", "thor d ilik hal"),
            ("a < b > c", "a < b > c"),
            ("<U+>", "<u+>"),
        ] {
            assert_eq!(fold(text), plain);
        }
    }

    #[test]
    fn search_sees_through_hidden_characters_and_their_marks() {
        for hidden in [
            "\u{200B}",
            "\u{2060}",
            "\u{AD}",
            "\u{FEFF}",
            "\u{E0041}\u{E0042}",
        ] {
            let title = format!("pass{hidden}word");
            assert_eq!(fold(&title), "password");
            assert_eq!(fold(Clean::new(&title).as_str()), "password");
            assert_ne!(Clean::new(&title), Clean::new("password"));
        }
        let loaded = format!("pass{}word", "\u{301}".repeat(1_000_000));
        assert_eq!(fold(&loaded), "password");
        assert_eq!(fold(Clean::new(&loaded).as_str()), "password");
    }

    #[test]
    fn what_only_resembles_a_mark_stays() {
        for mark in [
            "<U+202E>",
            "<U+10FFFF>",
            "<0xFF>",
            "<+12 marks>",
            "<+3 joined>",
        ] {
            assert_eq!(fold(&format!("a{mark}<b>")), "a<b>");
        }
        for text in [
            "<u+202>",
            "<u+1234567>",
            "<u+202x>",
            "<0xf>",
            "<0xfff>",
            "<0xfg>",
            "<+ marks>",
            "<+x marks>",
            "<+3 more>",
            "<3 marks>",
        ] {
            assert_eq!(fold(text), text);
        }
    }

    #[test]
    fn words_are_folded_and_in_order() {
        assert_eq!(words("T-1042: Café, SRV1"), ["t", "1042", "cafe", "srv1"]);
    }

    proptest! {
        #[test]
        fn folding_ignores_case_and_never_panics(text in any::<String>()) {
            let _ = fold(&text);
            let ascii: String = text.chars().filter(char::is_ascii).collect();
            prop_assert_eq!(fold(&ascii.to_ascii_uppercase()), fold(&ascii));
        }
    }
}
