//! Says what is wrong with one field of a form, in words that name what would be right.

use crate::domain::command::Count;
use crate::domain::{Number, Records as _, TicketId};
use crate::text::find_secret;
use crate::time::{parse_until, parse_when, strayed};

use super::build::Context;
use super::{Field, FieldKind, Form, lookup};

/// Says what is wrong with a field that is not empty.
pub(super) fn check(field: &Field, context: &Context<'_>) -> Result<(), String> {
    let text = field.editor.text();
    let text = text.trim();
    match &field.spec.kind {
        FieldKind::Line
        | FieldKind::Log
        | FieldKind::Text
        | FieldKind::Person
        | FieldKind::Asset => Ok(()),
        FieldKind::Count => count(text).map(|_| ()),
        FieldKind::Minutes => minutes(text).map(|_| ()),
        FieldKind::Past => parse_when(text, context.now, context.zone)
            .map(|_| ())
            .map_err(|e| e.to_string()),
        FieldKind::Future => parse_until(text, context.now, context.zone)
            .map(|_| ())
            .map_err(|e| e.to_string()),
        FieldKind::Moment => super::roster::moment(text, context).map(|_| ()),
        FieldKind::Ticket => number(text, context).map(|_| ()),
        kind @ (FieldKind::Choice(_)
        | FieldKind::Staff
        | FieldKind::Unit
        | FieldKind::Category
        | FieldKind::Template) => {
            let all = lookup::options(kind, context.snapshot);
            if all
                .iter()
                .any(|known| known == text || lookup::id_of(known) == text)
            {
                Ok(())
            } else {
                Err(none_such(kind, &all, text))
            }
        }
    }
}

/// Why the time in a field is asked about once, as in the walk: it has no day, and is hardly the
/// one that was meant. None where the same text was asked about already.
pub(super) fn strays(field: &Field, form: &Form, context: &Context<'_>) -> Option<String> {
    let text = field.editor.text();
    if field.spec.kind != FieldKind::Past || field.asked.as_ref() == Some(&text) {
        return None;
    }
    let ticket = form.kind.ticket(context.snapshot);
    let ticket = ticket.and_then(|id| context.snapshot.ticket(id));
    let came_in = ticket.map(|ticket| ("it came in", ticket.opened));
    let found = strayed(&text, context.now, context.zone, came_in)?;
    Some(format!("{}. Enter keeps it", found.said))
}

/// Why the text in a field is asked about once: it looks like a secret. None where the same text
/// was asked about already, or in a field that is no free text.
pub(super) fn secret(field: &Field) -> Option<String> {
    let text = field.editor.text();
    let keeps = match field.spec.kind {
        FieldKind::Log => "Enter keeps it",
        FieldKind::Text => "Esc and Enter keep it",
        FieldKind::Line
        | FieldKind::Count
        | FieldKind::Minutes
        | FieldKind::Past
        | FieldKind::Future
        | FieldKind::Moment
        | FieldKind::Choice(_)
        | FieldKind::Person
        | FieldKind::Asset
        | FieldKind::Staff
        | FieldKind::Unit
        | FieldKind::Category
        | FieldKind::Template
        | FieldKind::Ticket => return None,
    };
    let asked = field.asked.as_ref().map(|asked| asked.trim_end());
    if asked == Some(text.trim_end()) {
        return None;
    }
    let said = find_secret(&text)?.said(&text);
    Some(format!("{said}: take it out. {keeps}"))
}

/// How many words are named in a complaint.
const SAID_MAX: usize = 6;

fn none_such(kind: &FieldKind, all: &[String], text: &str) -> String {
    let found = lookup::matching(all, text);
    if found.is_empty() && matches!(kind, FieldKind::Choice(_)) && all.len() > SAID_MAX {
        return "it is none of the words; they stand here while you are in the field".to_owned();
    }
    let near = if found.is_empty() { all } else { &found[..] };
    let shown: Vec<&str> = near.iter().take(SAID_MAX).map(String::as_str).collect();
    if shown.is_empty() {
        if *kind == FieldKind::Unit {
            super::spec::NO_UNITS.to_owned()
        } else {
            "there is none to choose yet".to_owned()
        }
    } else {
        format!("one of: {}", shown.join(", "))
    }
}

/// Reads how many.
///
/// # Errors
/// It is none; the text says how one is written.
pub(super) fn count(text: &str) -> Result<Option<Count>, String> {
    match text {
        "" | "?" => Ok(None),
        "w" | "W" => Ok(Some(Count::Unit)),
        "all" => Ok(Some(Count::Everyone)),
        digits => digits
            .parse::<u32>()
            .map(|n| Some(Count::Number(n)))
            .map_err(|_| "a number, w for the whole unit, all, or ?".to_owned()),
    }
}

/// Reads minutes.
///
/// # Errors
/// It is none; the text says how one is written.
pub(super) fn minutes(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| "minutes in digits, such as 45".to_owned())
}

/// Reads a ticket's number.
///
/// # Errors
/// It is none; the text says how one is written.
pub(super) fn number(text: &str, context: &Context<'_>) -> Result<TicketId, String> {
    let number: Number = text
        .parse()
        .map_err(|e: crate::domain::NotANumber| e.to_string())?;
    context
        .snapshot
        .ticket_numbered(number)
        .map(|ticket| ticket.id)
        .ok_or_else(|| format!("there is no {number}"))
}
