//! What a command has to say, and how it leaves the program.
//!
//! An answer is put together whole and cleaned once more on its way out, so that no command can
//! forget it.

use std::io::ErrorKind;

use serde_json::Value;

use super::fail::Fail;
use super::fit::{COLS, fit};
use super::{Io, Outcome};
use crate::text::Clean;

/// What a command gives back.
#[derive(Debug)]
pub(super) enum Reply {
    /// An answer for people and for scripts.
    Answer(Answer),
    /// Bytes that the program made itself, such as a man page.
    Raw(Vec<u8>),
    /// The full screen.
    Screen(Outcome),
}

/// The same answer for people and for scripts.
#[derive(Debug)]
pub(super) struct Answer {
    /// For people.
    pub(super) text: String,
    /// For scripts; `schema` is added on the way out.
    pub(super) json: Value,
    /// The exit status: 0, or that of what was found.
    pub(super) status: u8,
    /// What is said beside it on standard error, a line each.
    pub(super) beside: Vec<String>,
}

impl Answer {
    /// An answer of a command that did its work.
    pub(super) fn reply(text: impl Into<String>, json: Value) -> Reply {
        Reply::Answer(Self {
            text: text.into(),
            json,
            status: 0,
            beside: Vec::new(),
        })
    }
}

/// Gives the reply and says with what status the program ends.
pub(super) fn give(reply: Result<Reply, Fail>, json: bool, io: &mut Io<'_>) -> Outcome {
    let status = match reply {
        Ok(Reply::Screen(outcome)) => return outcome,
        Ok(Reply::Raw(bytes)) => write_out(io, &bytes),
        Ok(Reply::Answer(answer)) => {
            let written = if json {
                write_out(io, json_line(answer.json).as_bytes())
            } else {
                let mut text = fit(Clean::new(&answer.text).as_str(), columns(io));
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                write_out(io, text.as_bytes())
            };
            for line in &answer.beside {
                warn(io, &format!("nightdesk: WARNING: {line}\n"));
            }
            if written == 0 { answer.status } else { written }
        }
        Err(fail) => {
            match fail.json().filter(|_| json) {
                Some(value) => {
                    write_out(io, json_line(value).as_bytes());
                }
                // A pipe has the three lines of a refusal as they are; a person reads them.
                None if io.stdout_is_terminal => warn(io, &fit(&fail.text(), columns(io))),
                None => warn(io, &fail.text()),
            }
            fail.status()
        }
    };
    Outcome::Status(status)
}

/// How wide a line for people may be: a terminal's width, but no less than a page's.
fn columns(io: &Io<'_>) -> usize {
    match io.columns {
        Some(columns) if io.stdout_is_terminal => usize::from(columns).max(COLS),
        Some(_) | None => COLS,
    }
}

/// A number with its word, such as 1 file and 2 files.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{number} {word}")
}

/// Lines for people beside the answer. A closed standard error has no reader to tell.
pub(super) fn warn(io: &mut Io<'_>, text: &str) {
    let _ = io.stderr.write_all(Clean::new(text).as_str().as_bytes());
    let _ = io.stderr.flush();
}

/// Writes to standard output: 0, also where the reader has gone; 1 where it cannot be written.
pub(super) fn write_out(io: &mut Io<'_>, bytes: &[u8]) -> u8 {
    match io.stdout.write_all(bytes).and_then(|()| io.stdout.flush()) {
        Ok(()) => 0,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => 0,
        Err(error) => {
            let fail = Fail::Output(format!("the answer could not be written: {error}"));
            warn(io, &fail.text());
            fail.status()
        }
    }
}

fn json_line(mut value: Value) -> String {
    if let Value::Object(map) = &mut value {
        map.insert("schema".to_owned(), 1.into());
    }
    clean(&mut value);
    let mut text = value.to_string();
    text.push('\n');
    text
}

/// Every text of a JSON value, cleaned; JSON's own escapes say nothing of invisible characters.
fn clean(value: &mut Value) {
    match value {
        Value::String(text) => *text = Clean::new(text).into_string(),
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(map) => map.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
