//! The callout after a drop, at another console, and on the morning after.

use super::callout::{at_step, mine};
use super::rig::{Rig, snapshot};
use crate::desk::SubmitError;
use crate::domain::command::{Console, TakeCallout};
use crate::domain::{Command, Records as _, StepName};
use crate::tui::Msg;
use crate::tui::model::{CalloutBox, OverlayKind};
use crate::tui::msg::{DraftKey, KeptDraft};

/// Another session of the same person on the same desk, with the drafts that lie there.
fn again(rig: Rig) -> Rig {
    let kept: Vec<KeptDraft> = rig
        .drafts
        .iter()
        .map(|(key, text)| KeptDraft {
            key: key.clone(),
            text: text.clone(),
            cursor: 3,
            at: rig.world.now,
        })
        .collect();
    let mut next = Rig::new(rig.world);
    next.drafts = rig.drafts;
    next.send(Msg::Drafts(kept));
    next
}

#[test]
fn a_half_typed_answer_is_back_after_a_drop_with_the_cursor_where_it_was() {
    let mut rig = at_step(StepName::Work);
    rig.keys("half a li");
    let (key, text) = rig.drafts.iter().next().unwrap();
    assert_eq!(
        (key.field.as_str(), text.as_str()),
        ("callout--work--line", "half a li")
    );
    let mut next = again(rig);
    assert!(
        next.frame().contains("Callout of T-6 is open"),
        "{}",
        next.frame()
    );
    next.keys("<Enter>");
    assert_eq!(next.model.walk.name(), Some(StepName::Work));
    assert!(next.frame().contains("> half a li"), "{}", next.frame());
    next.keys("X<Enter>");
    assert_eq!(
        mine(&next).lines.last().unwrap().text.as_str(),
        "halXf a li"
    );
    assert!(next.drafts.is_empty(), "{:?}", next.drafts);
}

#[test]
fn a_form_that_is_half_filled_in_is_back_after_a_drop() {
    let mut rig = at_step(StepName::Caller);
    rig.keys("Rita Ortiz<Enter>555-0101<Enter>2-2");
    let mut next = again(rig);
    next.keys("<Enter>");
    let frame = next.frame();
    assert!(frame.contains("Who is calling?  Rita Ortiz"), "{frame}");
    assert!(frame.contains("text message"), "{frame}");
    next.keys("<End>0<Enter>1");
    assert_eq!(
        next.model.walk.name(),
        Some(StepName::What),
        "{}",
        next.frame()
    );
    assert_eq!(mine(&next).value(StepName::Caller, "channel"), Some("text"));
    assert!(next.drafts.is_empty(), "{:?}", next.drafts);

    let mut rig = at_step(StepName::What);
    rig.keys("7");
    let mut next = again(rig);
    next.keys("<Enter>");
    assert!(
        next.frame().contains("a breach, or a hijacked account"),
        "{}",
        next.frame()
    );
}

#[test]
fn what_the_record_has_already_is_offered_no_more_after_a_drop() {
    // The session died between the word of the disk and the end of the draft.
    let mut rig = at_step(StepName::Work);
    rig.keys("/server moved the logs");
    let drafts = rig.drafts.clone();
    rig.keys("<Enter>");
    rig.drafts = drafts;
    let next = again(rig);
    assert!(next.drafts.is_empty(), "{:?}", next.drafts);
    assert_eq!(mine(&next).lines.len(), 1);

    let mut rig = at_step(StepName::What);
    rig.keys("1circ");
    let drafts = rig.drafts.clone();
    rig.keys("<Enter>");
    assert_eq!(rig.model.walk.name(), Some(StepName::Impact));
    rig.drafts = drafts;
    let next = again(rig);
    assert!(next.drafts.is_empty(), "{:?}", next.drafts);
}

#[test]
fn what_was_typed_in_a_callout_that_has_ended_goes_into_no_other() {
    let mut rig = at_step(StepName::Claim);
    let id = mine(&rig).id;
    rig.keys("Z");
    assert!(rig.world.records.running_callouts().is_empty());
    let key = DraftKey {
        on: id.uuid(),
        field: "callout--caller--name".to_owned(),
    };
    rig.drafts.insert(key, "Somebody else".to_owned());
    let mut next = again(rig);
    assert!(
        next.model
            .status
            .contains("typed and not sent: Somebody else")
    );
    next.keys("<Esc>C1");
    assert_eq!(next.model.walk.name(), Some(StepName::Caller));
    assert!(!next.frame().contains("Somebody else"), "{}", next.frame());
    // It is an unfinished line by now, which can be read and thrown away.
    next.keys("<Esc>:drafts<Enter>");
    assert!(next.frame().contains("Somebody else"), "{}", next.frame());
    next.keys("<Esc>:discard<Enter><Enter>");
    let is_kept = next
        .drafts
        .values()
        .any(|text| text.contains("Somebody else"));
    assert!(!is_kept, "{:?}", next.drafts);
}

#[test]
fn a_text_that_is_not_saved_is_sent_again_by_the_same_key() {
    let mut rig = at_step(StepName::What);
    rig.fails = Some(SubmitError::NotSaved("the disk is full".to_owned()));
    rig.keys("1circ<Enter>");
    assert_eq!(rig.model.walk.name(), Some(StepName::What));
    assert!(rig.frame().contains("> circ"), "{}", rig.frame());
    rig.fails = None;
    rig.keys("<Enter>");
    assert_eq!(rig.model.walk.name(), Some(StepName::Impact));
}

