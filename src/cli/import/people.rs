//! People and assets of an older system. Who or what is known by name already is skipped.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::json;
use uuid::Uuid;

use super::super::answer::{Answer, Reply};
use super::super::fail::Fail;
use super::super::seat::Seat;
use super::fields::Fields;
use super::table::Table;
use super::{Fault, fail};
use crate::domain::command::{AddAsset, AddPerson};
use crate::domain::{AssetId, Command, PersonId, Records, UnitId, decide};
use crate::text::{Clean, fold};

/// One row as a command, or nothing where its name is known.
struct Planned {
    line: u64,
    name: Clean,
    command: Option<Command>,
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
        (!known).then_some(Command::AddPerson(command))
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
        (!known).then_some(Command::AddAsset(command))
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

/// Reads every row and tries it before the first is saved.
fn plan(
    seat: &mut Seat,
    file: &Clean,
    table: Table,
    dry_run: bool,
    mut read: impl FnMut(&Seat, &Clean, &mut Fields) -> Option<Command>,
) -> Result<Reply, Fail> {
    let actor = seat.actor()?;
    let mut faults: Vec<Fault> = Vec::new();
    let mut planned = Vec::new();
    let mut names = BTreeSet::new();
    for (line, row) in table.rows {
        let mut fields = Fields::new(line, row);
        let Some(name) = fields.required_line("name") else {
            faults.append(&mut fields.faults);
            continue;
        };
        let mut command = read(seat, &name, &mut fields);
        fields.note_rest();
        if !names.insert(fold(name.as_str())) {
            command = None;
        }
        if let Some(command) = command.as_ref().filter(|_| fields.faults.is_empty()) {
            let tried = decide(&*seat.known, &seat.known.site, &actor, command, seat.now);
            if let Err(refusal) = tried {
                fields.wrong("name", refusal.because, &refusal.instead);
            }
        }
        faults.append(&mut fields.faults);
        let notes = fields.notes;
        planned.push(Planned {
            line,
            name,
            command,
            notes,
        });
    }
    if !faults.is_empty() {
        return Err(fail(file, &faults));
    }
    if !dry_run {
        for command in planned.iter().filter_map(|row| row.command.as_ref()) {
            seat.submit(command)?;
        }
    }
    Ok(report(&planned, dry_run))
}

fn report(planned: &[Planned], dry_run: bool) -> Reply {
    let mut text = String::new();
    let mut rows = Vec::new();
    for row in planned {
        let mut notes: Vec<String> = row.notes.iter().map(ToString::to_string).collect();
        if row.command.is_none() {
            notes.insert(0, format!("{} is known already, skipped", row.name));
        }
        for note in &notes {
            let _ = writeln!(text, "line {}: {note}", row.line);
        }
        rows.push(json!({"line": row.line, "name": row.name.as_str(), "notes": notes}));
    }
    let read = planned.len();
    let added = planned.iter().filter(|row| row.command.is_some()).count();
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
