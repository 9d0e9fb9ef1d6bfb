//! Changes one setting in the text of a profile, and writes beside it who says so.
//!
//! Everything else of the text stays as its author wrote it, comments too.

use toml::de::{DeTable, DeValue};

use super::error::{PackError, one_of};
use super::read::{line_of_path, read_profile, span_of_path};
use crate::text::Clean;

/// The text of a profile with one setting changed; `said` is who says so, in words.
///
/// # Errors
/// The profile does not read, there is no such setting, or the value is none for it.
pub fn set_setting(
    text: &str,
    name: &str,
    key: &str,
    value: &str,
    said: &str,
) -> Result<String, Vec<PackError>> {
    let (profile, _) = read_profile(text, name)?;
    let fault = |wrong: String, mend: String| {
        vec![PackError {
            file: name.to_owned(),
            line: line_of_path(text, key),
            field: key.to_owned(),
            wrong: Clean::new(&wrong),
            mend: Clean::new(&mend),
        }]
    };
    let inside = format!("{key}.");
    let is_setting = profile.settings.contains_key(key)
        || (key.contains('.') && profile.settings.keys().any(|k| k.starts_with(&inside)));
    let span = span_of_path(text, key).filter(|_| is_setting);
    let Some(span) = span else {
        let known = profile.settings.keys().map(String::as_str);
        return Err(fault(
            "there is no such setting".to_owned(),
            one_of(key, known),
        ));
    };
    let present = &text[span.clone()];
    let Some(written) = written(present, value) else {
        let wrong = format!("`{}` is no value for it", value.trim());
        return Err(fault(
            wrong,
            format!("write it like the present one, {present}"),
        ));
    };
    let changed = format!("{}{written}{}", &text[..span.start], &text[span.end..]);
    let changed = with_provenance(&changed, key, said);
    read_profile(&changed, name)?;
    Ok(changed)
}

/// The text of a profile with settings confirmed as they are; `said` is who confirms them.
///
/// A setting for which somebody speaks already keeps their word.
///
/// # Errors
/// The profile does not read, or there is no such setting.
pub fn confirm_settings(
    text: &str,
    name: &str,
    keys: &[&str],
    said: &str,
) -> Result<String, Vec<PackError>> {
    let (profile, _) = read_profile(text, name)?;
    let entry = format!("{{ said = {} }}", quoted(Clean::line(said).as_str()));
    let mut lines = String::new();
    for key in keys {
        if !profile.settings.contains_key(*key) {
            let known = profile.settings.keys().map(String::as_str);
            return Err(vec![PackError {
                file: name.to_owned(),
                line: line_of_path(text, key),
                field: (*key).to_owned(),
                wrong: Clean::from("there is no such setting"),
                mend: Clean::new(&one_of(key, known)),
            }]);
        }
        let line = format!("{} = {entry}\n", quoted(key));
        if profile.provenance_of(key).is_none() && !lines.contains(&line) {
            lines.push_str(&line);
        }
    }
    let confirmed = at_the_head_of_provenance(text, &lines);
    read_profile(&confirmed, name)?;
    Ok(confirmed)
}

/// How a value is written in TOML, of the type of the present one; none where it cannot be.
fn written(present: &str, value: &str) -> Option<String> {
    let value = value.trim();
    let line = format!("x = {present}");
    let root = DeTable::parse(&line).ok()?;
    let present = root.get_ref().get("x")?.get_ref();
    if present.is_str() {
        let bare = value.trim_matches('"');
        return Some(quoted(bare));
    }
    if let Some(raw) = same_type(present, value) {
        return Some(raw);
    }
    let is_open = value.starts_with(['[', '{']);
    (present.is_array() && !is_open).then(|| list(present, value))?
}

/// The value as it is, where it is TOML of the same type.
fn same_type(present: &DeValue<'_>, value: &str) -> Option<String> {
    if value.contains(['\n', '\r', '#']) {
        return None;
    }
    let line = format!("x = {value}");
    let root = DeTable::parse(&line).ok()?;
    let found = root.get_ref().get("x")?.get_ref();
    (root.get_ref().len() == 1 && present.same_type(found)).then(|| value.to_owned())
}

/// A list written with commas, as a person types it: `a, b` or `3, 2`; `none` is the empty list.
fn list(present: &DeValue<'_>, value: &str) -> Option<String> {
    let items = value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty() && *item != "none");
    let first = present.as_array().and_then(|items| items.first());
    if first.is_some_and(|item| item.get_ref().is_array()) {
        return None;
    }
    let numbers = first.is_some_and(|item| item.get_ref().is_integer());
    let written: Option<Vec<String>> = items
        .map(|item| {
            if numbers {
                item.parse::<u32>().ok().map(|n| n.to_string())
            } else {
                Some(quoted(item.trim_matches('"')))
            }
        })
        .collect();
    Some(format!("[{}]", written?.join(", ")))
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The text with the setting's provenance replaced, or put at the head of `[provenance]`.
fn with_provenance(text: &str, key: &str, said: &str) -> String {
    let entry = format!("{{ said = {} }}", quoted(Clean::new(said).as_str()));
    if let Some(span) = span_of_path(text, &format!("provenance.{key}")) {
        return format!("{}{entry}{}", &text[..span.start], &text[span.end..]);
    }
    at_the_head_of_provenance(text, &format!("{} = {entry}\n", quoted(key)))
}

/// The text with lines put at the head of `[provenance]`, which is begun where there is none.
fn at_the_head_of_provenance(text: &str, lines: &str) -> String {
    if lines.is_empty() {
        return text.to_owned();
    }
    let header = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            *at += line.len();
            Some((*at, line))
        })
        .find(|(_, line)| line.trim_start().starts_with("[provenance]"));
    match header {
        Some((after, header)) => {
            let gap = if header.ends_with('\n') { "" } else { "\n" };
            format!("{}{gap}{lines}{}", &text[..after], &text[after..])
        }
        None => format!("{text}\n[provenance]\n{lines}"),
    }
}
