//! What one process knows of a desk: the journal's groups, folded.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::codec;
use super::redact::Orders;
use super::rules::Rules;
use crate::domain::event::DeskMade;
use crate::domain::{Absent, EntryHead, Event, NumberKind, Records, Register, Site};
use crate::journal::{Bulk, By, Entry, Group, Piece, Place, Stamping};
use crate::store::RulesPlace;
use crate::time::{Boot, Stamp, Zone};

/// Entries of a group above which it is not read twice, once to see whether all of it is understood.
const LONG_ENTRIES: usize = 64;
/// Entries of a long group that are held at a time: about 1 MiB. Fewer in tests, so that their
/// groups come in pieces too.
pub(super) const PIECE_ENTRIES: usize = if cfg!(test) { 64 } else { 1024 };

/// The journal, folded up to its last whole group.
#[derive(Debug, Clone)]
pub(super) struct Core {
    /// The desk's first entry; its replica is the one that began the journal.
    pub(super) made: Option<DeskMade>,
    /// The replica that lines are written under now: of the first entry, or of the last restore.
    pub(super) replica: Option<String>,
    pub(super) register: Register,
    pub(super) site: Option<Arc<Site>>,
    pub(super) zone: Option<Zone>,
    /// The last line's seq, hash and clocks.
    pub(super) last: Option<Last>,
    /// What entries concerned and the register does not have.
    pub(super) absent: BTreeSet<Absent>,
    /// The entries that a page names, so that the next opening can read them again.
    pub(super) places: Vec<RulesPlace>,
    /// Orders of a redaction whose entries still had their texts when they were read.
    pub(super) orders: Orders,
    /// Entries whose texts are gone.
    taken: Arc<BTreeSet<u64>>,
    rules: Arc<Rules>,
}

/// The last line that was folded.
#[derive(Debug, Clone)]
pub(super) struct Last {
    pub(super) seq: u64,
    pub(super) hash: [u8; 32],
    pub(super) hash16: String,
    pub(super) place: Place,
    pub(super) at: Stamp,
    pub(super) boot: Boot,
}

impl Core {
    /// Nothing folded yet.
    pub(super) fn new() -> Self {
        Self {
            made: None,
            replica: None,
            register: Register::lean(),
            site: None,
            zone: None,
            last: None,
            absent: BTreeSet::new(),
            places: Vec::new(),
            orders: Orders::new(),
            taken: Arc::default(),
            rules: Arc::default(),
        }
    }

    /// Folds one whole group, or nothing of it.
    ///
    /// # Errors
    /// A line is newer than this program or does not fit: nothing more may be written.
    pub(super) fn apply(&mut self, group: &Group) -> Result<(), String> {
        let is_long = group.entries.len() > LONG_ENTRIES;
        let mut has_rules = is_long;
        if group.entries.len() > 1 && !is_long {
            for entry in &group.entries {
                let event = codec::decode(entry).map_err(|error| error.to_string())?;
                has_rules |= event.as_ref().is_some_and(is_rule);
            }
        }
        // Rules are read only when they are folded, and may then turn out not to be understood. A
        // long group is not read twice: the copy costs less.
        let before = has_rules.then(|| self.clone());
        self.fold(group).inspect_err(|_| {
            if let Some(before) = before {
                *self = before;
            }
        })
    }

    /// Folds lines of a group that come in pieces. After an error these records are of no use; see
    /// [`Folding`] for whoever keeps what was before.
    ///
    /// # Errors
    /// As [`Core::apply`].
    pub(super) fn piece(&mut self, piece: &Piece) -> Result<(), String> {
        for entry in &piece.entries {
            self.entry(entry)?;
        }
        if piece.end.is_none() {
            return Ok(());
        }
        self.settle()?;
        if let Some(entry) = piece.entries.last() {
            self.stand_at(entry);
        }
        Ok(())
    }

    fn fold(&mut self, group: &Group) -> Result<(), String> {
        for entry in &group.entries {
            self.entry(entry)?;
        }
        self.settle()?;
        if let Some(entry) = group.entries.last() {
            self.stand_at(entry);
        }
        Ok(())
    }

    /// The end of a group: the rules that it adopted come into force.
    ///
    /// # Errors
    /// As [`Core::apply`].
    pub(super) fn settle(&mut self) -> Result<(), String> {
        if !self.rules.is_changed() {
            return Ok(());
        }
        let rules = Arc::make_mut(&mut self.rules);
        if let Some(site) = rules.settle(self.zone, &mut self.register)? {
            self.site = Some(site);
        }
        Ok(())
    }

