//! Heads noted outside the desk: what is written, what is read, what is compared.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

const OURS: &str = "00112233445566778899aabbccddeeff";
const NEXT: &str = "ffeeddccbbaa99887766554433221100";

/// A journal of three lines of one copy and two of the next, with the head of each line.
fn two_copies() -> (Desk, Vec<WitnessLine>) {
    let desk = desk();
    let mut journal = Journal::open(&desk.dir).unwrap();
    fill(&mut journal, &[1, 1, 1]);
    let mut next = now();
    next.replica = NEXT.to_owned();
    for n in [4, 5] {
        lock(&mut journal)
            .append(vec![vec![entry(n, "x")]], &next)
            .unwrap();
    }
    let mut reader = Journal::open(&desk.dir).unwrap();
    let groups = reader.read_new(ReadLimit::Acked).unwrap();
    let heads = groups
        .iter()
        .map(|g| head(g.end.seq, &g.entries[0].hash16()));
    (desk, heads.collect())
}

fn head(seq: u64, hash16: &str) -> WitnessLine {
    WitnessLine {
        seq,
        hash16: hash16.to_owned(),
        next_number: 1043,
        at: at("2026-11-22T02:15:00-05:00"),
    }
}

fn wrong(seq: u64) -> WitnessLine {
    head(seq, "0123456789abcdef")
}

/// How many heads were found, and what is said of the first that was not.
fn compared(desk: &Desk, replica: Option<&str>, heads: &[WitnessLine]) -> (u32, Option<String>) {
    let notes = tempfile::tempdir().unwrap();
    let file = witness_file(notes.path(), replica.unwrap_or(OURS));
    for head in heads {
        note_head(&file, head).unwrap();
    }
    let path = if replica.is_some() {
        notes.path()
    } else {
        &file
    };
    let report = super::verifying::compared(&desk.dir, path);
    let faults = report.faults.iter().filter(|f| f.file == "witness");
    let said: Vec<String> = faults.map(|f| f.why.clone()).collect();
    assert!(said.len() < 2);
    (report.witnessed, said.first().cloned())
}

#[test]
fn a_head_is_a_line_of_four_words_and_nothing_else_is() {
    let good = "5 0123456789abcdef 1043 2026-11-22T02:15:00-05:00";
    assert_eq!(wrong(5).to_string(), good);
    assert_eq!(good.parse(), Ok(wrong(5)));
    for bad in [
        "5 0123456789abcde 1043 2026-11-22T02:15:00-05:00",
        "5 0123456789abcdef0 1043 2026-11-22T02:15:00-05:00",
        "5 0123456789abcdeF 1043 2026-11-22T02:15:00-05:00",
        "5 0123456789abcdeg 1043 2026-11-22T02:15:00-05:00",
        "five 0123456789abcdef 1043 2026-11-22T02:15:00-05:00",
        "5 0123456789abcdef 1043",
        "",
    ] {
        assert_eq!(bad.parse::<WitnessLine>(), Err(()), "{bad}");
    }
}

#[test]
fn a_head_is_noted_on_a_line_of_its_own_in_a_file_for_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = witness_file(dir.path(), "abc");
    assert_eq!(file, dir.path().join("nightdesk-abc.heads"));
    note_head(&file, &wrong(1)).unwrap();
    let limit = Duration::from_secs(60);
    note_head_within(&file, &wrong(2), limit).unwrap();
    let mode = file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let two = format!("{}\n{}\n", wrong(1), wrong(2));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), two);
    // Whoever noted the last one died within the line.
    std::fs::write(&file, format!("{two}3 0123")).unwrap();
    note_head(&file, &wrong(4)).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text, format!("{two}3 0123\n{}\n", wrong(4)));
    let heads = [wrong(1), wrong(2), wrong(4)];
    assert_eq!(read_heads(&file).unwrap(), heads);
    assert_eq!(read_heads_within(&file, limit).unwrap(), heads);
    let link = dir.path().join("link");
    symlink(&file, &link).unwrap();
    assert!(note_head(&link, &wrong(5)).is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn heads_of_lines_before_and_behind_a_bad_one_are_found() {
    let (desk, heads) = two_copies();
    assert_eq!(compared(&desk, None, &heads), (5, None));
    // Nothing was written yet when this was noted.
    assert_eq!(compared(&desk, None, &[wrong(0)]), (0, None));
    let text = std::fs::read_to_string(first_file(&desk.dir)).unwrap();
    let bad = text.lines().nth(2).unwrap();
    std::fs::write(first_file(&desk.dir), text.replace(bad, "x")).unwrap();
    let (found, said) = compared(&desk, None, &heads);
    let at = heads[2].at;
    assert_eq!(found, 4);
    assert_eq!(
        said.unwrap(),
        format!("entry 3 was noted on {at} and is gone; up to entry 2 all is as it was noted")
    );
}

#[test]
fn the_first_head_that_does_not_fit_is_said_with_the_last_before_it_that_does() {
    let (desk, heads) = two_copies();
    let noted = [&heads[0], &heads[3], &heads[1], &wrong(2)].map(Clone::clone);
    let (found, said) = compared(&desk, None, &noted);
    let (hash, at) = (&heads[1].hash16, heads[1].at);
    let why = format!("entry 2 has hash {hash}, but 0123456789abcdef was noted on {at}");
    assert_eq!(found, 3);
    assert_eq!(
        said.unwrap(),
        format!("{why}; up to entry 1 all is as it was noted")
    );
    let (found, said) = compared(&desk, None, &[wrong(2), heads[2].clone()]);
    assert_eq!(found, 1);
    assert_eq!(said.unwrap(), format!("{why}; no earlier head was noted"));
}

#[test]
fn heads_of_other_desks_and_of_what_a_restore_left_behind_are_not_asked_for() {
    let (desk, heads) = two_copies();
    let is_fault = |replica, head: WitnessLine| {
        let (_, said) = compared(&desk, Some(replica), &[head]);
        said.is_some()
    };
    assert!(!is_fault("another", wrong(2)));
    // The first copy ended at entry 3.
    assert!(is_fault(OURS, wrong(1)) && is_fault(OURS, wrong(2)) && is_fault(OURS, wrong(3)));
    assert!(!is_fault(OURS, wrong(4)) && !is_fault(OURS, wrong(9)));
    // The last copy goes on.
    assert!(is_fault(NEXT, wrong(4)) && is_fault(NEXT, wrong(5)) && is_fault(NEXT, wrong(9)));
    assert_eq!(compared(&desk, Some(OURS), &heads[..3]), (3, None));
    assert_eq!(compared(&desk, Some(NEXT), &heads[3..]), (2, None));
}

#[test]
fn heads_are_read_from_a_file_or_from_a_folder_within_a_limit() {
    let (desk, heads) = two_copies();
    let dir = tempfile::tempdir().unwrap();
    note_head(&witness_file(dir.path(), OURS), &heads[2]).unwrap();
    std::fs::write(dir.path().join("letter.heads"), "x").unwrap();
    let read = Noted::read_within(dir.path(), Duration::from_secs(60)).unwrap();
    let mut checked = super::super::check(&desk.dir, &mut |_, _| {}, &mut |_| {}).unwrap();
    checked.compare(&read);
    assert_eq!((checked.report.ok, checked.report.witnessed), (true, 1));
    checked.compare(&read);
    assert_eq!(checked.report.witnessed, 2);
    assert!(Noted::read(&dir.path().join("nothing")).is_err());
}
