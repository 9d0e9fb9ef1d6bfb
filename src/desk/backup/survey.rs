//! What a backup is to hold, looked through before a byte of it is written.
//!
//! The journal is taken up to an entry that was acknowledged. It only grows, so nobody has to wait
//! meanwhile; a redaction alone puts another file in the place of one, and is seen by its inode.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{Member, SITE_BYTES_MAX, is_site_name, is_sum};
use super::seal::hex;
use super::tally::Tally;
use crate::desk::files::path_of;
use crate::journal::{Position, ReadError, Stream, journal_files};
use crate::modes;

/// How deep folders may lie in the site's folder. Source: `docs/site-files.md`.
const SITE_DEPTH_MAX: usize = 4;
/// How many files of the site a backup takes. Source: `docs/site-files.md`.
const SITE_FILES_MAX: usize = 1000;

/// What a backup is to hold.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) members: Vec<Member>,
    pub(super) tally: Tally,
    /// The journal's files with their inodes, to see whether they are the same later.
    pub(super) inodes: Vec<(u32, u64)>,
    /// Attachments that entries name and that are lost or were changed, by their sums.
    pub(super) missing: Vec<String>,
    /// Files of the site that are no plain text of a few letters, by their names.
    pub(super) left_out: Vec<String>,
}

/// Why a survey ended.
#[derive(Debug)]
pub(super) enum SurveyFault {
    /// The journal's files were replaced meanwhile: begin again.
    Changed,
    /// The journal does not fit.
    Read(ReadError),
    /// Something cannot be read.
    Io(PathBuf, io::Error),
}

impl Survey {
    /// Looks through the desk in `dir`, up to `end`. `progress` is told the bytes read.
    pub(super) fn take(
        dir: &Path,
        end: Position,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, SurveyFault> {
        let mut survey = Self {
            members: Vec::new(),
            tally: Tally::new(),
            inodes: inodes(dir, end.file)?,
            missing: Vec::new(),
            left_out: Vec::new(),
        };
        let mut done = 0;
        survey.journal(dir, end, &mut |bytes| {
            done += bytes;
            progress(done);
        })?;
        survey.attachments(dir);
        survey.site(&dir.join("site"), "", 0);
        survey.plain(&dir.join("demo"), "demo");
        Ok(survey)
    }

    /// Whether the journal's files are still those that were looked through.
    pub(super) fn is_same(&self, dir: &Path, end: Position) -> bool {
        inodes(dir, end.file).is_ok_and(|now| now == self.inodes)
    }

    /// Bytes of all members.
    pub(super) fn bytes(&self) -> u64 {
        self.members.iter().map(|member| member.bytes).sum()
    }

    fn journal(
        &mut self,
        dir: &Path,
        end: Position,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), SurveyFault> {
        let mut stream = Stream::new();
        let files =
            journal_files(dir).map_err(|error| SurveyFault::Io(dir.join("journal"), error))?;
        for file in files.into_iter().filter(|file| file.number <= end.file) {
            let io = |error| SurveyFault::Io(file.path.clone(), error);
            let opened = modes::open_regular(&file.path, false).map_err(io)?;
            let limit = if file.number == end.file {
                end.offset
            } else {
                u64::MAX
            };
            if limit == 0 && file.number > 1 {
                break;
            }
            let mut summed = Summed::new(opened.take(limit));
            let mut lines = BufReader::with_capacity(256 * 1024, &mut summed);
            let tally = &mut self.tally;
            let read = stream.file(file.number, &mut lines, &mut |entry| tally.take(&entry));
            read.map_err(SurveyFault::Read)?;
            let name = format!("journal/{:06}.jsonl", file.number);
            progress(summed.bytes);
            self.members.push(summed.member(name));
        }
        let found = stream
            .end()
            .map_err(|damage| SurveyFault::Read(damage.into()))?;
        if (found.seq, found.hash) != (end.seq, end.hash) {
            return Err(SurveyFault::Changed);
        }
        Ok(())
    }

    /// The attachments that entries name. One that is lost keeps nobody from backing up the rest.
    fn attachments(&mut self, dir: &Path) {
        for sha256 in self.tally.attached.clone() {
            let summed = is_sum(&sha256).then(|| sum_of(&path_of(dir, &sha256)));
            match summed {
                Some(Ok(summed)) => {
                    let name = format!("files/{}/{sha256}", &sha256[..2]);
                    let member = summed.member(name);
                    if member.kind().is_some() {
                        self.members.push(member);
                    } else {
                        self.missing.push(sha256);
                    }
                }
                Some(Err(_)) | None => self.missing.push(sha256),
            }
        }
    }

    /// What is being edited: plain files with plain names, as far as the program reads them.
    fn site(&mut self, dir: &Path, prefix: &str, depth: usize) {
        let mut names: Vec<_> = fs::read_dir(dir)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|item| item.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        for name in names {
            let (path, within) = (dir.join(&name), format!("{prefix}{name}"));
            let Ok(meta) = fs::symlink_metadata(&path) else {
                continue;
            };
            if meta.is_dir() && depth < SITE_DEPTH_MAX {
                self.site(&path, &format!("{within}/"), depth + 1);
                continue;
            }
            let taken = self.members.iter().filter(|m| m.name.starts_with("site/"));
            let fits = meta.is_file()
                && meta.len() <= SITE_BYTES_MAX
                && is_site_name(&within)
                && taken.count() < SITE_FILES_MAX;
            if !fits || !self.plain(&path, &format!("site/{within}")) {
                self.left_out.push(within);
            }
        }
    }

    /// Takes one small file by its name within the desk; gives whether it did.
    fn plain(&mut self, path: &Path, name: &str) -> bool {
        let Ok(summed) = sum_of(path) else {
            return false;
        };
        self.members.push(summed.member(name.to_owned()));
        true
    }
}

/// The journal's files up to a number, with their inodes.
fn inodes(dir: &Path, last: u32) -> Result<Vec<(u32, u64)>, SurveyFault> {
    crate::desk::page::files_up_to(dir, last).ok_or(SurveyFault::Changed)
}

/// A reader that sums up what goes through it.
pub(super) struct Summed<R> {
    source: R,
    sum: Sha256,
    pub(super) bytes: u64,
}

impl<R: Read> Summed<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            sum: Sha256::new(),
            bytes: 0,
        }
    }

    pub(super) fn member(self, name: String) -> Member {
        Member {
            name,
            bytes: self.bytes,
            sha256: hex(&self.sum.finalize()),
        }
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(piece)?;
        self.sum.update(&piece[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

fn sum_of(path: &Path) -> io::Result<Summed<File>> {
    let mut summed = Summed::new(modes::open_regular(path, false)?);
    io::copy(&mut summed, &mut io::sink())?;
    Ok(summed)
}
