//! Years at a desk by chance: tickets, lists, callouts at night, claims, imports, by six people at
//! two processes, while clocks jump, disks fail and the power is cut.
//!
//! The seed is printed where something is wrong; `NIGHTDESK_SEED` sets another.

mod desk_rig;
mod fault_rig;
mod year_rig;

use desk_rig::{at, open};
use fault_rig::{Said, seed};
use year_rig::{Tally, Year};

/// A year of so many steps; everything is looked at after every so many.
fn year(seed: u64, steps: u64, every: u64) -> Tally {
    let mut year = Year::new(seed, steps);
    for step in 1..=steps {
        let _said = Said(format!("NIGHTDESK_SEED={seed}, step {step} of {steps}"));
        year.step();
        if step % every == 0 {
            year.holds_all();
        }
    }
    year.holds_all();
    year.tally
}

/// A number that may be set from outside.
fn number(name: &str, own: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(own, |text| text.parse().expect("a number"))
}

#[test]
fn a_short_year_loses_nothing_and_keeps_its_order() {
    let tally = year(seed(7), 400, 80);
    assert!(tally.saved > 200 && tally.callouts > 0, "{tally:?}");
    eprintln!("{tally:?}");
}

#[test]
#[ignore = "half an hour: before a release"]
fn ten_long_years_lose_nothing_and_keep_their_order() {
    let own = seed(100);
    for n in 0..number("NIGHTDESK_YEARS", 10) {
        let tally = year(own + n, number("NIGHTDESK_STEPS", 5000), 250);
        eprintln!("seed {}: {tally:?}", own + n);
    }
}

#[test]
fn the_rig_begins_with_a_desk_that_opens() {
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("desk");
    desk_rig::new_desk(&dir);
    assert_eq!(open(&dir).snapshot().read_only, None);
    assert!(open(&dir).now() > at("2026-11-22T02:00:00-05:00").0);
}
