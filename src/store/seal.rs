//! What a store was closed with, noted beside its files, so that a change is seen before it is
//! opened.
//!
//! sled writes into its files as it opens them, and takes a flipped bit for the end of its log. So
//! whether the files are still those that were closed has to be known first. A file is read for
//! that up to a size; of a larger one length, inode and times must be the same.
//!
//! Invariants: the note lies there only while nobody has the store open, and it is gone from the
//! disk before sled touches a file; it is written after every file was synced. So a store without
//! a note was not closed, and one that differs from its note was changed by something else.

use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind, Read, Write as _};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::fault::StoreFault;
use super::folder;
use crate::modes::{self, Modes};

/// Its name in the store's folder.
const NAME: &str = "closed";
/// The longest note that is read, in bytes.
const NOTE_BYTES_MAX: u64 = 64 << 10;
/// Up to how many bytes a file is read to be compared. Source: `docs/architecture.md`; the store of
/// 10,000 tickets has 145 MB and takes 20 ms, that of 100,000 has 1.4 GB and is not read.
pub(super) const READ_BYTES_MAX: u64 = 256 << 20;
/// Bytes that are read at once.
const BLOCK_BYTES: usize = 256 << 10;
/// What in the folder changes beside sled's files, or is checked by its own sums.
const OWN: [&str; 3] = [NAME, "reached", "lines"];

/// How a store's files stand to the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There are no files yet.
    New,
    /// They are as they were closed.
    Closed,
    /// They are not what was closed, so something else has changed them.
    Changed(String),
    /// There is no note to go by: whoever had the store open died.
    Unknown,
}

/// Notes how the files of a store lie there. Nobody may have it open.
///
/// # Errors
/// A file cannot be read or synced; then there is no note.
pub(super) fn put(modes: Modes, store: &Path) -> io::Result<()> {
    let mut text = String::new();
    for (name, meta) in files(store)? {
        let path = store.join(&name);
        modes::open_regular(&path, false)?.sync_all()?;
        let _ = writeln!(text, "{} {} {name}", meta.len(), mark(&path, &meta)?);
    }
    modes::sync_folder(store)?;
    let sum = crc32fast::hash(text.as_bytes());
    let _ = writeln!(text, "{sum:08x}");
    let path = store.join(NAME);
    remove(&path)?;
    let mut file = modes.create(&path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    modes::sync_folder(store)
}

/// Takes the note away, down to the disk: from here on the files change.
///
/// # Errors
/// The folder cannot be written.
pub(super) fn lift(store: &Path) -> Result<(), StoreFault> {
    let path = store.join(NAME);
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    remove(&path).map_err(|e| StoreFault::io(&path, e))?;
    folder::sync(store)
}

/// Compares the files with the note; nothing is changed.
///
/// # Errors
/// A file cannot be read.
pub(super) fn look(store: &Path) -> Result<Verdict, StoreFault> {
    let failed = |e| StoreFault::io(store, e);
    let found = match files(store) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Verdict::New),
        Err(error) => return Err(failed(error)),
    };
    if let Some((name, _)) = found.iter().find(|(_, meta)| !meta.is_file()) {
        return Ok(Verdict::Changed(format!("its file `{name}` is no file")));
    }
    let Some(noted) = noted(store) else {
        return Ok(unnoted(&found));
    };
    let mut is_certain = true;
    for (name, length, was) in &noted {
        let Some((_, meta)) = found.iter().find(|(known, _)| known == name) else {
            return Ok(Verdict::Changed(format!("its file `{name}` is gone")));
        };
        let changed = || Verdict::Changed(format!("its file `{name}` is not as it was left"));
        if meta.len() != *length {
            return Ok(changed());
        }
        let is = mark(&store.join(name), meta).map_err(failed)?;
        if is != *was {
            // A copy of the whole desk has other times, and may well be good.
            if *length > READ_BYTES_MAX {
                is_certain = false;
            } else {
                return Ok(changed());
            }
        }
    }
    let is_noted = |name: &String| noted.iter().any(|(known, ..)| known == name);
    if let Some((name, _)) = found.iter().find(|(name, _)| !is_noted(name)) {
        return Ok(Verdict::Changed(format!("a file `{name}` was added")));
    }
    Ok(if is_certain {
        Verdict::Closed
    } else {
        Verdict::Unknown
    })
}

/// A store without a note: one that was not closed, the first beginning of one, or a part of one.
fn unnoted(found: &[(String, Metadata)]) -> Verdict {
    let has = |begin: &str| found.iter().any(|(name, _)| name.starts_with(begin));
    match (has("db"), has("snap.")) {
        (true, _) => Verdict::Unknown,
        (false, true) => Verdict::Changed("its file `db` is gone".to_owned()),
        (false, false) => Verdict::New,
    }
}

/// The store's files that stay as they were closed, by name below the store's folder, in order.
fn files(store: &Path) -> io::Result<Vec<(String, Metadata)>> {
    let mut found = Vec::new();
    for item in fs::read_dir(store)? {
        let item = item?;
        let name = item.file_name().to_string_lossy().into_owned();
        if OWN.contains(&name.as_str()) {
            continue;
        }
        let meta = item.metadata()?;
        if name == "blobs" && meta.is_dir() {
            for blob in fs::read_dir(item.path())? {
                let blob = blob?;
                let name = format!("blobs/{}", blob.file_name().to_string_lossy());
                found.push((name, blob.metadata()?));
            }
        } else {
            found.push((name, meta));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

/// By what a file is known again: the sum of its bytes, or of a large one inode and times.
fn mark(path: &Path, meta: &Metadata) -> io::Result<String> {
    if meta.len() > READ_BYTES_MAX {
        let written = (meta.mtime(), meta.mtime_nsec());
        let changed = (meta.ctime(), meta.ctime_nsec());
        return Ok(format!(
            "{}:{}.{:09}:{}.{:09}",
            meta.ino(),
            written.0,
            written.1,
            changed.0,
            changed.1
        ));
    }
    let mut file = modes::open_regular(path, false)?;
    let mut block = vec![0; BLOCK_BYTES];
    let mut sum = crc32fast::Hasher::new();
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(format!("{:08x}", sum.finalize()));
        }
        sum.update(&block[..read]);
    }
}

/// Name, length and mark of each file as noted; none where the note is not whole.
fn noted(store: &Path) -> Option<Vec<(String, u64, String)>> {
    let mut text = String::new();
    modes::open_regular(&store.join(NAME), false)
        .ok()?
        .take(NOTE_BYTES_MAX)
        .read_to_string(&mut text)
        .ok()?;
    let body = text.trim_end_matches('\n');
    let (files, sum) = body.rsplit_once('\n')?;
    let files = &text[..=files.len()];
    if u32::from_str_radix(sum, 16).ok()? != crc32fast::hash(files.as_bytes()) {
        return None;
    }
    let line = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let length = parts.next()?.parse().ok()?;
        let mark = parts.next()?.to_owned();
        Some((parts.next()?.to_owned(), length, mark))
    };
    files.lines().map(line).collect()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
