//! What a person sets for the own screen: keys, mouse, bell, and what is wrong with them.

use std::sync::Arc;

use super::rig::{Rig, library};
use crate::domain::testing::World;
use crate::tui::action::{KeyChange, Keymap, Spot};
use crate::tui::form::FormKind;
use crate::tui::model::OverlayKind;
use crate::tui::{Bell, Key, Mouse, MouseWhat, Msg, Settings};

fn keymap(changes: &[(&str, &[&str])]) -> Settings {
    let changes: Vec<KeyChange> = changes
        .iter()
        .map(|(name, keys)| KeyChange {
            name: (*name).to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        })
        .collect();
    let (keymap, faults) = Keymap::with(&changes);
    assert_eq!(faults, []);
    Settings {
        keymap: Arc::new(keymap),
        ..Settings::default()
    }
}

#[test]
fn a_key_of_ones_own_works_and_every_place_shows_it() {
    let settings = keymap(&[
        ("new", &["N"]),
        ("zoom", &["F2"]),
        ("quit", &["Q"]),
        ("help", &["Y"]),
        ("palette", &["P"]),
    ]);
    let mut rig = Rig::with(library(), settings.clone());
    rig.size(80, 24).keys("n");
    assert!(rig.model.form().is_none());
    let frame = rig.frame();
    for shown in [
        "n does nothing here; Y shows the keys",
        "N new",
        "F2 zooms",
        "P cmd",
        "Q quit",
    ] {
        assert!(frame.contains(shown), "{shown}\n{frame}");
    }
    rig.keys("N");
    assert_eq!(
        rig.model.form().map(|form| form.kind.clone()),
        Some(FormKind::New)
    );
    rig.keys("<Esc><Esc>Y");
    let frame = rig.size(120, 60).frame();
    assert!(frame.contains("┃N  "), "{frame}");
    rig.keys("<Esc>:zoo");
    assert!(rig.frame().contains("zoom F2"), "{}", rig.frame());
    // Word is owed, so it asks; the key of one's own answers.
    rig.keys("<Esc>Pquit<Enter>Q");
    assert!(rig.has_quit);
    // What is asked before leaving is answered with the same key.
    let mut rig = Rig::with(library(), settings);
    rig.size(80, 24).keys("Nhalf<Esc><Esc>Q");
    assert!(rig.frame().contains("Q or Enter leaves"), "{}", rig.frame());
    rig.keys("q");
    assert!(!rig.has_quit, "another key stays");
    rig.keys("QQ");
    assert!(rig.has_quit);
}

#[test]
fn sentences_name_the_keys_that_are_there() {
    let settings = keymap(&[("new", &["N"]), ("filter", &[]), ("re-sort", &["F9"])]);
    let mut rig = Rig::with(World::new(), settings);
    rig.size(80, 24);
    assert!(
        rig.frame().contains("No open tickets. N logs one"),
        "{}",
        rig.frame()
    );
    rig.keys("a");
    assert!(
        rig.frame().contains("no ticket is selected; N logs one"),
        "{}",
        rig.frame()
    );
    rig.keys(":filter<Enter>4");
    assert!(
        rig.frame().contains(":filter shows others"),
        "{}",
        rig.frame()
    );
    rig.size(50, 12);
    assert!(
        rig.frame().contains("No open tickets. N logs one."),
        "{}",
        rig.frame()
    );
}

#[test]
fn a_letter_is_text_while_it_is_typed_whatever_it_does_else() {
    let settings = keymap(&[
        ("suspend", &["S"]),
        ("repaint", &["Backspace"]),
        ("interrupt", &["I"]),
    ]);
    let mut rig = Rig::with(library(), settings);
    rig.keys("nISxxx<BS><BS>");
    let form = rig.model.form().unwrap();
    assert_eq!(form.text_of("title"), "ISx");
}

fn mouse() -> Settings {
    Settings {
        mouse: true,
        ..Settings::default()
    }
}

/// Uses the mouse where a text stands on the screen.
fn on(rig: &mut Rig, what: MouseWhat, text: &str) {
    let frame = rig.frame();
    let lines = frame.lines().enumerate();
    let (row, col) = lines
        .filter_map(|(row, line)| Some((row, line.find(text).map(|at| &line[..at])?)))
        .map(|(row, before)| (row as u16, crate::text::width(before) as u16))
        .next()
        .unwrap_or_else(|| panic!("{text} is not on\n{frame}"));
    rig.send(Msg::Mouse(Mouse { what, col, row }));
}

fn click(rig: &mut Rig, text: &str) {
    on(rig, MouseWhat::Click, text);
}

