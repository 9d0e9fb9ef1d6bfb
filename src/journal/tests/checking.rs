//! What a check of the whole journal says, fault by fault.

use super::*;

/// A journal of so many files with so many lines in groups of one.
fn files(counts: &[usize]) -> Desk {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    for (i, count) in counts.iter().enumerate() {
        journal = journal.with_segment_bytes(if i == 0 { u64::MAX } else { 1 });
        fill(&mut journal, &[1]);
        journal = journal.with_segment_bytes(u64::MAX);
        fill(&mut journal, &vec![1; *count - 1]);
    }
    desk
}

fn file(desk: &Desk, number: u32) -> PathBuf {
    desk.dir.join(format!("journal/{number:06}.jsonl"))
}

fn lines(desk: &Desk, number: u32) -> Vec<String> {
    let text = std::fs::read_to_string(file(desk, number)).unwrap();
    text.lines().map(|line| format!("{line}\n")).collect()
}

fn write(desk: &Desk, number: u32, lines: &[String]) {
    std::fs::write(file(desk, number), lines.concat()).unwrap();
}

fn mark(desk: &Desk, seq: u64) {
    let bytes = [seq.to_be_bytes(), [0; 8]].concat();
    std::fs::write(desk.dir.join("acked"), bytes).unwrap();
}

fn unmark(desk: &Desk) {
    std::fs::remove_file(desk.dir.join("acked")).unwrap();
}

fn places(report: &Report) -> Vec<(&str, u64, u64)> {
    let faults = report.faults.iter();
    faults.map(|f| (f.file.as_str(), f.line, f.seq)).collect()
}

/// A line as a newer program would write it.
fn newer() -> String {
    let head = "{\"v\":7,\"unheard\":[]";
    let hash = hex::encode(&hex::sha256(head.as_bytes()));
    format!("{head},\"data\":{{}},\"hash\":\"{hash}\"}}\n")
}

#[test]
fn an_empty_desk_has_no_head_and_a_fault_has_its_place_in_its_words() {
    assert_eq!(check(&desk().dir).head, Head::default());
    let fault = |line| Fault {
        file: "000002.jsonl".to_owned(),
        line,
        seq: 7,
        why: "it is odd".to_owned(),
    };
    assert_eq!(
        fault(3).to_string(),
        "journal/000002.jsonl, line 3, seq 7: it is odd"
    );
    assert_eq!(fault(0).to_string(), "000002.jsonl: it is odd (seq 7)");
}

#[test]
fn a_missing_file_is_one_fault_and_what_follows_is_still_checked() {
    for gone in [1, 2, 4] {
        let desk = files(&[1, 1, 1, 1, 1]);
        std::fs::remove_file(file(&desk, gone)).unwrap();
        let report = check(&desk.dir);
        let first = &report.faults[0];
        assert_eq!(first.why, "the file is missing");
        assert_eq!(first.file, format!("{gone:06}.jsonl"));
        assert_eq!((first.line, first.seq), (0, u64::from(gone)));
        assert_eq!((report.entries, report.files), (4, 4));
        assert_eq!(report.head.seq, u64::from(gone) - 1);
    }
}

#[test]
fn a_bad_line_is_one_fault_and_takes_one_number() {
    let desk = files(&[5]);
    let mut changed = lines(&desk, 1);
    changed[2] = "x\n".to_owned();
    write(&desk, 1, &changed);
    let report = check(&desk.dir);
    assert_eq!(places(&report), [("000001.jsonl", 3, 3)]);
    assert_eq!(report.faults[0].why, "the line is not whole");
    assert_eq!((report.entries, report.head.seq), (4, 2));
    assert!(!report.is_mark_alone);
    // The line behind it must still have the next number.
    changed.remove(3);
    write(&desk, 1, &changed);
    let report = check(&desk.dir);
    let why: Vec<&str> = report.faults.iter().map(|f| f.why.as_str()).collect();
    assert_eq!(
        places(&report)[..2],
        [("000001.jsonl", 3, 3), ("000001.jsonl", 4, 4)]
    );
    assert_eq!(why[1], "seq 5 stands there");
}

#[test]
fn a_newer_line_is_no_fault_and_named_once_by_its_number() {
    let desk = files(&[4]);
    let mut changed = lines(&desk, 1);
    changed[2] = newer();
    changed[3] = newer().replace("\"v\":7", "\"v\":8");
    write(&desk, 1, &changed);
    let report = check(&desk.dir);
    assert_eq!((report.ok, report.newer), (false, Some((3, 7))));
    assert_eq!((report.entries, report.head.seq), (2, 2));
}

#[test]
fn whole_groups_are_handed_on_up_to_the_first_fault_or_newer_line() {
    let taken = |dir: &Path| {
        let mut groups = Vec::new();
        super::super::check(dir, &mut |_, _| {}, &mut |group| {
            groups.push(seqs(&[group]));
        })
        .map(|_| groups)
        .unwrap()
    };
    let before = [vec![1], vec![2, 3, 4]];
    for bad in [newer(), "x\n".to_owned(), String::new()] {
        let desk = desk();
        fill(&mut Journal::open(&desk.dir).unwrap(), &[1, 3, 1, 2, 1]);
        assert_eq!(taken(&desk.dir).len(), 5);
        let mut changed = lines(&desk, 1);
        changed[4] = bad;
        write(&desk, 1, &changed);
        assert_eq!(taken(&desk.dir), before);
        let report = check(&desk.dir);
        assert_eq!((report.ok, report.head.seq), (false, 4));
    }
}

