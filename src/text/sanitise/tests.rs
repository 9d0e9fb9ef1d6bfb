//! What the sanitiser lets through and what it shows instead.

use proptest::prelude::*;

use super::*;
use crate::text::{Clean, width};

fn check(raw: &str, shown: &str) {
    let once = sanitise(raw);
    assert_eq!(once, shown, "{raw:?}");
    assert_eq!(sanitise(&once), once, "{raw:?} is changed again");
}

#[test]
fn escape_sequences_are_shown_and_not_obeyed() {
    check("x \u{1B}[31337m y", "x <U+001B>[31337m y");
    check("\u{1B}]52;c;Q0FO\u{7}", "<U+001B>]52;c;Q0FO<U+0007>");
    check("\u{9B}31m\u{90}\u{5}", "<U+009B>31m<U+0090><U+0005>");
    check("http://evil\u{1B}\\", "http://evil<U+001B>\\");
}

#[test]
fn every_control_character_leaves_its_neighbours_apart() {
    for code in (0..0x20).chain(0x7F..0xA0) {
        let c = char::from_u32(code).unwrap();
        let shown = match c {
            '\t' => "A    B".to_owned(),
            '\n' | '\r' => "A\nB".to_owned(),
            _ => format!("A<U+{code:04X}>B"),
        };
        check(&format!("A{c}B"), &shown);
    }
    check("a\r\nb\rc\n\rd\u{2028}e\u{2029}f", "a\nb\nc\n\nd\ne\nf");
}

#[test]
fn turns_of_direction_and_hidden_letters_are_shown() {
    check("invoice_\u{202E}fdp.exe", "invoice_<U+202E>fdp.exe");
    for code in (0x202A..=0x202E)
        .chain(0x2066..=0x2069)
        .chain([0x200E, 0x200F, 0x61C])
    {
        let c = char::from_u32(code).unwrap();
        check(&format!("a{c}b"), &format!("a<U+{code:04X}>b"));
    }
    check(
        "pa\u{AD}ss\u{200B}wo\u{2060}rd\u{FEFF}",
        "pa<U+00AD>ss<U+200B>wo<U+2060>rd<U+FEFF>",
    );
    check("\u{E0041}\u{E007F}", "<U+E0041><U+E007F>");
    check("\u{E000}\u{FFFF}\u{378}", "<U+E000><U+FFFF><U+0378>");
}

#[test]
fn joiners_and_selectors_stay_inside_emoji_alone() {
    for emoji in [
        "👨\u{200D}👩\u{200D}👧",
        "🏳\u{FE0F}\u{200D}🌈",
        "👩🏽\u{200D}💻",
        "\u{2764}\u{FE0F}",
        "\u{2764}\u{FE0E}",
        "1\u{FE0F}\u{20E3}",
        "🇨🇭",
    ] {
        check(emoji, emoji);
    }
    check("🙂\u{200D}↔\u{FE0F}", "🙂\u{200D}↔\u{FE0F}");
    check("🙂\u{200D}↔\u{338}", "🙂<U+200D>↮");
    check("a\u{200D}b", "a<U+200D>b");
    check("a\u{FE0F}", "a<U+FE0F>");
    check("1\u{FE0F}2", "1<U+FE0F>2");
    for key in ["#\u{FE0F}\u{20E3}", "*\u{FE0F}\u{20E3}"] {
        check(key, key);
    }
    check("a\u{FE0F}\u{20E3}", "a<U+FE0F>\u{25CC}\u{20E3}");
    check("👨\u{200D}x", "👨<U+200D>x");
    check("👨\u{200D}\u{200D}👩", "👨<U+200D><U+200D>👩");
    // Room that is kept for pictures to come is no picture yet.
    check("👩\u{200D}\u{1FC67}", "👩<U+200D><U+1FC67>");
}

#[test]
fn text_is_composed_and_scripts_stay_whole() {
    check("Mu\u{6E}\u{303}oz", "Muñoz");
    check("हिन्दी क्षि", "हिन्दी क्षि");
    check("مرحبا ١٢٣", "مرحبا ١٢٣");
    check("\u{FDFD}한글日本", "\u{FDFD}한글日本");
}

#[test]
fn a_mark_always_has_something_to_stand_on() {
    check("\u{301}a", "\u{25CC}\u{301}a");
    check("a\n\u{301}", "a\n\u{25CC}\u{301}");
    check("\u{200B}\u{338}", "<U+200B>\u{25CC}\u{338}");
}

