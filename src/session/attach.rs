//! A file that somebody named on the screen: from the typed path to the entry.
//!
//! The writer's thread reads it, so that a slow disk never stops the keys. The copy is written and
//! synced before the entry that names it.

use std::path::{Path, PathBuf};

use crate::desk::files::{NotKept, keep_named};
use crate::desk::{Desk, Receipt, SubmitError};
use crate::domain::command::AttachFile;
use crate::domain::{Actor, Command};
use crate::text::Clean;
use crate::tui::FileAsked;

/// What came of a file: the file cannot be taken, or what the desk said.
pub(super) type Attached = Result<Result<Receipt, SubmitError>, String>;

/// The path that was typed or pasted: quotes around it are a terminal's, `~` is the own home.
pub(super) fn path_of(typed: &str, home: Option<&Path>) -> Result<PathBuf, String> {
    let typed = typed.trim();
    let quoted = ['\'', '"'].into_iter().find_map(|quote| {
        let inner = typed.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.is_empty()).then_some(inner)
    });
    let path = quoted.unwrap_or(typed);
    if path.is_empty() {
        return Err("no file is named; give its path".to_owned());
    }
    let Some(rest) = path.strip_prefix('~') else {
        return Ok(PathBuf::from(path));
    };
    let home = home.ok_or("no home is known here; give the whole path")?;
    match rest.strip_prefix('/') {
        Some(within) => Ok(home.join(within.trim_start_matches('/'))),
        None if rest.is_empty() => Ok(home.to_owned()),
        None => Err("~ is your own home alone; give the whole path".to_owned()),
    }
}

/// Keeps a file and attaches it.
pub(super) fn attach(desk: &Desk, actor: &Actor, path: &Path, asked: &FileAsked) -> Attached {
    // A desk that takes no entry gets no copy either.
    let known = desk.snapshot();
    if let Some(why) = known.read_only.clone().filter(|_| !known.is_full) {
        return Ok(Err(SubmitError::ReadOnly(why)));
    }
    let (kept, name) = match keep_named(desk.dir(), path) {
        Ok(kept) => kept,
        Err(NotKept::Source(why)) => return Err(why),
        Err(NotKept::Disk(error)) => {
            let name = Clean::from_os(path.file_name().unwrap_or(path.as_os_str()));
            let why = NotKept::by_disk(Clean::line(name.as_str()).as_str(), &error);
            return Ok(Err(SubmitError::NotSaved(why)));
        }
    };
    let command = Command::Attach(AttachFile {
        ticket: asked.ticket,
        sha256: kept.sha256,
        bytes: kept.bytes,
        name,
        purpose: asked.purpose,
    });
    Ok(desk.submit(actor, &command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_is_taken_as_people_write_it() {
        let home = Some(Path::new("/home/jo"));
        for (typed, path) in [
            ("/srv/a b.pdf", "/srv/a b.pdf"),
            (" ~/letter.pdf\n", "/home/jo/letter.pdf"),
            ("~//x", "/home/jo/x"),
            ("~", "/home/jo"),
            ("'/srv/a b.pdf' ", "/srv/a b.pdf"),
            ("\"~/a b\"", "/home/jo/a b"),
            ("letter.pdf", "letter.pdf"),
            ("it's", "it's"),
        ] {
            assert_eq!(path_of(typed, home), Ok(PathBuf::from(path)), "{typed}");
        }
        for (typed, home) in [(" ", home), ("~mk/x", home), ("~/x", None)] {
            assert!(path_of(typed, home).is_err(), "{typed}");
        }
    }
}
