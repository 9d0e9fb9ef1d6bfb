//! What it is about, answered again: what the first kind said goes with it.

use super::Night;
use crate::domain::StepName as N;
use crate::domain::testing::clean;

fn caller() -> Night {
    let mut night = Night::taken();
    night.answer(N::Caller, &[("name", "Ann Lee")]);
    night
}

#[test]
fn what_could_wait_leaves_no_count_behind() {
    let mut night = caller();
    night.answer(N::What, &[("kind", "8"), ("which", "slow")]);
    assert_eq!(night.world.ticket(1).blocked, Some(0));
    night.answer(N::What, &[("kind", "1"), ("which", "mail server")]);
    assert_eq!(night.world.ticket(1).blocked, None);
    let step = night.step().unwrap();
    assert_eq!(
        (step.name, step.parts[0].default.as_deref()),
        (N::Impact, None)
    );
}

#[test]
fn a_printer_keeps_no_server_and_a_program_no_dead_pc() {
    let mut night = caller();
    let asset = crate::domain::event::AssetAdded {
        asset: crate::domain::AssetId(night.world.uuid()),
        name: clean("circ-server"),
        what: clean("server"),
        unit: None,
        note: None,
    };
    night.world.apply_all([crate::domain::Event::from(asset)]);
    night.answer(N::What, &[("kind", "1"), ("which", "circ-server")]);
    assert!(night.world.ticket(1).asset.is_some());
    night.answer(N::What, &[("kind", "5"), ("which", "the printer jams")]);
    assert_eq!(night.world.ticket(1).asset, None);
    night.answer(N::What, &[("kind", "3"), ("which", "her PC")]);
    let ticket = night.world.ticket(1);
    assert!(ticket.pc_dead);
    assert_eq!(ticket.category, "repair");
    night.answer(N::What, &[("kind", "4"), ("which", "the mail program")]);
    let ticket = night.world.ticket(1);
    assert!(!ticket.pc_dead);
    assert_eq!(ticket.category, night.world.site.policy.prompts.default);
}
