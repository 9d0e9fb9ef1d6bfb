//! A list of people, units or assets: every row is judged on those before it, and all are one
//! group of the journal, so that a list is taken whole or not at all.

use super::{person, things};
use crate::domain::ahead::Ahead;
use crate::domain::command::{AddMany, AddRow};
use crate::domain::{Event, Records, Refusal, Site};
use crate::time::Stamp;

/// Turns the rows whose name is not known yet into events.
pub(super) fn add(
    records: &dyn Records,
    site: &Site,
    command: &AddMany,
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    let mut ahead = Ahead::of(records, None, now);
    for (line, row) in &command.rows {
        if is_known(&ahead, row) {
            continue;
        }
        let added = match row {
            AddRow::Person(c) => person::add(&ahead, site, c),
            AddRow::Unit(c) => things::add_unit(&ahead, c),
            AddRow::Asset(c) => things::add_asset(&ahead, c),
        };
        let added = added.map_err(|refusal| {
            let because = format!("line {line}: {}", refusal.because);
            Refusal { because, ..refusal }
        })?;
        for event in added {
            ahead.write(site, event);
        }
    }
    Ok(ahead.into_events())
}

fn is_known(records: &dyn Records, row: &AddRow) -> bool {
    match row {
        AddRow::Person(c) => records.person_named(c.name.as_str()).is_some(),
        AddRow::Unit(c) => records.unit_named(c.name.as_str()).is_some(),
        AddRow::Asset(c) => records.asset_named(c.name.as_str()).is_some(),
    }
}
