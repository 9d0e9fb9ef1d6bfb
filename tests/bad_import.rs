//! Wrong imports through the real program: what is wrong is named by line and field, and nothing of
//! the file is taken.

mod program;

use program::Home;

const ROW: &str =
    r#"{"no":5,"opened":"2026-02-02T09:22-05:00","originator":"Ann","title":"A good row"}"#;

/// A row with further fields.
fn row(more: &str) -> String {
    ROW.replacen("\"no\":5", more, 1)
}

#[test]
fn a_wrong_row_of_an_import_is_named_by_line_and_field() {
    let home = Home::with_desk();
    // The second line is the wrong one; the first is good and must not come in either.
    let wrong = |second: &str, parts: &[&str]| {
        home.file("in.jsonl", format!("{ROW}\n{second}\n"));
        let parts: Vec<&str> = parts
            .iter()
            .copied()
            .chain(["nothing was imported"])
            .collect();
        home.refuses(&["import", "in.jsonl"], 9, &parts);
        home.refuses(&["import", "in.jsonl", "--dry-run"], 9, &parts);
    };
    wrong("garbage", &["in.jsonl:2:", "JSON"]);
    wrong("[]", &["in.jsonl:2:", "JSON object"]);
    wrong("{}", &["in.jsonl:2: opened:", "in.jsonl:2: title:"]);
    wrong(
        r#"{"title":"x","opened":"yesterday"}"#,
        &["in.jsonl:2: opened:", "`yesterday`"],
    );
    wrong(
        r#"{"title":"x","opened":"2026-02-30T10:00-05:00"}"#,
        &["in.jsonl:2: opened:"],
    );
    wrong(&row("\"no\":-1"), &["in.jsonl:2: no:"]);
    wrong(&row("\"no\":1e400"), &["in.jsonl:2:"]);
    wrong(&row("\"no\":18446744073709551616"), &["in.jsonl:2: no:"]);
    wrong(
        &row("\"no\":6,\"blocked\":\"x\""),
        &["in.jsonl:2: blocked:"],
    );
    wrong(&row("\"no\":6,\"blocked\":NaN"), &["in.jsonl:2:"]);
    wrong(&row("\"no\":6,\"no\":7"), &["in.jsonl:2:", "stands twice"]);
    wrong(
        &row(&format!("\"no\":6,\"seen\":\"{}\"", "a".repeat(70_000))),
        &["in.jsonl:2:", "64 KiB"],
    );
    let deep = format!(
        "\"no\":6,\"fields\":{}{}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    wrong(&row(&deep), &["in.jsonl:2:"]);
    home.file("in.jsonl", ROW);
    assert_eq!(
        home.ok(&["import", "in.jsonl", "--json"]).json()["added"],
        1
    );
    let before = home.entries();
    let again = home.ok(&["import", "in.jsonl", "--json"]).json();
    assert_eq!((&again["added"], &again["skipped"]), (&0.into(), &1.into()));
    assert_eq!(home.entries(), before);
}

#[test]
fn a_file_that_is_no_import_is_refused_whatever_it_is() {
    let home = Home::with_desk();
    let utf16: Vec<u8> = "\u{feff}{}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin = row("\"no\":6").replace("good", "caf\u{e9}");
    let latin: Vec<u8> = latin.chars().map(|letter| letter as u8).collect();
    let csv = "opened,title\n";
    let good = "2026-02-02T09:22-05:00,x\n";
    for (name, bytes, part) in [
        ("utf16.jsonl", utf16, "UTF-8"),
        ("latin.jsonl", latin, "UTF-8"),
        (
            "nul.jsonl",
            row("\"no\":6").replace("good", "\0").into(),
            "NUL",
        ),
        ("zip.jsonl", b"PK\x03\x04\0\0\0\0".to_vec(), ""),
        ("gzip.jsonl", b"\x1f\x8b\x08\0\0\0\0".to_vec(), ""),
        ("cr.csv", b"opened,title\rx,y\r".to_vec(), ""),
        ("none.csv", Vec::new(), "header"),
        ("other.csv", b"a,b\n1,2\n".to_vec(), "header"),
        ("short.csv", format!("{csv}{good}x\n").into(), "3"),
        ("open.csv", format!("{csv}{good}\"x,y\n").into(), "3"),
        (
            "wide.csv",
            format!("opened,title{}\n", ",x".repeat(100_000)).into(),
            "1",
        ),
        (
            "rows.csv",
            format!("{csv}{}", good.repeat(100_001)).into(),
            "100000 rows",
        ),
    ] {
        home.file(name, bytes);
        home.refuses(&["import", name], 9, &[name, part, "nothing was imported"]);
    }
    let big = std::fs::File::create(home.path().join("big.jsonl")).expect("a file");
    big.set_len(65 * 1024 * 1024).expect("a hole");
    home.refuses(&["import", "big.jsonl"], 9, &["64 MiB", "several files"]);
    home.refuses(&["import", "."], 9, &["folder"]);
    home.refuses(
        &["import", "nowhere.jsonl"],
        9,
        &["nowhere.jsonl: there is no such file; check the name"],
    );
    home.refuses(&["triage", "rank", "nowhere.jsonl"], 9, &["nowhere.jsonl"]);
    home.refuses(&["attach", "T-1", "nowhere.png"], 9, &["nowhere.png"]);
    // A mark of the encoding at the start is no part of the first line.
    home.file("bom.jsonl", format!("\u{feff}{ROW}\n"));
    assert_eq!(
        home.ok(&["import", "bom.jsonl", "--json"]).json()["added"],
        1
    );
    home.entries();
}

