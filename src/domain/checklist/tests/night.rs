//! In a callout the walk's answers tick the steps; gates and proof are debts.

use std::collections::BTreeMap;

use super::super::to_tick;
use super::*;
use crate::domain::event::{
    CalloutAnswered, CalloutEnded, CalloutStarted, ClaimDrafted, HeadTold, Resolved, UnitAdded,
    VisitEntered, VisitLeft, VisitPlanned,
};
use crate::domain::{CalloutId, ClaimId, ClaimPath, Number, StepName, UnitId};

const CALLOUT: CalloutId = CalloutId(uuid::Uuid::from_u128(7_000));

impl Trial {
    /// A list in a callout that began with it.
    fn called_out(steps: Vec<Step>) -> Self {
        let mut trial = Self::for_ticket(steps);
        trial.begin();
        trial
    }

    fn begin(&mut self) {
        let ticket = self.ticket.unwrap();
        let person = self.world.actor.person;
        self.world.apply_all([Event::from(CalloutStarted {
            callout: CALLOUT,
            number: Number::callout(1),
            ticket,
            person,
            host: "desk".to_owned(),
            tty: None,
            over: false,
            on_duty: None,
            inside_hours: false,
            rules: 1,
        })]);
    }

    fn given(&mut self, step: StepName, values: &[(&str, &str)]) {
        let values = values.iter();
        self.world.apply_all([Event::from(CalloutAnswered {
            callout: CALLOUT,
            ticket: self.ticket.unwrap(),
            step,
            values: values
                .map(|(part, value)| ((*part).to_owned(), clean(value)))
                .collect::<BTreeMap<_, _>>(),
            unknown: std::collections::BTreeSet::new(),
            left: true,
        })]);
    }

    fn planned(&mut self, room: &str, unit: Option<UnitId>) {
        self.world.apply_all([Event::from(VisitPlanned {
            callout: CALLOUT,
            ticket: self.ticket.unwrap(),
            room: clean(room),
            unit,
            foreign: true,
            key: None,
        })]);
    }

    fn ended(&mut self) {
        self.world.apply_all([Event::from(CalloutEnded {
            callout: CALLOUT,
            ticket: self.ticket.unwrap(),
            to_bed: true,
            happened: None,
        })]);
    }

    fn ids(&self) -> Vec<String> {
        self.stands().into_iter().map(|(id, ..)| id).collect()
    }
}

fn at_place(id: &str, place: Place) -> Step {
    Step {
        when: Some(When::Place(place)),
        ..step(id)
    }
}

fn enter() -> Step {
    Step {
        when: Some(When::Place(Place::Onsite)),
        ..fact("enter", Fact::Place)
    }
}

fn unsolved(id: &str, offset: &str) -> Step {
    Step {
        when: Some(When::Unsolved {
            event: EventName("callout.started".to_owned()),
            offset: Offset::parse(offset).unwrap(),
        }),
        ..step(id)
    }
}

#[test]
fn the_place_decides_what_is_shown() {
    let steps = vec![
        at_place("there", Place::Onsite),
        at_place("far", Place::Remote),
        fact("where", Fact::Place),
        enter(),
        step("a"),
    ];
    let mut trial = Trial::called_out(steps);
    assert_eq!(trial.ids(), ["where", "a"]);
    assert_eq!(trial.state("where"), Some(StepState::Open));
    trial.given(StepName::Place, &[("where", "remote")]);
    assert_eq!(trial.ids(), ["far", "where", "a"]);
    assert_eq!(trial.fact("where").as_deref(), Some("remote"));
    let refusal = trial.done("there").unwrap_err();
    assert!(refusal.because.contains("on site"), "{refusal:?}");

    trial.given(StepName::Place, &[("where", "room"), ("room", "Eastside")]);
    trial.planned("Eastside", None);
    assert_eq!(trial.ids(), ["there", "where", "enter", "a"]);
    assert_eq!(trial.fact("where").as_deref(), Some("Eastside"));
    assert_eq!(trial.state("enter"), Some(StepState::Open));
    let ticket = trial.ticket.unwrap();
    trial.world.apply_all([Event::from(VisitEntered {
        callout: CALLOUT,
        ticket,
        happened: at("2026-05-14T13:20-04:00"),
    })]);
    assert_eq!(trial.fact("enter").as_deref(), Some("Eastside entered"));

    trial.given(StepName::Place, &[("where", "office")]);
    assert_eq!(trial.fact("enter").as_deref(), Some("our own office"));
}

