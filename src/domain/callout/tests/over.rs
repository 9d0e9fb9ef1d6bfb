//! What was over before it was written down.

use super::Night;
use crate::domain::testing::{World, at};
use crate::domain::{StepName as N, ToldOutcome};

/// A night that is written down at noon.
fn at_noon(values: &[(&str, &str)]) -> Night {
    let mut world = World::new().at("2026-05-14T12:00-04:00");
    world.contact("Ann Lee", &[]);
    world.staff("Bea Boss", 1005, &["director"]);
    let mut night = Night::begun(world, true);
    let mut all = vec![
        ("name", "Ann Lee"),
        ("rang", "0155"),
        ("restored", "0330"),
        ("stopped", "0345"),
        ("how", "a switch had no power"),
    ];
    all.extend(values);
    night.answer(N::Over, &all);
    night
}

#[test]
fn who_was_told_in_the_night_was_not_told_at_noon_and_the_rest_is_owed_at_once() {
    let night = at_noon(&[("what", "2"), ("which", "no network"), ("told", "1")]);
    let ticket = night.world.ticket(1);
    let told = ticket.told.first().unwrap();
    assert_eq!(told.outcome, ToldOutcome::Told);
    assert_eq!(told.at, at("2026-05-14T03:45-04:00"));
    let world = &night.world;
    let debts = super::super::debts(&world.records, &world.site, &night.callout(), world.now);
    assert!(
        debts
            .iter()
            .any(|debt| debt.text.contains("Bea Boss was not told")),
        "{debts:?}"
    );
    let night = at_noon(&[("what", "2"), ("told", "1"), ("told_at", "0335")]);
    let ticket = night.world.ticket(1);
    assert_eq!(ticket.told[0].at, at("2026-05-14T03:35-04:00"));
}

#[test]
fn security_that_is_over_asks_for_suspicion_and_report_all_the_same() {
    let mut night = at_noon(&[("what", "7"), ("which", "breach")]);
    assert_eq!(night.asks(), "security.suspect");
    night.answer(N::Suspect, &[("suspect", "1"), ("who", "Ann Lee")]);
    night.answer(N::Seen, &[("seen", "mails in her name")]);
    assert_eq!(night.asks(), "security.report");
    let incident = night.world.ticket(1).incident.clone().unwrap();
    assert_eq!(incident.aware, at("2026-05-14T01:55-04:00"));
    night.answer(N::Report, &[("report", "4")]);
    assert_eq!(night.asks(), "emergency");
}

#[test]
fn an_outsider_at_a_server_is_asked_for_afterwards_too_and_to_whom_it_was_handed() {
    let mut night = at_noon(&[
        ("what", "1"),
        ("outsider", "2"),
        ("fixed", "3"),
        ("to", "Nils"),
    ]);
    let callout = night.callout();
    assert_eq!(callout.value(N::Over, "to"), Some("Nils"));
    let mut lines = callout.lines.iter();
    assert!(lines.any(|line| line.text.as_str() == "Handed over to Nils"));
    assert_eq!(night.asks(), "V");
    night.answer(N::Vendor, &[("name", "P. Kahn"), ("systems", "mail")]);
    assert!(night.owes().contains(&"V.mail".to_owned()));
}
