//! What it is about, answered again: what the first kind said goes with it.

use super::Night;
use super::lists::{at_list, called, lists, why_left};
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

#[test]
fn the_list_of_a_wrong_kind_is_put_away_with_what_was_done_on_it() {
    let mut night = called();
    at_list(&mut night);
    night
        .try_answer(N::List, &[("one", "done")], false)
        .unwrap();
    night.answer(N::What, &[("kind", "7"), ("which", "2")]);
    let known = lists(&night);
    assert_eq!(why_left(&known[0]), "it is about something else now");
    assert!(known[0].marks.contains_key("one"), "{known:?}");
    // The walk asks the new list alone, and nothing of the old one is owed.
    at_list(&mut night);
    let asked = night.step().unwrap();
    assert_eq!(
        asked.derived[0],
        "The list lost-stolen-device: 2 left to tick"
    );
    night
        .try_answer(N::List, &[("one", "done")], false)
        .unwrap();
    night
        .try_answer(N::List, &[("two", "done")], false)
        .unwrap();
    let asked = night.step().unwrap();
    assert_eq!(asked.parts[0].key, "outsider", "{asked:?}");
    night.answer(N::Work, &[]);
    let owes = night.owes();
    assert!(!owes.iter().any(|key| key.starts_with("list.")), "{owes:?}");
}

#[test]
fn a_list_with_a_gate_that_holds_at_night_stays_and_the_log_says_so() {
    let mut night = called();
    let mut held = super::lists::template("power-ups");
    let mut third = held.steps[0].clone();
    "three".clone_into(&mut third.id);
    held.steps.push(third);
    held.steps[1].gate = Some(crate::domain::site::Gate {
        kind: "safe".to_owned(),
        blocks: vec!["three".to_owned()],
        opens: Vec::new(),
        setting: None,
    });
    night.world.adopt(held);
    night.answer(N::What, &[("kind", "6"), ("which", "power")]);
    let list = lists(&night).pop().unwrap();
    assert_eq!(list.checklist, "power-ups");
    let skip = crate::domain::command::FailStep {
        list: list.id,
        step: "one".to_owned(),
        because: clean("smoke"),
    };
    night
        .world
        .run(crate::domain::Command::FailStep(skip))
        .unwrap();
    night.answer(N::What, &[("kind", "1"), ("which", "ils01")]);
    let known = lists(&night);
    let old = known
        .iter()
        .find(|list| list.checklist == "power-ups")
        .unwrap();
    assert!(old.finished.is_none(), "{old:?}");
    let said = &night.callout().lines.last().unwrap().text.to_string();
    assert!(
        said.contains("stays beside the new list: its step two"),
        "{said}"
    );
}
