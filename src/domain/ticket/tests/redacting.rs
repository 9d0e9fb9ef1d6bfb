//! Taking out the text of an entry: who may, what is left, and how it is told.

use uuid::Uuid;

use crate::domain::command::{Decision, RedactEntry, RedactWish};
use crate::domain::event::{EntryRedacted, PersonAdded, PostHeld};
use crate::domain::testing::{World, clean};
use crate::domain::ticket::{Owed, OwedWhat, Timeline, owed};
use crate::domain::{Command, Event, PersonId, Proof, Records, Refusal, RuleId, Ticket, TicketId};

mod reasons;

const TECH: PersonId = PersonId(Uuid::from_u128(901));
const HEAD: PersonId = PersonId(Uuid::from_u128(902));
const SECRET: &str = "The root password is Hunter2! on both";

/// A ticket with one action, logged by the technician; another director beside Dana.
fn world() -> (World, TicketId) {
    let mut world = World::new();
    for (person, name, post) in [
        (TECH, "Terry Tech", "it_staff"),
        (HEAD, "Hilda Head", "director"),
    ] {
        let added = PersonAdded {
            person,
            name: clean(name),
            staff: true,
            uid: None,
            unit: None,
            phone: None,
            email: None,
        };
        let held = PostHeld {
            person,
            post: post.to_owned(),
        };
        world.apply_all([added.into(), held.into()]);
    }
    let ticket = world.open("Staff cannot log in");
    let dana = std::mem::replace(&mut world.actor.person, TECH);
    world.log(ticket, SECRET).unwrap();
    world.actor.person = dana;
    (world, ticket)
}

fn action(world: &World) -> u64 {
    let mut log = world.log.iter().rev();
    let is_action = |event: &Event| matches!(event, Event::ActionLogged(_));
    log.find(|(_, event)| is_action(event)).unwrap().0.seq
}

fn redact(world: &World, ticket: TicketId, because: Option<&str>) -> RedactEntry {
    RedactEntry {
        ticket,
        entry: action(world),
        because: because.map(clean),
        wish: RedactWish::TakeOut,
        decision: None,
    }
}

fn by_paper(by: PersonId) -> Decision {
    Decision {
        by,
        how: Proof::Paper,
        reference: clean("folder 7"),
    }
}

fn refused(world: &mut World, who: PersonId, command: RedactEntry) -> Refusal {
    world.run_as(who, Command::Redact(command)).unwrap_err()
}

fn order(world: &World) -> EntryRedacted {
    let (_, event) = world.log.last().unwrap();
    let Event::EntryRedacted(order) = event else {
        panic!("{event:?}")
    };
    order.clone()
}

#[test]
fn one_asks_and_a_director_who_did_not_ask_takes_it_out() {
    let (mut world, ticket) = world();
    let dana = world.actor.person;
    let ask = redact(&world, ticket, Some("a password was written down"));
    world.run_as(TECH, Command::Redact(ask.clone())).unwrap();
    let asked = world.log.last().unwrap().0.seq;
    let known = world.records.ticket(ticket).unwrap();
    let debts = owed(&world.records, &world.site, &known, world.now);
    let entry = action(&world);
    assert!(
        debts
            .iter()
            .any(|o| o.what == OwedWhat::Redaction(entry) && !o.gates_close)
    );
    // Nobody of the staff but a director goes on with it, and nobody asks twice.
    let again = refused(&mut world, TECH, ask);
    assert_eq!(again.rule, RuleId::N(17));
    assert!(again.instead.contains("nightdesk redact T-1"), "{again:?}");
    let approve = redact(&world, ticket, None);
    world.run_as(dana, Command::Redact(approve)).unwrap();
    let order = order(&world);
    assert_eq!((order.asked_by, order.approved_by), (TECH, dana));
    assert_eq!((order.asked, order.how), (Some(asked), None));
    assert_eq!(order.because.as_str(), "a password was written down");
    let known: std::sync::Arc<Ticket> = world.records.ticket(ticket).unwrap();
    assert!(known.asks.is_empty());
    let once_more = redact(&world, ticket, Some("once more"));
    assert_eq!(refused(&mut world, dana, once_more).rule, RuleId::N(7));
}

#[test]
fn a_director_does_not_decide_on_an_own_ask_or_own_entry() {
    let (mut world, ticket) = world();
    let dana = world.actor.person;
    let ask = redact(&world, ticket, Some("a password"));
    world.run_as(dana, Command::Redact(ask)).unwrap();
    let own = redact(&world, ticket, None);
    let refusal = refused(&mut world, dana, own.clone());
    assert_eq!(refusal.rule, RuleId::N(17));
    assert!(refusal.instead.contains("Hilda Head"), "{refusal:?}");
    let entered = RedactEntry {
        decision: Some(by_paper(dana)),
        ..own.clone()
    };
    for who in [dana, TECH] {
        assert_eq!(
            refused(&mut world, who, entered.clone()).rule,
            RuleId::N(17)
        );
    }
    world.run_as(HEAD, Command::Redact(own)).unwrap();
    assert_eq!(order(&world).approved_by, HEAD);
    // What a director wrote another one decides on.
    world
        .run_as(HEAD, log(ticket, "My own secret was s3cr3t-1"))
        .unwrap();
    let ask = redact(&world, ticket, Some("a password"));
    world.run_as(TECH, Command::Redact(ask.clone())).unwrap();
    let refusal = refused(&mut world, HEAD, ask);
    assert!(refusal.because.contains("wrote the entry"), "{refusal:?}");
}

