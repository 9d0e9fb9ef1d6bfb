//! Cut, flipped and torn files: never a panic, never a silent loss, the original left as found.

use std::fs::File;
use std::os::unix::fs::FileExt;

use super::*;

/// A journal of about 16 KiB in groups of one to three lines.
fn sixteen_kib() -> (Desk, Vec<u8>) {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 3, 2, 1, 1, 3, 2, 3, 1, 2, 1, 3]);
    let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    assert!(bytes.len() > 14 * 1024, "{}", bytes.len());
    (desk, bytes)
}

/// The journal's file, to be changed in place: writing it anew would wait for the disk each time.
fn in_place(desk: &Desk) -> File {
    File::options()
        .write(true)
        .open(first_file(&desk.dir))
        .unwrap()
}

/// The line of each byte, from 1.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    1 + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64
}

/// A journal of about 64 KiB in groups of one to five lines.
fn sixty_four_kib() -> (Desk, Vec<u8>) {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut size = 1;
    while journal.position().offset < 64 * 1024 {
        fill(&mut journal, &[size]);
        size = size % 5 + 1;
    }
    let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    (desk, bytes)
}

#[test]
fn every_flipped_byte_is_named_with_file_line_and_seq() {
    every_flip_is_named(&sixteen_kib());
}

#[test]
#[ignore = "minutes: before a release"]
fn every_flipped_byte_of_64_kib_is_named_and_a_thousand_cuts_are_damage() {
    let (desk, bytes) = sixty_four_kib();
    let file = in_place(&desk);
    for n in 1..=1000 {
        file.set_len((bytes.len() * n / 1001) as u64).unwrap();
        assert!(!check(&desk.dir).ok, "cut {n}");
        assert!(matches!(read_all(&desk.dir), Err(ReadError::Damage(_))));
        file.write_all_at(&bytes, 0).unwrap();
    }
    every_flip_is_named(&(desk, bytes));
}

fn every_flip_is_named((desk, bytes): &(Desk, Vec<u8>)) {
    let file = in_place(desk);
    for i in 0..bytes.len() {
        // A letter is also tried in its other case, which a careless reader takes for the same.
        let other_case = bytes[i].is_ascii_alphabetic().then_some(0x20);
        for mask in [Some(1 << (i % 8)), other_case].into_iter().flatten() {
            file.write_all_at(&[bytes[i] ^ mask], i as u64).unwrap();
            let report = check(&desk.dir);
            let first = report
                .faults
                .first()
                .unwrap_or_else(|| panic!("byte {i} unseen"));
            let line = line_of(bytes, i);
            assert_eq!((first.line, first.seq), (line, line), "byte {i}: {first}");
            assert_eq!(first.file, "000001.jsonl");
            file.write_all_at(&[bytes[i]], i as u64).unwrap();
        }
    }
}

#[test]
fn a_reader_and_a_writer_refuse_a_flipped_byte_and_leave_the_file() {
    let (desk, bytes) = sixteen_kib();
    let mut flipped = bytes.clone();
    let file = in_place(&desk);
    for i in (0..bytes.len()).step_by(7) {
        flipped[i] ^= 1 << (i % 8);
        file.write_all_at(&flipped[i..=i], i as u64).unwrap();
        let Err(ReadError::Damage(damage)) = read_all(&desk.dir) else {
            panic!("byte {i} unseen by the reader");
        };
        assert_eq!(damage.line, line_of(&bytes, i), "byte {i}: {damage}");
        let mut writer = Journal::open(&desk.dir).unwrap();
        let refused = writer.lock(Duration::ZERO, &holder()).unwrap_err();
        assert!(
            matches!(refused, LockError::Read(ReadError::Damage(_))),
            "{refused}"
        );
        assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), flipped);
        flipped[i] = bytes[i];
        file.write_all_at(&flipped[i..=i], i as u64).unwrap();
    }
}

#[test]
fn every_cut_of_an_acknowledged_journal_is_damage() {
    let (desk, bytes) = sixteen_kib();
    let file = in_place(&desk);
    for length in (0..bytes.len()).rev() {
        file.set_len(length as u64).unwrap();
        let report = check(&desk.dir);
        assert!(!report.ok, "cut at {length}");
        assert!(
            matches!(read_all(&desk.dir), Err(ReadError::Damage(_))),
            "cut at {length}"
        );
    }
}

