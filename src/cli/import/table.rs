//! CSV with a header of the same names, for the flat fields.

use memchr::memchr_iter;
use serde_json::{Map, Value};

use super::super::answer::count;
use super::lines::FIELD_BYTES_MAX;
use super::{Fault, ROWS_MAX, Row};
use crate::text::Clean;

/// The most columns of a table.
const COLUMNS_MAX: usize = 200;
/// Columns that hold numbers.
const NUMBERS: [&str; 5] = ["no", "blocked", "hampered", "uid", "heads"];
/// Columns that hold yes or no.
const FLAGS: [&str; 4] = ["pc_dead", "public", "confidential", "staff"];
/// The columns of tickets.
const TICKETS: [&str; 25] = [
    "no",
    "opened",
    "channel",
    "originator",
    "unit",
    "title",
    "seen",
    "affected",
    "asset",
    "blocked",
    "hampered",
    "pc_dead",
    "public",
    "harm",
    "record_category",
    "imported_note",
    "confidential",
    "assigned",
    "result",
    "checklist",
    "resolved",
    "closed",
    "state",
    "waiting_for",
    "waiting_until",
];

/// What a table is about, by its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It has a title: tickets.
    Tickets,
    /// It has a name and says what it is: assets.
    Assets,
    /// It has a name and how many work there: units.
    Units,
    /// It has a name: people.
    People,
}

/// A table, read.
#[derive(Debug)]
pub(super) struct Table {
    /// What it is about.
    pub(super) kind: Kind,
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// Columns that are not known.
    pub(super) notes: Vec<String>,
}

/// Reads a table.
pub(super) fn read(text: &str) -> Result<Table, Vec<Fault>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| vec![fault(&error)])?;
    let names: Vec<String> = header.iter().map(|n| n.trim().to_lowercase()).collect();
    let kind = kind(&names)?;
    let mut rows = Vec::new();
    let mut last = 0;
    for record in reader.records() {
        let record = record.map_err(|error| vec![fault(&error)])?;
        let (line, at) = record.position().map_or((0, 0), |p| (p.line(), p.byte()));
        last = at;
        if rows.len() == ROWS_MAX {
            let wrong = format!("the file has more than {ROWS_MAX} rows");
            return Err(vec![Fault::of_line(
                line,
                wrong,
                "take it in as several files",
            )]);
        }
        let mut map = Map::new();
        for (name, cell) in names.iter().zip(&record) {
            if cell.len() > FIELD_BYTES_MAX {
                return Err(vec![Fault {
                    line,
                    field: name.clone(),
                    wrong: "the text is longer than 64 KiB".to_owned(),
                    mend: "shorten it, or attach it as a file; is a quote not closed?".to_owned(),
                }]);
            }
            map.insert(name.clone(), value(name, cell));
        }
        rows.push((line, map));
    }
    unclosed(text, last)?;
    let known = |name: &String| kind != Kind::Tickets || TICKETS.contains(&name.as_str());
    let notes = names.iter().filter(|name| !known(name));
    let notes = notes.map(|name| format!("the column `{}` is not known here", Clean::line(name)));
    let notes = notes.collect();
    for (_, row) in &mut rows {
        row.retain(|name, _| known(name));
    }
    Ok(Table { kind, rows, notes })
}

fn kind(names: &[String]) -> Result<Kind, Vec<Fault>> {
    let fault = |wrong: String, mend: &str| Err(vec![Fault::of_line(1, wrong, mend)]);
    if names.len() > COLUMNS_MAX {
        let wrong = format!("the header has more than {COLUMNS_MAX} columns");
        return fault(wrong, "leave out what is not known here");
    }
    for (n, name) in names.iter().enumerate() {
        if !name.is_empty() && names[..n].contains(name) {
            let wrong = format!("the column `{}` stands twice", Clean::line(name));
            return fault(wrong, "leave one of them out");
        }
    }
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("title") {
        Ok(Kind::Tickets)
    } else if has("name") && has("what") {
        Ok(Kind::Assets)
    } else if has("name") && has("heads") {
        Ok(Kind::Units)
    } else if has("name") {
        Ok(Kind::People)
    } else {
        fault(
            "the header names neither tickets, people, units nor assets".to_owned(),
            "tickets have `opened` and `title`, people `name`, units `name` and `heads`, assets \
             `name` and `what`",
        )
    }
}

/// A quote that is never closed takes all that follows into one cell.
fn unclosed(text: &str, last: u64) -> Result<(), Vec<Fault>> {
    let from = usize::try_from(last).unwrap_or(0);
    let tail = text.as_bytes().get(from..).unwrap_or_default();
    let quotes: Vec<usize> = memchr_iter(b'"', tail).collect();
    let Some(opened) = quotes.last().filter(|_| quotes.len() % 2 == 1) else {
        return Ok(());
    };
    let before = &text.as_bytes()[..from + opened];
    let line = 1 + memchr_iter(b'\n', before).count() as u64;
    Err(vec![Fault::of_line(
        line,
        "a quote is opened here and never closed",
        "close it; a quote inside a cell is written twice",
    )])
}

fn value(name: &str, cell: &str) -> Value {
    let trimmed = cell.trim();
    if trimmed.is_empty() {
        return Value::Null;
    }
    if NUMBERS.contains(&name)
        && let Ok(number) = trimmed.parse::<u64>()
    {
        return number.into();
    }
    if FLAGS.contains(&name) {
        match trimmed.to_lowercase().as_str() {
            "true" | "yes" | "1" => return true.into(),
            "false" | "no" | "0" => return false.into(),
            _ => {}
        }
    }
    cell.into()
}

fn fault(error: &csv::Error) -> Fault {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Fault::of_line(
            line,
            format!(
                "it has {}, the header {expected_len}",
                count(*len, "cell", "cells")
            ),
            "give each row a cell for each column",
        ),
        _ => Fault::of_line(
            line,
            error.to_string(),
            "save the table anew as CSV in UTF-8",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> (u64, String) {
        let faults = read(text).unwrap_err();
        (faults[0].line, faults[0].wrong.clone())
    }

    #[test]
    fn a_header_says_what_a_table_is_about() {
        assert_eq!(read("name\nAda\n").unwrap().kind, Kind::People);
        assert_eq!(read("name,what\nS1,server\n").unwrap().kind, Kind::Assets);
        assert_eq!(read("name,heads\nEast,4\n").unwrap().kind, Kind::Units);
        let tickets = read("no,opened,title,colour\n1,x,\"a,b\",red\n").unwrap();
        assert_eq!(tickets.kind, Kind::Tickets);
        assert_eq!(tickets.rows[0].1["no"], 1);
        assert_eq!(tickets.rows[0].1["title"], "a,b");
        assert_eq!(tickets.notes.len(), 1);
    }

    #[test]
    fn faults_of_a_table_have_their_line() {
        assert_eq!(wrong("a,b\n1,2\n").0, 1);
        assert_eq!(wrong("name,name\nx,y\n").0, 1);
        assert_eq!(wrong("name,phone\nx,1\ny\n").0, 3);
        assert_eq!(wrong("name\nx\n\"y\nz\n").0, 3);
        let long = format!("name\n{}\n", "x".repeat(FIELD_BYTES_MAX + 1));
        assert_eq!(wrong(&long).0, 2);
    }
}
