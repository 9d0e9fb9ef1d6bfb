//! The one type of text that may reach a terminal.
//!
//! It can be made only by passing through the sanitiser, so a value of this type is the proof
//! that the text is harmless.
//!
//! Invariant: `Clean::new(c.as_str()) == c` for every `Clean` c.

use std::ffi::OsStr;
use std::fmt::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;

use super::sanitise::{is_plain, sanitise};

/// Text without anything that a terminal would obey and without anything invisible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clean(String);

impl Clean {
    /// Makes any text harmless: what a terminal would obey becomes a visible mark.
    ///
    /// Line ends of every kind become LF, a tab four spaces; the rest is put into normal form C.
    pub fn new(raw: &str) -> Self {
        Self(sanitise(raw))
    }

    /// The same for text of one line: line ends and runs of white space become one space.
    pub fn line(raw: &str) -> Self {
        if is_plain(raw) && is_spaced(raw) {
            return Self(raw.to_owned());
        }
        let clean = sanitise(raw);
        let mut line = String::with_capacity(clean.len());
        for word in clean.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        // Trimming may have taken the space that carried a combining mark.
        Self(sanitise(&line))
    }

    /// Makes bytes harmless; those that are not UTF-8 become marks such as `<0xFF>`.
    pub fn from_bytes(raw: &[u8]) -> Self {
        let mut text = String::with_capacity(raw.len());
        for chunk in raw.utf8_chunks() {
            text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                // Writing into a String does not fail.
                let _ = write!(text, "<0x{byte:02X}>");
            }
        }
        Self::new(&text)
    }

    /// Makes a file name, an argument or an environment value harmless.
    pub fn from_os(raw: &OsStr) -> Self {
        Self::from_bytes(raw.as_bytes())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, taken out.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether nothing at all is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether nothing but white space is in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// How many Unicode scalar values it has.
    pub fn len_chars(&self) -> usize {
        self.0.chars().count()
    }

    /// The text without white space at its ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        Self::new(self.0.trim())
    }

    /// Its lines, without their ends.
    pub fn lines(&self) -> std::str::Lines<'_> {
        self.0.lines()
    }
}

/// Whether ASCII text has no other white space than single spaces between words.
fn is_spaced(text: &str) -> bool {
    let is_white = |byte: &u8| matches!(byte, b' ' | b'\n');
    let mut before = true;
    let is_single = text.bytes().all(|byte| {
        let (is_second, is_end) = (before && is_white(&byte), byte == b'\n');
        before = is_white(&byte);
        !is_second && !is_end
    });
    is_single && (text.is_empty() || !before)
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Clean {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Clean {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<&str> for Clean {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for Clean {
    fn from(raw: String) -> Self {
        if is_plain(&raw) {
            return Self(raw);
        }
        Self::new(&raw)
    }
}

impl From<Clean> for String {
    fn from(clean: Clean) -> Self {
        clean.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_how_much_is_in_it() {
        for (raw, chars, is_empty, is_blank) in [
            ("", 0, true, true),
            (" \n ", 3, false, true),
            ("M\u{FC}\u{1B}", 10, false, false),
        ] {
            let clean = Clean::new(raw);
            let said = (clean.len_chars(), clean.is_empty(), clean.is_blank());
            assert_eq!(said, (chars, is_empty, is_blank), "{raw:?}");
        }
    }

    #[test]
    fn it_is_given_out_as_it_stands() {
        let clean = Clean::from("a\u{1B}");
        assert_eq!(clean, Clean::from(String::from("a\u{1B}")));
        let text: &str = clean.as_ref();
        assert_eq!(text, "a<U+001B>");
        assert_eq!(clean.as_str(), text);
        assert_eq!(clean.to_string(), text);
        assert_eq!(format!("{clean:>10}|{clean:.1}"), " a<U+001B>|a");
        assert_eq!(clean.clone().into_string(), text);
        assert_eq!(String::from(clean.clone()), text);
        assert_eq!(Clean::new("a\nb").lines().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_line_that_is_one_already_stays() {
        for (raw, line) in [
            ("", ""),
            (" ", ""),
            ("a", "a"),
            ("a b", "a b"),
            (" a b", "a b"),
            ("a b ", "a b"),
            ("a  b", "a b"),
            ("a\nb", "a b"),
            ("\n", ""),
            ("a\tb", "a b"),
            ("a \n b", "a b"),
            ("\u{FC}  b", "\u{FC} b"),
        ] {
            assert_eq!(Clean::line(raw).as_str(), line, "{raw:?}");
            assert_eq!(Clean::from(raw.to_owned()), Clean::new(raw), "{raw:?}");
        }
    }

    #[test]
    fn it_is_compared_with_plain_text() {
        let clean = Clean::new("a");
        let (same, other) = ("a", "b");
        assert!(clean == same && clean == *same);
        assert!(clean != other && clean != *other);
    }
}
