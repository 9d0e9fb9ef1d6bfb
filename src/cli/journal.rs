//! `verify`, `head`, `rebuild` and `adopt`: the journal itself.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answer, Reply, count};
use super::call::{Call, shown};
use super::fail::{Fail, newer};
use super::seat::Seat;
use crate::desk::{Desk, NotRebuilt, StoreCheck};
use crate::domain::command::{AddPerson, AdoptDesk, ChangePerson};
use crate::domain::{Actor, Command, NumberKind, PersonId, Records};
use crate::journal::{self, Entry, Group, Journal, ReadLimit, Report};
use crate::text::Clean;

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Compare with the heads noted there; without DIR the profile's witness folder.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "")]
    witness: Option<OsString>,
}

/// The arguments of `rebuild`.
#[derive(Debug, Args)]
pub(super) struct RebuildArgs {
    /// Go on from the last entry that is there, where one that was saved is gone for good.
    #[arg(long)]
    as_it_stands: bool,
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
        _ if !report.faults.is_empty() || is_store_wrong => 5,
        Some(_) => 8,
        None if silent.is_some() => 9,
        None => 0,
    };
    let mut json = report_json(report);
    json["ok"] = (status == 0).into();
    json["store"] = store_json(&verified.store);
    let mut text = report_text(report, status == 9, is_lost);
    if let Some(silent) = silent {
        text += &silent_text(&dir, &silent);
    }
    Ok(Reply::Answer(Answer {
        text: text + &store_text(&verified.store),
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

fn report_text(report: &Report, is_not_compared: bool, is_lost: bool) -> String {
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
    for redaction in &report.redacted {
        let _ = writeln!(
            text,
            "entry {} was taken out by order of entry {}, {}",
            redaction.seq, redaction.ordered_by, redaction.at
        );
    }
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
        "newer": report.newer.map(|(seq, version)| json!({"seq": seq, "version": version})),
        "torn": report.torn_bytes,
        "witnessed": report.witnessed,
        "redacted": redacted.collect::<Vec<_>>(),
        "faults": faults.collect::<Vec<_>>(),
    })
}

/// The last entry that was acknowledged.
pub(super) fn last_entry(dir: &Path) -> Result<Option<Entry>, Fail> {
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

/// Makes the working store anew, and gives the journal back what only the store has.
pub(super) fn rebuild(call: &mut Call<'_, '_>, args: &RebuildArgs) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    drop(Journal::open(&dir)?);
    let report = journal::verify(&dir, None, &mut |_, _| {})
        .map_err(|error| Fail::Unreadable(format!("the journal cannot be read: {error}")))?;
    if let Some((seq, version)) = report.newer {
        return Err(Fail::Newer(format!(
            "newer: entry {seq} has version {version}; use the newer nightdesk. Nothing was changed"
        )));
    }
    let machine = call.machine;
    let clock = machine.clock.as_ref();
    let mark = if args.as_it_stands {
        Desk::forget_mark(&dir, &machine.caller, clock).map_err(not_rebuilt)?
    } else {
        None
    };
    let mut rebuilt =
        Desk::rebuild(&dir, &machine.caller, clock, &mut |_, _| {}).map_err(not_rebuilt)?;
    rebuilt.aside.extend(mark);
    let mut text = format!(
        "the store was made anew from the journal, {}\n",
        count(rebuilt.entries, "entry", "entries")
    );
    if rebuilt.given_back > 0 {
        let _ = writeln!(
            text,
            "the journal had lost {}; the store gave {} back",
            count(rebuilt.given_back, "entry", "entries"),
            if rebuilt.given_back == 1 {
                "it"
            } else {
                "them"
            }
        );
    }
    if rebuilt.strayed > 0 {
        let _ = writeln!(
            text,
            "the old store had {} that do not follow from the journal; they are kept in it",
            count(rebuilt.strayed, "entry", "entries")
        );
    }
    let aside: Vec<String> = rebuilt
        .aside
        .iter()
        .map(|path| shown(path).into_string())
        .collect();
    for path in &aside {
        let _ = writeln!(text, "set aside as it was found: {path}");
    }
    let json = json!({
        "ok": true,
        "entries": rebuilt.entries,
        "given_back": rebuilt.given_back,
        "strayed": rebuilt.strayed,
        "set_aside": aside,
    });
    Ok(Answer::reply(text, json))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands in `map_err`, which gives the error away"
)]
fn not_rebuilt(error: NotRebuilt) -> Fail {
    let why = error.to_string();
    match error {
        NotRebuilt::Busy(_) => Fail::Busy(why),
        NotRebuilt::Beyond(_) | NotRebuilt::Unmarked(_) => Fail::Damaged(why),
        NotRebuilt::Newer(_) => Fail::Newer(newer(&why)),
        NotRebuilt::Failed(_) => Fail::NotSaved(why),
    }
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
            shown(&args.dir),
            caller.uid,
            shown(&args.dir)
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
        shown(&args.dir),
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
