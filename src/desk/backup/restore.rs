//! Making a desk out of a backup.
//!
//! The backup is gone through whole before anything is written, and once more while it is; the
//! desk is put together beside its place, checked as any desk is, and gets its name last. Whoever
//! is killed on the way leaves a hidden folder, never half a desk.
//!
//! Invariants: the restored lines are the same bytes; the first entry behind them says that they
//! were restored, under a new replica, and its numbers go on above every number that is known to
//! have been given.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::BadBackup;
use super::compare::{Noted, Standing, noted};
use super::making::Making;
use super::place::Place;
use super::read::{WalkFault, walk};
use crate::desk::open::holder;
use crate::desk::{Caller, Desk};
use crate::domain::event::DeskRestored;
use crate::time::{Clock, Zone};

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
        let part = making.part()?;
        let walked = making.fill(&part.path, &file, &mut |done, all| {
            progress(all + done, all * 2);
        })?;
        if walked.sha256 != known.sha256 {
            let why = "it was changed while it was read";
            return Err(BadBackup::Damaged(why.to_owned()).into());
        }
        let mut restored = making.begin(&part.path, &walked, &heads, caller, clock)?;
        restored.doubts.extend(heads.unread);
        making.check(&part.path, from.as_deref(), &mut restored)?;
        making.put(part)?;
        if let Some(folder) = witness {
            making.note(&folder, &mut restored);
        }
        Ok(restored)
    }
}

/// Opens a backup. A link to one is followed; a pipe is not waited for.
fn open(file: &Path) -> Result<File, NotRestored> {
    use rustix::fs::{CWD, Mode, OFlags};
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

fn walked(fault: WalkFault) -> NotRestored {
    match fault {
        WalkFault::Bad(bad) => NotRestored::Bad(bad),
        WalkFault::Write(name, error) => NotRestored::NotMade(format!("{name}: {error}")),
    }
}
