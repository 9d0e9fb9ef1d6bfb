//! The page: everything that the first screen and `nightdesk queue` need, in one file.
//!
//! It is a cache. Whatever is wrong with it, it counts as not there, and the journal is read from
//! its first line. It is written under the desk's lock, replaced at once, and never by one that
//! knows less.

use std::fmt;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::envelope::{self, Kind};
use super::fault::StoreFault;
use super::flat::{
    AssetRow, CalloutRow, ClaimRow, CureRow, ListRow, PersonRow, TicketRow, TurnRow, UnitRow,
};
use super::folder;
use super::kept::Kept;
use crate::domain::callout::Callout;
use crate::domain::claim::{Claim, Turn};
use crate::domain::site::Template;
use crate::domain::{
    Asset, Checklist, Cure, NumberKind, Person, Records, Register, Ticket, Unit, UnitId,
};
use crate::modes::{self, Modes};
use crate::time::Stamp;

/// The longest page that is read, in bytes. Source: nightdesk, the envelope's limit.
const PAGE_BYTES_MAX: u64 = 300 << 20;

/// Where an entry stands that is read again at each opening: the desk's first, and every text that
/// was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesPlace {
    /// The entry.
    pub seq: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// The number in the journal file's name.
    pub file: u32,
    /// Bytes from the start of that file.
    pub offset: u64,
}

/// How far a page has come, and what is needed to read on from there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PageFrame {
    /// The desk's replica id.
    pub replica: String,
    /// The last entry that it has taken over.
    pub seq: u64,
    /// That entry's hash.
    pub hash: [u8; 32],
    /// The journal file in which the next line begins.
    pub file: u32,
    /// Where it begins there, in bytes.
    pub offset: u64,
    /// The journal's own clock: milliseconds and count.
    pub hlc: (u64, u16),
    /// Where the last entry begins: file and bytes.
    pub last: (u32, u64),
    /// The journal's files up to there, number and inode: one that was replaced, as a redaction
    /// does, is read again.
    pub files: Vec<(u32, u64)>,
    /// The entries that are read again.
    pub rules: Vec<RulesPlace>,
}

/// What is open on a desk, the callouts of late, and the people and things that it names.
///
/// Its tickets are rows where it is written, and [`PageTickets`] where it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T = Vec<TicketRow>> {
    frame: PageFrame,
    tickets: T,
    lists: Vec<ListRow>,
    people: Vec<PersonRow>,
    units: Vec<UnitRow>,
    /// The names by which a unit is found.
    unit_names: Vec<(String, u128)>,
    assets: Vec<AssetRow>,
    callouts: Vec<CalloutRow>,
    claims: Vec<ClaimRow>,
    turns: Vec<TurnRow>,
    cures: Vec<CureRow>,
    /// The next number of each register, in the order of [`NumberKind::ALL`].
    next: Vec<u64>,
}

impl Page {
    /// The page of the records as they stood at their newest entry.
    pub fn of(records: &Register, newest: Stamp, frame: PageFrame) -> Self {
        let kept = Kept::of(records, newest);
        let tickets = records.tickets().filter(|t| kept.ticket(t));
        let lists = records.lists().filter(|l| kept.list(l));
        let callouts = records.callouts().filter(|c| kept.callout(c));
        let claims = records.claims().filter(|c| kept.claim(c));
        let turns = records.turns().filter(|t| kept.turn(t));
        let cures = records.cures();
        Self {
            tickets: tickets.map(|t| TicketRow::from(t.as_ref())).collect(),
            lists: lists.map(|l| ListRow::from(l.as_ref())).collect(),
            people: records.people().map(|p| p.as_ref().into()).collect(),
            units: records.units().iter().map(|u| u.as_ref().into()).collect(),
            unit_names: records
                .unit_names()
                .map(|(name, unit)| (name.to_owned(), unit.uuid().as_u128()))
                .collect(),
            assets: records.assets().map(|a| a.as_ref().into()).collect(),
            callouts: callouts.map(|c| c.as_ref().into()).collect(),
            claims: claims.map(|c| c.as_ref().into()).collect(),
            turns: turns.map(|t| t.as_ref().into()).collect(),
            cures: cures.map(|(asset, all)| CureRow::of(asset, all)).collect(),
            next: NumberKind::ALL.map(|k| records.next_number(k)).to_vec(),
            frame,
        }
    }

