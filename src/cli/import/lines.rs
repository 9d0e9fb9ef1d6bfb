//! Text and JSON Lines, read strictly: what another reader might take in another way is a fault.

use std::fmt;

use memchr::{memchr, memchr_iter};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{FILE_BYTES_MAX, Fault, ROWS_MAX, Row};

/// The longest text of a field, in bytes. Source: `docs/import.md`.
pub(super) const FIELD_BYTES_MAX: usize = 64 * 1024;

/// How an over-long text is told.
const TOO_LONG: &str = "is longer than 64 KiB";
/// How archives begin: zip, gzip, xz, bzip2, 7z and zstd.
const ARCHIVES: [&[u8]; 6] = [
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xfd7zXZ\0",
    b"BZh",
    b"7z\xbc\xaf\x27\x1c",
    b"\x28\xb5\x2f\xfd",
];

/// The text of a file: UTF-8, with or without its mark.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, Fault> {
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(Fault::of_line(
            1,
            "the file is longer than 64 MiB",
            "take it in as several files",
        ));
    }
    if ARCHIVES.iter().any(|start| bytes.starts_with(start)) {
        return Err(Fault::of_line(
            1,
            "this is an archive",
            "unpack it and import the file inside",
        ));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::of_line(1, "it is UTF-16", "save it as UTF-8"));
    }
    let line_of = |at: usize| memchr_iter(b'\n', &bytes[..at]).count() as u64 + 1;
    if let Some(at) = memchr(0, &bytes) {
        return Err(Fault::of_line(
            line_of(at),
            "there is a NUL byte",
            "save the file as UTF-8 text",
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = memchr_iter(b'\n', &error.as_bytes()[..good]).count() as u64 + 1;
            Err(Fault::of_line(
                line,
                "it is not UTF-8, perhaps Latin-1",
                "save the file as UTF-8",
            ))
        }
    }
}

/// The objects of JSON Lines, each with its line.
pub(crate) fn objects(text: &str) -> Result<Vec<Row>, Vec<Fault>> {
    let mut rows = Vec::new();
    each(text, |row| rows.push(row))?;
    Ok(rows)
}

/// Hands the objects of JSON Lines on, each with its line, so that they need not all be in memory
/// at once. What came of them is of no use where there is a fault.
pub(super) fn each(text: &str, on_row: impl FnMut(Row)) -> Result<(), Vec<Fault>> {
    let Seen { over, faults, .. } = some(text, on_row);
    if let Some(line) = over {
        let wrong = format!("the file has more than {ROWS_MAX} rows");
        return Err(vec![Fault::of_line(
            line,
            wrong,
            "take it in as several files",
        )]);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// What was seen of JSON Lines.
#[derive(Default)]
pub(super) struct Seen {
    /// How many lines they were.
    pub(super) lines: u64,
    /// How many objects.
    pub(super) rows: usize,
    /// The line of the first object beyond those that a file may have; nothing behind it is read.
    pub(super) over: Option<u64>,
    /// What is no object.
    pub(super) faults: Vec<Fault>,
}

/// The same, which may be a part of a file: its lines count from 1.
pub(super) fn some(text: &str, mut on_row: impl FnMut(Row)) -> Seen {
    let mut seen = Seen::default();
    // A lone CR ends a line too; inside a JSON text it cannot stand.
    let lines = text.split('\n');
    let lines = lines.flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    for (line, words) in (1..).zip(lines) {
        seen.lines = line;
        if words.trim().is_empty() {
            continue;
        }
        if seen.rows == ROWS_MAX {
            seen.over = Some(line);
            return seen;
        }
        match strict(words) {
            Ok(Value::Object(row)) => {
                seen.rows += 1;
                on_row((line, row));
            }
            Ok(_) => seen.faults.push(Fault::of_line(
                line,
                "it is no JSON object",
                "write one ticket a line, as {\"opened\": …, \"title\": …}",
            )),
            Err(wrong) => {
                let mend = if wrong.contains(TOO_LONG) {
                    "shorten it, or attach it as a file"
                } else {
                    "write one whole JSON object a line"
                };
                seen.faults.push(Fault::of_line(line, wrong, mend));
            }
        }
    }
    seen
}

/// One JSON value without doubled keys and over-long texts; else what is wrong, and where.
pub(crate) fn strict(text: &str) -> Result<Value, String> {
    serde_json::from_str::<Strict>(text)
        .map(|value| value.0)
        .map_err(|error| {
            let whole = error.to_string();
            let wrong = whole.split(" at line ").next().unwrap_or(&whole);
            let column = error.column();
            let is_limit = ["recursion limit", "number out of range"]
                .iter()
                .any(|limit| wrong.starts_with(limit));
            if error.is_data() || is_limit {
                format!("{wrong} (column {column})")
            } else {
                format!("this is no JSON from column {column} on")
            }
        })
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        if value.len() > FIELD_BYTES_MAX {
            return Err(E::custom(format!("a text {TOO_LONG}")));
        }
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice")));
            }
            let value = match entries.next_value() {
                Ok(Strict(value)) => value,
                Err(error) => return Err(named(&key, error)),
            };
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// An error with the name of the field that has an over-long text.
fn named<E: serde::de::Error>(key: &str, error: E) -> E {
    let whole = error.to_string();
    if !whole.contains(TOO_LONG) {
        return error;
    }
    let wrong = whole.split(" at line ").next().unwrap_or(&whole);
    E::custom(format!("`{key}`: {wrong}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], line: u64, wrong: &str) {
        let read = text(bytes.to_vec()).map_err(|fault| vec![fault]);
        let faults = read.and_then(|text| objects(&text)).unwrap_err();
        assert_eq!(faults[0].line, line, "{faults:?}");
        assert!(faults[0].wrong.contains(wrong), "{faults:?}");
    }

    #[test]
    fn what_is_no_clean_text_is_told_with_its_line() {
        check(b"\xff\xfe{\0}\0", 1, "UTF-16");
        check(b"{}\n{\"a\": \"\xe9\"}\n", 2, "UTF-8");
        check(b"{}\n\n{\"a\": \"\0\"}\n", 3, "NUL");
        check(b"{}\n[1]\n", 2, "no JSON object");
        check(b"{\"a\": 1, \"a\": 2}", 1, "stands twice");
        check(b"{\"a\": 1e400}", 1, "number");
        check(b"{\"a\": NaN}", 1, "no JSON from column 7 on");
        check(&b"[".repeat(100_000), 1, "recursion");
        let long = format!("{{\"a\": \"{}\"}}", "x".repeat(FIELD_BYTES_MAX + 1));
        check(long.as_bytes(), 1, "`a`: a text is longer than 64 KiB");
        check(b"PK\x03\x04\0\0", 1, "an archive");
    }

    #[test]
    fn a_mark_and_any_line_end_are_taken() {
        let text = text(b"\xef\xbb\xbf{\"a\":1}\r\n{\"a\":2}\r{\"a\":3}".to_vec()).unwrap();
        let rows = objects(&text).unwrap();
        let lines: Vec<u64> = rows.iter().map(|row| row.0).collect();
        assert_eq!(lines, [1, 2, 3]);
    }
}
