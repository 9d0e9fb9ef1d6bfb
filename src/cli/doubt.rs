//! What looks like a secret in a text that was just saved.
//!
//! A script cannot be asked, and its text must not be lost: so it is saved as it stands, and said
//! beside the answer, with the command that has it taken out.
//!
//! Invariant: what is said names the entry and what it looks like, never the secret.

use super::answer::Reply;
use super::fail::Fail;
use super::seat::Seat;
use super::work::saved;
use crate::desk::Receipt;
use crate::domain::{Command, Records, TicketId};
use crate::text::{Clean, Secret, find_secret};

/// The entries of a save whose texts look like a secret. They are read only where a text of the
/// command did, for reading them may take as long as reading the journal.
fn entries(seat: &Seat, id: TicketId, receipt: &Receipt) -> Vec<(u64, Secret)> {
    let all = seat.known.stories.entries_on(id.uuid()).unwrap_or_default();
    let of_save = |seq: u64| (receipt.first_seq..=receipt.seq).contains(&seq);
    let written = all.iter().filter(|(head, _)| of_save(head.seq));
    let found = written.filter_map(|(head, event)| {
        let texts = event.texts();
        let found = texts.iter().find_map(|text| find_secret(text.as_str()))?;
        Some((head.seq, found.kind))
    });
    found.collect()
}

/// An answer with a warning beside it for each entry in which a text looks like a secret; `texts`
/// are those that the caller gave.
pub(super) fn told<'t>(
    mut reply: Reply,
    seat: &Seat,
    (id, receipt): (TicketId, &Receipt),
    texts: impl IntoIterator<Item = &'t Clean>,
) -> Reply {
    let mut texts = texts.into_iter();
    let has_secret = texts.any(|text| find_secret(text.as_str()).is_some());
    let ticket = seat.known.ticket(id).filter(|_| has_secret);
    if let (Reply::Answer(answer), Some(ticket)) = (&mut reply, ticket) {
        let lines = entries(seat, id, receipt).into_iter().map(|(seq, kind)| {
            seat.typed.text(&format!(
                "entry {seq} holds what looks like {}. It is saved as it stands; `nightdesk \
                 redact {} {seq} --because ...` asks to have it taken out",
                kind.words(),
                ticket.number,
            ))
        });
        answer.beside.extend(lines);
    }
    reply
}

/// Saves a command about a ticket with a text that somebody typed.
pub(super) fn save_text(
    seat: &mut Seat,
    ticket: TicketId,
    (command, text): (&Command, &Clean),
    said: &str,
) -> Result<Reply, Fail> {
    let receipt = seat.submit(command)?;
    let reply = saved(seat, ticket, &receipt, said);
    Ok(told(reply, seat, (ticket, &receipt), [text]))
}
