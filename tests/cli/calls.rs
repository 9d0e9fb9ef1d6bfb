//! How a callout begins by commands, and the roster that says whose it is.

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
