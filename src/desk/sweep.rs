//! Where else the text of an entry lies: drafts, the attached file, other entries, files aside.
//!
//! What belongs to the entry goes with it. What belongs to something else is named and left: it is
//! somebody's typing, another entry, or evidence, and its owner decides.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use memchr::memmem;
use uuid::Uuid;

use super::aside::is_set_aside;
use super::core::Core;
use super::files;
use crate::domain::{Event, Records, TicketId};
use crate::journal::{Entry, Journal};
use crate::modes;

/// Letters from which a text is looked for within others; shorter ones stand in anything.
const SOUGHT_CHARS: usize = 6;
/// Entries and files that are named; the rest is counted.
const NAMED_MAX: usize = 5;
/// Bytes that are searched at once.
const BLOCK_BYTES: usize = 1024 * 1024;

/// What is to be taken out, and of which records.
pub(super) struct Found {
    id: Uuid,
    on: BTreeSet<Uuid>,
    /// Every text of the entry, trimmed.
    texts: Vec<String>,
    /// The sum of its file.
    sha256: Option<String>,
}

impl Found {
    pub(super) fn of(entry: &Entry, event: Option<&Event>) -> Self {
        let texts = event.map(Event::texts).unwrap_or_default();
        let texts = texts.iter().map(|text| text.as_str().trim().to_owned());
        let sha256 = match event {
            Some(Event::Attached(attached)) => Some(attached.sha256.clone()),
            _ => None,
        };
        Self {
            id: entry.id,
            on: entry.on.iter().copied().collect(),
            texts: texts.collect(),
            sha256,
        }
    }

    /// The texts that can be looked for within others.
    fn sought(&self) -> impl Iterator<Item = &str> {
        let texts = self.texts.iter().map(String::as_str);
        texts.filter(|text| text.chars().count() >= SOUGHT_CHARS)
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.sought()
            .any(|text| memmem::find(bytes, text.as_bytes()).is_some())
    }
}

/// Removes the drafts of the entry's records that hold its text; names how many of others do.
///
/// # Errors
/// A draft cannot be removed.
pub(super) fn drafts(dir: &Path, found: &Found) -> io::Result<Option<String>> {
    let mut others = 0_usize;
    for folder in folders(&dir.join("drafts")) {
        let mut is_changed = false;
        for path in plain_files(&folder) {
            let Ok(bytes) = fs::read(&path) else { continue };
            let body = bytes.splitn(2, |byte| *byte == b'\n').last();
            let body = String::from_utf8_lossy(body.unwrap_or_default());
            let is_it = found.texts.iter().any(|text| *text == body.trim());
            if !is_it && !found.is_in(&bytes) {
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if found.on.iter().any(|id| name.starts_with(&id.to_string())) {
                fs::remove_file(&path)?;
                is_changed = true;
            } else if !is_it || body.trim().chars().count() >= SOUGHT_CHARS {
                others += 1;
            }
        }
        if is_changed {
            modes::sync_folder(&folder)?;
        }
    }
    Ok((others > 0).then(|| {
        format!(
            "{others} drafts under other records hold the same words; whoever types them decides"
        )
    }))
}

/// Removes the attached file, unless another entry has it too.
///
/// # Errors
/// The journal cannot be read, or the file cannot be removed.
pub(super) fn file(dir: &Path, journal: &Journal, found: &Found) -> Result<Option<String>, String> {
    let Some(sum) = found.sha256.as_deref().filter(|sum| sum.len() == 64) else {
        return Ok(None);
    };
    let named = journal.find_bytes(sum.as_bytes());
    let named = named.map_err(|error| error.to_string())?;
    let other = named.iter().find(|entry| {
        entry.kind == "ticket.attached" && entry.redacted.is_none() && entry.id != found.id
    });
    if let Some(other) = other {
        let seq = other.seq;
        return Ok(Some(format!(
            "the file itself stays, because entry {seq} names it too: take that out as well"
        )));
    }
    take_away(&files::path_of(dir, sum)).map_err(|error| error.to_string())?;
    Ok(None)
}

fn take_away(path: &Path) -> io::Result<()> {
    let file = match modes::open_regular(path, true) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    file.set_len(0)?;
    file.sync_all()?;
    fs::remove_file(path)?;
    path.parent().map_or(Ok(()), modes::sync_folder)
}

/// Names the other entries and the files set aside that hold the same words.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn elsewhere(
    dir: &Path,
    journal: &Journal,
    core: &Core,
    found: &Found,
) -> Result<Vec<String>, String> {
    let mut news = Vec::new();
    let mut entries = BTreeSet::new();
    for text in found.sought() {
        let Ok(quoted) = serde_json::to_string(text) else {
            continue;
        };
        let named = journal.find_bytes(&quoted.as_bytes()[1..quoted.len() - 1]);
        for entry in named.map_err(|error| error.to_string())? {
            if entry.id != found.id && entry.redacted.is_none() {
                entries.insert((entry.seq, number(core, &entry)));
            }
        }
    }
    if !entries.is_empty() {
        let named = entries.iter().take(NAMED_MAX).map(|(seq, of)| match of {
            Some(number) => format!("{seq} of {number}"),
            None => seq.to_string(),
        });
        let named: Vec<String> = named.collect();
        let more = entries.len().saturating_sub(NAMED_MAX);
        let more = (more > 0).then(|| format!(" and {more} more"));
        news.push(format!(
            "the same words stand in entry {}{} too: each is taken out by its own order",
            named.join(", "),
            more.unwrap_or_default()
        ));
    }
    let aside = fs::read_dir(dir).into_iter().flatten().flatten();
    for item in aside {
        let name = item.file_name().to_string_lossy().into_owned();
        if is_set_aside(&name) && holds(&item.path(), found) {
            news.push(format!(
                "{name}, which was set aside, still holds the text: look at it, then remove it"
            ));
        }
    }
    Ok(news)
}

