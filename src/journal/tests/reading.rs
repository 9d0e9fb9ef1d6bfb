//! Reading: groups, positions, limits, searching.

use super::*;

#[test]
fn what_was_appended_is_read_back_equal() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let written = lock(&mut journal)
        .append(
            vec![vec![entry(1, "a"), entry(2, "b")], vec![entry(3, "c")]],
            &now(),
        )
        .unwrap();
    let read = Journal::open(&desk.dir)
        .unwrap()
        .read_new(ReadLimit::Acked)
        .unwrap();
    assert_eq!(read, written);
    assert_eq!(seqs(&read), [1, 2, 3]);
    assert_eq!(read[0].entries[1].of, (2, 2));
    assert_eq!(read[1].end, journal.position());
}

#[test]
fn a_line_has_its_keys_in_the_written_order_and_its_salt_last() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let text = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    let keys = [
        "{\"v\":0,\"app\":\"0.1.0\",\"replica\":\"0011",
        "\"seq\":1,\"of\":[1,1],\"id\":\"00000000-0000-0000-0000-000000000001\",\"hlc\":\"",
        "\"at\":\"2026-11-22T02:14:07.120-05:00\",\"boot\":{\"id\":\"b\",\"ms\":5},\"by\":{\"person\":\"",
        "\"uid\":1001,\"host\":\"desk1\",\"how\":\"uid\"},\"kind\":\"ticket.opened\",\"on\":[\"",
        "\"sum\":\"",
        "\"prev\":\"0000",
        "\"data\":{\"title\":\"no dial tone\",\"salt\":\"",
        "\"},\"hash\":\"",
    ];
    let mut from = 0;
    for key in keys {
        from += text[from..]
            .find(key)
            .unwrap_or_else(|| panic!("{key} in {text}"));
    }
    assert_eq!(text.len() - 1, text.find('\n').unwrap());
}

#[test]
fn two_salts_make_two_sums_of_the_same_text() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let made = lock(&mut journal)
        .append(vec![vec![entry(1, "same"), entry(2, "same")]], &now())
        .unwrap();
    assert_ne!(made[0].entries[0].sum, made[0].entries[1].sum);
}

#[test]
fn a_saved_position_begins_in_the_middle() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[2]);
    let middle = journal.position();
    fill(&mut journal, &[1, 3]);
    let mut later = Journal::open_at(&desk.dir, middle).unwrap();
    assert_eq!(
        seqs(&later.read_new(ReadLimit::Acked).unwrap()),
        [3, 4, 5, 6]
    );
    assert_eq!(later.position(), journal.position());
    assert_eq!(later.read_new(ReadLimit::Acked).unwrap(), []);
}

#[test]
fn a_position_that_no_longer_fits_is_a_reset() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 1]);
    let mut wrong = journal.position();
    wrong.hash[0] ^= 1;
    let mut later = Journal::open_at(&desk.dir, wrong).unwrap();
    assert!(matches!(
        later.read_new(ReadLimit::Acked),
        Err(ReadError::Reset)
    ));
    assert_eq!(seqs(&later.read_new(ReadLimit::Acked).unwrap()), [1, 2]);
}

#[test]
fn a_file_put_in_the_others_place_is_a_reset_for_reader_and_writer() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 1]);
    let copy = desk.dir.join("copy");
    std::fs::copy(first_file(&desk.dir), &copy).unwrap();
    std::fs::rename(&copy, first_file(&desk.dir)).unwrap();
    let refused = journal.lock(Duration::ZERO, &holder()).unwrap_err();
    assert!(matches!(refused, LockError::Read(ReadError::Reset)));
    assert_eq!(seqs(&journal.read_new(ReadLimit::Acked).unwrap()), [1, 2]);
    fill(&mut journal, &[1]);
    assert!(check(&desk.dir).ok);
}

