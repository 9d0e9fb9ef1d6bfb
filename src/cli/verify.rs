//! `verify`: what the journal, the store and the attachments are worth.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::answer::{Answer, Reply, count};
use super::call::{Call, MAYBE_BACK, not_shown, shown};
use super::fail::Fail;
use super::journal::last_entry;
use super::redact;
use crate::desk::{Desk, FileFault, FilesCheck, Ordered, StoreCheck, orders};
use crate::journal::{self, Journal, Report};
use crate::text::Clean;

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
    let witness = match &args.witness {
        None => None,
        Some(named) if named.is_empty() => Some(witness_of(call)?),
        Some(named) => Some(PathBuf::from(named)),
    };
    if let Some(named) = witness.as_ref().filter(|named| !named.exists()) {
        return Err(Fail::File(vec![format!(
            "{}: there is no witness file; name the folder that holds it",
            shown(named)
        )]));
    }
    let verified = Desk::verify(&dir, witness.as_deref(), &mut |_, _| {})
        .map_err(|error| Fail::Unreadable(format!("the journal cannot be read: {error}")))?;
    call.is_told();
    let report = &verified.journal;
    let is_lost = matches!(verified.store, StoreCheck::Ahead { .. });
    let is_store_wrong = is_lost || matches!(verified.store, StoreCheck::Wrong(_));
    // A witness that says nothing of this desk has confirmed nothing, and must not pass for one
    // that did.
    let silent = witness.filter(|_| report.witnessed == 0);
    let status = match report.newer {
        _ if !report.faults.is_empty() || is_store_wrong || verified.files.wrong > 0 => 5,
        Some(_) => 8,
        None if silent.is_some() => 9,
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
    let mut text = report_text(report, &orders, status == 9, is_lost);
    if let Some(silent) = silent {
        text += &silent_text(&dir, &silent);
    }
    Ok(Reply::Answer(Answer {
        text: text + &store_text(&verified.store) + &attached_text(&verified.files),
        json,
        status,
    }))
}

fn witness_of(call: &mut Call<'_, '_>) -> Result<PathBuf, Fail> {
    let seat = call.open()?;
    let named = seat.known.site.policy.profile.desk.witness_dir.as_ref();
    named
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from)
        .ok_or_else(|| {
            Fail::Usage(
                "the profile names no witness folder; name one: verify --witness DIR".to_owned(),
            )
        })
}

/// What is said of a witness without a head of this desk, and how one comes to be there.
fn silent_text(dir: &Path, witness: &Path) -> String {
    let file = last_entry(dir).ok().flatten().map(|last| {
        let file = journal::witness_file(Path::new(""), &last.replica);
        format!(" (no `{}`)", file.display())
    });
    format!(
        "witness: {} holds no head of this desk{}, so nothing was compared. Name the folder in \
         which its heads are noted; the profile's `witness_dir` says where that is done\n",
        shown(witness),
        file.unwrap_or_default()
    )
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
        let _ = writeln!(text, "witness: {} heads compared", report.witnessed);
    }
    text += &redact::taken_out(report, orders);
    if report.is_mark_alone {
        text.push_str(
            "every line fits; the file `acked` alone does not. Any command puts it right where \
             that is certain; else `nightdesk rebuild` says what can be done\n",
        );
    }
    for fault in &report.faults {
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
