//! What a gate holds, what opens it, and what it never holds.

use super::*;

#[test]
fn a_held_step_is_refused_with_the_rule_of_its_gate_and_who_can_open_it() {
    let request = Step {
        evidence: vec![EvidenceKey::FileRef, EvidenceKey::Name],
        ..gate(step("req"), "written_request", &["acct"], &[])
    };
    let mut trial = Trial::alone(vec![request, step("acct")]);
    assert_eq!(trial.state("acct"), Some(StepState::Held));
    let refusal = trial.done("acct").unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(34));
    assert_eq!(
        refusal.because,
        "L-1 acct waits: L-1 req stands before it: text of req"
    );
    assert_eq!(
        refusal.instead,
        "it is for Dana Reyes (tech): nightdesk check done L-1 req --evidence file_ref=\"…\" \
         --evidence name=\"…\""
    );
    let without = trial.done_with("req", &[("name", "Ann Dale")]).unwrap_err();
    assert_eq!(without.rule, RuleId::R(34));
    assert!(without.because.ends_with("file_ref"));
    let proof = [("file_ref", "mail of 14 May"), ("name", "Ann Dale")];
    trial.done_with("req", &proof).unwrap();
    trial.done("acct").unwrap();
    assert!(trial.is_finished());
}

#[test]
fn a_question_opens_its_gate_only_with_an_answer_that_opens() {
    let who = gate(
        ask("who", &["yes", "no"]),
        "authorised_requester",
        &["acct"],
        &["yes"],
    );
    let mut trial = Trial::alone(vec![who, step("acct"), step("b")]);
    trial.answer("who", "No", None).unwrap();
    assert_eq!(trial.state("who"), Some(StepState::Done));
    let refusal = trial.done("acct").unwrap_err();
    assert!(
        refusal.because.contains("was answered \"no\""),
        "{refusal:?}"
    );
    trial.answer("authorised_requester", "1", None).unwrap();
    trial.done("acct").unwrap();
}

#[test]
fn gates_hold_in_a_chain() {
    let first = gate(
        ask("first", &["yes", "no"]),
        "owner_ok",
        &["second"],
        &["yes"],
    );
    let second = gate(step("second"), "licence", &["last"], &[]);
    let mut trial = Trial::alone(vec![first, second, step("last")]);
    assert_eq!(rule(trial.done("second")), Some(RuleId::R(35)));
    assert_eq!(rule(trial.done("last")), Some(RuleId::R(51)));
    trial.answer("first", "yes", None).unwrap();
    trial.done("second").unwrap();
    // Who takes the first word back closes what stood on it.
    trial.answer("first", "no", None).unwrap();
    assert_eq!(trial.state("last"), Some(StepState::Held));
    trial.answer("first", "yes", None).unwrap();
    trial.done("last").unwrap();
    assert!(trial.is_finished());
}

#[test]
fn a_gate_with_a_setting_holds_only_where_it_is_true() {
    let mut sign = gate(step("sign"), "signed_policy", &["go"], &[]);
    sign.gate.as_mut().unwrap().setting = Some("policy.agree_before_use".to_owned());
    let mut trial = Trial::alone(vec![sign, step("go")]);
    let key = "policy.agree_before_use".to_owned();
    let settings = &mut trial.world.site.policy.profile.settings;
    settings.insert(key.clone(), "true".to_owned());
    assert_eq!(rule(trial.done("go")), Some(RuleId::R(94)));
    let settings = &mut trial.world.site.policy.profile.settings;
    settings.insert(key, "false".to_owned());
    trial.done("go").unwrap();
}

#[test]
fn a_gate_is_not_left_out_but_a_held_step_may_be() {
    let who = gate(ask("who", &["yes", "no"]), "owner_ok", &["acct"], &["yes"]);
    let mut trial = Trial::alone(vec![who, step("acct"), step("b")]);
    assert_eq!(rule(trial.skip("who", "no time")), Some(RuleId::R(35)));
    trial.skip("acct", "no account is wanted").unwrap();
    trial.fail("b", "the line is down").unwrap();
    assert_eq!(trial.state("b"), Some(StepState::Failed));
}

fn hr_list() -> Vec<Step> {
    let hr = gate(
        ask("hrq", &["no discipline", "discipline", "not answered yet"]),
        "hr_decision",
        &["lock"],
        &["no discipline", "discipline"],
    );
    vec![hr, step("lock")]
}

#[test]
fn hrs_word_is_hrs_own() {
    let mut trial = Trial::alone(hr_list());
    let hr = trial.world.contact("Hana Ruiz", &["hr"]);
    let other = trial.world.contact("Pat Lee", &[]);
    let refusal = trial.answer("hrq", "discipline", None).unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(73));
    assert_eq!(
        refusal.instead,
        "record who gave it: nightdesk check answer L-1 hrq \"discipline\" --by \"Hana Ruiz\""
    );
    let by_other = trial.answer("hrq", "discipline", Some(other));
    assert_eq!(rule(by_other), Some(RuleId::R(73)));
    // That there is no word yet may be written by anybody.
    trial.answer("hrq", "not answered yet", None).unwrap();
    assert_eq!(rule(trial.done("lock")), Some(RuleId::R(73)));
    trial.answer("hr_decision", "1", Some(hr)).unwrap();
    trial.done("lock").unwrap();
    let list = trial.world.records.list(trial.list).unwrap();
    assert_eq!(list.marks["hrq"].by, Some(hr));
}

