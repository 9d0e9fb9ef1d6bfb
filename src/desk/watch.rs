//! Noticing what other processes write, without asking again and again.
//!
//! Whoever writes ends with the mark in `<desk>/acked`; the kernel tells of that write. Nothing
//! here wakes while nobody writes.
//!
//! Invariant: a mark that is taken away and made again is watched again as soon as it is there, for
//! the folder in which it lies is watched too.

use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use rustix::io::Errno;

/// The file that ends every write.
const MARK: &str = "acked";

/// Tells when a desk's journal may have new lines.
#[derive(Debug)]
pub struct Watch {
    fd: OwnedFd,
    desk: Option<PathBuf>,
}

impl Watch {
    /// A watch of nothing yet.
    ///
    /// # Errors
    /// The kernel gives no watch; look again at each minute instead.
    pub fn new() -> io::Result<Self> {
        let fd = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        Ok(Self { fd, desk: None })
    }

    /// Begins to watch a desk's folder.
    ///
    /// # Errors
    /// As [`Watch::new`].
    pub fn follow(&mut self, desk: &Path) -> io::Result<()> {
        self.desk = Some(desk.to_owned());
        self.look()
    }

    /// Another descriptor of the same watch, for a loop to wait on.
    ///
    /// # Errors
    /// The process has no descriptor left.
    pub fn waiter(&self) -> io::Result<OwnedFd> {
        self.fd.try_clone()
    }

    fn look(&self) -> io::Result<()> {
        let Some(desk) = &self.desk else {
            return Ok(());
        };
        let folder = WatchFlags::MOVED_TO | WatchFlags::CREATE | WatchFlags::ONLYDIR;
        // The mark may be made anew, by whoever writes next.
        inotify::add_watch(&self.fd, desk, folder)?;
        // A rebuild or a restore puts other files in place.
        inotify::add_watch(&self.fd, desk.join("journal"), folder)?;
        // A file that is taken away while somebody has it open changes only its count of names.
        let acked = WatchFlags::MODIFY | WatchFlags::MOVE_SELF | WatchFlags::ATTRIB;
        match inotify::add_watch(&self.fd, desk.join(MARK), acked) {
            Err(Errno::NOENT) => Ok(()),
            done => Ok(done.map(|_| ())?),
        }
    }

    /// Takes what the kernel told so far; whether there was anything. A mark that was replaced is
    /// watched in its new place.
    pub fn drain(&mut self) -> bool {
        let mut buffer = [MaybeUninit::<u8>::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.fd, &mut buffer);
        let (mut any, mut is_stale) = (false, false);
        while let Ok(event) = reader.next() {
            let name = event.file_name().map(CStr::to_bytes);
            let is_mark = name == Some(MARK.as_bytes());
            // What else comes and goes in the desk's folder is the business of whoever wrote it.
            any |= name.is_none_or(|name| is_mark || name.ends_with(b".jsonl"));
            let gone = ReadFlags::MOVE_SELF | ReadFlags::ATTRIB | ReadFlags::IGNORED;
            is_stale |= is_mark || event.events().intersects(gone);
        }
        if is_stale {
            // Not there just now: the next write makes it, and the folder's watch tells of that.
            let _ = self.look();
        }
        any
    }
}

impl AsFd for Watch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, OpenOptions};
    use std::os::unix::fs::FileExt;

    fn write(acked: &Path) {
        let file = OpenOptions::new().write(true).open(acked).unwrap();
        file.write_at(&[1; 16], 0).unwrap();
    }

    #[test]
    fn a_write_of_the_mark_is_noticed_and_silence_is_silence() {
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir(desk.path().join("journal")).unwrap();
        let acked = desk.path().join("acked");
        fs::write(&acked, [0; 16]).unwrap();
        let mut watch = Watch::new().unwrap();
        assert!(!watch.drain());
        watch.follow(desk.path()).unwrap();
        OpenOptions::new().write(true).open(&acked).unwrap();
        assert!(!watch.drain(), "opening it is no write");
        write(&acked);
        assert!(watch.drain());
        assert!(!watch.drain());
    }

    #[test]
    fn a_mark_that_was_replaced_is_watched_in_its_new_place() {
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir(desk.path().join("journal")).unwrap();
        let acked = desk.path().join("acked");
        fs::write(&acked, [0; 16]).unwrap();
        let mut watch = Watch::new().unwrap();
        watch.follow(desk.path()).unwrap();
        fs::write(desk.path().join("beside"), [2; 16]).unwrap();
        fs::rename(desk.path().join("beside"), &acked).unwrap();
        assert!(watch.drain());
        watch.drain();
        write(&acked);
        assert!(watch.drain());
    }

    #[test]
    fn a_mark_that_was_taken_away_is_watched_again_once_it_is_made() {
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir(desk.path().join("journal")).unwrap();
        let acked = desk.path().join("acked");
        let mut watch = Watch::new().unwrap();
        watch.follow(desk.path()).unwrap();
        fs::write(&acked, [0; 16]).unwrap();
        assert!(watch.drain(), "it was not there at the start");
        fs::remove_file(&acked).unwrap();
        watch.drain();
        fs::write(desk.path().join("page.new"), [0; 16]).unwrap();
        assert!(!watch.drain(), "another file is no news");
        fs::write(&acked, [0; 16]).unwrap();
        assert!(watch.drain());
        write(&acked);
        assert!(watch.drain());
    }
}
