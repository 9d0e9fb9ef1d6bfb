//! `demo`: a desk of its own with sample data.
//!
//! The sample stands as on a Friday afternoon. All its times are moved by whole weeks, so that
//! this moment is the latest Friday afternoon that is over and working hours stay right.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::TimeDelta;
use clap::Args;
use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::call::{Call, shown};
use super::fail::Fail;
use super::import::{Row, objects, tickets};
use super::init::{DEFAULT_PROFILE, make_parents};
use super::place::{NoPlace, data_folder};
use super::profile::adopting;
use super::{Machine, Outcome, ScreenFlags};
use crate::desk::{Desk, NewDesk, make};
use crate::domain::{Command, Records};
use crate::policy::{sample_runbook, sample_tickets, shipped};
use crate::text::Clean;
use crate::time::{Stamp, Zone};

/// The moment at which the sample stands.
const MOMENT: &str = "2026-07-31T15:30-04:00";
/// The file that marks a desk as sample data.
const MARK: &str = "demo";
/// The organisation of the sample.
const NAME: &str = "Millrow Public Library (DEMO)";

/// The arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Make it anew.
    #[arg(long)]
    reset: bool,
}

/// Why there is no demo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoDemo(pub String);

/// Where the demo lies: `$XDG_DATA_HOME/nightdesk-demo`.
///
/// # Errors
/// No folder for desks is known; name one by the environment.
pub fn demo_folder(
    env: &std::collections::BTreeMap<String, std::ffi::OsString>,
) -> Result<PathBuf, NoPlace> {
    data_folder(env).map(|data| data.join("nightdesk-demo"))
}

/// Makes the demo's desk in a folder, unless it is there; with `reset` it is made anew.
///
/// # Errors
/// The folder holds something else, or cannot be written; show the text.
pub fn make_demo(dir: &Path, reset: bool, machine: &Machine) -> Result<(), NoDemo> {
    let wrong = |what: &str, error: &dyn std::fmt::Display| NoDemo(format!("{what}: {error}"));
    let is_demo = dir.join(MARK).is_file();
    if is_demo && !reset {
        return Ok(());
    }
    if is_demo {
        fs::remove_dir_all(dir).map_err(|error| wrong("the old demo cannot be removed", &error))?;
    }
    make_parents(dir).map_err(|fail| NoDemo(fail.text()))?;
    let zone = machine.zone.map(|zone| zone.name().to_owned());
    let new = NewDesk {
        name: Some(Clean::from(NAME)),
        zone,
        ..NewDesk::of(DEFAULT_PROFILE)
    };
    let clock = machine.clock.as_ref();
    make(dir, &new, shipped(), &machine.caller, clock)
        .map_err(|error| wrong("the demo cannot be made", &error))?;
    fill(dir, machine)?;
    fs::write(dir.join(MARK), "sample data\n")
        .map_err(|error| wrong("the demo cannot be marked", &error))
}

fn fill(dir: &Path, machine: &Machine) -> Result<(), NoDemo> {
    let clock = Arc::clone(&machine.clock);
    let desk = Desk::open(dir, machine.caller.clone(), clock)
        .map_err(|error| NoDemo(error.to_string()))?;
    let zone = desk.snapshot().site.calendar.zone;
    let file = Clean::from("tickets.jsonl");
    let told = |fail: Fail| NoDemo(fail.text());
    let rows = shifted(zone, desk.now()).map_err(|why| NoDemo(why.to_owned()))?;
    let import = tickets(&file, rows).map_err(told)?;
    let actor = desk
        .actor()
        .ok_or_else(|| NoDemo("the demo does not know its maker".to_owned()))?;
    desk.submit(&actor, &Command::Import(Box::new(import)))
        .map_err(|error| NoDemo(error.to_string()))?;
    desk.submit(&actor, &runbook()?)
        .map_err(|error| NoDemo(error.to_string()))?;
    desk.close();
    let left = desk
        .snapshot()
        .next_number(crate::domain::NumberKind::Ticket);
    if left > 1 {
        Ok(())
    } else {
        Err(NoDemo("the sample holds no ticket".to_owned()))
    }
}

