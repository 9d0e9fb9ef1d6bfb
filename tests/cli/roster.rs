//! Who is on call, by commands; commands that reach the desk that was named; a slash that is text.

use serde_json::Value;

use super::rig::Rig;

#[test]
fn the_roster_says_who_is_on_call() {
    let rig = Rig::at_night();
    let added = rig.json(&[
        "roster",
        "add",
        "Nils Birkett",
        "--from",
        "2026-11-23 18:00",
        "--to",
        "2026-11-25 08:00",
    ]);
    let id = added["id"].to_string();
    let listed = rig.json(&["roster", "list"]);
    assert_eq!(listed["on_call"], "Nils Birkett");
    assert_eq!(listed["roster"][0]["id"].to_string(), id);
    let later = rig.json(&["roster", "list", "--at", "2026-11-26 02:00"]);
    assert_eq!(later["on_call"], Value::Null);
    let begun = rig.json(&["callout", "start", "--duty", "no-answer"]);
    assert_eq!(begun["step"], "caller");
    rig.fails(4, &["roster", "remove", "999", "--because", "x"]);
    rig.ok(&["roster", "remove", &id, "--because", "swapped"]);
    assert_eq!(rig.json(&["roster", "list"])["on_call"], Value::Null);
    assert_eq!(
        rig.json(&["roster", "list", "--all"])["roster"][0]["removed"],
        "swapped"
    );
    rig.fails(
        4,
        &["roster", "add", "Nobody", "--from", "now", "--to", "+2d"],
    );
}

#[test]
fn two_turns_of_one_person_do_not_overlap_and_a_substitute_goes_before() {
    let rig = Rig::at_night();
    let add = |who: &'static str, from: &'static str, to: &'static str| {
        ["roster", "add", who, "--from", from, "--to", to]
    };
    let weeks = add("Nils Birkett", "2026-11-23 18:00", "2026-11-30 18:00");
    let first = rig.json(&weeks)["id"].to_string();
    let again = add("Nils Birkett", "2026-11-24 18:00", "2026-11-25 08:00");
    let ran = rig.run(&again);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("overlap"), "{ran:?}");
    assert!(
        ran.err.contains(&format!("roster remove {first}")),
        "{ran:?}"
    );
    let said = rig.ok(&add("Jo Dale", "2026-11-24 18:00", "2026-11-25 08:00"));
    let before = format!("it goes before turn {first} of Nils Birkett");
    assert!(said.contains(&before), "{said}");
    let then = rig.json(&["roster", "list", "--at", "2026-11-25 02:00"]);
    assert_eq!(then["on_call"], "Jo Dale");
}

#[test]
fn the_commands_of_a_callout_reach_the_desk_that_was_named() {
    let rig = Rig::at_night();
    let dir = rig.dir();
    let desk = dir.to_str().unwrap();
    let named = |args: &[&str]| {
        let mut all = vec!["--desk", desk];
        all.extend(args);
        rig.ok(&all)
    };
    let is_whole = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.replace(desk, "DIR");
        let named = text.matches("nightdesk --desk DIR ").count();
        assert!(named > 0, "{text}");
        assert_eq!(text.matches("nightdesk ").count(), named, "{text}");
    };
    is_whole(&named(&["callout", "status"]));
    is_whole(&named(&["claim", "list"]));
    is_whole(&named(&["callout", "start", "--caller", "Ann"]));
    for answer in ["what=2", "impact=3", "emergency=1", "place=1", "tell=later"] {
        named(&["callout", "answer", answer]);
    }
    let told = named(&["callout", "status", "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let debts = told["debts"].as_array().unwrap();
    assert!(!debts.is_empty());
    for debt in debts {
        is_whole(debt["pay"].as_str().unwrap());
    }
    named(&["callout", "answer", "outcome=4"]);
    named(&["callout", "answer", "narrative=?"]);
    is_whole(&named(&["callout", "status", "debts"]));
    is_whole(&named(&["callout", "finish"]));
}

#[test]
fn a_line_with_a_slash_can_be_text() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Ann"]);
    let ran = rig.run(&["callout", "log", "/etc is full"]);
    assert_ne!(ran.status, 0, "{ran:?}");
    assert!(
        ran.err.contains("/etc is no word of the work log"),
        "{ran:?}"
    );
    rig.ok(&["callout", "log", " /etc is full"]);
    rig.ok(&["callout", "answer", "work=//var too"]);
    rig.ok(&["callout", "answer", "work= /opt too"]);
    let sheet = rig.ok(&["callout", "show"]);
    for line in ["/etc is full", "/var too", "/opt too"] {
        assert!(sheet.contains(line), "{sheet}");
    }
    assert!(!sheet.contains("//"), "{sheet}");
}
