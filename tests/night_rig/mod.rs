//! What the nights by keys share: a desk whose staff work at no time, so that every hour is night,
//! and what stands in the journal after one.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::allow_attributes,
    reason = "expect would complain in the file that uses all"
)]

use std::path::Path;

use serde_json::Value;

use super::outside::{desk, good, journal};

/// Own hours of one minute a week, so that the night of a test is outside them at any time of the
/// day.
pub fn works_at_no_time(home: &Path) {
    let staff: Value =
        serde_json::from_str(&good(home, &["staff", "list", "--json"])).expect("json");
    let name = staff["staff"][0]["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    let week = [
        "mon=none",
        "tue=none",
        "wed=none",
        "thu=none",
        "fri=none",
        "sat=none",
        "sun=04:00-04:01",
    ];
    let mut args = vec!["staff", "hours", name.as_str()];
    args.extend(week);
    good(home, &args);
}

/// The journal's entries, in order.
pub fn entries(home: &Path) -> Vec<Value> {
    let lines = journal(home);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line"))
        .collect()
}

/// The journal's kinds, in order.
pub fn kinds(home: &Path) -> Vec<String> {
    let kind = |entry: &Value| entry["kind"].as_str().expect("a kind").to_owned();
    entries(home).iter().map(kind).collect()
}

/// The steps of the walk that were answered, in order; a step that was only gone to is not one.
pub fn answered(home: &Path) -> Vec<String> {
    let entries = entries(home);
    let steps = entries
        .iter()
        .filter(|entry| entry["kind"] == "callout.answered" && entry["data"]["left"] == true);
    steps
        .map(|entry| entry["data"]["step"].as_str().expect("a step").to_owned())
        .collect()
}

/// The texts that lie on the disk as drafts, without the line about each.
pub fn kept(home: &Path) -> Vec<String> {
    let mut kept = Vec::new();
    let people = std::fs::read_dir(desk(home).join("drafts"));
    for person in people.into_iter().flatten().flatten() {
        let files = std::fs::read_dir(person.path()).into_iter().flatten();
        let paths = files.flatten().map(|file| file.path());
        for path in paths.filter(|path| path.extension().is_some_and(|ext| ext == "draft")) {
            // It may be gone by now: what it held is saved.
            let text = std::fs::read_to_string(path).unwrap_or_default();
            kept.extend(text.split_once('\n').map(|(_, text)| text.to_owned()));
        }
    }
    kept
}
