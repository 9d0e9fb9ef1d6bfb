//! A time of day without its day, where the last such time is hardly the one that was meant.

use super::rig::Rig;

/// A callout at 01:10, rung at 00:50, at which somebody from outside was.
fn at_ten_past_one() -> Rig {
    let mut rig = Rig::at_night();
    rig.clock("2026-11-24T01:10:00-05:00");
    rig.ok(&[
        "callout",
        "start",
        "--caller",
        "Maria Ortiz",
        "--rang",
        "0050",
    ]);
    rig.ok(&["callout", "answer", "what=2", "what.which=no network"]);
    rig.ok(&["callout", "answer", "list.outsider=yes"]);
    rig
}

#[test]
fn an_answer_names_both_readings_and_how_each_is_typed() {
    let rig = at_ten_past_one();
    let entries = rig.entries();
    let said = rig.fails(2, &["callout", "answer", "V.name=P. Kahn", "V.left=0240"]);
    assert!(
        said.contains("`0240` would be Mon 02:40, before it rang 00:50"),
        "{said}"
    );
    assert!(said.contains("V.left='yesterday 02:40'"), "{said}");
    assert!(said.contains("V.left='2026-11-24 02:40'"), "{said}");
    assert!(said.contains("N16"), "{said}");
    assert_eq!(rig.entries(), entries);
    // With its day it is taken, and so is a time that can only mean one.
    rig.ok(&[
        "callout",
        "answer",
        "V.name=P. Kahn",
        "V.left=yesterday 02:40",
    ]);
    rig.ok(&["callout", "answer", "V.arrived=0055", "V.left=0105"]);
}

#[test]
fn the_row_of_times_is_read_time_by_time() {
    let rig = at_ten_past_one();
    let said = rig.fails(
        2,
        &[
            "callout",
            "answer",
            "outcome=1",
            "outcome.times=left 0055, restored 0240",
        ],
    );
    assert!(
        said.contains("outcome.times.restored='yesterday 02:40'"),
        "{said}"
    );
}

#[test]
fn a_word_to_somebody_is_not_put_before_the_ticket_in_silence() {
    let mut rig = Rig::new();
    rig.clock("2026-11-24T09:00:00-05:00");
    rig.ok(&["new", "No network", "--happened", "0830"]);
    let said = rig.fails(2, &["tell", "T-1", "requester", "--happened", "2230"]);
    assert!(
        said.contains("`2230` would be Mon 22:30, before it came in 08:30"),
        "{said}"
    );
    assert!(said.contains("'yesterday 22:30'"), "{said}");
    rig.ok(&["tell", "T-1", "requester", "--happened", "0840"]);
    rig.ok(&[
        "log",
        "T-1",
        "Asked the vendor",
        "--happened",
        "yesterday 22:30",
    ]);
}

#[test]
fn in_lines_the_last_time_of_a_question_is_asked_about_too() {
    let rig = at_ten_past_one();
    let script = b"\ngo outcome\n1\n\n\n\n0240\nback\n\nquit\n";
    let said = rig.run_with(&["--plain"], script).out;
    assert!(
        said.contains("before it rang 00:50. Back asks it again."),
        "{said}"
    );
    assert!(said.contains("Enter keeps it."), "{said}");
    assert!(said.contains("Saved"), "{said}");
    let sheet = rig.ok(&["callout", "show"]);
    assert!(!sheet.contains("02:40"), "{sheet}");
}
