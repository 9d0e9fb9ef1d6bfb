//! A disk that fails when it is told to; for tests alone.
//!
//! Calls are counted over all kinds, so that "the n-th call fails" reaches each of them in turn.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rustix::io::Errno;

use super::disk::{Disk, MachineDisk};

/// Which call fails, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plan {
    /// The call that fails, from 1; 0 for none.
    pub at_call: u64,
    /// How many calls fail from there on.
    pub calls: u64,
    /// What the system says.
    pub errno: i32,
    /// Whether the failing write leaves half of its bytes.
    pub is_half_written: bool,
    /// The room left for writes; none for no end of it.
    pub room_bytes: Option<u64>,
}

/// [`MachineDisk`] with a plan.
#[derive(Debug, Default)]
pub struct FailingDisk {
    state: Mutex<(Plan, u64)>,
    /// Files that were made and whose folder was not synced since.
    unsynced: Mutex<BTreeSet<PathBuf>>,
}

impl FailingDisk {
    /// A disk that follows a plan.
    pub fn new(plan: Plan) -> Self {
        Self {
            state: Mutex::new((plan, 0)),
            unsynced: Mutex::default(),
        }
    }

    /// A disk on which the name of a file that somebody made was never synced.
    ///
    /// # Panics
    /// A test panicked while it held the names.
    pub fn leave_unsynced(&self, path: &Path) {
        self.unsynced.lock().unwrap().insert(path.to_owned());
    }

    /// The names in a folder that a power cut could still take away.
    ///
    /// # Panics
    /// A test panicked while it held the names.
    pub fn unsynced_in(&self, dir: &Path) -> Vec<PathBuf> {
        let names = self.unsynced.lock().unwrap();
        let inside = names.iter().filter(|path| path.parent() == Some(dir));
        inside.cloned().collect()
    }

    /// The calls so far.
    ///
    /// # Panics
    /// A test panicked while it held the plan.
    pub fn calls(&self) -> u64 {
        self.state.lock().unwrap().1
    }

    /// Another plan from here on; calls are counted anew.
    ///
    /// # Panics
    /// A test panicked while it held the plan.
    pub fn plan(&self, plan: Plan) {
        *self.state.lock().unwrap() = (plan, 0);
    }

    fn step(&self) -> io::Result<()> {
        let (plan, calls) = &mut *self.state.lock().unwrap();
        *calls += 1;
        let fails = plan.at_call..plan.at_call + plan.calls;
        if plan.at_call > 0 && fails.contains(calls) {
            return Err(io::Error::from_raw_os_error(plan.errno));
        }
        Ok(())
    }

    fn room(&self, wanted: usize) -> io::Result<usize> {
        let (plan, _) = &mut *self.state.lock().unwrap();
        let Some(room) = &mut plan.room_bytes else {
            return Ok(wanted);
        };
        let given = (*room).min(wanted as u64);
        *room -= given;
        if given == 0 {
            return Err(io::Error::from_raw_os_error(Errno::NOSPC.raw_os_error()));
        }
        Ok(given as usize)
    }

    fn give_back(&self, bytes: u64) {
        let (plan, _) = &mut *self.state.lock().unwrap();
        if let Some(room) = &mut plan.room_bytes {
            *room += bytes;
        }
    }
}

impl Disk for FailingDisk {
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
        if let Err(e) = self.step() {
            // Sixteen bytes of the mark lie in one page: they are written or not.
            if bytes.len() > 16 && self.state.lock().unwrap().0.is_half_written {
                MachineDisk.write_at(file, &bytes[..bytes.len() / 2], offset)?;
            }
            return Err(e);
        }
        // Writing over what is there takes no room.
        let length = file.metadata()?.len();
        let over = length.saturating_sub(offset).min(bytes.len() as u64) as usize;
        let n = if over == bytes.len() {
            over
        } else {
            over + self.room(bytes.len() - over)?
        };
        MachineDisk.write_at(file, &bytes[..n], offset)
    }

    fn sync_data(&self, file: &File) -> io::Result<()> {
        self.step()?;
        MachineDisk.sync_data(file)
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        self.step()?;
        self.give_back(file.metadata()?.len().saturating_sub(length));
        MachineDisk.truncate(file, length)
    }

    fn allocate(&self, file: &File, bytes: u64) -> io::Result<()> {
        self.step()?;
        let (plan, _) = &mut *self.state.lock().unwrap();
        if let Some(room) = &mut plan.room_bytes {
            let left = room.checked_sub(bytes);
            *room =
                left.ok_or_else(|| io::Error::from_raw_os_error(Errno::NOSPC.raw_os_error()))?;
        }
        MachineDisk.allocate(file, bytes)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<File> {
        self.step()?;
        let file = MachineDisk.create(path, mode)?;
        self.leave_unsynced(path);
        Ok(file)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        MachineDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        self.give_back(path.metadata().map_or(0, |m| m.len()));
        MachineDisk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.step()?;
        let mut names = self.unsynced.lock().unwrap();
        names.retain(|path| path.parent() != Some(dir));
        MachineDisk.sync_dir(dir)
    }
}
