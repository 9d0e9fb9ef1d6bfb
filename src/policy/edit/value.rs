//! What a person types for a setting, as the profile's file writes it.
//!
//! A person types what the screen shows: `3, 2` and not `[3, 2]`. Nothing is an empty line or
//! `none`, which is how the screen shows it.
//!
//! Invariant: what comes out is of the type of the present value.

use toml::de::{DeTable, DeValue};

use super::quoted;

/// The empty text.
pub(super) const NOTHING: &str = "\"\"";

/// How a value may be written, of the type of the present one, the likeliest way first; none where
/// it cannot be.
pub(super) fn ways_to_write(present: &str, value: &str) -> Option<Vec<String>> {
    let value = value.trim();
    let line = format!("x = {present}");
    let root = DeTable::parse(&line).ok()?;
    let present = root.get_ref().get("x")?.get_ref();
    if present.is_str() {
        let word = quoted(value.trim_matches('"'));
        return Some(match value {
            "none" => vec![NOTHING.to_owned(), word],
            _ => vec![word],
        });
    }
    let is_open = value.starts_with(['[', '{']);
    if let Some(items) = present.as_array().filter(|_| !is_open) {
        let first = items.first().map(toml::Spanned::get_ref);
        return lists(first, value);
    }
    if present.is_table() && is_nothing(value) {
        return Some(vec!["{}".to_owned()]);
    }
    same_type(present, value).map(|raw| vec![raw])
}

/// How a setting is written, in words.
pub(super) fn form_of(present: &str, shown: Option<&str>) -> String {
    let line = format!("x = {present}");
    let root = DeTable::parse(&line).ok();
    let value = root.as_ref().and_then(|root| root.get_ref().get("x"));
    let Some(value) = value.map(toml::Spanned::get_ref) else {
        return format!("write it like the present one, {present}");
    };
    let present = shown.unwrap_or(present);
    match value {
        DeValue::Boolean(_) => "write true or false".to_owned(),
        DeValue::Integer(_) | DeValue::Float(_) => {
            format!("write a number, like the present one, {present}")
        }
        DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_array()) => format!(
            "write it like the present one, {present}; commas within a row, a semicolon between two"
        ),
        DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_integer()) => {
            format!("write numbers with commas between, like the present ones, {present}; or none")
        }
        DeValue::Array(_) => "write words with commas between, or none".to_owned(),
        DeValue::Table(_) => "write it as the profile's file does, in braces, or none".to_owned(),
        DeValue::String(_) | DeValue::Datetime(_) => {
            format!("write it like the present one, {present}")
        }
    }
}

/// What is to be known before a value is typed, by the type of the present one.
pub(super) fn hint_of(present: &str) -> &'static str {
    let line = format!("x = {present}");
    let root = DeTable::parse(&line).ok();
    let value = root.as_ref().and_then(|root| root.get_ref().get("x"));
    match value.map(toml::Spanned::get_ref) {
        Some(DeValue::Boolean(_)) => "true or false.",
        Some(DeValue::Integer(_) | DeValue::Float(_)) => "A number.",
        Some(DeValue::Array(items)) if items.iter().any(|item| item.get_ref().is_array()) => {
            "Commas within a row, a semicolon between two; empty or none: no row."
        }
        Some(DeValue::Array(_)) => "With commas between; empty or none: nothing.",
        Some(DeValue::Table(_)) => {
            "In braces, as the profile's file has it; empty or none: nothing."
        }
        Some(DeValue::String(_) | DeValue::Datetime(_)) | None => "Empty or none: nothing.",
    }
}

/// Whether somebody says that there is none.
fn is_nothing(value: &str) -> bool {
    value.is_empty() || value == "none"
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

/// A list written with commas, as a person types it: `a, b` or `3, 2`, rows with `;` between.
fn lists(first: Option<&DeValue<'_>>, value: &str) -> Option<Vec<String>> {
    if is_nothing(value) {
        return Some(vec!["[]".to_owned()]);
    }
    match first {
        Some(DeValue::Array(cells)) => {
            let numbers: Vec<bool> = cells.iter().map(|c| c.get_ref().is_integer()).collect();
            let rows = value.split(';').map(|row| row_of(&numbers, row.trim()));
            let rows: Option<Vec<String>> = rows.collect();
            Some(vec![format!("[{}]", rows?.join(", "))])
        }
        Some(DeValue::Integer(_)) => Some(vec![numbers_of(value)?]),
        // Of an empty list nobody knows what stands in it: numbers first, where all are some.
        None => Some(
            numbers_of(value)
                .into_iter()
                .chain([words_of(value)])
                .collect(),
        ),
        Some(
            DeValue::String(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_),
        ) => Some(vec![words_of(value)]),
    }
}

fn items(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty() && *item != "none")
}

fn numbers_of(value: &str) -> Option<String> {
    let numbers: Option<Vec<String>> = items(value)
        .map(|item| item.parse::<u32>().ok().map(|n| n.to_string()))
        .collect();
    Some(format!("[{}]", numbers?.join(", ")))
}

fn words_of(value: &str) -> String {
    let words: Vec<String> = items(value)
        .map(|item| quoted(item.trim_matches('"')))
        .collect();
    format!("[{}]", words.join(", "))
}

/// A row of a list of rows; which of its cells are numbers is known from the first one.
fn row_of(numbers: &[bool], row: &str) -> Option<String> {
    let cells: Vec<&str> = row.split(',').map(str::trim).collect();
    if cells.len() != numbers.len() {
        return None;
    }
    let cells: Option<Vec<String>> = cells
        .iter()
        .zip(numbers)
        .map(|(cell, is_number)| match is_number {
            true => cell.parse::<u32>().ok().map(|n| n.to_string()),
            false => Some(quoted(cell.trim_matches('"'))),
        })
        .collect();
    Some(format!("[{}]", cells?.join(", ")))
}
