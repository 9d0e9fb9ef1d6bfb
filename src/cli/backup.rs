//! `backup` and `restore`: a desk in one file, and out of it again.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Io;
use super::answer::{Answer, Reply, count, warn};
use super::call::{Call, shown};
use super::fail::{Fail, newer};
use super::init::group;
use crate::desk::{BackedUp, BadBackup, Desk, NotBackedUp, NotRestored, Restore, Restored};

/// Bytes of work below which nobody waits long enough to be told how far it is.
const LARGE_BYTES: u64 = 256 * 1024 * 1024;

/// The arguments of `backup`.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The file to make, such as /mnt/usb/desk-2026-11-22.tar.zst; it must not be there yet.
    file: PathBuf,
}

/// The arguments of `restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The backup.
    file: PathBuf,
    /// The folder of the desk to be: an empty one, or one that is not there yet.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// The group that shares the desk; else it is yours alone.
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// The folder in which the desk's heads were noted; else the profile's witness folder.
    #[arg(long, value_name = "DIR")]
    witness: Option<PathBuf>,
    /// Set a desk that stands there aside, as DIR.before-TIME.
    #[arg(long)]
    replace: bool,
}

/// Makes a backup.
pub(super) fn backup(call: &mut Call<'_, '_>, args: &BackupArgs) -> Result<Reply, Fail> {
    let seat = call.open()?;
    let mut told = Told::new(call.io, "backup");
    let made = seat
        .desk
        .backup(&args.file, &mut |done, all| told.tell(done, all));
    for line in seat.desk.news() {
        warn(call.io, &format!("nightdesk: WARNING: {line}\n"));
    }
    let made = made.map_err(not_backed_up)?;
    Ok(Reply::Answer(Answer {
        text: backup_text(&args.file, &made),
        json: json!({
            "file": args.file.to_string_lossy(),
            "bytes": made.bytes,
            "sha256": made.sha256,
            "head": {"seq": made.seq, "hash": made.hash16},
            "replica": made.replica,
            "journal_files": made.journals,
            "attachments": made.attached,
            "missing": made.missing,
            "left_out": made.left_out,
        }),
        // The backup is made all the same; a script has to notice that files are lost.
        status: if made.missing.is_empty() { 0 } else { 5 },
        beside: Vec::new(),
    }))
}

fn backup_text(file: &Path, made: &BackedUp) -> String {
    let mut text = format!(
        "{} up to {} {}, {}\nin {}, {}\nsha256 {}\nread back and checked\n",
        count(made.seq, "entry", "entries"),
        made.seq,
        made.hash16,
        count(made.attached, "attachment", "attachments"),
        shown(file),
        size(made.bytes),
        made.sha256,
    );
    for name in &made.left_out {
        let _ = writeln!(
            text,
            "left out: site/{name} is no plain file with a plain name"
        );
    }
    for sum in &made.missing {
        let _ = writeln!(
            text,
            "NOT IN IT: an attachment that is lost or was changed, {sum}"
        );
    }
    if !made.missing.is_empty() {
        text.push_str("`nightdesk verify` names the entries of those attachments\n");
    }
    text
}

fn not_backed_up(not: NotBackedUp) -> Fail {
    match not {
        NotBackedUp::Target(why) => Fail::Usage(why),
        NotBackedUp::Damaged(why) => Fail::Damaged(why),
        NotBackedUp::Newer(why) => Fail::Newer(newer(&why)),
        NotBackedUp::Busy => Fail::Busy(not.to_string()),
        NotBackedUp::NotMade(why) => Fail::NotSaved(why),
    }
}

