//! Taking in an older system's records, and rehearsing the order.

use super::rig::Rig;

const SAMPLE: &str = "assets/sample/tickets.jsonl";

#[test]
fn the_sample_is_taken_whole_and_the_second_time_adds_nothing() {
    let rig = Rig::new();
    let dry = rig.json(&["import", SAMPLE, "--dry-run"]);
    assert_eq!((&dry["read"], &dry["added"]), (&400.into(), &400.into()));
    assert_eq!(rig.json(&["head"])["next_number"], 1);
    let first = rig.json(&["import", SAMPLE]);
    assert_eq!(
        (&first["added"], &first["skipped"]),
        (&400.into(), &0.into())
    );
    assert_eq!(first["rows"][16]["number"], "T-17");
    let entries = rig.entries();
    let again = rig.json(&["import", SAMPLE]);
    assert_eq!(
        (&again["added"], &again["skipped"]),
        (&0.into(), &400.into())
    );
    assert_eq!(rig.entries(), entries);
    assert_eq!(rig.json(&["head"])["next_number"], 401);
    rig.ok(&["verify"]);
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(
        (&shown["state"], &shown["number"]),
        (&"closed".into(), &"T-1".into())
    );
    rig.fails(3, &["close", "T-1"]);
    rig.ok(&["reopen", "T-1", "it stopped again"]);
    assert_eq!(rig.json(&["show", "T-1"])["state"], "open");
    let found = rig.json(&["find", "black screen EAS-PC08"]);
    assert_eq!(found["tickets"][0]["number"], "T-1");
    let queue = rig.ok(&["queue", "--all"]);
    assert!(queue.lines().count() > 400);
    for line in queue.lines() {
        assert!(nightdesk::text::width(line) <= 80, "{line}");
    }
}

#[test]
fn a_number_that_is_taken_is_not_taken_twice() {
    let rig = Rig::new();
    rig.ok(&["new", "Ours"]);
    let file = rig.file(
        "old.jsonl",
        r#"{"no":1,"opened":"2026-01-02T10:00-05:00","title":"Theirs"}"#,
    );
    let report = rig.json(&["import", &file]);
    assert_eq!(report["rows"][0]["number"], "T-2");
    assert_eq!(rig.json(&["show", "T-2"])["imported_no"], 1);
    let changed = r#"{"no":1,"opened":"2026-01-02T15:00Z","title":"Theirs","state":"closed"}"#;
    let other = rig.file("other.jsonl", changed);
    let report = rig.json(&["import", &other]);
    assert_eq!(report["added"], 0);
    let notes = report["rows"][0]["notes"].to_string();
    assert!(notes.contains("the file has it closed"), "{notes}");
}

