//! Noticing what other processes write, without asking again and again.
//!
//! Whoever writes ends with the mark in `<desk>/acked`; the kernel tells of that write. Nothing
//! here wakes while nobody writes.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};

/// Tells when a desk's journal may have new lines.
#[derive(Debug)]
pub struct Watch {
    fd: OwnedFd,
    made_anew: bool,
}

impl Watch {
    /// Begins to watch a desk's folder.
    ///
    /// # Errors
    /// The kernel gives no watch; look again at each minute instead.
    pub fn new(desk: &Path) -> io::Result<Self> {
        let fd = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        let acked = WatchFlags::MODIFY | WatchFlags::MOVE_SELF | WatchFlags::ATTRIB;
        inotify::add_watch(&fd, desk.join("acked"), acked)?;
        // A file that is taken away while somebody has it open changes only its count of names.
        // A rebuild or a restore puts other files in place.
        let folder = WatchFlags::MOVED_TO | WatchFlags::CREATE | WatchFlags::ONLYDIR;
        inotify::add_watch(&fd, desk.join("journal"), folder)?;
        Ok(Self {
            fd,
            made_anew: false,
        })
    }

    /// Takes what the kernel told so far; whether there was anything.
    pub fn drain(&mut self) -> bool {
        let mut buffer = [MaybeUninit::<u8>::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.fd, &mut buffer);
        let mut any = false;
        while let Ok(event) = reader.next() {
            any = true;
            let gone = ReadFlags::MOVE_SELF | ReadFlags::ATTRIB | ReadFlags::IGNORED;
            self.made_anew |= event.events().intersects(gone);
        }
        any
    }

    /// Whether the watched file was replaced, so that a new watch is needed.
    pub fn is_stale(&self) -> bool {
        self.made_anew
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

    #[test]
    fn a_write_of_the_mark_is_noticed_and_silence_is_silence() {
        let desk = tempfile::tempdir().unwrap();
        std::fs::create_dir(desk.path().join("journal")).unwrap();
        let acked = desk.path().join("acked");
        std::fs::write(&acked, [0; 16]).unwrap();
        let mut watch = Watch::new(desk.path()).unwrap();
        assert!(!watch.drain());
        std::fs::OpenOptions::new()
            .write(true)
            .open(&acked)
            .unwrap();
        assert!(!watch.drain(), "opening it is no write");
        use std::os::unix::fs::FileExt;
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(&acked)
            .unwrap();
        file.write_at(&[1; 16], 0).unwrap();
        assert!(watch.drain());
        assert!(!watch.is_stale());
        std::fs::remove_file(&acked).unwrap();
        assert!(watch.drain());
        assert!(watch.is_stale());
    }
}
