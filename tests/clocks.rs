//! A machine whose clock is wrong, jumps, or stands on a strange day: what was saved keeps its
//! order, lengths are right or said not to be sure, and nobody is locked out.
//!
//! The cases E01 to E04, E06 and E07 of the design, through the commands, with clocks set by hand.

#[expect(dead_code, reason = "another test file uses the rest")]
#[path = "cli/rig.rs"]
mod rig;

use std::sync::Arc;

use nightdesk::time::{Boot, Clock, Stamp};
use rig::Rig;
use serde_json::Value;

/// A machine whose clock since boot can be set apart from its wall clock.
struct Machine {
    at: Stamp,
    boot: Boot,
}

impl Clock for Machine {
    fn now(&self) -> Stamp {
        self.at
    }

    fn boot(&self) -> Boot {
        self.boot.clone()
    }
}

/// Sets the wall clock, and the minutes since the machine was started.
fn clock(rig: &mut Rig, at: &str, boot_min: u64) {
    rig.machine.clock = Arc::new(Machine {
        at: at.parse().expect("a time"),
        boot: Boot {
            id: "one boot".to_owned(),
            ms: boot_min * 60_000,
        },
    });
}

/// A callout from one moment to another; its claim, and what was said when it ended.
fn callout(from: &str, to: &str, minutes: u64) -> (Value, String) {
    let mut rig = Rig::bare();
    clock(&mut rig, from, 600);
    rig.ok(&["init", "--name", "Millrow Library"]);
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "1", "circulation server down"]);
    rig.ok(&["callout", "answer", "impact.now=38"]);
    rig.ok(&["callout", "log", "restarted it"]);
    clock(&mut rig, to, 600 + minutes);
    let said = rig.run(&["callout", "answer", "outcome=fixed"]);
    assert_eq!(said.status, 0, "{said:?}");
    rig.ok(&["callout", "finish"]);
    rig.ok(&["verify"]);
    let mut claim = rig.json(&["claim", "show", "M-1"]);
    claim["sheet"] = rig.ok(&["callout", "show"]).into();
    claim["listed"] = rig.ok(&["callout", "list"]).into();
    (claim, said.err)
}

#[test]
fn e01_the_missing_hour_of_spring_is_not_worked() {
    let (claim, said) = callout("2026-03-08T01:30:00-05:00", "2026-03-08T03:30:00-04:00", 60);
    assert_eq!(claim["minutes_worked"], 60, "{claim}");
    assert!(
        claim["unsure"].is_null() && said.is_empty(),
        "{claim} {said}"
    );
}

#[test]
fn e02_the_doubled_hour_of_autumn_is_worked_twice_and_both_offsets_are_kept() {
    let (claim, said) = callout("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00", 60);
    assert_eq!(claim["minutes_worked"], 60, "{claim}");
    assert!(
        claim["unsure"].is_null() && said.is_empty(),
        "{claim} {said}"
    );
    let first = &claim["intervals"][0];
    let text = format!("{}{}", first["from"], first["to"]);
    assert!(
        text.contains("-04:00") && text.contains("-05:00"),
        "{claim}"
    );
}

#[test]
fn e03_a_clock_set_back_two_hours_shortens_nothing_and_both_values_are_kept() {
    // Two and a half hours by the clock since boot; the wall clock was set back two.
    let (claim, said) = callout(
        "2026-11-24T02:12:00-05:00",
        "2026-11-24T02:42:00-05:00",
        150,
    );
    assert_eq!(claim["minutes_worked"], 150, "{claim}");
    let why = claim["unsure"].as_str().expect("it is said");
    assert!(why.contains("02:42") && why.contains("04:42"), "{why}");
    let listed = claim["listed"].as_str().expect("a line").replace('\n', " ");
    assert!(listed.contains("2 h 30 min (not sure), ended"), "{listed}");
    assert!(
        said.contains("the machine's clock is 2 h behind what was expected: it shows "),
        "{said}"
    );
    assert!(said.contains("have the clock set right"), "{said}");
}