#[test]
fn every_cut_of_an_unacknowledged_tail_is_torn_and_kept_aside() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let acked = std::fs::read(desk.dir.join("acked")).unwrap();
    let first = std::fs::metadata(first_file(&desk.dir)).unwrap().len() as usize;
    fill(&mut journal, &[3]);
    let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    std::fs::write(desk.dir.join("acked"), &acked).unwrap();
    let file = in_place(&desk);
    for length in (first + 1..bytes.len()).rev() {
        file.write_all_at(&bytes[first..length], first as u64)
            .unwrap();
        file.set_len(length as u64).unwrap();
        let torn = (length - first) as u64;
        let report = check(&desk.dir);
        assert!(report.ok, "cut at {length}: {:?}", report.faults);
        assert_eq!((report.torn_bytes, report.head.seq), (torn, 1));
        assert_eq!(read_all(&desk.dir).unwrap(), [1]);
        if length % 8 != 0 && length != first + 1 {
            continue; // Moving it aside syncs three times; every eighth cut is enough of that.
        }
        let mut next = Journal::open(&desk.dir).unwrap();
        assert_eq!(lock(&mut next).torn_bytes(), torn);
        assert_eq!(
            std::fs::read(first_file(&desk.dir)).unwrap(),
            bytes[..first]
        );
        let kept = desk.dir.join("torn-20261122T071407.txt");
        assert_eq!(std::fs::read(&kept).unwrap(), bytes[first..length]);
        std::fs::remove_file(kept).unwrap();
    }
}

#[test]
fn garbage_behind_the_mark_is_torn_and_the_next_entry_follows() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let good = std::fs::read(first_file(&desk.dir)).unwrap();
    for garbage in [vec![b'\n'], vec![0; 4096], vec![b'x'; 70], good.clone()] {
        let before = std::fs::read(first_file(&desk.dir)).unwrap();
        let bytes = [before.as_slice(), garbage.as_slice()].concat();
        std::fs::write(first_file(&desk.dir), bytes).unwrap();
        let mut next = Journal::open(&desk.dir).unwrap();
        next.read_new(ReadLimit::Acked).unwrap();
        assert_eq!(lock(&mut next).torn_bytes(), garbage.len() as u64);
        fill(&mut next, &[1]);
        assert!(check(&desk.dir).ok);
    }
    assert_eq!(read_all(&desk.dir).unwrap(), [1, 2, 3, 4, 5]);
    let kept = std::fs::read_dir(&desk.dir)
        .unwrap()
        .filter(|f| {
            f.as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with("torn-")
        })
        .count();
    assert_eq!(kept, 4);
}

/// Puts garbage of a length behind a good journal; it is torn, kept aside whole, and reported with
/// its count.
fn is_torn_by_its_length(desk: &Desk, good: &[u8], length: usize) {
    let mut state = length as u64 | 1;
    let garbage: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(length)
    .collect();
    let file = in_place(desk);
    file.write_all_at(&garbage, good.len() as u64).unwrap();
    let report = check(&desk.dir);
    assert!(report.ok, "{length}: {:?}", report.faults);
    assert_eq!(report.torn_bytes, length as u64);
    assert_eq!(
        lock(&mut Journal::open(&desk.dir).unwrap()).torn_bytes(),
        length as u64
    );
    assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), good);
    let kept = desk.dir.join("torn-20261122T071407.txt");
    assert_eq!(std::fs::read(&kept).unwrap(), garbage);
    std::fs::remove_file(kept).unwrap();
}

#[test]
fn garbage_of_many_lengths_is_torn_with_its_count() {
    let (desk, good) = sixteen_kib();
    for length in (1..=4096).step_by(97).chain([2, 3, 511, 512, 513, 4096]) {
        is_torn_by_its_length(&desk, &good, length);
    }
}

#[test]
#[ignore = "minutes: before a release"]
fn garbage_of_every_length_is_torn_with_its_count() {
    let (desk, good) = sixteen_kib();
    for length in 1..=4096 {
        is_torn_by_its_length(&desk, &good, length);
    }
}

