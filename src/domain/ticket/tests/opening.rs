//! Opening a ticket.

use uuid::Uuid;

use super::{kinds, rule};
use crate::domain::command::{Count, OpenTicket, PersonRef, QuickLog};
use crate::domain::event::{AssetAdded, PersonChanged};
use crate::domain::testing::{World, at, clean};
use crate::domain::{
    Affected, AssetId, Channel, Command, Event, IncidentKind, PersonId, Refusal, State, TicketId,
};

/// What a test sets in the form.
type Set = Box<dyn FnOnce(&mut OpenTicket)>;

fn open(
    world: &mut World,
    title: &str,
    set: impl FnOnce(&mut OpenTicket),
) -> Result<Vec<Event>, Refusal> {
    let mut command = OpenTicket::walk_up(TicketId(world.uuid()), clean(title));
    set(&mut command);
    world.run(Command::Open(Box::new(command)))
}

#[test]
fn a_walk_up_is_a_title_and_everything_else_is_unknown() {
    let mut world = World::new();
    world.open("Screen flickers");
    let ticket = world.ticket(1);
    assert_eq!(ticket.state, State::New);
    assert_eq!((ticket.blocked, ticket.hampered), (None, None));
    assert_eq!(ticket.affected, Affected::Other);
    assert_eq!(ticket.category, "service-request");
    assert!(!ticket.category_chosen && ticket.from.is_none());
    assert_eq!(ticket.opened, world.now);
    assert_eq!(ticket.entries, 1);
}

#[test]
fn numbers_count_up() {
    let mut world = World::new();
    for title in ["a", "b", "c"] {
        world.open(title);
    }
    assert_eq!(world.ticket(3).title, clean("c"));
}

#[test]
fn a_name_that_nobody_bears_becomes_a_contact_once() {
    let mut world = World::new();
    let named = |id: u128| PersonRef::Named {
        name: clean("Ana Reyes"),
        id: PersonId(Uuid::from_u128(id)),
    };
    let events = open(&mut world, "a", |c| c.from = Some(named(900))).unwrap();
    assert_eq!(kinds(&events), ["person.added", "ticket.opened"]);
    let events = open(&mut world, "b", |c| c.from = Some(named(901))).unwrap();
    assert_eq!(kinds(&events), ["ticket.opened"]);
    assert_eq!(world.ticket(1).from, world.ticket(2).from);
}

#[test]
fn the_unit_is_the_requesters_unless_said() {
    let mut world = World::new();
    let (east, west) = (world.unit_named("east"), world.unit_named("west"));
    let who = |id: u128, name: &str| {
        Some(PersonRef::Named {
            name: clean(name),
            id: PersonId(Uuid::from_u128(id)),
        })
    };
    open(&mut world, "a", |c| {
        c.from = who(900, "Nils");
        c.unit = Some(east);
    })
    .unwrap();
    open(&mut world, "b", |c| c.from = who(901, "Nils")).unwrap();
    open(&mut world, "c", |c| {
        c.from = who(902, "Nils");
        c.unit = Some(west);
    })
    .unwrap();
    let unit = |n| world.ticket(n).unit;
    assert_eq!(
        (unit(1), unit(2), unit(3)),
        (Some(east), Some(east), Some(west))
    );
}

#[test]
fn what_is_affected_follows_from_the_other_facts() {
    let mut world = World::new();
    let asset = AssetId(world.uuid());
    world.apply_all([Event::from(AssetAdded {
        asset,
        name: clean("SRV-1"),
        what: clean("Server"),
        unit: None,
        note: None,
    })]);
    let mut of = |set: &dyn Fn(&mut OpenTicket)| {
        let id = world.open_with("x", set);
        crate::domain::Records::ticket(&world.records, id)
            .unwrap()
            .affected
    };
    assert_eq!(of(&|c| c.pc_dead = true), Affected::Pc);
    assert_eq!(
        of(&|c| c.harm = Some(clean("smoke"))),
        Affected::Other,
        "smoke is no breach"
    );
    assert_eq!(
        of(&|c| c.category = Some("security-breach".into())),
        Affected::Security
    );
    assert_eq!(of(&|c| c.asset = Some(clean("srv-1"))), Affected::Server);
    assert_eq!(
        of(&|c| c.asset = Some(clean("unheard of"))),
        Affected::Other
    );
    assert_eq!(of(&|c| c.blocked = Some(Count::Number(3))), Affected::Other);
    assert_eq!(
        of(&|c| {
            c.affected = Some(Affected::Printer);
            c.pc_dead = true;
        }),
        Affected::Printer
    );
}

