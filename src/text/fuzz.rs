//! Text of any bytes becomes harmless, stays as it is when it is cleaned again, and fits where it is
//! cut, padded and wrapped.

use super::spoil::rounds;
use super::{Clean, fold, pad_right, take_cols, truncate, width, wrap};

const SAMPLES: [&str; 6] = [
    "The printer in the hall says \"no paper\", T-12, 10:15",
    "Muñoz wrote: Straße, naïve café, ﬁle, e\u{301}\u{301}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} 1\u{fe0f}\u{20e3} \u{1f1e8}\u{1f1ed} \u{2764}\u{fe0f}",
    "\u{915}\u{94d}\u{937}\u{93f} \u{645}\u{631}\u{62d}\u{628}\u{627} \u{4e00}\u{4e01} \u{fdfd}",
    "two\nlines\tand\r\nmore\u{2028}still",
    "<U+202E> <0xFF> <+12 marks> <+3 joined>",
];

fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}')
    })
}

#[test]
fn text_of_any_bytes_is_harmless_and_cleaned_once() {
    rounds(|spoil| {
        let sample = spoil.one(&SAMPLES).as_bytes();
        let bytes = if spoil.below(8) == 0 {
            spoil.any(80)
        } else {
            spoil.spoilt(sample)
        };
        let clean = Clean::from_bytes(&bytes);
        let text = clean.as_str();
        assert!(is_harmless(text), "{bytes:?}: {text:?}");
        assert_eq!(Clean::new(text), clean, "{bytes:?}");
        let line = Clean::line(&String::from_utf8_lossy(&bytes));
        assert!(
            is_harmless(line.as_str()) && !line.as_str().contains('\n'),
            "{bytes:?}"
        );
        assert_eq!(Clean::line(line.as_str()), line, "{bytes:?}");
        let _ = fold(text);
        let cols = spoil.below(40);
        assert!(
            width(&truncate(line.as_str(), cols)) <= cols,
            "{cols} of {line:?}"
        );
        assert!(
            width(take_cols(line.as_str(), cols)) <= cols,
            "{cols} of {line:?}"
        );
        assert!(
            width(&pad_right(line.as_str(), cols)) >= cols,
            "{cols} of {line:?}"
        );
        for row in wrap(text, cols.max(2)) {
            assert!(is_harmless(&row), "{row:?}");
        }
    });
}
