//! Each question by keys, and what it gives.

use super::*;
use crate::domain::site::Provenance;

#[test]
fn seven_answers_make_a_desk_for_one_person() {
    let setup = made(&format!("{TO_END}\r"));
    assert_eq!(setup.name, Clean::from("Millrow Library"));
    assert_eq!(setup.profile, "library-template");
    assert_eq!(
        setup.zone, "Europe/London",
        "a policy of no place has the machine's zone"
    );
    assert_eq!(setup.group, None);
    let me = (Clean::from("Jo Dale"), "it_staff".to_owned());
    assert_eq!(
        setup.roll.holders,
        [me],
        "who sets it up works there; no other post is guessed"
    );
    assert!(setup.roll.units.is_empty());
    let profile = profile_of(&setup);
    assert_eq!(profile.organisation.tz, "Europe/London");
    let open: Vec<&str> = profile.unconfirmed().map(|(key, _)| key).collect();
    assert!(open.contains(&"comp_time.rate"), "left for later: {open:?}");
    for asked in [
        "organisation.tz",
        "hours.week.mon",
        "hours.holidays",
        "units.list",
    ] {
        assert!(!open.contains(&asked), "{asked} was answered");
    }
}

#[test]
fn the_posts_are_given_by_name_by_a_key_or_not_at_all() {
    let keys = format!("{TO_POSTS}, Sam Reed\r\u{14}\rAda Holt\r\rme, Ada Holt\u{e}\r\r\r\rs\r");
    let setup = made(&keys);
    let held: Vec<(&str, &str)> = setup
        .roll
        .holders
        .iter()
        .map(|(name, post)| (name.as_str(), post.as_str()))
        .collect();
    assert_eq!(
        held,
        [
            ("Jo Dale", "it_staff"),
            ("Sam Reed", "it_staff"),
            ("Jo Dale", "it_manager"),
            ("Ada Holt", "library_director"),
            ("Jo Dale", "hr"),
            ("Ada Holt", "hr"),
        ]
    );
}

#[test]
fn departments_are_named_with_their_heads_and_head_counts() {
    let keys = format!(
        "{TO_UNITS}Front desk\rAnn Lee\r4\rBranches\r\r\rwhole organisation\r\r38\r\r\r\r\rs\r"
    );
    let units = made(&keys).roll.units;
    let named: Vec<(&str, Option<&str>, u32)> = units
        .iter()
        .map(|unit| {
            let head = unit.head.as_ref().map(Clean::as_str);
            (unit.name.as_str(), head, unit.heads)
        })
        .collect();
    assert_eq!(
        named,
        [
            ("Front desk", Some("Ann Lee"), 4),
            ("Branches", None, 0),
            ("whole organisation", None, 38),
        ]
    );
}

#[test]
fn a_department_that_cannot_be_is_told_at_its_field() {
    for (keys, why) in [
        ("Front desk\r\rmany\r", "how many people"),
        ("Front desk\r\r100001\r", "how many people"),
        ("A\r\r\ra\r", "stands there already"),
        ("\tA\u{8}\r", "Question 6"),
    ] {
        let mut first = first();
        press(&mut first, &format!("{TO_UNITS}{keys}"));
        let page = shown(&first, 80, 24);
        assert!(page.contains(why), "{keys}: {page}");
    }
    // An emptied department is none.
    let mut first = first();
    press(
        &mut first,
        &format!("{TO_UNITS}A\r\r\rB\r\r\r\u{f}\u{15}\r\r"),
    );
    assert_eq!(first.units.named().len(), 1);
}

#[test]
fn hours_and_holidays_are_kept_or_typed_anew() {
    let keys = format!("{TO_HOURS}\u{15}9-17; sat 9-12\r\u{15}us-federal, 2026-12-24\rs\r");
    let profile = profile_of(&made(&keys));
    assert_eq!(profile.settings["hours.week.mon"], "09:00-17:00");
    assert_eq!(profile.settings["hours.week.sat"], "09:00-12:00");
    assert_eq!(profile.settings["hours.holidays"], "2026-12-24");
    let said = profile.provenance_of("hours.week.mon").unwrap();
    let by = Clean::from("Jo Dale, when the desk was made");
    assert_eq!(*said, Provenance::Said { by });
    let mut first = first();
    press(&mut first, &format!("{TO_HOURS}\u{15}at noon\r"));
    assert!(shown(&first, 80, 24).contains("neither a day nor hours"));
    press(&mut first, "\u{15}\r");
    assert!(shown(&first, 80, 24).contains("which days are free?"));
    press(&mut first, "\u{15}easter\r");
    assert!(shown(&first, 80, 24).contains("neither a list nor a day"));
}