fn log(ticket: TicketId, text: &str) -> Command {
    Command::Log(crate::domain::command::LogAction {
        ticket,
        text: clean(text),
        minutes: None,
        happened: None,
    })
}

#[test]
fn a_decision_on_paper_is_entered_with_where_it_is_kept() {
    let (mut world, ticket) = world();
    let dana = world.actor.person;
    let asked = redact(&world, ticket, Some("a password"));
    let with = |by| RedactEntry {
        decision: Some(by_paper(by)),
        ..asked.clone()
    };
    let refusal = refused(&mut world, HEAD, with(TECH));
    assert!(refusal.because.contains("does not hold"), "{refusal:?}");
    world.run_as(TECH, Command::Redact(with(dana))).unwrap();
    let order = order(&world);
    assert_eq!((order.asked_by, order.approved_by), (TECH, dana));
    let entries = world.entries_on(ticket.uuid());
    let story = Timeline::of(ticket, &entries, &world.records);
    let seq = world.log.last().unwrap().0.seq;
    let line = story.lines.iter().find(|l| l.seq == order.entry).unwrap();
    assert_eq!(line.redacted_by, Some(seq));
    assert_eq!(
        line.text.as_str(),
        format!(
            "redacted Thu 14 May 2026 13:00 -04:00 (entry {seq}): a password; asked by Terry Tech, approved by \
             Dana Reyes (paper, folder 7)"
        )
    );
    assert!(!format!("{story:?}").contains("Hunter2"));
}

#[test]
fn the_reason_does_not_say_again_what_is_taken_out() {
    let (mut world, ticket) = world();
    for because in [
        "it says that hunter2! is the password",
        "because the ROOT password is in it",
        "",
    ] {
        let ask = redact(&world, ticket, Some(because));
        let refusal = refused(&mut world, TECH, ask);
        assert!(!refusal.because.contains("unter2"), "{refusal:?}");
        let rule = if because.is_empty() { 4 } else { 17 };
        assert_eq!(refusal.rule, RuleId::N(rule), "{because}");
    }
    let mut told = redact(&world, ticket, Some("a password"));
    told.decision = Some(by_paper(HEAD));
    told.decision.as_mut().unwrap().reference = clean("Hunter2! on paper");
    assert_eq!(refused(&mut world, TECH, told).rule, RuleId::N(17));
    // An everyday word that both have is no secret.
    let ask = redact(&world, ticket, Some("the password for both"));
    world.run_as(TECH, Command::Redact(ask)).unwrap();
}

#[test]
fn what_has_no_text_of_its_own_stays() {
    let (mut world, ticket) = world();
    let to = world.actor.person;
    let assign = crate::domain::command::AssignTicket { ticket, to };
    world.run(Command::Assign(assign)).unwrap();
    let mut command = redact(&world, ticket, Some("why not"));
    command.entry = world.log.last().unwrap().0.seq;
    assert_eq!(
        refused(&mut world, TECH, command.clone()).rule,
        RuleId::N(17)
    );
    command.entry = 99;
    assert_eq!(
        refused(&mut world, TECH, command.clone()).rule,
        RuleId::N(3)
    );
    // An order is no entry to be taken out.
    let mut order = redact(&world, ticket, Some("a password"));
    order.decision = Some(by_paper(HEAD));
    world.run_as(TECH, Command::Redact(order)).unwrap();
    command.entry = world.log.last().unwrap().0.seq;
    assert_eq!(refused(&mut world, TECH, command).rule, RuleId::N(17));
}

#[test]
fn the_facts_of_an_entry_stay_and_its_texts_say_where_to_look() {
    let (mut world, ticket) = world();
    let opened = world
        .log
        .iter()
        .find(|(_, event)| matches!(event, Event::TicketOpened(_)));
    let entry = opened.unwrap().0.seq;
    let before = world.records.ticket(ticket).unwrap();
    let command = RedactEntry {
        ticket,
        entry,
        because: Some(clean("a name stood in it")),
        wish: RedactWish::TakeOut,
        decision: Some(by_paper(HEAD)),
    };
    world.run_as(TECH, Command::Redact(command)).unwrap();
    let order = order(&world);
    let seq = world.log.last().unwrap().0.seq;
    // As it is read from now on: the order's leavings in place of the entry.
    let mut fresh = World::new();
    fresh.records = crate::domain::Register::default();
    for (head, event) in &world.log {
        let event = if head.seq == entry {
            order.left_by(seq)
        } else {
            event.clone()
        };
        fresh.records.apply(head, &event);
    }
    let after = fresh.records.ticket(ticket).unwrap();
    assert_eq!(after.title.as_str(), format!("redacted, see entry {seq}"));
    let mut expected = Ticket::clone(&world.records.ticket(ticket).unwrap());
    expected.title = after.title.clone();
    assert_eq!(*after, expected);
    assert_eq!(
        (after.number, after.channel),
        (before.number, before.channel)
    );
}

