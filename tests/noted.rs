//! A journal that somebody wrote anew, checked against heads that were noted elsewhere (K05); and a
//! folder for them that is away or wrong, which nobody has to wait for.

mod program;

use std::fs;
use std::path::PathBuf;

use program::{Home, has};
use sha2::{Digest, Sha256};

/// Bytes of a line behind its data: `,"hash":"`, 64 digits, `"}`.
const AFTER_DATA: usize = 75;

fn hex(bytes: &[u8]) -> String {
    let figures: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    figures.concat()
}

fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Puts another value in the place of a key's, at its last mention before the data.
fn put(line: &str, key: &str, value: &str) -> String {
    let (head, data) = line.split_at(line.find(",\"data\":").expect("data"));
    let at = head.rfind(&format!("\"{key}\":\"")).expect("the key") + key.len() + 4;
    format!("{}{value}{}{data}", &head[..at], &head[at + 64..])
}

/// The same line with its sums made right, to follow another's hash.
fn forged(line: &str, prev: &str) -> (String, String) {
    let start = line.find(",\"data\":").expect("data") + 8;
    let data = &line[start..line.len() - AFTER_DATA];
    let line = put(&put(line, "sum", &sum(data.as_bytes())), "prev", prev);
    let hash = sum(&line.as_bytes()[..line.find(",\"data\":").expect("data")]);
    let kept = &line[..line.len() - AFTER_DATA];
    (format!("{kept},\"hash\":\"{hash}\"}}"), hash)
}

/// A desk whose heads are noted, with more entries than one noted head knows of; the folder, and
/// the seqs of the heads.
fn noted() -> (Home, PathBuf, Vec<u64>) {
    let home = Home::with_desk();
    let folder = home.path().join("noted");
    fs::create_dir(&folder).expect("a folder");
    let named = folder.to_str().expect("a name").to_owned();
    home.ok(&[
        "profile",
        "set",
        "desk.witness_dir",
        &named,
        "--source",
        "Jo",
    ]);
    for n in 2..14 {
        home.ok(&["new", &format!("Ticket {n}")]);
    }
    let file = fs::read_dir(&folder)
        .expect("a folder")
        .next()
        .expect("one a desk");
    let file = file.expect("a file").path();
    let lines = fs::read_to_string(&file).expect("heads");
    assert_eq!(lines.lines().count(), 1, "once a day: {lines}");
    // As the end of a session notes it.
    let head = home.ok(&["head"]).out.replace(" T-", " ");
    fs::write(&file, format!("{lines}{head}")).expect("it is written");
    let seqs = [lines, head].map(|line| {
        let seq = line.split(' ').next().expect("a seq");
        seq.parse().expect("a number")
    });
    (home, folder, seqs.to_vec())
}

fn lines(home: &Home) -> Vec<String> {
    let text = fs::read_to_string(home.journal()).expect("a journal");
    text.lines().map(str::to_owned).collect()
}

/// Writes the journal, and the mark to fit its end.
fn write(home: &Home, lines: &[String]) {
    fs::write(home.journal(), lines.join("\n") + "\n").expect("it is written");
    let last = lines.last().expect("a line");
    let mut mark = (lines.len() as u64).to_be_bytes().to_vec();
    let hash = &last[last.len() - 66..];
    for at in (0..16).step_by(2) {
        mark.push(u8::from_str_radix(&hash[at..at + 2], 16).expect("hex"));
    }
    fs::write(home.desk().join("acked"), mark).expect("it is written");
}

#[test]
fn a_line_changed_with_its_own_sums_is_named_by_the_next_that_does_not_follow() {
    let (home, _, seqs) = noted();
    let mut lines = lines(&home);
    let at = seqs[0] as usize + 3;
    let changed = lines[at].replace("Ticket", "Tucket");
    assert_ne!(changed, lines[at]);
    let start = changed.find("\"prev\":\"").expect("prev") + 8;
    let prev = changed[start..start + 64].to_owned();
    lines[at] = forged(&changed, &prev).0;
    write(&home, &lines);
    let said = home.refuses(&["verify"], 5, &[]).out;
    let place = format!(
        "line {}, where seq {} should stand: it does not follow",
        at + 2,
        at + 2
    );
    assert!(said.contains(&place), "{said}");
}

