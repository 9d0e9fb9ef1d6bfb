//! The first screen by keys, and how each of its pages looks.

use std::fmt::Write as _;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::domain::site::Profile;
use crate::tui::theme::ThemeKind;

mod given;
mod small;

fn around() -> Surroundings {
    Surroundings {
        profiles: ProfileChoice::shipped(),
        person: Clean::from("Jo Dale"),
        dir: Clean::from("/home/jo/.local/share/nightdesk"),
        zone: Some("Europe/London".to_owned()),
        shared: Some("/srv/nightdesk".to_owned()),
        uid: 1000,
        terminal: "80x24 ok, UTF-8 ok, 256 colours".to_owned(),
        has_demo: false,
    }
}

fn first() -> FirstRun {
    let theme = Theme {
        kind: ThemeKind::Mono,
        ascii: false,
    };
    FirstRun::new(around(), theme)
}

/// The keys up to each question, for one person under the general policy: `PgDn` goes on.
const TO_POSTS: &str = "11Millrow Library\r1";
const TO_UNITS: &str = "11Millrow Library\r1\u{e}";
const TO_ZONE: &str = "11Millrow Library\r1\u{e}\r";
const TO_HOURS: &str = "11Millrow Library\r1\u{e}\r\r";
const TO_HOLIDAYS: &str = "11Millrow Library\r1\u{e}\r\r\r";
const TO_SETTINGS: &str = "11Millrow Library\r1\u{e}\r\r\r\r";
const TO_END: &str = "11Millrow Library\r1\u{e}\r\r\r\rs";

fn made(keys: &str) -> Box<SetUp> {
    let mut first = first();
    match press(&mut first, keys) {
        Some(FirstEffect::Make(setup)) => setup,
        other => panic!("{other:?}\n{}", shown(&first, 80, 24)),
    }
}

fn profile_of(setup: &SetUp) -> Profile {
    crate::policy::read_profile(&setup.text, &setup.file)
        .unwrap()
        .0
}

