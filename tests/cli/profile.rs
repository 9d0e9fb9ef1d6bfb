//! The rules in force by commands: shown, checked, changed, confirmed, adopted.

use super::rig::Rig;

#[test]
fn a_default_is_confirmed_by_its_own_name_and_a_change_takes_no_confirmation_back() {
    let rig = Rig::new();
    let open = |rig: &Rig| -> Vec<String> {
        let shown = rig.json(&["profile", "show"]);
        let open = shown["unconfirmed"].as_array().unwrap().clone();
        open.iter()
            .map(|key| key.as_str().unwrap().to_owned())
            .collect()
    };
    let before = open(&rig);
    rig.ok(&["profile", "confirm", "comp_time.rate", "comp_time.basis"]);
    let after = open(&rig);
    assert_eq!(after.len() + 2, before.len());
    assert!(!after.contains(&"comp_time.rate".to_owned()));
    let said = rig.fails(2, &["profile", "confirm", "comp_time.rate"]);
    assert!(said.contains("confirmed already"), "{said}");
    let said = rig.fails(2, &["profile", "confirm", "comp_time.rat"]);
    assert!(said.contains("did you mean `comp_time.rate`?"), "{said}");
    rig.fails(2, &["profile", "confirm"]);
    // A change says nothing of the others, and takes nothing back from them.
    rig.ok(&["profile", "confirm", "--all"]);
    assert!(open(&rig).is_empty());
    rig.ok(&[
        "profile",
        "set",
        "log.quick_log_minutes",
        "4",
        "--source",
        "board",
    ]);
    assert!(open(&rig).is_empty());
}

#[test]
fn what_init_confirmed_stays_confirmed_when_one_setting_changes() {
    let rig = Rig::bare();
    rig.ok(&["init", "--yes"]);
    rig.ok(&[
        "profile",
        "set",
        "log.quick_log_minutes",
        "4",
        "--source",
        "board",
    ]);
    let shown = rig.json(&["profile", "show"]);
    assert_eq!(shown["unconfirmed"].as_array().unwrap().len(), 0);
}

#[test]
fn a_profile_is_shown_checked_and_adopted() {
    let rig = Rig::new();
    let shown = rig.json(&["profile", "show"]);
    assert_eq!(shown["profile"], "library-template");
    assert!(!shown["unconfirmed"].as_array().unwrap().is_empty());
    let text = std::fs::read_to_string("assets/profiles/000-library-template.toml").unwrap();
    let changed = text.replace("quick_log_minutes = 2", "quick_log_minutes = 3");
    assert_ne!(changed, text);
    let own = rig.file("own.toml", changed);
    rig.ok(&["profile", "check", &own]);
    rig.ok(&["profile", "adopt", &own, "--source", "board, 3 November"]);
    let shown = rig.json(&["profile", "show"]);
    let mut settings = shown["settings"].as_array().unwrap().iter();
    let set = settings.find(|row| row["key"] == "log.quick_log_minutes");
    assert_eq!(set.unwrap()["value"], "3");
    rig.fails(3, &["profile", "adopt", &own]);
    let set = ["profile", "set", "log.quick_log_minutes", "4"];
    rig.fails(2, &set);
    rig.ok(&[&set[..], &["--source", "board"]].concat());
    let shown = rig.ok(&["profile", "show"]);
    assert!(
        shown.contains("log.quick_log_minutes = 4\n    said: board"),
        "{shown}"
    );
    let wrong = ["profile", "set", "log.colour", "4", "--source", "board"];
    assert!(rig.fails(2, &wrong).contains("no such setting"));
}
