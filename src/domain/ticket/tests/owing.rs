//! What a ticket owes while it runs.

use super::{category, closed};
use crate::domain::command::{OpenTicket, PersonRef, SetImpact, TellPerson, Told};
use crate::domain::testing::{World, at};
use crate::domain::ticket::{Owed, OwedWhat, owed};
use crate::domain::{Channel, Command, Records, TicketId, ToldOutcome};

fn running(world: &World, ticket: TicketId) -> Vec<Owed> {
    let ticket = world.records.ticket(ticket).unwrap();
    let all = owed(&world.records, &world.site, &ticket, world.now);
    let runs = |o: &Owed| !o.gates_close || (o.what == OwedWhat::Word && o.due.is_some());
    all.into_iter().filter(runs).collect()
}

fn with_requester(world: &mut World, set: impl FnOnce(&mut OpenTicket)) -> TicketId {
    let ana = world.contact("Ana Reyes", &[]);
    world.open_with("x", |c| {
        c.from = Some(PersonRef::Id(ana));
        set(c);
    })
}

#[test]
fn a_requester_hears_first_that_somebody_cares_then_how_it_goes() {
    let mut world = World::new();
    let id = with_requester(&mut world, |_| {});
    let first = &running(&world, id)[0];
    assert_eq!(
        (first.what.clone(), first.rule.to_string()),
        (OwedWhat::Word, "R11".into())
    );
    assert_eq!(first.text, "first word to the requester");
    assert_eq!(first.pay, "nightdesk tell T-1 requester \"…\"");
    world.wait(30);
    world.tell(id, "on it").unwrap();
    let next = &running(&world, id)[0];
    assert_eq!(next.rule.to_string(), "R05");
    assert_eq!(
        next.due,
        Some(at("2026-05-15T13:30-04:00")),
        "one working day later"
    );
}

#[test]
fn nobody_waits_for_word_about_what_staff_saw_themselves() {
    let mut world = World::new();
    let id = world.open_with("x", |c| c.channel = Channel::Own);
    assert_eq!(running(&world, id), []);
}

#[test]
fn the_lead_of_the_reporting_line_is_owed_word_of_an_incident_by_name() {
    let mut world = World::new();
    let id = world.open_with("x", |c| c.channel = Channel::Own);
    category(&mut world, id, "security-breach").unwrap();
    let lead = &running(&world, id)[0];
    assert_eq!(
        (lead.what.clone(), lead.rule.to_string()),
        (OwedWhat::Lead, "R66".into())
    );
    assert_eq!(lead.pay, "nightdesk tell T-1 \"Dana Reyes\" \"…\"");
    assert_eq!(lead.due, Some(world.now));
}

#[test]
fn a_report_is_owed_by_its_outer_limit() {
    let mut world = World::new();
    let id = world.open("x");
    category(&mut world, id, "security-breach").unwrap();
    let ticket = world.ticket(1);
    let first = &owed(&world.records, &world.site, &ticket, world.now)[0];
    assert_eq!(first.what, OwedWhat::Report);
    assert_eq!(first.due, Some(at("2026-05-17T13:00-04:00")));
    assert!(first.gates_close && !first.waivable);
}

#[test]
fn a_resolved_ticket_owes_its_close_and_a_closed_one_nothing() {
    let mut world = World::new();
    let done = closed(&mut world);
    assert_eq!(running(&world, done), []);
    let id = world.open("x");
    world.resolve(id, "works").unwrap();
    let close = running(&world, id).pop().unwrap();
    assert_eq!(
        (close.what.clone(), close.rule.to_string()),
        (OwedWhat::Close, "R04".into())
    );
    assert_eq!(close.due, Some(at("2026-05-15T13:00-04:00")));
}

#[test]
fn how_it_goes_and_how_it_ended_are_two_words_until_it_is_resolved() {
    let mut world = World::new();
    let id = with_requester(&mut world, |_| {});
    world.log(id, "looked at it").unwrap();
    let words = |world: &World| -> Vec<Owed> {
        let ticket = world.records.ticket(id).unwrap();
        let all = owed(&world.records, &world.site, &ticket, world.now);
        all.into_iter()
            .filter(|o| o.what == OwedWhat::Word)
            .collect()
    };
    let open = words(&world);
    assert_eq!(open.len(), 2, "{open:?}");
    assert!(open[0].gates_close && open[0].due.is_none());
    assert!(open[0].text.contains("not told"), "{}", open[0].text);
    assert!(!open[1].gates_close && open[1].due.is_some());
    world.resolve(id, "works").unwrap();
    let resolved = words(&world);
    assert_eq!(resolved.len(), 1, "{resolved:?}");
}

#[test]
fn who_asked_can_be_noted_later_and_word_to_them_counts() {
    let mut world = World::new();
    let id = world.open("x");
    let unnamed = &running(&world, id)[0];
    assert!(
        unnamed.text.contains("nobody noted who"),
        "{}",
        unnamed.text
    );
    let ana = world.contact("Ana Reyes", &[]);
    let mut impact = SetImpact::of(id);
    impact.from = Some(PersonRef::Id(ana));
    world.run(Command::Impact(Box::new(impact))).unwrap();
    assert_eq!(world.records.ticket(id).unwrap().from, Some(ana));
    assert_eq!(running(&world, id)[0].text, "first word to the requester");
}

#[test]
fn who_is_waited_for_is_owed_word_only_after_the_date() {
    let mut world = World::new();
    let id = with_requester(&mut world, |_| {});
    world.tell(id, "which PC is it?").unwrap();
    let due = |world: &World| running(world, id)[0].due;
    assert_eq!(due(&world), Some(at("2026-05-15T13:00-04:00")));
    for what in [
        "answer of the originator",
        "the requester",
        "word from ana reyes",
    ] {
        world.wait_for(id, what, "2026-05-18T13:00-04:00").unwrap();
        assert_eq!(due(&world), Some(at("2026-05-19T13:00-04:00")), "{what}");
    }
    world
        .wait_for(id, "vendor", "2026-05-18T13:00-04:00")
        .unwrap();
    assert_eq!(due(&world), Some(at("2026-05-15T13:00-04:00")));
}

#[test]
fn where_nobody_knows_who_asked_any_word_is_the_word() {
    let mut world = World::new();
    let ana = world.contact("Ana Reyes", &[]);
    let id = world.open("x");
    world
        .run(Command::Tell(TellPerson {
            ticket: id,
            who: Told::Person(PersonRef::Id(ana)),
            how: Channel::Phone,
            outcome: ToldOutcome::Told,
            text: None,
            happened: None,
        }))
        .unwrap();
    assert_eq!(world.ticket(1).last_told(), Some(world.now));
}
