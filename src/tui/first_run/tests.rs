//! The first screen by keys, and how each of its pages looks.

use std::fmt::Write as _;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::tui::theme::ThemeKind;

fn first() -> FirstRun {
    let profile =
        |id: &str, name: &str, kind: &str, unconfirmed, zone: Option<&str>| ProfileChoice {
            zone: zone.map(str::to_owned),
            id: id.to_owned(),
            name: Clean::from(name),
            kind: kind.to_owned(),
            policy: format!("{id}.txt"),
            unconfirmed,
        };
    let around = Surroundings {
        profiles: vec![
            profile(
                "library-template",
                "[library name] IT Staff Security Policy",
                "library",
                61,
                None,
            ),
            profile(
                "bloomfield",
                "Town of Bloomfield",
                "town",
                57,
                Some("America/New_York"),
            ),
        ],
        person: Clean::from("Jo Dale"),
        dir: Clean::from("/home/jo/.local/share/nightdesk"),
        zone: Some("Europe/London".to_owned()),
        shared: Some("/srv/nightdesk".to_owned()),
        uid: 1000,
        terminal: "80x24 ok, UTF-8 ok, 256 colours".to_owned(),
        has_demo: false,
    };
    FirstRun::new(
        around,
        Theme {
            kind: ThemeKind::Mono,
            ascii: false,
        },
    )
}

fn press(first: &mut FirstRun, keys: &str) -> Option<FirstEffect> {
    let mut effect = None;
    for c in keys.chars() {
        effect = first.key(match c {
            '\r' => Key::plain(KeyCode::Enter),
            '\u{1b}' => Key::plain(KeyCode::Esc),
            '\u{8}' => Key::plain(KeyCode::Backspace),
            c => Key::char(c),
        });
        // This machine has a group it-staff, and the person is in it.
        if let Some(FirstEffect::Group(name)) = &effect {
            let is_there = name == "it-staff";
            let answer = is_there
                .then_some(())
                .ok_or(format!("there is no group `{name}`"));
            first.group_looked_up(answer);
            effect = None;
        }
    }
    effect
}

fn shown(first: &FirstRun, cols: u16, rows: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(cols, rows)).unwrap();
    terminal.draw(|frame| view(first, frame)).unwrap();
    terminal.backend().to_string()
}

#[test]
fn four_answers_make_a_desk_for_one_person() {
    let mut first = first();
    let effect = press(&mut first, "1Millrow Library\r2\r1\r");
    assert_eq!(
        effect,
        Some(FirstEffect::Make(SetUp {
            name: Clean::from("Millrow Library"),
            profile: "bloomfield".to_owned(),
            zone: "America/New_York".to_owned(),
            group: None,
            confirmed: false,
        }))
    );
    // y before the last Enter: our defaults are confirmed by name.
    let mut first = self::first();
    let effect = press(&mut first, "1Millrow Library\r2\r1y\r");
    let Some(FirstEffect::Make(setup)) = effect else {
        panic!("{effect:?}")
    };
    assert!(setup.confirmed);
}

#[test]
fn a_group_is_asked_for_only_where_the_desk_is_shared() {
    let mut first = first();
    let effect = press(&mut first, "1Millrow\r1\r2it-staff\r\r\r");
    let Some(FirstEffect::Make(setup)) = effect else {
        panic!("{effect:?}")
    };
    let group = ("it-staff".to_owned(), "/srv/nightdesk".to_owned());
    assert_eq!(setup.group, Some(group));
    assert_eq!(setup.profile, "library-template");
    assert_eq!(
        setup.zone, "Europe/London",
        "a policy of no place has the machine's zone"
    );
}

#[test]
fn a_group_that_is_not_there_is_told_on_its_own_page() {
    let mut first = first();
    let effect = press(&mut first, "1Millrow\r1\r2it-stuff\r\r");
    assert_eq!(effect, None, "nothing is made of it");
    let page = shown(&first, 80, 24);
    assert!(page.contains("there is no group `it-stuff`"), "{page}");
    assert!(page.contains("Group: it-stuff"), "{page}");
    // The field is still there to be mended, and then the folder and the last page come.
    first.key(Key::ctrl('u'));
    press(&mut first, "it-staff\r");
    assert!(shown(&first, 80, 24).contains("/srv/nightdesk"));
    press(&mut first, "\r");
    assert!(shown(&first, 80, 24).contains("This is what will be made"));
}

#[test]
fn esc_goes_back_and_keeps_what_was_typed() {
    let mut first = first();
    press(&mut first, "1Millrow\r\u{1b}");
    assert!(shown(&first, 80, 24).contains("Name: Millrow"));
    press(&mut first, "\u{1b}");
    assert!(shown(&first, 80, 24).contains("Welcome"));
    press(&mut first, "1");
    assert!(shown(&first, 80, 24).contains("Name: Millrow"));
}