fn selected(rig: &Rig) -> String {
    rig.model.ticket().unwrap().number.to_string()
}

#[test]
fn a_click_selects_what_the_eye_sees_at_every_size() {
    for (cols, rows) in [(80, 24), (120, 36), (200, 50), (60, 16)] {
        let mut rig = Rig::with(library(), mouse());
        rig.size(cols, rows);
        for number in ["T-1", "T-5", "T-3", "T-2", "T-4"] {
            if !rig.frame().contains(&format!("{number}    ")) {
                // The window is too low for it here.
                continue;
            }
            click(&mut rig, &format!("{number}    "));
            assert_eq!(selected(&rig), number, "{cols}x{rows}\n{}", rig.frame());
            assert_eq!(rig.model.focus, Spot::Queue);
        }
        let (before, last) = (rig.frame(), selected(&rig));
        // The head, the borders, the first row and the last do nothing.
        for row in [0, 1, 2, rows - 1, rows - 2, rows, u16::MAX] {
            let what = MouseWhat::Click;
            rig.send(Msg::Mouse(Mouse { what, col: 1, row }));
            assert_eq!(selected(&rig), last);
        }
        assert_eq!(rig.frame(), before);
        assert_eq!(rig.submitted, []);
    }
}

#[test]
fn a_click_puts_the_focus_on_the_pane_and_its_line() {
    let mut rig = Rig::with(library(), mouse());
    rig.size(200, 50)
        .keys(":check start server-network-outage<Enter>");
    click(&mut rig, "told Rita Ortiz by phone");
    assert_eq!(rig.model.focus, Spot::Timeline);
    assert!(
        rig.model
            .line()
            .unwrap()
            .text
            .as_str()
            .contains("on it, next word")
    );
    on(&mut rig, MouseWhat::WheelUp, "told Rita Ortiz by phone");
    assert!(rig.model.line().unwrap().text.as_str().contains("df: /var"));
    click(&mut rig, "[ ]  4 ");
    assert_eq!(rig.model.focus, Spot::Checklist);
    assert_eq!(rig.model.step().unwrap().no, 4);
    on(&mut rig, MouseWhat::WheelDown, "[ ]  4 ");
    assert_eq!(rig.model.step().unwrap().no, 5);
    click(&mut rig, "Why this order");
    assert_eq!(rig.model.focus, Spot::Why);
    click(&mut rig, "T-3 owed");
    assert_eq!(rig.model.focus, Spot::Owed);
    // In a narrow window one pane is shown at a time, with rows of the queue above it.
    rig.size(80, 24).keys("<Esc><Enter>");
    click(&mut rig, "T-5 ");
    assert_eq!(selected(&rig), "T-5");
    assert!(rig.model.is_open);
    rig.keys("<Esc>");
    click(&mut rig, "T-5 preview");
    assert!(rig.model.is_open);
}

#[test]
fn the_wheel_moves_what_it_is_over() {
    let mut rig = Rig::with(library(), mouse());
    rig.size(80, 24);
    let first = selected(&rig);
    on(&mut rig, MouseWhat::WheelDown, "Queue");
    assert_ne!(selected(&rig), first);
    on(&mut rig, MouseWhat::WheelUp, "Queue");
    on(&mut rig, MouseWhat::WheelUp, "Queue");
    assert_eq!(selected(&rig), first);
    rig.keys("f");
    on(&mut rig, MouseWhat::WheelDown, "2 mine");
    assert_eq!(rig.model.overlay.as_ref().unwrap().at, 1);
    click(&mut rig, "4 waiting");
    assert_eq!(rig.model.overlay.as_ref().unwrap().at, 3);
    rig.keys("<Enter>");
    assert_eq!(rig.model.queue.rows.len(), 1);
    rig.keys("f1?");
    on(&mut rig, MouseWhat::WheelDown, "help");
    assert_eq!(rig.model.overlay.as_ref().unwrap().at, 3);
    click(&mut rig, "help");
    assert!(rig.model.overlay.is_some(), "a click closes nothing");
}

#[test]
fn in_a_form_a_click_goes_to_the_field_and_loses_nothing() {
    let mut rig = Rig::with(library(), mouse());
    rig.size(80, 24).keys("nToner<Tab>");
    click(&mut rig, " affected ");
    let form = rig.model.form().unwrap();
    let at = form.field().map(|field| field.spec.label.clone());
    assert!(form.is_typing && at.is_some_and(|label| label.contains("ffected")));
    rig.keys("printer");
    click(&mut rig, "new ticket");
    on(&mut rig, MouseWhat::WheelDown, " affected ");
    let form = rig.model.form().unwrap();
    assert_eq!(form.text_of("title"), "Toner");
    assert_eq!(form.text_of("affected"), "printer");
    // The narrative is one page: its button is the last row.
    rig.keys("<Esc><Esc>ewords");
    click(&mut rig, "[ ");
    let form = rig.model.form().unwrap();
    assert_eq!((form.at, form.is_typing), (1, false));
    assert_eq!(rig.submitted, []);
}

