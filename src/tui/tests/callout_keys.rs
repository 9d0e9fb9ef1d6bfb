//! The callout by the keys of somebody who is tired: emptied answers, refusals, times, cursors.

use super::callout::{at_step, mine};
use super::rig::{Rig, snapshot};
use crate::domain::command::GiveCallout;
use crate::domain::testing::World;
use crate::domain::{Command, Records as _, StepName};
use crate::tui::action::Action;
use crate::tui::{Effect, Key, KeyCode, Msg, update};

#[test]
fn an_answer_that_was_emptied_does_not_come_back() {
    let mut rig = at_step(StepName::Impact);
    rig.keys("99<Enter><BackTab><BS><BS>");
    let frame = rig.frame();
    assert!(frame.contains("(Enter: not known yet)"), "{frame}");
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
    rig.keys("<Enter><Enter>");
    assert_eq!(mine(&rig).value(StepName::Impact, "now"), None);
    let owed = mine(&rig).answers[&StepName::Impact].unknown.clone();
    assert!(owed.contains("now") && owed.contains("opening"), "{owed:?}");
}

#[test]
fn a_cursor_that_only_moved_is_kept_with_its_text() {
    let mut rig = at_step(StepName::Work);
    rig.keys("half a line");
    let fx = update(&mut rig.model, Msg::Key(Key::plain(KeyCode::Left)));
    let kept = fx.into_iter().find_map(|effect| match effect {
        Effect::Draft(_, kept) => kept,
        _ => None,
    });
    assert_eq!(kept, Some(("half a line".to_owned(), 10)));
    // Where nothing was typed there is nothing to keep.
    let mut rig = at_step(StepName::Narrative);
    rig.keys("e<Left><Up>");
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
}

#[test]
fn a_time_is_read_when_its_part_is_left_and_a_wrong_one_is_not_sent() {
    let mut rig = at_step(StepName::Caller);
    rig.keys("Rita Ortiz<Enter>555-0101<Enter><Enter>25:99<Enter>");
    let frame = rig.frame();
    assert!(frame.contains("`25:99` does not exist"), "{frame}");
    let sent = rig.submitted.len();
    rig.keys("<Enter>");
    assert_eq!(rig.submitted.len(), sent, "{}", rig.frame());
    // The keys are at the part that is wrong, under its question.
    let part = rig.model.walk.part().map(|part| part.key.clone());
    assert_eq!(part.as_deref(), Some("rang"));
    assert!(
        !rig.model.status.contains("caller."),
        "{}",
        rig.model.status
    );
    rig.keys("<BS><BS><BS><BS><BS>0205<Enter><Enter>");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::What),
        "{}",
        rig.frame()
    );
}

#[test]
fn a_unit_of_unknown_size_is_said_under_the_count() {
    let mut rig = at_step(StepName::Impact);
    rig.keys("w");
    let frame = rig.frame();
    assert!(
        frame.contains("how many work in the unit is not known"),
        "{frame}"
    );
    assert!(!frame.contains("nightdesk callout answer"), "{frame}");
}

#[test]
fn a_time_that_would_be_yesterdays_is_asked_about() {
    let mut rig = at_step(StepName::List);
    rig.keys("02");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Vendor),
        "{}",
        rig.frame()
    );
    rig.keys("Bo<Enter>Acme<Enter>0130<Enter>0240<Enter>circ01<Enter>");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Vendor),
        "{}",
        rig.frame()
    );
    let frame = rig.frame();
    assert!(
        frame.contains("`0240` would be Thu 02:40, before it rang"),
        "{frame}"
    );
    assert!(frame.contains("Enter keeps it"), "{frame}");
    // Another one is typed at its part.
    rig.keys("<BackTab><BackTab><BS><BS>11<Enter><Enter>");
    let left = mine(&rig)
        .value(StepName::Vendor, "left")
        .map(str::to_owned);
    assert!(
        left.is_some_and(|at| at.contains("T02:11")),
        "{}",
        rig.frame()
    );
}

