//! What may be done about a callout, the roster and a drafted claim.

use std::sync::Arc;

use super::times::calendar_of;
use super::walk::{number_of, open_for};
use super::{Callout, Given, answer, second};
use crate::domain::ahead::Ahead;
use crate::domain::claim::on_call;
use crate::domain::command::{
    GiveCallout, OpenTicket, PauseCallout, ResumeCallout, StartCallout, TakeCallout,
};
use crate::domain::event::{
    CalloutAnswered, CalloutHandedOver, CalloutPaused, CalloutResumed, CalloutStarted,
    CalloutTakenOver,
};
use crate::domain::site::FileKind;
use crate::domain::{
    Actor, Channel, Command, Event, Number, NumberKind, Person, Records, Refusal, RuleId, Site,
    StepName, checklist, ticket,
};
use crate::text::Clean;
use crate::time::{Stamp, day_time, full};

/// The part of `start` that says how it comes that somebody else is on call.
const DUTY: &str = "duty";

/// Judges a command about a callout.
pub(in crate::domain) fn decide(
    records: &dyn Records,
    site: &Site,
    actor: &Actor,
    command: &Command,
    now: Stamp,
) -> Result<Vec<Event>, Refusal> {
    ticket::check_actor(records, actor)?;
    let desk = Desk {
        records,
        site,
        actor,
        now,
    };
    let mut events = desk.judge(command)?;
    // What the walk says may be the last that a list waited for.
    let ended = checklist::finished_by(records, site, &events, now);
    let is_new = |event: &Event| !events.contains(event);
    let ended: Vec<Event> = ended.into_iter().filter(is_new).collect();
    events.extend(ended);
    Ok(events)
}

/// The frame of one judgement.
pub(super) struct Desk<'a> {
    pub(super) records: &'a dyn Records,
    pub(super) site: &'a Site,
    pub(super) actor: &'a Actor,
    pub(super) now: Stamp,
}

