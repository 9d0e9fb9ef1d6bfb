//! Whatever stands in a file, a reader ends with a value or with faults, never with a panic.

use proptest::prelude::*;

use crate::policy::{kind_of, shipped};

fn file_count() -> usize {
    shipped().files().count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_file_with_pieces_cut_out_or_put_in_is_read_or_refused(
        pick in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        length in 0_usize..60,
        put in prop::sample::select(vec![
            "", "\"", "]", "}", "[[step]]\n", "= ", "\u{0}", "\u{202e}", "-1", "99999999999999999999",
            "\n[provenance]\n", "'''", "é", "0x1F", "1e400", "nan", "2026-02-30",
        ]),
    ) {
        let file = shipped().files().nth(pick.index(file_count())).unwrap();
        let chars: Vec<char> = file.text.chars().collect();
        let from = cut.index(chars.len());
        let to = (from + length).min(chars.len());
        let mut changed: String = chars[..from].iter().collect();
        changed.push_str(put);
        changed.extend(&chars[to..]);
        let lines = changed.lines().count() + 1;
        if let Err(faults) = shipped().checked("mine.toml", &changed) {
            for fault in faults.iter().filter(|fault| fault.file == "mine.toml") {
                prop_assert!((1..=lines).contains(&fault.line), "{fault}");
                let obeyed = fault.to_string().contains(['\u{0}', '\u{202e}']);
                prop_assert!(!obeyed, "{fault:?}");
            }
        }
    }

    #[test]
    fn any_text_at_all_is_some_kind_or_none(text in "\\PC{0,200}") {
        let _ = kind_of(&text, "x.toml");
    }
}

#[test]
fn a_file_above_the_limit_and_one_nested_without_end_are_refused() {
    let large = "# ".repeat(600 * 1024);
    let faults = shipped().checked("mine.toml", &large).unwrap_err();
    assert!(faults[0].wrong.as_str().contains("are the most"));
    let deep = format!("step = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(shipped().checked("mine.toml", &deep).is_err());
}
