//! How files and folders of a desk are made: their modes, their group, and no link followed.
//!
//! A desk of one person is read by that person alone; a department's desk, whose folder carries
//! the set-group-id bit, by its group. A mode given to `open` or `mkdir` is cut by the process's
//! umask, so each is set on the open descriptor.
//!
//! Invariants: nobody else may ever read or write what is made here; what a link, a pipe or a
//! device stands for is never opened in a file's place.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Gid, Mode, OFlags};
use rustix::io::Errno;

#[cfg(test)]
mod tests;

/// For every open: no symbolic link is followed, no pipe is waited for, no child inherits it.
pub const NOFOLLOW: OFlags = OFlags::NOFOLLOW
    .union(OFlags::CLOEXEC)
    .union(OFlags::NONBLOCK);

/// The modes and the group of a desk's folders and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes {
    group: Option<u32>,
}

/// Whether a folder carries the mark of one that a group shares.
pub fn is_shared(meta: &Metadata) -> bool {
    meta.mode() & 0o2020 == 0o2020
}

impl Modes {
    /// For its owner alone.
    pub const OWN: Self = Self { group: None };

    /// For the owner and a group, where one is given.
    pub const fn new(group: Option<u32>) -> Self {
        Self { group }
    }

    /// Those of the desk in a folder.
    ///
    /// # Errors
    /// The folder cannot be looked at.
    pub fn of(desk: &Path) -> io::Result<Self> {
        let meta = fs::metadata(desk)?;
        Ok(Self::new(is_shared(&meta).then(|| meta.gid())))
    }

    /// The mode of a file.
    pub const fn file(self) -> u32 {
        if self.group.is_some() { 0o660 } else { 0o600 }
    }

    /// The mode of a folder; what is made in a group's folder is the group's.
    pub const fn folder(self) -> u32 {
        if self.group.is_some() { 0o2770 } else { 0o700 }
    }

    /// Makes a folder where there is none, and gives one that is there its mode, as far as the
    /// caller may.
    ///
    /// # Errors
    /// A link or a file stands there, or the system refuses.
    pub fn make_folder(self, path: &Path) -> io::Result<()> {
        self.make(path, self.folder())
    }

    /// Makes a folder as [`Modes::make_folder`] does, in which each of a group keeps what is their
    /// own: nobody takes another's away.
    ///
    /// # Errors
    /// As [`Modes::make_folder`].
    pub fn make_common(self, path: &Path) -> io::Result<()> {
        let sticky = if self.group.is_some() { 0o1000 } else { 0 };
        self.make(path, self.folder() | sticky)
    }