impl Desk<'_> {
    fn judge(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::StartCallout(c) => self.start(c),
            Command::AnswerCallout(c) => answer::answer(self, c),
            Command::PauseCallout(c) => self.pause(c),
            Command::ResumeCallout(c) => self.resume(c),
            Command::GiveCallout(c) => self.give(c),
            Command::TakeCallout(c) => self.take(c),
            Command::FinishCallout(c) => answer::finish(self, c),
            Command::SetRoster(c) => self.set_roster(c),
            Command::EndRoster(c) => self.end_roster(c),
            Command::WithdrawClaim(c) => self.withdraw(c),
            // The others are judged in their own folders and never come here.
            _ => Ok(Vec::new()),
        }
    }

    fn start(&self, start: &StartCallout) -> Result<Vec<Event>, Refusal> {
        let me = self.actor.person;
        if let Some(open) = open_for(self.records, me) {
            let of = number_of(self.records, open.ticket);
            return Err(Refusal::new(
                RuleId::N(14),
                format!("your callout {} of {of} is open", open.number),
                "`nightdesk callout status` goes on with it, `nightdesk callout finish` ends it",
            ));
        }
        let mut ahead = Ahead::of(self.records, Some(me), self.now);
        if let Some(ticket) = self.records.ticket(start.ticket) {
            self.alone(start)?;
            if ticket.closed.is_some() {
                return Err(Refusal::new(
                    RuleId::N(2),
                    format!("{} is closed", ticket.number),
                    format!("`nightdesk reopen {} \"why\"` first", ticket.number),
                ));
            }
        } else {
            let zone = self.site.calendar.zone;
            let title = Clean::line(&format!("Callout of {}", day_time(self.now, zone)));
            let mut open = OpenTicket::walk_up(start.ticket, title);
            open.channel = Channel::OnCall;
            ahead.run(self.site, self.actor, &Command::Open(Box::new(open)))?;
        }
        let on_duty = on_call(&self.records.roster(), self.now).filter(|person| *person != me);
        let profiles = self.site.policy.seqs.iter();
        let rules = profiles.filter(|((kind, _), _)| *kind == FileKind::Profile);
        ahead.write(
            self.site,
            CalloutStarted {
                callout: start.id,
                number: Number::callout(self.records.next_number(NumberKind::Callout)),
                ticket: start.ticket,
                person: me,
                host: start.console.host.clone(),
                tty: start.console.tty.clone(),
                over: start.over,
                on_duty,
                inside_hours: calendar_of(self.records, self.site, me).is_working(self.now),
                rules: rules.map(|(_, seq)| *seq).max().unwrap_or_default(),
            },
        );
        if on_duty.is_some() {
            let duty = start.duty.as_ref();
            let said = duty.map(|duty| (DUTY.to_owned(), duty.clone()));
            // Nobody was asked: it is owed.
            let unknown = said.is_none().then(|| DUTY.to_owned());
            ahead.write(
                self.site,
                CalloutAnswered {
                    callout: start.id,
                    ticket: start.ticket,
                    step: StepName::Start,
                    values: said.into_iter().collect(),
                    unknown: unknown.into_iter().collect(),
                    left: true,
                },
            );
        }
        Ok(ahead.into_events())
    }

    /// Refuses a second callout on a ticket that is not said to be one's own.
    fn alone(&self, start: &StartCallout) -> Result<(), Refusal> {
        let beside = second::running_beside(self.records, start.ticket, self.actor.person);
        let zone = self.site.calendar.zone;
        match beside.filter(|_| !start.own) {
            None => Ok(()),
            Some(other) => Err(second::refused(self.records, zone, &other, self.now)),
        }
    }

    fn pause(&self, pause: &PauseCallout) -> Result<Vec<Event>, Refusal> {
        let callout = self.mine(pause.callout)?;
        self.running(&callout)?;
        if callout.is_paused() {
            return Err(same(&callout, "its clock stands already"));
        }
        if let Some(at) = pause
            .happened
            .filter(|at| *at > self.now || *at < callout.started)
        {
            return Err(Refusal::new(
                RuleId::N(5),
                format!("{} lies outside the callout", full(at)),
                "leave the time out, which means now",
            ));
        }
        Ok(vec![
            CalloutPaused {
                callout: callout.id,
                ticket: callout.ticket,
                happened: pause.happened,
            }
            .into(),
        ])
    }

    fn resume(&self, resume: &ResumeCallout) -> Result<Vec<Event>, Refusal> {
        let callout = self.mine(resume.callout)?;
        self.running(&callout)?;
        if !callout.is_paused() && resume.gap.is_none() {
            return Err(same(&callout, "its clock runs already"));
        }
        if let Some(gap) = resume.gap
            && (gap.from > gap.to || gap.to > self.now || gap.from < callout.started)
        {
            return Err(Refusal::new(
                RuleId::N(5),
                "the stretch without a line lies outside the callout",
                "give a stretch between its start and now",
            ));
        }
        Ok(vec![
            CalloutResumed {
                callout: callout.id,
                ticket: callout.ticket,
                gap: resume.gap,
            }
            .into(),
        ])
    }

    fn give(&self, give: &GiveCallout) -> Result<Vec<Event>, Refusal> {
        let callout = self.mine(give.callout)?;
        self.running(&callout)?;
        let to = self.staff(give.to)?;
        if to.id == callout.person {
            return Err(same(&callout, "it is theirs already"));
        }
        self.free(&to)?;
        Ok(vec![
            CalloutHandedOver {
                callout: callout.id,
                ticket: callout.ticket,
                from: callout.person,
                to: to.id,
            }
            .into(),
        ])
    }

    fn take(&self, take: &TakeCallout) -> Result<Vec<Event>, Refusal> {
        let callout = self.known(take.callout)?;
        self.running(&callout)?;
        let me = self.staff(self.actor.person)?;
        if me.id == callout.person {
            return Err(same(&callout, "it is yours already"));
        }
        self.free(&me)?;
        Ok(vec![
            CalloutTakenOver {
                callout: callout.id,
                ticket: callout.ticket,
                from: callout.person,
                to: me.id,
                host: take.console.host.clone(),
            }
            .into(),
        ])
    }

    /// Nobody walks two callouts at once.
    fn free(&self, person: &Person) -> Result<(), Refusal> {
        match open_for(self.records, person.id) {
            None => Ok(()),
            Some(open) => Err(Refusal::new(
                RuleId::N(14),
                format!("{} has {} open", person.name, open.number),
                format!("{} types `nightdesk callout finish` first", person.name),
            )),
        }
    }

    pub(super) fn staff(&self, id: crate::domain::PersonId) -> Result<Arc<Person>, Refusal> {
        let person = self.records.person(id).filter(|p| p.staff && !p.left);
        person.ok_or_else(|| {
            Refusal::new(
                RuleId::N(8),
                "only somebody of the staff can be on call",
                "`nightdesk staff list` lists the staff",
            )
        })
    }

    /// A callout.
    pub(super) fn known(&self, id: crate::domain::CalloutId) -> Result<Arc<Callout>, Refusal> {
        self.records.callout(id).ok_or_else(|| {
            Refusal::new(
                RuleId::N(3),
                "there is no such callout",
                "`nightdesk callout list` lists them",
            )
        })
    }

    /// A callout that the actor has.
    pub(super) fn mine(&self, id: crate::domain::CalloutId) -> Result<Arc<Callout>, Refusal> {
        let callout = self.known(id)?;
        if callout.person == self.actor.person {
            return Ok(callout);
        }
        let holder = self.records.person(callout.person);
        let holder = holder.map_or_else(|| "somebody else".to_owned(), |p| p.name.to_string());
        let (number, of) = (callout.number, number_of(self.records, callout.ticket));
        Err(Refusal::new(
            RuleId::N(14),
            format!("{holder} has {number}"),
            if callout.ended.is_some() {
                format!("`nightdesk log {of} \"...\"` adds to its ticket")
            } else {
                format!(
                    "`nightdesk log {of} \"...\"` adds a line; `nightdesk callout take \
                     {number}` takes it over"
                )
            },
        ))
    }

    /// A callout of which the actor may answer a step: their own; the claim, where they had a part
    /// of it; and what is owed of one that has ended, which anybody of the staff pays.
    pub(super) fn answerable(
        &self,
        id: crate::domain::CalloutId,
        step: StepName,
    ) -> Result<Arc<Callout>, Refusal> {
        let callout = self.known(id)?;
        let me = self.actor.person;
        let pays = match step {
            StepName::Claim => callout.had(me),
            StepName::Work | StepName::Handover => false,
            _ => callout.ended.is_some(),
        };
        if pays && self.staff(me).is_ok() {
            return Ok(callout);
        }
        if step == StepName::Claim && callout.ended.is_some() && callout.person != me {
            return Err(Refusal::new(
                RuleId::N(14),
                format!(
                    "you had no part of {}, so there is nothing to claim",
                    callout.number
                ),
                format!(
                    "`nightdesk callout show {}` says who worked on it",
                    callout.number
                ),
            ));
        }
        self.mine(id)
    }

    /// Refuses to rewrite what those who had an ended callout said: others fill in what nobody
    /// knows.
    pub(super) fn may_fill(
        &self,
        callout: &Callout,
        step: StepName,
        given: &Given,
    ) -> Result<(), Refusal> {
        let is_own = callout.ended.is_none() || callout.had(self.actor.person);
        if is_own || matches!(step, StepName::Claim | StepName::Debts) {
            return Ok(());
        }
        // Whom nobody reached yet, and what nobody knew of a suspect, may still be said.
        let is_open = |value: &str| match step {
            StepName::Tell => value != "told",
            StepName::Suspect => value == "unknown",
            _ => false,
        };
        let stands = given.keys().find_map(|part| {
            let value = callout.value(step, part).filter(|value| !is_open(value))?;
            Some((part, value))
        });
        let Some((part, value)) = stands else {
            return Ok(());
        };
        let holder = self.records.person(callout.person);
        let holder = holder.map_or_else(|| "its holder".to_owned(), |p| p.name.to_string());
        let (number, of) = (callout.number, number_of(self.records, callout.ticket));
        Err(Refusal::new(
            RuleId::N(14),
            format!("{number} ended, and {step}.{part} was answered: {value}"),
            format!(
                "{holder} corrects it with `nightdesk callout answer --callout {number} \
                 {step}.{part}=...`; `nightdesk log {of} \"...\"` adds what you know"
            ),
        ))
    }

    /// Refuses where it has ended.
    pub(super) fn running(&self, callout: &Callout) -> Result<(), Refusal> {
        match callout.ended {
            None => Ok(()),
            Some(at) => Err(Refusal::new(
                RuleId::N(14),
                format!("{} ended at {}", callout.number, full(at)),
                format!(
                    "`nightdesk log {} \"...\"` adds to its ticket",
                    number_of(self.records, callout.ticket)
                ),
            )),
        }
    }
}

fn same(callout: &Callout, what: &str) -> Refusal {
    Refusal::new(
        RuleId::N(7),
        format!("{}: {what}", callout.number),
        "nothing is left to do",
    )
}
