//! `profile`: the site's rules in force, with who says each.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::call::{Call, file_name};
use super::fail::Fail;
use super::init::text_of;
use super::runbooks;
use super::seat::Seat;
use crate::desk::adoption;
use crate::domain::command::{AdoptProfile, AdoptTemplate};
use crate::domain::site::{FileKind, Provenance};
use crate::domain::{Command, Event};
use crate::journal::{Group, Journal, ReadLimit};
use crate::policy::{
    PackError, PackFile, confirm_settings, read_profile, set_setting, shipped, site_files,
};
use crate::text::Clean;

/// The arguments of `profile`.
#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What is done with the site's rules.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// The settings in force, with who says each; or the runbooks.
    Show {
        /// `runbook` lists the runbooks in force, `runbook/ID` shows one.
        #[arg(value_name = "NAME")]
        named: Option<String>,
    },
    /// Check a file; needs no desk and changes nothing.
    Check {
        /// The file: a profile, checklist, prompts, clocks, holidays, or a runbook (.md, .txt).
        file: PathBuf,
    },
    /// Change one setting of the profile in force.
    Set {
        /// The setting's dotted key, as `show` prints it.
        key: String,
        /// The value, as `show` prints it; a list with commas, none for nothing.
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Who says so, in words.
        #[arg(long, value_name = "TEXT")]
        source: String,
    },
    /// Confirm, by your name, defaults that no policy states.
    Confirm {
        /// The settings' dotted keys, as `show` lists them.
        #[arg(value_name = "KEY", required_unless_present = "all")]
        keys: Vec<String>,
        /// All that nobody has confirmed.
        #[arg(long, conflicts_with = "keys")]
        all: bool,
    },
    /// Check a file and bring it into force.
    Adopt {
        /// The file.
        file: PathBuf,
        /// Who says so, in words.
        #[arg(long, value_name = "TEXT")]
        source: Option<String>,
    },
}

/// Carries out a verb.
pub(super) fn run(call: &mut Call<'_, '_>, verb: &Verb) -> Result<Reply, Fail> {
    match verb {
        Verb::Show { named: None } => Ok(show(&call.open()?)),
        Verb::Show { named: Some(named) } => runbooks::show(&call.open()?, named),
        Verb::Check { file } => check(call, file),
        Verb::Set { key, value, source } => set(call, key, value, source),
        Verb::Confirm { keys, all } => confirm(call, keys, *all),
        Verb::Adopt { file, source } => adopt(call, file, source.as_deref()),
    }
}

/// Whether somebody confirmed our defaults when the profile in force was adopted.
pub(super) fn is_confirmed(seat: &Seat) -> bool {
    seat.known.site.policy.confirmed
}

/// The entry that adopted the profile in force; null where it cannot be read.
fn in_force(seat: &Seat) -> Value {
    let policy = &seat.known.site.policy;
    let id = &policy.profile.organisation.id;
    let seq = policy.seq(FileKind::Profile, id);
    let Ok(mut journal) = Journal::open(seat.desk.dir()) else {
        return Value::Null;
    };
    let mut found = Value::Null;
    // A fault of the journal is told by whatever reads it next; here nothing is found.
    let _ = journal.for_each_group(ReadLimit::Acked, &mut |group: Group| {
        for entry in group.entries.iter().filter(|entry| entry.seq == seq) {
            found = serde_json::from_str(entry.data()).unwrap_or_default();
        }
    });
    found
}

fn show(seat: &Seat) -> Reply {
    let policy = &seat.known.site.policy;
    let profile = &policy.profile;
    let confirmed = is_confirmed(seat);
    let mut text = format!(
        "{}, profile {}, entry {}\nzone {}: this desk's, whatever zone the profile's own place \
         has\n",
        seat.known.made.name,
        profile.organisation.id,
        policy.seq(FileKind::Profile, &profile.organisation.id),
        seat.zone().name()
    );
    let mut rows = Vec::new();
    for (key, value) in &profile.settings {
        let provenance = profile.provenance_of(key);
        let says = provenance.map_or_else(|| default_words(confirmed), says);
        let _ = writeln!(text, "{key} = {value}\n    {says}");
        rows.push(json!({
            "key": key,
            "value": value,
            "provenance": provenance.map(provenance_value),
            "confirmed": provenance.is_some() || confirmed,
        }));
    }
    let open: Vec<&str> = unconfirmed(seat).collect();
    if !open.is_empty() {
        let _ = writeln!(
            text,
            "\n{} settings are our defaults and nobody has confirmed them; `nightdesk profile \
             confirm KEY` does, or --all:\n  {}",
            open.len(),
            open.join("\n  ")
        );
    }
    let json = json!({
        "name": seat.known.made.name.as_str(),
        "profile": profile.organisation.id,
        "zone": seat.zone().name(),
        "settings": rows,
        "unconfirmed": open,
    });
    Answer::reply(text, json)
}

fn default_words(confirmed: bool) -> String {
    if confirmed {
        "our default, confirmed when the profile was adopted".to_owned()
    } else {
        "our default, not confirmed".to_owned()
    }
}

fn says(provenance: &Provenance) -> String {
    match provenance {
        Provenance::Policy { file, at, words } => format!("{file}, {at}: \"{words}\""),
        Provenance::Said { by } => format!("said: {by}"),
    }
}

fn provenance_value(provenance: &Provenance) -> Value {
    match provenance {
        Provenance::Policy { file, at, words } => {
            json!({"file": file, "at": at.as_str(), "words": words.as_str()})
        }
        Provenance::Said { by } => json!({"said": by.as_str()}),
    }
}

