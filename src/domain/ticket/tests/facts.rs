//! Impact, owner, waiting, category.

use uuid::Uuid;

use super::{category, closed, impact, kinds, rule};
use crate::domain::command::{Count, PersonRef, SetCategory, SetImpact};
use crate::domain::event::{Deadline, PersonChanged};
use crate::domain::testing::{World, at, clean};
use crate::domain::{Affected, Channel, Command, Event, IncidentKind, PersonId, State};

/// A fact that a form says.
type Fact = Box<dyn Fn(&mut SetImpact)>;

#[test]
fn impact_writes_only_what_changes() {
    let mut world = World::new();
    let id = world.open("x");
    impact(&mut world, id, |c| c.blocked = Some(Count::Number(38))).unwrap();
    let events = impact(&mut world, id, |c| {
        c.blocked = Some(Count::Number(38));
        c.hampered = Some(Count::Number(2));
    })
    .unwrap();
    let Event::ImpactSet(set) = &events[0] else {
        panic!("{events:?}")
    };
    assert_eq!((set.blocked, set.hampered), (None, Some(2)));
    let replaced = &world.log[world.log.len() - 2].0;
    assert_eq!(
        set.saw,
        [replaced.id],
        "it names the entry that it replaces"
    );
    let ticket = world.ticket(1);
    assert_eq!((ticket.blocked, ticket.hampered), (Some(38), Some(2)));
    let again = impact(&mut world, id, |c| c.hampered = Some(Count::Number(2)));
    assert_eq!(rule(again), "N07");
    assert_eq!(rule(impact(&mut world, id, |_| {})), "N07");
}

#[test]
fn impact_that_cannot_be_is_refused() {
    let mut world = World::new();
    let id = world.open("x");
    let done = closed(&mut world);
    let unit = crate::domain::UnitId(Uuid::from_u128(4_000));
    let nameless = Deadline {
        name: clean(" "),
        due: world.now,
        legal: false,
        work_min: 0,
        then: None,
    };
    assert_eq!(
        rule(impact(&mut world, id, |c| c.blocked = Some(Count::Unit))),
        "N10"
    );
    assert_eq!(rule(impact(&mut world, id, |c| c.unit = Some(unit))), "N03");
    assert_eq!(
        rule(impact(&mut world, id, |c| c.deadline = Some(nameless))),
        "N04"
    );
    assert_eq!(
        rule(impact(&mut world, done, |c| c.pc_dead = Some(true))),
        "N02"
    );
}

#[test]
fn a_suspicion_that_comes_later_starts_the_clock_once() {
    let mut world = World::new();
    let id = world.open("x");
    let events = impact(&mut world, id, |c| c.affected = Some(Affected::Security)).unwrap();
    assert_eq!(kinds(&events), ["ticket.impact_set", "incident.aware"]);
    let events = category(&mut world, id, "security-breach").unwrap();
    assert_eq!(kinds(&events), ["ticket.category_set"]);
}

#[test]
fn only_staff_who_are_here_own_tickets() {
    let mut world = World::new();
    let id = world.open("x");
    let kim = world.staff("Kim Lund", 1001, &[]);
    let gone = world.staff("Pat Gone", 1002, &[]);
    let contact = world.contact("Nils", &[]);
    world.apply_all([Event::from(PersonChanged {
        person: gone,
        name: None,
        staff: None,
        uid: None,
        unit: None,
        phone: None,
        email: None,
        left: Some(true),
        saw: Vec::new(),
    })]);
    assert_eq!(
        rule(world.assign(id, PersonId(Uuid::from_u128(9_000)))),
        "N03"
    );
    assert_eq!(rule(world.assign(id, contact)), "N08");
    assert_eq!(rule(world.assign(id, gone)), "N08");
    world.assign(id, kim).unwrap();
    assert_eq!(
        (world.ticket(1).owner, world.ticket(1).state),
        (Some(kim), State::Open)
    );
    assert_eq!(rule(world.assign(id, kim)), "N07");
}

#[test]
fn a_ticket_waits_until_its_date_and_then_counts_as_open() {
    let mut world = World::new();
    let id = world.open("x");
    let until = "2026-05-18T12:00-04:00";
    assert_eq!(
        rule(world.wait_for(id, "it", "2026-05-14T13:00-04:00")),
        "N05"
    );
    assert_eq!(rule(world.wait_for(id, " ", until)), "N04");
    world.wait_for(id, "the board", until).unwrap();
    assert_eq!(rule(world.wait_for(id, "the board", until)), "N07");
    let ticket = world.ticket(1);
    assert_eq!(
        ticket.state_at(at("2026-05-18T11:59-04:00")),
        State::Waiting
    );
    assert_eq!(ticket.state_at(at(until)), State::Open);
    world.log(id, "it came").unwrap();
    world.resolve(id, "works").unwrap();
    assert_eq!(rule(world.wait_for(id, "it", until)), "N02");
}

#[test]
fn a_category_is_one_that_the_site_uses() {
    let mut world = World::new();
    let id = world.open("x");
    assert_eq!(rule(category(&mut world, id, "nonsense")), "N03");
    assert_eq!(rule(category(&mut world, id, "policy-violation")), "N03");
    category(&mut world, id, "service-request").unwrap();
    assert!(world.ticket(1).category_chosen, "the default may be chosen");
    assert_eq!(rule(category(&mut world, id, "service-request")), "N07");
    category(&mut world, id, "repair").unwrap();
    assert_eq!(world.ticket(1).category, "repair");
}

