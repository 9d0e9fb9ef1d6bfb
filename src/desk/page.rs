//! Beginning from the page, and writing it.
//!
//! The page saves the reading of the whole journal: what is open, and where the journal was then.
//! Only the lines behind that place are read and folded.
//!
//! Invariants: whatever is wrong with a page, the desk opens as if there were none; a page is
//! written under the journal's lock, so it holds nothing that was not acknowledged.

use std::path::Path;
use std::time::Duration;

use super::Inner;
use super::core::Core;
use super::load;
use super::open::{Stop, stop_of};
use super::submit::torn_news;
use crate::domain::NumberKind;
use crate::journal::{
    Entry, Hlc, Holder, Journal, LockError, OpenError, Place, Position, ReadError, ReadLimit,
    journal_files,
};
use crate::store::{Page, PageFrame, PageTickets};

/// Entries after which the page is written again. Source: the design, 256.
const PAGE_ENTRIES: u64 = 256;
/// How long the end of a session waits for the lock to write its page.
pub(super) const CLOSE_WAIT: Duration = Duration::from_millis(500);

/// How a desk begins.
pub(super) struct Begun {
    pub(super) journal: Journal,
    pub(super) core: Core,
    /// The last entry that the page on the disk has; 0 where there is none.
    pub(super) page_seq: u64,
    /// The journal's clock at that entry, in milliseconds.
    pub(super) page_ms: u64,
}

/// Begins from the page, or from nothing where there is no good one.
///
/// # Errors
/// There is no desk in the folder, or it may not be trusted.
pub(super) fn begin(dir: &Path) -> Result<Begun, OpenError> {
    let mut journal = Journal::open(dir)?;
    let fresh = |journal| Begun {
        journal,
        core: Core::new(),
        page_seq: 0,
        page_ms: 0,
    };
    let Some(mut page) = Page::read(dir) else {
        return Ok(fresh(journal));
    };
    let frame = page.frame().clone();
    if let Some((journal, core)) = from_page(dir, &mut page) {
        return Ok(Begun {
            journal,
            core,
            page_seq: frame.seq,
            page_ms: frame.hlc.0,
        });
    }
    let first = journal.read_at(Position::START.place());
    if first.is_ok_and(|entry| entry.stamping.replica == frame.replica) {
        // Whoever wrote the page had these lines: what is missing of them is no torn tail.
        journal.told(frame.seq);
    }
    Ok(fresh(journal))
}

/// The journal at a frame's place, with its last line; none where anything differs.
pub(super) fn journal_at(dir: &Path, frame: &PageFrame) -> Option<(Journal, Entry)> {
    if files_up_to(dir, frame.file)? != frame.files {
        return None;
    }
    let position = Position {
        file: frame.file,
        offset: frame.offset,
        seq: frame.seq,
        hash: frame.hash,
        hlc: Hlc {
            ms: frame.hlc.0,
            count: frame.hlc.1,
        },
    };
    let journal = Journal::open_at(dir, position).ok()?;
    let (file, offset) = frame.last;
    let last = journal.read_at(Place { file, offset }).ok()?;
    let is_it = last.seq == frame.seq && last.hash == frame.hash;
    is_it.then_some((journal, last))
}

/// The journal at the page's place, and the records of the page; none where anything differs.
fn from_page(dir: &Path, page: &mut Page<PageTickets>) -> Option<(Journal, Core)> {
    let frame = page.frame();
    let (journal, last) = journal_at(dir, frame)?;
    let mut core = Core::new();
    read_rules(&journal, frame, &mut core)?;
    if core.made.as_ref()?.replica != frame.replica {
        return None;
    }
    core.stand_at(&last);
    put_records(page, &mut core)?;
    Some((journal, core))
}

/// Reads the desk's first entry and every adopted text again, group by group as they were written.
fn read_rules(journal: &Journal, frame: &PageFrame, core: &mut Core) -> Option<()> {
    let mut group = None;
    for place in &frame.rules {
        let entry = journal
            .read_at(Place {
                file: place.file,
                offset: place.offset,
            })
            .ok()?;
        if entry.seq != place.seq || entry.hash != place.hash {
            return None;
        }
        let start = entry.seq.checked_sub(u64::from(entry.of.0));
        if group.is_some() && group != Some(start) {
            core.settle().ok()?;
        }
        group = Some(start);
        core.entry(&entry).ok()?;
    }
    core.settle().ok()?;
    Some(())
}

