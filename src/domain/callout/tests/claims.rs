//! What a claim holds: the minutes outside the hours, with times as they stand, no minute twice.

use super::Night;
use crate::domain::testing::{World, at};
use crate::domain::{Records as _, StepName as N};

/// A server down from half past seven to half past nine of a Friday, where work begins at half past
/// eight.
fn into_the_day() -> Night {
    let mut night = Night::begun(World::new().at("2026-05-15T07:30-04:00"), false);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-15T09:30-04:00");
    night.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped now")]);
    night
}

fn sheet(night: &Night) -> String {
    let world = &night.world;
    let callout = night.callout();
    super::super::sheet(&world.records, &world.site, &callout, world.now).join("\n")
}

#[test]
fn the_intervals_of_a_claim_end_where_the_working_hours_begin() {
    let mut night = into_the_day();
    night.sleep().unwrap();
    let claim = night.claim();
    let [one] = claim.intervals.as_slice() else {
        panic!("{claim:?}");
    };
    assert_eq!(one.from, at("2026-05-15T07:30-04:00"));
    assert_eq!(one.to, at("2026-05-15T08:30-04:00"));
    assert_eq!((claim.minutes_worked, claim.minutes_outside), (120, 60));
    // The whole stretch stands on the sheet, and beside it what of it counts.
    let sheet = sheet(&night);
    assert!(sheet.contains("07:30 to 09:30: work, 2 h"), "{sheet}");
    assert!(sheet.contains("Outside: 07:30 to 08:30."), "{sheet}");
}

#[test]
fn a_claim_whose_times_were_corrected_says_so_until_it_is_drafted_anew() {
    let mut night = into_the_day();
    night.answer(N::Claim, &[]);
    night.sleep().unwrap();
    // That somebody went to bed some minutes after the claim is no correction.
    assert!(!night.owes().contains(&"claim.M-1".to_owned()));
    night.world.now = at("2026-05-16T11:00-04:00");
    night.answer(N::Outcome, &[("times.rang", "0700")]);
    assert!(night.owes().contains(&"claim.M-1".to_owned()));
    assert!(sheet(&night).contains("M-1 was drafted with other times"));
    night.answer(N::Claim, &[("choice", "claim")]);
    let owes = night.owes();
    assert!(
        !owes.iter().any(|key| key.starts_with("claim.")),
        "{owes:?}"
    );
    let claims = night.world.records.claims_of(night.world.actor.person);
    let minutes: Vec<_> = claims.iter().map(|claim| claim.minutes_outside).collect();
    assert_eq!(minutes, [60, 90]);
}

#[test]
fn the_same_turn_of_the_roster_is_written_once() {
    use crate::domain::command::SetRoster;
    use crate::domain::{Command, RosterId};
    let mut world = World::new().at("2026-05-14T09:00-04:00");
    let person = world.actor.person;
    let mut set = |from: &str, to: &str| {
        let turn = RosterId(world.uuid());
        let (from, to) = (at(from), at(to));
        let set = SetRoster {
            turn,
            person,
            from,
            to,
        };
        world
            .run(Command::SetRoster(set))
            .map_err(|refusal| refusal.rule.to_string())
    };
    let to = "2026-05-15T08:00:00-04:00";
    set("2026-05-14T18:00:00-04:00", to).unwrap();
    // People name turns by the minute, in whatever zone: seconds make no other turn.
    for from in ["2026-05-14T18:00:21-04:00", "2026-05-14T22:00:00+00:00"] {
        assert_eq!(set(from, to).unwrap_err(), "N07", "{from}");
    }
    assert!(set(to, "2026-05-16T08:00:00-04:00").is_ok());
}

/// Dana, who is the director, works on what is no emergency and means to explain it.
fn explained(mut night: Night) -> Night {
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "5"), ("which", "printer jams")]);
    night.answer(N::Impact, &[("now", "1"), ("opening", "0")]);
    night.answer(N::Emergency, &[("verdict", "2"), ("approval", "3")]);
    night
}

#[test]
fn the_work_of_the_director_is_approved_by_the_deputy() {
    let mut night = Night::taken();
    let lea = night.world.staff("Lea Osei", 1004, &["leadership"]);
    night
        .world
        .site
        .policy
        .profile
        .comp_time
        .deputy_for_own_claims = "leadership".to_owned();
    // Another director does not decide what a director did.
    night.world.staff("Otto Lang", 1005, &["director"]);
    let night = explained(night);
    assert_eq!(night.callout().approval.clone().unwrap().of, Some(lea));
    assert!(night.owes().contains(&"emergency.approval".to_owned()));
}

#[test]
fn what_nobody_can_approve_is_explained_and_then_paid() {
    let mut night = explained(Night::taken());
    assert_eq!(night.callout().approval.clone().unwrap().of, None);
    assert!(night.owes().contains(&"emergency.because".to_owned()));
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed")]);
    night.sleep().unwrap();
    assert!(night.owes().contains(&"emergency.because".to_owned()));
    night.answer(N::Emergency, &[("because", "the paper burned")]);
    let owes = night.owes();
    assert!(
        !owes.iter().any(|key| key.starts_with("emergency.")),
        "{owes:?}"
    );
}

#[test]
fn the_claim_is_asked_with_its_minutes_by_rate_and_what_covers_them_already() {
    use crate::domain::site::Rate;
    let lines = |night: &Night| {
        let (world, callout) = (&night.world, night.callout());
        let (nothing, now) = (super::super::Given::new(), world.now);
        let (records, site) = (&world.records, &world.site);
        let step = super::super::step_named(records, site, &callout, N::Claim, &nothing, now);
        let step = step.unwrap();
        (step.derived.join("\n"), step.parts[0].default.clone())
    };
    // From ten on Saturday to half past one on Sunday, which counts double.
    let mut world = World::new().at("2026-05-16T22:00-04:00");
    let double = Rate { num: 2, den: 1 };
    let rates = &mut world.site.policy.profile.comp_time;
    rates.rate_by_weekday = [(6, double)].into();
    let mut night = Night::begun(world, false);
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-17T01:30-04:00");
    night.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped now")]);
    let (said, default) = lines(&night);
    assert!(
        said.contains("By rate: 2 h at 3 for 2, 1 h 30 min at 2 for 1."),
        "{said}"
    );
    assert_eq!(default.as_deref(), Some("claim"));
    night.sleep().unwrap();
    // A second call in the same minutes: Enter does not run into a refusal.
    let mut second = Night::begun(night.world.clone(), false);
    second.answer(N::Caller, &[("rang", "0120")]);
    second.answer(N::What, &[("kind", "2"), ("which", "no network")]);
    second.answer(N::Work, &[]);
    second.world.wait(30);
    second.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped now")]);
    let (said, default) = lines(&second);
    assert!(
        said.contains("M-1 of K-1 holds Sat 22:00 to 01:30 already"),
        "{said}"
    );
    assert_eq!(default.as_deref(), Some("tomorrow"));
    second.answer(N::Claim, &[]);
    assert!(second.owes().contains(&"claim.choice".to_owned()));
}