#[test]
fn a_second_category_stands_beside_the_first() {
    let mut world = World::new();
    let id = world.open("x");
    let mut second = |category: &str| {
        world.run(Command::Category(SetCategory {
            ticket: id,
            category: category.to_owned(),
            secondary: true,
        }))
    };
    second("repair").unwrap();
    assert_eq!(rule(second("repair")), "N07");
    assert_eq!(rule(second("service-request")), "N07");
    let ticket = world.ticket(1);
    assert_eq!(ticket.category, "service-request");
    assert!(ticket.secondary.contains("repair"));
}

#[test]
fn a_violation_that_is_a_breach_too_runs_its_72_hours_from_the_first_minute() {
    let mut world = World::new();
    let mut breach = world.site.policy.prompts.categories["security-breach"].clone();
    breach.clock = Some("breach-internal".to_owned());
    let prompts = &mut world.site.policy.prompts.categories;
    prompts.insert("policy-violation".to_owned(), breach);
    let used = &mut world.site.policy.profile.records.categories;
    used.push("policy-violation".to_owned());
    let id = world.open("Copied files");
    category(&mut world, id, "policy-violation").unwrap();
    world.wait(120);
    let events = category(&mut world, id, "security-breach").unwrap();
    assert_eq!(kinds(&events), ["ticket.category_set", "incident.aware"]);
    let incident = world.ticket(1).incident.clone().unwrap();
    assert_eq!(incident.kind, IncidentKind::Breach);
    assert_eq!(incident.aware, at("2026-05-14T13:00-04:00"));
    assert_eq!(incident.due, Some(at("2026-05-17T13:00-04:00")));
}

#[test]
fn a_record_of_a_confidential_category_is_confidential() {
    let mut world = World::new();
    let prompts = &mut world.site.policy.prompts;
    let breach = prompts.categories.get_mut("security-breach").unwrap();
    breach.confidential = true;
    let id = world.open("x");
    category(&mut world, id, "repair").unwrap();
    assert!(!world.ticket(1).confidential);
    category(&mut world, id, "security-breach").unwrap();
    assert!(world.ticket(1).confidential);
}

#[test]
fn words_to_whoever_was_named_by_mistake_are_not_words_to_the_requester() {
    let mut world = World::new();
    let ada = world.contact("Ada Bell", &[]);
    let bob = world.contact("Bob Hale", &[]);
    let id = world.open_with("a", |c| c.from = Some(PersonRef::Id(ada)));
    world.log(id, "done").unwrap();
    world.tell(id, "hi").unwrap();
    impact(&mut world, id, |c| c.from = Some(PersonRef::Id(bob))).unwrap();
    let ticket = world.ticket(1);
    assert_eq!(ticket.from, Some(bob));
    assert_eq!(
        (ticket.told[0].who, ticket.told[0].requester),
        (Some(ada), false)
    );
    assert_eq!(rule(world.close(id)), "R05");
    world.tell(id, "hi Bob").unwrap();
    world.close(id).unwrap();
}

#[test]
fn a_word_before_anybody_was_noted_stays_a_word_to_the_requester() {
    let mut world = World::new();
    let bob = world.contact("Bob Hale", &[]);
    let id = world.open("a");
    world.log(id, "done").unwrap();
    world.tell(id, "hi").unwrap();
    impact(&mut world, id, |c| c.from = Some(PersonRef::Id(bob))).unwrap();
    world.close(id).unwrap();
}

#[test]
fn each_fact_alone_is_something_to_say_and_to_take_back() {
    let mut world = World::new();
    let bob = world.contact("Bob Hale", &[]);
    let east = world.unit_named("east");
    let deadline = Deadline {
        name: clean("Board\nmeeting"),
        due: at("2026-05-18T12:00-04:00"),
        legal: false,
        work_min: 0,
        then: None,
    };
    let facts: Vec<(&str, Fact)> = vec![
        ("from", Box::new(move |c| c.from = Some(PersonRef::Id(bob)))),
        ("channel", Box::new(|c| c.channel = Some(Channel::Phone))),
        (
            "received",
            Box::new(|c| c.received = Some(at("2026-05-14T12:30-04:00"))),
        ),
        ("blocked", Box::new(|c| c.blocked = Some(Count::Number(0)))),
        (
            "hampered",
            Box::new(|c| c.hampered = Some(Count::Number(100_000))),
        ),
        ("pc_dead", Box::new(|c| c.pc_dead = Some(true))),
        ("public", Box::new(|c| c.public = Some(true))),
        (
            "affected",
            Box::new(|c| c.affected = Some(Affected::Printer)),
        ),
        ("asset", Box::new(|c| c.asset = Some(clean("SRV-1")))),
        ("unit", Box::new(move |c| c.unit = Some(east))),
        ("harm", Box::new(|c| c.harm = Some(clean("smoke")))),
        (
            "deadline",
            Box::new(move |c| c.deadline = Some(deadline.clone())),
        ),
    ];
    let id = world.open("x");
    for (name, set) in &facts {
        let events = impact(&mut world, id, |c| set(c));
        assert_eq!(kinds(&events.unwrap()), ["ticket.impact_set"], "{name}");
        assert_eq!(rule(impact(&mut world, id, |c| set(c))), "N07", "{name}");
    }
    let ticket = world.ticket(1);
    assert_eq!(
        ticket.deadline.as_ref().unwrap().name,
        clean("Board meeting")
    );
    for fact in ["asset", "blocked"] {
        let clear = |c: &mut SetImpact| c.cleared = vec![fact.to_owned(), "shoe".to_owned()];
        let events = impact(&mut world, id, clear).unwrap();
        let Event::ImpactSet(set) = &events[0] else {
            panic!("{events:?}")
        };
        assert_eq!(set.cleared, [fact]);
        assert_eq!(rule(impact(&mut world, id, clear)), "N07", "{fact}");
    }
}
