//! Noticing what other processes write, without asking again and again.
//!
//! Whoever writes ends with the mark in `<desk>/acked`; the kernel tells of that write. Whoever
//! comes to a ticket or leaves it changes a file in `<desk>/here`; the kernel tells of that too, and
//! of the end of a session that died, because a file that it held open for writing is closed.
//! Nothing here wakes while nobody does anything.
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

/// Tells when a desk's journal may have new lines, and when somebody comes or goes.
#[derive(Debug)]
pub struct Watch {
    fd: OwnedFd,
    desk: Option<PathBuf>,
    /// The watch of the folder in which sessions say where they are, where there is one.
    here: Option<i32>,
}

/// What a watch noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Noticed {
    /// The journal may have new lines.
    pub journal: bool,
    /// A session came to a ticket, began to write on it, or went.
    pub here: bool,
}

impl Watch {
    /// A watch of nothing yet.
    ///
    /// # Errors
    /// The kernel gives no watch; look again at each minute instead.
    pub fn new() -> io::Result<Self> {
        let fd = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        Ok(Self {
            fd,
            desk: None,
            here: None,
        })
    }

    /// Begins to watch a desk's folder.
    ///
    /// # Errors
    /// As [`Watch::new`].
    pub fn follow(&mut self, desk: &Path) -> io::Result<()> {
        self.desk = Some(desk.to_owned());
        self.look_here();
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
        // A restore may put another desk in its place.
        let own = folder | WatchFlags::MOVE_SELF;
        // The mark may be made anew, by whoever writes next.
        inotify::add_watch(&self.fd, desk, own)?;
        // A rebuild or a restore puts other files in place.
        inotify::add_watch(&self.fd, desk.join("journal"), folder)?;
        // A file that is taken away while somebody has it open changes only its count of names.
        let acked = WatchFlags::MODIFY | WatchFlags::MOVE_SELF | WatchFlags::ATTRIB;
        match inotify::add_watch(&self.fd, desk.join(MARK), acked) {
            Err(Errno::NOENT) => Ok(()),
            done => Ok(done.map(|_| ())?),
        }
    }

    /// Watches the folder in which sessions say where they are. Where there is none nobody is seen,
    /// and nothing else is the worse for it.
    fn look_here(&mut self) {
        // A file is put in place, taken away, or closed because its session ended; what becomes of
        // a file that has no name any more is of no interest.
        let named = WatchFlags::MOVED_TO
            | WatchFlags::DELETE
            | WatchFlags::CLOSE_WRITE
            | WatchFlags::EXCL_UNLINK;
        let folder = named | WatchFlags::ONLYDIR | WatchFlags::DONT_FOLLOW;
        let desk = self.desk.as_ref();
        self.here = desk.and_then(|desk| {
            let path = desk.join(crate::drafts::HERE);
            inotify::add_watch(&self.fd, path, folder).ok()
        });
    }

    /// Takes what the kernel told so far. A mark that was replaced is watched in its new place.
    pub fn drain(&mut self) -> Noticed {
        let mut buffer = [MaybeUninit::<u8>::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.fd, &mut buffer);
        let (mut noticed, mut is_stale, mut is_here_gone) = (Noticed::default(), false, false);
        while let Ok(event) = reader.next() {
            let events = event.events();
            let is_here = Some(event.wd()) == self.here;
            let name = event.file_name().map(CStr::to_bytes);
            let is_mark = name == Some(MARK.as_bytes());
            if is_here && events.contains(ReadFlags::IGNORED) {
                is_here_gone = true;
            } else if !is_here {
                let gone = ReadFlags::MOVE_SELF | ReadFlags::ATTRIB | ReadFlags::IGNORED;
                is_stale |= is_mark || events.intersects(gone);
            }
            // The folder of those who are here may be made, or made anew, by anybody.
            is_here_gone |= !is_here && name == Some(crate::drafts::HERE.as_bytes());
            // More than the kernel could hold may have been anything.
            let is_lost = events.contains(ReadFlags::QUEUE_OVERFLOW);
            noticed.here |= is_here || is_lost;
            // What else comes and goes in the desk's folder is the business of whoever wrote it.
            let is_journal = name.is_none_or(|name| is_mark || name.ends_with(b".jsonl"));
            noticed.journal |= (!is_here && is_journal) || is_lost;
        }
        if is_here_gone {
            self.look_here();
            noticed.here = true;
        }
        if is_stale {
            // Not there just now: the next write makes it, and the folder's watch tells of that.
            let _ = self.look();
        }
        noticed
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

    const JOURNAL: Noticed = Noticed {
        journal: true,
        here: false,
    };
    const HERE: Noticed = Noticed {
        journal: false,
        here: true,
    };

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
        assert_eq!(watch.drain(), Noticed::default());
        watch.follow(desk.path()).unwrap();
        OpenOptions::new().write(true).open(&acked).unwrap();
        assert!(!watch.drain().journal, "opening it is no write");
        write(&acked);
        assert_eq!(watch.drain(), JOURNAL);
        assert_eq!(watch.drain(), Noticed::default());
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
        assert_eq!(watch.drain(), JOURNAL);
        watch.drain();
        write(&acked);
        assert_eq!(watch.drain(), JOURNAL);
    }

    #[test]
    fn who_comes_writes_goes_or_dies_is_noticed_once_each() {
        use crate::drafts::{Doing, Here};
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir(desk.path().join("journal")).unwrap();
        fs::write(desk.path().join("acked"), [0; 16]).unwrap();
        let now = "2026-11-22T02:14:07-05:00".parse().unwrap();
        let ticket = uuid::Uuid::from_u128(3);
        let mut one = Here::open(desk.path(), uuid::Uuid::from_u128(1)).unwrap();
        let mut watch = Watch::new().unwrap();
        watch.follow(desk.path()).unwrap();
        assert_eq!(watch.drain(), Noticed::default());
        for at in [
            Some((ticket, Doing::Open)),
            Some((ticket, Doing::Writes)),
            None,
            Some((ticket, Doing::Open)),
        ] {
            one.say(at, now).unwrap();
            assert_eq!(watch.drain(), HERE, "{at:?}");
            assert_eq!(watch.drain(), Noticed::default(), "{at:?}");
        }
        // Looking is no coming.
        let two = Here::open(desk.path(), uuid::Uuid::from_u128(2)).unwrap();
        assert_eq!(two.others().len(), 1);
        assert_eq!(watch.drain(), Noticed::default());
        // A session that dies closes its file, which nobody takes away.
        one.die();
        assert_eq!(watch.drain(), HERE);
        assert!(two.others().is_empty());
        assert_eq!(watch.drain(), HERE, "what was left behind is taken away");
        assert_eq!(watch.drain(), Noticed::default());
    }

    #[test]
    fn a_mark_that_was_taken_away_is_watched_again_once_it_is_made() {
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir(desk.path().join("journal")).unwrap();
        let acked = desk.path().join("acked");
        let mut watch = Watch::new().unwrap();
        watch.follow(desk.path()).unwrap();
        fs::write(&acked, [0; 16]).unwrap();
        assert_eq!(watch.drain(), JOURNAL, "it was not there at the start");
        fs::remove_file(&acked).unwrap();
        watch.drain();
        fs::write(desk.path().join("page.new"), [0; 16]).unwrap();
        assert_eq!(watch.drain(), Noticed::default(), "another file is no news");
        fs::write(&acked, [0; 16]).unwrap();
        assert_eq!(watch.drain(), JOURNAL);
        write(&acked);
        assert_eq!(watch.drain(), JOURNAL);
    }
}
