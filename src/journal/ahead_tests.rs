//! Whoever reads the lines of a file, they are the same.

use proptest::prelude::*;

use super::super::Journal;
use super::super::tests::{desk, fill, first_file};
use super::*;

/// What each line turned out to be, and whether the file could be read to its end.
fn lines(file: &[u8], bytes: u64) -> Vec<String> {
    with_lines(file, bytes, |next| {
        let mut told = Vec::new();
        while let Some(parsed) = next().unwrap() {
            told.push(format!("{} {:?}", parsed.bytes, parsed.entry));
        }
        told
    })
}

fn file(groups: &[usize]) -> Vec<u8> {
    let desk = desk();
    fill(&mut Journal::open(&desk.dir).unwrap(), groups);
    std::fs::read(first_file(&desk.dir)).unwrap()
}

#[test]
fn more_lines_than_are_handed_over_at_once_come_in_their_order() {
    let file = file(&[TOGETHER, 3, TOGETHER * (WAITING + 3) + 7]);
    let here = lines(&file, 0);
    assert_eq!(here, lines(&file, AHEAD_BYTES));
    assert_eq!(here.len(), memchr::memchr_iter(b'\n', &file).count());
}

#[test]
fn whoever_wants_no_more_waits_for_nothing() {
    let file = file(&[TOGETHER * (WAITING + 4)]);
    let first = with_lines(&*file, AHEAD_BYTES, |next| next().unwrap());
    assert!(first.unwrap().entry.is_ok());
}

#[test]
fn a_file_that_fails_is_told_behind_its_good_lines() {
    struct Failing<'a>(&'a [u8]);
    impl io::Read for Failing<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(io::Error::other("the disk is gone")),
                n => Ok(n),
            }
        }
    }
    let file = file(&[TOGETHER + 2]);
    let (read, error) = with_lines(io::BufReader::new(Failing(&file)), AHEAD_BYTES, |next| {
        let mut read = 0;
        loop {
            match next() {
                Ok(line) => read += usize::from(line.is_some()),
                Err(error) => return (read, error.to_string()),
            }
        }
    });
    assert_eq!(error, "the disk is gone");
    assert_eq!(read, TOGETHER + 2);
}

proptest! {
    #[test]
    fn damage_is_the_same_whoever_reads_it(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut file = file(&[2, 1, 9]);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        file.truncate(cut.index(file.len() + 1));
        prop_assert_eq!(lines(&file, 0), lines(&file, AHEAD_BYTES));
    }
}
