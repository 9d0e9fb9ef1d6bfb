//! A draft as a file: one line that says what it belongs to, then the text as it was typed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Stamp;

/// The longest text of a draft, in bytes. Source: nightdesk; sixteen times an entry's longest text.
pub const DRAFT_BYTES_MAX: usize = 1 << 20;
/// The longest first line, in bytes.
const HEAD_BYTES_MAX: usize = 4096;

/// What somebody typed and has not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The record, or the form that has its uuid from its first key.
    pub on: Uuid,
    /// The field.
    pub field: String,
    /// The step of a list or callout at which it was typed.
    pub step: Option<String>,
    /// Where the cursor stood, in characters from the start.
    pub cursor: usize,
    /// When it was saved.
    pub at: Stamp,
    /// The text as it was typed.
    pub text: String,
}

/// Why a draft could not be kept or read. The text stays on the screen.
#[derive(Debug, thiserror::Error)]
pub enum DraftFault {
    /// The disk or the system refused.
    #[error("{path}: {why}", path = path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A link or a file stands where the folder of drafts should be.
    #[error("{} is not a folder; move it away", _0.display())]
    NoFolder(PathBuf),
    /// The text is longer than a draft may be.
    #[error("the text is longer than {DRAFT_BYTES_MAX} bytes; send a part of it first")]
    TooLong,
    /// Another session writes it.
    #[error("another console is writing this draft")]
    Elsewhere,
    /// Every copy is taken.
    #[error("too many consoles write a draft of this field; send or discard one")]
    TooManyCopies,
}

impl DraftFault {
    pub(super) fn of(path: &Path, why: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            why,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    v: u32,
    app: String,
    on: Uuid,
    field: String,
    step: Option<String>,
    cursor: usize,
    at: String,
}

/// Opens a draft's file for reading; a link is not followed, a pipe not waited for.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let open = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    if open.metadata()?.is_file() {
        Ok(open)
    } else {
        Err(io::Error::other("this is no ordinary file"))
    }
}

/// Makes a new file that only its owner reads.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

/// Takes the lock on a file, if nobody has it.
pub(super) fn lock(file: &File) -> bool {
    flock(file, FlockOperation::NonBlockingLockExclusive).is_ok()
}

/// Whether somebody has the lock on a file that was only opened to look at.
pub(super) fn is_locked(file: &File) -> bool {
    flock(file, FlockOperation::NonBlockingLockShared).is_err()
}

/// Writes a draft and waits until it is on the disk.
pub(super) fn write(file: &mut File, draft: &Draft) -> io::Result<()> {
    let head = Head {
        v: 0,
        app: env!("CARGO_PKG_VERSION").to_owned(),
        on: draft.on,
        field: draft.field.clone(),
        step: draft.step.clone(),
        cursor: draft.cursor,
        at: draft.at.rfc3339_ms(),
    };
    let mut bytes = serde_json::to_vec(&head)?;
    bytes.push(b'\n');
    bytes.extend_from_slice(draft.text.as_bytes());
    file.write_all(&bytes)?;
    file.sync_data()
}

/// Reads a draft, or says why it is none.
pub(super) fn read(file: &File) -> Result<Draft, String> {
    let most = DRAFT_BYTES_MAX + HEAD_BYTES_MAX;
    let mut bytes = Vec::new();
    let mut reader = file.take(most as u64 + 1);
    reader.read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() > most {
        return Err("it is longer than a draft can be".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not text".to_owned())?;
    let (head, text) = text.split_once('\n').ok_or("its first line is missing")?;
    let head: Head = serde_json::from_str(head).map_err(|_| "its first line is damaged")?;
    if head.v != 0 {
        return Err("a newer version of the program wrote it".to_owned());
    }
    Ok(Draft {
        on: head.on,
        field: head.field,
        step: head.step,
        cursor: head.cursor,
        at: head.at.parse().map_err(|_| "its time is damaged")?,
        text: text.to_owned(),
    })
}
