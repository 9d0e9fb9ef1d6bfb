//! How rows of an older system become tickets.
//!
//! What the file says is history: it is taken as it stands, also where today's rules would have
//! refused it. What cannot be kept as a fact is kept as a note beside the opening. The work grows
//! with the rows alone: every name is looked up once.

mod cast;
mod row;

use std::collections::BTreeSet;

use cast::Cast;

use super::decide::check_actor;
use crate::domain::command::{Import, ImportRow};
use crate::domain::{Actor, Event, Number, NumberKind, Records, Refusal, Site};
use crate::text::Clean;
use crate::time::Stamp;

/// The highest number that a file may ask for: room for every later ticket stays above it.
const HIGHEST_NO: u64 = 1_000_000_000;

/// An import that was decided on: which rows come in, and under which numbers. What they write is
/// made a row at a time, for all of it may be larger than the memory should hold.
#[derive(Debug, Clone)]
pub struct ImportPlan<'a> {
    file: &'a Clean,
    rows: Vec<(&'a ImportRow, Number)>,
    now: Stamp,
}

impl<'a> ImportPlan<'a> {
    /// Judges an import; never refused for being incomplete, only where whoever takes it in is not
    /// staff.
    ///
    /// # Errors
    /// As [`decide()`](crate::domain::decide()).
    pub fn of(
        records: &dyn Records,
        actor: &Actor,
        import: &'a Import,
        now: Stamp,
    ) -> Result<Self, Refusal> {
        // Before a desk has anybody, nobody is of its staff.
        if records.person(actor.person).is_some() {
            check_actor(records, actor)?;
        }
        let rows = fresh(records, &import.rows);
        let numbers = numbers(records, &rows);
        Ok(Self {
            file: &import.file,
            rows: rows.into_iter().zip(numbers).collect(),
            now,
        })
    }

    /// The number of the first ticket that comes in.
    pub fn first_number(&self) -> Option<Number> {
        self.rows.first().map(|(_, number)| *number)
    }

    /// How many rows come in.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many entries they write.
    pub fn entries(&self, records: &dyn Records, site: &Site) -> usize {
        self.rows(records, site).map(|row| row.len()).sum()
    }

    /// What each row writes, in their order: every time the same for the same records.
    pub fn rows<'b>(
        &'b self,
        records: &'b dyn Records,
        site: &'b Site,
    ) -> impl Iterator<Item = Vec<Event>> + use<'a, 'b> {
        let mut cast = Cast::new(records, site);
        self.rows.iter().map(move |(row, number)| {
            let mut events = Vec::new();
            row::ticket(&mut cast, self.file, row, *number, self.now, &mut events);
            events
        })
    }
}

/// Turns the rows that are not known yet into events.
pub(in crate::domain) fn import(
    records: &dyn Records,
    site: &Site,
    actor: &Actor,
    import: &Import,
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    let plan = ImportPlan::of(records, actor, import, now)?;
    Ok(plan.rows(records, site).flatten().collect())
}

/// The rows that neither the desk nor an earlier line of the file knows.
fn fresh<'a>(records: &dyn Records, rows: &'a [ImportRow]) -> Vec<&'a ImportRow> {
    let mut seen = BTreeSet::new();
    rows.iter()
        .filter(|row| !records.is_row_known(&row.row) && records.ticket(row.id).is_none())
        .filter(|row| seen.insert(row.row.as_str()))
        .collect()
}

/// The number of each row: its own where that is free, else one above the highest.
fn numbers(records: &dyn Records, rows: &[&ImportRow]) -> Vec<Number> {
    let mut taken = BTreeSet::new();
    let own: Vec<Option<u64>> = rows
        .iter()
        .map(|row| {
            let no = row.no.filter(|no| (1..=HIGHEST_NO).contains(no))?;
            let free = !records.is_taken(Number::ticket(no)) && taken.insert(no);
            free.then_some(no)
        })
        .collect();
    let above = taken.last().map_or(1, |no| no + 1);
    let mut next = records.next_number(NumberKind::Ticket).max(above)..;
    own.into_iter()
        .filter_map(|no| no.or_else(|| next.next()))
        .map(Number::ticket)
        .collect()
}