#[test]
fn a_journal_written_anew_from_a_line_on_fits_itself_and_not_the_noted_heads() {
    let (home, folder, seqs) = noted();
    let good = home.ok(&["verify"]).out;
    assert!(good.contains("witness: 2 heads found as noted"), "{good}");
    let mut lines = lines(&home);
    let from = seqs[0] as usize + 3;
    lines[from] = lines[from].replace("Ticket", "Tucket");
    let mut prev =
        lines[from - 1][lines[from - 1].len() - 66..lines[from - 1].len() - 2].to_owned();
    for line in &mut lines[from..] {
        let (new, hash) = forged(line, &prev);
        (*line, prev) = (new, hash);
    }
    write(&home, &lines);
    // By itself it fits, so every command works; what is noted elsewhere knows better.
    home.ok(&["queue"]);
    let named = folder.to_str().expect("a name");
    for args in [&["verify"][..], &["verify", "--witness", named]] {
        let said = home.refuses(args, 5, &[]).out;
        let entry = format!("entry {} has hash ", seqs[1]);
        let before = format!("up to entry {} all is as it was noted", seqs[0]);
        assert!(said.starts_with("DAMAGED"), "{said}");
        assert!(said.contains(&entry) && said.contains(&before), "{said}");
    }
    let faults = home.refuses(&["verify", "--json"], 5, &[]).json();
    assert_eq!(faults["faults"][0]["seq"], seqs[1]);
    assert_eq!(faults["faults"][0]["file"], "witness");
}

#[test]
fn a_journal_rolled_back_by_ten_entries_is_found() {
    let (home, _, seqs) = noted();
    let mut lines = lines(&home);
    lines.truncate(lines.len() - 10);
    write(&home, &lines);
    let said = home.refuses(&["verify"], 5, &[]).out;
    let gone = format!("entry {} was noted on ", seqs[1]);
    assert!(
        said.contains(&gone) && said.contains("and is gone"),
        "{said}"
    );
    let faults = home.refuses(&["verify", "--json"], 5, &[]).json();
    assert_eq!(
        faults["faults"][0]["seq"],
        lines.len() + 1,
        "the first that is missing"
    );
}

#[test]
fn two_lines_swapped_are_named_by_the_first() {
    let (home, _, seqs) = noted();
    let mut lines = lines(&home);
    let at = seqs[0] as usize + 2;
    lines.swap(at, at + 1);
    write(&home, &lines);
    let said = home.refuses(&["verify"], 5, &[]).out;
    let place = format!("line {}, where seq {} should stand", at + 1, at + 1);
    assert!(said.contains(&place), "{said}");
}

#[test]
fn a_folder_that_is_away_full_or_wrong_stops_nothing_and_doctor_says_so() {
    let (home, folder, _) = noted();
    let away = home.path().join("away");
    fs::rename(&folder, &away).expect("it is moved");
    for (what, word) in [
        ("away", "is not there"),
        ("a file", "so the head is not noted"),
    ] {
        if what == "a file" {
            fs::write(&folder, b"no folder").expect("a file");
        }
        let saved = home.ok(&["new", "All the same"]);
        assert!(saved.err.is_empty(), "{what}: {saved:?}");
        let said = home.ok(&["verify"]).out;
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.starts_with("good: "), "{what}: {said}");
        assert!(said.contains("so nothing was compared"), "{what}: {said}");
        let looked = home.run(&["doctor"]).out;
        let row = looked.lines().find(|line| line.contains(" witness "));
        let row = row.unwrap_or_else(|| panic!("{what}: {looked}"));
        assert!(row.starts_with("LOOK"), "{what}: {row}");
        let flat = looked.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(word), "{what}: {looked}");
        // Whoever asks for the comparison is told by the status too.
        let asked = home.run(&["verify", "--witness"]);
        assert_eq!(asked.status, 4, "{what}: {asked:?}");
    }
    fs::remove_file(&folder).expect("it goes");
    fs::rename(&away, &folder).expect("it comes back");
    let said = home.ok(&["verify", "--witness"]).out;
    assert!(said.contains("witness: 2 heads found as noted"), "{said}");
    let looked = home.run(&["doctor"]).out;
    assert!(looked.contains("ok   witness"), "{looked}");
}

#[test]
fn the_last_clock_that_a_library_fakes_is_heeded() {
    // Only where the machine has it: the same journey with the machine's own clock made wrong.
    if !has("faketime") {
        return;
    }
    let home = Home::with_desk();
    let ahead = home.run_by(&["faketime", "-f", "+3650d"], &["new", "Ten years ahead"]);
    assert_eq!(ahead.status, 0, "{ahead:?}");
    let back = home.ok(&["new", "After"]);
    assert!(back.err.contains("what was expected"), "{back:?}");
    assert_eq!(home.ok(&["log", "T-2", "seen to"]).status, 0);
    home.entries();
}
