//! The machine sleeps in the middle of a callout: the night has its right length, or it is said
//! that its length is not sure.

#[expect(dead_code, reason = "another test file uses the rest")]
#[path = "cli/rig.rs"]
mod rig;

use std::sync::Arc;

use nightdesk::time::{Boot, Clock, Stamp};
use rig::Rig;
use serde_json::Value;

/// A machine whose clock since boot can be set apart from its wall clock.
struct Machine {
    at: Stamp,
    boot_ms: u64,
}

impl Clock for Machine {
    fn now(&self) -> Stamp {
        self.at
    }

    fn boot(&self) -> Boot {
        Boot {
            id: "one boot".to_owned(),
            ms: self.boot_ms,
        }
    }
}

/// Sets the wall clock, and the minutes since the machine was started.
fn clock(rig: &mut Rig, at: &str, boot_min: u64) {
    rig.machine.clock = Arc::new(Machine {
        at: at.parse().expect("a time"),
        boot_ms: boot_min * 60_000,
    });
}

/// A callout that begins at 02:12, sleeps at the work, and ends at 04:20; its claim.
fn slept(boot_min_at_the_end: u64) -> (Rig, Value) {
    let mut rig = Rig::bare();
    clock(&mut rig, "2026-11-24T02:12:00-05:00", 600);
    rig.ok(&["init", "--name", "Millrow Library"]);
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "1", "circulation server down"]);
    rig.ok(&["callout", "answer", "impact.now=38"]);
    rig.ok(&["callout", "log", "restarted it"]);
    clock(&mut rig, "2026-11-24T04:20:00-05:00", boot_min_at_the_end);
    rig.ok(&["callout", "answer", "outcome=fixed"]);
    rig.ok(&["callout", "finish"]);
    let claim = rig.json(&["claim", "show", "M-1"]);
    (rig, claim)
}

#[test]
fn a_clock_since_boot_that_counts_the_sleep_gives_the_right_length() {
    let (rig, claim) = slept(600 + 128);
    assert_eq!(claim["minutes_outside"], 128, "{claim}");
    let sheet = rig.ok(&["callout", "show", "K-1"]);
    assert!(!sheet.contains("clock jumped"), "{sheet}");
    assert_eq!(claim["unsure"], Value::Null, "{claim}");
}

#[test]
fn a_clock_since_boot_that_did_not_count_it_makes_the_length_unsure() {
    let (rig, claim) = slept(600 + 8);
    let sheet = rig.ok(&["callout", "show", "K-1"]);
    assert!(sheet.contains("the machine's clock jumped"), "{sheet}");
    let unsure = claim["unsure"].as_str().expect("it is said");
    assert!(
        unsure.contains("02:20") && unsure.contains("04:20"),
        "{unsure}"
    );
    assert_eq!(claim["minutes_outside"], 8, "{claim}");
}
