//! `verify`, `head`, `rebuild` and `adopt`: the journal itself.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::call::Call;
use super::fail::Fail;
use super::seat::Seat;
use crate::domain::command::{AddPerson, AdoptDesk, ChangePerson};
use crate::domain::{Actor, Command, NumberKind, PersonId, Records};
use crate::journal::{self, Entry, Group, Journal, ReadLimit, Report};
use crate::store::Store;
use crate::text::Clean;

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Compare with the heads noted there; without DIR the profile's witness folder.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "")]
    witness: Option<OsString>,
}

/// The arguments of `adopt`.
#[derive(Debug, Args)]
pub(super) struct AdoptArgs {
    /// The desk's folder, which root has given to you.
    dir: PathBuf,
    /// Why you take it over.
    #[arg(long, value_name = "TEXT")]
    because: String,
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
    let report = journal::verify(&dir, witness.as_deref(), &mut |_, _| {})
        .map_err(|error| Fail::Unreadable(format!("the journal cannot be read: {error}")))?;
    let mut answer = Answer {
        text: report_text(&report),
        json: report_json(&report),
        status: 0,
    };
    if !report.ok {
        answer.status = 5;
    }
    Ok(Reply::Answer(answer))
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

fn report_text(report: &Report) -> String {
    let mut text = String::new();
    let word = if report.ok { "good" } else { "DAMAGED" };
    let (entries, files) = (report.entries, report.files);
    let _ = writeln!(text, "{word}: {entries} entries in {files} files");
    let _ = writeln!(text, "head: {} {}", report.head.seq, report.head.hash16);
    if report.torn_bytes > 0 {
        let bytes = report.torn_bytes;
        let _ = writeln!(
            text,
            "torn: {bytes} bytes of a command that nobody was told of"
        );
    }
    if report.witnessed > 0 {
        let _ = writeln!(text, "witness: {} heads compared", report.witnessed);
    }
    for redaction in &report.redacted {
        let _ = writeln!(
            text,
            "entry {} was taken out by order of entry {}, {}",
            redaction.seq, redaction.ordered_by, redaction.at
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

fn report_json(report: &Report) -> serde_json::Value {
    let faults = report.faults.iter().map(|fault| {
        json!({
            "file": fault.file, "line": fault.line, "seq": fault.seq, "why": fault.why,
        })
    });
    let redacted = report.redacted.iter().map(|redaction| {
        json!({
            "seq": redaction.seq,
            "ordered_by": redaction.ordered_by,
            "at": redaction.at.rfc3339(),
        })
    });
    json!({
        "ok": report.ok,
        "entries": report.entries,
        "files": report.files,
        "head": {"seq": report.head.seq, "hash": report.head.hash16},
        "torn": report.torn_bytes,
        "witnessed": report.witnessed,
        "redacted": redacted.collect::<Vec<_>>(),
        "faults": faults.collect::<Vec<_>>(),
    })
}

/// The last entry that was acknowledged.
fn last_entry(dir: &Path) -> Result<Option<Entry>, Fail> {
    let mut last = None;
    let mut journal = Journal::open(dir)?;
    journal
        .for_each_group(ReadLimit::Acked, &mut |mut group: Group| {
            last = group.entries.pop();
        })
        .map_err(Fail::from)?;
    Ok(last)
}

/// Prints the head.
pub(super) fn head(call: &mut Call<'_, '_>) -> Result<Reply, Fail> {
    let seat = call.open()?;
    let last = last_entry(seat.desk.dir())?
        .ok_or_else(|| Fail::Damaged("the journal holds no whole entry".to_owned()))?;
    let next = seat.known.next_number(NumberKind::Ticket);
    let (seq, hash, at) = (last.seq, last.hash16(), last.at.rfc3339());
    let text = format!("{seq} {hash} T-{next} {at}");
    let json = json!({"seq": seq, "hash": hash, "at": at, "next_number": next});
    Ok(Answer::reply(text, json))
}

/// Sets the working store aside.
pub(super) fn rebuild(call: &mut Call<'_, '_>) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    drop(Journal::open(&dir)?);
    let report = journal::verify(&dir, None, &mut |_, _| {})
        .map_err(|error| Fail::Unreadable(format!("the journal cannot be read: {error}")))?;
    if !report.ok {
        return Err(Fail::Damaged(
            "the journal does not fit, so the store was left as it is: it may hold lines that \
             the journal has lost"
                .to_owned(),
        ));
    }
    let is_there = std::fs::symlink_metadata(dir.join("store")).is_ok();
    let aside = is_there
        .then(|| Store::set_aside(&dir, call.machine.clock.now()))
        .transpose()
        .map_err(|error| Fail::NotSaved(error.to_string()))?;
    let text = match &aside {
        Some(aside) => format!(
            "the journal is good, {} entries; the store was moved to {} and is made anew from \
             the journal when it is next used\n",
            report.entries,
            aside.display()
        ),
        None => format!(
            "the journal is good, {} entries; there is no store, so nothing was to be done\n",
            report.entries
        ),
    };
    let aside = aside.map(|aside| aside.to_string_lossy().into_owned());
    let json = json!({"ok": true, "entries": report.entries, "set_aside": aside});
    Ok(Answer::reply(text, json))
}

/// Takes over a desk.
pub(super) fn adopt(call: &mut Call<'_, '_>, args: &AdoptArgs) -> Result<Reply, Fail> {
    let seat = call.open_at(&args.dir)?;
    let caller = seat.desk.caller().clone();
    let owner = std::fs::metadata(&args.dir)
        .map_err(|error| Fail::Unreadable(error.to_string()))?
        .uid();
    if owner != caller.uid {
        return Err(Fail::NotYours(format!(
            "{} belongs to user {owner}; have root give it to you first: chown -R {} '{}'",
            args.dir.display(),
            caller.uid,
            args.dir.display()
        )));
    }
    let old_uid = last_entry(&args.dir)?.map_or(owner, |last| last.by.uid);
    let because = call.text(&args.because)?;
    let known = seat.known.person_of_uid(caller.uid);
    if known.is_some() && old_uid == caller.uid {
        return Err(Fail::Usage("this desk is yours already".to_owned()));
    }
    let actor = Actor {
        person: known
            .as_ref()
            .map_or_else(|| PersonId(Uuid::now_v7()), |person| person.id),
        uid: caller.uid,
        host: caller.host.clone(),
        how: "uid".to_owned(),
    };
    let command = Command::AdoptDesk(AdoptDesk { old_uid, because });
    let receipt = seat.desk.submit(&actor, &command).map_err(Fail::from)?;
    if known.is_none() {
        let keeper = keeper(&seat, &actor, &caller.name);
        seat.desk.submit(&actor, &keeper).map_err(Fail::from)?;
    }
    let text = format!(
        "{} keeps the desk at {} from now on (entry {})\n",
        caller.name,
        args.dir.display(),
        receipt.seq
    );
    let json = json!({
        "seq": receipt.seq,
        "at": receipt.at.rfc3339(),
        "old_uid": old_uid,
        "uid": caller.uid,
    });
    Ok(Answer::reply(text, json))
}

/// The new keeper becomes a member of staff: the one of that name, else a new one.
fn keeper(seat: &Seat, actor: &Actor, name: &Clean) -> Command {
    let known = seat.known.person_named(name.as_str());
    match known.filter(|person| person.staff && !person.left && person.uid.is_none()) {
        Some(person) => Command::ChangePerson(ChangePerson {
            id: person.id,
            name: None,
            staff: None,
            uid: Some(actor.uid),
            unit: None,
            phone: None,
            email: None,
            left: None,
        }),
        None => Command::AddPerson(AddPerson {
            id: actor.person,
            name: name.clone(),
            staff: true,
            uid: Some(actor.uid),
            unit: None,
            phone: None,
            email: None,
            posts: Vec::new(),
        }),
    }
}
