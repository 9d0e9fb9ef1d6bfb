//! A command of so many entries that they are not held at once, such as an import.
//!
//! What it says is made row by row on a thread of its own, folded on a copy of the records and put
//! into words; this thread counts it, puts heads before it and writes. The copy takes the
//! place of the records once all of it is saved, and is thrown away where it is not.
//!
//! Invariants:
//! - Nothing is saved of a command that did not come to its end on both sides.
//! - As many entries are saved as were counted, or none.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::codec;
use super::core::Core;
use super::outcome::Receipt;
use super::round::receipt;
use crate::domain::{EntryHead, Event, ImportPlan, Number, PersonId};
use crate::journal::{AppendError, Ids, Locked, Ready, Salts, Stamping};

/// Entries that are handed from thread to thread at once: about 150 KB.
const PIECE_ENTRIES: usize = 256;
/// Pieces that may wait: about 10 MB, as much as is made while the entries are counted.
const PIECES_AHEAD: usize = 64;

/// What is to be written of a command.
pub(super) enum Own<'a> {
    /// Events that share a batch with others.
    Short(Vec<Event>),
    /// More than that.
    Long(Source<'a>),
}

/// Where the events of a long command come from.
pub(super) enum Source<'a> {
    /// They were decided on at once.
    Events(Vec<Event>),
    /// The rows of a file.
    Rows(ImportPlan<'a>),
}

/// A long command that was decided on.
pub(super) struct Long<'a> {
    /// The clock's jump before it, where there was one.
    pub(super) jump: Option<Event>,
    pub(super) source: Source<'a>,
    pub(super) stamping: Stamping,
    /// The number that it gives.
    pub(super) number: Option<Number>,
}

impl Long<'_> {
    /// How many entries it has. Each line says so, the first one too, and of rows it is only known
    /// when what they say has been made.
    fn entries(&self, core: &Core) -> usize {
        let own = match (&self.source, &core.site) {
            (Source::Events(events), _) => events.len(),
            (Source::Rows(plan), Some(site)) => plan.entries(&core.register, site),
            (Source::Rows(_), None) => 0,
        };
        own + usize::from(self.jump.is_some())
    }

    /// Hands on the events in their order, until somebody wants no more of them.
    fn each<E>(
        &self,
        core: &Core,
        mut on_event: impl FnMut(&Event) -> Result<(), E>,
    ) -> Result<(), E> {
        self.jump.iter().try_for_each(&mut on_event)?;
        match (&self.source, &core.site) {
            (Source::Events(events), _) => events.iter().try_for_each(on_event),
            (Source::Rows(plan), Some(site)) => {
                let mut rows = plan.rows(&core.register, site);
                rows.try_for_each(|row| row.iter().try_for_each(&mut on_event))
            }
            // Nothing was decided on without rules.
            (Source::Rows(_), None) => Ok(()),
        }
    }
}

/// Writes a long command, and puts the records behind it in the place of those before.
///
/// # Errors
/// See [`AppendError`]; nothing of it was saved, and the records are as before.
pub(super) fn write(
    locked: &mut Locked<'_>,
    core: &mut Core,
    long: &Long<'_>,
) -> Result<Receipt, AppendError> {
    let stamping = &long.stamping;
    let first_seq = locked.position().seq + 1;
    let before = &*core;
    let mut after = before.clone();
    let (sender, pieces) = sync_channel(PIECES_AHEAD);
    let written = thread::scope(|scope| {
        let after = &mut after;
        let maker = thread::Builder::new().name("entries".to_owned());
        let maker = maker
            .spawn_scoped(scope, move || {
                let mut maker = Maker::new(first_seq, stamping, after, sender);
                // Where the other side stopped, it says why.
                drop(maker.all(before, long));
            })
            .map_err(|error| AppendError::Refused(error.to_string()))?;
        // Counted while the first entries are made.
        let written = match u32::try_from(long.entries(before)) {
            Ok(count) => locked.append_pieces(count, pieces, stamping),
            Err(error) => {
                drop(pieces);
                Err(AppendError::Refused(error.to_string()))
            }
        };
        if let Err(panic) = maker.join() {
            std::panic::resume_unwind(panic);
        }
        written
    })?;
    after.stand_behind(&written, stamping);
    *core = after;
    Ok(receipt(
        (first_seq, written.end.seq),
        stamping.at,
        long.number,
    ))
}

/// Why no more entries are made.
enum Halt {
    /// The side that writes wants no more.
    Left,
    /// An entry cannot be made.
    Misfit(String),
}

impl From<String> for Halt {
    fn from(why: String) -> Self {
        Self::Misfit(why)
    }
}

/// Makes entries and hands them on.
struct Maker<'a> {
    head: EntryHead,
    after: &'a mut Core,
    ids: Ids,
    salts: Salts,
    ready: Ready,
    to: SyncSender<Result<Ready, String>>,
}

impl<'a> Maker<'a> {
    fn new(
        first_seq: u64,
        stamping: &Stamping,
        after: &'a mut Core,
        to: SyncSender<Result<Ready, String>>,
    ) -> Self {
        let ids = Ids::new();
        Self {
            head: EntryHead {
                seq: first_seq,
                id: uuid::Uuid::nil(),
                at: stamping.at,
                by: stamping.by.person.map(PersonId),
            },
            after,
            ids,
            salts: Salts::new(),
            ready: Ready::default(),
            to,
        }
    }

    /// Makes all entries of a command; one that cannot be made is handed on as why.
    fn all(&mut self, before: &Core, long: &Long<'_>) -> Result<(), Halt> {
        let made = long.each(before, |event| self.one(event));
        if let Err(Halt::Misfit(why)) = made {
            return self.hand_on(Err(why));
        }
        made?;
        let last = std::mem::take(&mut self.ready);
        self.hand_on(Ok(last))
    }

    fn one(&mut self, event: &Event) -> Result<(), Halt> {
        self.head.id = self.ids.give().map_err(|error| error.to_string())?;
        codec::add(event, self.head.id, &mut self.ready, &mut self.salts)?;
        self.after.made(&self.head, event)?;
        self.head.seq += 1;
        if self.ready.len() < PIECE_ENTRIES {
            return Ok(());
        }
        let piece = self.ready.take();
        self.hand_on(Ok(piece))
    }

    fn hand_on(&self, piece: Result<Ready, String>) -> Result<(), Halt> {
        self.to.send(piece).map_err(|_| Halt::Left)
    }
}
