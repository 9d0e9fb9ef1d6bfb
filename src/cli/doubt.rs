//! What looks like a secret in a text that was just saved.
//!
//! A script cannot be asked, and its text must not be lost: so it is saved as it stands, and said
//! beside the answer, with the command that has it taken out.
//!
//! Invariant: what is said names the entry and what it looks like, never the secret.

use super::answer::Reply;
use super::seat::Seat;
use crate::desk::Receipt;
use crate::domain::{Records, TicketId};
use crate::text::find_secret;

/// The warnings about what a command wrote on a ticket, a line each.
fn lines(seat: &Seat, id: TicketId, receipt: &Receipt) -> Vec<String> {
    let Some(ticket) = seat.known.ticket(id) else {
        return Vec::new();
    };
    let line = |seq: u64| {
        let entry = seat.known.entry(id, seq)?;
        let texts = entry.event.texts();
        let found = texts.iter().find_map(|text| find_secret(text.as_str()))?;
        Some(seat.typed.text(&format!(
            "entry {seq} holds what looks like {}. It is saved as it stands; `nightdesk redact {} \
             {seq} --because ...` asks to have it taken out",
            found.kind.words(),
            ticket.number,
        )))
    };
    (receipt.first_seq..=receipt.seq).filter_map(line).collect()
}

/// An answer with these warnings beside it.
pub(super) fn told(mut reply: Reply, seat: &Seat, id: TicketId, receipt: &Receipt) -> Reply {
    if let Reply::Answer(answer) = &mut reply {
        answer.beside.extend(lines(seat, id, receipt));
    }
    reply
}
