//! What proves a step: what is demanded, and in which form it is recorded.

use super::*;

fn proved(id: &str, evidence: &[EvidenceKey]) -> Step {
    Step {
        evidence: evidence.to_vec(),
        ..step(id)
    }
}

fn proof_of(trial: &Trial, step: &str) -> Evidence {
    let list = trial.world.records.list(trial.list).unwrap();
    list.marks[step].evidence.clone()
}

/// Answers with proof.
fn answer_with(
    trial: &mut Trial,
    (step, answer): (&str, &str),
    by: Option<PersonId>,
    proof: &[(&str, &str)],
) -> Result<Vec<Event>, Refusal> {
    let list = trial.list;
    trial.world.run(Command::AnswerStep(AnswerStep {
        list,
        step: step.to_owned(),
        answer: clean(answer),
        by,
        evidence: evidence(proof),
        happened: None,
    }))
}

#[test]
fn a_time_is_recorded_as_one_whatever_way_it_was_typed() {
    for (typed, kept) in [
        ("now", "2026-05-14T13:00:00-04:00"),
        ("-5", "2026-05-14T12:55:00-04:00"),
        ("12:40", "2026-05-14T12:40:00-04:00"),
        ("2026-05-14T16:40Z", "2026-05-14T12:40:00-04:00"),
    ] {
        let mut trial = Trial::alone(vec![proved("a", &[EvidenceKey::Time]), step("b")]);
        trial.done_with("a", &[("time", typed)]).unwrap();
        assert_eq!(proof_of(&trial, "a")["time"], clean(kept), "{typed}");
    }
}

#[test]
fn a_day_is_recorded_as_one_and_the_nearest_of_its_name_is_meant() {
    for (typed, kept) in [
        ("2026-11-30", "2026-11-30"),
        ("yesterday", "2026-05-13"),
        ("20 may", "2026-05-20"),
        ("10 may", "2026-05-10"),
        ("tomorrow", "2026-05-15"),
    ] {
        let mut trial = Trial::alone(vec![proved("a", &[EvidenceKey::Date]), step("b")]);
        trial.done_with("a", &[("date", typed)]).unwrap();
        assert_eq!(proof_of(&trial, "a")["date"], clean(kept), "{typed}");
    }
}

#[test]
fn what_cannot_be_what_its_key_says_is_refused() {
    use EvidenceKey::{Date, Number, TicketRef, Time};
    let mut trial = Trial::for_ticket(vec![proved("a", &[Time, Date, Number, TicketRef])]);
    for (key, typed, why) in [
        ("time", "25:00", RuleId::N(5)),
        ("time", "soon", RuleId::N(5)),
        ("time", "2026-05-14 13:30", RuleId::N(5)),
        ("date", "some day", RuleId::N(5)),
        ("date", "2026-02-30", RuleId::N(5)),
        ("number", "abc", RuleId::N(10)),
        ("ticket_ref", "banana", RuleId::N(4)),
        ("ticket_ref", "T-999", RuleId::N(3)),
        ("ticket_ref", "L-7", RuleId::N(3)),
    ] {
        let refusal = trial.done_with("a", &[(key, typed)]).unwrap_err();
        assert_eq!(refusal.rule, why, "{key}={typed}: {refusal:?}");
        let like = match key {
            "time" => "21:30",
            "date" => "2026-11-30",
            "number" => "12",
            _ => "T-12",
        };
        let written = format!("write it like --evidence {key}={like}");
        assert!(
            typed.contains('-') || refusal.instead == written,
            "{refusal:?}"
        );
    }
    let proof = [("date", "mon"), ("number", "INC 12"), ("ticket_ref", "t-1")];
    trial.done_with("a", &proof).unwrap();
    assert_eq!(proof_of(&trial, "a")["ticket_ref"], clean("T-1"));
}

#[test]
fn an_answer_needs_the_proof_that_its_step_asks_for() {
    let lic = Step {
        evidence: vec![EvidenceKey::Note, EvidenceKey::Time],
        ..ask("lic", &["yes", "no"])
    };
    let mut trial = Trial::alone(vec![lic, step("b")]);
    let refusal = trial.answer("lic", "yes", None).unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(13));
    assert!(refusal.because.ends_with("not given: note"), "{refusal:?}");
    assert!(refusal.instead.ends_with("--evidence note=\"…\""));
    answer_with(&mut trial, ("lic", "yes"), None, &[("note", "two left")]).unwrap();
    let proof = proof_of(&trial, "lic");
    assert_eq!(proof["time"], clean("2026-05-14T13:00:00-04:00"));
    trial.answer("lic", "no", None).unwrap();
    assert!(
        !proof_of(&trial, "lic").contains_key("note"),
        "no needs none"
    );
}

#[test]
fn the_name_of_an_answer_is_that_of_who_is_named_as_deciding() {
    let who = Step {
        evidence: vec![EvidenceKey::Name],
        ..ask("who", &["yes", "no"])
    };
    let mut trial = Trial::alone(vec![who, step("b")]);
    let head = trial.world.contact("Hana Ruiz", &[]);
    let refusal = trial.answer("who", "yes", None).unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(13), "whoever types it is not meant");
    trial.answer("who", "yes", Some(head)).unwrap();
    assert_eq!(proof_of(&trial, "who")["name"], clean("Hana Ruiz"));
    answer_with(&mut trial, ("who", "yes"), None, &[("name", "Ida Bell")]).unwrap();
    assert_eq!(proof_of(&trial, "who")["name"], clean("Ida Bell"));
}

#[test]
fn the_word_of_a_post_is_given_by_whoever_holds_it() {
    let word = Step {
        evidence: vec![EvidenceKey::Name],
        who: "director".to_owned(),
        ..ask("word", &["yes", "later"])
    };
    let mut trial = Trial::alone(vec![word, step("b")]);
    trial.answer("word", "yes", None).unwrap();
    assert_eq!(proof_of(&trial, "word")["name"], clean("Dana Reyes"));
}

#[test]
fn proof_that_is_missing_names_the_rule_of_its_gate_else_that_of_proof() {
    for (kind, expected) in [
        ("written_request", RuleId::R(34)),
        ("own_counsel", RuleId::R(13)),
    ] {
        let proved = proved("a", &[EvidenceKey::Note]);
        let mut trial = Trial::alone(vec![gate(proved, kind, &["b"], &[]), step("b")]);
        assert_eq!(rule(trial.done("a")), Some(expected), "{kind}");
    }
}
