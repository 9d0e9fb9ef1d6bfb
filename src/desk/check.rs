//! `verify`: the journal by its own sums; the store and the attachments by the journal.

use std::io;
use std::path::Path;

use super::attached::{FilesCheck, check_files};
use super::core::Core;
use super::{Desk, page};
use crate::domain::Records;
use crate::journal::{Group, Journal, ReadLimit, Report, verify};
use crate::store::{Store, StoreFault, TicketRow};

/// Differences that are named; a store that is wrong throughout would else fill the memory.
const NAMED_MAX: usize = 100;

/// What became of the store's check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreCheck {
    /// There is none; it is made at the next session.
    None,
    /// It was not checked, and why.
    NotChecked(String),
    /// It has so many entries, each as the journal has it, and every row is what they fold to.
    Good {
        /// Entries in the store.
        entries: u64,
        /// Entries that the journal has besides: the store takes them over at the next session.
        behind: u64,
    },
    /// It has entries up to this one, and the journal has lost them; `rebuild` gives them back.
    Ahead {
        /// The store's last entry.
        seq: u64,
        /// The journal's.
        end: u64,
    },
    /// It differs; `rebuild` makes it anew. Nothing is lost by that.
    Wrong(Vec<String>),
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The journal.
    pub journal: Report,
    /// The store.
    pub store: StoreCheck,
    /// The attachments.
    pub files: FilesCheck,
}

impl Desk {
    /// Checks every line of a desk's journal, and the store and the attachments against it. `witness` is a file or
    /// folder of noted heads; `progress` is told what is done and what is to do, in bytes.
    ///
    /// # Errors
    /// The journal cannot be read at all. What does not fit is in the answer.
    pub fn verify(
        dir: &Path,
        witness: Option<&Path>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> io::Result<Verified> {
        let journal = verify(dir, witness, progress)?;
        let store = check_store(dir, &journal);
        let files = check_files(dir)?;
        Ok(Verified {
            journal,
            store,
            files,
        })
    }
}

fn check_store(dir: &Path, report: &Report) -> StoreCheck {
    // Opening a store changes its files, and a newer program's are left as they are. That an entry
    // is not understood is said where there is no store too.
    if report.ok
        && let Some(why) = not_understood(dir)
    {
        return StoreCheck::NotChecked(why);
    }
    if !dir.join("store").join("db").exists() {
        return StoreCheck::None;
    }
    if !report.ok {
        return StoreCheck::NotChecked("the journal is damaged".to_owned());
    }
    let store = match Store::open(dir) {
        Ok(store) => store,
        Err(StoreFault::Busy) => {
            let who =
                Store::holder(dir).map_or("another process".to_owned(), |pid| pid.to_string());
            return StoreCheck::NotChecked(format!("in use by {who}"));
        }
        Err(StoreFault::Damaged(why)) => return StoreCheck::Wrong(vec![why]),
        Err(
            fault @ (StoreFault::Newer { .. }
            | StoreFault::Gap { .. }
            | StoreFault::TooLarge { .. }
            | StoreFault::Io { .. }),
        ) => return StoreCheck::NotChecked(fault.to_string()),
    };
    compare(dir, &store).unwrap_or_else(StoreCheck::NotChecked)
}

/// The first entry that is not understood, in words. What the page stands for was understood.
pub(super) fn not_understood(dir: &Path) -> Option<String> {
    let page::Begun {
        mut journal,
        mut core,
        ..
    } = page::begin(dir).ok()?;
    let mut misfit = None;
    // The journal itself was checked before.
    let _ = journal.for_each_group(ReadLimit::Whole, |group| {
        if misfit.is_none() {
            misfit = core.apply(&group).err();
        }
    });
    misfit
}

fn compare(dir: &Path, store: &Store) -> Result<StoreCheck, String> {
    let applied = match store.applied() {
        Ok(applied) => applied,
        Err(fault) => return Ok(StoreCheck::Wrong(vec![fault.to_string()])),
    };
    let mut journal = Journal::open(dir).map_err(|error| error.to_string())?;
    let mut core = Core::new();
    let mut wrong = Wrong(Vec::new());
    let mut misfit = None;
    let mut behind = 0;
    journal
        .for_each_group(ReadLimit::Acked, |group| {
            behind += lines(store, applied.seq, &group, &mut wrong);
            let known = Group {
                entries: upto(group.entries, applied.seq),
                end: group.end,
            };
            if misfit.is_none() && !known.entries.is_empty() {
                misfit = core.apply(&known).err();
            }
        })
        .map_err(|error| error.to_string())?;
    if let Some(why) = misfit {
        return Err(why);
    }
    let end = journal.position().seq;
    if end < applied.seq {
        let seq = applied.seq;
        return Ok(StoreCheck::Ahead { seq, end });
    }
    for ticket in core.register.tickets() {
        let expected = TicketRow::from(ticket.as_ref());
        match store.row(ticket.id) {
            Ok(Some(row)) if row == expected => {}
            Ok(Some(_)) => wrong.note(format!("the row of {} differs", ticket.number)),
            // A row that is too large is folded from its lines.
            Ok(None) => match store.entries_of(ticket.id.uuid()) {
                Ok(lines) if lines.len() == ticket.entries as usize => {}
                Ok(_) | Err(_) => wrong.note(format!("{} is missing", ticket.number)),
            },
            Err(fault) => wrong.note(format!("the row of {}: {fault}", ticket.number)),
        }
    }
    let known = core.register.next_number(crate::domain::NumberKind::Ticket);
    match store.rows() {
        Ok(rows) if rows.len() as u64 > known => wrong.note("it has too many rows".to_owned()),
        Ok(_) => {}
        Err(fault) => wrong.note(fault.to_string()),
    }
    if wrong.0.is_empty() {
        return Ok(StoreCheck::Good {
            entries: applied.seq,
            behind,
        });
    }
    Ok(StoreCheck::Wrong(wrong.0))
}

/// Differences, up to a number of them.
struct Wrong(Vec<String>);

impl Wrong {
    fn note(&mut self, what: String) {
        if self.0.len() < NAMED_MAX {
            self.0.push(what);
        }
    }
}

/// Compares a group's lines; gives how many the store does not have yet.
fn lines(store: &Store, applied: u64, group: &Group, wrong: &mut Wrong) -> u64 {
    let mut behind = 0;
    for entry in &group.entries {
        if entry.seq > applied {
            behind += 1;
            continue;
        }
        match store.line(&entry.on, entry.seq) {
            Ok(Some(line)) if line == entry.raw().as_bytes() => {}
            Ok(Some(_)) => wrong.note(format!("entry {} differs", entry.seq)),
            Ok(None) => wrong.note(format!("entry {} is missing", entry.seq)),
            Err(fault) => wrong.note(format!("entry {}: {fault}", entry.seq)),
        }
    }
    behind
}

fn upto(mut entries: Vec<crate::journal::Entry>, seq: u64) -> Vec<crate::journal::Entry> {
    entries.retain(|entry| entry.seq <= seq);
    entries
}