#[test]
fn spoilt_copies_of_a_good_import_never_harm_the_desk() {
    let home = Home::with_desk();
    let sample = include_str!("../assets/sample/tickets.jsonl");
    let good: String = sample.split_inclusive('\n').take(2).collect();
    // A small generator of our own with a fixed seed: the same spoilt copies at every run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..30 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] ^= 1 << next(8),
                1 => drop(bytes.drain(at..(at + next(40)).min(bytes.len()))),
                2 => bytes.insert(at, [b'"', b'{', b'\n', b'\\', 0xff, 0, b','][next(7)]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        home.file("spoilt.jsonl", &bytes);
        let ran = home.run(&["import", "spoilt.jsonl", "--dry-run"]);
        assert!(
            matches!(ran.status, 0 | 9),
            "{ran:?}\n{}",
            String::from_utf8_lossy(&bytes)
        );
    }
    assert_eq!(
        home.entries(),
        home.ok(&["head", "--json"]).json()["seq"].as_u64().unwrap()
    );
}

#[test]
fn what_is_far_too_large_is_refused_with_little_memory() {
    if !program::has("prlimit") {
        return;
    }
    let home = Home::with_desk();
    let field = "x".repeat(100 << 20);
    let row = format!("{{\"opened\":\"2026-02-02T09:22-05:00\",\"title\":\"{field}\"}}\n");
    for (name, bytes, part) in [
        ("field.jsonl", row.into_bytes(), "64 MiB"),
        (
            "fields.csv",
            format!("opened,title{}\n", ",x".repeat(1_000_000)).into_bytes(),
            "fields.csv:",
        ),
        (
            "rows.csv",
            format!("opened,title\n{}", ",\n".repeat(10_000_000)).into_bytes(),
            "rows.csv:",
        ),
        (
            "objects.jsonl",
            "{}\n".repeat(10_000_000).into_bytes(),
            "objects.jsonl:",
        ),
    ] {
        home.file(name, &bytes);
        let begun = std::time::Instant::now();
        // All memory that the process may ask for: what it uses is less.
        let ran = home.run_by(&["prlimit", "--as=314572800"], &["import", name]);
        ran.says(9, &[name, part, "nothing was imported"]);
        // Five seconds on a quiet machine, with a program built for speed.
        assert!(
            begun.elapsed().as_secs() < 60,
            "{name}: {:?}",
            begun.elapsed()
        );
        std::fs::remove_file(home.path().join(name)).expect("it is removed");
    }
    home.entries();
}
