//! Two people in one night: who may answer what, and whose minutes are whose.

use super::Night;
use crate::domain::command::{AnswerCallout, Console, GiveCallout, StartCallout, TakeCallout};
use crate::domain::testing::{World, at, clean};
use crate::domain::{CalloutId, Claim, Command, PersonId, Records as _, Refusal, StepName as N};

/// Dana takes the call at 02:12, hands it on at 03:00, and Nils goes to bed at 04:00.
fn handed() -> (Night, PersonId, PersonId) {
    let mut night = Night::taken();
    let dana = night.world.actor.person;
    let nils = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.world.now = at("2026-05-14T03:00-04:00");
    let give = GiveCallout {
        callout: night.id,
        to: nils,
    };
    night.world.run(Command::GiveCallout(give)).unwrap();
    night.world.actor.person = nils;
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-14T04:00-04:00");
    night.answer(N::Outcome, &[("how", "fixed"), ("times.stopped", "now")]);
    (night, dana, nils)
}

fn claim_as(night: &mut Night, person: PersonId, choice: &str) -> Result<(), Refusal> {
    let command = AnswerCallout {
        callout: night.id,
        step: N::Claim,
        values: vec![("choice".to_owned(), clean(choice))],
        leave: true,
        fresh: night.fresh(),
    };
    let command = Command::AnswerCallout(Box::new(command));
    night.world.run_as(person, command).map(|_| ())
}

fn claim_of(night: &Night, person: PersonId) -> Option<std::sync::Arc<Claim>> {
    let claims = night.world.records.claims_of(person);
    claims.into_iter().find(|c| c.state.as_str() == "drafted")
}

#[test]
fn each_claims_their_own_part_and_the_other_is_owed_until_then() {
    let (mut night, dana, nils) = handed();
    night.sleep().unwrap();
    assert_eq!(claim_of(&night, nils).unwrap().minutes_outside, 60);
    assert!(night.owes().contains(&"claim.Dana Reyes".to_owned()));
    claim_as(&mut night, dana, "claim").unwrap();
    assert_eq!(claim_of(&night, dana).unwrap().minutes_outside, 48);
    assert!(!night.owes().contains(&"claim.Dana Reyes".to_owned()));
    let mine = claim_of(&night, dana).unwrap();
    let theirs = claim_of(&night, nils).unwrap();
    for one in &mine.intervals {
        let apart = |two: &crate::domain::event::Interval| one.to <= two.from || two.to <= one.from;
        assert!(theirs.intervals.iter().all(apart));
    }
}

#[test]
fn a_claim_of_the_first_does_not_move_the_walk_of_the_second() {
    let (mut night, dana, _) = handed();
    let asks = night.asks();
    claim_as(&mut night, dana, "claim").unwrap();
    assert_eq!(night.asks(), asks);
    assert_eq!(night.callout().value(N::Claim, "choice"), None);
    night.sleep().unwrap();
    assert_eq!(night.world.records.claims_of(dana).len(), 1);
}

#[test]
fn no_claim_of_the_first_is_an_answer_too_and_takes_a_draft_back() {
    let (mut night, dana, _) = handed();
    claim_as(&mut night, dana, "claim").unwrap();
    claim_as(&mut night, dana, "none").unwrap();
    assert!(claim_of(&night, dana).is_none());
    night.sleep().unwrap();
    assert!(!night.owes().contains(&"claim.Dana Reyes".to_owned()));
}

#[test]
fn who_had_no_part_claims_nothing() {
    let (mut night, ..) = handed();
    night.sleep().unwrap();
    let other = night.world.staff("Bo Park", 1005, &["it_staff"]);
    let refusal = claim_as(&mut night, other, "claim").unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N14");
    assert!(refusal.instead.contains("nightdesk callout show K-1"));
}

#[test]
fn taken_back_and_forth_nobody_counts_a_minute_of_the_other() {
    let (mut night, dana, nils) = handed();
    let take = TakeCallout {
        callout: night.id,
        console: Console::default(),
    };
    night.world.now = at("2026-05-14T03:30-04:00");
    night
        .world
        .run_as(dana, Command::TakeCallout(take))
        .unwrap();
    night.world.actor.person = dana;
    night.world.now = at("2026-05-14T04:10-04:00");
    night.sleep().unwrap();
    claim_as(&mut night, nils, "claim").unwrap();
    assert_eq!(claim_of(&night, nils).unwrap().minutes_outside, 30);
    // 02:12 to 03:00, and 03:30 to 04:00, when the work stopped.
    assert_eq!(claim_of(&night, dana).unwrap().minutes_outside, 78);
}

#[test]
fn a_claim_that_is_answered_again_follows_the_times_and_is_never_doubled() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped 0214")]);
    let dana = night.world.actor.person;
    night.answer(N::Claim, &[("choice", "claim")]);
    night.answer(N::Claim, &[("choice", "claim")]);
    assert_eq!(night.world.records.claims_of(dana).len(), 1);
    night.world.now = at("2026-05-14T03:00-04:00");
    night.answer(N::Outcome, &[("times", "stopped 0250")]);
    night.answer(N::Claim, &[("choice", "claim")]);
    assert_eq!(claim_of(&night, dana).unwrap().minutes_outside, 38);
    let claims = night.world.records.claims_of(dana);
    let drafted = claims.iter().filter(|c| c.state.as_str() == "drafted");
    assert_eq!(drafted.count(), 1);
}

#[test]
fn to_bed_is_not_refused_because_another_claim_covers_the_minutes() {
    let mut first = Night::taken();
    first.answer(N::What, &[("kind", "2")]);
    first.answer(N::Work, &[]);
    first.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped now")]);
    first.sleep().unwrap();
    let mut second = Night::begun(first.world.clone(), false);
    second.answer(N::Caller, &[("rang", "0212")]);
    second.answer(N::Work, &[]);
    second.answer(N::Outcome, &[("how", "4"), ("times", "stopped now")]);
    second.sleep().unwrap();
    assert_eq!(second.callout().value(N::Claim, "choice"), Some("tomorrow"));
    assert!(second.owes().contains(&"claim.choice".to_owned()));
}

#[test]
fn a_call_inside_the_working_hours_is_logged_and_claims_nothing_by_itself() {
    let mut night = Night::begun(World::new().at("2026-05-14T10:00-04:00"), false);
    assert!(night.callout().inside_hours);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    assert_eq!(night.callout().value(N::Claim, "choice"), Some("none"));
    assert!(night.callout().claims.is_empty());
}

#[test]
fn a_second_callout_of_a_ticket_is_refused_unless_it_is_said_to_be_ones_own() {
    let mut night = Night::taken();
    let nils = night.world.staff("Nils Birkett", 1003, &["it_staff"]);
    let mut start = StartCallout {
        id: CalloutId(night.world.uuid()),
        ticket: night.callout().ticket,
        over: false,
        duty: None,
        own: false,
        console: Console::default(),
    };
    let mut begin = |start: &StartCallout| {
        let command = Command::StartCallout(start.clone());
        night.world.run_as(nils, command)
    };
    let refusal = begin(&start).unwrap_err();
    assert_eq!(refusal.rule.to_string(), "N14");
    let because = refusal.because.as_str();
    assert!(
        because.contains("Dana Reyes has K-1 since 02:12"),
        "{because}"
    );
    for way in [
        "callout show K-1",
        "callout take K-1",
        "callout start --own",
    ] {
        assert!(refusal.instead.contains(way), "{}", refusal.instead);
    }
    start.own = true;
    begin(&start).unwrap();
    assert_eq!(night.world.records.running_callouts().len(), 2);
}
