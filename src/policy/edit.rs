//! Changes one setting in the text of a profile, and writes beside it who says so.
//!
//! Everything else of the text stays as its author wrote it, comments too.

mod pair;
mod value;

use self::value::{NOTHING, form_of, hint_of, ways_to_write};
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
    if let Some(both) = pair::both(key, value) {
        return set_both(text, name, &both, said);
    }
    let present = &text[span];
    let shown = profile.settings.get(key).map(String::as_str);
    let Some(ways) = ways_to_write(present, value) else {
        let wrong = format!("`{}` is no value for it", value.trim());
        return Err(fault(wrong, form_of(present, shown)));
    };
    if let Some((wrong, mend)) = pair::odd(&profile.settings, key, value) {
        return Err(fault(wrong, mend));
    }
    let mut refused = None;
    for way in ways {
        let changed = with_provenance(&with_value(text, key, &way), key, said);
        match read_profile(&changed, name) {
            Ok(_) => return Ok(changed),
            Err(faults) => drop(refused.get_or_insert(faults)),
        }
        // Nothing cannot be said here: a word is taken for itself only where few are known.
        if way == NOTHING && takes_any_word(text, name, key) {
            break;
        }
    }
    Err(refused.unwrap_or_default())
}

/// How the value of a setting is typed, in a line or two; empty where there is no such setting.
pub fn setting_hint(text: &str, key: &str) -> String {
    let Some(span) = span_of_path(text, key) else {
        return String::new();
    };
    let hint = hint_of(&text[span]);
    match pair::hint(key) {
        Some(both) => format!("{hint} {both}"),
        None => hint.to_owned(),
    }
}

/// Two settings that must agree, changed at once.
fn set_both(
    text: &str,
    name: &str,
    both: &[(&str, String)],
    said: &str,
) -> Result<String, Vec<PackError>> {
    let changed = both.iter().fold(text.to_owned(), |text, (key, value)| {
        with_provenance(&with_value(&text, key, value), key, said)
    });
    read_profile(&changed, name)?;
    Ok(changed)
}

/// Whether a text setting takes a word that nobody ever thought of.
fn takes_any_word(text: &str, name: &str, key: &str) -> bool {
    read_profile(&with_value(text, key, "\"no such word\""), name).is_ok()
}

/// The text with the value of a setting written anew.
fn with_value(text: &str, key: &str, written: &str) -> String {
    match span_of_path(text, key) {
        Some(span) => format!("{}{written}{}", &text[..span.start], &text[span.end..]),
        None => text.to_owned(),
    }
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
