//! What people missed on the screen: what a form asks, what a list shows, what a row cuts.

use super::rig::{Rig, library};
use crate::domain::testing::World;
use crate::domain::{Affected, Command};
use crate::tui::Msg;

fn desk() -> Rig {
    Rig::new(library())
}

#[test]
fn a_word_may_have_been_given_earlier() {
    let mut rig = desk();
    rig.keys("uRita Ortiz<Enter>phone<Enter>told<Enter>on our way<Tab>-20<Enter>");
    let Some(Command::Tell(tell)) = rig.submitted.last() else {
        panic!("{}", rig.frame());
    };
    assert_eq!(tell.happened, Some(rig.world.now.plus_minutes(-20)));
}

#[test]
fn the_impact_form_asks_for_the_unit_and_lists_every_word() {
    let mut rig = desk();
    rig.keys("i");
    let frame = rig.frame();
    for word in Affected::ALL {
        assert!(frame.contains(word.as_str()), "{word}: {frame}");
    }
    let form = rig.model.form().unwrap();
    let unit = form.fields.iter().find(|field| field.spec.id == "unit");
    assert!(unit.unwrap().spec.hint.starts_with("now none"));
    rig.keys("banana<Tab><BackTab>");
    let frame = rig.frame();
    assert!(
        frame.contains("none of the words") && frame.contains("safety, change, other)"),
        "{frame}"
    );
}

#[test]
fn a_step_that_ticks_itself_says_so_and_opens_no_form() {
    let mut rig = desk();
    rig.keys(":check start server-network-outage<Enter>");
    let steps = rig.model.steps();
    let auto = steps.iter().find(|step| step.ticks_itself).unwrap();
    rig.model.cursors.step = Some((auto.list.id, auto.id.clone()));
    rig.keys(" ");
    assert!(rig.model.active.is_none(), "{}", rig.frame());
    assert!(
        rig.model.status.contains("ticks itself"),
        "{}",
        rig.model.status
    );
    let frame = rig.frame();
    let keys = frame.lines().last().unwrap();
    assert!(!keys.contains("space tick"), "{keys}");
}

#[test]
fn a_time_as_proof_is_asked_for_once() {
    let mut rig = desk();
    rig.keys(":check start malware-first-hour<Enter>");
    let steps = rig.model.steps();
    let timed = steps
        .iter()
        .find(|step| step.needs.contains("when"))
        .unwrap();
    rig.model.cursors.step = Some((timed.list.id, timed.id.clone()));
    rig.keys(" ");
    let form = rig.model.form().unwrap();
    let whens = form
        .fields
        .iter()
        .filter(|field| field.spec.label == "when");
    assert_eq!(whens.count(), 1);
}

#[test]
fn the_pane_of_a_checklist_says_what_a_step_needs_and_by_when() {
    let mut rig = desk();
    rig.size(80, 40)
        .keys(":check start malware-first-hour<Enter>");
    let frame = rig.frame();
    assert!(frame.contains("(needs when"), "{frame}");
    let has_limit = frame.contains("min after incident aware") || frame.contains("(by ");
    assert!(has_limit, "{frame}");
    assert!(
        frame.contains("pane 3 of 5, Tab"),
        "the title gives way: {frame}"
    );
}

#[test]
fn a_fresh_ticket_does_not_hide_the_unfinished_ones() {
    let mut rig = Rig::new(World::new());
    rig.keys("nPrinter jams<Esc><Esc>n");
    let said = "1 unfinished, :drafts goes on: Printer jams";
    assert!(rig.frame().contains(said), "{}", rig.frame());
    let now = rig.world.now;
    rig.send(Msg::Now(now));
    assert!(rig.frame().contains(said));
}

#[test]
fn what_is_overdue_stands_before_what_is_still_to_come() {
    let mut rig = desk();
    rig.wait(60 * 30);
    let owed = rig.model.owed();
    let late: Vec<bool> = owed
        .iter()
        .map(|one| one.due.is_some_and(|due| due < rig.model.now))
        .collect();
    assert!(late.contains(&true), "{owed:?}");
    assert!(late.is_sorted_by(|a, b| a >= b), "{late:?}");
}

#[test]
fn what_is_resolved_and_not_closed_is_named_on_the_desk() {
    let mut rig = desk();
    assert!(!rig.frame().contains("resolved, not closed"));
    let ticket = rig.model.queue.rows[0].ticket.id;
    rig.world.resolve(ticket, "it works again").unwrap();
    let snapshot = super::rig::snapshot(&rig.world);
    rig.send(Msg::Desk(snapshot));
    assert!(
        rig.frame().contains("1 resolved, not closed: f"),
        "{}",
        rig.frame()
    );
}

#[test]
fn a_find_that_is_left_selects_again_what_was_selected_before() {
    let mut rig = desk();
    rig.keys("j");
    let before = rig.model.queue.selected;
    assert!(before.is_some());
    rig.keys("/zzz<Esc>");
    assert_eq!(rig.model.queue.selected, before);
    rig.keys("/zzz<Enter>");
    assert!(rig.model.queue.rows.is_empty(), "{}", rig.frame());
    rig.keys("/<Esc>");
    assert_eq!(rig.model.queue.selected, before);
    rig.keys("/zzz<Enter><Esc>");
    assert_eq!(rig.model.queue.selected, before);
}
