//! Where a reader stops, and what it says of the place.

use super::*;

/// A journal of single lines, some of them in each file, and the mark after each line.
fn lines(files: &[usize]) -> (Desk, Vec<Vec<u8>>) {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut marks = Vec::new();
    for (i, count) in files.iter().enumerate() {
        let bytes = if i == 0 { u64::MAX } else { 1 };
        journal = journal.with_segment_bytes(bytes);
        for _ in 0..*count {
            fill(&mut journal, &[1]);
            marks.push(std::fs::read(desk.dir.join("acked")).unwrap());
            journal = journal.with_segment_bytes(u64::MAX);
        }
    }
    (desk, marks)
}

fn file(desk: &Desk, number: u32) -> PathBuf {
    desk.dir.join(format!("journal/{number:06}.jsonl"))
}

/// Sets the mark, or takes it away.
fn mark(desk: &Desk, bytes: Option<&[u8]>) {
    let path = desk.dir.join("acked");
    match bytes {
        Some(bytes) => std::fs::write(path, bytes).unwrap(),
        None => std::fs::remove_file(path).unwrap(),
    }
}

fn damage(read: ReadError) -> Damage {
    match read {
        ReadError::Damage(damage) => damage,
        other => panic!("{other}"),
    }
}

/// What a writer is told who comes with what `teller` knows.
fn refused(desk: &Desk, told: u64, teller: &'static str) -> Damage {
    let mut journal = Journal::open(&desk.dir).unwrap();
    journal.told_by(told, teller);
    match journal.lock(Duration::ZERO, &holder()) {
        Err(LockError::Read(error)) => damage(error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reader_in_parts_stops_at_the_group_that_it_named() {
    for (is_marked, bytes) in [(true, 2500), (false, 2500), (true, u64::MAX)] {
        let desk = desk();
        let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(bytes);
        fill(&mut journal, &[1, 3, 1, 1, 2, 1]);
        if !is_marked {
            mark(&desk, None);
        }
        let mut reader = Journal::open(&desk.dir).unwrap();
        reader.told(9);
        for (upto, expected) in [
            (1, vec![1]),
            (3, vec![2, 3, 4]),
            (4, vec![]),
            (6, vec![5, 6]),
            (9, vec![7, 8, 9]),
        ] {
            let read = reader.read_new(ReadLimit::Upto(upto)).unwrap();
            assert_eq!(seqs(&read), expected, "upto {upto}");
        }
    }
}

#[test]
fn a_reader_in_parts_does_not_go_beyond_the_mark() {
    let (desk, marks) = lines(&[4]);
    mark(&desk, Some(&marks[1]));
    let mut reader = Journal::open(&desk.dir).unwrap();
    assert_eq!(seqs(&reader.read_new(ReadLimit::Upto(3)).unwrap()), [1, 2]);
}

#[test]
fn a_fault_before_the_last_file_is_never_torn() {
    let (desk, marks) = lines(&[1, 1, 1]);
    mark(&desk, Some(&marks[0]));
    let bytes = std::fs::read(file(&desk, 2)).unwrap();
    std::fs::write(file(&desk, 2), &bytes[..bytes.len() - 1]).unwrap();
    let found = refused(&desk, 0, "the store");
    assert_eq!(
        (found.file.as_str(), found.line, found.seq),
        ("000002.jsonl", 1, 2)
    );
    // In the last file it is.
    std::fs::remove_file(file(&desk, 3)).unwrap();
    let mut journal = Journal::open(&desk.dir).unwrap();
    assert_eq!(lock(&mut journal).torn_bytes(), bytes.len() as u64 - 1);
}

#[test]
fn a_mark_of_another_line_stops_the_reader_at_that_line() {
    let (desk, marks) = lines(&[3]);
    let mut wrong = marks[1].clone();
    wrong[15] ^= 1;
    mark(&desk, Some(&wrong));
    let mut reader = Journal::open(&desk.dir).unwrap();
    let found = damage(reader.read_new(ReadLimit::Acked).unwrap_err());
    assert_eq!(
        (found.file.as_str(), found.line, found.seq),
        ("000001.jsonl", 2, 2)
    );
    assert!(
        found
            .why
            .starts_with("another line than this one was acknowledged (or the file `acked`"),
        "{found}"
    );
}

#[test]
fn a_journal_that_is_too_short_says_who_knows_of_more() {
    let marked = "the journal ends here, but seq 3 was acknowledged (or the file `acked` is";
    let told = "the journal ends here, but the store goes up to seq 9";
    // The mark stands behind the end, at the end, and before the end, where two lines are left.
    for (at, expected) in [(3, marked), (2, told), (1, told)] {
        let (desk, marks) = lines(&[3]);
        let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
        let two = bytes.split_inclusive(|b| *b == b'\n').take(2);
        let two = two.map(<[u8]>::len).sum::<usize>();
        std::fs::write(first_file(&desk.dir), &bytes[..two]).unwrap();
        mark(&desk, Some(&marks[at - 1]));
        let found = refused(&desk, 9, "the store");
        assert_eq!((found.line, found.seq), (3, 3));
        assert!(found.why.starts_with(expected), "{at}: {found}");
    }
}

#[test]
fn a_tail_that_was_saved_once_says_who_knows_of_it() {
    let told = "the line is not whole; it was saved once, for the store goes up to seq 9";
    for (at, expected) in [(3, "the line is not whole"), (2, told), (1, told)] {
        let (desk, marks) = lines(&[3]);
        let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
        std::fs::write(first_file(&desk.dir), &bytes[..bytes.len() - 1]).unwrap();
        mark(&desk, Some(&marks[at - 1]));
        let found = refused(&desk, 9, "the store");
        assert_eq!((found.line, found.seq), (3, 3));
        assert_eq!(found.why, expected, "{at}");
    }
}

#[test]
fn without_the_mark_only_a_good_line_with_its_end_says_that_all_before_was_good() {
    let (desk, _) = lines(&[2]);
    let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    let first = bytes.iter().position(|b| *b == b'\n').unwrap() + 1;
    let good = &bytes[first..];
    let whole = first;
    for (behind, is_torn) in [
        (&b"x\ny\n"[..], true),
        (&b"x\n\xff\n\n"[..], true),
        (&[b"x\n", &good[..good.len() - 1]].concat()[..], true),
        (&[b"x\n", good].concat()[..], false),
        (&[b"x\ny\nz\n", good, b"x\n"].concat()[..], false),
    ] {
        drop(std::fs::remove_file(desk.dir.join("acked")));
        let text = [&bytes[..whole], behind].concat();
        std::fs::write(first_file(&desk.dir), text).unwrap();
        if is_torn {
            let mut journal = Journal::open(&desk.dir).unwrap();
            assert_eq!(lock(&mut journal).torn_bytes(), behind.len() as u64);
        } else {
            assert_eq!(refused(&desk, 0, "the store").line, 2);
        }
    }
}

#[test]
fn a_missing_file_is_named_with_the_first_entry_that_is_not_there() {
    // From the start, and from behind the first two files.
    for (gone, from, seq) in [(1, 0, 1), (3, 0, 1), (2, 3, 3), (4, 3, 4)] {
        let (desk, _) = lines(&[1, 1, 1, 1, 1]);
        let mut journal = Journal::open(&desk.dir).unwrap();
        if from > 0 {
            journal.read_new(ReadLimit::Upto(from)).unwrap();
            journal = Journal::open_at(&desk.dir, journal.position()).unwrap();
        }
        std::fs::remove_file(file(&desk, gone)).unwrap();
        let found = damage(journal.read_new(ReadLimit::Acked).unwrap_err());
        let name = format!("{gone:06}.jsonl");
        assert_eq!(
            (found.file, found.line, found.seq),
            (name, 1, seq),
            "{gone} from {from}"
        );
        assert_eq!(found.why, "the file is missing");
    }
}

#[test]
fn an_empty_file_that_was_read_and_is_gone_is_missing() {
    let (desk, _) = lines(&[2]);
    let mut journal = Journal::open(&desk.dir).unwrap();
    std::fs::write(file(&desk, 2), "").unwrap();
    drop(lock(&mut journal));
    let position = journal.position();
    assert_eq!((position.file, position.offset), (2, 0));
    std::fs::remove_file(file(&desk, 2)).unwrap();
    let mut journal = Journal::open_at(&desk.dir, position).unwrap();
    let found = damage(journal.read_new(ReadLimit::Acked).unwrap_err());
    assert_eq!((found.file.as_str(), found.seq), ("000002.jsonl", 3));
}

#[test]
fn a_line_without_its_end_is_too_long_or_not_whole() {
    let of = |bytes| scan::line_without_end(&vec![b'x'; bytes]);
    assert_eq!(of(LINE_BYTES_MAX), LineFault::TooLong);
    assert_eq!(of(LINE_BYTES_MAX - 1), LineFault::NotWhole);
}