    /// What lines written now have in common.
    pub(super) fn stamping(&self, at: Stamp, boot: Boot, by: By) -> Stamping {
        Stamping {
            app: env!("CARGO_PKG_VERSION").to_owned(),
            replica: self.replica.clone().unwrap_or_default(),
            at,
            boot,
            by,
        }
    }

    /// The number that the next ticket gets.
    pub(super) fn next_ticket(&self) -> u64 {
        self.register.next_number(NumberKind::Ticket)
    }

    /// Says which line was the last.
    pub(super) fn stand_at(&mut self, entry: &Entry) {
        self.last = Some(Last {
            seq: entry.seq,
            hash: entry.hash,
            hash16: entry.hash16(),
            place: entry.place,
            at: entry.stamping.at,
            boot: entry.stamping.boot.clone(),
        });
    }

    /// Says that a long command was written, whose last line was the last.
    pub(super) fn stand_behind(&mut self, bulk: &Bulk, stamping: &Stamping) {
        self.last = Some(Last {
            seq: bulk.end.seq,
            hash: bulk.end.hash,
            hash16: bulk.end.head().hash16,
            place: bulk.last,
            at: stamping.at,
            boot: stamping.boot.clone(),
        });
    }

    /// Folds one line; [`Core::settle`] ends its group.
    ///
    /// # Errors
    /// As [`Core::apply`].
    pub(super) fn entry(&mut self, entry: &Entry) -> Result<(), String> {
        if entry.redacted.is_some() {
            Arc::make_mut(&mut self.taken).insert(entry.seq);
        }
        let Some(event) = codec::decode(entry).map_err(|error| error.to_string())? else {
            return Ok(());
        };
        if let Event::DeskMade(made) = &event {
            self.zone = Some(Zone::named(&made.zone).map_err(|error| error.to_string())?);
            self.made = Some(made.clone());
            self.replica = Some(made.replica.clone());
        }
        if let Event::DeskRestored(restored) = &event {
            self.replica = Some(restored.replica.clone());
        }
        if is_rule(&event) {
            self.places.push(RulesPlace {
                seq: entry.seq,
                hash: entry.hash,
                file: entry.place.file,
                offset: entry.place.offset,
            });
            Arc::make_mut(&mut self.rules)
                .take(entry.seq, &event)
                .map_err(|why| format!("entry {}: {why}", entry.seq))?;
        }
        if let Event::EntryRedacted(order) = &event
            && !self.taken.contains(&order.entry)
        {
            self.orders.insert(entry.seq, order.id);
        }
        self.event(&codec::head(entry), &event);
        Ok(())
    }

    /// Folds an event that is no rule and says nothing of the desk itself.
    fn event(&mut self, head: &EntryHead, event: &Event) {
        self.absent.extend(self.register.missing(event));
        self.register.apply(head, event);
    }

    /// Folds one event of a command that is being written, of whose line only the head is known.
    ///
    /// # Errors
    /// It is one of those that are folded from their lines.
    pub(super) fn made(&mut self, head: &EntryHead, event: &Event) -> Result<(), String> {
        if is_rule(event) || matches!(event, Event::EntryRedacted(_)) {
            return Err(format!("`{}` in a long command", event.kind()));
        }
        self.event(head, event);
        Ok(())
    }
}

/// Groups that are folded as they are read, each whole or not at all, although a long one comes in
/// pieces.
pub(super) struct Folding<'a> {
    core: &'a mut Core,
    /// What was known before a group that has not come to its end.
    before: Option<Core>,
}

impl<'a> Folding<'a> {
    /// Folds on from what is known.
    pub(super) fn new(core: &'a mut Core) -> Self {
        Self { core, before: None }
    }

    /// Folds the next lines.
    ///
    /// # Errors
    /// As [`Core::apply`]; nothing of their group is kept, and nothing more may be folded.
    pub(super) fn take(&mut self, piece: Piece) -> Result<(), String> {
        if let (None, Some(end)) = (&self.before, piece.end) {
            let entries = piece.entries;
            return self.core.apply(&Group { entries, end });
        }
        if self.before.is_none() {
            self.before = Some(self.core.clone());
        }
        let done = self.core.piece(&piece);
        if done.is_err() {
            self.end();
        } else if piece.end.is_some() {
            self.before = None;
        }
        done
    }

    /// Takes back what was folded of a group whose rest did not come.
    pub(super) fn end(&mut self) {
        if let Some(before) = self.before.take() {
            *self.core = before;
        }
    }
}

/// Whether an entry is read again at every opening.
fn is_rule(event: &Event) -> bool {
    matches!(
        event,
        Event::DeskMade(_)
            | Event::DeskRestored(_)
            | Event::ProfileAdopted(_)
            | Event::TemplateAdopted(_)
    )
}
