//! A desk that is put together out of a backup.
//!
//! The members go into a hidden folder beside its place; the journal's own room then writes the
//! first entry of the new copy and checks the whole, as it does for any desk.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::compare::{Noted, Than};
use super::leftover;
use super::manifest::{Member, numbers};
use super::place::{Part, Place};
use super::read::{WalkFault, Walked, walk};
use super::restore::{NotRestored, Restore, Restored};
use super::{by_disk, shown};
use crate::desk::open::holder;
use crate::desk::{Caller, LOCK_WAIT, WITNESS_WAIT, codec};
use crate::domain::event::DeskRestored;
use crate::domain::{Event, Number, NumberKind, PersonId};
use crate::journal::{
    self, By, Holder, Journal, NewEntry, Position, RESERVE_BYTES, ReadLimit, Stamping, WitnessLine,
    check, network_file_system, new_replica, note_head_within, witness_file,
};
use crate::modes::{self, Modes};
use crate::text::Clean;
use crate::time::{Clock, Stamp};

/// A desk that is being put together.
pub(super) struct Making<'a> {
    pub(super) what: &'a Restore<'a>,
    pub(super) into: &'a Path,
    pub(super) place: &'a Place,
    pub(super) now: Stamp,
}

impl Making<'_> {
    fn above(&self) -> &Path {
        self.into.parent().unwrap_or(Path::new("/"))
    }

    /// The hidden folder in which it is put together.
    fn hidden(&self) -> PathBuf {
        self.above().join(leftover::restore_name(&self.name()))
    }

    fn name(&self) -> String {
        let name = self.into.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Makes that folder, once what a restore that was killed left beside it is gone.
    pub(super) fn part(&self) -> Result<Part, NotRestored> {
        leftover::sweep_restores(self.above(), &self.name());
        let made = Part::new(self.hidden(), Modes::new(self.what.group));
        made.map_err(|error| self.disk(&error))
    }

    fn disk(&self, error: &io::Error) -> NotRestored {
        NotRestored::NotMade(by_disk(self.above(), error))
    }

    /// Makes the folder above it, and refuses a network disk that the profile does not allow.
    pub(super) fn check_disk(&self, network_fs: bool) -> Result<(), NotRestored> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(self.above())
            .map_err(|error| self.disk(&error))?;
        match network_file_system(self.above()) {
            Ok(Some(kind)) if !network_fs => Err(NotRestored::Place(format!(
                "{} lies on {kind}, a network file system, which does not keep locks and syncs \
                 safely; name a folder on a disk of this machine",
                shown(self.into)
            ))),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Writes the backup's members into a new folder.
    pub(super) fn fill(
        &self,
        part: &Path,
        file: &File,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Walked, NotRestored> {
        let modes = Modes::new(self.what.group);
        let folders = ["journal", "files", "site"];
        for folder in folders {
            modes
                .make_folder(&part.join(folder))
                .map_err(|error| self.disk(&error))?;
        }
        let make = |member: &Member| {
            let path = part.join(&member.name);
            let between: Vec<&Path> = path.ancestors().skip(1).collect();
            let inside = between
                .into_iter()
                .rev()
                .filter(|dir| dir.starts_with(part));
            for folder in inside {
                modes.make_folder(folder)?;
            }
            modes.create(&path)
        };
        walk(file, Some(&make), progress).map_err(|fault| match fault {
            WalkFault::Bad(bad) => bad.into(),
            WalkFault::Write(_, error) => self.disk(&error),
        })
    }

    /// Writes the first entry of the new copy.
    pub(super) fn begin(
        &self,
        part: &Path,
        walked: &Walked,
        heads: &Noted,
        caller: &Caller,
        clock: &dyn Clock,
    ) -> Result<Restored, NotRestored> {
        let not = |why: String| NotRestored::NotMade(format!("the desk could not be begun: {why}"));
        let person = walked.tally.person_of_uid(caller.uid);
        let event = self
            .entry(walked, heads)
            .map_err(|error| self.disk(&error))?;
        let entry = codec::encode(&Event::from(event.clone()), Uuid::now_v7()).map_err(not)?;
        let stamping = Stamping {
            app: env!("CARGO_PKG_VERSION").to_owned(),
            replica: event.replica.clone(),
            at: self.now,
            boot: clock.boot(),
            by: By {
                person: person.map(PersonId::uuid),
                uid: caller.uid,
                host: caller.host.clone(),
                how: "uid".to_owned(),
            },
        };
        let end = append(part, entry, &stamping, &holder(caller, self.now)).map_err(not)?;
        let attached = |name: &str| name.starts_with("files/");
        let files = walked.manifest.files.iter();
        let attached = files.filter(|file| attached(&file.name)).count() as u64;
        Ok(Restored {
            name: walked.manifest.desk.clone(),
            entry: event,
            seq: end.seq,
            hash16: end.head().hash16,
            attached,
            missing: (walked.tally.attached.len() as u64).saturating_sub(attached),
            is_staff: person.is_some(),
            aside: self.place.aside.clone(),
            doubts: Vec::new(),
        })
    }

    /// What is said of the restore: above which numbers it goes on, and how that is known.
    fn entry(&self, walked: &Walked, heads: &Noted) -> io::Result<DeskRestored> {
        let head = &walked.end;
        let mut next = walked.tally.next();
        let mut sources = vec!["the backup".to_owned()];
        let mut known = head.seq;
        let stood = self.place.standing.as_ref();
        if let Some(stood) = stood.filter(|stood| stood.is != Than::Other) {
            known = known.max(stood.seq);
            above(&mut next, &stood.numbers);
            sources.push("the desk that stood there".to_owned());
        }
        let mut lost = known;
        if let Some(noted) = &heads.beyond {
            lost = lost.max(noted.seq);
            // Tickets are noted by their number; of the rest it is known that each took an entry.
            let unseen = noted.seq.saturating_sub(known);
            for (next, kind) in next.iter_mut().zip(NumberKind::ALL) {
                match kind {
                    NumberKind::Ticket => *next = heads.next.max(*next),
                    NumberKind::List | NumberKind::Callout | NumberKind::Claim => *next += unseen,
                }
            }
            sources.push(format!(
                "the witness, which noted entry {} on {}",
                noted.seq, noted.at
            ));
        }
        let made: Stamp = walked.manifest.made.parse().unwrap_or(self.now);
        let aside = self.place.aside.as_ref();
        Ok(DeskRestored {
            replica: new_replica()?,
            from: walked.manifest.replica.clone(),
            seq: head.seq,
            hash: head.hash_hex(),
            sha256: walked.sha256.clone(),
            made,
            next: numbers(next),
            source: Clean::line(&sources.join(", ")),
            lost: (lost > head.seq).then_some(lost - head.seq),
            aside: aside.map(|aside| shown(aside)),
        })
    }

    /// The new desk as `verify` sees it, before it has its name.
    pub(super) fn check(
        &self,
        part: &Path,
        witness: Option<&Path>,
        restored: &mut Restored,
    ) -> Result<(), NotRestored> {
        let checked = check(part, &mut |_, _| {}, &mut |_| {});
        let mut checked = checked.map_err(|error| self.disk(&error))?;
        // That a folder cannot be read is among the doubts already.
        let heads = witness.and_then(|at| journal::Noted::read_within(at, WITNESS_WAIT).ok());
        if let Some(heads) = heads {
            checked.compare(&heads);
        }
        for fault in &checked.report.faults {
            if fault.file != "witness" {
                let why = format!("what was written does not fit: {fault}. Use another disk");
                return Err(NotRestored::NotMade(why));
            }
            let why = &fault.why;
            restored.doubts.push(format!(
                "the backup is not what the witness noted: {why}. Find out why before you rely on it"
            ));
        }
        sync_tree(part).map_err(|error| self.disk(&error))
    }

    /// Gives the desk its name.
    pub(super) fn put(&self, part: Part) -> Result<(), NotRestored> {
        leftover::unmark(&part.path).map_err(|error| self.disk(&error))?;
        let named = match &self.place.aside {
            None => part.name(self.into),
            Some(aside) => part.swap(self.into, aside),
        };
        named.map_err(|error| {
            NotRestored::Place(format!(
                "{} could not be given to the desk ({error}); name a folder that is not there yet",
                shown(self.into),
            ))
        })?;
        modes::sync_folder(self.above()).map_err(|error| self.disk(&error))
    }

    /// Notes the new copy's first head outside the desk.
    pub(super) fn note(&self, folder: &Path, restored: &mut Restored) {
        let next = &restored.entry.next;
        let ticket = next.iter().find(|number| number.kind == NumberKind::Ticket);
        let head = WitnessLine {
            seq: restored.seq,
            hash16: restored.hash16.clone(),
            next_number: ticket.map_or(1, |number| number.n),
            at: self.now,
        };
        let file = witness_file(folder, &restored.entry.replica);
        if let Err(error) = note_head_within(&file, &head, WITNESS_WAIT) {
            restored.doubts.push(format!(
                "the head was not noted in {} ({error}); make that folder, or change the profile's \
                 witness_dir",
                shown(&file)
            ));
        }
    }
}

fn above(next: &mut [u64; 4], given: &[Number]) {
    for number in given {
        for (next, kind) in next.iter_mut().zip(NumberKind::ALL) {
            if kind == number.kind {
                *next = number.n.saturating_add(1).max(*next);
            }
        }
    }
}

fn append(
    part: &Path,
    entry: NewEntry,
    stamping: &Stamping,
    holder: &Holder,
) -> Result<Position, String> {
    let mut journal = Journal::open(part).map_err(|error| error.to_string())?;
    journal
        .read_through(ReadLimit::Whole)
        .map_err(|error| error.to_string())?;
    let mut locked = journal
        .lock(LOCK_WAIT, holder)
        .map_err(|error| error.to_string())?;
    locked
        .append(vec![vec![entry]], stamping)
        .map_err(|error| error.to_string())?;
    locked.keep_reserve(RESERVE_BYTES, stamping.at);
    Ok(locked.position())
}

fn sync_tree(dir: &Path) -> io::Result<()> {
    for item in fs::read_dir(dir)? {
        let item = item?;
        if item.file_type()?.is_dir() {
            sync_tree(&item.path())?;
        } else {
            modes::open_regular(&item.path(), false)?.sync_all()?;
        }
    }
    modes::sync_folder(dir)
}
