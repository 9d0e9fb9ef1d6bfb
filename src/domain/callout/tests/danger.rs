//! Danger to people: nobody goes in while the list says that it is hot, wet or smoking.

use std::collections::BTreeMap;

use super::Night;
use crate::domain::site::{EventName, Gate, Moment, Step, StepKind, Template};
use crate::domain::testing::{World, clean};
use crate::domain::{Event, StepName as N};

fn step(id: &str, kind: StepKind, gate: Option<Gate>) -> Step {
    Step {
        id: id.to_owned(),
        text: clean(&format!("text of {id}")),
        why: clean("people first"),
        kind,
        from: None,
        to: Vec::new(),
        after: None,
        evidence: Vec::new(),
        when: None,
        gate,
        clock: None,
        limit: None,
        sets: None,
        required: true,
        who: "oncall".to_owned(),
        phase: None,
        sources: Vec::new(),
    }
}

/// A night whose list asks for danger first, and on which a room is to be entered.
fn outage() -> Night {
    let choices = ["no", "yes"].map(clean).to_vec();
    let gate = Gate {
        kind: "safe".to_owned(),
        blocks: vec!["enter".to_owned()],
        opens: vec![clean("no")],
        setting: None,
    };
    let mut world = World::new().at(super::NIGHT);
    world.adopt(Template {
        id: "server-network-outage".to_owned(),
        version: 1,
        title: clean("Outage"),
        group: "outage".to_owned(),
        record_category: "service-request".to_owned(),
        anchor: Moment::Event(EventName("callout.started".to_owned())),
        note: clean(""),
        sources: Vec::new(),
        phases: BTreeMap::new(),
        steps: vec![
            step("safe", StepKind::Ask { choices }, Some(gate)),
            step("enter", StepKind::Do, None),
        ],
    });
    let mut night = Night::begun(world, false);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Impact, &[("now", "3")]);
    night.answer(N::Emergency, &[]);
    night.answer(N::Place, &[("where", "2")]);
    night.answer(N::Tell, &[]);
    assert_eq!(night.step().unwrap().parts[0].key, "safe");
    night
}

fn entered(night: &Night) -> bool {
    let callout = night.callout();
    callout.visit.as_ref().unwrap().entered.is_some()
}

#[test]
fn nobody_goes_in_while_it_is_hot_wet_or_smoking() {
    let mut night = outage();
    let arrive = |night: &mut Night| {
        let line = [("line", "/arrived now")];
        night.try_answer(N::Work, &line, false)
    };
    // Nobody has looked yet.
    assert_eq!(arrive(&mut night).unwrap_err().rule.to_string(), "N09");
    night
        .try_answer(N::List, &[("safe", "yes")], false)
        .unwrap();
    let step = night.step().unwrap();
    assert!(step.derived[0].contains("do not enter"), "{step:?}");
    let refusal = arrive(&mut night).unwrap_err();
    assert!(refusal.because.contains("fire service"), "{refusal:?}");
    assert!(!entered(&night));
    // A time of the row stands, and says nothing of the rooms.
    night
        .try_answer(N::Outcome, &[("times.arrived", "0217")], false)
        .unwrap();
    assert!(!entered(&night));
    // Safe again: the time that was given is when they were entered.
    let events = night.try_answer(N::List, &[("safe", "no")], false).unwrap();
    let kinds: Vec<_> = events.iter().map(Event::kind).collect();
    assert!(kinds.contains(&"visit.entered"), "{kinds:?}");
    assert!(entered(&night));
    arrive(&mut night).unwrap();
}
