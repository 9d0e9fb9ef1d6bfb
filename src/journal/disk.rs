//! The few calls that can lose data, behind one seam.
//!
//! All that changes the journal's files goes through [`Disk`], so that the tests can make any
//! single call fail and look at what is left.

use std::fmt;
use std::fs::File;
use std::io;
use std::num::NonZeroU64;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::fs::{Advice, AtFlags, CWD, FallocateFlags};
use rustix::io::Errno;

use crate::modes;
pub(super) use crate::modes::{open_folder as open_dir, open_regular};

/// What the journal asks of a disk.
pub trait Disk: fmt::Debug + Send + Sync {
    /// Writes some of `bytes` at `offset`; gives how many.
    ///
    /// # Errors
    /// As the system call.
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<usize>;
    /// Asks that what was written there be brought to the disk soon, so that the sync that follows
    /// a long write waits for its last part alone. It promises nothing.
    fn begin_sync(&self, _file: &File, _offset: u64, _bytes: u64) {}
    /// Waits until the file's bytes and length are on the disk.
    ///
    /// # Errors
    /// As the system call; the bytes may be lost although they can still be read.
    fn sync_data(&self, file: &File) -> io::Result<()>;
    /// Cuts the file to `length` bytes.
    ///
    /// # Errors
    /// As the system call.
    fn truncate(&self, file: &File, length: u64) -> io::Result<()>;
    /// Takes this many bytes of the disk for a file, really written where the file system cannot
    /// promise them.
    ///
    /// # Errors
    /// As the system call.
    fn allocate(&self, file: &File, bytes: u64) -> io::Result<()>;
    /// Makes a new file that must not exist, open for reading and writing, with exactly this mode.
    ///
    /// # Errors
    /// As the system call.
    fn create(&self, path: &Path, mode: u32) -> io::Result<File>;
    /// Gives a file another name, in the place of what had it.
    ///
    /// # Errors
    /// As the system call.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// As the system call.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Waits until the names in a folder are on the disk.
    ///
    /// # Errors
    /// As the system call.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// Bytes that are left for this user where a folder lies; none where the disk does not say.
    fn free(&self, dir: &Path) -> u64 {
        let found = rustix::fs::statvfs(dir);
        found.map_or(0, |found| found.f_bavail.saturating_mul(found.f_frsize))
    }
}

/// The machine's own disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineDisk;

impl Disk for MachineDisk {
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
        loop {
            match rustix::io::pwrite(file, bytes, offset) {
                Err(rustix::io::Errno::INTR) => {}
                done => return Ok(done?),
            }
        }
    }

    fn begin_sync(&self, file: &File, offset: u64, bytes: u64) {
        // Linux begins to write what is not on the disk yet; it leaves in memory what it writes.
        let _ = rustix::fs::fadvise(file, offset, NonZeroU64::new(bytes), Advice::DontNeed);
    }

    fn sync_data(&self, file: &File) -> io::Result<()> {
        Ok(rustix::fs::fdatasync(file)?)
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        Ok(rustix::fs::ftruncate(file, length)?)
    }

    fn allocate(&self, file: &File, bytes: u64) -> io::Result<()> {
        if bytes == 0 {
            return Ok(());
        }
        match rustix::fs::fallocate(file, FallocateFlags::empty(), 0, bytes) {
            Ok(()) => Ok(()),
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => write_zeros(self, file, bytes),
            Err(error) => Err(error.into()),
        }
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<File> {
        modes::create(path, mode)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Ok(rustix::fs::renameat(CWD, from, CWD, to)?)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(CWD, path, AtFlags::empty())?)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        modes::sync_folder(dir)
    }
}

/// Reads up to `bytes.len()` bytes at `offset`; fewer only at the end of the file.
pub(super) fn read_at(file: impl AsFd, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut done = 0;
    while !bytes[done..].is_empty() {
        match rustix::io::pread(&file, &mut bytes[done..], offset + done as u64) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(rustix::io::Errno::INTR) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(done)
}

/// Writes all of `bytes` at `offset`.
pub(super) fn write_all(
    disk: &dyn Disk,
    file: &File,
    mut bytes: &[u8],
    mut offset: u64,
) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = disk.write_at(file, bytes, offset)?;
        if n == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[n..];
        offset += n as u64;
    }
    Ok(())
}

/// Writes that many zeros from the beginning of a file on.
pub(super) fn write_zeros(disk: &dyn Disk, file: &File, bytes: u64) -> io::Result<()> {
    let block = vec![0; 65_536];
    let mut done = 0;
    while done < bytes {
        let part = (bytes - done).min(block.len() as u64);
        write_all(disk, file, &block[..part as usize], done)?;
        done += part;
    }
    Ok(())
}
