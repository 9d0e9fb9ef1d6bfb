//! Steps done, answered, left out and failed; and the end of the list.

use super::*;
use crate::domain::command::{Console, StartCallout};
use crate::domain::event::{ActionLogged, CalloutStarted};
use crate::domain::{CalloutId, Number};

#[test]
fn the_last_required_step_ends_the_list_in_its_own_group() {
    let extra = Step {
        required: false,
        ..step("extra")
    };
    let know = Step {
        kind: StepKind::Know,
        ..step("know")
    };
    let file = auto("file", "checklist.finished");
    let mut trial = Trial::alone(vec![step("a"), extra, know, step("b"), file]);
    assert_eq!(trial.count(), (0, 2));
    assert_eq!(trial.done("a").unwrap().len(), 1);
    let events = trial.done("b").unwrap();
    let kinds: Vec<&str> = events.iter().map(Event::kind).collect();
    assert_eq!(kinds, ["checklist.step_done", "checklist.finished"]);
    assert!(trial.is_finished());
    assert_eq!(trial.state("file"), Some(StepState::Done));
    assert_eq!(trial.state("know"), Some(StepState::Shown));
    let refusal = trial.done("extra").unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(9));
    assert!(refusal.instead.contains("nightdesk check start trial"));
}

#[test]
fn a_step_without_its_proof_is_not_done() {
    let proof = Step {
        evidence: vec![EvidenceKey::Note, EvidenceKey::Time],
        ..step("a")
    };
    let mut trial = Trial::alone(vec![proof, step("b")]);
    let refusal = trial.done("a").unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(13));
    assert_eq!(
        refusal.because,
        "L-1 a asks for proof that is not given: note"
    );
    assert_eq!(
        refusal.instead,
        "nightdesk check done L-1 a --evidence note=\"…\""
    );
    assert_eq!(
        rule(trial.done_with("a", &[("note", "  ")])),
        Some(RuleId::R(13))
    );
    assert_eq!(
        rule(trial.done_with("a", &[("colour", "red")])),
        Some(RuleId::N(3))
    );
    let long = "x".repeat(70_000);
    assert_eq!(
        rule(trial.done_with("a", &[("note", &long)])),
        Some(RuleId::N(4))
    );
    trial.done_with("a", &[("note", "lamp 4 W")]).unwrap();
    let list = trial.world.records.list(trial.list).unwrap();
    let given = &list.marks["a"].evidence;
    assert_eq!(given["note"], clean("lamp 4 W"));
    assert_eq!(given["time"], clean("2026-05-14T13:00:00-04:00"));
    assert_eq!(rule(trial.done("a")), Some(RuleId::N(7)));
    let other = trial.done_with("a", &[("note", "lamp 5 W")]);
    assert_eq!(rule(other), Some(RuleId::N(7)), "what proves it stands");
    trial.fail("a", "it was lamp 5").unwrap();
    trial.done_with("a", &[("note", "lamp 5 W")]).unwrap();
}

#[test]
fn a_question_is_answered_and_the_rest_is_done() {
    let mut trial = Trial::alone(vec![ask("q", &["yes", "no"]), step("a"), step("b")]);
    let refusal = trial.done("q").unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(9));
    assert_eq!(
        refusal.instead,
        "answer it with \"yes\", \"no\": nightdesk check answer L-1 q \"…\" --by PERSON"
    );
    assert_eq!(rule(trial.answer("a", "yes", None)), Some(RuleId::N(9)));
    assert_eq!(rule(trial.answer("q", "perhaps", None)), Some(RuleId::N(3)));
    assert_eq!(rule(trial.answer("q", "3", None)), Some(RuleId::N(3)));
    assert_eq!(rule(trial.answer("q", "0", None)), Some(RuleId::N(3)));
    assert_eq!(rule(trial.done("nothing")), Some(RuleId::N(3)));
    trial.answer("q", "YES", None).unwrap();
    assert_eq!(rule(trial.answer("q", "1", None)), Some(RuleId::N(7)));
    trial.answer("q", "2", None).unwrap();
    let list = trial.world.records.list(trial.list).unwrap();
    assert_eq!(list.marks["q"].what, Marked::Answered("no".to_owned()));
    assert_eq!(list.marks["q"].by, Some(trial.world.actor.person));
}

#[test]
fn a_step_is_shown_only_after_the_answer_that_asks_for_it() {
    let wrong = when(step("wrong"), "who", &["no"]);
    let deeper = when(ask("deeper", &["x"]), "who", &["no"]);
    let deepest = when(step("deepest"), "deeper", &["x"]);
    let who = ask("who", &["yes", "no"]);
    let mut trial = Trial::alone(vec![who, wrong, deeper, deepest, step("z")]);
    let refusal = trial.done("wrong").unwrap_err();
    assert_eq!(refusal.rule, RuleId::N(9));
    assert!(
        refusal.because.contains("who is answered \"no\""),
        "{refusal:?}"
    );
    trial.answer("who", "no", None).unwrap();
    trial.answer("deeper", "x", None).unwrap();
    assert_eq!(trial.count(), (2, 5));
    trial.answer("who", "yes", None).unwrap();
    assert_eq!(trial.state("deepest"), None, "its question is gone");
    assert_eq!(trial.count(), (1, 2));
}