#[test]
fn ground_and_times_come_from_the_walk() {
    let steps = vec![
        fact("ground", Fact::Emergency),
        fact("times", Fact::Times),
        step("a"),
    ];
    let mut trial = Trial::called_out(steps);
    assert_eq!(trial.state("ground"), Some(StepState::Open));
    let ground = [("verdict", "yes"), ("because", "the network is down")];
    trial.given(StepName::Emergency, &ground);
    assert_eq!(
        trial.fact("ground").as_deref(),
        Some("an emergency: the network is down")
    );
    assert_eq!(
        trial.fact("times").as_deref(),
        Some("rang 13:00, begun 13:00")
    );
    let times = [("times.left", "2026-05-14T13:10:00-04:00")];
    trial.given(StepName::Outcome, &times);
    assert_eq!(
        trial.fact("times").as_deref(),
        Some("rang 13:00, begun 13:00, left 13:10")
    );
}

#[test]
fn what_is_not_solved_in_time_is_asked_and_stays() {
    let mut trial = Trial::called_out(vec![unsolved("call", "+2h"), step("a")]);
    trial.world.wait(119);
    assert_eq!(trial.ids(), ["a"]);
    trial.world.wait(1);
    assert_eq!(trial.ids(), ["call", "a"]);
    let ticket = trial.ticket.unwrap();
    trial.world.wait(5);
    trial.world.apply_all([Event::from(Resolved {
        ticket,
        text: clean("works"),
        happened: None,
    })]);
    assert_eq!(trial.ids(), ["call", "a"]);

    let mut soon = Trial::called_out(vec![unsolved("call", "+2h"), step("a")]);
    soon.world.wait(60);
    soon.ended();
    soon.world.wait(600);
    assert_eq!(soon.ids(), ["a"]);
}

#[test]
fn the_head_of_the_room_is_the_one_to_be_told() {
    let notice = Step {
        when: Some(When::Place(Place::Onsite)),
        ..told("notice", "dept_head")
    };
    let mut trial = Trial::called_out(vec![notice, step("a")]);
    trial.given(StepName::Place, &[("where", "office")]);
    assert_eq!(
        trial.fact("notice").as_deref(),
        Some("our own office, no head to tell")
    );
    let head = trial.world.contact("Rae Moss", &[]);
    let unit = UnitId(uuid::Uuid::from_u128(7_100));
    trial.world.apply_all([Event::from(UnitAdded {
        unit,
        short: None,
        name: clean("Eastside"),
        heads: 9,
        head: Some(head),
    })]);
    trial.given(StepName::Place, &[("where", "room"), ("room", "Eastside")]);
    trial.planned("Eastside", Some(unit));
    assert_eq!(trial.state("notice"), Some(StepState::Open));
    let mut by_word = Trial {
        world: trial.world.clone(),
        list: trial.list,
        ticket: trial.ticket,
    };
    by_word.tell(Told::Person(PersonRef::Id(head)), ToldOutcome::Message);
    assert_eq!(by_word.fact("notice").as_deref(), Some("told: Rae Moss"));
    trial.world.apply_all([Event::from(HeadTold {
        callout: CALLOUT,
        ticket: trial.ticket.unwrap(),
        who: head,
        happened: None,
    })]);
    assert_eq!(
        trial.fact("notice").as_deref(),
        Some("told: the head of Eastside")
    );
}

#[test]
fn gates_are_debts_but_for_danger_data_and_hr() {
    let steps = vec![
        gate(step("proof"), "restore_proof", &["go"], &[]),
        gate(ask("safe", &["no", "yes"]), "safe", &["in"], &["no"]),
        step("go"),
        step("in"),
    ];
    let mut trial = Trial::called_out(steps.clone());
    trial.done("go").unwrap();
    assert_eq!(trial.state("in"), Some(StepState::Held));
    assert_eq!(rule(trial.done("in")), Some(RuleId::N(9)));
    trial.answer("safe", "no", None).unwrap();
    trial.done("in").unwrap();

    let mut by_day = Trial::for_ticket(steps);
    assert_eq!(rule(by_day.done("go")), Some(RuleId::R(16)));
}

#[test]
fn the_close_of_the_ticket_waits_for_every_gate() {
    let steps = vec![
        gate(step("proof"), "restore_proof", &["close"], &[]),
        close(),
    ];
    let trial = Trial::called_out(steps);
    let ticket = trial.world.ticket(1);
    let world = &trial.world;
    let held = holding_close(&world.records, &world.site, &ticket, world.now);
    assert_eq!(held.len(), 1);
    assert_eq!(trial.state("close"), Some(StepState::Held));
}

