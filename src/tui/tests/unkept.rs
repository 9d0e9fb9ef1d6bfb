//! Text that the disk does not take: nobody is told that it is kept, and it stays where it is.

use super::rig::{Rig, library};
use crate::tui::Msg;

fn full() -> Rig {
    let mut rig = Rig::new(library());
    rig.no_drafts = Some("No space left on device (os error 28)".to_owned());
    rig
}

#[test]
fn a_text_that_the_disk_did_not_take_is_not_called_kept() {
    let mut rig = full();
    rig.keys("nhalf a title");
    let frame = rig.frame();
    assert!(frame.contains("the disk is full"), "{frame}");
    assert!(frame.contains("NOT SAVED"), "{frame}");
    assert!(!frame.contains("os err"), "{frame}");
    rig.keys("<Esc><Esc>");
    let frame = rig.frame();
    assert!(rig.model.active.is_some(), "the form stays: {frame}");
    assert!(frame.contains("NOT on the disk"), "{frame}");
    rig.keys("<Esc>");
    assert!(rig.model.active.is_none());
    let said = &rig.model.status;
    assert!(
        said.contains("NOT on the disk") && !said.contains("kept"),
        "{said}"
    );
    rig.keys("q");
    let frame = rig.frame();
    assert!(
        frame.contains("what you typed is NOT on the disk"),
        "{frame}"
    );
    assert!(!frame.contains("kept as drafts"), "{frame}");
}

#[test]
fn once_the_disk_takes_it_again_it_is_kept() {
    let mut rig = full();
    rig.keys("nhalf");
    rig.no_drafts = None;
    let now = rig.world.now;
    let keys: Vec<_> = rig.model.unkept.keys().cloned().collect();
    for key in keys {
        rig.send(Msg::DraftSaved(key, Ok(now)));
    }
    rig.keys("<Esc><Esc>");
    assert!(rig.model.active.is_none());
    assert!(!rig.frame().contains("NOT SAVED"), "{}", rig.frame());
    assert!(rig.model.status.contains("kept as unfinished"));
}

#[test]
fn a_draft_that_fails_does_not_cover_what_was_refused() {
    let mut rig = full();
    rig.model.say("refused: the door is locked");
    rig.keys("n");
    rig.model.status = "refused: the door is locked".to_owned();
    let key = crate::tui::DraftKey {
        on: uuid::Uuid::from_u128(7),
        field: "new--title".to_owned(),
    };
    rig.send(Msg::DraftSaved(
        key,
        Err("Read-only file system (os error 30)".to_owned()),
    ));
    assert_eq!(rig.model.status, "refused: the door is locked");
    assert!(rig.frame().contains("NOT SAVED"));
}
