//! The life of tickets and checklists, by commands.

use super::rig::Rig;

#[test]
fn a_ticket_lives_from_its_request_to_its_close() {
    let rig = Rig::new();
    let new = ["new", "Printer jams", "--from", "Ann Lee", "--blocked", "1"];
    assert_eq!(rig.ok(&new), "T-1\n");
    rig.ok(&["log", "T-1", "took the tray out"]);
    rig.ok(&["assign", "T-1", "me"]);
    let refused = rig.fails(3, &["close", "T-1"]);
    assert!(refused.starts_with("refused: "), "{refused}");
    assert!(refused.contains("\nrule: R05, 001_"), "{refused}");
    assert!(refused.contains("\ninstead: "), "{refused}");
    rig.ok(&["resolve", "t1", "a new roller"]);
    rig.ok(&["tell", "T-1", "requester", "it works", "--how", "walk-in"]);
    rig.ok(&["close", "T-1", "--agreed", "Ann Lee"]);
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(shown["state"], "closed");
    assert_eq!(shown["outcome"], "a new roller");
    assert_eq!(shown["owner"], "Jo Dale");
    assert_eq!(shown["told"][0]["who"], "Ann Lee");
    assert_eq!(shown["told"][0]["how"], "walk-in");
    assert!(
        rig.json(&["queue"])["tickets"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(rig.json(&["queue", "--all"])["tickets"][0]["number"], "T-1");
    rig.ok(&["reopen", "T-1", "it jams again"]);
    assert_eq!(rig.json(&["queue"])["tickets"][0]["state"], "open");
}

#[test]
fn a_quick_log_is_done_and_told_at_once() {
    let rig = Rig::new();
    let args = [
        "new",
        "Password reset",
        "--from",
        "Bo",
        "--done",
        "--minutes",
        "3",
    ];
    rig.ok(&args);
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(shown["state"], "closed");
    assert_eq!(shown["told"][0]["outcome"], "told");
}

#[test]
fn the_record_is_written_corrected_and_moved() {
    let rig = Rig::new();
    rig.ok(&["new", "One"]);
    rig.ok(&["new", "Two"]);
    let logged = rig.json(&["log", "T-1", "belongs to the other"]);
    let entry = logged["seq"].to_string();
    rig.ok(&["correct", "T-1", &entry, "belongs to two"]);
    rig.ok(&["move", "T-1", &entry, "T-2", "--because", "wrong ticket"]);
    rig.ok(&["category", "T-2", "repair"]);
    rig.ok(&["note", "T-2", "fault", "no power"]);
    let long = rig.run_with(&["narrative", "T-2", "-"], b"line one\nline two\n");
    assert_eq!(long.status, 0, "{long:?}");
    let shown = rig.json(&["show", "T-2"]);
    assert_eq!(shown["narrative"], "line one\nline two");
    assert_eq!(shown["fields"]["fault"], "no power");
    let lines = shown["timeline"].as_array().unwrap().iter();
    let texts: Vec<_> = lines.map(|line| line["text"].to_string()).collect();
    assert!(
        texts.iter().any(|t| t.contains("belongs to two")),
        "{texts:?}"
    );
}

#[test]
fn the_order_is_explained() {
    let rig = Rig::new();
    rig.ok(&["new", "Mouse", "--hampered", "1", "--blocked", "0"]);
    rig.ok(&[
        "new",
        "File server",
        "--affected",
        "server",
        "--blocked",
        "0",
    ]);
    let queue = rig.ok(&["queue"]);
    let lines: Vec<&str> = queue.lines().collect();
    assert!(
        lines[1].contains("SRV") && lines[1].contains("T-2"),
        "{queue}"
    );
    assert!(
        lines[2].contains("SLOW") && lines[2].contains("T-1"),
        "{queue}"
    );
    rig.ok(&["assign", "T-1", "me"]);
    let mine = rig.ok(&["queue", "--mine"]);
    assert!(
        mine.lines().nth(1).unwrap().starts_with("  2 SLOW"),
        "{mine}"
    );
    assert!(rig.ok(&["why", "T-2"]).starts_with("Why first? Class 2"));
    let two = rig.json(&["why", "T-1", "T-2"]);
    assert_eq!(
        (&two["first"], &two["decided_by"]),
        (&"T-2".into(), &"class".into())
    );
}

#[test]
fn a_waiting_ticket_stands_below_the_rule() {
    let rig = Rig::new();
    rig.ok(&["new", "Part", "--blocked", "1"]);
    rig.ok(&["wait", "T-1", "--for", "the part", "--until", "+2d"]);
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(shown["state"], "waiting");
    assert_eq!(shown["waiting_until"], "2026-11-26T10:00:00-05:00");
    assert!(rig.ok(&["queue"]).contains("\n-----"));
}

#[test]
fn a_checklist_is_worked_through() {
    let rig = Rig::new();
    rig.ok(&["new", "New laptop for Bo"]);
    let started = rig.json(&["check", "start", "equipment-loan", "--ticket", "T-1"]);
    assert_eq!(
        (&started["id"], &started["ticket"]),
        (&"L-1".into(), &"T-1".into())
    );
    let steps = started["steps"].as_array().unwrap().iter();
    let open = steps.filter(|step| step["state"] == "open");
    let open: Vec<&str> = open.filter_map(|step| step["id"].as_str()).collect();
    rig.fails(2, &["check", "skip", "L-1", open[0]]);
    // A step that opens a gate cannot be left out; another can.
    let skip = |step: &&&str| {
        let args = ["check", "skip", "L-1", step, "--because", "no"];
        rig.run(&args).status == 0
    };
    let skipped = open.iter().find(skip).expect("one can");
    let shown = rig.json(&["check", "show", "L-1"]);
    let mut steps = shown["steps"].as_array().unwrap().iter();
    let same = steps.find(|step| step["id"] == **skipped).unwrap();
    assert_eq!(same["state"], "skipped");
    assert_eq!(rig.json(&["check", "list"])["checklists"][0]["id"], "L-1");
    rig.fails(4, &["check", "start", "no-such-list"]);
}

#[test]
fn people_units_and_assets_are_kept() {
    let rig = Rig::new();
    rig.ok(&["unit", "add", "Archive", "--short", "arc", "--heads", "4"]);
    rig.ok(&[
        "staff", "add", "Bo Park", "--uid", "4711", "--post", "it_staff", "--unit", "arc",
    ]);
    let staff = rig.json(&["staff", "list"]);
    assert_eq!(staff["staff"].as_array().unwrap().len(), 2);
    assert_eq!(staff["staff"][0]["posts"][0], "it_staff");
    let said = rig.ok(&["staff", "list"]) + &rig.ok(&["staff", "show", "Bo Park"]);
    assert!(
        said.contains("IT staff") && !said.contains("it_staff"),
        "{said}"
    );
    let said = rig.ok(&[
        "staff",
        "hours",
        "Bo Park",
        "mon=08:30-12:00,13:00-16:30",
        "tue=none",
    ]);
    assert!(
        said.contains("mon     08:30-12:00, 13:00-16:30\n  tue     free"),
        "{said}"
    );
    let said = rig.fails(2, &["staff", "hours", "Bo Park", "mon=none", "tue=-"]);
    assert!(said.contains("a week without any hours"), "{said}");
    let shown = rig.json(&["staff", "show", "bo park"]);
    assert_eq!(shown["week"][0][1], "13:00-16:30");
    rig.ok(&["person", "add", "Cy Roe", "--email", "cy@example.org"]);
    rig.ok(&["person", "change", "Cy Roe", "--phone", "555"]);
    assert_eq!(rig.json(&["person", "show", "Cy Roe"])["phone"], "555");
    rig.ok(&[
        "asset", "add", "FILE01", "--what", "server", "--unit", "Archive",
    ]);
    assert_eq!(rig.json(&["asset", "show", "file01"])["unit"], "Archive");
    rig.ok(&["staff", "leave", "Bo Park"]);
    rig.fails(3, &["staff", "leave", "Jo Dale"]);
}

#[test]
fn a_search_finds_words_in_any_entry() {
    let rig = Rig::new();
    rig.ok(&["new", "Café terminal", "--from", "Zoë"]);
    rig.ok(&["log", "T-1", "exchanged the toner"]);
    for words in ["cafe TONER", "zoe", "T-1"] {
        let found = rig.json(&["find", words]);
        assert_eq!(found["tickets"][0]["number"], "T-1", "{words}");
    }
    assert_eq!(rig.ok(&["find", "nowhere"]), "nothing is found\n");
}

#[test]
fn a_mail_becomes_a_ticket_with_its_original() {
    let rig = Rig::new();
    let mail = b"From: =?utf-8?Q?J=C3=BCrg?= <j@x.org>\r\nSubject: Scanner\r\n\r\nIt is red.\r\n";
    let ran = rig.run_with(&["new", "--from-mail", "-"], mail);
    assert_eq!((ran.status, ran.out.as_str()), (0, "T-1\n"), "{ran:?}");
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(shown["requester"], "Jürg");
    assert_eq!(shown["channel"], "email");
    assert_eq!(shown["narrative"], "It is red.");
    let sum = "files";
    assert!(rig.dir().join(sum).is_dir());
}

#[test]
fn a_demo_is_made_once_and_holds_the_sample() {
    let rig = Rig::bare();
    rig.ok(&["demo"]);
    let dir = rig.home.path().join("data/nightdesk-demo");
    let dir = dir.to_str().unwrap();
    let queue = rig.json(&["--desk", dir, "queue"]);
    assert!(queue["tickets"].as_array().unwrap().len() > 20);
    let shown = rig.ok(&["--desk", dir, "profile", "show", "runbook/ils-app1"]);
    assert!(shown.contains("for ILS-APP1"), "{shown}");
    let head = rig.json(&["--desk", dir, "head"]);
    rig.ok(&["demo"]);
    assert_eq!(rig.json(&["--desk", dir, "head"]), head);
    rig.ok(&["demo", "--reset"]);
    assert_ne!(rig.json(&["--desk", dir, "head"]), head);
}

#[test]
fn what_was_answered_left_out_or_failed_stands_in_the_list() {
    let rig = Rig::new();
    rig.ok(&["new", "PC is dead"]);
    rig.ok(&["check", "start", "total-pc-failure", "--ticket", "T-1"]);
    rig.ok(&["check", "answer", "L-1", "gap", "1", "--happened", "9:50"]);
    rig.ok(&[
        "check",
        "skip",
        "L-1",
        "hw",
        "--because",
        "no spare part here",
    ]);
    rig.ok(&[
        "check",
        "fail",
        "L-1",
        "led",
        "--because",
        "no lights at all",
    ]);
    let list = rig.json(&["check", "show", "L-1"]);
    let step = |id: &str| {
        let mut steps = list["steps"].as_array().unwrap().iter();
        steps.find(|s| s["id"] == id).unwrap().clone()
    };
    assert!(step("gap")["answer"].is_string(), "{list}");
    assert_eq!(step("hw")["because"], "no spare part here");
    assert_eq!(step("led")["because"], "no lights at all");
    assert_eq!(step("led")["proof"][0], "note");
    let text = rig.ok(&["check", "show", "L-1"]);
    for says in [
        "answer: ",
        "because: no spare part here",
        "because: no lights",
        "proof: note",
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
}

#[test]
fn proof_is_read_and_demanded() {
    let rig = Rig::new();
    rig.ok(&["new", "Ann starts", "--affected", "newhire"]);
    rig.ok(&["check", "start", "new-employee", "--ticket", "T-1"]);
    let lacks = rig.fails(3, &["check", "answer", "L-1", "lic", "1"]);
    assert!(lacks.contains("not given: note"), "{lacks}");
    for wrong in [
        "time=25:00",
        "date=someday",
        "number=abc",
        "ticket_ref=banana",
    ] {
        let says = rig.fails(3, &["check", "done", "L-1", "date", "--evidence", wrong]);
        assert!(says.contains("cannot be read"), "{says}");
    }
    rig.fails(
        4,
        &[
            "check",
            "done",
            "L-1",
            "date",
            "--evidence",
            "ticket_ref=T-999",
        ],
    );
    rig.ok(&["check", "done", "L-1", "date", "--evidence", "date=7 dec"]);
    let list = rig.json(&["check", "show", "L-1"]);
    let due = |id: &str| {
        let mut steps = list["steps"].as_array().unwrap().iter();
        steps.find(|s| s["id"] == id).unwrap()["due"].clone()
    };
    assert_eq!(due("go"), "2026-12-07T23:59:00-05:00");
    assert!(
        due("acct").as_str().unwrap().starts_with("2026-12-04"),
        "{list}"
    );
}

#[test]
fn nothing_is_said_that_nobody_said() {
    let rig = Rig::new();
    rig.ok(&["new", "Fire in the kitchen", "--harm", "smoke"]);
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(
        (&shown["affected"], &shown["channel"]),
        (&"other".into(), &"desk".into())
    );
    let said = rig.ok(&["tell", "T-1", "requester", "--outcome", "no-answer"]);
    assert!(said.contains("nobody was told"), "{said}");
    rig.ok(&["tell", "T-1", "requester", "we look"]);
    let shown = rig.json(&["show", "T-1"]);
    assert_eq!(shown["told"][1]["how"], "desk");
    let mine = rig.ok(&["queue", "--mine"]);
    assert!(
        mine.contains("none of the 1 ticket here is yours"),
        "{mine}"
    );
}

#[test]
fn commands_name_the_desk_that_was_named() {
    let rig = Rig::new();
    let dir = rig.dir();
    let dir = dir.to_str().unwrap();
    rig.ok(&["new", "One"]);
    let said = rig.fails(3, &["--desk", dir, "close", "T-1"]);
    assert!(
        said.contains(&format!("nightdesk --desk {dir} log T-1")),
        "{said}"
    );
    let shown = rig.ok(&["--desk", dir, "show", "T-1"]);
    assert!(shown.contains("nightdesk --desk"), "{shown}");
    let none = rig.fails(4, &["--desk", "/nowhere/at/all", "queue"]);
    assert!(
        none.contains("`nightdesk --desk /nowhere/at/all init`"),
        "{none}"
    );
}

#[test]
fn numbers_below_nothing_are_refused_in_words() {
    let rig = Rig::new();
    rig.ok(&["new", "One"]);
    for args in [
        &["log", "T-1", "x", "--minutes", "-5"][..],
        &["log", "T-1", "x", "--minutes", "99999999"],
        &["staff", "add", "Zoe", "--uid", "-1"],
        &["wait", "T-1", "--for", "x", "--until", "-20"],
    ] {
        let said = rig.fails(2, args);
        assert!(!said.contains("-- -"), "{said}");
    }
    rig.ok(&["unit", "add", "Bindery"]);
    rig.ok(&["unit", "change", "Bindery", "--heads", "3"]);
    rig.ok(&["impact", "T-1", "--unit", "Bindery", "--blocked", "unit"]);
    let date = &["impact", "T-1", "--due", "2026-12-01", "--due-for", "audit"];
    rig.ok(date);
    assert!(rig.ok(&["show", "T-1"]).contains("due Tue 1 Dec 23:59"));
}
