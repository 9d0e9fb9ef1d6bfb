//! What is counted while the entries of a backup go by.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::codec::{self, Unreadable};
use crate::domain::event::DeskMade;
use crate::domain::{Event, Number, NumberKind, PersonId};
use crate::journal::Entry;
use crate::policy::read_profile;

/// What the entries say that a backup or a restore has to know.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) made: Option<DeskMade>,
    /// The copy under which the last line was written.
    pub(super) replica: String,
    /// Sums of the attached files that entries name.
    pub(super) attached: BTreeSet<String>,
    /// The first entry that is not understood, in words.
    pub(super) newer: Option<String>,
    /// Each kind's next number, in the order of [`NumberKind::ALL`].
    next: [u64; 4],
    /// The profile in force: its name and text.
    profile: Option<(String, String)>,
    staff: BTreeMap<PersonId, (Option<u32>, bool)>,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            next: [1; 4],
            ..Self::default()
        }
    }

    /// Counts an entry.
    pub(super) fn take(&mut self, entry: &Entry) {
        if self.replica != entry.stamping.replica {
            self.replica.clone_from(&entry.stamping.replica);
        }
        match codec::decode(entry) {
            Ok(Some(event)) => self.event(&event),
            Ok(None) => {}
            Err(error @ (Unreadable::Newer { .. } | Unreadable::Misfit { .. })) => {
                self.newer.get_or_insert_with(|| error.to_string());
            }
        }
    }

    fn event(&mut self, event: &Event) {
        if let Some(number) = number_of(event) {
            self.above(number.kind, number.n.saturating_add(1));
        }
        match event {
            // Its number stays given, although the line that gave it cannot be read alone.
            Event::EntryRedacted(redacted) => {
                if let Some(number) = number_of(&redacted.left.0) {
                    self.above(number.kind, number.n.saturating_add(1));
                }
            }
            Event::DeskMade(made) => self.made = Some(made.clone()),
            Event::DeskRestored(restored) => {
                for number in &restored.next {
                    self.above(number.kind, number.n);
                }
            }
            Event::ProfileAdopted(adopted) => {
                self.profile = Some((adopted.file.clone(), adopted.text.clone()));
            }
            // Of one that was taken out there is no file any more.
            Event::Attached(attached) if !attached.sha256.is_empty() => {
                self.attached.insert(attached.sha256.clone());
            }
            Event::PersonAdded(added) => {
                self.staff.insert(added.person, (added.uid, added.staff));
            }
            Event::PersonChanged(changed) => {
                let known = self.staff.entry(changed.person).or_default();
                known.0 = changed.uid.or(known.0);
                known.1 = changed.staff.unwrap_or(known.1) && changed.left != Some(true);
            }
            _ => {}
        }
    }

    /// Each kind's next number.
    pub(super) const fn next(&self) -> [u64; 4] {
        self.next
    }

    /// Lets a kind go on from a number at least.
    pub(super) fn above(&mut self, kind: NumberKind, next: u64) {
        for (known, of) in self.next.iter_mut().zip(NumberKind::ALL) {
            if of == kind {
                *known = next.max(*known);
            }
        }
    }

    /// The member of staff with an account.
    pub(super) fn person_of_uid(&self, uid: u32) -> Option<PersonId> {
        let staff = self.staff.iter();
        let mut of = staff.filter(|(_, (known, is_staff))| *is_staff && *known == Some(uid));
        of.next().map(|(person, _)| *person)
    }

    /// The profile in force: its witness folder, and whether a network file system is allowed.
    pub(super) fn places(&self) -> (Option<String>, bool) {
        let read = self
            .profile
            .as_ref()
            .map(|(file, text)| read_profile(text, file));
        let Some(Ok((profile, _))) = read else {
            return (None, false);
        };
        let dir = profile.desk.witness_dir.filter(|dir| !dir.is_empty());
        (dir, profile.desk.network_fs)
    }
}

/// The number that an event gives.
pub(super) fn number_of(event: &Event) -> Option<Number> {
    match event {
        Event::TicketOpened(e) => Some(e.number),
        Event::TicketImported(e) => Some(e.opened.number),
        Event::ChecklistStarted(e) => Some(e.number),
        Event::ListMade(e) => Some(e.number),
        Event::CalloutStarted(e) => Some(e.number),
        Event::ClaimDrafted(e) => Some(e.number),
        _ => None,
    }
}
