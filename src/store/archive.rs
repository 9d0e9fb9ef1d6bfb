//! The closed tickets of a desk in memory, packed.
//!
//! There are a hundred times more of them than of open ones, and hardly any is looked at. So each is
//! its encoded row, which is decoded when somebody looks, with the little that it is found by beside
//! it: a search goes over one text, and only what is shown becomes a ticket. The rows are compressed.
//!
//! Invariants: a ticket that comes out is the one that went in; each is here once; the order of what
//! is found is that of the moment of closing, the latest first, then of the id.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memmem;
use uuid::Uuid;

use super::blocks::{Blocks, RowPlace};
use super::envelope;
use super::flat::TicketRow;
use crate::domain::{Number, NumberKind, PersonId, Ticket, TicketId, UnitId};

/// Stands for no person and no unit.
pub(super) const NOBODY: u32 = u32::MAX;

/// The closed tickets of a desk, packed. It is made by a [`super::Packing`] and never changes.
#[derive(Debug, Default)]
pub struct Archive {
    /// Encoded rows.
    pub(super) rows: Blocks,
    /// What each ticket says that it is found by, folded; a line each.
    pub(super) texts: Vec<u8>,
    /// One for each ticket, by id.
    pub(super) items: Vec<Item>,
    /// The places in `items` by number.
    pub(super) by_number: Vec<u32>,
    /// The same by the moment of closing, the latest first.
    pub(super) by_end: Vec<u32>,
    /// The same in the order of their texts.
    pub(super) by_text: Vec<u32>,
    /// Where the text of each of those ends. Between them is nothing that a word could be found in.
    pub(super) text_ends: Vec<u64>,
    /// Who and what the items name.
    pub(super) people: Vec<PersonId>,
    pub(super) units: Vec<UnitId>,
    /// How many rows were decoded.
    pub(super) decoded: AtomicU64,
}

/// Where a ticket lies, and what it is found by beside its text.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) id: Uuid,
    pub(super) number: u64,
    pub(super) ended_ms: i64,
    /// A row without a byte: the ticket was taken back.
    pub(super) row: RowPlace,
    pub(super) text_at: u64,
    pub(super) text_len: u32,
    pub(super) from: u32,
    pub(super) owner: u32,
    pub(super) unit: u32,
}

/// What is looked for: each word, in the text of a ticket or in the name of somebody or something
/// that it names.
pub struct Wanted<'a> {
    /// The words, folded; none of them has a space or line end.
    pub words: &'a [String],
    /// The folded name of a person.
    pub person: &'a dyn Fn(PersonId) -> String,
    /// The folded name of a unit.
    pub unit: &'a dyn Fn(UnitId) -> String,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The first of them, the latest closed first.
    pub tickets: Vec<Arc<Ticket>>,
    /// How many more there are.
    pub more: usize,
}

