//! Each branch of the walk from the ring of the phone to bed, by keys at 80x24 and in lines through
//! a pipe: both write the same entries in the same order.

mod night_rig;
mod outside;
mod pty;

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use night_rig::{kinds, works_at_no_time};
use outside::{assert_whole, good, program, run};
use pty::{Start, Terminal};
use serde_json::Value;

/// A branch by keys, what is read before each, and the same in lines.
struct Branch {
    /// What is read, and the keys that answer it.
    keys: &'static [(&'static str, &'static str)],
    /// The lines of the same answers.
    lines: &'static str,
}

/// A desk whose staff work at no time, with its people.
fn desk(people: &[&[&str]]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a home");
    let home = folder.path();
    let init = ["init", "--name", "Millrow Library", "--yes"];
    good(home, &[&init[..], &["--post", "it_staff"]].concat());
    works_at_no_time(home);
    for person in people {
        good(home, person);
    }
    folder
}

/// Plays keys; the desk is left as they leave it.
fn play(home: &Path, keys: &[(&str, &str)]) -> Terminal {
    let mut screen = Start::at(home).start();
    for (asked, keys) in keys {
        screen.sees(asked);
        screen.send(keys);
    }
    screen
}

/// Says the lines of a branch.
fn talk(home: &Path, lines: &str) -> String {
    let mut talk = program(home)
        .arg("--plain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = talk.stdin.take().expect("a pipe");
    stdin.write_all(lines.as_bytes()).expect("it is read");
    drop(stdin);
    let output = talk.wait_with_output().expect("it ends");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}

/// Plays a branch by keys on one desk and in lines on another, which have the same entries after
/// it; gives the first.
fn both(branch: &Branch, people: &[&[&str]]) -> tempfile::TempDir {
    let (first, second) = (desk(people), desk(people));
    let mut screen = play(first.path(), branch.keys);
    screen.sees("ood night");
    screen.escape();
    screen.sees("[1 Desk]");
    screen.send("qq");
    screen.ends();
    let said = talk(second.path(), branch.lines);
    assert!(said.contains("has ended"), "{said}");
    assert_eq!(kinds(first.path()), kinds(second.path()), "{said}");
    assert_whole(first.path());
    first
}

fn json(home: &Path, args: &[&str]) -> Value {
    let said = good(home, &[args, &["--json"]].concat());
    serde_json::from_str(&said).expect("json")
}

/// The debts of the callout, by what they are.
fn owed(home: &Path) -> Vec<String> {
    let callout = json(home, &["callout", "show", "K-1"]);
    let debts = callout["debts"].as_array().expect("debts").iter();
    debts
        .map(|debt| debt["what"].as_str().expect("a key").to_owned())
        .collect()
}

fn has(home: &Path, kind: &str) -> bool {
    kinds(home).iter().any(|known| known == kind)
}

const MARIA: &[&str] = &["person", "add", "Maria Ortiz", "--phone", "555-0142"];

/// A hijacked mailbox: an outsider did it, and its owner is rung at once.
const MAILBOX: Branch = Branch {
    keys: &[
        ("No open tickets", "C"),
        ("Is it happening now", "1"),
        ("Who is calling?", "Maria Ortiz\r\r\r\r1"),
        ("What is it about?", "71"),
        ("Is one of our own people suspected", "1Maria Ortiz\r"),
        ("What was seen", "mails in her name to 200 people\r\r"),
        ("Do not log in", "\r"),
        ("off the network?", "2a mailbox, no device\r"),
        ("(security.report): Tell Rae Moss now", "1"),
        ("How many cannot work now?", "1\r1\r"),
        ("Is it an emergency?", "\r"),
        ("Where will you work?", "1"),
        ("TONIGHT: Maria Ortiz, 555-0142 (owner", "1\r"),
        ("leave the list", "0"),
        ("Was anybody from outside", "1"),
        ("What did you do?", "reset the password\r\t"),
        ("How did it come out?", "1\r"),
        ("The narrative", "Z"),
    ],
    lines: "callout\n1\nMaria Ortiz\n\n\n\n1\n7\n1\n1\nMaria Ortiz\n\
            mails in her name to 200 people\n\n\n2\na mailbox, no device\n1\n1\n1\n\n1\n1\nrest\n\
            0\n1\nreset the password\ndone\n1\nrest\nbed\nquit\n",
};

const LEAD: &[&str] = &[
    "staff",
    "add",
    "Rae Moss",
    "--uid",
    "4711",
    "--post",
    "it_manager",
];

#[test]
fn a_hijacked_mailbox_whose_owner_is_rung_at_once() {
    let home = both(&MAILBOX, &[MARIA, LEAD]);
    let home = home.path();
    let ticket = json(home, &["show", "T-1"]);
    assert_eq!(ticket["category"], "security-breach");
    let timeline = ticket["timeline"].to_string();
    assert!(timeline.contains("Maria Ortiz"), "{timeline}");
    // No word of HR stands before anything.
    let list = json(home, &["check", "show", "L-1"]);
    let steps = list["steps"].as_array().expect("steps");
    assert!(steps.iter().all(|step| step["id"] != "hrq"), "{list}");
    assert_eq!(list["gates"], Value::Array(Vec::new()), "{list}");
    let ring = steps.iter().find(|step| step["id"] == "ring");
    assert_eq!(ring.expect("it is shown")["state"], "done", "{list}");
    assert!(has(home, "lead.told"));
}

/// A colleague is suspected, who is the one whom a breach is reported to.
const COLLEAGUE: Branch = Branch {
    keys: &[
        ("No open tickets", "C"),
        ("Is it happening now", "1"),
        ("Who is calling?", "Maria Ortiz\r\r\r\r1"),
        ("What is it about?", "74"),
        ("Is one of our own people suspected", "2Rae Moss\r"),
        ("What was seen", "log-ins at night with Rae's account\r\r"),
        ("Do not log in", "\r"),
        ("off the network?", "1\r"),
        ("(security.report): Tell Lea Osei now", "1"),
        ("How many cannot work now?", "0\r0\r"),
        ("Is it an emergency?", "\r"),
        ("Where will you work?", "1"),
        ("TONIGHT: Maria Ortiz, 555-0142 (who called)", "1\r"),
        ("leave the list", "0"),
        ("Was anybody from outside", "1"),
        ("What did you do?", "saved the logs\r\t"),
        ("How did it come out?", "3Lea Osei\r\r"),
        ("The narrative", "Z"),
    ],
    lines: "callout\n1\nMaria Ortiz\n\n\n\n1\n7\n4\n2\nRae Moss\n\
            log-ins at night with Rae's account\n\n\n1\n\n1\n0\n0\n\n1\n1\nrest\n\
            0\n1\nsaved the logs\ndone\n3\nLea Osei\nrest\nbed\nquit\n",
};

const SECOND: &[&str] = &[
    "staff",
    "add",
    "Lea Osei",
    "--uid",
    "4712",
    "--post",
    "leadership",
];

#[test]
fn a_colleague_who_is_suspected_is_not_told_and_contact_waits_for_hr() {
    let home = both(&COLLEAGUE, &[MARIA, LEAD, SECOND]);
    let home = home.path();
    let ticket = json(home, &["show", "T-1"]);
    let timeline = ticket["timeline"].to_string();
    assert!(timeline.contains("Lea Osei"), "{timeline}");
    let list = json(home, &["check", "show", "L-1"]);
    assert_eq!(list["gates"][0]["kind"], "hr_decision", "{list}");
    assert_eq!(list["gates"][0]["open"], false, "{list}");
    // The gate holds when tried, whichever way.
    let before = outside::journal(home);
    let tries: [(&[&str], &str); 3] = [
        (&["tell", "T-1", "Rae Moss", "explain this"], "rule: R73"),
        (
            &["check", "answer", "L-1", "hrq", "no discipline"],
            "only HR",
        ),
        (
            &["check", "done", "L-1", "user"],
            "only where hrq is answered",
        ),
    ];
    for (args, said) in tries {
        let refused = run(home, args);
        assert_eq!(refused.status.code(), Some(3), "{args:?}");
        let words = String::from_utf8_lossy(&refused.stderr);
        assert!(words.contains(said), "{args:?}: {words}");
    }
    assert_eq!(outside::journal(home), before);
    // By keys too.
    let mut screen = Start::at(home).start();
    screen.sees("last night");
    screen.escape();
    screen.sees("[1 Desk]");
    screen.send("u");
    screen.sees("T-1 told");
    screen.send("Rae Moss");
    screen.sees("who         Rae Moss");
    screen.escape();
    screen.send("\r");
    screen.sees("waits for HR");
    assert_eq!(outside::journal(home), before);
}

/// A vendor at a server.
const VENDOR: Branch = Branch {
    keys: &[
        ("No open tickets", "C"),
        ("Is it happening now", "1"),
        ("Who is calling?", "Maria Ortiz\r\r\r\r1"),
        ("What is it about?", "1mail server\r"),
        ("How many cannot work now?", "12\r12\r"),
        ("Is it an emergency?", "\r"),
        ("Where will you work?", "1"),
        ("TONIGHT: Maria Ortiz, 555-0142 (who called)", "1\r"),
        ("leave the list", "0"),
        ("Was anybody from outside", "2"),
        ("Who was it?", "P. Kahn\rAcme\r-40\r\rmail, backup\r"),
        ("What did you do?", "/server restarted the mail service\r\t"),
        ("How did it come out?", "1\r"),
        ("The narrative", "Z"),
    ],
    lines: "callout\n1\nMaria Ortiz\n\n\n\n1\n1\nmail server\n12\n12\n\n1\n1\nrest\n\
            0\n2\nP. Kahn\nAcme\n-40\n\nmail, backup\n\
            /server restarted the mail service\ndone\n1\nrest\nbed\nquit\n",
};

#[test]
fn a_vendor_at_a_server_owes_new_passwords_of_each_system_until_they_are_done() {
    let home = both(&VENDOR, &[MARIA]);
    let home = home.path();
    assert!(has(home, "outsider.access_ended"));
    let owes = owed(home);
    assert!(owes.contains(&"V.mail".to_owned()), "{owes:?}");
    assert!(owes.contains(&"V.backup".to_owned()), "{owes:?}");
    // The card of the next start says it in words; each step of the list is done but the last.
    let mut screen = play(
        home,
        &[("last night", "\r"), ("new passwords for mail", "")],
    );
    screen.sees("new passwords for backup");
    drop(screen);
    // Who it was, and when, the walk was told.
    let steps: [&[&str]; 7] = [
        &[
            "done",
            "L-2",
            "list",
            "--evidence",
            "note=the service accounts of both",
        ],
        &["done", "L-2", "rem", "--evidence", "time=now"],
        &["answer", "L-2", "new", "yes"],
        &["done", "L-2", "chg", "--evidence", "number=4"],
        &["done", "L-2", "dep", "--evidence", "note=all tested"],
        &["answer", "L-2", "vault", "yes"],
        &["done", "L-2", "next", "--evidence", "date=2030-01-02"],
    ];
    for step in steps {
        let owes = owed(home);
        assert!(owes.contains(&"V.mail".to_owned()), "{step:?}: {owes:?}");
        good(home, &[&["check"], step].concat());
    }
    let owes = owed(home);
    let list = good(home, &["check", "show", "L-2"]);
    let is_paid = !owes.iter().any(|owes| owes.starts_with("V."));
    assert!(is_paid, "{owes:?} {list}");
}

/// It can wait: two keys to bed behind the caller's words.
const LATER: Branch = Branch {
    keys: &[
        ("No open tickets", "C"),
        ("Is it happening now", "1"),
        ("Who is calling?", "Maria Ortiz\r\r\r\r1"),
        ("What is it about?", "8the scanner is slow\r"),
        ("Tell the caller", "1"),
        ("for the morning", "\r"),
    ],
    lines: "callout\n1\nMaria Ortiz\n\n\n\n1\n8\nthe scanner is slow\n1\n\nquit\n",
};

#[test]
fn what_can_wait_is_two_keys_from_bed_without_clock_or_claim() {
    let home = both(&LATER, &[MARIA]);
    let home = home.path();
    let ticket = json(home, &["show", "T-1"]);
    assert_eq!(ticket["title"], "the scanner is slow");
    assert_eq!(ticket["claims"], Value::Array(Vec::new()));
    assert!(!has(home, "claim.drafted"));
    assert!(has(home, "ticket.told"));
    let callout = json(home, &["callout", "show", "K-1"]);
    assert_eq!(callout["clock_min"], 0, "{callout}");
    assert_eq!(callout["trail"].as_array().map(Vec::len), Some(5));
}

/// It was over long ago, with its seven times.
const OVER: Branch = Branch {
    keys: &[
        ("No open tickets", "C"),
        ("Is it happening now", "2"),
        (
            "Who called?",
            "Maria Ortiz\r2no network at Eastside\r9\r\
             -660\r-645\r-615\r-610\r-565\r-550\r-520\r1a switch had no power\r1\r1",
        ),
        ("Is it an emergency?", "\r"),
        ("The narrative", "\t\r"),
        ("(debts): ", "\r"),
        ("Claim comp time for it?", "1"),
        ("for the morning", "\r"),
    ],
    lines: "callout\n2\nMaria Ortiz\n2\nno network at Eastside\n9\n\
            -660\n-645\n-615\n-610\n-565\n-550\n-520\n1\na switch had no power\n1\n\n1\n\n\n\n\
            rest\n1\n\nquit\n",
};

#[test]
fn what_is_recorded_the_next_noon_has_its_seven_times() {
    let home = both(&OVER, &[MARIA]);
    let home = home.path();
    let callout = json(home, &["callout", "show", "K-1"]);
    assert_eq!(callout["over"], true);
    let claim = json(home, &["claim", "show", "M-1"]);
    // From the ring to home, travel both ways.
    assert_eq!(claim["minutes_worked"], 140, "{claim}");
    // The one working minute of the week may cut a stretch in two.
    let stretches = claim["intervals"].as_array().expect("stretches").iter();
    let mut kinds: Vec<&Value> = stretches.map(|stretch| &stretch["kind"]).collect();
    kinds.dedup();
    assert_eq!(kinds, ["work", "travel", "work", "travel"], "{claim}");
    let ticket = json(home, &["show", "T-1"]);
    assert_eq!(ticket["state"], "resolved", "{ticket}");
    let answers = night_rig::entries(home);
    let over = answers.iter().find(|entry| entry["data"]["step"] == "P");
    // The caller was told in the night, when the work stopped, and not at noon.
    let values = &over.expect("it was answered")["data"]["values"];
    assert_eq!(values["told_at"], values["stopped"], "{values}");
    assert_eq!(values["outsider"], "no", "{values}");
    let times = [
        "rang", "left", "arrived", "began", "restored", "stopped", "home",
    ];
    let times: Vec<&str> = times
        .iter()
        .map(|time| values[time].as_str().expect("a time"))
        .collect();
    assert!(times.is_sorted(), "{times:?}");
}
