//! What an auditor is told: heads, witnesses, redactions.

use super::*;

type Change = fn(&mut Vec<String>);

/// Writes the journal's file anew with the lines changed.
fn edit(dir: &Path, change: impl FnOnce(&mut Vec<String>)) {
    let text = std::fs::read_to_string(first_file(dir)).unwrap();
    let mut lines = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    std::fs::write(first_file(dir), lines.join("\n") + "\n").unwrap();
}

fn redact(line: &str, order: u64) -> String {
    let start = line.find(",\"data\":").unwrap() + 8;
    let end = line.len() - 75;
    format!("{}{{\"redacted\":{order}}}{}", &line[..start], &line[end..])
}

fn with_order(desk: &Desk) -> Journal {
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 1, 1]);
    let mut order = entry(4, "a name that must not be kept");
    order.kind = "entry.redacted".to_owned();
    order.on = vec![Uuid::from_u128(2)];
    lock(&mut journal)
        .append(vec![vec![order]], &now())
        .unwrap();
    journal
}

/// The report of a desk's journal after a comparison with the heads noted at a place.
pub(super) fn compared(dir: &Path, at: &Path) -> Report {
    let mut checked = super::super::check(dir, &mut |_, _| {}, &mut |_| {}).unwrap();
    checked.compare(&Noted::read(at).unwrap());
    checked.report
}

#[test]
fn an_empty_desk_is_good() {
    let report = check(&desk().dir);
    assert_eq!((report.ok, report.entries, report.head.seq), (true, 0, 0));
}

#[test]
fn the_head_is_the_last_line() {
    let desk = desk();
    let journal = with_order(&desk);
    let report = check(&desk.dir);
    let hash16 = hex::encode(&journal.position().hash[..8]);
    assert_eq!(report.head, Head { seq: 4, hash16 });
    assert!(report.ok && !report.is_mark_alone);
}

#[test]
fn an_ordered_redaction_is_good_and_names_who() {
    let desk = desk();
    with_order(&desk);
    edit(&desk.dir, |lines| lines[1] = redact(&lines[1], 4));
    let report = check(&desk.dir);
    assert!(report.ok, "{:?}", report.faults);
    let [done] = &report.redacted[..] else {
        panic!("{report:?}");
    };
    assert_eq!((done.seq, done.ordered_by, done.by.uid), (2, 4, 1001));
    assert!(done.data.contains("must not be kept"));
    let mut entries = Vec::new();
    Journal::open(&desk.dir)
        .unwrap()
        .for_each_group(ReadLimit::Acked, |g| entries.extend(g.entries))
        .unwrap();
    assert_eq!(entries[1].redacted, Some(4));
    assert_eq!(entries[1].data(), "{\"redacted\":4}");
}

#[test]
fn a_redaction_without_its_order_is_a_fault() {
    for (line, order) in [(1, 3), (1, 99), (0, 4), (3, 4)] {
        let desk = desk();
        with_order(&desk);
        edit(&desk.dir, |lines| lines[line] = redact(&lines[line], order));
        let report = check(&desk.dir);
        assert!(!report.ok);
        assert_eq!(report.faults[0].seq, line as u64 + 1, "{:?}", report.faults);
    }
}

#[test]
fn no_entry_orders_its_own_redaction() {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    let mut order = entry(2, "a name");
    order.kind = "entry.redacted".to_owned();
    order.on = vec![Uuid::from_u128(1), Uuid::from_u128(2)];
    let group = vec![entry(1, "no dial tone"), order];
    lock(&mut journal).append(vec![group], &now()).unwrap();
    edit(&desk.dir, |lines| {
        for line in lines {
            *line = redact(line, 2);
        }
    });
    let report = check(&desk.dir);
    assert_eq!((report.redacted.len(), report.redacted[0].seq), (1, 1));
    let places: Vec<u64> = report.faults.iter().map(|f| f.seq).collect();
    assert_eq!(places, [2], "{:?}", report.faults);
    // A reader gives the order to the line before it, and none to the order itself.
    let read = Journal::open(&desk.dir)
        .unwrap()
        .read_new(ReadLimit::Acked)
        .unwrap();
    let of = |entries: &[Entry]| -> Vec<Option<u64>> {
        entries
            .iter()
            .map(|e| e.order.as_ref().map(|o| o.seq))
            .collect()
    };
    assert_eq!(of(&read[0].entries), [Some(2), None]);
    let mut linked = read[0].entries.clone();
    linked[0].order = None;
    link_orders(&mut linked);
    assert_eq!(of(&linked), [Some(2), None]);
    let mut stream = Stream::new();
    let bytes = std::fs::read(first_file(&desk.dir)).unwrap();
    stream.file(1, &mut &bytes[..], &mut |_| {}).unwrap();
    assert_eq!(stream.end().unwrap_err().seq, 2);
}

