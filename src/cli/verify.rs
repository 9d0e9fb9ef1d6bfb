//! `verify`: what the journal, the store and the attachments are worth.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::answer::{Answer, Reply, count};
use super::backup::size;
use super::call::{Call, MAYBE_BACK, not_shown, shown};
use super::fail::Fail;
use super::redact;
use crate::desk::{
    Desk, FileFault, FilesCheck, Ordered, SetAside, StoreCheck, WITNESS_WAIT, WitnessCheck, orders,
    set_aside,
};
use crate::journal::{self, Journal, Noted, Report};
use crate::text::Clean;

/// How many files and folders are named that were set aside; the rest is counted.
const ASIDE_MAX: usize = 5;
/// What a fault names as its file where a noted head is not in the chain.
const WITNESS: &str = "witness";

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Compare with the heads noted there; without DIR the profile's witness folder.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "")]
    witness: Option<OsString>,
}

/// Checks every line.
pub(super) fn verify(call: &mut Call<'_, '_>, args: &VerifyArgs) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    // Whose folder it is, and whether it is one, is asked before anything in it is read.
    drop(Journal::open(&dir)?);
    let witness = args.witness.as_ref().filter(|named| !named.is_empty());
    let witness = witness.map(PathBuf::from);
    // Asked before the long work.
    let heads = witness.as_deref().map(heads).transpose()?;
    let verified = Desk::verify(&dir, witness.as_deref().zip(heads), &mut |_, _| {})
        .map_err(|error| Fail::Unreadable(format!("the journal cannot be read: {error}")))?;
    let is_asked = args.witness.is_some();
    if is_asked && verified.witness == WitnessCheck::None {
        return Err(Fail::Usage(
            "the profile names no witness folder; name one: verify --witness DIR".to_owned(),
        ));
    }
    call.is_told();
    let report = &verified.journal;
    let is_lost = matches!(verified.store, StoreCheck::Ahead { .. });
    let is_store_wrong = is_lost || matches!(verified.store, StoreCheck::Wrong(_));
    // Whoever asked for a comparison must not take its absence for one.
    let is_compared = matches!(
        verified.witness,
        WitnessCheck::None | WitnessCheck::Compared
    );
    let status = match report.newer {
        _ if !report.faults.is_empty() || is_store_wrong || verified.files.wrong > 0 => 5,
        Some(_) => 8,
        None if is_asked && !is_compared => 4,
        None => 0,
    };
    let orders = if report.redacted.is_empty() {
        Vec::new()
    } else {
        orders(&dir)
    };
    let mut json = report_json(report, &orders);
    json["ok"] = (status == 0).into();
    json["store"] = store_json(&verified.store);
    json["attachments"] = attached_json(&verified.files);
    json["witness"] = witness_json(&verified.witness);
    let aside = set_aside(&dir);
    json["set_aside"] = aside
        .iter()
        .map(|it| json!({"name": it.name.as_str(), "bytes": it.bytes}))
        .collect();
    let not_compared = status == 4;
    let text =
        report_text(report, &orders, not_compared, is_lost) + &witness_text(&verified.witness);
    Ok(Reply::Answer(Answer {
        text: text
            + &store_text(&verified.store)
            + &attached_text(&verified.files)
            + &aside_line(&aside),
        json,
        status,
        beside: Vec::new(),
    }))
}

/// The heads noted in a file or folder that was named, which may lie on a disk that is away.
fn heads(named: &Path) -> Result<Noted, Fail> {
    Noted::read_within(named, WITNESS_WAIT).map_err(|error| {
        let why = if error.kind() == io::ErrorKind::NotFound {
            "there is no witness file; name the folder that holds it".to_owned()
        } else {
            format!(
                "the noted heads cannot be read ({error}), so nothing was checked. Try again once \
                 they can, or leave --witness out"
            )
        };
        Fail::File(vec![format!("{}: {why}", shown(named))])
    })
}

/// What is said of a witness that was not compared, and how a head comes to be there.
fn witness_text(witness: &WitnessCheck) -> String {
    match witness {
        WitnessCheck::None | WitnessCheck::Compared => String::new(),
        WitnessCheck::Silent { at, file } => format!(
            "witness: none of this desk found in {} (no `{}`), so nothing was compared. Name the \
             folder in which its heads are noted; the profile's `witness_dir` says where that is \
             done\n",
            shown(at),
            file.display()
        ),
        WitnessCheck::Away { at, why } => format!(
            "witness: {} cannot be read now ({why}), so nothing was compared. Try again once it \
             is there\n",
            shown(at)
        ),
    }
}

fn witness_json(witness: &WitnessCheck) -> serde_json::Value {
    match witness {
        WitnessCheck::None => json!({"state": "none"}),
        WitnessCheck::Compared => json!({"state": "compared"}),
        WitnessCheck::Silent { at, .. } => json!({"state": "silent", "at": shown(at).as_str()}),
        WitnessCheck::Away { at, why } => {
            json!({"state": "away", "at": shown(at).as_str(), "why": why})
        }
    }
}

