//! Nights of practice in memory: one played perfectly, one with everything forgotten.

use std::sync::Arc;

use super::{Forgotten, cast, forgotten, line_drops, says};
use crate::domain::callout::{Callout, next_step};
use crate::domain::command::{
    AnswerCallout, Console, FinishCallout, FreshIds, ResumeCallout, StartCallout, TellPerson, Told,
};
use crate::domain::event::LineGap;
use crate::domain::testing::{World, clean};
use crate::domain::{
    CalloutId, Channel, ClaimId, Command, PersonId, Records as _, StepName as N, TicketId,
    ToldOutcome,
};

struct Night {
    world: World,
    id: CalloutId,
}

impl Night {
    fn begun() -> Self {
        let mut world = World::new().at("2026-05-14T02:12-04:00");
        let mut ids: u128 = 1 << 64;
        let commands = cast(&world.site.clone(), &mut || {
            ids += 1;
            uuid::Uuid::from_u128(ids)
        });
        for command in commands {
            world.run(command).unwrap();
        }
        let id = CalloutId(world.uuid());
        let ticket = TicketId(world.uuid());
        let start = StartCallout {
            id,
            ticket,
            over: false,
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

    fn send(&mut self, step: N, values: &[(&str, &str)], leave: bool) {
        let values = values.iter().map(|(k, v)| ((*k).to_owned(), clean(v)));
        let command = AnswerCallout {
            callout: self.id,
            step,
            values: values.collect(),
            leave,
            fresh: self.fresh(),
        };
        self.world
            .run(Command::AnswerCallout(Box::new(command)))
            .unwrap();
        self.world.wait(1);
    }

    /// Answers the question that stands, after a look at what is said there.
    fn hears(&mut self, step: N, said_there: &str, values: &[(&str, &str)]) {
        let world = &self.world;
        let callout = self.callout();
        let asked = next_step(&world.records, &world.site, &callout, world.now).unwrap();
        assert_eq!(asked.name, step);
        let said = says(&world.records, Some(&callout), Some(&asked));
        assert!(said.contains(said_there), "{step}: {said}");
        self.send(step, values, true);
    }

    fn tells(&mut self, name: &str) {
        let who = self.world.records.person_named(name).unwrap().id;
        let tell = TellPerson {
            ticket: self.callout().ticket,
            who: Told::Person(crate::domain::command::PersonRef::Id(who)),
            how: Channel::Phone,
            outcome: ToldOutcome::Told,
            text: Some(clean("was it you?")),
            happened: None,
        };
        self.world.run(Command::Tell(tell)).unwrap();
    }

    fn forgot(&self) -> Vec<Forgotten> {
        forgotten(&self.world.records, &self.callout())
    }
}

#[test]
fn a_night_played_perfectly_has_nothing_forgotten() {
    let mut night = Night::begun();
    let caller = [
        ("name", "Dana Whitlow"),
        ("phone", "555-0142"),
        ("word", "1"),
    ];
    night.hears(N::Caller, "555-0142", &caller);
    night.hears(N::What, "circ-1", &[("kind", "1"), ("which", "circ-1")]);
    night.hears(N::Impact, "38", &[("now", "0"), ("opening", "38")]);
    night.hears(N::Emergency, "server", &[]);
    let place = [("where", "3"), ("room", "Ferry Road"), ("key", "key 7")];
    night.hears(N::Place, "back room", &place);
    night.hears(N::Tell, "Priya", &[("1", "told"), ("2", "told")]);
    night.hears(N::List, "Theo", &[("outsider", "yes")]);
    let vendor = [
        ("name", "Theo Lang"),
        ("company", "Corvid Systems"),
        ("arrived", "0130"),
        ("systems", "circ-1"),
    ];
    night.hears(N::Vendor, "01:30", &vendor);
    assert!(!line_drops(&night.callout()));
    night.send(N::Work, &[("line", "the log names spryor at 01:38")], false);
    assert!(line_drops(&night.callout()));
    let from = night.callout().last_at;
    night.world.wait(super::LINE_DOWN_MIN);
    let gap = LineGap {
        from,
        to: night.world.now,
        worked: false,
    };
    let resume = ResumeCallout {
        callout: night.id,
        gap: Some(gap),
    };
    night.world.run(Command::ResumeCallout(resume)).unwrap();
    night.send(N::Work, &[("line", "/server started the service")], false);
    assert!(!line_drops(&night.callout()));
    night.hears(N::Work, "runs", &[]);
    night.hears(N::Outcome, "works again", &[("how", "1")]);
    let cure = [("cure", "start the service again")];
    night.hears(N::Narrative, "nobody's guilt", &cure);
    night.hears(N::Debts, "owed", &[]);
    night.hears(N::Claim, "record", &[]);
    night.hears(N::Handover, "ends the night", &[]);
    assert_eq!(night.forgot(), []);
}

#[test]
fn a_night_with_everything_forgotten_names_each_thing_with_its_rule() {
    let mut night = Night::begun();
    night.send(N::Caller, &[("name", "?"), ("phone", "?")], true);
    night.send(N::What, &[("kind", "2"), ("which", "?")], true);
    night.send(N::Impact, &[("now", "?"), ("opening", "?")], true);
    let verdict = [
        ("verdict", "2"),
        ("because", "it can wait"),
        ("approval", "3"),
    ];
    night.send(N::Emergency, &verdict, true);
    night.send(N::Place, &[], true);
    night.tells("Sam Pryor");
    let keys: Vec<&str> = night.forgot().iter().map(|one| one.key).collect();
    let all = [
        "caller",
        "number",
        "what",
        "count",
        "word",
        "ground",
        "room",
        "head",
        "outsider",
        "suspect",
        "actions",
        "change",
        "line",
        "times",
        "narrative",
        "cure",
        "claim",
    ];
    assert_eq!(keys, all);
    for one in night.forgot() {
        assert!(one.line().ends_with(&format!("({})", one.rule)), "{one:?}");
    }
}

#[test]
fn to_bed_in_haste_forgets_what_was_not_answered() {
    let mut night = Night::begun();
    night.send(N::Caller, &[("name", "Dana Whitlow")], true);
    night.send(N::What, &[("kind", "1"), ("which", "circ-1")], true);
    night.send(N::Outcome, &[("how", "1")], true);
    let finish = FinishCallout {
        callout: night.id,
        fresh: night.fresh(),
    };
    night.world.run(Command::FinishCallout(finish)).unwrap();
    let keys: Vec<&str> = night.forgot().iter().map(|one| one.key).collect();
    assert!(!keys.contains(&"narrative") && !keys.contains(&"claim"));
    assert!(keys.contains(&"head") && keys.contains(&"outsider"));
}

#[test]
fn every_line_fits_two_rows_of_the_screen() {
    let night = Night::begun();
    let world = &night.world;
    let callout = night.callout();
    let step = next_step(&world.records, &world.site, &callout, world.now).unwrap();
    for name in N::ALL {
        let step = crate::domain::callout::Step {
            name: *name,
            ..step.clone()
        };
        let said = says(&world.records, Some(&callout), Some(&step));
        assert!(crate::text::wrap(said, 78).len() <= 2, "{name}: {said}");
    }
}
