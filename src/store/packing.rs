//! Packing closed tickets into an [`Archive`], from the store's rows or from tickets as folded.
//!
//! Whoever folds a journal packs what is closed and takes back what a later entry concerns, so that
//! never more than a few closed tickets are in memory as such.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;
use std::ops::Bound;

use uuid::Uuid;

use super::archive::{Archive, Item, NOBODY, part, unpacked};
use super::db::{Store, fenced, of_sled};
use super::envelope::{self, Kind};
use super::fault::StoreFault;
use super::flat::{ClosedFacts, TicketRow, Unread};
use super::lines;
use crate::domain::{Number, PersonId, Ticket, TicketId, UnitId};
use crate::text::fold;

/// An archive in the making.
#[derive(Debug, Default)]
pub struct Packing {
    archive: Archive,
    people: HashMap<u128, u32>,
    units: HashMap<u128, u32>,
    /// The places of tickets that may be taken back.
    places: HashMap<Uuid, usize>,
    line: String,
}

impl Packing {
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
        self.places.insert(facts.id, self.archive.items.len());
        self.pack(&facts, &bytes);
        Ok(true)
    }

    /// Takes a ticket back that was put in, to go on with it.
    pub fn take(&mut self, id: TicketId) -> Option<Ticket> {
        let place = self.places.remove(&id.uuid())?;
        let item = self.archive.items.get_mut(place)?;
        let row = part(&self.archive.rows, item.row_at, item.row_len);
        let ticket = unpacked(row);
        item.row_len = 0;
        ticket
    }

    /// The archive of what was packed.
    pub fn done(self) -> Archive {
        let mut archive = self.archive;
        let items = &mut archive.items;
        items.retain(|item| item.row_len > 0);
        items.sort_unstable_by_key(|item| item.id);
        items.dedup_by_key(|item| item.id);
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
        archive.rows.shrink_to_fit();
        archive.texts.shrink_to_fit();
        archive
    }

    fn pack(&mut self, facts: &ClosedFacts<'_>, row: &[u8]) {
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
            row_at: archive.rows.len() as u64,
            text_at,
            row_len: row.len() as u32,
            text_len: (archive.texts.len() as u64 - text_at) as u32,
            from,
            owner,
            unit,
        });
        archive.rows.extend_from_slice(row);
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

impl Store {
    /// Packs the closed ones of at most `most` tickets behind one, by id; gives the last of them
    /// while there are more.
    ///
    /// # Errors
    /// A row is damaged: fold the tickets from the journal.
    pub fn pack(
        &self,
        after: Option<Uuid>,
        most: usize,
        into: &mut Packing,
    ) -> Result<Option<Uuid>, StoreFault> {
        fenced(|| {
            let after = after.map(Uuid::into_bytes);
            let from = after
                .as_ref()
                .map_or(Bound::Unbounded, |id| Bound::Excluded(id.as_slice()));
            let rows = self.row_tree().range::<&[u8], _>((from, Bound::Unbounded));
            let (mut last, mut seen) = (None, 0);
            for pair in rows.take(most) {
                let (key, value) = pair.map_err(|e| of_sled(self.folder(), e))?;
                let payload = envelope::payload(Kind::Ticket, &value)?;
                let row: TicketRow<&str> = envelope::decode(payload)?;
                if let Some(facts) = row.closed().map_err(unread)? {
                    into.pack(&facts, payload);
                }
                (last, seen) = (Some(lines::record_of(&key)), seen + 1);
            }
            Ok(last.filter(|_| seen == most))
        })
    }
}

#[cfg(test)]
#[path = "packing_tests.rs"]
mod tests;