#[test]
fn a_time_that_the_jumped_clock_showed_is_not_called_still_to_come() {
    // Ten minutes by the clock since boot; the wall clock shows two hours more.
    let (claim, said) = callout("2026-11-24T02:12:00-05:00", "2026-11-24T04:22:00-05:00", 10);
    assert!(said.contains(" ahead of what was expected"), "{said}");
    assert!(claim["unsure"].is_string(), "{claim}");
    let sheet = claim["sheet"].as_str().expect("a page");
    assert!(sheet.contains("works again 04:22"), "{sheet}");
    assert!(!sheet.to_lowercase().contains("out of order"), "{sheet}");
}

#[test]
fn a_clock_that_jumps_before_the_last_word_is_known_to_the_claim_that_it_drafts() {
    let mut rig = Rig::bare();
    clock(&mut rig, "2026-11-24T02:12:00-05:00", 600);
    rig.ok(&["init", "--name", "Millrow Library"]);
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "1", "circulation server down"]);
    rig.ok(&["callout", "log", "restarted it"]);
    rig.ok(&["callout", "answer", "outcome=fixed"]);
    // Ten minutes by the clock since boot; the wall clock shows two hours more.
    clock(&mut rig, "2026-11-24T04:22:00-05:00", 610);
    rig.ok(&["callout", "finish"]);
    let claim = rig.json(&["claim", "show", "M-1"]);
    assert_eq!(claim["minutes_worked"], 10, "{claim}");
    let sheet = rig.ok(&["callout", "show"]);
    assert!(!sheet.contains("with other times"), "{sheet}");
}

#[test]
fn e04_ten_years_ahead_and_back_keeps_the_order_and_locks_nobody_out() {
    let mut rig = Rig::bare();
    clock(&mut rig, "2026-11-24T10:00:00-05:00", 600);
    rig.ok(&["init", "--name", "Millrow Library"]);
    rig.ok(&["new", "Before", "--blocked", "1"]);
    // The clock is ten years ahead for one ticket.
    clock(&mut rig, "2036-11-24T10:05:00-05:00", 605);
    let ahead = rig.run(&["new", "Ten years ahead", "--blocked", "1"]);
    assert_eq!((ahead.status, ahead.out.as_str()), (0, "T-2\n"));
    assert!(
        ahead.err.contains(" ahead of what was expected: it shows "),
        "{ahead:?}"
    );
    // And right again: said, recorded, and nobody is locked out.
    clock(&mut rig, "2026-11-24T10:10:00-05:00", 610);
    let back = rig.run(&["new", "After", "--blocked", "1"]);
    assert_eq!((back.status, back.out.as_str()), (0, "T-3\n"));
    assert!(
        back.err.contains(" behind what was expected: it shows "),
        "{back:?}"
    );
    let looked = rig.ok(&["doctor"]);
    assert!(looked.contains("ok   clock"), "{looked}");
    for (minute, number) in [(11, 4), (12, 5)] {
        clock(
            &mut rig,
            &format!("2026-11-24T10:{minute}:00-05:00"),
            600 + minute,
        );
        let later = rig.run(&["new", "Later", "--blocked", "1"]);
        assert_eq!((later.status, later.out), (0, format!("T-{number}\n")));
        assert!(later.err.is_empty(), "said once: {}", later.err);
    }
    // What came later by the wrong clock stands last, and not before what is logged now.
    let queue = rig.json(&["queue"]);
    let rows = queue["tickets"].as_array().expect("rows");
    let numbers: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["number"].as_str())
        .collect();
    assert_eq!(numbers, ["T-1", "T-3", "T-4", "T-5", "T-2"]);
    // The journal's own clock never ran backwards, and each line kept what the machine showed.
    let text = std::fs::read_to_string(rig.dir().join("journal/000001.jsonl")).expect("a journal");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let hlcs: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["hlc"].as_str())
        .collect();
    assert!(hlcs.is_sorted(), "{hlcs:?}");
    let jumps = lines.iter().filter(|line| line["kind"] == "clock.jumped");
    assert_eq!(jumps.count(), 2);
    // A line logged on the ticket of the wrong year follows it all the same.
    rig.ok(&["log", "T-2", "seen to"]);
    let shown = rig.json(&["show", "T-2"]);
    let seqs = shown["timeline"].as_array().expect("lines").iter();
    assert!(seqs.map(|line| line["seq"].as_u64()).is_sorted(), "{shown}");
    rig.ok(&["verify"]);
}

