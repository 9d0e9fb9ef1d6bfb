//! The callout on the screen: times out of order, another list, and a list made of a cure.

use super::callout::{at_step, mine};
use crate::domain::{Records as _, StepName};

#[test]
fn times_out_of_order_are_warned_before_they_are_sent_and_may_be_kept() {
    let mut rig = at_step(StepName::Outcome);
    rig.keys("1<Tab><Tab><Tab>0100<Enter>");
    let frame = rig.frame();
    assert!(frame.contains("Out of order: stopped"), "{frame}");
    assert!(frame.contains("Times out of order: stopped"), "{frame}");
    assert_eq!(rig.model.walk.name(), Some(StepName::Outcome), "{frame}");
    rig.keys("<Enter>");
    assert_ne!(rig.model.walk.name(), Some(StepName::Outcome));
    let stopped = mine(&rig)
        .value(StepName::Outcome, "times.stopped")
        .map(str::to_owned);
    assert!(stopped.is_some_and(|at| at.contains("T01:00")));
}

#[test]
fn another_list_is_two_keys_away_and_the_first_one_is_asked_no_more() {
    let mut rig = at_step(StepName::List);
    assert!(rig.frame().contains("o  another list"), "{}", rig.frame());
    rig.keys("o");
    let frame = rig.frame();
    assert!(frame.contains("Which list?"), "{frame}");
    rig.keys("wan-failure<Enter>");
    let frame = rig.frame();
    assert_eq!(rig.model.walk.name(), Some(StepName::List), "{frame}");
    assert!(frame.contains("left to tick"), "{frame}");
    let lists = rig.world.records.lists_of(mine(&rig).ticket);
    let open: Vec<&str> = lists
        .iter()
        .filter(|list| list.finished.is_none())
        .map(|list| list.checklist.as_str())
        .collect();
    assert_eq!(open, ["wan-failure"]);
}