fn check(call: &mut Call<'_, '_>, path: &Path) -> Result<Reply, Fail> {
    let text = text_of(call, path)?;
    let name = file_name(path);
    let (file, notes) = shipped()
        .checked(name.as_str(), &text)
        .map_err(|errors| Fail::pack(&errors))?;
    let mut text = format!("{name} is good: {} `{}`\n", file.kind, file.id);
    for note in &notes {
        let _ = writeln!(text, "note: {note}");
    }
    let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
    let json = json!({
        "ok": true,
        "file": name.as_str(),
        "kind": file.kind.as_str(),
        "id": file.id,
        "sha256": file.sha256,
        "notes": notes,
    });
    Ok(Answer::reply(text, json))
}

fn adopt(call: &mut Call<'_, '_>, path: &Path, source: Option<&str>) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let text = text_of(call, path)?;
    let source = source.unwrap_or("adopted from a file, no source given");
    bring(&mut seat, file_name(path).as_str(), &text, source, false)
}

/// Changes one setting of the profile in force and adopts the whole.
fn set(call: &mut Call<'_, '_>, key: &str, value: &str, source: &str) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    if source.trim().is_empty() {
        return Err(Fail::Usage(
            "say who says so: --source \"board, 3 November\"".to_owned(),
        ));
    }
    let entry = in_force(&seat);
    let (name, text) = text_in_force(&entry)?;
    let changed = set_setting(text, name, key, value, source).map_err(|e| of_keys(&e))?;
    let confirmed = is_confirmed(&seat);
    bring(&mut seat, name, &changed, source, confirmed)
}

/// Confirms settings of the profile in force as they are, and adopts the whole.
fn confirm(call: &mut Call<'_, '_>, keys: &[String], all: bool) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    seat.writer()?;
    let open: Vec<String> = unconfirmed(&seat).map(str::to_owned).collect();
    let profile = &seat.known.site.policy.profile;
    let is_open = |key: &&String| open.contains(key) || !profile.settings.contains_key(*key);
    let wanted: Vec<&str> = if all { &open } else { keys }
        .iter()
        .filter(is_open)
        .map(String::as_str)
        .collect();
    if wanted.is_empty() {
        return Err(Fail::Usage(
            "that is confirmed already; `nightdesk profile show` lists what is not".to_owned(),
        ));
    }
    let entry = in_force(&seat);
    let (name, text) = text_in_force(&entry)?;
    let source = format!("{} confirmed our default", call.machine.caller.name);
    let changed = confirm_settings(text, name, &wanted, &source).map_err(|e| of_keys(&e))?;
    let confirmed = is_confirmed(&seat);
    bring(&mut seat, name, &changed, &source, confirmed)
}

/// The file's name and text of the profile in force.
fn text_in_force(entry: &Value) -> Result<(&str, &str), Fail> {
    let name_and_text = entry["file"].as_str().zip(entry["text"].as_str());
    name_and_text.ok_or_else(|| Fail::Damaged("the profile in force cannot be read".to_owned()))
}

/// What is wrong with a key or a value that was given.
fn of_keys(errors: &[PackError]) -> Fail {
    let faults = errors.iter();
    let faults = faults.map(|e| format!("{}: {}; {}", Clean::line(&e.field), e.wrong, e.mend));
    Fail::Usage(faults.collect::<Vec<_>>().join("\n"))
}

/// The settings that are our defaults and that nobody has confirmed.
pub(super) fn unconfirmed(seat: &Seat) -> impl Iterator<Item = &str> {
    let policy = &seat.known.site.policy;
    let open = policy.profile.unconfirmed().map(|(key, _)| key);
    open.filter(|_| !policy.confirmed)
}

/// Checks a text together with the site's other files and adopts it; `confirmed` where somebody
/// has confirmed every default in it.
fn bring(
    seat: &mut Seat,
    name: &str,
    text: &str,
    source: &str,
    confirmed: bool,
) -> Result<Reply, Fail> {
    let pack = site_files(&seat.desk.dir().join("site")).map_err(|errors| Fail::pack(&errors))?;
    let (file, notes) = pack
        .checked(name, text)
        .map_err(|errors| Fail::pack(&errors))?;
    let command = adopting(&file, &Clean::line(source), confirmed)?;
    let receipt = seat.submit(&command)?;
    let stands = if runbooks::retires(&file) {
        "is retired"
    } else {
        "is in force"
    };
    let mut said = format!(
        "{} `{}` {stands} (entry {})\n",
        file.kind, file.id, receipt.seq
    );
    for note in &notes {
        let _ = writeln!(said, "note: {note}");
    }
    let json = json!({
        "seq": receipt.seq,
        "at": receipt.at.rfc3339(),
        "kind": file.kind.as_str(),
        "id": file.id,
        "version": file.version,
        "sha256": file.sha256,
    });
    Ok(Answer::reply(said, json))
}

/// The command that brings a checked file into force.
pub(super) fn adopting(file: &PackFile, source: &Clean, confirmed: bool) -> Result<Command, Fail> {
    match adoption(file, source, confirmed) {
        Event::ProfileAdopted(entry) => {
            let (profile, _) =
                read_profile(&file.text, &file.name).map_err(|errors| Fail::pack(&errors))?;
            Ok(Command::AdoptProfile(Box::new(AdoptProfile {
                entry,
                profile,
            })))
        }
        Event::TemplateAdopted(entry) => {
            Ok(Command::AdoptTemplate(Box::new(AdoptTemplate { entry })))
        }
        other => Err(Fail::Damaged(format!(
            "a file cannot become an entry of the kind {}",
            other.kind()
        ))),
    }
}
