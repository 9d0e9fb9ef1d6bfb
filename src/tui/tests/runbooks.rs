//! The department's runbooks: named where one needs them, read in the middle of a sentence, and
//! back to where one was.

use super::callout::{at_night, walk_to};
use super::every::frames;
use super::rig::{Rig, library};
use crate::domain::StepName;
use crate::domain::site::Runbook;
use crate::domain::testing::{World, clean};
use crate::tui::Msg;

pub(super) fn runbook(id: &str, title: &str, targets: &str) -> Runbook {
    let mut lines = vec![
        clean("1. Ring the desk downstairs before anything is switched off."),
        clean("2. On the console of the server, and nowhere else:"),
        clean("     systemctl restart circ && journalctl -u circ -n 50 --no-pager"),
        clean(""),
    ];
    lines.extend((3..40).map(|n| clean(&format!("{n}. Look at rack {n}."))));
    Runbook {
        id: id.to_owned(),
        version: 1,
        title: clean(title),
        targets: targets.split(", ").map(clean).collect(),
        lines,
    }
}

fn with(mut world: World, books: &[(&str, &str, &str)]) -> World {
    for (id, title, targets) in books {
        let policy = &mut world.site.policy;
        policy
            .runbooks
            .insert((*id).to_owned(), runbook(id, title, targets));
    }
    world
}

const CIRC: (&str, &str, &str) = ("circ", "Restarting the circulation server", "circ");
const CUT: (&str, &str, &str) = ("cut", "After a power cut", "server");

fn one() -> World {
    with(at_night(), &[CIRC])
}

fn two() -> World {
    with(at_night(), &[CIRC, CUT])
}

fn of_tickets() -> World {
    with(library(), &[CUT])
}

fn working(world: World) -> Rig {
    let mut rig = Rig::new(world);
    rig.size(80, 24);
    walk_to(&mut rig, StepName::Work);
    rig
}

#[test]
fn it_is_named_as_soon_as_the_system_is_typed() {
    let mut rig = Rig::new(one());
    rig.size(80, 24);
    walk_to(&mut rig, StepName::What);
    assert!(!rig.frame().contains("Runbook"), "{}", rig.frame());
    rig.keys("1");
    assert!(!rig.frame().contains("Runbook"), "{}", rig.frame());
    rig.keys("circ<c-r>");
    assert!(rig.frame().contains("Ring the desk"), "{}", rig.frame());
    rig.keys("<Esc>");
    assert_eq!(rig.model.walk.editor("which").unwrap().text(), "circ");
}

#[test]
fn it_is_read_in_the_middle_of_a_sentence_which_stands_there_afterwards() {
    let mut rig = working(one());
    rig.keys("half a sent");
    let said = "Runbook: Restarting the circulation server; ctrl-r reads it";
    assert!(rig.frame().contains(said), "{}", rig.frame());
    rig.keys("<c-r>");
    assert!(rig.frame().contains("systemctl restart"), "{}", rig.frame());
    rig.keys("<Down><Down>x");
    assert!(rig.frame().contains("Esc goes back"), "{}", rig.frame());
    rig.keys("<Esc>");
    let editor = rig.model.walk.editor("line").unwrap();
    assert_eq!(
        (editor.text().as_str(), editor.cursor()),
        ("half a sent", 11)
    );
    rig.keys("ence<Enter>");
    assert!(rig.model.walk.editor("line").unwrap().is_blank());
    let lines = &super::callout::mine(&rig).lines;
    assert_eq!(lines.last().unwrap().text.as_str(), "half a sentence");
}

#[test]
fn between_texts_its_letter_opens_it_and_closes_it_again() {
    let mut rig = working(one());
    rig.keys("abc<Esc>");
    assert!(rig.frame().contains("; B reads it"), "{}", rig.frame());
    rig.keys("B");
    assert!(rig.frame().contains("Ring the desk"), "{}", rig.frame());
    rig.keys("B");
    assert!(rig.model.overlay.is_none());
    assert_eq!(rig.model.walk.name(), Some(StepName::Work));
    rig.keys(":runbook<Enter>");
    assert!(rig.frame().contains("Ring the desk"), "{}", rig.frame());
}