#[test]
fn what_was_asked_is_taken_back_by_the_asker_alone() {
    let (mut world, ticket) = world();
    let dana = world.actor.person;
    let back = RedactEntry {
        wish: RedactWish::Withdraw,
        ..redact(&world, ticket, None)
    };
    let refusal = refused(&mut world, TECH, back.clone());
    assert!(refusal.because.contains("nobody waits"), "{refusal:?}");
    let ask = redact(&world, ticket, Some("a password"));
    world.run_as(TECH, Command::Redact(ask.clone())).unwrap();
    let asked = world.log.last().unwrap().0.seq;
    let refusal = refused(&mut world, dana, back.clone());
    assert!(refusal.because.contains("Terry Tech asked"), "{refusal:?}");
    assert!(refusal.instead.contains("--decline"), "{refusal:?}");
    let telling = RedactEntry {
        because: Some(clean("hunter2! is known to all")),
        ..back.clone()
    };
    assert_eq!(refused(&mut world, TECH, telling).rule, RuleId::N(17));
    world.run_as(TECH, Command::Redact(back)).unwrap();
    let Event::RedactionWithdrawn(told) = &world.log.last().unwrap().1 else {
        panic!("{:?}", world.log.last())
    };
    assert_eq!((told.asked, &told.because), (asked, &None));
    nothing_waits(&world, ticket);
    let line = last_line(&world, ticket);
    let entry = action(&world);
    let said = format!("took back that the text of entry {entry} be taken out");
    assert_eq!(line, said);
    // It can be asked for again.
    world.run_as(TECH, Command::Redact(ask)).unwrap();
}

#[test]
fn a_director_who_may_decide_on_it_may_decline_it_and_says_why() {
    let (mut world, ticket) = world();
    let dana = world.actor.person;
    let ask = redact(&world, ticket, Some("a password"));
    world.run_as(dana, Command::Redact(ask)).unwrap();
    let no = RedactEntry {
        wish: RedactWish::Decline,
        ..redact(&world, ticket, Some("it was changed the same day"))
    };
    let refusal = refused(&mut world, dana, no.clone());
    assert!(refusal.instead.contains("--withdraw"), "{refusal:?}");
    let refusal = refused(&mut world, TECH, no.clone());
    assert!(refusal.because.contains("cannot decline it"), "{refusal:?}");
    assert!(
        refusal.instead.contains("--decline --because"),
        "{refusal:?}"
    );
    let without = RedactEntry {
        because: None,
        ..no.clone()
    };
    let refusal = refused(&mut world, HEAD, without);
    assert!(
        refusal.instead.contains("--decline --because \"it is no"),
        "{refusal:?}"
    );
    world.run_as(HEAD, Command::Redact(no.clone())).unwrap();
    nothing_waits(&world, ticket);
    let entry = action(&world);
    assert_eq!(
        last_line(&world, ticket),
        format!(
            "the text of entry {entry} stays: it was changed the same day; decided by Hilda Head"
        )
    );
    // The same on paper, entered by the one who asked.
    let ask = redact(&world, ticket, Some("a password"));
    world.run_as(TECH, Command::Redact(ask)).unwrap();
    let on_paper = RedactEntry {
        decision: Some(by_paper(HEAD)),
        ..no
    };
    world.run_as(TECH, Command::Redact(on_paper)).unwrap();
    assert!(last_line(&world, ticket).ends_with("Hilda Head (paper, folder 7)"));
    nothing_waits(&world, ticket);
}

fn nothing_waits(world: &World, ticket: TicketId) {
    let known = world.records.ticket(ticket).unwrap();
    assert!(known.asks.is_empty());
    let debts = owed(&world.records, &world.site, &known, world.now);
    let is_waiting = |owed: &Owed| matches!(owed.what, OwedWhat::Redaction(_));
    assert!(!debts.iter().any(is_waiting));
}

fn last_line(world: &World, ticket: TicketId) -> String {
    let entries = world.entries_on(ticket.uuid());
    let story = Timeline::of(ticket, &entries, &world.records);
    story.lines.last().unwrap().text.to_string()
}

#[test]
fn a_reason_that_is_missing_is_told_with_its_option() {
    let (mut world, ticket) = world();
    let ask = redact(&world, ticket, None);
    let refusal = refused(&mut world, TECH, ask);
    assert!(refusal.instead.contains("--because"), "{refusal:?}");
    let mut ordered = redact(&world, ticket, None);
    ordered.decision = Some(by_paper(HEAD));
    let refusal = refused(&mut world, TECH, ordered);
    let whole = "--because \"a password\" --by \"Hilda Head\" --how paper --ref";
    assert!(refusal.instead.contains(whole), "{refusal:?}");
}
