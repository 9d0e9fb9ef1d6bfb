//! A text that looks like a secret is asked about once; the next Enter keeps it as it stands.

use super::callout::{at_step, mine};
use super::rig::{Rig, snapshot};
use crate::domain::testing::World;
use crate::domain::{Records as _, StepName};

const ASKED: &str = "this looks like a password: take it out. Enter keeps it";

#[test]
fn a_line_of_the_work_log_is_asked_about_once_and_the_second_enter_keeps_it() {
    let mut rig = at_step(StepName::Work);
    let before = mine(&rig).lines.len();
    rig.keys("root password: Hunter2!<Enter>");
    let frame = rig.frame();
    assert!(frame.contains(ASKED), "{frame}");
    assert_eq!(mine(&rig).lines.len(), before, "{frame}");
    // What was changed since is another text, and asked about again.
    rig.keys("!<Enter>");
    assert_eq!(mine(&rig).lines.len(), before, "{}", rig.frame());
    rig.keys("<Enter>");
    let lines = mine(&rig).lines;
    assert_eq!(
        lines.last().unwrap().text.as_str(),
        "root password: Hunter2!!"
    );
    let frame = rig.frame();
    assert!(!frame.contains("looks like"), "{frame}");
}

#[test]
fn a_line_that_was_taken_out_is_logged_without_a_word() {
    let mut rig = at_step(StepName::Work);
    rig.keys("pw=abc12<Tab>");
    let frame = rig.frame();
    assert!(
        frame.contains(ASKED) && !frame.contains("line added"),
        "{frame}"
    );
    rig.keys("<BS><BS><BS><BS><BS><BS><BS><BS>new password set<Enter>");
    let lines = mine(&rig).lines;
    assert_eq!(lines.last().unwrap().text.as_str(), "new password set");
    assert!(!rig.frame().contains("looks like"), "{}", rig.frame());
}

#[test]
fn the_narrative_and_what_fixed_it_are_asked_about_before_they_are_sent() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("e The password is Hunter2!<Esc><Enter>");
    assert_eq!(rig.model.walk.name(), Some(StepName::Narrative));
    let frame = rig.frame();
    assert!(
        frame.contains("looks like a password: take it out"),
        "{frame}"
    );
    rig.keys("<Enter>");
    assert!(rig.frame().contains("Enter keeps it"), "{}", rig.frame());
    assert_eq!(rig.model.walk.name(), Some(StepName::Narrative));
    rig.keys("<Enter>");
    assert_ne!(
        rig.model.walk.name(),
        Some(StepName::Narrative),
        "{}",
        rig.frame()
    );
    let ticket = mine(&rig).ticket;
    let story = snapshot(&rig.world).story(ticket).unwrap();
    let narrative = story.timeline.narrative.unwrap();
    assert!(
        narrative.as_str().contains("The password is Hunter2!"),
        "{narrative}"
    );
}

#[test]
fn the_button_and_the_way_to_bed_ask_too_and_the_same_key_keeps_it() {
    for key in ["<Tab><Tab><Enter>", "Z"] {
        let mut rig = at_step(StepName::Narrative);
        rig.keys("e pw=abc12<Esc>");
        let sent = rig.submitted.len();
        rig.keys(key);
        let frame = rig.frame();
        assert!(frame.contains("Enter keeps it"), "{key}: {frame}");
        assert_eq!(rig.submitted.len(), sent, "{key}: {frame}");
        rig.keys(if key == "Z" { "Z" } else { "<Enter>" });
        assert!(rig.submitted.len() > sent, "{key}: {}", rig.frame());
        let is_open = !rig.world.records.running_callouts().is_empty();
        assert_eq!(is_open, key != "Z", "{key}: {}", rig.frame());
    }
}

#[test]
fn an_action_is_asked_about_once_in_its_form() {
    let mut rig = Rig::new(World::new().at("2026-05-14T09:00-04:00"));
    rig.keys("nNo network<Enter>");
    let sent = rig.submitted.len();
    rig.keys("alogged in with pw=abc12<Enter>");
    let frame = rig.frame();
    assert!(
        frame.contains("this looks like a password: take it out"),
        "{frame}"
    );
    assert_eq!(rig.submitted.len(), sent, "{frame}");
    rig.keys("<Enter>");
    assert_eq!(rig.submitted.len(), sent + 1, "{}", rig.frame());
}

#[test]
fn a_narrative_is_asked_about_once_in_its_form() {
    let mut rig = Rig::new(World::new().at("2026-05-14T09:00-04:00"));
    rig.keys("nNo network<Enter>");
    let sent = rig.submitted.len();
    rig.keys("eNo network.<Enter>The password is Hunter2!<Esc><Enter>");
    let frame = rig.frame();
    assert!(frame.contains("line 2 looks like a password"), "{frame}");
    assert_eq!(rig.submitted.len(), sent, "{frame}");
    rig.keys("<Esc><Enter>");
    assert_eq!(rig.submitted.len(), sent + 1, "{}", rig.frame());
}
