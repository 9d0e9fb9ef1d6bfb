//! A night by commands: the callout, its lists and its claim.

use std::sync::Arc;

use nightdesk::time::FixedClock;
use serde_json::Value;

use super::rig::{Ran, Rig};

impl Rig {
    /// A desk in the night, with two members of staff.
    pub fn at_night() -> Self {
        let mut rig = Self::bare();
        rig.clock("2026-11-24T02:12:00-05:00");
        rig.ok(&["init", "--name", "Millrow Library"]);
        rig.ok(&[
            "staff",
            "add",
            "Nils Birkett",
            "--uid",
            "4711",
            "--post",
            "it_staff",
        ]);
        rig.ok(&["person", "add", "Maria Ortiz"]);
        rig
    }

    /// Sets the clock.
    pub fn clock(&mut self, at: &str) {
        self.machine.clock = Arc::new(FixedClock(at.parse().expect("a time")));
    }

    /// Answers and gives the step that is asked next.
    fn answer(&self, values: &[&str]) -> Value {
        let mut args = vec!["callout", "answer"];
        args.extend_from_slice(values);
        self.json(&args)["step"].clone()
    }

    /// The kinds of all entries on the disk, in order.
    pub fn kinds(&self) -> Vec<String> {
        let journal = self.dir().join("journal");
        let mut files: Vec<_> = std::fs::read_dir(journal)
            .expect("a journal")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "jsonl"))
            .collect();
        files.sort();
        let text = files
            .iter()
            .map(|path| std::fs::read_to_string(path).expect("text"));
        let lines = text.collect::<String>();
        let kind = |line: &str| {
            let line: Value = serde_json::from_str(line).expect("JSON");
            line["kind"].as_str().expect("a kind").to_owned()
        };
        lines.lines().map(kind).collect()
    }
}

/// Walks the night of `by_line_mode` too.
pub fn by_commands(rig: &mut Rig) {
    let begun = rig.json(&["callout", "start"]);
    assert_eq!(begun["step"], "caller");
    assert_eq!(begun["number"], "K-1");
    assert_eq!(begun["ticket"], "T-1");
    assert_eq!(begun["rule"], "R01");
    assert_eq!(begun["clock_min"], 0);
    assert_eq!(
        rig.answer(&["Maria Ortiz", "caller.phone=555-01", "caller.word=1"]),
        "what"
    );
    assert_eq!(rig.answer(&["1", "circulation server down"]), "impact");
    assert_eq!(
        rig.answer(&["impact.now=0", "impact.opening=38"]),
        "emergency"
    );
    assert_eq!(rig.answer(&["yes"]), "place");
    assert_eq!(rig.answer(&["1"]), "tell");
    assert_eq!(rig.answer(&["1=told"]), "list");
    let mut asked = rig.answer(&["leave"]);
    if asked == "list" {
        asked = rig.answer(&["list.outsider=no"]);
    }
    assert_eq!(asked, "work");
    assert_eq!(rig.answer(&["rotated the logs, 14 GB free"]), "work");
    assert_eq!(rig.answer(&["/server restarted the service"]), "work");
    assert_eq!(rig.answer(&["work=done"]), "outcome");
    rig.clock("2026-11-24T03:05:00-05:00");
    assert_eq!(rig.answer(&["fixed"]), "narrative");
    assert_eq!(
        rig.answer(&["narrative.cure=rotate the logs of /var"]),
        "debts"
    );
    assert_eq!(rig.answer(&[""]), "claim");
    assert_eq!(rig.answer(&["1"]), "handover");
    let ended = rig.json(&["callout", "answer", "handover=done"]);
    assert_eq!(ended["step"], Value::Null);
    assert_eq!(ended["done"], true);
    assert_eq!(ended["claims"][0], "M-1");
}

#[test]
fn a_night_is_walked_by_commands_alone() {
    let mut rig = Rig::at_night();
    by_commands(&mut rig);
    let ticket = rig.json(&["show", "T-1"]);
    assert_eq!(ticket["title"], "circulation server down");
    assert_eq!(ticket["requester"], "Maria Ortiz");
    assert_eq!(
        (&ticket["callouts"][0], &ticket["claims"][0]),
        (&"K-1".into(), &"M-1".into())
    );
    let claim = rig.json(&["claim", "show", "M-1"]);
    assert_eq!(claim["state"], "drafted");
    assert_eq!(claim["path"], "emergency");
    assert_eq!(claim["minutes_outside"], 53);
    assert_eq!(claim["provisional"], true);
    assert_eq!(claim["intervals"][0]["kind"], "work");
    assert_eq!(claim["callout"], "K-1");
    let mine = rig.json(&["claim", "list"]);
    assert_eq!(mine["claims"][0]["id"], "M-1");
    let sheet = rig.ok(&["callout", "show", "K-1"]);
    assert!(sheet.contains("rotated the logs"), "{sheet}");
    assert!(
        sheet.lines().all(|line| line.chars().count() <= 80),
        "{sheet}"
    );
    let listed = rig.json(&["callout", "list"]);
    assert_eq!(listed["callouts"][0]["id"], "K-1");
    rig.ok(&["claim", "withdraw", "M-1", "--because", "no need"]);
    assert_eq!(rig.json(&["claim", "show", "M-1"])["because"], "no need");
    rig.fails(3, &["claim", "withdraw", "M-1"]);
    let none = rig.json(&["claim", "list"]);
    assert!(none["claims"].as_array().unwrap().is_empty());
    let all = rig.json(&["claim", "list", "--all"]);
    assert_eq!(all["claims"][0]["state"], "withdrawn");
    rig.fails(4, &["claim", "show", "M-9"]);
}

