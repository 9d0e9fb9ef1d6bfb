//! Noting the head outside the desk, daily and at the end of a session.
//!
//! A chain that nobody else has seen proves nothing: with a head noted elsewhere, `verify` finds
//! lines that were taken off the end or written anew.

use super::Inner;
use crate::domain::{NumberKind, Records};
use crate::journal::{WitnessLine, note_head, read_heads, witness_file};
use crate::time::Stamp;

impl Inner {
    /// Notes the head in the profile's witness folder, if there is one: the first time on a day,
    /// and at the end of a session where anything was written since.
    pub(super) fn note_head(&mut self, now: Stamp, is_end: bool) {
        let (Some(site), Some(made), Some(last)) =
            (&self.core.site, &self.core.made, &self.core.last)
        else {
            return;
        };
        let Some(folder) = &site.policy.profile.desk.witness_dir else {
            return;
        };
        let file = witness_file(&self.journal.dir().join(folder), &made.replica);
        let day = |at: Stamp| at.wall().date().to_string();
        let before = self.noted.take().or_else(|| {
            let heads = read_heads(&file).ok()?;
            heads.last().map(|head| (day(head.at), head.seq))
        });
        let is_new = before
            .as_ref()
            .is_none_or(|(noted, seq)| *seq != last.seq && (is_end || *noted != day(now)));
        if !is_new {
            self.noted = before;
            return;
        }
        let head = WitnessLine {
            seq: last.seq,
            hash16: last.hash16.clone(),
            next_number: self.core.register.next_number(NumberKind::Ticket),
            at: now,
        };
        self.noted = Some((day(now), last.seq));
        if let Err(error) = note_head(&file, &head) {
            self.news.push(format!(
                "the head was not noted in {}: {error}",
                file.display()
            ));
        }
    }
}
