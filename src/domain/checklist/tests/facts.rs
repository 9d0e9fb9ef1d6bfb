//! What the ticket knows is not asked twice.

use super::*;
use crate::domain::command::Count;
use crate::domain::event::{IncidentAware, Resolved};
use crate::domain::{Affected, IncidentKind};

#[test]
fn the_facts_of_a_ticket_tick_their_steps() {
    let all = vec![
        fact("caller", Fact::Caller),
        fact("what", Fact::What),
        fact("impact", Fact::Impact),
        fact("times", Fact::Times),
        fact("actions", Fact::Actions),
        fact("outcome", Fact::Outcome),
        fact("category", Fact::Category),
    ];
    let mut trial = Trial::for_ticket_with(all, |open| {
        open.from = Some(PersonRef::Named {
            name: clean("Ann Dale"),
            id: PersonId(uuid::Uuid::from_u128(900)),
        });
        open.channel = Channel::Phone;
    });
    let state = |trial: &Trial, id| trial.state(id).unwrap();
    assert_eq!(trial.fact("caller").as_deref(), Some("Ann Dale by phone"));
    assert_eq!(state(&trial, "what"), StepState::Open);
    assert_eq!(state(&trial, "impact"), StepState::Open);
    assert_eq!(state(&trial, "times"), StepState::Done);
    assert_eq!(state(&trial, "actions"), StepState::Open);
    assert_eq!(state(&trial, "outcome"), StepState::Open);
    assert_eq!(
        trial.fact("category").as_deref(),
        Some("service-request (default)")
    );

    let ticket = trial.ticket.unwrap();
    trial.world.log(ticket, "Changed the lamp").unwrap();
    trial.world.resolve(ticket, "It scans").unwrap();
    let impact = SetImpact {
        blocked: Some(Count::Number(38)),
        affected: Some(Affected::Device),
        asset: Some(clean("SCAN-2")),
        ..SetImpact::of(ticket)
    };
    trial.world.run(Command::Impact(Box::new(impact))).unwrap();
    assert_eq!(trial.fact("what").as_deref(), Some("device SCAN-2"));
    let people = trial.fact("impact");
    assert_eq!(
        people.as_deref(),
        Some("38 people stopped, slowed not asked")
    );
    assert_eq!(trial.fact("actions").as_deref(), Some("1 action logged"));
    assert_eq!(trial.fact("outcome").as_deref(), Some("resolved"));
    assert_eq!(trial.count(), (7, 7));
}

#[test]
fn without_a_ticket_a_fact_is_an_ordinary_step() {
    let mut trial = Trial::alone(vec![fact("what", Fact::What), close()]);
    assert_eq!(trial.state("what"), Some(StepState::Open));
    trial.done("what").unwrap();
    trial.done("close").unwrap();
    assert!(trial.is_finished());
}

#[test]
fn what_belongs_to_a_callout_is_not_shown_outside_one() {
    let place = Step {
        when: Some(When::Place(Place::Onsite)),
        ..step("place")
    };
    let unsolved = Step {
        when: Some(When::Unsolved {
            event: EventName("callout.started".to_owned()),
            offset: Offset::parse("+2h").unwrap(),
        }),
        ..step("unsolved")
    };
    let hidden = vec![
        place,
        unsolved,
        fact("emergency", Fact::Emergency),
        fact("where", Fact::Place),
        step("a"),
    ];
    let mut trial = Trial::for_ticket(hidden);
    assert_eq!(trial.stands().len(), 1);
    assert_eq!(trial.count(), (0, 1));
    assert_eq!(rule(trial.done("place")), Some(RuleId::N(9)));
}

#[test]
fn a_telling_counts_when_every_role_named_was_reached() {
    let head = Step {
        to: vec![Tell::Role("requester".into()), Tell::Role("hr".into())],
        ..fact("tell", Fact::Told)
    };
    let mut trial = Trial::for_ticket(vec![head, step("a")]);
    let hr = trial.world.contact("Hana Ruiz", &["hr"]);
    trial.tell(Told::Requester, ToldOutcome::Told);
    assert_eq!(trial.state("tell"), Some(StepState::Open));
    trial.tell(Told::Person(PersonRef::Id(hr)), ToldOutcome::NoAnswer);
    assert_eq!(trial.state("tell"), Some(StepState::Open));
    trial.tell(Told::Person(PersonRef::Id(hr)), ToldOutcome::Message);
    let fact = trial.fact("tell");
    assert_eq!(fact.as_deref(), Some("told: the requester, Hana Ruiz"));
}