#[test]
fn the_mouse_does_nothing_where_it_is_off_hidden_or_without_room() {
    let mut rig = Rig::new(library());
    rig.size(80, 24);
    let first = selected(&rig);
    click(&mut rig, "T-1 ");
    on(&mut rig, MouseWhat::WheelDown, "Queue");
    assert_eq!(selected(&rig), first);
    rig.keys(":mouse<Enter>");
    assert!(rig.frame().contains("the mouse is on"), "{}", rig.frame());
    click(&mut rig, "T-1 ");
    assert_eq!(selected(&rig), "T-1");
    rig.keys(":mouse<Enter>");
    click(&mut rig, "T-5 ");
    assert_eq!(selected(&rig), "T-1");
    let mut rig = Rig::with(library(), mouse());
    rig.size(30, 5);
    for row in 0..5 {
        let what = MouseWhat::Click;
        rig.send(Msg::Mouse(Mouse { what, col: 2, row }));
    }
    assert_eq!(selected(&rig), first);
    rig.size(80, 24).model.is_locked = true;
    for row in 0..24 {
        let what = MouseWhat::Click;
        rig.send(Msg::Mouse(Mouse { what, col: 30, row }));
    }
    assert!(rig.model.is_locked && selected(&rig) == first);
}

fn bell() -> Settings {
    Settings {
        bell: Bell::Deadlines,
        ..Settings::default()
    }
}

#[test]
fn the_bell_rings_once_for_each_thing_that_comes_due() {
    let mut rig = Rig::with(World::new().at("2026-05-14T13:00-04:00"), bell());
    rig.keys("nServer down<Enter>");
    let due = rig
        .model
        .owed()
        .iter()
        .filter_map(|owed| owed.due)
        .min()
        .unwrap();
    let left = due.minutes_since(rig.model.now);
    assert!(left > 2, "{left}");
    rig.wait(left - 1);
    assert_eq!(rig.bells, 0);
    rig.wait(1).keys("<Enter>");
    assert_eq!(rig.bells, 1);
    assert!(rig.frame().contains("due now: T-1"), "{}", rig.frame());
    let now = rig.model.now;
    rig.wait(1);
    rig.send(Msg::Now(now));
    // A clock that was set back and comes by again.
    rig.send(Msg::Now(now.plus_minutes(-30)));
    rig.send(Msg::Now(now));
    rig.keys("jjk");
    assert_eq!(rig.bells, 1);
}

#[test]
fn the_bell_is_silent_for_what_was_overdue_before_and_where_it_is_off() {
    let mut world = library();
    world.wait(20 * 24 * 60);
    let mut rig = Rig::with(world, bell());
    rig.keys("<Down>").wait(1).keys("R");
    assert_eq!(rig.bells, 0);
    let mut rig = Rig::new(library());
    rig.wait(5 * 24 * 60);
    assert_eq!(rig.bells, 0);
    // Several at once are one ring.
    let mut rig = Rig::with(library(), bell());
    rig.wait(5 * 24 * 60);
    assert_eq!(rig.bells, 1);
    rig.keys("<Enter>");
    assert!(rig.frame().contains("due now on "), "{}", rig.frame());
}

#[test]
fn what_is_wrong_in_the_settings_is_shown_at_the_start_and_kept() {
    let mut rig = Rig::new(library());
    rig.send(Msg::WrongSettings(Vec::new()));
    assert!(rig.model.overlay.is_none());
    let lines = ["config.toml:2: thema: no", "config.toml:5: keys.new: no"];
    rig.send(Msg::WrongSettings(lines.map(str::to_owned).to_vec()));
    let frame = rig.size(80, 24).frame();
    assert!(lines.iter().all(|line| frame.contains(line)), "{frame}");
    rig.send(Msg::Key(Key::char('n')));
    assert!(rig.model.overlay.is_none() && rig.model.form().is_none());
    rig.keys(":messages<Enter>");
    let is_list = matches!(
        &rig.model.overlay.as_ref().unwrap().kind,
        OverlayKind::Messages
    );
    assert!(is_list && rig.frame().contains(lines[1]), "{}", rig.frame());
}
