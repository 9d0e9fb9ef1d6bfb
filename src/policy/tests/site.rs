//! A site's own files stand over the shipped ones; one setting is changed without the rest.

use std::fs;

use crate::domain::site::{FileKind, Provenance};
use crate::policy::{Origin, confirm_settings, read_profile, set_setting, shipped, site_files};

fn town() -> &'static str {
    &shipped()
        .file(FileKind::Profile, "bloomfield")
        .unwrap()
        .text
}

#[test]
fn a_site_file_replaces_the_shipped_one_and_another_id_stands_beside_it() {
    let desk = tempfile::tempdir().unwrap();
    let site = desk.path().join("site");
    assert_eq!(
        site_files(&site).unwrap().files().count(),
        shipped().files().count()
    );
    fs::create_dir_all(site.join("checklists")).unwrap();
    let list = shipped()
        .file(FileKind::Checklist, "phone-failure")
        .unwrap();
    let ours = list.text.replace("version = 2", "version = 3");
    fs::write(site.join("checklists/mine.toml"), ours).unwrap();
    let other = list
        .text
        .replace("id = \"phone-failure\"", "id = \"phone-new\"");
    fs::write(site.join("new.toml"), other).unwrap();
    fs::write(site.join("notes.md"), "not a rule").unwrap();
    let pack = site_files(&site).unwrap();
    assert_eq!(pack.files().count(), shipped().files().count() + 1);
    let replaced = pack.file(FileKind::Checklist, "phone-failure").unwrap();
    assert_eq!((replaced.version, replaced.origin), (3, Origin::Site));
    assert!(pack.templates().contains_key("phone-new"));
}

#[test]
fn a_fault_is_told_once_and_in_the_file_that_has_it() {
    let list = shipped()
        .file(FileKind::Checklist, "equipment-loan")
        .unwrap();
    for (piece, instead, said) in [
        ("who = \"tech\"", "who = \"ghost\"", "ghost"),
        ("version = 3", "version = \"3\"", "whole number"),
    ] {
        let text = list.text.replacen(piece, instead, 1);
        let faults = shipped().checked("b.toml", &text).unwrap_err();
        assert!(
            faults.iter().all(|fault| fault.file == "b.toml"),
            "{faults:?}"
        );
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].to_string().contains(said), "{faults:?}");
    }
}

#[test]
fn a_site_may_cite_its_own_policy_text() {
    let desk = tempfile::tempdir().unwrap();
    let site = desk.path();
    fs::create_dir_all(site.join("policies")).unwrap();
    fs::write(
        site.join("policies/ours.txt"),
        "Phones\n\nA broken phone is told at once.\n",
    )
    .unwrap();
    let list = shipped()
        .file(FileKind::Checklist, "phone-failure")
        .unwrap();
    let cited = "source = [ { policy = \"ours.txt\", at = \"Phones\", words = \"A broken phone is told\" } ]";
    let text = list.text.replacen("source = [ { ours = true } ]", cited, 1);
    assert!(text.contains("ours.txt"));
    fs::write(site.join("phones.toml"), text).unwrap();
    let pack = site_files(site).unwrap();
    assert!(pack.texts()["ours.txt"].has_heading("Phones"));
}

#[cfg(unix)]
#[test]
fn a_link_among_the_site_files_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/etc/hostname", desk.path().join("a.toml")).unwrap();
    let faults = site_files(desk.path()).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0]
            .to_string()
            .starts_with("a.toml:1: this is a link")
    );
}

#[test]
fn two_site_files_of_one_id_are_a_fault() {
    let desk = tempfile::tempdir().unwrap();
    for name in ["a.toml", "b.toml"] {
        fs::write(desk.path().join(name), town()).unwrap();
    }
    let faults = site_files(desk.path()).unwrap_err();
    assert!(
        faults[0]
            .to_string()
            .contains("a.toml is a profile `bloomfield` too"),
        "{faults:?}"
    );
}

/// Values as the screen shows them: nothing, rows, and two lists at once.
const AS_SHOWN: [(&str, &str, &str); 11] = [
    ("desk.witness_dir", "/mnt", "witness_dir = \"/mnt\""),
    ("desk.witness_dir", "none", "witness_dir = \"\""),
    ("desk.witness_dir", "", "witness_dir = \"\""),
    ("desk.witness_dir", "\"none\"", "witness_dir = \"none\""),
    ("comp_time.travel", "none", "travel = \"none\""),
    ("comp_time.rate_holiday", "2, 1", "rate_holiday = [2, 1]"),
    ("hours.holiday_part", "none", "holiday_part = {}"),
    (
        "units.list",
        "all, Whole town, 0; pw, Works, 12",
        "list = [[\"all\", \"Whole town\", 0], [\"pw\", \"Works\", 12]]",
    ),
    (
        "promises.classes",
        "server 2, many 4, one: 8",
        "classes = [\"server\", \"many\", \"one\"]",
    ),
    (
        "promises.work_hours",
        "server 2, many 4",
        "work_hours = [2, 4]",
    ),
    (
        "promises.work_hours",
        "1, 2, 3, 4, 5",
        "work_hours = [1, 2, 3, 4, 5]",
    ),
];

