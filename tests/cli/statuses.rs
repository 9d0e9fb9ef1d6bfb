//! Each exit status, and what is said with it.

use super::rig::Rig;

#[test]
fn wrong_arguments_are_2_and_change_nothing() {
    let rig = Rig::new();
    rig.ok(&["new", "One"]);
    let before = rig.entries();
    for args in [
        &["nonsense"][..],
        &["new"],
        &["log", "T-1"],
        &["log", "1.5", "x"],
        &["log", "L-1", "x"],
        &["log", "T-1", "x", "--happened", "yesterweek"],
        &["log", "T-1", "x", "--happened", "2027-01-01 10:00"],
        &["log", "T-1", "x", "--happened", "2026-11-01 01:30"],
        &["wait", "T-1", "--for", "x", "--until", "yesterday"],
        &["tell", "T-1", "Ann", "--how", "pigeon"],
        &["new", "x", "--blocked", "-1"],
        &["new", "x", "--due", "+2d"],
        &["new", "x", "--done"],
        &["impact", "T-1"],
        &["queue", "--limit", "0"],
        &["queue", "--limit", "x"],
        &["correct", "T-1", "xx", "y"],
        &["staff", "hours", "me", "moon=1"],
        &["nothing", "list"],
        &["backup"],
        &[],
    ] {
        rig.fails(2, args);
    }
    assert_eq!(rig.entries(), before);
    for (args, says) in [
        (&["queue", "--limit", "0"][..], "--limit takes 1 or more"),
        (&["new", "x", "--blocked", "-1"], "write a number of people"),
        (&["correct", "T-1", "xx", "y"], "write the entry's number"),
    ] {
        let said = rig.fails(2, args);
        assert!(said.contains(says), "{said}");
    }
    let doubled = rig.fails(2, &["log", "T-1", "x", "--happened", "2026-11-01 01:30"]);
    assert!(
        doubled.contains("-04:00") && doubled.contains("-05:00"),
        "{doubled}"
    );
}

#[test]
fn a_refusal_is_3_and_names_rule_source_and_way_round() {
    let rig = Rig::new();
    rig.ok(&["new", "One"]);
    let ran = rig.run(&["close", "T-1", "--json"]);
    assert_eq!(ran.status, 3);
    let refused = &ran.json()["refused"];
    for key in ["rule", "source", "because", "instead"] {
        assert!(refused[key].is_string(), "{key}: {refused}");
    }
    assert!(refused["also"].is_array());
    rig.fails(3, &["new", "   "]);
}

#[test]
fn what_is_not_there_is_4() {
    let rig = Rig::bare();
    let text = rig.fails(4, &["queue"]);
    assert!(text.contains("nightdesk init"), "{text}");
    rig.ok(&["init"]);
    rig.fails(4, &["show", "T-9"]);
    rig.fails(4, &["log", "T-9", "x"]);
    rig.ok(&["new", "One"]);
    rig.fails(4, &["assign", "T-1", "Nobody Here"]);
    rig.fails(4, &["new", "x", "--unit", "Nowhere"]);
    rig.fails(4, &["check", "show", "L-1"]);
    rig.fails(4, &["asset", "show", "X"]);
    // A refusal keeps its three lines and its JSON.
    for args in [
        &["category", "T-1", "nonsense"][..],
        &["note", "T-1", "nonsense", "x"],
        &["correct", "T-1", "9999", "x"],
    ] {
        let said = rig.fails(4, args);
        assert!(
            said.contains("refused:") && said.contains("instead:"),
            "{said}"
        );
    }
    let ran = rig.run(&["category", "T-1", "nonsense", "--json"]);
    assert_eq!(
        (ran.status, &ran.json()["refused"]["rule"]),
        (4, &"N03".into())
    );
}

#[test]
fn a_desk_that_cannot_be_trusted_is_5_and_stays_as_it_is() {
    let rig = Rig::new();
    rig.ok(&["new", "One"]);
    rig.ok(&["new", "Two"]);
    let file = rig.dir().join("journal/000001.jsonl");
    let good = std::fs::read(&file).unwrap();
    let bad = String::from_utf8(good.clone())
        .unwrap()
        .replace("\"One\"", "\"Oof\"");
    std::fs::write(&file, &bad).unwrap();
    let said = rig.run(&["verify"]);
    assert_eq!(said.status, 5, "{said:?}");
    assert!(said.out.contains("000001.jsonl, line"), "{said:?}");
    let json = rig.run(&["verify", "--json"]).json();
    assert_eq!(json["ok"], false);
    assert!(json["faults"][0]["line"].is_u64());
    rig.fails(5, &["log", "T-1", "x"]);
    assert_eq!(std::fs::read(&file).unwrap(), bad.as_bytes());
    std::fs::write(&file, good).unwrap();
    rig.ok(&["verify"]);
    let plain = rig.file("plain", "x");
    rig.fails(5, &["--desk", &plain, "queue"]);
    let link = rig.home.path().join("link");
    std::os::unix::fs::symlink(rig.dir(), &link).unwrap();
    rig.fails(5, &["--desk", link.to_str().unwrap(), "queue"]);
}

