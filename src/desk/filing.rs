//! The journal folded for its tickets alone, those that are closed packed as one goes.
//!
//! Invariant: a ticket comes out as if every entry had been folded into records that hold all.

use std::collections::HashMap;

use super::codec;
use crate::domain::{State, Ticket, TicketId};
use crate::journal::Entry;
use crate::store::{Archive, Packing};

/// Tickets on their way into an archive.
#[derive(Debug, Default)]
pub(super) struct Filing {
    packing: Packing,
    /// Those that are open, and those that were closed of late.
    at_hand: HashMap<TicketId, Ticket>,
}

impl Filing {
    /// Goes on with an archive.
    pub(super) fn of(archive: Archive) -> Self {
        Self {
            packing: Packing::of(archive),
            at_hand: HashMap::new(),
        }
    }

    /// Folds an entry into the tickets that it concerns.
    ///
    /// # Errors
    /// It is not understood.
    pub(super) fn take(&mut self, entry: &Entry) -> Result<(), String> {
        let Some(event) = codec::decode(entry).map_err(|error| error.to_string())? else {
            return Ok(());
        };
        let head = codec::head(entry);
        if let Some(ticket) = Ticket::begin(&head, &event) {
            self.at_hand.insert(ticket.id, ticket);
            return Ok(());
        }
        for id in entry.on.iter().map(|id| TicketId(*id)) {
            if let Some(packed) = self.packing.take(id) {
                self.at_hand.insert(id, packed);
            }
            if let Some(ticket) = self.at_hand.get_mut(&id) {
                ticket.apply(&head, &event);
            }
        }
        Ok(())
    }

    /// Packs what is closed. A ticket is not packed at each of its entries, but now and then.
    ///
    /// # Errors
    /// A ticket cannot be encoded.
    pub(super) fn pack(&mut self) -> Result<(), String> {
        let is_closed = |_: &TicketId, ticket: &mut Ticket| ticket.state == State::Closed;
        for (_, ticket) in self.at_hand.extract_if(is_closed) {
            let packed = self.packing.put(&ticket);
            packed.map_err(|fault| fault.to_string())?;
        }
        Ok(())
    }

    /// The archive of what is closed.
    ///
    /// # Errors
    /// As [`Filing::pack`].
    pub(super) fn done(mut self) -> Result<Archive, String> {
        self.pack()?;
        self.packing.done().map_err(|fault| fault.to_string())
    }
}
