//! The site's own files in the desk's folder `site/`: what is being edited, not what is in force.
//!
//! Only plain files are read, no links are followed, and the folder is not searched without end.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::error::PackError;
use super::pack::{Origin, Pack, SourceFile, is_ours, shipped_sources};
use super::read::FILE_BYTES_MAX;
use crate::text::Clean;

/// How deep folders may lie in the site's folder.
const DEPTH_MAX: usize = 4;
/// How many files the site's folder may hold.
const FILES_MAX: usize = 1000;

/// Reads the shipped files and those of a site's folder over them; a folder that is not there
/// holds nothing.
///
/// # Errors
/// Every fault of every file, also one that cannot be read.
pub fn site_files(dir: &Path) -> Result<Pack, Vec<PackError>> {
    let mut sources = shipped_sources();
    sources.extend(site_sources(dir)?);
    Pack::read(&sources)
}

/// The files of a site's folder before they are read.
///
/// # Errors
/// Every file or folder that cannot be read.
pub fn site_sources(dir: &Path) -> Result<Vec<SourceFile>, Vec<PackError>> {
    let mut found = Found::default();
    found.walk(dir, "", 0);
    if found.errors.is_empty() {
        found.sources.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found.sources)
    } else {
        Err(found.errors)
    }
}

#[derive(Default)]
struct Found {
    sources: Vec<SourceFile>,
    errors: Vec<PackError>,
}

impl Found {
    fn wrong(&mut self, name: &str, wrong: &str, mend: &str) {
        self.errors.push(PackError {
            file: name.to_owned(),
            line: 1,
            field: String::new(),
            wrong: Clean::new(wrong),
            mend: Clean::new(mend),
        });
    }

    fn walk(&mut self, dir: &Path, prefix: &str, depth: usize) {
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                let what = format!("the folder cannot be read: {error}");
                return self.wrong(prefix, &what, "mend its owner and mode");
            }
        };
        for entry in entries.flatten() {
            let file_name = entry.file_name();
            let Some(file_name) = file_name.to_str().filter(|name| !name.starts_with('.')) else {
                continue;
            };
            let name = if prefix.is_empty() {
                file_name.to_owned()
            } else {
                format!("{prefix}/{file_name}")
            };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth < DEPTH_MAX => {
                    self.walk(&entry.path(), &name, depth + 1);
                }
                Ok(kind) if kind.is_file() && is_ours(&name) => self.take(&entry.path(), name),
                Ok(kind) if kind.is_symlink() && is_ours(&name) => {
                    self.wrong(&name, "this is a link", "put a copy of the file here");
                }
                Ok(_) | Err(_) => {}
            }
        }
    }

    fn take(&mut self, path: &Path, name: String) {
        if self.sources.len() == FILES_MAX {
            let what = format!("the folder holds more than {FILES_MAX} files");
            return self.wrong(&name, &what, "take away what is not used");
        }
        match text_of(path) {
            Ok(text) => self.sources.push(SourceFile {
                name,
                text: text.into(),
                origin: Origin::Site,
            }),
            Err(error) => {
                let what = format!("the file cannot be read: {error}");
                self.wrong(&name, &what, "it is to be UTF-8 text that you may read");
            }
        }
    }
}

/// A file's text; a file that is too large is cut one byte above the limit, and refused by it.
fn text_of(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let most = FILE_BYTES_MAX as u64 + 1;
    File::open(path)?.take(most).read_to_string(&mut text)?;
    Ok(text)
}
