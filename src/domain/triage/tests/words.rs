//! Single rules, and the sentences that tell them.

use super::*;

#[test]
fn a_walk_up_of_which_nothing_is_asked_counts_as_one_person() {
    let world = World::new();
    let walk_up = with(1, |t| (t.blocked, t.hampered) = (None, None));
    let at = standing(&world.records, &world.site, &walk_up, world.now);
    assert_eq!((at.class, at.word), (Class::One, "ONE"));
    let said = why(&world.records, &world.site, &walk_up, world.now);
    assert_eq!(said, ["nobody has asked yet how many are stopped"]);
}

#[test]
fn a_core_service_counts_as_a_server_by_its_asset_but_a_change_of_it_does_not() {
    let world = World::new();
    let of = |affected| {
        with(1, |t| {
            t.affected = affected;
            t.asset = Some(asset("Catalogue"));
        })
    };
    assert_eq!(class(&world, &of(Affected::Service)), Class::Server);
    assert_eq!(class(&world, &of(Affected::Change)), Class::Request);
    assert_eq!(class(&world, &of(Affected::Request)), Class::Request);
    let other = with(1, |t| t.asset = Some(asset("catalogues")));
    assert_eq!(class(&world, &other), Class::Request);
}

#[test]
fn a_network_problem_shows_net_and_a_server_problem_srv() {
    let world = World::new();
    let shown = |affected| {
        let ticket = with(1, |t| t.affected = affected);
        standing(&world.records, &world.site, &ticket, world.now).word
    };
    assert_eq!(shown(Affected::Network), "NET");
    assert_eq!(shown(Affected::Server), "SRV");
}

#[test]
fn a_whole_unit_is_many_only_where_its_head_count_is_known_and_two_or_more() {
    let mut world = World::new();
    let unknown = world.unit("Branch", 0);
    let slowed = |unit, n| {
        with(1, |t| {
            t.unit = Some(unit);
            t.hampered = Some(n);
        })
    };
    let archive = world.unit_named("archive");
    assert_eq!(class(&world, &slowed(archive, 4)), Class::Many);
    assert_eq!(class(&world, &slowed(archive, 3)), Class::Hampered);
    assert_eq!(class(&world, &slowed(unknown, 50)), Class::Hampered);
    let press = world.unit_named("Press office");
    assert_eq!(class(&world, &slowed(press, 1)), Class::Hampered);
    world.site.policy.profile.priority.whole_unit_is_many = false;
    assert_eq!(class(&world, &slowed(archive, 4)), Class::Hampered);
}

#[test]
fn a_unit_that_became_known_by_its_name_alone_has_the_head_count_of_the_profile() {
    let mut world = World::new();
    let unit = world.unit("Archive", 0);
    let ticket = with(1, |t| (t.unit, t.hampered) = (Some(unit), Some(4)));
    assert_eq!(class(&world, &ticket), Class::Many);
}

#[test]
fn contained_harm_leaves_the_ordinary_class() {
    let world = World::new();
    let mut ticket = with(1, |t| {
        t.harm = Some(clean("smoke"));
        t.blocked = Some(3);
    });
    assert_eq!(class(&world, &ticket), Class::Harm);
    ticket.harm = None;
    assert_eq!(class(&world, &ticket), Class::Many);
}

#[test]
fn a_legal_clock_presses_from_its_last_safe_start_on() {
    // Due Friday 16:30, an hour of work and a day of reserve: Thursday 15:30.
    let mut world = World::new();
    let ticket = with(1, |t| {
        t.deadline = Some(deadline("2026-05-15T16:30-04:00", true, 60, None));
    });
    let before = standing(&world.records, &world.site, &ticket, world.now);
    assert_eq!(before.class, Class::Request);
    assert_eq!(before.changes_at, Some(at("2026-05-14T15:30-04:00")));
    world.now = at("2026-05-14T15:30-04:00");
    assert_eq!(class(&world, &ticket), Class::Legal);
}