    /// Replaces the page of a desk's folder, unless that one has come further. Hold the desk's
    /// lock. Says whether it was written.
    ///
    /// # Errors
    /// The disk or the system refused; the page of before is still there.
    pub fn write(&self, desk: &Path) -> Result<bool, StoreFault> {
        let before = Page::<PageTickets>::read(desk).map(|page| page.frame);
        if before.is_some_and(|b| b.replica == self.frame.replica && b.seq > self.frame.seq) {
            return Ok(false);
        }
        let bytes = envelope::seal(Kind::Page, self)?;
        let (new, path) = (desk.join("page.new"), desk.join("page"));
        match fs::remove_file(&new) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreFault::io(new, e));
            }
            Ok(()) | Err(_) => {}
        }
        Modes::of(desk)
            .and_then(|modes| modes.create(&new))
            .and_then(|mut file| {
                file.write_all(&bytes)?;
                file.sync_data()
            })
            .and_then(|()| fs::rename(&new, &path))
            .map_err(|e| StoreFault::io(path, e))?;
        folder::sync(desk)?;
        Ok(true)
    }
}

impl<T> Page<T> {
    /// How far it has come.
    pub fn frame(&self) -> &PageFrame {
        &self.frame
    }

    /// The lists that are open, with their texts by the entry that adopted them.
    pub fn lists(&self, text: impl Fn(u64) -> Option<Arc<Template>>) -> Option<Vec<Checklist>> {
        let lists = self.lists.iter();
        lists.map(|list| list.list(&text)).collect()
    }

    /// Everybody who is known.
    pub fn people(&self) -> Vec<Person> {
        self.people.iter().map(PersonRow::person).collect()
    }

    /// Every unit.
    pub fn units(&self) -> Vec<Unit> {
        self.units.iter().map(UnitRow::unit).collect()
    }

    /// The names by which a unit is found, and the unit.
    pub fn unit_names(&self) -> impl Iterator<Item = (&str, UnitId)> {
        let names = self.unit_names.iter();
        names.map(|(name, unit)| (name.as_str(), UnitId(Uuid::from_u128(*unit))))
    }

    /// Every asset.
    pub fn assets(&self) -> Vec<Asset> {
        self.assets.iter().map(AssetRow::asset).collect()
    }

    /// The callouts that run, ended of late, or belong to an open ticket.
    pub fn callouts(&self) -> Option<Vec<Callout>> {
        self.callouts.iter().map(CalloutRow::callout).collect()
    }

    /// The claims of those callouts, and every one that is drafted.
    pub fn claims(&self) -> Option<Vec<Claim>> {
        self.claims.iter().map(ClaimRow::claim).collect()
    }

    /// The turns on the roster.
    pub fn turns(&self) -> Option<Vec<Turn>> {
        self.turns.iter().map(TurnRow::turn).collect()
    }

    /// The cures that are kept, by the folded name of their asset.
    pub fn cures(&self) -> Option<Vec<(String, Vec<Cure>)>> {
        self.cures.iter().map(CureRow::cures).collect()
    }

    /// The next number of a register, from 1.
    pub fn next_number(&self, kind: NumberKind) -> u64 {
        let each = NumberKind::ALL.into_iter().zip(&self.next);
        each.filter(|(k, _)| *k == kind)
            .map(|(_, n)| *n)
            .next()
            .unwrap_or(1)
    }
}

impl Page<PageTickets> {
    /// The page of a desk's folder; none if there is none or anything is wrong with it.
    pub fn read(desk: &Path) -> Option<Self> {
        let file = modes::open_regular(&desk.join("page"), false).ok()?;
        let found = file.metadata().ok()?;
        if found.len() > PAGE_BYTES_MAX {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(found.len()).ok()?);
        file.take(PAGE_BYTES_MAX).read_to_end(&mut bytes).ok()?;
        let payload = envelope::payload(Kind::Page, &bytes).ok()?;
        envelope::decode(payload).ok()
    }

    /// Takes out the tickets that are not closed or had a callout of late; none where a word is not
    /// known to this version.
    pub fn take_tickets(&mut self) -> Option<Vec<Arc<Ticket>>> {
        self.tickets.0.take()
    }
}

/// The tickets of a page as they are read: of a row only the ticket is kept, for a desk has a
/// thousand of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTickets(Option<Vec<Arc<Ticket>>>);

impl<'de> Deserialize<'de> for PageTickets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rows;
        impl<'de> Visitor<'de> for Rows {
            type Value = PageTickets;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("rows of tickets")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<PageTickets, A::Error> {
                let mut tickets = Some(Vec::new());
                while let Some(row) = rows.next_element::<TicketRow<&'de str>>()? {
                    let ticket = row.ticket().map(Arc::new);
                    tickets = tickets.zip(ticket).map(|(mut all, ticket)| {
                        all.push(ticket);
                        all
                    });
                }
                Ok(PageTickets(tickets))
            }
        }
        deserializer.deserialize_seq(Rows)
    }
}
