//! Reads a runbook: plain text whose first lines say what it is called and what it is for.
//!
//! ```text
//! # Restarting the circulation server
//! For: circ-srv, server
//!
//! 1. Ring the desk downstairs before you begin.
//! ```
//!
//! A title has no form that a person could get wrong at length, so what is told here is what would
//! hide a runbook from whoever needs it: no title, a second `For:`, a name that fits nothing.

use std::path::Path;

use super::{Note, PackError, Read};
use crate::domain::Affected;
use crate::domain::site::{FileKind, Runbook};
use crate::policy::error::nearest;
use crate::policy::pack::sha256_hex;
use crate::text::{Clean, fold, width};

/// The most bytes that a runbook may have: 64 KiB, about 25 pages of print.
pub const RUNBOOK_BYTES_MAX: usize = 64 * 1024;
/// The most columns of a title, so that it stands in a row of 80 with its key.
const TITLE_COLS_MAX: usize = 60;
/// The most characters of a name, of the file or of what it is for.
const NAME_CHARS_MAX: usize = 60;
/// Among how many of the first lines with words `For:` is looked for; later it is text.
const HEAD_LINES: usize = 5;
/// What stands before the systems.
const FOR: &str = "for:";
/// What retires a runbook, where it stands alone.
const NONE: &str = "none";

/// The kind of a file by its name alone, for those that are no TOML; none for any other.
///
/// # Errors
/// The name is that of a policy's text, which is not adopted; say so.
pub(super) fn kind_by_name(name: &str) -> Result<Option<FileKind>, PackError> {
    let path = Path::new(name);
    let end = path.extension().unwrap_or_default();
    if !end.eq_ignore_ascii_case("txt") && !end.eq_ignore_ascii_case("md") {
        return Ok(None);
    }
    let folder = path.parent().and_then(Path::file_name);
    if folder.is_some_and(|folder| folder == "policies") {
        return Err(fault(
            name,
            1,
            "",
            "this is the text of a policy, which is cited and not adopted",
            "leave it in the folder `policies`; a runbook lies in `runbooks`",
        ));
    }
    Ok(Some(FileKind::Runbook))
}

/// Reads a runbook.
///
/// # Errors
/// Every fault of the text; show them to whoever wrote it.
pub fn read_runbook(text: &str, name: &str) -> Read<Runbook> {
    if text.len() > RUNBOOK_BYTES_MAX {
        let wrong = format!(
            "the runbook has {} bytes, {RUNBOOK_BYTES_MAX} are the most",
            text.len()
        );
        let mend = "split it, a file for each thing to be done";
        return Err(vec![fault(name, 1, "", &wrong, mend)]);
    }
    let mut faults = Vec::new();
    let id = id_of(name).unwrap_or_else(|wrong| {
        let mend = "name the file after the system, such as circ-srv.md";
        faults.push(fault(name, 1, "", &wrong, mend));
        String::new()
    });
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else {
        let wrong = "there is nothing in it";
        let mend = "write a title in the first line and what to do below it";
        faults.push(fault(name, 1, "", wrong, mend));
        return Err(faults);
    };
    let title = title(lines[first]).unwrap_or_else(|wrong| {
        let mend = "write in one short line what the runbook is about";
        faults.push(fault(name, first + 1, "title", &wrong, mend));
        Clean::default()
    });
    let below = (first + 1..lines.len()).filter(|at| !lines[*at].trim().is_empty());
    let says = below
        .take(HEAD_LINES)
        .filter(|at| targets_in(lines[*at]).is_some());
    let says: Vec<usize> = says.collect();
    if let Some(again) = says.get(1) {
        let wrong = format!("line {} says already what it is for", says[0] + 1);
        let mend = "write all of it in one line, with commas";
        faults.push(fault(name, again + 1, "For", &wrong, mend));
    }
    let mut notes = Vec::new();
    let targets = match says.first() {
        Some(at) => {
            let said = targets_in(lines[*at]).unwrap_or_default();
            targets(name, at + 1, said, &mut faults, &mut notes)
        }
        None => vec![Clean::line(&id)],
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let rest = (first + 1..lines.len()).filter(|at| says.first() != Some(at));
    let runbook = Runbook {
        version: version_of(text),
        id,
        title,
        targets,
        lines: without_edges(rest.map(|at| Clean::new(lines[at].trim_end())).collect()),
    };
    Ok((runbook, notes))
}

/// The version of a text.
fn version_of(text: &str) -> u32 {
    u32::from_str_radix(&sha256_hex(text)[..8], 16).unwrap_or_default()
}

/// The name of the file without its ending.
fn id_of(name: &str) -> Result<String, String> {
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str());
    let stem = stem.unwrap_or_default().trim();
    let is_plain = Clean::line(stem).as_str() == stem;
    match stem.chars().count() {
        0 => Err("the file has no name before its ending".to_owned()),
        1..=NAME_CHARS_MAX if is_plain => Ok(stem.to_owned()),
        1..=NAME_CHARS_MAX => Err("the file's name has characters that cannot be shown".to_owned()),
        more => Err(format!(
            "the file's name has {more} characters, {NAME_CHARS_MAX} are the most"
        )),
    }
}

