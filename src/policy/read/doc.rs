//! One file while it is read: its tree, its lines, and the faults found so far.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::table::Table;
use super::{FILE_BYTES_MAX, Note, PackError, Read};
use crate::domain::site::FileKind;
use crate::text::Clean;

/// One file while it is read.
pub(super) struct Doc<'t> {
    name: &'t str,
    starts: Vec<usize>,
    errors: RefCell<Vec<PackError>>,
    notes: RefCell<Vec<Note>>,
}

impl<'t> Doc<'t> {
    fn new(text: &str, name: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            name,
            starts,
            errors: RefCell::default(),
            notes: RefCell::default(),
        }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).max(1)
    }

    /// Notes a fault.
    pub(super) fn error(&self, line: usize, field: &str, wrong: impl Display, mend: impl Display) {
        self.errors
            .borrow_mut()
            .push(fault(self.name, line, field, wrong, mend));
    }

    /// Notes something worth a second look.
    pub(super) fn note(&self, line: usize, field: &str, text: impl Display) {
        self.notes.borrow_mut().push(Note {
            file: self.name.to_owned(),
            line,
            field: field.to_owned(),
            text: Clean::new(&text.to_string()),
        });
    }
}

fn fault(
    file: &str,
    line: usize,
    field: &str,
    wrong: impl Display,
    mend: impl Display,
) -> PackError {
    PackError {
        file: file.to_owned(),
        line,
        field: field.to_owned(),
        wrong: Clean::new(&wrong.to_string()),
        mend: Clean::new(&mend.to_string()),
    }
}

/// Parses a text, or says where it is not TOML.
fn parse<'t>(doc: &Doc<'_>, text: &'t str) -> Result<Spanned<DeTable<'t>>, PackError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(fault(
            doc.name,
            1,
            "",
            format!(
                "the file has {} bytes, {FILE_BYTES_MAX} are the most",
                text.len()
            ),
            "split or shorten it",
        ));
    }
    DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| doc.line(span.start));
        fault(
            doc.name,
            line,
            "",
            format!("this is not TOML: {}", error.message()),
            "mend the line; the shipped files show the form",
        )
    })
}

/// Reads a whole file: `build` sees its root table; faults noted meanwhile refuse the file.
pub(super) fn read<T>(text: &str, name: &str, build: impl FnOnce(&Table<'_, '_>) -> T) -> Read<T> {
    let doc = Doc::new(text, name);
    let root = parse(&doc, text).map_err(|error| vec![error])?;
    let table = Table::root(&doc, root.get_ref());
    let value = build(&table);
    table.finish();
    let mut errors = doc.errors.into_inner();
    if errors.is_empty() {
        return Ok((value, doc.notes.into_inner()));
    }
    errors.sort_by_key(|error| error.line);
    Err(errors)
}

/// Which kind of file a text is.
pub(super) fn kind_of(text: &str, name: &str) -> Result<FileKind, PackError> {
    let doc = Doc::new(text, name);
    let root = parse(&doc, text)?;
    let marks = [
        ("organisation", FileKind::Profile),
        ("step", FileKind::Checklist),
        ("clock", FileKind::Clocks),
        ("common", FileKind::Prompts),
        ("days", FileKind::Holidays),
    ];
    marks
        .into_iter()
        .find(|(key, _)| root.get_ref().contains_key(*key))
        .map(|(_, kind)| kind)
        .ok_or_else(|| {
            fault(
                name,
                1,
                "",
                "this is neither a profile nor a list, prompts, clocks or holidays",
                "begin from a copy of the shipped file of that kind",
            )
        })
}

/// The line of a field by its dotted path, as a cross-check names it; the nearest table above it
/// where the field is not there.
pub(in crate::policy) fn line_of_path(text: &str, path: &str) -> usize {
    let doc = Doc::new(text, "");
    let Ok(root) = DeTable::parse(text) else {
        return 1;
    };
    follow(root.get_ref(), path).0.map_or(1, |at| doc.line(at))
}

/// The bytes of a field's value by its dotted path.
pub(in crate::policy) fn span_of_path(text: &str, path: &str) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    follow(root.get_ref(), path).1
}

/// The byte where the deepest known part of a path begins, and the bytes of the value at its end.
fn follow(root: &DeTable<'_>, path: &str) -> (Option<usize>, Option<Range<usize>>) {
    let mut at = None;
    let mut table = Some(root);
    let mut value: Option<&Spanned<DeValue<'_>>> = None;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(open) = rest.strip_prefix('[') {
            let Some((index, after)) = open.split_once(']') else {
                return (at, None);
            };
            let found = value
                .and_then(|v| v.get_ref().as_array())
                .and_then(|a| a.get(index.parse().unwrap_or(usize::MAX)));
            let Some(found) = found else {
                return (at, None);
            };
            at = Some(found.span().start);
            value = Some(found);
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let Some(((key, found), after)) = table.and_then(|t| longest_key(t, rest)) else {
                return (at, None);
            };
            at = Some(key.span().start);
            value = Some(found);
            rest = after;
        }
        table = value.and_then(|v| v.get_ref().as_table());
    }
    (at, value.map(Spanned::span))
}

type Pair<'a, 'i> = (
    &'a Spanned<std::borrow::Cow<'i, str>>,
    &'a Spanned<DeValue<'i>>,
);

/// The key of a table that a path begins with (keys such as `"access.authorisers"` hold dots), and
/// the rest of the path.
fn longest_key<'a, 'i, 'p>(
    table: &'a DeTable<'i>,
    path: &'p str,
) -> Option<(Pair<'a, 'i>, &'p str)> {
    table
        .iter()
        .filter_map(|(key, value)| {
            let after = path.strip_prefix(key.get_ref().as_ref())?;
            let ends = after.is_empty() || after.starts_with(['.', '[']);
            ends.then_some(((key, value), after.strip_prefix('.').unwrap_or(after)))
        })
        .min_by_key(|(_, after)| after.len())
}
