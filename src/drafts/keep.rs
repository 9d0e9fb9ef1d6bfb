//! A person's drafts in the desk's folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use uuid::Uuid;

use super::DRAFT_BYTES_MAX;
use super::file::{Draft, DraftFault};
use crate::modes::{self, Modes};

/// The drafts of one person, as one session keeps them.
///
/// The session that edits a draft holds a lock beside it until the draft is removed or the
/// session ends; the kernel frees the locks of whoever dies.
#[derive(Debug)]
pub struct Drafts {
    folder: PathBuf,
    held: BTreeMap<(Uuid, String), Held>,
}

#[derive(Debug)]
struct Held {
    path: PathBuf,
    /// Locked for as long as this session edits the draft.
    _lock: File,
}

/// A draft that lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The file's name.
    pub name: String,
    /// The draft, or why it could not be read.
    pub draft: Result<Draft, DraftFault>,
    /// Whether another session edits it now.
    pub is_elsewhere: bool,
}

/// What came of taking a draft up again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is this session's now.
    Here(Draft),
    /// Another session of the same person edits it; its text as it was last kept. What is typed
    /// here gets a file of its own.
    Elsewhere(Draft),
    /// There is none.
    None,
}

impl Drafts {
    /// The drafts of a person in a desk's folder, which are made where they are not there.
    ///
    /// # Errors
    /// The folder cannot be made: say that nothing typed can be kept.
    pub fn open(desk: &Path, person: Uuid) -> io::Result<Self> {
        let all = desk.join("drafts");
        // Each of those who share the desk makes a folder of their own in it, and nobody takes
        // another's away.
        Modes::of(desk)?.make_common(&all)?;
        let folder = all.join(person.to_string());
        Modes::OWN.make_folder(&folder)?;
        Ok(Self {
            folder,
            held: BTreeMap::new(),
        })
    }

    /// Keeps a draft: after this its text survives whatever dies.
    ///
    /// # Errors
    /// The disk does not take it, or the text is longer than [`DRAFT_BYTES_MAX`]: what was kept
    /// before stays; say so while the text is still on the screen.
    pub fn save(&mut self, draft: &Draft) -> io::Result<()> {
        if draft.text.len() > DRAFT_BYTES_MAX {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "a draft can have 1 MiB at most; attach a longer text as a file",
            ));
        }
        let path = self.home_of(draft.on, &draft.field)?;
        let beside = path.with_extension("new");
        let written = write_synced(&beside, &draft.to_bytes())
            .and_then(|()| fs::rename(&beside, &path))
            .and_then(|()| modes::sync_folder(&self.folder));
        if written.is_err() {
            // A part of it is of no use, and the old file is whole.
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// Every draft of the person, the newest first; those of this session are not among them.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> io::Result<Vec<Listed>> {
        let mut listed = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let is_draft = path.extension().is_some_and(|ext| ext == "draft");
            if !is_draft || self.held.values().any(|held| held.path == path) {
                continue;
            }
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let draft = read(&path)?;
            let is_elsewhere = try_lock(&path)?.is_none();
            listed.push(Listed {
                name,
                draft,
                is_elsewhere,
            });
        }
        let when = |one: &Listed| one.draft.as_ref().map(|draft| draft.at).ok();
        listed.sort_by(|a, b| when(b).cmp(&when(a)).then_with(|| a.name.cmp(&b.name)));
        Ok(listed)
    }

    /// Takes a draft up again.
    ///
    /// # Errors
    /// It cannot be read; it stays where it is.
    pub fn take(&mut self, on: Uuid, field: &str) -> io::Result<Taken> {
        for copy in 1..=COPIES_MAX {
            let path = self.path(on, field, copy);
            if !path.exists() {
                continue;
            }
            let draft = read(&path)?.map_err(io::Error::other)?;
            let Some(lock) = try_lock(&path)? else {
                return Ok(Taken::Elsewhere(draft));
            };
            self.held
                .insert((on, field.to_owned()), Held { path, _lock: lock });
            return Ok(Taken::Here(draft));
        }
        Ok(Taken::None)
    }

    /// Removes a draft of this session: its text is saved, or its owner discarded it.
    ///
    /// # Errors
    /// The file cannot be removed; it is offered again at the next start.
    pub fn remove(&mut self, on: Uuid, field: &str) -> io::Result<()> {
        let Some(held) = self.held.remove(&(on, field.to_owned())) else {
            return match self.take(on, field)? {
                Taken::Here(_) => self.remove(on, field),
                Taken::Elsewhere(_) | Taken::None => Ok(()),
            };
        };
        gone(&held.path)?;
        gone(&lock_path(&held.path))
    }

    /// The file that this session writes for a draft: the first that no other session holds.
    fn home_of(&mut self, on: Uuid, field: &str) -> io::Result<PathBuf> {
        let key = (on, field.to_owned());
        if let Some(held) = self.held.get(&key) {
            return Ok(held.path.clone());
        }
        for copy in 1..=COPIES_MAX {
            let path = self.path(on, field, copy);
            // A file that lies there unlocked is offered to its owner, not written over.
            if path.exists() {
                continue;
            }
            if let Some(lock) = try_lock(&path)? {
                self.held.insert(
                    key,
                    Held {
                        path: path.clone(),
                        _lock: lock,
                    },
                );
                return Ok(path);
            }
        }
        Err(io::Error::other(
            "too many drafts of one text; finish or discard some",
        ))
    }

    fn path(&self, on: Uuid, field: &str, copy: u32) -> PathBuf {
        let field: String = field
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                    c
                } else {
                    '_'
                }
            })
            .take(80)
            .collect();
        let copy = if copy == 1 {
            String::new()
        } else {
            format!(".{copy}")
        };
        self.folder.join(format!("{on}.{field}{copy}.draft"))
    }
}

/// How many drafts of one text may lie beside each other.
const COPIES_MAX: u32 = 99;

fn lock_path(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// The lock of a draft, where nobody has it.
fn try_lock(path: &Path) -> io::Result<Option<File>> {
    let file = Modes::OWN.open_or_create(&lock_path(path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn read(path: &Path) -> io::Result<Result<Draft, DraftFault>> {
    let mut bytes = Vec::new();
    modes::open_regular(path, false)?
        .take(DRAFT_BYTES_MAX as u64 + 4096)
        .read_to_end(&mut bytes)?;
    Ok(Draft::parse(&bytes))
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Modes::OWN.open_or_create(path)?;
    file.set_len(0)?;
    file.write_all(bytes)?;
    file.sync_data()
}

fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
