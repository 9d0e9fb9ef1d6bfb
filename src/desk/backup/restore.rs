//! Making a desk out of a backup.
//!
//! The backup is gone through whole before anything is written, and once more while it is; the
//! desk is put together beside its place, checked as any desk is, and gets its name last. Whoever
//! is killed on the way leaves a hidden folder, never half a desk.
//!
//! Invariants: the restored lines are the same bytes; the first entry behind them says that they
//! were restored, under a new replica, and its numbers go on above every number that is known to
//! have been given.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};
use uuid::Uuid;

use super::compare::{Noted, Standing, Than, noted, standing};
use super::manifest::numbers;
use super::read::{WalkFault, Walked, walk};
use super::{BadBackup, by_disk, shown};
use crate::desk::{Caller, Desk, LOCK_WAIT, codec};
use crate::domain::event::DeskRestored;
use crate::domain::{Event, Number, NumberKind, PersonId};
use crate::journal::{
    By, Held, Holder, Journal, LockError, Position, RESERVE_BYTES, ReadLimit, Stamping,
    WitnessLine, journal_files, network_file_system, new_replica, note_head, verify, witness_file,
};
use crate::modes::{self, Modes};
use crate::text::Clean;
use crate::time::{Clock, Stamp, Zone};

/// What is to be restored, and where.
#[derive(Debug, Clone, Copy)]
pub struct Restore<'a> {
    /// The backup.
    pub file: &'a Path,
    /// The folder of the desk to be.
    pub into: &'a Path,
    /// The group that shares the desk; none = for the caller alone.
    pub group: Option<u32>,
    /// The folder in which the heads of the desk were noted; none = the profile's.
    pub witness: Option<&'a Path>,
    /// Whether a desk that stands there is set aside.
    pub replace: bool,
}

/// Why nothing was restored. What stood there is as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotRestored {
    /// The backup is wrong.
    #[error(transparent)]
    Bad(#[from] BadBackup),
    /// The place that was named cannot be taken; the text says why.
    #[error("{0}")]
    Place(String),
    /// A desk stands there; the text says what it has that the backup has not.
    #[error("{0}")]
    IsADesk(Box<Standing>),
    /// The desk that stands there is being written.
    #[error("{0}")]
    Busy(String),
    /// The disk did not take it; the text says the mend.
    #[error("{0}")]
    NotMade(String),
}

/// A desk that was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The organisation's name.
    pub name: String,
    /// What the first entry behind the restored ones says.
    pub entry: DeskRestored,
    /// That entry's seq.
    pub seq: u64,
    /// The first 16 hexadecimal digits of its hash.
    pub hash16: String,
    /// Attachments that came with it.
    pub attached: u64,
    /// Attachments that entries name and that the backup has not.
    pub missing: u64,
    /// Whether the caller is of the desk's staff.
    pub is_staff: bool,
    /// The folder of the desk that stood there.
    pub aside: Option<PathBuf>,
    /// What a person should look into.
    pub doubts: Vec<String>,
}