/// The adoption of the sample's runbook.
fn runbook() -> Result<Command, NoDemo> {
    let (name, text) = sample_runbook();
    let checked = shipped().checked(name, text);
    let (file, _) = checked.map_err(|faults| NoDemo(Fail::pack(&faults).text()))?;
    adopting(&file, &Clean::from("sample data"), false).map_err(|fail| NoDemo(fail.text()))
}

/// The sample's rows with their times moved to `now`, as wall times of the desk's zone.
fn shifted(zone: Zone, now: Stamp) -> Result<Vec<Row>, &'static str> {
    let moment: Stamp = MOMENT.parse().map_err(|_| "the sample has no moment")?;
    let there = zone.resolve(moment.wall()).settle();
    let mut weeks = now.minutes_since(there).div_euclid(7 * 24 * 60);
    let at = |weeks: i64| shift(moment, zone, weeks);
    // A change of the clocks between the two may make the last week one too many or too few.
    while at(weeks) > now {
        weeks -= 1;
    }
    while at(weeks + 1) <= now {
        weeks += 1;
    }
    let mut rows = objects(sample_tickets()).map_err(|_| "the sample cannot be read")?;
    for value in rows.iter_mut().flat_map(|(_, row)| row.values_mut()) {
        move_times(value, zone, weeks);
    }
    Ok(rows)
}

/// A moment of the sample as the wall time of another zone, weeks later.
fn shift(stamp: Stamp, zone: Zone, weeks: i64) -> Stamp {
    let wall = stamp.wall();
    let moved = TimeDelta::try_weeks(weeks).and_then(|by| wall.checked_add_signed(by));
    zone.resolve(moved.unwrap_or(wall)).settle()
}

/// Moves every text that is a moment; a text that begins with one and goes on keeps the rest.
fn move_times(value: &mut Value, zone: Zone, weeks: i64) {
    match value {
        Value::String(text) => {
            let (first, rest) = match text.split_once(", ") {
                Some((first, _)) => text.split_at(first.len()),
                None => (text.as_str(), ""),
            };
            if let Ok(stamp) = first.parse::<Stamp>() {
                *text = format!("{}{rest}", shift(stamp, zone, weeks).rfc3339());
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| move_times(item, zone, weeks)),
        Value::Object(map) => map
            .values_mut()
            .for_each(|item| move_times(item, zone, weeks)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Makes the demo where needed and opens it.
pub(super) fn run(
    call: &mut Call<'_, '_>,
    args: &DemoArgs,
    flags: ScreenFlags,
) -> Result<Reply, Fail> {
    let dir = demo_folder(&call.machine.env).map_err(|error| Fail::Usage(error.to_string()))?;
    make_demo(&dir, args.reset, call.machine).map_err(|error| Fail::NotSaved(error.0))?;
    if call.io.stdout_is_terminal && call.io.stdin_is_terminal {
        return Ok(Reply::Screen(Outcome::Screen {
            dir,
            first_run: false,
            flags,
        }));
    }
    let text = format!(
        "the demo is at {}\nlook at it: nightdesk --desk '{}' queue\n",
        shown(&dir),
        shown(&dir)
    );
    Ok(Answer::reply(text, json!({"desk": dir.to_string_lossy()})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_moved_by_whole_weeks_to_the_latest_friday_afternoon() {
        let zone = Zone::named("Europe/London").unwrap();
        for (now, first) in [
            ("2026-11-22T06:00:00+00:00", "2026-05-25T09:22:00+01:00"),
            ("2026-07-31T15:30:00+01:00", "2026-02-02T09:22:00+00:00"),
            ("2026-07-31T15:29:00+01:00", "2026-01-26T09:22:00+00:00"),
        ] {
            let rows = shifted(zone, now.parse().unwrap()).unwrap();
            assert_eq!(rows[0].1["opened"], first, "{now}");
            assert_eq!(rows.len(), 400);
        }
    }
}
