//! What a night leaves to be done: the follow-up ticket, and what is ready to be said.

use serde_json::Value;

use super::rig::Rig;

/// A night that came out in some way; nobody was told.
fn night(how: &str) -> Rig {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "caller.phone=555-01"]);
    rig.ok(&["callout", "answer", "what=2", "what.which=no network"]);
    rig.ok(&["callout", "answer", "impact=4"]);
    rig.ok(&["callout", "answer", how]);
    rig
}

fn is_new(rig: &Rig, ticket: &str) -> bool {
    rig.run(&["show", ticket]).status == 0
}

#[test]
fn what_is_worked_round_leaves_a_ticket_and_each_names_the_other() {
    let rig = night("outcome=2");
    let tonight = rig.json(&["show", "T-1"]);
    assert_eq!(tonight["state"], "resolved");
    assert_eq!(tonight["follow_up"], "T-2");
    assert_eq!(tonight["follows"], Value::Null);
    let follow = rig.json(&["show", "T-2"]);
    assert_eq!(follow["state"], "new");
    assert_eq!(follow["follows"], "T-1");
    assert_eq!(follow["channel"], "self");
    let page = rig.ok(&["show", "T-2"]);
    assert!(page.contains("follows    T-1"), "{page}");
    assert!(page.contains("follow-up to T-1"), "{page}");
    let page = rig.ok(&["show", "T-1"]);
    assert!(page.contains("follow-up  T-2"), "{page}");
    // Answered again, also after the end, there is one.
    rig.ok(&["callout", "answer", "outcome=2"]);
    rig.ok(&["callout", "finish"]);
    rig.ok(&["callout", "answer", "--callout", "K-1", "outcome=1"]);
    assert!(!is_new(&rig, "T-3"));
    assert_eq!(rig.json(&["callout", "show", "K-1"])["follow_up"], "T-2");
    let sheet = rig.ok(&["callout", "show", "K-1"]);
    assert!(sheet.contains("Follow-up ticket: T-2"), "{sheet}");
    assert_eq!(rig.run(&["verify"]).status, 0);
}

#[test]
fn lines_leave_the_same_ticket_and_say_so_before() {
    let rig = Rig::at_night();
    rig.ok(&["callout", "start", "--caller", "Maria Ortiz"]);
    rig.ok(&["callout", "answer", "what=2", "what.which=no network"]);
    let ran = rig.run_with(&["--plain"], b"\ngo outcome\n2\nrest\nquit\n");
    assert_eq!(ran.status, 0, "{ran:?}");
    let said: Vec<&str> = ran.out.split_whitespace().collect();
    let said = said.join(" ");
    assert!(
        said.contains("2 opens a follow-up ticket for the cause"),
        "{said}"
    );
    assert_eq!(rig.json(&["show", "T-1"])["follow_up"], "T-2");
}

#[test]
fn what_waits_stays_open_and_opens_no_other() {
    let rig = night("outcome=5");
    assert_eq!(rig.json(&["show", "T-1"])["state"], "waiting");
    assert!(!is_new(&rig, "T-2"));
}

#[test]
fn what_to_say_is_ready_until_it_was_said() {
    let rig = night("outcome=1");
    rig.ok(&["callout", "finish"]);
    let shown = rig.json(&["callout", "show", "K-1"]);
    let outbox = shown["outbox"].as_array().expect("rows");
    let of_caller = outbox.iter().find(|row| row["requester"] == true);
    let of_caller = of_caller.expect("the caller is owed word");
    assert_eq!(of_caller["who"], "Maria Ortiz");
    assert_eq!(of_caller["phone"], "555-01");
    assert_eq!(of_caller["pay"], "nightdesk tell T-1 requester");
    let text = of_caller["text"].to_string();
    assert!(text.contains("It has worked again since 02:12."), "{text}");
    let sheet = rig.ok(&["callout", "show", "K-1"]);
    assert!(sheet.contains("nothing is sent by the program"), "{sheet}");
    rig.ok(&["tell", "T-1", "requester", "it works again"]);
    let status = rig.json(&["callout", "status", "--callout", "K-1"]);
    let rows = status["outbox"].as_array().expect("rows");
    assert!(rows.iter().all(|row| row["requester"] == false), "{status}");
}