impl Desk {
    /// Makes a desk out of a backup. `progress` is told what is done and what is to do, in bytes.
    ///
    /// # Errors
    /// See [`NotRestored`]; in every case what stood there is as it was.
    pub fn restore(
        what: &Restore<'_>,
        caller: &Caller,
        clock: &dyn Clock,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Restored, NotRestored> {
        let file = open(what.file)?;
        let into = std::path::absolute(what.into)
            .map_err(|error| NotRestored::Place(format!("--into: {error}")))?;
        let into: PathBuf = into.components().collect();
        let known = walk(&file, None, &mut |done, all| progress(done, all * 2)).map_err(walked)?;
        let zone = known.tally.made.as_ref().map(|made| made.zone.as_str());
        let zone = zone.and_then(|zone| Zone::named(zone).ok());
        let now = zone.map_or_else(|| clock.now(), |zone| zone.see(clock.now()));
        let place = Place::find(&into, what, &known, &holder(caller, now))?;
        let making = Making {
            what,
            into: &into,
            place: &place,
            now,
        };
        let (witness, network_fs) = known.tally.places();
        making.check_disk(network_fs)?;
        let witness = witness.map(|dir| into.join(dir));
        let from = what.witness.map(Path::to_owned).or_else(|| witness.clone());
        let heads = from.as_ref().map_or_else(Noted::default, |folder| {
            noted(folder, &known.manifest.replica, &known.end)
        });
        let part = Part(making.hidden());
        let walked = making.fill(&part.0, &file, &mut |done, all| {
            progress(all + done, all * 2);
        })?;
        if walked.sha256 != known.sha256 {
            let why = "it was changed while it was read";
            return Err(BadBackup::Damaged(why.to_owned()).into());
        }
        let mut restored = making.begin(&part.0, &walked, &heads, caller, clock)?;
        restored.doubts.extend(heads.unread);
        making.check(&part.0, from.as_deref(), &mut restored)?;
        making.put(part)?;
        if let Some(folder) = witness {
            making.note(&folder, &mut restored);
        }
        Ok(restored)
    }
}

/// Where a desk is to stand.
struct Place {
    standing: Option<Standing>,
    /// Where what stands there goes.
    aside: Option<PathBuf>,
    /// The lock of the desk that is set aside.
    _held: Option<Held>,
}

impl Place {
    fn find(
        into: &Path,
        what: &Restore<'_>,
        known: &Walked,
        holder: &Holder,
    ) -> Result<Self, NotRestored> {
        let free = Self {
            standing: None,
            aside: None,
            _held: None,
        };
        let no = |why: &str| Err(NotRestored::Place(format!("{} {why}", shown(into))));
        match fs::symlink_metadata(into) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(free),
            Err(error) => return no(&format!("cannot be looked at: {error}")),
            Ok(meta) if meta.is_symlink() => {
                return no("is a symbolic link; name the folder itself");
            }
            Ok(meta) if !meta.is_dir() => return no("is no folder; name another"),
            Ok(_) => {}
        }
        let mut items = fs::read_dir(into).map_err(|error| {
            NotRestored::Place(format!("{} cannot be read: {error}", shown(into)))
        })?;
        if items.next().is_none() {
            return Ok(free);
        }
        if journal_files(into).is_ok_and(|files| !files.is_empty()) {
            if !what.replace {
                let found = standing(into, &known.tally, &known.end);
                return Err(NotRestored::IsADesk(Box::new(found)));
            }
            return Self::taken(into, known, holder);
        }
        no("has files in it; name an empty folder or a new one")
    }

    /// Keeps others from writing into the desk that is set aside, and looks at it then.
    fn taken(into: &Path, known: &Walked, holder: &Holder) -> Result<Self, NotRestored> {
        let journal = Journal::open(into).map_err(|error| NotRestored::Place(error.to_string()))?;
        let held = journal
            .hold(LOCK_WAIT, holder)
            .map_err(|error| match error {
                LockError::Busy { .. } => NotRestored::Busy(error.to_string()),
                LockError::Fault(_) | LockError::Read(_) | LockError::Io { .. } => {
                    NotRestored::Place(error.to_string())
                }
            })?;
        let name = into.file_name().unwrap_or_default().to_string_lossy();
        let time = holder.since.wall().format("%Y-%m-%dT%H%M%S");
        let above = into.parent().unwrap_or(Path::new("/"));
        Ok(Self {
            standing: Some(standing(into, &known.tally, &known.end)),
            aside: Some(modes::free_name(
                above,
                &format!("{name}.before-{time}"),
                "",
            )),
            _held: Some(held),
        })
    }
}

/// A desk that is being put together.
struct Making<'a> {
    what: &'a Restore<'a>,
    into: &'a Path,
    place: &'a Place,
    now: Stamp,
}

