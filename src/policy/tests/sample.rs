//! The sample of the demo keeps to the shipped words, prompts and lists, and to its own clock.

use serde_json::Value;

use crate::policy::{sample_tickets, shipped};
use crate::time::Stamp;

fn text<'a>(row: &'a Value, key: &str) -> Option<&'a str> {
    row[key].as_str()
}

#[test]
fn every_sample_ticket_has_a_known_category_with_its_own_prompts_and_a_known_list() {
    let prompts = shipped().prompts().unwrap();
    for line in sample_tickets().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let (no, category) = (&row["no"], text(&row, "record_category").unwrap());
        assert!(prompts.category(category).is_some(), "{no}: {category}");
        for field in row["fields"]
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.keys())
        {
            let known = prompts.of(category).any(|prompt| prompt.id == *field);
            assert!(known, "{no}: {field} of {category}");
        }
        if let Some(list) = text(&row, "checklist") {
            assert!(shipped().templates().contains_key(list), "{no}: {list}");
        }
    }
}

#[test]
fn no_sample_ticket_lies_in_the_future_of_the_sample() {
    let now: Stamp = "2026-07-31T15:30-04:00".parse().unwrap();
    let mut numbers = std::collections::BTreeSet::new();
    for line in sample_tickets().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert!(
            numbers.insert(row["no"].to_string()),
            "{} stands twice",
            row["no"]
        );
        let opened: Stamp = text(&row, "opened").unwrap().parse().unwrap();
        assert!(opened <= now, "{}", row["no"]);
        for key in ["resolved", "closed"] {
            let moment: Option<Stamp> = text(&row, key).map(|at| at.parse().unwrap());
            assert!(
                moment.is_none_or(|at| opened <= at && at <= now),
                "{}: {key}",
                row["no"]
            );
        }
    }
}
