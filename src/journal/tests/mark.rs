//! The mark damaged by itself: put right where it is certain, and never where lines may be gone.

use std::sync::Arc;

use rustix::io::Errno;

use super::noting::Noting;
use super::*;

/// A journal of groups of one to three lines, and its mark.
fn marked() -> (Desk, Vec<u8>) {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 3, 2, 1, 3]);
    let mark = std::fs::read(desk.dir.join("acked")).unwrap();
    (desk, mark)
}

fn mend(dir: &Path) -> Option<String> {
    Journal::open(dir).unwrap().mend_mark(&holder()).unwrap()
}

#[test]
fn every_flipped_bit_of_the_mark_is_put_right_and_noted() {
    let (desk, mark) = marked();
    let lines = std::fs::read(first_file(&desk.dir)).unwrap();
    for bit in 0..mark.len() * 8 {
        let mut wrong = mark.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(desk.dir.join("acked"), &wrong).unwrap();
        let report = check(&desk.dir);
        assert!(!report.ok && report.is_mark_alone, "bit {bit}: {report:?}");
        assert!(read_all(&desk.dir).is_err(), "bit {bit}");
        let said = mend(&desk.dir).unwrap_or_else(|| panic!("bit {bit} is not put right"));
        assert!(said.contains("it stood for entry 10"), "{said}");
        assert_eq!(
            std::fs::read(desk.dir.join("acked")).unwrap(),
            mark,
            "bit {bit}"
        );
        let noted = std::fs::read_to_string(desk.dir.join("fault")).unwrap();
        assert!(noted.ends_with(&format!("{said}\n")), "{noted}");
        assert!(check(&desk.dir).ok);
        let mut next = Journal::open(&desk.dir).unwrap();
        let refused = next.lock(Duration::ZERO, &holder()).unwrap_err();
        assert!(matches!(refused, LockError::Fault(_)), "{refused}");
        std::fs::remove_file(desk.dir.join("fault")).unwrap();
    }
    assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), lines);
}