/// A folder that goes away unless it got another name.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already where it was renamed; what cannot be removed is hidden and no desk.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Making<'_> {
    fn above(&self) -> &Path {
        self.into.parent().unwrap_or(Path::new("/"))
    }

    fn hidden(&self) -> PathBuf {
        let name = self.into.file_name().unwrap_or_default().to_string_lossy();
        self.above()
            .join(format!(".{name}.restoring-{}", Uuid::new_v4()))
    }

    fn disk(&self, error: &io::Error) -> NotRestored {
        NotRestored::NotMade(by_disk(self.above(), error))
    }

    fn check_disk(&self, network_fs: bool) -> Result<(), NotRestored> {
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
    fn fill(
        &self,
        part: &Path,
        file: &File,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Walked, NotRestored> {
        let modes = Modes::new(self.what.group);
        let folders = ["", "journal", "files", "site"];
        for folder in folders {
            modes
                .make_folder(&part.join(folder))
                .map_err(|error| self.disk(&error))?;
        }
        let make = |member: &super::manifest::Member| {
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
    fn begin(
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
    fn check(
        &self,
        part: &Path,
        witness: Option<&Path>,
        restored: &mut Restored,
    ) -> Result<(), NotRestored> {
        let witness = witness.filter(|folder| folder.is_dir());
        let report = verify(part, witness, &mut |_, _| {}).map_err(|error| self.disk(&error))?;
        for fault in &report.faults {
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
    fn put(&self, part: Part) -> Result<(), NotRestored> {
        let named = match &self.place.aside {
            None => rename(&part.0, self.into),
            Some(aside) => self.swap(part, aside),
        };
        named.map_err(|error| {
            NotRestored::Place(format!(
                "{} could not be given to the desk ({error}); name a folder that is not there yet",
                shown(self.into),
            ))
        })?;
        modes::sync_folder(self.above()).map_err(|error| self.disk(&error))
    }

    /// Puts the new desk in the place of the one that stands there. Where the file system can, the
    /// two change places, so that at no moment there is no desk.
    fn swap(&self, part: Part, aside: &Path) -> io::Result<()> {
        let exchange =
            || rustix::fs::renameat_with(CWD, &part.0, CWD, self.into, RenameFlags::EXCHANGE);
        if exchange().is_err() {
            rename(self.into, aside)?;
            return rename(&part.0, self.into).inspect_err(|_| {
                // As it was; a desk that cannot be put back stands under the other name.
                let _ = rename(aside, self.into);
            });
        }
        let Err(error) = rename(&part.0, aside) else {
            return Ok(());
        };
        if exchange().is_err() {
            // What stood there has the hidden name now, and must not go away with it.
            std::mem::forget(part);
        }
        Err(error)
    }

    /// Notes the new copy's first head outside the desk.
    fn note(&self, folder: &Path, restored: &mut Restored) {
        let next = &restored.entry.next;
        let ticket = next.iter().find(|number| number.kind == NumberKind::Ticket);
        let head = WitnessLine {
            seq: restored.seq,
            hash16: restored.hash16.clone(),
            next_number: ticket.map_or(1, |number| number.n),
            at: self.now,
        };
        let file = witness_file(folder, &restored.entry.replica);
        if let Err(error) = note_head(&file, &head) {
            restored.doubts.push(format!(
                "the head was not noted in {} ({error}); make that folder, or change the profile's \
                 witness_dir",
                shown(&file)
            ));
        }
    }
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    Ok(rustix::fs::renameat(CWD, from, CWD, to)?)
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
    entry: crate::journal::NewEntry,
    stamping: &Stamping,
    holder: &Holder,
) -> Result<Position, String> {
    let mut journal = Journal::open(part).map_err(|error| error.to_string())?;
    journal
        .for_each_group(ReadLimit::Whole, |_| {})
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

/// Opens a backup. A link to one is followed; a pipe is not waited for.
fn open(file: &Path) -> Result<File, NotRestored> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let opened = rustix::fs::openat(CWD, file, flags, Mode::empty());
    let no = |why: String| NotRestored::Bad(BadBackup::Damaged(why));
    match opened.map(File::from) {
        Ok(opened) if opened.metadata().is_ok_and(|meta| meta.is_file()) => Ok(opened),
        Ok(_) => Err(no("it is no file; name the backup".to_owned())),
        Err(rustix::io::Errno::NOENT) => {
            Err(no("there is no such file; check the name".to_owned()))
        }
        Err(error) => Err(no(format!("it cannot be read: {}", io::Error::from(error)))),
    }
}

fn holder(caller: &Caller, since: Stamp) -> Holder {
    crate::desk::open::holder(caller, since)
}

fn walked(fault: WalkFault) -> NotRestored {
    match fault {
        WalkFault::Bad(bad) => NotRestored::Bad(bad),
        WalkFault::Write(name, error) => NotRestored::NotMade(format!("{name}: {error}")),
    }
}