#[test]
fn a_setting_is_changed_in_its_place_and_says_who_said_so() {
    let changes = [
        ("comp_time.rate", "2, 1", "rate = [2, 1]   # provisional"),
        ("comp_time.rate", "[2, 1]", "rate = [2, 1]   # provisional"),
        (
            "security.breach_report_to",
            "director, lead",
            "breach_report_to = [\"director\", \"lead\"]",
        ),
        ("reporting.second", "none, hr", "second = [\"hr\"]"),
        ("hours.holiday_files", "none", "holiday_files = []"),
        (
            "hours.holiday_part",
            "{ \"2026-12-24\" = [\"08:30-12:00\"] }",
            "holiday_part = { \"2026-12-24\" = [\"08:30-12:00\"] }",
        ),
        ("passwords.period", "90d", "period = \"90d\""),
        ("desk.lock_minutes", "10", "lock_minutes = 10"),
        (
            "policy.agree_before_use",
            "true",
            "agree_before_use = true   # true",
        ),
        (
            "callout.emergency.people",
            "3",
            "emergency = { people = 3, public_opening_h",
        ),
        (
            "hours.week.mon",
            "09:00-17:00",
            "mon = [\"09:00-17:00\"], tue",
        ),
    ];
    for (key, value, wanted) in changes.into_iter().chain(AS_SHOWN) {
        let text = set_setting(town(), "t.toml", key, value, "Director \"X\", memo 4").unwrap();
        assert!(text.contains(wanted), "{key} {value}");
        let (profile, _) = read_profile(&text, "t.toml").unwrap();
        let Some(Provenance::Said { by }) = profile.provenance_of(key) else {
            panic!("{key} has no source");
        };
        assert_eq!(by.as_str(), "Director \"X\", memo 4");
        assert!(!profile.unconfirmed().any(|(open, _)| open == key));
        let again = set_setting(&text, "t.toml", key, value, "twice").unwrap();
        assert_eq!(again.lines().count(), text.lines().count());
    }
}

#[test]
fn a_confirmed_setting_has_a_name_behind_it_and_the_policy_keeps_its_word() {
    let keys = ["comp_time.rate", "desk.lock_minutes", "comp_time.rate"];
    let stated = read_profile(town(), "t.toml").unwrap().0;
    let stated = stated.provenance.keys().next().unwrap().clone();
    let all = [&keys[..], &[stated.as_str()]].concat();
    let text = confirm_settings(town(), "t.toml", &all, "Jo \"J\" Dale\nsaid so").unwrap();
    let (profile, _) = read_profile(&text, "t.toml").unwrap();
    let by = |key: &str| profile.provenance_of(key).unwrap();
    assert!(matches!(by("comp_time.rate"), Provenance::Said { .. }));
    assert!(matches!(by(&stated), Provenance::Policy { .. }));
    let faults = confirm_settings(town(), "t.toml", &["desk.lock_minute"], "me").unwrap_err();
    assert!(faults[0].mend.as_str().contains("desk.lock_minutes"));
}

#[test]
fn a_setting_that_is_none_or_a_value_that_does_not_fit_is_told() {
    let cases = [
        (
            "desk.lock_minute",
            "10",
            "did you mean `desk.lock_minutes`?",
        ),
        (
            "desk.lock_minutes",
            "ten",
            "write a number, like the present one, 15",
        ),
        ("desk.lock_minutes", "0", "write 1 or more"),
        ("passwords.period", "soon", "\"180d\""),
        (
            "comp_time.rate",
            "3, x",
            "write numbers with commas between, like the present ones, 3, 2",
        ),
        ("units.list", "desk", "commas within a row"),
        ("desk.network_fs", "true\nx = 1", "write true or false"),
        ("log.tracking_name", "none", "write its text"),
        (
            "promises.classes",
            "server, many",
            "write 5, one for each of 2, 4, 8, 24, 40; or both lists at once, as server 2, many 4",
        ),
    ];
    for (key, value, mend) in cases {
        let faults = set_setting(town(), "t.toml", key, value, "me").unwrap_err();
        assert!(
            faults[0].mend.as_str().contains(mend),
            "{key} {value}: {}",
            faults[0]
        );
    }
}