#[test]
fn e04_a_clock_ahead_through_a_page_locks_nobody_out_either() {
    let mut rig = Rig::bare();
    clock(&mut rig, "2036-11-24T10:00:00-05:00", 600);
    rig.ok(&["init", "--name", "Millrow Library"]);
    let row = |n: u32| {
        format!(
            "{{\"opened\":\"2026-02-02T09:22-05:00\",\"title\":\"Old {n}\",\"state\":\"open\"}}\n"
        )
    };
    let rows = rig.file("rows.jsonl", (0..300).map(row).collect::<String>());
    rig.ok(&["import", &rows]);
    assert!(rig.dir().join("page").exists());
    clock(&mut rig, "2026-11-24T10:10:00-05:00", 610);
    for n in 301..304 {
        assert_eq!(rig.ok(&["new", "Now"]), format!("T-{n}\n"));
    }
    rig.ok(&["log", "T-302", "a line"]);
    rig.ok(&["tell", "T-302", "requester", "--outcome", "cannot"]);
    rig.ok(&["close", "T-302", "--with-reason", "it was the clock"]);
    rig.ok(&["verify"]);
}

#[test]
fn e06_leap_days_2038_and_the_last_year_are_days_like_others() {
    for day in ["2028-02-29", "2038-01-19", "2100-02-28", "9999-12-31"] {
        let mut rig = Rig::bare();
        clock(&mut rig, &format!("{day}T10:00:00-05:00"), 600);
        rig.ok(&["init", "--name", "Millrow Library"]);
        assert_eq!(
            rig.ok(&["new", "Today", "--blocked", "1"]),
            "T-1\n",
            "{day}"
        );
        rig.ok(&[
            "log",
            "T-1",
            "looked",
            "--happened",
            &format!("{day} 09:00"),
        ]);
        for args in [
            &["queue"][..],
            &["why", "T-1"],
            &["show", "T-1"],
            &["verify"],
        ] {
            rig.ok(args);
        }
        let shown = rig.json(&["show", "T-1"]);
        let at = shown["timeline"][0]["at"]
            .as_str()
            .expect("a time")
            .to_owned();
        assert!(at.starts_with(&format!("{day}T10:00:00")), "{at}");
        // A day behind the last is refused in words, never by a fall.
        let until = rig.run(&[
            "wait",
            "T-1",
            "--for",
            "parts",
            "--until",
            "9999-12-31 23:59",
        ]);
        assert!(matches!(until.status, 0 | 2 | 3), "{day}: {until:?}");
        let gone = rig.run(&[
            "wait",
            "T-1",
            "--for",
            "parts",
            "--until",
            "2027-02-29 10:00",
        ]);
        assert_eq!(gone.status, 2, "{day}: {gone:?}");
    }
}

#[test]
fn e07_after_hours_begin_at_the_minute_of_closing() {
    // The week of the profile ends its days at 16:30.
    for (from, to, all, outside) in [
        ("16:00:00", "17:00:00", 60, 30),
        ("16:30:00", "17:00:00", 30, 30),
        ("16:29:59", "16:59:59", 30, 29),
    ] {
        let day = |time| format!("2026-11-24T{time}-05:00");
        let (claim, _) = callout(&day(from), &day(to), all);
        let found = (&claim["minutes_worked"], &claim["minutes_outside"]);
        assert_eq!(found, (&all.into(), &outside.into()), "{from}: {claim}");
        let sheet = claim["sheet"].as_str().expect("text");
        assert!(sheet.contains("head: "), "{sheet}");
    }
}
