//! Bringing into memory what the page does not have: closed tickets, their lists and texts.
//!
//! A record is folded from all of its entries, so it comes out as if it had always been there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use super::callouts::put_claim;
use super::core::{Core, PIECE_ENTRIES};
use super::needs::Needs;
use super::open::{Stop, stop_of};
use super::snapshot::Stories;
use super::stories::JournalStories;
use super::{Desk, Inner, codec};
use crate::domain::{
    Absent, Checklist, Command, EntryHead, Event, ListId, Number, NumberKind, Records, Ticket,
    TicketId,
};
use crate::journal::{Journal, Position, ReadError, ReadLimit};

/// What a line says that begins a ticket.
const OPENED: &[u8] = b"\"kind\":\"ticket.opened\"";
/// What a line says that begins an imported ticket.
const IMPORTED: &[u8] = b"\"kind\":\"ticket.imported\"";

/// Records above which the whole journal is read once instead of once for each.
pub(super) const SINGLY_MAX: usize = 16;

impl Desk {
    /// The ticket of a number, read from the journal where it is closed and not in memory.
    pub fn ticket_numbered(&self, number: Number) -> Option<Arc<Ticket>> {
        let mut inner = self.inner();
        if let Some(ticket) = inner.core.register.ticket_numbered(number) {
            return Some(ticket);
        }
        let id = inner.find_number(number)?;
        inner.load_ticket(TicketId(id)).ok()?;
        self.publish(&inner);
        inner.core.register.ticket_numbered(number)
    }

    /// The checklist of a number, read from the journal where it is not in memory.
    pub fn list_numbered(&self, number: Number) -> Option<Arc<Checklist>> {
        let mut inner = self.inner();
        if let Some(list) = inner.core.register.list_numbered(number) {
            return Some(list);
        }
        let id = inner.find_number(number)?;
        inner.load_list(ListId(id)).ok()?;
        self.publish(&inner);
        inner.core.register.list_numbered(number)
    }

    /// A ticket, read from the journal where it is closed and not in memory.
    pub fn load(&self, id: TicketId) -> Option<Arc<Ticket>> {
        let mut inner = self.inner();
        if inner.core.register.ticket(id).is_none() {
            inner.load_ticket(id).ok()?;
            self.publish(&inner);
        }
        inner.core.register.ticket(id)
    }

    /// Learns which rows were imported and which numbers are taken, for an import that is to be
    /// submitted: it may be done while its file is read. What stands in the way is told by the
    /// import itself.
    pub fn know_rows(&self) {
        let mut inner = self.inner();
        if inner.stop.is_none() && !inner.core.register.has_rows() {
            drop(inner.load_rows());
        }
    }

    /// Reads the whole journal, so that every ticket and list is in memory. Takes about a second
    /// for a million entries; does nothing where it was done before.
    ///
    /// # Errors
    /// The journal cannot be read to its end; the text says where. What is open stays known.
    pub fn load_all(&self) -> Result<(), String> {
        let mut inner = self.inner();
        let done = inner.load_all();
        self.publish(&inner);
        done
    }
}