#[test]
fn who_comes_back_late_is_asked_once_whether_it_was_work() {
    let mut rig = at_step(StepName::Work);
    rig.world.wait(13);
    let mut next = again(rig);
    next.keys("<Enter>");
    assert!(
        next.frame().contains("02:11 to 02:24 without a line"),
        "{}",
        next.frame()
    );
    next.keys("2");
    let callout = mine(&next);
    assert_eq!(callout.breaks.len(), 1);
    assert!(next.frame().contains("clock 0h00"), "{}", next.frame());
    let mut third = again(next);
    third.keys("<Enter>");
    assert!(third.model.overlay.is_none(), "{}", third.frame());
}

#[test]
fn the_first_screen_looks_hands_over_or_ends() {
    let mut looked = again(at_step(StepName::Work));
    looked.keys("1");
    assert!(
        looked.frame().contains("T-6 timeline"),
        "{}",
        looked.frame()
    );
    let mut given = again(at_step(StepName::Work));
    given.keys("2<Enter>");
    let who = given.world.records.running_callouts()[0].person;
    assert_ne!(who, given.world.actor.person);
    let mut ended = again(at_step(StepName::Work));
    ended.keys("3");
    assert_eq!(ended.model.walk.name(), Some(StepName::Outcome));
}

#[test]
fn the_first_console_is_told_that_it_was_taken_over() {
    let mut rig = at_step(StepName::Place);
    let mara = rig.world.records.person_named("Mara Kent").unwrap().id;
    let take = Command::TakeCallout(TakeCallout {
        callout: mine(&rig).id,
        console: Console::default(),
    });
    rig.world.run_as(mara, take).unwrap();
    rig.send(Msg::Desk(snapshot(&rig.world)));
    assert!(
        rig.model.status.contains("K-1 is Mara Kent's now"),
        "{}",
        rig.model.status
    );
    assert!(rig.frame().contains("looking on"), "{}", rig.frame());
    // Lines go on under the own name; taking it back is an entry.
    rig.keys("acable found<Enter>");
    let running = rig.world.records.running_callouts().pop().unwrap();
    assert_eq!(running.person, mara);
    let ticket = rig.world.ticket(6).id;
    let story = snapshot(&rig.world).story(ticket).unwrap();
    let line = story.timeline.lines.last().unwrap();
    assert!(line.text.as_str().contains("cable found"), "{line:?}");
    assert_eq!(line.by, Some(rig.world.actor.person));
    rig.keys(":take over<Enter>");
    assert_eq!(mine(&rig).person, rig.world.actor.person);
}

#[test]
fn the_morning_shows_the_card_and_its_sheet() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("Z");
    rig.world.wait(6 * 60);
    let mut next = again(rig);
    assert!(has_cards(&next), "{}", next.frame());
    assert!(next.frame().contains("K-1"), "{}", next.frame());
    next.keys("<Enter>");
    assert!(next.frame().contains("K-1 of T-6"), "{}", next.frame());
}

fn has_cards(rig: &Rig) -> bool {
    let kind = rig.model.overlay.as_ref().map(|o| o.kind.clone());
    matches!(kind, Some(OverlayKind::Callout(CalloutBox::Cards)))
}

#[test]
fn a_card_that_was_put_away_comes_back_only_when_something_on_it_changed() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("Z");
    let callout = rig.world.records.ended_callouts().pop().unwrap();
    rig.world.wait(6 * 60);
    let mut first = again(rig);
    assert!(has_cards(&first), "{}", first.frame());
    first.keys("<Esc>");
    assert_eq!(first.drafts.len(), 1, "{:?}", first.drafts);
    let mut second = again(first);
    assert!(!has_cards(&second), "{}", second.frame());
    // Asked for by name it is there.
    second.keys(":last night<Enter>");
    assert!(second.frame().contains("K-1"), "{}", second.frame());
    second.keys("<Esc>");
    // The caller is told: that stands on the card.
    second.world.tell(callout.ticket, "it works again").unwrap();
    let mut third = again(second);
    assert!(has_cards(&third), "{}", third.frame());
    third.keys("<Enter>");
    let mut fourth = again(third);
    assert!(!has_cards(&fourth), "{}", fourth.frame());
    // With the card goes what is kept of it.
    fourth.world.wait(24 * 60);
    let fifth = again(fourth);
    assert!(fifth.drafts.is_empty(), "{:?}", fifth.drafts);
}

#[test]
fn a_locked_screen_says_that_the_callout_runs_and_nothing_else() {
    let mut rig = at_step(StepName::Place);
    rig.model.is_locked = true;
    let frame = rig.frame();
    assert!(frame.contains("callout running 0h00"), "{frame}");
    assert!(!frame.contains("circ") && !frame.contains("T-6"), "{frame}");
}

#[test]
fn the_gap_is_asked_whichever_way_the_callout_is_gone_back_to() {
    let asked = "02:11 to 02:24 without a line";
    for keys in ["<Enter>", "<Esc>C", "1C", "3"] {
        let mut rig = at_step(StepName::Work);
        rig.world.wait(13);
        let mut next = again(rig);
        next.keys(keys);
        assert!(next.frame().contains(asked), "{keys}: {}", next.frame());
        next.keys("2");
        assert_eq!(mine(&next).breaks.len(), 1, "{keys}");
        let step = if keys == "3" {
            StepName::Outcome
        } else {
            StepName::Work
        };
        assert_eq!(
            next.model.walk.name(),
            Some(step),
            "{keys}: {}",
            next.frame()
        );
        // Once answered it is not asked again.
        next.keys("<Esc><Esc>C");
        assert!(next.model.overlay.is_none(), "{keys}: {}", next.frame());
    }
}
