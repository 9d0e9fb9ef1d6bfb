//! What a draft's file is called: `<record or form uuid>.<field>`, a further copy with `.2` on.
//!
//! Every byte of a field that is no lower-case letter, digit, `-` or `_` stands as `%XX`, so that
//! a name never holds a path and can be read back whole.

use std::fmt::Write as _;

use uuid::Uuid;

/// How many copies of one draft there may be: as many consoles of one person.
pub(super) const COPIES_MAX: u32 = 9;

/// Which draft: the record or form, the field, and the copy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey {
    /// The record, or the form that has its uuid from its first key.
    pub on: Uuid,
    /// The field, such as `action` or `narrative`.
    pub field: String,
    /// 1, or the number of a further console's copy.
    pub copy: u32,
}

impl DraftKey {
    /// The first copy of a field's draft.
    pub fn new(on: Uuid, field: impl Into<String>) -> Self {
        let field = field.into();
        Self { on, field, copy: 1 }
    }

    /// The same field's copy of that number.
    pub(super) fn numbered(&self, copy: u32) -> Self {
        Self {
            copy,
            ..self.clone()
        }
    }

    /// The name of its file.
    pub(super) fn file(&self) -> String {
        let mut name = format!("{}.", self.on);
        for byte in self.field.bytes() {
            if is_plain(byte) {
                name.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(name, "%{byte:02X}");
            }
        }
        if self.copy > 1 {
            let _ = write!(name, ".{}", self.copy);
        }
        name
    }

    /// The draft that a file of that name holds, if it is one.
    pub(super) fn of_file(name: &str) -> Option<Self> {
        let mut parts = name.split('.');
        let on = Uuid::parse_str(parts.next()?).ok()?;
        let field = plain_field(parts.next()?)?;
        let copy = match parts.next() {
            Some(copy) => copy.parse().ok().filter(|n| (2..=COPIES_MAX).contains(n))?,
            None => 1,
        };
        let key = Self { on, field, copy };
        (parts.next().is_none() && key.file() == name).then_some(key)
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
}

fn plain_field(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = if *first == b'%' {
            let (code, tail) = tail.split_at_checked(2)?;
            let code = std::str::from_utf8(code).ok()?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            tail
        } else {
            bytes.push(*first);
            tail
        };
    }
    String::from_utf8(bytes).ok().filter(|f| !f.is_empty())
}

/// A name beside a draft's own, for the text that is about to replace it.
pub(super) fn beside(file: &str) -> String {
    format!(".{file}.{}.tmp", Uuid::new_v4().simple())
}

/// Whether a file is one of those.
pub(super) fn is_beside(name: &str) -> bool {
    name.starts_with('.') && name.strip_suffix(".tmp").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back_as_it_was_written() {
        let on = Uuid::from_u128(7);
        for field in [
            "action",
            "note.what-changed",
            "../../etc",
            "Ä %2E",
            "a/b",
            ".",
        ] {
            for copy in [1, 2, 9] {
                let key = DraftKey::new(on, field).numbered(copy);
                let file = key.file();
                assert!(!file.contains('/') && !file.starts_with('.'), "{file}");
                assert_eq!(DraftKey::of_file(&file), Some(key));
            }
        }
    }

    #[test]
    fn other_names_are_no_drafts() {
        let on = Uuid::from_u128(7);
        for name in [
            "notes.txt".to_owned(),
            on.to_string(),
            format!("{on}."),
            format!("{on}.action.1"),
            format!("{on}.action.10"),
            format!("{on}.action.2.2"),
            format!("{on}.Action"),
            format!("{on}.%G1"),
            format!("{on}.%C3"),
            beside(&format!("{on}.action")),
        ] {
            assert_eq!(DraftKey::of_file(&name), None, "{name}");
        }
    }
}
