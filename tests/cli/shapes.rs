//! The keys of JSON answers, which scripts rely on.

use serde_json::Value;

use super::rig::Rig;

fn has(value: &Value, keys: &str) {
    let map = value.as_object().unwrap_or_else(|| panic!("{value}"));
    for key in keys.split_whitespace() {
        assert!(map.contains_key(key), "{key} is missing: {value}");
    }
}

#[test]
fn answers_have_the_keys_of_the_page() {
    let rig = Rig::new();
    has(
        &rig.json(&["new", "One", "--from", "Ann"]),
        "number id seq at class",
    );
    rig.ok(&["tell", "T-1", "requester", "soon"]);
    let queue = rig.json(&["queue"]);
    let facts = "number title class class_name blocked hampered state owner unit opened promised \
                 owed why";
    has(&queue["tickets"][0], facts);
    assert!(queue["tickets"][0]["blocked"].is_null());
    let shown = rig.json(&["show", "T-1"]);
    has(&shown, facts);
    has(&shown, "timeline told lists claims owed");
    has(&shown["timeline"][0], "seq at happened by kind text late");
    has(&shown["told"][0], "seq at happened who how outcome text");
    has(&shown["owed"][0], "what rule");
    let list = rig.json(&["check", "start", "new-employee", "--ticket", "T-1"]);
    has(&list, "id checklist version ticket steps gates");
    has(&list["steps"][0], "id state by at evidence");
    has(&list["gates"][0], "step kind answer by");
    has(
        &rig.json(&["verify"]),
        "ok entries files head redacted faults",
    );
    has(&rig.json(&["head"]), "seq hash at next_number");
    has(
        &rig.json(&["why", "T-1"]),
        "number place class class_name why",
    );
    has(&rig.json(&["find", "one"]), "tickets");
    has(&rig.json(&["check", "list"]), "checklists");
    has(&rig.json(&["person", "list"]), "people");
    has(&rig.json(&["staff", "list"]), "staff");
    has(&rig.json(&["asset", "list"]), "assets");
    has(&rig.json(&["unit", "list"]), "units");
    has(&rig.json(&["profile", "show"]), "settings unconfirmed");
    has(&rig.json(&["doctor"]), "ok checks");
    has(&rig.json(&["rebuild"]), "ok entries");
}

#[test]
fn times_are_whole_and_have_an_offset() {
    let rig = Rig::new();
    let new = rig.json(&["new", "One"]);
    assert_eq!(new["at"], super::rig::NOW);
    let late = rig.json(&["log", "T-1", "x", "--happened", "-20"]);
    let shown = rig.json(&["show", "T-1"]);
    let lines = shown["timeline"].as_array().unwrap();
    let line = lines
        .iter()
        .find(|line| line["seq"] == late["seq"])
        .unwrap();
    assert_eq!(line["happened"], "2026-11-24T09:40:00-05:00");
    assert_eq!(line["late"], true);
}