#[test]
fn a_violation_is_due_at_once_and_stands_after_the_dead_pcs() {
    let world = World::new();
    let aware = "2026-05-14T12:59-04:00";
    let violation = with(1, |t| {
        t.incident = Some(incident(IncidentKind::Violation, aware, None));
    });
    let dead = with(2, |t| (t.blocked, t.pc_dead) = (Some(1), true));
    let one = with(3, |t| t.blocked = Some(1));
    let list = [one, violation, dead].map(Arc::new);
    let ranked = rank(&world.records, &world.site, list, world.now);
    let order: Vec<_> = ranked.iter().map(|(t, _)| t.number.n).collect();
    assert_eq!(order, [2, 1, 3]);
    assert_eq!(ranked[1].1.promised, Some(at(aware)));
}

#[test]
fn a_date_that_cannot_wait_takes_the_class_of_what_it_stops() {
    let world = World::new();
    let dated = |then| {
        with(1, |t| {
            t.deadline = Some(deadline("2026-05-14T15:00-04:00", false, 90, then));
        })
    };
    assert_eq!(class(&world, &dated(Some(5))), Class::Many);
    assert_eq!(class(&world, &dated(Some(1))), Class::One);
    assert_eq!(class(&world, &dated(Some(0))), Class::Request);
    assert_eq!(
        class(&world, &dated(None)),
        Class::One,
        "nobody said what it stops"
    );
}

#[test]
fn a_waiting_ticket_is_in_the_order_again_once_its_date_has_passed() {
    let world = World::new();
    let ticket = with(1, |t| {
        t.state = State::Waiting;
        t.waiting = Some(waiting("2026-05-14T14:00-04:00"));
        t.blocked = Some(2);
    });
    let now = standing(&world.records, &world.site, &ticket, world.now);
    assert_eq!(now.waits_until, now.changes_at);
    let later = at("2026-05-14T14:00-04:00");
    let then = standing(&world.records, &world.site, &ticket, later);
    assert_eq!((then.class, then.waits_until), (Class::Many, None));
}

#[test]
fn the_switches_of_the_profile_are_obeyed() {
    let mut world = World::new();
    let server = with(1, |t| t.affected = Affected::Server);
    let dead = with(2, |t| (t.blocked, t.pc_dead) = (Some(1), true));
    let older = with(3, |t| {
        t.blocked = Some(1);
        t.opened = at("2026-05-14T09:00-04:00");
    });
    let list = [server, dead, older].map(Arc::new);
    let numbers = |world: &World| -> Vec<u64> {
        let ranked = rank(&world.records, &world.site, list.clone(), world.now);
        ranked.iter().map(|(t, _)| t.number.n).collect()
    };
    assert_eq!(numbers(&world), [1, 2, 3]);
    world.site.policy.profile.priority.server_always_first = false;
    assert_eq!(numbers(&world), [2, 3, 1]);
    world.site.policy.profile.priority.dead_pc_first = false;
    assert_eq!(numbers(&world), [3, 2, 1]);
}

#[test]
fn the_promise_is_counted_in_working_time_of_the_present_class() {
    let world = World::new();
    let promised = |t: &Ticket| standing(&world.records, &world.site, t, world.now).promised;
    let server = with(1, |t| t.affected = Affected::Server);
    assert_eq!(promised(&server), Some(at("2026-05-14T14:00-04:00")));
    let one = with(2, |t| t.blocked = Some(1));
    assert_eq!(promised(&one), Some(at("2026-05-15T12:00-04:00")));
    let harm = with(3, |t| t.harm = Some(clean("smoke")));
    assert_eq!(promised(&harm), Some(harm.opened));
}

#[test]
fn a_site_without_working_hours_still_has_an_order() {
    let mut world = World::new();
    world.site.calendar.week = std::array::from_fn(|_| Vec::new());
    let legal = with(1, |t| {
        t.deadline = Some(deadline("2026-05-15T12:00-04:00", true, 60, None));
    });
    let one = with(2, |t| t.blocked = Some(1));
    assert_eq!(class(&world, &legal), Class::Legal);
    assert_eq!(class(&world, &one), Class::One);
}

