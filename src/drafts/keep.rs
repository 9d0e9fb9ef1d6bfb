//! A person's drafts in the desk's folder.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use uuid::Uuid;

use super::DRAFT_BYTES_MAX;
use super::edit;
use super::file::{Draft, DraftFault};
use crate::modes::{self, Modes, identity};

/// The drafts of one person, as one session keeps them.
///
/// The session that edits a draft holds a lock beside it until the draft is removed or the
/// session ends; the kernel frees the locks of whoever dies.
#[derive(Debug)]
pub struct Drafts {
    folder: PathBuf,
    place: Place,
    /// The desk's disk and inode when this was begun.
    found: Option<(u64, u64)>,
    held: BTreeMap<(Uuid, String), Held>,
}

#[derive(Debug)]
struct Held {
    path: PathBuf,
    /// What was written last, for the case that another folder takes the place of this one.
    last: Option<Draft>,
    /// Whether the own editor's file is in the text, and goes once that is written.
    is_edited: bool,
    /// Locked for as long as this session edits the draft.
    _lock: File,
}

/// Whether there is a folder to write into.
#[derive(Debug)]
enum Place {
    Made,
    /// The disk was full when it was to be made in this desk; each writing tries again.
    NotYet(PathBuf),
    /// Nothing is kept, and why.
    Never(String),
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
    /// The drafts of a person in a desk's folder, which are made where they are not there; on a
    /// full disk with the first writing for which there is room.
    ///
    /// # Errors
    /// The folder cannot be made: say that nothing typed can be kept.
    pub fn open(desk: &Path, person: Uuid) -> io::Result<Self> {
        let folder = desk.join("drafts").join(person.to_string());
        let place = match make_folder(desk, &folder) {
            Ok(()) => Place::Made,
            Err(error) if is_full(&error) => Place::NotYet(desk.to_owned()),
            Err(error) => return Err(error),
        };
        Ok(Self {
            found: identity(desk),
            folder,
            place,
            held: BTreeMap::new(),
        })
    }

    /// No drafts: nothing is looked for or made, and whoever keeps one is told why it is not kept.
    /// For a desk in whose folder nothing may be changed.
    pub fn never(why: &str) -> Self {
        Self {
            folder: PathBuf::new(),
            place: Place::Never(why.to_owned()),
            found: None,
            held: BTreeMap::new(),
        }
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
        self.follow()?;
        self.write(draft)
    }

    /// Where another desk was put in the place of this one, as by a restore: this session's drafts
    /// are kept there too, for that is where their owner sits down next. Those of the old desk stay
    /// as they are.
    ///
    /// # Errors
    /// As [`Drafts::save`].
    pub fn follow(&mut self) -> io::Result<()> {
        let Place::Made = self.place else {
            return Ok(());
        };
        let desk = self.folder.parent().and_then(Path::parent);
        let now = desk.and_then(identity);
        let Some(desk) = desk.filter(|_| now.is_some() && now != self.found) else {
            return Ok(());
        };
        make_folder(desk, &self.folder)?;
        self.found = now;
        let before = std::mem::take(&mut self.held);
        for draft in before.into_values().filter_map(|held| held.last) {
            self.write(&draft)?;
        }
        Ok(())
    }

    fn write(&mut self, draft: &Draft) -> io::Result<()> {
        let path = self.home_of(draft.on, &draft.field)?;
        let is_edited = self.is_edited(draft.on, &draft.field);
        let beside = path.with_extension("new");
        let written = write_synced(&beside, &draft.to_bytes())
            .and_then(|()| fs::rename(&beside, &path))
            .and_then(|()| modes::sync_folder(&self.folder));
        if written.is_err() {
            // A part of it is of no use, and the old file is whole.
            let _ = fs::remove_file(&beside);
        }
        written?;
        if is_edited {
            gone(&edit_path(&path))?;
            self.set_edited(draft.on, &draft.field, false);
        }
        if let Some(held) = self.held.get_mut(&(draft.on, draft.field.clone())) {
            held.last = Some(draft.clone());
        }
        Ok(())
    }

