//! Backups: a desk's journal, attachments and edited rules in one file.
//!
//! The file is a tar archive inside zstd, which other programs open too, with a manifest as its
//! first member and a sum of everything at its end. `docs/backup.md` describes it.
//!
//! Invariants: nobody waits while a backup is made, and what it holds is one moment of the desk; a
//! backup has its name only after every byte of it was read back and fitted; memory is bounded
//! whatever the length of the journal.

mod compare;
mod leftover;
mod making;
mod manifest;
mod place;
mod read;
mod restore;
mod seal;
mod survey;
mod tally;
mod write;

pub use compare::{Standing, Than};
pub use restore::{NotRestored, Restore, Restored};

use std::io;
use std::path::{Path, PathBuf};

use self::manifest::{FORMAT, Manifest, ManifestHead, numbers};
use self::read::{WalkFault, walk};
use self::survey::{Survey, SurveyFault};
use self::write::{Part, WriteFault, write};
use super::open::Stop;
use super::{Desk, Inner};
use crate::journal::{By, Position, ReadError, ReadLimit};
use crate::modes;
use crate::text::Clean;
use crate::time::Stamp;

/// How often a backup begins again where the journal's files were replaced meanwhile.
const TRIES: u32 = 4;

/// What is wrong with a backup.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBackup {
    /// It is none, or it was changed or cut; the text says which part. Take another.
    #[error("{0}")]
    Damaged(String),
    /// A newer program made it. Get that program.
    #[error("{0}")]
    Newer(String),
}

/// Why there is no backup. Nothing was left behind.
#[derive(Debug, thiserror::Error)]
pub enum NotBackedUp {
    /// The place that was named cannot be taken; the text says why. Name another.
    #[error("{0}")]
    Target(String),
    /// The desk is damaged: mend it first, and keep its folder as it is.
    #[error("{0}")]
    Damaged(String),
    /// A newer program wrote into the desk, so the backup could not be checked.
    #[error("{0}")]
    Newer(String),
    /// The journal's files were replaced again and again. Try again.
    #[error("the journal's files are being replaced; try again")]
    Busy,
    /// The disk did not take it; the text says the mend.
    #[error("{0}")]
    NotMade(String),
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// Its last entry.
    pub seq: u64,
    /// The first 16 hexadecimal digits of that entry's hash.
    pub hash16: String,
    /// The copy of the desk that it was made of.
    pub replica: String,
    /// Journal files in it.
    pub journals: u64,
    /// Attachments in it.
    pub attached: u64,
    /// Bytes of what it holds.
    pub holds_bytes: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of the file, as `sha256sum` prints it.
    pub sha256: String,
    /// Attachments that entries name and that are lost or were changed, by their sums: they are not
    /// in it.
    pub missing: Vec<String>,
    /// What lies in `site/` and was left out, because it is no plain file with a plain name.
    pub left_out: Vec<String>,
}

impl Desk {
    /// Makes a backup of what is acknowledged now. Others go on writing meanwhile. `progress` is
    /// told what is done and what is to do, in bytes.
    ///
    /// # Errors
    /// See [`NotBackedUp`]; nothing has the name that was given, and nothing else is left.
    pub fn backup(
        &self,
        target: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<BackedUp, NotBackedUp> {
        let folder = folder_of(target, &self.dir)?;
        leftover::sweep_backups(&folder);
        let now = self.now();
        let by = By {
            person: self.actor().map(|actor| actor.person.uuid()),
            uid: self.caller.uid,
            host: self.caller.host.clone(),
            how: "uid".to_owned(),
        };
        for _ in 0..TRIES {
            let end = self.inner().stand()?;
            match one(&self.dir, target, &folder, end, (now, &by), progress) {
                Ok(made) => {
                    self.inner().note_head(now, true);
                    return Ok(made);
                }
                Err(Once::Changed) => {}
                Err(Once::Not(not)) => return Err(not),
            }
        }
        Err(NotBackedUp::Busy)
    }
}

impl Inner {
    /// Reads what was acknowledged, and gives its end.
    fn stand(&mut self) -> Result<Position, NotBackedUp> {
        self.catch_up(ReadLimit::Acked);
        match &self.stop {
            Some(Stop::Damaged(why)) => Err(NotBackedUp::Damaged(why.clone())),
            Some(Stop::Newer(why)) => Err(NotBackedUp::Newer(why.clone())),
            Some(Stop::Fallen(why)) => Err(NotBackedUp::NotMade(why.clone())),
            // Reading goes on after a failed write.
            Some(Stop::Failed(_)) | None => Ok(self.journal.position()),
        }
    }
}

/// Why one try at a backup came to nothing.
enum Once {
    Changed,
    Not(NotBackedUp),
}

fn one(
    dir: &Path,
    target: &Path,
    folder: &Path,
    end: Position,
    (now, by): (Stamp, &By),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<BackedUp, Once> {
    let survey = Survey::take(dir, end, &mut |done| progress(done, done)).map_err(surveyed)?;
    let manifest = manifest_of(&survey, end, (now, by));
    // Once looked through, once written, once read back.
    let (part, all) = (survey.bytes(), survey.bytes() * 3);
    let disk = |error: &io::Error| Once::Not(NotBackedUp::NotMade(by_disk(folder, error)));
    let file = Part::new(folder).map_err(|error| disk(&error))?;
    let secs = (now.epoch_ms() / 1000).max(0) as u64;
    let written = write(dir, &manifest, secs, &file, &mut |done| {
        progress(part + done, all);
    });
    let sha256 = written.map_err(|fault| match fault {
        WriteFault::Changed => Once::Changed,
        WriteFault::Io(error) => disk(&error),
    })?;
    // What is read back should come from the disk, where the system lets it.
    let _ = rustix::fs::fadvise(&file.file, 0, None, rustix::fs::Advice::DontNeed);
    let read = walk(&file.file, None, &mut |done, _| {
        progress(part * 2 + done, all);
    });
    match read {
        Ok(read) if read.manifest == manifest && read.sha256 == sha256 => {}
        Ok(_) => return Err(not_read_back(folder, "it is not what was written")),
        Err(WalkFault::Bad(bad)) => return Err(not_read_back(folder, &bad.to_string())),
        Err(WalkFault::Write(_, error)) => return Err(disk(&error)),
    }
    if !survey.is_same(dir, end) {
        return Err(Once::Changed);
    }
    let bytes = file.file.metadata().map_err(|error| disk(&error))?.len();
    file.name(target).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Once::Not(exists(target)),
        _ => disk(&error),
    })?;
    modes::sync_folder(folder).map_err(|error| disk(&error))?;
    let under = |start: &str| {
        let names = manifest.files.iter();
        names.filter(|file| file.name.starts_with(start)).count() as u64
    };
    Ok(BackedUp {
        seq: end.seq,
        hash16: end.head().hash16,
        replica: manifest.replica.clone(),
        journals: under("journal/"),
        attached: under("files/"),
        holds_bytes: manifest.bytes(),
        bytes,
        sha256,
        missing: survey.missing,
        left_out: survey.left_out,
    })
}