#[test]
fn a_million_accents_cost_one_pass_and_few_bytes() {
    let raw = format!("e{}x", "\u{301}".repeat(1_000_000));
    let shown = sanitise(&raw);
    assert_eq!(shown, format!("é{}<+999992 marks>x", "\u{301}".repeat(7)));
    assert_eq!(sanitise(&shown), shown);
    // Two marks a character, and a base that has some itself.
    let many = format!("\u{1EBF}{}", "\u{344}".repeat(20));
    assert_eq!(sanitise(&sanitise(&many)), sanitise(&many));
    // Characters that come apart into letters have all their marks left.
    for letters in ["\u{16D68}", "\u{AC01}"] {
        let full = format!("{letters}{}", "\u{301}".repeat(8));
        check(&full, &full);
    }
}

#[test]
fn endless_clusters_are_cut_and_counted() {
    for endless in [
        format!("👨{}", "\u{200D}👨".repeat(100_000)),
        format!("👍{}", "🏻".repeat(100_000)),
        "\u{1100}".repeat(100_000),
        "\u{D4E}".repeat(100_000),
        "क\u{94D}".repeat(100_000),
        format!("x{}", "\u{FF9E}".repeat(100_000)),
    ] {
        let shown = sanitise(&endless);
        assert_eq!(sanitise(&shown), shown);
        assert!(shown.ends_with(" joined>"), "{shown}");
        assert!(shown.len() < 200 && width(&shown) < 80, "{shown}");
    }
}

#[test]
fn a_cut_cluster_says_how_many_characters_are_left_out() {
    let long = "\u{1100}".repeat(MAX_CLUSTER + 1);
    let shown = format!("{}<+2 joined>", "\u{1100}".repeat(MAX_CLUSTER - 1));
    check(&long, &shown);
    let whole = "\u{1100}".repeat(MAX_CLUSTER);
    check(&whole, &whole);
}

#[test]
fn bytes_and_file_names_that_are_no_text_are_shown() {
    assert_eq!(
        Clean::from_bytes(b"a\xFF\xC3b\x1B"),
        "a<0xFF><0xC3>b<U+001B>"
    );
    assert_eq!(Clean::from_os(std::ffi::OsStr::new("na\nme")), "na\nme");
}

#[test]
fn a_line_is_one_line() {
    assert_eq!(Clean::line("  a\r\n\tb \u{3000} c\n"), "a b c");
    assert_eq!(Clean::line(" \u{301}x"), "\u{25CC}\u{301}x");
    assert_eq!(Clean::new(" \u{301}x ").trim(), "\u{25CC}\u{301}x");
}

/// Text with more of what matters here than chance would bring.
fn hostile() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "\u{1B}",
        "\r",
        "\n",
        "\t",
        " ",
        "<",
        ">",
        "\u{200D}",
        "\u{FE0F}",
        "\u{FE0E}",
        "\u{20E3}",
        "1",
        "#",
        "👩",
        "👨",
        "\u{2764}",
        "🏽",
        "🇨",
        "\u{301}",
        "\u{338}",
        "\u{344}",
        "\u{327}",
        "e",
        "\u{2194}",
        "\u{202E}",
        "\u{9B}",
        "\u{E0041}",
        "\u{1100}",
        "\u{1161}",
        "\u{11A8}",
        "\u{AC00}",
        "क",
        "\u{94D}",
        "\u{93C}",
        "\u{958}",
        "\u{D4E}",
        "\u{9C7}",
        "\u{9BE}",
        "\u{FF9E}",
        "\u{2126}",
        "\u{1D15E}",
        "\u{1D165}",
        "\u{16D67}",
        "\u{A9}",
        "\u{34F}",
        "\u{F73}",
    ])
    .prop_map(str::to_owned);
    let odd = (odd, prop_oneof![9 => Just(1_usize), 1 => 2_usize..40])
        .prop_map(|(piece, times)| piece.repeat(times));
    let piece = prop_oneof![8 => odd, 2 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn clean_text_passes_unchanged_and_holds_nothing_that_is_obeyed(raw in hostile()) {
        let clean = Clean::new(&raw);
        prop_assert_eq!(Clean::new(clean.as_str()), clean.clone());
        for c in clean.as_str().chars() {
            let in_emoji = matches!(c, '\u{200D}' | '\u{FE0E}' | '\u{FE0F}');
            prop_assert!(c == '\n' || in_emoji || !is_hidden(c), "{:?}", c);
        }
        for cluster in clean.as_str().graphemes(true) {
            prop_assert!(cluster.chars().count() <= MAX_CLUSTER);
        }
        let line = Clean::line(&raw);
        prop_assert!(!line.as_str().contains('\n'));
        prop_assert_eq!(Clean::line(line.as_str()), line.clone());
        prop_assert_eq!(Clean::new(line.as_str()), line);
        prop_assert_eq!(clean.trim().trim(), clean.trim());
    }

    #[test]
    fn any_bytes_become_clean(raw in prop::collection::vec(any::<u8>(), 0..80)) {
        let clean = Clean::from_bytes(&raw);
        prop_assert_eq!(Clean::new(clean.as_str()), clean);
    }
}
