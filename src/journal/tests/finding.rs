//! Searching the files for bytes, over the ends of blocks and files.

use super::*;

#[test]
fn a_line_is_found_wherever_it_stands_in_a_long_file_and_in_the_next() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let text = |n: u128| format!("{} needle {n}.", "x".repeat(200_000));
    let many = (1..=12).map(|n| entry(n, &text(n)));
    lock(&mut journal).append_bulk(12, many, &now()).unwrap();
    journal = journal.with_segment_bytes(1);
    let last = entry(13, &text(13));
    lock(&mut journal).append(vec![vec![last]], &now()).unwrap();
    let all = journal.find_bytes(b"needle").unwrap();
    let seqs: Vec<u64> = all.iter().map(|e| e.seq).collect();
    assert_eq!(seqs, (1..=13).collect::<Vec<_>>());
    for entry in &all {
        assert_eq!(&journal.read_at(entry.place).unwrap(), entry);
        let own = format!(" needle {}.", entry.seq);
        let found = journal.find_bytes(own.as_bytes()).unwrap();
        assert_eq!(found.len(), 1, "{own}");
        assert_eq!(found[0], *entry);
    }
    assert_eq!(all[12].place, Place { file: 2, offset: 0 });
}

#[test]
fn lines_behind_the_position_are_not_found_and_a_spoiled_one_is_named() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 1]);
    fill(&mut Journal::open(&desk.dir).unwrap(), &[1]);
    assert_eq!(journal.find_bytes(b"no dial tone").unwrap().len(), 2);
    let place = journal.find_bytes(b"no dial tone").unwrap()[1].place;
    let text = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    let second = text.lines().nth(1).unwrap();
    let spoiled = second.replace("no dial tone", "no dial t0ne");
    std::fs::write(first_file(&desk.dir), text.replace(second, &spoiled)).unwrap();
    let expected = "the journal is damaged: journal/000001.jsonl, line 2: the data does not fit \
                    its sum";
    let named = [
        journal.find_bytes(b"t0ne").unwrap_err(),
        journal.read_at(place).unwrap_err(),
    ];
    for error in named {
        assert_eq!(error.to_string(), expected);
    }
    let gone = Place { file: 7, offset: 0 };
    assert!(matches!(journal.read_at(gone), Err(ReadError::Io { .. })));
}

#[test]
fn a_line_is_found_by_its_end_too() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[2, 1]);
    let found = journal.find_bytes(b"}\n").unwrap();
    assert_eq!(found.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(journal.find_bytes(b"\n").unwrap(), found);
}

#[test]
fn what_is_too_long_for_a_line_is_not_gathered_and_what_is_not_is_passed_over() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    journal = journal.with_segment_bytes(1);
    fill(&mut journal, &[1]);
    let first = std::fs::read(first_file(&desk.dir)).unwrap();
    let long = vec![b'x'; LINE_BYTES_MAX];
    for (behind, expected) in [
        (&[&long[1..]][..], Some(vec![1, 2])),
        (&[&long[1..], b"\n", &first], Some(vec![1, 1, 2])),
        (&[&long], None),
    ] {
        let bytes = [&first, &behind.concat()[..]].concat();
        std::fs::write(first_file(&desk.dir), bytes).unwrap();
        let found = journal.find_bytes(b"no dial tone");
        let said = found.as_ref().err().map(ToString::to_string);
        let seqs = found.ok().map(|all| all.iter().map(|e| e.seq).collect());
        assert_eq!(seqs, expected, "{said:?}");
        let why = LineFault::TooLong.to_string();
        assert!(said.is_none_or(|said| said.ends_with(&why)));
    }
}

#[test]
fn an_entry_without_data_of_its_own_has_its_salt_alone() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut bare = entry(1, "");
    bare.data = json!({});
    let made = lock(&mut journal).append(vec![vec![bare]], &now()).unwrap();
    let data = made[0].entries[0].data();
    let salt = data
        .strip_prefix("{\"salt\":\"")
        .and_then(|rest| rest.strip_suffix("\"}"))
        .unwrap();
    let is_salt = |text: &str| {
        let mut bytes = text.bytes();
        text.len() == 32 && bytes.all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    assert!(is_salt(salt), "{salt}");
    let (one, two) = (new_replica().unwrap(), new_replica().unwrap());
    assert!(is_salt(&one) && is_salt(&two) && one != two);
}
