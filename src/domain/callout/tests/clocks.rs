//! Lengths across midnight, both changes of the clocks, and a clock that jumps.

use super::Night;
use crate::domain::event::ClockJumped;
use crate::domain::testing::{World, at};
use crate::domain::{Event, StepName as N};

/// A night from one moment to another, and the minutes of its claim.
fn claimed(from: &str, to: &str) -> (u32, u32) {
    let mut night = Night::begun(World::new().at(from), false);
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Work, &[]);
    night.world.now = at(to);
    night.answer(N::Outcome, &[("how", "fixed"), ("times.stopped", "now")]);
    night.sleep().unwrap();
    let claim = night.claim();
    (claim.minutes_worked, claim.minutes_outside)
}

#[test]
fn a_night_across_midnight_has_its_length() {
    assert_eq!(
        claimed("2026-05-13T23:30-04:00", "2026-05-14T01:15-04:00"),
        (105, 105)
    );
}

#[test]
fn the_missing_hour_of_spring_is_not_worked() {
    assert_eq!(
        claimed("2026-03-08T01:30-05:00", "2026-03-08T03:30-04:00"),
        (60, 60)
    );
}

#[test]
fn the_doubled_hour_of_autumn_is_worked_twice() {
    assert_eq!(
        claimed("2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"),
        (60, 60)
    );
}

#[test]
fn what_runs_into_the_working_hours_counts_only_outside_them() {
    assert_eq!(
        claimed("2026-05-14T07:30-04:00", "2026-05-14T09:00-04:00"),
        (90, 60)
    );
}

#[test]
fn a_clock_that_is_set_back_makes_no_night_shorter_and_it_is_said() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Work, &[]);
    // After two hours somebody sets the clock two hours back.
    night.world.apply_all([Event::from(ClockJumped {
        expected: at("2026-05-14T04:12-04:00"),
        shown: at("2026-05-14T02:12-04:00"),
    })]);
    night.world.now = at("2026-05-14T02:42-04:00");
    night.answer(N::Outcome, &[("how", "fixed")]);
    let unsure = "The interruption: 30 min by a clock that jumped meanwhile, so that length";
    for name in [N::Outcome, N::Claim] {
        let lines = night.named(name).derived;
        assert!(
            lines.iter().any(|line| line.starts_with(unsure)),
            "{lines:?}"
        );
    }
    night.sleep().unwrap();
    let claim = night.claim();
    assert_eq!(claim.minutes_worked, 151);
    let why = claim.unsure.clone().unwrap();
    assert!(
        why.as_str().contains("02:12") && why.as_str().contains("04:12"),
        "{why}"
    );
    // The two moments lie on two sides of the jump: what lies between them is not known.
    let world = &night.world;
    let sheet =
        crate::domain::callout::sheet(&world.records, &world.site, &night.callout(), world.now);
    // So say the question of the outcome, that of the claim, and scripts.
    let lasted = crate::domain::callout::interruption(
        &world.records,
        &world.site,
        &night.callout(),
        world.now,
    );
    assert!(lasted.unwrap().is_unsure, "{lasted:?}");
    let mut ends = sheet
        .iter()
        .filter(|line| line.starts_with("It works again since"));
    let end = ends.next().unwrap();
    assert!(end.contains("that length is not sure"), "{end}");
}

/// The minutes of a night with a pause, whose clocks change on the way.
fn claimed_with_pause(from: &str, pause: (&str, &str), to: &str) -> u32 {
    use crate::domain::Command;
    use crate::domain::command::{PauseCallout, ResumeCallout};
    let mut night = Night::begun(World::new().at(from), false);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    let callout = night.id;
    night.world.now = at(pause.0);
    let stop = PauseCallout {
        callout,
        happened: None,
    };
    night.world.run(Command::PauseCallout(stop)).unwrap();
    night.world.now = at(pause.1);
    let go_on = ResumeCallout { callout, gap: None };
    night.world.run(Command::ResumeCallout(go_on)).unwrap();
    night.world.now = at(to);
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "fixed"), ("times.stopped", "-1")]);
    night.sleep().unwrap();
    night.claim().minutes_outside
}

