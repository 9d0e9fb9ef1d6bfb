//! How a list begins, and when it may not.

use super::*;
use crate::domain::site::DateName;

#[test]
fn an_instance_keeps_the_version_that_it_was_begun_under() {
    let trial = Trial::alone(vec![step("a")]);
    let list = trial.world.records.list(trial.list).unwrap();
    assert_eq!(list.number.to_string(), "L-1");
    assert_eq!((list.version, list.rules), (3, 1_000_000));
    assert_eq!(list.template.steps.len(), 1);
    assert_eq!(list.entries, 1);
}

#[test]
fn a_list_that_is_unknown_or_not_enabled_is_refused() {
    let mut world = World::new();
    world.adopt(template(vec![step("a")]));
    let unknown = start(&mut world, "nothing", None).unwrap_err();
    assert_eq!(unknown.rule, RuleId::N(3));
    assert!(
        unknown
            .instead
            .starts_with("nightdesk check start with one of: "),
        "{}",
        unknown.instead
    );
    assert!(unknown.instead.contains("trial"));
    world.site.policy.profile.checklists.clear();
    assert_eq!(rule(start(&mut world, "trial", None)), Some(RuleId::N(9)));
}

#[test]
fn the_list_of_a_new_person_begins_only_from_a_request() {
    let mut world = World::new();
    let anchor = Moment::Event(EventName("newhire.requested".to_owned()));
    world.adopt(Template {
        anchor,
        ..template(vec![step("a")])
    });
    let refusal = start(&mut world, "trial", None).unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(39));
    assert!(
        refusal
            .instead
            .contains("nightdesk check start trial --ticket")
    );
    let ticket = world.open("Account for Kim Roe from Monday");
    assert!(start(&mut world, "trial", Some(ticket)).is_ok());
}

#[test]
fn the_same_list_is_not_begun_twice_before_its_first_step() {
    let mut trial = Trial::for_ticket(vec![step("a"), step("b")]);
    let ticket = trial.ticket;
    let again = start(&mut trial.world, "trial", ticket);
    assert_eq!(rule(again), Some(RuleId::N(7)));
    trial.done("a").unwrap();
    let copy = start(&mut trial.world, "trial", ticket).unwrap();
    assert_ne!(copy, trial.list);
    let same_uuid = Command::StartList(StartList {
        id: copy,
        checklist: "trial".to_owned(),
        ticket: None,
    });
    assert_eq!(rule(trial.world.run(same_uuid)), Some(RuleId::N(7)));
}

#[test]
fn a_closed_ticket_gets_no_list_and_its_lists_stand_still() {
    let mut trial = Trial::for_ticket(vec![step("a"), step("b")]);
    let ticket = trial.ticket.unwrap();
    trial.world.log(ticket, "Looked").unwrap();
    trial.world.tell(ticket, "Done").unwrap();
    let close = CloseTicket {
        with_reason: Some(clean("it was scrapped")),
        ..CloseTicket::of(ticket)
    };
    trial.world.run(Command::Close(close)).unwrap();
    assert_eq!(rule(trial.done("a")), Some(RuleId::N(2)));
    let again = start(&mut trial.world, "trial", Some(ticket));
    assert_eq!(rule(again), Some(RuleId::N(2)));
}

#[test]
fn who_is_not_staff_begins_and_ticks_nothing() {
    let mut trial = Trial::alone(vec![step("a")]);
    trial.world.actor.person = trial.world.contact("Pat Lee", &[]);
    assert_eq!(rule(trial.done("a")), Some(RuleId::N(8)));
    assert_eq!(
        rule(start(&mut trial.world, "trial", None)),
        Some(RuleId::N(8))
    );
}

#[test]
fn a_limit_counts_from_a_moment_that_is_known_and_from_no_other() {
    let limit = |moment, count, unit| Limit::At {
        moment,
        offset: Offset { count, unit },
    };
    let event = |name: &str| Moment::Event(EventName(name.to_owned()));
    let with = |id: &str, limit| Step {
        limit: Some(limit),
        ..step(id)
    };
    let first_day = Moment::Date(DateName("newhire.first_day".to_owned()));
    let trial = Trial::for_ticket(vec![
        with("a", limit(event("ticket.opened"), 15, OffsetUnit::Minutes)),
        with("b", limit(event("checklist.started"), 2, OffsetUnit::Hours)),
        with("c", limit(event("ticket.opened"), 1, OffsetUnit::WorkDays)),
        with("d", limit(event("callout.started"), 5, OffsetUnit::Minutes)),
        with("e", limit(first_day, -1, OffsetUnit::WorkDays)),
        with("f", Limit::SameDay),
        with("g", Limit::Every { hours: 4 }),
        with("h", limit(event("ticket.opened"), 1, OffsetUnit::Days)),
    ]);
    let list = trial.world.records.list(trial.list).unwrap();
    let view = steps(
        &trial.world.records,
        &trial.world.site,
        &list,
        trial.world.now,
    );
    let due: Vec<_> = view.steps.iter().map(|s| s.due).collect();
    let calendar = &trial.world.site.calendar;
    assert_eq!(
        due,
        [
            Some(at("2026-05-14T13:15-04:00")),
            Some(at("2026-05-14T15:00-04:00")),
            calendar.add_work_days(trial.world.now, 1),
            None,
            None,
            Some(at("2026-05-15T00:00-04:00")),
            Some(at("2026-05-14T17:00-04:00")),
            Some(at("2026-05-15T13:00-04:00")),
        ]
    );
    assert!(due[2].is_some());
}
