//! People, units and assets of an older system. Who or what is known by name already is skipped.
//!
//! The rows become one command, so that the journal has the whole list or nothing of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::json;
use uuid::Uuid;

use super::super::answer::{Answer, Reply};
use super::super::fail::Fail;
use super::super::seat::Seat;
use super::fields::Fields;
use super::table::Table;
use super::{Fault, fail};
use crate::domain::command::{AddAsset, AddMany, AddPerson, AddRow, AddUnit};
use crate::domain::{AssetId, Command, PersonId, Records, UnitId, decide};
use crate::text::{Clean, fold};

/// One row, and whether it adds anything.
struct Planned {
    line: u64,
    name: Clean,
    is_new: bool,
    notes: Vec<Clean>,
}

/// Takes in people.
pub(super) fn people(
    seat: &mut Seat,
    file: &Clean,
    table: Table,
    dry_run: bool,
) -> Result<Reply, Fail> {
    plan(seat, file, table, dry_run, |seat, name, fields| {
        let posts = fields.line("posts").unwrap_or_default();
        let posts = posts.as_str().split([';', ',']).map(str::trim);
        let posts = posts.filter(|post| !post.is_empty()).map(str::to_owned);
        let command = AddPerson {
            id: PersonId(Uuid::now_v7()),
            name: name.clone(),
            staff: fields.flag("staff"),
            uid: fields
                .whole("uid", u64::from(u32::MAX))
                .and_then(|uid| u32::try_from(uid).ok()),
            unit: unit(seat, fields),
            phone: fields.line("phone"),
            email: fields.line("email"),
            posts: posts.collect(),
        };
        let known = seat.known.person_named(name.as_str()).is_some();
        (!known).then_some(AddRow::Person(command))
    })
}

/// Takes in assets.
pub(super) fn assets(
    seat: &mut Seat,
    file: &Clean,
    table: Table,
    dry_run: bool,
) -> Result<Reply, Fail> {
    plan(seat, file, table, dry_run, |seat, name, fields| {
        let command = AddAsset {
            id: AssetId(Uuid::now_v7()),
            name: name.clone(),
            what: fields.line("what").unwrap_or_else(|| "other".into()),
            unit: unit(seat, fields),
            note: fields.text("note"),
        };
        let known = seat.known.asset_named(name.as_str()).is_some();
        (!known).then_some(AddRow::Asset(command))
    })
}

/// Takes in units.
pub(super) fn units(
    seat: &mut Seat,
    file: &Clean,
    table: Table,
    dry_run: bool,
) -> Result<Reply, Fail> {
    plan(seat, file, table, dry_run, |seat, name, fields| {
        let head = fields.line("head");
        let command = AddUnit {
            id: UnitId(Uuid::now_v7()),
            short: fields.line("short").map(Clean::into_string),
            name: name.clone(),
            heads: fields
                .whole("heads", u64::from(u32::MAX))
                .and_then(|heads| u32::try_from(heads).ok())
                .unwrap_or(0),
            head: head.and_then(|head| seat.person_or_new(head.as_str()).ok()),
        };
        let known = seat.known.unit_named(name.as_str()).is_some();
        (!known).then_some(AddRow::Unit(command))
    })
}

fn unit(seat: &Seat, fields: &mut Fields) -> Option<UnitId> {
    let name = fields.line("unit")?;
    let unit = seat.known.unit_named(name.as_str());
    if unit.is_none() {
        let wrong = format!("there is no unit `{name}`");
        fields.wrong(
            "unit",
            wrong,
            "add it with `nightdesk unit add`, or leave it empty",
        );
    }
    unit.map(|unit| unit.id)
}

/// The same row as a command of its own, to try it alone and name its line.
fn alone(row: &AddRow) -> Command {
    match row {
        AddRow::Person(c) => Command::AddPerson(c.clone()),
        AddRow::Unit(c) => Command::AddUnit(c.clone()),
        AddRow::Asset(c) => Command::AddAsset(c.clone()),
    }
}

/// The account that a row gives.
fn account(row: &AddRow) -> Option<u32> {
    match row {
        AddRow::Person(c) => c.uid,
        AddRow::Unit(_) | AddRow::Asset(_) => None,
    }
}

/// Reads every row and tries it, and saves them together.
fn plan(
    seat: &mut Seat,
    file: &Clean,
    table: Table,
    dry_run: bool,
    mut read: impl FnMut(&Seat, &Clean, &mut Fields) -> Option<AddRow>,
) -> Result<Reply, Fail> {
    let actor = seat.actor()?;
    let mut faults: Vec<Fault> = Vec::new();
    let mut planned = Vec::new();
    let mut rows = Vec::new();
    let mut names = BTreeSet::new();
    let mut accounts: BTreeMap<u32, u64> = BTreeMap::new();
    for (line, row) in table.rows {
        let mut fields = Fields::new(line, row);
        let Some(name) = fields.required_line("name") else {
            faults.append(&mut fields.faults);
            continue;
        };
        let row = read(seat, &name, &mut fields).filter(|_| names.insert(fold(name.as_str())));
        fields.note_rest();
        if let Some(row) = row.as_ref().filter(|_| fields.faults.is_empty()) {
            let tried = decide(
                &*seat.known,
                &seat.known.site,
                &actor,
                &alone(row),
                seat.now,
            );
            if let Err(refusal) = tried {
                fields.wrong("name", refusal.because, &refusal.instead);
            }
        }
        if let Some(uid) = row.as_ref().and_then(account)
            && let Some(other) = accounts.insert(uid, line)
        {
            let wrong = format!("line {other} has the account {uid} too");
            fields.wrong("uid", wrong, "give each their own, or leave it empty");
        }
        faults.append(&mut fields.faults);
        planned.push(Planned {
            line,
            name,
            is_new: row.is_some(),
            notes: fields.notes,
        });
        rows.extend(row.map(|row| (line, row)));
    }
    if !faults.is_empty() {
        return Err(fail(file, &faults));
    }
    let command = Command::AddMany(AddMany { rows });
    if dry_run {
        decide(&*seat.known, &seat.known.site, &actor, &command, seat.now)
            .map_err(|refusal| Fail::Refused(Box::new(refusal)))?;
    } else {
        seat.submit(&command)?;
    }
    Ok(report(&planned, dry_run))
}

fn report(planned: &[Planned], dry_run: bool) -> Reply {
    let mut text = String::new();
    let mut rows = Vec::new();
    for row in planned {
        let mut notes: Vec<String> = row.notes.iter().map(ToString::to_string).collect();
        if !row.is_new {
            notes.insert(0, format!("{} is known already, skipped", row.name));
        }
        for note in &notes {
            let _ = writeln!(text, "line {}: {note}", row.line);
        }
        rows.push(json!({"line": row.line, "name": row.name.as_str(), "notes": notes}));
    }
    let read = planned.len();
    let added = planned.iter().filter(|row| row.is_new).count();
    let skipped = read - added;
    let would = if dry_run { "would be " } else { "" };
    let _ = writeln!(text, "{read} read, {added} {would}added, {skipped} skipped");
    let json = json!({
        "read": read,
        "added": added,
        "skipped": skipped,
        "dry_run": dry_run,
        "rows": rows,
    });
    Answer::reply(text, json)
}