#[test]
fn people_read_the_next_question_in_eighty_columns() {
    let rig = Rig::at_night();
    let pages = [
        rig.ok(&["callout", "start"]),
        rig.ok(&["callout", "answer", "Maria Ortiz"]),
        rig.ok(&["callout", "answer", "what.kind=2", "what.which=no network"]),
        rig.ok(&["callout", "status"]),
        rig.ok(&["callout", "status", "tell"]),
    ];
    for page in &pages {
        assert!(
            page.lines().all(|line| line.chars().count() <= 80),
            "{page}"
        );
    }
    assert!(pages[0].contains("K-1 of T-1"), "{}", pages[0]);
    assert!(pages[0].contains("caller: Who is calling?"), "{}", pages[0]);
    assert!(pages[1].contains("    1 a server\n"), "{}", pages[1]);
    assert!(pages[1].contains("1 thing owed"), "{}", pages[1]);
    assert!(pages[2].contains("rule: R06, "), "{}", pages[2]);
    assert!(pages[3].contains("done: start what"), "{}", pages[3]);
    assert!(
        pages[4].contains("TONIGHT") || pages[4].contains("morning"),
        "{}",
        pages[4]
    );
}

#[test]
fn answers_that_do_not_fit_say_why_and_change_nothing() {
    let rig = Rig::at_night();
    rig.fails(4, &["callout", "answer", "1"]);
    rig.fails(4, &["callout", "pause"]);
    let given = rig.fails(2, &["callout", "start", "--over", "--rang", "0130"]);
    assert!(
        given.contains("--over") && given.contains("--rang"),
        "{given}"
    );
    rig.ok(&["callout", "start"]);
    let entries = rig.entries();
    let wrong = rig.fails(2, &["callout", "answer", "caler=Bo"]);
    assert!(
        wrong.contains("`caler`") && wrong.contains("security.suspect"),
        "{wrong}"
    );
    rig.fails(2, &["callout", "answer", "caller.name=Bo", "what=1"]);
    rig.fails(
        2,
        &[
            "callout", "answer", "a", "b", "phone", "now", "1", "too many",
        ],
    );
    let refused = rig.fails(3, &["callout", "finish"]);
    assert!(refused.contains("\nrule: N15, "), "{refused}");
    for wrong in [
        "what=9",
        "what.kind=99",
        "impact.now=many",
        "caller.rang=25:99",
    ] {
        let refused = rig.fails(2, &["callout", "answer", wrong]);
        assert!(refused.contains("\nrule: N16, "), "{refused}");
    }
    let refused = rig.fails(2, &["callout", "answer", "what=99"]);
    assert!(refused.contains("1 a server"), "{refused}");
    rig.fails(4, &["callout", "status", "handoff"]);
    rig.fails(4, &["callout", "show", "K-9"]);
    rig.fails(2, &["callout", "show", "T-1"]);
    assert_eq!(rig.entries(), entries);
    let refused = rig.run(&["callout", "finish", "--json"]);
    assert_eq!(refused.json()["refused"]["rule"], "N15");
}

#[test]
fn the_clock_stops_and_goes_on_and_a_line_is_logged_from_wherever_one_is() {
    let mut rig = Rig::at_night();
    rig.ok(&["callout", "start"]);
    rig.clock("2026-11-24T02:22:00-05:00");
    assert_eq!(rig.json(&["callout", "pause"])["paused"], true);
    rig.clock("2026-11-24T02:52:00-05:00");
    assert_eq!(rig.json(&["callout", "go-on"])["clock_min"], 10);
    let logged = rig.json(&["callout", "log", "pulled the plug"]);
    assert_eq!(logged["step"], "caller");
    assert_eq!(logged["clock_min"], 10);
    let piped = rig.run_with(&["callout", "log", "-"], b"and put it back\n");
    assert_eq!(piped.status, 0, "{piped:?}");
    assert_eq!(rig.json(&["callout", "answer", "work="])["step"], "work");
    let lines = rig.json(&["show", "T-1"])["timeline"].to_string();
    assert!(lines.contains("and put it back"), "{lines}");
    assert_eq!(rig.answer(&["work=done"]), "caller");
}