fn put_records(page: &mut Page<PageTickets>, core: &mut Core) -> Option<()> {
    let register = &mut core.register;
    for person in page.people() {
        register.put_known(person);
    }
    for unit in page.units() {
        register.put_unit(unit);
    }
    for (name, unit) in page.unit_names() {
        register.put_unit_name(name.to_owned(), unit);
    }
    for asset in page.assets() {
        register.put_asset(asset);
    }
    register.put_tickets(page.take_tickets()?);
    let texts = register.clone();
    for list in page.lists(|seq| texts.template(seq).cloned())? {
        register.put_list(list);
    }
    for callout in page.callouts()? {
        register.put_callout(callout);
    }
    for claim in page.claims()? {
        register.put_claim(claim);
    }
    for turn in page.turns()? {
        register.put_turn(turn);
    }
    for (asset, cures) in page.cures()? {
        register.put_cures(asset, cures);
    }
    for kind in NumberKind::ALL {
        register.put_next(kind, page.next_number(kind));
    }
    register.be_partial();
    Some(())
}

/// The journal's files up to a number, with their inodes.
pub(super) fn files_up_to(dir: &Path, last: u32) -> Option<Vec<(u32, u64)>> {
    let files = journal_files(dir).ok()?.into_iter();
    Some(
        files
            .filter(|file| file.number <= last)
            .map(|file| (file.number, file.inode))
            .collect(),
    )
}

impl Inner {
    /// Whether so much was written since the page that it is time for another.
    pub(super) fn is_page_due(&self) -> bool {
        let seq = self.core.last.as_ref().map_or(0, |last| last.seq);
        seq >= self.page_seq + PAGE_ENTRIES
    }

    /// Writes the page where anything was written since; a page is a help, so no failure is told.
    pub(super) fn close(&mut self, holder: &Holder) {
        self.keep_page(holder, CLOSE_WAIT);
    }

    /// Writes the page, and the archive where one is to be kept, if the lock is had within `wait`.
    pub(super) fn keep_page(&mut self, holder: &Holder, wait: Duration) {
        let seq = self.core.last.as_ref().map_or(0, |last| last.seq);
        let is_written = seq == self.page_seq && self.unkept.is_none();
        if self.stop.is_some() || seq == 0 || is_written {
            return;
        }
        let dir = self.journal.dir().to_owned();
        let mut locked = match self.journal.lock(wait, holder) {
            Ok(locked) => locked,
            Err(LockError::Read(ReadError::Reset)) => {
                // The records belong to files that are gone: read anew, and the page another time.
                self.forget();
                self.catch_up(ReadLimit::Acked);
                return;
            }
            Err(LockError::Read(error)) => {
                self.stop = Some(stop_of(&error));
                return;
            }
            Err(LockError::Busy { .. } | LockError::Fault(_) | LockError::Io { .. }) => return,
        };
        if locked.torn_bytes() > 0 {
            self.news.push(torn_news(locked.torn_bytes()));
        }
        for group in locked.new_groups() {
            if let Err(why) = self.core.apply(&group) {
                self.stop = Some(Stop::Newer(why));
                return;
            }
        }
        if !self.core.orders.is_empty() {
            // A page behind an order would hide from the next one that it is not carried out, and
            // an archive may hold what is to go.
            return;
        }
        if let Some((frame, archive)) = self.unkept.take()
            && files_up_to(&dir, frame.file).as_ref() == Some(&frame.files)
            && super::room::low_mib(&dir).is_none()
        {
            let _ = archive.write(&dir, frame);
        }
        let position = locked.position();
        if let Err(why) = load::fill(&dir, position, &mut self.core) {
            self.stop = Some(Stop::Damaged(why));
            return;
        }
        if position.seq == self.page_seq {
            return;
        }
        let Some(frame) = frame(&dir, &self.core, position) else {
            return;
        };
        let newest = self.core.last.as_ref().map_or(holder.since, |last| last.at);
        let page = Page::of(&self.core.register, newest, frame);
        if page.write(&dir).unwrap_or(false) {
            self.page_seq = position.seq;
        }
    }
}

/// How far the records have come; none where they are not at the journal's position.
pub(super) fn frame(dir: &Path, core: &Core, position: Position) -> Option<PageFrame> {
    let last = core.last.as_ref()?;
    if last.seq != position.seq || last.hash != position.hash {
        return None;
    }
    Some(PageFrame {
        replica: core.made.as_ref()?.replica.clone(),
        seq: position.seq,
        hash: position.hash,
        file: position.file,
        offset: position.offset,
        hlc: (position.hlc.ms, position.hlc.count),
        last: (last.place.file, last.place.offset),
        files: files_up_to(dir, position.file)?,
        rules: core.places.clone(),
    })
}