#[test]
fn proof_that_is_missing_is_owed_and_can_be_paid() {
    let proven = Step {
        evidence: vec![EvidenceKey::Note, EvidenceKey::Time],
        ..step("scope")
    };
    let mut trial = Trial::called_out(vec![proven]);
    trial.done("scope").unwrap();
    assert_eq!(trial.state("scope"), Some(StepState::Done));
    assert!(!trial.is_finished());
    let list = trial.world.records.list(trial.list).unwrap();
    let view = steps(
        &trial.world.records,
        &trial.world.site,
        &list,
        trial.world.now,
    );
    assert_eq!(view.steps[0].owes, [EvidenceKey::Note]);
    assert_eq!(owed_steps(&view).count(), 1);
    assert_eq!(to_tick(&view).count(), 0);
    trial.done_with("scope", &[("note", "one switch")]).unwrap();
    assert!(trial.is_finished());
}

#[test]
fn a_list_begun_after_the_callout_is_an_ordinary_one() {
    let mut trial = Trial::called_out(vec![step("b")]);
    trial.ended();
    trial.world.wait(300);
    let proven = Step {
        evidence: vec![EvidenceKey::Note],
        ..step("proven")
    };
    let late = Template {
        id: "late".to_owned(),
        ..template(vec![fact("where", Fact::Place), proven])
    };
    trial.world.adopt(late);
    let ticket = trial.ticket;
    trial.list = start(&mut trial.world, "late", ticket).unwrap();
    assert_eq!(trial.ids(), ["proven"]);
    assert!(trial.done("proven").is_err());
}

#[test]
fn the_moments_of_a_callout_tick_and_set_limits() {
    let limited = Step {
        limit: Some(Limit::At {
            moment: Moment::Event(EventName("callout.started".to_owned())),
            offset: Offset::parse("+10m").unwrap(),
        }),
        ..step("soon")
    };
    let autos = [
        "callout.started",
        "callout.ended",
        "claim.drafted",
        "visit.planned",
        "visit.entered",
        "visit.left",
        "head.told",
    ];
    let mut steps_of = vec![limited];
    steps_of.extend(autos.map(|on| auto(on, on)));
    let mut trial = Trial::called_out(steps_of);
    let ticket = trial.ticket.unwrap();
    assert_eq!(trial.state("callout.started"), Some(StepState::Done));
    for on in &autos[1..] {
        assert_eq!(trial.state(on), Some(StepState::Open), "{on}");
    }
    let list = trial.world.records.list(trial.list).unwrap();
    let view = steps(
        &trial.world.records,
        &trial.world.site,
        &list,
        trial.world.now,
    );
    assert_eq!(view.steps[0].due, Some(trial.world.now.plus_minutes(10)));
    trial.planned("Eastside", None);
    let happened = trial.world.now;
    let (callout, person) = (CALLOUT, trial.world.actor.person);
    trial.world.apply_all([
        Event::from(VisitEntered {
            callout,
            ticket,
            happened,
        }),
        Event::from(VisitLeft {
            callout,
            ticket,
            happened,
        }),
        Event::from(HeadTold {
            callout,
            ticket,
            who: person,
            happened: None,
        }),
        Event::from(claim(ticket, person)),
    ]);
    trial.ended();
    for on in autos {
        assert_eq!(trial.state(on), Some(StepState::Done), "{on}");
    }
}

fn claim(ticket: TicketId, person: PersonId) -> ClaimDrafted {
    ClaimDrafted {
        claim: ClaimId(uuid::Uuid::from_u128(7_200)),
        number: Number::claim(1),
        callout: CALLOUT,
        ticket,
        person,
        intervals: Vec::new(),
        minutes_worked: 75,
        minutes_outside: 75,
        path: ClaimPath::Emergency,
        ground: None,
        unsure: None,
        provisional: true,
        rules: 1,
    }
}

#[test]
fn a_claim_drafted_in_this_group_ends_the_list_that_waited_for_it() {
    let trial = Trial::called_out(vec![auto("claim", "claim.drafted")]);
    let world = &trial.world;
    let drafted = claim(trial.ticket.unwrap(), world.actor.person);
    let events = [Event::from(drafted)];
    let end = super::super::finished_by(&world.records, &world.site, &events, world.now);
    assert_eq!(end.len(), 1);
}
