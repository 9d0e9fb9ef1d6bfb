//! The heads that were noted outside the desk, as `doctor` tells of them.
//!
//! The folder may be on another machine that is away, so it is waited for no longer than a person
//! looks at an empty line.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::call::shown;
use super::doctor::Found;
use crate::desk::Snapshot;
use crate::journal::{read_heads_within, witness_file};
use crate::time::Stamp;

/// How long the folder is waited for. Source: nightdesk.
const WAIT: Duration = Duration::from_secs(2);
/// Minutes after which a head should have been noted where anything was written: a day and a night.
const LATE_MINUTES: i64 = 36 * 60;

/// Whether the head stands somewhere else too.
pub(super) fn witness(dir: &Path, known: &Snapshot, now: Stamp) -> Found {
    let named = known.site.policy.profile.desk.witness_dir.as_ref();
    let (ok, says) = match named.filter(|named| !named.is_empty()) {
        None => (
            true,
            "no folder is named for the head; `nightdesk profile set desk.witness_dir DIR \
             --source WHO` has it noted where others keep it"
                .to_owned(),
        ),
        Some(folder) => noted(&dir.join(folder), known, now),
    };
    Found {
        name: "witness",
        ok,
        says,
    }
}

fn noted(folder: &Path, known: &Snapshot, now: Stamp) -> (bool, String) {
    let at = shown(folder);
    let heads = match read_heads_within(&witness_file(folder, &known.replica), WAIT) {
        Ok(heads) => heads,
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => Vec::new(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let says = format!(
                "{at} is not there, so the head is noted nowhere. All is saved; have the folder \
                 back, or name another"
            );
            return (false, says);
        }
        Err(error) => {
            let says = format!(
                "{at}: {error}, so the head is not noted. All is saved; look at that folder"
            );
            return (false, says);
        }
    };
    if let Some(why) = unwritable(folder, &known.replica) {
        let says = format!(
            "{at} cannot be written: {why}, so the head is not noted. All is saved; look at that \
             folder"
        );
        return (false, says);
    }
    let Some(last) = heads.last() else {
        return (true, format!("{at}: no head of this desk yet"));
    };
    let more = known.seq.saturating_sub(last.seq);
    let ok = more == 0 || now.minutes_since(last.at) < LATE_MINUTES;
    let mend = if ok {
        ""
    } else {
        "; can that folder be written?"
    };
    let says = format!(
        "{at}: entry {} noted {}, {more} more since{mend}",
        last.seq, last.at
    );
    (ok, says)
}

/// Why no head can be noted in a folder that can be read; nothing is tried.
fn unwritable(folder: &Path, replica: &str) -> Option<String> {
    let file = witness_file(folder, replica);
    let at = if file.exists() { &file } else { folder };
    if let Err(error) = rustix::fs::access(at, rustix::fs::Access::WRITE_OK) {
        return Some(io::Error::from(error).to_string());
    }
    let room = rustix::fs::statvfs(folder).ok()?;
    // A disk of another kind may count no blocks at all.
    (room.f_blocks > 0 && room.f_bavail == 0).then(|| "its disk is full".to_owned())
}
