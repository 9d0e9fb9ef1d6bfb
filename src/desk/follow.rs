//! Bringing the store to where the journal is: lines in order, tickets folded as they come.
//!
//! Nothing here trusts the store: what it has must stand at a line of the journal with the same
//! hash, else it is another journal's, ahead, or wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::codec;
use super::core::PIECE_ENTRIES;
use super::page::files_up_to;
use crate::domain::{Ticket, TicketId};
use crate::journal::{Entry, Hlc, Journal, Position, ReadError, ReadLimit, link_orders};
use crate::store::{Applied, Batch, Line, ReadFrom, Store, StoreFault, TicketRow};

/// Lines that go into the store at once.
const BATCH_LINES: usize = 512;
/// Bytes of lines that go into the store at once.
const BATCH_BYTES: usize = 1 << 20;

/// Why the store did not come to the journal's end.
#[derive(Debug)]
pub(super) enum Astray {
    /// The store has entries that the journal does not have any more.
    Ahead(String),
    /// What it has is not this journal's: set it aside and begin anew.
    Wrong(String),
    /// The journal's files were replaced: begin anew, for the store may hold what was taken out.
    Replaced,
    /// The store failed.
    Fault(StoreFault),
    /// The journal cannot be read, or a line is not understood; the store is left as it is.
    Journal(String),
    /// Whoever asked wants no more; what was taken over stays.
    Ended,
}

impl From<StoreFault> for Astray {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

/// A store on its way behind the journal.
#[derive(Debug)]
pub(super) struct Follower {
    dir: PathBuf,
    journal: Journal,
    replica: String,
    /// The last line that the store has.
    pub(super) seq: u64,
}

impl Follower {
    /// Finds the place in the journal at which the store stands.
    ///
    /// # Errors
    /// See [`Astray`].
    pub(super) fn begin(dir: &Path, store: &Store) -> Result<Self, Astray> {
        let text = |error: &dyn std::fmt::Display| Astray::Journal(error.to_string());
        let applied = store.applied()?;
        let mut journal = Journal::open(dir).map_err(|error| text(&error))?;
        let first = journal
            .read_at(Position::START.place())
            .map_err(|error| text(&error))?;
        if applied.seq > 0 {
            if applied.replica != first.stamping.replica {
                return Err(Astray::Wrong("it belongs to another desk".to_owned()));
            }
            journal = Journal::open_at(dir, position_of(&applied)).map_err(|error| text(&error))?;
            if files_up_to(dir, applied.from.file).as_ref() != Some(&applied.files) {
                check_line(dir, &applied)?;
                return Err(Astray::Replaced);
            }
        }
        Ok(Self {
            dir: dir.to_owned(),
            journal,
            replica: first.stamping.replica.clone(),
            seq: applied.seq,
        })
    }

    /// Puts everything acknowledged into the store; `progress` is told the last seq of each batch
    /// and says whether to go on.
    ///
    /// # Errors
    /// See [`Astray`].
    pub(super) fn catch_up(
        &mut self,
        store: &Store,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<(), Astray> {
        let mut load = Load::new(self, store);
        let mut failed = None;
        let read = self
            .journal
            .for_each_piece(ReadLimit::Acked, PIECE_ENTRIES, |piece| {
                for entry in &piece.entries {
                    if failed.is_none() {
                        failed = load.take(entry, progress).err();
                    }
                }
                // In the midst of a group the place to go on from is its start.
                load.from = piece.end.as_ref().map_or(load.from, from);
            });
        if let Some(failed) = failed {
            return Err(failed);
        }
        let done = load.put(progress);
        self.seq = load.seq;
        done?;
        let applied = store.applied()?;
        match read {
            Ok(()) if self.seq > self.journal.position().seq => {
                check_line(&self.dir, &applied)?;
                Ok(())
            }
            Ok(()) => Ok(()),
            Err(ReadError::Reset) => {
                check_line(&self.dir, &applied)?;
                Err(Astray::Replaced)
            }
            Err(error) => {
                if self.seq > self.journal.position().seq {
                    check_line(&self.dir, &applied)?;
                }
                Err(Astray::Journal(error.to_string()))
            }
        }
    }
}

/// Looks for the store's last line in the journal, from its first line on.
fn check_line(dir: &Path, applied: &Applied) -> Result<(), Astray> {
    let mut journal = Journal::open(dir).map_err(|e| Astray::Journal(e.to_string()))?;
    let mut found = None;
    let read = journal.for_each_piece(ReadLimit::Whole, PIECE_ENTRIES, |piece| {
        for entry in &piece.entries {
            if entry.seq == applied.seq {
                found = Some(hex(&entry.hash));
            }
        }
    });
    let end = journal.position().seq;
    match found {
        Some(hash) if hash == applied.head => Ok(()),
        Some(_) => Err(Astray::Wrong(format!(
            "its entry {} is not the journal's",
            applied.seq
        ))),
        None if end < applied.seq => Err(Astray::Ahead(ahead(end, applied.seq))),
        None => Err(Astray::Journal(
            read.err().map_or_else(String::new, |e| e.to_string()),
        )),
    }
}

fn ahead(end: u64, seq: u64) -> String {
    format!(
        "the journal ends at entry {end}, but the store has the entries up to {seq}. `nightdesk \
         rebuild` gives them back"
    )
}

/// What the journal has lost and a store has had that cannot be opened, in words; none where the
/// journal has all of it.
pub(super) fn lost_and_stored(dir: &Path) -> Option<String> {
    let mut journal = Journal::open(dir).ok()?;
    let first = journal.read_at(Position::START.place()).ok()?;
    let seq = Store::reached(dir, &first.stamping.replica)?;
    // Where it stops is where the good lines end.
    let _ = journal.read_through(ReadLimit::Whole);
    let end = journal.position().seq;
    (end < seq).then(|| ahead(end, seq))
}

/// Lines and tickets on their way into the store.
struct Load<'a> {
    store: &'a Store,
    dir: PathBuf,
    replica: String,
    seq: u64,
    head: String,
    from: ReadFrom,
    lines: Vec<Line>,
    bytes: usize,
    tickets: BTreeMap<TicketId, Ticket>,
}

impl<'a> Load<'a> {
    fn new(follower: &Follower, store: &'a Store) -> Self {
        Self {
            store,
            dir: follower.dir.clone(),
            replica: follower.replica.clone(),
            seq: follower.seq,
            head: String::new(),
            from: from(&follower.journal.position()),
            lines: Vec::new(),
            bytes: 0,
            tickets: BTreeMap::new(),
        }
    }

