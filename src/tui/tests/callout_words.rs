//! The callout in plain words, and the way to bed from wherever somebody stands behind the outcome.

use super::callout::{at_night, at_step, mine};
use super::rig::{Rig, settings};
use crate::domain::{Records as _, StepName};
use crate::tui::action::{KeyChange, Keymap};
use crate::tui::{Settings, ThemeKind};

fn is_over(rig: &Rig) -> bool {
    rig.world.records.running_callouts().is_empty()
}

fn last_row(rig: &Rig) -> String {
    rig.frame().lines().last().unwrap().to_owned()
}

#[test]
fn the_desk_names_the_key_of_the_callout_at_the_design_size() {
    let mut rig = Rig::with(at_night(), settings(ThemeKind::Mono, true));
    assert!(last_row(&rig).contains("C callout"), "{}", rig.frame());
    rig.keys("?");
    let help = rig.frame();
    assert!(help.contains("start a callout"), "{help}");
}

#[test]
fn a_step_is_called_what_people_call_it_and_its_name_stands_beside() {
    let rig = at_step(StepName::Debts);
    let frame = rig.frame();
    assert!(frame.contains("WHAT IS OPEN"), "{frame}");
    assert!(frame.contains("what is open (debts): "), "{frame}");
    assert!(frame.contains("narrative saved"), "{frame}");
    // What Enter does stands there, also where not everything fits.
    assert!(
        frame.contains("Enter leaves them for the morning"),
        "{frame}"
    );
    assert!(frame.contains("(Enter: in the morning)"), "{frame}");
    let rig = at_step(StepName::Work);
    assert!(!rig.frame().contains("debts"), "{}", rig.frame());
}

#[test]
fn one_key_after_how_it_came_out_is_enough_to_go_to_bed() {
    let mut rig = at_step(StepName::Outcome);
    rig.keys("1");
    assert!(last_row(&rig).contains("Z bed"), "{}", rig.frame());
    rig.keys("Z");
    assert!(is_over(&rig), "{}", rig.frame());
    let ticket = rig.world.ticket(6);
    assert!(ticket.resolved.is_some());
    assert!(rig.frame().contains("good night"), "{}", rig.frame());
}

#[test]
fn a_time_that_is_begun_is_not_ended_by_a_letter() {
    let mut rig = at_step(StepName::Outcome);
    rig.keys("10Z");
    assert!(!is_over(&rig));
    assert_eq!(rig.model.walk.name(), Some(StepName::Outcome));
}

#[test]
fn enter_keeps_the_narrative_and_to_bed_stays_one_key_away() {
    let mut rig = at_step(StepName::Narrative);
    assert!(last_row(&rig).contains("Z bed"), "{}", rig.frame());
    rig.keys("Z");
    assert!(is_over(&rig), "{}", rig.frame());
    let mut rig = at_step(StepName::Narrative);
    rig.keys("<Enter><Enter>");
    assert_eq!(rig.model.walk.name(), Some(StepName::Debts));
    rig.keys("Z");
    assert!(is_over(&rig), "{}", rig.frame());
}

#[test]
fn what_fixed_it_is_typed_at_once_and_its_letters_are_no_commands() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("<Enter>started the service again");
    let callout = mine(&rig);
    assert!(!callout.is_paused(), "{}", rig.frame());
    assert!(
        last_row(&rig).contains("Esc, then Z to bed"),
        "{}",
        rig.frame()
    );
    rig.keys("<Enter>");
    assert_eq!(
        mine(&rig).value(StepName::Narrative, "cure"),
        Some("started the service again")
    );
    assert_eq!(mine(&rig).lines.len(), callout.lines.len());
}

#[test]
fn a_long_answer_gives_way_before_its_question_does() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("<Enter>");
    let frame = rig.frame();
    let row = frame.lines().find(|row| row.contains("narrative: "));
    let row = row.unwrap_or_default();
    assert!(row.contains("The narrative, filled"), "{frame}");
    assert!(row.contains("  ("), "{frame}");
}

#[test]
fn who_types_is_told_how_to_get_to_bed() {
    let mut rig = at_step(StepName::Narrative);
    rig.keys("e");
    assert!(
        last_row(&rig).contains("Esc, then Z to bed"),
        "{}",
        rig.frame()
    );
    rig.keys("<Tab>cleared /var");
    assert!(
        last_row(&rig).contains("Esc, then Z to bed"),
        "{}",
        rig.frame()
    );
    rig.keys("<Esc>Z");
    assert!(is_over(&rig), "{}", rig.frame());
    let callout = rig.world.records.ended_callouts().pop().unwrap();
    assert_eq!(
        callout.value(StepName::Narrative, "cure"),
        Some("cleared /var")
    );
}

