//! A time of day without its day, typed in a form of the desk.

use super::rig::Rig;
use crate::domain::testing::World;

#[test]
fn a_time_of_the_evening_before_is_asked_about_and_enter_keeps_it() {
    let mut rig = Rig::new(World::new().at("2026-05-14T09:00-04:00"));
    rig.keys("nNo network<Enter>");
    rig.keys("aasked the vendor<Tab>2230<Enter>");
    let frame = rig.frame();
    assert!(
        frame.contains("`2230` would be Wed 22:30, before it came in 09:00"),
        "{frame}"
    );
    assert!(frame.contains("Enter keeps it"), "{frame}");
    let sent = rig.submitted.len();
    rig.keys("<Enter>");
    assert_eq!(rig.submitted.len(), sent + 1, "{}", rig.frame());
    // With its day nothing is asked; another time is asked about by itself.
    rig.keys("arang again<Tab>yesterday 2230<Enter>");
    assert_eq!(rig.submitted.len(), sent + 2, "{}", rig.frame());
    rig.keys("aand again<Tab>2230<Enter><BS><BS>15<Enter>");
    assert_eq!(rig.submitted.len(), sent + 2, "{}", rig.frame());
}