#[test]
fn a_mark_whose_line_is_gone_is_left_alone() {
    let (desk, mark) = marked();
    let lines = std::fs::read(first_file(&desk.dir)).unwrap();
    // The last group is cut off at its beginning, so that every line that is there fits.
    let cut = lines.split_inclusive(|b| *b == b'\n').take(7);
    let cut: usize = cut.map(<[u8]>::len).sum();
    std::fs::write(first_file(&desk.dir), &lines[..cut]).unwrap();
    for bit in [None, Some(5), Some(90)] {
        let mut wrong = mark.clone();
        if let Some(bit) = bit {
            wrong[bit / 8] ^= 1 << (bit % 8);
        }
        std::fs::write(desk.dir.join("acked"), &wrong).unwrap();
        assert_eq!(mend(&desk.dir), None, "{bit:?}");
        assert_eq!(std::fs::read(desk.dir.join("acked")).unwrap(), wrong);
        assert!(!desk.dir.join("fault").exists());
        assert!(check(&desk.dir).is_mark_alone);
    }
    // Its owner takes it as it stands: the mark is kept beside, and the entry is still to come.
    let mut journal = Journal::open(&desk.dir).unwrap();
    let aside = journal.forget_mark(Duration::ZERO, &holder()).unwrap();
    assert!(std::fs::read(aside.unwrap()).unwrap().len() == 16);
    let noted = std::fs::read_to_string(desk.dir.join("fault")).unwrap();
    assert!(
        noted.contains("the journal ends at entry 7; user 1001 took"),
        "{noted}"
    );
    assert!(check(&desk.dir).ok);
    assert_eq!(read_all(&desk.dir).unwrap(), [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_good_mark_and_a_damaged_line_are_no_matter_of_the_mark() {
    let (desk, mark) = marked();
    assert_eq!(mend(&desk.dir), None);
    let mut journal = Journal::open(&desk.dir).unwrap();
    let forgotten = journal.forget_mark(Duration::ZERO, &holder()).unwrap();
    assert_eq!(forgotten, None);
    let mut lines = std::fs::read(first_file(&desk.dir)).unwrap();
    let at = lines.len() / 2;
    lines[at] ^= 1;
    std::fs::write(first_file(&desk.dir), &lines).unwrap();
    let mut wrong = mark;
    wrong[0] ^= 1;
    std::fs::write(desk.dir.join("acked"), &wrong).unwrap();
    assert!(!check(&desk.dir).is_mark_alone);
    assert_eq!(mend(&desk.dir), None);
    let forgotten = journal.forget_mark(Duration::ZERO, &holder()).unwrap();
    assert_eq!(forgotten, None);
}

#[test]
fn what_another_witness_knows_beyond_the_end_is_not_forgotten() {
    let (desk, mut mark) = marked();
    mark[3] ^= 1;
    std::fs::write(desk.dir.join("acked"), &mark).unwrap();
    let mut journal = Journal::open(&desk.dir).unwrap();
    journal.told(11);
    assert_eq!(journal.mend_mark(&holder()).unwrap(), None);
    assert_eq!(
        journal.forget_mark(Duration::ZERO, &holder()).unwrap(),
        None
    );
}

#[test]
fn whoever_has_the_lock_is_not_disturbed() {
    let (desk, mark) = marked();
    let mut held = Journal::open(&desk.dir).unwrap();
    let locked = lock(&mut held);
    let mut wrong = mark.clone();
    wrong[7] ^= 64;
    std::fs::write(desk.dir.join("acked"), &wrong).unwrap();
    assert_eq!(mend(&desk.dir), None);
    drop(locked);
    assert!(mend(&desk.dir).is_some());
}

#[test]
fn an_older_note_of_a_fault_stays_when_the_mark_is_put_right() {
    let (desk, mark) = marked();
    let mut wrong = mark.clone();
    wrong[7] ^= 64;
    std::fs::write(desk.dir.join("acked"), &wrong).unwrap();
    std::fs::write(desk.dir.join("fault"), "an older one").unwrap();
    assert!(mend(&desk.dir).is_some());
    assert_eq!(std::fs::read(desk.dir.join("acked")).unwrap(), mark);
    let noted = std::fs::read_to_string(desk.dir.join("fault")).unwrap();
    assert_eq!(noted, "an older one");
}

#[test]
fn a_mark_is_left_alone_where_the_note_of_it_cannot_be_written() {
    let (desk, mark) = marked();
    let mut wrong = mark;
    wrong[7] ^= 64;
    std::fs::write(desk.dir.join("acked"), &wrong).unwrap();
    let noting = Arc::new(Noting::default());
    let mut journal = Journal::open(&desk.dir).unwrap().with_disk(noting.clone());
    noting.answer(&[("make", Some(Errno::IO))]);
    let refused = journal.mend_mark(&holder()).unwrap_err();
    let fault = desk.dir.join("fault");
    assert!(
        matches!(&refused, LockError::Io { path, .. } if *path == fault),
        "{refused}"
    );
    assert_eq!(std::fs::read(desk.dir.join("acked")).unwrap(), wrong);
}

#[test]
fn six_bytes_of_a_hash_are_a_lines_and_five_are_not() {
    let (desk, mark) = marked();
    for (spoiled, is_right) in [(1, true), (2, true), (3, false), (8, false)] {
        let mut wrong = mark.clone();
        for byte in &mut wrong[8..8 + spoiled] {
            *byte ^= 255;
        }
        std::fs::write(desk.dir.join("acked"), &wrong).unwrap();
        assert_eq!(mend(&desk.dir).is_some(), is_right, "{spoiled}");
        drop(std::fs::remove_file(desk.dir.join("fault")));
    }
    // A mark of nothing is right, whatever was written since.
    std::fs::write(desk.dir.join("acked"), [0; 16]).unwrap();
    assert_eq!(mend(&desk.dir), None);
    let mut journal = Journal::open(&desk.dir).unwrap();
    let forgotten = journal.forget_mark(Duration::ZERO, &holder()).unwrap();
    assert_eq!(forgotten, None);
}
