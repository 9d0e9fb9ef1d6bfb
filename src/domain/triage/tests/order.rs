//! What must hold of any tickets at any moment.

use proptest::prelude::*;

use super::*;

/// Some date around the usual moment, with a whole minute.
fn moments() -> impl Strategy<Value = Stamp> {
    (-12_000i64..12_000).prop_map(|minutes| at(NOW).plus_minutes(minutes))
}

fn dates() -> impl Strategy<Value = Option<Deadline>> {
    let then = prop::option::of((0u32..4, 0u32..4, any::<bool>()));
    let date = (moments(), any::<bool>(), 0u32..600, then);
    prop::option::weighted(
        0.3,
        date.prop_map(|(due, legal, work_min, then)| Deadline {
            name: clean("the date"),
            due,
            legal,
            work_min,
            then: then.map(|(blocked, hampered, server)| DeadlineThen {
                affected: if server {
                    Affected::Server
                } else {
                    Affected::Pc
                },
                blocked,
                hampered,
            }),
        }),
    )
}

fn incidents() -> impl Strategy<Value = Option<Incident>> {
    let incident = (moments(), prop::option::of(moments()), any::<bool>());
    prop::option::weighted(
        0.2,
        incident.prop_map(|(aware, due, sent)| Incident {
            kind: IncidentKind::Breach,
            aware,
            due,
            work_min: 30,
            lead_told: None,
            report_sent: sent.then_some(aware),
        }),
    )
}

fn tickets() -> impl Strategy<Value = Ticket> {
    let affected = (0..Affected::ALL.len()).prop_map(|n| Affected::ALL[n]);
    let counts = (prop::option::of(0u32..4), prop::option::of(0u32..6));
    let flags = (any::<bool>(), any::<bool>(), prop::bool::weighted(0.1));
    let unit = prop::option::of(0u128..7);
    let waits = prop::option::weighted(0.3, moments());
    let parts = (affected, counts, flags, unit, waits, dates(), incidents());
    (moments(), parts).prop_map(|(opened, parts)| {
        let (affected, counts, flags, unit, waits, deadline, incident) = parts;
        with(1, |ticket| {
            ticket.opened = opened;
            ticket.affected = affected;
            (ticket.blocked, ticket.hampered) = counts;
            (ticket.pc_dead, ticket.public) = (flags.0, flags.1);
            ticket.harm = flags.2.then(|| clean("harm"));
            let units = World::new().records.units();
            ticket.unit = unit.map(|n| units[n as usize].id);
            if let Some(until) = waits {
                ticket.state = State::Waiting;
                ticket.waiting = Some(Waiting {
                    what: clean("a part"),
                    until,
                });
            }
            (ticket.deadline, ticket.incident) = (deadline, incident);
        })
    })
}

fn numbered(tickets: Vec<Ticket>) -> Vec<Arc<Ticket>> {
    let numbered = (1u64..).zip(tickets).map(|(n, mut ticket)| {
        ticket.number = Number::ticket(n);
        ticket.id = TicketId(Uuid::from_u128(u128::from(n)));
        Arc::new(ticket)
    });
    numbered.collect()
}

fn ranked(tickets: &[Arc<Ticket>], now: Stamp) -> Vec<(Arc<Ticket>, Standing)> {
    let world = World::new();
    rank(&world.records, &world.site, tickets.iter().cloned(), now)
}

