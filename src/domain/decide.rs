//! The one place that refuses: a command and the records go in, events or a refusal come out.

use super::ahead::Ahead;
use super::{Actor, Command, Event, Records, Refusal, Site, callout, checklist, people, ticket};
use crate::time::Stamp;

/// Judges commands of which each is decided on what those before it write; nothing is kept.
///
/// # Errors
/// A rule stands in the way of one of them. Send none of them, and show the refusal whole.
pub fn decide_in_turn(
    records: &dyn Records,
    site: &Site,
    actor: &Actor,
    commands: &[Command],
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    let mut ahead = Ahead::of(records, Some(actor.person), now);
    for command in commands {
        ahead.run(site, actor, command)?;
    }
    Ok(ahead.into_events())
}

/// Judges a command by the rules in force and says what it writes.
///
/// Pure: the same records, site, actor, command and moment give the same events.
///
/// # Errors
/// A rule stands in the way. Show the refusal whole: it names the rule and what can be done now.
pub fn decide(
    records: &dyn Records,
    site: &Site,
    actor: &Actor,
    command: &Command,
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    match command {
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
        | Command::Reopen(_) => {
            let mut events = ticket::decide(records, site, actor, command, now)?;
            let finished = checklist::finished_by(records, site, &events, now);
            events.extend(finished);
            Ok(events)
        }
        Command::StartList(_)
        | Command::DoStep(_)
        | Command::SkipStep(_)
        | Command::FailStep(_)
        | Command::AnswerStep(_) => checklist::decide(records, site, actor, command, now),
        Command::StartCallout(_)
        | Command::AnswerCallout(_)
        | Command::PauseCallout(_)
        | Command::ResumeCallout(_)
        | Command::GiveCallout(_)
        | Command::TakeCallout(_)
        | Command::FinishCallout(_)
        | Command::SetRoster(_)
        | Command::EndRoster(_)
        | Command::WithdrawClaim(_) => callout::decide(records, site, actor, command, now),
        Command::AddPerson(_)
        | Command::ChangePerson(_)
        | Command::HoldPost(_)
        | Command::LeavePost(_)
        | Command::SetHours(_)
        | Command::AddUnit(_)
        | Command::ChangeUnit(_)
        | Command::AddAsset(_)
        | Command::AddMany(_)
        | Command::AdoptProfile(_)
        | Command::AdoptTemplate(_)
        | Command::AdoptDesk(_) => people::decide(records, site, actor, command, now),
        Command::Import(import) => ticket::import(records, site, actor, import, now),
    }
}