#[test]
fn a_suspicion_starts_the_clock_by_itself_from_when_it_came_in() {
    let mut world = World::new();
    world.open_with("Odd mail was answered", |c| {
        c.affected = Some(Affected::Security);
        c.happened = Some(at("2026-05-14T12:00-04:00"));
    });
    let incident = world.ticket(1).incident.clone().unwrap();
    assert_eq!(incident.kind, IncidentKind::Breach);
    assert_eq!(incident.aware, at("2026-05-14T12:00-04:00"));
    assert_eq!(incident.due, Some(at("2026-05-17T12:00-04:00")));
    assert_eq!(incident.work_min, 30);
}

#[test]
fn a_whole_unit_is_its_head_count() {
    let mut world = World::new();
    let east = world.unit_named("east");
    world.open_with("Network is down", |c| {
        c.unit = Some(east);
        c.blocked = Some(Count::Unit);
        c.hampered = Some(Count::Everyone);
    });
    let ticket = world.ticket(1);
    assert_eq!((ticket.blocked, ticket.hampered), (Some(9), Some(60)));
}

#[test]
fn what_cannot_be_is_refused_by_its_rule() {
    let mut world = World::new();
    let all = world.unit_named("all");
    let nobody = PersonRef::Id(PersonId(Uuid::from_u128(77)));
    let table: Vec<(&str, &str, Set)> = vec![
        ("N04", " ", Box::new(|_| {})),
        ("N03", "x", Box::new(|c| c.from = Some(nobody))),
        (
            "N03",
            "x",
            Box::new(|c| c.category = Some("nonsense".into())),
        ),
        (
            "N03",
            "x",
            Box::new(|c| c.category = Some("policy-violation".into())),
        ),
        (
            "N05",
            "x",
            Box::new(|c| c.happened = Some(at("2026-05-14T13:01-04:00"))),
        ),
        ("N10", "x", Box::new(|c| c.blocked = Some(Count::Unit))),
        (
            "N10",
            "x",
            Box::new(|c| c.blocked = Some(Count::Number(100_001))),
        ),
        (
            "N10",
            "x",
            Box::new(move |c| {
                c.unit = Some(all);
                c.hampered = Some(Count::Unit);
            }),
        ),
        (
            "N10",
            "x",
            Box::new(|c| {
                c.done = Some(QuickLog {
                    minutes: 0,
                    told: true,
                });
            }),
        ),
        ("N04", "x", Box::new(|c| c.harm = Some(super::too_long()))),
    ];
    for (expected, title, set) in table {
        assert_eq!(rule(open(&mut world, title, set)), expected);
    }
    let long = "t".repeat(201);
    assert_eq!(rule(open(&mut world, &long, |_| {})), "N04");
    assert_eq!(
        world
            .log
            .iter()
            .filter(|(_, e)| e.kind() == "ticket.opened")
            .count(),
        0
    );
}

#[test]
fn what_is_as_long_or_as_many_as_may_be_is_taken() {
    let mut world = World::new();
    world.open_with(&"t".repeat(200), |c| {
        c.blocked = Some(Count::Number(100_000));
        c.harm = Some(clean(&"x".repeat(65_536)));
    });
    let ticket = world.ticket(1);
    assert_eq!(ticket.blocked, Some(100_000));
    assert_eq!(ticket.title.len_chars(), 200);
    let long = "t".repeat(201);
    assert_eq!(rule(open(&mut world, &long, |_| {})), "N04");
}