    fn take(&mut self, entry: &Entry, progress: &mut dyn FnMut(u64) -> bool) -> Result<(), Astray> {
        if entry.seq <= self.seq {
            return Ok(());
        }
        self.fold(entry)?;
        self.bytes += entry.raw().len();
        self.lines.push(Line {
            seq: entry.seq,
            on: entry.on.clone(),
            bytes: entry.raw().as_bytes().to_vec(),
        });
        self.seq = entry.seq;
        self.head = hex(&entry.hash);
        if self.lines.len() >= BATCH_LINES || self.bytes >= BATCH_BYTES {
            self.put(progress)?;
        }
        Ok(())
    }

    fn put(&mut self, progress: &mut dyn FnMut(u64) -> bool) -> Result<(), Astray> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let files = files_up_to(&self.dir, self.from.file).unwrap_or_default();
        let rows = self.tickets.values().map(TicketRow::from).collect();
        let batch = Batch {
            rows,
            entries: std::mem::take(&mut self.lines),
            applied: Applied {
                replica: self.replica.clone(),
                seq: self.seq,
                head: self.head.clone(),
                from: self.from,
                files,
            },
        };
        self.store.apply(&batch)?;
        self.tickets.clear();
        self.bytes = 0;
        if progress(self.seq) {
            Ok(())
        } else {
            Err(Astray::Ended)
        }
    }

    fn fold(&mut self, entry: &Entry) -> Result<(), Astray> {
        let misread = |error: codec::Unreadable| Astray::Journal(error.to_string());
        let Some(event) = codec::decode(entry).map_err(misread)? else {
            return Ok(());
        };
        let head = codec::head(entry);
        if let Some(ticket) = Ticket::begin(&head, &event) {
            self.tickets.insert(ticket.id, ticket);
            return Ok(());
        }
        for id in &entry.on {
            let id = TicketId(*id);
            if !self.tickets.contains_key(&id)
                && let Some(ticket) = self.stored(id)?
            {
                self.tickets.insert(id, ticket);
            }
            if let Some(ticket) = self.tickets.get_mut(&id)
                && ticket.last_seq < entry.seq
            {
                ticket.apply(&head, &event);
            }
        }
        Ok(())
    }

    /// A ticket as the store has it; folded from its lines where its row was too large.
    fn stored(&self, id: TicketId) -> Result<Option<Ticket>, Astray> {
        if let Some(ticket) = self.store.row(id)?.and_then(|row| row.ticket()) {
            return Ok(Some(ticket));
        }
        let mut ticket: Option<Ticket> = None;
        let lines = self.store.entries_of(id.uuid())?;
        let entries = lines.iter().map(|line| Entry::parse(line));
        let mut entries = entries
            .collect::<Result<Vec<_>, _>>()
            .map_err(|fault| Astray::Wrong(format!("a line of it is damaged: {fault}")))?;
        link_orders(&mut entries);
        for entry in entries {
            let Ok(Some(event)) = codec::decode(&entry) else {
                continue;
            };
            let head = codec::head(&entry);
            match &mut ticket {
                Some(ticket) => ticket.apply(&head, &event),
                None => match Ticket::begin(&head, &event) {
                    Some(begun) => ticket = Some(begun),
                    None => return Ok(None),
                },
            }
        }
        Ok(ticket)
    }
}

fn from(position: &Position) -> ReadFrom {
    ReadFrom {
        file: position.file,
        offset: position.offset,
        seq: position.seq,
        hash: position.hash,
    }
}

fn position_of(applied: &Applied) -> Position {
    Position {
        file: applied.from.file,
        offset: applied.from.offset,
        seq: applied.from.seq,
        hash: applied.from.hash,
        hlc: Hlc::default(),
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
