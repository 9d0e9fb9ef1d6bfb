//! `C` where a ticket is selected: a new call, one about that ticket, one's own beside another's.

use super::callout::{at_step, mine};
use super::rig::{Rig, snapshot};
use crate::domain::command::GiveCallout;
use crate::domain::testing::World;
use crate::domain::{Command, Number, Records as _, StepName};
use crate::tui::Msg;
use crate::tui::tests::callout::at_night;

fn of(rig: &Rig) -> Number {
    let ticket = mine(rig).ticket;
    rig.world.records.ticket(ticket).unwrap().number
}

/// Somebody else has K-1 of T-6, which is selected in the queue.
fn beside() -> Rig {
    let mut rig = at_step(StepName::Place);
    let mara = rig.world.records.person_named("Mara Kent").unwrap().id;
    let callout = mine(&rig).id;
    let give = Command::GiveCallout(GiveCallout { callout, to: mara });
    rig.world.run(give).unwrap();
    rig.send(Msg::Desk(snapshot(&rig.world)));
    rig.keys("<Esc>");
    rig
}

#[test]
fn a_selected_ticket_is_offered_and_a_new_call_costs_no_key_more() {
    for (keys, number) in [
        ("C1", 6),
        ("C<Enter>", 6),
        ("C31", 3),
        ("<Enter>C31", 3),
        ("C331", 6),
    ] {
        let mut rig = Rig::new(at_night());
        rig.keys(keys);
        assert_eq!(of(&rig), Number::ticket(number), "{keys}: {}", rig.frame());
    }
    let mut rig = Rig::new(at_night());
    rig.keys("C");
    let offered = "3  it is about T-3, Circulation server down";
    assert!(rig.frame().contains(offered), "{}", rig.frame());
    rig.keys("3");
    let frame = rig.frame();
    assert!(frame.contains("About T-3, Circulation"), "{frame}");
    assert!(frame.contains("3  no, something new"), "{frame}");
    // Whoever leaves is asked anew the next time.
    rig.keys("<Esc>C");
    assert!(rig.frame().contains(offered), "{}", rig.frame());
}

#[test]
fn an_empty_queue_offers_no_ticket_and_an_open_callout_comes_first() {
    let mut rig = Rig::new(World::new().at("2026-05-15T02:11-04:00"));
    rig.keys("C");
    let frame = rig.frame();
    assert!(frame.contains("Is it happening now"), "{frame}");
    assert!(!frame.contains("3  "), "{frame}");
    let mut rig = at_step(StepName::Place);
    rig.keys("<Esc><Down>C");
    assert_eq!(rig.model.walk.name(), Some(StepName::Place));
}

#[test]
fn a_ticket_with_somebody_elses_callout_is_looked_at_or_gets_ones_own() {
    let mut rig = beside();
    rig.keys("C");
    let frame = rig.frame();
    assert!(frame.contains("3  look on: Mara Kent has K-1"), "{frame}");
    assert!(frame.contains("4  one of your own about T-6, "), "{frame}");
    rig.keys("41");
    assert_eq!(rig.world.records.running_callouts().len(), 2);
    assert_eq!(of(&rig), Number::ticket(6), "{}", rig.frame());
    // Whoever looks on can take a call too when the phone rings.
    let mut rig = beside();
    rig.keys("C3");
    assert!(rig.frame().contains("looking on"), "{}", rig.frame());
    rig.keys("<Esc>2");
    assert!(rig.frame().contains("looking on"), "{}", rig.frame());
    rig.keys("C1");
    assert_eq!(of(&rig), Number::ticket(7), "{}", rig.frame());
}

#[test]
fn the_palette_goes_to_a_step_of_the_walk_or_says_how_to_get_there() {
    let mut rig = at_step(StepName::Place);
    rig.keys(":outcome<Enter>");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Outcome),
        "{}",
        rig.frame()
    );
    // From the desk too; a word that is an action stays one.
    rig.keys("<Esc><Esc>:tell<Enter>");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Tell),
        "{}",
        rig.frame()
    );
    // What was answered leads past it.
    rig.keys(":V<Enter>");
    assert!(
        rig.model.status.contains("has no step V"),
        "{}",
        rig.model.status
    );
    let mut rig = Rig::new(at_night());
    rig.keys(":outcome");
    assert!(
        rig.frame()
            .contains("not here: no callout of yours is open"),
        "{}",
        rig.frame()
    );
    rig.keys("<Enter>");
    assert!(
        rig.model.status.contains("C takes a call"),
        "{}",
        rig.model.status
    );
}