#[test]
fn what_was_not_known_is_answered_by_the_command_that_the_debt_names() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "?", "caller.phone=?"]);
    rig.ok(&["callout", "answer", "what=2", "what.which=no network"]);
    rig.ok(&["callout", "answer", "outcome=1"]);
    let ended = rig.json(&["callout", "finish"]);
    assert_eq!(ended["done"], true);
    assert_eq!(ended["to_bed"], true);
    let owed = |ended: &Value| {
        let debts = ended["debts"].as_array().unwrap().iter();
        let keys = debts.map(|debt| debt["what"].as_str().unwrap().to_owned());
        keys.collect::<Vec<_>>()
    };
    assert!(owed(&ended).contains(&"caller.phone".to_owned()), "{ended}");
    let paid = rig.json(&["callout", "answer", "caller.phone=555-01"]);
    assert!(!owed(&paid).contains(&"caller.phone".to_owned()), "{paid}");
    assert_eq!(rig.json(&["callout", "status"])["step"], Value::Null);
}

#[test]
fn a_callout_is_given_and_taken_back() {
    let mut rig = Rig::at_night();
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "give", "Nils Birkett"]);
    let mine: Ran = rig.run(&["callout", "answer", "--callout", "K-1", "Bo"]);
    assert_eq!(mine.status, 3);
    assert!(mine.err.contains("nightdesk callout take K-1"), "{mine:?}");
    let others = rig.json(&["callout", "status"]);
    assert_eq!(others["running"][0]["person"], "Nils Birkett");
    rig.clock("2026-11-24T02:30:00-05:00");
    assert_eq!(rig.json(&["callout", "take", "K-1"])["person"], "Jo Dale");
}

#[test]
fn another_list_is_chosen_by_its_name_or_by_its_key() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "what=1", "what.which=mail server"]);
    let asked = rig.json(&["callout", "status", "list"]);
    let keys = asked["choices"].as_array().unwrap().iter();
    assert!(keys.clone().any(|choice| choice["key"] == "o"), "{asked}");
    let refused = rig.fails(2, &["callout", "answer", "list=o"]);
    assert!(refused.contains("wan-failure"), "{refused}");
    rig.ok(&["callout", "answer", "list=wan-failure"]);
    let first = rig.json(&["check", "show", "L-1"]);
    assert_eq!(first["left"], "another list was chosen: wan-failure");
    let page = rig.ok(&["check", "show", "L-1"]);
    assert!(page.contains("left Tue 24 Nov"), "{page}");
    assert_eq!(
        rig.json(&["check", "show", "L-2"])["checklist"],
        "wan-failure"
    );
    rig.ok(&["callout", "answer", "list=o", "list.other=power-ups"]);
    assert_eq!(
        rig.json(&["check", "show", "L-3"])["checklist"],
        "power-ups"
    );
}

#[test]
fn what_fixed_it_before_is_a_list_of_its_own() {
    let mut rig = Rig::at_night();
    rig.ok(&["asset", "add", "ils01", "--what", "server"]);
    for is_second in [false, true] {
        rig.ok(&["callout", "start"]);
        rig.ok(&["callout", "answer", "Maria Ortiz"]);
        let mut what = vec!["callout", "answer", "what=1", "what.which=ils01"];
        if is_second {
            what.push("what.cure=1");
        }
        rig.ok(&what);
        rig.ok(&["callout", "answer", "outcome=1"]);
        rig.ok(&["callout", "answer", "narrative.cure=clear /var; restart"]);
        rig.ok(&["callout", "finish"]);
        rig.clock("2026-11-24T03:40:00-05:00");
    }
    let made = rig.json(&["check", "show", "L-3"]);
    assert_eq!(made["made_from"], "T-1");
    assert_eq!(made["steps"][1]["id"], "c2");
    let page = rig.ok(&["check", "show", "L-3"]);
    assert!(page.contains("What fixed ils01 before (T-1)"), "{page}");
    rig.ok(&["check", "done", "L-3", "c1"]);
    rig.ok(&[
        "check",
        "fail",
        "L-3",
        "c2",
        "--because",
        "it did not start",
    ]);
    assert!(!rig.json(&["check", "show", "L-3"])["finished"].is_null());
}

#[test]
fn times_out_of_order_are_said_with_the_answer() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start"]);
    rig.ok(&["callout", "answer", "what=1", "what.which=mail server"]);
    let answered = [
        "callout",
        "answer",
        "outcome=1",
        "outcome.times.restored=0100",
    ];
    let page = rig.ok(&answered);
    assert!(page.contains("times out of order: works again"), "{page}");
    let standing = rig.json(&["callout", "status"]);
    assert!(standing["unsure"].to_string().contains("out of order"));
    let sheet = rig.ok(&["callout", "show", "K-1"]);
    assert!(sheet.contains("Times out of order"), "{sheet}");
}