/// What is to be said of a backup.
fn manifest_of(survey: &Survey, end: Position, (now, by): (Stamp, &By)) -> Manifest {
    Manifest {
        format: FORMAT,
        app: env!("CARGO_PKG_VERSION").to_owned(),
        made: now.rfc3339_ms(),
        by: by.clone(),
        desk: survey
            .tally
            .made
            .as_ref()
            .map_or_else(String::new, |made| made.name.as_str().to_owned()),
        replica: survey.tally.replica.clone(),
        head: ManifestHead {
            seq: end.seq,
            hash: end.hash_hex(),
        },
        next: numbers(survey.tally.next())
            .iter()
            .map(ToString::to_string)
            .collect(),
        files: survey.members.clone(),
    }
}

/// The folder of the file that was named, which must not be the desk's own.
fn folder_of(target: &Path, desk: &Path) -> Result<PathBuf, NotBackedUp> {
    let no = |why: String| Err(NotBackedUp::Target(why));
    if target.file_name().is_none() {
        return no("name a file for the backup, such as desk.tar.zst".to_owned());
    }
    if target.symlink_metadata().is_ok() {
        return Err(exists(target));
    }
    let above = target
        .parent()
        .filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    let folder = match above.canonicalize() {
        Ok(folder) if folder.is_dir() => folder,
        Ok(_) | Err(_) => {
            return no(format!(
                "there is no folder {}; make it first, or name another",
                shown(above)
            ));
        }
    };
    if desk
        .canonicalize()
        .is_ok_and(|desk| folder.starts_with(desk))
    {
        return no(format!(
            "{} lies in the desk's own folder and would be lost with it; name a file on another \
             disk",
            shown(target)
        ));
    }
    Ok(folder)
}

fn exists(target: &Path) -> NotBackedUp {
    NotBackedUp::Target(format!(
        "{} is there already, and no backup is written over; name another file",
        shown(target)
    ))
}

fn surveyed(fault: SurveyFault) -> Once {
    match fault {
        SurveyFault::Changed | SurveyFault::Read(ReadError::Reset) => Once::Changed,
        SurveyFault::Read(error @ ReadError::Newer { .. }) => {
            Once::Not(NotBackedUp::Newer(error.to_string()))
        }
        SurveyFault::Read(error @ (ReadError::Damage(_) | ReadError::Io { .. })) => {
            Once::Not(NotBackedUp::Damaged(error.to_string()))
        }
        SurveyFault::Io(path, error) => Once::Not(NotBackedUp::Damaged(format!(
            "{} cannot be read: {error}",
            shown(&path)
        ))),
    }
}

fn not_read_back(folder: &Path, why: &str) -> Once {
    Once::Not(NotBackedUp::NotMade(format!(
        "what was written in {} could not be read back ({why}). Nothing of it was left; use another \
         disk",
        shown(folder)
    )))
}

/// What to say where a disk did not take what was to be written in a folder, with the mend.
fn by_disk(folder: &Path, error: &io::Error) -> String {
    let at = shown(folder);
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => format!(
            "the disk under {at} is full. Free some space or name another disk. Nothing was left \
             there"
        ),
        io::ErrorKind::FileTooLarge => format!(
            "a file under {at} may not grow so far ({error}). Raise the limit of a file's size \
             (ulimit -f) or name another disk. Nothing was left there"
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("you may not write in {at} ({error}). Name another folder")
        }
        _ => format!("the disk under {at} did not take it ({error}). Nothing was left there"),
    }
}

fn shown(path: &Path) -> Clean {
    Clean::line(Clean::from_os(path.as_os_str()).as_str())
}
