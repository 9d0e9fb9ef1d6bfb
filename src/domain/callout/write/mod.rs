//! The facts that an answer writes: each as the entry it would be without a callout.

mod call;
mod end;
mod ground;
mod lists;
mod rotation;
mod work;

pub(super) use call::asset_in;
pub(super) use end::claim_refused;
pub(super) use lists::{choose, chosen};
pub use work::{as_line, noted};
pub(super) use work::{safe_again, tick, vendor_said, work_line};

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::Act;
use super::ask::list;
use super::mended::minute_of;
use super::{Given, Walk};
use crate::domain::command::{AnswerStep, DoStep, LogAction, SkipStep, TellPerson, Told};
use crate::domain::event::{Evidence, PersonAdded};
use crate::domain::ticket::{Incident, incident_aware};
use crate::domain::{
    Channel, Command, PersonId, Records, Refusal, RuleId, StepName, Ticket, ToldOutcome,
};
use crate::text::Clean;
use crate::time::Stamp;

type Values = BTreeMap<String, Clean>;

/// Writes the facts of a step that was answered; `given` is what somebody typed of it.
pub(super) fn facts(
    act: &mut Act<'_>,
    step: StepName,
    values: &Values,
    given: &Given,
) -> Result<(), Refusal> {
    match step {
        StepName::Caller => call::caller(act, values),
        StepName::What => call::what(act),
        StepName::Suspect => {
            ground::suspect(act, values);
            Ok(())
        }
        StepName::Seen => ground::seen(act, values),
        StepName::Isolate => ground::isolate(act, values),
        StepName::Report => ground::report(act, values),
        StepName::Impact => ground::impact(act, values),
        StepName::Emergency => {
            ground::emergency(act);
            Ok(())
        }
        StepName::Place => {
            ground::place(act);
            Ok(())
        }
        StepName::Tell => ground::told(act, values, given),
        StepName::Vendor => rotation::vendor(act, values),
        StepName::Outcome => end::outcome(act, values),
        StepName::Narrative => end::narrative(act, values),
        StepName::Debts => end::close(act, values),
        StepName::Claim => end::claim(act, values),
        StepName::Later => end::later(act, values),
        StepName::Over => end::over(act, values),
        StepName::Start | StepName::Keep | StepName::List | StepName::Work | StepName::Handover => {
            Ok(())
        }
    }
}

/// Adds a line to the log of the ticket.
pub(super) fn log(act: &mut Act<'_>, words: &str) -> Result<(), Refusal> {
    act.log(words, None)
}

fn text<'v>(values: &'v Values, part: &str) -> Option<&'v str> {
    values.get(part).map(Clean::as_str)
}

fn moment(values: &Values, part: &str) -> Option<Stamp> {
    text(values, part)?.parse().ok()
}

impl Act<'_> {
    fn ticket(&self) -> Result<Arc<Ticket>, Refusal> {
        self.ahead.ticket(self.callout.ticket).ok_or_else(|| {
            Refusal::new(
                RuleId::N(3),
                "the callout's ticket is not known",
                "`nightdesk verify` says what is wrong with the desk",
            )
        })
    }

    fn run(&mut self, command: &Command) -> Result<(), Refusal> {
        self.ahead.run(self.desk.site, self.desk.actor, command)
    }

    /// Runs a command that may have nothing new to say.
    fn say(&mut self, command: &Command) -> Result<(), Refusal> {
        match self.run(command) {
            Err(refusal) if refusal.rule == RuleId::N(7) => Ok(()),
            other => other,
        }
    }

    /// Runs a command that is worth a try: what a checklist does not take stays open, and is owed.
    fn try_out(&mut self, command: &Command) {
        let _ = self.run(command);
    }

    fn with_walk<T>(&self, look: impl FnOnce(&Walk<'_>) -> T) -> Option<T> {
        let callout = self.now_callout();
        let walk = Walk::of(&self.ahead, self.desk.site, &callout, self.desk.now)?;
        Some(look(&walk))
    }

    /// When an incident was noticed, where that was before what stands: its clock counts from the
    /// first moment.
    fn aware_at(&mut self, at: Stamp) -> Result<(), Refusal> {
        let ticket = self.ticket()?;
        let earlier = |incident: &&Incident| minute_of(at) < minute_of(incident.aware);
        if let Some(incident) = ticket.incident.as_ref().filter(earlier) {
            let aware = incident_aware(self.desk.site, ticket.id, incident.kind, at);
            self.ahead.write(self.desk.site, aware);
        }
        Ok(())
    }

    /// When the site opens next.
    fn next_opening(&self) -> Option<Stamp> {
        self.desk.site.calendar.next_open(self.desk.now)
    }

    /// A person by name; a new contact where nobody is known by it.
    fn person(&mut self, name: &str, fresh: PersonId) -> PersonId {
        if let Some(known) = self.ahead.person_named(name) {
            return known.id;
        }
        let added = PersonAdded {
            person: fresh,
            name: Clean::line(name),
            staff: false,
            uid: None,
            unit: None,
            phone: None,
            email: None,
        };
        self.ahead.write(self.desk.site, added);
        fresh
    }

    fn log(&mut self, text: &str, happened: Option<Stamp>) -> Result<(), Refusal> {
        self.run(&Command::Log(LogAction {
            ticket: self.callout.ticket,
            text: Clean::line(text),
            minutes: None,
            happened,
        }))
    }

    fn tell(
        &mut self,
        who: Told,
        outcome: ToldOutcome,
        text: Option<Clean>,
    ) -> Result<(), Refusal> {
        self.tell_at(who, outcome, text, None)
    }

    /// The same, where it was said before it is written down.
    fn tell_at(
        &mut self,
        who: Told,
        outcome: ToldOutcome,
        text: Option<Clean>,
        happened: Option<Stamp>,
    ) -> Result<(), Refusal> {
        self.run(&Command::Tell(TellPerson {
            ticket: self.callout.ticket,
            who,
            how: Channel::Phone,
            outcome,
            text,
            happened,
        }))
    }

    /// Leaves out a step of tonight's list, where the list has one by that name.
    fn skip_from(&mut self, step: &str, because: &str) {
        let list = self.with_walk(list::list_of).flatten();
        if let Some(list) = list.filter(|list| list.template.step(step).is_some()) {
            self.try_out(&Command::SkipStep(SkipStep {
                list: list.id,
                step: step.to_owned(),
                because: Clean::line(because),
            }));
        }
    }

    /// Ticks a step of tonight's list from an answer, where the list has one by that name.
    fn tick_from(&mut self, step: &str, answer: Option<&str>, note: &str) {
        let Some(Some(list)) = self.with_walk(list::list_of) else {
            return;
        };
        let Some(known) = list.template.step(step) else {
            return;
        };
        let evidence: Evidence = [("note", note)]
            .into_iter()
            .filter(|(key, value)| {
                !value.is_empty() && known.evidence.iter().any(|asked| asked.as_str() == *key)
            })
            .map(|(key, value)| (key.to_owned(), Clean::line(value)))
            .collect();
        let command = match answer {
            Some(answer) => Command::AnswerStep(AnswerStep {
                list: list.id,
                step: step.to_owned(),
                answer: Clean::line(answer),
                by: None,
                evidence,
                happened: None,
            }),
            None => Command::DoStep(DoStep {
                list: list.id,
                step: step.to_owned(),
                evidence,
                happened: None,
            }),
        };
        self.try_out(&command);
    }
}
