//! Noting the head outside the desk, daily and at the end of a session.
//!
//! A chain that nobody else has seen proves nothing: with a head noted elsewhere, `verify` finds
//! lines that were taken off the end or written anew.

use super::Inner;
use super::open::Stop;
use crate::domain::{NumberKind, Records};
use crate::journal::{WitnessLine, note_head, read_heads, witness_file};
use crate::time::Stamp;

impl Inner {
    /// Notes the head in the profile's witness folder, if there is one: the first time on a day,
    /// and at the end of a session where anything was written since.
    pub(super) fn note_head(&mut self, now: Stamp, is_end: bool) {
        if matches!(self.stop, Some(Stop::Newer(_))) {
            // The witness folder may lie in the desk's own, of which nothing is changed.
            return;
        }
        let (Some(site), Some(replica), Some(last)) =
            (&self.core.site, &self.core.replica, &self.core.last)
        else {
            return;
        };
        let Some(folder) = &site.policy.profile.desk.witness_dir else {
            return;
        };
        let file = witness_file(&self.journal.dir().join(folder), replica);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::desk::{Caller, Desk, NewDesk, make};
    use crate::policy::shipped;
    use crate::time::FixedClock;

    #[test]
    fn the_head_is_noted_once_a_day_and_at_the_end_where_it_moved() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("desk");
        let noted = home.path().join("noted");
        std::fs::create_dir(&noted).unwrap();
        let caller = Caller::of_tests();
        let new = NewDesk::of("library-template");
        let at = |text: &str| text.parse::<Stamp>().unwrap();
        let clock = Arc::new(FixedClock(at("2026-11-22T02:14:07-05:00")));
        make(&dir, &new, shipped(), &caller, clock.as_ref()).unwrap();
        let desk = Desk::open(&dir, caller, clock).unwrap();
        let mut inner = desk.inner();
        let site = Arc::make_mut(inner.core.site.as_mut().unwrap());
        site.policy.profile.desk.witness_dir = Some(noted.to_string_lossy().into_owned());
        let replica = inner.core.made.as_ref().unwrap().replica.clone();
        let heads = || read_heads(&witness_file(&noted, &replica)).unwrap();
        inner.note_head(at("2026-11-22T09:00-05:00"), false);
        assert_eq!(heads().len(), 1);
        let seq = inner.core.last.as_ref().unwrap().seq;
        assert_eq!((heads()[0].seq, heads()[0].next_number), (seq, 1));
        // The same day, the same head, and another process that looks into the file first.
        inner.note_head(at("2026-11-22T10:00-05:00"), true);
        inner.noted = None;
        inner.core.last.as_mut().unwrap().seq += 1;
        inner.note_head(at("2026-11-22T11:00-05:00"), false);
        assert_eq!(heads().len(), 1);
        inner.note_head(at("2026-11-22T12:00-05:00"), true);
        assert_eq!(heads().len(), 2);
        inner.core.last.as_mut().unwrap().seq += 1;
        inner.note_head(at("2026-11-23T09:00-05:00"), false);
        assert_eq!(heads().len(), 3);
        // A folder that is gone is told and stops nothing.
        std::fs::remove_dir_all(&noted).unwrap();
        inner.core.last.as_mut().unwrap().seq += 1;
        inner.note_head(at("2026-11-24T09:00-05:00"), false);
        assert_eq!(inner.news.len(), 1);
    }
}
