//! When a step is due: limits on dates that a step gives, on events, and on the list's own start.

use super::*;
use crate::time::Stamp;

fn first_day() -> Moment {
    Moment::Date(DateName("newhire.first_day".to_owned()))
}

fn limited(id: &str, moment: Moment, count: i32, unit: OffsetUnit) -> Step {
    let offset = Offset { count, unit };
    Step {
        limit: Some(Limit::At { moment, offset }),
        ..step(id)
    }
}

fn event(name: &str) -> Moment {
    Moment::Event(EventName(name.to_owned()))
}

fn due(trial: &Trial, id: &str) -> Option<Stamp> {
    let list = trial.world.records.list(trial.list).unwrap();
    let view = steps(
        &trial.world.records,
        &trial.world.site,
        &list,
        trial.world.now,
    );
    view.steps.iter().find(|s| s.step.id == id).unwrap().due
}

#[test]
fn a_date_that_a_step_gives_starts_the_limits_on_it() {
    let date = Step {
        evidence: vec![EvidenceKey::Date],
        sets: Some(first_day()),
        ..step("date")
    };
    let acct = limited("acct", first_day(), -1, OffsetUnit::WorkDays);
    let go = limited("go", first_day(), 0, OffsetUnit::Days);
    let mut trial = Trial::alone(vec![date, acct, go]);
    assert_eq!((due(&trial, "acct"), due(&trial, "go")), (None, None));
    trial.done_with("date", &[("date", "2026-06-01")]).unwrap();
    assert_eq!(due(&trial, "go"), Some(at("2026-06-01T23:59-04:00")));
    let acct = due(&trial, "acct").unwrap();
    assert_eq!(
        acct.wall().date().to_string(),
        "2026-05-29",
        "the Friday before"
    );
}

#[test]
fn a_time_that_lies_ahead_is_written_by_hand_where_it_gives_a_date() {
    let ends = Moment::Date(DateName("leaver.access_ends_at".to_owned()));
    let word = Step {
        evidence: vec![EvidenceKey::Time],
        sets: Some(ends.clone()),
        ..step("word")
    };
    let dis = limited("dis", ends, 15, OffsetUnit::Minutes);
    for (typed, end) in [
        ("17:00", "2026-05-14T17:15-04:00"),
        ("12:30", "2026-05-14T12:45-04:00"),
        ("9:00", "2026-05-15T09:15-04:00"),
        ("2026-05-20 12:00", "2026-05-20T12:15-04:00"),
        ("now", "2026-05-14T13:15-04:00"),
    ] {
        let mut trial = Trial::alone(vec![word.clone(), dis.clone()]);
        assert_eq!(rule(trial.done("word")), Some(RuleId::R(13)));
        trial.done_with("word", &[("time", typed)]).unwrap();
        assert_eq!(due(&trial, "dis"), Some(at(end)), "{typed}");
    }
}

#[test]
fn an_event_that_a_step_records_starts_the_limits_on_it() {
    let back = Step {
        sets: Some(event("loan.returned")),
        ..step("back")
    };
    let wipe = limited("wipe", event("loan.returned"), 2, OffsetUnit::Hours);
    let mut trial = Trial::alone(vec![back, wipe]);
    assert_eq!(due(&trial, "wipe"), None);
    trial.done("back").unwrap();
    assert_eq!(due(&trial, "wipe"), Some(at("2026-05-14T15:00-04:00")));
}

#[test]
fn a_list_whose_first_moment_nobody_recorded_counts_from_when_it_was_begun() {
    let aware = event("incident.aware");
    let iso = limited("iso", aware.clone(), 5, OffsetUnit::Minutes);
    let other = limited("other", event("callout.ended"), 5, OffsetUnit::Minutes);
    let mut list = template(vec![iso, other]);
    list.anchor = aware;
    let mut world = World::new();
    let ticket = world.open("Odd window");
    let trial = Trial::begun(world, list, Some(ticket));
    assert_eq!(due(&trial, "iso"), Some(at("2026-05-14T13:05-04:00")));
    assert_eq!(due(&trial, "other"), None);
}

#[test]
fn a_step_of_an_event_that_nothing_records_is_ticked_by_hand_with_its_proof() {
    let next = Step {
        evidence: vec![EvidenceKey::Date],
        ..auto("next", "credential.changed")
    };
    let mut trial = Trial::alone(vec![step("a"), next]);
    trial.done("a").unwrap();
    let list = trial.world.records.list(trial.list).unwrap();
    let view = steps(
        &trial.world.records,
        &trial.world.site,
        &list,
        trial.world.now,
    );
    let owed: Vec<&str> = owed_steps(&view).map(|s| s.step.id.as_str()).collect();
    assert_eq!(owed, ["next"]);
    assert_eq!(rule(trial.done("next")), Some(RuleId::R(13)));
    trial.done_with("next", &[("date", "2026-11-10")]).unwrap();
    assert!(trial.is_finished());
}
