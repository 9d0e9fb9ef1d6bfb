//! The department's runbooks for people and for scripts: which are in force, and the text of one.
//!
//! What stands in a runbook is printed to be read; nothing of it is run.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::fail::Fail;
use super::seat::Seat;
use crate::domain::callout::{Callout, Given, runbooks};
use crate::domain::site::{FileKind, Runbook};
use crate::policy::{PackFile, read_runbook};
use crate::text::{Clean, fold};

/// What the runbooks are called where something of the site is named, alone or before an id.
const NAME: &str = "runbook";

/// What a name of the site's rules shows: all runbooks, or one of them.
pub(super) fn show(seat: &Seat, named: &str) -> Result<Reply, Fail> {
    let (kind, id) = named.split_once('/').unwrap_or((named, ""));
    if !matches!(kind, NAME | "runbooks") {
        return Err(Fail::Usage(format!(
            "`{}` is none of the things that can be shown; write `{NAME}` for the list, or \
             `{NAME}/ID` for one",
            Clean::line(named)
        )));
    }
    if id.is_empty() {
        return Ok(list(seat));
    }
    let runbook = find(seat, id).ok_or_else(|| {
        Fail::Missing(format!(
            "no runbook `{}` is in force; `nightdesk profile show {NAME}` lists them",
            Clean::line(id)
        ))
    })?;
    Ok(one(seat, runbook))
}

/// The runbook in force of that id, in whatever case it is typed.
pub(super) fn find<'s>(seat: &'s Seat, id: &str) -> Option<&'s Runbook> {
    let policy = &seat.known.site.policy;
    let folded = fold(id.trim());
    let mut all = policy.runbooks_in_force();
    let by_case = || all.find(|one| fold(&one.id) == folded);
    policy.runbook(id.trim()).or_else(by_case)
}

/// The runbooks for what a callout is about.
pub(super) fn of_callout<'s>(seat: &'s Seat, callout: &Callout) -> Vec<&'s Runbook> {
    let known = &seat.known;
    runbooks(&**known, &known.site, callout, &Given::new(), seat.now)
}

/// Runbooks for scripts, by id and title.
pub(super) fn rows(runbooks: &[&Runbook]) -> Value {
    let row = |one: &&Runbook| json!({"id": one.id, "title": one.title.as_str()});
    runbooks.iter().map(row).collect()
}

/// The command that shows a runbook.
pub(super) fn command(runbook: &Runbook) -> String {
    let id = &runbook.id;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.chars().all(is_word) {
        format!("nightdesk profile show {NAME}/{id}")
    } else {
        format!(
            "nightdesk profile show '{NAME}/{}'",
            id.replace('\'', "'\\''")
        )
    }
}

/// Whether a file that was adopted takes its runbook out of force.
pub(super) fn retires(file: &PackFile) -> bool {
    file.kind == FileKind::Runbook
        && read_runbook(&file.text, &file.name).is_ok_and(|(runbook, _)| runbook.is_retired())
}

/// What a runbook is for, in words.
fn targets(runbook: &Runbook) -> String {
    let targets = runbook.targets.iter().map(Clean::as_str);
    targets.collect::<Vec<_>>().join(", ")
}

fn list(seat: &Seat) -> Reply {
    let all: Vec<&Runbook> = seat.known.site.policy.runbooks_in_force().collect();
    let mut text = String::new();
    for one in &all {
        let _ = writeln!(
            text,
            "{}: {}\n    for {}; {}",
            one.id,
            one.title,
            targets(one),
            seat.typed.text(&command(one))
        );
    }
    if all.is_empty() {
        let adopt = seat.typed.text("nightdesk profile adopt FILE.md");
        let _ = writeln!(text, "No runbook is in force; `{adopt}` adopts one.");
    }
    Answer::reply(text, json!({"runbooks": rows(&all)}))
}

fn one(seat: &Seat, runbook: &Runbook) -> Reply {
    let seq = seat.known.site.policy.seq(FileKind::Runbook, &runbook.id);
    let mut text = format!(
        "{}\nrunbook {}, entry {seq}, for {}\n\n",
        runbook.title,
        runbook.id,
        targets(runbook)
    );
    for line in &runbook.lines {
        let _ = writeln!(text, "{line}");
    }
    let lines: Vec<&str> = runbook.lines.iter().map(Clean::as_str).collect();
    let targets: Vec<&str> = runbook.targets.iter().map(Clean::as_str).collect();
    let json = json!({
        "id": runbook.id,
        "title": runbook.title.as_str(),
        "for": targets,
        "seq": seq,
        "text": lines.join("\n"),
    });
    Answer::reply(text, json)
}