#[test]
fn of_a_reporting_list_any_one_is_enough() {
    let report = Step {
        to: vec![Tell::Reporting(Report::Breach)],
        ..fact("report", Fact::Told)
    };
    let mut trial = Trial::for_ticket(vec![report, step("a")]);
    let second = trial.world.contact("Lee Dow", &["leadership"]);
    assert_eq!(trial.state("report"), Some(StepState::Open));
    trial.tell(Told::Person(PersonRef::Id(second)), ToldOutcome::Told);
    assert_eq!(trial.fact("report").as_deref(), Some("told: Lee Dow"));
}

#[test]
fn what_is_told_before_the_outcome_is_not_told_after_it() {
    let after = Step {
        after: Some(After::Outcome),
        ..told("after", "requester")
    };
    let mut trial = Trial::for_ticket(vec![told("before", "requester"), after, step("a")]);
    trial.tell(Told::Requester, ToldOutcome::Told);
    assert_eq!(trial.state("before"), Some(StepState::Done));
    assert_eq!(trial.state("after"), Some(StepState::Open));
    let ticket = trial.ticket.unwrap();
    trial.world.log(ticket, "Changed the lamp").unwrap();
    trial.world.resolve(ticket, "It scans").unwrap();
    assert_eq!(trial.state("after"), Some(StepState::Open));
    trial.tell(Told::Requester, ToldOutcome::Told);
    assert_eq!(trial.state("after"), Some(StepState::Done));
}

#[test]
fn an_auto_step_ticks_at_its_event_and_by_no_hand() {
    let mut trial = Trial::for_ticket(vec![
        auto("began", "checklist.started"),
        auto("aware", "incident.aware"),
        auto("report", "breach.report_sent"),
        step("a"),
    ]);
    assert_eq!(trial.state("began"), Some(StepState::Done));
    assert_eq!(trial.state("aware"), Some(StepState::Open));
    let refusal = trial.done("report").unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(9));
    assert!(
        refusal.because.contains("breach.report_sent"),
        "{refusal:?}"
    );

    let ticket = trial.ticket.unwrap();
    trial.world.apply_all([Event::from(IncidentAware {
        ticket,
        kind: IncidentKind::Breach,
        aware: at("2026-05-14T12:00-04:00"),
        due: None,
        work_min: 30,
    })]);
    assert_eq!(trial.state("aware"), Some(StepState::Done));
    trial.done("a").unwrap();
    assert!(!trial.is_finished(), "the report is still awaited");
    trial.skip("report", "none is due").unwrap();
    assert!(trial.is_finished());
}

#[test]
fn the_times_of_a_planned_visit_are_not_those_of_its_ticket() {
    let mut world = World::new();
    let ticket = world.open("Look at the archive's switch after hours");
    let anchor = Moment::Event(EventName("visit.planned".to_owned()));
    let visit = Template {
        anchor,
        ..template(vec![fact("enter", Fact::Times)])
    };
    let trial = Trial::begun(world, visit, Some(ticket));
    assert_eq!(trial.state("enter"), Some(StepState::Open));
}

#[test]
fn an_event_of_the_ticket_ends_the_list_that_waited_for_it() {
    let mut trial = Trial::for_ticket(vec![fact("outcome", Fact::Outcome)]);
    let ticket = trial.ticket.unwrap();
    let events = [Event::from(Resolved {
        ticket,
        text: clean("It scans"),
        happened: None,
    })];
    let world = &trial.world;
    let end = super::super::finished_by(&world.records, &world.site, &events, world.now);
    assert_eq!(end.len(), 1);
    trial.world.apply_all(end);
    assert!(trial.is_finished());
}

#[test]
fn a_list_is_filed_where_its_ticket_stands_under_its_category() {
    let mut trial = Trial::for_ticket_with(vec![fact("category", Fact::Category)], |_| {});
    assert_eq!(trial.state("category"), Some(StepState::Done));
    let set = crate::domain::command::SetCategory {
        ticket: trial.ticket.unwrap(),
        category: "repair".to_owned(),
        secondary: false,
    };
    trial.world.run(Command::Category(set)).unwrap();
    assert_eq!(trial.state("category"), Some(StepState::Open));
}