/// The number of the ticket that an entry is about.
fn number(core: &Core, entry: &Entry) -> Option<String> {
    let tickets = entry
        .on
        .iter()
        .map(|id| core.register.ticket(TicketId(*id)));
    tickets
        .flatten()
        .next()
        .map(|ticket| ticket.number.to_string())
}

/// Whether a file, or any file under a folder, holds one of the texts as it is or as JSON has it.
fn holds(path: &Path, found: &Found) -> bool {
    let files: Vec<PathBuf> = if path.is_dir() {
        folders(path).iter().flat_map(|f| plain_files(f)).collect()
    } else {
        vec![path.to_owned()]
    };
    let quoted = found
        .sought()
        .filter_map(|text| serde_json::to_string(text).ok());
    let mut needles: Vec<Vec<u8>> = quoted.map(|q| q[1..q.len() - 1].into()).collect();
    needles.extend(found.sought().map(|text| text.as_bytes().to_vec()));
    files.iter().any(|file| {
        needles
            .iter()
            .any(|needle| modes::open_regular(file, false).is_ok_and(|f| has(f, needle)))
    })
}

fn has(mut file: File, needle: &[u8]) -> bool {
    let mut block = Vec::new();
    loop {
        let read = (&mut file).take(BLOCK_BYTES as u64).read_to_end(&mut block);
        if memmem::find(&block, needle).is_some() {
            return true;
        }
        if read.unwrap_or(0) == 0 {
            return false;
        }
        block.drain(..block.len().saturating_sub(needle.len()));
    }
}

/// A folder and every folder below it; links are not followed.
fn folders(top: &Path) -> Vec<PathBuf> {
    let mut all = vec![top.to_owned()];
    let mut at = 0;
    while let Some(folder) = all.get(at).cloned() {
        let items = fs::read_dir(folder).into_iter().flatten().flatten();
        let below = items.filter(|item| item.file_type().is_ok_and(|kind| kind.is_dir()));
        all.extend(below.map(|item| item.path()));
        at += 1;
    }
    all
}

fn plain_files(folder: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = items.filter(|item| item.file_type().is_ok_and(|kind| kind.is_file()));
    files.map(|item| item.path()).collect()
}
