//! A disk that writes down what is asked of it, and answers as it is told.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::sync::Mutex;

use rustix::io::Errno;

use super::*;

/// The machine's disk, which writes down what is asked of it.
#[derive(Debug, Default)]
pub(super) struct Noting {
    calls: Mutex<Vec<Call>>,
    /// What the next calls of a kind are answered, where it is an error.
    answers: Mutex<VecDeque<(&'static str, Option<Errno>)>>,
    /// The bytes that are left, where not the machine's are told.
    pub(super) left: Mutex<Option<u64>>,
}

/// A call; a file is named by its inode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    Write(u64, u64, usize),
    Sync(u64),
    Cut(u64, u64),
    Take(u64, u64),
    Make(String),
    Remove(String),
    SyncDir(String),
}

impl Noting {
    pub(super) fn answer(&self, answers: &[(&'static str, Option<Errno>)]) {
        *self.answers.lock().unwrap() = answers.iter().copied().collect();
    }

    fn note(&self, kind: &str, call: Call) -> io::Result<()> {
        self.calls.lock().unwrap().push(call);
        let mut answers = self.answers.lock().unwrap();
        if answers.front().is_some_and(|(next, _)| *next == kind)
            && let Some((_, Some(errno))) = answers.pop_front()
        {
            return Err(errno.into());
        }
        Ok(())
    }

    pub(super) fn taken(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

impl Disk for Noting {
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
        self.note(
            "write",
            Call::Write(file.metadata()?.ino(), offset, bytes.len()),
        )?;
        MachineDisk.write_at(file, bytes, offset)
    }

    fn sync_data(&self, file: &File) -> io::Result<()> {
        self.note("sync", Call::Sync(file.metadata()?.ino()))?;
        MachineDisk.sync_data(file)
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        self.note("cut", Call::Cut(file.metadata()?.ino(), length))?;
        MachineDisk.truncate(file, length)
    }

    fn allocate(&self, file: &File, bytes: u64) -> io::Result<()> {
        self.note("take", Call::Take(file.metadata()?.ino(), bytes))?;
        MachineDisk.allocate(file, bytes)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<File> {
        self.note("make", Call::Make(name(path)))?;
        MachineDisk.create(path, mode)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        MachineDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.note("remove", Call::Remove(name(path)))?;
        MachineDisk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.note("sync_dir", Call::SyncDir(name(dir)))?;
        MachineDisk.sync_dir(dir)
    }

    fn free(&self, dir: &Path) -> u64 {
        let left = *self.left.lock().unwrap();
        left.unwrap_or_else(|| MachineDisk.free(dir))
    }
}

pub(super) fn file(desk: &Desk, number: u32) -> PathBuf {
    desk.dir.join(format!("journal/{number:06}.jsonl"))
}

pub(super) fn ino(path: &Path) -> u64 {
    path.metadata().unwrap().ino()
}