#[test]
fn a_reader_without_the_lock_never_goes_beyond_the_mark() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let mark = std::fs::read(desk.dir.join("acked")).unwrap();
    fill(&mut journal, &[2]);
    std::fs::write(desk.dir.join("acked"), mark).unwrap();
    let mut reader = Journal::open(&desk.dir).unwrap();
    assert_eq!(seqs(&reader.read_new(ReadLimit::Acked).unwrap()), [1]);
    assert_eq!(
        seqs(&reader.read_new(ReadLimit::Acked).unwrap()),
        [] as [u64; 0]
    );
    // With the lock free, opening makes sure of what stands there and marks it.
    let (settled, torn) = reader.settle(&holder()).unwrap().unwrap();
    assert_eq!((seqs(&settled), torn), (vec![2, 3], 0));
    assert_eq!(read_all(&desk.dir).unwrap(), [1, 2, 3]);
}

#[test]
fn settling_leaves_a_held_lock_alone() {
    let desk = desk();
    let mut holding = Journal::open(&desk.dir).unwrap();
    let _locked = lock(&mut holding);
    let mut reader = Journal::open(&desk.dir).unwrap();
    assert!(reader.settle(&holder()).unwrap().is_none());
}

#[test]
fn files_roll_between_groups_and_the_chain_goes_on() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(1500);
    fill(&mut journal, &[1, 4, 1, 1, 1, 1, 1]);
    let report = check(&desk.dir);
    assert!(report.ok, "{:?}", report.faults);
    assert_eq!((report.entries, report.files), (10, 3));
    assert_eq!(read_all(&desk.dir).unwrap(), (1..=10).collect::<Vec<_>>());
    let mut later = Journal::open_at(&desk.dir, journal.position()).unwrap();
    assert_eq!(later.read_new(ReadLimit::Acked).unwrap(), []);
}

#[test]
fn lines_are_found_by_their_record_and_by_their_place() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap().with_segment_bytes(1500);
    fill(&mut journal, &[1, 4, 1, 1, 1]);
    let record = Uuid::from_u128(1_000_003);
    let mut naming = entry(77, "names another record in its text");
    naming.data = json!({ "about": record });
    lock(&mut journal)
        .append(vec![vec![naming]], &now())
        .unwrap();
    let found = journal.find_on(record).unwrap();
    assert_eq!(found.iter().map(|e| e.seq).collect::<Vec<_>>(), [3]);
    assert_eq!(journal.read_at(found[0].place).unwrap(), found[0]);
    let all = journal.find_bytes(b"no dial tone").unwrap();
    assert_eq!(
        all.iter().map(|e| e.seq).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6, 7, 8]
    );
    let unread = Journal::open(&desk.dir).unwrap();
    assert_eq!(unread.find_on(record).unwrap(), []);
}

#[test]
fn the_clock_of_the_journal_never_runs_backwards() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let times = [
        "2026-11-22T02:14:07-05:00",
        "2036-01-01T00:00:00Z",
        "2026-11-22T02:15:00-05:00",
    ];
    for (n, time) in (1..).zip(times) {
        let mut again = Journal::open_at(&desk.dir, journal.position()).unwrap();
        lock(&mut again)
            .append(
                vec![vec![entry(n, "x"), entry(n + 50, "y")]],
                &stamping(time),
            )
            .unwrap();
        journal.read_new(ReadLimit::Acked).unwrap();
    }
    let mut hlcs = Vec::new();
    Journal::open(&desk.dir)
        .unwrap()
        .for_each_group(ReadLimit::Acked, |g| {
            hlcs.extend(g.entries.iter().map(|e| e.hlc));
        })
        .unwrap();
    assert_eq!(hlcs.len(), 6);
    assert!(hlcs.is_sorted_by(|a, b| a < b), "{hlcs:?}");
}

#[test]
fn a_long_group_is_written_in_pieces_and_read_as_one() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let text = "x".repeat(2000);
    let made = lock(&mut journal)
        .append_bulk(2000, (0..2000).map(|n| entry(100 + n, &text)), &now())
        .unwrap();
    assert_eq!(made.end.seq, 2001);
    let mut later = Journal::open_at(&desk.dir, made.start).unwrap();
    let groups = later.read_new(ReadLimit::Acked).unwrap();
    assert_eq!((groups.len(), groups[0].entries.len()), (1, 2000));
    assert!(check(&desk.dir).ok);
}

