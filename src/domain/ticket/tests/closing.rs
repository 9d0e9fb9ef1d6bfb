//! The close: everything that stands in its way, and what may be closed without.

use super::{category, close_with, impact, kinds, rule, rules};
use crate::domain::command::{
    AnswerPrompt, DoStep, PersonRef, SendReport, StartList, TellPerson, Told, WriteNarrative,
};
use crate::domain::event::Missing;
use crate::domain::site::{EventName, Gate, Moment, Source, Step, StepKind, Template};
use crate::domain::testing::{World, at, clean};
use crate::domain::{Channel, Command, Event, ListId, State, TicketId, ToldOutcome};

fn tell(world: &mut World, ticket: TicketId, outcome: ToldOutcome) {
    let command = TellPerson {
        ticket,
        who: Told::Requester,
        how: Channel::Phone,
        outcome,
        text: None,
        happened: None,
    };
    world.run(Command::Tell(command)).unwrap();
}

fn note(world: &mut World, ticket: TicketId, field: &str) {
    let command = AnswerPrompt {
        ticket,
        field: field.to_owned(),
        text: clean("an answer"),
        saw: None,
    };
    world.run(Command::Note(command)).unwrap();
}

fn narrative(world: &mut World, ticket: TicketId) {
    let command = WriteNarrative {
        ticket,
        text: clean("It stopped and was started again."),
        saw: None,
    };
    world.run(Command::Narrative(command)).unwrap();
}

fn names(world: &mut World, ticket: TicketId) -> Vec<String> {
    let refusal = world.close(ticket).unwrap_err();
    rules(&refusal).iter().map(ToString::to_string).collect()
}

#[test]
fn a_plain_request_needs_one_action_and_word_after_it() {
    let mut world = World::new();
    let id = world.open("Toner is empty");
    assert_eq!(names(&mut world, id), ["R03", "R05"]);
    world.tell(id, "on my way").unwrap();
    world.wait(5);
    world.log(id, "Changed it").unwrap();
    assert_eq!(names(&mut world, id), ["R05"]);
    tell(&mut world, id, ToldOutcome::NoAnswer);
    assert_eq!(names(&mut world, id), ["R05"]);
    tell(&mut world, id, ToldOutcome::Message);
    world.close(id).unwrap();
    assert_eq!(world.ticket(1).closed, Some(world.now));
}

#[test]
fn a_resolved_ticket_needs_word_after_its_outcome() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    world.tell(id, "looking").unwrap();
    world.resolve(id, "works").unwrap();
    assert_eq!(names(&mut world, id), ["R05"]);
    world.tell(id, "it works").unwrap();
    world.close(id).unwrap();
}

#[test]
fn who_cannot_be_told_holds_nothing() {
    let mut world = World::new();
    let id = world.open("Anonymous hint");
    world.log(id, "a").unwrap();
    tell(&mut world, id, ToldOutcome::Cannot);
    close_with(&mut world, id, |c| c.result = Some(clean("works"))).unwrap();
}

#[test]
fn who_was_reached_after_all_is_told_again() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    tell(&mut world, id, ToldOutcome::Cannot);
    assert!(world.ticket(1).cannot_be_told());
    tell(&mut world, id, ToldOutcome::Told);
    world.resolve(id, "works").unwrap();
    assert_eq!(names(&mut world, id), ["R05"]);
}

#[test]
fn word_of_before_the_outcome_is_not_word_of_the_outcome() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    world.wait(30);
    world.resolve(id, "works").unwrap();
    let mut told_at = |time: &str| {
        let command = TellPerson {
            ticket: id,
            who: Told::Requester,
            how: Channel::Phone,
            outcome: ToldOutcome::Told,
            text: None,
            happened: Some(at(time)),
        };
        world.run(Command::Tell(command)).unwrap();
        world.close(id).map_err(|refusal| refusal.rule.to_string())
    };
    assert_eq!(told_at("2026-05-14T13:10-04:00"), Err("R05".to_owned()));
    assert!(told_at("2026-05-14T13:30-04:00").is_ok());
}

#[test]
fn a_refusal_gives_back_only_what_can_be_typed() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    let result = Some(clean("\"works\" $(now)"));
    let refusal = close_with(&mut world, id, |c| c.result = result).unwrap_err();
    assert!(
        refusal
            .instead
            .starts_with("`nightdesk resolve T-1 \"how it ended\"`"),
        "{}",
        refusal.instead
    );
}