    fn make(self, path: &Path, wanted: u32) -> io::Result<()> {
        match rustix::fs::mkdirat(CWD, path, Mode::from_raw_mode(0o700)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | NOFOLLOW;
        let folder = match rustix::fs::openat(CWD, path, flags, Mode::empty()) {
            Ok(folder) => File::from(folder),
            Err(Errno::NOTDIR | Errno::LOOP) => return Err(not_a_folder(path)),
            // A colleague's, who keeps it closed: nothing of it can be changed here.
            Err(Errno::ACCESS) if is_folder(path) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        self.give(&folder, wanted)
    }

    /// Makes a new file that must not exist, open for reading and writing.
    ///
    /// # Errors
    /// As the system call.
    pub fn create(self, path: &Path) -> io::Result<File> {
        let file = create(path, 0o600)?;
        self.give(&file, self.file())?;
        Ok(file)
    }

    /// Opens a file for reading and writing, and makes it where there is none.
    ///
    /// # Errors
    /// Something else has its name, or the system refuses.
    pub fn open_or_create(self, path: &Path) -> io::Result<File> {
        loop {
            match open_regular(path, true) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                done => return done,
            }
            match self.create(path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                done => return done,
            }
        }
    }

    /// Gives what another program made its mode; what went meanwhile, or belongs to a colleague,
    /// is left.
    ///
    /// # Errors
    /// The system refuses.
    pub fn mend(self, path: &Path, meta: &Metadata) -> io::Result<()> {
        let wanted = if meta.is_dir() {
            self.folder()
        } else {
            self.file()
        };
        let wrong_group = self.group.filter(|group| *group != meta.gid());
        let done = match wrong_group {
            None => Ok(()),
            Some(group) => std::os::unix::fs::lchown(path, None, Some(group)),
        };
        let done = done.and_then(|()| {
            if meta.mode() & 0o2777 == wanted {
                return Ok(());
            }
            fs::set_permissions(path, fs::Permissions::from_mode(wanted))
        });
        match done {
            Err(error) if !is_others(&error) => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn give(self, file: &File, wanted: u32) -> io::Result<()> {
        let meta = file.metadata()?;
        let set = || -> io::Result<()> {
            if let Some(group) = self.group.filter(|group| *group != meta.gid()) {
                rustix::fs::fchown(file, None, Some(Gid::from_raw(group)))?;
            }
            if meta.mode() & 0o7777 != wanted {
                rustix::fs::fchmod(file, Mode::from_raw_mode(wanted))?;
            }
            Ok(())
        };
        match set() {
            // A colleague's folder is theirs to mend.
            Err(error) if is_others(&error) && meta.uid() != uid() => Ok(()),
            done => done,
        }
    }
}

fn uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

fn is_others(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied
    )
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

fn not_a_folder(path: &Path) -> io::Error {
    let is_link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    let what = if is_link {
        "a symbolic link"
    } else {
        "no folder"
    };
    io::Error::new(
        io::ErrorKind::NotADirectory,
        format!("{} is {what}; remove it", path.display()),
    )
}

/// Makes a new file that must not exist, open for reading and writing, with exactly this mode.
///
/// # Errors
/// As the system call.
pub fn create(path: &Path, mode: u32) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | NOFOLLOW;
    let file = rustix::fs::openat(CWD, path, flags, Mode::from_raw_mode(0o600))?;
    if mode != 0o600 {
        rustix::fs::fchmod(&file, Mode::from_raw_mode(mode))?;
    }
    Ok(File::from(file))
}

/// Opens an existing regular file; anything else that has its name is refused.
///
/// # Errors
/// As the system call, or it is no regular file.
pub fn open_regular(path: &Path, is_writer: bool) -> io::Result<File> {
    let access = if is_writer {
        OFlags::RDWR
    } else {
        OFlags::RDONLY
    };
    let opened = rustix::fs::openat(CWD, path, access | NOFOLLOW, Mode::empty())?;
    let file = File::from(opened);
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        ));
    }
    Ok(file)
}

/// Opens a folder, to lock it or to sync it.
///
/// # Errors
/// As the system call.
pub fn open_folder(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | NOFOLLOW;
    Ok(File::from(rustix::fs::openat(
        CWD,
        path,
        flags,
        Mode::empty(),
    )?))
}

/// Waits until the names in a folder are on the disk.
///
/// # Errors
/// As the system call.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::fsync(open_folder(path)?)?)
}

/// What makes a file or folder itself whatever its name: its disk and its inode. None where nothing
/// has the name.
pub fn identity(path: &Path) -> Option<(u64, u64)> {
    let meta = std::fs::symlink_metadata(path).ok()?;
    Some((meta.dev(), meta.ino()))
}

/// The first name in a folder that nothing has: `<stem><end>`, `<stem>-2<end>` and so on.
pub fn free_name(folder: &Path, stem: &str, end: &str) -> PathBuf {
    let first = folder.join(format!("{stem}{end}"));
    let others = (2..1000).map(|n| folder.join(format!("{stem}-{n}{end}")));
    std::iter::once(first.clone())
        .chain(others)
        .find(|path| fs::symlink_metadata(path).is_err())
        .unwrap_or(first)
}
