//! Plain borders, asked for on the first screen, noted in the person's own settings.
//!
//! The file is the person's: nothing in it is changed, and one line is put where it is no part of
//! a table. A file that sets the borders already, or cannot be written, is left as it is; then the
//! key is only asked for again.
//!
//! Invariant: the file is at every moment the old one or the new one, whole.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::Path;

use super::config::path;
use crate::cli::Machine;
use crate::modes;

/// Notes in the person's file that they want plain borders.
pub(super) fn keep_plain_borders(machine: &Machine) {
    if let Some(path) = path(machine) {
        let _ = note(&path);
    }
}

fn note(path: &Path) -> io::Result<()> {
    if let Some(above) = path.parent() {
        let mut folders = fs::DirBuilder::new();
        folders.recursive(true).mode(0o700).create(above)?;
    }
    // A file that is kept elsewhere is written there, and its link stays.
    let (home, text, mode) = match fs::canonicalize(path) {
        Ok(home) => {
            let mode = fs::metadata(&home)?.mode() & 0o777;
            let text = fs::read_to_string(&home)?;
            (home, text, mode)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            (path.to_owned(), String::new(), 0o600)
        }
        Err(error) => return Err(error),
    };
    let Some(text) = with_plain_borders(&text) else {
        return Ok(());
    };
    let beside = home.with_extension("toml.new");
    // One that a writing before left.
    let _ = fs::remove_file(&beside);
    let written = modes::create(&beside, mode)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_data())
        })
        .and_then(|()| fs::rename(&beside, &home));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// The text with the line in it, before the first table; none where the borders are set.
fn with_plain_borders(text: &str) -> Option<String> {
    let is_set = |line: &str| {
        line.split('=')
            .next()
            .is_some_and(|name| name.trim() == "ascii")
    };
    if text.lines().any(is_set) {
        return None;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            break;
        }
        at += line.len();
    }
    let (own, tables) = text.split_at(at);
    let gap = if own.is_empty() || own.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    Some(format!("{own}{gap}ascii = true\n{tables}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_borders_are_noted_once_outside_of_every_table_and_nothing_else_is_changed() {
        for (before, after) in [
            ("", "ascii = true\n"),
            ("theme = \"mono\"", "theme = \"mono\"\nascii = true\n"),
            (
                "# mine\n[keys]\nnew = \"N\"\n",
                "# mine\nascii = true\n[keys]\nnew = \"N\"\n",
            ),
            ("ascii = false\n", "ascii = false\n"),
        ] {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join("nightdesk/config.toml");
            if !before.is_empty() {
                fs::create_dir(path.parent().unwrap()).unwrap();
                fs::write(&path, before).unwrap();
            }
            note(&path).unwrap();
            note(&path).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), after);
        }
    }

    #[test]
    fn a_file_that_is_kept_elsewhere_stays_there() {
        let home = tempfile::tempdir().unwrap();
        let (kept, path) = (
            home.path().join("kept.toml"),
            home.path().join("config.toml"),
        );
        fs::write(&kept, "bell = \"never\"\n").unwrap();
        std::os::unix::fs::symlink(&kept, &path).unwrap();
        note(&path).unwrap();
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
        let text = fs::read_to_string(&kept).unwrap();
        assert_eq!(text, "bell = \"never\"\nascii = true\n");
    }
}
