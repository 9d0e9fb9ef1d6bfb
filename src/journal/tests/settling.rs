//! What a process does with the lock before it writes: only what is needed, in a safe order.

use std::sync::Arc;

use super::noting::{Call, Noting, file, ino};
use super::*;

/// Three files of two lines each: where each line begins or the last ends, and each mark.
fn six() -> (Desk, Vec<Position>, Vec<Vec<u8>>) {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let (mut places, mut marks) = (vec![Position::START], Vec::new());
    for n in 1..=6 {
        let bytes = if n == 3 || n == 5 { 1 } else { u64::MAX };
        journal = journal.with_segment_bytes(bytes);
        fill(&mut journal, &[1]);
        places.push(journal.position());
        marks.push(std::fs::read(desk.dir.join("acked")).unwrap());
    }
    (desk, places, marks)
}

/// What is asked of the disk by whoever takes the lock from `from` on.
fn calls_of_locking(desk: &Desk, from: Position) -> Vec<Call> {
    let noting = Arc::new(Noting::default());
    let mut journal = Journal::open_at(&desk.dir, from).unwrap();
    journal = journal.with_disk(noting.clone());
    drop(lock(&mut journal));
    noting.taken()
}

#[test]
fn what_a_dead_writer_left_is_written_again_from_the_mark_on_and_then_marked() {
    let (desk, places, marks) = six();
    let [one, two, three] = [1, 2, 3].map(|n| ino(&file(&desk, n)));
    let acked = ino(&desk.dir.join("acked"));
    let whole = |n: u32| file(&desk, n).metadata().unwrap().len() as usize;
    let rest = |place: &Position| whole(place.file) - place.offset as usize;
    let dir = Call::SyncDir("journal".to_owned());
    let (of_two, of_three) = (
        Call::Write(two, 0, whole(2)),
        Call::Write(three, 0, whole(3)),
    );
    let end = [Call::Sync(three), dir, Call::Write(acked, 0, 16)];
    let behind = |first: Vec<Call>| [first, end.to_vec()].concat();
    let first = Call::Write(one, places[1].offset, rest(&places[1]));
    let fourth = Call::Write(two, places[3].offset, rest(&places[3]));
    let last = Call::Write(three, places[5].offset, rest(&places[5]));
    for (marked, from, expected) in [
        // Read from the start, or from the mark itself.
        (
            1,
            0,
            vec![
                first.clone(),
                Call::Sync(one),
                of_two.clone(),
                Call::Sync(two),
                of_three.clone(),
            ],
        ),
        (
            1,
            1,
            vec![
                first,
                Call::Sync(one),
                of_two,
                Call::Sync(two),
                of_three.clone(),
            ],
        ),
        (
            3,
            0,
            vec![fourth.clone(), Call::Sync(two), of_three.clone()],
        ),
        // Read beyond the mark before.
        (1, 3, vec![fourth, Call::Sync(two), of_three]),
        (5, 1, vec![last]),
    ] {
        std::fs::write(desk.dir.join("acked"), &marks[marked - 1]).unwrap();
        let calls = calls_of_locking(&desk, places[from]);
        assert_eq!(calls, behind(expected), "mark {marked}, from {from}");
        assert_eq!(std::fs::read(desk.dir.join("acked")).unwrap(), marks[5]);
    }
    assert_eq!(calls_of_locking(&desk, places[0]), []);
    assert_eq!(check(&desk.dir).entries, 6);
}

#[test]
fn of_a_dead_writers_files_no_byte_is_written_again_that_is_not_of_a_whole_group() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut marked = Vec::new();
    for (size, bytes) in [(1, u64::MAX), (3, u64::MAX), (1, 1), (1, u64::MAX)] {
        journal = journal.with_segment_bytes(bytes);
        fill(&mut journal, &[size]);
        let mark = std::fs::read(desk.dir.join("acked")).unwrap();
        marked.push((journal.position(), mark));
    }
    let [one, two] = [1, 2].map(|n| ino(&file(&desk, n)));
    let [first, second] = [1, 2].map(|n| file(&desk, n).metadata().unwrap().len());
    assert!(first > second);
    let again = |inode, from: u64, to: u64| {
        let write = Call::Write(inode, from, (to - from) as usize);
        vec![write, Call::Sync(inode)]
    };
    let (begun, late) = (marked[0].0.offset, marked[2].0.offset);
    for ((place, mark), expected) in [
        (
            &marked[0],
            [again(one, begun, first), again(two, 0, second)].concat(),
        ),
        (&marked[2], again(two, late, second)),
    ] {
        std::fs::write(desk.dir.join("acked"), mark).unwrap();
        let torn = [&std::fs::read(file(&desk, 2)).unwrap()[..], b"half a line"].concat();
        std::fs::write(file(&desk, 2), torn).unwrap();
        let calls = calls_of_locking(&desk, *place);
        assert_eq!(calls[..expected.len()], expected);
        assert_eq!(file(&desk, 2).metadata().unwrap().len(), second);
    }
}