impl Archive {
    /// How many tickets it holds.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        let places = self.by_number.len() + self.by_end.len() + self.by_text.len();
        let ends = self.text_ends.len() * size_of::<u64>();
        self.rows.bytes()
            + self.texts.len()
            + self.items.len() * size_of::<Item>()
            + places * size_of::<u32>()
            + ends
    }

    /// How many rows were decoded since it was made.
    pub fn decoded(&self) -> u64 {
        self.decoded.load(Ordering::Relaxed)
    }

    /// Whether it holds a ticket.
    pub fn has(&self, id: TicketId) -> bool {
        self.place(id).is_some()
    }

    /// A ticket.
    pub fn ticket(&self, id: TicketId) -> Option<Arc<Ticket>> {
        self.at(self.place(id)?)
    }

    /// The ticket of a number.
    pub fn numbered(&self, number: Number) -> Option<TicketId> {
        if number.kind != NumberKind::Ticket {
            return None;
        }
        let of = |place: &u32| self.items[*place as usize].number;
        let at = self.by_number.partition_point(|place| of(place) < number.n);
        let place = *self.by_number.get(at)?;
        (of(&place) == number.n).then(|| TicketId(self.items[place as usize].id))
    }

    /// The numbers, rising.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        let places = self.by_number.iter();
        places.map(|place| self.items[*place as usize].number)
    }

    /// Every ticket, by id: for whoever compares. Each is decoded on the way.
    pub fn tickets(&self) -> impl Iterator<Item = Arc<Ticket>> {
        (0..self.items.len()).filter_map(|place| self.at(place))
    }

    /// The tickets that fit, except `hidden` ones; at most `most` are decoded.
    pub fn find(
        &self,
        wanted: &Wanted<'_>,
        hidden: impl Iterator<Item = TicketId>,
        most: usize,
    ) -> Found {
        let mut fits = self.fitting(wanted);
        for place in hidden.filter_map(|id| self.place(id)) {
            fits[place] = false;
        }
        let ended = self.by_end.iter().map(|place| *place as usize);
        let mut places: Vec<usize> = ended.filter(|place| fits[*place]).collect();
        let more = places.len().saturating_sub(most);
        places.truncate(most);
        Found {
            tickets: self.at_all(&places),
            more,
        }
    }

    /// The tickets of some places, read block by block.
    fn at_all(&self, places: &[usize]) -> Vec<Arc<Ticket>> {
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_unstable_by_key(|at| {
            let row = self.items[places[*at]].row;
            (row.block, row.at)
        });
        let mut tickets = vec![None; places.len()];
        for at in order {
            tickets[at] = self.at(places[at]);
        }
        tickets.into_iter().flatten().collect()
    }

    /// Which of them fit, by place.
    fn fitting(&self, wanted: &Wanted<'_>) -> Vec<bool> {
        // The longest word is in the fewest texts; the others are looked for in those alone.
        let mut words: Vec<&String> = wanted.words.iter().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let mut words = words.into_iter();
        let Some(first) = words.next() else {
            return vec![true; self.items.len()];
        };
        let people: Vec<String> = self.people.iter().map(|id| (wanted.person)(*id)).collect();
        let units: Vec<String> = self.units.iter().map(|id| (wanted.unit)(*id)).collect();
        let named = |word: &str| Named::by(word, &people, &units);
        let mut fits = self.named(&named(first));
        self.each_with(first, |place| fits[place] = true);
        for word in words {
            let (named, finder) = (named(word), memmem::Finder::new(word.as_bytes()));
            for (fits, item) in fits.iter_mut().zip(&self.items) {
                *fits = *fits && (named.has(item) || finder.find(self.text(item)).is_some());
            }
        }
        fits
    }

    fn named(&self, named: &Named) -> Vec<bool> {
        if named.is_nobody {
            return vec![false; self.items.len()];
        }
        self.items.iter().map(|item| named.has(item)).collect()
    }

    /// Every ticket in whose text a word stands.
    fn each_with(&self, word: &str, mut found: impl FnMut(usize)) {
        let finder = memmem::Finder::new(word.as_bytes());
        let mut places = self.text_ends.iter().zip(&self.by_text);
        let mut from = 0;
        while let Some(hit) = self.texts.get(from..).and_then(|rest| finder.find(rest)) {
            let at = (from + hit) as u64;
            let Some((end, place)) = places.find(|(end, _)| **end > at) else {
                return;
            };
            found(*place as usize);
            from = *end as usize;
        }
    }

    /// Learns where the texts end, once all are there.
    pub(super) fn know_ends(&mut self) {
        let ends = self.by_text.iter().map(|place| {
            let item = &self.items[*place as usize];
            item.text_at + u64::from(item.text_len)
        });
        self.text_ends = ends.collect();
    }

    fn text(&self, item: &Item) -> &[u8] {
        part(&self.texts, item.text_at, item.text_len)
    }

    pub(super) fn place(&self, id: TicketId) -> Option<usize> {
        let found = self.items.binary_search_by_key(&id.uuid(), |item| item.id);
        found.ok()
    }

    fn at(&self, place: usize) -> Option<Arc<Ticket>> {
        self.decoded.fetch_add(1, Ordering::Relaxed);
        let ticket = self.rows.with(self.items.get(place)?.row, unpacked)?;
        ticket.map(Arc::new)
    }
}

/// The ticket of an encoded row.
pub(super) fn unpacked(row: &[u8]) -> Option<Ticket> {
    let row: TicketRow<&str> = envelope::decode(row).ok()?;
    row.ticket()
}

fn part(bytes: &[u8], at: u64, len: u32) -> &[u8] {
    let at = at as usize;
    bytes.get(at..at + len as usize).unwrap_or_default()
}

/// Who and what has a word in its name.
struct Named {
    people: Vec<bool>,
    units: Vec<bool>,
    is_nobody: bool,
}

impl Named {
    fn by(word: &str, people: &[String], units: &[String]) -> Self {
        let has = |names: &[String]| -> Vec<bool> {
            names.iter().map(|name| name.contains(word)).collect()
        };
        let (people, units) = (has(people), has(units));
        let is_nobody = !people.contains(&true) && !units.contains(&true);
        Self {
            people,
            units,
            is_nobody,
        }
    }

    fn has(&self, item: &Item) -> bool {
        let has = |names: &[bool], at: u32| names.get(at as usize).is_some_and(|has| *has);
        !self.is_nobody
            && (has(&self.people, item.from)
                || has(&self.people, item.owner)
                || has(&self.units, item.unit))
    }
}
