//! Nights walked in memory.

mod answers;
mod books;
mod branches;
mod claims;
mod clocks;
mod danger;
mod follow;
mod kinds;
mod later;
mod lists;
mod mended;
mod night;
mod outbox;
mod over;
mod random;
mod reporting;
mod said;
mod told;
mod turns;
mod two;

use std::sync::Arc;

use super::{Callout, Step, next_step};
use crate::domain::command::{AnswerCallout, Console, FinishCallout, FreshIds, StartCallout};
use crate::domain::testing::{World, clean};
use crate::domain::{
    CalloutId, ClaimId, Command, Event, Number, PersonId, Records as _, Refusal, StepName, TicketId,
};

/// A desk at a quarter past two in the night.
const NIGHT: &str = "2026-05-14T02:12-04:00";

/// A walk in a world.
struct Night {
    world: World,
    id: CalloutId,
}

impl Night {
    /// A call is taken at 02:12.
    fn taken() -> Self {
        Self::begun(World::new().at(NIGHT), false)
    }

    fn begun(mut world: World, over: bool) -> Self {
        let id = CalloutId(world.uuid());
        let ticket = TicketId(world.uuid());
        let start = StartCallout {
            id,
            ticket,
            over,
            duty: None,
            own: false,
            console: Console::default(),
        };
        world.run(Command::StartCallout(start)).unwrap();
        Self { world, id }
    }

    fn callout(&self) -> Arc<Callout> {
        self.world.records.callout(self.id).unwrap()
    }

    fn step(&self) -> Option<Step> {
        let world = &self.world;
        next_step(&world.records, &world.site, &self.callout(), world.now)
    }

    /// A step by its name, whatever is asked.
    fn named(&self, name: StepName) -> Step {
        let (world, given) = (&self.world, super::Given::new());
        let callout = self.callout();
        let asked = super::step_named(
            &world.records,
            &world.site,
            &callout,
            name,
            &given,
            world.now,
        );
        asked.unwrap()
    }

    fn asks(&self) -> &'static str {
        self.step().map_or("nothing", |step| step.name.as_str())
    }

    fn fresh(&mut self) -> FreshIds {
        FreshIds {
            person: PersonId(self.world.uuid()),
            other: PersonId(self.world.uuid()),
            list: self.world.uuid(),
            made: self.world.uuid(),
            claim: ClaimId(self.world.uuid()),
            ticket: TicketId(self.world.uuid()),
        }
    }

    fn try_answer(
        &mut self,
        step: StepName,
        values: &[(&str, &str)],
        leave: bool,
    ) -> Result<Vec<Event>, Refusal> {
        let values = values
            .iter()
            .map(|(part, typed)| ((*part).to_owned(), clean(typed)));
        let command = AnswerCallout {
            callout: self.id,
            step,
            values: values.collect(),
            leave,
            fresh: self.fresh(),
        };
        self.world.run(Command::AnswerCallout(Box::new(command)))
    }

    /// Answers a step and leaves it; a minute passes.
    fn answer(&mut self, step: StepName, values: &[(&str, &str)]) -> Vec<&'static str> {
        let events = self.try_answer(step, values, true).unwrap();
        self.world.wait(1);
        events.iter().map(Event::kind).collect()
    }

    fn line(&mut self, text: &str) {
        self.try_answer(StepName::Work, &[("line", text)], false)
            .unwrap();
        self.world.wait(1);
    }

    fn sleep(&mut self) -> Result<Vec<Event>, Refusal> {
        let finish = FinishCallout {
            callout: self.id,
            fresh: self.fresh(),
        };
        self.world.run(Command::FinishCallout(finish))
    }

    fn owes(&self) -> Vec<String> {
        let world = &self.world;
        let debts = super::debts(&world.records, &world.site, &self.callout(), world.now);
        debts.into_iter().map(|debt| debt.key).collect()
    }

    fn claim(&self) -> Arc<crate::domain::Claim> {
        self.world.records.claim_numbered(Number::claim(1)).unwrap()
    }
}
