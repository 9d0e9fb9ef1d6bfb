//! Callouts by night: begun, walked with answers by chance, stopped, handed on, ended; and how long
//! they truly were.

use std::collections::BTreeMap;
use std::sync::Arc;

use nightdesk::desk::Snapshot;
use nightdesk::domain::callout::{Callout, Part, PartKind, Step, clock_min, next_step, open_for};
use nightdesk::domain::command::{
    AnswerCallout, Console, FinishCallout, FreshIds, GiveCallout, PauseCallout, ResumeCallout,
    StartCallout, TakeCallout,
};
use nightdesk::domain::{
    Actor, CalloutId, ClaimId, Command, PersonId, Records as _, StepName, TicketId,
};
use nightdesk::text::Clean;
use nightdesk::time::Stamp;
use uuid::Uuid;

use super::Year;

/// Steps of a walk after which the one who walks goes to bed.
const STEPS_MAX: u32 = 60;

/// What truly went by while a callout ran.
#[derive(Debug, Clone, Copy, Default)]
struct True {
    begun: i64,
    jumps: u32,
    is_rebooted: bool,
    steps: u32,
}

/// The callouts that run.
#[derive(Debug, Default)]
pub(super) struct Nights {
    running: BTreeMap<CalloutId, True>,
}

impl Nights {
    pub(super) fn is_busy(&self) -> bool {
        !self.running.is_empty()
    }

    pub(super) fn jumps(&mut self) {
        for one in self.running.values_mut() {
            one.jumps += 1;
        }
    }

    pub(super) fn reboots(&mut self) {
        for one in self.running.values_mut() {
            one.is_rebooted = true;
        }
    }
}

fn fresh() -> FreshIds {
    FreshIds {
        person: PersonId(Uuid::now_v7()),
        other: PersonId(Uuid::now_v7()),
        list: Uuid::now_v7(),
        made: Uuid::now_v7(),
        claim: ClaimId(Uuid::now_v7()),
        ticket: TicketId(Uuid::now_v7()),
    }
}

impl Year {
    /// Something about a callout.
    pub(super) fn night(&mut self, which: usize, actor: &Actor) {
        // Nobody walks on what an hour ago was true.
        self.desk(which).refresh();
        let known = self.known(which);
        let running = known.running_callouts();
        let mine = open_for(&*known, actor.person).filter(|one| one.ended.is_none());
        let Some(callout) = mine.or_else(|| running.first().cloned()) else {
            self.call(which, actor, &known);
            self.measure(which);
            return;
        };
        let whose = callout.person;
        let held = self.staff.iter().find(|one| one.person == whose).cloned();
        // Whoever has it goes on with it, most of the time.
        let by = if self.chance.once_in(80) {
            actor.clone()
        } else {
            held.unwrap_or_else(|| actor.clone())
        };
        let command = self.of_callout(&known, &callout, &by);
        self.give(which, &by, &[command]);
        if let Some(one) = self.nights.running.get_mut(&callout.id) {
            one.steps += 1;
        }
        self.measure(which);
    }

    /// The phone rings.
    fn call(&mut self, which: usize, actor: &Actor, known: &Snapshot) {
        let queued = known.queued();
        let old = queued.get(self.chance.below(queued.len() as u64 * 4) as usize);
        let id = CalloutId(Uuid::now_v7());
        let over = self.chance.once_in(6);
        let command = Command::StartCallout(StartCallout {
            id,
            ticket: old.map_or_else(|| TicketId(Uuid::now_v7()), |ticket| ticket.id),
            over,
            duty: self.chance.once_in(2).then(|| Clean::from("know")),
            own: self.chance.once_in(3),
            console: Console::default(),
        });
        if self.give(which, actor, &[command]) {
            self.tally.callouts += 1;
            let begun = self.clock.minutes();
            let one = True {
                begun,
                ..True::default()
            };
            self.nights.running.insert(id, one);
        }
    }

