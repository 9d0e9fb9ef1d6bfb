//! Going through a backup, member by member, with every check.
//!
//! The same pass serves whoever made it and reads it back, whoever only looks, and a restore, which
//! gives each member's bytes a file to go to. Nothing of an archive is believed: a member is taken
//! only where it is the next one of the manifest, a plain file, of that length; so no link, no way
//! out of a folder, no name twice and no endless archive can come in.
//!
//! Invariant: at most one line of the journal and the manifest are held in memory.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};

use sha2::{Digest, Sha256};
use tar::EntryType;

use super::BadBackup;
use super::manifest::{BYTES_MAX, Kind, Manifest, Member, NAME};
use super::seal::{self, hex};
use super::tally::Tally;
use crate::journal::{Position, ReadError, Stream};
use crate::text::Clean;

/// The largest window of the compression that is taken, as a power of two: 16 MiB.
const WINDOW_LOG_MAX: u32 = 24;
/// Bytes of nothing that may follow the archive's end.
const PADDING_BYTES_MAX: usize = 64 * 1024;

/// What a backup was found to hold.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) manifest: Manifest,
    pub(super) tally: Tally,
    /// The end of its journal.
    pub(super) end: Position,
    /// SHA-256 of the whole file, hex.
    pub(super) sha256: String,
}

/// Why a pass ended.
#[derive(Debug)]
pub(super) enum WalkFault {
    /// The backup is wrong.
    Bad(BadBackup),
    /// A member could not be written where it should go.
    Write(String, io::Error),
}

impl From<BadBackup> for WalkFault {
    fn from(bad: BadBackup) -> Self {
        Self::Bad(bad)
    }
}

/// Makes the file to which a member's bytes go.
pub(super) type Into<'a> = &'a dyn Fn(&Member) -> io::Result<File>;

/// Checks a backup whole. `into` gives each member a file; `progress` is told the bytes of the
/// members so far and of all.
pub(super) fn walk(
    file: &File,
    into: Option<Into<'_>>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Walked, WalkFault> {
    let (archive, sha256) = seal::check(file)?;
    let mut rewound = file;
    rewound.rewind().map_err(unreadable)?;
    let source = BufReader::with_capacity(256 * 1024, Read::take(file, archive));
    let mut decoder = zstd::stream::read::Decoder::with_buffer(source).map_err(unreadable)?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(unreadable)?;
    let mut archive = tar::Archive::new(decoder);
    let mut entries = archive.entries().map_err(unreadable)?.raw(true);
    let manifest = read_manifest(&mut entries)?;
    let mut pass = Pass {
        stream: Stream::new(),
        tally: Tally::new(),
        into,
    };
    let (mut done, all) = (0, manifest.bytes());
    for member in &manifest.files {
        let entry = next(&mut entries, &member.name, Some(member.bytes))?;
        pass.member(member, entry)?;
        done += member.bytes;
        progress(done, all);
    }
    if entries.next().is_some() {
        return Err(damaged("there is more in it than its manifest names"));
    }
    check_rest(&mut archive.into_inner())?;
    let Pass { stream, tally, .. } = pass;
    let end = stream
        .end()
        .map_err(|damage| BadBackup::Damaged(damage.to_string()))?;
    if let Some(why) = tally.newer {
        return Err(BadBackup::Newer(why).into());
    }
    let head = &manifest.head;
    if end.seq != head.seq || end.hash_hex() != head.hash || tally.replica != manifest.replica {
        return Err(damaged(&format!(
            "{NAME}: it names entry {} as the last, and the journal in it ends with another",
            head.seq
        )));
    }
    Ok(Walked {
        manifest,
        tally,
        end,
        sha256,
    })
}

struct Pass<'a> {
    stream: Stream,
    tally: Tally,
    into: Option<Into<'a>>,
}

