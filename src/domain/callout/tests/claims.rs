//! What a claim holds: the minutes outside the hours, with times as they stand, no minute twice.

use super::Night;
use crate::domain::StepName as N;
use crate::domain::testing::{World, at};

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