fn report_text(
    report: &Report,
    orders: &[Ordered],
    is_not_compared: bool,
    is_lost: bool,
) -> String {
    let mut text = String::new();
    let word = match report.newer {
        _ if !report.faults.is_empty() => "DAMAGED",
        Some(_) => "NEWER",
        None if is_not_compared => "NOT COMPARED",
        None => "good",
    };
    let entries = count(report.entries, "entry", "entries");
    let files = count(u64::from(report.files), "file", "files");
    let _ = writeln!(text, "{word}: {entries} in {files}");
    if let Some((seq, version)) = report.newer {
        let _ = writeln!(
            text,
            "newer: entry {seq} has version {version}; use the newer nightdesk"
        );
    }
    let _ = writeln!(text, "head: {} {}", report.head.seq, report.head.hash16);
    let ends = |fault: &journal::Fault| fault.file != WITNESS && fault.seq > report.head.seq;
    if !report.is_mark_alone && report.faults.iter().any(ends) {
        let missing = not_shown(report.head.seq);
        let _ = writeln!(
            text,
            "What stands behind the head does not count. {missing}{MAYBE_BACK}"
        );
    }
    if report.torn_bytes > 0 {
        let bytes = report.torn_bytes;
        let what = if is_lost {
            "that do not fit, where entries were saved once"
        } else {
            "of a command that nobody was told of"
        };
        let _ = writeln!(text, "torn: {bytes} bytes {what}");
    }
    if report.witnessed > 0 {
        let heads = count(u64::from(report.witnessed), "head", "heads");
        let _ = writeln!(text, "witness: {heads} found as noted");
    }
    text += &redact::taken_out(report, orders);
    if report.is_mark_alone {
        text.push_str(
            "every line fits; the file `acked` alone does not. Any command puts it right where \
             that is certain; else `nightdesk rebuild` says what can be done\n",
        );
    }
    for fault in &report.faults {
        if fault.file == WITNESS {
            let _ = writeln!(text, "witness: {}", fault.why);
            continue;
        }
        let _ = writeln!(
            text,
            "journal/{}, line {}, where seq {} should stand: {}",
            fault.file, fault.line, fault.seq, fault.why
        );
    }
    text
}

fn store_text(store: &StoreCheck) -> String {
    match store {
        StoreCheck::None => String::new(),
        StoreCheck::NotChecked(why) => format!("store: not checked: {why}\n"),
        StoreCheck::Good { entries, behind: 0 } => {
            format!("store: good, {}\n", count(*entries, "entry", "entries"))
        }
        StoreCheck::Good { entries, behind } => format!(
            "store: good, {}; {behind} more are taken over at the next session\n",
            count(*entries, "entry", "entries")
        ),
        StoreCheck::Ahead { seq, end } => format!(
            "The journal has LOST what it said was saved: it ends at entry {end}, and the store has \
             the entries up to {seq}. `nightdesk rebuild` gives them back.\n"
        ),
        StoreCheck::Wrong(faults) => {
            let mut text = String::new();
            for fault in faults {
                let _ = writeln!(text, "store: {fault}");
            }
            text + "The store DIFFERS from the journal. Nothing is lost: `nightdesk rebuild` makes \
                    it anew.\n"
        }
    }
}

fn aside_line(aside: &[SetAside]) -> String {
    if aside.is_empty() {
        return String::new();
    }
    format!("set aside: {}\n", aside_text(aside))
}

/// What was found damaged and set aside, with the room that it takes, and what to do with it.
pub(super) fn aside_text(aside: &[SetAside]) -> String {
    let mut names: Vec<String> = aside
        .iter()
        .take(ASIDE_MAX)
        .map(|it| format!("{} ({})", it.name.as_str(), size(it.bytes)))
        .collect();
    if let Some(more) = aside.len().checked_sub(ASIDE_MAX).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    let all = size(aside.iter().map(|it| it.bytes).sum());
    format!(
        "{}, {all} in all: as it was found damaged; nothing needs it, so remove it once somebody \
         has looked at it",
        names.join(", ")
    )
}

fn attached_text(files: &FilesCheck) -> String {
    if files.files == 0 {
        return String::new();
    }
    if files.wrong == 0 {
        let files = count(files.files, "file", "files");
        return format!("attachments: good, {files}\n");
    }
    let mut text = String::new();
    for fault in &files.faults {
        let FileFault { seq, name, why, .. } = fault;
        let name = Clean::line(name);
        let _ = writeln!(text, "attachment {name}, entry {seq}: {why}");
    }
    let _ = writeln!(
        text,
        "{} of {} are LOST OR CHANGED. Attach each again from where it came, or put it back from a \
         copy of the desk",
        files.wrong,
        count(files.files, "attached file", "attached files")
    );
    text
}

fn attached_json(files: &FilesCheck) -> serde_json::Value {
    let faults = files.faults.iter().map(|fault| {
        json!({
            "seq": fault.seq, "name": fault.name, "sha256": fault.sha256, "why": fault.why,
        })
    });
    json!({
        "files": files.files,
        "wrong": files.wrong,
        "faults": faults.collect::<Vec<_>>(),
    })
}

fn store_json(store: &StoreCheck) -> serde_json::Value {
    match store {
        StoreCheck::None => json!({"state": "none"}),
        StoreCheck::NotChecked(why) => json!({"state": "not-checked", "why": why}),
        StoreCheck::Good { entries, behind } => {
            json!({"state": "good", "entries": entries, "behind": behind})
        }
        StoreCheck::Ahead { seq, end } => json!({"state": "ahead", "seq": seq, "end": end}),
        StoreCheck::Wrong(faults) => json!({"state": "wrong", "faults": faults}),
    }
}

fn report_json(report: &Report, orders: &[Ordered]) -> serde_json::Value {
    let faults = report.faults.iter().map(|fault| {
        json!({
            "file": fault.file, "line": fault.line, "seq": fault.seq, "why": fault.why,
        })
    });
    json!({
        "ok": report.ok,
        "entries": report.entries,
        "files": report.files,
        "head": {"seq": report.head.seq, "hash": report.head.hash16},
        "newer": report.newer.map(|(seq, version)| json!({"seq": seq, "version": version})),
        "torn": report.torn_bytes,
        "witnessed": report.witnessed,
        "redacted": redact::taken_out_json(report, orders),
        "faults": faults.collect::<Vec<_>>(),
    })
}
