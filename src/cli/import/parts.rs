//! Tickets out of JSON Lines, read by two threads.
//!
//! A file is cut at line ends, and each thread takes the next part as long as there is one. One of
//! them first does what else the import needs, so that it is done while the other reads.
//!
//! Invariant: rows, faults and ids are as if one thread had read line after line.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::lines::{self, Seen};
use super::{Fault, ROWS_MAX, Tickets, fail};
use crate::cli::fail::Fail;
use crate::domain::command::Import;
use crate::journal::Ids;
use crate::text::Clean;

/// Bytes of a part, but for its last line. Of the longest file they are 64.
const PART_BYTES: usize = 1024 * 1024;

/// What came of one part: its lines count from 1.
struct Read {
    part: usize,
    seen: Seen,
    tickets: Tickets,
}

/// The tickets of a file; `beside` is done on the thread that reads beside this one.
///
/// # Errors
/// Every fault of the file; nothing of it is taken.
pub(super) fn tickets(
    file: &Clean,
    text: &str,
    beside: impl FnOnce() + Send,
) -> Result<Import, Fail> {
    let texts = cut(text, PART_BYTES);
    let ids = Ids::shared(texts.len());
    let (next, rows) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let read = || {
        let mut read = Vec::new();
        // Of a file with too many rows no more is read than that.
        while rows.load(Ordering::Relaxed) <= ROWS_MAX {
            let part = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(part) else { break };
            let one = one(part, text, ids(part));
            rows.fetch_add(one.seen.rows, Ordering::Relaxed);
            read.push(one);
        }
        read
    };
    let mut all = thread::scope(|scope| {
        let name = thread::Builder::new().name("rows".to_owned());
        let other = name.spawn_scoped(scope, || {
            beside();
            read()
        });
        let mut all = read();
        // Where no thread is to be had everything was read here.
        if let Ok(other) = other {
            all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    });
    all.sort_unstable_by_key(|read| read.part);
    let rows = rows.into_inner();
    if rows > ROWS_MAX || all.iter().any(|read| read.seen.over.is_some()) {
        // Read once more for the line at which they are too many.
        lines::each(text, drop).map_err(|faults| fail(file, &faults))?;
    }
    let tickets = together(all, rows).map_err(|faults| fail(file, &faults))?;
    tickets.import(file)
}

/// The rows of all parts, or what is no row.
fn together(all: Vec<Read>, rows: usize) -> Result<Tickets, Vec<Fault>> {
    let (mut tickets, mut wrong) = (Tickets::default(), Vec::new());
    tickets.rows.reserve_exact(rows);
    let mut before = 0;
    for mut read in all {
        for row in &mut read.tickets.rows {
            row.line += before;
        }
        let faults = read.seen.faults.iter_mut();
        for fault in faults.chain(&mut read.tickets.faults) {
            fault.line += before;
        }
        before += read.seen.lines;
        wrong.append(&mut read.seen.faults);
        tickets.rows.append(&mut read.tickets.rows);
        tickets.faults.append(&mut read.tickets.faults);
    }
    if wrong.is_empty() {
        Ok(tickets)
    } else {
        Err(wrong)
    }
}

/// A text in parts that end where a line does; no line end stands between two.
fn cut(text: &str, bytes: usize) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let from = bytes.min(rest.len());
        let end = memchr::memchr(b'\n', &rest.as_bytes()[from..]);
        let end = end.map_or(rest.len(), |at| from + at);
        parts.push(&rest[..end]);
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    parts
}

fn one(part: usize, text: &str, ids: Ids) -> Read {
    let mut tickets = Tickets {
        ids,
        ..Tickets::default()
    };
    let seen = lines::some(text, |row| tickets.take(row));
    Read {
        part,
        seen,
        tickets,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TicketId;

    const ROW: &str = "{\"opened\":\"2026-02-02T09:22-05:00\",\"title\":\"a\"}";

    fn read(text: &str) -> Result<Import, Vec<String>> {
        let read = tickets(&Clean::from("in.jsonl"), text, || {});
        read.map_err(|fail| fail.text().lines().map(str::to_owned).collect())
    }

    #[test]
    fn parts_end_where_lines_do_and_lack_no_byte() {
        let text = "ab\ncd\r\n\ne\rf\n\n";
        for bytes in 0..text.len() + 2 {
            let parts = cut(text, bytes);
            let end = if text.len() > parts.join("\n").len() {
                "\n"
            } else {
                ""
            };
            assert_eq!(parts.join("\n") + end, text, "{bytes}: {parts:?}");
        }
        assert!(cut("", 3).is_empty());
    }

    #[test]
    fn rows_and_ids_of_many_parts_stand_in_their_order() {
        let row = |n: usize| format!("{ROW}\r\n{}", "\n".repeat(n % 3));
        let pad = " ".repeat(2000);
        let rows: Vec<String> = (0..2500).map(|n| format!("{pad}{}", row(n))).collect();
        let text = rows.concat();
        assert!(cut(&text, PART_BYTES).len() > 3);
        let rows = read(&text).unwrap().rows;
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        let wanted = (0..2500).scan(1, |line, n| {
            let own = *line;
            *line += 1 + n % 3;
            Some(own)
        });
        assert_eq!(lines, wanted.collect::<Vec<u64>>());
        let ids: Vec<TicketId> = rows.iter().map(|row| row.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn faults_of_many_parts_name_the_lines_of_the_file() {
        let pad = " ".repeat(1_200_000);
        let text = format!("{ROW}{pad}\n{{}}{pad}\n{ROW}\n{{\"title\":1}}");
        let told = read(&text).unwrap_err();
        assert!(
            told.iter().any(|fault| fault.contains("in.jsonl:2: ")),
            "{told:?}"
        );
        assert!(
            told.iter().any(|fault| fault.contains("in.jsonl:4: ")),
            "{told:?}"
        );
        // What is no JSON is told before what is wrong in a row.
        let told = read(&format!("{text}\n{pad}[]\n")).unwrap_err().join("\n");
        assert!(
            told.contains("in.jsonl:5: ") && !told.contains("in.jsonl:2: "),
            "{told}"
        );
    }

    #[test]
    fn too_many_rows_are_told_by_the_first_that_is_too_much() {
        // Some in a part, and all in one.
        for row in [format!("{ROW}\n"), "{}\n".to_owned()] {
            let text = format!("\n{}", row.repeat(ROWS_MAX + 3));
            let told = read(&text).unwrap_err().join("\n");
            let line = ROWS_MAX + 2;
            assert!(told.contains(&format!("in.jsonl:{line}: ")), "{told}");
            assert!(told.contains("more than"), "{told}");
        }
    }
}
