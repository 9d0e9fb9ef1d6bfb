//! `import`: takes in tickets, people, units or assets of an older system.
//!
//! History is taken as the file has it and never refused for being incomplete; a file that cannot
//! be read in every line is not taken at all, and every fault names its line and field.
//!
//! Invariants: all rows or none; the same row is never added twice, from whatever file; nothing is
//! followed, unpacked or fetched.

mod fields;
#[cfg(test)]
mod fuzz;
mod lines;
mod parts;
mod people;
mod row;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::call::{Call, cannot_read, file_name};
use super::fail::Fail;
use super::seat::Seat;
use crate::domain::command::{Import, ImportRow};
use crate::domain::{Command, Event, Number, Records, State, Ticket, TicketId, decide};
use crate::journal::Ids;
use crate::text::Clean;
use crate::time::Stamp;

pub(super) use self::lines::{objects, strict};
pub(super) use self::row::ticket_row;

/// The longest file that is taken, in bytes. Source: `docs/import.md`.
pub(super) const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most rows of a file. Source: `docs/import.md`.
pub(super) const ROWS_MAX: usize = 100_000;
/// How the faults of a file end.
pub(super) const NOT_IMPORTED: &str = "nothing was imported";
/// The most faults that are told at once.
const FAULTS_MAX: usize = 100;

/// The arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// JSON Lines, or CSV with a header; - reads JSON Lines.
    file: PathBuf,
    /// Only say what would be added.
    #[arg(long)]
    dry_run: bool,
}

/// One fault of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1.
    pub(super) line: u64,
    /// The field; empty = the whole line.
    pub(super) field: String,
    /// What is wrong.
    pub(super) wrong: String,
    /// The mend.
    pub(super) mend: String,
}

impl Fault {
    /// A fault of a whole line.
    pub(super) fn of_line(line: u64, wrong: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            line,
            field: String::new(),
            wrong: wrong.into(),
            mend: mend.into(),
        }
    }
}

/// The faults of a file as the command tells them.
pub(super) fn fail(file: &Clean, faults: &[Fault]) -> Fail {
    let mut lines: Vec<String> = faults
        .iter()
        .take(FAULTS_MAX)
        .map(|fault| {
            let field = if fault.field.is_empty() {
                String::new()
            } else {
                format!("{}: ", Clean::line(&fault.field))
            };
            format!(
                "{file}:{}: {field}{}; {}",
                fault.line, fault.wrong, fault.mend
            )
        })
        .collect();
    if faults.len() > FAULTS_MAX {
        lines.push(format!("{file}: {} faults in all", faults.len()));
    }
    lines.push(format!("{file}: {NOT_IMPORTED}"));
    Fail::File(lines)
}

/// One row of a file: its line and its fields.
pub(super) type Row = (u64, Map<String, Value>);

/// All of a file's text, where it is text of a kind that can be taken.
pub(super) fn text_of(call: &mut Call<'_, '_>, path: &Path) -> Result<(Clean, String), Fail> {
    let file = file_name(path);
    let mut bytes = Vec::new();
    let input = call.input(path)?;
    input
        .take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(&file, &error))?;
    let text = lines::text(bytes).map_err(|fault| fail(&file, &[fault]))?;
    Ok((file, text))
}

/// Tickets out of rows.
pub(super) fn tickets(file: &Clean, rows: Vec<Row>) -> Result<Import, Fail> {
    let mut read = Tickets::default();
    for row in rows {
        read.take(row);
    }
    read.import(file)
}

/// Rows that are being read.
#[derive(Default)]
struct Tickets {
    rows: Vec<ImportRow>,
    faults: Vec<Fault>,
    ids: Ids,
}

impl Tickets {
    fn take(&mut self, (line, row): Row) {
        let mut fresh = || self.ids.give().unwrap_or_else(|_| Uuid::now_v7());
        match ticket_row(line, row, &mut fresh) {
            Ok(row) => self.rows.push(row),
            Err(wrong) => self.faults.extend(wrong),
        }
    }

    fn import(self, file: &Clean) -> Result<Import, Fail> {
        if !self.faults.is_empty() {
            return Err(fail(file, &self.faults));
        }
        // The journal keeps the file's name, not the folder where it lay.
        let name = file.as_str().rsplit('/').next().unwrap_or_default();
        Ok(Import {
            file: Clean::line(name),
            rows: self.rows,
        })
    }
}

/// What the report says of a row.
struct Asked {
    id: TicketId,
    line: u64,
    no: Option<u64>,
    opened: Stamp,
    title: Clean,
    state: State,
    notes: Vec<Clean>,
}

impl Asked {
    fn of(row: &ImportRow) -> Self {
        Self {
            id: row.id,
            line: row.line,
            no: row.no,
            opened: row.opened,
            title: row.title.clone(),
            state: row.state,
            notes: row.notes.clone(),
        }
    }
}

