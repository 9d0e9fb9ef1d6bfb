//! What may be done about people, units, assets and the rules in force.
//!
//! Names are how everybody finds a person, a unit or a machine again, so a name is never blank
//! and that of a unit or an asset is there once. A desk that nobody may use helps nobody: the
//! last member of staff who holds a post stays.

mod many;
mod person;
mod rules;
mod things;

use super::{Person, PersonId, UnitId};
use crate::domain::site::RuleId;
use crate::domain::{Actor, Command, Event, Records, Refusal, Site};
use crate::text::Clean;
use crate::time::Stamp;

/// Most characters of a name or a title. Source: rule N04.
const NAME_MAX: usize = 200;
/// Most bytes of any other text. Source: rule N04.
const TEXT_MAX: usize = 65_536;

/// Judges a command about people, units, assets or the rules in force.
pub(in crate::domain) fn decide(
    records: &dyn Records,
    site: &Site,
    actor: &Actor,
    command: &Command,
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    may_act(records, actor)?;
    match command {
        Command::AddPerson(c) => person::add(records, site, c),
        Command::ChangePerson(c) => person::change(records, site, c),
        Command::HoldPost(c) => person::hold(records, site, c),
        Command::LeavePost(c) => person::leave(records, c),
        Command::SetHours(c) => person::set_hours(records, c),
        Command::AddUnit(c) => things::add_unit(records, c),
        Command::ChangeUnit(c) => things::change_unit(records, site, c),
        Command::AddAsset(c) => things::add_asset(records, c),
        Command::AddMany(c) => many::add(records, site, c, now),
        Command::AdoptProfile(c) => rules::adopt_profile(site, c),
        Command::AdoptTemplate(c) => rules::adopt_template(site, c),
        Command::AdoptDesk(c) => rules::adopt_desk(actor, c),
        Command::Open(_)
        | Command::Log(_)
        | Command::Tell(_)
        | Command::Impact(_)
        | Command::Contain(_)
        | Command::Report(_)
        | Command::Assign(_)
        | Command::Wait(_)
        | Command::Category(_)
        | Command::Note(_)
        | Command::Narrative(_)
        | Command::Correct(_)
        | Command::Move(_)
        | Command::Attach(_)
        | Command::Redact(_)
        | Command::Resolve(_)
        | Command::Close(_)
        | Command::Reopen(_)
        | Command::StartList(_)
        | Command::DoStep(_)
        | Command::SkipStep(_)
        | Command::FailStep(_)
        | Command::AnswerStep(_)
        | Command::StartCallout(_)
        | Command::AnswerCallout(_)
        | Command::PauseCallout(_)
        | Command::ResumeCallout(_)
        | Command::GiveCallout(_)
        | Command::TakeCallout(_)
        | Command::FinishCallout(_)
        | Command::SetRoster(_)
        | Command::EndRoster(_)
        | Command::WithdrawClaim(_)
        | Command::Import(_) => Ok(Vec::new()),
    }
}

/// A contact or somebody who has left may do nothing; the desk's maker is not known yet.
fn may_act(records: &dyn Records, actor: &Actor) -> Result<(), Refusal> {
    match records.person(actor.person) {
        Some(person) if person.left || !person.staff => Err(Refusal::new(
            RuleId::N(8),
            format!("{} is not a member of staff here", person.name),
            "ask a member of staff to do it",
        )),
        Some(_) | None => Ok(()),
    }
}

fn name(text: &Clean, what: &str) -> Result<(), Refusal> {
    if text.is_blank() {
        let because = format!("{what} is blank");
        return Err(Refusal::new(
            RuleId::N(4),
            because,
            "give it in a few words",
        ));
    }
    let length = text.as_str().chars().count();
    if length > NAME_MAX {
        return Err(Refusal::new(
            RuleId::N(4),
            format!("{what} has {length} characters"),
            format!("give at most {NAME_MAX} characters"),
        ));
    }
    Ok(())
}

fn text(text: &Clean, what: &str) -> Result<(), Refusal> {
    let length = text.as_str().len();
    if length > TEXT_MAX {
        return Err(Refusal::new(
            RuleId::N(4),
            format!("{what} has {length} bytes"),
            format!("give at most {TEXT_MAX} bytes"),
        ));
    }
    Ok(())
}

fn known_unit(records: &dyn Records, unit: Option<UnitId>) -> Result<(), Refusal> {
    match unit {
        Some(id) if records.unit(id).is_none() => Err(Refusal::new(
            RuleId::N(3),
            "there is no such unit",
            "see the units that are known: `nightdesk profile show`",
        )),
        Some(_) | None => Ok(()),
    }
}

fn known_person(records: &dyn Records, id: PersonId) -> Result<std::sync::Arc<Person>, Refusal> {
    records.person(id).ok_or_else(|| {
        Refusal::new(
            RuleId::N(3),
            "there is no such person",
            "see who is known: `nightdesk person list`",
        )
    })
}

/// A uuid stands for one record; a command that comes twice is noticed by it.
fn new_uuid(is_taken: bool, what: &str) -> Result<(), Refusal> {
    if is_taken {
        let because = format!("this {what} was added before");
        return Err(Refusal::new(
            RuleId::N(7),
            because,
            "nothing needs to be done",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