#[test]
fn without_the_mark_all_is_synced_and_nothing_written_again() {
    let (desk, places, marks) = six();
    let [one, two, three] = [1, 2, 3].map(|n| ino(&file(&desk, n)));
    std::fs::remove_file(desk.dir.join("acked")).unwrap();
    let calls = calls_of_locking(&desk, places[0]);
    let acked = ino(&desk.dir.join("acked"));
    let expected = [
        Call::Make("acked".to_owned()),
        Call::Sync(one),
        Call::Sync(two),
        Call::Sync(three),
        Call::SyncDir("journal".to_owned()),
        Call::Write(acked, 0, 16),
    ];
    assert_eq!(calls, expected);
    assert_eq!(std::fs::read(desk.dir.join("acked")).unwrap(), marks[5]);
}

#[test]
fn a_file_left_empty_is_written_next_when_its_name_is_on_the_disk() {
    let (desk, places, marks) = six();
    std::fs::write(file(&desk, 4), "").unwrap();
    std::fs::write(desk.dir.join("acked"), &marks[4]).unwrap();
    let dir = Call::SyncDir("journal".to_owned());
    let calls = calls_of_locking(&desk, places[0]);
    // Once for the lines that are acknowledged now, once for the empty file, which is not synced.
    assert_eq!(calls.iter().filter(|call| **call == dir).count(), 2);
    assert!(!calls.contains(&Call::Sync(ino(&file(&desk, 4)))));
    let mut journal = Journal::open_at(&desk.dir, places[6]).unwrap();
    fill(&mut journal, &[1]);
    let position = journal.position();
    assert_eq!((position.file, position.seq), (4, 7));
    assert_eq!(position.offset, file(&desk, 4).metadata().unwrap().len());
    assert!(check(&desk.dir).ok);
    // With a line in it, it is a file like any other.
    assert_eq!(calls_of_locking(&desk, position), []);
}

#[test]
fn a_torn_tail_is_kept_aside_and_synced_before_it_is_cut_off() {
    let (desk, places, _) = six();
    let tail = "x".repeat(300_000);
    let good = std::fs::read(file(&desk, 3)).unwrap();
    let bytes = [&good[..], tail.as_bytes()].concat();
    std::fs::write(file(&desk, 3), bytes).unwrap();
    let calls = calls_of_locking(&desk, places[0]);
    let (kept, last) = (
        desk.dir.join("torn-20261122T071407.txt"),
        ino(&file(&desk, 3)),
    );
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), tail);
    assert_eq!(std::fs::read(file(&desk, 3)).unwrap(), good);
    let kept = ino(&kept);
    let block = 256 * 1024;
    let expected = [
        Call::Make("torn-20261122T071407.txt".to_owned()),
        Call::Write(kept, 0, block),
        Call::Write(kept, block as u64, 300_000 - block),
        Call::Sync(kept),
        Call::SyncDir("desk".to_owned()),
        Call::Cut(last, good.len() as u64),
        Call::Sync(last),
    ];
    assert_eq!(calls, expected);
}

#[test]
fn a_tail_behind_the_last_noted_head_alone_is_torn() {
    for (noted, is_torn) in [(5, true), (6, true), (7, false), (9, false)] {
        let (desk, places, _) = six();
        let bytes = std::fs::read(file(&desk, 3)).unwrap();
        std::fs::write(file(&desk, 3), [&bytes[..], b"half a li"].concat()).unwrap();
        let heads = desk.dir.join("heads");
        for seq in [noted, 2] {
            let head = WitnessLine {
                seq,
                hash16: "00112233445566ff".to_owned(),
                next_number: 1043,
                at: now().at,
            };
            note_head(&heads, &head).unwrap();
        }
        let mut journal = Journal::open_at(&desk.dir, places[4]).unwrap();
        journal.noted_in(heads);
        match journal.lock(Duration::ZERO, &holder()) {
            Ok(locked) => assert_eq!((is_torn, locked.torn_bytes()), (true, 9), "{noted}"),
            Err(LockError::Read(ReadError::Damage(found))) => {
                let why = format!("it does not fit, and the witness has noted seq {noted}");
                assert_eq!((is_torn, found.why), (false, why));
                let place = (found.file.as_str(), found.line, found.seq);
                assert_eq!(place, ("000003.jsonl", 3, 7));
            }
            Err(other) => panic!("{other}"),
        }
    }
}
