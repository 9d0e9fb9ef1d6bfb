//! What the own editor left of a draft when its session died.
//!
//! While the editor is open the text is in a file of its own, and nobody types in the form. So where
//! that file is still there, it is newer than the draft beside it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chrono::{DateTime, Offset, Utc};

use super::DRAFT_BYTES_MAX;
use super::file::{Draft, DraftFault};
use super::keep;
use crate::modes;
use crate::time::Stamp;

/// A draft, with the text of the editor's file in it where there is one.
///
/// # Errors
/// A file cannot be read.
pub(super) fn read_newest(path: &Path, edit: &Path) -> io::Result<Result<Draft, DraftFault>> {
    if !edit.exists() {
        return keep::read(path);
    }
    let file = modes::open_regular(edit, false)?;
    let changed = DateTime::<Utc>::from(file.metadata()?.modified()?);
    let text = match read_text(file) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Ok(Err(DraftFault::Text));
        }
        done => done?,
    };
    let before = if path.exists() {
        keep::read(path)?.ok()
    } else {
        None
    };
    let at = Stamp::at_offset(
        changed,
        before.as_ref().map_or(Utc.fix(), |b| b.at.offset()),
    );
    let Some((on, field)) = before.map(|b| (b.on, b.field)).or_else(|| named(edit)) else {
        return Ok(Err(DraftFault::Head("its name".to_owned())));
    };
    Ok(Ok(Draft {
        on,
        field,
        step: None,
        cursor: text.chars().count(),
        at,
        text,
    }))
}

/// Reads what the own editor left, as much as a draft can hold.
///
/// # Errors
/// It is no file, no text, or too long; it stays where it is.
pub fn read_edited(path: &Path) -> io::Result<String> {
    read_text(modes::open_regular(path, false)?)
}

fn read_text(file: File) -> io::Result<String> {
    let mut text = String::new();
    file.take(DRAFT_BYTES_MAX as u64 + 1)
        .read_to_string(&mut text)?;
    if text.len() > DRAFT_BYTES_MAX {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it is longer than 1 MiB; shorten it, or attach it as a file",
        ));
    }
    Ok(text)
}

/// Whose text it is, by the file's name: `<uuid>.<field>[.N].edit`.
fn named(edit: &Path) -> Option<(uuid::Uuid, String)> {
    let name = edit.file_stem()?.to_str()?;
    let (on, rest) = name.split_once('.')?;
    let field = rest.split_once('.').map_or(rest, |(field, _)| field);
    Some((on.parse().ok()?, field.to_owned()))
}
