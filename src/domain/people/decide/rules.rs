//! The rules in force, and the keeper of the desk's folder.

use super::text;
use crate::domain::command::{AdoptDesk, AdoptProfile, AdoptTemplate};
use crate::domain::event::DeskAdopted;
use crate::domain::site::{FileKind, Policy, RuleId};
use crate::domain::{Actor, Event, Refusal, Site};

pub(super) fn adopt_profile(site: &Site, command: &AdoptProfile) -> Result<Vec<Event>, Refusal> {
    text(&command.entry.source, "the source")?;
    let policy = &site.policy;
    if is_adopted(policy, FileKind::Profile, None) && policy.profile == command.profile {
        return Err(Refusal::new(
            RuleId::N(7),
            "this profile is in force already",
            "nothing needs to be done; `nightdesk profile show` lists it",
        ));
    }
    Ok(vec![Event::from(command.entry.clone())])
}

pub(super) fn adopt_template(site: &Site, command: &AdoptTemplate) -> Result<Vec<Event>, Refusal> {
    let entry = &command.entry;
    text(&entry.source, "the source")?;
    let kind = FileKind::parse(&entry.kind).filter(|kind| *kind != FileKind::Profile);
    let Some(kind) = kind else {
        return Err(Refusal::new(
            RuleId::N(3),
            format!("`{}` is no kind of file that the desk follows", entry.kind),
            "give a checklist, prompts, clocks, a holiday list or a runbook",
        ));
    };
    let policy = &site.policy;
    let in_force = match kind {
        FileKind::Checklist => policy.template(&entry.id).map(|list| list.version),
        FileKind::Prompts => Some(policy.prompts.version),
        FileKind::Clocks => Some(policy.clocks.version),
        FileKind::Runbook => return adopt_runbook(policy, command),
        FileKind::Profile | FileKind::Holidays => None,
    };
    let adopted = is_adopted(policy, kind, Some(&entry.id));
    match in_force.filter(|_| adopted) {
        Some(version) if version >= entry.version => Err(Refusal::new(
            RuleId::N(7),
            format!("version {version} of {} is in force already", entry.id),
            format!(
                "a changed text needs a greater version: write `version = {}` in {}",
                version.saturating_add(1),
                entry.file
            ),
        )),
        Some(_) | None => Ok(vec![Event::from(entry.clone())]),
    }
}

/// A runbook has no version of its own: another text is another version, and may be an older one.
fn adopt_runbook(policy: &Policy, command: &AdoptTemplate) -> Result<Vec<Event>, Refusal> {
    let entry = &command.entry;
    let present = policy.runbooks.get(&entry.id);
    match present.filter(|present| present.version == entry.version) {
        Some(_) => Err(Refusal::new(
            RuleId::N(7),
            format!("this text of the runbook {} is in force already", entry.id),
            "nothing needs to be done; another text replaces it, and `For:` with nothing behind \
             it retires it",
        )),
        None => Ok(vec![Event::from(entry.clone())]),
    }
}

/// Whether an entry of the journal adopted such a file, and not only the product ships it.
fn is_adopted(policy: &Policy, kind: FileKind, id: Option<&str>) -> bool {
    let mut adopted = policy.seqs.iter().filter(|(_, seq)| **seq > 0);
    adopted.any(|((known, name), _)| *known == kind && id.is_none_or(|id| id == name))
}

pub(super) fn adopt_desk(actor: &Actor, command: &AdoptDesk) -> Result<Vec<Event>, Refusal> {
    if command.because.is_blank() {
        return Err(Refusal::new(
            RuleId::N(4),
            "nobody says why the desk has a new keeper",
            "say it: `nightdesk adopt DIR --because \"…\"`",
        ));
    }
    text(&command.because, "the reason")?;
    if command.old_uid == actor.uid {
        return Err(Refusal::new(
            RuleId::N(7),
            "this account keeps the desk already",
            "nothing needs to be done",
        ));
    }
    Ok(vec![Event::from(DeskAdopted {
        old_uid: command.old_uid,
        new_uid: actor.uid,
        because: command.because.clone(),
    })])
}