fn press(first: &mut FirstRun, keys: &str) -> Option<FirstEffect> {
    let mut effect = None;
    for c in keys.chars() {
        effect = first.key(match c {
            '\r' => Key::plain(KeyCode::Enter),
            '\u{1b}' => Key::plain(KeyCode::Esc),
            '\u{8}' => Key::plain(KeyCode::Backspace),
            '\t' => Key::plain(KeyCode::Tab),
            '\u{e}' => Key::plain(KeyCode::PageDown),
            '\u{f}' => Key::plain(KeyCode::Up),
            '\u{14}' => Key::ctrl('t'),
            '\u{15}' => Key::ctrl('u'),
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
fn a_group_is_asked_for_only_where_the_desk_is_shared() {
    let setup = made("12it-staff\r\rMillrow\r1\u{e}\r\r\r\rs\r");
    let group = ("it-staff".to_owned(), "/srv/nightdesk".to_owned());
    assert_eq!(setup.group, Some(group));
}

#[test]
fn a_group_that_is_not_there_is_told_on_its_own_page() {
    let mut first = first();
    let effect = press(&mut first, "12it-stuff\r\r");
    assert_eq!(effect, None, "nothing is made of it");
    let page = shown(&first, 80, 24);
    assert!(page.contains("there is no group `it-stuff`"), "{page}");
    assert!(page.contains("Group: it-stuff"), "{page}");
    // The field is still there to be mended, and then the folder and the name come.
    first.key(Key::ctrl('u'));
    press(&mut first, "it-staff\r");
    assert!(shown(&first, 80, 24).contains("/srv/nightdesk"));
    press(&mut first, "\r");
    assert!(shown(&first, 80, 24).contains("what is it called?"));
}

#[test]
fn esc_goes_back_through_all_questions_and_keeps_what_was_typed() {
    let mut first = first();
    press(
        &mut first,
        &format!("{TO_UNITS}Front desk\r\r4\r\r\r\r\r\rs"),
    );
    let there = shown(&first, 80, 24);
    assert!(there.contains("This is what will be made"), "{there}");
    press(&mut first, &"\u{1b}".repeat(10));
    assert!(shown(&first, 80, 24).contains("Go on with setting up Millrow Library"));
    press(&mut first, "1\r\r1\u{e}\u{e}\r\r\rs");
    assert_eq!(shown(&first, 80, 24), there);
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
    press(&mut first, &format!("{TO_ZONE}/X\r"));
    assert!(shown(&first, 80, 24).contains("there is no time zone"));
    press(&mut first, "\u{8}\u{8}\r");
    assert!(shown(&first, 80, 24).contains("when do you work?"));
    press(&mut first, "\u{1b}\u{15}\r\u{1b}");
    assert!(
        shown(&first, 80, 24).contains("Zone: Europe/London"),
        "blank is the default"
    );
}

#[test]
fn where_no_place_can_be_shared_the_reason_and_the_command_are_given() {
    let mut first = first();
    first.around.shared = None;
    press(&mut first, "12it-staff\r");
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
    let rubbish = "Mill\nrow\u{1b}[2J";
    let mut first = first();
    first.paste("1q2");
    assert!(shown(&first, 80, 24).contains("Welcome"));
    press(&mut first, "11");
    first.paste(rubbish);
    assert!(shown(&first, 80, 24).contains("Mill row<U+001B>[2J"));
    for keys in [
        TO_POSTS,
        TO_UNITS,
        TO_ZONE,
        TO_HOURS,
        TO_HOLIDAYS,
        TO_SETTINGS,
        TO_END,
    ] {
        let mut first = self::first();
        press(&mut first, keys);
        let before = first.page;
        first.paste(rubbish);
        first.paste(&"\u{1f469}\u{200d}\u{1f680}x".repeat(60));
        assert_eq!(first.page, before);
        let page = shown(&first, 80, 24);
        assert!(!page.contains('\u{1b}'), "{page}");
        press(&mut first, "\r");
        shown(&first, 60, 16);
    }
}

/// Every page with something typed in it: its name, the keys to it, and a part of its title.
fn pages() -> Vec<(&'static str, String, &'static str)> {
    let mut pages = questions();
    pages.extend(settings_and_end());
    pages
}

fn under(keys: &str, more: &str) -> String {
    format!("{keys}{more}")
}

/// The first six questions.
fn questions() -> Vec<(&'static str, String, &'static str)> {
    let posts = answers::posts(&ProfileChoice::shipped()[0].rules).len();
    vec![
        ("menu", String::new(), "Welcome to nightdesk"),
        ("for whom", "1".to_owned(), "1 of 7: for whom"),
        ("group", "12it".to_owned(), "1 of 7: which group"),
        ("folder", "12it-staff\r".to_owned(), "1 of 7: the folder"),
        ("name", "11Millrow Library".to_owned(), "2 of 7: what is it"),
        (
            "policy",
            "11Millrow Library\rj".to_owned(),
            "3 of 7: which pol",
        ),
        (
            "posts",
            under(TO_POSTS, "\rAda Holt\r\u{14}"),
            "4 of 7: who holds",
        ),
        (
            "posts, last",
            under(TO_POSTS, &"\r".repeat(posts - 1)),
            "4 of 7: who holds",
        ),
        (
            "departments",
            under(TO_UNITS, "Front desk\rAnn Lee\r4\rBranches\rBo"),
            "5 of 7: which dep",
        ),
        ("zone", TO_ZONE.to_owned(), "6 of 7: the time zone"),
        ("hours", TO_HOURS.to_owned(), "6 of 7: when do you work"),
        (
            "holidays",
            under(TO_HOLIDAYS, ", 2026-12-24"),
            "6 of 7: which days",
        ),
    ]
}

/// The seventh, the last page, and the pages that are no question.
fn settings_and_end() -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("settings", TO_SETTINGS.to_owned(), "7 of 7: what no policy"),
        (
            "a setting is changed",
            under(TO_SETTINGS, "\r2, 1"),
            "7 of 7: what no policy",
        ),
        (
            "a setting that cannot be",
            under(TO_SETTINGS, "\r2, x\r"),
            "7 of 7: what no policy",
        ),
        (
            "the longest setting",
            under(TO_SETTINGS, &long_setting()),
            "7 of 7: what no policy",
        ),
        (
            "the last page",
            TO_END.to_owned(),
            "This is what will be made",
        ),
        (
            "the last page for a group",
            "12it-staff\r\rMillrow\r1\u{e}\r\r\r\rA".to_owned(),
            "This is what will be made",
        ),
        (
            "go on",
            under(TO_UNITS, "\u{1b}\u{1b}\u{1b}\u{1b}\u{1b}"),
            "Welcome to nightdesk",
        ),
        ("open", "4/srv/desk".to_owned(), "Open a desk that exists"),
        ("how it works", "5".to_owned(), "1 of 3: The desk"),
        (
            "how it works, last",
            "5\r\r".to_owned(),
            "3 of 3: When things",
        ),
    ]
}

/// The keys to the setting with the longest value.
fn long_setting() -> String {
    let choices = ProfileChoice::shipped();
    let open = answers::open_settings(&choices[0].rules);
    let longest = open
        .iter()
        .enumerate()
        .max_by_key(|(_, (_, value))| value.len());
    "j".repeat(longest.map_or(0, |(at, _)| at))
}

#[test]
fn the_pages_look_like_this() {
    for (cols, rows) in [(80, 24), (60, 16), (40, 10), (120, 36)] {
        let mut all = String::new();
        for (name, keys, title) in pages() {
            let mut first = first();
            press(&mut first, &keys);
            let page = shown(&first, cols, rows);
            assert!(page.contains(title), "{name} at {cols}x{rows}:\n{page}");
            writeln!(all, "-- {name}\n{}", shown(&first, cols, rows)).unwrap();
        }
        insta::assert_snapshot!(format!("first_run_pages_{cols}x{rows}"), all);
    }
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