#[test]
fn a_setting_is_confirmed_changed_or_left_by_itself() {
    // The first two are the figures of every claim: one confirmed, one changed.
    let mut first = first();
    press(&mut first, &format!("{TO_SETTINGS}e"));
    let page = shown(&first, 80, 24);
    assert!(
        page.contains("comp_time.basis") && page.contains("1 of "),
        "{page}"
    );
    press(&mut first, "\u{15}something\r");
    let page = shown(&first, 80, 24);
    assert!(
        page.contains("comp_time.basis: "),
        "the checker's own words: {page}"
    );
    press(&mut first, "\u{1b}\r");
    press(&mut first, "2, 1\r");
    let effect = press(&mut first, "s\r");
    let Some(FirstEffect::Make(setup)) = effect else {
        panic!("{effect:?}")
    };
    let profile = profile_of(&setup);
    assert_eq!(profile.settings["comp_time.rate"], "2, 1");
    let by = |key: &str| match profile.provenance_of(key) {
        Some(Provenance::Said { by }) => by.as_str().to_owned(),
        other => panic!("{key}: {other:?}"),
    };
    assert_eq!(by("comp_time.rate"), "Jo Dale, when the desk was made");
    let confirmed = "Jo Dale confirmed our default when the desk was made";
    assert_eq!(by("comp_time.basis"), confirmed);
    assert!(profile.provenance_of("comp_time.travel").is_none());
}

#[test]
fn one_key_confirms_all_that_is_left_and_one_takes_a_word_back() {
    let profile = profile_of(&made(&format!("{TO_SETTINGS}A\r")));
    assert_eq!(profile.unconfirmed().count(), 0);
    let profile = profile_of(&made(&format!("{TO_SETTINGS}\rkus\r")));
    assert!(profile.provenance_of("comp_time.basis").is_none());
}

#[test]
fn every_setting_has_a_line_that_says_what_it_means() {
    for choice in ProfileChoice::shipped() {
        for (key, _) in answers::open_settings(&choice.rules) {
            assert!(meanings::meaning(key).is_some(), "{key} of {}", choice.id);
        }
        for post in answers::posts(&choice.rules) {
            let said = post.roles.iter().any(|role| duties::duty(role).is_some());
            assert!(said, "{} of {}", post.id, choice.id);
        }
    }
}

#[test]
fn another_policy_has_answers_of_its_own_and_the_first_keeps_its() {
    let mut first = first();
    press(&mut first, &format!("{TO_POSTS}\r\u{14}\u{e}\r\u{15}UTC\r"));
    press(&mut first, "\u{1b}\u{1b}\u{1b}\u{1b}2\u{e}\r");
    assert!(shown(&first, 80, 24).contains("Zone: America/New_York"));
    press(&mut first, "\u{1b}\u{1b}\u{1b}1");
    let page = shown(&first, 80, 24);
    assert!(
        page.contains("IT manager") && page.matches("Jo Dale").count() == 2,
        "{page}"
    );
    press(&mut first, "\u{e}\r");
    assert!(shown(&first, 80, 24).contains("Zone: UTC"));
}

#[test]
fn a_blank_name_is_that_of_the_policy_where_it_has_one() {
    for (policy, name) in [("1", "The help desk"), ("2", "Town of Bloomfield")] {
        let setup = made(&format!("11\r{policy}\u{e}\r\r\r\rs\r"));
        assert_eq!(setup.name, Clean::from(name));
    }
    let mut first = first();
    first.key(Key::char('1'));
    first.key(Key::char('1'));
    first.paste(&"x".repeat(201));
    press(&mut first, "\r");
    assert!(shown(&first, 80, 24).contains("at most 200 characters"));
}

#[test]
fn what_was_answered_is_kept_at_every_key_and_gone_on_with() {
    let mut before = first();
    press(&mut before, "1\u{1b}");
    assert_eq!(before.kept(), None, "nothing was answered");
    let keys = format!("{TO_POSTS}\rAda Holt\u{e}Front desk\rAnn");
    press(&mut before, &keys);
    let text = serde_json::to_string(&before.kept().unwrap()).unwrap();
    let kept: Kept = serde_json::from_str(&text).unwrap();
    let mut after = first();
    after.take_up(&kept);
    assert!(shown(&after, 80, 24).contains("Go on with setting up Millrow Library"));
    assert!(shown(&after, 80, 24).contains("question 5 of 7"));
    press(&mut after, "1");
    let page = shown(&after, 80, 24);
    assert!(page.contains("> Department Front desk"), "{page}");
    assert!(page.contains("Its head   Ann"), "{page}");
    let held = |first: &FirstRun| first.under[0].posts[1].text();
    assert_eq!(held(&after), "Ada Holt");
    // A value that is being typed comes back too.
    let mut before = first();
    press(&mut before, &format!("{TO_SETTINGS}\r2, "));
    let mut after = first();
    after.take_up(&before.kept().unwrap());
    press(&mut after, "11\r");
    assert_eq!(after.under[0].settled.len(), 2);
}

#[test]
fn x_twice_throws_the_answers_away() {
    let mut first = first();
    press(&mut first, &format!("{TO_POSTS}\u{1b}\u{1b}\u{1b}\u{1b}"));
    press(&mut first, "xj");
    assert!(first.kept().is_some(), "another key keeps them");
    press(&mut first, "xx");
    assert_eq!(first.kept(), None);
    assert!(shown(&first, 80, 24).contains("Set up our department"));
}