#[test]
fn a_line_forged_with_its_own_sums_breaks_the_chain_behind_it() {
    let desk = desk();
    with_order(&desk);
    edit(&desk.dir, |lines| {
        let forged = lines[1].replace("no dial tone", "nothing wrong");
        let (start, end) = (forged.find(",\"data\":").unwrap(), forged.len() - 75);
        let sum = hex::encode(&hex::sha256(&forged.as_bytes()[start + 8..end]));
        let at = forged.find("\"sum\":\"").unwrap() + 7;
        let head = format!("{}{sum}{}", &forged[..at], &forged[at + 64..start]);
        let hash = hex::encode(&hex::sha256(head.as_bytes()));
        lines[1] = format!("{head}{},\"hash\":\"{hash}\"}}", &forged[start..end]);
    });
    let report = check(&desk.dir);
    assert_eq!(report.faults.len(), 1, "{:?}", report.faults);
    assert_eq!((report.faults[0].line, report.faults[0].seq), (3, 3));
}

#[test]
fn lines_swapped_or_taken_out_are_named_by_the_first_that_does_not_fit() {
    let cases: [(Change, u64); 4] = [
        (|l| l.swap(1, 2), 2),
        (|l| drop(l.remove(0)), 1),
        (|l| drop(l.remove(2)), 3),
        (|l| l.push(l[3].clone()), 5),
    ];
    for (change, seq) in cases {
        let desk = desk();
        with_order(&desk);
        edit(&desk.dir, change);
        let mark = hex_mark(9);
        // Even a mark that was raised to hide a torn tail does not hide it.
        std::fs::write(desk.dir.join("acked"), mark).unwrap();
        let report = check(&desk.dir);
        assert_eq!(report.faults[0].seq, seq, "{:?}", report.faults);
    }
}

fn hex_mark(seq: u64) -> Vec<u8> {
    [seq.to_be_bytes(), [0; 8]].concat()
}

#[test]
fn a_noted_head_finds_a_chain_that_was_cut_or_written_anew() {
    let desk = desk();
    let journal = with_order(&desk);
    let notes = desk.dir.parent().unwrap().join("witness");
    std::fs::create_dir(&notes).unwrap();
    let file = witness_file(&notes, &now().replica);
    let head = check(&desk.dir).head;
    let note = WitnessLine {
        seq: head.seq,
        hash16: head.hash16,
        next_number: 1043,
        at: at("2026-11-22T02:15:00-05:00"),
    };
    note_head(&file, &note).unwrap();
    note_head(&file, &note).unwrap();
    assert_eq!(read_heads(&file).unwrap(), [note.clone(), note.clone()]);
    for path in [&notes, &file] {
        let report = compared(&desk.dir, path);
        assert_eq!((report.ok, report.witnessed), (true, 2));
    }
    // The last two lines dropped, with the mark made to fit.
    edit(&desk.dir, |lines| lines.truncate(2));
    std::fs::write(desk.dir.join("acked"), hex_mark(0)).unwrap();
    let report = compared(&desk.dir, &notes);
    assert_eq!(
        (report.ok, report.faults[0].seq),
        (false, 3),
        "{:?}",
        report.faults
    );
    // Written anew by someone who can make good chains.
    let other = super::desk();
    let mut anew = Journal::open(&other.dir).unwrap();
    fill(&mut anew, &[1, 1, 1, 1]);
    let report = compared(&other.dir, &notes);
    assert!(!report.ok);
    assert_eq!(report.faults[0].seq, 4);
    drop(journal);
}

#[test]
fn progress_ends_at_all_bytes() {
    let desk = desk();
    with_order(&desk);
    let mut last = (0, 0);
    verify(&desk.dir, &mut |done, all| last = (done, all)).unwrap();
    let bytes = std::fs::metadata(first_file(&desk.dir)).unwrap().len();
    assert_eq!(last, (bytes, bytes));
}
