//! How entries change the facts of a ticket.

use super::Ticket;
use crate::domain::{EntryHead, Event};

impl Ticket {
    /// The ticket that an opening or imported entry makes; none for any other.
    pub fn begin(_head: &EntryHead, _event: &Event) -> Option<Self> {
        None
    }

    /// Takes over what a later entry of this ticket says; others change nothing.
    pub fn apply(&mut self, _head: &EntryHead, _event: &Event) {}
}
