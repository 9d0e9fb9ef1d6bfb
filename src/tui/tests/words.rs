//! Words that are whole: no question is cut, no title ends in half a word, no bracket is empty.

use std::sync::Arc;

use uuid::Uuid;

use super::rig::{Rig, library};
use crate::tui::form::{Form, FormKind};

/// A frame without borders and line breaks.
fn flat(rig: &Rig) -> String {
    let frame = rig.frame();
    let plain = frame.replace(['│', '┃', '━', '─', '┏', '┓', '┗', '┛'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_long_question_of_the_record_is_whole_at_every_size_and_has_no_empty_brackets() {
    let question = "What happened, in detail? Use the caller's words and the exact message that \
                    was on the screen of the program.";
    for (cols, rows) in [(120, 36), (80, 24), (60, 16), (50, 12), (40, 10)] {
        let mut rig = Rig::new(library());
        rig.size(cols, rows);
        let ticket = rig.model.queue.selected.unwrap();
        let kind = FormKind::Note(ticket, question.to_owned());
        let ids = (Uuid::from_u128(1), Uuid::from_u128(2));
        let form = Form::new(kind, &Arc::clone(&rig.model.snapshot), ids, rig.model.now);
        rig.model.active = Some(form.id);
        rig.model.forms.push(form);
        rig.keys("it said no");
        let frame = flat(&rig);
        // Beside the form stands another pane where there is room for it.
        if cols <= 80 {
            assert!(frame.contains(question), "{cols}x{rows}: {}", rig.frame());
        }
        assert!(frame.contains("exact message"), "{cols}x{rows}: {frame}");
        assert!(
            frame.contains("it said no"),
            "{cols}x{rows}: {}",
            rig.frame()
        );
        assert!(!frame.contains("()"), "{cols}x{rows}: {frame}");
    }
}

#[test]
fn the_title_of_the_queue_says_its_order_in_whole_words_or_not_at_all() {
    let mut world = library();
    let ticket = world.open("Toner");
    world.log(ticket, "changed").unwrap();
    world.resolve(ticket, "it prints").unwrap();
    let mut rig = Rig::new(world);
    for cols in [60, 80, 100, 110, 120, 150, 200, 210] {
        rig.size(cols, 36);
        let frame = rig.frame();
        let top = frame
            .lines()
            .find(|line| line.contains("Queue 5 open"))
            .unwrap();
        let title = top.split(['┓', '┐']).next().unwrap();
        assert!(
            title.contains("1 resolved, not closed: f"),
            "{cols}: {title}"
        );
        assert!(!title.contains('…'), "{cols}: {title}");
        assert_eq!(
            title.contains("most"),
            title.contains("stopped first"),
            "{cols}: {title}"
        );
    }
}

#[test]
fn the_title_of_no_checklists_has_no_gap_behind_it() {
    let mut rig = Rig::new(library());
    rig.size(200, 50);
    let frame = rig.frame();
    assert!(frame.contains("checklists ─"), "{frame}");
}

#[test]
fn without_room_for_panes_a_form_says_what_it_is_what_is_wrong_and_its_keys() {
    for (cols, rows) in [(50, 12), (40, 10)] {
        let mut rig = Rig::new(library());
        rig.size(cols, rows);
        rig.keys("nKiosk<Tab><Tab><Tab><Tab><Tab><Tab>x<Esc>G<Enter>");
        let frame = flat(&rig);
        for said in [
            "new ticket",
            "cannot work: x",
            "a number, w for the whole unit",
            "Esc",
        ] {
            assert!(
                frame.contains(said),
                "{said} {cols}x{rows}: {}",
                rig.frame()
            );
        }
    }
}