#[test]
fn leaving_out_and_failing_need_a_reason() {
    let mut trial = Trial::alone(vec![step("a"), step("b")]);
    assert_eq!(rule(trial.skip("a", " ")), Some(RuleId::N(4)));
    assert_eq!(rule(trial.fail("a", "")), Some(RuleId::N(4)));
    trial.fail("a", "no answer").unwrap();
    assert_eq!(trial.state("a"), Some(StepState::Failed));
    assert_eq!(trial.count(), (0, 2));
    trial.done("a").unwrap();
    assert_eq!(trial.state("a"), Some(StepState::Done));
    assert_eq!(rule(trial.skip("a", "why not")), Some(RuleId::N(7)));
    let events = trial.skip("b", "not our machine").unwrap();
    assert_eq!(events.len(), 2, "the list is finished");
}

#[test]
fn a_time_in_the_future_is_refused() {
    let mut trial = Trial::alone(vec![step("a"), step("b")]);
    let mut done = |happened: &str| {
        trial.world.run(Command::DoStep(DoStep {
            list: trial.list,
            step: "a".to_owned(),
            evidence: Evidence::new(),
            happened: Some(at(happened)),
        }))
    };
    assert_eq!(rule(done("2026-05-14T13:01-04:00")), Some(RuleId::N(5)));
    done("2026-05-14T13:00-04:00").unwrap();
    trial.fail("a", "not in that minute").unwrap();
    let mut done = |happened: &str| {
        trial.world.run(Command::DoStep(DoStep {
            list: trial.list,
            step: "a".to_owned(),
            evidence: Evidence::new(),
            happened: Some(at(happened)),
        }))
    };
    done("2026-05-14T12:40-04:00").unwrap();
    let list = trial.world.records.list(trial.list).unwrap();
    assert_eq!(list.marks["a"].at, at("2026-05-14T12:40-04:00"));
}

#[test]
fn the_close_ends_the_list_that_waited_for_it_and_nothing_else_is_owed() {
    let mut trial = Trial::for_ticket(vec![step("a"), close()]);
    let ticket = trial.ticket.unwrap();
    let owed = |trial: &Trial| -> Vec<String> {
        let list = trial.world.records.list(trial.list).unwrap();
        let view = steps(
            &trial.world.records,
            &trial.world.site,
            &list,
            trial.world.now,
        );
        owed_steps(&view).map(|s| s.step.id.clone()).collect()
    };
    assert_eq!(owed(&trial), ["a"]);
    assert_eq!(rule(trial.done("close")), Some(RuleId::N(9)));
    assert_eq!(rule(trial.skip("close", "later")), Some(RuleId::N(9)));
    trial.done("a").unwrap();
    assert!(owed(&trial).is_empty() && !trial.is_finished());
    trial.world.log(ticket, "Changed the lamp").unwrap();
    trial.world.tell(ticket, "It scans").unwrap();
    let events = trial.world.close(ticket).unwrap();
    assert_eq!(events.last().map(Event::kind), Some("checklist.finished"));
    assert!(trial.is_finished());
}

#[test]
fn entries_of_another_list_change_nothing() {
    let mut trial = Trial::for_ticket(vec![step("a"), step("b")]);
    trial.done("a").unwrap();
    let other = start(&mut trial.world, "trial", trial.ticket).unwrap();
    let list = trial.world.records.list(other).unwrap();
    assert!(list.marks.is_empty());
    assert_eq!(list.entries, 1);
    let first = trial.world.records.list(trial.list).unwrap();
    assert_eq!(first.entries, 2);
    assert_eq!(RecordId::from(first.id), RecordId(first.id.uuid()));
}

#[test]
fn the_same_answer_of_somebody_else_is_another_answer() {
    let mut trial = Trial::alone(vec![ask("q", &["yes", "no"]), step("b")]);
    let head = trial.world.contact("Hana Ruiz", &[]);
    trial.answer("q", "yes", None).unwrap();
    trial.answer("q", "yes", Some(head)).unwrap();
    let list = trial.world.records.list(trial.list).unwrap();
    assert_eq!(list.marks["q"].by, Some(head));
    assert_eq!(
        rule(trial.answer("q", "yes", Some(head))),
        Some(RuleId::N(7))
    );
}

#[test]
fn a_list_that_waits_for_a_callout_ends_as_one_begins_on_its_own_ticket() {
    let mut trial = Trial::for_ticket(vec![step("a"), auto("rung", "callout.started")]);
    let (ticket, other) = (trial.ticket.unwrap(), trial.world.open("Another"));
    trial.done("a").unwrap();
    assert!(!trial.is_finished());
    // Of a group that names two tickets each list follows what began on its own.
    let begun = CalloutStarted {
        callout: CalloutId(uuid::Uuid::from_u128(7_100)),
        number: Number::callout(1),
        ticket: other,
        person: trial.world.actor.person,
        host: String::new(),
        tty: None,
        over: false,
        on_duty: None,
        inside_hours: false,
        rules: 1,
    };
    let logged = ActionLogged {
        ticket,
        text: clean("Looked"),
        by: None,
        minutes: None,
        happened: None,
        callout: None,
    };
    let group = [begun.into(), logged.into()];
    let world = &trial.world;
    let ends = super::super::finished_by(&world.records, &world.site, &group, world.now);
    assert_eq!(ends, []);
    let start = StartCallout {
        id: CalloutId(uuid::Uuid::from_u128(7_101)),
        ticket,
        over: false,
        duty: None,
        own: false,
        console: Console::default(),
    };
    let events = trial.world.run(Command::StartCallout(start)).unwrap();
    let kinds: Vec<_> = events.iter().map(Event::kind).collect();
    assert_eq!(kinds, ["callout.started", "checklist.finished"]);
    assert!(trial.is_finished());
}
