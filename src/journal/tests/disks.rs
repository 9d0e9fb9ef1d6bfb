//! The machine's disk, and what is read and written through any disk.

use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;

use super::super::disk::{read_at, write_all, write_zeros};
use super::*;

/// A disk that takes so many bytes at a time, and notes where.
#[derive(Debug)]
struct Slow(usize, Mutex<Vec<u64>>);

impl Disk for Slow {
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
        self.1.lock().unwrap().push(offset);
        let part = &bytes[..bytes.len().min(self.0)];
        MachineDisk.write_at(file, part, offset)
    }

    fn sync_data(&self, file: &File) -> io::Result<()> {
        MachineDisk.sync_data(file)
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        MachineDisk.truncate(file, length)
    }

    fn allocate(&self, file: &File, bytes: u64) -> io::Result<()> {
        MachineDisk.allocate(file, bytes)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<File> {
        MachineDisk.create(path, mode)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        MachineDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        MachineDisk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        MachineDisk.sync_dir(dir)
    }
}

fn place() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    (dir, path)
}

#[test]
fn a_file_is_made_once_cut_renamed_and_removed() {
    let (dir, path) = place();
    let made = MachineDisk.create(&path, 0o640).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    let again = MachineDisk.create(&path, 0o640).unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(MachineDisk.write_at(&made, b"0123456789", 2).unwrap(), 10);
    MachineDisk.truncate(&made, 5).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"\0\x00012");
    let other = dir.path().join("other");
    std::fs::write(&other, "in its way").unwrap();
    MachineDisk.rename(&path, &other).unwrap();
    assert_eq!(std::fs::read(&other).unwrap(), b"\0\x00012");
    MachineDisk.remove(&other).unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    assert!(MachineDisk.remove(&other).is_err());
}

#[test]
fn the_system_is_asked_to_sync_and_its_answer_is_given() {
    let (dir, path) = place();
    let made = MachineDisk.create(&path, 0o600).unwrap();
    MachineDisk.sync_data(&made).unwrap();
    MachineDisk.sync_dir(dir.path()).unwrap();
    // What keeps nothing cannot be synced.
    let nothing = File::open("/dev/null").unwrap();
    assert!(MachineDisk.sync_data(&nothing).is_err());
    assert!(MachineDisk.sync_dir(&dir.path().join("gone")).is_err());
}

#[test]
fn room_is_taken_to_the_byte_with_or_without_the_systems_help() {
    for bytes in [0, 1, 65_535, 65_536, 65_537, 200_000] {
        let (_dir, path) = place();
        let file = MachineDisk.create(&path, 0o600).unwrap();
        MachineDisk.allocate(&file, bytes).unwrap();
        assert_eq!(file.metadata().unwrap().len(), bytes);
        MachineDisk.truncate(&file, 0).unwrap();
        write_zeros(&MachineDisk, &file, bytes).unwrap();
        let read = std::fs::read(&path).unwrap();
        assert_eq!(read, vec![0; bytes as usize]);
    }
    let (dir, path) = place();
    assert!(MachineDisk.free(dir.path()) > 1, "tests need some room");
    assert_eq!(MachineDisk.free(&path), 0, "it is not there");
}

#[test]
fn what_a_disk_takes_in_parts_is_written_whole_and_a_disk_that_takes_nothing_is_told() {
    let (_dir, path) = place();
    let file = MachineDisk.create(&path, 0o600).unwrap();
    let slow = Slow(3, Mutex::default());
    write_all(&slow, &file, b"0123456789", 5).unwrap();
    assert_eq!(*slow.1.lock().unwrap(), [5, 8, 11, 14]);
    assert_eq!(std::fs::read(&path).unwrap(), b"\0\0\0\0\x000123456789");
    let nothing = write_all(&Slow(0, Mutex::default()), &file, b"x", 0).unwrap_err();
    assert_eq!(nothing.kind(), io::ErrorKind::WriteZero);
    for (from, length, expected) in [
        (5, 10, &b"0123456789"[..]),
        (12, 2, b"78"),
        (12, 9, b"789"),
        (15, 4, b""),
        (7, 0, b""),
    ] {
        let mut bytes = vec![b'.'; length];
        let n = read_at(&file, &mut bytes, from).unwrap();
        assert_eq!(&bytes[..n], expected, "{length} from {from}");
    }
}