#[test]
fn a_tail_is_torn_in_the_last_file_alone() {
    for is_marked in [true, false] {
        let desk = files(&[2, 2]);
        let bytes = std::fs::read(file(&desk, 2)).unwrap();
        std::fs::write(file(&desk, 2), [&bytes[..], b"half"].concat()).unwrap();
        if !is_marked {
            unmark(&desk);
        }
        let report = check(&desk.dir);
        assert_eq!((report.ok, report.torn_bytes), (true, 4));
        assert_eq!((report.entries, report.head.seq), (4, 4));
        // The last file is torn as a whole.
        std::fs::write(file(&desk, 2), "neither\nof\nthem").unwrap();
        if is_marked {
            std::fs::write(desk.dir.join("acked"), [0; 16]).unwrap();
        }
        let report = check(&desk.dir);
        assert_eq!((report.ok, report.torn_bytes), (true, 15), "{report:?}");
        assert_eq!((report.entries, report.head.seq), (2, 2));
        // A fault in the file before is one, and then so is the tail.
        std::fs::write(file(&desk, 1), "x\n").unwrap();
        let report = check(&desk.dir);
        assert_eq!((report.ok, report.torn_bytes), (false, 0));
        let expected = [
            ("000001.jsonl", 1, 1),
            ("000002.jsonl", 1, 2),
            ("000002.jsonl", 2, 3),
            ("000002.jsonl", 3, 4),
        ];
        assert_eq!(places(&report), expected);
    }
}

#[test]
fn a_group_cut_between_its_lines_is_torn_or_a_fault() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[2]);
    let acked = std::fs::read(desk.dir.join("acked")).unwrap();
    fill(&mut journal, &[3]);
    let kept = &lines(&desk, 1)[..4];
    write(&desk, 1, kept);
    let report = check(&desk.dir);
    assert_eq!(places(&report)[0], ("000001.jsonl", 4, 5));
    assert_eq!(report.faults[0].why, "its group is not whole");
    std::fs::write(desk.dir.join("acked"), &acked).unwrap();
    let report = check(&desk.dir);
    assert_eq!((report.ok, report.entries, report.head.seq), (true, 2, 2));
    assert_eq!(
        report.torn_bytes,
        kept[2..].concat().len() as u64,
        "{report:?}"
    );
    // With another file behind it, it is a fault whatever the mark says.
    std::fs::write(file(&desk, 2), "").unwrap();
    let report = check(&desk.dir);
    assert_eq!(places(&report), [("000001.jsonl", 4, 5)]);
    assert_eq!(report.faults[0].why, "its group is not whole");
}

#[test]
fn a_mark_beyond_the_end_is_a_fault_of_the_mark_behind_the_last_line() {
    let desk = files(&[3]);
    mark(&desk, 9);
    let report = check(&desk.dir);
    assert_eq!(places(&report), [("000001.jsonl", 4, 4)]);
    let why = "the journal ends here, but seq 9 was acknowledged (or the file `acked`";
    assert!(report.faults[0].why.starts_with(why), "{report:?}");
    assert!(report.is_mark_alone && !report.ok);
    // Another line than the marked one stands there.
    mark(&desk, 2);
    let report = check(&desk.dir);
    assert_eq!(places(&report), [("000001.jsonl", 2, 2)]);
    let why = "another line than this one was acknowledged (or the file `acked`";
    assert!(report.faults[0].why.starts_with(why), "{report:?}");
    assert!(report.is_mark_alone && !report.ok);
}

#[test]
fn at_most_a_thousand_faults_are_named() {
    let desk = files(&[1]);
    let path = desk.dir.join("heads");
    let head = WitnessLine {
        seq: 5000,
        hash16: "00112233445566ff".to_owned(),
        next_number: 1043,
        at: now().at,
    };
    note_head(&path, &head).unwrap();
    let noted = Noted::read(&path).unwrap();
    let verified = || {
        let mut checked = super::super::check(&desk.dir, &mut |_, _| {}, &mut |_| {}).unwrap();
        checked.compare(&noted);
        checked.report
    };
    // A head far beyond the end is missed at the end.
    assert_eq!(places(&verified()), [("witness", 0, 2)]);
    for bad in [998, 999, 1000, 1001] {
        let mut changed = lines(&desk, 1);
        changed.truncate(1);
        changed.extend(std::iter::repeat_n("x\n".to_owned(), bad));
        write(&desk, 1, &changed);
        mark(&desk, 1500);
        let report = verified();
        assert_eq!(report.faults.len(), 1000, "{bad}");
        assert!(!report.is_mark_alone);
    }
}

#[test]
fn progress_tells_of_all_files_each_thousand_lines() {
    let desk = files(&[2, 1]);
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[2100]);
    let text = lines(&desk, 2);
    let (first, second) = (lines(&desk, 1).concat().len(), text.concat().len());
    let all = (first + second) as u64;
    let until = |count: usize| (first + text[..count].concat().len()) as u64;
    let told = || {
        let mut told = Vec::new();
        verify(&desk.dir, &mut |done, all| told.push((done, all))).unwrap();
        told
    };
    let expected = [(until(1024), all), (until(2048), all), (all, all)];
    assert_eq!(told(), expected);
    let mut bytes = text.concat().into_bytes();
    bytes[30] ^= 1;
    std::fs::write(file(&desk, 2), bytes).unwrap();
    assert_eq!(told(), expected);
}

#[test]
fn a_folder_without_journal_files_is_not_checked() {
    let desk = desk();
    std::fs::remove_file(first_file(&desk.dir)).unwrap();
    let refused = verify(&desk.dir, &mut |_, _| {}).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::NotFound);
    assert_eq!(refused.to_string(), "it is not a desk: it has no journal");
}
