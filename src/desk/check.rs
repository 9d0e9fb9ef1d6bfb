//! `verify`: the journal by its own sums; the store, the attachments and noted heads by the journal.
//!
//! Invariants: the journal is read once; the store of a damaged or newer journal is not opened.

use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use uuid::Uuid;

use super::attached::{FilesCheck, Named};
use super::core::Core;
use super::{Desk, page};
use crate::journal::{Checked, Group, Noted, ReadLimit, Report, check, witness_file};
use crate::store::{Store, StoreFault, TicketRow};

/// Differences that are named; a store that is wrong throughout would else fill the memory.
const NAMED_MAX: usize = 100;

/// How long a folder with noted heads is waited for: it may be another machine's, which is away.
/// Source: nightdesk; a share that sleeps wakes within it.
pub const WITNESS_WAIT: Duration = Duration::from_secs(5);

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

/// What became of the noted heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessCheck {
    /// Neither the caller nor the profile names a folder.
    None,
    /// Heads of this desk were compared; those that did not fit are among the journal's faults.
    Compared,
    /// The folder holds no head of this desk, so nothing was compared.
    Silent {
        /// Where heads were looked for.
        at: PathBuf,
        /// The file in which they would be.
        file: PathBuf,
    },
    /// The profile's folder cannot be read now, and why.
    Away {
        /// Where heads were looked for.
        at: PathBuf,
        /// Why they cannot be read.
        why: String,
    },
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
    /// The noted heads.
    pub witness: WitnessCheck,
}

impl Desk {
    /// Checks every line of a desk's journal, and the store, the attachments and the noted heads
    /// against it. The journal is read once. `witness` is a file or folder and the heads noted there;
    /// without it the profile's folder is looked into. `progress` is told what is done and what is
    /// to do, in bytes.
    ///
    /// # Errors
    /// The journal cannot be read at all. What does not fit is in the answer.
    pub fn verify(
        dir: &Path,
        witness: Option<(&Path, Noted)>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> io::Result<Verified> {
        let has_store = Store::is_there(dir);
        let mut pass = Pass::new(has_store);
        let mut checked = check(dir, progress, &mut |group| pass.take(&group))?;
        let witness = compare_heads(dir, &pass, &mut checked, witness);
        let journal = checked.report;
        let Pass {
            core,
            misfit,
            marks,
            named,
        } = pass;
        let store = match misfit {
            // Opening a store changes its files, and a newer program's are left as they are. That
            // an entry is not understood is said where there is no store too.
            Some(why) if journal.ok => StoreCheck::NotChecked(why),
            _ if !has_store => StoreCheck::None,
            _ if !journal.ok => StoreCheck::NotChecked("the journal is damaged".to_owned()),
            _ => check_store(dir, &journal, &core, marks.as_deref().unwrap_or_default()),
        };
        Ok(Verified {
            journal,
            store,
            files: named.check(dir),
            witness,
        })
    }
}

/// What a line of the store must be: under which record, and by which sum of its bytes.
type Mark = (Uuid, u64);

/// All that is taken from the journal on the one way through it.
struct Pass {
    core: Core,
    /// Why a line was not understood.
    misfit: Option<String>,
    /// One a line from the first on, 24 bytes each, where there is a store to be compared.
    marks: Option<Vec<Mark>>,
    named: Named,
}

impl Pass {
    fn new(has_store: bool) -> Self {
        Self {
            core: Core::new(),
            misfit: None,
            marks: has_store.then(Vec::new),
            named: Named::default(),
        }
    }

    fn take(&mut self, group: &Group) {
        for entry in &group.entries {
            self.named.see(entry);
            if let Some(marks) = &mut self.marks {
                let on = entry.on.first().copied().unwrap_or_default();
                marks.push((on, sum(entry.raw().as_bytes())));
            }
        }
        if self.misfit.is_none() {
            self.misfit = self.core.apply(group).err();
        }
    }
}

/// A short sum of a line, by which it is known again within this process.
fn sum(line: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(line);
    hasher.finish()
}

/// Compares the heads of the witness that was named, or of the profile's.
fn compare_heads(
    dir: &Path,
    pass: &Pass,
    checked: &mut Checked,
    given: Option<(&Path, Noted)>,
) -> WitnessCheck {
    let (at, noted) = if let Some((at, noted)) = given {
        (at.to_owned(), noted)
    } else {
        let site = pass.core.site.as_ref();
        let named = site.and_then(|site| site.policy.profile.desk.witness_dir.as_ref());
        let Some(folder) = named.filter(|named| !named.is_empty()) else {
            return WitnessCheck::None;
        };
        let at = dir.join(folder);
        match Noted::read_within(&at, WITNESS_WAIT) {
            Ok(noted) => (at, noted),
            Err(error) => {
                let why = error.to_string();
                return WitnessCheck::Away { at, why };
            }
        }
    };
    let faults = checked.report.faults.len();
    checked.compare(&noted);
    if checked.report.witnessed > 0 || checked.report.faults.len() > faults {
        return WitnessCheck::Compared;
    }
    let replica = pass.core.replica.as_deref().unwrap_or_default();
    let file = witness_file(Path::new(""), replica);
    WitnessCheck::Silent { at, file }
}

fn check_store(dir: &Path, report: &Report, core: &Core, marks: &[Mark]) -> StoreCheck {
    let store = match Store::look(dir) {
        Ok(Some(store)) => store,
        Ok(None) => return StoreCheck::None,
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
    let applied = match store.applied() {
        Ok(applied) => applied,
        Err(fault) => return StoreCheck::Wrong(vec![fault.to_string()]),
    };
    let made = core.made.as_ref();
    let is_ours = made.is_none_or(|made| made.replica == applied.replica);
    let applied = applied.seq;
    if applied > 0 && !is_ours {
        // It may well go further than this journal, and that says nothing of it.
        return StoreCheck::Wrong(vec!["it belongs to another desk".to_owned()]);
    }
    let end = report.head.seq;
    if end < applied {
        return StoreCheck::Ahead { seq: applied, end };
    }
    let mut wrong = Wrong(Vec::new());
    for (seq, mark) in (1..=applied).zip(marks) {
        line(&store, seq, mark, &mut wrong);
    }
    rows(&store, core, applied, &mut wrong);
    if wrong.0.is_empty() {
        return StoreCheck::Good {
            entries: applied,
            behind: end - applied,
        };
    }
    StoreCheck::Wrong(wrong.0)
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

/// Compares the rows with what the journal's entries fold to; a ticket that has entries behind the
/// store's last is as it was there, and that is not known here.
fn rows(store: &Store, core: &Core, applied: u64, wrong: &mut Wrong) {
    for ticket in core.register.tickets() {
        if ticket.last_seq > applied {
            continue;
        }
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
    match store.rows() {
        Ok(rows) if rows.len() as u64 > core.next_ticket() => {
            wrong.note("it has too many rows".to_owned());
        }
        Ok(_) => {}
        Err(fault) => wrong.note(fault.to_string()),
    }
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

/// Compares a line of the store with the journal's.
fn line(store: &Store, seq: u64, (on, expected): &Mark, wrong: &mut Wrong) {
    match store.line(&[*on], seq) {
        Ok(Some(line)) if sum(&line) == *expected => {}
        Ok(Some(_)) => wrong.note(format!("entry {seq} differs")),
        Ok(None) => wrong.note(format!("entry {seq} is missing")),
        Err(fault) => wrong.note(format!("entry {seq}: {fault}")),
    }
}
