//! How a callout begins by commands, and the roster that says whose it is.

use serde_json::Value;

use super::rig::Rig;

#[test]
fn a_second_start_gives_the_open_one_and_a_caller_answers_the_first_step() {
    let rig = Rig::at_night();
    let begun = rig.json(&[
        "callout",
        "start",
        "--caller",
        "Maria Ortiz",
        "--phone",
        "555-01",
        "--rang",
        "-10",
    ]);
    assert_eq!(begun["step"], "what");
    assert_eq!(begun["clock_min"], 10);
    let entries = rig.entries();
    assert_eq!(rig.json(&["callout", "start"])["id"], "K-1");
    assert_eq!(rig.entries(), entries);
}

#[test]
fn a_call_that_cannot_be_read_begins_nothing() {
    let rig = Rig::at_night();
    let entries = rig.entries();
    let call = |rang| {
        [
            "callout",
            "start",
            "--caller",
            "Maria Ortiz",
            "--rang",
            rang,
        ]
    };
    let refused = rig.fails(2, &call("25:99"));
    assert!(refused.contains("\nrule: N16, "), "{refused}");
    assert_eq!(rig.entries(), entries);
    // The command as it was meant is the whole call.
    let begun = rig.json(&call("0155"));
    assert_eq!(
        (&begun["id"], &begun["clock_min"]),
        (&"K-1".into(), &17.into())
    );
}

#[test]
fn a_call_with_one_open_answers_who_calls_or_says_that_it_was_not_used() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start"]);
    let begun = rig.json(&["callout", "start", "--caller", "Maria Ortiz"]);
    assert_eq!(
        (&begun["id"], &begun["step"]),
        (&"K-1".into(), &"what".into())
    );
    assert_eq!(rig.json(&["show", "T-1"])["requester"], "Maria Ortiz");
    let entries = rig.entries();
    let other = ["callout", "start", "--caller", "Bo Park", "--phone", "555"];
    let said = rig.ok(&other);
    assert!(
        said.starts_with("K-1 is open already: --caller --phone not used."),
        "{said}"
    );
    assert_eq!(
        rig.json(&other)["unused"],
        serde_json::json!(["--caller", "--phone"])
    );
    assert_eq!(rig.entries(), entries);
}

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
