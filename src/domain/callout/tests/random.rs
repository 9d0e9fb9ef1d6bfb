//! Any night: whatever is answered, left, paused, handed on or typed wrong, nothing is lost and
//! the desk that was killed asks the same.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::Night;
use crate::domain::callout::{Callout, Given, debts, next_step, step_named, trail};
use crate::domain::command::{Console, PauseCallout, ResumeCallout, TakeCallout};
use crate::domain::{Command, PersonId, Records as _, Register, StepName};

/// What somebody does.
#[derive(Debug, Clone)]
enum Deed {
    /// Answers the step that is asked: for each part what is typed, and whether it is left.
    Answer(Vec<u8>, bool),
    /// Goes to a step of the trail, and answers there.
    Go(u8, Vec<u8>, bool),
    Line(u8),
    Pause,
    Resume,
    Take,
    Bed,
    Wait(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    let typed = || prop::collection::vec(any::<u8>(), 0..6);
    prop_oneof![
        8 => (typed(), prop::bool::weighted(0.8)).prop_map(|(t, l)| Deed::Answer(t, l)),
        3 => (any::<u8>(), typed(), any::<bool>()).prop_map(|(n, t, l)| Deed::Go(n, t, l)),
        1 => any::<u8>().prop_map(Deed::Line),
        1 => Just(Deed::Pause),
        1 => Just(Deed::Resume),
        1 => Just(Deed::Take),
        1 => Just(Deed::Bed),
        2 => any::<u8>().prop_map(Deed::Wait),
    ]
}

const TYPED: [&str; 16] = [
    "",
    "1",
    "2",
    "3",
    "4",
    "?",
    "d",
    "w",
    "-20",
    "0155",
    "now",
    "Ann Lee",
    "mail server",
    "7",
    "yes",
    "8",
];
const LINES: [&str; 5] = [
    "looked at the lights",
    "/server restarted",
    "/arrived",
    "/left -5",
    "/nothing",
];

/// The people who may have it.
struct Two(PersonId, PersonId);

/// Answers a step, part by part; a refusal changes nothing.
fn answer(night: &mut Night, name: StepName, typed: &[u8], leave: bool) {
    let callout = night.callout();
    let (world, given) = (&night.world, Given::new());
    let step = step_named(
        &world.records,
        &world.site,
        &callout,
        name,
        &given,
        world.now,
    );
    let Some(step) = step else { return };
    let values: Vec<(String, &str)> = step
        .parts
        .iter()
        .zip(typed)
        .map(|(part, n)| (part.key.clone(), TYPED[usize::from(*n) % TYPED.len()]))
        .collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    let entries = night.world.log.len();
    if night.try_answer(name, &values, leave).is_err() {
        assert_eq!(night.world.log.len(), entries);
    }
}

fn act(night: &mut Night, deed: &Deed, two: &Two) {
    let callout = night.id;
    match deed {
        Deed::Answer(typed, leave) => {
            if let Some(step) = night.step() {
                answer(night, step.name, typed, *leave);
            }
        }
        Deed::Go(n, typed, leave) => {
            let world = &night.world;
            let marks = trail(&world.records, &world.site, &night.callout(), world.now);
            let name = marks[usize::from(*n) % marks.len()].name;
            answer(night, name, typed, *leave);
        }
        Deed::Line(n) => {
            let line = LINES[usize::from(*n) % LINES.len()];
            let _ = night.try_answer(StepName::Work, &[("line", line)], false);
        }
        Deed::Pause => {
            let pause = PauseCallout {
                callout,
                happened: None,
            };
            let _ = night.world.run(Command::PauseCallout(pause));
        }
        Deed::Resume => {
            let resume = ResumeCallout { callout, gap: None };
            let _ = night.world.run(Command::ResumeCallout(resume));
        }
        Deed::Take => {
            let now = night.callout().person;
            let next = if now == two.0 { two.1 } else { two.0 };
            let take = TakeCallout {
                callout,
                console: Console::default(),
            };
            if night.world.run_as(next, Command::TakeCallout(take)).is_ok() {
                night.world.actor.person = next;
            }
        }
        Deed::Bed => {
            let _ = night.sleep();
        }
        Deed::Wait(minutes) => night.world.wait(i64::from(*minutes % 45)),
    }
}

/// The desk that is read again from its entries asks the same, and owes the same.
fn same_after_a_kill(night: &Night) {
    let world = &night.world;
    let mut again = Register::default();
    for (head, event) in &world.log {
        again.apply(head, event);
    }
    let callout = night.callout();
    assert_eq!(again.callout(night.id).unwrap(), callout);
    let (site, now) = (&world.site, world.now);
    assert_eq!(
        next_step(&again, site, &callout, now),
        next_step(&world.records, site, &callout, now)
    );
    assert_eq!(
        debts(&again, site, &callout, now),
        debts(&world.records, site, &callout, now)
    );
}

/// What was answered has a value still, or is known not to be known.
fn nothing_lost(before: &Callout, after: &Callout) {
    for (step, was) in &before.answers {
        let is = &after.answers[step];
        for part in was.values.keys() {
            let stands = is.values.contains_key(part) || is.unknown.contains(part);
            assert!(stands, "{step}.{part} is lost");
        }
        assert!(is.left || !was.left, "{step} was left and is not any more");
    }
}

/// No unknown of a question that is still asked is passed over.
fn no_unknown_hidden(night: &Night) {
    let (world, callout) = (&night.world, night.callout());
    let given = Given::new();
    let owed: BTreeSet<String> = night.owes().into_iter().collect();
    for (step, answered) in &callout.answers {
        if matches!(step, StepName::Tell | StepName::Debts) || callout.ended.is_some() {
            continue;
        }
        let asked = step_named(
            &world.records,
            &world.site,
            &callout,
            *step,
            &given,
            world.now,
        );
        let parts = asked.map_or_else(Vec::new, |asked| asked.parts);
        for part in answered
            .unknown
            .iter()
            .filter(|p| parts.iter().any(|q| q.key == **p))
        {
            assert!(
                owed.contains(&format!("{step}.{part}")),
                "{step}.{part} is hidden"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_night_loses_nothing_and_comes_back_as_it_was(
        deeds in prop::collection::vec(deed(), 1..40),
    ) {
        let mut night = Night::taken();
        let first = night.world.actor.person;
        let second = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
        let two = Two(first, second);
        for deed in &deeds {
            let before = night.callout();
            act(&mut night, deed, &two);
            let after = night.callout();
            nothing_lost(&before, &after);
            same_after_a_kill(&night);
            no_unknown_hidden(&night);
            // A step that was left is asked again only where somebody went back to it.
            if let Some(step) = night.step() {
                let went = after.at == Some(step.name);
                prop_assert!(went || !after.has_left(step.name), "{} again", step.name);
            } else {
                prop_assert!(after.ended.is_some());
            }
        }
    }
}
