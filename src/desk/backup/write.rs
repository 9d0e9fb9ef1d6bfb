//! Writing a backup: a file without a name until all of it was read back.
//!
//! Where the file system can make a file that has no name, a process that is killed leaves nothing
//! behind at all; elsewhere the file has a hidden name beside the target until then.
//!
//! Invariant: what already has the target's name is never written over.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
use tar::{Builder, EntryType, Header};

use super::leftover;
use super::manifest::{Manifest, Member, NAME};
use super::seal::Sealing;
use super::survey::Summed;
use crate::modes;

/// How hard zstd tries. Source: its own default, a third of the time of the levels that save a
/// tenth more.
const LEVEL: i32 = 3;

/// Why a backup was not written.
#[derive(Debug)]
pub(super) enum WriteFault {
    /// A file of the desk is not what it was when it was looked at: begin again.
    Changed,
    /// The disk did not take it.
    Io(io::Error),
}

impl From<io::Error> for WriteFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A file on its way to its name; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) file: File,
    /// Its hidden name, where the file system has no files without one.
    hidden: Option<PathBuf>,
}

impl Part {
    /// Makes a file in a folder, for its owner alone.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let flags = OFlags::RDWR | OFlags::TMPFILE | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o600);
        match rustix::fs::openat(CWD, folder, flags, mode) {
            Ok(file) => Ok(Self {
                file: file.into(),
                hidden: None,
            }),
            Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT) => {
                Self::hidden(folder)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The same with a hidden name.
    pub(super) fn hidden(folder: &Path) -> io::Result<Self> {
        let path = folder.join(leftover::backup_name());
        let part = Self {
            file: modes::create(&path, 0o600)?,
            hidden: Some(path.clone()),
        };
        if leftover::hold(&part.file, &path) {
            return Ok(part);
        }
        // Another backup into this folder began in the very moment.
        Err(io::Error::other("its file was taken away; try again"))
    }

    /// Gives it its name, which nothing may have.
    pub(super) fn name(mut self, target: &Path) -> io::Result<()> {
        match &self.hidden {
            None => {
                let own = format!("/proc/self/fd/{}", self.file.as_raw_fd());
                rustix::fs::linkat(CWD, own, CWD, target, AtFlags::SYMLINK_FOLLOW)?;
            }
            Some(hidden) => {
                let done =
                    rustix::fs::renameat_with(CWD, hidden, CWD, target, RenameFlags::NOREPLACE);
                match done {
                    Err(Errno::INVAL | Errno::NOSYS) => {
                        rustix::fs::linkat(CWD, hidden, CWD, target, AtFlags::empty())?;
                        std::fs::remove_file(hidden)?;
                    }
                    done => done?,
                }
            }
        }
        self.hidden = None;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(hidden) = self.hidden.take() {
            // What cannot be removed now is a hidden file that is no backup.
            let _ = std::fs::remove_file(hidden);
        }
    }
}

/// Writes a manifest and its members out of a desk's folder; gives the sum of the whole file.
/// `progress` is told the bytes of the members so far.
pub(super) fn write(
    dir: &Path,
    manifest: &Manifest,
    made_secs: u64,
    part: &Part,
    progress: &mut dyn FnMut(u64),
) -> Result<String, WriteFault> {
    let mut encoder = zstd::stream::write::Encoder::new(Sealing::new(&part.file), LEVEL)?;
    encoder.include_checksum(true)?;
    let mut archive = Builder::new(encoder);
    let text = serde_json::to_vec(manifest).map_err(io::Error::from)?;
    archive.append(&header(NAME, text.len() as u64, made_secs)?, &text[..])?;
    let mut done = 0;
    for member in &manifest.files {
        let source = open(dir, member)?;
        let mut summed = Summed::new(source.take(member.bytes));
        let header = header(&member.name, member.bytes, made_secs)?;
        archive.append(&header, &mut summed)?;
        if summed.member(member.name.clone()) != *member {
            return Err(WriteFault::Changed);
        }
        done += member.bytes;
        progress(done);
    }
    let sum = archive.into_inner()?.finish()?.end()?;
    part.file.sync_all()?;
    Ok(sum)
}

fn open(dir: &Path, member: &Member) -> Result<File, WriteFault> {
    match modes::open_regular(&dir.join(&member.name), false) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(WriteFault::Changed),
        Err(error) => Err(error.into()),
    }
}

fn header(name: &str, bytes: u64, made_secs: u64) -> io::Result<Header> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(made_secs);
    header.set_uid(0);
    header.set_gid(0);
    header.set_cksum();
    Ok(header)
}
