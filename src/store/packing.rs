//! Packing closed tickets into an [`Archive`].
//!
//! Whoever folds a journal packs what is closed and takes back what a later entry concerns, so that
//! never more than a few closed tickets are in memory as such. One can go on with an archive that
//! was made before.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;

use uuid::Uuid;

use super::archive::{Archive, Item, NOBODY, unpacked};
use super::envelope;
use super::fault::StoreFault;
use super::flat::{ClosedFacts, TicketRow, Unread};
use crate::domain::{Number, PersonId, Ticket, TicketId, UnitId};
use crate::text::fold;

/// An archive in the making.
#[derive(Debug, Default)]
pub struct Packing {
    archive: Archive,
    people: HashMap<u128, u32>,
    units: HashMap<u128, u32>,
    /// The places of the tickets that were put in since the archive it began from.
    places: HashMap<Uuid, usize>,
    /// How many it began from: the first of the items, in order.
    before: usize,
    /// Whether anything was put in or taken back.
    is_changed: bool,
    line: String,
}

impl Packing {
    /// Goes on with an archive.
    pub fn of(archive: Archive) -> Self {
        let place = |at: usize| at as u32;
        let people = archive.people.iter().enumerate();
        let units = archive.units.iter().enumerate();
        Self {
            people: people
                .map(|(at, id)| (id.uuid().as_u128(), place(at)))
                .collect(),
            units: units
                .map(|(at, id)| (id.uuid().as_u128(), place(at)))
                .collect(),
            before: archive.items.len(),
            archive,
            ..Self::default()
        }
    }

    /// Packs a ticket, which is closed; one that is not is not packed. Whether it was.
    ///
    /// # Errors
    /// The ticket cannot be encoded.
    pub fn put(&mut self, ticket: &Ticket) -> Result<bool, StoreFault> {
        let row = TicketRow::from(ticket);
        let mut bytes = Vec::new();
        envelope::encode(&row, &mut bytes)?;
        let Some(facts) = row.closed().map_err(unread)? else {
            return Ok(false);
        };
        let place = self.archive.items.len();
        self.pack(&facts, &bytes)?;
        self.places.insert(facts.id, place);
        self.is_changed = true;
        Ok(true)
    }

    /// Takes a ticket back that was put in, to go on with it.
    pub fn take(&mut self, id: TicketId) -> Option<Ticket> {
        let place = match self.places.remove(&id.uuid()) {
            Some(place) => place,
            None => self.taken_over(id)?,
        };
        let item = self.archive.items.get_mut(place)?;
        let row = item.row;
        if row.len == 0 {
            return None;
        }
        item.row.len = 0;
        // No word is found in it any more.
        let text = item.text_at as usize..(item.text_at + u64::from(item.text_len)) as usize;
        self.archive.texts.get_mut(text)?.fill(b'\n');
        self.is_changed = true;
        self.archive.rows.with(row, unpacked).flatten()
    }

    /// The place of a ticket in the archive that it began from.
    fn taken_over(&self, id: TicketId) -> Option<usize> {
        let before = self.archive.items.get(..self.before)?;
        before.binary_search_by_key(&id.uuid(), |item| item.id).ok()
    }

    /// The archive of what was packed.
    ///
    /// # Errors
    /// It cannot be compressed.
    pub fn done(self) -> Result<Archive, StoreFault> {
        let mut archive = self.archive;
        if !self.is_changed {
            return Ok(archive);
        }
        let items = &mut archive.items;
        items.retain(|item| item.row.len > 0);
        items.sort_by_key(|item| item.id);
        items.shrink_to_fit();
        let ordered = |by: &dyn Fn(&Item) -> (i64, u64)| {
            let mut places: Vec<u32> = (0..archive.items.len() as u32).collect();
            places.sort_by_cached_key(|place| by(&archive.items[*place as usize]));
            places
        };
        archive.by_number = ordered(&|item| (0, item.number));
        archive.by_text = ordered(&|item| (0, item.text_at));
        // The sort keeps the order of the ids.
        archive.by_end = ordered(&|item| (item.ended_ms.saturating_neg(), 0));
        archive.know_ends();
        archive.rows.close()?;
        archive.rows.shrink();
        archive.texts.shrink_to_fit();
        Ok(archive)
    }

    fn pack(&mut self, facts: &ClosedFacts<'_>, row: &[u8]) -> Result<(), StoreFault> {
        self.line.clear();
        let number = Number::ticket(facts.number);
        let (title, asset, category) = (facts.title, facts.asset, facts.category);
        // A String takes whatever is written.
        let _ = writeln!(self.line, "{number} {title} {asset} {category}");
        let archive = &mut self.archive;
        let text_at = archive.texts.len() as u64;
        archive.texts.extend_from_slice(fold(&self.line).as_bytes());
        let person = |id: u128| PersonId(Uuid::from_u128(id));
        let mut people = |id| known(&mut self.people, &mut archive.people, id, person);
        let (from, owner) = (people(facts.from), people(facts.owner));
        let unit = known(&mut self.units, &mut archive.units, facts.unit, |id| {
            UnitId(Uuid::from_u128(id))
        });
        archive.items.push(Item {
            id: facts.id,
            number: facts.number,
            ended_ms: facts.ended_ms,
            row: archive.rows.put(row)?,
            text_at,
            text_len: (archive.texts.len() as u64 - text_at) as u32,
            from,
            owner,
            unit,
        });
        Ok(())
    }
}

/// The place of what is named among those that are.
fn known<K: Hash + Eq + Copy, T>(
    places: &mut HashMap<K, u32>,
    all: &mut Vec<T>,
    id: Option<K>,
    of: impl Fn(K) -> T,
) -> u32 {
    let Some(id) = id else {
        return NOBODY;
    };
    *places.entry(id).or_insert_with(|| {
        all.push(of(id));
        all.len() as u32 - 1
    })
}

fn unread(_: Unread) -> StoreFault {
    StoreFault::damaged("a row has a word that is not known")
}

#[cfg(test)]
#[path = "packing_tests.rs"]
mod tests;