#[test]
fn the_key_for_bed_may_be_another_and_texts_are_saved_before_it() {
    let (keymap, faults) = Keymap::with(&[KeyChange {
        name: "to bed".to_owned(),
        keys: vec!["X".to_owned()],
    }]);
    assert_eq!(faults, []);
    let settings = Settings {
        keymap: keymap.into(),
        ..Settings::default()
    };
    let mut rig = Rig::with(at_night(), settings);
    super::callout::walk_to(&mut rig, StepName::Narrative);
    assert!(last_row(&rig).contains("X bed"), "{}", rig.frame());
    rig.keys("e More.<Esc>X");
    assert!(is_over(&rig), "{}", rig.frame());
}

#[test]
fn a_line_that_begins_with_a_space_or_two_slashes_is_text() {
    let mut rig = at_step(StepName::Work);
    rig.keys(" /etc full<Enter>//var too<Enter>/server more disk<Enter>");
    let callout = mine(&rig);
    let texts: Vec<&str> = callout.lines.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(texts, ["/etc full", "/var too", "more disk"]);
}

#[test]
fn a_word_that_is_not_known_is_said_and_the_text_stays() {
    let mut rig = at_step(StepName::Work);
    rig.keys("/etc full<Enter>");
    let frame = rig.frame();
    assert!(frame.contains("/etc is no word"), "{frame}");
    assert!(frame.contains("/server"), "{frame}");
    assert!(mine(&rig).lines.is_empty());
    rig.keys("<Esc>");
    assert!(rig.frame().contains("> /etc full"), "{}", rig.frame());
}

#[test]
fn a_turn_is_added_by_keys_and_ended_by_keys() {
    let mut rig = Rig::new(at_night());
    rig.keys(":roster<Enter>");
    assert!(
        last_row(&rig).contains("n puts somebody on call"),
        "{}",
        rig.frame()
    );
    rig.keys("nMara Kent<Enter>");
    rig.keys("now<Enter>+7d<Enter>");
    let turns = rig.world.records.roster();
    assert_eq!(turns.len(), 1, "{}", rig.frame());
    rig.keys(":roster<Enter>");
    let frame = rig.frame();
    assert!(frame.contains("now: Mara Kent"), "{frame}");
    // The same person twice at the same time is a slip.
    rig.keys("nMara Kent<Enter>+1d<Enter>+3d<Enter>");
    let frame = rig.frame();
    assert!(frame.contains("the two turns overlap"), "{frame}");
    assert_eq!(rig.world.records.roster().len(), 1);
    rig.keys("<Esc><Esc><Esc>:roster<Enter><Down><Enter>swapped<Enter>");
    let turns = rig.world.records.roster();
    let ended = turns[0].ended.as_ref().map(ToString::to_string);
    assert_eq!(ended.as_deref(), Some("swapped"), "{}", rig.frame());
}

#[test]
fn little_room_on_the_disk_is_said_from_the_start_on() {
    let mut rig = Rig::new(at_night());
    let mut known = crate::desk::Snapshot::clone(&super::rig::snapshot(&rig.world));
    known.low_disk = Some(40);
    rig.send(crate::tui::Msg::Desk(known.into()));
    rig.keys("C");
    let frame = rig.frame();
    assert!(
        frame.contains("Only 40 MiB of the disk are free"),
        "{frame}"
    );
}

#[test]
fn a_key_is_named_only_where_it_does_something() {
    let mut rig = Rig::new(at_night());
    rig.keys("C");
    let row = last_row(&rig);
    assert!(!row.contains("work") && !row.contains("told"), "{row}");
    rig.keys("1");
    rig.keys("<Esc>");
    assert!(last_row(&rig).contains("W work"), "{}", rig.frame());
}

#[test]
fn what_is_over_goes_to_bed_by_the_same_key() {
    let mut rig = Rig::new(at_night());
    rig.keys("C2");
    assert!(!last_row(&rig).contains("bed"), "{}", rig.frame());
    for _ in 0..20 {
        if rig.model.walk.name() != Some(StepName::Over) {
            break;
        }
        rig.keys("<Tab>");
        if rig.model.walk.part().is_none() {
            rig.keys("<Enter>");
        }
    }
    assert_eq!(rig.model.walk.name(), Some(StepName::Emergency));
    assert!(last_row(&rig).contains("Z bed"), "{}", rig.frame());
    rig.keys("Z");
    assert!(is_over(&rig), "{}", rig.frame());
}

#[test]
fn a_small_screen_shows_every_answer_what_is_owed_and_the_way_without_a_screen() {
    let mut rig = at_step(StepName::What);
    for (cols, rows) in [(50, 14), (40, 16)] {
        let frame = rig.size(cols, rows).frame();
        for choice in ["1 a server", "2 the network", "8 it can wait"] {
            let is_row = |line: &str| line.trim_start() == choice;
            assert!(frame.lines().map(str::trim_end).any(is_row), "{frame}");
        }
        assert!(frame.contains("T-6 "), "{frame}");
        let flat = frame.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.contains("nightdesk --plain needs no screen"),
            "{frame}"
        );
    }
    // Where the rows are too few they stand behind one another.
    let frame = rig.size(50, 8).frame();
    assert!(frame.contains("1 a server, 2 the network"), "{frame}");
}