#[test]
fn a_blank_name_is_asked_for_again() {
    let mut first = first();
    press(&mut first, "1\r");
    assert!(shown(&first, 80, 24).contains("a name is needed"));
    press(&mut first, "M");
    assert!(!shown(&first, 80, 24).contains("a name is needed"));
}

#[test]
fn each_line_of_the_menu_does_what_it_says() {
    assert_eq!(press(&mut first(), "2"), Some(FirstEffect::Demo));
    assert_eq!(press(&mut first(), "q"), Some(FirstEffect::Quit));
    assert_eq!(press(&mut first(), "3"), Some(FirstEffect::Drill));
    assert_eq!(
        press(&mut first(), "4/srv/desk\r"),
        Some(FirstEffect::Open("/srv/desk".to_owned()))
    );
    assert_eq!(
        press(&mut first(), "jjj\r/srv\r"),
        Some(FirstEffect::Open("/srv".to_owned()))
    );
}

#[test]
fn a_zone_that_is_none_is_said_and_another_may_be_typed() {
    let mut first = first();
    press(&mut first, "1Millrow\r1/X\r");
    assert!(shown(&first, 80, 24).contains("there is no time zone"));
    press(&mut first, "\u{8}\u{8}\r");
    assert!(shown(&first, 80, 24).contains("for whom?"));
    press(&mut first, "\u{1b}\u{1b}2");
    let zone = shown(&first, 80, 24);
    assert!(
        zone.contains("Zone: America/New_York"),
        "the other policy's: {zone}"
    );
}

#[test]
fn where_no_place_can_be_shared_the_reason_and_the_command_are_given() {
    let mut first = first();
    first.around.shared = None;
    press(&mut first, "1Millrow\r1\r2it-staff\r");
    let page = shown(&first, 80, 24);
    assert!(page.contains("Folder: /srv/nightdesk"), "{page}");
    let command = "install -d -o 1000 -g it-staff -m 2770 /srv/nightdesk";
    assert!(
        page.contains("root alone") && page.contains(command),
        "{page}"
    );
    for _ in 0.."/srv/nightdesk".len() {
        first.key(Key::plain(KeyCode::Backspace));
    }
    press(&mut first, "desk\r");
    assert!(shown(&first, 80, 24).contains("from the first slash"));
}

#[test]
fn a_paste_runs_nothing() {
    let mut first = first();
    first.paste("1q2");
    assert!(shown(&first, 80, 24).contains("Welcome"));
    press(&mut first, "1");
    first.paste("Mill\nrow\u{1b}[2J");
    assert!(shown(&first, 80, 24).contains("Mill row<U+001B>[2J"));
}

#[test]
fn the_pages_look_like_this() {
    let mut pages = String::new();
    for (name, keys) in [
        ("menu", ""),
        ("name", "1Millrow Library"),
        ("policy", "1Millrow Library\rj"),
        ("zone", "1Millrow Library\r2"),
        ("sharing", "1Millrow Library\r2\r"),
        ("group", "1Millrow Library\r2\r2it"),
        ("folder", "1Millrow Library\r2\r2it\r"),
        ("confirm", "1Millrow Library\r2\r1"),
        ("confirm for a group", "1Millrow Library\r2\r2it\r\r"),
        ("open", "4/srv/desk"),
        ("how it works", "5"),
        ("how it works, last", "5\r\r"),
    ] {
        let mut first = first();
        press(&mut first, keys);
        writeln!(pages, "-- {name}\n{}", shown(&first, 80, 24)).unwrap();
    }
    insta::assert_snapshot!("first_run_80x24", pages);
}

#[test]
fn it_looks_as_well_in_ascii_and_in_other_sizes() {
    let mut first = first();
    press(&mut first, "b");
    let ascii = shown(&first, 80, 24);
    assert!(ascii.is_ascii(), "{ascii}");
    for (cols, rows) in [(120, 36), (200, 50), (60, 16), (40, 10), (1, 1)] {
        let text = shown(&first, cols, rows);
        assert_eq!(text.lines().count(), usize::from(rows));
    }
    for (cols, rows) in [(120, 36), (200, 50)] {
        insta::assert_snapshot!(
            format!("first_run_{cols}x{rows}"),
            shown(&first, cols, rows)
        );
    }
    insta::assert_snapshot!("first_run_60x16", shown(&first, 60, 16));
    insta::assert_snapshot!("first_run_40x10", shown(&first, 40, 10));
}

proptest! {
    #[test]
    fn any_keys_at_any_size_do_no_harm(
        keys in proptest::collection::vec(any::<char>(), 0..40),
        cols in 1_u16..120,
        rows in 1_u16..40,
    ) {
        let mut first = first();
        for c in keys {
            first.key(if c == '\r' { Key::plain(KeyCode::Enter) } else { Key::char(c) });
        }
        first.failed("the folder is not yours");
        shown(&first, cols, rows);
    }
}