#[test]
fn a_long_group_that_is_not_as_long_as_promised_leaves_nothing() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let before = std::fs::read(first_file(&desk.dir)).unwrap();
    let text = "x".repeat(2000);
    for came in [1000, 1999] {
        let refused =
            lock(&mut journal).append_bulk(2000, (0..came).map(|n| entry(n, &text)), &now());
        assert!(matches!(refused, Err(AppendError::Refused(_))));
        assert_eq!(std::fs::read(first_file(&desk.dir)).unwrap(), before);
    }
    fill(&mut journal, &[1]);
    assert_eq!(read_all(&desk.dir).unwrap(), [1, 2]);
}

#[test]
fn entries_that_are_no_lines_are_refused_before_the_disk() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut list = entry(1, "x");
    list.data = json!([1]);
    let mut salted = entry(2, "x");
    salted.data = json!({ "salt": "mine" });
    for group in [vec![], vec![list], vec![entry(3, "x"), salted]] {
        let refused = lock(&mut journal).append(vec![group], &now());
        assert!(matches!(refused, Err(AppendError::Refused(_))));
    }
    assert_eq!(std::fs::metadata(first_file(&desk.dir)).unwrap().len(), 0);
}

#[test]
fn a_newer_line_stops_reading_and_changes_nothing() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1]);
    let text = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    let head = text[..text.find(",\"data\":").unwrap()].replacen("\"v\":0", "\"v\":1", 1);
    let data = &text[text.find(",\"data\":").unwrap()..text.len() - 76];
    let hash = hex::encode(&hex::sha256(head.as_bytes()));
    let newer = format!("{head}{data},\"hash\":\"{hash}\"}}\n");
    std::fs::write(first_file(&desk.dir), &newer).unwrap();
    assert!(matches!(
        read_all(&desk.dir),
        Err(ReadError::Newer { v: 1, seq: 1 })
    ));
    let mut again = Journal::open(&desk.dir).unwrap();
    assert!(again.lock(Duration::ZERO, &holder()).is_err());
    assert_eq!(
        std::fs::read_to_string(first_file(&desk.dir)).unwrap(),
        newer
    );
}

#[test]
fn a_sealed_entry_is_carried_untouched() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut sealed = entry(1, "");
    sealed.kind = "sealed".to_owned();
    sealed.data = json!({ "readers": ["age1x"], "sealed": "YWdlLWVuY3J5cHRpb24=" });
    sealed.salted = false;
    lock(&mut journal)
        .append(vec![vec![sealed]], &now())
        .unwrap();
    let read = Journal::open(&desk.dir)
        .unwrap()
        .read_new(ReadLimit::Acked)
        .unwrap();
    assert_eq!(
        read[0].entries[0].data(),
        r#"{"readers":["age1x"],"sealed":"YWdlLWVuY3J5cHRpb24="}"#
    );
}

#[test]
fn a_long_group_comes_in_pieces_for_whoever_asks_and_moves_the_position_at_its_end() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 10, 2]);
    let mut reader = Journal::open(&desk.dir).unwrap();
    let mut pieces = Vec::new();
    let read = reader.for_each_piece(ReadLimit::Acked, 4, |piece| {
        pieces.push((piece.entries.len(), piece.end.map(|end| end.seq)));
    });
    read.unwrap();
    let expected = [
        (1, Some(1)),
        (4, None),
        (4, None),
        (2, Some(11)),
        (2, Some(13)),
    ];
    assert_eq!(pieces, expected);
    assert_eq!(reader.position(), journal.position());
}

#[test]
fn of_a_damaged_group_pieces_may_come_but_the_position_stays_before_it() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 10]);
    let mut bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    std::fs::write(first_file(&desk.dir), &bytes).unwrap();
    let mut reader = Journal::open(&desk.dir).unwrap();
    let read = reader.for_each_piece(ReadLimit::Acked, 4, |_| {});
    assert!(matches!(read, Err(ReadError::Damage(_))), "{read:?}");
    assert_eq!(reader.position().seq, 1);
    // A group that nobody was told of may be torn: nothing of it is handed on.
    std::fs::remove_file(desk.dir.join("acked")).unwrap();
    let mut reader = Journal::open(&desk.dir).unwrap();
    let mut seen = 0;
    let read = reader.for_each_piece(ReadLimit::Acked, 4, |piece| seen += piece.entries.len());
    read.unwrap();
    assert_eq!((seen, reader.position().seq), (1, 1));
}
