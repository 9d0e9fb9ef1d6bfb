//! A journal that comes as a stream: what is said of each thing that does not fit.

use super::*;

/// Two files of two lines each.
fn files() -> Vec<String> {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 1]);
    journal = journal.with_segment_bytes(1);
    fill(&mut journal, &[2]);
    let files = journal_files(&desk.dir).unwrap();
    let read = files.iter().map(|f| std::fs::read_to_string(&f.path));
    read.map(Result::unwrap).collect()
}

fn read(files: &[(u32, &str)]) -> Result<Vec<u64>, ReadError> {
    let (mut stream, mut seen) = (Stream::new(), Vec::new());
    for (number, text) in files {
        stream.file(*number, &mut text.as_bytes(), &mut |e| seen.push(e.seq))?;
    }
    stream.end()?;
    Ok(seen)
}

fn said(files: &[(u32, &str)]) -> String {
    read(files).unwrap_err().to_string()
}

#[test]
fn files_come_in_their_order_from_the_first() {
    let files = files();
    let (one, two) = (files[0].as_str(), files[1].as_str());
    assert_eq!(read(&[(1, one), (2, two)]).unwrap(), [1, 2, 3, 4]);
    assert_eq!(read(&[(1, ""), (2, one), (3, two)]).unwrap(), [1, 2, 3, 4]);
    let missing = |name: &str, seq: u64| {
        format!(
            "the journal is damaged: journal/{name}, line 0, where seq {seq} should stand: the \
             file before it is missing"
        )
    };
    assert_eq!(said(&[(3, one)]), missing("000003.jsonl", 1));
    assert_eq!(said(&[(1, one), (3, two)]), missing("000003.jsonl", 3));
    assert_eq!(said(&[(1, one), (1, two)]), missing("000001.jsonl", 3));
}

#[test]
fn a_line_that_does_not_fit_is_named_by_file_line_and_seq() {
    let files = files();
    let (one, two) = (files[0].as_str(), files[1].as_str());
    let second = one.lines().nth(1).unwrap();
    let third = two.lines().next().unwrap();
    let at = |file: &str, line: u64, seq: u64, why: &str| {
        format!(
            "the journal is damaged: journal/{file}, line {line}, where seq {seq} should stand: \
             {why}"
        )
    };
    let bad = one.replace(second, "x");
    let why = "the line is not whole";
    assert_eq!(said(&[(1, &bad)]), at("000001.jsonl", 2, 2, why));
    assert_eq!(said(&[(1, one.trim_end())]), at("000001.jsonl", 2, 2, why));
    let cut = format!("{third}\n");
    let why = "its group is not whole";
    assert_eq!(said(&[(1, one), (2, &cut)]), at("000002.jsonl", 1, 4, why));
    let swapped = format!("{second}\n");
    let why = "seq 2 stands there";
    assert_eq!(said(&[(1, &swapped)]), at("000001.jsonl", 1, 1, why));
    let head = "{\"v\":7";
    let hash = hex::encode(&hex::sha256(head.as_bytes()));
    let newer = format!("{one}{head},\"data\":{{}},\"hash\":\"{hash}\"}}\n");
    assert!(matches!(
        read(&[(1, &newer)]),
        Err(ReadError::Newer { v: 7, seq: 3 })
    ));
}

#[test]
fn the_end_is_printed_as_a_head_and_as_a_whole_hash() {
    let files = files();
    let mut stream = Stream::new();
    for (number, text) in (1..).zip(&files) {
        stream
            .file(number, &mut text.as_bytes(), &mut |_| {})
            .unwrap();
    }
    let end = stream.end().unwrap();
    let last = files[1].lines().last().unwrap();
    let hash = &last[last.len() - 66..last.len() - 2];
    assert_eq!(end.hash_hex(), hash);
    let hash16 = hash[..16].to_owned();
    assert_eq!(end.head(), Head { seq: 4, hash16 });
}