#[test]
fn a_record_is_confidential_where_somebody_says_so_or_its_category_is() {
    let mut world = World::new();
    let prompts = &mut world.site.policy.prompts;
    let breach = prompts.categories.get_mut("security-breach").unwrap();
    breach.confidential = true;
    for (said, category, expected) in [
        (false, "repair", false),
        (true, "repair", true),
        (false, "security-breach", true),
        (true, "security-breach", true),
    ] {
        let id = world.open_with("x", |c| {
            c.confidential = said;
            c.category = Some(category.to_owned());
        });
        let ticket = crate::domain::Records::ticket(&world.records, id).unwrap();
        assert_eq!(ticket.confidential, expected, "{said} {category}");
    }
}

#[test]
fn the_same_form_is_saved_once() {
    let mut world = World::new();
    let id = world.open("Screen flickers");
    assert_eq!(
        rule(open(&mut world, "Screen flickers", |c| c.id = id)),
        "N07"
    );
}

#[test]
fn somebody_who_left_opens_nothing() {
    let mut world = World::new();
    let contact = world.contact("Nils Birkett", &[]);
    let gone = world.staff("Pat Gone", 1002, &["it_staff"]);
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
    let nobody = PersonId(Uuid::from_u128(77));
    for (who, why) in [
        (contact, "Nils Birkett is not a member of staff"),
        (gone, "Pat Gone has left the staff"),
        (nobody, "only a member of staff works on tickets"),
    ] {
        let command = OpenTicket::walk_up(TicketId(world.uuid()), clean("x"));
        let refusal = world.run_as(who, Command::Open(Box::new(command)));
        let refusal = refusal.unwrap_err();
        assert_eq!(refusal.rule.to_string(), "N08");
        assert_eq!(refusal.because, why);
    }
}

fn quick(told: bool) -> impl FnOnce(&mut OpenTicket) {
    move |c| c.done = Some(QuickLog { minutes: 3, told })
}

#[test]
fn a_quick_log_is_closed_at_once() {
    let mut world = World::new();
    let events = open(&mut world, "Unjammed the printer", quick(true)).unwrap();
    let expected = [
        "ticket.opened",
        "ticket.action_logged",
        "ticket.resolved",
        "ticket.told",
        "ticket.closed",
    ];
    assert_eq!(kinds(&events), expected);
    let ticket = world.ticket(1);
    assert_eq!(ticket.state, State::Closed);
    assert_eq!(ticket.actions, 1);
}

#[test]
fn a_quick_log_without_word_stays_until_somebody_tells() {
    let mut world = World::new();
    let id = TicketId(world.uuid());
    open(&mut world, "Unjammed the printer", |c| {
        c.id = id;
        quick(false)(c);
    })
    .unwrap();
    assert_eq!(world.ticket(1).state, State::Resolved);
    assert_eq!(
        super::rules(&world.close(id).unwrap_err())[0].to_string(),
        "R05"
    );
    world.tell(id, "It prints").unwrap();
    world.close(id).unwrap();
}

#[test]
fn a_quick_log_of_a_record_that_needs_more_stays_and_owes_it() {
    let mut world = World::new();
    open(&mut world, "New disk in EAS-PC08", |c| {
        c.category = Some("repair".into());
        c.channel = Channel::Phone;
        quick(true)(c);
    })
    .unwrap();
    let ticket = world.ticket(1);
    assert_eq!(ticket.state, State::Resolved);
    assert!(ticket.narrative.is_some(), "its line is the narrative");
    let owed = super::super::owed(&world.records, &world.site, &ticket, world.now);
    let gates: Vec<_> = owed.iter().filter(|o| o.gates_close).collect();
    let texts: Vec<&str> = gates.iter().map(|o| o.pay.as_str()).collect();
    assert_eq!(
        texts,
        [
            "nightdesk impact T-1 --asset NAME",
            "nightdesk note T-1 fault \"…\""
        ]
    );
}

#[test]
fn a_title_is_one_line() {
    let mut world = World::new();
    world.open("  No network\nat the desk ");
    assert_eq!(world.ticket(1).title, clean("No network at the desk"));
}