#[test]
fn a_noted_time_is_said_and_a_strayed_one_is_not_noted() {
    let mut rig = at_step(StepName::Work);
    rig.keys("/arrived 0201<Enter>");
    assert_eq!(rig.model.status, "noted: arrived 02:01");
    assert!(
        rig.frame().contains("Noted: arrived 02:01."),
        "{}",
        rig.frame()
    );
    rig.keys("/left 0240<Enter>");
    assert!(rig.frame().contains("nothing was"), "{}", rig.frame());
    // The letter that closes the box is typed.
    rig.keys("x");
    assert!(rig.frame().contains("> /left 0240x"), "{}", rig.frame());
}

#[test]
fn nobody_is_told_by_a_box_that_nobody_filled_in() {
    let mut rig = at_step(StepName::Work);
    let sent = rig.submitted.len();
    rig.keys("<Esc>u<Esc><Enter>");
    assert_eq!(rig.submitted.len(), sent);
    assert!(rig.model.status.starts_with("nothing is filled in"));
}

#[test]
fn a_reason_that_nobody_asks_for_any_more_is_among_the_drafts() {
    let mut rig = at_step(StepName::Emergency);
    rig.keys("2nobody works there<BackTab>1");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Place),
        "{}",
        rig.frame()
    );
    assert_eq!(rig.drafts.len(), 1, "{:?}", rig.drafts);
    rig.keys(":drafts<Enter>");
    assert!(
        rig.frame().contains("nobody works there"),
        "{}",
        rig.frame()
    );
    rig.keys("<Esc>:discard<Enter><Enter>");
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
}

#[test]
fn the_narrative_is_read_from_its_top_and_scrolled() {
    let mut rig = at_step(StepName::Work);
    for n in 0..20 {
        rig.keys(&format!("line {n} of the night<Enter>"));
    }
    rig.keys("<Tab>1<Enter>");
    assert_eq!(rig.model.walk.name(), Some(StepName::Narrative));
    let frame = rig.frame();
    assert!(frame.contains("lines 1-"), "{frame}");
    rig.send(Msg::Key(Key::plain(KeyCode::PageDown)));
    assert_eq!(rig.model.walk.name(), Some(StepName::Narrative));
    assert!(rig.frame().contains("lines 9-"), "{}", rig.frame());
}

#[test]
fn saved_is_said_only_where_something_was() {
    let mut rig = at_step(StepName::Outcome);
    rig.keys("<Esc>e");
    assert!(!rig.model.status.contains("saved"), "{}", rig.model.status);
    // At the button of the work log the line that stands there is added, and it goes on.
    let mut rig = at_step(StepName::Work);
    rig.keys("moved the logs<Esc><Right><Enter>");
    let lines = mine(&rig).lines;
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["moved the logs"]);
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Outcome),
        "{}",
        rig.frame()
    );
}

#[test]
fn whose_callout_it_is_is_said_when_it_comes_back() {
    let mut rig = at_step(StepName::Place);
    let me = rig.world.actor.person;
    let mara = rig.world.records.person_named("Mara Kent").unwrap().id;
    let callout = mine(&rig).id;
    let give = |to| Command::GiveCallout(GiveCallout { callout, to });
    rig.world.run(give(mara)).unwrap();
    rig.send(Msg::Desk(snapshot(&rig.world)));
    assert!(rig.frame().contains("looking on"), "{}", rig.frame());
    rig.world.run_as(mara, give(me)).unwrap();
    rig.send(Msg::Desk(snapshot(&rig.world)));
    assert_eq!(rig.model.status, "K-1 is yours; C goes to it");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Place),
        "{}",
        rig.frame()
    );
}

#[test]
fn both_clocks_of_a_callout_change_together() {
    let mut rig = at_step(StepName::Caller);
    // It rang half a minute past, so that its minutes change between those of the wall.
    rig.keys("<Esc>");
    let later = |rig: &Rig, seconds| {
        let at = mine(rig).started;
        let later = at.utc() + chrono::TimeDelta::seconds(seconds);
        crate::time::Stamp::at_offset(later, at.offset())
    };
    for seconds in [30, 59, 60, 61, 119, 120] {
        let at = later(&rig, seconds);
        rig.send(Msg::Now(at));
        let frame = rig.frame();
        let minute = seconds / 60;
        let (row, title) = (format!("callout 0h0{minute}"), format!("clock 0h0{minute}"));
        assert!(frame.contains(&row) && frame.contains(&title), "{frame}");
    }
}

