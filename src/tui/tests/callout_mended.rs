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

#[test]
fn to_bed_before_the_outcome_goes_to_that_question() {
    let mut rig = at_step(StepName::Impact);
    rig.keys("Z");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Outcome),
        "{}",
        rig.frame()
    );
    assert!(rig.model.overlay.is_none(), "{}", rig.frame());
    assert!(
        rig.frame().contains("how did it come out?"),
        "{}",
        rig.frame()
    );
    assert!(mine(&rig).ended.is_none());
}

#[test]
fn whom_to_call_has_the_number_that_was_given_at_the_call() {
    let mut rig = at_step(StepName::What);
    let given = mine(&rig)
        .value(StepName::Caller, "phone")
        .map(str::to_owned);
    let given = given.unwrap_or_else(|| panic!("{}", rig.frame()));
    rig.keys("<Esc>H");
    let frame = rig.frame();
    assert!(
        frame.contains(&format!("{given} (given at this call)")),
        "{frame}"
    );
}

#[test]
fn a_refused_answer_puts_the_mark_on_the_part_that_is_named() {
    let mut rig = at_step(StepName::Impact);
    rig.fails = Some(crate::desk::SubmitError::Refused(Box::new(
        crate::domain::Refusal::new(
            crate::domain::RuleId::N(16),
            "`x` is no number of people",
            "`nightdesk callout answer impact.opening=38`, w for the whole unit, ? for not known yet",
        ),
    )));
    rig.keys("4<Enter>5<Enter>");
    rig.fails = None;
    let frame = rig.frame();
    assert!(frame.contains("the question \"impact\""), "{frame}");
    assert_eq!(rig.model.walk.at, 1, "{frame}");
}