#[test]
fn what_the_store_was_told_is_not_torn_even_where_the_mark_is_behind() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let acked = std::fs::read(desk.dir.join("acked")).unwrap();
    fill(&mut journal, &[1, 1]);
    let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    std::fs::write(first_file(&desk.dir), &bytes[..bytes.len() - 5]).unwrap();
    std::fs::write(desk.dir.join("acked"), &acked).unwrap();
    let mut next = Journal::open(&desk.dir).unwrap();
    next.told(3);
    let refused = next.lock(Duration::ZERO, &holder()).unwrap_err();
    let LockError::Read(ReadError::Damage(damage)) = refused else {
        panic!("{refused}");
    };
    assert_eq!((damage.line, damage.seq), (3, 3));
    assert_eq!(
        std::fs::read(first_file(&desk.dir)).unwrap(),
        bytes[..bytes.len() - 5]
    );
}

#[test]
fn without_the_mark_a_fault_before_good_lines_is_damage() {
    let (desk, mut bytes) = sixteen_kib();
    std::fs::remove_file(desk.dir.join("acked")).unwrap();
    bytes[100] ^= 1;
    std::fs::write(first_file(&desk.dir), &bytes).unwrap();
    assert!(!check(&desk.dir).ok);
    assert!(matches!(read_all(&desk.dir), Err(ReadError::Damage(_))));
    let mut writer = Journal::open(&desk.dir).unwrap();
    assert!(writer.lock(Duration::ZERO, &holder()).is_err());
    assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), bytes);
}

#[test]
fn a_missing_mark_is_made_again_from_a_good_journal() {
    let (desk, _) = sixteen_kib();
    let mark = std::fs::read(desk.dir.join("acked")).unwrap();
    for broken in [None, Some(&b"short"[..])] {
        std::fs::remove_file(desk.dir.join("acked")).unwrap();
        if let Some(bytes) = broken {
            std::fs::write(desk.dir.join("acked"), bytes).unwrap();
        }
        lock(&mut Journal::open(&desk.dir).unwrap());
        assert_eq!(std::fs::read(desk.dir.join("acked")).unwrap(), mark);
    }
}

#[test]
fn a_file_that_is_gone_or_swapped_is_named() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(100);
    fill(&mut journal, &[1, 1, 1, 1, 1, 1]);
    let file = |n: u32| desk.dir.join(format!("journal/{n:06}.jsonl"));
    let aside = desk.dir.join("aside");
    assert_eq!(check(&desk.dir).files, 6);
    for (n, seq) in [(1, 1), (3, 3), (6, 6)] {
        std::fs::rename(file(n), &aside).unwrap();
        let report = check(&desk.dir);
        assert_eq!(report.faults[0].seq, seq, "{:?}", report.faults);
        assert!(matches!(read_all(&desk.dir), Err(ReadError::Damage(_))));
        std::fs::rename(&aside, file(n)).unwrap();
    }
    std::fs::rename(file(2), &aside).unwrap();
    std::fs::rename(file(4), file(2)).unwrap();
    std::fs::rename(&aside, file(4)).unwrap();
    let report = check(&desk.dir);
    assert_eq!(
        (report.faults[0].file.as_str(), report.faults[0].seq),
        ("000002.jsonl", 2)
    );
}

#[test]
fn good_groups_before_a_damage_are_given_once() {
    let (desk, mut bytes) = sixteen_kib();
    let at = bytes.len() - 40;
    bytes[at] ^= 1;
    std::fs::write(first_file(&desk.dir), &bytes).unwrap();
    let mut journal = Journal::open(&desk.dir).unwrap();
    assert!(journal.read_new(ReadLimit::Acked).is_err());
    assert!(journal.lock(Duration::ZERO, &holder()).is_err());
    let mut given = Vec::new();
    let end = journal.for_each_group(ReadLimit::Acked, |g| given.extend(seqs(&[g])));
    assert!(matches!(end, Err(ReadError::Damage(_))));
    assert_eq!(given, (1..=journal.position().seq).collect::<Vec<_>>());
    assert_eq!(given.len(), 20);
}
