//! `head`, `rebuild` and `adopt`: the journal itself.

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
use crate::desk::{Desk, NotRebuilt};
use crate::domain::command::{AddPerson, AdoptDesk, ChangePerson};
use crate::domain::{Actor, Command, NumberKind, PersonId, Records};
use crate::journal::{self, Entry, Group, Journal, ReadLimit};
use crate::text::Clean;

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
    let (seq, hash, at) = (last.seq, last.hash16(), last.stamping.at.rfc3339());
    let text = format!("{seq} {hash} T-{next} {at}");
    let json = json!({"seq": seq, "hash": hash, "at": at, "next_number": next});
    Ok(Answer::reply(text, json))
}

/// Makes the working store anew, and gives the journal back what only the store has.
pub(super) fn rebuild(call: &mut Call<'_, '_>, args: &RebuildArgs) -> Result<Reply, Fail> {
    let dir = call.dir()?;
    drop(Journal::open(&dir)?);
    let report = journal::verify(&dir, &mut |_, _| {})
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
    let old_uid = last_entry(&args.dir)?.map_or(owner, |last| last.stamping.by.uid);
    let because = call.said(&args.because, "--because")?;
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
