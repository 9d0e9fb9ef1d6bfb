//! What a backup or a restore that was killed left behind, taken away by the next one there.
//!
//! Whoever makes one holds a lock on what has a hidden name until it has its real one, and the
//! kernel frees the lock of whoever dies. A name alone proves nothing.
//!
//! Invariants: only what belongs to the caller, has a name of ours to the letter, and is locked by
//! nobody goes away; a folder only where the mark in it says that it never was a desk; no link is
//! followed.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use uuid::Uuid;

use crate::journal::network_file_system;
use crate::modes;

/// The file in a folder that is no desk yet.
const MARK: &str = "restoring";
/// How long nothing was written to what lies on another machine's disk, whose locks may not be seen
/// from here, before it is taken for dead. Source: nightdesk.
const STILL: Duration = Duration::from_secs(24 * 60 * 60);

/// The hidden name of a backup until it is whole.
pub(super) fn backup_name() -> String {
    format!(".nightdesk-backup-{}.part", Uuid::new_v4())
}

/// The hidden name of a folder in which a desk is put together.
pub(super) fn restore_name(of: &str) -> String {
    format!(".{of}.restoring-{}", Uuid::new_v4())
}

/// Says that a file or folder is being worked on, for as long as the descriptor is open. Whether it
/// is still there: somebody may have taken it away before it was locked, or be about to.
pub(super) fn hold(held: &File, path: &Path) -> bool {
    // A disk without locks keeps none, and there nothing is swept either.
    let taken = flock(held, FlockOperation::NonBlockingLockExclusive);
    taken != Err(Errno::WOULDBLOCK)
        && fs::symlink_metadata(path).is_ok_and(|now| is_same(held, &now))
}

/// Marks a folder as one that is no desk yet.
pub(super) fn mark(folder: &Path) -> io::Result<()> {
    modes::create(&folder.join(MARK), 0o600).map(drop)
}

/// The folder becomes a desk: from here on nobody sweeps it.
pub(super) fn unmark(folder: &Path) -> io::Result<()> {
    fs::remove_file(folder.join(MARK))?;
    modes::sync_folder(folder)
}

/// Takes away what backups into a folder left there.
pub(super) fn sweep_backups(folder: &Path) {
    let is_ours = |name: &str| {
        let middle = name.strip_prefix(".nightdesk-backup-");
        middle
            .and_then(|rest| rest.strip_suffix(".part"))
            .is_some_and(is_id)
    };
    for (path, meta) in leftovers(folder, &is_ours) {
        let opened = modes::open_regular(&path, false).ok();
        let opened = opened.filter(|_| meta.is_file());
        if let Some(_held) = opened.filter(|file| is_free(file, &path)) {
            // What cannot be removed stays hidden, and is no backup.
            let _ = fs::remove_file(&path);
        }
    }
}

/// Takes away what restores of a desk of this name left in the folder above it.
pub(super) fn sweep_restores(above: &Path, of: &str) {
    let start = format!(".{of}.restoring-");
    let is_ours = |name: &str| name.strip_prefix(start.as_str()).is_some_and(is_id);
    for (path, meta) in leftovers(above, &is_ours) {
        let opened = modes::open_folder(&path).ok().filter(|_| meta.is_dir());
        let Some(_held) = opened.filter(|folder| is_free(folder, &path)) else {
            continue;
        };
        let _ = if fs::symlink_metadata(path.join(MARK)).is_ok_and(|mark| mark.is_file()) {
            fs::remove_dir_all(&path)
        } else {
            // Empty it never got as far as its mark; a desk is not empty.
            fs::remove_dir(&path)
        };
    }
}

/// What the caller has in a folder under such a name. On another machine's disk only what has been
/// still for a day.
fn leftovers(folder: &Path, is_ours: &dyn Fn(&str) -> bool) -> Vec<(PathBuf, Metadata)> {
    let caller = rustix::process::geteuid().as_raw();
    let is_near = matches!(network_file_system(folder), Ok(None));
    let is_still = |meta: &Metadata| {
        let age = meta.modified().map(|at| at.elapsed().unwrap_or_default());
        is_near || age.is_ok_and(|age| age >= STILL)
    };
    let Ok(items) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let items = items.filter_map(Result::ok);
    let named = items.filter(|item| item.file_name().to_str().is_some_and(is_ours));
    let found = named.filter_map(|item| Some((item.path(), item.metadata().ok()?)));
    found
        .filter(|(_, meta)| meta.uid() == caller && is_still(meta))
        .collect()
}

/// Whether nobody works on it. The lock is held until the caller is done.
fn is_free(held: &File, path: &Path) -> bool {
    flock(held, FlockOperation::NonBlockingLockExclusive).is_ok()
        && fs::symlink_metadata(path).is_ok_and(|now| is_same(held, &now))
}

fn is_same(held: &File, now: &Metadata) -> bool {
    let meta = held.metadata();
    meta.is_ok_and(|meta| (meta.dev(), meta.ino()) == (now.dev(), now.ino()))
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::write::Part;
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let items = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = items
            .map(|item| item.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_backup_left_goes_and_what_lives_or_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let living = Part::hidden(at).unwrap();
        let before = names(at);
        let dead = backup_name();
        fs::write(at.join(&dead), "half").unwrap();
        let others = [
            "letter.part",
            ".nightdesk-backup-1.part",
            ".nightdesk-backup-x",
        ];
        for name in others {
            fs::write(at.join(name), "not ours").unwrap();
        }
        fs::create_dir(at.join(backup_name())).unwrap();
        std::os::unix::fs::symlink("letter.part", at.join(backup_name())).unwrap();
        let all = names(at).len();
        sweep_backups(at);
        let left = names(at);
        assert_eq!(left.len(), all - 1);
        assert!(!left.contains(&dead) && left.contains(&before[0]));
        living.name(&at.join("whole")).unwrap();
        assert!(names(at).contains(&"whole".to_owned()));
    }

    #[test]
    fn a_folder_goes_only_where_it_is_marked_and_nobody_works_on_it() {
        let above = tempfile::tempdir().unwrap();
        let made = |is_marked: bool, of: &str| {
            let path = above.path().join(restore_name(of));
            fs::create_dir(&path).unwrap();
            fs::write(path.join("acked"), "1").unwrap();
            if is_marked {
                mark(&path).unwrap();
            }
            path
        };
        let dead = made(true, "desk");
        // A desk that was being set aside when the power went has such a name too.
        let set_aside = made(false, "desk");
        let of_another = made(true, "other");
        let living = made(true, "desk");
        let held = modes::open_folder(&living).unwrap();
        assert!(hold(&held, &living));
        // Whoever sweeps has it locked while it is still there.
        assert!(!hold(&modes::open_folder(&living).unwrap(), &living));
        sweep_restores(above.path(), "desk");
        assert!(!dead.exists());
        assert!(set_aside.exists() && of_another.exists() && living.exists());
        unmark(&living).unwrap();
        drop(held);
        sweep_restores(above.path(), "desk");
        assert!(living.join("acked").exists());
        assert!(!hold(&File::open(above.path()).unwrap(), &dead));
    }
}
