//! What holds for every story: folds never fail, and the close and the list of debts agree.

use proptest::prelude::*;
use uuid::Uuid;

use super::{category, close_with, impact};
use crate::domain::command::{
    AnswerPrompt, ContainHarm, Count, PersonRef, ReopenTicket, SendReport, TellPerson, Told,
    WriteNarrative,
};
use crate::domain::testing::{World, clean};
use crate::domain::ticket::{Timeline, owed};
use crate::domain::{
    Affected, Channel, Command, EntryHead, Event, Records, State, Ticket, TicketId, ToldOutcome,
};

/// One thing somebody tries; what is not allowed is refused and changes nothing.
fn act(world: &mut World, ticket: TicketId, what: u8) {
    world.wait(7);
    let text = clean("words");
    let outcomes = ToldOutcome::ALL;
    let tried = match what {
        0..=1 => world.log(ticket, "did something"),
        2..=5 => world.run(Command::Tell(TellPerson {
            ticket,
            who: Told::Requester,
            how: Channel::Phone,
            outcome: outcomes[usize::from(what - 2) % outcomes.len()],
            text: None,
            happened: None,
        })),
        6 => world.resolve(ticket, "works"),
        7 => world.close(ticket),
        8 => world.run(Command::Reopen(ReopenTicket { ticket, text })),
        9 => category(world, ticket, "repair"),
        10 => category(world, ticket, "security-breach"),
        11 => world.run(Command::Narrative(WriteNarrative {
            ticket,
            text,
            saw: None,
        })),
        12 | 13 => world.run(Command::Note(AnswerPrompt {
            ticket,
            field: if what == 12 { "fault" } else { "data" }.to_owned(),
            text,
            saw: None,
        })),
        14 => impact(world, ticket, |c| {
            c.affected = Some(Affected::Pc);
            c.blocked = Some(Count::Number(1));
        }),
        15 => {
            let until = world.now.plus_minutes(60).rfc3339();
            world.wait_for(ticket, "a part", &until)
        }
        16 => world.run(Command::Report(SendReport {
            ticket,
            to: PersonRef::Id(world.actor.person),
            happened: None,
        })),
        17 => world.run(Command::Contain(ContainHarm {
            ticket,
            text,
            happened: None,
        })),
        _ => close_with(world, ticket, |c| c.with_reason = Some(text)),
    };
    drop(tried);
}

proptest! {
    #[test]
    fn the_close_is_allowed_exactly_when_nothing_gates_it(
        steps in prop::collection::vec(0u8..19, 0..24),
    ) {
        let mut world = World::new();
        let id = world.open("x");
        for what in steps {
            act(&mut world, id, what);
            let ticket = world.records.ticket(id).unwrap();
            if ticket.state == State::Closed {
                continue;
            }
            let debts = owed(&world.records, &world.site, &ticket, world.now);
            let gates: Vec<_> = debts.iter().filter(|o| o.gates_close).collect();
            match world.clone().close(id) {
                Ok(_) => prop_assert!(gates.is_empty(), "{gates:?}"),
                Err(refusal) => prop_assert_eq!(
                    refusal.each().map(|r| r.rule).collect::<Vec<_>>(),
                    gates.iter().map(|o| o.rule).collect::<Vec<_>>()
                ),
            }
        }
    }

    #[test]
    fn a_fold_takes_any_order_of_entries(
        steps in prop::collection::vec(0u8..19, 0..24),
        order in any::<u64>(),
    ) {
        let mut world = World::new();
        let id = world.open("x");
        for what in steps {
            act(&mut world, id, what);
        }
        let mut entries: Vec<(EntryHead, Event)> = world.entries_on(id.uuid());
        let opening = entries.remove(0);
        entries.sort_by_key(|(head, _)| Uuid::from_u64_pair(order, head.seq).as_u128() % 97);
        entries.sort_by_key(|(head, _)| head.seq.wrapping_mul(order | 1));
        let mut ticket = Ticket::begin(&opening.0, &opening.1).unwrap();
        for (head, event) in &entries {
            ticket.apply(head, event);
        }
        prop_assert_eq!(ticket.entries as usize, entries.len() + 1);
        prop_assert_eq!(ticket.waiting.is_some(), ticket.state == State::Waiting);
        prop_assert_eq!(ticket.closed.is_some(), ticket.state == State::Closed);
        owed(&world.records, &world.site, &ticket, world.now);
        let story = Timeline::of(id, &world.entries_on(id.uuid()), &world.records);
        prop_assert_eq!(story.lines.len(), entries.len() + 1);
    }
}