fn title(line: &str) -> Result<Clean, String> {
    if targets_in(line).is_some() {
        return Err("the first line is to be the title".to_owned());
    }
    let title = Clean::line(line.trim().trim_start_matches('#'));
    match width(title.as_str()) {
        0 => Err("the title is empty".to_owned()),
        1..=TITLE_COLS_MAX => Ok(title),
        more => Err(format!(
            "the title has {more} columns, {TITLE_COLS_MAX} are the most"
        )),
    }
}

/// What stands behind `For:`; none where the line does not begin so.
fn targets_in(line: &str) -> Option<&str> {
    let line = line.trim();
    let head = line.get(..FOR.len())?;
    head.eq_ignore_ascii_case(FOR)
        .then(|| line[FOR.len()..].trim())
}

/// The systems of a `For:` line; none of them retires the runbook.
fn targets(
    name: &str,
    line: usize,
    said: &str,
    faults: &mut Vec<PackError>,
    notes: &mut Vec<Note>,
) -> Vec<Clean> {
    let mut note = |text: String| {
        notes.push(Note {
            file: name.to_owned(),
            line,
            field: "For".to_owned(),
            text: Clean::new(&text),
        });
    };
    let items = said.split(',').map(Clean::line);
    let items: Vec<Clean> = items.filter(|item| !item.is_blank()).collect();
    let is_none = |item: &Clean| fold(item.as_str()) == NONE;
    if items.iter().all(is_none) {
        note("it is for nothing: adopting it retires the runbook".to_owned());
        return Vec::new();
    }
    let words = || Affected::ALL.iter().map(|word| word.as_str());
    for item in &items {
        let folded = fold(item.as_str());
        if is_none(item) {
            let wrong = "`none` stands among names";
            let mend = "take it out; alone it retires the runbook";
            faults.push(fault(name, line, "For", wrong, mend));
        } else if item.len_chars() > NAME_CHARS_MAX {
            let count = item.len_chars();
            let wrong = format!("a name has {count} characters, {NAME_CHARS_MAX} are the most");
            let mend = "name systems, with a comma between them";
            faults.push(fault(name, line, "For", &wrong, mend));
        } else if Affected::parse(&folded).is_none()
            && let Some(near) = nearest(&folded, words())
        {
            note(format!(
                "`{item}` is taken for the name of a thing; every {near} is written `{near}`"
            ));
        }
    }
    items
}

/// The lines without the blank ones at both ends.
fn without_edges(mut lines: Vec<Clean>) -> Vec<Clean> {
    while lines.last().is_some_and(Clean::is_blank) {
        lines.pop();
    }
    let first = lines.iter().position(|line| !line.is_blank()).unwrap_or(0);
    lines.split_off(first)
}

fn fault(name: &str, line: usize, field: &str, wrong: &str, mend: &str) -> PackError {
    PackError {
        file: name.to_owned(),
        line,
        field: field.to_owned(),
        wrong: Clean::new(wrong),
        mend: Clean::new(mend),
    }
}