#[test]
fn what_staff_or_an_alarm_noticed_has_nobody_to_tell() {
    let mut world = World::new();
    for channel in [Channel::Own, Channel::Alarm] {
        let id = world.open_with("Disk is filling", |c| c.channel = channel);
        world.log(id, "Cleaned up").unwrap();
        let events = close_with(&mut world, id, |c| c.result = Some(clean("room"))).unwrap();
        assert_eq!(kinds(&events), ["ticket.resolved", "ticket.closed"]);
    }
}

#[test]
fn a_result_resolves_first_and_so_word_must_follow_it() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    world.tell(id, "looking").unwrap();
    let refusal = close_with(&mut world, id, |c| c.result = Some(clean("works"))).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "R05");
    assert_eq!(
        refusal.instead,
        "`nightdesk resolve T-1 \"works\"` first, then `nightdesk tell T-1 requester \"…\"`, or \
         `nightdesk tell T-1 requester --outcome cannot` where nobody can be told, then \
         `nightdesk close T-1`"
    );
    assert_eq!(
        world.ticket(1).state,
        State::Open,
        "a refusal writes nothing"
    );
    world.resolve(id, "works").unwrap();
    let again = close_with(&mut world, id, |c| c.result = Some(clean("works")));
    assert_eq!(rule(again), "N07");
}

#[test]
fn a_record_of_the_policy_lists_all_that_is_missing_at_once() {
    let mut world = World::new();
    let id = world.open("PC is dead");
    category(&mut world, id, "repair").unwrap();
    assert_eq!(
        names(&mut world, id),
        ["R03", "R13", "R13", "R13", "R13", "R05"]
    );
    world.log(id, "New disk").unwrap();
    narrative(&mut world, id);
    note(&mut world, id, "fault");
    impact(&mut world, id, |c| c.asset = Some(clean("EAS-PC08"))).unwrap();
    world.resolve(id, "New disk").unwrap();
    assert_eq!(names(&mut world, id), ["R05"]);
    world.tell(id, "done").unwrap();
    world.close(id).unwrap();
}

#[test]
fn the_kind_of_a_machine_is_not_its_name() {
    let mut world = World::new();
    let id = world.open_with("PC is dead", |c| c.pc_dead = true);
    category(&mut world, id, "repair").unwrap();
    let asks = |world: &mut World| {
        let refusal = world.close(id).unwrap_err();
        refusal.each().any(|each| each.instead.contains("--asset"))
    };
    assert!(asks(&mut world));
    impact(&mut world, id, |c| c.asset = Some(clean("EAS-PC08"))).unwrap();
    assert!(!asks(&mut world));
}

#[test]
fn a_reason_stands_in_for_what_is_missing_but_not_for_word() {
    let mut world = World::new();
    let id = world.open("PC is dead");
    category(&mut world, id, "repair").unwrap();
    let reason = || Some(clean("the machine was thrown away"));
    let refusal = close_with(&mut world, id, |c| c.with_reason = reason()).unwrap_err();
    assert_eq!(rules(&refusal).len(), 1);
    assert_eq!(refusal.rule.to_string(), "R05");
    assert_eq!(
        rule(close_with(&mut world, id, |c| c.with_reason = Some(clean(" ")))),
        "N04"
    );
    world.tell(id, "it is gone").unwrap();
    let events = close_with(&mut world, id, |c| c.with_reason = reason()).unwrap();
    let Event::Closed(closed) = &events[0] else {
        panic!("{events:?}")
    };
    let what: Vec<&str> = closed
        .missing
        .iter()
        .map(|m: &Missing| m.what.as_str())
        .collect();
    assert_eq!(what, ["actions", "narrative", "machine", "fault", "result"]);
    assert!(
        closed
            .missing
            .iter()
            .all(|m| Some(&m.because) == reason().as_ref())
    );
    assert_eq!(closed.rules, 2, "judged under the prompts of entry 2");
}

#[test]
fn an_unsent_report_holds_the_close_whatever_the_reason() {
    let mut world = World::new();
    let id = world.open("Laptop stolen");
    category(&mut world, id, "security-breach").unwrap();
    world.tell(id, "we care").unwrap();
    let reason = |c: &mut crate::domain::command::CloseTicket| {
        c.with_reason = Some(clean("nobody asked"));
    };
    let refusal = close_with(&mut world, id, reason).unwrap_err();
    assert_eq!(
        rules(&refusal)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["R67"]
    );
    let to = PersonRef::Id(world.actor.person);
    let report = SendReport {
        ticket: id,
        to,
        happened: None,
    };
    world.run(Command::Report(report)).unwrap();
    close_with(&mut world, id, reason).unwrap();
}