#[test]
fn what_cannot_be_written_is_6() {
    let rig = Rig::bare();
    let plain = rig.file("plain", "x");
    rig.fails(6, &["--desk", &format!("{plain}/desk"), "init"]);
}

#[test]
fn a_busy_desk_is_7() {
    let rig = Rig::new();
    let lock = std::fs::File::open(rig.dir().join("lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let text = rig.fails(7, &["new", "One"]);
    assert!(text.contains("pid"), "{text}");
    drop(lock);
    rig.ok(&["new", "One"]);
}

#[test]
fn a_newer_desk_is_8_and_not_touched() {
    let rig = Rig::new();
    rig.ok(&["new", "One"]);
    let file = rig.dir().join("journal/000001.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    let at = text.trim_end().rfind("\n{\"v\":0").unwrap();
    let line = text[at + 1..].replacen("{\"v\":0", "{\"v\":9", 1);
    // A newer program's line has its own good hash, and the mark names it.
    let (head, data) = line.split_once(",\"data\":").unwrap();
    let hash = nightdesk::policy::sha256_hex(head);
    let data = data.rsplit_once("\"hash\":\"").unwrap().0;
    let newer = format!(
        "{}\n{head},\"data\":{data}\"hash\":\"{hash}\"}}\n",
        &text[..at]
    );
    let mut acked = std::fs::read(rig.dir().join("acked")).unwrap();
    for (n, byte) in acked[8..16].iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hash[n * 2..n * 2 + 2], 16).unwrap();
    }
    std::fs::write(rig.dir().join("acked"), acked).unwrap();
    std::fs::write(&file, &newer).unwrap();
    rig.fails(8, &["log", "T-1", "x"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), newer);
}

#[test]
fn a_witness_that_knows_nothing_of_the_desk_is_4_and_not_good() {
    let rig = Rig::new();
    let folder = rig.home.path().join("noted");
    std::fs::create_dir(&folder).unwrap();
    let named = folder.to_str().unwrap();
    let check = |said: &str| {
        let ran = rig.run(&["verify", "--witness", named]);
        assert_eq!(ran.status, 4, "{said}: {ran:?}");
        assert!(ran.out.starts_with("NOT COMPARED: "), "{said}: {ran:?}");
        let words: Vec<&str> = ran.out.split_whitespace().collect();
        let said_why = words.join(" ");
        assert!(
            said_why.contains("witness: none of this desk found in ")
                && said_why.contains("(no `nightdesk-"),
            "{ran:?}"
        );
        let json = rig.run(&["verify", "--witness", named, "--json"]).json();
        assert_eq!(
            (&json["ok"], &json["witnessed"]),
            (&false.into(), &0.into()),
            "{said}"
        );
        assert_eq!(json["witness"]["state"], "silent", "{said}");
    };
    check("an empty folder");
    let other = format!("nightdesk-{}.heads", "0".repeat(32));
    let line = "3 0011223344556677 1 2026-11-20T09:00-05:00\n";
    std::fs::write(folder.join(other), line).unwrap();
    check("another desk's heads");
    // The head itself, noted as the program does it.
    let head = rig.ok(&["head"]).replace(" T-", " ");
    let text = std::fs::read_to_string(rig.dir().join("journal/000001.jsonl")).unwrap();
    let replica = text
        .split("\"replica\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next();
    let file = format!("nightdesk-{}.heads", replica.unwrap());
    std::fs::write(folder.join(file), head).unwrap();
    let said = rig.ok(&["verify", "--witness", named]);
    assert!(
        said.starts_with("good: ") && said.contains("witness: 1 head found as noted"),
        "{said}"
    );
    rig.ok(&["verify"]);
}

#[test]
fn a_wrong_file_is_9_with_line_field_and_mend() {
    let rig = Rig::new();
    let text = std::fs::read_to_string("assets/profiles/000-library-template.toml").unwrap();
    let bad = rig.file("bad.toml", text.replace("America/New_York", "Mars/Olympus"));
    let said = rig.fails(9, &["profile", "check", &bad]);
    assert!(said.contains("bad.toml:") && said.contains("; "), "{said}");
    rig.fails(9, &["profile", "adopt", &bad]);
    let said = rig.fails(9, &["import", "/nowhere/at/all.jsonl"]);
    assert_eq!(
        said,
        "nightdesk: /nowhere/at/all.jsonl: there is no such file; check the name\n"
    );
    let said = rig.fails(9, &["verify", "--witness", "/nonexistent"]);
    assert!(said.contains("there is no witness file"), "{said}");
    let said = rig.run_with(&["triage", "rank", "-"], b"{").err;
    assert!(
        said.starts_with("nightdesk: standard input:1: this is no JSON from column 1 on"),
        "{said}"
    );
    assert!(
        said.ends_with("standard input: nothing was ranked\n"),
        "{said}"
    );
    rig.ok(&["new", "One"]);
    rig.fails(9, &["attach", "T-1", "/nowhere"]);
}

#[test]
fn a_caller_who_is_not_staff_is_10() {
    let mut rig = Rig::new();
    rig.machine.caller.uid += 1;
    let said = rig.fails(10, &["new", "One"]);
    assert!(
        said.contains("nightdesk staff add") && said.contains("--post POST"),
        "{said}"
    );
    rig.ok(&["queue"]);
}

#[test]
fn a_new_keeper_takes_a_desk_over_with_a_reason() {
    let mut rig = Rig::bare();
    let real = rig.machine.caller.uid;
    rig.machine.caller.uid = real + 1;
    rig.ok(&["init"]);
    let dir = rig.dir();
    let dir = dir.to_str().unwrap();
    rig.fails(10, &["adopt", dir, "--because", "not given to me"]);
    rig.machine.caller.uid = real;
    rig.machine.caller.name = "Kim New".into();
    rig.fails(10, &["new", "One"]);
    rig.fails(3, &["adopt", dir, "--because", " "]);
    rig.ok(&["adopt", dir, "--because", "Jo has left"]);
    rig.ok(&["new", "One"]);
    rig.fails(2, &["adopt", dir, "--because", "again"]);
    rig.ok(&["verify"]);
}

#[test]
fn a_desk_is_not_made_twice() {
    let rig = Rig::new();
    rig.fails(2, &["init"]);
    let nameless = rig.home.path().join("nameless");
    let made = rig.json(&["--desk", nameless.to_str().unwrap(), "init"]);
    assert_eq!(made["name"], "The help desk");
    let other = rig.home.path().join("other");
    let other = other.to_str().unwrap();
    let said = rig.fails(2, &["--desk", other, "init", "--name", " "]);
    assert!(said.contains("--name needs a name"), "{said}");
    let said = rig.fails(2, &["--desk", other, "init", "--profile", "nowhere"]);
    assert!(said.contains("bloomfield"), "{said}");
    rig.fails(2, &["--desk", other, "init", "--tz", "Mars/Olympus"]);
    rig.fails(2, &["--desk", other, "init", "--post", "king"]);
    rig.fails(
        2,
        &["--desk", other, "init", "--group", "no-such-group-here"],
    );
    let made = rig.json(&["--desk", other, "init", "--profile", "bloomfield", "--yes"]);
    assert_eq!(made["profile"], "bloomfield");
    assert_eq!(made["unconfirmed"], 0);
}

#[test]
fn a_desk_is_made_from_a_profile_of_ones_own() {
    let rig = Rig::bare();
    let text = std::fs::read_to_string("assets/profiles/001-bloomfield.toml").unwrap();
    let own = rig.file(
        "own.toml",
        text.replace("id = \"bloomfield\"", "id = \"ourtown\""),
    );
    let made = rig.json(&["init", "--profile", &own]);
    assert_eq!(made["profile"], "ourtown");
}

#[test]
fn harm_without_a_word_is_refused_and_nothing_waits_until_a_day_that_is_over() {
    let rig = Rig::new();
    let ran = rig.run(&["new", "Smoke", "--harm", " "]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("--harm is empty"), "{ran:?}");
    rig.json(&["new", "Smoke"]);
    let ran = rig.run(&["impact", "T-1", "--harm", ""]);
    assert_eq!(ran.status, 3, "{ran:?}");
    for until in ["yesterday", "2020-01-01"] {
        let ran = rig.run(&["wait", "T-1", "--for", "a part", "--until", until]);
        assert_eq!(ran.status, 2, "{until}: {ran:?}");
        assert!(ran.err.contains("is over; give a time to come"), "{ran:?}");
    }
}

#[test]
fn a_date_that_is_over_is_taken_and_said_to_be_over() {
    let rig = Rig::new();
    let new = |due| {
        let date = ["--due", due, "--due-for", "the report"];
        rig.run(&[&["new", "Report"][..], &date].concat())
    };
    let ran = new("2020-01-01");
    assert_eq!((ran.status, &ran.out[..]), (0, "T-1\n"));
    assert!(
        ran.err
            .contains("WARNING: --due is over already, Wed 1 Jan 2020 23:59")
            && ran.err.contains("`nightdesk impact T-N --due"),
        "{ran:?}"
    );
    let ran = new("2030-01-01");
    assert_eq!((ran.status, &ran.err[..]), (0, ""));
}

#[test]
fn a_groups_desk_where_the_group_cannot_come_is_made_with_a_warning() {
    let rig = Rig::bare();
    let own = rustix::process::getegid().as_raw().to_string();
    let groups = std::fs::read_to_string("/etc/group").unwrap_or_default();
    if !groups.contains(&format!(":{own}:")) {
        eprintln!("left out: this machine has no name for the group {own}");
        return;
    }
    // The folder above is for its owner alone.
    let ran = rig.run(&["init", "--group", &own]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.err
            .starts_with("nightdesk: WARNING: the group could not reach it"),
        "{ran:?}"
    );
}