#[test]
fn the_day_stands_with_a_ring_of_yesterday() {
    let mut rig = at_step(StepName::Caller);
    rig.keys("Rita Ortiz<Enter>555-0101<Enter><Enter>1558<Enter><Enter>");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::What),
        "{}",
        rig.frame()
    );
    assert!(rig.frame().contains("rang Thu 15:58"), "{}", rig.frame());
}

#[test]
fn a_step_that_nobody_knows_is_open_in_so_many_words_and_wants_no_proof() {
    let mut rig = at_step(StepName::List);
    let first = rig.model.walk.part().unwrap().key.clone();
    rig.keys("d");
    let now = rig.model.walk.part().unwrap().key.clone();
    assert_ne!(now, first, "{}", rig.frame());
    let story = snapshot(&rig.world).story(mine(&rig).ticket).unwrap();
    let lines = story.timeline.lines.iter().map(|line| line.text.as_str());
    let said: Vec<&str> = lines
        .filter(|text| text.contains("not known yet"))
        .collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("step open, not known yet: "),
        "{said:?}"
    );
}

#[test]
fn a_box_of_colleagues_says_that_there_are_none() {
    let mut rig = Rig::new(World::new().at("2026-05-15T02:11-04:00"));
    rig.keys("C1<Esc>:hand over<Enter>");
    assert!(
        rig.frame().contains("nobody else is on the staff"),
        "{}",
        rig.frame()
    );
    rig.keys("<Enter>");
    assert_eq!(mine(&rig).person, rig.world.actor.person);
}

#[test]
fn a_callout_of_an_account_has_no_device_to_take_off_the_network() {
    let mut rig = at_step(StepName::What);
    rig.keys("71<Enter>");
    let isolate = || Some(StepName::Isolate);
    for keys in [
        "1Rita Ortiz<Enter>",
        "mail goes out by itself<Enter><Enter>",
        "1",
    ] {
        rig.keys(keys);
    }
    assert_eq!(rig.model.walk.name(), isolate(), "{}", rig.frame());
    assert!(
        rig.frame().contains("there is no device"),
        "{}",
        rig.frame()
    );
    rig.keys("4");
    assert_eq!(
        rig.model.walk.name(),
        Some(StepName::Report),
        "{}",
        rig.frame()
    );
    assert_eq!(mine(&rig).value(StepName::Isolate, "isolate"), Some("none"));
    let lists = rig.world.records.lists_of(mine(&rig).ticket);
    let list = lists.iter().find(|l| l.checklist == "security-incident");
    let marks = &list.unwrap().marks;
    assert!(marks.contains_key("dev"), "{marks:?}");
}

#[test]
fn a_line_that_was_logged_does_not_come_back_with_its_question() {
    let mut rig = at_step(StepName::Work);
    let away_and_back = |rig: &mut Rig| {
        rig.keys("<Esc><Left>");
        assert_ne!(rig.model.walk.name(), Some(StepName::Work));
        rig.keys("W");
        assert_eq!(rig.model.walk.name(), Some(StepName::Work));
        rig.model.walk.editor("line").unwrap().text()
    };
    rig.keys("switch is d");
    assert_eq!(away_and_back(&mut rig), "switch is d");
    rig.keys("ead<Enter>");
    assert!(rig.drafts.is_empty(), "{:?}", rig.drafts);
    assert_eq!(away_and_back(&mut rig), "");
}

#[test]
fn a_call_on_a_ticket_with_somebody_elses_callout_looks_on_at_that_one() {
    let mut rig = at_step(StepName::Place);
    let mara = rig.world.records.person_named("Mara Kent").unwrap().id;
    let callout = mine(&rig).id;
    let give = Command::GiveCallout(GiveCallout { callout, to: mara });
    rig.world.run(give).unwrap();
    rig.send(Msg::Desk(snapshot(&rig.world)));
    rig.keys("<Esc><Enter>");
    assert!(!rig.model.walk.is_shown, "{}", rig.frame());
    let has = "Mara Kent has K-1 since 02:11";
    assert!(rig.frame().contains(has), "{}", rig.frame());
    rig.keys("C3");
    assert!(rig.frame().contains("looking on"), "{}", rig.frame());
    let said = format!(
        "{has}; {} takes it over",
        rig.model.key_of(Action::TakeOver)
    );
    assert_eq!(rig.model.status, said);
    assert_eq!(rig.world.records.running_callouts().len(), 1);
}