impl Pass<'_> {
    fn member(&mut self, member: &Member, source: impl Read) -> Result<(), WalkFault> {
        let failed = |error| WalkFault::Write(member.name.clone(), error);
        let out = self.into.map(|make| make(member)).transpose();
        let mut tee = Tee {
            source,
            sum: Sha256::new(),
            bytes: 0,
            out: out.map_err(failed)?,
            failed: None,
        };
        let read = match member.kind() {
            Some(Kind::Journal(number)) => {
                let tally = &mut self.tally;
                let mut lines = BufReader::with_capacity(256 * 1024, &mut tee);
                let read = self
                    .stream
                    .file(number, &mut lines, &mut |entry| tally.take(&entry));
                read.map_err(bad_journal)
            }
            Some(Kind::Attachment | Kind::Site | Kind::Demo) | None => {
                let copied = io::copy(&mut tee, &mut io::sink());
                copied.map(|_| ()).map_err(|error| bad(&error))
            }
        };
        if let Some(error) = tee.failed {
            return Err(failed(error));
        }
        read?;
        if tee.bytes != member.bytes || hex(&tee.sum.finalize()) != member.sha256 {
            return Err(damaged(&format!(
                "{}: its bytes do not fit their sum",
                member.name
            )));
        }
        let synced = tee.out.as_ref().map_or(Ok(()), File::sync_all);
        synced.map_err(failed)
    }
}

/// What is read is summed up, and written where it is to go.
struct Tee<R> {
    source: R,
    sum: Sha256,
    bytes: u64,
    out: Option<File>,
    failed: Option<io::Error>,
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(piece)?;
        self.sum.update(&piece[..read]);
        self.bytes += read as u64;
        if let Some(Err(error)) = self.out.as_mut().map(|out| out.write_all(&piece[..read])) {
            self.failed = Some(error);
            return Err(io::ErrorKind::WriteZero.into());
        }
        Ok(read)
    }
}

fn read_manifest<R: Read>(entries: &mut tar::Entries<'_, R>) -> Result<Manifest, WalkFault> {
    let entry = next(entries, NAME, None)?;
    let bytes = entry.header().entry_size().map_err(unreadable)?;
    if bytes > BYTES_MAX {
        return Err(damaged(&format!("{NAME}: it is too long")));
    }
    let mut text = Vec::new();
    entry
        .take(BYTES_MAX)
        .read_to_end(&mut text)
        .map_err(unreadable)?;
    Ok(Manifest::parse(&text)?)
}

/// The archive's next member, which must be this plain file.
fn next<'a, R: Read>(
    entries: &mut tar::Entries<'a, R>,
    name: &str,
    bytes: Option<u64>,
) -> Result<tar::Entry<'a, R>, WalkFault> {
    let missing = || damaged(&format!("{name}: it is not there"));
    let entry = entries.next().ok_or_else(missing)?.map_err(unreadable)?;
    let header = entry.header();
    let found = header.entry_size().map_err(unreadable)?;
    let is_it = header.entry_type() == EntryType::Regular
        && header.path_bytes().as_ref() == name.as_bytes()
        && bytes.is_none_or(|bytes| bytes == found);
    if is_it {
        return Ok(entry);
    }
    let other = Clean::from_bytes(&header.path_bytes());
    Err(damaged(&format!(
        "{name}: {} stands in its place, or it has another length",
        Clean::line(other.as_str())
    )))
}

/// Behind the last member there is nothing but an archive's own padding.
fn check_rest(rest: &mut impl Read) -> Result<(), WalkFault> {
    let mut padding = Vec::new();
    rest.take(PADDING_BYTES_MAX as u64 + 1)
        .read_to_end(&mut padding)
        .map_err(unreadable)?;
    if padding.len() > PADDING_BYTES_MAX || padding.iter().any(|byte| *byte != 0) {
        return Err(damaged("there is more in it than its manifest names"));
    }
    Ok(())
}

fn bad_journal(error: ReadError) -> BadBackup {
    match error {
        ReadError::Damage(damage) => BadBackup::Damaged(damage.to_string()),
        ReadError::Newer { .. } => BadBackup::Newer(error.to_string()),
        ReadError::Reset => BadBackup::Damaged(error.to_string()),
        ReadError::Io { error, .. } => bad(&error),
    }
}

fn bad(error: &io::Error) -> BadBackup {
    BadBackup::Damaged(format!("its archive cannot be read: {error}"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands in `map_err`, which gives the error away"
)]
fn unreadable(error: io::Error) -> WalkFault {
    WalkFault::Bad(bad(&error))
}

fn damaged(why: &str) -> WalkFault {
    WalkFault::Bad(BadBackup::Damaged(Clean::line(why).into_string()))
}