#[test]
fn the_last_line_is_reached_at_every_width_and_up_moves_at_once() {
    for (cols, rows) in [(120, 36), (80, 24), (50, 12)] {
        let mut rig = working(one());
        rig.size(cols, rows).keys("<c-r><End>");
        assert!(
            rig.frame().contains("39. Look at rack 39."),
            "{}",
            rig.frame()
        );
        let at_the_end = rig.frame();
        rig.keys("<Up>");
        assert_ne!(rig.frame(), at_the_end);
        rig.keys("<Home>");
        assert!(rig.frame().contains("1. Ring the desk"), "{}", rig.frame());
        rig.keys("<c-d>");
        assert!(!rig.frame().contains("1. Ring the desk"), "{}", rig.frame());
        rig.size(cols, rows + 200);
        assert!(rig.frame().contains("1. Ring the desk"), "{}", rig.frame());
    }
}

#[test]
fn of_several_one_is_chosen_by_its_digit() {
    let mut rig = working(two());
    rig.keys("abc<c-r>");
    let frame = rig.frame();
    assert!(frame.contains("1 Restarting"), "{frame}");
    assert!(frame.contains("2 After a power cut (cut)"), "{frame}");
    rig.keys("2");
    assert!(
        rig.frame().contains("runbook: After a power cut"),
        "{}",
        rig.frame()
    );
    rig.keys("<Esc>d");
    assert_eq!(rig.model.walk.editor("line").unwrap().text(), "abcd");
}

#[test]
fn from_a_ticket_the_same_key_reads_it_and_in_its_form_too() {
    let mut rig = Rig::new(of_tickets());
    rig.size(200, 50).keys("<Enter>");
    let server = rig.frame();
    assert!(server.contains("runbook: After a power"), "{server}");
    rig.keys("B");
    assert!(rig.frame().contains("Ring the desk"), "{}", rig.frame());
    rig.keys("<Esc>ahalf a l<c-r>");
    assert!(rig.frame().contains("Ring the desk"), "{}", rig.frame());
    rig.keys("<Esc>ine<Enter>");
    let story =
        crate::domain::Records::ticket(&rig.world.records, rig.model.queue.selected.unwrap());
    assert!(story.is_some());
    assert!(rig.frame().contains("half a line"), "{}", rig.frame());
}

#[test]
fn where_none_is_for_it_all_are_offered_and_where_there_is_none_it_says_so() {
    let mut rig = Rig::new(with(library(), &[CIRC]));
    rig.keys("B");
    assert!(rig.frame().contains("1 Restarting"), "{}", rig.frame());
    let mut rig = Rig::new(library());
    rig.size(80, 24).keys("B");
    assert!(rig.model.overlay.is_none());
    assert!(rig.frame().contains("no runbook yet"), "{}", rig.frame());
}

#[test]
fn one_that_is_retired_meanwhile_is_still_read_to_its_end() {
    let mut rig = working(one());
    rig.keys("<c-r>");
    rig.world.site.policy.runbooks.clear();
    let snapshot = super::rig::snapshot(&rig.world);
    rig.send(Msg::Desk(snapshot));
    rig.keys("<End>");
    assert!(
        rig.frame().contains("39. Look at rack 39."),
        "{}",
        rig.frame()
    );
    rig.keys("<Esc><c-r>");
    assert!(rig.model.overlay.is_none());
}

#[test]
fn the_runbook_has_its_frames() {
    frames("runbook_named", one, |rig| {
        walk_to(rig, StepName::Work);
        rig.keys("half a sent");
    });
    frames("runbook_read", one, |rig| {
        walk_to(rig, StepName::Work);
        rig.keys("half a sent<c-r><Down><Down>");
    });
    frames("runbook_choice", two, |rig| {
        walk_to(rig, StepName::List);
        rig.keys("B");
    });
}