    fn of_callout(&mut self, known: &Snapshot, callout: &Arc<Callout>, by: &Actor) -> Command {
        let id = callout.id;
        let is_long = self
            .nights
            .running
            .get(&id)
            .is_some_and(|one| one.steps > STEPS_MAX);
        let finish = Command::FinishCallout(FinishCallout {
            callout: id,
            fresh: fresh(),
        });
        if is_long && by.person == callout.person {
            return finish;
        }
        match self.chance.below(160) {
            0 => Command::PauseCallout(PauseCallout {
                callout: id,
                happened: None,
            }),
            1 => {
                let to = self.chance.below(self.staff.len() as u64) as usize;
                Command::GiveCallout(GiveCallout {
                    callout: id,
                    to: self.staff[to].person,
                })
            }
            2 => finish,
            _ if callout.is_paused() => Command::ResumeCallout(ResumeCallout {
                callout: id,
                gap: None,
            }),
            _ if by.person != callout.person => Command::TakeCallout(TakeCallout {
                callout: id,
                console: Console::default(),
            }),
            _ => {
                let now = self.now();
                match next_step(known, &known.site, callout, now) {
                    Some(step) => self.answer(id, &step),
                    None => finish,
                }
            }
        }
    }

    fn answer(&mut self, callout: CalloutId, step: &Step) -> Command {
        let mut values = Vec::new();
        for part in &step.parts {
            if let Some(said) = self.says(part) {
                values.push((part.key.clone(), said));
            }
        }
        let is_work = step.name == StepName::Work;
        Command::AnswerCallout(Box::new(AnswerCallout {
            callout,
            step: step.name,
            values,
            leave: !is_work || self.chance.once_in(4),
            fresh: fresh(),
        }))
    }

    /// What somebody says to one question; nothing is what Enter gives.
    fn says(&mut self, part: &Part) -> Option<Clean> {
        let is_owed = part.is_needed && part.default.is_none();
        if !is_owed && self.chance.once_in(2) {
            return None;
        }
        let of = self.chance.below(part.choices.len() as u64) as usize;
        let choice = part
            .choices
            .get(of)
            .map(|choice| Clean::line(&choice.value));
        match part.kind {
            PartKind::Choice => choice,
            PartKind::Count => {
                let counts = ["0", "1", "12", "w", "?"];
                Some(Clean::from(counts[self.chance.below(5) as usize]))
            }
            PartKind::Line if self.chance.once_in(2) && choice.is_some() => choice,
            PartKind::Line | PartKind::Text => Some(self.words()),
            // Times by hand are rare, so that most callouts are measured by the machine alone.
            PartKind::Time if self.chance.once_in(12) || is_owed => {
                let times = ["now", "-5", "-20", "21:30"];
                Some(Clean::from(times[self.chance.below(4) as usize]))
            }
            PartKind::Time => None,
        }
    }

    /// Callouts that have ended were as long as the machine ran meanwhile, or say that nobody is
    /// sure.
    fn measure(&mut self, which: usize) {
        let known = self.known(which);
        let now = self.now();
        let minutes = self.clock.minutes();
        let ids: Vec<CalloutId> = self.nights.running.keys().copied().collect();
        for id in ids {
            let truth = self.nights.running[&id];
            let found = known.callout(id);
            let Some(callout) = found else {
                panic!("{id:?} was acknowledged and is not there");
            };
            let (counted, unsure) = clock_min(&callout, now);
            assert!(counted >= 0, "{counted} minutes: {callout:?}");
            let Some(ended) = callout.ended else { continue };
            self.nights.running.remove(&id);
            if let Some(extra) = by_machine_alone(&callout)
                && !truth.is_rebooted
            {
                let was = minutes - truth.begun + extra;
                let span = 1 + i64::from(truth.jumps);
                assert!(
                    (counted - was).abs() <= span,
                    "{counted} minutes by {ended} and truly {was}, {truth:?}: {callout:#?}"
                );
                assert_eq!(unsure.is_some(), truth.jumps > 0, "{truth:?}: {callout:#?}");
                self.tally.measured += 1;
            }
        }
    }
}

/// The minutes between the ring and the beginning, where nobody gave another time by hand and the
/// clock was never stopped.
fn by_machine_alone(callout: &Callout) -> Option<i64> {
    let is_plain = !callout.over && callout.breaks.is_empty() && callout.visit.is_none();
    let times = callout.answers.get(&StepName::Outcome);
    let given = times.is_some_and(|step| step.values.keys().any(|key| key.starts_with("times.")));
    if !is_plain || given {
        return None;
    }
    let rang = callout.value(StepName::Caller, "rang");
    let rang: Option<Stamp> = rang.and_then(|text| text.parse().ok());
    let rang = rang.unwrap_or(callout.started);
    Some(callout.started.minutes_since(rang))
}