impl Inner {
    /// Loads what a command names, so that it is judged on everything it concerns.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub(super) fn load_named(&mut self, command: &Command) -> Result<(), String> {
        let mut needs = Needs::of(command);
        let is_partial = self.core.register.is_partial();
        if needs.rows && is_partial && !self.core.register.has_rows() {
            self.load_rows()?;
        }
        self.load_callouts(&mut needs)?;
        let mut ids = BTreeSet::new();
        for id in needs.tickets {
            if is_partial && self.core.register.ticket(id).is_none() {
                ids.insert(id);
            }
        }
        ids.extend(
            needs
                .told
                .into_iter()
                .filter(|id| !self.core.register.is_told(*id)),
        );
        if let Some(id) = needs
            .begins
            .filter(|id| is_partial && self.may_be_known(*id))
            .map(TicketId)
            .filter(|id| self.core.register.ticket(*id).is_none())
        {
            ids.insert(id);
        }
        if !ids.is_empty() {
            let position = self.journal.position();
            put_tickets(&self.source(position), &ids, &mut self.core)?;
        }
        for list in needs.lists {
            if is_partial && self.core.register.list(list).is_none() {
                self.load_list(list)?;
            }
        }
        let list = needs.begins_list.filter(|id| self.may_be_known(id.uuid()));
        if let Some(list) = list.filter(|_| is_partial) {
            self.load_list(list)?;
        }
        Ok(())
    }

    /// Whether a record that is to begin may stand in the journal before the page. Its uuid says
    /// when it was made, and no entry names it before that.
    pub(super) fn may_be_known(&self, id: Uuid) -> bool {
        may_be_before(self.page_ms, id)
    }

    /// Learns which rows were imported and which numbers tickets have, from the lines that began
    /// them: a tenth of what reading everything takes.
    fn load_rows(&mut self) -> Result<(), String> {
        let journal = Journal::open_at(self.journal.dir(), self.journal.position());
        let journal = journal.map_err(|error| error.to_string())?;
        let (mut begun, mut misfit) = (Vec::new(), None);
        let read = journal.each_with(&[OPENED, IMPORTED], |entry| match codec::begun(&entry) {
            Ok(found) => begun.extend(found),
            Err(error) => misfit = Some(error.to_string()),
        });
        read.map_err(|error| error.to_string())?;
        misfit.map_or(Ok(()), Err)?;
        self.core.register.know_rows(begun);
        Ok(())
    }

    fn load_ticket(&mut self, id: TicketId) -> Result<(), String> {
        let source = self.source(self.journal.position());
        put_tickets(&source, &BTreeSet::from([id]), &mut self.core)
    }

    fn load_list(&mut self, id: ListId) -> Result<(), String> {
        let source = self.source(self.journal.position());
        put_list(&source, id, &mut self.core)
    }

    /// The uuid of the record that has a number, looked for in the journal.
    pub(super) fn find_number(&self, number: Number) -> Option<Uuid> {
        let register = &self.core.register;
        if !register.is_partial() || number.n >= register.next_number(number.kind) {
            return None;
        }
        let position = self.journal.position();
        let journal = Journal::open_at(self.journal.dir(), position).ok()?;
        let found = journal
            .find_bytes(format!("\"number\":\"{number}\"").as_bytes())
            .ok()?;
        found.iter().find_map(|entry| {
            let event = match codec::decode(entry).ok()?? {
                // The opening line itself does not say its number any more.
                Event::EntryRedacted(order) => *order.left.0,
                event => event,
            };
            let (kind, known, id) = numbered(&event)?;
            (kind == number.kind && known == number).then_some(id)
        })
    }

    /// Reads everything anew; the records then lack nothing.
    pub(super) fn load_all(&mut self) -> Result<(), String> {
        if !self.core.register.is_partial() {
            return Ok(());
        }
        let again = self.journal.again_at(Position::START);
        let mut journal = again.map_err(|error| error.to_string())?;
        let seq = self.journal.position().seq;
        journal.told(seq);
        let mut core = Core::new();
        let mut misfit = None;
        let read = journal.for_each_piece(ReadLimit::Acked, PIECE_ENTRIES, |piece| {
            if misfit.is_none() {
                misfit = core.piece(&piece).err();
            }
        });
        let stop = match (misfit, read) {
            (Some(why), _) => Stop::Newer(why),
            (None, Err(error)) => stop_of(&error),
            (None, Ok(())) => {
                self.journal = journal;
                self.core = core;
                (self.archive, self.unkept) = (None, None);
                self.be_told();
                return Ok(());
            }
        };
        let why = stop.why().to_owned();
        self.stop.get_or_insert(stop);
        Err(why)
    }

    pub(super) fn source(&self, position: Position) -> JournalStories {
        JournalStories {
            dir: self.journal.dir().to_owned(),
            position,
            store: self.keeper.as_ref().map(|k| Arc::clone(&k.shared)),
        }
    }
}

/// The register, number and id of the record that an entry begins.
fn numbered(event: &Event) -> Option<(NumberKind, Number, Uuid)> {
    Some(match event {
        Event::TicketOpened(e) => (NumberKind::Ticket, e.number, e.ticket.uuid()),
        Event::TicketImported(e) => (NumberKind::Ticket, e.opened.number, e.opened.ticket.uuid()),
        Event::ChecklistStarted(e) => (NumberKind::List, e.number, e.list.uuid()),
        Event::ListMade(e) => (NumberKind::List, e.number, e.list.uuid()),
        Event::CalloutStarted(e) => (NumberKind::Callout, e.number, e.callout.uuid()),
        Event::ClaimDrafted(e) => (NumberKind::Claim, e.number, e.claim.uuid()),
        _ => return None,
    })
}

/// Whether a record may have been made before the journal's clock stood at `page_ms`.
pub(super) fn may_be_before(page_ms: u64, id: Uuid) -> bool {
    let Some(made) = id.get_timestamp() else {
        return true;
    };
    let (seconds, nanos) = made.to_unix();
    seconds * 1000 + u64::from(nanos / 1_000_000) <= page_ms
}