#[test]
fn a_file_with_faults_is_not_taken_at_all() {
    let rig = Rig::new();
    let before = rig.entries();
    let good = r#"{"opened":"2026-01-02T10:00-05:00","title":"Good"}"#;
    for (wrong, line_and_field) in [
        (r#"{"opened":"yesterday","title":"x"}"#, ":2: opened: "),
        (r#"{"opened":"2026-01-02T10:00-05:00"}"#, ":2: title: "),
        (
            r#"{"opened":"2026-01-02T10:00-05:00","title":"x","blocked":-1}"#,
            ":2: blocked: ",
        ),
        (
            r#"{"opened":"2026-01-02T10:00-05:00","title":"x","blocked":1e400}"#,
            ":2: ",
        ),
        (
            r#"{"opened":"2026-01-02T10:00-05:00","title":"x","no":18446744073709551616}"#,
            ":2: no: ",
        ),
        (
            r#"{"opened":"2026-01-02T10:00-05:00","title":"x","state":"odd"}"#,
            ":2: state: ",
        ),
        (
            r#"{"opened":"2026-01-02T10:00-05:00","title":"x","actions":[{"text":"y"}]}"#,
            ":2: actions[0].at: ",
        ),
        (
            r#"{"opened":"2026-01-02T10:00-05:00","title":"x","title":"y"}"#,
            ":2: ",
        ),
        ("[]", ":2: "),
    ] {
        let file = rig.file("wrong.jsonl", format!("{good}\n{wrong}\n"));
        let said = rig.fails(9, &["import", &file]);
        assert!(said.contains(line_and_field), "{wrong}: {said}");
        assert!(said.contains("nothing was imported"), "{said}");
    }
    assert_eq!(rig.entries(), before);
}

#[test]
fn caps_hold() {
    let rig = Rig::new();
    let row = "{\"opened\":\"2026-01-02T10:00-05:00\",\"title\":\"x\"}\n";
    let many = rig.file("many.jsonl", row.repeat(100_001));
    assert!(rig.fails(9, &["import", &many]).contains("100000 rows"));
    let wide = format!("{}\n1\n", "c,".repeat(300));
    let wide = rig.file("wide.csv", wide);
    assert!(rig.fails(9, &["import", &wide]).contains("columns"));
    rig.fails(9, &["import", rig.home.path().to_str().unwrap()]);
}

#[test]
fn tables_of_tickets_people_and_assets_are_taken() {
    let rig = Rig::new();
    let tickets = "no,opened,title,originator,blocked,state,colour\n\
                   7,2026-01-02T10:00-05:00,\"Printer, again\",Ann Lee,,closed,red\n";
    let report = rig.json(&["import", &rig.file("t.csv", tickets)]);
    assert_eq!(report["rows"][0]["number"], "T-7");
    assert!(report["notes"].to_string().contains("colour"));
    let people = rig.file(
        "people.csv",
        "name,phone,staff\nCy Roe,555,no\nAnn Lee,1,no\n",
    );
    let report = rig.json(&["import", &people]);
    assert_eq!(
        (&report["added"], &report["skipped"]),
        (&1.into(), &1.into())
    );
    let assets = rig.file("assets.csv", "name,what\nFILE01,server\nFILE01,server\n");
    assert_eq!(rig.json(&["import", &assets])["added"], 1);
    assert_eq!(rig.json(&["import", &assets])["added"], 0);
    let wrong = rig.file("wrong.csv", "name,unit\nDee,Nowhere\nEve,\n");
    assert!(rig.fails(9, &["import", &wrong]).contains(":2: unit: "));
    rig.fails(4, &["person", "show", "Eve"]);
}

#[test]
fn a_table_of_units_is_taken_with_its_heads() {
    let rig = Rig::new();
    let table = "name,short,heads,head\nEast wing,EAST,12,Ann Lee\nWest wing,,,Ann Lee\n";
    let units = rig.file("units.csv", table);
    assert_eq!(rig.json(&["import", &units])["added"], 2);
    assert_eq!(rig.json(&["import", &units])["added"], 0);
    let listed = rig.ok(&["unit", "list"]);
    assert!(listed.contains("12 people"), "{listed}");
    rig.ok(&["person", "show", "Ann Lee"]);
}

#[test]
fn a_list_is_one_group_and_one_that_was_cut_off_leaves_nothing() {
    let rig = Rig::new();
    rig.ok(&["new", "Before"]);
    let journal = rig.dir().join("journal/000001.jsonl");
    let acked = rig.dir().join("acked");
    let (lines, mark) = (
        std::fs::read(&journal).unwrap(),
        std::fs::read(&acked).unwrap(),
    );
    for (name, table, show) in [
        (
            "people.csv",
            "name,posts\nAnn Lee,\nBo Ray,it_staff\nCy Roe,\n",
            ["person", "show", "Ann Lee"],
        ),
        (
            "assets.csv",
            "name,what\nFILE01,server\nPC1,pc\nPC2,pc\n",
            ["asset", "show", "FILE01"],
        ),
    ] {
        let file = rig.file(name, table);
        assert_eq!(rig.json(&["import", &file])["added"], 3, "{name}");
        let whole = std::fs::read(&journal).unwrap();
        let added = String::from_utf8(whole[lines.len()..].to_vec()).unwrap();
        let count = added.lines().count();
        for (n, line) in added.lines().enumerate() {
            assert!(
                line.contains(&format!("\"of\":[{},{count}]", n + 1)),
                "{line}"
            );
        }
        // The machine died while the list was written: its last line never came.
        let last = added.trim_end().rfind('\n').unwrap() + 1;
        std::fs::write(&journal, &whole[..lines.len() + last]).unwrap();
        std::fs::write(&acked, &mark).unwrap();
        let _ = std::fs::remove_file(rig.dir().join("page"));
        let said = rig.fails(4, &show);
        assert!(said.contains("moved to a torn file"), "{said}");
        assert_eq!(std::fs::read(&journal).unwrap(), lines, "{name}");
        rig.ok(&["verify"]);
        assert_eq!(rig.json(&["import", &file])["added"], 3, "{name} once more");
        std::fs::write(&journal, &lines).unwrap();
        std::fs::write(&acked, &mark).unwrap();
        let _ = std::fs::remove_file(rig.dir().join("page"));
    }
}

#[test]
fn an_account_that_two_rows_give_is_told_with_its_line() {
    let rig = Rig::new();
    let before = rig.entries();
    let table = "name,staff,uid\nAnn Lee,yes,5001\nBo Ray,yes,5001\n";
    let file = rig.file("people.csv", table);
    let said = rig.fails(9, &["import", &file]);
    assert!(
        said.contains("people.csv:3: uid: line 2 has the account 5001"),
        "{said}"
    );
    assert_eq!(rig.entries(), before);
}

#[test]
fn the_rehearsal_gives_every_place_of_the_vectors() {
    let rig = Rig::bare();
    let path = "tests/data/triage_vectors.json";
    let ranked = rig.json(&["triage", "rank", path]);
    let vectors = std::fs::read_to_string(path).unwrap();
    let vectors: serde_json::Value = serde_json::from_str(&vectors).unwrap();
    let rows = ranked["tickets"].as_array().unwrap();
    let wanted = vectors["tickets"].as_array().unwrap();
    assert_eq!(rows.len(), wanted.len());
    for row in rows {
        let want = wanted.iter().find(|want| want["no"] == row["no"]).unwrap();
        for key in ["rank", "class", "class_name"] {
            assert_eq!(row[key], want[key], "#{} {key}", row["no"]);
        }
    }
    let (last, rest) = rows.split_last().unwrap();
    assert!(last["decided_by"].is_null());
    assert!(rest.iter().all(|row| row["decided_by"].is_string()));
    assert!(
        rig.ok(&["triage", "rank", path])
            .contains("blocked: more people")
    );
}

#[test]
fn a_file_that_was_changed_anywhere_is_taken_or_told_with_its_line() {
    let rig = Rig::new();
    let sample = std::fs::read_to_string(SAMPLE).unwrap();
    let whole: Vec<u8> = sample.lines().take(3).collect::<Vec<_>>().join("\n").into();
    let bytes = b"\"{}[],:\\0-9.eTZ\n\r\0\xff\x1b ntu";
    let mut dice = 7_u64;
    let mut roll = |below: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) as usize % below
    };
    for _ in 0..150 {
        let mut mutated = whole.clone();
        for _ in 0..=roll(4) {
            let at = roll(mutated.len());
            match roll(3) {
                0 => mutated[at] = bytes[roll(bytes.len())],
                1 => mutated.truncate(at.max(1)),
                _ => mutated.insert(at, bytes[roll(bytes.len())]),
            }
        }
        let file = rig.file("mutated.jsonl", &mutated);
        let ran = rig.run(&["import", &file, "--dry-run"]);
        assert!(matches!(ran.status, 0 | 9), "{ran:?}");
        assert!(
            ran.status == 0 || ran.err.contains("mutated.jsonl:"),
            "{ran:?}"
        );
    }
}
