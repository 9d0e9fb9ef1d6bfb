//! Entries whose text was taken out, as they are told.

use super::{Timeline, words};
use crate::domain::event::{EntryRedacted, RedactionAsked, RedactionDeclined, RedactionWithdrawn};
use crate::domain::{EntryHead, Event, Proof, Records};
use crate::text::Clean;
use crate::time::full;

/// Somebody asked for it.
pub(super) fn asked(event: &RedactionAsked) -> String {
    format!(
        "asked to take out the text of entry {}: {}",
        event.entry, event.because
    )
}

/// It was done.
pub(super) fn done(event: &EntryRedacted, records: &dyn Records) -> String {
    format!(
        "took out the text of entry {}: {}",
        event.entry,
        why(event, records)
    )
}

/// It is not asked for any more.
pub(super) fn withdrawn(event: &RedactionWithdrawn) -> String {
    let because = event.because.as_ref();
    format!(
        "took back that the text of entry {} be taken out{}",
        event.entry,
        because.map_or_else(String::new, |because| format!(": {because}"))
    )
}

/// The text stays.
pub(super) fn declined(event: &RedactionDeclined, records: &dyn Records) -> String {
    format!(
        "the text of entry {} stays: {}; decided by {}{}",
        event.entry,
        event.because,
        words::person(records, event.declined_by),
        kept(event.how, event.reference.as_ref())
    )
}

/// How a decision that somebody else entered came in, and where it is kept.
fn kept(how: Option<Proof>, reference: Option<&Clean>) -> String {
    how.map_or_else(String::new, |how| {
        let reference = reference.map_or_else(String::new, |text| format!(", {text}"));
        format!(" ({how}{reference})")
    })
}

/// Why, who asked, and who approved it, with how that came in.
fn why(event: &EntryRedacted, records: &dyn Records) -> String {
    let name = |id| words::person(records, id);
    let by_paper = kept(event.how, event.reference.as_ref());
    format!(
        "{}; asked by {}, approved by {}{by_paper}",
        event.because,
        name(event.asked_by),
        name(event.approved_by)
    )
}

impl Timeline {
    /// Each line whose text was taken out says so in its place, with who and why; a line that is
    /// still to be emptied shows its text no more.
    pub(super) fn redact(&mut self, entries: &[&(EntryHead, Event)], records: &dyn Records) {
        for (head, event) in entries {
            let Event::EntryRedacted(order) = event else {
                continue;
            };
            let lines = self.lines.iter_mut().chain(&mut self.silent);
            for line in lines.filter(|line| line.seq == order.entry) {
                line.redacted_by = Some(head.seq);
                line.text = Clean::new(&format!(
                    "redacted {} (entry {}): {}",
                    full(head.at),
                    head.seq,
                    why(order, records)
                ));
            }
        }
    }
}