#[test]
fn a_close_has_its_place_in_time() {
    let mut world = World::new();
    let id = world.open("x");
    world.log(id, "a").unwrap();
    world.wait(10);
    world.resolve(id, "works").unwrap();
    world.tell(id, "it works").unwrap();
    world.wait(10);
    let mut at_time = |time: &str| close_with(&mut world, id, |c| c.happened = Some(at(time)));
    assert_eq!(rule(at_time("2026-05-14T12:00-04:00")), "N05");
    assert_eq!(rule(at_time("2026-05-14T13:05-04:00")), "N05");
    assert_eq!(rule(at_time("2026-05-14T14:00-04:00")), "N05");
    at_time("2026-05-14T13:15-04:00").unwrap();
    assert_eq!(world.ticket(1).closed, Some(at("2026-05-14T13:15-04:00")));
}

fn step(id: &str, required: bool) -> Step {
    Step {
        id: id.to_owned(),
        text: clean(id),
        why: clean(""),
        kind: StepKind::Do,
        from: None,
        to: Vec::new(),
        after: None,
        evidence: Vec::new(),
        when: None,
        gate: None,
        clock: None,
        limit: None,
        sets: None,
        required,
        who: "tech".to_owned(),
        phase: None,
        sources: vec![Source::Ours],
    }
}

fn template(steps: Vec<Step>) -> Template {
    Template {
        id: "new-employee".to_owned(),
        version: 1,
        title: clean("New employee"),
        group: "staff".to_owned(),
        record_category: "service-request".to_owned(),
        anchor: Moment::Event(EventName("checklist.started".to_owned())),
        note: clean(""),
        sources: vec![Source::Ours],
        phases: std::collections::BTreeMap::new(),
        steps,
    }
}

fn with_list(steps: Vec<Step>) -> (World, TicketId, ListId) {
    let mut world = World::new();
    world.adopt(template(steps));
    let id = world.open("New hire");
    world.log(id, "Began").unwrap();
    world.tell(id, "Begun").unwrap();
    let list = world.list_id();
    let start = StartList {
        id: list,
        checklist: "new-employee".to_owned(),
        ticket: Some(id),
    };
    world.run(Command::StartList(start)).unwrap();
    (world, id, list)
}

fn do_step(world: &mut World, list: ListId, step: &str) {
    let command = DoStep {
        list,
        step: step.to_owned(),
        evidence: std::collections::BTreeMap::new(),
        happened: None,
    };
    world.run(Command::DoStep(command)).unwrap();
}

#[test]
fn a_required_step_holds_the_close_until_done_or_excused() {
    let (mut world, id, list) = with_list(vec![step("acct", true), step("desk", false)]);
    let refusal = world.close(id).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "R40");
    assert!(
        refusal.instead.contains("`nightdesk check done L-1 acct`"),
        "{refusal:?}"
    );
    let mut excused = world.clone();
    let events = close_with(&mut excused, id, |c| c.with_reason = Some(clean("no hire"))).unwrap();
    assert!(matches!(&events[0], Event::Closed(c) if c.missing[0].what == "L-1 acct"));
    do_step(&mut world, list, "acct");
    world.close(id).unwrap();
}

#[test]
fn a_gate_that_somebody_must_open_is_never_excused() {
    let gate = Gate {
        kind: "written_request".to_owned(),
        blocks: vec!["acct".to_owned()],
        opens: Vec::new(),
        setting: None,
    };
    let opener = Step {
        gate: Some(gate),
        ..step("req", true)
    };
    let (mut world, id, list) = with_list(vec![opener, step("acct", true)]);
    let reason = |c: &mut crate::domain::command::CloseTicket| {
        c.with_reason = Some(clean("in a hurry"));
    };
    let refusal = close_with(&mut world, id, reason).unwrap_err();
    assert_eq!(rules(&refusal).len(), 2, "{refusal:?}");
    do_step(&mut world, list, "req");
    do_step(&mut world, list, "acct");
    world.close(id).unwrap();
}