#[test]
fn a_pause_over_either_change_of_the_clocks_has_its_true_length() {
    // Spring: 01:30 to 03:30 is one hour, of which 01:50 to 03:10 are twenty minutes.
    let spring = claimed_with_pause(
        "2026-03-08T01:30-05:00",
        ("2026-03-08T01:50-05:00", "2026-03-08T03:10-04:00"),
        "2026-03-08T03:30-04:00",
    );
    assert_eq!(spring, 40);
    // Autumn: 00:30 to 02:30 is three hours, of which the doubled hour is a pause.
    let autumn = claimed_with_pause(
        "2026-11-01T00:30-04:00",
        ("2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"),
        "2026-11-01T02:30-05:00",
    );
    assert_eq!(autumn, 120);
}

#[test]
fn a_pause_that_is_open_when_the_work_ends_makes_nothing_negative() {
    use crate::domain::Command;
    use crate::domain::command::PauseCallout;
    let mut night = Night::taken();
    night.world.wait(30);
    let pause = PauseCallout {
        callout: night.id,
        happened: None,
    };
    night.world.run(Command::PauseCallout(pause)).unwrap();
    night.world.wait(30);
    night.answer(N::Work, &[]);
    // It stopped before the pause began.
    night.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped 0222")]);
    night.sleep().unwrap();
    assert_eq!(night.claim().minutes_worked, 10);
}

#[test]
fn a_holiday_has_no_working_hours() {
    let mut world = World::new().at("2026-05-25T10:00-04:00");
    let holiday = chrono::NaiveDate::from_ymd_opt(2026, 5, 25).unwrap();
    world.site.calendar.closed_days.insert(holiday);
    let mut night = Night::begun(world, false);
    assert!(!night.callout().inside_hours);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    night.answer(N::Work, &[]);
    night.world.now = at("2026-05-25T11:00-04:00");
    night.answer(N::Outcome, &[("how", "fixed"), ("times", "stopped now")]);
    night.sleep().unwrap();
    assert_eq!(night.claim().minutes_outside, 60);
}

/// When the ticket of a night owes its next word.
fn word_owed(night: &Night) -> Option<crate::time::Stamp> {
    use crate::domain::ticket::{OwedWhat, owed};
    let world = &night.world;
    let owed = owed(&world.records, &world.site, &world.ticket(1), world.now);
    let mut words = owed.into_iter().filter(|one| one.what == OwedWhat::Word);
    words.find_map(|word| word.due)
}

#[test]
fn a_ticket_owes_word_when_its_callout_promised_it() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "yes")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    assert_eq!(word_owed(&night), Some(at("2026-05-14T02:42-04:00")));
    night.world.tell(night.callout().ticket, "on it").unwrap();
    assert_eq!(word_owed(&night), Some(at("2026-05-14T02:44-04:00")));
}

#[test]
fn who_wants_word_in_the_morning_is_owed_none_in_the_night() {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee"), ("word", "morning")]);
    night.answer(N::What, &[("kind", "1"), ("which", "server")]);
    assert_eq!(word_owed(&night), Some(at("2026-05-14T08:30-04:00")));
    night.answer(N::Work, &[]);
    night.answer(N::Outcome, &[("how", "handed"), ("to", "Dana Reyes")]);
    night.sleep().unwrap();
    assert_eq!(word_owed(&night), Some(at("2026-05-14T08:30-04:00")));
}

#[test]
fn seconds_of_many_stretches_are_counted_before_the_sum_is_cut_to_minutes() {
    use crate::domain::IntervalKind::Work;
    use crate::domain::event::Interval;
    let piece = |from, to| Interval {
        from: at(from),
        to: at(to),
        kind: Work,
    };
    let two = [
        piece("2026-05-14T02:00:00-04:00", "2026-05-14T02:10:40-04:00"),
        piece("2026-05-14T03:00:00-04:00", "2026-05-14T03:10:40-04:00"),
    ];
    assert_eq!(super::super::times::minutes_in(&two), 21);
}