/// Makes a desk out of a backup.
pub(super) fn restore(call: &mut Call<'_, '_>, args: &RestoreArgs) -> Result<Reply, Fail> {
    let named = args.group.as_deref().map(group).transpose();
    let named = named.map_err(Fail::Usage)?;
    let what = Restore {
        file: &args.file,
        into: &args.into,
        group: named.map(|(_, number)| number),
        witness: args.witness.as_deref(),
        replace: args.replace,
    };
    let (caller, clock) = (&call.machine.caller, call.machine.clock.as_ref());
    let mut told = Told::new(call.io, "restore");
    let restored = Desk::restore(&what, caller, clock, &mut |done, all| told.tell(done, all))
        .map_err(|not| not_restored(&args.file, not))?;
    for doubt in &restored.doubts {
        warn(call.io, &format!("nightdesk: WARNING: {doubt}\n"));
    }
    let entry = &restored.entry;
    let next: Vec<String> = entry.next.iter().map(ToString::to_string).collect();
    let json = json!({
        "desk": args.into.to_string_lossy(),
        "name": restored.name,
        "replica": entry.replica,
        "from": {
            "replica": entry.from, "seq": entry.seq, "hash": entry.hash,
            "sha256": entry.sha256, "made": entry.made.rfc3339(),
        },
        "head": {"seq": restored.seq, "hash": restored.hash16},
        "next": next,
        "numbers_from": entry.source.as_str(),
        "lost": entry.lost.unwrap_or(0),
        "attachments": restored.attached,
        "missing": restored.missing,
        "set_aside": restored.aside.as_ref().map(|path| path.to_string_lossy()),
        "doubts": restored.doubts,
    });
    Ok(Answer::reply(restore_text(&args.into, &restored), json))
}

fn restore_text(into: &Path, restored: &Restored) -> String {
    let entry = &restored.entry;
    let next: Vec<String> = entry.next.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "restored the desk of {} at {}\nentries 1 to {} of the backup of {}; entry {} says so, head \
         {} {}\nthe next numbers are {}, by {}\n",
        restored.name,
        shown(into),
        entry.seq,
        entry.made,
        restored.seq,
        restored.seq,
        restored.hash16,
        next.join(" "),
        entry.source,
    );
    if let Some(lost) = entry.lost {
        let _ = writeln!(
            text,
            "LOST: {} made after the backup; whatever was done then has to be entered again",
            count(lost, "entry was", "entries were")
        );
    }
    if restored.attached + restored.missing > 0 {
        let _ = writeln!(
            text,
            "{}; {} not in the backup",
            count(restored.attached, "attachment", "attachments"),
            restored.missing
        );
    }
    if let Some(aside) = &restored.aside {
        let _ = writeln!(text, "the desk that stood there is at {}", shown(aside));
    }
    if !restored.is_staff {
        let _ = writeln!(
            text,
            "you are not of its staff by your account; if you keep it from now on: nightdesk adopt \
             {} --because TEXT",
            shown(into)
        );
    }
    let _ = writeln!(text, "next: nightdesk verify --desk {}", shown(into));
    text
}

fn not_restored(file: &Path, not: NotRestored) -> Fail {
    match not {
        NotRestored::Bad(BadBackup::Newer(why)) => Fail::Newer(format!(
            "{}: {why}. Nothing was written; use the newer nightdesk",
            shown(file)
        )),
        NotRestored::Bad(BadBackup::Damaged(why)) => Fail::File(vec![format!(
            "{}: {why}. Nothing was written; take another backup",
            shown(file)
        )]),
        NotRestored::Place(why) => Fail::Usage(why),
        NotRestored::IsADesk(standing) => Fail::Usage(format!(
            "{standing}. Nothing was touched. Name another folder, or set that desk aside and put \
             the backup in its place: --replace"
        )),
        NotRestored::Busy(why) => Fail::Busy(why),
        NotRestored::NotMade(why) => Fail::NotSaved(why),
    }
}

/// How far a long work is, told to a person at a terminal in tenths.
struct Told<'a, 'io> {
    io: Option<&'a mut Io<'io>>,
    what: &'static str,
    tenths: u64,
}

impl<'a, 'io> Told<'a, 'io> {
    fn new(io: &'a mut Io<'io>, what: &'static str) -> Self {
        let is_person = io.stdout_is_terminal;
        Self {
            io: is_person.then_some(io),
            what,
            tenths: 0,
        }
    }

    fn tell(&mut self, done: u64, all: u64) {
        let Some(io) = self.io.as_mut().filter(|_| all >= LARGE_BYTES) else {
            return;
        };
        let tenths = done.saturating_mul(10) / all;
        if tenths > self.tenths && tenths < 10 {
            self.tenths = tenths;
            warn(io, &format!("nightdesk: {}: {}0 %\n", self.what, tenths));
        }
    }
}

/// A length as people read it.
pub(super) fn size(bytes: u64) -> String {
    let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
    let unit = units.iter().find(|(_, shift)| bytes >> shift > 0);
    match unit {
        Some((name, shift)) => {
            let tenths = (bytes * 10) >> shift;
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => count(bytes, "byte", "bytes"),
    }
}
