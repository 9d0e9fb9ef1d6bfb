//! What may be done about a ticket.
//!
//! One file a small group of verbs. Each judges by the facts alone and answers with the events to
//! write or with one refusal that names the rule and the command that helps.

mod check;
mod facts;
mod life;
mod open;
mod redact;
mod work;
mod write;

use std::sync::Arc;

use super::Ticket;
use crate::domain::command::PersonRef;
use crate::domain::event::PersonAdded;
use crate::domain::{
    Actor, Command, Event, PersonId, Records, Refusal, RuleId, Site, State, TicketId, UnitId,
};
use crate::time::Stamp;

/// Judges a command about a ticket.
pub(in crate::domain) fn decide(
    records: &dyn Records,
    site: &Site,
    actor: &Actor,
    command: &Command,
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    let frame = Frame {
        records,
        site,
        now,
        actor: actor.person,
    };
    check_actor(records, actor)?;
    match command {
        Command::Open(c) => open::open(&frame, c),
        Command::Log(c) => work::log(&frame, c),
        Command::Tell(c) => work::tell(&frame, c),
        Command::Contain(c) => work::contain(&frame, c),
        Command::Report(c) => work::report(&frame, c),
        Command::Impact(c) => facts::impact(&frame, c),
        Command::Assign(c) => facts::assign(&frame, c),
        Command::Wait(c) => facts::wait(&frame, c),
        Command::Category(c) => facts::category(&frame, c),
        Command::Note(c) => write::note(&frame, c),
        Command::Narrative(c) => write::narrative(&frame, c),
        Command::Correct(c) => write::correct(&frame, c),
        Command::Move(c) => write::move_action(&frame, c),
        Command::Attach(c) => write::attach(&frame, c),
        Command::Redact(c) => redact::redact(&frame, c),
        Command::Resolve(c) => life::resolve(&frame, c),
        Command::Close(c) => life::close(&frame, c),
        Command::Reopen(c) => life::reopen(&frame, c),
        Command::StartList(_)
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
        | Command::AddPerson(_)
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
        | Command::AdoptDesk(_)
        | Command::Import(_) => Ok(Vec::new()),
    }
}

/// A member of staff acts; somebody who has left or never was staff may not.
pub(in crate::domain) fn check_actor(records: &dyn Records, actor: &Actor) -> Result<(), Refusal> {
    let person = records.person(actor.person);
    if person.as_ref().is_some_and(|p| p.staff && !p.left) {
        return Ok(());
    }
    let because = match person {
        Some(person) if person.left => format!("{} has left the staff", person.name),
        Some(person) => format!("{} is not a member of staff", person.name),
        None => "only a member of staff works on tickets".to_owned(),
    };
    Err(Refusal::new(
        RuleId::N(8),
        because,
        "somebody of the staff does it; `nightdesk staff add NAME --uid N --post POST` makes one",
    ))
}

/// What every verb may look at.
struct Frame<'a> {
    records: &'a dyn Records,
    site: &'a Site,
    now: Stamp,
    actor: PersonId,
}

impl Frame<'_> {
    /// A ticket that is known.
    fn ticket(&self, id: TicketId) -> Result<Arc<Ticket>, Refusal> {
        self.records.ticket(id).ok_or_else(|| {
            Refusal::new(
                RuleId::N(3),
                "there is no such ticket",
                "`nightdesk queue --all` lists them",
            )
        })
    }

    /// A ticket that is not closed.
    fn live(&self, id: TicketId) -> Result<Arc<Ticket>, Refusal> {
        let ticket = self.ticket(id)?;
        if ticket.state == State::Closed {
            let number = ticket.number;
            return Err(Refusal::new(
                RuleId::N(2),
                format!("{number} is closed"),
                format!("`nightdesk reopen {number} \"why\"` first"),
            ));
        }
        Ok(ticket)
    }

    /// A person by reference. A name that nobody bears becomes a contact, whose entry comes first.
    fn person(
        &self,
        who: &PersonRef,
        unit: Option<UnitId>,
        events: &mut Vec<Event>,
    ) -> Result<PersonId, Refusal> {
        match who {
            PersonRef::Id(id) => match self.records.person(*id) {
                Some(_) => Ok(*id),
                None => Err(Refusal::new(
                    RuleId::N(3),
                    "there is no such person",
                    "`nightdesk person list` lists them; a name makes a new contact",
                )),
            },
            PersonRef::Named { name, id } => {
                let name = check::line(name, "a name")?;
                if let Some(known) = self.records.person_named(name.as_str()) {
                    return Ok(known.id);
                }
                events.push(
                    PersonAdded {
                        person: *id,
                        name,
                        staff: false,
                        uid: None,
                        unit,
                        phone: None,
                        email: None,
                    }
                    .into(),
                );
                Ok(*id)
            }
        }
    }

    /// Checks a time at which something is said to have happened.
    fn happened(&self, at: Option<Stamp>) -> Result<Option<Stamp>, Refusal> {
        match at {
            Some(at) if at > self.now => Err(Refusal::new(
                RuleId::N(5),
                format!("{} is still to come", crate::time::full(at)),
                "give the time at which it happened, or leave it out, which means now",
            )),
            _ => Ok(at),
        }
    }

    /// As [`Frame::happened`], for what cannot have been before the ticket was opened.
    fn happened_since(&self, at: Option<Stamp>, ticket: &Ticket) -> Result<Option<Stamp>, Refusal> {
        // A time that somebody gives has no seconds: within its minute it is not before.
        let minute = |at: Stamp| at.epoch_ms() / 60_000;
        match self.happened(at)? {
            Some(at) if minute(at) < minute(ticket.opened) => Err(Refusal::new(
                RuleId::N(5),
                format!(
                    "{} was opened at {}, and {} is before that",
                    ticket.number,
                    crate::time::full(ticket.opened),
                    crate::time::full(at)
                ),
                "give a later time, or leave it out, which means now",
            )),
            at => Ok(at.map(|at| at.max(ticket.opened))),
        }
    }
}
