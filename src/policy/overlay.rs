//! A profile with some of its settings replaced by those of a case: for rehearsals and what-ifs.
//!
//! `triage rank` and `claim compute` take files that bring a part of a profile along as JSON. The
//! part is laid over a whole profile's text, which is then read like any other.

use std::ops::Range;

use serde_json::Value;

use super::edit::quoted;
use super::error::{PackError, one_of};
use super::read::{read_profile, span_of_path};
use crate::domain::site::Profile;
use crate::text::Clean;

/// The profile of `text` with the settings of `part`, a JSON object of sections, laid over it.
///
/// # Errors
/// The part names what is no setting, or a value that is none for it; lines are those of the
/// profile's text, fields those of the part.
pub fn profile_with(text: &str, name: &str, part: &Value) -> Result<Profile, Vec<PackError>> {
    let (whole, _) = read_profile(text, name)?;
    let mut edits = Vec::new();
    let mut faults = Vec::new();
    lay(text, &whole, "", part, &mut edits, &mut |path: &str| {
        let known = whole.settings.keys().map(String::as_str);
        faults.push(PackError {
            file: name.to_owned(),
            line: 1,
            field: path.to_owned(),
            wrong: Clean::from("the profile has no such setting"),
            mend: Clean::new(&one_of(path, known)),
        });
    });
    if !faults.is_empty() {
        return Err(faults);
    }
    edits.sort_by_key(|(span, _): &(Range<usize>, String)| std::cmp::Reverse(span.start));
    let mut changed = text.to_owned();
    for (span, value) in edits {
        changed.replace_range(span, &value);
    }
    read_profile(&changed, name).map(|(profile, _)| profile)
}

fn lay(
    text: &str,
    whole: &Profile,
    path: &str,
    part: &Value,
    edits: &mut Vec<(Range<usize>, String)>,
    unknown: &mut dyn FnMut(&str),
) {
    let is_leaf = whole.settings.contains_key(path) || path == "organisation.id";
    if let Some(table) = part.as_object()
        && !is_leaf
    {
        for (key, value) in table {
            let inner = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            lay(text, whole, &inner, value, edits, unknown);
        }
        return;
    }
    match span_of_path(text, path).filter(|_| is_leaf) {
        Some(span) => edits.push((span, toml_of(part))),
        None => unknown(path),
    }
}

/// A JSON value as TOML writes it; `null` is the empty list, as the files write "none".
fn toml_of(value: &Value) -> String {
    match value {
        Value::Null => "[]".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(toml_of).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(table) => {
            let pairs: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("{} = {}", quoted(key), toml_of(value)))
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::site::{FileKind, Rate};
    use crate::policy::shipped;

    fn laid(part: &str) -> Result<Profile, Vec<PackError>> {
        let town = shipped().file(FileKind::Profile, "bloomfield").unwrap();
        profile_with(&town.text, &town.name, &serde_json::from_str(part).unwrap())
    }

    #[test]
    fn the_profile_of_the_triage_vectors_lies_over_a_whole_one() {
        let file = std::fs::read_to_string(
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/triage_vectors.json"),
        );
        let vectors: Value = serde_json::from_str(&file.unwrap()).unwrap();
        let profile = laid(&vectors["profile"].to_string()).unwrap();
        assert_eq!(profile.units.find("Archive").unwrap().heads, Some(4));
        assert_eq!(profile.priority.core_services, ["catalogue", "mail"]);
        assert_eq!(profile.organisation.id, "bloomfield");
    }

    #[test]
    fn the_settings_of_a_comp_time_case_lie_over_a_whole_profile() {
        let part = r#"{ "comp_time": { "rate_holiday": [2, 1], "rate_by_weekday": { "sun": [2, 1] },
            "min_callout_min": { "onsite": 240, "remote": 240 }, "cap_min": 28800 },
            "hours": { "week": { "thu": ["12:00-20:00"], "mon": [] }, "holidays": ["2026-05-25"],
            "holiday_part": { "2026-12-24": ["08:30-12:00"] } },
            "organisation": { "tz": "Europe/London" } }"#;
        let profile = laid(part).unwrap();
        let double = Rate { num: 2, den: 1 };
        assert_eq!(profile.comp_time.rate_holiday, Some(double));
        assert_eq!(profile.comp_time.rate_by_weekday[&6], double);
        assert_eq!(profile.comp_time.min_callout_min.remote, 240);
        assert_eq!(profile.hours.week[3][0].from_min, 12 * 60);
        assert!(profile.hours.week[0].is_empty());
        assert_eq!(profile.hours.holiday_part.len(), 1);
        assert_eq!(
            laid(r#"{ "comp_time": { "rate_holiday": null } }"#)
                .unwrap()
                .comp_time
                .rate_holiday,
            None
        );
    }

    #[test]
    fn a_part_that_is_no_setting_is_told() {
        let faults = laid(r#"{ "comp_time": { "ratee": [2, 1] }, "x": 1 }"#).unwrap_err();
        assert_eq!(faults.len(), 2);
        assert_eq!(faults[0].field, "comp_time.ratee");
        assert_eq!(faults[0].mend.as_str(), "did you mean `comp_time.rate`?");
        assert!(laid(r#"{ "comp_time": { "rate": "much" } }"#).is_err());
        assert!(laid("[1]").is_err());
    }
}