fn is_pressing((ticket, standing): &(Arc<Ticket>, Standing)) -> bool {
    let unsent = ticket.incident.as_ref();
    standing.class <= Class::Legal || unsent.is_some_and(|i| i.report_sent.is_none())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_is_total(list in prop::collection::vec(tickets(), 2..12), now in moments()) {
        let ranked = ranked(&numbered(list), now);
        for (i, a) in ranked.iter().enumerate() {
            for (j, b) in ranked.iter().enumerate() {
                prop_assert_eq!(compare(a, b), i.cmp(&j));
                prop_assert_eq!(compare(b, a), j.cmp(&i));
            }
        }
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_the_input(
        list in prop::collection::vec(tickets(), 2..12), now in moments()
    ) {
        let mut list = numbered(list);
        let first = ranked(&list, now);
        list.reverse();
        prop_assert_eq!(first, ranked(&list, now));
    }

    #[test]
    fn harm_stands_first_and_waiting_last_but_never_hides_what_presses(
        list in prop::collection::vec(tickets(), 2..12), now in moments()
    ) {
        let ranked = ranked(&numbered(list), now);
        for pair in ranked.windows(2) {
            let (a, b) = (&pair[0].1, &pair[1].1);
            prop_assert!(b.class != Class::Harm || a.class == Class::Harm);
            prop_assert!(a.waits_until.is_none() || b.waits_until.is_some());
            prop_assert!(a.waits_until.is_some() || b.waits_until.is_some() || a.class <= b.class);
        }
        for pair in &ranked {
            prop_assert!(pair.1.waits_until.is_none() || !is_pressing(pair));
            prop_assert!(pair.1.class <= Class::One || !is_pressing(pair));
        }
    }

    #[test]
    fn more_people_stopped_never_lower_a_place(
        list in prop::collection::vec(tickets(), 2..8), more in 1u32..5, now in moments()
    ) {
        let before = numbered(list);
        let mut after = before.clone();
        let changed = Arc::make_mut(&mut after[0]);
        let Some(blocked) = changed.blocked else { return Ok(()) };
        changed.blocked = Some(blocked + more);
        // The promise follows the class; a ticket is compared with those that stay as they are.
        let place = |list: &[Arc<Ticket>]| {
            ranked(list, now).iter().position(|(t, _)| t.number == Number::ticket(1)).unwrap()
        };
        prop_assert!(place(&after) <= place(&before));
    }

    #[test]
    fn a_ticket_stands_among_many_as_it_does_alone(
        mut list in prop::collection::vec(tickets(), 1..12), now in moments()
    ) {
        let world = World::new();
        for (ticket, name) in list.iter_mut().zip([" Catalogue", "Printer", "mail"]) {
            let name = clean(name);
            ticket.asset = Some(AssetRef { id: None, name });
        }
        let list = numbered(list);
        for (ticket, among) in rank(&world.records, &world.site, list, now) {
            let alone = standing(&world.records, &world.site, &ticket, now);
            prop_assert_eq!(among, alone);
        }
    }

    #[test]
    fn nothing_moves_before_the_moment_that_is_announced(
        ticket in tickets(), now in moments(), later in 1i64..6_000
    ) {
        let world = World::new();
        let of = |moment| standing(&world.records, &world.site, &ticket, moment);
        let first = of(now);
        if let Some(moment) = first.changes_at {
            prop_assert!(moment > now);
            let then = of(moment);
            let said = |moment| why(&world.records, &world.site, &ticket, moment);
            let moved = (then.class, then.key, then.waits_until, said(moment))
                != (first.class, first.key, first.waits_until, said(now));
            prop_assert!(moved);
        }
        let later = now.plus_minutes(later);
        if first.changes_at.is_none_or(|moment| later < moment) {
            let then = of(later);
            prop_assert_eq!((then.class, then.key), (first.class, first.key));
            prop_assert_eq!(then.waits_until, first.waits_until);
        }
    }

    #[test]
    fn every_pair_has_a_deciding_fact_and_every_ticket_a_reason(
        list in prop::collection::vec(tickets(), 2..6), now in moments()
    ) {
        let world = World::new();
        let ranked = ranked(&numbered(list), now);
        for pair in ranked.windows(2) {
            let forward = decided(&pair[0], &pair[1], world.site.calendar.zone);
            prop_assert_eq!(&forward, &decided(&pair[1], &pair[0], world.site.calendar.zone));
            prop_assert!(!forward.because.is_empty());
        }
        for (place, (ticket, _)) in (1..).zip(&ranked) {
            let lines = explain_one(&world.records, &world.site, ticket, place, now);
            prop_assert!(lines.iter().any(|line| line.starts_with("Changes if: ")));
        }
    }
}

#[test]
fn a_thousand_tickets_are_ranked_without_a_second_look() {
    let world = World::new();
    let tickets: Vec<_> = (1..=1_000u64)
        .map(|n| {
            Arc::new(with(n, |ticket| {
                ticket.opened = at(NOW).plus_minutes(-(n as i64) * 37);
                ticket.blocked = Some((n % 5) as u32);
                ticket.hampered = Some((n % 3) as u32);
            }))
        })
        .collect();
    let ranked = rank(&world.records, &world.site, tickets, world.now);
    assert!(ranked.is_sorted_by(|a, b| compare(a, b).is_lt()));
}