#[test]
fn where_nobody_holds_hrs_post_the_name_given_stands_for_it() {
    let mut trial = Trial::alone(hr_list());
    let other = trial.world.contact("Pat Lee", &[]);
    assert_eq!(
        rule(trial.answer("hrq", "discipline", None)),
        Some(RuleId::R(73))
    );
    let unknown = PersonId(uuid::Uuid::from_u128(77));
    let by_unknown = trial.answer("hrq", "discipline", Some(unknown));
    assert_eq!(rule(by_unknown), Some(RuleId::N(3)));
    trial.answer("hrq", "discipline", Some(other)).unwrap();
}

#[test]
fn a_question_that_is_not_shown_holds_nothing() {
    let mut steps = hr_list();
    steps[0] = when(steps[0].clone(), "own", &["yes", "unknown"]);
    steps.insert(0, ask("own", &["no", "yes", "unknown"]));
    let mut trial = Trial::alone(steps);
    trial.answer("own", "unknown", None).unwrap();
    assert_eq!(trial.state("lock"), Some(StepState::Held));
    trial.answer("own", "no", None).unwrap();
    assert_eq!(trial.state("hrq"), None);
    trial.done("lock").unwrap();
    assert!(trial.is_finished());
}

#[test]
fn a_gate_before_the_close_is_named_to_whoever_closes() {
    let second = gate(
        ask("second", &["no", "yes"]),
        "second_person",
        &["close"],
        &["yes"],
    );
    let mut trial = Trial::for_ticket(vec![second, close()]);
    let id = trial.ticket.unwrap();
    let held = |trial: &Trial| {
        let ticket = trial.world.records.ticket(id).unwrap();
        let (records, site) = (&trial.world.records, &trial.world.site);
        holding_close(records, site, &ticket, trial.world.now)
    };
    trial.answer("second", "no", None).unwrap();
    let holding = held(&trial);
    assert_eq!(holding.len(), 1);
    assert_eq!(holding[0].1.rule, RuleId::R(57));
    assert_eq!(holding[0].1.answer.as_deref(), Some("no"));
    assert_eq!(trial.state("close"), Some(StepState::Held));
    trial.answer("second", "yes", None).unwrap();
    assert!(held(&trial).is_empty());
    let list = trial.world.records.list(trial.list).unwrap();
    let (records, site) = (&trial.world.records, &trial.world.site);
    assert!(open_gates(records, site, &list, trial.world.now).is_empty());
    assert_eq!(trial.state("close"), Some(StepState::Open));
}

#[test]
fn the_leads_word_is_the_leads_own() {
    let wipe = Step {
        who: "lead".to_owned(),
        ..gate(
            ask("word", &["no", "yes"]),
            "lead_word",
            &["wipe"],
            &["yes"],
        )
    };
    let mut trial = Trial::alone(vec![wipe, step("wipe")]);
    let lead = trial.world.contact("Lena Moss", &[]);
    let roles = &mut trial.world.site.policy.profile.roles.0;
    roles.insert("lead".to_owned(), vec!["it_manager".to_owned()]);
    let nobody = trial.answer("word", "yes", None).unwrap_err();
    assert_eq!(nobody.rule, RuleId::R(83));
    assert!(
        nobody.because.contains("only the lead can give"),
        "{nobody:?}"
    );
    trial.answer("word", "no", None).unwrap();
    assert_eq!(rule(trial.done("wipe")), Some(RuleId::R(83)));
    trial
        .world
        .apply_all([Event::from(crate::domain::event::PostHeld {
            person: lead,
            post: "it_manager".to_owned(),
        })]);
    let refusal = trial.answer("word", "yes", None).unwrap_err();
    assert!(
        refusal.instead.contains("--by \"Lena Moss\""),
        "{refusal:?}"
    );
    trial.answer("word", "yes", Some(lead)).unwrap();
    trial.done("wipe").unwrap();
}

#[test]
fn an_account_is_locked_only_after_as_many_vain_attempts_as_the_site_asks() {
    let tried = gate(step("try2"), "attempts_done", &["lock"], &[]);
    let mut trial = Trial::for_ticket(vec![tried, step("lock"), step("b")]);
    let security = &mut trial.world.site.policy.profile.security;
    security.contact_attempts = 2;
    let owner = trial.world.contact("Pat Lee", &[]);
    let attempt = |trial: &mut Trial| {
        trial.tell(Told::Person(PersonRef::Id(owner)), ToldOutcome::NoAnswer);
    };
    assert_eq!(rule(trial.done("lock")), Some(RuleId::R(75)));
    trial.done("try2").unwrap();
    attempt(&mut trial);
    let refusal = trial.done("lock").unwrap_err();
    assert_eq!(refusal.rule, RuleId::R(75));
    assert!(refusal.because.contains("1 of 2"), "{}", refusal.because);
    assert_eq!(
        refusal.instead,
        "once for each attempt: nightdesk tell T-1 NAME --outcome no-answer"
    );
    attempt(&mut trial);
    trial.done("lock").unwrap();
}