    /// The file in which the own editor works on a draft. The draft is this session's from now on.
    ///
    /// # Errors
    /// As [`Drafts::save`].
    pub fn edit_file(&mut self, on: Uuid, field: &str) -> io::Result<PathBuf> {
        Ok(edit_path(&self.home_of(on, field)?))
    }

    /// Says that the text of the editor's file is what is saved next: the file goes with that.
    pub fn edited(&mut self, on: Uuid, field: &str) {
        self.set_edited(on, field, true);
    }

    fn is_edited(&self, on: Uuid, field: &str) -> bool {
        let held = self.held.get(&(on, field.to_owned()));
        held.is_some_and(|held| held.is_edited)
    }

    fn set_edited(&mut self, on: Uuid, field: &str, is_edited: bool) {
        if let Some(held) = self.held.get_mut(&(on, field.to_owned())) {
            held.is_edited = is_edited;
        }
    }

    /// Every draft of the person, the newest first; those of this session are not among them.
    /// Where the own editor was open when a session died, what the editor kept is the draft.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> io::Result<Vec<Listed>> {
        let mut listed = Vec::new();
        if !matches!(self.place, Place::Made) {
            return Ok(listed);
        }
        let mut paths = BTreeSet::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let ext = path.extension().and_then(OsStr::to_str).unwrap_or_default();
            if ext == "draft" || ext == EDIT {
                paths.insert(path.with_extension("draft"));
            }
        }
        for path in paths {
            if self.held.values().any(|held| held.path == path) {
                continue;
            }
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let draft = edit::read_newest(&path, &edit_path(&path))?;
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
            let held = Held {
                path,
                last: Some(draft.clone()),
                is_edited: false,
                _lock: lock,
            };
            self.held.insert((on, field.to_owned()), held);
            return Ok(Taken::Here(draft));
        }
        Ok(Taken::None)
    }

    /// Takes up the draft that was listed under a name: this session holds it and writes it from
    /// now on. What the own editor left of it goes with the next writing.
    ///
    /// # Errors
    /// It cannot be read; it stays where it is.
    pub fn take_up(&mut self, name: &str) -> io::Result<Taken> {
        let path = self.folder.join(name);
        if !path.exists() && !edit_path(&path).exists() {
            return Ok(Taken::None);
        }
        let draft = edit::read_newest(&path, &edit_path(&path))?.map_err(io::Error::other)?;
        let Some(lock) = try_lock(&path)? else {
            return Ok(Taken::Elsewhere(draft));
        };
        let held = Held {
            is_edited: edit_path(&path).exists(),
            path,
            last: Some(draft.clone()),
            _lock: lock,
        };
        self.held.insert((draft.on, draft.field.clone()), held);
        Ok(Taken::Here(draft))
    }

    /// Removes a draft of this session: its text is saved, or its owner discarded it. Where this
    /// session holds none, nothing is removed.
    ///
    /// # Errors
    /// The file cannot be removed; it is offered again at the next start.
    pub fn remove(&mut self, on: Uuid, field: &str) -> io::Result<()> {
        let Some(held) = self.held.remove(&(on, field.to_owned())) else {
            return Ok(());
        };
        gone(&held.path)?;
        gone(&edit_path(&held.path))?;
        gone(&lock_path(&held.path))
    }

    /// The file that this session writes for a draft: the first that no other session holds.
    fn home_of(&mut self, on: Uuid, field: &str) -> io::Result<PathBuf> {
        let key = (on, field.to_owned());
        if let Some(held) = self.held.get(&key) {
            return Ok(held.path.clone());
        }
        match &self.place {
            Place::Made => {}
            Place::NotYet(desk) => {
                make_folder(desk, &self.folder)?;
                self.found = identity(desk);
                self.place = Place::Made;
            }
            Place::Never(why) => return Err(io::Error::other(why.clone())),
        }
        for copy in 1..=COPIES_MAX {
            let path = self.path(on, field, copy);
            // A file that lies there unlocked is offered to its owner, not written over.
            if path.exists() || edit_path(&path).exists() {
                continue;
            }
            if let Some(lock) = try_lock(&path)? {
                self.held.insert(
                    key,
                    Held {
                        path: path.clone(),
                        last: None,
                        is_edited: false,
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

/// The end of the name of a file that the own editor works on.
const EDIT: &str = "edit";

fn edit_path(path: &Path) -> PathBuf {
    path.with_extension(EDIT)
}

fn lock_path(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// Makes a person's folder in the desk's, where it is not there.
fn make_folder(desk: &Path, folder: &Path) -> io::Result<()> {
    if let Some(all) = folder.parent() {
        // Each of those who share the desk makes a folder of their own in it, and nobody takes
        // another's away.
        Modes::of(desk)?.make_common(all)?;
    }
    Modes::OWN.make_folder(folder)
}

/// Whether there is no room on the disk, or none for this person.
fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded)
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

pub(super) fn read(path: &Path) -> io::Result<Result<Draft, DraftFault>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            on: Uuid::from_u128(7),
            field: "action--text".to_owned(),
            step: None,
            cursor: 3,
            at: "2026-11-22T02:14:07-05:00".parse().unwrap(),
            text: "half a sentence".to_owned(),
        }
    }

    #[test]
    fn what_a_full_disk_kept_from_being_made_is_made_with_the_first_writing() {
        let desk = tempfile::tempdir().unwrap();
        let folder = desk.path().join("drafts/somebody");
        let mut drafts = Drafts {
            folder: folder.clone(),
            place: Place::NotYet(desk.path().to_owned()),
            found: None,
            held: BTreeMap::new(),
        };
        assert_eq!(drafts.list().unwrap(), []);
        assert!(!folder.exists());
        drafts.save(&draft()).unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
        assert!(is_full(&rustix::io::Errno::NOSPC.into()));
        assert!(!is_full(&rustix::io::Errno::ACCESS.into()));
    }

    #[test]
    fn where_another_desk_takes_the_place_the_drafts_are_kept_in_it() {
        let home = tempfile::tempdir().unwrap();
        let (desk, aside) = (home.path().join("desk"), home.path().join("aside"));
        fs::create_dir(&desk).unwrap();
        let person = Uuid::from_u128(1);
        let mut drafts = Drafts::open(&desk, person).unwrap();
        drafts.save(&draft()).unwrap();
        let other = Draft {
            field: "note--text".to_owned(),
            ..draft()
        };
        drafts.save(&other).unwrap();
        fs::rename(&desk, &aside).unwrap();
        let more = Draft {
            text: "half a sentence and more".to_owned(),
            ..draft()
        };
        assert!(drafts.save(&more).is_err(), "there is no desk at all");
        fs::create_dir(&desk).unwrap();
        drafts.save(&more).unwrap();
        drop(drafts);
        let texts = |desk: &Path| -> Vec<String> {
            let drafts = Drafts::open(desk, person).unwrap();
            let all = drafts.list().unwrap().into_iter();
            let mut all: Vec<_> = all.map(|one| one.draft.unwrap().text).collect();
            all.sort();
            all
        };
        assert_eq!(
            texts(&desk),
            ["half a sentence", "half a sentence and more"]
        );
        assert_eq!(texts(&aside), ["half a sentence", "half a sentence"]);
    }

    #[test]
    fn drafts_that_are_never_kept_say_why() {
        let mut drafts = Drafts::never("it is not ours");
        assert_eq!(drafts.list().unwrap(), []);
        let error = drafts.save(&draft()).unwrap_err();
        assert_eq!(error.to_string(), "it is not ours");
        drafts.remove(draft().on, &draft().field).unwrap();
    }
}
