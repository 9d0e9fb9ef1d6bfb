//! A list from its first step to its end: what is shown, what ticks it, what holds it.

use std::collections::BTreeMap;

use super::{Marked, StepState, holding_close, open_gates, owed_steps, steps};
use crate::domain::command::{
    AnswerStep, CloseTicket, DoStep, FailStep, OpenTicket, PersonRef, SetImpact, SkipStep,
    StartList, TellPerson, Told,
};
use crate::domain::event::Evidence;
use crate::domain::site::{
    After, DateName, EventName, EvidenceKey, Fact, Gate, Limit, Moment, Offset, OffsetUnit, Place,
    Report, Step, StepKind, Tell, Template, When,
};
use crate::domain::testing::{World, at, clean};
use crate::domain::{
    Channel, Command, Event, ListId, PersonId, RecordId, Records, Refusal, RuleId, TicketId,
    ToldOutcome,
};

fn step(id: &str) -> Step {
    Step {
        id: id.to_owned(),
        text: clean(&format!("text of {id}")),
        why: clean("because"),
        kind: StepKind::Do,
        from: None,
        to: Vec::new(),
        after: None,
        evidence: Vec::new(),
        when: None,
        gate: None,
        clock: None,
        limit: None,
        sets: None,
        required: true,
        who: "tech".to_owned(),
        phase: None,
        sources: Vec::new(),
    }
}

fn ask(id: &str, choices: &[&str]) -> Step {
    Step {
        kind: StepKind::Ask {
            choices: choices.iter().map(|c| clean(c)).collect(),
        },
        ..step(id)
    }
}

fn auto(id: &str, on: &str) -> Step {
    let on = Some(EventName(on.to_owned()));
    Step {
        kind: StepKind::Auto { on },
        ..step(id)
    }
}

fn close() -> Step {
    Step {
        kind: StepKind::Auto { on: None },
        from: Some(Fact::Close),
        ..step("close")
    }
}

fn fact(id: &str, fact: Fact) -> Step {
    Step {
        from: Some(fact),
        ..step(id)
    }
}

fn told(id: &str, role: &str) -> Step {
    Step {
        to: vec![Tell::Role(role.to_owned())],
        ..fact(id, Fact::Told)
    }
}

fn gate(step: Step, kind: &str, blocks: &[&str], opens: &[&str]) -> Step {
    let gate = Gate {
        kind: kind.to_owned(),
        blocks: blocks.iter().map(|b| (*b).to_owned()).collect(),
        opens: opens.iter().map(|o| clean(o)).collect(),
        setting: None,
    };
    Step {
        gate: Some(gate),
        ..step
    }
}

fn when(step: Step, asked: &str, is: &[&str]) -> Step {
    let when = When::Answer {
        step: asked.to_owned(),
        is: is.iter().map(|i| clean(i)).collect(),
    };
    Step {
        when: Some(when),
        ..step
    }
}

fn template(steps: Vec<Step>) -> Template {
    Template {
        id: "trial".to_owned(),
        version: 3,
        title: clean("A trial"),
        group: "service".to_owned(),
        record_category: "service-request".to_owned(),
        anchor: Moment::Event(EventName("ticket.opened".to_owned())),
        note: clean(""),
        sources: Vec::new(),
        phases: BTreeMap::new(),
        steps,
    }
}

/// A world with one instance of a list, for a ticket or for none.
struct Trial {
    world: World,
    list: ListId,
    ticket: Option<TicketId>,
}

impl Trial {
    fn alone(steps: Vec<Step>) -> Self {
        Self::begun(World::new(), template(steps), None)
    }

    fn for_ticket(steps: Vec<Step>) -> Self {
        Self::for_ticket_with(steps, |_| {})
    }

    fn for_ticket_with(steps: Vec<Step>, set: impl FnOnce(&mut OpenTicket)) -> Self {
        let mut world = World::new();
        let ticket = world.open_with("The scanner is dead", set);
        Self::begun(world, template(steps), Some(ticket))
    }

    fn begun(mut world: World, template: Template, ticket: Option<TicketId>) -> Self {
        world.adopt(template);
        let list = start(&mut world, "trial", ticket).unwrap();
        Self {
            world,
            list,
            ticket,
        }
    }

    fn done(&mut self, step: &str) -> Result<Vec<Event>, Refusal> {
        self.done_with(step, &[])
    }

    fn done_with(&mut self, step: &str, proof: &[(&str, &str)]) -> Result<Vec<Event>, Refusal> {
        self.world.run(Command::DoStep(DoStep {
            list: self.list,
            step: step.to_owned(),
            evidence: evidence(proof),
            happened: None,
        }))
    }

    fn answer(
        &mut self,
        step: &str,
        answer: &str,
        by: Option<PersonId>,
    ) -> Result<Vec<Event>, Refusal> {
        self.world.run(Command::AnswerStep(AnswerStep {
            list: self.list,
            step: step.to_owned(),
            answer: clean(answer),
            by,
            evidence: Evidence::new(),
            happened: None,
        }))
    }

    fn skip(&mut self, step: &str, because: &str) -> Result<Vec<Event>, Refusal> {
        self.world.run(Command::SkipStep(SkipStep {
            list: self.list,
            step: step.to_owned(),
            because: clean(because),
        }))
    }

    fn fail(&mut self, step: &str, because: &str) -> Result<Vec<Event>, Refusal> {
        self.world.run(Command::FailStep(FailStep {
            list: self.list,
            step: step.to_owned(),
            because: clean(because),
        }))
    }

    /// Each shown step with its state, and what ticked it where that was a fact.
    fn stands(&self) -> Vec<(String, StepState, Option<String>)> {
        let list = self.world.records.list(self.list).unwrap();
        let view = steps(&self.world.records, &self.world.site, &list, self.world.now);
        let each = view.steps.iter();
        each.map(|s| (s.step.id.clone(), s.state, s.from_fact.clone()))
            .collect()
    }

    fn state(&self, step: &str) -> Option<StepState> {
        let stands = self.stands();
        let found = stands.into_iter().find(|(id, ..)| id == step);
        found.map(|(_, state, _)| state)
    }

    fn fact(&self, step: &str) -> Option<String> {
        let stands = self.stands();
        let found = stands.into_iter().find(|(id, ..)| id == step);
        found.and_then(|(_, _, fact)| fact)
    }

    fn count(&self) -> (usize, usize) {
        let list = self.world.records.list(self.list).unwrap();
        let view = steps(&self.world.records, &self.world.site, &list, self.world.now);
        (view.done, view.required)
    }

    fn is_finished(&self) -> bool {
        let list = self.world.records.list(self.list).unwrap();
        list.finished.is_some()
    }

    fn tell(&mut self, who: Told, outcome: ToldOutcome) {
        let ticket = self.ticket.unwrap();
        self.world
            .run(Command::Tell(TellPerson {
                ticket,
                who,
                how: Channel::Phone,
                outcome,
                text: None,
                happened: None,
            }))
            .unwrap();
    }
}

fn start(world: &mut World, id: &str, ticket: Option<TicketId>) -> Result<ListId, Refusal> {
    let list = world.list_id();
    world.run(Command::StartList(StartList {
        id: list,
        checklist: id.to_owned(),
        ticket,
    }))?;
    Ok(list)
}

fn evidence(pairs: &[(&str, &str)]) -> Evidence {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), clean(value)))
        .collect()
}

fn rule<T>(result: Result<T, Refusal>) -> Option<RuleId> {
    result.err().map(|refusal| refusal.rule)
}

mod beginning;
mod facts;
mod gates;
mod limits;
mod night;
mod proof;
mod steps_done;
