//! The callout on the screen: times out of order, another list, and a list made of a cure.

use super::callout::{at_step, mine};
use crate::domain::StepName;

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