#[test]
fn why_one_ticket_stands_where_it_stands() {
    let world = World::new();
    let ticket = with(2, |t| {
        t.affected = Affected::Server;
        t.blocked = Some(34);
    });
    let lines = explain_one(&world.records, &world.site, &ticket, 1, world.now);
    assert_eq!(
        lines,
        [
            "Why first? Class 2, server or network: always before the rest \
             (001_e326ec992fc63302.txt, F. PRIORITIES).",
            "34 people cannot work.",
            "Promised by Thu 14 May 14:00.",
            "Changes if: it works again, then it leaves the queue (`nightdesk resolve T-2 \"…\"`).",
        ]
    );
}

#[test]
fn what_would_change_a_breach_is_told_with_its_moment() {
    let world = World::new();
    let (aware, due) = ("2026-05-13T17:00-04:00", Some("2026-05-16T17:00-04:00"));
    let ticket = with(19, |t| {
        t.incident = Some(incident(IncidentKind::Breach, aware, due));
    });
    let lines = explain_one(&world.records, &world.site, &ticket, 12, world.now);
    assert!(
        lines[0].starts_with("Why place 12? Class 4, one person blocked"),
        "{lines:?}"
    );
    assert_eq!(
        lines[2],
        "The breach report is not sent yet, due Sat 16 May 17:00; \
         the last safe start is Thu 14 May 16:00."
    );
    assert_eq!(
        lines[4],
        "Changes if: the report is sent, then class 6, request, nobody blocked \
         (`nightdesk report T-19 --to …`)."
    );
    assert_eq!(
        lines[5],
        "Changes if: it is still here on Thu 14 May 16:00, then class 1, legal clock."
    );
}

#[test]
fn two_tickets_are_told_apart_by_the_first_fact_that_differs() {
    let world = World::new();
    let many = |n, blocked| Arc::new(with(n, |t| t.blocked = Some(blocked)));
    let (five, two) = (many(5, 7), many(2, 34));
    let lines = explain_two(&world.records, &world.site, &five, &two, world.now);
    assert_eq!(
        lines[0],
        "T-2 stands before T-5 because more people are stopped (34 > 7)."
    );
    let twin = many(6, 7);
    let lines = explain_two(&world.records, &world.site, &five, &twin, world.now);
    assert!(
        lines[0].ends_with("because it has the lower number (T-5 before T-6)."),
        "{lines:?}"
    );
}

#[test]
fn two_tickets_of_one_minute_are_told_apart_by_their_seconds() {
    let world = World::new();
    let first = with(1, |t| t.opened = at("2026-05-14T12:00:05-04:00"));
    let second = with(2, |t| t.opened = at("2026-05-14T12:00:40-04:00"));
    let tickets = [first, second].map(Arc::new);
    let ranked = rank(&world.records, &world.site, tickets, world.now);
    let because = decided(&ranked[0], &ranked[1], world.site.calendar.zone).because;
    assert!(
        because.contains("12:00:05") && because.contains("12:00:40"),
        "{because}"
    );
}

#[test]
fn the_deciding_fact_shows_the_desks_own_clock() {
    let world = World::new();
    // Written where another clock hung: the same moments by UTC.
    let first = with(1, |t| t.opened = at("2026-05-14T16:00+00:00"));
    let second = with(2, |t| t.opened = at("2026-05-14T16:05+00:00"));
    let tickets = [first, second].map(Arc::new);
    let ranked = rank(&world.records, &world.site, tickets, world.now);
    let because = decided(&ranked[0], &ranked[1], world.site.calendar.zone).because;
    assert!(
        because.contains("12:00 before") && because.contains("12:05)"),
        "{because}"
    );
}

#[test]
fn a_person_is_told_the_day_and_the_time_of_what_a_record_keeps_to_the_second() {
    let world = World::new();
    let waits = with(1, |t| {
        t.state = State::Waiting;
        t.waiting = Some(waiting("2026-05-14T14:00-04:00"));
    });
    let said = spoken_why(
        &world.records,
        &world.site,
        &waits,
        world.now,
        world.site.calendar.zone,
    );
    let kept = why(&world.records, &world.site, &waits, world.now);
    assert_eq!(kept[0], "waits until 2026-05-14T14:00-04:00");
    assert_eq!(said[0], "waits until Thu 14 May 14:00");
}