/// Takes in a file.
pub(super) fn run(call: &mut Call<'_, '_>, args: &ImportArgs) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let (file, text) = text_of(call, &args.file)?;
    let is_csv = args
        .file
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let wrong = |faults: Vec<Fault>| fail(&file, &faults);
    if !is_csv {
        let is_real = !args.dry_run;
        let import = parts::tickets(&file, &text, || {
            if is_real {
                seat.desk.know_rows();
            }
        })?;
        drop(text);
        let reply = take_in(&mut seat, import, (args.dry_run, call.json), &[])?;
        // The program ends: a hundred thousand tickets are given back to the system as a whole.
        std::mem::forget(seat);
        return Ok(reply);
    }
    let table = table::read(&text).map_err(wrong)?;
    match table.kind {
        table::Kind::Tickets => {
            let import = tickets(&file, table.rows)?;
            take_in(&mut seat, import, (args.dry_run, call.json), &table.notes)
        }
        table::Kind::People => people::people(&mut seat, &file, table, args.dry_run),
        table::Kind::Units => people::units(&mut seat, &file, table, args.dry_run),
        table::Kind::Assets => people::assets(&mut seat, &file, table, args.dry_run),
    }
}

fn take_in(
    seat: &mut Seat,
    import: Import,
    (dry_run, is_json): (bool, bool),
    notes: &[String],
) -> Result<Reply, Fail> {
    let rows: Vec<Asked> = import.rows.iter().map(Asked::of).collect();
    let command = Command::Import(Box::new(import));
    let numbers: Vec<(TicketId, Number)> = if dry_run {
        let actor = seat.actor()?;
        seat.load_all()?;
        let known = &seat.known;
        let events = decide(&**known, &known.site, &actor, &command, seat.now)
            .map_err(|refusal| Fail::Refused(Box::new(refusal)))?;
        events
            .iter()
            .filter_map(|event| match event {
                Event::TicketImported(e) => Some((e.opened.ticket, e.opened.number)),
                _ => None,
            })
            .collect()
    } else {
        seat.submit(&command)?;
        if rows.iter().any(|row| seat.known.ticket(row.id).is_none()) {
            // Rows that are known are told by the tickets that they are, which may be closed.
            drop(command);
            seat.load_all()?;
        } else {
            // As the records at the end.
            std::mem::forget(command);
        }
        seat.desk.close();
        rows.iter()
            .filter_map(|row| Some((row.id, seat.known.ticket(row.id)?.number)))
            .collect()
    };
    let numbers = numbers.into_iter().collect();
    Ok(report(seat, &rows, &numbers, (dry_run, is_json), notes))
}

type Numbers = BTreeMap<TicketId, Number>;

fn report(
    seat: &Seat,
    rows: &[Asked],
    numbers: &Numbers,
    (dry_run, is_json): (bool, bool),
    file_notes: &[String],
) -> Reply {
    let mut out = Vec::new();
    let mut text = String::new();
    let mut added = 0;
    let is_known = rows.iter().any(|row| !numbers.contains_key(&row.id));
    let known = if is_known {
        Known::of(seat)
    } else {
        Known::default()
    };
    for row in rows {
        let mut notes: Vec<String> = row.notes.iter().map(ToString::to_string).collect();
        let mut number = numbers.get(&row.id).copied();
        if let Some(number) = number {
            added += 1;
            if let Some(no) = row.no.filter(|no| *no != number.n) {
                notes.push(format!("its number there was {no}"));
            }
        } else {
            let ticket = known.ticket(row);
            number = ticket.map(|ticket| ticket.number);
            notes.insert(0, "known already, skipped".to_owned());
            notes.extend(ticket.and_then(|ticket| changed(seat, row, ticket)));
        }
        // For people the count of known rows says enough, unless one has changed there.
        let said = if number.is_some() && notes.len() == 1 && !numbers.contains_key(&row.id) {
            &notes[1..]
        } else {
            &notes[..]
        };
        for note in said {
            let _ = writeln!(text, "line {}: {note}", row.line);
        }
        if is_json {
            out.push(json!({
                "line": row.line,
                "number": number.map(|number| number.to_string()),
                "notes": notes,
            }));
        }
    }
    let (read, skipped) = (rows.len(), rows.len() - added);
    for note in file_notes {
        let _ = writeln!(text, "note: {note}");
    }
    let would = if dry_run { "would be " } else { "" };
    let _ = writeln!(text, "{read} read, {added} {would}added, {skipped} skipped");
    let json = json!({
        "read": read,
        "added": added,
        "skipped": skipped,
        "dry_run": dry_run,
        "rows": out,
        "notes": file_notes,
    });
    Answer::reply(text, json)
}

/// The tickets that rows became at an earlier import, by what a row is known again.
#[derive(Default)]
struct Known(BTreeMap<(Option<u64>, i64, Clean), Arc<Ticket>>);

impl Known {
    fn of(seat: &Seat) -> Self {
        let mut known = BTreeMap::new();
        for ticket in seat.known.register.tickets() {
            if let Some(from) = &ticket.imported {
                let key = (from.no, ticket.opened.epoch_ms(), ticket.title.clone());
                known.entry(key).or_insert_with(|| Arc::clone(ticket));
            }
        }
        Self(known)
    }

    fn ticket(&self, row: &Asked) -> Option<&Ticket> {
        let key = (row.no, row.opened.epoch_ms(), row.title.clone());
        self.0.get(&key).map(Arc::as_ref)
    }
}

/// What the file says of a known ticket that the desk does not.
fn changed(seat: &Seat, row: &Asked, ticket: &Ticket) -> Option<String> {
    let state = ticket.state_at(seat.now);
    (row.state != state && row.state != ticket.state).then(|| {
        format!(
            "the file has it {}, here it is {state}; nothing was changed",
            row.state
        )
    })
}