/// Loads what entries concerned and the records lacked.
///
/// # Errors
/// The journal cannot be read; the records are not to be shown.
pub(super) fn fill(dir: &Path, position: Position, core: &mut Core) -> Result<(), String> {
    let absent = std::mem::take(&mut core.absent);
    if absent.is_empty() {
        return Ok(());
    }
    if absent.len() > SINGLY_MAX {
        return fill_from_all(dir, position, core);
    }
    let source = JournalStories {
        dir: dir.to_owned(),
        position,
        store: None,
    };
    let mut tickets = BTreeSet::new();
    for id in absent {
        match id {
            Absent::Ticket(id) => {
                tickets.insert(id);
            }
            Absent::List(id) => put_list(&source, id, core)?,
            Absent::Claim(id) => put_claim(&source, id, core)?,
        }
    }
    put_tickets(&source, &tickets, core)
}

/// Reads the journal from its first line up to a position, in place of the records.
fn fill_from_all(dir: &Path, position: Position, core: &mut Core) -> Result<(), String> {
    let mut journal = Journal::open(dir).map_err(|error| error.to_string())?;
    let mut fresh = Core::new();
    let mut misfit = None;
    journal.told(position.seq);
    let read = journal.for_each_piece(ReadLimit::Whole, PIECE_ENTRIES, |piece| {
        // The position stands between two groups.
        let is_known = piece.entries.first().is_some_and(|e| e.seq <= position.seq);
        if misfit.is_none() && is_known {
            misfit = fresh.piece(&piece).err();
        }
    });
    match (misfit, read) {
        (Some(why), _) => return Err(why),
        // What stands behind the position is not looked at.
        (None, Err(ReadError::Damage(_)) | Ok(())) => {}
        (None, Err(error)) => return Err(error.to_string()),
    }
    if fresh.last.as_ref().map(|last| last.hash) != Some(position.hash) {
        return Err("the journal cannot be read to where it was read before".to_owned());
    }
    *core = fresh;
    Ok(())
}

pub(super) fn put_tickets(
    source: &dyn Stories,
    ids: &BTreeSet<TicketId>,
    core: &mut Core,
) -> Result<(), String> {
    if ids.is_empty() {
        return Ok(());
    }
    let entries = entries_of(source, ids)?;
    core.register.put_stories(ids, &entries);
    Ok(())
}

fn put_list(source: &dyn Stories, id: ListId, core: &mut Core) -> Result<(), String> {
    let entries = source.entries_on(id.uuid())?;
    let ticket = entries.iter().find_map(|(_, event)| match event {
        Event::ChecklistStarted(begun) if begun.list == id => begun.ticket,
        Event::ListMade(made) if made.list == id => made.ticket,
        _ => None,
    });
    if let Some(ticket) = ticket {
        return put_tickets(source, &BTreeSet::from([ticket]), core);
    }
    core.register.put_stories(&BTreeSet::new(), &entries);
    Ok(())
}

/// Every entry of some tickets and of those from which actions were moved to them, oldest first;
/// with those of their claims, which stand under the claim alone, and the jumps of the clock where
/// there was a callout.
pub(super) fn entries_of(
    source: &dyn Stories,
    ids: &BTreeSet<TicketId>,
) -> Result<Vec<(EntryHead, Event)>, String> {
    let mut entries = BTreeMap::new();
    let mut seen = ids.clone();
    let mut left: Vec<TicketId> = ids.iter().copied().collect();
    while let Some(id) = left.pop() {
        for (head, event) in source.entries_on(id.uuid())? {
            if let Event::ActionMoved(moved) = &event
                && moved.to == id
                && seen.insert(moved.ticket)
            {
                left.push(moved.ticket);
            }
            entries.insert(head.seq, (head, event));
        }
    }
    let mut more = Vec::new();
    for (_, event) in entries.values() {
        if let Event::ClaimDrafted(drafted) = event {
            more.extend(source.entries_on(drafted.claim.uuid())?);
        }
    }
    let is_callout = |(_, event): &(EntryHead, Event)| matches!(event, Event::CalloutStarted(_));
    if entries.values().any(is_callout) {
        more.extend(source.jumps()?);
    }
    entries.extend(
        more.into_iter()
            .map(|(head, event)| (head.seq, (head, event))),
    );
    Ok(entries.into_values().collect())
}
