//! What to say to whoever is owed word of a callout, put in place of what was said.
//!
//! The lines are those of the person who is named, as they are true now; whoever types their own
//! words keeps them, and the program sends nothing.

use super::{Context, Form, FormKind};
use crate::desk::Snapshot;
use crate::domain::Records as _;
use crate::domain::callout::outbox;
use crate::time::Stamp;

impl Form {
    /// Offers the lines of who is named, once the field with the name was left.
    pub(super) fn named(&mut self, index: usize, context: &Context<'_>) {
        if self.fields[index].spec.id == "who" {
            self.offer_ready(context.snapshot, context.now);
        }
    }

    /// Puts the lines that are ready for who is named in place of what was said, where nobody has
    /// typed there; for whom none are ready the field is empty.
    pub(in crate::tui) fn offer_ready(&mut self, snapshot: &Snapshot, now: Stamp) {
        let FormKind::Tell(ticket) = self.kind else {
            return;
        };
        let mut fields = self.fields.iter();
        let said = fields.find(|field| field.spec.id == "text");
        if said.is_none_or(super::Field::is_touched) {
            return;
        }
        let typed = self.text_of("who");
        let who = typed.trim();
        let nights = snapshot.callouts_of(ticket).into_iter();
        let last = nights.max_by_key(|night| night.started);
        let ready = last.map(|night| outbox(snapshot, &snapshot.site, &night, now));
        let mut ready = ready.unwrap_or_default().into_iter();
        let one = ready.find(|one| {
            let is_requester = who.is_empty() || who == "requester";
            is_requester && one.requester || !who.is_empty() && one.name == who
        });
        let text = one.map_or_else(String::new, |one| one.text.join(" "));
        self.prefill("text", &text);
    }
}
